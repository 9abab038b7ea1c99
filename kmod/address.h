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

/**
 * nb_address_made_of() - is there a link-local address of IPv6 that was made of
 * this MAC address?
 * @bond: the bond
 * @mac: ETH_ALEN octets
 *
 * The kernel makes one when a device is set up, and keeps it when the device gets
 * another MAC address.
 * Context: RTNL.
 * Return: true when the bond has it, or a device on the bond.
 */
bool nb_address_made_of(const struct nb_bond *bond, const u8 *mac);

/** nb_address_init() - at load. May sleep. Return: 0 or a negative errno. */
int nb_address_init(void);

/** nb_address_fini() - at unload. May sleep. */
void nb_address_fini(void);

#endif
