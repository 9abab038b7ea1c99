/* SPDX-License-Identifier: GPL-2.0 */
/* What rounds of probes say of a target and of a path. Pure. */
#ifndef NB_TARGET_H
#define NB_TARGET_H

#include "vote.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Addresses that a member has to probe from, a power of two. */
#define NB_PROBE_ADDRS 4

/**
 * struct nb_target_way - the address that a member probes a target from, where
 * the other end chooses the link of an answer by the address it goes to.
 * @from: its number
 * @home: the last one whose answer came back to the member itself
 * @hope: how many more may have their answers come by other links before none
 *        is known any more that brings them home; 0: none is
 * @lost: the target was lost while one was: answers by other links prove nothing
 * @unheard: the target is silent on every member
 */
struct nb_target_way {
	u8 from;
	u8 home;
	u8 hope;
	bool lost;
	bool unheard;
};

/**
 * struct nb_target_state - one target as seen through one member.
 * @vote: whether it answers
 * @sent: last probe, ns; 0 before the first
 * @unanswered: probes since the last answer
 * @silent_since: when the first of these was sent, ns
 * @late: the round before the last was answered by the time of the last probe
 * @strayed: all of @unanswered were answered by other links
 * @sent_count: probes ever
 * @way: which address it is probed from
 */
struct nb_target_state {
	struct nb_vote vote;
	u64 sent;
	u32 unanswered;
	u64 silent_since;
	bool late;
	bool strayed;
	u64 sent_count;
	struct nb_target_way way;
};

/**
 * nb_target_turn() - choose the address of the next probe.
 * @way: what is known so far
 * @home: the last probe's answer came back to the member itself
 * @strayed: it came by another link
 *
 * An answer by another link tells that the other end chooses otherwise now, and
 * another address is tried. Silence does not: from an address that brought
 * answers home it is what a link that does not receive looks like. But on all
 * members, which may have turned to one link, it does.
 */
void nb_target_turn(struct nb_target_way *way, bool home, bool strayed);

/**
 * nb_target_restart() - forget what was found, but how often it was probed.
 * @target: the target
 * @same_end: the other end is the one that it was
 * @now: ns
 */
void nb_target_restart(struct nb_target_state *target, bool same_end, u64 now);

/**
 * nb_target_probed() - account for a probe that is sent now.
 * @target: the target
 * @reply: time of the newest answer, ns, 0 for none
 * @now: ns
 */
void nb_target_probed(struct nb_target_state *target, u64 reply, u64 now);

/**
 * nb_target_judge() - form the vote, half an interval after a probe.
 * @target: the target
 * @reply: time of the newest answer, ns, 0 for none
 * @missed_max: rounds without an answer that make it lost, at least 1
 * @routed: a direct route to it leaves through the bond; without one silence
 *          proves nothing
 * @now: ns
 *
 * Return: true when the value changed.
 */
bool nb_target_judge(struct nb_target_state *target, u64 reply, u32 missed_max,
		     bool routed, u64 now);

/**
 * nb_target_excuse() - a target that is not asked: it is the host itself.
 * @target: the target
 * @now: ns
 *
 * What its probes brought before proves nothing, and their silence does not count
 * when it is a neighbour again.
 */
void nb_target_excuse(struct nb_target_state *target, u64 now);

/**
 * nb_target_blame() - is this member to blame that the target was lost?
 * @target: the target, judged
 * @heard: when it last answered anybody, by whatever link, ns, 0 for never
 *
 * Not where it is silent on every member: then answers by other links prove a
 * path as before when it is back. Meanwhile other addresses are tried.
 */
void nb_target_blame(struct nb_target_state *target, u64 heard);

/**
 * nb_target_pause() - how long to wait before asking a target that is silent on
 * every member once more by an ARP Probe.
 * @silent: for how long it has been so, ns
 *
 * RFC 5227 section 2.1.1: a target that reboots and makes sure of its address
 * before it uses it takes such a probe, by anybody, for a conflict, and goes
 * without the address. The more seldom it is asked, the less likely that is; a
 * path that comes back is found later by a quarter of the time it was away.
 *
 * Return: ns.
 */
u64 nb_target_pause(u64 silent);

/**
 * struct nb_path_poll - the votes of a path's targets, counted.
 * @yes: targets that answer
 * @unknown: targets without a verdict yet
 * @unrouted: those of @unknown that no route leads to
 * @total: all targets
 */
struct nb_path_poll {
	u32 yes;
	u32 unknown;
	u32 unrouted;
	u32 total;
};

/** nb_path_count() - add one target's vote to @poll. */
void nb_path_count(struct nb_path_poll *poll, const struct nb_vote *vote);

/**
 * nb_path_judge() - form the probe vote of a member.
 * @vote: the probe vote
 * @poll: its targets, counted
 * @needed: how many have to answer, 1..@poll->total
 * @now: ns
 *
 * Return: true when the value changed.
 */
bool nb_path_judge(struct nb_vote *vote, const struct nb_path_poll *poll,
		   u32 needed, u64 now);

#ifdef __cplusplus
}
#endif

#endif
