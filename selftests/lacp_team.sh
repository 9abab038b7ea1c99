#!/bin/bash
# LACP with teamd: rates and activities of both ends, and what may happen to them. Pairs of these; NB_MATRIX=all: all.
# timeout: 3600
# kernels: 6.12
. "$(dirname "$0")/lacp_partner.inc"
matrix team "slow active slow active restart" "fast active fast passive key" "fast passive slow active oneway:to_host"
