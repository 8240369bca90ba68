/* SPDX-License-Identifier: MIT
 *
 * The rows of the table of keys (scenarios/load/schema.h), and of the keys of a lineage.
 */
#ifndef CST_SCENARIOS_LOAD_KEYS_H
#define CST_SCENARIOS_LOAD_KEYS_H

#include "scenarios/load/key_table.h"

extern const cst_key cst_lineage_keys[];
extern const size_t cst_lineage_key_count;

/* Fills an empty table with every key of a scenario. */
void cst_keys_fill(cst_key_table *table);

#endif
