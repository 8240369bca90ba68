/* SPDX-License-Identifier: MIT
 *
 * For the files of this folder: the rows of the table of keys.
 */
#ifndef CST_SCENARIOS_LOAD_KEYS_H
#define CST_SCENARIOS_LOAD_KEYS_H

#include "scenarios/load/key_table.h"

/* Fills an empty table with every key of a scenario. */
void cst_keys_fill(cst_key_table *table);

#endif
