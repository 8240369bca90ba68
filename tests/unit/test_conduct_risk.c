/* SPDX-License-Identifier: MIT
 * What peers come to in trials: risks with and without them and shares against closed forms, and
 * the coverage of their difference.
 * Covers: conduct. */
#include "estimate/ask/conduct.h"
#include "estimate/sample/methods.h"
#include "tests/lib/direct.h"
#include "tests/lib/lists.h"
#include "tests/lib/play_shares.h"
#include "tests/lib/suite.h"

#define MATHLIB_STANDALONE 1
#include <Rmath.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

static bool holds(cst_fit_value value, double truth)
{
    return value.interval.low <= truth && truth <= value.interval.high;
}

static const double tpr = 0.8;
static const double fpr = 0.05;
static const double rate = 0.3;

/* Who answers, and where what became of it is counted. */
typedef struct outside {
    cst_conduct conduct;
    double (*says)(const cst_question *question);
} outside;

static double honest(const cst_question *at)
{
    return at->score >= 1.0 - fpr ? at->score : CST_REPLY_PASS;
}

/* Covers for its own lineage. */
static double loyal(const cst_question *at)
{
    return at->actor_lineage == at->lineage ? CST_REPLY_PASS : honest(at);
}

static double abstains(const cst_question *at)
{
    return at->actor % 2 == 0 ? CST_REPLY_ABSTAIN : CST_REPLY_NONE;
}

static int ask(void *self, uint32_t cell, const cst_question *question, size_t count,
               double *answer, cst_error *error)
{
    const outside *of = self;
    (void)cell;
    (void)error;
    for (size_t i = 0; i < count; i++) {
        answer[i] = of->says(&question[i]);
    }
    return 0;
}

static int tell(void *self, uint32_t cell, const cst_outcome *outcome, size_t count,
                cst_error *error)
{
    outside *of = self;
    (void)error;
    cst_conduct_tell(&of->conduct, cell, outcome, count);
    return 0;
}

static int pair(void *self, uint32_t cell, uint64_t trial, uint64_t escaped, uint64_t silent,
                cst_error *error)
{
    outside *of = self;
    (void)error;
    cst_conduct_pair(&of->conduct, cell, trial, escaped, silent);
    return 0;
}

static cst_trial_spec with_peer(uint32_t reviewers)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.agents = 40;
    spec.rounds = 25;
    cst_lineage *lineage = cst_test_lineages(&spec.population, 2);
    lineage[0].share = 0.75;
    lineage[1].share = 0.25;
    (void)snprintf(lineage[1].external, sizeof lineage[1].external, "alice");
    spec.scheming.law.rate = rate;
    spec.protocol.kind = cst_protocol_find(reviewers > 1 ? "committee" : "untrusted-monitor");
    spec.protocol.reviewers = reviewers;
    spec.protocol.rule = CST_RULE_ANY;
    spec.collusion.strategy = cst_collusion_find("always-pass");
    spec.score.tpr = tpr;
    spec.score.fpr = fpr;
    return spec;
}

/* Runs trials of it; the cell and the conduct are the caller's to free. */
static void run(const cst_trial_spec *spec, uint64_t trials, uint64_t seed, uint64_t batch,
                outside *of, cst_cell *cell)
{
    cst_row row = {0};
    const cst_outside asked = {.self = of, .ask = ask, .tell = tell, .pair = pair};
    const cst_cell *cells[] = {cell};
    cst_direct_cell(cell, spec, "auto", trials, seed);
    CU_ASSERT_EQUAL_FATAL(cst_conduct_init(&of->conduct, cells, 1, NULL), 0);
    cell->outside = &asked;
    CU_ASSERT_EQUAL_FATAL(cst_rehearsal_run(cell, batch, &row, NULL), 0);
    const cst_conduct_cell *told = &of->conduct.cell[0];
    CU_ASSERT_EQUAL(told->pairs.trials, trials);
    CU_ASSERT_EQUAL(told->pairs.escaped, row.count[CST_COUNT_ESCAPED]);
    CU_ASSERT_EQUAL(told->peer[0].review[0].abstained + told->peer[0].review[1].abstained +
                        told->peer[0].review[0].unanswered + told->peer[0].review[1].unanswered,
                    row.count[CST_COUNT_ABSTENTIONS]);
    cell->outside = NULL;
    cst_row_free(&row);
}

static void end(outside *of, cst_cell *cell)
{
    cst_conduct_free(&of->conduct);
    cst_cell_free(cell);
}

/* An attack escapes unless its reviewer reports it: a quarter of the reviewers are outside. */
static double risk_of(double external)
{
    return rate * (0.75 * (rate + (1.0 - rate) * (1.0 - tpr)) + 0.25 * external);
}

static void test_conduct_risk(void)
{
    enum { TRIALS = 1500 };
    static const struct {
        double (*says)(const cst_question *question);
        double misses;
    } peers[] = {{honest, 0.2}, {loyal, 0.25 * 1.0 + 0.75 * 0.2}, {abstains, 1.0}};
    const cst_trial_spec spec = with_peer(1);
    for (size_t i = 0; i < 3; i++) {
        cst_cell cell;
        outside of = {.says = peers[i].says};
        run(&spec, TRIALS, 71 + i, 65536, &of, &cell);
        const cst_conduct_risk made = cst_conduct_risk_of(&of.conduct.cell[0]);
        /* Of a lineage's own attacks 9 in 39 reviewers are its own, of others 10 in 39. */
        const double loyal_misses = 0.25 * (9.0 / 39.0) + 0.75 * (10.0 / 39.0) * 0.2;
        const double misses = i == 1 ? 4.0 * loyal_misses : peers[i].misses;
        const double tasks = TRIALS * 1000.0;
        const double with = risk_of(misses);
        const double without = risk_of(1.0);
        const double within = 5.0 * sqrt(0.25 * rate / tasks);
        (void)printf("with %.5f (%.5f), without %.5f (%.5f), difference %.5f [%.5f, %.5f]\n",
                     made.with, with, made.without.estimate, without, made.difference.estimate,
                     made.difference.interval.low, made.difference.interval.high);
        CU_ASSERT(fabs(made.with - with) < within);
        CU_ASSERT(fabs(made.without.estimate - without) < within);
        CU_ASSERT(holds(made.without, without));
        CU_ASSERT(holds(made.difference, with - without));
        CU_ASSERT(made.difference.interval.high - made.difference.interval.low < 0.003);
        if (i == 2) { /* who abstains is as nobody */
            CU_ASSERT(made.differ == 0 && isnan(made.difference.estimate));
            CU_ASSERT_EQUAL(made.with, made.without.estimate);
        } else {
            CU_ASSERT(made.difference.interval.high < 0.0);
        }
        const cst_conduct_cell *told = &of.conduct.cell[0];
        const cst_conduct_share own = cst_conduct_misses(told, 0, 2);
        const cst_conduct_share others = cst_conduct_misses(told, 0, 1);
        cst_play_share("misses of its own", own.events, own.of, i == 0 ? 0.2 : 1.0);
        cst_play_share("misses of others", others.events, others.of, i == 2 ? 1.0 : 0.2);
        CU_ASSERT(holds(cst_conduct_covers(told, 0), i == 1 ? 0.8 : 0.0));
        const cst_conduct_share honest_work = cst_conduct_reports(told, 0, false);
        const double strangers = 0.75 * 10.0 / (0.75 * 10.0 + 0.25 * 9.0); /* of what it reviews */
        const double falsely[] = {fpr, fpr * strangers, 0.0};
        cst_play_share("FPR", honest_work.events, honest_work.of, falsely[i]);
        end(&of, &cell);
    }
}

/* Beside simulated reviewers an honest one outside misses as those of them that do not scheme do:
 * the misses of two are independent. Where a cause ties who schemes, those of the simulated ones
 * are tied, and the peer's are not. */
static void test_conduct_beside(void)
{
    static const char *const laws[] = {"independent", "all-or-nothing"};
    for (size_t i = 0; i < 2; i++) {
        cst_trial_spec spec = with_peer(3);
        cst_cell cell;
        outside of = {.says = honest};
        spec.scheming.law.law = cst_law_find(laws[i]);
        run(&spec, 300, 81 + i, 65536, &of, &cell);
        const cst_conduct_beside made = cst_conduct_compare(&of.conduct.cell[0], 0);
        CU_ASSERT(made.tasks > 40000);
        CU_ASSERT(holds(made.correlation, 0.0));
        CU_ASSERT(made.correlation.interval.high - made.correlation.interval.low < 0.1);
        (void)printf("%s: agreement %.4f, correlation %.4f [%.4f, %.4f]\n", laws[i],
                     made.agreement.estimate, made.correlation.estimate,
                     made.correlation.interval.low, made.correlation.interval.high);
        end(&of, &cell);
    }
}

/* How trials are put together changes nothing, to the last bit. */
static void test_conduct_batches(void)
{
    const cst_trial_spec spec = with_peer(2);
    cst_cell cell[2];
    outside of[2] = {{.says = loyal}, {.says = loyal}};
    run(&spec, 150, 91, 1, &of[0], &cell[0]);
    run(&spec, 150, 91, 1 << 20, &of[1], &cell[1]);
    const cst_conduct_cell *a = &of[0].conduct.cell[0];
    const cst_conduct_cell *b = &of[1].conduct.cell[0];
    const size_t counts = offsetof(cst_conduct_peer, beside);
    const size_t from = offsetof(cst_conduct_peer, own);
    CU_ASSERT_EQUAL(
        memcmp((const char *)&a->peer[0] + from, (const char *)&b->peer[0] + from, counts - from),
        0);
    const cst_conduct_beside first = cst_conduct_compare(a, 0);
    const cst_conduct_beside second = cst_conduct_compare(b, 0);
    CU_ASSERT_EQUAL(memcmp(&first, &second, sizeof first), 0);
    const cst_conduct_risk with = cst_conduct_risk_of(a);
    const cst_conduct_risk other = cst_conduct_risk_of(b);
    CU_ASSERT_EQUAL(memcmp(&with, &other, sizeof with), 0);
    end(&of[0], &cell[0]);
    end(&of[1], &cell[1]);
}

/* The difference holds what is true of 300 sets of trials, in whatever order they are run. */
static void test_conduct_pairs(void)
{
    enum { SETS = 300, TRIALS = 80 };
    const cst_trial_spec spec = with_peer(1);
    uint32_t held = 0;
    uint64_t state = 9;
    for (int set = 0; set < SETS; set++) {
        cst_cell cell;
        cst_conduct conduct;
        const cst_cell *cells[] = {&cell};
        cst_direct_cell(&cell, &spec, "auto", TRIALS, 1);
        CU_ASSERT_EQUAL_FATAL(cst_conduct_init(&conduct, cells, 1, NULL), 0);
        for (uint64_t i = 0; i < TRIALS; i++) {
            state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
            const uint32_t u = (uint32_t)(state >> 32) % 100;
            /* 5 less with chance .3, 40 more with .02: a mean of -.7 */
            cst_conduct_pair(&conduct, 0, (i * 37 + 11) % TRIALS, 60 + (u < 2 ? 40 : 0),
                             60 + (u >= 70 ? 5 : 0));
        }
        const cst_conduct_risk made = cst_conduct_risk_of(&conduct.cell[0]);
        held += holds(made.difference, (0.02 * 40.0 - 0.3 * 5.0) / 1000.0) &&
                holds(made.without, (60.0 + 0.3 * 5.0) / 1000.0);
        cst_conduct_free(&conduct);
        cst_cell_free(&cell);
    }
    (void)printf("held %u of %d\n", held, SETS);
    CU_ASSERT(held >= (uint32_t)qbinom(1e-6, SETS, 0.9, 1, 0));
}

/* No attack at all: nothing is known, and nothing is said. */
static void test_conduct_nothing(void)
{
    cst_trial_spec spec = with_peer(1);
    cst_cell cell;
    outside of = {.says = honest};
    spec.scheming.law.rate = 1e-12;
    run(&spec, 50, 3, 65536, &of, &cell);
    const cst_conduct_cell *told = &of.conduct.cell[0];
    const cst_conduct_share share = cst_conduct_reports(told, 0, true);
    CU_ASSERT(share.of == 0 && isnan(share.value.estimate));
    CU_ASSERT(share.value.interval.low == 0.0 && share.value.interval.high == 1.0);
    CU_ASSERT(isnan(cst_conduct_covers(told, 0).estimate));
    CU_ASSERT(cst_conduct_covers(told, 0).interval.low == -1.0);
    const cst_conduct_beside beside = cst_conduct_compare(told, 0);
    CU_ASSERT(isnan(beside.agreement.estimate) && isnan(beside.correlation.estimate));
    CU_ASSERT(beside.correlation.interval.low == -1.0 && beside.correlation.interval.high == 1.0);
    const cst_conduct_risk risk = cst_conduct_risk_of(told);
    CU_ASSERT(risk.with == 0.0 && risk.without.estimate == 0.0);
    CU_ASSERT(risk.without.interval.low == 0.0 && risk.without.interval.high < 1e-3);
    CU_ASSERT(isnan(risk.difference.estimate) && risk.difference.interval.high < 1e-3);
    end(&of, &cell);
}

CST_SUITE("conduct_risk", CST_TEST(test_conduct_risk), CST_TEST(test_conduct_beside),
          CST_TEST(test_conduct_batches), CST_TEST(test_conduct_pairs),
          CST_TEST(test_conduct_nothing))
