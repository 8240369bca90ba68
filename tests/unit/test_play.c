/* SPDX-License-Identifier: MIT
 * Played trials against closed forms wherever tasks are judged by themselves: then playing is a
 * slower way to the same law, no more.
 * Covers: play_causes play_crew play_honeypot play_laws play_look play_settle play_state played */
#include "estimate/exact/closed.h"
#include "estimate/sample/methods.h"
#include "monitor/play.h"
#include "tally/interval.h"
#include "tests/lib/direct.h"
#include "tests/lib/lists.h"
#include "tests/lib/play_twin.h"
#include "tests/lib/suite.h"
#include "tests/lib/twin.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Has the trials of a cell played although nothing remembers. */
static void force(cst_cell *cell)
{
    cell->model.play = calloc(1, sizeof *cell->model.play);
    CU_ASSERT_PTR_NOT_NULL_FATAL(cell->model.play);
    CU_ASSERT_EQUAL_FATAL(cst_play_laws_make(cell->model.play, &cell->model, NULL), 0);
    cell->model.tasks_independent = false;
    cell->model.whole = true;
    cell->method = cst_method_naive.played;
    cell->method->shape(cell);
}

/* Whether x events in n are no surprise at chance p: both tails above one in ten million. */
static bool likely(uint64_t x, uint64_t n, double p)
{
    double lower;
    double upper;
    cst_interval_tails(x, n, fmin(p, 1.0), &lower, &upper);
    return fmin(lower, upper) > 5e-8;
}

typedef struct share {
    const char *name;
    uint64_t events, of;
    double exact;
} share;

/* Tasks are independent where nothing is shared: so the counts are binomial. */
static const char *judge(const cst_row *row, const double *value, double attack_rate)
{
    const uint64_t planned = row->count[CST_COUNT_PLANNED];
    const share shares[] = {
        {"attacks", row->count[CST_COUNT_ATTACKS], planned, attack_rate},
        {"escaped", row->count[CST_COUNT_ESCAPED], planned, value[CST_RESULT_RESIDUAL_RISK]},
        {"audits", row->count[CST_COUNT_AUDITS], planned, value[CST_RESULT_AUDIT_RATE]},
        {"false flags", row->count[CST_COUNT_FLAGGED_HONEST], planned,
         value[CST_RESULT_FALSE_REPORT_RATE]},
    };
    for (size_t i = 0; i < sizeof shares / sizeof shares[0]; i++) {
        if (!isnan(shares[i].exact) && !likely(shares[i].events, shares[i].of, shares[i].exact)) {
            (void)printf("\n    %s: %g of %g, exactly %g\n", shares[i].name,
                         (double)shares[i].events, (double)shares[i].of,
                         shares[i].exact * (double)shares[i].of);
            return shares[i].name;
        }
    }
    return NULL;
}

static void test_play_is_the_same_law(void)
{
    uint32_t judged = 0;
    for (uint64_t seed = 1; seed <= 120; seed++) {
        static cst_row row;
        cst_trial_spec spec;
        cst_cell cell;
        double value[CST_RESULT_KINDS];
        char text[512];
        cst_twin_scenario(seed, 12, &spec);
        spec.response.effect = CST_EFFECT_NONE;
        if (spec.scheming.propensity == CST_PROPENSITY_MIXTURE) {
            continue; /* its tasks are not independent */
        }
        cst_direct_cell(&cell, &spec, "naive", 60000 / (spec.agents * spec.rounds) + 1, seed);
        cst_closed_forms(&cell.model, value);
        const double rate = cst_model_attack_rate(&cell.model);
        force(&cell);
        CU_ASSERT_EQUAL(cst_rehearsal_run(&cell, 1, &row, NULL), 0);
        if (!cst_order_needed(&cell.model)) {
            judged++;
            if (judge(&row, value, rate) != NULL) {
                (void)printf("    seed %u: %s\n", (unsigned)seed,
                             cst_twin_describe(&spec, text, sizeof text));
                CU_FAIL("played trials follow another law");
            }
        }
        cst_cell_free(&cell);
    }
    CU_ASSERT(judged > 60);
}

/* Mean of f over the trials of a spread whose values are below 64, and how far it is from the truth
 * in standard errors. */
static double deviation(const cst_spread *spread, double (*f)(double), double truth)
{
    double sum = 0.0;
    double squares = 0.0;
    const double n = (double)spread->trials;
    for (uint32_t value = 0; value < 64; value++) {
        const double y = f((double)value);
        sum += (double)cst_spread_at(spread, value) * y;
        squares += (double)cst_spread_at(spread, value) * y * y;
    }
    const double variance = squares / n - sum / n * (sum / n);
    return (sum / n - truth) / sqrt(variance / n);
}

static double itself(double x)
{
    return x;
}

static double pairs(double x)
{
    return x * (x - 1.0);
}

/* Attacks among those that share a cause: E[A] = n p, E[A (A - 1)] = n (n - 1) (p^2 + rho p (1 -
 * p)); escapes as without sharing. `groups` share nothing with each other. */
static void shared(cst_trial_spec *spec, uint32_t groups, double rho)
{
    static cst_row row;
    cst_cell cell;
    double value[CST_RESULT_KINDS];
    const double p = spec->scheming.law.rate;
    const double all = spec->agents * spec->rounds;
    const double n = all / groups;
    cst_trial_spec alone = *spec;
    alone.scheming.scope = CST_SCOPE_TASK;
    alone.scheming.across = CST_ACROSS_POPULATION;
    cst_direct_cell(&cell, &alone, "naive", 1, 1);
    cst_closed_forms(&cell.model, value);
    cst_cell_free(&cell);
    cst_direct_cell(&cell, spec, "auto", 12000, 9);
    CU_ASSERT_PTR_NOT_NULL(cell.model.play);
    CU_ASSERT_EQUAL(cst_rehearsal_run(&cell, 1, &row, NULL), 0);
    const cst_spread *attacks = &row.spread[CST_SPREAD_ATTACKS];
    const double both = n * (n - 1.0) * (p * p + rho * p * (1.0 - p)) * groups +
                        n * n * p * p * groups * (groups - 1.0);
    CU_ASSERT(fabs(deviation(attacks, itself, all * p)) < 5.5);
    CU_ASSERT(fabs(deviation(attacks, pairs, both)) < 5.5);
    if (spec->scheming.across == CST_ACROSS_POPULATION) {
        const double escapes = value[CST_RESULT_EXPECTED_ESCAPES];
        CU_ASSERT(fabs(deviation(&row.spread[CST_SPREAD_ESCAPED], itself, escapes)) < 5.5);
    }
    cst_cell_free(&cell);
}

static void test_play_scopes(void)
{
    static const char *const laws[] = {"beta", "two-point", "common-cause", "independent"};
    for (uint32_t i = 0; i < 8; i++) {
        cst_trial_spec spec = cst_trial_spec_default();
        spec.agents = 6;
        spec.rounds = 4;
        spec.score.tpr = 0.7;
        spec.scheming.law.law = cst_law_find(laws[i / 2]);
        spec.scheming.law.rate = 0.15;
        spec.scheming.law.rho = 0.3;
        spec.scheming.law.together = 0.5;
        spec.scheming.law.common_share = 0.4;
        const double rho = cst_law_rho(&spec.scheming.law, 3);
        spec.scheming.scope = i % 2 == 0 ? CST_SCOPE_ROUND : CST_SCOPE_TRIAL;
        shared(&spec, i % 2 == 0 ? spec.rounds : 1, rho);
        /* Each of two lineages with a cause of its own. */
        spec.scheming.across = CST_ACROSS_LINEAGE;
        cst_lineage *lineage = cst_test_lineages(&spec.population, 2);
        lineage[0].share = lineage[1].share = 0.5;
        shared(&spec, i % 2 == 0 ? 2 * spec.rounds : 2, rho);
        spec.scheming.scope = CST_SCOPE_TASK;
        shared(&spec, 2 * 3 * spec.rounds, 0.0);
    }
}

enum { COPY_TASKS = 8 * 16 };

/* Plays from `round` on to the end. */
static void play_on(cst_play *play, uint32_t round)
{
    uint8_t schemes[COPY_TASKS];
    for (; round < play->model->spec.rounds && !cst_play_done(play, round); round++) {
        cst_play_states_of_round(play->model, &play->random, play->trial, round, schemes);
        CU_ASSERT_EQUAL(cst_play_round(play, round, schemes, NULL), 0);
    }
}

/* A trial, and a copy of it that was made after its first half and goes on with records of its own,
 * where a trial of another number was before. */
static void copied(const cst_cell *cell)
{
    static cst_record records[3][COPY_TASKS];
    const cst_random random = {.seed = cell->seed};
    const uint32_t rounds = cell->model.spec.rounds;
    uint8_t schemes[COPY_TASKS];
    cst_play path;
    cst_play copy;
    memset(records, 0, sizeof records);
    CU_ASSERT_EQUAL_FATAL(cst_play_init(&path, &cell->model, &random, NULL), 0);
    CU_ASSERT_EQUAL_FATAL(cst_play_init(&copy, &cell->model, &random, NULL), 0);
    cst_play_begin(&copy, 8, records[2]);
    play_on(&copy, 0);
    cst_play_begin(&path, 7, records[0]);
    for (uint32_t round = 0; round < rounds / 2 && !cst_play_done(&path, round); round++) {
        cst_play_states_of_round(&cell->model, &random, 7, round, schemes);
        CU_ASSERT_EQUAL(cst_play_round(&path, round, schemes, NULL), 0);
    }
    memcpy(records[1], records[0], sizeof records[0]);
    CU_ASSERT_EQUAL(cst_play_copy(&copy, &path, NULL), 0);
    copy.records = records[1];
    play_on(&path, rounds / 2);
    play_on(&copy, rounds / 2);
    CU_ASSERT_EQUAL(memcmp(records[0], records[1], sizeof records[0]), 0);
    cst_play_free(&path);
    cst_play_free(&copy);
}

static void test_play_copy_goes_on(void)
{
    uint32_t remembering = 0;
    for (uint64_t seed = 1; seed <= 600; seed++) {
        cst_trial_spec spec;
        cst_cell cell;
        cst_play_twin_scenario(seed, 8, &spec);
        if (spec.scheming.scope == CST_SCOPE_TASK) {
            cst_direct_cell(&cell, &spec, "naive", 1, seed);
            copied(&cell);
            cst_cell_free(&cell);
            remembering += spec.protocol.kind->memory > 0;
        }
    }
    CU_ASSERT(remembering > 30);
}

CST_SUITE("play", CST_TEST(test_play_is_the_same_law), CST_TEST(test_play_scopes),
          CST_TEST(test_play_copy_goes_on))
