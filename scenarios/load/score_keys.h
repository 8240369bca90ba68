/* SPDX-License-Identifier: MIT
 *
 * The keys of a score model: one table, which stands in a scenario for the reviewers of the
 * population and once more for the trusted monitor.
 */
#ifndef CST_SCENARIOS_LOAD_SCORE_KEYS_H
#define CST_SCENARIOS_LOAD_SCORE_KEYS_H

#include "scenarios/load/key_table.h"

enum { CST_SCORE_MOUNTS = 2 };
extern const cst_score_mount cst_score_mounts[CST_SCORE_MOUNTS]; /* population, trusted */

/* Adds all of them, with their places in a draft. */
void cst_score_keys_add(cst_key_table *table, const cst_score_mount *mount);

/* Whether the key names the file of score counts, and so the counts. */
bool cst_score_keys_is_file(const cst_key *key);

#endif
