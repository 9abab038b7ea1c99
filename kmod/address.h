/* SPDX-License-Identifier: GPL-2.0 */
/* IP addresses: nobody is taught about those that this host has not, or gives up. */
#ifndef NB_ADDRESS_H
#define NB_ADDRESS_H

#include <linux/types.h>

struct nb_bond;

/**
 * nb_address_is_ours() - is @addr of this host, or does it answer for another?
 * @bond: the bond
 * @addr: an address of IPv4
 *
 * Context: any; no lock.
 * Return: true when it is local in the bond's namespace, or in that of a device
 * on the bond.
 */
bool nb_address_is_ours(const struct nb_bond *bond, __be32 addr);

/** nb_address_init() - at load. May sleep. Return: 0 or a negative errno. */
int nb_address_init(void);

/** nb_address_fini() - at unload. May sleep. */
void nb_address_fini(void);

#endif
