/* SPDX-License-Identifier: MIT
 *
 * Keys that variants have for themselves: one for each parameter in a law's table.
 */
#ifndef CST_SCENARIOS_LOAD_VARIANT_KEYS_H
#define CST_SCENARIOS_LOAD_VARIANT_KEYS_H

#include "scenarios/load/key_table.h"

/* Adds the shapes of all laws, law by law. */
void cst_variant_keys_add_laws(cst_key_table *table);

#endif
