/* SPDX-License-Identifier: MIT
 *
 * The joint counts that a scenario speaks of: whether it does, from its tables, and from a file.
 */
#ifndef CST_SCENARIOS_LOAD_JOINTS_H
#define CST_SCENARIOS_LOAD_JOINTS_H

#include "scenarios/load/data_file.h"
#include "scenarios/load/key.h"

/* Whether a scenario says anything of joint counts. */
bool cst_joints_stated(const cst_draft_joint *joint);

/* Fills counts from the two tables of a scenario. 0, or CST_ERR_SCENARIO with honest or attack as
 * its key where one of them is missing, they are not of one size, or one holds more than 1e9
 * samples. */
int cst_joints_tables(const cst_draft_joint *joint, cst_joint_counts *counts, cst_error *error);

/* Fills counts from a set (NULL: the only one) of a file: a map of sets as in data_file.h, each
 * with n_honest, n_attack, and honest_joint, attack_joint: a list for each trusted score, least
 * suspicious first, of counts for each untrusted score. Samples that one monitor has not scored may
 * be listed by the other's score: honest_trusted_only, honest_untrusted_only, attack_trusted_only,
 * attack_untrusted_only. What of n_ is nowhere has neither score. JSON or YAML. Arguments and
 * errors are those of cst_data_file_counts. */
int cst_joints_read(cst_data_files *files, const char *beside, const char *name, const char *set,
                    cst_joint_counts *counts, cst_error *error);

#endif
