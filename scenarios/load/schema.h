/* SPDX-License-Identifier: MIT
 *
 * The one table of keys that a scenario may have, and how a key is found in it. Defaults are those
 * of a fresh draft.
 */
#ifndef CST_SCENARIOS_LOAD_SCHEMA_H
#define CST_SCENARIOS_LOAD_SCHEMA_H

#include "scenarios/load/key.h"

/* The keys of a scenario; the one after the last has no path. The table is put together by the
 * first call: the main thread alone reads scenarios. */
const cst_key *cst_keys(void);

/* The keys of a lineage, likewise. */
const cst_key *cst_lineage_keys(void);

enum { CST_SCORE_MOUNTS = 2 };
extern const cst_score_mount cst_score_mounts[CST_SCORE_MOUNTS]; /* population, trusted */

/* Whether the key names the file of score counts, and so the counts. */
bool cst_key_is_score_file(const cst_key *key);

/* Everything at its default. */
void cst_draft_init(cst_draft *draft);

/* The key of that path, or NULL. */
const cst_key *cst_key_find(const char *path);

/* The place of a key of a scenario or of a lineage, below CST_KEYS_MAX. */
size_t cst_key_index(const cst_key *key);

/* Whether keys lie under this path, as monitor.score. */
bool cst_key_is_section(const char *path);

/* CST_ERR_SCENARIO with "unknown key" and what is nearest, or with what this version has instead of
 * a key that the model knows. */
int cst_key_unknown(const char *path, cst_error *error);

#endif
