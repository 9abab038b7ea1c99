/* SPDX-License-Identifier: GPL-2.0 */
/*
 * LACP of one bond: the face that the driver, the tests and the simulator see.
 *
 * Events go in through the functions below. Each of them runs the machines to
 * rest and leaves what has to be done in the system, from where
 * nb_lacp_take() fetches it; nb_lacp_next_deadline() then says when
 * nb_lacp_expire() has to be called if no event comes first. Nothing happens
 * between two calls.
 *
 * Nothing here calls the kernel, reads a clock, locks or allocates. The caller
 * gives the memory, keeps it still while a port belongs to a system, and lets
 * one call at a time into a system. Times are ns of one clock that never goes
 * back. A call costs O(ports), O(ports^2) when something changed in a bond
 * with max_links.
 */
#ifndef NB_LACP_SYSTEM_H
#define NB_LACP_SYSTEM_H

#include "port.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * enum nb_lacp_ad_select - which aggregator carries the traffic, as in-tree.
 * @NB_LACP_BY_STABLE: the present one, until it has no port left
 * @NB_LACP_BY_BANDWIDTH: the fastest
 * @NB_LACP_BY_COUNT: the one with most ports
 * @NB_LACP_BY_PRIORITY: the one with the highest sum of actor_port_prio
 */
enum nb_lacp_ad_select {
	NB_LACP_BY_STABLE,
	NB_LACP_BY_BANDWIDTH,
	NB_LACP_BY_COUNT,
	NB_LACP_BY_PRIORITY,
};

/**
 * enum nb_lacp_fallback_mode - what to do when no partner is heard.
 * @NB_LACP_FALLBACK_NONE: nothing, the bond stays down
 * @NB_LACP_FALLBACK_SINGLE: use one port as if LACP were not there
 * @NB_LACP_FALLBACK_ALL: use all ports of equal speed as a static aggregate
 */
enum nb_lacp_fallback_mode {
	NB_LACP_FALLBACK_NONE,
	NB_LACP_FALLBACK_SINGLE,
	NB_LACP_FALLBACK_ALL,
};

/**
 * struct nb_lacp_options - all that an administrator decides; any field may
 * be changed at any time.
 * @system: ad_actor_system, or the address of the bond when that is not set
 * @system_priority: ad_actor_sys_prio, 1..65535
 * @user_key: ad_user_port_key, 0..1023
 * @rate: lacp_rate, enum netbond_lacp_rate
 * @active: lacp_active; a passive end speaks when it was spoken to
 * @coupled: coupled_control; off: a port collects before it distributes
 * @fast_join: a port that joins an aggregate in use does not wait 2 s
 * @ad_select: enum nb_lacp_ad_select
 * @fallback: enum nb_lacp_fallback_mode
 * @fallback_ms: silence before @fallback begins, ms
 * @max_links: ports in use at most, the others stand by; 0: no limit; one
 *	more while a port that carries data waits for the better one that
 *	takes its place
 * @min_links: ports that have to distribute for the bond to be up; 0 is as 1
 * @pinned: what other systems than @pin say changes nothing
 * @pin: lacp_partner_pin, a system's address
 */
struct nb_lacp_options {
	u8 system[6];
	u16 system_priority;
	u16 user_key;
	u8 rate;
	bool active;
	bool coupled;
	bool fast_join;
	u8 ad_select;
	u8 fallback;
	u32 fallback_ms;
	u16 max_links;
	u16 min_links;
	bool pinned;
	u8 pin[6];
};

/**
 * struct nb_lacp_system - LACP of one bond. To be read, not written.
 * @options: now in force
 * @ports: the first port, in the order they joined
 * @todo_head: the first port that has something to do
 * @todo_tail: the last one
 * @active: the aggregator that carries the traffic, NULL for none
 * @deadline: see nb_lacp_next_deadline()
 * @reselect: the Selection Logic has to look again
 */
struct nb_lacp_system {
	struct nb_lacp_options options;
	struct nb_lacp_port *ports;
	struct nb_lacp_port *todo_head;
	struct nb_lacp_port *todo_tail;
	struct nb_lacp_aggregator *active;
	u64 deadline;
	bool reselect;
};

/* For each port, in the order they joined. */
#define nb_lacp_for_each_port(port, lacp) \
	for ((port) = (lacp)->ports; (port); (port) = (port)->next)

/**
 * enum nb_lacp_do - what the caller has to do, in the order it has to be done.
 * @NB_LACP_DO_DATA: accept and send data on the port as struct nb_lacp_action
 *	says, from now on
 * @NB_LACP_DO_SEND: send the frame at once
 * @NB_LACP_DO_RESPONSE: the same, a Marker Response
 * @NB_LACP_DO_MARKER: send the frame, behind all data that waits in the
 *	port's queues
 * @NB_LACP_DO_MARKER_END: the Marker was answered or given up
 * @NB_LACP_DO_NOTE: the port's selection or reason changed: tell whoever
 *	listens
 */
enum nb_lacp_do {
	NB_LACP_DO_DATA,
	NB_LACP_DO_SEND,
	NB_LACP_DO_RESPONSE,
	NB_LACP_DO_MARKER,
	NB_LACP_DO_MARKER_END,
	NB_LACP_DO_NOTE,
};

/**
 * struct nb_lacp_action - something to do on a port.
 * @what: enum nb_lacp_do
 * @port: where
 * @collecting: of DATA: pass up what is received
 * @distributing: of DATA: send
 * @answered: of MARKER_END: a response came; false: it was given up
 * @transaction: of MARKER_END: its number
 * @frame: of SEND, RESPONSE and MARKER: all that follows the Ethernet header,
 *	which is 01-80-C2-00-00-02, the port's own address, 88-09
 */
struct nb_lacp_action {
	enum nb_lacp_do what;
	struct nb_lacp_port *port;
	bool collecting;
	bool distributing;
	bool answered;
	u32 transaction;
	u8 frame[NB_SLOW_LEN];
};

/**
 * struct nb_lacp_view - the bond as a whole.
 * @up: as many ports distribute as min_links wants, at least one
 * @reason: enum nb_lacp_reason, why it is not; NB_LACP_WHY_FALLBACK when it is
 *	up without a partner
 * @aggregator: number of the aggregator that carries traffic, 0 for none
 * @ports: ports that chose it
 * @selected: those that are to carry traffic
 * @collecting: those that take data in
 * @distributing: those that send data
 * @bandwidth: of those that send data, Mbit/s
 * @actor: this end of a port of it, to read system and key from
 * @partner: the other end of it
 */
struct nb_lacp_view {
	bool up;
	u8 reason;
	u16 aggregator;
	u16 ports;
	u16 selected;
	u16 collecting;
	u16 distributing;
	u64 bandwidth;
	struct nb_lacp_info actor;
	struct nb_lacp_info partner;
};

/**
 * nb_lacp_init() - begin with no ports.
 * @lacp: written whole
 * @options: copied
 */
void nb_lacp_init(struct nb_lacp_system *lacp,
		  const struct nb_lacp_options *options);

/**
 * nb_lacp_set_options() - other options from now on.
 * @lacp: the system
 * @options: copied; unchanged fields have no effect
 * @now: ns
 *
 * A change of system, priority or key makes all ports select anew, for the LAG
 * ID changes (6.3.6). A partner that is not the one of a new @pin is given up
 * at once, as if it had been silent for long. Every other change keeps data
 * flowing if it can.
 */
void nb_lacp_set_options(struct nb_lacp_system *lacp,
			 const struct nb_lacp_options *options, u64 now);

/**
 * nb_lacp_port_add() - a port joins; its link is down, it does not take part.
 * @lacp: the system
 * @port: written whole; has to stay where it is until nb_lacp_port_del()
 * @number: 1..65535, of no other port
 * @priority: actor_port_prio
 * @now: ns
 */
void nb_lacp_port_add(struct nb_lacp_system *lacp, struct nb_lacp_port *port,
		      u16 number, u16 priority, u64 now);

/**
 * nb_lacp_port_del() - a port is gone.
 * @port: belongs to a system; nothing points to it afterwards
 * @now: ns
 *
 * What was to be done on it is forgotten, a Marker under way too: to say
 * goodbye to the partner, call nb_lacp_port_enable() with false and
 * nb_lacp_take() before.
 */
void nb_lacp_port_del(struct nb_lacp_port *port, u64 now);

/**
 * nb_lacp_port_enable() - let a port take part, or leave.
 * @port: the port
 * @enable: take part
 * @now: ns
 *
 * Leaving clears Synchronization, Collecting and Distributing at once and
 * sends one LACPDU that says so, whatever the limit, unless there is no link
 * or both ends are passive. For a bond set down, and before a port is removed.
 */
void nb_lacp_port_enable(struct nb_lacp_port *port, bool enable, u64 now);

/**
 * nb_lacp_port_link() - what the device says of its link now.
 * @port: the port
 * @link: copied; speed and duplex count while it is up
 * @now: ns
 *
 * A link that is lost keeps the partner's information and its place in the
 * aggregate, so that one that comes back soon need not wait (6.4.8).
 */
void nb_lacp_port_link(struct nb_lacp_port *port,
		       const struct nb_lacp_link *link, u64 now);

/**
 * nb_lacp_port_hold() - keep a port out although LACP would use it.
 * @port: the port
 * @hold: keep out: it stands by and the partner is told, LACPDUs go on
 * @now: ns
 *
 * When it is let in again it takes no place from a port that was never held,
 * and adds nothing to its aggregator, until nb_lacp_port_trust().
 */
void nb_lacp_port_hold(struct nb_lacp_port *port, bool hold, u64 now);

/**
 * nb_lacp_port_trust() - a port that was held is as good as any other again.
 * @port: the port
 * @now: ns
 */
void nb_lacp_port_trust(struct nb_lacp_port *port, u64 now);

/**
 * nb_lacp_port_priority() - another actor_port_prio.
 * @port: the port
 * @priority: less is better, except to NB_LACP_BY_PRIORITY
 * @now: ns
 *
 * Partners compare the priority (6.4.9 update_Selected), so the port leaves
 * the partner's aggregate for about 2 s.
 */
void nb_lacp_port_priority(struct nb_lacp_port *port, u16 priority, u64 now);

/**
 * nb_lacp_receive() - a frame of type 88-09, sent to 01-80-C2-00-00-02.
 * @port: it came in here
 * @data: what follows the Ethernet header
 * @len: octets at @data, any number
 * @now: ns
 *
 * A malformed frame is counted and changes nothing. LACPDUs that come in on a
 * port that is down or left are counted only. So are LACPDUs of a system that
 * @pin keeps out, but for the reason of a port that has no partner; its Markers
 * are not answered.
 *
 * Return: NB_SLOW_UNKNOWN when the stack is to deliver it, else it is done with.
 */
enum nb_slow_kind nb_lacp_receive(struct nb_lacp_port *port, const u8 *data,
				  size_t len, u64 now);

/**
 * nb_lacp_expire() - time has passed.
 * @lacp: the system
 * @now: ns; before nb_lacp_next_deadline() nothing happens
 */
void nb_lacp_expire(struct nb_lacp_system *lacp, u64 now);

/**
 * nb_lacp_next_deadline() - when to call nb_lacp_expire() at the latest.
 * @lacp: the system
 *
 * Return: ns, NB_NEVER for no need. After nb_lacp_expire() it is later than the
 * @now given there.
 */
static inline u64 nb_lacp_next_deadline(const struct nb_lacp_system *lacp)
{
	return lacp->deadline;
}

/**
 * nb_lacp_take() - fetch the next thing to do; to be called until it has none,
 * after each of the functions above.
 * @lacp: the system
 * @action: written when there is one
 *
 * Frames are built here, so they carry the latest state.
 *
 * Return: there was one.
 */
bool nb_lacp_take(struct nb_lacp_system *lacp, struct nb_lacp_action *action);

/**
 * nb_lacp_marker_start() - ask the partner whether it has got everything that
 * was sent on a port so far (6.5).
 * @port: the port
 * @transaction: any number; the end of it is reported with it
 * @timeout: give up after that long, ns, above 0
 * @now: ns
 *
 * A later Marker proves what an earlier one would, so flows that have to wait
 * can share one.
 *
 * Return: false when another one is under way on @port, when the limit of
 * NB_LACP_MARKER_LIMIT a second is reached, or when @port is not enabled.
 */
bool nb_lacp_marker_start(struct nb_lacp_port *port, u32 transaction,
			  u64 timeout, u64 now);

/**
 * nb_lacp_view_of() - look at the bond as a whole.
 * @lacp: the system
 * @view: written whole
 */
void nb_lacp_view_of(const struct nb_lacp_system *lacp,
		     struct nb_lacp_view *view);

/**
 * nb_lacp_key() - the operational key of a link.
 * @user_key: 0..1023, the upper ten bits
 * @link: speed and duplex, the lower six
 *
 * Return: as in-tree for all speeds that it knows; never 0.
 */
u16 nb_lacp_key(u16 user_key, const struct nb_lacp_link *link);

#ifdef __cplusplus
}
#endif

#endif
