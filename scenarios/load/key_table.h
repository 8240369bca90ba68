/* SPDX-License-Identifier: MIT
 *
 * For the files of this folder: a table of keys while it is put together. Rows are copied; texts
 * that are made for them are the table's. Its order is the order of the canonical scenario.
 */
#ifndef CST_SCENARIOS_LOAD_KEY_TABLE_H
#define CST_SCENARIOS_LOAD_KEY_TABLE_H

#include "scenarios/load/key.h"

enum { CST_KEY_TEXTS_MAX = 16384 };

typedef struct cst_key_table {
    size_t count;
    cst_key key[CST_KEYS_MAX + 1]; /* the one after the last has no path */
    size_t used;
    char text[CST_KEY_TEXTS_MAX];
} cst_key_table;

/* Adds a row after the others, or before row `at`. */
void cst_key_table_add(cst_key_table *table, const cst_key *key);
void cst_key_table_insert(cst_key_table *table, size_t at, const cst_key *key);
void cst_key_table_add_all(cst_key_table *table, const cst_key *keys, size_t count);

/* A text that lives as long as the table. */
__attribute__((format(printf, 2, 3))) const char *cst_key_table_text(cst_key_table *table,
                                                                     const char *format, ...);

#endif
