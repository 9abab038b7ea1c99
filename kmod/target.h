/* SPDX-License-Identifier: GPL-2.0 */
/* What rounds of probes say of a target and of a path. Pure. */
#ifndef NB_TARGET_H
#define NB_TARGET_H

#include "vote.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * struct nb_target_state - one target as seen through one member.
 * @vote: whether it answers
 * @sent: last probe, ns; 0 before the first
 * @unanswered: probes since the last answer
 * @late: the round before the last was answered by the time of the last probe
 * @sent_count: probes ever
 */
struct nb_target_state {
	struct nb_vote vote;
	u64 sent;
	u32 unanswered;
	bool late;
	u64 sent_count;
};

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
