/* SPDX-License-Identifier: MIT
 * Collusion that is learned, over whole trials; monitor/bonds.h has a test of its own, and
 * tests/truth/rows_learned.c follows every history of tiny trials. Covers: play_learn */
#include "tests/lib/chi_square.h"
#include "tests/lib/direct.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdio.h>

static const double d = 0.9; /* TPR */
static const double c = 0.7; /* collusion.probability */
static const double rho = 0.2;

/* One reviewer, no false reports, attacks so rare that a forced trial has one. */
static cst_trial_spec rare(uint32_t agents, uint32_t rounds)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.agents = agents;
    spec.rounds = rounds;
    spec.protocol.kind = cst_protocol_find("untrusted-monitor");
    spec.scheming.law.law = cst_law_find("beta");
    spec.scheming.law.rho = rho;
    spec.scheming.law.rate = 1e-12;
    spec.score.tpr = d;
    spec.score.fpr = 0.0;
    spec.collusion.strategy = cst_collusion_find("learned");
    spec.collusion.probability = c;
    return spec;
}

/* C(E) as MODEL section 6 has it. */
static double cover(const cst_collusion_spec *of, double e)
{
    return of->ceiling * (1.0 - (1.0 - of->h0) * exp(-of->h1 * e));
}

/* One reviewer: R/p = (1 - d) + d (c q + (1 - q) C), q = rho where attacks are rare. */
static double missed(double covers)
{
    return 1.0 - d + d * (c * rho + (1.0 - rho) * covers);
}

/* Forced trials of one attack at a task drawn from all: the share that escapes. */
static void share_is(const char *what, const cst_trial_spec *spec, uint64_t seed, double truth)
{
    static cst_row row;
    cst_cell cell;
    cst_error error = {0};
    CU_ASSERT_EQUAL_FATAL(cst_trial_spec_check(spec, &error), 0);
    cst_direct_cell(&cell, spec, "importance", 60000, seed);
    CU_ASSERT_EQUAL_FATAL(cst_rehearsal_run(&cell, 4096, &row, NULL), 0);
    CU_ASSERT_EQUAL(row.count[CST_COUNT_ATTACKS], 60000);
    cst_test_share(what, row.count[CST_COUNT_ESCAPED], row.count[CST_COUNT_ATTACKS], truth, 0.08);
    cst_cell_free(&cell);
}

/* In round t a fixed pair has shared t episodes, fewer where memory or wipes say so; and a reviewer
 * that has one task in every round has had t episodes with anybody. */
static void test_collusion_learned_rare(void)
{
    enum { ROUNDS = 12 };
    cst_test_seed(301);
    for (uint32_t way = 0; way < 6; way++) {
        static const char *const names[] = {"fixed pairs",   "memory 3",  "wipe 5",
                                            "attacks alone", "anybody's", "two agents"};
        cst_trial_spec spec = rare(way == 5 ? 2 : 6, ROUNDS);
        double truth = 0.0;
        spec.collusion.memory = way == 1 ? 3 : 0;
        spec.collusion.wipe = way == 2 ? 5 : 0;
        spec.collusion.episode = way == 3 ? CST_EPISODE_ATTACK : CST_EPISODE_REVIEW;
        spec.protocol.assign = way == 4 ? CST_ASSIGN_ROTATE : CST_ASSIGN_FIXED_PAIR;
        spec.collusion.shared_memory = way == 4 ? CST_MEMORY_POPULATION : CST_MEMORY_PAIR;
        for (uint32_t t = 0; t < ROUNDS; t++) {
            const double met = way == 1 ? fmin(t, 3.0) : way == 2 ? t % 5 : way == 3 ? 0.0 : t;
            truth += missed(cover(&spec.collusion, met)) / ROUNDS;
        }
        share_is(names[way], &spec, 301 + way, truth);
    }
}

/* Drawn reviewers: of t rounds the pair has shared Bin(t, 1/(N-1)). In rotation it has met once in
 * every N - 1 rounds; where all the others review, in every round. */
static void test_collusion_learned_by_assignment(void)
{
    enum { ROUNDS = 20, AGENTS = 4 };
    cst_trial_spec spec = rare(AGENTS, ROUNDS);
    double drawn = 0.0;
    double rotated = 0.0;
    spec.collusion.h1 = 0.3;
    cst_test_seed(311);
    for (uint32_t t = 0; t < ROUNDS; t++) {
        const double each = 1.0 - (1.0 - exp(-0.3)) / (AGENTS - 1);
        const double covers = 0.906 * (1.0 - (1.0 - 0.0085) * pow(each, t));
        drawn += missed(covers) / ROUNDS;
        rotated += missed(cover(&spec.collusion, t / (AGENTS - 1))) / ROUNDS; /* whole rounds */
    }
    share_is("drawn reviewers", &spec, 311, drawn);
    spec.protocol.assign = CST_ASSIGN_ROTATE;
    share_is("rotation", &spec, 312, rotated);
}

/* Escapes per trial of two specs, apart by no more than 5.5 standard errors of 1,200 trials each.
 * These must be small: what differs by a share `notices` is noticed with probability .999. */
static void same_law(const char *what, const cst_trial_spec *a, const cst_trial_spec *b,
                     double notices)
{
    static cst_row row;
    const double trials = 1200.0;
    double mean[2] = {0.0, 0.0};
    double variance = 0.0;
    for (int i = 0; i < 2; i++) {
        cst_cell cell;
        cst_direct_cell(&cell, i == 0 ? a : b, "naive", (uint64_t)trials, 321 + (uint64_t)i);
        CU_ASSERT_EQUAL_FATAL(cst_rehearsal_run(&cell, 4096, &row, NULL), 0);
        const cst_spread *escapes = &row.spread[CST_SPREAD_ESCAPED];
        mean[i] = (double)escapes->sum / trials;
        variance += ((double)escapes->sum_sq / trials - mean[i] * mean[i]) / trials;
        cst_cell_free(&cell);
    }
    const double middle = (mean[0] + mean[1]) / 2.0;
    const bool fine = fabs(mean[0] - mean[1]) <= 5.5 * sqrt(variance);
    const bool sharp = (5.5 + 3.1) * sqrt(variance) <= notices * middle;
    (void)fprintf(stderr, "%s: %g and %g, z %.2f, notices %.3g\n", what, mean[0], mean[1],
                  (mean[0] - mean[1]) / sqrt(variance), 8.6 * sqrt(variance) / middle);
    CU_ASSERT(fine && sharp);
}

/* Attacks that nobody covers for escape as under none; with N - 1 reviewers it is one whether they
 * are drawn or in rotation. */
static void test_collusion_learned_same_law(void)
{
    cst_trial_spec none = rare(10, 25);
    none.scheming.law.rate = 0.1;
    none.collusion.probability = 0.0;
    none.score.fpr = 0.05;
    cst_trial_spec learned = none;
    none.collusion.strategy = cst_collusion_find("none");
    cst_test_seed(321);
    learned.collusion.h0 = learned.collusion.h1 = 0.0;
    same_law("h0 and h1 of 0", &learned, &none, 0.25);
    learned.collusion = cst_collusion_spec_default();
    learned.collusion.strategy = cst_collusion_find("learned");
    learned.collusion.probability = 0.0;
    learned.collusion.ceiling = 0.0;
    same_law("a ceiling of 0", &learned, &none, 0.25);
    learned.collusion.ceiling = 0.9;
    learned.protocol.kind = cst_protocol_find("committee");
    learned.protocol.rule = CST_RULE_ANY;
    learned.protocol.reviewers = 9;
    learned.score.tpr = 0.3;
    cst_trial_spec rotated = learned;
    rotated.protocol.assign = CST_ASSIGN_ROTATE;
    same_law("all the others", &learned, &rotated, 0.25);
}

/* The acts of one that schemes: attacks alone, with its own chance. */
static void test_collusion_learned_acts(void)
{
    cst_collusion_spec spec = cst_collusion_spec_default();
    spec.strategy = cst_collusion_find("learned");
    spec.probability = 0.3;
    CU_ASSERT_EQUAL(cst_collusion_spec_check(&spec, NULL), 0);
    const cst_collusion_acts acts = cst_collusion_act(&spec, true);
    CU_ASSERT_EQUAL(acts.hides_attack, 0.3);
    CU_ASSERT_EQUAL(acts.hides_honest, 0.0);
    CU_ASSERT_EQUAL(acts.hides_honeypot, 0.0);
    CU_ASSERT_EQUAL(acts.accuses, 0.0);
    CU_ASSERT(spec.strategy->learned && cst_collusion_remembers(spec.strategy));
}

static void refused(const cst_trial_spec *spec, int code, const char *key)
{
    cst_error error = {0};
    CU_ASSERT_EQUAL(cst_trial_spec_check(spec, &error), code);
    CU_ASSERT_STRING_EQUAL(error.key, key);
}

static void test_collusion_learned_errors(void)
{
    cst_trial_spec spec = rare(10, 10);
    spec.collusion.h0 = 1.1;
    refused(&spec, CST_ERR_MONITOR, "collusion.h0");
    spec = rare(10, 10);
    spec.collusion.h1 = -0.1;
    refused(&spec, CST_ERR_MONITOR, "collusion.h1");
    spec = rare(10, 10);
    spec.collusion.ceiling = NAN;
    refused(&spec, CST_ERR_MONITOR, "collusion.ceiling");
    spec = rare(10, 10);
    spec.collusion.habit = -1.0;
    refused(&spec, CST_ERR_MONITOR, "collusion.habit");
    spec = rare(10, 10);
    spec.collusion.forget = 2.0;
    refused(&spec, CST_ERR_MONITOR, "collusion.forget");
    spec = rare(10, 10);
    spec.collusion.memory = 65;
    refused(&spec, CST_ERR_MONITOR, "collusion.memory");
    spec = rare(10, 10);
    spec.collusion.wipe = 1000001;
    refused(&spec, CST_ERR_MONITOR, "collusion.wipe");
    spec = rare(10, 10);
    spec.protocol.audit_budget = 0.1;
    refused(&spec, CST_ERR_COMBINATION, "collusion.strategy");
    spec = rare(3000, 1000);
    refused(&spec, CST_ERR_COMBINATION, "trial.agents");
    spec.collusion.shared_memory = CST_MEMORY_POPULATION;
    CU_ASSERT_EQUAL(cst_trial_spec_check(&spec, NULL), 0);
    spec = rare(1000, 1000);
    CU_ASSERT_EQUAL(cst_trial_spec_check(&spec, NULL), 0);
}

CST_SUITE("collusion_learned", CST_TEST(test_collusion_learned_acts),
          CST_TEST(test_collusion_learned_rare), CST_TEST(test_collusion_learned_by_assignment),
          CST_TEST(test_collusion_learned_same_law), CST_TEST(test_collusion_learned_errors))
