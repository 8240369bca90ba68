/* SPDX-License-Identifier: MIT */
#include "scenarios/load/variant_keys.h"

#include "scenarios/load/uses.h"

#include <math.h>
#include <stddef.h>

/* base: offset of the variants' spec in a draft. */
static cst_key key_of(const cst_parameter *row, size_t base)
{
    static const cst_key_kind kinds[] = {[CST_PARAMETER_REAL] = CST_KEY_REAL,
                                         [CST_PARAMETER_WHOLE] = CST_KEY_WHOLE,
                                         [CST_PARAMETER_WHOLE64] = CST_KEY_WHOLE64,
                                         [CST_PARAMETER_LIST] = CST_KEY_REALS};
    return (cst_key){.path = row->key,
                     .kind = kinds[row->kind],
                     .flags = row->world ? CST_KEY_WORLD : 0,
                     .offset = base + row->offset,
                     .length = base + row->length,
                     .most = row->most,
                     .range = row->range,
                     .meaning = row->meaning,
                     .axis = row->axis,
                     .parameter = row};
}

static void add_shape(cst_key_table *table, const cst_law *law, const cst_parameter *row)
{
    cst_key key = key_of(row, offsetof(cst_draft, trial.scheming.law));
    key.used = cst_use_of_law;
    key.when =
        cst_key_table_text(table, "under dependence %s%s%s", law->name,
                           row->when == NULL ? "" : ", ", row->when == NULL ? "" : row->when);
    key.owner = isnan(row->initial) ? "scheming.dependence" : NULL;
    key.guess = cst_law_tie(law) == row ? CST_GUESS_ALL : CST_GUESS_BY_RANGE;
    cst_key_table_add(table, &key);
}

void cst_variant_keys_add_laws(cst_key_table *table)
{
    for (size_t i = 0; cst_laws[i] != NULL; i++) {
        const cst_parameter *const *row = cst_laws[i]->shape;
        for (; *row != NULL; row++) {
            add_shape(table, cst_laws[i], *row);
        }
    }
}

/* "under kind a, b": all protocols that have it. */
static const char *under_kinds(cst_key_table *table, const cst_parameter *row)
{
    const char *text = "under kind";
    const char *before = " ";
    for (size_t i = 0; cst_protocols[i] != NULL; i++) {
        if (cst_parameters_have(cst_protocols[i]->parameter, row)) {
            text = cst_key_table_text(table, "%s%s%s", text, before, cst_protocols[i]->name);
            before = ", ";
        }
    }
    return text;
}

/* The place of a row from `first` on; the number of rows where it is not there. */
static size_t place_of(const cst_key_table *table, size_t first, const cst_parameter *row)
{
    size_t at = first;
    while (at < table->count && table->key[at].parameter != row) {
        at++;
    }
    return at;
}

void cst_variant_keys_add_protocols(cst_key_table *table)
{
    const size_t first = table->count;
    for (size_t i = 0; cst_protocols[i] != NULL; i++) {
        const cst_parameter *const *rows = cst_protocols[i]->parameter;
        for (size_t j = 0; rows[j] != NULL; j++) {
            if (place_of(table, first, rows[j]) < table->count) {
                continue;
            }
            const cst_parameter *next = rows[j + 1];
            cst_key key = key_of(rows[j], offsetof(cst_draft, trial.protocol));
            key.used = cst_use_of_kind;
            key.when = under_kinds(table, rows[j]);
            cst_key_table_insert(table, place_of(table, first, next), &key);
        }
    }
}
