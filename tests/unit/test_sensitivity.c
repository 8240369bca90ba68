/* SPDX-License-Identifier: MIT
 * Sobol indices and rank correlations of functions whose indices are known by hand or by
 * integration, and how often their intervals cover. Misses by chance are once in 10^6 or rarer. */
#include "estimate/ask/sensitivity.h"
#include "tests/lib/suite.h"

#define MATHLIB_STANDALONE 1
#include <Rmath.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { INPUTS = 3, MANY = 4000, FEW = 1000, TIMES = 600 };

static const double pi = 3.14159265358979323846;

/* Ishigami and Homma (1990) with a = 7, b = 0.1, of u uniform in the cube: x = pi (2 u - 1). */
static double ishigami(const double *u)
{
    const double x = sin(pi * (2.0 * u[0] - 1.0));
    const double y = sin(pi * (2.0 * u[1] - 1.0));
    const double z = pi * (2.0 * u[2] - 1.0);
    return x + 7.0 * y * y + 0.1 * z * z * z * z * x;
}

/* The product of 1 + c (u - 1/2) sqrt(12), so with variance c^2 each. */
static const double factors[INPUTS] = {0.8, 0.3, 0.0};

static double product(const double *u)
{
    double f = 1.0;
    for (int k = 0; k < INPUTS; k++) {
        f *= 1.0 + factors[k] * (u[k] - 0.5) * sqrt(12.0);
    }
    return f;
}

static double sum(const double *u)
{
    return 3.0 * u[0] + u[1] + 1e-3 * u[2];
}

typedef struct truth {
    const char *name;
    double (*f)(const double *u);
    double first[INPUTS], total[INPUTS];
} truth;

static void find_truths(truth of[3])
{
    const double v = 0.5 + 49.0 / 8.0 + 0.1 * pow(pi, 4) / 5.0 + 0.01 * pow(pi, 8) / 18.0;
    const double alone = 0.5 * pow(1.0 + 0.1 * pow(pi, 4) / 5.0, 2);
    const double both = 0.01 * pow(pi, 8) * (1.0 / 18.0 - 1.0 / 50.0);
    of[0] = (truth){"ishigami",
                    ishigami,
                    {alone / v, 49.0 / 8.0 / v, 0.0},
                    {(alone + both) / v, 49.0 / 8.0 / v, both / v}};
    const double c = factors[0] * factors[0];
    const double d = factors[1] * factors[1];
    const double w = (1.0 + c) * (1.0 + d) - 1.0;
    of[1] = (truth){"product", product, {c / w, d / w, 0.0}, {c * (1 + d) / w, d * (1 + c) / w, 0}};
    const double s = 9.0 + 1.0 + 1e-6;
    of[2] = (truth){"sum", sum, {9.0 / s, 1.0 / s, 1e-6 / s}, {9.0 / s, 1.0 / s, 1e-6 / s}};
}

static void fill(const truth *of, uint64_t seed, uint32_t n, double (*f)[MANY])
{
    cst_draws draws = cst_draws_at(&(cst_random){.seed = seed}, 0, 0, CST_DRAW_TEST);
    for (uint32_t i = 0; i < n; i++) {
        double u[2 * INPUTS];
        for (int k = 0; k < 2 * INPUTS; k++) {
            u[k] = cst_draws_unit(&draws);
        }
        f[0][i] = of->f(u);
        f[1][i] = of->f(u + INPUTS);
        for (int k = 0; k < INPUTS; k++) {
            const double kept = u[k];
            u[k] = u[INPUTS + k];
            f[2 + k][i] = of->f(u);
            u[k] = kept;
        }
    }
}

static void expect(const char *name, int input, cst_index found, double is)
{
    if (!(fabs(found.value - is) <= 5.0 * found.error + 1e-9)) {
        (void)printf("\n    %s, input %d: %g +- %g, is %g\n", name, input, found.value, found.error,
                     is);
        CU_FAIL("an index is far from the truth");
    }
}

static void test_sensitivity_known(void)
{
    static double f[2 + INPUTS][MANY];
    truth of[3];
    find_truths(of);
    CU_ASSERT_DOUBLE_EQUAL(of[0].first[0], 0.3139, 5e-5); /* as published */
    CU_ASSERT_DOUBLE_EQUAL(of[0].total[2], 0.2437, 5e-5);
    for (int i = 0; i < 3; i++) {
        fill(&of[i], 3, MANY, f);
        for (int k = 0; k < INPUTS; k++) {
            const cst_index first = cst_index_first(f[0], f[1], f[2 + k], MANY);
            const cst_index total = cst_index_total(f[0], f[2 + k], MANY);
            expect(of[i].name, k, first, of[i].first[k]);
            expect(of[i].name, k, total, of[i].total[k]);
            CU_ASSERT(first.error < 0.015 && total.error < 0.021);
        }
    }
    /* an input without an effect has exactly none, and one of little effect is told from none */
    fill(&of[1], 3, MANY, f);
    CU_ASSERT_EQUAL(cst_index_total(f[0], f[4], MANY).value, 0.0);
    CU_ASSERT(fabs(cst_index_first(f[0], f[1], f[4], MANY).value) < 1e-12);
    fill(&of[2], 3, MANY, f);
    CU_ASSERT(cst_index_first(f[0], f[1], f[4], MANY).error < 1e-4);
    double same[3] = {1.0, 1.0, 1.0};
    CU_ASSERT(isnan(cst_index_first(same, same, same, 3).value));
    CU_ASSERT(isnan(cst_index_total(same, same, 3).value));
}

/* Of 600 intervals of 95 %, 570 cover, with a standard deviation of 5.3. The seeds are fixed. */
static void test_sensitivity_coverage(void)
{
    static double f[2 + INPUTS][MANY];
    truth of[3];
    find_truths(of);
    for (int i = 0; i < 2; i++) {
        int first[INPUTS] = {0};
        int total[INPUTS] = {0};
        for (uint64_t time = 0; time < TIMES; time++) {
            fill(&of[i], 100 + time, FEW, f);
            for (int k = 0; k < INPUTS; k++) {
                const cst_index a = cst_index_first(f[0], f[1], f[2 + k], FEW);
                const cst_index b = cst_index_total(f[0], f[2 + k], FEW);
                first[k] += fabs(a.value - of[i].first[k]) <= 1.96 * a.error + 1e-12 ? 1 : 0;
                total[k] += fabs(b.value - of[i].total[k]) <= 1.96 * b.error + 1e-12 ? 1 : 0;
            }
        }
        for (int k = 0; k < INPUTS; k++) {
            const bool none = of[i].total[k] == 0.0;
            CU_ASSERT(none ? first[k] == TIMES : first[k] >= 554 && first[k] <= 583);
            CU_ASSERT(none ? total[k] == TIMES : total[k] >= 554 && total[k] <= 583);
        }
    }
}

/* Of two normal variables with correlation r it is 6/pi asin(r/2). */
static void test_sensitivity_ranks(void)
{
    static const double levels[] = {0.0, 0.5, -0.9};
    static double x[FEW];
    static double y[FEW];
    cst_error error = {0};
    for (int i = 0; i < 3; i++) {
        const double is = 6.0 / pi * asin(levels[i] / 2.0);
        int covers = 0;
        for (uint64_t time = 0; time < TIMES; time++) {
            cst_draws draws = cst_draws_at(&(cst_random){.seed = time}, 1, 0, CST_DRAW_TEST);
            cst_index rank;
            for (uint32_t j = 0; j < FEW; j++) {
                const double u = qnorm(cst_draws_unit(&draws), 0.0, 1.0, 1, 0);
                const double v = qnorm(cst_draws_unit(&draws), 0.0, 1.0, 1, 0);
                x[j] = u;
                y[j] = exp(levels[i] * u + sqrt(1.0 - levels[i] * levels[i]) * v);
            }
            CU_ASSERT_EQUAL_FATAL(cst_index_rank(x, y, FEW, &rank, &error), 0);
            covers += fabs(rank.value - is) <= 1.96 * rank.error ? 1 : 0;
        }
        CU_ASSERT(covers >= 554 && covers <= 583);
    }
}

/* By hand, with ties: ranks 1.5 1.5 3 4 and 1 2.5 2.5 4. */
static void test_sensitivity_ranks_by_hand(void)
{
    static const double x[] = {5.0, 5.0, 7.0, 9.0};
    static const double y[] = {-3.0, 1.0, 1.0, 8.0};
    static const double same[] = {2.0, 2.0, 2.0, 2.0};
    static const double falls[] = {1.0, 0.5, 0.25, 0.125};
    static const double rises[] = {-2.0, -1.0, 0.0, 10.0};
    cst_error error = {0};
    cst_index rank;
    CU_ASSERT_EQUAL(cst_index_rank(x, y, 4, &rank, &error), 0);
    CU_ASSERT_DOUBLE_EQUAL(rank.value, (1.5 + 0.0 + 0.0 + 2.25) / 4.5, 1e-15);
    CU_ASSERT_EQUAL(cst_index_rank(rises, falls, 4, &rank, &error), 0);
    CU_ASSERT_DOUBLE_EQUAL(rank.value, -1.0, 1e-15);
    CU_ASSERT_EQUAL(cst_index_rank(x, same, 4, &rank, &error), 0);
    CU_ASSERT(isnan(rank.value) && isnan(rank.error));
}

/* One reviewer: R = p ((1 - d) + d (p + rho (1 - p))), with p, d and rho uniform and abstentions
 * that stay as they are. Means and variances over any of them are integrals of polynomials, which
 * Gauss's rule of 3 points has exactly. */
static const double low[INPUTS] = {0.001, 0.6, 0.0};
static const double high[INPUTS] = {0.1, 0.9, 0.4};

static double risk(const double *at)
{
    return at[0] * ((1.0 - at[1]) + at[1] * (at[0] + at[2] * (1.0 - at[0])));
}

/* The variance of the mean of f over the inputs that are not held: mask has those that are. */
static double variance_of(unsigned mask)
{
    static const double node[] = {-0.77459666924148337704, 0.0, 0.77459666924148337704};
    static const double weight[] = {5.0 / 18.0, 8.0 / 18.0, 5.0 / 18.0};
    double mean = 0.0;
    double square = 0.0;
    double inner[27] = {0.0};
    double outer[27] = {0.0};
    for (int i = 0; i < 27; i++) {
        const int at[INPUTS] = {i / 9, i / 3 % 3, i % 3};
        double x[INPUTS];
        double w = 1.0;
        double held = 1.0;
        int place = 0;
        for (int k = 0; k < INPUTS; k++) {
            const bool is_held = (mask >> k & 1) != 0;
            x[k] = 0.5 * (low[k] + high[k]) + 0.5 * (high[k] - low[k]) * node[at[k]];
            w *= is_held ? 1.0 : weight[at[k]];
            held *= is_held ? weight[at[k]] : 1.0;
            place = 3 * place + (is_held ? at[k] : 0);
        }
        inner[place] += w * risk(x);
        outer[place] = held;
        mean += w * held * risk(x);
    }
    for (int i = 0; i < 27; i++) {
        square += outer[i] * inner[i] * inner[i];
    }
    return square - mean * mean;
}

static cst_trial_spec one_reviewer(void)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.protocol.kind = cst_protocol_find("untrusted-monitor");
    spec.scheming.law.law = cst_law_find("beta");
    spec.scheming.law.rho = 0.1;
    spec.scheming.law.rate = 0.01;
    return spec;
}

static cst_input uniform(const char *key, size_t offset, double a, double b)
{
    return (cst_input){
        .key = key, .offset = offset, .prior = {.kind = CST_PRIOR_UNIFORM, .a = a, .b = b}};
}

static void test_sensitivity_scenario(void)
{
    const cst_input said[] = {
        uniform("scheming.rate", offsetof(cst_trial_spec, scheming.law.rate), low[0], high[0]),
        uniform("monitor.score.tpr", offsetof(cst_trial_spec, score.tpr), low[1], high[1]),
        uniform("scheming.rho", offsetof(cst_trial_spec, scheming.law.rho), low[2], high[2]),
        uniform("monitor.score.fpr", offsetof(cst_trial_spec, score.fpr), 0.0, 0.1)};
    const cst_random random = {.seed = 5};
    const cst_trial_spec spec = one_reviewer();
    cst_sensitivity *of = calloc(2, sizeof *of);
    cst_inputs inputs;
    cst_error error = {0};
    CU_ASSERT_PTR_NOT_NULL_FATAL(of);
    CU_ASSERT_EQUAL_FATAL(cst_inputs_copy(&inputs, said, 4, &error), 0);
    CU_ASSERT_EQUAL(
        cst_sensitivity_make(of, &inputs, &spec, CST_RESULT_RESIDUAL_RISK, &random, MANY, &error),
        0);
    CU_ASSERT_STRING_EQUAL(of->reason, "");
    CU_ASSERT_EQUAL_FATAL(of->draws, MANY);
    const double v = variance_of(7);
    CU_ASSERT_DOUBLE_EQUAL(of->deviation, sqrt(v), 0.05 * sqrt(v));
    CU_ASSERT(of->carry > 0.2 * MANY && of->carry < 0.8 * MANY);
    for (unsigned k = 0; k < INPUTS; k++) {
        expect("first", (int)k, of->first[k], variance_of(1U << k) / v);
        expect("total", (int)k, of->total[k], 1.0 - variance_of(7U & ~(1U << k)) / v);
        CU_ASSERT(of->first[k].error < 0.03 && of->total[k].error < 0.03);
    }
    CU_ASSERT(of->rank[0].value > 0.7 && of->rank[1].value < 0.0 && of->rank[2].value > 0.0);
    CU_ASSERT(of->total[3].value == 0.0 && fabs(of->first[3].value) < 1e-12);
    CU_ASSERT(fabs(of->rank[3].value) < 5.0 * of->rank[3].error);
    CU_ASSERT_EQUAL(cst_sensitivity_make(&of[1], &inputs, &spec, CST_RESULT_RESIDUAL_RISK, &random,
                                         MANY, &error),
                    0);
    CU_ASSERT_EQUAL(of[0].first[1].value, of[1].first[1].value); /* from the seed alone */
    cst_inputs_free(&inputs);
    free(of);
}

/* Where inputs go together there are rank correlations and nothing else. That of an input without
 * an effect is that of its partner: 0.8 of a rate that explains nearly all. */
static void test_sensitivity_together(void)
{
    const cst_input said[] = {
        uniform("scheming.rate", offsetof(cst_trial_spec, scheming.law.rate), low[0], high[0]),
        uniform("monitor.score.fpr", offsetof(cst_trial_spec, score.fpr), 0.0, 0.1)};
    const cst_input_pair pair = {.b = 1, .correlation = 0.8, .rank = true};
    const cst_random random = {.seed = 5};
    const cst_trial_spec spec = one_reviewer();
    cst_sensitivity *of = calloc(1, sizeof *of);
    cst_inputs inputs;
    cst_error error = {0};
    CU_ASSERT_PTR_NOT_NULL_FATAL(of);
    CU_ASSERT_EQUAL_FATAL(cst_inputs_copy(&inputs, said, 2, &error), 0);
    CU_ASSERT_EQUAL_FATAL(cst_inputs_pair(&inputs, &pair, 1, &error), 0);
    CU_ASSERT_EQUAL(
        cst_sensitivity_make(of, &inputs, &spec, CST_RESULT_RESIDUAL_RISK, &random, MANY, &error),
        0);
    CU_ASSERT(of->draws == MANY && of->together);
    CU_ASSERT(isnan(of->first[0].value) && isnan(of->total[1].value));
    CU_ASSERT_DOUBLE_EQUAL(of->rank[0].value, 1.0, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(of->rank[1].value, 0.8, 5.0 * of->rank[1].error);
    CU_ASSERT(of->rank[1].error < 0.01);
    cst_inputs_free(&inputs);
    free(of);
}

static void expect_none(const cst_input *input, cst_trial_spec spec, cst_result_kind kind,
                        const char *says)
{
    const cst_random random = {.seed = 5};
    cst_sensitivity *of = calloc(1, sizeof *of);
    cst_inputs inputs;
    cst_error error = {0};
    CU_ASSERT_PTR_NOT_NULL_FATAL(of);
    CU_ASSERT_EQUAL_FATAL(cst_inputs_copy(&inputs, input, 1, &error), 0);
    CU_ASSERT_EQUAL(cst_sensitivity_make(of, &inputs, &spec, kind, &random, 200, &error), 0);
    CU_ASSERT_EQUAL(of->draws, 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(of->reason, says));
    cst_inputs_free(&inputs);
    free(of);
}

static void test_sensitivity_none(void)
{
    cst_trial_spec spec = one_reviewer();
    const cst_input fpr =
        uniform("monitor.score.fpr", offsetof(cst_trial_spec, score.fpr), 0.0, 0.1);
    const cst_input rate =
        uniform("scheming.rate", offsetof(cst_trial_spec, scheming.law.rate), 0.5, 1.5);
    expect_none(&fpr, spec, CST_RESULT_RESIDUAL_RISK, "no input changes residual_risk");
    expect_none(&fpr, spec, CST_RESULT_NEXT_GUARDED, "leaves next_guarded without a closed form");
    expect_none(&rate, spec, CST_RESULT_RESIDUAL_RISK, "of the inputs is no scenario");
}

CST_SUITE("sensitivity", CST_TEST(test_sensitivity_known), CST_TEST(test_sensitivity_coverage),
          CST_TEST(test_sensitivity_ranks), CST_TEST(test_sensitivity_ranks_by_hand),
          CST_TEST(test_sensitivity_scenario), CST_TEST(test_sensitivity_together),
          CST_TEST(test_sensitivity_none))
