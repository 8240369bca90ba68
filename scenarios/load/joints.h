/* SPDX-License-Identifier: MIT
 *
 * The joint counts that cells of a scenario speak of. They are large and the same for many cells,
 * so each distinct one is kept once, and lives as long as its list.
 */
#ifndef CST_SCENARIOS_LOAD_JOINTS_H
#define CST_SCENARIOS_LOAD_JOINTS_H

#include "scenarios/load/key.h"

typedef struct cst_joints cst_joints; /* a list, NULL: empty */

/* The list's own copy of these counts, added if it is new; NULL without memory. NULL counts are
 * kept as NULL. */
const cst_joint_counts *cst_joints_keep(cst_joints **list, const cst_joint_counts *counts);

/* Frees the list; what it has kept is gone. */
void cst_joints_free(cst_joints *list);

/* Whether a scenario says anything of joint counts. */
bool cst_joints_stated(const cst_draft_joint *joint);

/* Fills counts from the two tables of a scenario. 0, or CST_ERR_SCENARIO with a key where one of
 * them is missing, they are not of one size, or one holds more than 1e9 samples. */
int cst_joints_tables(const cst_draft_joint *joint, cst_joint_counts *counts, cst_error *error);

#endif
