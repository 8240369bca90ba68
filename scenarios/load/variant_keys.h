/* SPDX-License-Identifier: MIT
 *
 * Keys that variants have for themselves: one for each parameter in the table of a law or a
 * protocol.
 */
#ifndef CST_SCENARIOS_LOAD_VARIANT_KEYS_H
#define CST_SCENARIOS_LOAD_VARIANT_KEYS_H

#include "scenarios/load/key_table.h"

/* Adds the shapes of all laws, law by law. */
void cst_variant_keys_add_laws(cst_key_table *table);

/* Adds the parameters of all protocols, each once: before the one that follows it in its protocol,
 * where the table has that already, else at the end. So the order within a protocol is kept. */
void cst_variant_keys_add_protocols(cst_key_table *table);

#endif
