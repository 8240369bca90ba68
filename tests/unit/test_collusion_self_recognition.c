/* SPDX-License-Identifier: MIT */
#include "tests/lib/direct.h"
#include "tests/lib/lists.h"
#include "tests/lib/suite.h"

#include <math.h>

static cst_collusion_spec at(double auc, double mistaken)
{
    cst_collusion_spec spec = cst_collusion_spec_default();
    spec.strategy = cst_collusion_find("self-recognition");
    spec.auc = auc;
    spec.mistaken = mistaken;
    return spec;
}

/* P(N(0, 1) > x), from the error function. */
static double above(double x)
{
    return 0.5 * erfc(x / sqrt(2.0));
}

/* The area under the curve of what is recognised over what is mistaken must be the AUC that was
 * put in: the trapezoid rule over x, where mistaken = above(x). At the published AUCs, untrained,
 * paraphrased and trained. */
static void test_collusion_self_recognition_area(void)
{
    static const double published[] = {0.62, 0.76, 0.98};
    for (size_t i = 0; i < 3; i++) {
        const double pi = acos(-1.0);
        const double step = 1.0 / 32;
        double area = 0.0;
        for (int x = -256; x <= 256; x++) {
            const cst_collusion_spec spec = at(published[i], above(step * x));
            const cst_collusion_acts acts = cst_collusion_act(&spec, true);
            area += acts.hides_attack * exp(-step * x * step * x / 2.0) / sqrt(2.0 * pi) * step;
        }
        CU_ASSERT_DOUBLE_EQUAL(area, published[i], 1e-10);
    }
}

/* A copy's honest work is recognised as its attacks are; another model's honeypots are not; and
 * across lineages nothing is. */
static void test_collusion_self_recognition_acts(void)
{
    cst_collusion_spec spec = at(0.98, 0.02);
    spec.probability = 0.5;
    const cst_collusion_acts kin = cst_collusion_act(&spec, true);
    const cst_collusion_acts stranger = cst_collusion_act(&spec, false);
    CU_ASSERT_EQUAL(kin.hides_honest, kin.hides_attack);
    CU_ASSERT(kin.hides_attack > 0.5 * 0.7);
    CU_ASSERT_DOUBLE_EQUAL(kin.hides_honeypot, 0.01, 1e-15);
    CU_ASSERT_DOUBLE_EQUAL(stranger.hides_attack, 0.01, 1e-15);
    CU_ASSERT_DOUBLE_EQUAL(stranger.hides_honest, 0.01, 1e-15);
    CU_ASSERT_DOUBLE_EQUAL(stranger.hides_honeypot, 0.01, 1e-15);
    CU_ASSERT_EQUAL(kin.accuses, 0.0);
    CU_ASSERT_TRUE(spec.strategy->lineage_bound);
}

/* A better score and a bolder threshold recognise more; without a score, chance is left. */
static void test_collusion_self_recognition_monotone(void)
{
    for (double mistaken = 0.05; mistaken < 1.0; mistaken += 0.1) {
        double last = 0.0;
        for (double auc = 0.5; auc < 0.97; auc += 0.0625) {
            const cst_collusion_spec spec = at(auc, mistaken);
            const cst_collusion_spec bolder = at(auc, mistaken + 0.05);
            const double recognised = cst_collusion_act(&spec, true).hides_attack;
            CU_ASSERT(recognised > last);
            CU_ASSERT(cst_collusion_act(&bolder, true).hides_attack > recognised);
            last = recognised;
        }
        const cst_collusion_spec blind = at(0.5, mistaken);
        CU_ASSERT_DOUBLE_EQUAL(cst_collusion_act(&blind, true).hides_attack, mistaken, 1e-12);
    }
}

/* Two lineages of 50, all scheming together: the reviewer is one of 49 kin or 50 strangers. */
static void test_collusion_self_recognition_spares_kin(void)
{
    cst_trial_spec spec = cst_trial_spec_default();
    cst_lineage *lineage = cst_test_lineages(&spec.population, 2);
    lineage[0].share = lineage[1].share = 0.5;
    spec.protocol.kind = cst_protocol_find("untrusted-monitor");
    spec.scheming.law.law = cst_law_find("all-or-nothing");
    spec.score.tpr = 0.7;
    spec.collusion = at(0.98, 0.02);
    const double kin = cst_collusion_act(&spec.collusion, true).hides_attack;
    const double stranger = cst_collusion_act(&spec.collusion, false).hides_attack;
    const double caught = 0.7 * (1.0 - (49.0 * kin + 50.0 * stranger) / 99.0);
    cst_direct_shares(&spec, 175, caught, 1.0 - caught);
}

static void test_collusion_self_recognition_errors(void)
{
    static const double bad[] = {0.3, 1.01, NAN};
    cst_collusion_spec spec = at(0.5, 0.02);
    CU_ASSERT_EQUAL(cst_collusion_spec_check(&spec, NULL), 0);
    spec = at(1.0, 0.02);
    CU_ASSERT_EQUAL(cst_collusion_spec_check(&spec, NULL), 0);
    for (size_t i = 0; i < 3; i++) {
        cst_error error = {0};
        spec = at(bad[i], 0.02);
        CU_ASSERT_EQUAL(cst_collusion_spec_check(&spec, &error), CST_ERR_MONITOR);
        CU_ASSERT_STRING_EQUAL(error.key, "collusion.auc");
    }
    cst_error error = {0};
    spec = at(0.98, 2.0);
    CU_ASSERT_EQUAL(cst_collusion_spec_check(&spec, &error), CST_ERR_MONITOR);
    CU_ASSERT_STRING_EQUAL(error.key, "collusion.mistaken");
}

CST_SUITE("collusion_self_recognition", CST_TEST(test_collusion_self_recognition_area),
          CST_TEST(test_collusion_self_recognition_acts),
          CST_TEST(test_collusion_self_recognition_monotone),
          CST_TEST(test_collusion_self_recognition_spares_kin),
          CST_TEST(test_collusion_self_recognition_errors))
