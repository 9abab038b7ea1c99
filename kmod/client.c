// SPDX-License-Identifier: GPL-2.0
/* balance-alb: which neighbour is taught to send to which member. */

#include "client.h"

#include <linux/etherdevice.h>
#include <linux/rculist.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <net/addrconf.h>

#include "bond.h"
#include "member.h"
#include "teach.h"
#include "timer.h"

/* Not a word exchanged for so long: nobody knows whether it is still there. */
#define NB_CLIENT_AGE (1800 * (u64)NSEC_PER_SEC)
/* Who was asked and did not answer is asked again, or is not there. */
#define NB_CLIENT_PATIENCE (5 * (u64)NSEC_PER_SEC)
/* A burst of broadcasts is answered by one correction. */
#define NB_MISLED_DELAY (200 * NB_MS)
#define NB_COUNT_TIME (60 * (u64)NSEC_PER_SEC)
/* For the sake of balance at a time: looks at a client, of which a move costs as many as this. */
#define NB_BALANCE_BATCH 4096
#define NB_BALANCE_MOVE (NB_BALANCE_BATCH / 32)
/* Charged to the memory cgroup of the process that sends, if it is one. */
#define NB_CLIENT_GFP (GFP_ATOMIC | __GFP_ACCOUNT)

/* Tables ---------------------------------------------------------------- */

static const struct rhashtable_params nb_client_params = {
	.head_offset = offsetof(struct nb_client, node),
	.key_offset = offsetof(struct nb_client, key),
	.key_len = sizeof(struct nb_client_key),
	.automatic_shrinking = true,
};

static const struct rhashtable_params nb_local_params = {
	.head_offset = offsetof(struct nb_client_local, node),
	.key_offset = offsetof(struct nb_client_local, addr),
	.key_len = sizeof(struct nb_client_addr),
	.automatic_shrinking = true,
};

static const struct rhashtable_params nb_station_params = {
	.head_offset = offsetof(struct nb_station, node),
	.key_offset = offsetof(struct nb_station, key),
	.key_len = sizeof(struct nb_station_key),
	.automatic_shrinking = true,
};

LIST_HEAD(nb_clients_list);

struct nb_clients *nb_clients_alloc(void)
{
	struct nb_clients *clients =
		kzalloc(sizeof(*clients), GFP_KERNEL_ACCOUNT);

	if (!clients)
		return NULL;
	if (rhashtable_init(&clients->table, &nb_client_params))
		goto err_free;
	if (rhashtable_init(&clients->locals, &nb_local_params))
		goto err_table;
	if (rhashtable_init(&clients->stations, &nb_station_params))
		goto err_locals;
	xa_init_flags(&clients->all,
		      XA_FLAGS_ALLOC | XA_FLAGS_LOCK_BH | XA_FLAGS_ACCOUNT);
	INIT_LIST_HEAD(&clients->local_list);
	INIT_LIST_HEAD(&clients->used);
	INIT_LIST_HEAD(&clients->asked);
	INIT_LIST_HEAD(&clients->due);
	INIT_LIST_HEAD(&clients->sweeps);
	INIT_LIST_HEAD(&clients->homeless);
	clients->settled = true;
	clients->count_until = NB_NEVER;
	return clients;

err_locals:
	rhashtable_destroy(&clients->locals);
err_table:
	rhashtable_destroy(&clients->table);
err_free:
	kfree(clients);
	return NULL;
}

void nb_clients_free(struct nb_clients *clients)
{
	if (!clients)
		return;
	rhashtable_destroy(&clients->stations);
	rhashtable_destroy(&clients->locals);
	rhashtable_destroy(&clients->table);
	xa_destroy(&clients->all);
	kfree(clients);
}

void nb_clients_give(struct nb_bond *bond, struct nb_clients *clients)
{
	ASSERT_RTNL();
	lockdep_assert_held(&bond->lock);
	clients->bond = bond;
	/* First: no address is to go unheard of once there may be clients. */
	list_add_tail_rcu(&clients->others, &nb_clients_list);
	/* Pairs with nb_adaptive_rx(). */
	smp_store_release(&bond->clients, clients);
}

void nb_clients_withdraw(struct nb_bond *bond)
{
	ASSERT_RTNL();
	lockdep_assert_held(&bond->lock);
	if (!bond->clients)
		return;
	nb_clients_clear(bond);
	list_del_rcu(&bond->clients->others);
}

/* Addresses of this host ------------------------------------------------ */

static struct nb_client_addr nb_client_addr(bool ip6, const u8 *addr, u64 tags)
{
	struct nb_client_addr key = { .tags = tags, .ip6 = ip6 };

	memcpy(key.addr, addr, sizeof(key.addr));
	return key;
}

static struct nb_client_local *
nb_client_find_local(struct nb_clients *clients,
		     const struct nb_client_addr *addr)
{
	return rhashtable_lookup_fast(&clients->locals, addr, nb_local_params);
}

/* A guess, in VLANs too, until a message of ours tells. */
static bool nb_client_forwards(const struct nb_bond *bond)
{
	const struct inet6_dev *idev;
	bool forwards;

	rcu_read_lock();
	idev = __in6_dev_get(bond->dev);
	forwards = idev && READ_ONCE(idev->cnf.forwarding);
	rcu_read_unlock();
	return forwards;
}

/* A lesson that denied it would cost our neighbours their default route. */
static void nb_client_note_router(struct nb_client_local *local,
				  const struct nb_neigh *neigh)
{
	if (neigh->kind == NB_NEIGH_NA || neigh->kind == NB_NEIGH_RA)
		local->router = neigh->router;
}

static struct nb_client_local *
nb_client_get_local(struct nb_bond *bond, const struct nb_client_addr *addr)
{
	struct nb_clients *clients = bond->clients;
	struct nb_client_local *local = nb_client_find_local(clients, addr);

	if (local)
		return local;
	local = kzalloc(sizeof(*local), NB_CLIENT_GFP);
	if (!local)
		return NULL;
	local->addr = *addr;
	local->router = nb_client_forwards(bond);
	local->sweep_at = NB_NEVER;
	INIT_LIST_HEAD(&local->clients);
	if (rhashtable_insert_fast(&clients->locals, &local->node,
				   nb_local_params)) {
		kfree(local);
		return NULL;
	}
	list_add_tail(&local->all, &clients->local_list);
	return local;
}

static void nb_client_unsweep(struct nb_client_local *local)
{
	if (local->sweep_at == NB_NEVER)
		return;
	local->sweep_at = NB_NEVER;
	list_del(&local->sweep);
}

static void nb_client_put_local(struct nb_clients *clients,
				struct nb_client_local *local)
{
	if (!list_empty(&local->clients))
		return;
	rhashtable_remove_fast(&clients->locals, &local->node, nb_local_params);
	nb_client_unsweep(local);
	list_del(&local->all);
	kfree_rcu(local, rcu);
}

/* MAC addresses --------------------------------------------------------- */

static struct nb_station *nb_station_get(struct nb_clients *clients,
					 const u8 *mac, u64 tags)
{
	struct nb_station_key key = { .tags = tags };
	struct nb_station *station;

	ether_addr_copy(key.mac, mac);
	station = rhashtable_lookup_fast(&clients->stations, &key,
					 nb_station_params);
	if (station) {
		station->users++;
		return station;
	}
	station = kzalloc(sizeof(*station), NB_CLIENT_GFP);
	if (!station)
		return NULL;
	station->key = key;
	station->users = 1;
	if (!rhashtable_insert_fast(&clients->stations, &station->node,
				    nb_station_params))
		return station;
	kfree(station);
	return NULL;
}

static void nb_station_put(struct nb_clients *clients,
			   struct nb_station *station)
{
	if (!station || --station->users)
		return;
	rhashtable_remove_fast(&clients->stations, &station->node,
			       nb_station_params);
	kfree_rcu(station, rcu);
}

/* Members --------------------------------------------------------------- */

static u32 nb_client_has(const struct nb_client_local *local,
			 const struct nb_member *member)
{
	return local->count[member->slot];
}

/*
 * Would @a with one client more of this address be less loaded than @b with one
 * more? Each address is spread by itself: a neighbour knows several, and those
 * that carry the traffic are not to meet on one member.
 */
static bool nb_client_lighter(const struct nb_client_local *local,
			      const struct nb_member *a,
			      const struct nb_member *b)
{
	u64 one = (nb_client_has(local, a) + 1ULL) * b->share;
	u64 other = (nb_client_has(local, b) + 1ULL) * a->share;

	if (one != other)
		return one < other;
	return (u64)a->clients.count * b->share <
	       (u64)b->clients.count * a->share;
}

static struct nb_member *nb_client_lightest(struct nb_bond *bond,
					    const struct nb_client_local *local)
{
	struct nb_member *member, *lightest = NULL;

	nb_for_each_member(bond, member)
		if (member->share &&
		    (!lightest || nb_client_lighter(local, member, lightest)))
			lightest = member;
	return lightest;
}

static void nb_client_leave_member(struct nb_client *client)
{
	struct nb_member *member = client->member;

	list_del(&client->of);
	if (!member)
		return;
	client->key.local->count[member->slot]--;
	member->clients.count--;
	client->member = NULL;
}

static void nb_client_join_member(struct nb_clients *clients,
				  struct nb_client *client,
				  struct nb_member *member)
{
	client->member = member;
	if (!member) {
		list_add_tail(&client->of, &clients->homeless);
		return;
	}
	list_add_tail(&client->of, &member->clients.head);
	client->key.local->count[member->slot]++;
	member->clients.count++;
}

static void nb_client_set_due(struct nb_clients *clients,
			      struct nb_client *client)
{
	/* Who has no member, or did not answer yet, is taught when it has. */
	if (client->due || !client->member || !client->station)
		return;
	client->due = true;
	list_add_tail(&client->lesson, &clients->due);
}

static void nb_client_unset_due(struct nb_client *client)
{
	if (!client->due)
		return;
	client->due = false;
	list_del(&client->lesson);
}

static void nb_client_move(struct nb_clients *clients, struct nb_client *client,
			   struct nb_member *member)
{
	nb_client_leave_member(client);
	nb_client_join_member(clients, client, member);
	nb_client_unset_due(client);
	nb_client_set_due(clients, client);
}

/* Coming and going ------------------------------------------------------ */

static void nb_client_forget(struct nb_clients *clients,
			     struct nb_client *client)
{
	struct nb_client_local *local = client->key.local;

	rhashtable_remove_fast(&clients->table, &client->node,
			       nb_client_params);
	xa_erase_bh(&clients->all, client->id);
	nb_client_leave_member(client);
	nb_client_unset_due(client);
	nb_station_put(clients, client->station);
	list_del(&client->age);
	list_del(&client->mates);
	WRITE_ONCE(clients->count, clients->count - 1);
	nb_client_put_local(clients, local);
	kfree_rcu(client, rcu);
}

static void nb_client_forget_list(struct nb_clients *clients,
				  struct list_head *list)
{
	struct nb_client *client, *next;

	list_for_each_entry_safe(client, next, list, age)
		nb_client_forget(clients, client);
}

void nb_clients_clear(struct nb_bond *bond)
{
	lockdep_assert_held(&bond->lock);
	if (!bond->clients)
		return;
	nb_client_forget_list(bond->clients, &bond->clients->used);
	nb_client_forget_list(bond->clients, &bond->clients->asked);
}

/* Those who never answered first. */
static void nb_client_evict(struct nb_clients *clients, u32 most)
{
	while (clients->count > most) {
		struct nb_client *client = list_first_entry_or_null(
			&clients->asked, struct nb_client, age);

		if (!client)
			client = list_first_entry(&clients->used,
						  struct nb_client, age);
		if (client->station)
			clients->evicted++;
		nb_client_forget(clients, client);
	}
}

static struct nb_client *nb_client_alloc(struct nb_clients *clients,
					 const struct nb_client_key *key)
{
	struct nb_client *client = kzalloc(sizeof(*client), NB_CLIENT_GFP);

	if (!client)
		return NULL;
	client->key = *key;
	if (xa_alloc_cyclic_bh(&clients->all, &client->id, client, xa_limit_31b,
			       &clients->next_id, NB_CLIENT_GFP) < 0)
		goto err_free;
	if (rhashtable_insert_fast(&clients->table, &client->node,
				   nb_client_params))
		goto err_number;
	return client;

err_number:
	xa_erase_bh(&clients->all, client->id);
err_free:
	kfree(client);
	return NULL;
}

static struct nb_client *nb_client_new(struct nb_bond *bond,
				       const struct nb_client_key *key)
{
	struct nb_clients *clients = bond->clients;
	struct nb_client_local *local = key->local;
	struct nb_client *client = nb_client_alloc(clients, key);

	if (!client)
		return NULL;
	list_add_tail(&client->mates, &local->clients);
	list_add_tail(&client->age, &clients->asked);
	nb_client_join_member(clients, client, nb_client_lightest(bond, local));
	WRITE_ONCE(clients->count, clients->count + 1);
	return client;
}

static struct nb_client_key nb_client_key(struct nb_client_local *local,
					  const u8 *peer)
{
	struct nb_client_key key = { .local = local };

	memcpy(key.peer, peer, sizeof(key.peer));
	return key;
}

static struct nb_client *nb_client_find(struct nb_clients *clients,
					const struct nb_client_addr *addr,
					const u8 *peer)
{
	struct nb_client_local *local = nb_client_find_local(clients, addr);
	struct nb_client_key key;

	if (!local)
		return NULL;
	key = nb_client_key(local, peer);
	return rhashtable_lookup_fast(&clients->table, &key, nb_client_params);
}

/* The client that a message of ours is for; taken in if need be. */
static struct nb_client *nb_client_get(struct nb_bond *bond,
				       const struct nb_neigh *neigh, u64 tags)
{
	const struct nb_client_addr addr =
		nb_client_addr(neigh->ip6, neigh->local, tags);
	struct nb_clients *clients = bond->clients;
	struct nb_client_local *local;
	struct nb_client *client;
	struct nb_client_key key;

	client = nb_client_find(clients, &addr, neigh->peer);
	if (client)
		return client;
	/* First: whoever leaves may take the address along. */
	nb_client_evict(clients, bond->config.alb_max_clients - 1);
	local = nb_client_get_local(bond, &addr);
	if (!local)
		return NULL;
	key = nb_client_key(local, neigh->peer);
	client = nb_client_new(bond, &key);
	if (!client)
		nb_client_put_local(clients, local);
	return client;
}

static void nb_client_see(struct nb_clients *clients, struct nb_client *client,
			  u64 now)
{
	client->seen = now;
	list_move_tail(&client->age,
		       client->station ? &clients->used : &clients->asked);
}

/* Another address is another card, or a neighbour that does as we do. */
static void nb_client_set_mac(struct nb_clients *clients,
			      struct nb_client *client, const u8 *mac)
{
	struct nb_station *station = client->station;

	if (!is_valid_ether_addr(mac) ||
	    (station && ether_addr_equal(station->key.mac, mac)))
		return;
	client->station =
		nb_station_get(clients, mac, client->key.local->addr.tags);
	nb_station_put(clients, station);
	if (!client->station)
		nb_client_unset_due(client);
}

/* Messages -------------------------------------------------------------- */

struct nb_member *nb_client_teach(struct nb_bond *bond,
				  const struct nb_neigh *neigh, u64 tags,
				  u64 now)
{
	struct nb_clients *clients = bond->clients;
	struct nb_client *client;

	lockdep_assert_held(&bond->lock);
	client = nb_client_get(bond, neigh, tags);
	if (!client)
		return NULL;
	nb_client_set_mac(clients, client, neigh->peer_mac);
	nb_client_see(clients, client, now);
	nb_client_note_router(client->key.local, neigh);
	if (!client->member)
		return NULL;
	nb_client_unset_due(client);
	client->taught = now;
	return client->member;
}

void nb_client_mislead(struct nb_bond *bond, const struct nb_neigh *neigh,
		       u64 tags, const struct nb_member *by, u64 now)
{
	const struct nb_client_addr addr =
		nb_client_addr(neigh->ip6, neigh->local, tags);
	struct nb_client_local *local;

	lockdep_assert_held(&bond->lock);
	local = nb_client_find_local(bond->clients, &addr);
	if (!local)
		return;
	nb_client_note_router(local, neigh);
	local->misled_at = now;
	local->misled_by = by;
	if (local->sweep_at != NB_NEVER)
		return;
	local->sweep_at = now + NB_MISLED_DELAY;
	list_add_tail(&local->sweep, &bond->clients->sweeps);
}

static bool nb_client_is_misled(const struct nb_client *client)
{
	const struct nb_client_local *local = client->key.local;

	return local->misled_at && local->misled_by != client->member &&
	       client->taught <= local->misled_at;
}

static bool nb_client_hear_peer(struct nb_clients *clients,
				const struct nb_neigh *neigh, u64 tags, u64 now)
{
	const struct nb_client_addr addr =
		nb_client_addr(neigh->ip6, neigh->peer, tags);
	struct nb_client *client;
	bool known;

	client = nb_client_find(clients, &addr, neigh->local);
	if (!client)
		return false;
	known = client->station;
	nb_client_set_mac(clients, client, neigh->mac);
	nb_client_see(clients, client, now);
	/* Nobody could correct it before. */
	if (!known && client->key.local->sweep_at == NB_NEVER &&
	    nb_client_is_misled(client))
		nb_client_set_due(clients, client);
	return client->due;
}

static void nb_client_lose_local(struct nb_clients *clients,
				 struct nb_client_local *local)
{
	struct nb_client *client, *next;
	bool last;

	/* Its last client takes it along. */
	list_for_each_entry_safe(client, next, &local->clients, mates) {
		last = list_is_last(&client->mates, &local->clients);
		nb_client_forget(clients, client);
		if (last)
			return;
	}
}

bool nb_client_heard(struct nb_bond *bond, const struct nb_neigh *neigh,
		     u64 tags, u64 now)
{
	const struct nb_client_addr addr =
		nb_client_addr(neigh->ip6, neigh->local, tags);
	struct nb_client_local *local;

	lockdep_assert_held(&bond->lock);
	local = nb_client_find_local(bond->clients, &addr);
	if (!local)
		return nb_client_hear_peer(bond->clients, neigh, tags, now);
	nb_client_lose_local(bond->clients, local);
	return false;
}

static bool nb_client_is_local(const struct nb_client_local *local, bool ip6,
			       const void *addr)
{
	return local->addr.ip6 == ip6 &&
	       !memcmp(local->addr.addr, addr,
		       ip6 ? sizeof(struct in6_addr) : sizeof(__be32));
}

bool nb_client_has_address(const struct nb_bond *bond, bool ip6,
			   const void *addr)
{
	const struct nb_client_local *local;

	lockdep_assert_held(&bond->lock);
	list_for_each_entry(local, &bond->clients->local_list, all)
		if (nb_client_is_local(local, ip6, addr))
			return true;
	return false;
}

void nb_client_forget_address(struct nb_bond *bond, bool ip6, const void *addr)
{
	struct nb_client_local *local, *next;

	lockdep_assert_held(&bond->lock);
	if (!bond->clients)
		return;
	list_for_each_entry_safe(local, next, &bond->clients->local_list, all)
		if (nb_client_is_local(local, ip6, addr))
			nb_client_lose_local(bond->clients, local);
}

/* Members come and go --------------------------------------------------- */

static void nb_client_leave_all(struct nb_bond *bond, struct list_head *head)
{
	struct nb_client *client, *next;
	LIST_HEAD(all);

	list_splice_init(head, &all);
	list_for_each_entry_safe(client, next, &all, of)
		nb_client_move(bond->clients, client,
			       nb_client_lightest(bond, client->key.local));
}

/* Its own address dies with it: whom it misled sends to nobody. */
static void nb_client_part(struct nb_clients *clients,
			   const struct nb_member *member)
{
	struct nb_client_local *local;

	list_for_each_entry(local, &clients->local_list, all)
		if (local->misled_by == member)
			local->misled_by = NULL;
}

void nb_client_update(struct nb_bond *bond)
{
	struct nb_clients *clients = bond->clients;
	struct nb_member *member;

	lockdep_assert_held(&bond->lock);
	if (!clients || !clients->count)
		return;
	nb_for_each_member(bond, member) {
		if (!member->share)
			nb_client_leave_all(bond, &member->clients.head);
		if (member->leaving)
			nb_client_part(clients, member);
	}
	nb_client_leave_all(bond, &clients->homeless);
	clients->settled = false;
}

void nb_client_readdress(struct nb_member *member)
{
	struct nb_client *client;

	lockdep_assert_held(&member->bond->lock);
	list_for_each_entry(client, &member->clients.head, of)
		nb_client_set_due(member->bond->clients, client);
}

/* Would both come nearer to their shares if @heavy gave one client away? */
static bool nb_client_gains(const struct nb_client_local *local,
			    const struct nb_member *heavy,
			    const struct nb_member *light)
{
	return (u64)nb_client_has(local, heavy) * light->share >
	       (nb_client_has(local, light) + 1ULL) * heavy->share;
}

/* The heaviest of those that should give one to @light. */
static struct nb_member *nb_client_heavy(struct nb_bond *bond,
					 const struct nb_client_local *local,
					 const struct nb_member *light)
{
	struct nb_member *member, *heavy = NULL;

	nb_for_each_member(bond, member)
		if (member->share && nb_client_gains(local, member, light) &&
		    (!heavy ||
		     (u64)nb_client_has(local, member) * heavy->share >
			     (u64)nb_client_has(local, heavy) * member->share))
			heavy = member;
	return heavy;
}

/*
 * Moves clients of one address; returns what is left of @left. A member's list
 * turns as it is searched: who was passed comes last, in the next batch, too.
 */
static int nb_client_even_out(struct nb_bond *bond,
			      struct nb_client_local *local, int left)
{
	struct nb_member *light = nb_client_lightest(bond, local);
	struct nb_member *heavy = NULL;
	struct nb_client *client;

	for (; light && left > 0; left--) {
		/* Looks that move nobody change nothing. */
		heavy = heavy ?: nb_client_heavy(bond, local, light);
		if (!heavy)
			break;
		client = list_first_entry(&heavy->clients.head,
					  struct nb_client, of);
		list_rotate_left(&heavy->clients.head);
		if (client->key.local != local)
			continue;
		nb_client_move(bond->clients, client, light);
		light = nb_client_lightest(bond, local);
		heavy = NULL;
		left -= NB_BALANCE_MOVE;
	}
	return left;
}

static void nb_client_balance(struct nb_bond *bond)
{
	struct nb_clients *clients = bond->clients;
	struct nb_client_local *local;
	int left = NB_BALANCE_BATCH;

	list_for_each_entry(local, &clients->local_list, all) {
		left = nb_client_even_out(bond, local, left);
		if (left <= 0)
			return;
	}
	clients->settled = true;
}

/* Time ------------------------------------------------------------------ */

static void nb_client_sweep(struct nb_clients *clients, u64 now)
{
	struct nb_client_local *local, *next;
	struct nb_client *client;

	list_for_each_entry_safe(local, next, &clients->sweeps, sweep) {
		if (now < local->sweep_at)
			return;
		nb_client_unsweep(local);
		list_for_each_entry(client, &local->clients, mates)
			if (nb_client_is_misled(client))
				nb_client_set_due(clients, client);
	}
}

static u64 nb_client_oldest(const struct list_head *list, u64 age)
{
	if (list_empty(list))
		return NB_NEVER;
	return list_first_entry(list, struct nb_client, age)->seen + age;
}

static void nb_client_age(struct nb_clients *clients, struct list_head *list,
			  u64 age, u64 now)
{
	while (now >= nb_client_oldest(list, age))
		nb_client_forget(clients,
				 list_first_entry(list, struct nb_client, age));
}

void nb_client_run(struct nb_bond *bond, u64 now)
{
	struct nb_clients *clients = bond->clients;

	lockdep_assert_held(&bond->lock);
	if (!clients)
		return;
	if (now >= clients->count_until) {
		WRITE_ONCE(clients->counting, false);
		clients->count_from = 0;
		clients->count_until = NB_NEVER;
	}
	nb_client_age(clients, &clients->asked, NB_CLIENT_PATIENCE, now);
	nb_client_age(clients, &clients->used, NB_CLIENT_AGE, now);
	nb_client_evict(clients, bond->config.alb_max_clients);
	nb_client_sweep(clients, now);
	if (!clients->settled && now >= clients->next_lesson)
		nb_client_balance(bond);
}

u64 nb_client_deadline(const struct nb_bond *bond)
{
	const struct nb_clients *clients = bond->clients;
	u64 next;

	lockdep_assert_held(&bond->lock);
	if (!clients)
		return NB_NEVER;
	next = clients->count_until;
	if (!list_empty(&clients->due) || !clients->settled)
		next = min(next, clients->next_lesson);
	if (!list_empty(&clients->sweeps))
		next = min(next, list_first_entry(&clients->sweeps,
						  struct nb_client_local, sweep)
					 ->sweep_at);
	next = min(next, nb_client_oldest(&clients->asked, NB_CLIENT_PATIENCE));
	return min(next, nb_client_oldest(&clients->used, NB_CLIENT_AGE));
}

struct nb_member *nb_client_next_lesson(struct nb_bond *bond, u64 now,
					struct nb_neigh_lesson *lesson,
					u64 *tags)
{
	struct nb_clients *clients = bond->clients;
	struct nb_client_local *local;
	struct nb_client *client;

	lockdep_assert_held(&bond->lock);
	client = list_first_entry_or_null(&clients->due, struct nb_client,
					  lesson);
	if (!client)
		return NULL;
	nb_client_unset_due(client);
	client->taught = now;
	clients->taught++;
	local = client->key.local;
	*tags = local->addr.tags;
	*lesson = (struct nb_neigh_lesson){
		.ip6 = local->addr.ip6,
		.router = local->router,
	};
	nb_member_addr(client->member, 0, lesson->mac);
	ether_addr_copy(lesson->peer_mac, client->station->key.mac);
	memcpy(lesson->local, local->addr.addr, NB_NEIGH_ADDR);
	memcpy(lesson->peer, client->key.peer, NB_NEIGH_ADDR);
	return client->member;
}

/* Counting -------------------------------------------------------------- */

void nb_client_trace(struct nb_clients *clients, const struct sk_buff *skb)
{
	struct nb_station_key key = {};
	struct nb_station *station;
	__be16 type;
	int at;

	key.tags = nb_teach_path(skb, &type, &at);
	if (type != htons(ETH_P_IP) && type != htons(ETH_P_IPV6))
		return;
	ether_addr_copy(key.mac, eth_hdr(skb)->h_source);
	station =
		rhashtable_lookup(&clients->stations, &key, nb_station_params);
	if (!station)
		return;
	atomic64_add(max_t(u16, skb_shinfo(skb)->gso_segs, 1),
		     &station->packets[type == htons(ETH_P_IPV6)]);
	atomic64_add(skb->len + ETH_HLEN,
		     &station->bytes[type == htons(ETH_P_IPV6)]);
}

static void nb_client_count_reset(struct nb_clients *clients)
{
	struct nb_client *client;
	int family;

	list_for_each_entry(client, &clients->used, age)
		for (family = 0; family < 2; family++) {
			atomic64_set(&client->station->packets[family], 0);
			atomic64_set(&client->station->bytes[family], 0);
		}
}

void nb_client_count_start(struct nb_bond *bond)
{
	struct nb_clients *clients = bond->clients;
	u64 now;

	spin_lock_bh(&bond->lock);
	now = ktime_get_ns();
	if (!clients->count_from) {
		nb_client_count_reset(clients);
		clients->count_from = now;
	}
	clients->count_until = now + NB_COUNT_TIME;
	WRITE_ONCE(clients->counting, true);
	nb_timer_arm(bond, now);
	spin_unlock_bh(&bond->lock);
}
