/* SPDX-License-Identifier: MIT
 *
 * The joint counts that a scenario speaks of: whether it does, and those of its tables.
 */
#ifndef CST_SCENARIOS_LOAD_JOINTS_H
#define CST_SCENARIOS_LOAD_JOINTS_H

#include "scenarios/load/key.h"

/* Whether a scenario says anything of joint counts. */
bool cst_joints_stated(const cst_draft_joint *joint);

/* Fills counts from the two tables of a scenario. 0, or CST_ERR_SCENARIO with honest or attack as
 * its key where one of them is missing, they are not of one size, or one holds more than 1e9
 * samples. */
int cst_joints_tables(const cst_draft_joint *joint, cst_joint_counts *counts, cst_error *error);

#endif
