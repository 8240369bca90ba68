/* SPDX-License-Identifier: MIT */
#include "tests/lib/law_truth.h"

#include "base/check.h"
#include "tests/lib/suite.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

cst_truth cst_truth_sets(const cst_cause *causes, size_t count, uint32_t k)
{
    cst_truth truth = {0};
    cst_require(k <= 10);
    for (uint32_t set = 0; set < UINT32_C(2) << k; set++) {
        uint32_t reviewers = 0;
        for (uint32_t i = 1; i <= k; i++) {
            reviewers += set >> i & 1;
        }
        for (size_t c = 0; c < count; c++) {
            long double chance = causes[c].weight;
            for (uint32_t i = 0; i <= k; i++) {
                chance *= (set >> i & 1) != 0 ? causes[c].chance : 1.0L - causes[c].chance;
            }
            long double *of = (set & 1) != 0 ? truth.w : truth.v;
            of[reviewers] += chance;
        }
    }
    return truth;
}

cst_truth cst_truth_steps(const cst_cause *causes, size_t count, uint32_t k)
{
    cst_truth truth = {0};
    for (size_t c = 0; c < count; c++) {
        long double scheming[CST_REVIEWERS_MAX + 1] = {1.0L};
        for (uint32_t i = 1; i <= k; i++) {
            for (uint32_t s = i; s > 0; s--) {
                scheming[s] =
                    scheming[s] * (1.0L - causes[c].chance) + scheming[s - 1] * causes[c].chance;
            }
            scheming[0] *= 1.0L - causes[c].chance;
        }
        for (uint32_t s = 0; s <= k; s++) {
            truth.w[s] += causes[c].weight * causes[c].chance * scheming[s];
            truth.v[s] += causes[c].weight * (1.0L - causes[c].chance) * scheming[s];
        }
    }
    return truth;
}

static void near(const cst_law_spec *spec, const char *what, uint32_t k, uint32_t s, double found,
                 long double expected, long double absolute)
{
    const long double relative = 10.0L * (k + 1) * DBL_EPSILON / 2;
    if (!(fabsl(found - expected) <= relative * fabsl(expected) + absolute)) {
        (void)printf("\n    %s, rate %g, k %u: %s[%u] is %.17g, expected %.17Lg\n", spec->law->name,
                     spec->rate, k, what, s, found, expected);
        CU_FAIL("a law differs from the truth");
    }
}

void cst_truth_compare(const cst_law_spec *spec, uint32_t k, const cst_truth *truth)
{
    double w[CST_REVIEWERS_MAX + 1];
    double v[CST_REVIEWERS_MAX + 1];
    cst_error error = {0};
    CU_ASSERT_EQUAL_FATAL(cst_law_check(spec, k, &error), 0);
    CU_ASSERT_EQUAL(error.code, 0);
    cst_law_joint(spec, k, w, v);
    long double sum_w = 0.0L;
    long double sum_v = 0.0L;
    for (uint32_t s = 0; s <= k; s++) {
        near(spec, "w", k, s, w[s], truth->w[s], DBL_MIN);
        /* v[0] is a rest: what is left of 1. */
        near(spec, "v", k, s, v[s], truth->v[s], s == 0 ? 10 * (k + 1) * DBL_EPSILON : DBL_MIN);
        sum_w += w[s];
        sum_v += v[s];
    }
    near(spec, "sum of w", k, 0, (double)sum_w, spec->rate, DBL_MIN);
    near(spec, "sum of all", k, 0, (double)(sum_w + sum_v), 1.0L, 0.0L);
}

void cst_truth_compare_causes(const cst_law_spec *spec, const cst_cause *causes, size_t count)
{
    for (uint32_t k = 1; k <= CST_REVIEWERS_MAX; k++) {
        const cst_truth steps = cst_truth_steps(causes, count, k);
        cst_truth_compare(spec, k, &steps);
        if (k <= 8) {
            const cst_truth sets = cst_truth_sets(causes, count, k);
            cst_truth_compare(spec, k, &sets);
        }
    }
}

void cst_truth_compare_rho(const cst_law_spec *spec, long double rho)
{
    for (uint32_t k = 1; k <= CST_REVIEWERS_MAX; k++) {
        const double found = cst_law_rho(spec, k);
        if (!(fabsl(found - rho) <= 1e-13L)) {
            (void)printf("\n    %s, rate %g, k %u: rho is %.17g, expected %.17Lg\n",
                         spec->law->name, spec->rate, k, found, rho);
            CU_FAIL("a correlation differs from the truth");
        }
    }
}

void cst_truth_refused(const cst_law_spec *spec, uint32_t k, const char *key)
{
    cst_error error = {0};
    CU_ASSERT_EQUAL(cst_law_check(spec, k, &error), CST_ERR_LAW);
    CU_ASSERT_EQUAL(error.code, CST_ERR_LAW);
    CU_ASSERT_STRING_EQUAL(error.key, key);
    CU_ASSERT(error.text[0] != '\0');
    CU_ASSERT_EQUAL(cst_law_check(spec, k, NULL), CST_ERR_LAW);
}
