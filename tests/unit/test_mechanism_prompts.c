/* SPDX-License-Identifier: MIT
 *
 * Exact values against other sums, of the logarithms of gamma functions in long double: the Beta
 * law of the one rate with the binomial tails of the other, and all tables of Fisher's test. Ends
 * against binomial tails. Drawn rates against the exact values. */
#include "base/rmath.h"
#include "tests/lib/mechanism_truth.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

typedef struct counts {
    uint32_t events, trials, prompted, prompted_trials;
} counts;

static const counts tables[] = {
    {0, 1, 0, 1},
    {1, 1, 0, 1},
    {0, 1, 1, 1},
    {3, 4, 1, 9},
    {79, 100, 7, 100},
    {7, 100, 79, 100},
    {0, 5000, 40, 5000},
    {120, 1000, 90, 1000},
    {400000, 1000000, 80200, 200000},
    {5, 100000, 9, 40},
    {30, 30, 100, 100000},
    {500, 100000, 470, 100000},
    {2, 7, 300000, 1000000},
};
enum { TABLES = sizeof tables / sizeof tables[0] };

static const char *text_of(const counts *of)
{
    static char text[160];
    (void)snprintf(text, sizeof text,
                   "prompts: {events: %u, trials: %u, prompted_events: %u, prompted_trials: %u}",
                   (unsigned)of->events, (unsigned)of->trials, (unsigned)of->prompted,
                   (unsigned)of->prompted_trials);
    return text;
}

static long double log_beta(long double a, long double b)
{
    return lgammal(a) + lgammal(b) - lgammal(a + b);
}

static long double log_choose(uint32_t n, uint32_t k)
{
    return -log_beta(n - k + 1.0L, k + 1.0L) - logl(n + 1.0L);
}

/* P(X1 > X2) for Beta laws: X2 is below X1 = x if of n2 + 1 numbers more than k2 are below x. */
static double above(const counts *of)
{
    const long double a = of->events + 1.0L;
    const long double b = of->trials - of->events + 1.0L;
    const uint32_t n = of->prompted_trials + 1;
    long double sum = 0.0L;
    for (uint32_t j = of->prompted + 1; j <= n; j++) {
        sum += expl(log_choose(n, j) + log_beta(a + j, b + (n - j)) - log_beta(a, b));
    }
    return (double)sum;
}

static long double log_table(const counts *of, uint32_t x)
{
    const uint32_t both = of->events + of->prompted;
    return log_choose(of->trials, x) + log_choose(of->prompted_trials, both - x) -
           log_choose(of->trials + of->prompted_trials, both);
}

static double fisher(const counts *of)
{
    const uint32_t both = of->events + of->prompted;
    const uint32_t first = both > of->prompted_trials ? both - of->prompted_trials : 0;
    const uint32_t last = both < of->trials ? both : of->trials;
    const long double bound = log_table(of, of->events) + log1pl(1e-7L);
    long double sum = 0.0L;
    for (uint32_t x = first; x <= last; x++) {
        const long double chance = log_table(of, x);
        sum += chance <= bound ? expl(chance) : 0.0L;
    }
    return (double)sum;
}

/* CLAIMS, claim 16: K147 to K158. */
static void test_prompts_vectors(void)
{
    const counts blackmail = {78, 180, 54, 180};
    const counts other = {97, 180, 55, 180};
    const counts third = {114, 180, 86, 180};
    const counts shutdown = {79, 100, 7, 100};
    cst_mechanism_is(text_of(&blackmail), "rate_above", 0.99561804680260159611, 1e-10);
    cst_mechanism_is(text_of(&other), "rate_above", 0.99999645010707041542, 1e-10);
    cst_mechanism_is(text_of(&other), "fisher_p", 1.1041993794931275464e-5, 1e-10);
    cst_mechanism_is(text_of(&third), "fisher_p", 0.0041199562466296270314, 1e-10);
    cst_mechanism_is(text_of(&shutdown), "fisher_p", 5.2091978130628090797e-27, 1e-10);
    cst_mechanism_is(text_of(&blackmail), "rate_before_high", 0.50909439566273410060, 1e-10);
    cst_mechanism_is(text_of(&blackmail), "rate_after_low", 0.23408492478107895158, 1e-10);
    cst_mechanism_is(text_of(&blackmail), "rate_after_high", 0.37263724163919404030, 1e-10);
}

static void test_prompts_exact(void)
{
    for (size_t i = 0; i < TABLES; i++) {
        const double truth = above(&tables[i]);
        if (truth > 1e-280) {
            cst_mechanism_is(text_of(&tables[i]), "rate_above", truth, 1e-11);
        }
        const double p = fisher(&tables[i]);
        if (p > 1e-280) {
            cst_mechanism_is(text_of(&tables[i]), "fisher_p", p, 1e-11);
        }
    }
}

/* The other way round the answers are the same. */
static void test_prompts_mirrored(void)
{
    for (size_t i = 0; i < TABLES; i++) {
        const counts *of = &tables[i];
        const counts swapped = {of->prompted, of->prompted_trials, of->events, of->trials};
        const counts turned = {of->prompted_trials - of->prompted, of->prompted_trials,
                               of->trials - of->events, of->trials};
        const double p = cst_mechanism_exact(text_of(of), "fisher_p");
        const double above_of = cst_mechanism_exact(text_of(of), "rate_above");
        cst_mechanism_is(text_of(&swapped), "fisher_p", p, 1e-12);
        cst_mechanism_is(text_of(&turned), "rate_above", above_of, 1e-12);
        const double below = cst_mechanism_exact(text_of(&swapped), "rate_above");
        CU_ASSERT(fabs(above_of + below - 1.0) < 1e-12);
    }
}

/* At an end, a count as high, or as low, has the chance `tail`. */
static void test_prompts_ends(void)
{
    static const double tails[] = {0.5, 0.025, 1e-12};
    for (size_t i = 0; i < TABLES * 3; i++) {
        const counts *of = &tables[i % TABLES];
        const double tail = tails[i / TABLES];
        char text[200];
        (void)snprintf(text, sizeof text, "%.*s, tail: %g}", (int)strlen(text_of(of)) - 1,
                       text_of(of), tail);
        const double low = cst_mechanism_exact(text, "rate_before_low");
        const double high = cst_mechanism_exact(text, "rate_before_high");
        if (of->events > 0) {
            const double found = cst_rmath_binomial_above(of->events - 1.0, of->trials, low);
            CU_ASSERT(fabs(found / tail - 1.0) < 1e-9);
        }
        if (of->events < of->trials) {
            const double found = cst_rmath_binomial(of->events, of->trials, high);
            const double last_digit = 1e-15 / (1.0 - high); /* of an end close to 1 */
            CU_ASSERT(fabs(found / tail - 1.0) < 1e-9 + last_digit);
        }
        CU_ASSERT((low == 0.0) == (of->events == 0));
        CU_ASSERT((high == 1.0) == (of->events == of->trials));
        const double after = cst_mechanism_exact(text, "rate_after_high");
        const double ratio = cst_mechanism_exact(text, "ratio_high");
        CU_ASSERT(of->events == 0 ? isnan(ratio) : fabs(ratio * low / after - 1.0) < 1e-14);
    }
    cst_mechanism_is("prompts: {events: 1, trials: 1, tail: 1e-10}", "rate_before_low", 1e-10,
                     1e-11);
    cst_mechanism_is("prompts: {events: 0, trials: 1000000}", "rate_before_high",
                     -expm1(log(0.025) / 1e6), 1e-11);
}

static void test_prompts_drawn(void)
{
    CU_ASSERT_EQUAL(cst_mechanism_judge("prompts: {}", 20000, 1), 1);
    CU_ASSERT_EQUAL(cst_mechanism_judge("prompts: {events: 78, trials: 180, prompted_events: 54, "
                                        "prompted_trials: 180}",
                                        50000, 2),
                    1);
    CU_ASSERT_EQUAL(cst_mechanism_judge("prompts: {events: 1, trials: 2, prompted_events: 1, "
                                        "prompted_trials: 7}",
                                        100000, 3),
                    1);
    CU_ASSERT_EQUAL(cst_mechanism_judge("prompts: {events: 6, trials: 7, prompted_events: 18, "
                                        "prompted_trials: 20}",
                                        100000, 4),
                    1);
    CU_ASSERT_EQUAL(cst_mechanism_judge("prompts: {events: 0, trials: 1, prompted_events: 3, "
                                        "prompted_trials: 9}",
                                        100000, 5),
                    1);
    CU_ASSERT_EQUAL(cst_mechanism_judge("prompts: {events: 50000, trials: 100000, "
                                        "prompted_events: 50100, prompted_trials: 100000}",
                                        60, 6),
                    1);
    CU_ASSERT_EQUAL(cst_mechanism_judge("prompts: {events: 999990, trials: 1000000, "
                                        "prompted_events: 999993, prompted_trials: 1000000}",
                                        20000, 7),
                    1);
}

static void test_prompts_refused(void)
{
    CU_ASSERT(cst_mechanism_refuses("prompts: {events: 101}", "events as trials, 100, found 101"));
    CU_ASSERT(cst_mechanism_refuses("prompts: {prompted_trials: 6}", "prompts.prompted_events"));
    CU_ASSERT(cst_mechanism_refuses("prompts: {events: 2000000}", "a whole number from 0 to 1e6"));
    CU_ASSERT(cst_mechanism_refuses("prompts: {trials: 0}", "a whole number from 1 to 1e6"));
    CU_ASSERT(cst_mechanism_refuses("prompts: {tail: 0.6}", "a number from 1e-12 to 0.5"));
}

CST_SUITE("mechanism_prompts", CST_TEST(test_prompts_vectors), CST_TEST(test_prompts_exact),
          CST_TEST(test_prompts_mirrored), CST_TEST(test_prompts_ends),
          CST_TEST(test_prompts_drawn), CST_TEST(test_prompts_refused))
