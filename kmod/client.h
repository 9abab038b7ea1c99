/* SPDX-License-Identifier: GPL-2.0 */
/*
 * balance-alb: the neighbours of this host, and which member each was taught to
 * send to.
 */
#ifndef NB_CLIENT_H
#define NB_CLIENT_H

#include <linux/atomic.h>
#include <linux/if_ether.h>
#include <linux/list.h>
#include <linux/rhashtable.h>
#include <linux/skbuff.h>
#include <linux/xarray.h>

#include "neigh.h"
#include "table.h"

struct nb_bond;
struct nb_member;

/**
 * struct nb_client_addr - an IP address, and where it is.
 * @tags: VLAN tags on the way to it, see nb_tags_push()
 * @addr: as in struct nb_neigh
 * @ip6: family of @addr
 * @zero: keys are compared whole
 */
struct nb_client_addr {
	u64 tags;
	u8 addr[NB_NEIGH_ADDR];
	u32 ip6;
	u32 zero;
};

/**
 * struct nb_client_local - an address of this host that clients were taught.
 * @node: in nb_clients.locals
 * @rcu: freed by RCU: the table may be growing meanwhile
 * @addr: the address; constant
 * @all: in nb_clients.local_list
 * @sweep: in nb_clients.sweeps while @sweep_at is a time
 * @clients: struct nb_client.mates
 * @router: the host forwards IPv6 there: what its last NA or RA told
 * @misled_at: when a broadcast of ours told everybody another address, ns
 * @misled_by: the member whose own address that was, NULL: the bond's
 * @sweep_at: when those misled are to be corrected, ns, or NB_NEVER
 * @count: clients by the member's slot
 *
 * All guarded by the bond lock.
 */
struct nb_client_local {
	struct rhash_head node;
	struct rcu_head rcu;
	struct nb_client_addr addr;
	struct list_head all;
	struct list_head sweep;
	struct list_head clients;
	bool router;
	u64 misled_at;
	const struct nb_member *misled_by;
	u64 sweep_at;
	u32 count[NB_TABLE_MEMBERS];
};

/**
 * struct nb_station_key - who sent a packet.
 * @tags: VLAN tags, see nb_tags_push()
 * @mac: its MAC address
 * @zero: keys are compared whole
 */
struct nb_station_key {
	u64 tags;
	u8 mac[ETH_ALEN];
	u16 zero;
};

/**
 * struct nb_station - a MAC address that clients have.
 * @node: in nb_clients.stations
 * @rcu: freed by RCU
 * @key: the address; constant
 * @users: clients that have it. Write: bond lock. Read: bond lock
 * @packets: from it, of IPv4 and of IPv6, while counted. Write: lockless, atomic. Read: lockless
 * @bytes: the same. Write: lockless, atomic. Read: lockless
 */
struct nb_station {
	struct rhash_head node;
	struct rcu_head rcu;
	struct nb_station_key key;
	u32 users;
	atomic64_t packets[2];
	atomic64_t bytes[2];
};

/**
 * struct nb_client_key - one neighbour and one address of this host.
 * @local: the address; it outlives its clients
 * @peer: the neighbour's, as in struct nb_neigh
 */
struct nb_client_key {
	struct nb_client_local *local;
	u8 peer[NB_NEIGH_ADDR];
};

/**
 * struct nb_client - who was taught where to send.
 * @node: in nb_clients.table
 * @rcu: freed by RCU: the table may be growing meanwhile
 * @key: who, and about which address of this host; constant
 * @id: its number in nb_clients.all; constant
 * @due: in nb_clients.due
 * @station: its MAC address, NULL while not known
 * @member: to which member it sends, NULL for none
 * @mates: in @key.local->clients
 * @of: in the list of @member
 * @age: in nb_clients.used, or in nb_clients.asked while @station is not known
 * @lesson: in nb_clients.due
 * @seen: when a message was last exchanged with it, ns
 * @taught: when it was last told an address, ns, 0 never
 *
 * All guarded by the bond lock.
 */
struct nb_client {
	struct rhash_head node;
	struct rcu_head rcu;
	struct nb_client_key key;
	u32 id;
	bool due;
	struct nb_station *station;
	struct nb_member *member;
	struct list_head mates;
	struct list_head of;
	struct list_head age;
	struct list_head lesson;
	u64 seen;
	u64 taught;
};

/**
 * struct nb_clients - the clients of a bond.
 * @bond: whose; constant
 * @others: in nb_clients_list. Write: RTNL. Read: RCU
 * @table: by struct nb_client_key
 * @locals: addresses of this host, by struct nb_client_addr
 * @stations: MAC addresses; who counts packets looks here under RCU
 * @all: by number, for dumps
 * @next_id: where to look for a free number
 * @count: how many there are. Read lockless, too
 * @local_list: all of @locals
 * @used: those whose MAC address is known, the one not seen for longest first
 * @asked: the others, who have not answered yet
 * @due: those to be taught, in this order
 * @sweeps: addresses about which clients were misled, in the order of their time
 * @homeless: those without a member
 * @settled: nobody has to move for the sake of balance
 * @next_lesson: when the next of @due may be taught, or moved, ns
 * @evicted: clients that had to make room
 * @taught: lessons given
 * @counting: packets are counted. Read lockless
 * @count_from: since when, ns, 0: they are not
 * @count_until: how long, ns
 *
 * All else guarded by the bond lock.
 */
struct nb_clients {
	struct nb_bond *bond;
	struct list_head others;
	struct rhashtable table;
	struct rhashtable locals;
	struct rhashtable stations;
	struct xarray all;
	u32 next_id;
	u32 count;
	struct list_head local_list;
	struct list_head used;
	struct list_head asked;
	struct list_head due;
	struct list_head sweeps;
	struct list_head homeless;
	bool settled;
	u64 next_lesson;
	u64 evicted;
	u64 taught;
	bool counting;
	u64 count_from;
	u64 count_until;
};

/**
 * struct nb_client_list - the clients of a member. Guarded by the bond lock.
 * @head: struct nb_client.of
 * @count: how many
 */
struct nb_client_list {
	struct list_head head;
	u32 count;
};

/** nb_clients_alloc() - an empty table. May sleep. Return: it or NULL. */
struct nb_clients *nb_clients_alloc(void);

/** nb_clients_free() - @clients may be NULL; it is empty. May sleep. */
void nb_clients_free(struct nb_clients *clients);

/** nb_clients_give() - a bond gets its table. Context: RTNL and bond lock held. */
void nb_clients_give(struct nb_bond *bond, struct nb_clients *clients);

/**
 * nb_clients_withdraw() - a bond goes away: forget everybody, and let nobody find
 * the table any more. It is freed a grace period later.
 * Context: RTNL and bond lock held.
 */
void nb_clients_withdraw(struct nb_bond *bond);

extern struct list_head nb_clients_list;

/* The tables of all bonds, in whichever network namespace. Context: RCU. */
#define nb_for_each_clients_rcu(clients) \
	list_for_each_entry_rcu(clients, &nb_clients_list, others)

/** nb_clients_any() - has any bond a table? Context: any. */
static inline bool nb_clients_any(void)
{
	return !list_empty(&nb_clients_list);
}

/** nb_clients_clear() - forget everybody. Context: bond lock held. */
void nb_clients_clear(struct nb_bond *bond);

/**
 * nb_client_teach() - a message of ours is about to teach somebody.
 * @bond: the bond
 * @neigh: the message: not probing, not announcing
 * @tags: VLAN tags on its way
 * @now: ns
 *
 * Finds the client, or takes a new one in.
 * Context: bond lock held.
 * Return: the member whose own address it is to teach; NULL: none, or no memory.
 */
struct nb_member *nb_client_teach(struct nb_bond *bond,
				  const struct nb_neigh *neigh, u64 tags,
				  u64 now);

/**
 * nb_client_mislead() - a message of ours tells everybody an address.
 * @bond: the bond
 * @neigh: the message
 * @tags: VLAN tags on its way
 * @by: the member whose own address it tells, NULL: the bond's
 * @now: ns
 *
 * Those that were taught another one will be corrected soon.
 * Context: bond lock held.
 */
void nb_client_mislead(struct nb_bond *bond, const struct nb_neigh *neigh,
		       u64 tags, const struct nb_member *by, u64 now);

/**
 * nb_client_heard() - a message of a neighbour came in.
 * @bond: the bond
 * @neigh: the message; its MAC address is none of ours
 * @tags: VLAN tags on its way
 * @now: ns
 *
 * Who says that an address of ours is his takes it away from us: its clients
 * are forgotten.
 * Context: bond lock held.
 * Return: true when somebody is to be taught now.
 */
bool nb_client_heard(struct nb_bond *bond, const struct nb_neigh *neigh,
		     u64 tags, u64 now);

/** nb_client_has_address() - does a bond with a table have clients of this address? Context: bond lock held. */
bool nb_client_has_address(const struct nb_bond *bond, bool ip6,
			   const void *addr);

/** nb_client_forget_address() - this host gave an address up, in all VLANs. Context: bond lock held. */
void nb_client_forget_address(struct nb_bond *bond, bool ip6, const void *addr);

/** nb_client_update() - members came, went or are worth more or less. Context: bond lock held. */
void nb_client_update(struct nb_bond *bond);

/** nb_client_readdress() - the own address of a member is another one, or elsewhere, now. Context: bond lock held. */
void nb_client_readdress(struct nb_member *member);

/** nb_client_run() - do what is due but the teaching itself. Context: bond lock held. */
void nb_client_run(struct nb_bond *bond, u64 now);

/** nb_client_deadline() - when nb_client_run() or the teaching has work, ns, or NB_NEVER. Context: bond lock held. */
u64 nb_client_deadline(const struct nb_bond *bond);

/**
 * nb_client_next_lesson() - take the next client that is to be taught.
 * @bond: the bond
 * @now: ns
 * @lesson: what to teach
 * @tags: VLAN tags on the way
 *
 * Context: bond lock and RCU held, which keeps the member.
 * Return: the member to send it from, NULL: nobody is left.
 */
struct nb_member *nb_client_next_lesson(struct nb_bond *bond, u64 now,
					struct nb_neigh_lesson *lesson,
					u64 *tags);

/**
 * nb_client_trace() - count a packet of IP for the station that it is from.
 * @clients: the table
 * @skb: the packet, at its network header
 *
 * Context: RCU; no lock.
 */
void nb_client_trace(struct nb_clients *clients, const struct sk_buff *skb);

/** nb_client_count_start() - count packets by station for the next minute. Context: process. */
void nb_client_count_start(struct nb_bond *bond);

#endif
