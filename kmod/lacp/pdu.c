// SPDX-License-Identifier: GPL-2.0
/* The frames of LACP and Marker, by fixed offset. */

#include "pdu.h"

#ifdef __KERNEL__
#include <linux/string.h>
#else
#include <string.h>
#endif

#define NB_SUBTYPE_LACP 1
#define NB_SUBTYPE_MARKER 2
#define NB_SUBTYPE_LAST 10

#define NB_TLV_ACTOR 1
#define NB_TLV_PARTNER 2
#define NB_TLV_COLLECTOR 3
#define NB_TLV_MARKER 1
#define NB_TLV_RESPONSE 2

/* Where the TLVs begin, and what their length field has to be. */
#define NB_AT_ACTOR 2
#define NB_AT_PARTNER 22
#define NB_AT_COLLECTOR 42
#define NB_AT_TERMINATOR 58
#define NB_AT_MARKER 2
#define NB_LEN_INFO 20
#define NB_LEN_COLLECTOR 16
#define NB_LEN_MARKER 16

static u16 nb_pdu_get16(const u8 *at)
{
	return (u16)(at[0] << 8 | at[1]);
}

static void nb_pdu_put16(u8 *at, u16 value)
{
	at[0] = (u8)(value >> 8);
	at[1] = (u8)value;
}

static enum nb_slow_kind nb_lacpdu_judge(const u8 *data, size_t len)
{
	if (len < NB_SLOW_LEN)
		return NB_SLOW_BAD;
	if (data[NB_AT_ACTOR + 1] != NB_LEN_INFO ||
	    data[NB_AT_PARTNER + 1] != NB_LEN_INFO ||
	    data[NB_AT_COLLECTOR + 1] != NB_LEN_COLLECTOR)
		return NB_SLOW_BAD;
	if (data[1] < 2 && data[NB_AT_TERMINATOR + 1])
		return NB_SLOW_BAD;
	if (!nb_pdu_get16(data + NB_AT_ACTOR + 14))
		return NB_SLOW_BAD;
	return NB_SLOW_LACPDU;
}

static enum nb_slow_kind nb_marker_judge(const u8 *data, size_t len)
{
	if (len < NB_SLOW_LEN || data[NB_AT_MARKER + 1] != NB_LEN_MARKER)
		return NB_SLOW_BAD;
	switch (data[NB_AT_MARKER]) {
	case NB_TLV_MARKER:
		return NB_SLOW_MARKER;
	case NB_TLV_RESPONSE:
		return NB_SLOW_RESPONSE;
	default:
		return NB_SLOW_BAD;
	}
}

enum nb_slow_kind nb_slow_classify(const u8 *data, size_t len)
{
	if (!len || !data[0] || data[0] > NB_SUBTYPE_LAST)
		return NB_SLOW_BAD;
	switch (data[0]) {
	case NB_SUBTYPE_LACP:
		return nb_lacpdu_judge(data, len);
	case NB_SUBTYPE_MARKER:
		return nb_marker_judge(data, len);
	default:
		return NB_SLOW_UNKNOWN;
	}
}

static void nb_pdu_read_info(const u8 *tlv, struct nb_lacp_info *info)
{
	info->system_priority = nb_pdu_get16(tlv + 2);
	memcpy(info->system, tlv + 4, sizeof(info->system));
	info->key = nb_pdu_get16(tlv + 10);
	info->port_priority = nb_pdu_get16(tlv + 12);
	info->port = nb_pdu_get16(tlv + 14);
	info->state = tlv[16];
}

static void nb_pdu_write_info(const struct nb_lacp_info *info, u8 type, u8 *tlv)
{
	tlv[0] = type;
	tlv[1] = NB_LEN_INFO;
	nb_pdu_put16(tlv + 2, info->system_priority);
	memcpy(tlv + 4, info->system, sizeof(info->system));
	nb_pdu_put16(tlv + 10, info->key);
	nb_pdu_put16(tlv + 12, info->port_priority);
	nb_pdu_put16(tlv + 14, info->port);
	tlv[16] = info->state;
}

void nb_lacpdu_read(const u8 *data, struct nb_lacpdu *pdu)
{
	pdu->version = data[1];
	nb_pdu_read_info(data + NB_AT_ACTOR, &pdu->actor);
	nb_pdu_read_info(data + NB_AT_PARTNER, &pdu->partner);
	pdu->collector_max_delay = nb_pdu_get16(data + NB_AT_COLLECTOR + 2);
}

void nb_lacpdu_write(const struct nb_lacpdu *pdu, u8 *data)
{
	memset(data, 0, NB_SLOW_LEN);
	data[0] = NB_SUBTYPE_LACP;
	data[1] = 1;
	nb_pdu_write_info(&pdu->actor, NB_TLV_ACTOR, data + NB_AT_ACTOR);
	nb_pdu_write_info(&pdu->partner, NB_TLV_PARTNER, data + NB_AT_PARTNER);
	data[NB_AT_COLLECTOR] = NB_TLV_COLLECTOR;
	data[NB_AT_COLLECTOR + 1] = NB_LEN_COLLECTOR;
	nb_pdu_put16(data + NB_AT_COLLECTOR + 2, pdu->collector_max_delay);
}

void nb_marker_read(const u8 *data, struct nb_marker *marker)
{
	const u8 *tlv = data + NB_AT_MARKER;

	marker->port = nb_pdu_get16(tlv + 2);
	memcpy(marker->system, tlv + 4, sizeof(marker->system));
	marker->transaction = (u32)nb_pdu_get16(tlv + 10) << 16 |
			      nb_pdu_get16(tlv + 12);
	marker->pad = nb_pdu_get16(tlv + 14);
}

void nb_marker_write(const struct nb_marker *marker, bool response, u8 *data)
{
	u8 *tlv = data + NB_AT_MARKER;

	memset(data, 0, NB_SLOW_LEN);
	data[0] = NB_SUBTYPE_MARKER;
	data[1] = 1;
	tlv[0] = response ? NB_TLV_RESPONSE : NB_TLV_MARKER;
	tlv[1] = NB_LEN_MARKER;
	nb_pdu_put16(tlv + 2, marker->port);
	memcpy(tlv + 4, marker->system, sizeof(marker->system));
	nb_pdu_put16(tlv + 10, (u16)(marker->transaction >> 16));
	nb_pdu_put16(tlv + 12, (u16)marker->transaction);
	nb_pdu_put16(tlv + 14, marker->pad);
}

bool nb_lacp_same_system(const struct nb_lacp_info *a,
			 const struct nb_lacp_info *b)
{
	return a->system_priority == b->system_priority &&
	       !memcmp(a->system, b->system, sizeof(a->system));
}

bool nb_lacp_same_end(const struct nb_lacp_info *a,
		      const struct nb_lacp_info *b, u8 state)
{
	return a->port == b->port && a->port_priority == b->port_priority &&
	       a->key == b->key && nb_lacp_same_system(a, b) &&
	       !((a->state ^ b->state) & state);
}
