/* SPDX-License-Identifier: MIT
 *
 * Files of joint counts of two monitors: a map of sets as in data_file.h, each with n_honest,
 * n_attack, and honest_joint, attack_joint: a list for each trusted score, least suspicious first,
 * of counts for each untrusted score. Samples that one monitor has not scored may be listed by the
 * other's score: honest_trusted_only, honest_untrusted_only, attack_trusted_only,
 * attack_untrusted_only. What of n_ is nowhere has neither score. JSON or YAML.
 */
#ifndef CST_SCENARIOS_LOAD_JOINT_FILE_H
#define CST_SCENARIOS_LOAD_JOINT_FILE_H

#include "monitor/scores/joint.h"
#include "scenarios/load/data_file.h"

/* Fills counts from a set (NULL: the only one) of a file. Arguments and errors are those of
 * cst_data_file_counts. */
int cst_joint_file_counts(cst_data_files *files, const char *beside, const char *name,
                          const char *set, cst_joint_counts *counts, bool *set_wrong,
                          cst_error *error);

#endif
