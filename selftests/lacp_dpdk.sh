#!/bin/bash
# LACP with DPDK's bonding, which floods both links meanwhile: our rates and activities, and what may happen. NB_MATRIX=all: all of these.
# timeout: 1800
# kernels: 6.12
# processors: 2
. "$(dirname "$0")/lacp_partner.inc"
matrix dpdk "fast active slow active restart oneway:to_host" "slow passive slow active"
