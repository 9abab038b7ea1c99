// SPDX-License-Identifier: GPL-2.0
/* The same core as on machines without 128-bit numbers. */
#define NB_FLOW_NO_INT128
#define nb_flow_dissect nb_flow_narrow_dissect
#define nb_flow_hash nb_flow_narrow_hash
#define nb_flow_mix nb_flow_narrow_mix
#define nb_flow_remix nb_flow_narrow_remix
#define nb_flow_seed_init nb_flow_narrow_seed_init
#include "flow.c"
