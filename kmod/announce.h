/* SPDX-License-Identifier: GPL-2.0 */
/* Telling the network on which wire the bond's addresses are now. */
#ifndef NB_ANNOUNCE_H
#define NB_ANNOUNCE_H

#include <linux/types.h>

struct nb_bond;

/**
 * struct nb_announce - announcements still to be made. Guarded by the bond lock.
 * @peers_left: rounds of gratuitous ARP and unsolicited NA
 * @peers_next: when the next is due, ns
 * @igmp_left: membership reports
 * @igmp_next: when the next is due, ns
 * @mute: the bond was without queues when it was last looked at
 * @ready_at: from when on devices above it may be told of their carrier, ns
 * @uppers_until: how long those above it are waited for, ns; 0: they are not
 */
struct nb_announce {
	u32 peers_left;
	u64 peers_next;
	u32 igmp_left;
	u64 igmp_next;
	bool mute;
	u64 ready_at;
	u64 uppers_until;
};

/**
 * nb_announce_start() - the address moved: begin all rounds anew.
 * Context: bond lock held.
 */
void nb_announce_start(struct nb_bond *bond, u64 now);

/**
 * nb_announce_run() - hand what is due to the workers.
 * Context: bond lock held.
 * Return: when to be called again, ns, or NB_NEVER.
 */
u64 nb_announce_run(struct nb_bond *bond, u64 now);

/**
 * nb_announce_send() - one round for every address on the bond and above it.
 *
 * VLAN, macvlan and bridge devices above are told of too, each once, in whichever
 * network namespace they are. Takes no lock that a configuration holds.
 * Context: process. May sleep.
 */
void nb_announce_send(struct nb_bond *bond);

#endif
