/* SPDX-License-Identifier: GPL-2.0 */
/* Telling listeners of the multicast group "events". */
#ifndef NB_NOTIFY_H
#define NB_NOTIFY_H

#include <linux/skbuff.h>

struct nb_bond;
struct nb_event;

/** nb_notify_fill() - write one event as attributes. Return: 0 or -EMSGSIZE. */
int nb_notify_fill(struct sk_buff *skb, const struct nb_event *event);

/**
 * nb_notify_events() - send every event that listeners were not told yet.
 * Context: process, one caller at a time for each bond. May sleep.
 */
void nb_notify_events(struct nb_bond *bond);

#endif
