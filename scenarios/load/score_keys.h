/* SPDX-License-Identifier: MIT
 *
 * The keys of a score model: one table, which stands in a scenario for the reviewers of the
 * population and once more for the trusted monitor.
 */
#ifndef CST_SCENARIOS_LOAD_SCORE_KEYS_H
#define CST_SCENARIOS_LOAD_SCORE_KEYS_H

#include "scenarios/load/key_table.h"

/* Whose scores. */
struct cst_score_mount {
    const char *prefix; /* of the keys */
    size_t score;       /* offset of a cst_score_spec in a cst_draft */
    size_t counts;      /* offset of a cst_draft_counts there */
    const cst_choice *model;
    bool (*used)(const cst_draft *draft, const cst_key *key); /* whether there are such scores */
    bool (*used_fpr)(const cst_draft *draft, const cst_key *key);
    const char *when;  /* in words */
    const char *whose; /* in words, for an axis */
};

enum { CST_SCORE_MOUNTS = 2 };
extern const cst_score_mount cst_score_mounts[CST_SCORE_MOUNTS]; /* population, trusted */

/* Adds all of them, with their places in a draft. */
void cst_score_keys_add(cst_key_table *table, const cst_score_mount *mount);

/* Whether the key names the file of score counts, and so the counts. */
bool cst_score_keys_is_file(const cst_key *key);

#endif
