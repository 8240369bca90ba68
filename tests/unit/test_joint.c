/* SPDX-License-Identifier: MIT */
#include "monitor/scores/joint.h"
#include "tests/lib/scores.h"
#include "tests/lib/suite.h"

#define MATHLIB_STANDALONE 1
#include <Rmath.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static cst_score_spec threshold(double tpr, double fpr)
{
    cst_score_spec spec = cst_score_spec_default();
    spec.tpr = tpr;
    spec.fpr = fpr;
    return spec;
}

static cst_joint_spec copula(double honest, double attack)
{
    return (cst_joint_spec){.honest_correlation = honest, .attack_correlation = attack};
}

/* P(X > a, Y > b) by Plackett's formula (Biometrika 41, 1954): d/dr of it is the bivariate density,
 * r = sin(angle), by Simpson's rule. Shares no step with the integral over x. */
static double plackett(double a, double b, double r)
{
    enum { STEPS = 20000 };
    const double end = asin(r);
    double sum = 0.0;
    for (int i = 0; i <= STEPS; i++) {
        const double angle = end * i / STEPS;
        const double c = cos(angle);
        const double value = exp(-(a * a + b * b - 2.0 * a * b * sin(angle)) / (2.0 * c * c));
        sum += value * (i == 0 || i == STEPS ? 1.0 : i % 2 == 1 ? 4.0 : 2.0);
    }
    return pnorm(a, 0, 1, 0, 0) * pnorm(b, 0, 1, 0, 0) + sum * end / STEPS / 3.0 / (2.0 * M_PI);
}

static double plackett_shares(double p, double q, double r)
{
    return plackett(qnorm(p, 0, 1, 0, 0), qnorm(q, 0, 1, 0, 0), r);
}

static void test_joint_copula(void)
{
    static const double shares[] = {0.001, 0.02, 0.3, 0.5, 0.9, 0.999};
    static const double correlations[] = {-0.99, -0.7, -0.2, 0.0, 0.1, 0.5, 0.9, 0.999};
    for (size_t i = 0; i < 6 * 6 * 8; i++) {
        const double p = shares[i % 6];
        const double q = shares[i / 6 % 6];
        const double r = correlations[i / 36];
        const cst_score_spec t = threshold(p, 0.01);
        const cst_score_spec u = threshold(q, 0.05);
        const cst_joint_spec joint = copula(NAN, r);
        double out[2][2];
        cst_joint_flags(&joint, &t, &u, true, out);
        const double both = plackett_shares(p, q, r);
        CU_ASSERT_DOUBLE_EQUAL(out[1][1], both, 2e-12);
        CU_ASSERT_DOUBLE_EQUAL(out[1][0], p - both, 2e-12);
        CU_ASSERT_DOUBLE_EQUAL(out[0][1], q - both, 2e-12);
        CU_ASSERT_DOUBLE_EQUAL(out[0][0], 1.0 - p - q + both, 2e-12);
        CU_ASSERT_DOUBLE_EQUAL(out[1][0] + out[1][1], p, 1e-11 * p);
        CU_ASSERT_DOUBLE_EQUAL(out[0][1] + out[1][1], q, 1e-11 * q);
    }
}

/* Above the medians: 1/4 + asin(r)/(2 pi) (Sheppard 1899). Small chances keep their digits. */
static void test_joint_copula_closed(void)
{
    const cst_score_spec half = threshold(0.9, 0.5);
    for (int i = -99; i <= 99; i += 3) {
        const double r = i / 100.0;
        const cst_joint_spec joint = copula(r, NAN);
        double out[2][2];
        cst_joint_flags(&joint, &half, &half, false, out);
        CU_ASSERT_DOUBLE_EQUAL(out[1][1], 0.25 + asin(r) / (2.0 * M_PI), 2e-12);
        CU_ASSERT_DOUBLE_EQUAL(out[0][1], 0.25 - asin(r) / (2.0 * M_PI), 2e-12);
    }
    const cst_score_spec rare = threshold(0.9, 1e-6);
    for (int i = 1; i <= 9; i++) {
        const cst_joint_spec joint = copula(i / 10.0, NAN);
        double out[2][2];
        cst_joint_flags(&joint, &rare, &rare, false, out);
        CU_ASSERT_TRUE(cst_test_relative(out[1][1], plackett_shares(1e-6, 1e-6, i / 10.0)) < 1e-9);
    }
}

static void test_joint_copula_limits(void)
{
    static const double shares[] = {0.0, 0.1, 0.6, 1.0};
    for (int i = 0; i < 16; i++) {
        const double p = shares[i % 4];
        const double q = shares[i / 4];
        const cst_score_spec t = threshold(p, 0.01);
        const cst_score_spec u = threshold(q, 0.01);
        const cst_joint_spec same = copula(NAN, 1.0);
        const cst_joint_spec opposite = copula(NAN, -1.0);
        const cst_joint_spec apart = copula(NAN, 0.0);
        const cst_joint_spec nearly = copula(NAN, 0.999999999999);
        double out[2][2];
        cst_joint_flags(&same, &t, &u, true, out);
        CU_ASSERT_DOUBLE_EQUAL(out[1][1], fmin(p, q), 1e-12);
        CU_ASSERT_DOUBLE_EQUAL(out[0][0], 1.0 - fmax(p, q), 1e-12);
        cst_joint_flags(&opposite, &t, &u, true, out);
        CU_ASSERT_DOUBLE_EQUAL(out[1][1], fmax(0.0, p + q - 1.0), 1e-12);
        CU_ASSERT_DOUBLE_EQUAL(out[1][0], fmin(p, 1.0 - q), 1e-12);
        cst_joint_flags(&apart, &t, &u, true, out);
        CU_ASSERT_DOUBLE_EQUAL(out[1][1], p * q, 1e-12);
        CU_ASSERT_DOUBLE_EQUAL(out[0][1], (1.0 - p) * q, 1e-12);
        /* between max(x, y) and the step, |X - Y| is about sqrt(2 (1 - r)) = 1.4e-6 */
        cst_joint_flags(&nearly, &t, &u, true, out);
        CU_ASSERT_DOUBLE_EQUAL(out[1][1], fmin(p, q), 1e-6);
        CU_ASSERT_DOUBLE_EQUAL(out[1][0] + out[1][1], p, 1e-11);
    }
}

/* Three trusted and two untrusted scores, and samples that one or both have not scored:
 *   honest       u0 u1 none   attacks   u0 u1 none
 *     t0          8  1   1      t0       1  1   0
 *     t1          2  4   0      t1       0  3   1
 *     t2          1  2   0      t2       1  9   0
 *     none        0  0   1      none     0  2   2          20 of each */
static const cst_joint_counts counts = {
    .trusted_bins = 3,
    .untrusted_bins = 2,
    .honest = {{8, 1, 1}, {2, 4, 0}, {1, 2, 0}, {0, 0, 1}},
    .attack = {{1, 1, 0}, {0, 3, 1}, {1, 9, 0}, {0, 2, 2}},
};

static cst_score_spec trusted_score(double fpr)
{
    return cst_test_histogram((cst_score_counts){.bins = 3,
                                                 .honest = {10, 6, 3},
                                                 .attack = {2, 4, 10},
                                                 .honest_unscored = 1,
                                                 .attack_unscored = 4},
                              fpr);
}

static cst_score_spec untrusted_score(double fpr)
{
    return cst_test_histogram((cst_score_counts){.bins = 2,
                                                 .honest = {11, 7},
                                                 .attack = {2, 15},
                                                 .honest_unscored = 2,
                                                 .attack_unscored = 3},
                              fpr);
}

/* By hand. Trusted FPR 0.3 flags 6 of 20: t2 (3) and half of t1's 6. Untrusted FPR 0.21 flags 4.2:
 * 0.6 of u1's 7. Attacks that both flag: 0.6 (9 + 3/2) = 6.3 of 20; trusted alone: t2 10, t1 4/2,
 * so 12 - 6.3; untrusted alone 0.6 * 15 - 6.3. Honest: 0.6 (2 + 4/2) = 2.4. */
static void test_joint_counts_by_hand(void)
{
    const cst_joint_spec joint = {.counts = &counts};
    const cst_score_spec t = trusted_score(0.3);
    const cst_score_spec u = untrusted_score(0.21);
    double out[2][2];
    cst_error error = {0};
    CU_ASSERT_EQUAL_FATAL(cst_joint_check(&joint, &t, &u, &error), 0);
    cst_joint_flags(&joint, &t, &u, true, out);
    CU_ASSERT_DOUBLE_EQUAL(out[1][1], 6.3 / 20.0, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(out[1][0], 5.7 / 20.0, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(out[0][1], 2.7 / 20.0, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(out[0][0], 5.3 / 20.0, 1e-12);
    cst_joint_flags(&joint, &t, &u, false, out);
    CU_ASSERT_DOUBLE_EQUAL(out[1][1], 2.4 / 20.0, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(out[1][0], 3.6 / 20.0, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(out[0][1], 1.8 / 20.0, 1e-12);
}

/* The margins are the single rates, for counts and for the copula alike. */
static void test_joint_margins(void)
{
    for (int i = 0; i <= 90; i += 3) {
        const cst_score_spec t = trusted_score(i / 100.0);
        const cst_score_spec u = untrusted_score((90 - i) / 100.0);
        for (int kind = 0; kind < 2; kind++) {
            const cst_joint_spec joint =
                kind == 0 ? (cst_joint_spec){.counts = &counts} : copula(0.3, -0.6);
            double out[2][2];
            cst_joint_flags(&joint, &t, &u, true, out);
            CU_ASSERT_DOUBLE_EQUAL(out[1][0] + out[1][1], cst_score_tpr(&t), 1e-11);
            CU_ASSERT_DOUBLE_EQUAL(out[0][1] + out[1][1], cst_score_tpr(&u), 1e-11);
            CU_ASSERT_DOUBLE_EQUAL(out[0][0] + out[0][1] + out[1][0] + out[1][1], 1.0, 1e-11);
            cst_joint_flags(&joint, &t, &u, false, out);
            CU_ASSERT_DOUBLE_EQUAL(out[1][0] + out[1][1], t.fpr, 1e-11);
            CU_ASSERT_DOUBLE_EQUAL(out[0][1] + out[1][1], u.fpr, 1e-11);
        }
    }
}

/* The copula on histograms, at the cut-offs of test_joint_counts_by_hand: trusted flags attack
 * shares 10/20 or 14/20 with one half each, untrusted 0 or 15/20 with .4 and .6. */
static void test_joint_copula_histogram(void)
{
    const cst_score_spec t = trusted_score(0.3);
    const cst_score_spec u = untrusted_score(0.21);
    const cst_joint_spec joint = copula(0.0, 0.4);
    double out[2][2];
    cst_joint_flags(&joint, &t, &u, true, out);
    const double both =
        0.6 * (0.5 * plackett_shares(0.5, 0.75, 0.4) + 0.5 * plackett_shares(0.7, 0.75, 0.4));
    CU_ASSERT_DOUBLE_EQUAL(out[1][1], both, 2e-12);
    CU_ASSERT_DOUBLE_EQUAL(out[0][0], 1.0 - 0.6 - 0.45 + both, 2e-12);
    cst_joint_flags(&joint, &t, &u, false, out);
    CU_ASSERT_DOUBLE_EQUAL(out[1][1], 0.3 * 0.21, 1e-12);
}

static void expect_error(const cst_joint_spec *joint, const cst_score_spec *t,
                         const cst_score_spec *u, const char *key, const char *says)
{
    cst_error error = {0};
    CU_ASSERT_EQUAL(cst_joint_check(joint, t, u, &error), CST_ERR_MONITOR);
    CU_ASSERT_STRING_EQUAL(error.key, key);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, says));
    if (strstr(error.text, says) == NULL) {
        (void)fprintf(stderr, "%s: %s\n", error.key, error.text);
    }
}

static void test_joint_errors(void)
{
    const cst_score_spec t = trusted_score(0.3);
    const cst_score_spec u = untrusted_score(0.2);
    const cst_score_spec simple = threshold(0.9, 0.01);
    const cst_joint_spec unset = cst_joint_spec_default();
    const cst_joint_spec half_set = copula(0.1, NAN);
    const cst_joint_spec beyond = copula(-1.01, 0.0);
    const cst_joint_spec joint = {.counts = &counts};
    cst_joint_counts wrong = counts;
    const cst_joint_spec joint_wrong = {.counts = &wrong};
    expect_error(&unset, &t, &u, "monitor.joint.honest_correlation", "found none");
    expect_error(&half_set, &t, &u, "monitor.joint.attack_correlation", "found none");
    expect_error(&beyond, &t, &u, "monitor.joint.honest_correlation", "found -1.01");
    expect_error(&joint, &simple, &u, "monitor.joint.file", "the trusted score is threshold");
    expect_error(&joint, &u, &u, "monitor.joint.file", "expected 2 trusted scores");
    expect_error(&joint, &t, &t, "monitor.joint.file", "expected 3 untrusted scores");
    wrong.attack[1][1] = 4;
    expect_error(&joint_wrong, &t, &u, "monitor.joint.file",
                 "expected 4 attack samples with trusted score 1, as its own counts say, found 5");
    wrong.attack[1][1] = 3;
    wrong.honest[0][0] = 7;
    wrong.honest[0][2] = 2; /* the trusted margin still holds */
    expect_error(&joint_wrong, &t, &u, "monitor.joint.file",
                 "expected 11 honest samples with untrusted score 0, as its own counts say, found "
                 "10 in");
    wrong.honest[0][0] = 8;
    wrong.honest[0][2] = 1;
    wrong.attack[3][2] = 1;
    expect_error(&joint_wrong, &t, &u, "monitor.joint.file",
                 "expected 4 attack samples without trusted score, as its own counts say, found 3");
}

/* Sums by hand; the scores that come of it are what the check asks for. */
static void test_joint_margin(void)
{
    static const cst_joint_counts both = {.trusted_bins = 2,
                                          .untrusted_bins = 1,
                                          .honest = {{5, 1}, {2, 0}, {3, 7}},
                                          .attack = {{0, 4}, {6, 1}, {1, 0}}};
    const cst_joint_spec joint = {.counts = &both};
    cst_score_counts t;
    cst_score_counts u;
    cst_error error = {0};
    cst_joint_margin(&both, true, &t);
    cst_joint_margin(&both, false, &u);
    CU_ASSERT_EQUAL(t.bins, 2);
    CU_ASSERT_EQUAL(t.honest[0], 6);
    CU_ASSERT_EQUAL(t.honest[1], 2);
    CU_ASSERT_EQUAL(t.honest_unscored, 10);
    CU_ASSERT_EQUAL(t.attack[0], 4);
    CU_ASSERT_EQUAL(t.attack[1], 7);
    CU_ASSERT_EQUAL(t.attack_unscored, 1);
    CU_ASSERT_EQUAL(u.bins, 1);
    CU_ASSERT_EQUAL(u.honest[0], 10);
    CU_ASSERT_EQUAL(u.honest_unscored, 8);
    CU_ASSERT_EQUAL(u.attack[0], 7);
    CU_ASSERT_EQUAL(u.attack_unscored, 5);
    const cst_score_spec trusted = cst_test_histogram(t, 0.01);
    const cst_score_spec untrusted = cst_test_histogram(u, 0.01);
    CU_ASSERT_EQUAL(cst_joint_check(&joint, &trusted, &untrusted, &error), 0);
}

/* Where a correlation is so small that its inverse overflows, flags are independent. */
static void test_joint_hardly_correlated(void)
{
    static const double correlations[] = {5e-324, -5e-324, 3e-308, -1e-300};
    const cst_score_spec t = threshold(0.7, 0.01);
    const cst_score_spec u = threshold(0.2, 0.05);
    for (size_t i = 0; i < 4; i++) {
        const cst_joint_spec joint = copula(NAN, correlations[i]);
        double out[2][2];
        cst_joint_flags(&joint, &t, &u, true, out);
        CU_ASSERT_DOUBLE_EQUAL(out[1][1], 0.14, 1e-12);
        CU_ASSERT_DOUBLE_EQUAL(out[0][0], 0.24, 1e-12);
    }
}

/* One flags where the other, nearly the same, does not: far below rounding, and right in 10 digits.
 * Over the score of the one that flags, by Simpson's rule. */
static void test_joint_copula_hardly_apart(void)
{
    enum { STEPS = 20000 };
    static const double correlations[] = {0.99, 0.999, 0.9999};
    for (size_t i = 0; i < 3; i++) {
        const double r = correlations[i];
        const double width = sqrt((1.0 - r) * (1.0 + r));
        const double a = qnorm(0.5075, 0, 1, 0, 0);
        const double b = qnorm(0.5575, 0, 1, 0, 0);
        const cst_score_spec t = threshold(0.5075, 0.01);
        const cst_score_spec u = threshold(0.5575, 0.05);
        const cst_joint_spec joint = copula(NAN, r);
        double out[2][2];
        double sum = 0.0;
        for (int k = 0; k <= STEPS; k++) {
            const double x = a + 10.0 * width * k / STEPS;
            const double value = dnorm(x, 0, 1, 0) * pnorm((b - r * x) / width, 0, 1, 1, 0);
            sum += value * (k == 0 || k == STEPS ? 1.0 : k % 2 == 1 ? 4.0 : 2.0);
        }
        cst_joint_flags(&joint, &t, &u, true, out);
        CU_ASSERT(cst_test_relative(out[1][0], sum * 10.0 * width / STEPS / 3.0) < 1e-10);
    }
}

CST_SUITE("joint", CST_TEST(test_joint_copula_hardly_apart), CST_TEST(test_joint_hardly_correlated),
          CST_TEST(test_joint_copula), CST_TEST(test_joint_copula_closed),
          CST_TEST(test_joint_copula_limits), CST_TEST(test_joint_counts_by_hand),
          CST_TEST(test_joint_margins), CST_TEST(test_joint_margin),
          CST_TEST(test_joint_copula_histogram), CST_TEST(test_joint_errors))
