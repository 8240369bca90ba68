/* SPDX-License-Identifier: MIT
 *
 * Exact values against a normal law in long double, with a threshold found by halving, and drawn
 * scores against the exact values. */
#include "tests/lib/mechanism_truth.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdio.h>

static long double normal_above(long double x)
{
    return 0.5L * erfcl(x / sqrtl(2.0L));
}

/* P(each of so many steps is caught). */
static double caught(long double d_prime, long double way, long double fpr, uint32_t steps)
{
    long double ends[2] = {-50.0L, 50.0L};
    long double product = 1.0L;
    for (int i = 0; i < 200; i++) {
        const long double middle = 0.5L * (ends[0] + ends[1]);
        ends[normal_above(middle) < fpr] = middle;
    }
    for (uint32_t i = 0; i < steps; i++) {
        product *= normal_above(ends[0] - d_prime * expl(-way / steps));
    }
    return (double)product;
}

/* CLAIMS, claim 10: K099 to K103. */
static void test_shift_vectors(void)
{
    cst_mechanism_is("shift: {d_prime: 3, tau: 1, distance: 1, steps: 16, fpr: 0.5}",
                     "shifts_caught", 0.96206143551344198207, 1e-10);
    cst_mechanism_is("shift: {d_prime: 3, tau: 1, distance: 4, steps: 1, fpr: 0.5}",
                     "shifts_caught", 0.52190962289201267674, 1e-10);
    cst_mechanism_is("shift: {d_prime: 3, tau: 1, distance: 4, steps: 4, fpr: 0.5}",
                     "shifts_caught", 0.56016425048036538741, 1e-10);
    cst_mechanism_is("shift: {d_prime: 3, tau: 1, distance: 4, steps: 4, fpr: 0.5}",
                     "one_shift_caught", 0.52190962289201267674, 1e-10);
    cst_mechanism_is("shift: {d_prime: 4, tau: 1, distance: 2, steps: 1, fpr: 0.02}",
                     "shifts_caught", 0.065215078762001958217, 1e-10);
    cst_mechanism_is("shift: {d_prime: 4, tau: 1, distance: 2, steps: 4, fpr: 0.02}",
                     "shifts_caught", 0.17328372058682889665, 1e-10);
}

static void test_shift_exact(void)
{
    static const double d_primes[] = {0.0, 1e-6, 0.5, 3.0, 9.0};
    static const double rates[] = {1e-12, 0.001, 0.3, 0.999};
    static const uint32_t steps[] = {1, 2, 64, 1000};
    for (size_t i = 0; i < sizeof d_primes / sizeof d_primes[0]; i++) {
        for (size_t j = 0; j < sizeof rates / sizeof rates[0]; j++) {
            for (size_t k = 0; k < sizeof steps / sizeof steps[0]; k++) {
                const double truth = caught(d_primes[i], 0.75L, rates[j], steps[k]);
                char text[160];
                (void)snprintf(text, sizeof text,
                               "shift: {d_prime: %g, tau: 4, distance: 3, fpr: %g, steps: %u}",
                               d_primes[i], rates[j], (unsigned)steps[k]);
                if (truth > 1e-290) {
                    cst_mechanism_is(text, "shifts_caught", truth, 1e-11);
                }
                cst_mechanism_is(text, "one_shift_caught", caught(d_primes[i], 0.75L, rates[j], 1),
                                 1e-11);
            }
        }
    }
}

/* Ends of ranges, and a miss a step that 1 - x would lose. */
static void test_shift_ends(void)
{
    cst_mechanism_is("shift: {fpr: 0}", "shifts_caught", 0.0, 0.0);
    cst_mechanism_is("shift: {fpr: 1}", "shifts_caught", 1.0, 0.0);
    cst_mechanism_is("shift: {distance: 0, steps: 1000000}", "one_shift_caught",
                     caught(4.0L, 0.0L, 0.02L, 1), 1e-11);
    cst_mechanism_is("shift: {d_prime: 9, distance: 0, fpr: 0.5, steps: 1000000}", "shifts_caught",
                     exp(-1e6 * (double)normal_above(9.0L)), 1e-15);
    cst_mechanism_is("shift: {d_prime: 6, distance: 0, fpr: 0.5, steps: 1000000}", "shifts_caught",
                     exp(1e6 * (double)log1pl(-normal_above(6.0L))), 1e-11);
    cst_mechanism_is("shift: {d_prime: 1e300, tau: 1e-300, distance: 1e300}", "one_shift_caught",
                     0.02, 1e-11);
    cst_mechanism_is("shift: {d_prime: 0, fpr: 0.5, steps: 1000}", "shifts_caught",
                     ldexp(1.0, -1000), 1e-11);
}

static void test_shift_drawn(void)
{
    CU_ASSERT_EQUAL(cst_mechanism_judge("shift: {}", 50000, 1), 2);
    CU_ASSERT_EQUAL(
        cst_mechanism_judge("shift: {d_prime: 3, distance: 4, steps: 4, fpr: 0.5}", 50000, 2), 2);
    CU_ASSERT_EQUAL(
        cst_mechanism_judge("shift: {d_prime: 0.5, distance: 0.1, steps: 2, fpr: 0.9}", 50000, 3),
        2);
    CU_ASSERT_EQUAL(
        cst_mechanism_judge("shift: {d_prime: 6, distance: 1, steps: 500, fpr: 0.001}", 2000, 4),
        2);
    CU_ASSERT_EQUAL(
        cst_mechanism_judge("shift: {d_prime: 4, distance: 30, steps: 1, fpr: 0.002}", 50000, 5),
        2);
    CU_ASSERT_EQUAL(cst_mechanism_judge("shift: {fpr: 0}", 1000, 6), 2);
    CU_ASSERT_EQUAL(cst_mechanism_judge("shift: {fpr: 1, steps: 30}", 1000, 7), 2);
}

static void test_shift_refused(void)
{
    CU_ASSERT(cst_mechanism_refuses("shift: {tau: 0}", "a number above 0"));
    CU_ASSERT(cst_mechanism_refuses("shift: {d_prime: -1}", "a number of at least 0"));
    CU_ASSERT(cst_mechanism_refuses("shift: {distance: -1}", "a number of at least 0"));
    CU_ASSERT(cst_mechanism_refuses("shift: {steps: 0}", "a whole number from 1 to 1e6"));
    CU_ASSERT(cst_mechanism_refuses("shift: {fpr: 1.5}", "a probability from 0 to 1"));
}

CST_SUITE("mechanism_shift", CST_TEST(test_shift_vectors), CST_TEST(test_shift_exact),
          CST_TEST(test_shift_ends), CST_TEST(test_shift_drawn), CST_TEST(test_shift_refused))
