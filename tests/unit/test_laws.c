/* SPDX-License-Identifier: MIT
 *
 * What holds for every dependence law, and all of them against values computed apart from this
 * program.
 */
#include "agents/law.h"

#include "estimate/exact/closed.h"
#include "tests/lib/law_truth.h"
#include "tests/lib/oracle.h"
#include "tests/lib/suite.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* A shape for every law: what is said here, else the middle of its range. */
static cst_law_spec spec_of(const cst_law *law, double rate)
{
    const cst_parameter *tie = cst_law_tie(law);
    cst_law_spec spec = {.law = law,
                         .rate = rate,
                         .lethal = 1.0,
                         .nonlethal = 3.0,
                         .background = 5.0,
                         .hit = 0.6,
                         .latent_model = 0.3,
                         .latent_context = 0.2};
    if (tie != NULL) {
        cst_parameter_set(tie, &spec, (tie->range.low + tie->range.high) / 2.0);
    }
    spec.together = rate > 0.4 ? 1.0 : 0.4;
    return spec;
}

/* Laws whose shape is for one number of reviewers have their own tests. */
static bool is_apart(const cst_law *law)
{
    return law->sized;
}

static void test_laws_registry(void)
{
    size_t count = 0;
    for (; cst_laws[count] != NULL; count++) {
        const cst_law *law = cst_laws[count];
        CU_ASSERT_PTR_EQUAL(cst_law_find(law->name), law); /* so no name is there twice */
        CU_ASSERT(strlen(law->text) > 20 && strchr(law->text, '\n') == NULL);
        CU_ASSERT(law->joint != NULL || law->causes != NULL);
        CU_ASSERT(law->shape_of == NULL || cst_law_tie(law) != NULL);
    }
    CU_ASSERT_EQUAL(count, CST_LAW_COUNT);
}

/* The one number of a law; none where it has several, a list, or no shape. */
static void test_laws_tie(void)
{
    static const char *const none[] = {"independent", "shock", "copula", "table", "alpha-factor"};
    CU_ASSERT_STRING_EQUAL(cst_law_tie(cst_law_find("beta"))->key, "scheming.rho");
    CU_ASSERT_STRING_EQUAL(cst_law_tie(cst_law_find("two-point"))->key, "scheming.together");
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        CU_ASSERT_PTR_NULL(cst_law_tie(cst_law_find(none[i])));
    }
}

/* The shape that has a rate and a correlation has them, by summing over who schemes. */
static void test_laws_shape_of(void)
{
    static const double rates[] = {1e-9, 1e-3, 0.3, 0.9};
    static const double rhos[] = {1e-6, 0.1, 0.6, 1.0};
    size_t laws = 0;
    for (size_t i = 0; cst_laws[i] != NULL; i++) {
        const cst_law *law = cst_laws[i];
        laws += law->shape_of != NULL;
        for (int n = 0; n < 16 && law->shape_of != NULL; n++) {
            const double p = rates[n / 4];
            const double rho = rhos[n % 4];
            if (isnan(law->shape_of(p, rho))) {
                continue;
            }
            cst_law_spec spec = {.law = law, .rate = p};
            double w[CST_REVIEWERS_MAX + 1];
            double v[CST_REVIEWERS_MAX + 1];
            cst_parameter_set(cst_law_tie(law), &spec, law->shape_of(p, rho));
            CU_ASSERT_EQUAL_FATAL(cst_law_check(&spec, 1, NULL), 0);
            cst_law_joint(&spec, 1, w, v);
            CU_ASSERT(cst_test_relative(w[1], p * p + rho * p * (1.0 - p)) < 1e-12);
        }
    }
    CU_ASSERT(laws >= 3);
}

static void test_laws_default(void)
{
    const cst_law_spec spec = cst_law_spec_default();
    CU_ASSERT_PTR_EQUAL(spec.law, &cst_law_independent);
    CU_ASSERT_EQUAL(spec.rate, 1e-3);
    CU_ASSERT(isnan(spec.rho) && isnan(spec.together) && isnan(spec.hit)); /* must be stated */
    CU_ASSERT_EQUAL(spec.latent_time, 0.0);
    CU_ASSERT_EQUAL(spec.joint_count + spec.alpha_count, 0);
}

/* Every shape is refused beyond its ends, with its key. */
static void test_laws_ranges_errors(void)
{
    for (size_t i = 0; cst_laws[i] != NULL; i++) {
        const cst_parameter *const *row = cst_laws[i]->shape;
        for (; *row != NULL; row++) {
            cst_law_spec spec = spec_of(cst_laws[i], 0.1);
            const cst_range *range = &(*row)->range;
            if ((*row)->kind == CST_PARAMETER_LIST) {
                continue;
            }
            cst_parameter_set(*row, &spec, range->low - (range->above ? 0.0 : 1e-9));
            cst_truth_refused(&spec, 3, (*row)->key);
            cst_parameter_set(*row, &spec, range->below ? range->high : range->high + 1e-9);
            cst_truth_refused(&spec, 3, (*row)->key);
            cst_parameter_set(*row, &spec, NAN);
            cst_truth_refused(&spec, 3, (*row)->key);
        }
    }
}

static void test_laws_find_errors(void)
{
    static const char *const unknown[] = {"", "Beta", "beta ", "bet", "betas", "alpha_factor"};
    for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++) {
        CU_ASSERT_PTR_NULL(cst_law_find(unknown[i]));
    }
}

/* Pascal's triangle. */
static void test_laws_choose(void)
{
    uint64_t row[CST_REVIEWERS_MAX + 2] = {1};
    for (uint32_t k = 0; k <= CST_REVIEWERS_MAX; k++) {
        for (uint32_t s = 0; s <= k; s++) {
            CU_ASSERT_EQUAL(cst_law_choose(k, s), (double)row[s]);
        }
        for (uint32_t s = k + 1; s > 0; s--) {
            row[s] += row[s - 1];
        }
    }
}

/* Leaving one reviewer out of k+1 gives the law of k: the other agents do not notice. */
static void test_laws_leave_one_out(void)
{
    static const double rates[] = {1e-12, 1e-3, 0.1, 0.5};
    for (size_t i = 0; cst_laws[i] != NULL; i++) {
        if (is_apart(cst_laws[i])) {
            continue;
        }
        for (uint32_t j = 0; j < 4 * (CST_REVIEWERS_MAX - 1); j++) {
            const cst_law_spec spec = spec_of(cst_laws[i], rates[j % 4]);
            const uint32_t k = 1 + j / 4;
            double w[CST_REVIEWERS_MAX + 1];
            double v[CST_REVIEWERS_MAX + 1];
            cst_truth truth = {0};
            cst_law_joint(&spec, k + 1, w, v);
            for (uint32_t s = 0; s <= k; s++) {
                truth.w[s] =
                    ((k + 1 - s) * (long double)w[s] + (s + 1) * (long double)w[s + 1]) / (k + 1);
                truth.v[s] =
                    ((k + 1 - s) * (long double)v[s] + (s + 1) * (long double)v[s + 1]) / (k + 1);
            }
            cst_truth_compare(&spec, k, &truth);
        }
    }
}

/* Nobody, and everybody, under every law. */
static void test_laws_rate_zero_and_one(void)
{
    for (size_t i = 0; cst_laws[i] != NULL; i++) {
        if (is_apart(cst_laws[i])) {
            continue;
        }
        for (uint32_t k = 1; k <= CST_REVIEWERS_MAX; k++) {
            for (int rate = 0; rate <= 1; rate++) {
                cst_truth truth = {0};
                cst_law_spec spec = spec_of(cst_laws[i], rate);
                spec.background = rate == 1 ? 0.0 : 5.0;
                spec.hit = rate == 1 ? 1.0 : 0.6;
                truth.w[k] = rate;
                truth.v[0] = 1 - rate;
                cst_truth_compare(&spec, k, &truth);
                CU_ASSERT(isnan(cst_law_rho(&spec, k)));
            }
        }
    }
}

/* A mixture of causes is the law; an urn's states, one after the other, are beta's. */
static void test_laws_causes(void)
{
    static cst_law_cause cause[CST_LAW_CAUSES_MAX];
    static const double rates[] = {1e-9, 1e-3, 0.1, 0.5};
    for (size_t i = 0; cst_laws[i] != NULL; i++) {
        CU_ASSERT_EQUAL(cst_laws[i]->causes == NULL, cst_laws[i]->sized || cst_laws[i]->urn);
        for (size_t r = 0; cst_laws[i]->causes != NULL && r < 4; r++) {
            const cst_law_spec spec = spec_of(cst_laws[i], rates[r]);
            double w[9];
            double v[9];
            const uint32_t count = cst_laws[i]->causes(&spec, cause);
            CU_ASSERT_FATAL(count >= 1 && count <= CST_LAW_CAUSES_MAX);
            cst_law_joint(&spec, 8, w, v);
            for (int s = 0; s <= 8; s++) {
                double sum = 0.0;
                for (uint32_t c = 0; c < count; c++) {
                    sum += cause[c].weight * pow(cause[c].theta, s + 1) *
                           pow(1.0 - cause[c].theta, 8 - s) * cst_law_choose(8, (uint32_t)s);
                }
                CU_ASSERT(cst_test_relative(sum, w[s]) < 1e-12 || fabs(sum - w[s]) < 1e-300);
            }
        }
    }
}

static void test_laws_urn(void)
{
    static const double rates[] = {1e-12, 1e-3, 0.02, 0.5};
    static const double rhos[] = {0.0, 1e-6, 0.3, 0.99};
    for (uint32_t i = 0; i < 16; i++) {
        const double p = rates[i / 4];
        const double rho = rhos[i % 4];
        const cst_law_spec spec = {.law = &cst_law_beta, .rate = p, .rho = rho};
        double w[7];
        double v[7];
        CU_ASSERT_TRUE(cst_law_beta.urn);
        cst_law_joint(&spec, 6, w, v);
        for (uint32_t s = 0; s <= 6; s++) { /* the actor, s schemers, then honest ones */
            double chance = cst_law_choose(6, s);
            for (uint32_t n = 0; n <= 6; n++) {
                const uint32_t schemers = n <= s ? n : s + 1;
                const double next = (p * (1.0 - rho) + schemers * rho) / (1.0 - rho + n * rho);
                chance *= n <= s ? next : 1.0 - next;
            }
            CU_ASSERT(cst_test_relative(chance, w[s]) < 1e-13);
        }
    }
}

/* No reviewer: the actor alone. */
static void test_laws_no_reviewer(void)
{
    for (size_t i = 0; cst_laws[i] != NULL; i++) {
        if (is_apart(cst_laws[i])) {
            continue;
        }
        const cst_law_spec spec = spec_of(cst_laws[i], 0.1);
        double w;
        double v;
        cst_law_joint(&spec, 0, &w, &v);
        CU_ASSERT(cst_test_relative(w, 0.1) < 1e-15);
        CU_ASSERT(cst_test_relative(v, 0.9) < 1e-15);
    }
}

/* P(Bin(s, d(1-c)) + Bin(k-s, d) < r), adding one reviewer after the other. */
static long double unreported(uint32_t k, uint32_t s, long double d, long double c, uint32_t r)
{
    long double reports[CST_REVIEWERS_MAX + 2] = {1.0L};
    for (uint32_t i = 1; i <= k; i++) {
        const long double chance = i <= s ? d * (1.0L - c) : d;
        for (uint32_t j = i; j > 0; j--) {
            reports[j] = reports[j] * (1.0L - chance) + reports[j - 1] * chance;
        }
        reports[0] *= 1.0L - chance;
    }
    long double sum = 0.0L;
    for (uint32_t j = 0; j < r; j++) {
        sum += reports[j];
    }
    return sum;
}

/* R = sum w_s u_s at 480 configurations, from 1e-1 down to 1e-9 and rarer. With d = c = 1 and one
 * vote needed, R is w_k itself. */
static void test_laws_oracle(void)
{
    static cst_oracle oracle[CST_ORACLE_MAX];
    const uint32_t count = cst_oracle_read(oracle);
    CU_ASSERT_EQUAL(count, 480);
    for (uint32_t i = 0; i < count; i++) {
        const cst_trial_spec *spec = &oracle[i].spec;
        const uint32_t k = spec->protocol.reviewers;
        const uint32_t votes = spec->protocol.rule == CST_RULE_ANY   ? 1
                               : spec->protocol.rule == CST_RULE_ALL ? k
                                                                     : k / 2 + 1;
        double w[CST_REVIEWERS_MAX + 1];
        double v[CST_REVIEWERS_MAX + 1];
        CU_ASSERT_EQUAL(cst_law_check(&spec->scheming.law, k, NULL), 0);
        cst_law_joint(&spec->scheming.law, k, w, v);
        long double risk = 0.0L;
        for (uint32_t s = 0; s <= k; s++) {
            risk += w[s] * unreported(k, s, spec->score.tpr, spec->collusion.probability, votes);
        }
        /* The inputs of these lines are fractions; as doubles they are off by half an ulp, and
         * k + 1 of them multiply. */
        if (!(cst_test_relative((double)risk, oracle[i].value) < 1e-14)) {
            (void)printf("\n    %s: %.17Lg, expected %.17g\n", oracle[i].name, risk,
                         oracle[i].value);
            CU_FAIL("a law differs from the oracle");
        }
    }
}

/* Two reviewers where nearly everybody schemes: rate and collusion .999999, TPR .9. Exact sums over
 * how many scheme in Python's fractions, of the doubles that these numbers are:
 *     sum_s v_s P(reports | s), v_s = q_s (3 - s) / 3, q_s = P(s of 3 scheme);
 *     s reviewers report with f (1 - c), the others with f. */
static void test_laws_near_certain_rate(void)
{
    static const struct {
        const char *law;
        cst_rule rule;
        double fpr, false_reports, reports;
    } cases[] = {
        {"independent", CST_RULE_ANY, 0.5, 1.99999800011602e-12, 3.5999933601098e-06},
        {"independent", CST_RULE_ALL, 0.01, 3.99999600034607e-22, 3.23999352059039e-12},
        {"independent", CST_RULE_ALL, 0.5, 9.99999000086517e-19, 3.23999452018939e-12},
        {"beta", CST_RULE_ANY, 0.5, 2.25001312505308e-07, 3.25349478759771e-06},
        {"beta", CST_RULE_ALL, 0.01, 1.00000750004526e-11, 1.21512025074525e-07},
        {"beta", CST_RULE_ALL, 0.5, 2.50001875011314e-08, 1.46502212500656e-07},
        {"common-cause", CST_RULE_ANY, 0.5, 2.42856791340833e-12, 3.59999267011289e-06},
        {"common-cause", CST_RULE_ALL, 0.01, 5.89794927165424e-22, 3.58713365039832e-12},
        {"common-cause", CST_RULE_ALL, 0.5, 1.47448731791356e-18, 3.58713512429585e-12},
        {"two-point", CST_RULE_ANY, 0.5, 6.75000177560911e-07, 2.65499703741927e-06},
        {"two-point", CST_RULE_ALL, 0.01, 9.00000090081521e-11, 9.09801078498098e-11},
        {"two-point", CST_RULE_ALL, 0.5, 2.2500002252038e-07, 2.25001002619222e-07},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cst_trial_spec spec = cst_trial_spec_default();
        spec.scheming.law = (cst_law_spec){.law = cst_law_find(cases[i].law),
                                           .rate = 0.999999,
                                           .rho = 0.25,
                                           .common_share = 0.3,
                                           .together = 0.9999999};
        spec.collusion.probability = 0.999999;
        spec.protocol.reviewers = 2;
        spec.protocol.rule = cases[i].rule;
        spec.score.fpr = cases[i].fpr;
        CU_ASSERT(cst_test_relative(cst_closed_form(&spec, CST_RESULT_FALSE_REPORT_RATE),
                                    cases[i].false_reports) < 1e-12);
        CU_ASSERT(cst_test_relative(cst_closed_form(&spec, CST_RESULT_REPORT_RATE),
                                    cases[i].reports) < 1e-12);
    }
}

CST_SUITE("laws", CST_TEST(test_laws_registry), CST_TEST(test_laws_tie),
          CST_TEST(test_laws_shape_of), CST_TEST(test_laws_default),
          CST_TEST(test_laws_ranges_errors), CST_TEST(test_laws_find_errors),
          CST_TEST(test_laws_choose), CST_TEST(test_laws_leave_one_out),
          CST_TEST(test_laws_rate_zero_and_one), CST_TEST(test_laws_causes),
          CST_TEST(test_laws_urn), CST_TEST(test_laws_no_reviewer), CST_TEST(test_laws_oracle),
          CST_TEST(test_laws_near_certain_rate))
