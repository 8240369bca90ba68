/* SPDX-License-Identifier: MIT
 *
 * Values of keys: read strictly from a node by the key's type, written as text and as JSON.
 * `base` is the draft that the key lies in; for a key of a lineage, the cst_lineage.
 */
#ifndef CST_SCENARIOS_LOAD_VALUE_H
#define CST_SCENARIOS_LOAD_VALUE_H

#include "scenarios/load/key.h"
#include "scenarios/load/yaml.h"

#include <stdio.h>

/* Reads a node into the key's field. 0, or CST_ERR_SCENARIO with place, key, and what was expected
 * and found. */
int cst_value_read(const cst_key *key, void *base, cst_yaml_node *node, cst_error *error);

/* Makes the draft's lineages the ones given, which it keeps a copy of. 0 or CST_ERR_MEMORY. */
int cst_draft_lineages(cst_draft *draft, const cst_lineage *lineage, uint32_t lineages,
                       cst_error *error);

/* Whether the field holds a value (not NaN, not NULL, not an empty list). */
bool cst_value_is_set(const cst_key *key, const void *base);

/* Whether the word `worst` stands where the key's number goes. */
bool cst_value_is_worst(const cst_key *key, const cst_draft *draft);

/* Copies the field of one base to another. */
void cst_value_copy(const cst_key *key, void *to, const void *from);

/* The text of a value that is no list: what identifies it in a sweep; `worst` where that stands.
 * Returns out. */
const char *cst_value_text(const cst_key *key, const void *base, char *out, size_t size);

/* The key's type and range in words: "a share from 0 to 1", or the names of a choice. Returns out
 * or what the table says. */
const char *cst_value_range(const cst_key *key, char *out, size_t size);

/* Its value in base, a fresh draft, as it is written in a scenario; "" without one, or where base
 * is NULL. Returns out. */
const char *cst_value_default(const cst_key *key, const void *base, char *out, size_t size);

/* Writes the value as JSON without spaces; of lineages, the keys that the draft uses. */
void cst_value_json(const cst_key *key, const cst_draft *draft, FILE *out);

/* Writes a JSON string with its quotes: valid UTF-8, what is not to be shown escaped
 * (base/letters.h).
 */
void cst_json_string(const char *text, FILE *out);

#endif
