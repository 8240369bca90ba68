/* SPDX-License-Identifier: MIT
 * Against all patterns of shocks one by one, in long double. */
#include "tests/lib/law_truth.h"
#include "tests/lib/suite.h"

#include <math.h>

enum { AGENTS = 4, SHOCKS = (1 << AGENTS) - 1 };

static double choose(uint32_t n, uint32_t j)
{
    double ways = 1.0;
    for (uint32_t i = 0; i < j; i++) {
        ways = ways * (double)(n - i) / (double)(i + 1);
    }
    return ways;
}

/* P(exactly the agents of each mask scheme), from the probability of a shock by its size. */
static void by_patterns(uint32_t m, const long double *q, long double *exactly)
{
    const uint32_t sets = (1U << m) - 1; /* non-empty subsets, shock i hits the agents of i + 1 */
    for (uint32_t mask = 0; mask <= sets; mask++) {
        exactly[mask] = 0.0L;
    }
    for (uint32_t pattern = 0; pattern < 1U << sets; pattern++) {
        long double chance = 1.0L;
        uint32_t hit = 0;
        for (uint32_t i = 0; i < sets; i++) {
            const long double shock = q[__builtin_popcount(i + 1)];
            const bool active = (pattern >> i & 1) != 0;
            chance *= active ? shock : 1.0L - shock;
            hit |= active ? i + 1 : 0;
        }
        exactly[hit] += chance;
    }
}

static cst_law_spec spec_of(uint32_t m, double rate, const double *alpha)
{
    cst_law_spec spec = {.law = cst_law_find("alpha-factor"), .rate = rate, .alpha_count = m};
    for (uint32_t j = 0; j < m; j++) {
        spec.alpha[j] = alpha[j];
    }
    return spec;
}

/* The Q_j behind a law's w: solved anew, by the marginal, with Q_j in proportion. */
static void shocks_of(uint32_t m, double rate, const double *alpha, long double *q)
{
    long double low = 0.0L;
    long double high = (long double)rate * 4.0L;
    long double total = 0.0L;
    for (uint32_t j = 1; j <= m; j++) {
        total += j * (long double)alpha[j - 1];
    }
    for (int i = 0; i < 200; i++) {
        const long double t = (low + high) / 2.0L;
        long double quiet = 0.0L;
        for (uint32_t j = 1; j <= m; j++) {
            q[j] = j * (long double)alpha[j - 1] / (total * choose(m - 1, j - 1)) * t;
            quiet += choose(m - 1, j - 1) * log1pl(-q[j]);
        }
        if (-expm1l(quiet) < rate) {
            low = t;
        } else {
            high = t;
        }
    }
}

static const double alphas[][AGENTS] = {{0.95, 0.035, 0.01, 0.005},
                                        {0.25, 0.25, 0.25, 0.25},
                                        {0.0, 0.0, 0.0, 1.0},
                                        {0.5, 0.0, 0.3, 0.2}};

static void test_law_alpha_factor_patterns(void)
{
    static const double rates[] = {0.3, 0.1, 1e-2, 1e-3, 1e-6, 1e-9};
    static long double exactly[1 << AGENTS];
    for (size_t i = 0; i < sizeof alphas / sizeof alphas[0]; i++) {
        for (size_t r = 0; r < sizeof rates / sizeof rates[0]; r++) {
            const cst_law_spec spec = spec_of(AGENTS, rates[r], alphas[i]);
            long double q[AGENTS + 1] = {0.0L};
            double w[CST_REVIEWERS_MAX + 1];
            double v[CST_REVIEWERS_MAX + 1];
            double sum = 0.0;
            CU_ASSERT_EQUAL(spec.law->check(&spec, AGENTS - 1, NULL), 0);
            cst_law_joint(&spec, AGENTS - 1, w, v);
            shocks_of(AGENTS, rates[r], alphas[i], q);
            by_patterns(AGENTS, q, exactly);
            for (uint32_t s = 0; s < AGENTS; s++) {
                const uint32_t mask = (1U << (s + 1)) - 1; /* the actor and the first s others */
                const double expected = (double)(choose(AGENTS - 1, s) * exactly[mask]);
                CU_ASSERT(fabs(w[s] - expected) <= 1e-9 * expected + 1e-17 * rates[r]);
                sum += w[s];
            }
            CU_ASSERT(cst_test_relative(sum, rates[r]) < 1e-14);
        }
    }
}

/* STATISTICS section 2: R for perfect reviewers at Q_t = 1e-3, all k of them scheming. There Q_t is
 * as given; here the marginal is, which is a little less than Q_t. */
static void test_law_alpha_factor_values(void)
{
    static const double three[] = {0.95, 0.04, 0.01};
    static const double four[] = {0.95, 0.035, 0.01, 0.005};
    double w[CST_REVIEWERS_MAX + 1];
    cst_law_spec spec = spec_of(3, 1e-3, three);
    spec.law->joint(&spec, 2, w);
    CU_ASSERT(fabs(w[2] / 2.84e-5 - 1.0) < 0.003);
    spec = spec_of(4, 1e-3, four);
    spec.law->joint(&spec, 3, w);
    CU_ASSERT(fabs(w[3] / 1.87e-5 - 1.0) < 0.003);
}

/* Only shocks to one: independent. Only shocks to all: all or nothing. Greek letters: the same law
 * by beta = (2 a2 + 3 a3) / at, gamma = 3 a3 / (2 a2 + 3 a3). */
static void test_law_alpha_factor_relatives(void)
{
    static const double single[] = {1.0, 0.0, 0.0};
    static const double all[] = {0.0, 0.0, 1.0};
    static const double mixed[] = {0.95, 0.04, 0.01};
    double w[2][CST_REVIEWERS_MAX + 1];
    cst_law_spec spec = spec_of(3, 0.2, single);
    spec.law->joint(&spec, 2, w[0]);
    CU_ASSERT(fabs(w[0][0] - 0.2 * 0.64) < 1e-12);
    CU_ASSERT(fabs(w[0][2] - 0.2 * 0.04) < 1e-12);
    CU_ASSERT(fabs(cst_law_rho(&spec, 2)) < 1e-11);
    spec = spec_of(3, 0.2, all);
    spec.law->joint(&spec, 2, w[0]);
    CU_ASSERT(fabs(w[0][2] - 0.2) < 1e-12);
    CU_ASSERT(fabs(cst_law_rho(&spec, 2) - 1.0) < 1e-11);
    spec = spec_of(3, 1e-3, mixed);
    spec.law->joint(&spec, 2, w[0]);
    spec.alpha_count = 0;
    spec.mgl_count = 2;
    spec.mgl[0] = (2 * 0.04 + 3 * 0.01) / (0.95 + 2 * 0.04 + 3 * 0.01);
    spec.mgl[1] = 3 * 0.01 / (2 * 0.04 + 3 * 0.01);
    CU_ASSERT_EQUAL(spec.law->check(&spec, 2, NULL), 0);
    spec.law->joint(&spec, 2, w[1]);
    for (int s = 0; s <= 2; s++) {
        CU_ASSERT(cst_test_relative(w[0][s], w[1][s]) < 1e-11);
    }
}

static void test_law_alpha_factor_ends(void)
{
    static const double mixed[] = {0.9, 0.05, 0.05};
    static const double ends[] = {0.0, 1.0};
    for (int i = 0; i < 2; i++) {
        double w[CST_REVIEWERS_MAX + 1];
        double v[CST_REVIEWERS_MAX + 1];
        const cst_law_spec spec = spec_of(3, ends[i], mixed);
        cst_law_joint(&spec, 2, w, v);
        CU_ASSERT_EQUAL(w[2], ends[i]);
        CU_ASSERT_EQUAL(w[0], 0.0);
    }
    /* 32 reviewers, at a rate that is tiny and one that is not. */
    cst_law_spec many = {.law = cst_law_find("alpha-factor"), .alpha_count = 33};
    many.alpha[0] = 0.9;
    many.alpha[1] = 0.05;
    many.alpha[32] = 0.05;
    for (double rate = 1e-12; rate < 0.9; rate *= 1e3) {
        double w[CST_REVIEWERS_MAX + 1];
        double v[CST_REVIEWERS_MAX + 1];
        double sum = 0.0;
        many.rate = rate;
        CU_ASSERT_EQUAL(many.law->check(&many, 32, NULL), 0);
        cst_law_joint(&many, 32, w, v);
        for (int s = 0; s <= 32; s++) {
            sum += w[s];
        }
        CU_ASSERT(cst_test_relative(sum, rate) < 1e-13);
    }
}

static void test_law_alpha_factor_errors(void)
{
    static const double mixed[] = {0.9, 0.05, 0.05};
    cst_law_spec spec = spec_of(3, 0.1, mixed);
    cst_truth_refused(&spec, 3, "scheming.alpha"); /* three numbers for four agents */
    spec.alpha[0] = 0.8;
    cst_truth_refused(&spec, 2, "scheming.alpha"); /* they sum to .9 */
    spec.alpha[0] = -0.1;
    cst_truth_refused(&spec, 2, "scheming.alpha");
    spec = spec_of(3, 0.1, mixed);
    spec.mgl_count = 2;
    cst_truth_refused(&spec, 2, "scheming.alpha"); /* both */
    spec.alpha_count = spec.mgl_count = 0;
    cst_truth_refused(&spec, 2, "scheming.alpha"); /* neither */
    spec.mgl_count = 2;
    spec.mgl[0] = 1.5;
    cst_truth_refused(&spec, 2, "scheming.mgl");
}

CST_SUITE("law_alpha_factor", CST_TEST(test_law_alpha_factor_patterns),
          CST_TEST(test_law_alpha_factor_values), CST_TEST(test_law_alpha_factor_relatives),
          CST_TEST(test_law_alpha_factor_ends), CST_TEST(test_law_alpha_factor_errors))
