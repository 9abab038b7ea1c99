/* SPDX-License-Identifier: GPL-2.0 */
/* Module parameters: bonds that insmod makes. */
#ifndef NB_PARAM_H
#define NB_PARAM_H

/**
 * nb_param_create() - make the bonds that the module parameters ask for.
 *
 * Context: module initialisation, may sleep, no RTNL.
 * Return: 0 or a negative errno; then one line in the log says why, and bonds
 * already made are left to the caller's unwinding.
 */
int nb_param_create(void);

#endif
