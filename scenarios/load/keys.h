/* SPDX-License-Identifier: MIT
 *
 * The one table of keys that a scenario may have, and the keys of a lineage, which stand in a list.
 */
#ifndef CST_SCENARIOS_LOAD_KEYS_H
#define CST_SCENARIOS_LOAD_KEYS_H

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

#endif
