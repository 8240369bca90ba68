/* SPDX-License-Identifier: MIT */
#include "monitor/recognition.h"
#include "tests/lib/suite.h"

#include <math.h>

/* Untrained, paraphrased, trained on it; see docs/collusion/self-recognition.md. */
static const double published[] = {0.623, 0.757649, 0.978997};

static cst_collusion_spec with_score(double auc, double mistaken)
{
    cst_collusion_spec spec = cst_collusion_spec_default();
    spec.auc = auc;
    spec.mistaken = mistaken;
    return spec;
}

static cst_collusion_spec with_signal(double signal, double jammed, double chance)
{
    cst_collusion_spec spec = cst_collusion_spec_default();
    spec.signal = signal;
    spec.jammed = jammed;
    spec.chance = chance;
    return spec;
}

/* P(N(0, 1) > x), from the error function. */
static double above(double x)
{
    return 0.5 * erfc(x / sqrt(2.0));
}

/* Over all that can happen: sent or not, jammed or not, looks so by chance or not. */
static void test_recognition_signal_by_enumeration(void)
{
    static const double values[] = {0.0, 1e-9, 0.034, 0.22, 0.5, 0.9, 1.0};
    for (int i = 0; i < 7 * 7 * 7; i++) {
        const double chance[] = {values[i / 49], values[i / 7 % 7], values[i % 7]};
        const cst_collusion_spec spec = with_signal(chance[0], chance[1], chance[2]);
        double recognised = 0.0;
        for (unsigned events = 0; events < 8; events++) {
            const bool sent = (events & 1) != 0;
            const bool jammed = (events & 2) != 0;
            const bool lucky = (events & 4) != 0;
            const double mass = (sent ? chance[0] : 1.0 - chance[0]) *
                                (jammed ? chance[1] : 1.0 - chance[1]) *
                                (lucky ? chance[2] : 1.0 - chance[2]);
            recognised += (sent && !jammed) || lucky ? mass : 0.0;
        }
        CU_ASSERT(cst_test_relative(cst_recognition_signal(&spec), recognised) < 1e-13);
    }
}

/* The AUC is the probability that own work scores above other work: an integral over the latter. */
static void test_recognition_distance_gives_the_auc(void)
{
    static const double more[] = {0.5, 0.501, 0.9, 0.9999};
    for (size_t i = 0; i < 7; i++) {
        const double auc = i < 3 ? published[i] : more[i - 3];
        const cst_collusion_spec spec = with_score(auc, 0.02);
        const double distance = cst_recognition_distance(&spec);
        const double step = 1.0 / 64;
        double sum = 0.0;
        for (int x = -640; x <= 640; x++) {
            sum += exp(-step * x * step * x / 2.0) * above(step * x - distance);
        }
        const double pi = acos(-1.0);
        CU_ASSERT_DOUBLE_EQUAL(step * sum / sqrt(2.0 * pi), auc, 1e-13);
    }
    const cst_collusion_spec perfect = with_score(1.0, 0.02);
    CU_ASSERT(isinf(cst_recognition_distance(&perfect)));
}

/* The threshold by bisection of the tail of other work, the distance by bisection of AUC =
 * (1 + erf(d'/2))/2, what is recognised from the tail of own work. */
static void test_recognition_score_by_bisection(void)
{
    static const double mistakes[] = {1e-9, 1e-3, 0.02, 0.1, 0.5, 0.99};
    for (size_t i = 0; i < 3 * 6; i++) {
        const cst_collusion_spec spec = with_score(published[i / 6], mistakes[i % 6]);
        double distance[2] = {0.0, 10.0};
        double cut[2] = {-10.0, 10.0};
        for (int step = 0; step < 200; step++) {
            const double d = (distance[0] + distance[1]) / 2.0;
            const double x = (cut[0] + cut[1]) / 2.0;
            distance[(1.0 + erf(d / 2.0)) / 2.0 < spec.auc ? 0 : 1] = d;
            cut[above(x) > spec.mistaken ? 0 : 1] = x;
        }
        CU_ASSERT(cst_test_relative(cst_recognition_score(&spec), above(cut[0] - distance[0])) <
                  1e-10);
    }
}

static void test_recognition_score_limits(void)
{
    for (double mistaken = 0.0; mistaken <= 1.0; mistaken += 0.125) {
        const cst_collusion_spec blind = with_score(0.5, mistaken);
        const cst_collusion_spec perfect = with_score(1.0, mistaken);
        CU_ASSERT_DOUBLE_EQUAL(cst_recognition_score(&blind), mistaken, 1e-15);
        CU_ASSERT_EQUAL(cst_recognition_score(&perfect), 1.0);
    }
    const cst_collusion_spec never = with_score(0.98, 0.0);
    const cst_collusion_spec ever = with_score(0.98, 1.0);
    CU_ASSERT_EQUAL(cst_recognition_score(&never), 0.0);
    CU_ASSERT_EQUAL(cst_recognition_score(&ever), 1.0);
}

static void test_recognition_errors(void)
{
    static const double bad_visible[] = {-1e-9, NAN, INFINITY};
    static const double bad_auc[] = {0.4999, 1.0001, NAN, -INFINITY};
    cst_collusion_spec spec = cst_collusion_spec_default();
    CU_ASSERT_EQUAL(cst_recognition_check_signal(&spec, NULL), 0);
    CU_ASSERT_EQUAL(cst_recognition_check_score(&spec, NULL), 0);
    for (size_t i = 0; i < 3; i++) {
        cst_error error = {0};
        spec.visible = bad_visible[i];
        CU_ASSERT_EQUAL(cst_recognition_check_signal(&spec, &error), CST_ERR_MONITOR);
        CU_ASSERT_STRING_EQUAL(error.key, "collusion.visible");
    }
    for (size_t i = 0; i < 4; i++) {
        cst_error error = {0};
        spec.auc = bad_auc[i];
        CU_ASSERT_EQUAL(cst_recognition_check_score(&spec, &error), CST_ERR_MONITOR);
        CU_ASSERT_STRING_EQUAL(error.key, "collusion.auc");
    }
}

CST_SUITE("recognition", CST_TEST(test_recognition_signal_by_enumeration),
          CST_TEST(test_recognition_distance_gives_the_auc),
          CST_TEST(test_recognition_score_by_bisection), CST_TEST(test_recognition_score_limits),
          CST_TEST(test_recognition_errors))
