/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What LACP keeps of a port, all of it open to be shown. The machines of
 * kmod/lacp write it, nobody else does. Names in capitals after a dash are the
 * variables of IEEE 802.1AX-2014 6.4. Pure.
 */
#ifndef NB_LACP_PORT_H
#define NB_LACP_PORT_H

#include "pdu.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Times of 6.4.4, in ns. */
#define NB_LACP_FAST_PERIODIC (1000 * NB_MS)
#define NB_LACP_SLOW_PERIODIC (30000 * NB_MS)
#define NB_LACP_SHORT_TIMEOUT (3000 * NB_MS)
#define NB_LACP_LONG_TIMEOUT (90000 * NB_MS)
#define NB_LACP_CHURN_TIME (60000 * NB_MS)
#define NB_LACP_WAIT_TIME (2000 * NB_MS)

/* Ours: a partner that wants a port needs the 2 s of its own wait and at most
 * a second of its transmit limit to say that it collects there; one that does
 * not say so in this time does not want it.
 */
#define NB_LACP_SPURN_TIME (5000 * NB_MS)

/* Frames in any NB_LACP_FAST_PERIODIC: LACPDUs (6.4.16), answers to Markers and
 * Markers; together the ten that the Slow Protocols allow.
 */
#define NB_LACP_TX_LIMIT 3
#define NB_LACP_RESPONSE_LIMIT 5
#define NB_LACP_MARKER_LIMIT 2

/** enum nb_lacp_rx - state of the Receive machine (figure 6-18). */
enum nb_lacp_rx {
	NB_LACP_RX_INITIALIZE,
	NB_LACP_RX_PORT_DISABLED,
	NB_LACP_RX_EXPIRED,
	NB_LACP_RX_DEFAULTED,
	NB_LACP_RX_CURRENT,
};

/** enum nb_lacp_periodic - state of the Periodic Transmission machine. */
enum nb_lacp_periodic {
	NB_LACP_PERIODIC_NONE,
	NB_LACP_PERIODIC_FAST,
	NB_LACP_PERIODIC_SLOW,
};

/** enum nb_lacp_mux - state of the Mux machine (figures 6-21 and 6-22). */
enum nb_lacp_mux {
	NB_LACP_MUX_DETACHED,
	NB_LACP_MUX_WAITING,
	NB_LACP_MUX_ATTACHED,
	NB_LACP_MUX_COLLECTING,
	NB_LACP_MUX_DISTRIBUTING,
	NB_LACP_MUX_COLLECTING_DISTRIBUTING,
};

/** enum nb_lacp_selected - what the Selection Logic decided. */
enum nb_lacp_selected {
	NB_LACP_UNSELECTED,
	NB_LACP_STANDBY,
	NB_LACP_SELECTED,
};

/** enum nb_lacp_churn_state - state of a Churn Detection machine (6.4.17). */
enum nb_lacp_churn_state {
	NB_LACP_CHURN_MONITOR,
	NB_LACP_CHURN_NONE,
	NB_LACP_CHURN_CHURN,
};

/**
 * enum nb_lacp_reason - why a port does not carry data, or a bond is not up.
 * @NB_LACP_WHY_NONE: it does
 * @NB_LACP_WHY_FALLBACK: it does, without a partner, as lacp_fallback allows
 * @NB_LACP_WHY_NO_LINK: the link is down
 * @NB_LACP_WHY_LEFT: taken out by command; the partner was told
 * @NB_LACP_WHY_HELD: kept out by somebody else's vote; the partner was told
 * @NB_LACP_WHY_NO_PDU: no LACPDU was heard since the link came up
 * @NB_LACP_WHY_PASSIVE: the same, and this end is passive and may not speak first
 * @NB_LACP_WHY_EXPIRED: LACPDUs were heard, then no more; the partner is asked again
 * @NB_LACP_WHY_LOST: the partner is given up
 * @NB_LACP_WHY_LOOPBACK: the partner is this very system
 * @NB_LACP_WHY_PINNED_OUT: another system than that of lacp_partner_pin speaks
 * @NB_LACP_WHY_OTHER_PARTNER: the selected aggregator has another partner
 * @NB_LACP_WHY_SPEED: the selected aggregator's ports have another speed
 * @NB_LACP_WHY_HALF_DUPLEX: a half-duplex link cannot be aggregated
 * @NB_LACP_WHY_INDIVIDUAL: the partner calls the link individual
 * @NB_LACP_WHY_KEY: the partner has another key on the selected aggregator
 * @NB_LACP_WHY_MAX_LINKS: it stands by, max_links better ports are in use
 * @NB_LACP_WHY_WAITING: selected, the 2 s before it attaches are running
 * @NB_LACP_WHY_PARTNER_DEFAULTED: the partner says that it hears no LACPDU
 * @NB_LACP_WHY_PARTNER_MISMATCH: the partner describes this end wrongly
 * @NB_LACP_WHY_NOT_IN_SYNC: the partner has not put the link into an aggregate
 * @NB_LACP_WHY_NOT_COLLECTING: the partner does not take in data yet
 * @NB_LACP_WHY_NO_PORT: of a bond: no port has an aggregator
 * @NB_LACP_WHY_MIN_LINKS: of a bond: fewer ports than min_links are distributing
 */
enum nb_lacp_reason {
	NB_LACP_WHY_NONE,
	NB_LACP_WHY_FALLBACK,
	NB_LACP_WHY_NO_LINK,
	NB_LACP_WHY_LEFT,
	NB_LACP_WHY_HELD,
	NB_LACP_WHY_NO_PDU,
	NB_LACP_WHY_PASSIVE,
	NB_LACP_WHY_EXPIRED,
	NB_LACP_WHY_LOST,
	NB_LACP_WHY_LOOPBACK,
	NB_LACP_WHY_PINNED_OUT,
	NB_LACP_WHY_OTHER_PARTNER,
	NB_LACP_WHY_SPEED,
	NB_LACP_WHY_HALF_DUPLEX,
	NB_LACP_WHY_INDIVIDUAL,
	NB_LACP_WHY_KEY,
	NB_LACP_WHY_MAX_LINKS,
	NB_LACP_WHY_WAITING,
	NB_LACP_WHY_PARTNER_DEFAULTED,
	NB_LACP_WHY_PARTNER_MISMATCH,
	NB_LACP_WHY_NOT_IN_SYNC,
	NB_LACP_WHY_NOT_COLLECTING,
	NB_LACP_WHY_NO_PORT,
	NB_LACP_WHY_MIN_LINKS,
};

/**
 * struct nb_lacp_link - what a device says of its link.
 * @up: set up, carrier
 * @full_duplex: not half duplex
 * @speed: Mbit/s, above 0; assumed when unknown
 * @assumed: @speed is a guess; kept to be shown
 */
struct nb_lacp_link {
	bool up;
	bool full_duplex;
	u32 speed;
	bool assumed;
};

/**
 * struct nb_lacp_budget - the times of the last frames, to bound their rate.
 * @at: ring of the times of sending, ns
 * @next: the place of the next time, where the oldest is
 * @used: places filled
 */
struct nb_lacp_budget {
	u64 at[NB_LACP_RESPONSE_LIMIT];
	u8 next;
	u8 used;
};

/**
 * struct nb_lacp_churn - a Churn Detection machine.
 * @state: enum nb_lacp_churn_state
 * @count: times it came to CHURN
 * @deadline: when it does, ns, or NB_NEVER
 */
struct nb_lacp_churn {
	u8 state;
	u32 count;
	u64 deadline;
};

/**
 * struct nb_lacp_sum - ports of an aggregator, added up.
 * @ports: how many
 * @trusted: how many of them are not suspect
 * @priority: sum of these ones' actor port priorities
 * @bandwidth: sum of these ones' speeds, Mbit/s
 */
struct nb_lacp_sum {
	u32 ports;
	u32 trusted;
	u32 priority;
	u64 bandwidth;
};

/**
 * struct nb_lacp_aggregator - ports with one LAG ID (6.3.6). Each port has
 * room for one; which port's is used says nothing.
 * @id: its number, 1..65535; stays with it while it has ports
 * @ports: ports that chose it, whatever their state
 * @running: ports attached to it that are fit
 * @fit: ports that could carry data now, no more than max_links
 * @ready: those of them that need not wait any more
 * @in_sync: those of these whose partner is in sync
 * @wanted: a partner with a better system ID is in sync on one of them
 * @carries: a port carries data
 * @proven: one does that is not suspect
 * @best: the port that stands first in it, NULL when none is fit
 */
struct nb_lacp_aggregator {
	u16 id;
	u16 ports;
	u16 running;
	struct nb_lacp_sum fit;
	struct nb_lacp_sum ready;
	struct nb_lacp_sum in_sync;
	bool wanted;
	bool carries;
	bool proven;
	const struct nb_lacp_port *best;
};

/**
 * struct nb_lacp_counters - frames of a port.
 * @pdu_tx: LACPDUs sent
 * @pdu_rx: LACPDUs received, well formed
 * @marker_tx: Markers sent
 * @marker_rx: Markers received
 * @response_tx: Marker Responses sent
 * @response_rx: Marker Responses received
 * @response_limited: Markers not answered, the limit of answers was reached
 * @bad: discarded, malformed or of an illegal subtype
 * @unknown: left to the stack, subtype of another protocol
 * @loopback: LACPDUs of this very system
 * @pinned_out: LACPDUs and Markers of another system than lacp_partner_pin,
 *	not acted upon
 */
struct nb_lacp_counters {
	u64 pdu_tx;
	u64 pdu_rx;
	u64 marker_tx;
	u64 marker_rx;
	u64 response_tx;
	u64 response_rx;
	u64 response_limited;
	u64 bad;
	u64 unknown;
	u64 loopback;
	u64 pinned_out;
};

/**
 * struct nb_lacp_flow_marker - the Marker generator.
 * @transaction: number of the Marker under way or last
 * @deadline: when it is given up, ns; NB_NEVER when none is under way
 * @answered: the last one was answered
 */
struct nb_lacp_flow_marker {
	u32 transaction;
	u64 deadline;
	bool answered;
};

/**
 * struct nb_lacp_port - one end of a link.
 * @lacp: the system it belongs to
 * @next: the port that joined after it
 * @todo_next: the next port that has something to do
 * @todo: bits 1 << enum nb_lacp_do
 * @queued: it is in the system's list of ports with something to do
 * @fallback: it carries data without a partner
 * @held: kept out, see nb_lacp_port_hold()
 * @suspect: was held, and nb_lacp_port_trust() has not been called since
 * @spurned: attached, and the partner did not go along, or does no more
 * @carries: it distributes, and the partner said that it collects, or had the
 *	time for it
 * @spoken: an LACPDU was heard since it was enabled
 * @admin: it takes part, see nb_lacp_port_enable()
 * @told: NB_LACP_COLLECTING and NB_LACP_DISTRIBUTING as last given out
 * @noted: @selected as last given out
 * @enabled: it takes part and its link is up - port_enabled
 * @ntt: an LACPDU is due - NTT
 * @ready_n: its wait is over - Ready_N
 * @rx: enum nb_lacp_rx
 * @periodic: enum nb_lacp_periodic
 * @mux: enum nb_lacp_mux
 * @selected: enum nb_lacp_selected - Selected
 * @reason: enum nb_lacp_reason
 * @reason_since: when @reason became so, ns
 * @mux_since: when @mux became so, ns
 * @heard: the last LACPDU says of this end; its partner half
 * @foreign: the actor half of the last LACPDU that lacp_partner_pin kept out
 * @foreign_at: its time, NB_NEVER when there was none of late
 * @link: as last told; @link.speed is that of the last time it was up
 * @actor: this end - Actor_Oper
 * @partner: the other end - Partner_Oper
 * @aggregator: the one it chose, NULL for none
 * @home: room for an aggregator, not necessarily its own
 * @current_while: when the partner's information gets old - current_while
 * @periodic_at: when the next periodic LACPDU is due - periodic_timer
 * @wait_until: when @ready_n comes true - wait_while
 * @wait_since: when the wait began
 * @spurn_at: when the partner has had the time to go along
 * @silent_since: since when no LACPDU was heard: the last, link up, or the end
 *	of a pin that kept one out
 * @last_rx: time of the last LACPDU received, NB_NEVER for none; those that
 *	lacp_partner_pin keeps out do not count
 * @last_tx: time of the last LACPDU sent, NB_NEVER for none
 * @actor_churn: whether this end is stuck
 * @partner_churn: whether the other end is stuck
 * @pdu_budget: of LACPDUs
 * @response_budget: of answers to Markers
 * @marker_budget: of Markers
 * @response: the answer that is to be sent
 * @marker: the Marker generator
 * @count: frames
 */
struct nb_lacp_port {
	struct nb_lacp_system *lacp;
	struct nb_lacp_port *next;
	struct nb_lacp_port *todo_next;
	u8 todo;
	bool queued;
	bool fallback;
	bool held;
	bool suspect;
	bool spurned;
	bool carries;
	bool spoken;
	bool admin;
	u8 told;
	u8 noted;

	bool enabled;
	bool ntt;
	bool ready_n;
	u8 rx;
	u8 periodic;
	u8 mux;
	u8 selected;
	u8 reason;
	u64 reason_since;
	u64 mux_since;

	struct nb_lacp_info heard;
	struct nb_lacp_info foreign;
	u64 foreign_at;
	struct nb_lacp_link link;
	struct nb_lacp_info actor;
	struct nb_lacp_info partner;
	struct nb_lacp_aggregator *aggregator;
	struct nb_lacp_aggregator home;

	u64 current_while;
	u64 periodic_at;
	u64 wait_until;
	u64 wait_since;
	u64 spurn_at;
	u64 silent_since;
	u64 last_rx;
	u64 last_tx;

	struct nb_lacp_churn actor_churn;
	struct nb_lacp_churn partner_churn;
	struct nb_lacp_budget pdu_budget;
	struct nb_lacp_budget response_budget;
	struct nb_lacp_budget marker_budget;
	struct nb_marker response;
	struct nb_lacp_flow_marker marker;
	struct nb_lacp_counters count;
};

#ifdef __cplusplus
}
#endif

#endif
