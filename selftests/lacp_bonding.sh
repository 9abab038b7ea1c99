#!/bin/bash
# LACP with the in-tree driver: rates and activities of both ends, and what may happen to them. Pairs of these; NB_MATRIX=all: all.
# timeout: 3600
# kernels: 6.12
. "$(dirname "$0")/lacp_partner.inc"
matrix bonding "fast active slow active key" "slow active fast passive oneway:to_peer" "fast passive fast active restart"
