/* SPDX-License-Identifier: MIT
 *
 * Keys that variants have for themselves: one for each parameter in the table of a law, an attack
 * policy, a collusion strategy or a protocol.
 */
#ifndef CST_SCENARIOS_LOAD_VARIANT_KEYS_H
#define CST_SCENARIOS_LOAD_VARIANT_KEYS_H

#include "scenarios/load/key_table.h"

typedef struct cst_variant_keys cst_variant_keys;
extern const cst_variant_keys cst_variant_keys_laws, cst_variant_keys_policies,
    cst_variant_keys_strategies, cst_variant_keys_protocols;

/* Adds the parameters of all of these variants, each once: before the one that follows it in its
 * variant, where the table has that already, else at the end. So the order within a variant is
 * kept. */
void cst_variant_keys_add(cst_key_table *table, const cst_variant_keys *of);

#endif
