// SPDX-License-Identifier: GPL-2.0
/* The module that carries the KUnit suites. */

#include <linux/module.h>

MODULE_DESCRIPTION(
	"netbond: KUnit suites of the pure cores, the option table and the counters");
MODULE_LICENSE("GPL");
