/* SPDX-License-Identifier: MIT
 *
 * For the files of this room: the collusion strategies' tables, one a file, collusion_<name>.c.
 */
#ifndef CST_MONITOR_COLLUSIONS_H
#define CST_MONITOR_COLLUSIONS_H

#include "monitor/collusion.h"

extern const cst_collusion cst_collusion_none;
extern const cst_collusion cst_collusion_always_pass;

#endif
