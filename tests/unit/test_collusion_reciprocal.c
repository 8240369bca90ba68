/* SPDX-License-Identifier: MIT */
#include "tests/lib/direct.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdio.h>

static cst_collusion_spec at(double probability, double start)
{
    cst_collusion_spec spec = cst_collusion_spec_default();
    spec.strategy = cst_collusion_find("reciprocal");
    spec.probability = probability;
    spec.start = start;
    return spec;
}

/* Towards an actor that it covers for: its attacks are hidden and nothing else, whoever started. */
static void test_collusion_reciprocal_acts(void)
{
    static const double values[] = {0.0, 0.3, 1.0};
    for (size_t i = 0; i < 9; i++) {
        const cst_collusion_spec spec = at(values[i / 3], values[i % 3]);
        CU_ASSERT_EQUAL(cst_collusion_spec_check(&spec, NULL), 0);
        for (int kin = 0; kin <= 1; kin++) {
            const cst_collusion_acts acts = cst_collusion_act(&spec, kin != 0);
            CU_ASSERT_EQUAL(acts.hides_attack, values[i / 3]);
            CU_ASSERT_EQUAL(acts.hides_honest, 0.0);
            CU_ASSERT_EQUAL(acts.hides_honeypot, 0.0);
            CU_ASSERT_EQUAL(acts.accuses, 0.0);
        }
        CU_ASSERT_TRUE(spec.strategy->reciprocal);
        CU_ASSERT_FALSE(spec.strategy->clique);
    }
}

enum { TASKS = 6, TRIALS = 1000, MOST = TASKS * TRIALS + 1 };

/* P(x of the attacks of one trial escape): two agents attack in turn, each reviewed by the other,
 * who sees everything and covers where it was covered for, or by a first cover. */
static void trial_law(double start, double *escapes)
{
    double law[4][TASKS + 1] = {{1.0}}; /* [who has covered for the other, bit by agent] */
    for (unsigned task = 0; task < TASKS; task++) {
        double next[4][TASKS + 1] = {{0.0}};
        const unsigned actor = task % 2;
        for (unsigned covered = 0; covered < 4; covered++) {
            const double covers = (covered >> actor & 1) != 0 ? 1.0 : start;
            for (unsigned x = 0; x <= task; x++) {
                next[covered | 1U << (1 - actor)][x + 1] += law[covered][x] * covers;
                next[covered][x] += law[covered][x] * (1.0 - covers);
            }
        }
        for (unsigned i = 0; i < 4 * (TASKS + 1); i++) {
            law[i / (TASKS + 1)][i % (TASKS + 1)] = next[i / (TASKS + 1)][i % (TASKS + 1)];
        }
    }
    for (unsigned x = 0; x <= TASKS; x++) {
        escapes[x] = law[0][x] + law[1][x] + law[2][x] + law[3][x];
    }
}

/* P(the trials' sum is at most x) for every x, by convolution. */
static void sum_law(const double *one, double *below)
{
    static double law[2][MOST];
    law[0][0] = 1.0;
    for (unsigned trial = 0; trial < TRIALS; trial++) {
        double *from = law[trial % 2];
        double *to = law[1 - trial % 2];
        for (unsigned x = 0; x < MOST; x++) {
            to[x] = 0.0;
            for (unsigned y = 0; y <= TASKS && y <= x; y++) {
                to[x] += from[x - y] * one[y];
            }
        }
    }
    below[0] = law[TRIALS % 2][0];
    for (unsigned x = 1; x < MOST; x++) {
        below[x] = below[x - 1] + law[TRIALS % 2][x];
    }
}

/* All escapes of 1000 trials within the middle 1 - 2e-6 of their exact law. Without memory the
 * share would be `start`, which lies outside. */
static void test_collusion_reciprocal_remembers(void)
{
    static cst_row row;
    static double below[MOST];
    double one[TASKS + 1];
    cst_cell cell;
    cst_trial_spec spec = cst_trial_spec_default();
    spec.protocol.kind = cst_protocol_find("untrusted-monitor");
    spec.scheming.law.law = cst_law_find("all-or-nothing");
    spec.scheming.law.rate = 1.0;
    spec.score.tpr = 1.0;
    spec.agents = 2;
    spec.rounds = TASKS / 2;
    spec.collusion = at(1.0, 0.3);
    (void)printf("seed 193 ");
    cst_direct_cell(&cell, &spec, "naive", TRIALS, 193);
    CU_ASSERT_EQUAL_FATAL(cst_rehearsal_run(&cell, 4096, &row, NULL), 0);
    trial_law(0.3, one);
    sum_law(one, below);
    const uint64_t escaped = row.count[CST_COUNT_ESCAPED];
    CU_ASSERT_EQUAL(row.count[CST_COUNT_ATTACKS], (uint64_t)TASKS * TRIALS);
    CU_ASSERT(below[escaped] > 1e-6);
    CU_ASSERT(escaped == 0 || below[escaped - 1] < 1.0 - 1e-6);
    CU_ASSERT(below[3 * TASKS * TRIALS / 10 + 300] < 1e-6);
    cst_cell_free(&cell);
}

static void test_collusion_reciprocal_errors(void)
{
    static const double bad[] = {-0.1, 1.1, NAN};
    for (size_t i = 0; i < 3; i++) {
        cst_error error = {0};
        const cst_collusion_spec spec = at(1.0, bad[i]);
        CU_ASSERT_EQUAL(cst_collusion_spec_check(&spec, &error), CST_ERR_MONITOR);
        CU_ASSERT_STRING_EQUAL(error.key, "collusion.start");
    }
}

CST_SUITE("collusion_reciprocal", CST_TEST(test_collusion_reciprocal_acts),
          CST_TEST(test_collusion_reciprocal_remembers), CST_TEST(test_collusion_reciprocal_errors))
