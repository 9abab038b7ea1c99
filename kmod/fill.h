/* SPDX-License-Identifier: GPL-2.0 */
/* Bonds and members written as attributes. */
#ifndef NB_FILL_H
#define NB_FILL_H

#include <linux/math64.h>
#include <linux/skbuff.h>
#include <linux/time64.h>

struct nb_bond;
struct nb_member_options;

/** nb_fill_name() - say which bond a message is about. Return: 0 or -EMSGSIZE. */
int nb_fill_name(struct sk_buff *skb, const struct nb_bond *bond);

/** nb_fill_age() - time from @then to @now, ms; 0 if it is the other way round. */
static inline u64 nb_fill_age(u64 then, u64 now)
{
	return now > then ? div_u64(now - then, NSEC_PER_MSEC) : 0;
}

/** nb_fill_member_settings() - write the settings of a member. Return: 0 or -EMSGSIZE. */
int nb_fill_member_settings(struct sk_buff *skb,
			    const struct nb_member_options *options);

/**
 * nb_fill_bond() - write a bond, as much of it as finds room.
 * @skb: the message
 * @bond: the bond
 * @first: parts already written in earlier messages; part 0 is options and
 *         status, part n the n-th member
 * @complete: set to whether all parts are written now
 *
 * Context: RCU or RTNL; takes the bond lock.
 * Return: how many parts are written in all, or -EMSGSIZE when not even part
 * 0 found room.
 */
int nb_fill_bond(struct sk_buff *skb, struct nb_bond *bond, unsigned int first,
		 bool *complete);

/** nb_fill_bond_size() - room that a bond now needs in one message, bytes. */
size_t nb_fill_bond_size(struct nb_bond *bond);

/**
 * nb_fill_one() - write which bond it is and one of its members.
 * @skb: the message
 * @bond: the bond
 * @ifindex: of the member
 *
 * Context: RCU or RTNL; takes the bond lock.
 * Return: 0, -EMSGSIZE, or -ENODEV when it is no member of the bond.
 */
int nb_fill_one(struct sk_buff *skb, struct nb_bond *bond, int ifindex);

/** nb_fill_one_size() - room that a member now needs in one message, bytes. */
size_t nb_fill_one_size(struct nb_bond *bond);

#endif
