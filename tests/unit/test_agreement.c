/* SPDX-License-Identifier: MIT
 * Methods against each other: on random scenarios all that apply agree, skip has naive's law in
 * whole distributions, and intervals hold as often as they say. CST_LONG=1: ten times the
 * replicates. */
#include "estimate/exact/closed.h"
#include "estimate/sample/methods.h"
#include "tests/lib/chi_square.h"
#include "tests/lib/direct.h"
#include "tests/lib/suite.h"
#include "tests/lib/twin.h"

#define MATHLIB_STANDALONE 1
#include <Rmath.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const methods[] = {"naive", "skip", "strata", "importance"};
enum { NAIVE, SKIP, STRATA, IMPORTANCE, METHODS };

static bool applies(const cst_trial_spec *spec, int method)
{
    cst_model model;
    CU_ASSERT_EQUAL_FATAL(cst_model_make(&model, spec, NULL), 0);
    const bool serves = cst_method_find(methods[method])->applies(&model, NULL) == 0;
    cst_model_free(&model);
    return serves;
}

static void run(const cst_trial_spec *spec, int method, uint64_t tasks, uint64_t seed, cst_row *row)
{
    const bool attacks = method == STRATA || method == IMPORTANCE;
    const uint64_t length = (uint64_t)spec->agents * spec->rounds;
    cst_cell cell;
    cst_direct_cell(&cell, spec, methods[method], attacks ? tasks : tasks / length + 1, seed);
    CU_ASSERT_EQUAL_FATAL(cst_rehearsal_run(&cell, 1 << 16, row, NULL), 0);
    cst_cell_free(&cell);
}

static cst_result risk_of(const cst_trial_spec *spec, int method, const cst_row *row, double level)
{
    cst_result out[CST_RESULT_KINDS];
    cst_cell cell;
    cst_direct_cell(&cell, spec, methods[method], 1, 1);
    cst_cell_results(&cell, row, 1.0 - level, out);
    cst_cell_free(&cell);
    return out[CST_RESULT_RESIDUAL_RISK];
}

/* The row read under another law: what weights of a wrong law would make of it. */
static bool apart(const cst_result *a, const cst_result *b)
{
    return a->low > b->high || b->low > a->high;
}

/* On 100 random scenarios, each method's interval against each other's and against the closed form,
 * at a level of one in a million each. That the test can fail: strata that are weighted by the law
 * of half the rate are told from the others in most scenarios. */
static void test_agreement_random_scenarios(void)
{
    enum { SCENARIOS = 100, TASKS = 60000 };
    const double level = 1e-6;
    uint32_t judged = 0;
    uint32_t noticed = 0;
    for (uint64_t seed = 1; judged < SCENARIOS; seed++) {
        static cst_row row;
        cst_result risk[METHODS];
        double exact[CST_RESULT_KINDS];
        cst_trial_spec spec;
        cst_model model;
        char text[512];
        cst_twin_scenario(seed + 7000, 12, &spec);
        if (!applies(&spec, STRATA) || !applies(&spec, SKIP)) {
            continue;
        }
        judged++;
        CU_ASSERT_EQUAL_FATAL(cst_model_make(&model, &spec, NULL), 0);
        cst_closed_forms(&model, exact);
        cst_model_free(&model);
        for (int method = 0; method < METHODS; method++) {
            run(&spec, method, TASKS, seed, &row);
            risk[method] = risk_of(&spec, method, &row, level);
            const double truth = exact[CST_RESULT_RESIDUAL_RISK];
            if (truth < risk[method].low * (1 - 1e-9) || truth > risk[method].high * (1 + 1e-9)) {
                (void)printf("\n    seed %" PRIu64 ", %s: %g not in [%g, %g]: %s", seed,
                             methods[method], truth, risk[method].low, risk[method].high,
                             cst_twin_describe(&spec, text, sizeof text));
                CU_FAIL("a method is off");
            }
        }
        for (int pair = 0; pair < METHODS * METHODS; pair++) {
            CU_ASSERT_FALSE(apart(&risk[pair / METHODS], &risk[pair % METHODS]));
        }
        run(&spec, STRATA, TASKS, seed, &row);
        spec.scheming.law.rate *= 0.5;
        if (cst_trial_spec_check(&spec, NULL) == 0) {
            const cst_result wrong = risk_of(&spec, STRATA, &row, level);
            noticed += apart(&wrong, &risk[NAIVE]);
        }
    }
    (void)printf("\n    half the rate was noticed in %u of %d", noticed, SCENARIOS);
    CU_ASSERT(noticed > SCENARIOS / 2);
}

/* Chi-square of homogeneity of two histograms, buckets joined to 40 and more: the upper tail. */
static double tail_of(const cst_spread *a, const cst_spread *b)
{
    double statistic = 0.0;
    double freedom = -1.0;
    double open[2] = {0.0, 0.0};
    const double more = sqrt((double)a->trials / (double)b->trials);
    for (uint32_t i = 0; i < CST_SPREAD_BUCKETS; i++) {
        open[0] += (double)cst_spread_at(a, i);
        open[1] += (double)cst_spread_at(b, i);
        if (open[0] + open[1] >= 40.0) {
            const double off = open[0] / more - open[1] * more;
            statistic += off * off / (open[0] + open[1]);
            freedom += 1.0;
            open[0] = open[1] = 0.0;
        }
    }
    return freedom >= 1.0 ? pchisq(statistic, freedom, 0, 0) : (double)NAN;
}

/* Escapes and attacks per trial, by trial: 40 scenarios. No tail under one in a million; and all of
 * them together uniform, by Fisher's sum. A law of other attacks would be noticed. */
static void test_agreement_sparse_is_dense(void)
{
    enum { SCENARIOS = 40, TASKS = 300000 };
    uint32_t judged = 0;
    double fisher = 0.0;
    double terms = 0.0;
    uint32_t noticed = 0;
    cst_test_seed(9000);
    for (uint64_t seed = 9000; judged < SCENARIOS; seed++) {
        static cst_row dense;
        static cst_row sparse;
        cst_trial_spec spec;
        cst_twin_scenario(seed, 12, &spec);
        if (!applies(&spec, SKIP)) {
            continue;
        }
        judged++;
        run(&spec, NAIVE, TASKS, seed, &dense);
        run(&spec, SKIP, TASKS, seed, &sparse);
        for (uint32_t kind = CST_SPREAD_ATTACKS; kind <= CST_SPREAD_ESCAPED; kind++) {
            const double tail = tail_of(&dense.spread[kind], &sparse.spread[kind]);
            if (!isnan(tail)) {
                CU_ASSERT(tail > 1e-6);
                fisher -= 2.0 * log(tail);
                terms += 2.0;
            }
        }
        spec.scheming.law.rate *= 0.9;
        if (cst_trial_spec_check(&spec, NULL) == 0 && applies(&spec, SKIP)) {
            run(&spec, SKIP, TASKS, seed, &sparse);
            noticed += tail_of(&dense.spread[CST_SPREAD_ATTACKS],
                               &sparse.spread[CST_SPREAD_ATTACKS]) < 1e-6;
        }
    }
    const double all = pchisq(fisher, terms, 0, 0);
    (void)printf("\n    %.0f tails, together %.3f; a rate 10 %% lower was noticed in %u of %d",
                 terms / 2.0, all, noticed, SCENARIOS);
    CU_ASSERT(terms >= 2.0 * SCENARIOS);
    CU_ASSERT(all > 1e-6);
    CU_ASSERT(noticed > SCENARIOS / 2);
}

/* --- Coverage -------------------------------------------------------------------------------- */

static cst_trial_spec model_of(int index)
{
    static const char *const laws[] = {"independent", "beta", "common-cause",
                                       "two-point",   "beta", "copula"};
    static const char *const kinds[] = {"untrusted-monitor", "committee",       "committee",
                                        "committee",         "trusted-monitor", "committee"};
    cst_trial_spec spec = cst_trial_spec_default();
    spec.agents = 20;
    spec.rounds = 5;
    spec.scheming.law.law = cst_law_find(laws[index]);
    spec.scheming.law.rate = 0.05;
    spec.scheming.law.rho = 0.1;
    spec.scheming.law.common_share = 0.05;
    spec.scheming.law.together = 0.4;
    spec.scheming.law.latent_model = 0.3;
    spec.protocol.kind = cst_protocol_find(kinds[index]);
    spec.protocol.reviewers = index == 0 || index == 4 ? 1 : 2 + (uint32_t)index % 2;
    spec.protocol.rule = index == 2 ? CST_RULE_ANY : CST_RULE_MAJORITY;
    spec.score.tpr = 0.8;
    spec.protocol.audit_success = index == 5 ? 0.7 : 1.0;
    spec.protocol.flagged_work = index == 5 ? CST_FLAGGED_USE : CST_FLAGGED_DISCARD;
    CU_ASSERT_EQUAL_FATAL(cst_trial_spec_check(&spec, NULL), 0);
    return spec;
}

/* 95 % intervals of `times` runs of some 4000 tasks, or 2000 attacks; how many hold the closed
 * form. */
static uint64_t covered(const cst_trial_spec *spec, int method, uint64_t times)
{
    static cst_row row;
    double exact[CST_RESULT_KINDS];
    uint64_t hits = 0;
    cst_cell cell;
    const uint64_t trials = method == STRATA || method == IMPORTANCE ? 2000 : 40;
    cst_direct_cell(&cell, spec, methods[method], trials, 0);
    cst_closed_forms(&cell.model, exact);
    for (uint64_t seed = 1; seed <= times; seed++) {
        cst_result out[CST_RESULT_KINDS];
        cell.seed = seed;
        CU_ASSERT_EQUAL_FATAL(cst_rehearsal_run(&cell, 1 << 16, &row, NULL), 0);
        cst_cell_results(&cell, &row, 0.95, out);
        hits += out[CST_RESULT_RESIDUAL_RISK].low <= exact[CST_RESULT_RESIDUAL_RISK] &&
                exact[CST_RESULT_RESIDUAL_RISK] <= out[CST_RESULT_RESIDUAL_RISK].high;
    }
    cst_cell_free(&cell);
    return hits;
}

/* Each method on six models. Fewer than the one-in-a-million quantile of 95 % fail: .939 of 10,000.
 * An interval of 90 % would. */
static void test_agreement_coverage(void)
{
    const uint64_t times = getenv("CST_LONG") != NULL ? 10000 : 1000;
    const double least = qbinom(1e-6, (double)times, 0.95, 1, 0);
    CU_ASSERT(pbinom(least - 1.0, (double)times, 0.90, 1, 0) > 0.9);
    for (int index = 0; index < 6; index++) {
        const cst_trial_spec spec = model_of(index);
        (void)printf("\n    model %d:", index + 1);
        for (int method = 0; method < METHODS; method++) {
            const uint64_t hits = covered(&spec, method, times);
            (void)printf(" %s %.4f", methods[method], (double)hits / (double)times);
            CU_ASSERT((double)hits >= least);
        }
    }
}

CST_SUITE("agreement", CST_TEST(test_agreement_random_scenarios),
          CST_TEST(test_agreement_sparse_is_dense), CST_TEST(test_agreement_coverage))
