/* SPDX-License-Identifier: MIT
 * Against every subset's shock one after the other, in long double; large committees by leaving
 * one agent out at a time. */
#include "tests/lib/law_truth.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdio.h>

enum { ENUMERATED = 8, MOST = CST_REVIEWERS_MAX + 1 };

static long double choose(uint32_t n, uint32_t j)
{
    long double ways = 1.0L;
    for (uint32_t i = 0; i < j; i++) {
        ways = ways * (n - i) / (i + 1);
    }
    return ways;
}

static cst_law_spec spec_of(uint32_t m, double rate, const double *alpha)
{
    return (cst_law_spec){
        .law = cst_law_find("alpha-factor"), .rate = rate, .alpha_count = m, .alpha = alpha};
}

/* q[j] of a shock to j of m agents at a given Q_t; returns the marginal. */
static long double shocks_at(uint32_t m, const double *alpha, long double scale, long double *q)
{
    long double total = 0.0L;
    long double quiet = 0.0L;
    for (uint32_t j = 1; j <= m; j++) {
        total += j * (long double)alpha[j - 1];
    }
    for (uint32_t j = 1; j <= m; j++) {
        q[j] = j / choose(m - 1, j - 1) * alpha[j - 1] / total * scale;
        quiet += choose(m - 1, j - 1) * log1pl(-fminl(q[j], 1.0L));
    }
    return -expm1l(quiet);
}

/* q[j] at a given marginal. */
static void shocks_of(uint32_t m, const double *alpha, double rate, long double *q)
{
    long double low = rate / 2.0L;
    long double high = 1e10L;
    for (int i = 0; i < 100; i++) {
        const long double middle = sqrtl(low * high);
        *(shocks_at(m, alpha, middle, q) < rate ? &low : &high) = middle;
    }
    (void)shocks_at(m, alpha, low, q);
}

/* exactly[mask] = P(these agents scheme and no others): the shocks one by one. */
static void by_shocks(uint32_t m, const long double *q, long double *exactly)
{
    const uint32_t sets = 1U << m;
    for (uint32_t mask = 0; mask < sets; mask++) {
        exactly[mask] = mask == 0 ? 1.0L : 0.0L;
    }
    for (uint32_t shock = 1; shock < sets; shock++) {
        const long double strikes = q[__builtin_popcount(shock)];
        /* From the large masks down: a mask gains from subsets that are not yet changed. */
        for (uint32_t mask = sets; mask-- > 0;) {
            if ((mask & shock) != shock) {
                exactly[mask | shock] += strikes * exactly[mask];
                exactly[mask] *= 1.0L - strikes;
            }
        }
    }
}

static void near(const cst_law_spec *spec, uint32_t k, uint32_t s, double found,
                 long double expected)
{
    if (!(fabsl(found - expected) <= 2e-13L * expected + 1e-300L)) {
        (void)printf("\n    rate %g, k %u: w[%u] is %.17g, expected %.17Lg\n", spec->rate, k, s,
                     found, expected);
        CU_FAIL("alpha-factor differs from the truth");
    }
}

/* Spread, growing, only the large, only the middle, gaps, everything on one size. */
static void alphas(uint32_t which, uint32_t m, double *alpha)
{
    double sum = 0.0;
    for (uint32_t j = 1; j <= m; j++) {
        const double values[] = {1.0,
                                 pow(0.1, j),
                                 j >= m - 1 ? 1.0 : 0.0,
                                 2 * j == m || 2 * j == m + 1 ? 1.0 : 0.0,
                                 j % 3 == 1 ? 1.0 / j : 0.0,
                                 j == 1 ? 1.0 : 0.0};
        alpha[j - 1] = values[which];
        sum += values[which];
    }
    for (uint32_t j = 0; j < m; j++) {
        alpha[j] /= sum;
    }
}

static const double rates[] = {0.9, 0.3, 0.1, 1e-3, 1e-6, 1e-9, 1e-12};

enum { PROFILES = 6, RATES = sizeof rates / sizeof rates[0] };

static void test_law_alpha_factor_truth(void)
{
    static long double exactly[1 << ENUMERATED];
    for (uint32_t i = 0; i < PROFILES * RATES * (ENUMERATED - 1); i++) {
        const uint32_t m = 2 + i / PROFILES / RATES;
        const double rate = rates[i / PROFILES % RATES];
        double alpha[MOST];
        double w[MOST];
        double v[MOST];
        long double q[MOST + 1];
        long double sum = 0.0L;
        long double both = 0.0L;
        alphas(i % PROFILES, m, alpha);
        const cst_law_spec spec = spec_of(m, rate, alpha);
        CU_ASSERT_EQUAL_FATAL(cst_law_check(&spec, m - 1, NULL), 0);
        cst_law_joint(&spec, m - 1, w, v);
        shocks_of(m, alpha, rate, q);
        by_shocks(m, q, exactly);
        for (uint32_t s = 0; s < m; s++) {
            const uint32_t mask = (1U << (s + 1)) - 1; /* the actor and the first s reviewers */
            near(&spec, m - 1, s, w[s], choose(m - 1, s) * exactly[mask]);
            sum += w[s];
        }
        CU_ASSERT(fabsl(sum / rate - 1.0L) < 1e-15L);
        for (uint32_t mask = 0; mask < 1U << m; mask++) {
            both += (mask & 3) == 3 ? exactly[mask] : 0.0L;
        }
        const double rho = (double)((both / rate - rate) / (1.0L - rate));
        CU_ASSERT(fabs(cst_law_rho(&spec, m - 1) - rho) < 1e-13);
    }
}

/* One agent fewer: a shock to j of the others is one with or without the agent who has left. */
static void test_law_alpha_factor_leave_one_out(void)
{
    for (uint32_t i = 0; i < PROFILES * RATES * (MOST - 2); i++) {
        const uint32_t m = 3 + i / PROFILES / RATES;
        const double rate = rates[i / PROFILES % RATES];
        double alpha[MOST];
        double w[2][MOST];
        double v[MOST];
        long double q[MOST + 1];
        long double sum = 0.0L;
        alphas(i % PROFILES, m, alpha);
        cst_law_spec spec = spec_of(m, rate, alpha);
        cst_law_joint(&spec, m - 1, w[0], v);
        shocks_of(m, alpha, rate, q);
        for (uint32_t j = 1; j < m; j++) {
            sum += (q[j] + q[j + 1] - q[j] * q[j + 1]) * choose(m - 1, j);
        }
        for (uint32_t j = 1; j < m; j++) {
            const long double fewer = q[j] + q[j + 1] - q[j] * q[j + 1];
            alpha[j - 1] = (double)(fewer * choose(m - 1, j) / sum);
        }
        spec = spec_of(m - 1, rate, alpha);
        CU_ASSERT_EQUAL_FATAL(cst_law_check(&spec, m - 2, NULL), 0);
        cst_law_joint(&spec, m - 2, w[1], v);
        for (uint32_t s = 0; s + 1 < m; s++) {
            const long double left =
                ((m - 1 - s) * (long double)w[0][s] + (s + 1) * (long double)w[0][s + 1]) / (m - 1);
            near(&spec, m - 2, s, w[1][s], left);
        }
    }
}

/* Shocks to one or to all: with probability Q all scheme, else each by itself. Shocks to one alone
 * are the independent law, shocks to all alone all-or-nothing; 32 reviewers. */
static void test_law_alpha_factor_relatives(void)
{
    static const double singles[] = {1.0, 0.95, 0.5, 0.0};
    for (uint32_t i = 0; i < 4 * RATES; i++) {
        double alpha[MOST] = {0.0};
        double w[MOST];
        double v[MOST];
        long double q[MOST + 1];
        alpha[0] = singles[i % 4];
        alpha[MOST - 1] = 1.0 - singles[i % 4];
        const cst_law_spec spec = spec_of(MOST, rates[i / 4], alpha);
        shocks_of(MOST, alpha, rates[i / 4], q);
        cst_law_joint(&spec, MOST - 1, w, v);
        for (uint32_t s = 0; s < MOST; s++) {
            long double own = (1.0L - q[MOST]) * choose(MOST - 1, s) * powl(q[1], s + 1) *
                              powl(1.0L - q[1], MOST - 1 - s);
            near(&spec, MOST - 1, s, w[s], own + (s == MOST - 1 ? q[MOST] : 0.0L));
        }
    }
}

/* R for perfect reviewers and one vote is w_k. Published in two figures or three, at Q_t = 1e-3;
 * at the marginal 1e-3 the digits are the same. Beside them laws of the same rate and correlation.
 */
static void test_law_alpha_factor_values(void)
{
    static const struct {
        uint32_t m;
        double alpha[4];
        double risk, beta, common, half[3]; /* half a unit of the last figure */
    } known[] = {
        {3, {0.95, 0.04, 0.01}, 2.84e-5, 8.3e-6, 6.6e-5, {0.5e-7, 0.5e-7, 0.5e-6}},
        {4, {0.95, 0.035, 0.01, 0.005}, 1.87e-5, 1.1e-6, 5.9e-5, {0.5e-7, 0.5e-7, 0.5e-6}},
    };
    for (size_t i = 0; i < 2; i++) {
        const uint32_t k = known[i].m - 1;
        long double q[MOST + 1];
        double w[MOST];
        double v[MOST];
        const double as_given = (double)shocks_at(known[i].m, known[i].alpha, 1e-3L, q);
        CU_ASSERT(as_given < 1e-3 && as_given > 0.999e-3);
        cst_law_spec spec = spec_of(known[i].m, as_given, known[i].alpha);
        cst_law_joint(&spec, k, w, v);
        CU_ASSERT(fabs(w[k] - known[i].risk) <= known[i].half[0]);
        spec.rate = 1e-3;
        cst_law_joint(&spec, k, w, v);
        CU_ASSERT(fabs(w[k] - known[i].risk) <= known[i].half[0]);
        spec.rho = cst_law_rho(&spec, k);
        spec.common_share = spec.rho / (1.0 - spec.rate + spec.rho * spec.rate);
        spec.law = cst_law_find("beta");
        cst_law_joint(&spec, k, w, v);
        CU_ASSERT(fabs(w[k] - known[i].beta) <= known[i].half[1]);
        spec.law = cst_law_find("common-cause");
        cst_law_joint(&spec, k, w, v);
        CU_ASSERT(fabs(w[k] - known[i].common) <= known[i].half[2]);
    }
}

/* Of m = 3: beta = (2 a2 + 3 a3) / at, gamma = 3 a3 / (2 a2 + 3 a3). In general the letters are
 * tails of j alpha_j, each over the one before. */
static void test_law_alpha_factor_letters(void)
{
    for (uint32_t i = 0; i < PROFILES * RATES * (MOST - 1); i++) {
        const uint32_t m = 2 + i / PROFILES / RATES;
        double alpha[MOST];
        double mgl[MOST];
        double w[2][MOST];
        double v[MOST];
        alphas(i % PROFILES, m, alpha);
        const cst_law_spec by_alpha = spec_of(m, rates[i / PROFILES % RATES], alpha);
        cst_law_spec by_letters = spec_of(0, by_alpha.rate, alpha);
        by_letters.mgl_count = m - 1;
        by_letters.mgl = mgl;
        for (uint32_t letter = 2; letter <= m; letter++) {
            double tail = 0.0;
            double before = 0.0;
            for (uint32_t j = letter - 1; j <= m; j++) {
                before += j * alpha[j - 1];
                tail += j >= letter ? j * alpha[j - 1] : 0.0;
            }
            mgl[letter - 2] = before > 0.0 ? tail / before : 0.0;
        }
        CU_ASSERT_EQUAL_FATAL(cst_law_check(&by_letters, m - 1, NULL), 0);
        cst_law_joint(&by_alpha, m - 1, w[0], v);
        cst_law_joint(&by_letters, m - 1, w[1], v);
        for (uint32_t s = 0; s < m; s++) {
            near(&by_letters, m - 1, s, w[1][s], w[0][s]);
        }
    }
}

static void test_law_alpha_factor_ends(void)
{
    static const double mixed[] = {0.9, 0.05, 0.05};
    static const double ends[] = {0.0, 1.0};
    for (int i = 0; i < 2; i++) {
        double w[MOST];
        double v[MOST];
        const cst_law_spec spec = spec_of(3, ends[i], mixed);
        cst_law_joint(&spec, 2, w, v);
        CU_ASSERT_EQUAL(w[2], ends[i]);
        CU_ASSERT_EQUAL(w[0], 0.0);
        CU_ASSERT(isnan(cst_law_rho(&spec, 2)));
    }
    const cst_law_spec alone = spec_of(0, 0.2, NULL);
    double w;
    double v;
    cst_law_joint(&alone, 0, &w, &v); /* no reviewer */
    CU_ASSERT_EQUAL(w, 0.2);
}

static void test_law_alpha_factor_errors(void)
{
    double mixed[] = {0.9, 0.05, 0.05};
    double letters[] = {0.0, 0.0};
    cst_error error = {0};
    cst_law_spec spec = spec_of(3, 0.1, mixed);
    cst_truth_refused(&spec, 3, "scheming.alpha"); /* three numbers for four agents */
    mixed[0] = 0.9 + 2e-9;
    cst_truth_refused(&spec, 2, "scheming.alpha");
    mixed[0] = 0.9 + 0.5e-9;
    CU_ASSERT_EQUAL(cst_law_check(&spec, 2, NULL), 0);
    mixed[0] = 0.8;
    cst_truth_refused(&spec, 2, "scheming.alpha");
    (void)cst_law_check(&spec, 2, &error);
    CU_ASSERT_STRING_EQUAL(error.text, "expected alpha factors that sum to 1, found 0.9");
    mixed[0] = -0.1;
    cst_truth_refused(&spec, 2, "scheming.alpha");
    mixed[0] = (double)NAN;
    cst_truth_refused(&spec, 2, "scheming.alpha");
    mixed[0] = 0.9;
    spec.mgl = letters;
    spec.mgl_count = 2;
    cst_truth_refused(&spec, 2, "scheming.alpha"); /* both */
    spec.alpha_count = spec.mgl_count = 0;
    cst_truth_refused(&spec, 2, "scheming.alpha"); /* neither */
    spec.mgl_count = 2;
    CU_ASSERT_EQUAL(cst_law_check(&spec, 2, NULL), 0);
    cst_truth_refused(&spec, 3, "scheming.mgl"); /* two letters for three reviewers */
    letters[0] = 1.5;
    cst_truth_refused(&spec, 2, "scheming.mgl");
}

CST_SUITE("law_alpha_factor", CST_TEST(test_law_alpha_factor_truth),
          CST_TEST(test_law_alpha_factor_leave_one_out), CST_TEST(test_law_alpha_factor_relatives),
          CST_TEST(test_law_alpha_factor_values), CST_TEST(test_law_alpha_factor_letters),
          CST_TEST(test_law_alpha_factor_ends), CST_TEST(test_law_alpha_factor_errors))
