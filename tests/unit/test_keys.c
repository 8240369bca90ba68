/* SPDX-License-Identifier: MIT
 * The table of keys, key by key: the ends of its range are what the table says, and setting it
 * changes what happens.
 * Covers: keys lookup. */
#include "scenarios/load/schema.h"

#include "base/number.h"
#include "estimate/ask/rehearsal.h"
#include "estimate/exact/closed.h"
#include "scenarios/load/scenario.h"
#include "tests/lib/key_bases.h"
#include "tests/lib/suite.h"

#define MATHLIB_STANDALONE 1
#include <Rmath.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int load(cst_scenario *scenario, const char *base, const char *key, const char *value,
                cst_error *error)
{
    char assignment[256];
    const char *const one = assignment;
    const cst_scenario_set set = {.assignments = &one, .count = key == NULL ? 0 : 1};
    (void)snprintf(assignment, sizeof assignment, "%s=%s", key == NULL ? "" : key,
                   value == NULL ? "" : value);
    *error = (cst_error){0};
    return cst_scenario_parse(scenario, CST_SOURCE_DIR "/scenarios/x.yaml", base, strlen(base),
                              &set, error);
}

static bool is_number(const cst_key *key)
{
    return key->kind == CST_KEY_REAL || key->kind == CST_KEY_WHOLE || key->kind == CST_KEY_WHOLE64;
}

/* Keys whose values are texts that other tests read, from files. */
static bool is_elsewhere(const cst_key *key)
{
    const char *name = strrchr(key->path, '.');
    return (key->flags & CST_KEY_SOURCE) != 0 || key->kind == CST_KEY_TABLE ||
           (name != NULL && strcmp(name, ".model") == 0);
}

static void test_keys_have_bases(void)
{
    for (const cst_key *key = cst_keys(); key->path != NULL; key++) {
        if (!is_elsewhere(key) && cst_key_base_of(key->path) == NULL) {
            (void)printf("\n    %s has no base in tests/lib/key_bases.c\n", key->path);
            CU_FAIL("a key without a base");
        }
    }
}

/* All results of a small cell are numbers, or said to have none. */
static void plays(const cst_scenario_cell *cell, const char *what)
{
    cst_result result[CST_RESULT_KINDS] = {{0}};
    cst_error error = {0};
    if ((double)cell->trial->agents * cell->trial->rounds > 1e4) {
        return;
    }
    const int code = cst_rehearsal_results(cell->trial, 20, 0.95, result, &error);
    if (code != 0) {
        (void)printf("\n    %s: %s\n", what, error.text);
    }
    CU_ASSERT_EQUAL(code, 0);
    CU_ASSERT(result[CST_RESULT_RESIDUAL_RISK].estimate <= 1.0 ||
              isnan(result[CST_RESULT_RESIDUAL_RISK].estimate));
}

static void ends_at(const cst_key *key, const char *base, double value, bool accepted)
{
    char text[CST_NUMBER_TEXT_MAX];
    char what[160];
    cst_scenario scenario;
    cst_error error;
    if (key->kind == CST_KEY_REAL) {
        (void)snprintf(text, sizeof text, "%.17g", value);
    } else if (value == 0x1p63 && accepted) { /* what a double cannot say */
        (void)snprintf(text, sizeof text, "%lld", LLONG_MAX);
    } else {
        (void)snprintf(text, sizeof text, "%.0f", value);
    }
    (void)snprintf(what, sizeof what, "%s=%s", key->path, text);
    const int code = load(&scenario, base, key->path, text, &error);
    if ((code == 0) != accepted || (code != 0 && strstr(error.text, key->range.words) == NULL)) {
        (void)printf("\n    %s, %s\n    %s: %s %s\n", base, what,
                     accepted ? "is in its range" : "is not in its range", error.key, error.text);
        CU_FAIL("the end of a range");
    }
    if (code == 0) {
        plays(&scenario.cell[0], what);
    }
    cst_scenario_free(&scenario);
}

/* A clique is no larger than the population, and 2^31 agents that remember are too many to play. */
static bool is_bounded_elsewhere(const cst_key *key)
{
    return strcmp(key->path, "collusion.members") == 0;
}

/* What the table says is in the range is accepted, and what is beyond it is refused in the table's
 * words. */
static void test_keys_ranges(void)
{
    for (const cst_key *key = cst_keys(); key->path != NULL; key++) {
        const cst_key_base *base = cst_key_base_of(key->path);
        const bool whole = key->kind != CST_KEY_REAL;
        if (!is_number(key) || base == NULL) {
            continue;
        }
        if (isfinite(key->range.low)) {
            const double before =
                key->range.low - (whole ? 1.0 : 1e-9 * fmax(fabs(key->range.low), 1.0));
            ends_at(key, base->base, key->range.low, !key->range.above);
            if (before >= 0.0 || !whole) {
                ends_at(key, base->base, before, false);
            }
        }
        if (isfinite(key->range.high) && !is_bounded_elsewhere(key)) {
            const double after = key->range.high * (1.0 + 1e-9) + (whole ? 1.0 : 0.0);
            ends_at(key, base->base, key->range.high, !key->range.below);
            ends_at(key, base->base, after, false);
        }
    }
}

/* What a cell comes to, in text: its counts and spreads by the draws of its own seed, its results,
 * whether its rule is met, and its closed forms. */
static void outcome_of(const cst_scenario_cell *cell, char *out, size_t size)
{
    cst_row row = {0};
    cst_cell made = {0};
    cst_error error = {0};
    cst_result result[CST_RESULT_KINDS] = {{0}};
    int code = cst_cell_make(&made, cell->trial, &cell->estimate, &error);
    code = code != 0 ? code : cst_rehearsal_run(&made, 4096, &row, &error);
    CU_ASSERT_EQUAL_FATAL(code, 0);
    cst_cell_results(&made, &row, made.confidence, result);
    size_t used = 0;
    for (uint32_t i = 0; i < CST_COUNT_KINDS; i++) {
        used +=
            (size_t)snprintf(out + used, size - used, "%llu ", (unsigned long long)row.count[i]);
    }
    for (uint32_t i = 0; i < CST_RESULT_KINDS; i++) {
        used += (size_t)snprintf(out + used, size - used, "%.17g %.17g %.17g ", result[i].estimate,
                                 result[i].low, result[i].high);
    }
    for (uint32_t i = 0; cell->trial->mechanism.kind != NULL && i < CST_RESULT_KINDS; i++) {
        used += (size_t)snprintf(out + used, size - used, "%.17g ",
                                 cst_closed_form(cell->trial, (cst_result_kind)i));
    }
    used += (size_t)snprintf(out + used, size - used, "%d ", cst_cell_stops(&made, &row));
    used += (size_t)snprintf(out + used, size - used, "%.17g",
                             cst_closed_form(cell->trial, CST_RESULT_RESIDUAL_RISK));
    CU_ASSERT(used < size);
    cst_cell_free(&made);
    cst_row_free(&row);
}

/* Whether setting a key over a base is refused, or changes the canonical scenario and what it comes
 * to. The claim changes nothing but its text, and how results are shown not even that. */
static bool matters(const cst_key *key, const char *base, const char *value, bool *refused)
{
    enum { SIZE = 16384 };
    static char before[SIZE];
    static char after[SIZE];
    cst_scenario first;
    cst_scenario second;
    cst_error error;
    CU_ASSERT_EQUAL_FATAL(load(&first, base, NULL, NULL, &error), 0);
    *refused = load(&second, base, key->path, value, &error) != 0;
    bool changes = true;
    if (!*refused) {
        outcome_of(&first.cell[0], before, sizeof before);
        outcome_of(&second.cell[0], after, sizeof after);
        char *one = cst_scenario_text(&first.cell[0], false);
        char *other = cst_scenario_text(&second.cell[0], false);
        const bool text = strcmp(one, other) != 0;
        const bool outcome = strcmp(before, after) != 0;
        changes = text && (outcome || strcmp(key->path, "claim") == 0);
        if ((key->flags & CST_KEY_VIEW) != 0) { /* tables alone */
            changes = !text && !outcome &&
                      first.cell[0].estimate.interval != second.cell[0].estimate.interval;
        }
        free(one);
        free(other);
    }
    cst_scenario_free(&second);
    cst_scenario_free(&first);
    return changes;
}

static void judge_base(const cst_key_base *base)
{
    const cst_key *key = cst_key_find(base->key);
    bool refused = false;
    CU_ASSERT_PTR_NOT_NULL_FATAL(key);
    if (base->value == NULL) {
        return;
    }
    const bool good = matters(key, base->base, base->value, &refused);
    if (!good || refused) {
        (void)printf("\n    %s\n    %s=%s %s\n", base->base, key->path, base->value,
                     refused ? "is refused" : "changes nothing");
    }
    CU_ASSERT(good && !refused);
}

static void test_keys_matter(void)
{
    for (size_t i = 0; i < cst_key_base_count; i++) {
        judge_base(&cst_key_bases[i]);
    }
    for (const cst_key *key = cst_keys(); key->path != NULL; key++) {
        const cst_key_base *base = cst_key_base_of(key->path);
        bool said = base == NULL;
        for (size_t i = 0; i < cst_key_base_count; i++) {
            said = said || base == &cst_key_bases[i];
        }
        if (!said) {
            judge_base(base); /* of a variant's parameter */
        }
    }
}

static double missed(const char *text)
{
    cst_scenario scenario;
    cst_error error;
    CU_ASSERT_EQUAL_FATAL(load(&scenario, text, NULL, NULL, &error), 0);
    const double share = cst_closed_form(scenario.cell[0].trial, CST_RESULT_MISS_SHARE);
    cst_scenario_free(&scenario);
    return share;
}

#define ALIKE(rule, more)                                                                          \
    "{trial: {agents: 10, rounds: 6}, scheming: {rate: 0.1}, monitor: {score: {tpr: 0.8, fpr: "    \
    "0.1}, score_correlation: 1" more "}, collusion: {strategy: none}, protocol: {reviewers: 2, "  \
    "rule: " rule "}, estimate: {trials: 2000}, population: [{lineage: a, share: 0.5}, "           \
    "{lineage: b, share: 0.5, tpr: 0.5}]}"

/* One score for all: an attack that the duller of two reviewers reports, the keener one does too.
 * Of 45 pairs of 10 agents 10 are of lineage a, with TPR .8, and 35 have one of b, with .5; 10 are
 * of b, so that 35 have one of a. Each withholds by itself. */
static void test_keys_one_score_for_all(void)
{
    const double both = 10.0 / 45.0 * 0.8 + 35.0 / 45.0 * 0.5;
    const double either = 35.0 / 45.0 * 0.8 + 10.0 / 45.0 * 0.5;
    const double spared = 10.0 / 45.0 * (0.2 + 0.8 * 0.0625) +
                          25.0 / 45.0 * (0.2 + 0.3 * 0.25 + 0.5 * 0.0625) +
                          10.0 / 45.0 * (0.5 + 0.5 * 0.0625);
    CU_ASSERT(fabs(missed(ALIKE("all", "")) - (1.0 - both)) < 1e-11);
    CU_ASSERT(fabs(missed(ALIKE("any", "")) - (1.0 - either)) < 1e-11);
    CU_ASSERT(fabs(missed(ALIKE("all", ", leniency: 0.5")) - (1.0 - 0.25 * both)) < 1e-11);
    CU_ASSERT(fabs(missed(ALIKE("any", ", leniency: 0.25")) - spared) < 1e-11);
}

#define SELECTS(correlation)                                                                       \
    "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, attack: {policy: select, share: 0.3, " \
    "correlation: " correlation "}, monitor: {trusted: {score: {model: binormal, d_prime: 2, "     \
    "fpr: 0.1}}}, protocol: {kind: trusted-monitor}}"

/* Red that knows the score attacks with the lowest 30 %: of all attacks u = Phi(Phi^-1(.9) - 2) lie
 * below the threshold, so that u / .3 of these do. At a correlation just below it is nearly so. */
static void test_keys_red_knows_the_score(void)
{
    const double u = pnorm5(qnorm5(0.9, 0.0, 1.0, 1, 0) - 2.0, 0.0, 1.0, 1, 0);
    CU_ASSERT(u < 0.3);
    CU_ASSERT(fabs(missed(SELECTS("1")) - u / 0.3) < 1e-9);
    CU_ASSERT(fabs(missed(SELECTS("0.99999999")) - u / 0.3) < 1e-3);
    CU_ASSERT(missed(SELECTS("0.9")) < missed(SELECTS("1")));
}

#define TRUSTED(protocol)                                                                          \
    "{trial: {agents: 8, rounds: 6}, scheming: {rate: 0.2}, monitor: {trusted: {score: {model: "   \
    "binormal, d_prime: 1, fpr: 0.1}}}, protocol: {" protocol                                      \
    "}, estimate: {trials: 40, method: naive}}"

/* Counts of honest work replaced, and of attacks averted. */
static void replaced(const char *text, uint64_t out[2])
{
    cst_scenario scenario;
    cst_error error;
    cst_cell made = {0};
    cst_row row = {0};
    CU_ASSERT_EQUAL_FATAL(load(&scenario, text, NULL, NULL, &error), 0);
    const cst_scenario_cell *cell = &scenario.cell[0];
    CU_ASSERT_EQUAL_FATAL(cst_cell_make(&made, cell->trial, &cell->estimate, &error), 0);
    CU_ASSERT_EQUAL_FATAL(cst_rehearsal_run(&made, 4096, &row, &error), 0);
    out[0] = row.count[CST_COUNT_HONEST_REPLACED];
    out[1] = row.count[CST_COUNT_AVERTED];
    cst_cell_free(&made);
    cst_scenario_free(&scenario);
    cst_row_free(&row);
}

/* A credence that is certain makes adaptive one of the two protocols that it chooses between. */
static void test_keys_certain_credence(void)
{
    static const char *const defers[] = {
        TRUSTED("kind: adaptive, replace: 0.3, prior: 1"),
        TRUSTED("kind: adaptive, replace: 0.3, prior: 1, suspect: 1"),
        TRUSTED("kind: adaptive, replace: 0.3, prior: 0, suspect: 0")};
    static const char *const monitors[] = {
        TRUSTED("kind: adaptive, replace: 0.3, prior: 0, suspect: 0.01, supposed_rate: 1"),
        TRUSTED("kind: adaptive, replace: 0.3, prior: 0.9, suspect: 1, supposed_rate: 1")};
    uint64_t defer[2];
    uint64_t found[2];
    replaced(TRUSTED("kind: defer, replace: 0.3"), defer);
    CU_ASSERT(defer[0] > 0 && defer[1] > 0);
    for (size_t i = 0; i < sizeof defers / sizeof defers[0]; i++) {
        replaced(defers[i], found);
        CU_ASSERT_EQUAL(found[0], defer[0]);
        CU_ASSERT_EQUAL(found[1], defer[1]);
    }
    for (size_t i = 0; i < sizeof monitors / sizeof monitors[0]; i++) {
        replaced(monitors[i], found);
        CU_ASSERT_EQUAL(found[0] + found[1], 0);
    }
}

CST_SUITE("keys", CST_TEST(test_keys_have_bases), CST_TEST(test_keys_ranges),
          CST_TEST(test_keys_matter), CST_TEST(test_keys_one_score_for_all),
          CST_TEST(test_keys_red_knows_the_score), CST_TEST(test_keys_certain_credence))
