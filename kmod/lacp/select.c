// SPDX-License-Identifier: GPL-2.0
/* The Selection Logic (6.4.14): which ports go together, and which of the
 * aggregators that this makes carries the traffic of the bond. Ports of the
 * others stand by: they wait out their wait_while, so that they can follow at
 * once when it is their turn.
 */

#include "machine.h"

static bool nb_lacp_select_individual(const struct nb_lacp_port *port)
{
	return !(port->actor.state & port->partner.state & NB_LACP_AGGREGATION);
}

/* A partner was heard that cannot be had: this very system (6.4.14.1 g). */
bool nb_lacp_select_refused(const struct nb_lacp_port *port)
{
	return !nb_lacp_defaulted(port) &&
	       !memcmp(port->partner.system, port->actor.system,
		       sizeof(port->actor.system));
}

/* Could the port carry data, once it is attached? */
bool nb_lacp_select_fit(const struct nb_lacp_port *port)
{
	if (!port->enabled || port->held)
		return false;
	return port->fallback || (port->rx == NB_LACP_RX_CURRENT &&
				  !nb_lacp_select_refused(port));
}

/* It goes with those that carry the traffic, and is left out by max_links, or held. */
bool nb_lacp_select_stands_by(const struct nb_lacp_port *port)
{
	return port->selected == NB_LACP_STANDBY &&
	       port->aggregator == port->lacp->active;
}

static bool nb_lacp_select_ready(const struct nb_lacp_port *port)
{
	return port->ready_n || port->mux >= NB_LACP_MUX_ATTACHED;
}

/* Do both ports have the same LAG ID (6.3.6)? */
static bool nb_lacp_select_same_lag(const struct nb_lacp_port *a,
				    const struct nb_lacp_port *b)
{
	return !nb_lacp_select_individual(a) && !nb_lacp_select_individual(b) &&
	       nb_lacp_defaulted(a) == nb_lacp_defaulted(b) &&
	       a->actor.key == b->actor.key &&
	       a->partner.key == b->partner.key &&
	       nb_lacp_same_system(&a->partner, &b->partner);
}

/* Ports never outnumber the room for aggregators. */
static struct nb_lacp_aggregator *nb_lacp_select_room(struct nb_lacp_port *port)
{
	struct nb_lacp_port *other;

	if (!port->home.ports)
		return &port->home;
	nb_lacp_for_each_port(other, port->lacp)
		if (!other->home.ports)
			break;
	return &other->home;
}

static struct nb_lacp_aggregator *nb_lacp_select_find(struct nb_lacp_port *port)
{
	struct nb_lacp_port *other;

	nb_lacp_for_each_port(other, port->lacp)
		if (other->aggregator &&
		    other->selected != NB_LACP_UNSELECTED &&
		    nb_lacp_select_same_lag(port, other))
			return other->aggregator;
	return nb_lacp_select_room(port);
}

void nb_lacp_select_detach(struct nb_lacp_port *port)
{
	if (port->selected != NB_LACP_UNSELECTED || !port->aggregator)
		return;
	port->aggregator->ports--;
	if (!port->aggregator->ports && port->lacp->active == port->aggregator)
		port->lacp->active = NULL;
	port->aggregator = NULL;
}

/* A port leaves for good: an aggregator that lives in it moves elsewhere. */
void nb_lacp_select_rehome(struct nb_lacp_port *port)
{
	struct nb_lacp_system *lacp = port->lacp;
	struct nb_lacp_port *other;
	struct nb_lacp_aggregator *to;

	if (!port->home.ports)
		return;
	to = nb_lacp_select_room(port);
	*to = port->home;
	if (lacp->active == &port->home)
		lacp->active = to;
	nb_lacp_for_each_port(other, lacp)
		if (other->aggregator == &port->home)
			other->aggregator = to;
}

static void nb_lacp_select_join(struct nb_lacp_port *port)
{
	bool silent = nb_lacp_defaulted(port) && !port->fallback;

	if (port->selected != NB_LACP_UNSELECTED) {
		if (silent || nb_lacp_select_refused(port))
			nb_lacp_unselect(port);
		return;
	}
	/* What it left it has to leave first. */
	if (port->mux != NB_LACP_MUX_DETACHED || !nb_lacp_select_fit(port))
		return;
	port->aggregator = nb_lacp_select_find(port);
	port->aggregator->ports++;
	port->selected = NB_LACP_STANDBY;
}

/* Which end of its links decides, where both cannot (6.7.1)? */
static bool nb_lacp_select_partner_rules(const struct nb_lacp_port *port)
{
	const struct nb_lacp_info *actor = &port->actor;
	const struct nb_lacp_info *partner = &port->partner;

	if (nb_lacp_defaulted(port))
		return false;
	if (partner->system_priority != actor->system_priority)
		return partner->system_priority < actor->system_priority;
	return memcmp(partner->system, actor->system, sizeof(actor->system)) <
	       0;
}

/*
 * The order in which ports get the places of max_links: one that works before
 * one that does not, one that the partner did not spurn, one that was not held
 * for what is lost behind it if any such one works, one that could send at once
 * before one that has to wait; then as the system with the better system ID
 * wants it, so that both ends choose the same ports.
 */
static bool nb_lacp_select_before(const struct nb_lacp_port *a,
				  const struct nb_lacp_port *b)
{
	const bool theirs = nb_lacp_select_partner_rules(a);
	const struct nb_lacp_info *one = theirs ? &a->partner : &a->actor;
	const struct nb_lacp_info *two = theirs ? &b->partner : &b->actor;

	if (nb_lacp_select_fit(a) != nb_lacp_select_fit(b))
		return nb_lacp_select_fit(a);
	if (a->spurned != b->spurned)
		return b->spurned;
	if (a->suspect != b->suspect && a->aggregator->proven)
		return b->suspect;
	if (nb_lacp_select_ready(a) != nb_lacp_select_ready(b))
		return nb_lacp_select_ready(a);
	if (one->port_priority != two->port_priority)
		return one->port_priority < two->port_priority;
	if (one->port != two->port)
		return one->port < two->port;
	return a->actor.port < b->actor.port;
}

/*
 * Is this place of max_links another port's? One that carries data gives way
 * to one that does, too, not before: until the partner collects there as well
 * there is one more than max_links.
 */
static bool nb_lacp_select_taken(const struct nb_lacp_port *port,
				 const struct nb_lacp_port *other)
{
	return other != port && other->aggregator == port->aggregator &&
	       other->selected != NB_LACP_UNSELECTED && !other->held &&
	       (other->carries || !port->carries) &&
	       nb_lacp_select_before(other, port);
}

static bool nb_lacp_select_place(const struct nb_lacp_port *port)
{
	const struct nb_lacp_system *lacp = port->lacp;
	u16 left = lacp->options.max_links;
	const struct nb_lacp_port *other;

	if (!left)
		return true;
	nb_lacp_for_each_port(other, lacp)
		if (nb_lacp_select_taken(port, other) && !--left)
			return false;
	return true;
}

static void nb_lacp_select_add(struct nb_lacp_sum *sum,
			       const struct nb_lacp_port *port)
{
	sum->ports++;
	if (port->suspect)
		return;
	sum->trusted++;
	sum->priority += port->actor.port_priority;
	sum->bandwidth += port->link.speed;
}

/* What max_links would not let it use adds nothing to an aggregator. */
static void nb_lacp_select_sum(struct nb_lacp_aggregator *agg,
			       const struct nb_lacp_port *port)
{
	if (!nb_lacp_select_place(port))
		return;
	nb_lacp_select_add(&agg->fit, port);
	if (!nb_lacp_select_ready(port))
		return;
	nb_lacp_select_add(&agg->ready, port);
	if (port->partner.state & NB_LACP_SYNC)
		nb_lacp_select_add(&agg->in_sync, port);
}

static void nb_lacp_select_count(struct nb_lacp_aggregator *agg,
				 const struct nb_lacp_port *port)
{
	nb_lacp_select_sum(agg, port);
	if (port->carries)
		agg->carries = true;
	if (port->mux >= NB_LACP_MUX_ATTACHED)
		agg->running++;
	if (port->partner.state & NB_LACP_SYNC &&
	    nb_lacp_select_partner_rules(port))
		agg->wanted = true;
	if (!agg->best || nb_lacp_select_before(port, agg->best))
		agg->best = port;
}

static void nb_lacp_select_tally(struct nb_lacp_system *lacp)
{
	struct nb_lacp_port *port;

	nb_lacp_for_each_port(port, lacp) {
		struct nb_lacp_aggregator *agg = &port->home;

		agg->running = 0;
		agg->wanted = false;
		agg->carries = false;
		agg->proven = false;
		agg->best = NULL;
		memset(&agg->fit, 0, sizeof(agg->fit));
		memset(&agg->ready, 0, sizeof(agg->ready));
		memset(&agg->in_sync, 0, sizeof(agg->in_sync));
	}
	nb_lacp_for_each_port(port, lacp)
		if (port->aggregator && port->carries && !port->suspect)
			port->aggregator->proven = true;
	nb_lacp_for_each_port(port, lacp)
		if (port->aggregator && port->selected != NB_LACP_UNSELECTED &&
		    nb_lacp_select_fit(port))
			nb_lacp_select_count(port->aggregator, port);
}

/*
 * What counts before ad_select: a partner before none; one that goes along;
 * the one that a partner with a better system ID chose, if both face the same
 * partner, for two ends that choose differently would never agree; several
 * links before an individual one.
 */
static u8 nb_lacp_select_class(const struct nb_lacp_aggregator *agg,
			       const struct nb_lacp_aggregator *other)
{
	const struct nb_lacp_port *best = agg->best;
	u8 rank = nb_lacp_defaulted(best) ? 0 : 8;

	if (!best->spurned)
		rank += 4;
	if (agg->wanted &&
	    nb_lacp_same_system(&best->partner, &other->best->partner))
		rank += 2;
	if (!nb_lacp_select_individual(best))
		rank += 1;
	return rank;
}

static int nb_lacp_select_compare(const struct nb_lacp_sum *a,
				  const struct nb_lacp_sum *b, u8 by)
{
	u64 one = a->bandwidth;
	u64 two = b->bandwidth;

	if (by == NB_LACP_BY_COUNT && a->trusted != b->trusted) {
		one = a->trusted;
		two = b->trusted;
	} else if (by == NB_LACP_BY_PRIORITY) {
		one = a->priority;
		two = b->priority;
	}
	return one == two ? 0 : one > two ? 1 : -1;
}

static bool nb_lacp_select_better(const struct nb_lacp_aggregator *a,
				  const struct nb_lacp_aggregator *b,
				  const struct nb_lacp_system *lacp)
{
	int order;

	if (nb_lacp_select_class(a, b) != nb_lacp_select_class(b, a))
		return nb_lacp_select_class(a, b) > nb_lacp_select_class(b, a);
	order = nb_lacp_select_compare(&a->fit, &b->fit,
				       lacp->options.ad_select);
	if (order)
		return order > 0;
	if (a == lacp->active || b == lacp->active)
		return a == lacp->active;
	if (a->best->actor.port_priority != b->best->actor.port_priority)
		return a->best->actor.port_priority <
		       b->best->actor.port_priority;
	return a->best->actor.port < b->best->actor.port;
}

/*
 * What of the better aggregator counts against the present one: while that
 * carries data, the ports whose partner goes along. Between links to one
 * partner the end with the better system ID goes first, for else both would
 * wait.
 */
static const struct nb_lacp_sum *
nb_lacp_select_sure(const struct nb_lacp_aggregator *best,
		    const struct nb_lacp_aggregator *active)
{
	const struct nb_lacp_port *from = active->best;
	const struct nb_lacp_port *to = best->best;

	if (!active->carries || nb_lacp_defaulted(from))
		return &best->ready;
	if (nb_lacp_same_system(&from->partner, &to->partner) &&
	    !nb_lacp_select_partner_rules(to))
		return &best->ready;
	return &best->in_sync;
}

/* Is it worth to leave the present aggregator for a better one, now? */
static bool nb_lacp_select_switch(const struct nb_lacp_system *lacp,
				  const struct nb_lacp_aggregator *best)
{
	const struct nb_lacp_aggregator *active = lacp->active;
	const struct nb_lacp_sum *sure;
	u8 by = lacp->options.ad_select;

	if (!active || !active->fit.ports)
		return true;
	sure = nb_lacp_select_sure(best, active);
	if (active->running && !sure->ports)
		return false;
	if (nb_lacp_select_class(best, active) !=
	    nb_lacp_select_class(active, best))
		return true;
	if (by == NB_LACP_BY_STABLE)
		return !active->running && !active->ready.ports;
	/* Never give up what runs for what is not ready to be more. */
	return !active->running ||
	       nb_lacp_select_compare(sure, &active->fit, by) > 0;
}

static void nb_lacp_select_choose(struct nb_lacp_system *lacp)
{
	struct nb_lacp_aggregator *best = NULL;
	struct nb_lacp_port *port;

	nb_lacp_for_each_port(port, lacp)
		if (port->home.fit.ports &&
		    (!best || nb_lacp_select_better(&port->home, best, lacp)))
			best = &port->home;
	if (best && best != lacp->active && nb_lacp_select_switch(lacp, best))
		lacp->active = best;
}

static void nb_lacp_select_assign(struct nb_lacp_port *port)
{
	u8 selected = NB_LACP_STANDBY;

	if (port->selected == NB_LACP_UNSELECTED)
		return;
	if (port->aggregator == port->lacp->active && !port->held &&
	    nb_lacp_select_place(port))
		selected = NB_LACP_SELECTED;
	/* A port that is down or silent keeps its place, and gets none. */
	if (selected > port->selected && !nb_lacp_select_fit(port))
		return;
	port->selected = selected;
}

void nb_lacp_select_run(struct nb_lacp_system *lacp)
{
	struct nb_lacp_port *port;

	nb_lacp_for_each_port(port, lacp)
		nb_lacp_select_join(port);
	nb_lacp_select_tally(lacp);
	nb_lacp_select_choose(lacp);
	nb_lacp_for_each_port(port, lacp)
		nb_lacp_select_assign(port);
}
