/* SPDX-License-Identifier: MIT */
#include "scenarios/load/key_table.h"

#include "base/check.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void cst_key_table_insert(cst_key_table *table, size_t at, const cst_key *key)
{
    cst_require(table->count < CST_KEYS_MAX && at <= table->count && key->path != NULL);
    memmove(&table->key[at + 1], &table->key[at], (table->count - at) * sizeof *key);
    table->key[at] = *key;
    table->count++;
}

void cst_key_table_add(cst_key_table *table, const cst_key *key)
{
    cst_key_table_insert(table, table->count, key);
}

void cst_key_table_add_all(cst_key_table *table, const cst_key *keys, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        cst_key_table_add(table, &keys[i]);
    }
}

const char *cst_key_table_text(cst_key_table *table, const char *format, ...)
{
    char *text = table->text + table->used;
    const size_t room = sizeof table->text - table->used;
    va_list list;
    va_start(list, format);
    const int wrote = vsnprintf(text, room, format, list);
    va_end(list);
    cst_require(wrote >= 0 && (size_t)wrote < room);
    table->used += (size_t)wrote + 1;
    return text;
}
