/* SPDX-License-Identifier: GPL-2.0 */
/* IP addresses that this host gives up: nobody is taught about them any more. */
#ifndef NB_ADDRESS_H
#define NB_ADDRESS_H

/** nb_address_init() - at load. May sleep. Return: 0 or a negative errno. */
int nb_address_init(void);

/** nb_address_fini() - at unload. May sleep. */
void nb_address_fini(void);

#endif
