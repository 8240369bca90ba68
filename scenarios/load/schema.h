/* SPDX-License-Identifier: MIT
 *
 * How a key is found in the table of keys. Defaults are those of a fresh draft.
 */
#ifndef CST_SCENARIOS_LOAD_SCHEMA_H
#define CST_SCENARIOS_LOAD_SCHEMA_H

#include "scenarios/load/keys.h"

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
