/* SPDX-License-Identifier: MIT
 * The base of a key: said in key_bases.c, or made from the row of a variant's parameter. */
#include "tests/lib/key_bases.h"

#include "agents/law.h"
#include "base/check.h"
#include "base/number.h"
#include "monitor/protocol.h"

#include <stdio.h>
#include <string.h>

enum { MADE_MAX = 32, TEXT_SIZE = 256 };

static struct {
    cst_key_base base;
    char text[TEXT_SIZE], value[CST_NUMBER_TEXT_MAX];
} made[MADE_MAX];
static size_t made_count;

/* A scenario with the variant and this parameter of it, in the middle of its range; set to a value
 * nearer to its upper end. */
static const cst_key_base *make(const cst_parameter *row, const char *choice, const char *name)
{
    const double low = row->range.low;
    const double high = isfinite(row->range.high) ? row->range.high : low + 4.0;
    const bool whole = row->kind != CST_PARAMETER_REAL;
    const double middle = (low + high) / 2.0;
    const double value = low + (high - low) * 0.75;
    char number[CST_NUMBER_TEXT_MAX];
    char *text = made[made_count].text;
    cst_require(made_count < MADE_MAX);
    cst_number_text(whole ? floor(middle) : middle, number);
    cst_number_text(whole ? ceil(value) : value, made[made_count].value);
    (void)snprintf(text, TEXT_SIZE,
                   strcmp(choice, "dependence") == 0
                       ? "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2, %s: %s, %s: %s}, "
                         "estimate: {trials: 40}}"
                       : "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, protocol: {%s: "
                         "%s, %s: %s}, estimate: {trials: 40}}",
                   choice, name, cst_parameter_word(row->key), number);
    made[made_count].base = (cst_key_base){row->key, text, made[made_count].value};
    return &made[made_count++].base;
}

static const cst_parameter *row_of(const cst_parameter *const *rows, const char *key)
{
    while (*rows != NULL && strcmp((*rows)->key, key) != 0) {
        rows++;
    }
    return *rows;
}

/* The base of a variant's parameter that has no row above. */
static const cst_key_base *base_of_variant(const char *key)
{
    for (size_t i = 0; i < made_count; i++) {
        if (strcmp(made[i].base.key, key) == 0) {
            return &made[i].base;
        }
    }
    for (size_t i = 0; cst_laws[i] != NULL; i++) {
        const cst_parameter *row = row_of(cst_laws[i]->shape, key);
        if (row != NULL && row == cst_law_tie(cst_laws[i])) {
            return make(row, "dependence", cst_laws[i]->name);
        }
    }
    for (size_t i = 0; cst_protocols[i] != NULL; i++) {
        const cst_parameter *row = row_of(cst_protocols[i]->parameter, key);
        if (row != NULL) {
            return make(row, "kind", cst_protocols[i]->name);
        }
    }
    return NULL;
}

const cst_key_base *cst_key_base_of(const char *key)
{
    for (size_t i = 0; i < cst_key_base_count; i++) {
        if (strcmp(cst_key_bases[i].key, key) == 0) {
            return &cst_key_bases[i];
        }
    }
    for (size_t i = 0; i < cst_mechanism_base_count; i++) {
        if (strcmp(cst_mechanism_bases[i].key, key) == 0) {
            return &cst_mechanism_bases[i];
        }
    }
    return base_of_variant(key);
}
