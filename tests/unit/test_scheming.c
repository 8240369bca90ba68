/* SPDX-License-Identifier: MIT */
#include "agents/scheming.h"

#include "tests/lib/lists.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static cst_scheming_spec mixture(double rate, double never, double consistent,
                                 double consistent_rate)
{
    cst_scheming_spec spec = cst_scheming_spec_default();
    spec.propensity = CST_PROPENSITY_MIXTURE;
    spec.law.rate = rate;
    spec.never = never;
    spec.consistent = consistent;
    spec.consistent_rate = consistent_rate;
    return spec;
}

static int check(const cst_scheming_spec *spec)
{
    const cst_population_spec population = cst_population_spec_default();
    return cst_scheming_spec_check(spec, &population, 3, NULL);
}

static void refused(const cst_scheming_spec *spec, const cst_population_spec *population, int code,
                    const char *key)
{
    cst_error error = {0};
    CU_ASSERT_EQUAL(cst_scheming_spec_check(spec, population, 3, &error), code);
    CU_ASSERT_EQUAL(error.code, code);
    CU_ASSERT_STRING_EQUAL(error.key, key);
    CU_ASSERT(error.text[0] != '\0');
}

static void test_scheming_default(void)
{
    const cst_scheming_spec spec = cst_scheming_spec_default();
    CU_ASSERT_EQUAL(spec.law.rate, 1e-3);
    CU_ASSERT_STRING_EQUAL(spec.law.law->name, "independent");
    CU_ASSERT_EQUAL(spec.propensity, CST_PROPENSITY_FIXED);
    CU_ASSERT_EQUAL(spec.never, 0.0);
    CU_ASSERT_EQUAL(spec.consistent, 0.0);
    CU_ASSERT_EQUAL(spec.consistent_rate, 1.0);
    CU_ASSERT_EQUAL(check(&spec), 0);
}

/* The three kinds together scheme at the marginal rate; in steps of 5 % of everything, and so that
 * the rate is just reached: rounding refuses nothing. */
static void test_scheming_mixture_keeps_the_marginal(void)
{
    uint32_t judged = 0;
    for (int never = 0; never <= 20; never++) {
        for (int consistent = 0; never + consistent <= 20; consistent++) {
            for (int own = 0; own <= 20; own++) {
                for (int rare = 0; rare <= 20; rare++) {
                    /* In units of 1/400: the rate is exact up to one rounding. */
                    const int rest = 20 - never - consistent;
                    const double rate = (double)(consistent * own + rest * rare) / 400.0;
                    const cst_scheming_spec spec =
                        mixture(rate, never / 20.0, consistent / 20.0, own / 20.0);
                    const double found = cst_scheming_rare_rate(&spec);
                    judged++;
                    CU_ASSERT_EQUAL(check(&spec), 0);
                    CU_ASSERT(found >= 0.0 && found <= 1.0);
                    CU_ASSERT_DOUBLE_EQUAL(found, rest == 0 ? 0.0 : rare / 20.0, 1e-13);
                }
            }
        }
    }
    CU_ASSERT_EQUAL(judged, 231 * 441);
}

/* A rest of a thousandth and less: rounding is divided by it, and still nothing is refused. */
static void test_scheming_mixture_small_rest(void)
{
    for (int consistent = 1; consistent < 1000; consistent++) {
        for (int tenths = 0; tenths <= 10; tenths++) {
            const double share = consistent / 1000.0;
            const double own = tenths / 10.0;
            const double never = (999 - consistent) / 1000.0;
            /* The rest never schemes, or always. */
            cst_scheming_spec spec = mixture((consistent * tenths) / 10000.0, never, share, own);
            CU_ASSERT_EQUAL(check(&spec), 0);
            CU_ASSERT_DOUBLE_EQUAL(cst_scheming_rare_rate(&spec), 0.0, 1e-12);
            spec = mixture((consistent * tenths + 10) / 10000.0, never, share, own);
            CU_ASSERT_EQUAL(check(&spec), 0);
            CU_ASSERT_DOUBLE_EQUAL(cst_scheming_rare_rate(&spec), 1.0, 1e-12);
        }
    }
}

static void test_scheming_mixture_rare(void)
{
    const cst_scheming_spec spec = mixture(1e-12, 0.9, 1e-13, 1.0);
    CU_ASSERT_EQUAL(check(&spec), 0);
    CU_ASSERT(cst_test_relative(cst_scheming_rare_rate(&spec), 9e-12) < 1e-10);
    /* Nobody is of the third kind, and the others make up the rate. */
    const cst_scheming_spec full = mixture(0.1, 0.9, 0.1, 1.0);
    CU_ASSERT_EQUAL(check(&full), 0);
    CU_ASSERT_EQUAL(cst_scheming_rare_rate(&full), 0.0);
}

static void test_scheming_mixture_errors(void)
{
    static const struct {
        double rate, never, consistent, consistent_rate;
        const char *key;
    } bad[] = {
        {0.1, 0.6, 0.5, 0.1, "scheming.consistent"},
        {0.1, -0.1, 0.5, 0.1, "scheming.consistent"},
        {0.1, 0.1, -0.5, 0.1, "scheming.consistent"},
        {0.1, NAN, 0.0, 0.1, "scheming.consistent"},
        {0.1, 0.0, NAN, 0.1, "scheming.consistent"},
        {0.1, 0.5, 0.1, 1.5, "scheming.consistent_rate"},
        {0.1, 0.5, 0.1, -0.5, "scheming.consistent_rate"},
        {0.1, 0.5, 0.1, NAN, "scheming.consistent_rate"},
        {0.1, 0.5, 0.2, 1.0, "scheming.rate"},     /* the consistent alone exceed it */
        {0.5, 0.8, 0.0, 1.0, "scheming.rate"},     /* the rest cannot reach it */
        {0.2, 0.9, 0.1, 1.0, "scheming.rate"},     /* no rest, and not enough */
        {0.05, 0.9, 0.1, 1.0, "scheming.rate"},    /* no rest, and too much */
        {1e-13, 1.0, 0.0, 1.0, "scheming.rate"},   /* nobody ever schemes, yet the rate is not 0 */
        {1e-12, 0.0, 2e-12, 1.0, "scheming.rate"}, /* too much by a very small number */
        {1e-16, 0.5, 5e-16, 1.0, "scheming.rate"},
        {1e-12, 0.5, 1.01e-12, 1.0, "scheming.rate"},
    };
    const cst_population_spec population = cst_population_spec_default();
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        const cst_scheming_spec spec =
            mixture(bad[i].rate, bad[i].never, bad[i].consistent, bad[i].consistent_rate);
        refused(&spec, &population, CST_ERR_LAW, bad[i].key);
    }
}

static void test_scheming_rate_errors(void)
{
    static const double bad[] = {-1e-9, 1.0000001, NAN, INFINITY};
    const cst_population_spec population = cst_population_spec_default();
    cst_scheming_spec spec = cst_scheming_spec_default();
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        spec.law.rate = bad[i];
        refused(&spec, &population, CST_ERR_LAW, "scheming.rate");
        CU_ASSERT_EQUAL(cst_scheming_spec_check(&spec, &population, 0, NULL), CST_ERR_LAW);
    }
    spec.law.rate = 0.0;
    CU_ASSERT_EQUAL(check(&spec), 0);
    spec.law.rate = 1.0;
    CU_ASSERT_EQUAL(check(&spec), 0);
}

/* Being watched may provoke, up to a rate of 1, and to what the law has. */
static void test_scheming_provoked(void)
{
    const cst_population_spec population = cst_population_spec_default();
    cst_scheming_spec spec = cst_scheming_spec_default();
    spec.law.rate = 0.25;
    spec.watched_factor = 4.0;
    spec.awareness = 0.5;
    CU_ASSERT_EQUAL(check(&spec), 0);
    CU_ASSERT_DOUBLE_EQUAL(cst_scheming_effective(&spec, 0.25), 0.625, 1e-15);
    spec.watched_factor = 4.1;
    refused(&spec, &population, CST_ERR_LAW, "scheming.watched_factor");
    spec.awareness = 0.0; /* nobody is */
    CU_ASSERT_EQUAL(check(&spec), 0);
    spec.awareness = 0.5;
    spec.watched_factor = -0.1;
    refused(&spec, &population, CST_ERR_LAW, "scheming.watched_factor");
    spec.watched_factor = 2.0;
    spec.law.law = cst_law_find("two-point");
    spec.law.together = 0.5;
    CU_ASSERT_EQUAL(check(&spec), 0);
    spec.law.together = 0.4; /* at a rate of .5 */
    CU_ASSERT_EQUAL(check(&spec), CST_ERR_LAW);
}

static void test_scheming_combination_errors(void)
{
    cst_population_spec population = cst_population_spec_default();
    cst_scheming_spec spec = mixture(0.1, 0.5, 0.0, 1.0);
    spec.law.law = cst_law_find("beta");
    spec.law.rho = 0.1;
    refused(&spec, &population, CST_ERR_COMBINATION, "scheming.propensity");
    spec.propensity = CST_PROPENSITY_FIXED;
    CU_ASSERT_EQUAL(check(&spec), 0);
    cst_test_lineages(&population, 1)->rate = 0.2;
    refused(&spec, &population, CST_ERR_COMBINATION, "population");
    spec.law.law = cst_law_find("independent");
    CU_ASSERT_EQUAL(cst_scheming_spec_check(&spec, &population, 3, NULL), 0);
    spec.propensity = CST_PROPENSITY_MIXTURE;
    refused(&spec, &population, CST_ERR_COMBINATION, "population");
}

/* The law's own shape is judged, but only where somebody reviews. */
static void test_scheming_law_errors(void)
{
    const cst_population_spec population = cst_population_spec_default();
    cst_scheming_spec spec = cst_scheming_spec_default();
    spec.law.law = cst_law_find("beta");
    refused(&spec, &population, CST_ERR_LAW, "scheming.rho");
    CU_ASSERT_EQUAL(cst_scheming_spec_check(&spec, &population, 0, NULL), 0);
    spec.law.law = cst_law_find("two-point");
    spec.law.together = 1e-4;
    refused(&spec, &population, CST_ERR_LAW, "scheming.together");
}

CST_SUITE("scheming", CST_TEST(test_scheming_default),
          CST_TEST(test_scheming_mixture_keeps_the_marginal),
          CST_TEST(test_scheming_mixture_small_rest), CST_TEST(test_scheming_mixture_rare),
          CST_TEST(test_scheming_mixture_errors), CST_TEST(test_scheming_rate_errors),
          CST_TEST(test_scheming_provoked), CST_TEST(test_scheming_combination_errors),
          CST_TEST(test_scheming_law_errors))
