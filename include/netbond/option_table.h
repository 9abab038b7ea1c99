/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The one table of a bond's options. Module parameters, generic netlink,
 * rtnetlink, bondctl with its help and completion, and the option section of
 * bondctl(8) are all made from it: an option exists when it has a row here and
 * an attribute in Documentation/netlink/specs/netbond.yaml.
 *
 * The includer defines
 *
 *   NETBOND_OPTION(name, ID, TYPE, min, max, def, modes, WHEN, unit, words, help)
 *
 *     name   in-tree spelling; also the field of struct nb_config
 *     ID     the attribute is NETBOND_OPT_##ID
 *     TYPE   U32, BOOL, ENUM, IFNAME, IPV4S, IPV6S or MAC
 *     min..max, def  limits and default; for ENUM the number of a word
 *     modes  bits 1 << NETBOND_MODE_* in which the option means something
 *     WHEN   LIVE: any time; CREATE: only when the bond is made;
 *            COMMAND: an order, kept nowhere
 *     unit   of a number, or ""
 *     words  of an ENUM, in the order of its values, one blank between
 *     help   one line, without a full stop
 *
 *   NETBOND_OPTION_ALIAS(name, other)  another in-tree name of the same option
 *
 * and includes this file, as often as it likes.
 */

#define NETBOND_M(mode) (1u << NETBOND_MODE_##mode)
#define NETBOND_M_ALL 0x7fu
#define NETBOND_M_ACTIVE                                                       \
	(NETBOND_M(ACTIVE_BACKUP) | NETBOND_M(BALANCE_TLB) | NETBOND_M(BALANCE_ALB))
#define NETBOND_M_HASH                                                         \
	(NETBOND_M(BALANCE_XOR) | NETBOND_M(IEEE8023AD) | NETBOND_M(BALANCE_TLB) | \
	 NETBOND_M(BALANCE_ALB))
#define NETBOND_M_SPREAD (NETBOND_M_HASH | NETBOND_M(BALANCE_RR))
#define NETBOND_M_LOAD (NETBOND_M(BALANCE_TLB) | NETBOND_M(BALANCE_ALB))

/* clang-format off */
NETBOND_OPTION(mode, MODE, ENUM, 0, 6, 1, NETBOND_M_ALL, LIVE, "",
	"balance-rr active-backup balance-xor broadcast 802.3ad balance-tlb balance-alb",
	"how the members are used")
NETBOND_OPTION(miimon, MIIMON, U32, 0, 60000, 100, NETBOND_M_ALL, LIVE, "ms", "",
	"period of the backstop poll of carrier; 0: events alone")
NETBOND_OPTION(updelay, UPDELAY, U32, 0, 3600000, 0, NETBOND_M_ALL, LIVE, "ms", "",
	"time a returned link has to last before it is used")
NETBOND_OPTION(downdelay, DOWNDELAY, U32, 0, 3600000, 0, NETBOND_M_ALL, LIVE, "ms", "",
	"time a lost link is held before it counts as lost")
NETBOND_OPTION(arp_interval, ARP_INTERVAL, U32, 0, 60000, 0, NETBOND_M_ALL, LIVE, "ms", "",
	"time between probes, 5 or more; 0: no probes")
NETBOND_OPTION(arp_ip_target, ARP_IP_TARGET, IPV4S, 0, 16, 0, NETBOND_M_ALL, LIVE, "", "",
	"IPv4 addresses to probe; have to answer ARP probes, RFC 5227")
NETBOND_OPTION(ns_ip6_target, NS_IP6_TARGET, IPV6S, 0, 16, 0, NETBOND_M_ALL, LIVE, "", "",
	"IPv6 addresses to probe; link-local ones on the bond itself, untagged")
NETBOND_OPTION(arp_validate, ARP_VALIDATE, ENUM, 0, 6, 3, NETBOND_M_ALL, LIVE, "",
	"none active backup all filter filter_active filter_backup",
	"on which members only a target's answer proves the path")
NETBOND_OPTION(arp_all_targets, ARP_ALL_TARGETS, ENUM, 0, 1, 0, NETBOND_M_ALL, LIVE, "",
	"any all", "how many targets have to answer")
NETBOND_OPTION(arp_quorum, ARP_QUORUM, U32, 0, 32, 0, NETBOND_M_ALL, LIVE, "", "",
	"number of targets that have to answer; 0: as arp_all_targets says")
NETBOND_OPTION(arp_missed_max, ARP_MISSED_MAX, U32, 1, 255, 2, NETBOND_M_ALL, LIVE, "", "",
	"unanswered rounds of probes after which a path is lost")
NETBOND_OPTION(probe_loss, PROBE_LOSS, ENUM, 0, 1, 0, NETBOND_M_ALL, LIVE, "",
	"keep down", "what to do when all members lose all targets")
NETBOND_OPTION(primary, PRIMARY, IFNAME, 0, 15, 0, NETBOND_M_ACTIVE, LIVE, "", "",
	"preferred member, by name; empty: none")
NETBOND_OPTION(primary_reselect, PRIMARY_RESELECT, ENUM, 0, 2, 0, NETBOND_M_ACTIVE, LIVE, "",
	"always better failure", "when the preferred member takes over again")
NETBOND_OPTION(fail_over_mac, FAIL_OVER_MAC, ENUM, 0, 2, 0, NETBOND_M(ACTIVE_BACKUP), LIVE, "",
	"none active follow", "which member carries the bond's MAC address")
NETBOND_OPTION(active_slave, ACTIVE_SLAVE, IFNAME, 0, 15, 0, NETBOND_M_ACTIVE, COMMAND, "", "",
	"make this member active until it is lost, before primary; empty: choose anew")
NETBOND_OPTION(num_peer_notif, NUM_PEER_NOTIF, U32, 0, 255, 1, NETBOND_M_ALL, LIVE, "", "",
	"gratuitous ARPs and unsolicited NAs per address after a failover")
NETBOND_OPTION(peer_notif_delay, PEER_NOTIF_DELAY, U32, 0, 300000, 0, NETBOND_M_ALL, LIVE, "ms", "",
	"time between them; 0: 100 ms")
NETBOND_OPTION(resend_igmp, RESEND_IGMP, U32, 0, 255, 1, NETBOND_M_ALL, LIVE, "", "",
	"membership reports after a failover, 200 ms apart")
NETBOND_OPTION(all_slaves_active, ALL_SLAVES_ACTIVE, BOOL, 0, 1, 0, NETBOND_M_ALL, LIVE, "", "",
	"deliver frames that backup members receive")
NETBOND_OPTION(assumed_speed, ASSUMED_SPEED, U32, 1, 4000000, 10000, NETBOND_M_ALL, LIVE, "Mbit/s", "",
	"speed counted for a member that does not know its own")
NETBOND_OPTION(tx_queues, TX_QUEUES, U32, 1, 255, 1, NETBOND_M_ALL, CREATE, "", "",
	"transmit queues of the bond")
NETBOND_OPTION(xmit_hash_policy, XMIT_HASH_POLICY, ENUM, 0, 5, 1, NETBOND_M_HASH, LIVE, "",
	"layer2 layer3+4 layer2+3 encap2+3 encap3+4 vlan+srcmac",
	"which headers choose a flow's member")
NETBOND_OPTION(packets_per_slave, PACKETS_PER_SLAVE, U32, 0, 65535, 1, NETBOND_M(BALANCE_RR), LIVE, "", "",
	"packets before the next member; 0: random")
NETBOND_OPTION(lacp_rate, LACP_RATE, ENUM, 0, 1, 1, NETBOND_M(IEEE8023AD), LIVE, "",
	"slow fast", "how often the partner is asked to send LACPDUs")
NETBOND_OPTION(ad_select, AD_SELECT, ENUM, 0, 3, 0, NETBOND_M(IEEE8023AD), LIVE, "",
	"stable bandwidth count actor_port_prio", "which of several aggregators is used")
NETBOND_OPTION(min_links, MIN_LINKS, U32, 0, 65535, 0, NETBOND_M(IEEE8023AD), LIVE, "", "",
	"usable members below which the bond has no carrier")
NETBOND_OPTION(lp_interval, LP_INTERVAL, U32, 1, 86400, 1, NETBOND_M_LOAD, LIVE, "s", "",
	"time between learning frames")
NETBOND_OPTION(tlb_dynamic_lb, TLB_DYNAMIC_LB, BOOL, 0, 1, 1, NETBOND_M_LOAD, LIVE, "", "",
	"move flows by load")
NETBOND_OPTION(weight_policy, WEIGHT_POLICY, ENUM, 0, 1, 1, NETBOND_M_SPREAD, LIVE, "",
	"equal speed", "what a member's share of the flows is measured by")
NETBOND_OPTION(hash_seed, HASH_SEED, U32, 0, 4294967295, 0, NETBOND_M_HASH, LIVE, "", "",
	"seed of the hash; 0: a random one")
NETBOND_OPTION(move_idle, MOVE_IDLE, U32, 0, 60000, 100, NETBOND_M_HASH, LIVE, "ms", "",
	"pause in which flows move to a member that returned")
NETBOND_OPTION(move_timeout, MOVE_TIMEOUT, U32, 0, 3600000, 10000, NETBOND_M_HASH, LIVE, "ms", "",
	"time after which they move without a pause; 0: never")
NETBOND_OPTION(lacp_active, LACP_ACTIVE, BOOL, 0, 1, 1, NETBOND_M(IEEE8023AD), LIVE, "", "",
	"speak LACP unasked")
NETBOND_OPTION(ad_actor_system, AD_ACTOR_SYSTEM, MAC, 0, 0, 0, NETBOND_M(IEEE8023AD), LIVE, "", "",
	"system address in LACPDUs; all zero: the bond's own")
NETBOND_OPTION(ad_actor_sys_prio, AD_ACTOR_SYS_PRIO, U32, 1, 65535, 65535, NETBOND_M(IEEE8023AD), LIVE, "", "",
	"priority of this system in LACPDUs; the lower one decides")
NETBOND_OPTION(ad_user_port_key, AD_USER_PORT_KEY, U32, 0, 1023, 0, NETBOND_M(IEEE8023AD), LIVE, "", "",
	"upper ten bits of the key in LACPDUs")
NETBOND_OPTION(max_links, MAX_LINKS, U32, 0, 65535, 0, NETBOND_M(IEEE8023AD), LIVE, "", "",
	"members in use at most, the others stand by; 0: no limit")
NETBOND_OPTION(coupled_control, COUPLED_CONTROL, BOOL, 0, 1, 1, NETBOND_M(IEEE8023AD), LIVE, "", "",
	"begin to receive and to send data together")
NETBOND_OPTION(lacp_fallback, LACP_FALLBACK, ENUM, 0, 2, 0, NETBOND_M(IEEE8023AD), LIVE, "",
	"none single all", "which members to use when no partner is heard")
NETBOND_OPTION(lacp_fallback_timeout, LACP_FALLBACK_TIMEOUT, U32, 100, 3600000, 10000, NETBOND_M(IEEE8023AD), LIVE, "ms", "",
	"silence before lacp_fallback begins")
NETBOND_OPTION(fast_join, FAST_JOIN, BOOL, 0, 1, 0, NETBOND_M(IEEE8023AD), LIVE, "", "",
	"let members join an aggregate in use without the wait of 2 s")
NETBOND_OPTION(lacp_partner_pin, LACP_PARTNER_PIN, MAC, 0, 0, 0, NETBOND_M(IEEE8023AD), LIVE, "", "",
	"the only partner system to accept; all zero: any")
NETBOND_OPTION(alb_max_clients, ALB_MAX_CLIENTS, U32, 1, 65536, 4096, NETBOND_M(BALANCE_ALB), LIVE, "", "",
	"neighbours taught a member at most; the one not heard for longest makes room")
NETBOND_OPTION_ALIAS(num_grat_arp, num_peer_notif)
NETBOND_OPTION_ALIAS(num_unsol_na, num_peer_notif)
/* clang-format on */

#undef NETBOND_OPTION
#undef NETBOND_OPTION_ALIAS
#undef NETBOND_M
#undef NETBOND_M_ALL
#undef NETBOND_M_ACTIVE
#undef NETBOND_M_HASH
#undef NETBOND_M_SPREAD
#undef NETBOND_M_LOAD
