/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Frames of the Slow Protocols that LACP knows: LACPDU, Marker, Marker
 * Response (IEEE 802.1AX-2014 6.4.2 and 6.5.3). Offsets count from the first
 * octet after the Ethernet header. Pure.
 */
#ifndef NB_LACP_PDU_H
#define NB_LACP_PDU_H

#include "core.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Octets after the Ethernet header, of every frame sent and at least of every
 * frame accepted.
 */
#define NB_SLOW_LEN 110

/* The state octet of an actor or partner (6.4.2.3). */
#define NB_LACP_ACTIVITY 0x01
#define NB_LACP_TIMEOUT 0x02 /* short */
#define NB_LACP_AGGREGATION 0x04
#define NB_LACP_SYNC 0x08
#define NB_LACP_COLLECTING 0x10
#define NB_LACP_DISTRIBUTING 0x20
#define NB_LACP_DEFAULTED 0x40
#define NB_LACP_EXPIRED 0x80

/**
 * struct nb_lacp_info - one end of a link, as LACPDUs describe it.
 * @system_priority: less is better
 * @system: MAC address that names the system
 * @key: ports of a system that may aggregate have the same
 * @port_priority: less is better
 * @port: number of the port in its system, 1..65535
 * @state: NB_LACP_* flags
 */
struct nb_lacp_info {
	u16 system_priority;
	u8 system[6];
	u16 key;
	u16 port_priority;
	u16 port;
	u8 state;
};

/**
 * struct nb_lacpdu - what an LACPDU says.
 * @version: 1; kept, never judged (6.4.12)
 * @actor: the sender
 * @partner: what the sender believes of the receiver
 * @collector_max_delay: in tens of microseconds
 */
struct nb_lacpdu {
	u8 version;
	struct nb_lacp_info actor;
	struct nb_lacp_info partner;
	u16 collector_max_delay;
};

/**
 * struct nb_marker - what a Marker or its response says.
 * @port: of the system that asked
 * @system: the system that asked
 * @transaction: number it chose
 * @pad: two octets without meaning, given back as they came
 */
struct nb_marker {
	u16 port;
	u8 system[6];
	u32 transaction;
	u16 pad;
};

/**
 * enum nb_slow_kind - what a frame of type 88-09 is.
 * @NB_SLOW_LACPDU: an LACPDU, well formed
 * @NB_SLOW_MARKER: a Marker, well formed
 * @NB_SLOW_RESPONSE: a Marker Response, well formed
 * @NB_SLOW_UNKNOWN: a subtype of somebody else, for the stack to deliver
 * @NB_SLOW_BAD: malformed or of an illegal subtype, to be discarded
 */
enum nb_slow_kind {
	NB_SLOW_LACPDU,
	NB_SLOW_MARKER,
	NB_SLOW_RESPONSE,
	NB_SLOW_UNKNOWN,
	NB_SLOW_BAD,
};

/**
 * nb_slow_classify() - what is this frame?
 * @data: from the subtype on
 * @len: octets at @data, any number
 *
 * As 6.4.12 wants it neither version nor TLV types nor reserved octets are
 * judged, so LACPDUs of later versions are read by the layout of version 1.
 * Length fields are: 20, 20, 16, and 0 for the terminator of version 1, whose
 * place later versions use for more TLVs. A port number 0 is not legal.
 *
 * Return: the kind; for the first three, all NB_SLOW_LEN octets are there.
 */
enum nb_slow_kind nb_slow_classify(const u8 *data, size_t len);

/**
 * nb_lacpdu_read() - take an LACPDU apart.
 * @data: what nb_slow_classify() called NB_SLOW_LACPDU
 * @pdu: written whole
 */
void nb_lacpdu_read(const u8 *data, struct nb_lacpdu *pdu);

/**
 * nb_lacpdu_write() - put an LACPDU together, version 1 whatever @pdu says.
 * @pdu: what to say
 * @data: NB_SLOW_LEN octets, all written
 */
void nb_lacpdu_write(const struct nb_lacpdu *pdu, u8 *data);

/**
 * nb_marker_read() - take a Marker or Marker Response apart.
 * @data: what nb_slow_classify() called NB_SLOW_MARKER or NB_SLOW_RESPONSE
 * @marker: written whole
 */
void nb_marker_read(const u8 *data, struct nb_marker *marker);

/**
 * nb_marker_write() - put a Marker or its response together.
 * @marker: what to say
 * @response: a response, not a question
 * @data: NB_SLOW_LEN octets, all written
 */
void nb_marker_write(const struct nb_marker *marker, bool response, u8 *data);

/**
 * nb_lacp_same_system() - are these the same system?
 * @a: one end
 * @b: another end
 */
bool nb_lacp_same_system(const struct nb_lacp_info *a,
			 const struct nb_lacp_info *b);

/**
 * nb_lacp_same_end() - do both name the same end of a link?
 * @a: one opinion
 * @b: another opinion
 * @state: flags that have to be equal as well
 *
 * The comparison of update_Selected, update_Default_Selected, update_NTT and
 * recordPDU (6.4.9), which differ in the flags alone.
 */
bool nb_lacp_same_end(const struct nb_lacp_info *a,
		      const struct nb_lacp_info *b, u8 state);

#ifdef __cplusplus
}
#endif

#endif
