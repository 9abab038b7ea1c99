/* SPDX-License-Identifier: GPL-2.0 */
/* 802.3ad: the LACP machines of kmod/lacp at work on a bond and its members. */
#ifndef NB_LAG_H
#define NB_LAG_H

#include <linux/netbond.h>
#include <linux/skbuff.h>

#include "lacp/system.h"

struct nb_bond;
struct nb_member;

/* Times a second that a member may begin to carry data, whatever its partner
 * says: each costs the host events, announcements and work under RTNL.
 */
#define NB_LAG_RISES 3

/**
 * struct nb_lag - LACP of a bond. Guarded by the bond lock.
 * @lacp: the machines
 * @on: the mode is 802.3ad, members have ports. Read: bond lock or lockless
 * @sending: somebody is sending what is in @out
 * @out: frames to be sent, oldest first
 * @transaction: number of the last Marker
 */
struct nb_lag {
	struct nb_lacp_system lacp;
	bool on;
	bool sending;
	struct sk_buff_head out;
	u32 transaction;
};

/**
 * struct nb_lag_port - LACP of a member. Guarded by the bond lock.
 * @lacp: its port; takes part in the bond's machines while they are on
 * @sends: it may carry data: Distributing, and the partner takes it in
 * @collected: the partner took data in since @since
 * @since: when it became Distributing, as last seen, ns
 * @send_at: when @sends comes true without another event, ns, or NB_NEVER
 * @rises: ring of the last times when @sends came true, ns
 * @rise: the place of the oldest of them
 * @retry_at: while it is held for that: when it is tried again, ns
 * @patience: how long it was held last time, ns
 */
struct nb_lag_port {
	struct nb_lacp_port lacp;
	bool sends;
	bool collected;
	u64 since;
	u64 send_at;
	u64 rises[NB_LAG_RISES];
	u8 rise;
	u64 retry_at;
	u64 patience;
};

/** nb_lag_setup() - of a new bond. */
void nb_lag_setup(struct nb_bond *bond);

/** nb_lag_fini() - of a bond without members that is down. Context: RTNL. */
void nb_lag_fini(struct nb_bond *bond);

/**
 * nb_lag_configure() - take over the bond's settings, its mode and its address.
 *
 * Leaving the mode says goodbye to the partners: nb_lag_flush() has to follow.
 * Context: RTNL and bond lock held.
 */
void nb_lag_configure(struct nb_bond *bond, u64 now);

/** nb_lag_readdress() - the bond's address may have changed. Context: RTNL. */
void nb_lag_readdress(struct nb_bond *bond);

/** nb_lag_join() - a member was added to the list. Context: RTNL and bond lock held. */
void nb_lag_join(struct nb_member *member, u64 now);

/**
 * nb_lag_leave() - a member is about to leave the list.
 *
 * It has said goodbye already: nb_lag_update() saw that it is leaving.
 * Context: RTNL and bond lock held.
 */
void nb_lag_leave(struct nb_member *member, u64 now);

/**
 * nb_lag_update() - tell LACP what became of the members, and form their votes.
 * @bond: the bond, whose carrier and probe votes have been formed
 * @now: ns
 *
 * Runs what is due. Frames are left for nb_lag_flush().
 * Context: bond lock held.
 */
void nb_lag_update(struct nb_bond *bond, u64 now);

/** nb_lag_link_lost() - a member's link was lost and is back before anybody looked. Context: bond lock held. */
void nb_lag_link_lost(struct nb_member *member, u64 now);

/** nb_lag_deadline() - when nb_lag_update() or nb_lag_flush() has work, ns, or NB_NEVER. Context: bond lock held. */
u64 nb_lag_deadline(const struct nb_bond *bond);

/**
 * nb_lag_flush() - send what LACP has to say.
 *
 * In the order in which it was said, whoever else does the same now, as far as
 * the members' own queues keep it.
 * Context: any but hard interrupts; bond lock not held.
 */
void nb_lag_flush(struct nb_bond *bond);

/**
 * nb_lag_receive() - a frame of type 88-09.
 * @member: it came in here
 * @skb: the frame, at its network header. Does not consume @skb.
 *
 * Context: receive softirq, RCU; bond lock not held.
 * Return: LACP has dealt with it, or it is malformed: nobody else's.
 */
bool nb_lag_receive(struct nb_member *member, const struct sk_buff *skb);

/** nb_lag_sends() - does LACP let a member send? True in other modes. Context: bond lock held. */
bool nb_lag_sends(const struct nb_member *member);

/** nb_lag_collects() - does LACP let a member receive? True in other modes. Context: bond lock held. */
bool nb_lag_collects(const struct nb_member *member);

/** nb_lag_without_partner() - does a member carry data as lacp_fallback allows? Context: bond lock held. */
bool nb_lag_without_partner(const struct nb_member *member);

/** nb_lag_up() - do as many members carry data as min_links wants, and one at least? True in other modes. Context: bond lock held. */
bool nb_lag_up(const struct nb_bond *bond);

/** nb_lag_failure() - why it is not up. Context: bond lock held. Return: enum netbond_reason. */
u8 nb_lag_failure(const struct nb_bond *bond);

/** nb_lag_reason() - enum netbond_reason for enum nb_lacp_reason. */
u8 nb_lag_reason(u8 why);

/**
 * nb_lag_ask() - find out when all that was sent on a member has arrived.
 *
 * nb_spread_answered() is called when the partner has answered a Marker or
 * will not.
 * Context: bond lock held.
 * Return: false when it cannot be asked now, or LACP is off.
 */
bool nb_lag_ask(struct nb_member *member, u64 now);

#endif
