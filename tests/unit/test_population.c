/* SPDX-License-Identifier: MIT */
#include "agents/population.h"

#include "base/random.h"
#include "tests/lib/chi_square.h"
#include "tests/lib/lists.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const cst_random seeded = {.seed = 20250117, .stream = 6};

static cst_population_spec spec_of(uint32_t lineages, const double *share)
{
    cst_population_spec spec = cst_population_spec_default();
    cst_lineage *lineage = cst_test_lineages(&spec, lineages);
    for (uint32_t g = 0; g < lineages; g++) {
        lineage[g] = (cst_lineage){.share = share[g], .tpr = NAN, .fpr = NAN, .rate = NAN};
        (void)snprintf(lineage[g].name, sizeof lineage[g].name, "lineage-%u", g);
    }
    return spec;
}

static void test_population_default(void)
{
    const cst_population_spec spec = cst_population_spec_default();
    cst_error error = {0};
    cst_population population;
    CU_ASSERT_EQUAL(cst_population_spec_check(&spec, 1, &error), 0);
    CU_ASSERT_EQUAL(spec.lineages, 1);
    CU_ASSERT_STRING_EQUAL(spec.lineage[0].name, "a");
    CU_ASSERT(isnan(spec.lineage[0].tpr) && isnan(spec.lineage[0].fpr));
    CU_ASSERT(isnan(spec.lineage[0].rate));
    cst_population_make(&population, &spec, 1000);
    CU_ASSERT_EQUAL(population.agents, 1000);
    CU_ASSERT_EQUAL(cst_population_size(&population, 0), 1000);
    CU_ASSERT_EQUAL(cst_population_lineage(&population, 999), 0);
}

static void expect_sizes(uint32_t lineages, const double *share, uint32_t agents,
                         const uint32_t *size)
{
    cst_population population;
    const cst_population_spec spec = spec_of(lineages, share);
    cst_population_make(&population, &spec, agents);
    for (uint32_t g = 0; g < lineages; g++) {
        CU_ASSERT_EQUAL(cst_population_size(&population, g), size[g]);
    }
}

static void test_population_known_sizes(void)
{
    /* 0.3 * 10 and 0.7 * 10 are not whole in binary, and yet they are 3 and 7. */
    expect_sizes(2, (const double[]){0.3, 0.7}, 10, (const uint32_t[]){3, 7});
    expect_sizes(3, (const double[]){0.1, 0.2, 0.7}, 1000, (const uint32_t[]){100, 200, 700});
    /* A tie goes to the earlier. */
    expect_sizes(2, (const double[]){0.5, 0.5}, 5, (const uint32_t[]){3, 2});
    expect_sizes(3, (const double[]){1.0 / 3, 1.0 / 3, 1.0 / 3}, 10, (const uint32_t[]){4, 3, 3});
    expect_sizes(3, (const double[]){1.0 / 3, 1.0 / 3, 1.0 / 3}, 11, (const uint32_t[]){4, 4, 3});
    expect_sizes(4, (const double[]){0.25, 0.25, 0.25, 0.25}, 6, (const uint32_t[]){2, 2, 1, 1});
    /* The textbook's elections by largest remainder: 100 seats, and the Alabama paradox. */
    expect_sizes(6, (const double[]){0.47, 0.16, 0.158, 0.12, 0.061, 0.031}, 10,
                 (const uint32_t[]){5, 2, 1, 1, 1, 0});
    expect_sizes(3, (const double[]){6.0 / 14, 6.0 / 14, 2.0 / 14}, 10,
                 (const uint32_t[]){4, 4, 2});
    expect_sizes(3, (const double[]){6.0 / 14, 6.0 / 14, 2.0 / 14}, 11,
                 (const uint32_t[]){5, 5, 1});
}

/* Largest remainder in whole numbers: parts of `whole`, seats one by one to the largest remainder
 * left, the earlier where they are equal. */
static void slow_sizes(uint32_t lineages, const uint64_t *part, uint64_t whole, uint64_t agents,
                       uint64_t *size)
{
    uint64_t remainder[CST_LINEAGES_MAX];
    bool served[CST_LINEAGES_MAX] = {false};
    uint64_t given = 0;
    for (uint32_t g = 0; g < lineages; g++) {
        size[g] = agents * part[g] / whole;
        remainder[g] = agents * part[g] % whole;
        given += size[g];
    }
    for (; given < agents; given++) {
        uint32_t best = lineages;
        for (uint32_t g = 0; g < lineages; g++) {
            if (!served[g] && (best == lineages || remainder[g] > remainder[best])) {
                best = g;
            }
        }
        served[best] = true;
        size[best]++;
    }
}

static void test_population_against_whole_numbers(void)
{
    cst_test_seed(seeded.seed);
    cst_draws draws = cst_draws_at(&seeded, 1, 0, CST_DRAW_TEST);
    for (int i = 0; i < 20000; i++) {
        uint64_t part[CST_LINEAGES_MAX];
        uint64_t size[CST_LINEAGES_MAX];
        double share[CST_LINEAGES_MAX];
        uint64_t whole = 0;
        const uint32_t lineages = 1 + (uint32_t)cst_draws_uniform(&draws, CST_LINEAGES_MAX);
        const uint64_t agents = 1 + cst_draws_uniform(&draws, i % 2 == 0 ? 100 : 100000);
        for (uint32_t g = 0; g < lineages; g++) {
            part[g] = 1 + cst_draws_uniform(&draws, i % 3 == 0 ? 4 : 1000);
            whole += part[g];
        }
        for (uint32_t g = 0; g < lineages; g++) {
            share[g] = (double)part[g] / (double)whole;
        }
        slow_sizes(lineages, part, whole, agents, size);
        cst_population population;
        const cst_population_spec spec = spec_of(lineages, share);
        cst_population_make(&population, &spec, (uint32_t)agents);
        uint64_t smallest = agents;
        for (uint32_t g = 0; g < lineages; g++) {
            CU_ASSERT_EQUAL(cst_population_size(&population, g), size[g]);
            smallest = size[g] < smallest ? size[g] : smallest;
        }
        CU_ASSERT_EQUAL(cst_population_spec_check(&spec, (uint32_t)agents, NULL),
                        smallest == 0 ? CST_ERR_POPULATION : 0);
    }
}

/* However many: the sizes sum to the agents, and none is off by one or more. */
static void test_population_large(void)
{
    cst_test_seed(seeded.seed);
    cst_draws draws = cst_draws_at(&seeded, 2, 0, CST_DRAW_TEST);
    for (int i = 0; i < 5000; i++) {
        double share[CST_LINEAGES_MAX];
        double total = 0.0;
        const uint32_t lineages = 1 + (uint32_t)cst_draws_uniform(&draws, CST_LINEAGES_MAX);
        const uint32_t agents = UINT32_MAX - (uint32_t)cst_draws_uniform(&draws, 1000);
        for (uint32_t g = 0; g < lineages; g++) {
            share[g] = cst_draws_unit(&draws);
            total += share[g];
        }
        for (uint32_t g = 0; g < lineages; g++) {
            share[g] /= total;
        }
        cst_population population;
        const cst_population_spec spec = spec_of(lineages, share);
        cst_population_make(&population, &spec, agents);
        CU_ASSERT_EQUAL(population.first[0], 0);
        CU_ASSERT_EQUAL(population.first[lineages], agents);
        for (uint32_t g = 0; g < lineages; g++) {
            const double size = (double)cst_population_size(&population, g);
            CU_ASSERT(fabs(size - share[g] * (double)agents) < 1.0 + 1e-5);
        }
    }
}

static void test_population_lineage(void)
{
    cst_population population;
    const cst_population_spec spec = spec_of(3, (const double[]){0.5, 0.3, 0.2});
    cst_population_make(&population, &spec, 10);
    static const uint32_t expected[10] = {0, 0, 0, 0, 0, 1, 1, 1, 2, 2};
    for (uint32_t agent = 0; agent < 10; agent++) {
        CU_ASSERT_EQUAL(cst_population_lineage(&population, agent), expected[agent]);
    }
}

static void refused(const cst_population_spec *spec, uint32_t agents, const char *word)
{
    cst_error error = {0};
    CU_ASSERT_EQUAL(cst_population_spec_check(spec, agents, &error), CST_ERR_POPULATION);
    CU_ASSERT_EQUAL(error.code, CST_ERR_POPULATION);
    CU_ASSERT_STRING_EQUAL(error.key, "population");
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, word));
    CU_ASSERT_EQUAL(cst_population_spec_check(spec, agents, NULL), CST_ERR_POPULATION);
}

static void test_population_errors(void)
{
    static const double bad_shares[] = {0.0, -0.1, 1.1, NAN, INFINITY};
    const cst_population_spec good = spec_of(2, (const double[]){0.75, 0.25});
    CU_ASSERT_EQUAL(cst_population_spec_check(&good, 100, NULL), 0);
    for (size_t i = 0; i < sizeof bad_shares / sizeof bad_shares[0]; i++) {
        cst_population_spec spec = good;
        cst_test_lineages(&spec, 2)[1].share = bad_shares[i];
        refused(&spec, 100, "share");
    }
    cst_population_spec spec = good;
    cst_lineage *lineage = cst_test_lineages(&spec, 2);
    lineage[1].share = 0.25 + 2e-9;
    refused(&spec, 100, "sum to 1");
    lineage[1].share = 0.25 + 5e-10;
    CU_ASSERT_EQUAL(cst_population_spec_check(&spec, 100, NULL), 0);
    lineage[1] = good.lineage[1];
    (void)snprintf(lineage[1].name, sizeof lineage[1].name, "lineage-0");
    refused(&spec, 100, "lineage-0");
    lineage[1] = good.lineage[1];
    lineage[0].name[0] = '\0';
    refused(&spec, 100, "name");
    refused(&good, 1, "lineage-1");
    refused(&good, 0, "at least one agent");
    /* Two of three agents and a bit: the last has none. */
    const cst_population_spec thin = spec_of(2, (const double[]){0.9, 0.1});
    refused(&thin, 3, "lineage-1");
}

static void test_population_rates_errors(void)
{
    static const double bad[] = {-1e-9, 1.0000001, INFINITY, -INFINITY};
    static const double fine[] = {0.0, 1.0, 0.5, NAN};
    for (size_t i = 0; i < 4; i++) {
        for (int which = 0; which < 3; which++) {
            cst_population_spec spec = cst_population_spec_default();
            cst_lineage *lineage = cst_test_lineages(&spec, 1);
            double *rate = which == 0 ? &lineage->tpr : which == 1 ? &lineage->fpr : &lineage->rate;
            *rate = fine[i];
            CU_ASSERT_EQUAL(cst_population_spec_check(&spec, 5, NULL), 0);
            *rate = bad[i];
            refused(&spec, 5, "probabilities");
        }
    }
}

CST_SUITE("population", CST_TEST(test_population_default), CST_TEST(test_population_known_sizes),
          CST_TEST(test_population_against_whole_numbers), CST_TEST(test_population_large),
          CST_TEST(test_population_lineage), CST_TEST(test_population_errors),
          CST_TEST(test_population_rates_errors))
