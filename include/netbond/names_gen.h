/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Generated from Documentation/netlink/specs/netbond.yaml by scripts/regen. */
/* The words people read for the enums of <linux/netbond.h>, and what they mean. */
#ifndef NETBOND_NAMES_GEN_H
#define NETBOND_NAMES_GEN_H

struct netbond_word {
	const char *word;
	const char *meaning;
};

static const struct netbond_word netbond_lacp_selected_words[] = {
	{"unselected", "It belongs to no aggregator."},
	{"standby", "It belongs to one and waits."},
	{"selected", "It is to carry traffic."},
};

static const struct netbond_word netbond_lacp_rx_words[] = {
	{"initialize", "It is about to begin."},
	{"port_disabled", "The link is down, or the port does not take part."},
	{"expired", "The partner has not been heard for a while, or not yet."},
	{"defaulted", "There is no partner."},
	{"current", "The partner is heard."},
};

static const struct netbond_word netbond_lacp_periodic_words[] = {
	{"none", "Nothing is sent unasked."},
	{"fast", "An LACPDU every second."},
	{"slow", "An LACPDU every 30 seconds."},
};

static const struct netbond_word netbond_lacp_mux_words[] = {
	{"detached", "The port belongs to no aggregator."},
	{"waiting", "It is chosen for one and waits."},
	{"attached", "It belongs to one, and the partner does not go along yet."},
	{"collecting", "It takes data in."},
	{"distributing", "It takes data in and sends it."},
	{"collecting_distributing", "The same, under coupled control."},
};

static const struct netbond_word netbond_lacp_churn_words[] = {
	{"monitor", "Out of sync, for less than 60 s."},
	{"none", "In sync."},
	{"churn", "Out of sync for more than 60 s."},
};

static const struct netbond_word netbond_state_words[] = {
	{"ok", "Every member is proven (where targets are probed, they answer through it), or stands by unsuspected for max_links."},
	{"degraded", "Traffic passes, but a member is not usable or not proven."},
	{"failed", "No traffic can pass."},
};

static const struct netbond_word netbond_role_words[] = {
	{"none", "Nothing, it is not usable."},
	{"active", "It carries traffic."},
	{"backup", "It is usable and waits."},
};

static const struct netbond_word netbond_vote_words[] = {
	{"carrier", "The member is up and its driver reports a link; updelay and downdelay apply."},
	{"probe", "ARP or NS targets answer through the member."},
	{"lacp", "LACP lets the member send: it is Distributing."},
};

static const struct netbond_word netbond_vote_value_words[] = {
	{"no", ""},
	{"yes", ""},
	{"unknown", ""},
};

static const struct netbond_word netbond_reason_words[] = {
	{"none", "Nothing is wrong."},
	{"no_carrier", "The driver reports no link."},
	{"admin_down", "The device is set down."},
	{"updelay", "The link is back and waits for updelay."},
	{"downdelay", "The link is lost and is held for downdelay."},
	{"probe_no_reply", "Targets were probed and do not answer."},
	{"probe_no_route", "No route to a target leaves through the bond."},
	{"probe_pending", "Probing has begun, no verdict yet."},
	{"probe_all_lost", "Targets answer on no member, the targets themselves may be dead."},
	{"backup", "The member is usable and waits."},
	{"no_member", "The bond has no member."},
	{"no_usable_member", "No member of the bond is usable."},
	{"joined", "A member joined."},
	{"left", "A member left the bond or disappeared."},
	{"primary", "The primary or a member of higher prio is usable again."},
	{"administrator", "Done by command."},
	{"link_back", "The link returned."},
	{"probe_reply", "A target answered."},
	{"bond_down", "The bond is set down."},
	{"speed_mismatch", "The members that carry the traffic have another speed."},
	{"half_duplex", "A half-duplex link cannot be aggregated."},
	{"standby_max_links", "It stands by, max_links better members are in use."},
	{"min_links", "Fewer members than min_links are distributing."},
	{"lacp_fallback", "It carries data without a partner, as lacp_fallback allows."},
	{"lacp_left", "It does not take part in LACP, the bond is down or it is leaving."},
	{"lacp_held", "Its probes were lost, so LACP keeps it out and told the partner."},
	{"lacp_no_pdu", "No LACPDU was heard since the link came up."},
	{"lacp_passive", "No LACPDU was heard since the link came up, and lacp_active is off: two passive ends never speak."},
	{"lacp_expired", "LACPDUs were heard, then no more; the partner is asked again."},
	{"lacp_lost", "LACPDUs were heard, then no more; the partner is given up."},
	{"lacp_loopback", "The partner is this very system."},
	{"lacp_pinned_out", "Another system than that of lacp_partner_pin speaks."},
	{"lacp_other_partner", "The members that carry the traffic have another partner."},
	{"lacp_individual", "The partner calls the link individual."},
	{"lacp_key_mismatch", "The partner has another key on the members that carry the traffic."},
	{"lacp_waiting", "Selected, the 2 s before it attaches are running."},
	{"lacp_partner_defaulted", "The partner says that it hears no LACPDU."},
	{"lacp_partner_mismatch", "The partner describes this end wrongly."},
	{"lacp_not_in_sync", "The partner has not put the link into an aggregate."},
	{"lacp_not_collecting", "The partner does not take in data yet."},
	{"lacp_no_aggregator", "No member has an aggregator."},
	{"load", "Its flows were moved from a busy member to an idle one (tlb_dynamic_lb)."},
	{"speed_unknown", "The driver has a link and tells no speed: assumed_speed counts. Of findings; no vote says no for it."},
	{"damped", "Probes want another active member, which changed to and fro with them: the next change waits."},
	{"drained", "Reserved: it is being relieved of its flows."},
};

static const struct netbond_word netbond_event_words[] = {
	{"created", "The bond came to be."},
	{"configured", "Options of the bond or a member, or the bond's name, were changed by command."},
	{"member_added", "A member joined."},
	{"member_removed", "A member left."},
	{"vote", "A member's vote changed."},
	{"active", "Another member, or none, became active."},
	{"state", "The bond's health changed."},
	{"target_lost", "A target answers on no member any more, another one still does."},
	{"target_back", "A lost target answers again."},
	{"buckets", "Buckets moved to other members."},
	{"deleted", "The bond is gone."},
};

#endif
