/* SPDX-License-Identifier: MIT */
#include "scenarios/load/variant_keys.h"

#include "scenarios/load/uses.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

typedef struct variant {
    const char *name; /* NULL: there are no more */
    const cst_parameter *const *rows;
} variant;

/* The variants of one choice. */
struct cst_variant_keys {
    const char *choice; /* the key that chooses one */
    variant (*at)(size_t i);
    size_t spec; /* offset of their spec in a draft */
    bool (*used)(const cst_draft *draft, const cst_key *key);
    bool (*anywhere)(const variant *of, const cst_parameter *row); /* a guess; NULL: by range */
};

static variant law_at(size_t i)
{
    const cst_law *law = cst_laws[i];
    return law == NULL ? (variant){0} : (variant){law->name, law->shape};
}

static variant policy_at(size_t i)
{
    const cst_policy *policy = cst_policies[i];
    return policy == NULL ? (variant){0} : (variant){policy->name, policy->parameter};
}

static variant strategy_at(size_t i)
{
    const cst_collusion *strategy = cst_collusions[i];
    return strategy == NULL ? (variant){0} : (variant){strategy->name, strategy->parameter};
}

static variant protocol_at(size_t i)
{
    const cst_protocol *kind = cst_protocols[i];
    return kind == NULL ? (variant){0} : (variant){kind->name, kind->parameter};
}

static bool ties(const variant *of, const cst_parameter *row)
{
    return cst_law_tie(cst_law_find(of->name)) == row;
}

static bool has_two_ends(const variant *of, const cst_parameter *row)
{
    (void)of;
    return row->kind == CST_PARAMETER_REAL && isfinite(row->range.high);
}

const cst_variant_keys cst_variant_keys_laws = {.choice = "scheming.dependence",
                                                .at = law_at,
                                                .spec = offsetof(cst_draft, trial.scheming.law),
                                                .used = cst_use_of_law,
                                                .anywhere = ties};
const cst_variant_keys cst_variant_keys_policies = {.choice = "attack.policy",
                                                    .at = policy_at,
                                                    .spec = offsetof(cst_draft, trial.attack),
                                                    .used = cst_use_of_policy};
const cst_variant_keys cst_variant_keys_strategies = {.choice = "collusion.strategy",
                                                      .at = strategy_at,
                                                      .spec = offsetof(cst_draft, trial.collusion),
                                                      .used = cst_use_of_strategy,
                                                      .anywhere = has_two_ends};
const cst_variant_keys cst_variant_keys_protocols = {.choice = "protocol.kind",
                                                     .at = protocol_at,
                                                     .spec = offsetof(cst_draft, trial.protocol),
                                                     .used = cst_use_of_kind};

/* "under kind a, b": all variants that have it, or "under every kind but a". */
static const char *under(cst_key_table *table, const cst_variant_keys *of, const cst_parameter *row)
{
    const char *choice = strrchr(of->choice, '.') + 1;
    const char *text = cst_key_table_text(table, "under %s", choice);
    const char *before = " ";
    size_t with = 0;
    size_t all = 0;
    for (; of->at(all).name != NULL; all++) {
        if (cst_parameters_have(of->at(all).rows, row)) {
            text = cst_key_table_text(table, "%s%s%s", text, before, of->at(all).name);
            before = ", ";
            with++;
        }
    }
    if (with + 1 == all) {
        text = cst_key_table_text(table, "under every %s but %s", choice, of->at(0).name);
    }
    if (row->when == NULL) {
        return text;
    }
    const char *joined = strncmp(row->when, "or ", 3) == 0 ? " " : ", ";
    return cst_key_table_text(table, "%s%s%s", text, joined, row->when);
}

static cst_key key_of(cst_key_table *table, const cst_variant_keys *of, const variant *first,
                      const cst_parameter *row)
{
    static const cst_key_kind kinds[] = {[CST_PARAMETER_REAL] = CST_KEY_REAL,
                                         [CST_PARAMETER_WHOLE] = CST_KEY_WHOLE,
                                         [CST_PARAMETER_WHOLE64] = CST_KEY_WHOLE64,
                                         [CST_PARAMETER_LIST] = CST_KEY_REALS};
    const bool anywhere = of->anywhere != NULL && of->anywhere(first, row);
    cst_key key = {.path = row->key,
                   .kind = kinds[row->kind],
                   .flags = (row->world ? CST_KEY_WORLD : 0U) | (row->red ? CST_KEY_RED : 0U),
                   .offset = of->spec + row->offset,
                   .length = of->spec + row->length,
                   .most = row->most,
                   .range = row->range,
                   .guess = anywhere ? CST_GUESS_ALL : CST_GUESS_BY_RANGE,
                   .meaning = row->meaning,
                   .axis = row->axis,
                   .when = under(table, of, row),
                   .used = of->used,
                   .owner = isnan(row->initial) ? of->choice : NULL,
                   .parameter = row};
    if (row->red) {
        key.range.words = cst_key_table_text(table, "%s, or worst", row->range.words);
    }
    return key;
}

/* The place of a row; the number of rows where it is not there. */
static size_t place_of(const cst_key_table *table, const cst_parameter *row)
{
    size_t at = 0;
    while (at < table->count && (row == NULL || table->key[at].parameter != row)) {
        at++;
    }
    return at;
}

void cst_variant_keys_add(cst_key_table *table, const cst_variant_keys *of)
{
    for (size_t i = 0; of->at(i).name != NULL; i++) {
        const variant one = of->at(i);
        for (const cst_parameter *const *row = one.rows; *row != NULL; row++) {
            if (place_of(table, *row) == table->count) {
                const cst_key key = key_of(table, of, &one, *row);
                cst_key_table_insert(table, place_of(table, row[1]), &key);
            }
        }
    }
}
