/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Generated from Documentation/netlink/specs/netbond.yaml by scripts/regen. */
/* The words people read for the enums of <linux/netbond.h>, and what they mean. */
#ifndef NETBOND_NAMES_GEN_H
#define NETBOND_NAMES_GEN_H

struct netbond_word {
	const char *word;
	const char *meaning;
};

static const struct netbond_word netbond_state_words[] = {
	{"ok", "Every member is usable."},
	{"degraded", "Traffic passes, but a member is not usable or no path is proven."},
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
};

static const struct netbond_word netbond_event_words[] = {
	{"created", "The bond came to be."},
	{"configured", "Options of the bond or a member were changed by command."},
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
