/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/* Do not edit directly, auto-generated from: */
/*	Documentation/netlink/specs/netbond.yaml */
/* YNL-GEN uapi header */

#ifndef _UAPI_LINUX_NETBOND_H
#define _UAPI_LINUX_NETBOND_H

#define NETBOND_GENL_NAME	"netbond"
#define NETBOND_GENL_VERSION	1

#define NETBOND_MAX_TARGETS	16

/**
 * enum netbond_mode - How a bond uses its members; values as in the in-tree
 *   driver.
 */
enum netbond_mode {
	NETBOND_MODE_BALANCE_RR,
	NETBOND_MODE_ACTIVE_BACKUP,
	NETBOND_MODE_BALANCE_XOR,
	NETBOND_MODE_BROADCAST,
	NETBOND_MODE_IEEE8023AD,
	NETBOND_MODE_BALANCE_TLB,
	NETBOND_MODE_BALANCE_ALB,
};

/**
 * enum netbond_primary_reselect - When a returned, preferred member becomes
 *   active again.
 * @NETBOND_PRIMARY_RESELECT_ALWAYS: As soon as it is usable.
 * @NETBOND_PRIMARY_RESELECT_BETTER: When its speed, then duplex, is better
 *   than the active member's.
 * @NETBOND_PRIMARY_RESELECT_FAILURE: Only when the active member is lost.
 */
enum netbond_primary_reselect {
	NETBOND_PRIMARY_RESELECT_ALWAYS,
	NETBOND_PRIMARY_RESELECT_BETTER,
	NETBOND_PRIMARY_RESELECT_FAILURE,
};

/**
 * enum netbond_fail_over_mac - Which member carries the bond's MAC address.
 * @NETBOND_FAIL_OVER_MAC_NONE: All members carry the bond's address.
 * @NETBOND_FAIL_OVER_MAC_ACTIVE: The bond takes the address of its active
 *   member.
 * @NETBOND_FAIL_OVER_MAC_FOLLOW: The active member carries the bond's address,
 *   which moves with it.
 */
enum netbond_fail_over_mac {
	NETBOND_FAIL_OVER_MAC_NONE,
	NETBOND_FAIL_OVER_MAC_ACTIVE,
	NETBOND_FAIL_OVER_MAC_FOLLOW,
};

/**
 * enum netbond_arp_validate - Which received frames prove that a member's path
 *   lives; values as in-tree.
 * @NETBOND_ARP_VALIDATE_NONE: Any frame, on every member.
 * @NETBOND_ARP_VALIDATE_ACTIVE: A target's answer on the active member, any
 *   frame on others.
 * @NETBOND_ARP_VALIDATE_BACKUP: A target's answer on backup members, any frame
 *   on the active one.
 * @NETBOND_ARP_VALIDATE_ALL: A target's answer, on every member (default).
 * @NETBOND_ARP_VALIDATE_FILTER: Any ARP or Neighbour Discovery frame, on every
 *   member.
 * @NETBOND_ARP_VALIDATE_FILTER_ACTIVE: A target's answer on the active member,
 *   any ARP or ND frame on others.
 * @NETBOND_ARP_VALIDATE_FILTER_BACKUP: A target's answer on backup members,
 *   any ARP or ND frame on the active one.
 */
enum netbond_arp_validate {
	NETBOND_ARP_VALIDATE_NONE,
	NETBOND_ARP_VALIDATE_ACTIVE,
	NETBOND_ARP_VALIDATE_BACKUP,
	NETBOND_ARP_VALIDATE_ALL,
	NETBOND_ARP_VALIDATE_FILTER,
	NETBOND_ARP_VALIDATE_FILTER_ACTIVE,
	NETBOND_ARP_VALIDATE_FILTER_BACKUP,
};

/**
 * enum netbond_arp_all_targets - How many targets have to answer while
 *   arp_quorum is 0.
 */
enum netbond_arp_all_targets {
	NETBOND_ARP_ALL_TARGETS_ANY,
	NETBOND_ARP_ALL_TARGETS_ALL,
};

/**
 * enum netbond_probe_loss - What to do when all members lose all targets at
 *   once.
 * @NETBOND_PROBE_LOSS_KEEP: Go on with the best member that has carrier (the
 *   targets may be dead).
 * @NETBOND_PROBE_LOSS_DOWN: Take the bond's carrier off.
 */
enum netbond_probe_loss {
	NETBOND_PROBE_LOSS_KEEP,
	NETBOND_PROBE_LOSS_DOWN,
};

/**
 * enum netbond_xmit_hash_policy - Which headers choose a flow's member; values
 *   as in-tree.
 */
enum netbond_xmit_hash_policy {
	NETBOND_XMIT_HASH_POLICY_LAYER2,
	NETBOND_XMIT_HASH_POLICY_LAYER34,
	NETBOND_XMIT_HASH_POLICY_LAYER23,
	NETBOND_XMIT_HASH_POLICY_ENCAP23,
	NETBOND_XMIT_HASH_POLICY_ENCAP34,
	NETBOND_XMIT_HASH_POLICY_VLAN_SRCMAC,
};

/**
 * enum netbond_weight_policy - What a member's share of the buckets is
 *   measured by.
 * @NETBOND_WEIGHT_POLICY_EQUAL: By its weight alone.
 * @NETBOND_WEIGHT_POLICY_SPEED: By its weight times its speed (default).
 */
enum netbond_weight_policy {
	NETBOND_WEIGHT_POLICY_EQUAL,
	NETBOND_WEIGHT_POLICY_SPEED,
};

/**
 * enum netbond_lacp_rate - How often the partner is asked to send LACPDUs.
 */
enum netbond_lacp_rate {
	NETBOND_LACP_RATE_SLOW,
	NETBOND_LACP_RATE_FAST,
};

/**
 * enum netbond_ad_select - Which of several aggregators carries the traffic.
 * @NETBOND_AD_SELECT_STABLE: The present one, until it has no port left
 *   (default).
 * @NETBOND_AD_SELECT_BANDWIDTH: The fastest.
 * @NETBOND_AD_SELECT_COUNT: The one with most ports.
 * @NETBOND_AD_SELECT_ACTOR_PORT_PRIO: The one with the highest sum of
 *   actor_port_prio.
 */
enum netbond_ad_select {
	NETBOND_AD_SELECT_STABLE,
	NETBOND_AD_SELECT_BANDWIDTH,
	NETBOND_AD_SELECT_COUNT,
	NETBOND_AD_SELECT_ACTOR_PORT_PRIO,
};

/**
 * enum netbond_lacp_fallback - What to do when no partner is heard.
 * @NETBOND_LACP_FALLBACK_NONE: Nothing, the bond stays down (default).
 * @NETBOND_LACP_FALLBACK_SINGLE: Use one member as if LACP were not there.
 * @NETBOND_LACP_FALLBACK_ALL: Use all members of equal speed, as a static
 *   aggregate.
 */
enum netbond_lacp_fallback {
	NETBOND_LACP_FALLBACK_NONE,
	NETBOND_LACP_FALLBACK_SINGLE,
	NETBOND_LACP_FALLBACK_ALL,
};

/**
 * enum netbond_lacp_selected - What the Selection Logic of LACP decided about
 *   a port (IEEE 802.1AX 6.4.14).
 * @NETBOND_LACP_SELECTED_UNSELECTED: It belongs to no aggregator.
 * @NETBOND_LACP_SELECTED_STANDBY: It belongs to one and waits.
 * @NETBOND_LACP_SELECTED_SELECTED: It is to carry traffic.
 */
enum netbond_lacp_selected {
	NETBOND_LACP_SELECTED_UNSELECTED,
	NETBOND_LACP_SELECTED_STANDBY,
	NETBOND_LACP_SELECTED_SELECTED,
};

/**
 * enum netbond_lacp_rx - State of the Receive machine (IEEE 802.1AX 6.4.12).
 * @NETBOND_LACP_RX_INITIALIZE: It is about to begin.
 * @NETBOND_LACP_RX_PORT_DISABLED: The link is down, or the port does not take
 *   part.
 * @NETBOND_LACP_RX_EXPIRED: The partner has not been heard for a while, or not
 *   yet.
 * @NETBOND_LACP_RX_DEFAULTED: There is no partner.
 * @NETBOND_LACP_RX_CURRENT: The partner is heard.
 */
enum netbond_lacp_rx {
	NETBOND_LACP_RX_INITIALIZE,
	NETBOND_LACP_RX_PORT_DISABLED,
	NETBOND_LACP_RX_EXPIRED,
	NETBOND_LACP_RX_DEFAULTED,
	NETBOND_LACP_RX_CURRENT,
};

/**
 * enum netbond_lacp_periodic - State of the Periodic Transmission machine
 *   (IEEE 802.1AX 6.4.13).
 * @NETBOND_LACP_PERIODIC_NONE: Nothing is sent unasked.
 * @NETBOND_LACP_PERIODIC_FAST: An LACPDU every second.
 * @NETBOND_LACP_PERIODIC_SLOW: An LACPDU every 30 seconds.
 */
enum netbond_lacp_periodic {
	NETBOND_LACP_PERIODIC_NONE,
	NETBOND_LACP_PERIODIC_FAST,
	NETBOND_LACP_PERIODIC_SLOW,
};

/**
 * enum netbond_lacp_mux - State of the Mux machine (IEEE 802.1AX 6.4.15).
 * @NETBOND_LACP_MUX_DETACHED: The port belongs to no aggregator.
 * @NETBOND_LACP_MUX_WAITING: It is chosen for one and waits.
 * @NETBOND_LACP_MUX_ATTACHED: It belongs to one, and the partner does not go
 *   along yet.
 * @NETBOND_LACP_MUX_COLLECTING: It takes data in.
 * @NETBOND_LACP_MUX_DISTRIBUTING: It takes data in and sends it.
 * @NETBOND_LACP_MUX_COLLECTING_DISTRIBUTING: The same, under coupled control.
 */
enum netbond_lacp_mux {
	NETBOND_LACP_MUX_DETACHED,
	NETBOND_LACP_MUX_WAITING,
	NETBOND_LACP_MUX_ATTACHED,
	NETBOND_LACP_MUX_COLLECTING,
	NETBOND_LACP_MUX_DISTRIBUTING,
	NETBOND_LACP_MUX_COLLECTING_DISTRIBUTING,
};

/**
 * enum netbond_lacp_churn - State of a Churn Detection machine (IEEE 802.1AX
 *   6.4.17).
 * @NETBOND_LACP_CHURN_MONITOR: Out of sync, for less than 60 s.
 * @NETBOND_LACP_CHURN_NONE: In sync.
 * @NETBOND_LACP_CHURN_CHURN: Out of sync for more than 60 s.
 */
enum netbond_lacp_churn {
	NETBOND_LACP_CHURN_MONITOR,
	NETBOND_LACP_CHURN_NONE,
	NETBOND_LACP_CHURN_CHURN,
};

/**
 * enum netbond_state - Health of a bond.
 * @NETBOND_STATE_OK: Every member is proven (where targets are probed, they
 *   answer through it), or stands by unsuspected for max_links.
 * @NETBOND_STATE_DEGRADED: Traffic passes, but a member is not usable or not
 *   proven.
 * @NETBOND_STATE_FAILED: No traffic can pass.
 */
enum netbond_state {
	NETBOND_STATE_OK,
	NETBOND_STATE_DEGRADED,
	NETBOND_STATE_FAILED,
};

/**
 * enum netbond_role - What a member does for its bond.
 * @NETBOND_ROLE_NONE: Nothing, it is not usable.
 * @NETBOND_ROLE_ACTIVE: It carries traffic.
 * @NETBOND_ROLE_BACKUP: It is usable and waits.
 */
enum netbond_role {
	NETBOND_ROLE_NONE,
	NETBOND_ROLE_ACTIVE,
	NETBOND_ROLE_BACKUP,
};

/**
 * enum netbond_vote - Whose opinion about a member.
 * @NETBOND_VOTE_CARRIER: The member is up and its driver reports a link;
 *   updelay and downdelay apply.
 * @NETBOND_VOTE_PROBE: ARP or NS targets answer through the member.
 * @NETBOND_VOTE_LACP: LACP lets the member send: it is Distributing.
 */
enum netbond_vote {
	NETBOND_VOTE_CARRIER,
	NETBOND_VOTE_PROBE,
	NETBOND_VOTE_LACP,
};

/**
 * enum netbond_vote_value - An opinion.
 */
enum netbond_vote_value {
	NETBOND_VOTE_VALUE_NO,
	NETBOND_VOTE_VALUE_YES,
	NETBOND_VOTE_VALUE_UNKNOWN,
};

/**
 * enum netbond_reason - Why a vote, a member, a bond or an event is as it is.
 * @NETBOND_REASON_NONE: Nothing is wrong.
 * @NETBOND_REASON_NO_CARRIER: The driver reports no link.
 * @NETBOND_REASON_ADMIN_DOWN: The device is set down.
 * @NETBOND_REASON_UPDELAY: The link is back and waits for updelay.
 * @NETBOND_REASON_DOWNDELAY: The link is lost and is held for downdelay.
 * @NETBOND_REASON_PROBE_NO_REPLY: Targets were probed and do not answer.
 * @NETBOND_REASON_PROBE_NO_ROUTE: No route to a target leaves through the
 *   bond.
 * @NETBOND_REASON_PROBE_PENDING: Probing has begun, no verdict yet.
 * @NETBOND_REASON_PROBE_ALL_LOST: Targets answer on no member, the targets
 *   themselves may be dead.
 * @NETBOND_REASON_BACKUP: The member is usable and waits.
 * @NETBOND_REASON_NO_MEMBER: The bond has no member.
 * @NETBOND_REASON_NO_USABLE_MEMBER: No member of the bond is usable.
 * @NETBOND_REASON_JOINED: A member joined.
 * @NETBOND_REASON_LEFT: A member left the bond or disappeared.
 * @NETBOND_REASON_PRIMARY: The primary or a member of higher prio is usable
 *   again.
 * @NETBOND_REASON_ADMINISTRATOR: Done by command.
 * @NETBOND_REASON_LINK_BACK: The link returned.
 * @NETBOND_REASON_PROBE_REPLY: A target answered.
 * @NETBOND_REASON_BOND_DOWN: The bond is set down.
 * @NETBOND_REASON_SPEED_MISMATCH: The members that carry the traffic have
 *   another speed.
 * @NETBOND_REASON_HALF_DUPLEX: A half-duplex link cannot be aggregated.
 * @NETBOND_REASON_STANDBY_MAX_LINKS: It stands by, max_links better members
 *   are in use.
 * @NETBOND_REASON_MIN_LINKS: Fewer members than min_links are distributing.
 * @NETBOND_REASON_LACP_FALLBACK: It carries data without a partner, as
 *   lacp_fallback allows.
 * @NETBOND_REASON_LACP_LEFT: It does not take part in LACP, the bond is down
 *   or it is leaving.
 * @NETBOND_REASON_LACP_HELD: Its probes were lost, so LACP keeps it out and
 *   told the partner.
 * @NETBOND_REASON_LACP_NO_PDU: No LACPDU was heard since the link came up.
 * @NETBOND_REASON_LACP_PASSIVE: No LACPDU was heard since the link came up,
 *   and lacp_active is off: two passive ends never speak.
 * @NETBOND_REASON_LACP_EXPIRED: LACPDUs were heard, then no more; the partner
 *   is asked again.
 * @NETBOND_REASON_LACP_LOST: LACPDUs were heard, then no more; the partner is
 *   given up.
 * @NETBOND_REASON_LACP_LOOPBACK: The partner is this very system.
 * @NETBOND_REASON_LACP_PINNED_OUT: Another system than that of
 *   lacp_partner_pin speaks.
 * @NETBOND_REASON_LACP_OTHER_PARTNER: The members that carry the traffic have
 *   another partner.
 * @NETBOND_REASON_LACP_INDIVIDUAL: The partner calls the link individual.
 * @NETBOND_REASON_LACP_KEY_MISMATCH: The partner has another key on the
 *   members that carry the traffic.
 * @NETBOND_REASON_LACP_WAITING: Selected, the 2 s before it attaches are
 *   running.
 * @NETBOND_REASON_LACP_PARTNER_DEFAULTED: The partner says that it hears no
 *   LACPDU.
 * @NETBOND_REASON_LACP_PARTNER_MISMATCH: The partner describes this end
 *   wrongly.
 * @NETBOND_REASON_LACP_NOT_IN_SYNC: The partner has not put the link into an
 *   aggregate.
 * @NETBOND_REASON_LACP_NOT_COLLECTING: The partner does not take in data yet.
 * @NETBOND_REASON_LACP_NO_AGGREGATOR: No member has an aggregator.
 * @NETBOND_REASON_LOAD: Its flows were moved from a busy member to an idle one
 *   (tlb_dynamic_lb).
 * @NETBOND_REASON_SPEED_UNKNOWN: The driver has a link and tells no speed:
 *   assumed_speed counts. Of findings; no vote says no for it.
 * @NETBOND_REASON_DAMPED: Probes want another active member, which changed to
 *   and fro with them: the next change waits.
 * @NETBOND_REASON_DRAINED: Reserved: it is being relieved of its flows.
 */
enum netbond_reason {
	NETBOND_REASON_NONE,
	NETBOND_REASON_NO_CARRIER,
	NETBOND_REASON_ADMIN_DOWN,
	NETBOND_REASON_UPDELAY,
	NETBOND_REASON_DOWNDELAY,
	NETBOND_REASON_PROBE_NO_REPLY,
	NETBOND_REASON_PROBE_NO_ROUTE,
	NETBOND_REASON_PROBE_PENDING,
	NETBOND_REASON_PROBE_ALL_LOST,
	NETBOND_REASON_BACKUP,
	NETBOND_REASON_NO_MEMBER,
	NETBOND_REASON_NO_USABLE_MEMBER,
	NETBOND_REASON_JOINED,
	NETBOND_REASON_LEFT,
	NETBOND_REASON_PRIMARY,
	NETBOND_REASON_ADMINISTRATOR,
	NETBOND_REASON_LINK_BACK,
	NETBOND_REASON_PROBE_REPLY,
	NETBOND_REASON_BOND_DOWN,
	NETBOND_REASON_SPEED_MISMATCH,
	NETBOND_REASON_HALF_DUPLEX,
	NETBOND_REASON_STANDBY_MAX_LINKS,
	NETBOND_REASON_MIN_LINKS,
	NETBOND_REASON_LACP_FALLBACK,
	NETBOND_REASON_LACP_LEFT,
	NETBOND_REASON_LACP_HELD,
	NETBOND_REASON_LACP_NO_PDU,
	NETBOND_REASON_LACP_PASSIVE,
	NETBOND_REASON_LACP_EXPIRED,
	NETBOND_REASON_LACP_LOST,
	NETBOND_REASON_LACP_LOOPBACK,
	NETBOND_REASON_LACP_PINNED_OUT,
	NETBOND_REASON_LACP_OTHER_PARTNER,
	NETBOND_REASON_LACP_INDIVIDUAL,
	NETBOND_REASON_LACP_KEY_MISMATCH,
	NETBOND_REASON_LACP_WAITING,
	NETBOND_REASON_LACP_PARTNER_DEFAULTED,
	NETBOND_REASON_LACP_PARTNER_MISMATCH,
	NETBOND_REASON_LACP_NOT_IN_SYNC,
	NETBOND_REASON_LACP_NOT_COLLECTING,
	NETBOND_REASON_LACP_NO_AGGREGATOR,
	NETBOND_REASON_LOAD,
	NETBOND_REASON_SPEED_UNKNOWN,
	NETBOND_REASON_DAMPED,
	NETBOND_REASON_DRAINED,
};

/**
 * enum netbond_flow_field - What of a frame decided its hash.
 * @NETBOND_FLOW_FIELD_MAC: The outermost Ethernet addresses and the type;
 *   vlan+srcmac: the source alone.
 * @NETBOND_FLOW_FIELD_VLAN: The outermost VLAN id.
 * @NETBOND_FLOW_FIELD_ADDRESS: The IP addresses.
 * @NETBOND_FLOW_FIELD_PORT: The ports, or what stands for them.
 * @NETBOND_FLOW_FIELD_INNER: They were those of the packet inside a tunnel.
 * @NETBOND_FLOW_FIELD_FRAGMENT: A fragment, of which only the addresses count.
 * @NETBOND_FLOW_FIELD_ERROR: An ICMP error, which goes with the flow that it
 *   is about.
 * @NETBOND_FLOW_FIELD_SOCKET: The hash of a local socket, which stands for the
 *   whole flow.
 */
enum netbond_flow_field {
	NETBOND_FLOW_FIELD_MAC = 1,
	NETBOND_FLOW_FIELD_VLAN = 2,
	NETBOND_FLOW_FIELD_ADDRESS = 4,
	NETBOND_FLOW_FIELD_PORT = 8,
	NETBOND_FLOW_FIELD_INNER = 16,
	NETBOND_FLOW_FIELD_FRAGMENT = 32,
	NETBOND_FLOW_FIELD_ERROR = 64,
	NETBOND_FLOW_FIELD_SOCKET = 128,
};

/**
 * enum netbond_event - What happened.
 * @NETBOND_EVENT_CREATED: The bond came to be.
 * @NETBOND_EVENT_CONFIGURED: Options of the bond or a member, or the bond's
 *   name, were changed by command.
 * @NETBOND_EVENT_MEMBER_ADDED: A member joined.
 * @NETBOND_EVENT_MEMBER_REMOVED: A member left.
 * @NETBOND_EVENT_VOTE: A member's vote changed.
 * @NETBOND_EVENT_ACTIVE: Another member, or none, became active.
 * @NETBOND_EVENT_STATE: The bond's health changed.
 * @NETBOND_EVENT_TARGET_LOST: A target answers on no member any more, another
 *   one still does.
 * @NETBOND_EVENT_TARGET_BACK: A lost target answers again.
 * @NETBOND_EVENT_BUCKETS: Buckets moved to other members.
 * @NETBOND_EVENT_DELETED: The bond is gone.
 */
enum netbond_event {
	NETBOND_EVENT_CREATED,
	NETBOND_EVENT_CONFIGURED,
	NETBOND_EVENT_MEMBER_ADDED,
	NETBOND_EVENT_MEMBER_REMOVED,
	NETBOND_EVENT_VOTE,
	NETBOND_EVENT_ACTIVE,
	NETBOND_EVENT_STATE,
	NETBOND_EVENT_TARGET_LOST,
	NETBOND_EVENT_TARGET_BACK,
	NETBOND_EVENT_BUCKETS,
	NETBOND_EVENT_DELETED,
};

enum {
	NETBOND_A_IFINDEX = 1,
	NETBOND_A_NAME,
	NETBOND_A_OPTIONS,
	NETBOND_A_MEMBER,
	NETBOND_A_STATUS,
	NETBOND_A_EVENT,
	NETBOND_A_BUCKET,
	NETBOND_A_FLOW,
	NETBOND_A_CLIENT,
	NETBOND_A_MEMBERS_EXACT,

	__NETBOND_A_MAX,
	NETBOND_A_MAX = (__NETBOND_A_MAX - 1)
};

enum {
	NETBOND_OPT_MODE = 1,
	NETBOND_OPT_MIIMON,
	NETBOND_OPT_UPDELAY,
	NETBOND_OPT_DOWNDELAY,
	NETBOND_OPT_ARP_INTERVAL,
	NETBOND_OPT_ARP_IP_TARGET,
	NETBOND_OPT_NS_IP6_TARGET,
	NETBOND_OPT_ARP_VALIDATE,
	NETBOND_OPT_ARP_ALL_TARGETS,
	NETBOND_OPT_ARP_QUORUM,
	NETBOND_OPT_ARP_MISSED_MAX,
	NETBOND_OPT_PROBE_LOSS,
	NETBOND_OPT_PRIMARY,
	NETBOND_OPT_PRIMARY_RESELECT,
	NETBOND_OPT_FAIL_OVER_MAC,
	NETBOND_OPT_ACTIVE_SLAVE,
	NETBOND_OPT_NUM_PEER_NOTIF,
	NETBOND_OPT_PEER_NOTIF_DELAY,
	NETBOND_OPT_RESEND_IGMP,
	NETBOND_OPT_ALL_SLAVES_ACTIVE,
	NETBOND_OPT_ASSUMED_SPEED,
	NETBOND_OPT_TX_QUEUES,
	NETBOND_OPT_XMIT_HASH_POLICY,
	NETBOND_OPT_PACKETS_PER_SLAVE,
	NETBOND_OPT_LACP_RATE,
	NETBOND_OPT_AD_SELECT,
	NETBOND_OPT_MIN_LINKS,
	NETBOND_OPT_LP_INTERVAL,
	NETBOND_OPT_TLB_DYNAMIC_LB,
	NETBOND_OPT_WEIGHT_POLICY,
	NETBOND_OPT_HASH_SEED,
	NETBOND_OPT_MOVE_IDLE,
	NETBOND_OPT_MOVE_TIMEOUT,
	NETBOND_OPT_LACP_ACTIVE,
	NETBOND_OPT_AD_ACTOR_SYSTEM,
	NETBOND_OPT_AD_ACTOR_SYS_PRIO,
	NETBOND_OPT_AD_USER_PORT_KEY,
	NETBOND_OPT_MAX_LINKS,
	NETBOND_OPT_COUPLED_CONTROL,
	NETBOND_OPT_LACP_FALLBACK,
	NETBOND_OPT_LACP_FALLBACK_TIMEOUT,
	NETBOND_OPT_FAST_JOIN,
	NETBOND_OPT_LACP_PARTNER_PIN,
	NETBOND_OPT_ALB_MAX_CLIENTS,

	__NETBOND_OPT_MAX,
	NETBOND_OPT_MAX = (__NETBOND_OPT_MAX - 1)
};

enum {
	NETBOND_ADDR_IPV4 = 1,
	NETBOND_ADDR_IPV6,

	__NETBOND_ADDR_MAX,
	NETBOND_ADDR_MAX = (__NETBOND_ADDR_MAX - 1)
};

enum {
	NETBOND_MOPT_PRIO = 1,
	NETBOND_MOPT_WEIGHT,
	NETBOND_MOPT_ACTOR_PORT_PRIO,

	__NETBOND_MOPT_MAX,
	NETBOND_MOPT_MAX = (__NETBOND_MOPT_MAX - 1)
};

enum {
	NETBOND_MEMBER_IFINDEX = 1,
	NETBOND_MEMBER_NAME,
	NETBOND_MEMBER_OPTIONS,
	NETBOND_MEMBER_USABLE,
	NETBOND_MEMBER_ROLE,
	NETBOND_MEMBER_REASON,
	NETBOND_MEMBER_ADDRESS,
	NETBOND_MEMBER_PERMANENT_ADDRESS,
	NETBOND_MEMBER_PROBE_ADDRESS,
	NETBOND_MEMBER_SPEED,
	NETBOND_MEMBER_DUPLEX,
	NETBOND_MEMBER_LINK_FAILURES,
	NETBOND_MEMBER_SINCE_MS,
	NETBOND_MEMBER_VOTE,
	NETBOND_MEMBER_TARGET,
	NETBOND_MEMBER_BUCKETS,
	NETBOND_MEMBER_LACP,
	NETBOND_MEMBER_PAD,
	NETBOND_MEMBER_OWN_ADDRESS,
	NETBOND_MEMBER_CLIENTS,

	__NETBOND_MEMBER_MAX,
	NETBOND_MEMBER_MAX = (__NETBOND_MEMBER_MAX - 1)
};

enum {
	NETBOND_VOTE_KIND = 1,
	NETBOND_VOTE_VALUE,
	NETBOND_VOTE_REASON,
	NETBOND_VOTE_SINCE_MS,
	NETBOND_VOTE_REMAINING_MS,
	NETBOND_VOTE_PAD,

	__NETBOND_VOTE_MAX,
	NETBOND_VOTE_MAX = (__NETBOND_VOTE_MAX - 1)
};

enum {
	NETBOND_TARGET_IPV4 = 1,
	NETBOND_TARGET_IPV6,
	NETBOND_TARGET_VALUE,
	NETBOND_TARGET_REASON,
	NETBOND_TARGET_SENT,
	NETBOND_TARGET_REPLIES,
	NETBOND_TARGET_MISSED,
	NETBOND_TARGET_REPLY_AGE_MS,
	NETBOND_TARGET_PAD,

	__NETBOND_TARGET_MAX,
	NETBOND_TARGET_MAX = (__NETBOND_TARGET_MAX - 1)
};

enum {
	NETBOND_STATUS_STATE = 1,
	NETBOND_STATUS_REASON,
	NETBOND_STATUS_CARRIER,
	NETBOND_STATUS_UP,
	NETBOND_STATUS_ADDRESS,
	NETBOND_STATUS_MTU,
	NETBOND_STATUS_ACTIVE_IFINDEX,
	NETBOND_STATUS_ACTIVE_NAME,
	NETBOND_STATUS_FAILOVERS,
	NETBOND_STATUS_EVENT_SEQ,
	NETBOND_STATUS_MOVES,
	NETBOND_STATUS_LACP,
	NETBOND_STATUS_PAD,
	NETBOND_STATUS_ALB,

	__NETBOND_STATUS_MAX,
	NETBOND_STATUS_MAX = (__NETBOND_STATUS_MAX - 1)
};

enum {
	NETBOND_END_SYSTEM_PRIORITY = 1,
	NETBOND_END_SYSTEM,
	NETBOND_END_KEY,
	NETBOND_END_PORT_PRIORITY,
	NETBOND_END_PORT,
	NETBOND_END_STATE,

	__NETBOND_END_MAX,
	NETBOND_END_MAX = (__NETBOND_END_MAX - 1)
};

enum {
	NETBOND_LACP_SELECTED = 1,
	NETBOND_LACP_AGGREGATOR,
	NETBOND_LACP_RX,
	NETBOND_LACP_PERIODIC,
	NETBOND_LACP_MUX,
	NETBOND_LACP_MUX_SINCE_MS,
	NETBOND_LACP_ACTOR,
	NETBOND_LACP_PARTNER,
	NETBOND_LACP_HEARD,
	NETBOND_LACP_ASSUMED_SPEED,
	NETBOND_LACP_RECEIVED_MS,
	NETBOND_LACP_SENT_MS,
	NETBOND_LACP_EXPIRES_MS,
	NETBOND_LACP_WAIT_MS,
	NETBOND_LACP_RETRY_MS,
	NETBOND_LACP_ACTOR_CHURN,
	NETBOND_LACP_PARTNER_CHURN,
	NETBOND_LACP_ACTOR_CHURNS,
	NETBOND_LACP_PARTNER_CHURNS,
	NETBOND_LACP_PDU_TX,
	NETBOND_LACP_PDU_RX,
	NETBOND_LACP_MARKER_TX,
	NETBOND_LACP_MARKER_RX,
	NETBOND_LACP_RESPONSE_TX,
	NETBOND_LACP_RESPONSE_RX,
	NETBOND_LACP_RESPONSE_LIMITED,
	NETBOND_LACP_BAD,
	NETBOND_LACP_UNKNOWN,
	NETBOND_LACP_LOOPBACK,
	NETBOND_LACP_PAD,
	NETBOND_LACP_PINNED_OUT,
	NETBOND_LACP_FOREIGN,
	NETBOND_LACP_FOREIGN_MS,

	__NETBOND_LACP_MAX,
	NETBOND_LACP_MAX = (__NETBOND_LACP_MAX - 1)
};

enum {
	NETBOND_LAG_AGGREGATOR = 1,
	NETBOND_LAG_PORTS,
	NETBOND_LAG_SELECTED,
	NETBOND_LAG_COLLECTING,
	NETBOND_LAG_DISTRIBUTING,
	NETBOND_LAG_BANDWIDTH,
	NETBOND_LAG_ACTOR,
	NETBOND_LAG_PARTNER,
	NETBOND_LAG_PAD,

	__NETBOND_LAG_MAX,
	NETBOND_LAG_MAX = (__NETBOND_LAG_MAX - 1)
};

enum {
	NETBOND_ALB_CLIENTS = 1,
	NETBOND_ALB_EVICTED,
	NETBOND_ALB_TAUGHT,
	NETBOND_ALB_LEARNING,
	NETBOND_ALB_PAD,

	__NETBOND_ALB_MAX,
	NETBOND_ALB_MAX = (__NETBOND_ALB_MAX - 1)
};

enum {
	NETBOND_CLIENT_IPV4 = 1,
	NETBOND_CLIENT_IPV6,
	NETBOND_CLIENT_LOCAL_IPV4,
	NETBOND_CLIENT_LOCAL_IPV6,
	NETBOND_CLIENT_VLAN,
	NETBOND_CLIENT_VLAN_PROTOCOL,
	NETBOND_CLIENT_INNER_VLAN,
	NETBOND_CLIENT_INNER_VLAN_PROTOCOL,
	NETBOND_CLIENT_ADDRESS,
	NETBOND_CLIENT_MEMBER_IFINDEX,
	NETBOND_CLIENT_MEMBER_NAME,
	NETBOND_CLIENT_SEEN_MS,
	NETBOND_CLIENT_TAUGHT_MS,
	NETBOND_CLIENT_DUE,
	NETBOND_CLIENT_PACKETS,
	NETBOND_CLIENT_BYTES,
	NETBOND_CLIENT_COUNTED_MS,
	NETBOND_CLIENT_PAD,

	__NETBOND_CLIENT_MAX,
	NETBOND_CLIENT_MAX = (__NETBOND_CLIENT_MAX - 1)
};

enum {
	NETBOND_EV_SEQ = 1,
	NETBOND_EV_TIME_NS,
	NETBOND_EV_KIND,
	NETBOND_EV_REASON,
	NETBOND_EV_MEMBER_IFINDEX,
	NETBOND_EV_MEMBER_NAME,
	NETBOND_EV_OLD_NAME,
	NETBOND_EV_VOTE,
	NETBOND_EV_VALUE,
	NETBOND_EV_STATE,
	NETBOND_EV_IPV4,
	NETBOND_EV_IPV6,
	NETBOND_EV_GAP_NS,
	NETBOND_EV_BUCKETS,
	NETBOND_EV_PAD,

	__NETBOND_EV_MAX,
	NETBOND_EV_MAX = (__NETBOND_EV_MAX - 1)
};

enum {
	NETBOND_BUCKET_INDEX = 1,
	NETBOND_BUCKET_MEMBER_IFINDEX,
	NETBOND_BUCKET_MEMBER_NAME,
	NETBOND_BUCKET_NEXT_IFINDEX,
	NETBOND_BUCKET_NEXT_NAME,
	NETBOND_BUCKET_MOVED_MS,
	NETBOND_BUCKET_PACKETS,
	NETBOND_BUCKET_BYTES,
	NETBOND_BUCKET_COUNTED_MS,
	NETBOND_BUCKET_PAD,
	NETBOND_BUCKET_MOVED_REASON,

	__NETBOND_BUCKET_MAX,
	NETBOND_BUCKET_MAX = (__NETBOND_BUCKET_MAX - 1)
};

enum {
	NETBOND_FLOW_SOURCE = 1,
	NETBOND_FLOW_DESTINATION,
	NETBOND_FLOW_VLAN,
	NETBOND_FLOW_ETHERTYPE,
	NETBOND_FLOW_IPV4_SOURCE,
	NETBOND_FLOW_IPV4_DESTINATION,
	NETBOND_FLOW_IPV6_SOURCE,
	NETBOND_FLOW_IPV6_DESTINATION,
	NETBOND_FLOW_PROTOCOL,
	NETBOND_FLOW_SOURCE_PORT,
	NETBOND_FLOW_DESTINATION_PORT,
	NETBOND_FLOW_POLICY,
	NETBOND_FLOW_FIELDS,
	NETBOND_FLOW_HASH,
	NETBOND_FLOW_BUCKET,
	NETBOND_FLOW_MEMBER_IFINDEX,
	NETBOND_FLOW_MEMBER_NAME,
	NETBOND_FLOW_NEXT_NAME,
	NETBOND_FLOW_ECHO_ID,
	NETBOND_FLOW_SPI,

	__NETBOND_FLOW_MAX,
	NETBOND_FLOW_MAX = (__NETBOND_FLOW_MAX - 1)
};

enum {
	NETBOND_CMD_BOND_NEW = 1,
	NETBOND_CMD_BOND_DEL,
	NETBOND_CMD_BOND_SET,
	NETBOND_CMD_BOND_GET,
	NETBOND_CMD_MEMBER_ADD,
	NETBOND_CMD_MEMBER_DEL,
	NETBOND_CMD_MEMBER_SET,
	NETBOND_CMD_HISTORY_GET,
	NETBOND_CMD_BUCKET_GET,
	NETBOND_CMD_FLOW_GET,
	NETBOND_CMD_EVENT_NTF,
	NETBOND_CMD_CLIENT_GET,
	NETBOND_CMD_MEMBER_GET,

	__NETBOND_CMD_MAX,
	NETBOND_CMD_MAX = (__NETBOND_CMD_MAX - 1)
};

#define NETBOND_MCGRP_EVENTS	"events"

#endif /* _UAPI_LINUX_NETBOND_H */
