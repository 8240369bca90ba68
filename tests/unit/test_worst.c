/* SPDX-License-Identifier: MIT */
#include "estimate/exact/worst.h"

#include "base/random.h"
#include "estimate/exact/closed.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* u_s for perfect honest reviewers, sure collusion, r votes needed of k. */
static void perfect(uint32_t k, uint32_t r, double *u)
{
    for (uint32_t s = 0; s <= k; s++) {
        u[s] = k - s < r ? 1.0 : 0.0;
    }
}

/* MODEL 11.5: R <= min(p, p (p + rho (1 - p)) k / (k - r + 1)), reached at small p. */
static void test_worst_perfect_reviewers(void)
{
    static const double rates[] = {1e-12, 1e-9, 1e-6, 1e-3, 0.1, 0.3, 0.6};
    static const double rhos[] = {0.0, 1e-6, 0.01, 0.1, 0.5, 0.9, 1.0};
    for (size_t i = 0; i < 7; i++) {
        for (size_t j = 0; j < 7; j++) {
            for (uint32_t k = 1; k <= 9; k++) {
                for (uint32_t r = 1; r <= k; r++) {
                    const double p = rates[i];
                    const double share =
                        (p + rhos[j] * (1.0 - p)) * (double)k / (double)(k - r + 1);
                    double u[CST_REVIEWERS_MAX + 1];
                    cst_worst found;
                    perfect(k, r, u);
                    CU_ASSERT_EQUAL(cst_worst_bounds(k, u, p, rhos[j], &found, NULL), 0);
                    CU_ASSERT(found.worst <= fmin(1.0, share) * (1.0 + 1e-9));
                    CU_ASSERT(found.best <= found.worst * (1.0 + 1e-9));
                    if (p <= 1e-3 && share <= 0.9) {
                        CU_ASSERT(cst_test_relative(found.worst, share) < 1e-9);
                    }
                }
            }
        }
    }
}

/* STATISTICS section 4, to the digits printed there. */
static void test_worst_published(void)
{
    static const struct {
        uint32_t k;
        cst_rule rule;
        double best, worst;
    } table[] = {{3, CST_RULE_ANY, 3.7e-6, 1.02e-4}, {5, CST_RULE_MAJORITY, 3.1e-5, 1.75e-4}};
    for (size_t i = 0; i < 2; i++) {
        cst_trial_spec spec = cst_trial_spec_default();
        cst_model model;
        cst_worst found;
        spec.scheming.law.law = cst_law_find("beta");
        spec.scheming.law.rho = 0.1;
        spec.protocol.reviewers = table[i].k;
        spec.protocol.rule = table[i].rule;
        CU_ASSERT_EQUAL_FATAL(cst_model_make(&model, &spec, NULL), 0);
        CU_ASSERT_EQUAL_FATAL(cst_worst_case(&model, &found, NULL), 0);
        CU_ASSERT_TRUE(found.applies);
        CU_ASSERT(fabs(1e-3 * found.worst / table[i].worst - 1.0) < 0.006);
        CU_ASSERT(fabs(1e-3 * found.best / table[i].best - 1.0) < 0.02);
        cst_model_free(&model);
    }
}

/* A support of three counts (0 among them or not), solved in long double: the plain way. worst: the
 * law that reaches it, by count. */
static long double by_enumeration(uint32_t k, const double *u, double p, double rho, double *worst)
{
    const uint32_t m = k + 1;
    long double best = -1.0L;
    for (uint32_t a = 0; a <= m; a++) {
        for (uint32_t b = a + 1; b <= m; b++) {
            for (uint32_t c = b + 1; c <= m; c++) {
                const long double at[3] = {a, b, c};
                const long double mean = (long double)p * m;
                const long double second =
                    ((long double)p * p + (long double)rho * p * (1.0L - p)) * m * (m - 1) + mean;
                long double value = 0.0L;
                double law[CST_REVIEWERS_MAX + 2] = {0.0};
                bool feasible = true;
                for (int i = 0; i < 3; i++) { /* Lagrange: masses from moments 0, 1, 2 */
                    const long double x = at[(i + 1) % 3];
                    const long double y = at[(i + 2) % 3];
                    const long double mass =
                        (second - (x + y) * mean + x * y) / ((at[i] - x) * (at[i] - y));
                    feasible = feasible && mass >= -1e-13L;
                    const uint32_t j = (uint32_t)at[i];
                    value += j == 0 ? 0.0L : mass * j / m * u[j - 1];
                    law[j] = fmax((double)mass, 0.0);
                }
                if (feasible && value > best) {
                    best = value;
                    memcpy(worst, law, sizeof law);
                }
            }
        }
    }
    return best / p;
}

static double unit(cst_draws *draws)
{
    return cst_draws_unit(draws);
}

/* Random responses, rates and correlations: the second solver, and no law above the bound. */
static void test_worst_is_the_worst(void)
{
    static const char *const laws[] = {"independent", "beta", "two-point", "common-cause",
                                       "all-or-nothing"};
    const cst_random random = {.seed = 8};
    cst_draws draws = cst_draws_at(&random, 1, 1, CST_DRAW_TEST);
    uint32_t compared = 0;
    for (uint32_t i = 0; i < 3000; i++) {
        const uint32_t k = 1 + (uint32_t)cst_draws_uniform(&draws, 8);
        double u[CST_REVIEWERS_MAX + 1];
        double w[CST_REVIEWERS_MAX + 1];
        double v[CST_REVIEWERS_MAX + 1];
        cst_law_spec law = {.law = cst_law_find(laws[i % 5]),
                            .rate = pow(10.0, -6.0 * unit(&draws)) * 0.5,
                            .rho = unit(&draws),
                            .common_share = unit(&draws)};
        cst_worst found;
        double share = 0.0;
        law.together = law.rate + (1.0 - law.rate) * unit(&draws);
        for (uint32_t s = 0; s <= k; s++) {
            u[s] = unit(&draws);
        }
        cst_law_joint(&law, k, w, v);
        for (uint32_t s = 0; s <= k; s++) {
            share += w[s] * u[s] / law.rate;
        }
        const double rho = cst_law_rho(&law, k);
        CU_ASSERT_EQUAL_FATAL(cst_worst_bounds(k, u, law.rate, rho, &found, NULL), 0);
        CU_ASSERT(share <= found.worst * (1.0 + 1e-9) + 1e-12);
        CU_ASSERT(share >= found.best * (1.0 - 1e-9) - 1e-12);
        if (law.rate > 1e-3) {
            double worst[CST_REVIEWERS_MAX + 2];
            const double plain = (double)by_enumeration(k, u, law.rate, rho, worst);
            CU_ASSERT(fabs(plain - found.worst) < 1e-7);
            compared++;
        }
    }
    CU_ASSERT(compared > 800);
}

/* The law that reaches it, given to the model as a table, has the closed form that was promised. */
static void test_worst_is_reached(void)
{
    for (uint32_t k = 1; k <= 6; k++) {
        cst_trial_spec spec = cst_trial_spec_default();
        cst_model model;
        cst_worst found;
        double value[CST_RESULT_KINDS];
        double u[CST_REVIEWERS_MAX + 1];
        double worst[CST_REVIEWERS_MAX + 2];
        spec.scheming.law.law = cst_law_find("beta");
        spec.scheming.law.rate = 0.01;
        spec.scheming.law.rho = 0.2;
        spec.protocol.reviewers = k;
        spec.collusion.probability = 0.8;
        CU_ASSERT_EQUAL_FATAL(cst_model_make(&model, &spec, NULL), 0);
        CU_ASSERT_EQUAL_FATAL(cst_worst_case(&model, &found, NULL), 0);
        for (uint32_t s = 0; s <= k; s++) {
            u[s] = cst_model_escape_given(&model, s);
        }
        (void)by_enumeration(k, u, 0.01, 0.2, worst);
        spec.scheming.law.joint = worst;
        cst_model_free(&model);
        spec.scheming.law.law = cst_law_find("table");
        spec.scheming.law.joint_count = k + 2;
        CU_ASSERT(fabs(cst_law_rho(&spec.scheming.law, k) - 0.2) < 1e-9);
        CU_ASSERT_EQUAL_FATAL(cst_trial_spec_check(&spec, NULL), 0);
        CU_ASSERT_EQUAL_FATAL(cst_model_make(&model, &spec, NULL), 0);
        cst_closed_forms(&model, value);
        CU_ASSERT(cst_test_relative(value[CST_RESULT_MISS_SHARE], found.worst) < 1e-9);
        cst_model_free(&model);
    }
}

/* The bound over a hundred thousand random laws, without a solver. */
static void test_worst_bound_never_exceeded(void)
{
    const cst_random random = {.seed = 9};
    cst_draws draws = cst_draws_at(&random, 1, 1, CST_DRAW_TEST);
    for (uint32_t i = 0; i < 100000; i++) {
        const uint32_t k = 1 + (uint32_t)cst_draws_uniform(&draws, 8);
        const uint32_t r = 1 + (uint32_t)cst_draws_uniform(&draws, k);
        const uint32_t m = k + 1;
        double q[CST_REVIEWERS_MAX + 2];
        double total = 0.0;
        for (uint32_t j = 0; j <= m; j++) {
            q[j] = pow(unit(&draws), 12.0);
            total += q[j];
        }
        double p = 0.0;
        double both = 0.0;
        double risk = 0.0;
        for (uint32_t j = 1; j <= m; j++) {
            const double mass = q[j] / total;
            p += mass * j / m;
            both += mass * j * (j - 1) / ((double)m * (m - 1));
            risk += k - (j - 1) < r ? mass * j / m : 0.0;
        }
        CU_ASSERT(risk <= fmin(p, both * (double)k / (double)(k - r + 1)) * (1.0 + 1e-12));
    }
}

static void test_worst_not_for_all(void)
{
    cst_trial_spec spec = cst_trial_spec_default();
    cst_model model;
    cst_worst found;
    spec.collusion.strategy = cst_collusion_find("none");
    CU_ASSERT_EQUAL_FATAL(cst_model_make(&model, &spec, NULL), 0);
    CU_ASSERT_EQUAL(cst_worst_case(&model, &found, NULL), 0);
    CU_ASSERT_FALSE(found.applies);
    CU_ASSERT_TRUE(isnan(found.worst));
    cst_model_free(&model);
}

__extension__ typedef __int128 whole_number;

/* Corners in whole numbers: p = P / 2^33, b = B / 2^20, so that E[J], E[J (J-1)] and every sign are
 * exact in 128 bits. The masses of three values follow from Lagrange's polynomials. */
static bool exact_mass(uint32_t m, uint64_t p, uint64_t b, const int64_t at[3], int i,
                       long double *x)
{
    const whole_number one = (whole_number)1 << 53;
    const int64_t first = at[(i + 1) % 3];
    const int64_t second = at[(i + 2) % 3];
    const whole_number mean = ((whole_number)m * p) << 20;
    const whole_number pairs = (whole_number)m * (m - 1) * (p * b);
    const whole_number sum = pairs + mean - (first + second) * mean + first * second * one;
    const int64_t apart = (at[i] - first) * (at[i] - second);
    *x = (long double)sum / (long double)one / (long double)apart;
    return sum == 0 || (sum > 0) == (apart > 0);
}

/* The extremes by exact corners; false where there is none. */
static bool exact_extremes(uint32_t k, const double *u, uint64_t p, uint64_t b, long double out[2])
{
    const uint32_t m = k + 1;
    bool found = false;
    for (uint32_t first = 0; first <= m; first++) {
        for (uint32_t second = first + 1; second <= m; second++) {
            for (uint32_t third = second + 1; third <= m; third++) {
                const int64_t at[3] = {first, second, third};
                long double x[3];
                long double value = 0.0L;
                bool law = true;
                for (int i = 0; i < 3; i++) {
                    law = exact_mass(m, p, b, at, i, &x[i]) && law;
                    value += at[i] == 0 ? 0.0L : x[i] * at[i] / m * u[at[i] - 1];
                }
                if (law) {
                    value /= (long double)p / 0x1p33L;
                    out[0] = found ? fminl(out[0], value) : value;
                    out[1] = found ? fmaxl(out[1], value) : value;
                    found = true;
                }
            }
        }
    }
    return found;
}

/* Responses as reviewers give them, any r of k, at detection rates from .5 to 1 - 1e-6: from 1e-192
 * to 1. No law is outside the bounds, and a corner is on each: rounding moves them outwards by less
 * than 1e-12. */
static void test_worst_exact_corners(void)
{
    const cst_random random = {.seed = 13};
    cst_draws draws = cst_draws_at(&random, 1, 1, CST_DRAW_TEST);
    uint32_t compared = 0;
    for (uint32_t i = 0; i < 4000; i++) {
        const uint32_t k = 1 + (uint32_t)cst_draws_uniform(&draws, i % 10 == 0 ? 32 : 9);
        const uint32_t r = 1 + (uint32_t)cst_draws_uniform(&draws, k);
        const double missed = 0.5 * pow(10.0, -6.0 * unit(&draws));
        const double covers = i % 3 == 0 ? 1.0 : unit(&draws);
        const uint64_t p = 1 + (uint64_t)(pow(2.0, 32.99 * unit(&draws)));
        const double rho = i % 5 == 0 ? 0.0 : pow(unit(&draws), 6.0);
        /* On the grid: the b of a law with this rho, and the rho that this b has. */
        uint64_t b = (uint64_t)ceil(((double)p / 0x1p33 * (1.0 - rho) + rho) * 0x1p20);
        b = b < (1u << 20) ? b : 1u << 20;
        const double rate = (double)p / 0x1p33;
        const double kept = (double)b / 0x1p20;
        double u[CST_REVIEWERS_MAX + 1];
        long double truth[2];
        cst_worst found;
        for (uint32_t s = 0; s <= k; s++) { /* P(fewer than r report) */
            long double votes[CST_REVIEWERS_MAX + 2] = {1.0L};
            for (uint32_t j = 0; j < k; j++) {
                const long double reports = (1.0L - missed) * (j < s ? 1.0L - covers : 1.0L);
                for (uint32_t x = j + 1; x > 0; x--) {
                    votes[x] = votes[x] * (1.0L - reports) + votes[x - 1] * reports;
                }
                votes[0] *= 1.0L - reports;
            }
            long double passes = 0.0L;
            for (uint32_t x = 0; x < r; x++) {
                passes += votes[x];
            }
            u[s] = (double)fminl(passes, 1.0L);
        }
        if (rate >= 1.0 || !exact_extremes(k, u, p, b, truth)) {
            continue;
        }
        CU_ASSERT_EQUAL_FATAL(
            cst_worst_bounds(k, u, rate, (kept - rate) / (1.0 - rate), &found, NULL), 0);
        /* rho is rounded: b may be off by its last digits, of which a share is no more than m^2. */
        const long double off = 1e-13L * (k + 1) * (k + 1) / fmin(kept, 1.0);
        CU_ASSERT(found.best <= truth[0] * (1.0L + off));
        CU_ASSERT(found.best >= truth[0] * (1.0L - off));
        CU_ASSERT(found.worst >= truth[1] * (1.0L - off));
        CU_ASSERT(found.worst <= truth[1] * (1.0L + off));
        compared++;
    }
    CU_ASSERT(compared > 3000);
}

/* By hand, in fractions: p = 1/1000, independent pairs (b = p), eight reviewers of TPR .99, any of
 * them. Of laws on 0, 1 and 2 schemers q_2 = 36 p^2 and q_1 = 9 p - 72 p^2, with u_0 = 1e-16 and
 * u_1 = 1e-14: miss_share = ((9 p - 72 p^2) / 9 1e-16 + 2 / 9 36 p^2 1e-14) / p = 1.792e-16. */
static void test_worst_of_eight(void)
{
    cst_trial_spec spec = cst_trial_spec_default();
    cst_model model;
    cst_worst found;
    spec.scheming.law.rate = 1e-3;
    spec.score.tpr = 0.99;
    spec.protocol.reviewers = 8;
    spec.protocol.rule = CST_RULE_ANY;
    CU_ASSERT_EQUAL_FATAL(cst_model_make(&model, &spec, NULL), 0);
    CU_ASSERT_EQUAL_FATAL(cst_worst_case(&model, &found, NULL), 0);
    CU_ASSERT(cst_test_relative(found.best, 1.792e-16) < 1e-10);
    CU_ASSERT(found.best <= cst_closed_form(&spec, CST_RESULT_MISS_SHARE));
    cst_model_free(&model);
}

/* Every law with these pairs lies between the bounds, also where shares are tiny. */
static void test_worst_holds_every_law(void)
{
    static const char *const laws[] = {"independent", "beta", "two-point", "common-cause",
                                       "all-or-nothing"};
    const cst_random random = {.seed = 14};
    cst_draws draws = cst_draws_at(&random, 1, 1, CST_DRAW_TEST);
    for (uint32_t i = 0; i < 1000; i++) {
        cst_trial_spec spec = cst_trial_spec_default();
        cst_law_spec *law = &spec.scheming.law;
        cst_model model;
        cst_worst found;
        law->law = cst_law_find(laws[i % 5]);
        law->rate = i % 4 == 0 ? 1.0 - pow(10.0, -6.0 * unit(&draws)) * 0.9
                               : pow(10.0, -12.0 * unit(&draws)) * 0.9;
        law->rho = pow(unit(&draws), 8.0);
        law->common_share = pow(unit(&draws), 8.0);
        law->together = law->rate + (1.0 - law->rate) * pow(unit(&draws), 8.0);
        spec.score.tpr = 1.0 - 0.5 * pow(10.0, -4.0 * unit(&draws));
        spec.collusion.probability = unit(&draws);
        spec.protocol.reviewers = 1 + (uint32_t)cst_draws_uniform(&draws, 12);
        spec.protocol.rule = i % 2 == 0 ? CST_RULE_ANY : CST_RULE_MAJORITY;
        CU_ASSERT_EQUAL_FATAL(cst_model_make(&model, &spec, NULL), 0);
        CU_ASSERT_EQUAL_FATAL(cst_worst_case(&model, &found, NULL), 0);
        const double share = cst_closed_form(&spec, CST_RESULT_MISS_SHARE);
        CU_ASSERT(found.best <= share * (1.0 + 1e-9));
        CU_ASSERT(found.worst >= share * (1.0 - 1e-9));
        cst_model_free(&model);
    }
}

CST_SUITE("worst", CST_TEST(test_worst_perfect_reviewers), CST_TEST(test_worst_published),
          CST_TEST(test_worst_is_the_worst), CST_TEST(test_worst_is_reached),
          CST_TEST(test_worst_bound_never_exceeded), CST_TEST(test_worst_not_for_all),
          CST_TEST(test_worst_exact_corners), CST_TEST(test_worst_of_eight),
          CST_TEST(test_worst_holds_every_law))
