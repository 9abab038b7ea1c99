/* SPDX-License-Identifier: GPL-2.0 */
/* ARP and NS monitoring: who probes what, when, and what came back. */
#ifndef NB_PROBE_H
#define NB_PROBE_H

#include <linux/atomic.h>
#include <linux/rcupdate.h>
#include <linux/skbuff.h>

#include "option.h"
#include "target.h"

#define NB_TARGETS_MAX (2 * NETBOND_MAX_TARGETS)
#define NB_TAGS_MAX 2

struct net_device;
struct netlink_ext_ack;
struct nb_bond;
struct nb_member;

/**
 * struct nb_route - how the bond's host reaches a target.
 * @direct: a route leads there through the bond and no gateway; to a link-local
 *          address one does when it was heard
 * @local: it is an address of the host itself, which no path leads to
 * @own_addr: the routed device has the bond's own MAC address, so that @source
 *            may be told to the neighbours together with it
 * @ifindex: the routed device
 * @tags: VLAN tags on the way, outermost first
 * @tag: protocol and id of each
 * @source: the address to probe from; family 0 for none
 */
struct nb_route {
	bool direct;
	bool local;
	bool own_addr;
	int ifindex;
	u8 tags;
	struct {
		__be16 proto;
		u16 id;
	} tag[NB_TAGS_MAX];
	struct nb_addr source;
};

/** enum nb_heard - did some member hear the target in the last rounds? */
enum nb_heard {
	NB_HEARD_UNKNOWN,
	NB_HEARD_YES,
	NB_HEARD_NO,
};

/**
 * struct nb_probe_plan - the targets of a bond.
 * @rcu: freed by RCU
 * @count: how many
 * @entry: address, its route (written by the timer only), whether some member
 *         heard it last time (bond lock; read by the timer without), since when
 *         it is silent on every member, or was last seen while it is (ns, 0: it
 *         is not), and when an ARP Probe may ask it then (ns; bond lock)
 */
struct nb_probe_plan {
	struct rcu_head rcu;
	u32 count;
	struct {
		struct nb_addr addr;
		struct nb_route route;
		enum nb_heard heard;
		u64 silent_since;
		u64 next_anonymous;
	} entry[];
};

/**
 * struct nb_member_probe - what one member found out about the targets.
 * @rcu: freed by RCU
 * @plan: the targets it belongs to, as old as this
 * @validate: enum netbond_arp_validate. Write: bond lock. Read: lockless
 * @life: when any frame counted as a sign of life, ns
 * @life_stamp: jiffies of @life, so that it is written once a jiffy
 * @target: one for each entry of @plan; @tags, those of the last probe, is
 *          written by the timer, @reply, @strayed (the newest answer that
 *          came in by another member), @seen (the newest ARP frame of its,
 *          whomever it is for) and @replies by receivers without a lock,
 *          @state under the bond lock
 */
struct nb_member_probe {
	struct rcu_head rcu;
	const struct nb_probe_plan *plan;
	u32 validate;
	atomic64_t life;
	unsigned long life_stamp;
	struct {
		atomic64_t tags;
		atomic64_t reply;
		atomic64_t strayed;
		atomic64_t seen;
		atomic64_t replies;
		struct nb_target_state state;
	} target[];
};

/**
 * struct nb_probe - the monitor of a bond.
 * @plan: the targets, NULL when not probing. Write: bond lock; in the end, with
 *        neither timer nor members, RTNL alone. Read: RCU or bond lock. Freed:
 *        kfree_rcu
 * @next_send: when the next round goes out, ns. Write: bond lock. Read: bond lock or lockless
 * @next_judge: when the last round is judged, ns. Write: bond lock. Read: bond lock
 * @put_off: the verdict was put off once. Write: bond lock. Read: bond lock
 * @spokesman: who asks as the bond while no member is active; to compare with,
 *             never to follow. Write: bond lock. Read: lockless
 */
struct nb_probe {
	struct nb_probe_plan __rcu *plan;
	u64 next_send;
	u64 next_judge;
	bool put_off;
	const struct nb_member *spokesman;
};

/**
 * struct nb_probe_update - a change of targets, prepared.
 * @changed: is it one?
 * @known: for each new target which old one it is, NB_TARGETS_MAX: none
 * @plan: the new targets, NULL: none
 * @member: a new state for each member
 * @count: how many of these
 */
struct nb_probe_update {
	bool changed;
	u8 known[NB_TARGETS_MAX];
	struct nb_probe_plan *plan;
	struct nb_member_probe **member;
	unsigned int count;
};

/**
 * nb_probe_prepare() - get all that a change of settings needs.
 * @bond: the bond
 * @config: the new settings
 * @update: written; to be committed or discarded
 *
 * Context: RTNL. May sleep.
 * Return: 0 or -ENOMEM.
 */
int nb_probe_prepare(struct nb_bond *bond, const struct nb_config *config,
		     struct nb_probe_update *update);

/**
 * nb_probe_commit() - let a prepared change take effect, with the bond's
 * settings, which are the new ones by now.
 * Context: RTNL and bond lock held.
 */
void nb_probe_commit(struct nb_bond *bond, struct nb_probe_update *update,
		     u64 now);

/** nb_probe_discard() - forget what was prepared and not committed. */
void nb_probe_discard(struct nb_probe_update *update);

/**
 * nb_probe_member_alloc() - what a joining member needs, NULL when not probing.
 * Context: RTNL. May sleep. Return: NULL, the state or ERR_PTR(-ENOMEM).
 */
struct nb_member_probe *nb_probe_member_alloc(struct nb_bond *bond);

/** nb_probe_member_restart() - forget what a member's probes found. Context: bond lock held. */
void nb_probe_member_restart(struct nb_member *member, u64 now);

/** nb_probe_restart() - the bond came up: forget what was found, begin with a round now. Context: bond lock held. */
void nb_probe_restart(struct nb_bond *bond, u64 now);

/** nb_probe_fini() - free the plan of a bond without members. Context: RTNL. */
void nb_probe_fini(struct nb_bond *bond);

/**
 * nb_probe_note_unrouted() - say which target cannot be asked by the routes of this moment.
 * @bond: the bond
 * @extack: words of the first such target are set, nothing if there is none
 *
 * Context: RTNL.
 */
void nb_probe_note_unrouted(struct nb_bond *bond,
			    struct netlink_ext_ack *extack);

/**
 * nb_probe_route() - look up the routes for a round that is due.
 * Context: the bond's timer, RCU, bond lock not held.
 * Return: the plan whose routes are those of this moment, NULL: none.
 */
const struct nb_probe_plan *nb_probe_route(struct nb_bond *bond, u64 now);

/**
 * nb_probe_run() - judge and send what is due.
 * @bond: the bond
 * @now: ns
 * @routed: what nb_probe_route() found; a round that became due since waits for
 *	its routes, and so stays due
 * @out: probes are appended, to be sent after the lock is dropped
 *
 * Context: the bond's timer, RCU, bond lock held.
 */
void nb_probe_run(struct nb_bond *bond, u64 now,
		  const struct nb_probe_plan *routed, struct sk_buff_head *out);

/**
 * nb_probe_rest() - put the next round off for as long as this one took.
 * @bond: the bond
 * @began: when the run of the timer that sent it began, ns
 *
 * Thousands of probes every few milliseconds are more than a processor can do;
 * half of it stays with others.
 * Context: the bond's timer, bond lock not held, probes sent.
 */
void nb_probe_rest(struct nb_bond *bond, u64 began);

/** nb_probe_deadline() - when nb_probe_run() has work, ns, or NB_NEVER. Context: bond lock held. */
u64 nb_probe_deadline(const struct nb_bond *bond);

/** nb_probe_active() - is there anything to probe? Context: RCU, RTNL or bond lock. */
static inline bool nb_probe_active(const struct nb_probe *probe)
{
	return rcu_access_pointer(probe->plan);
}

/**
 * nb_probe_as_bond() - does a member speak with the bond's own address?
 *
 * The active one does, and while there is none, for probe_loss is down, all in
 * turn, for a second each. Where all members carry traffic none does: answers to
 * one station come back on any of them.
 * Context: any.
 */
bool nb_probe_as_bond(const struct nb_member *member);

/**
 * nb_probe_source() - copy the address of its own that a member probes from.
 * @member: the member
 * @i: number of the target; the first is there without one, too
 * @addr: written
 *
 * The other end of a LAG chooses the link of an answer by the address that it
 * goes to. A member tries its addresses until answers come back to itself, so
 * that its vote depends on no other link.
 * Context: bond lock held.
 */
void nb_probe_source(const struct nb_member *member, u32 i, u8 *addr);

/**
 * nb_probe_silent() - was none of the lost targets heard at each probe since?
 * Not silent is a member whose answers all come by other links.
 * Context: bond lock held.
 */
bool nb_probe_silent(const struct nb_member *member);

/** nb_probe_last_reply() - newest answer or sign of life, ns, 0 for none. Context: bond lock held. */
u64 nb_probe_last_reply(const struct nb_member *member);

/** nb_probe_reply() - newest proof that target @i answers a member, ns, 0 for none. Context: bond lock held. */
u64 nb_probe_reply(const struct nb_member_probe *probe, u32 i);

/**
 * nb_probe_answers_only() - is a frame that is no answer of no use to the
 * monitor, on any member?
 * @validate: enum netbond_arp_validate
 *
 * Otherwise any frame may be a sign of life.
 */
static inline bool nb_probe_answers_only(u32 validate)
{
	return validate == NETBOND_ARP_VALIDATE_ALL ||
	       validate & NETBOND_ARP_VALIDATE_FILTER;
}

/**
 * nb_probe_receive() - look for answers and signs of life.
 * @member: where the frame came in
 * @probe: its state
 * @skb: the frame, at its network header. Does not consume @skb.
 *
 * Context: receive softirq, RCU.
 */
void nb_probe_receive(struct nb_member *member, struct nb_member_probe *probe,
		      const struct sk_buff *skb);

/**
 * nb_probe_ends_here() - does a frame go to an address that only probes came from?
 *
 * Where all members carry traffic they probe from addresses of their own. A
 * bridge on the bond knows none of them and would flood the answers.
 * Context: receive softirq, RCU.
 */
bool nb_probe_ends_here(const struct nb_member *member,
			const struct sk_buff *skb);

#endif
