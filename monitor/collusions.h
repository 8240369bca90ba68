/* SPDX-License-Identifier: MIT
 *
 * For the files of this room: the collusion strategies' tables, one a file, collusion_<name>.c.
 */
#ifndef CST_MONITOR_COLLUSIONS_H
#define CST_MONITOR_COLLUSIONS_H

#include "monitor/collusion.h"

extern const cst_collusion cst_collusion_none;
extern const cst_collusion cst_collusion_always_pass;
extern const cst_collusion cst_collusion_causal_signal;
extern const cst_collusion cst_collusion_acausal_signal;
extern const cst_collusion cst_collusion_self_recognition;
extern const cst_collusion cst_collusion_combined;
extern const cst_collusion cst_collusion_input_trigger;
extern const cst_collusion cst_collusion_shared_bit;
extern const cst_collusion cst_collusion_false_accusation;
extern const cst_collusion cst_collusion_clique;
extern const cst_collusion cst_collusion_reciprocal;

#endif
