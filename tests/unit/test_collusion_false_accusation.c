/* SPDX-License-Identifier: MIT */
#include "tests/lib/chi_square.h"
#include "tests/lib/direct.h"
#include "tests/lib/lists.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdio.h>

static cst_collusion_spec at(double probability, double accuse)
{
    cst_collusion_spec spec = cst_collusion_spec_default();
    spec.strategy = cst_collusion_find("false-accusation");
    spec.probability = probability;
    spec.accuse = accuse;
    return spec;
}

/* Attacks are hidden at c, honest work is reported where it would be passed at phi; neither depends
 * on the other. */
static void test_collusion_false_accusation_acts(void)
{
    static const double values[] = {0.0, 1e-9, 0.3, 1.0};
    for (size_t i = 0; i < 16; i++) {
        const cst_collusion_spec spec = at(values[i / 4], values[i % 4]);
        for (int kin = 0; kin <= 1; kin++) {
            const cst_collusion_acts acts = cst_collusion_act(&spec, kin != 0);
            CU_ASSERT_EQUAL(acts.hides_attack, values[i / 4]);
            CU_ASSERT_EQUAL(acts.hides_honest, 0.0);
            CU_ASSERT_EQUAL(acts.hides_honeypot, values[i / 4]);
            CU_ASSERT_EQUAL(acts.accuses, values[i % 4]);
        }
    }
}

/* Attacks by all together, one reviewer; and honest work whose reviewer schemes with p = .1 by
 * itself: flagged falsely with f(1 - p) + (f + (1 - f) phi) p. */
static void test_collusion_false_accusation_shares(void)
{
    static const char *const methods[] = {"naive", "skip"};
    cst_trial_spec spec = cst_trial_spec_default();
    spec.protocol.kind = cst_protocol_find("untrusted-monitor");
    spec.scheming.law.law = cst_law_find("all-or-nothing");
    spec.score.tpr = 0.7;
    spec.collusion = at(0.4, 0.5);
    cst_direct_shares(&spec, 181, 0.6 * 0.7, 1.0 - 0.6 * 0.7);
    spec.scheming.law.law = cst_law_find("independent");
    spec.scheming.law.rate = 0.1;
    spec.agents = 100;
    spec.rounds = 10;
    const double f = 0.02;
    spec.score.fpr = f;
    for (size_t i = 0; i < 2; i++) {
        static cst_row row;
        cst_cell cell;
        cst_test_seed(183 + i);
        cst_direct_cell(&cell, &spec, methods[i], 100, 183 + i);
        CU_ASSERT_EQUAL_FATAL(cst_rehearsal_run(&cell, 4096, &row, NULL), 0);
        const uint64_t discarded = row.count[CST_COUNT_HONEST_DISCARDED];
        const uint64_t honest = row.count[CST_COUNT_HONEST_USED] + discarded;
        cst_test_share("accused", discarded, honest, 0.9 * f + 0.1 * (f + (1.0 - f) * 0.5), 0.2);
        cst_cell_free(&cell);
    }
}

/* Escapes of a trial where rare and frequent schemers share a budget of audits, and who is audited
 * is out. first: the rate of the lineage that is written first. */
static cst_spread escapes(double first, double second, uint64_t seed)
{
    static cst_row row;
    cst_cell cell;
    cst_trial_spec spec = cst_trial_spec_default();
    spec.agents = 20;
    spec.rounds = 20;
    cst_lineage *lineage = cst_test_lineages(&spec.population, 2);
    lineage[0].share = lineage[1].share = 0.5;
    lineage[0].rate = first;
    lineage[1].rate = second;
    spec.protocol.kind = cst_protocol_find("untrusted-monitor");
    spec.protocol.audit_budget = 0.1;
    spec.collusion = at(1.0, 1.0);
    spec.response.on = CST_ON_REPORT;
    spec.response.effect = CST_EFFECT_QUARANTINE;
    cst_test_seed(seed);
    cst_direct_cell(&cell, &spec, "naive", 2000, seed);
    CU_ASSERT_EQUAL_FATAL(cst_rehearsal_run(&cell, 4096, &row, NULL), 0);
    cst_cell_free(&cell);
    return row.spread[CST_SPREAD_ESCAPED];
}

static double mean_of(const cst_spread *spread, double *variance)
{
    const double n = (double)spread->trials;
    const double mean = (double)spread->sum / n;
    *variance += ((double)spread->sum_sq / n - mean * mean) / n;
    return mean;
}

/* Accusations are all as suspicious as each other: which of them is audited is drawn, and so which
 * lineage is written first does not matter. Six standard errors, two in 1e9; they are below 5 %. */
static void test_collusion_false_accusation_no_first(void)
{
    const cst_spread rare_first = escapes(0.02, 0.4, 187);
    const cst_spread rare_last = escapes(0.4, 0.02, 188);
    double variance = 0.0;
    const double one = mean_of(&rare_first, &variance);
    const double other = mean_of(&rare_last, &variance);
    CU_ASSERT(6.0 * sqrt(variance) < 0.05 * one);
    CU_ASSERT(fabs(one - other) < 6.0 * sqrt(variance));
    (void)printf("escapes %.3f and %.3f, error %.3f ", one, other, sqrt(variance));
}

static void test_collusion_false_accusation_errors(void)
{
    static const double bad[] = {-0.1, 1.1, NAN};
    for (size_t i = 0; i < 3; i++) {
        cst_error error = {0};
        const cst_collusion_spec spec = at(1.0, bad[i]);
        CU_ASSERT_EQUAL(cst_collusion_spec_check(&spec, &error), CST_ERR_MONITOR);
        CU_ASSERT_STRING_EQUAL(error.key, "collusion.accuse");
    }
}

CST_SUITE("collusion_false_accusation", CST_TEST(test_collusion_false_accusation_acts),
          CST_TEST(test_collusion_false_accusation_shares),
          CST_TEST(test_collusion_false_accusation_no_first),
          CST_TEST(test_collusion_false_accusation_errors))
