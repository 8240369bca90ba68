/* SPDX-License-Identifier: MIT
 * The lattice against the copula of one factor: two agents have the correlation of what they share,
 * and some of one lineage are the law of one factor. By enumeration of all places. */
#include "agents/crossing.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <string.h>

static cst_crossing crossing;

static cst_law_spec copula(double rate, double model, double version, double context)
{
    return (cst_law_spec){.law = cst_law_find("copula"),
                          .rate = rate,
                          .latent_model = model,
                          .latent_version = version,
                          .latent_context = context};
}

static double number(cst_chance chance)
{
    return chance.always ? 1.0 : ldexp((double)chance.hi, -64) + ldexp((double)chance.lo, -128);
}

static double mass(cst_factor factor, uint32_t place)
{
    const cst_chance *below = crossing.below + crossing.start[factor];
    return number(below[place]) - (place > 0 ? number(below[place - 1]) : 0.0);
}

/* P(an agent schemes | the common factor at this place), over what it does not share. */
static double alone(uint32_t common)
{
    double sum = 0.0;
    for (uint32_t i = 0; i < crossing.count[CST_FACTOR_MODEL]; i++) {
        for (uint32_t j = 0; j < crossing.count[CST_FACTOR_VERSION]; j++) {
            sum += mass(CST_FACTOR_MODEL, i) * mass(CST_FACTOR_VERSION, j) *
                   number(crossing.chance[common + i + j]);
        }
    }
    return sum;
}

/* Fills w[0..k] for agents of one lineage, and P(two of different ones scheme). */
static double enumerate(uint32_t k, double *w)
{
    double both = 0.0;
    memset(w, 0, (k + 1) * sizeof *w);
    for (uint32_t c = 0; c < crossing.count[CST_FACTOR_COMMON]; c++) {
        const double here = mass(CST_FACTOR_COMMON, c);
        const double one = alone(c);
        both += here * one * one;
        for (uint32_t i = 0; i < crossing.count[CST_FACTOR_MODEL]; i++) {
            for (uint32_t j = 0; j < crossing.count[CST_FACTOR_VERSION]; j++) {
                const double theta = number(crossing.chance[c + i + j]);
                const double weight =
                    here * mass(CST_FACTOR_MODEL, i) * mass(CST_FACTOR_VERSION, j);
                double ways = 1.0;
                for (uint32_t s = 0; s <= k; s++) {
                    w[s] += weight * ways * pow(theta, s + 1) * pow(1.0 - theta, k - s);
                    ways *= (double)(k - s) / (s + 1);
                }
            }
        }
    }
    return both;
}

static bool near(double a, double b)
{
    return fabs(a - b) <= 1e-10 * b;
}

static void test_crossing_laws(void)
{
    static const double cases[][4] = {
        {0.5, 0.3, 0.0, 0.2},   {0.1, 0.2, 0.1, 0.3},   {1e-3, 0.05, 0.0, 0.6},
        {1e-6, 0.3, 0.0, 0.3},  {1e-12, 0.2, 0.0, 0.4}, {0.9, 0.4, 0.0, 0.1},
        {1e-3, 0.01, 0.0, 0.8}, {0.02, 0.0, 0.0, 0.5},  {0.02, 0.5, 0.0, 0.0},
    };
    enum { K = 3 };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const cst_law_spec spec = copula(cases[i][0], cases[i][1], cases[i][2], cases[i][3]);
        const cst_law_spec kin =
            copula(cases[i][0], cases[i][1] + cases[i][2] + cases[i][3], 0.0, 0.0);
        const cst_law_spec others = copula(cases[i][0], 0.0, 0.0, cases[i][3]);
        double found[K + 1];
        double w[K + 1];
        double v[K + 1];
        CU_ASSERT_EQUAL_FATAL(cst_crossing_check(&spec, NULL), 0);
        cst_crossing_make(&crossing, &spec);
        const double both = enumerate(K, found);
        cst_law_joint(&kin, K, w, v);
        for (uint32_t s = 0; s <= K; s++) {
            CU_ASSERT(near(found[s], w[s]));
        }
        cst_law_joint(&others, 1, w, v);
        CU_ASSERT(near(both, w[1]));
    }
}

/* Lineages a and b are of version 1, c is of version 2. */
static void draw_three(const cst_law_spec *spec, uint32_t times, uint32_t *same_ab,
                       uint32_t *same_ac)
{
    const cst_random random = {.seed = 11};
    cst_draws draws = cst_draws_at(&random, 1, 2, CST_DRAW_TEST);
    const cst_lineage lineage[3] = {{.version = 1.0}, {.version = 1.0}, {.version = 2.0}};
    const cst_population_spec population = {.lineages = 3, .lineage = lineage};
    cst_cause cause[3];
    *same_ab = *same_ac = 0;
    cst_crossing_make(&crossing, spec);
    for (uint32_t i = 0; i < times; i++) {
        cst_crossing_draw(&crossing, &population, &draws, cause);
        *same_ab += memcmp(&cause[0].chance, &cause[1].chance, sizeof cause[0].chance) == 0;
        *same_ac += memcmp(&cause[0].chance, &cause[2].chance, sizeof cause[0].chance) == 0;
    }
}

static void test_crossing_sharing(void)
{
    uint32_t ab = 0;
    uint32_t ac = 0;
    const cst_law_spec common = copula(0.1, 0.0, 0.0, 0.5);
    draw_three(&common, 500, &ab, &ac);
    CU_ASSERT(ab == 500 && ac == 500);
    const cst_law_spec version = copula(0.1, 0.0, 0.5, 0.0);
    draw_three(&version, 500, &ab, &ac);
    CU_ASSERT(ab == 500 && ac < 100);
    const cst_law_spec model = copula(0.1, 0.5, 0.0, 0.0);
    draw_three(&model, 500, &ab, &ac);
    CU_ASSERT(ab < 100 && ac < 100);
    const cst_law_spec all = copula(0.1, 0.2, 0.2, 0.2);
    draw_three(&all, 500, &ab, &ac);
    CU_ASSERT(ab < 100 && ac < 100);
}

/* Who schemes whatever its factors, and who never does. */
static void test_crossing_certain(void)
{
    const double rates[] = {0.0, 1.0};
    for (size_t i = 0; i < 2; i++) {
        const cst_law_spec spec = copula(rates[i], 0.2, 0.1, 0.3);
        cst_crossing_make(&crossing, &spec);
        CU_ASSERT_EQUAL(number(crossing.chance[0]), rates[i]);
        CU_ASSERT_EQUAL(number(crossing.chance[crossing.sums - 1]), rates[i]);
    }
    const cst_law_spec alone_spec = copula(0.3, 0.0, 0.0, 0.0);
    cst_crossing_make(&crossing, &alone_spec);
    CU_ASSERT_EQUAL(crossing.sums, 1);
    CU_ASSERT(near(number(crossing.chance[0]), 0.3));
}

static void test_crossing_errors(void)
{
    cst_error error = {0};
    const cst_law_spec tiny = copula(0.1, 1e-7, 0.0, 0.5);
    CU_ASSERT_EQUAL(cst_crossing_check(&tiny, &error), CST_ERR_LAW);
    CU_ASSERT_STRING_EQUAL(error.key, "scheming.latent");
    const cst_law_spec whole = copula(0.1, 0.5, 0.0, 0.4999999);
    CU_ASSERT_EQUAL(cst_crossing_check(&whole, &error), CST_ERR_LAW);
    /* What the message promises. */
    const cst_law_spec least = copula(1e-12, 1e-3, 1e-3, 0.988);
    CU_ASSERT_EQUAL(cst_crossing_check(&least, &error), 0);
    const cst_law_spec most = copula(1e-12, 0.33, 0.33, 0.33);
    CU_ASSERT_EQUAL(cst_crossing_check(&most, &error), 0);
}

CST_SUITE("crossing", CST_TEST(test_crossing_laws), CST_TEST(test_crossing_sharing),
          CST_TEST(test_crossing_certain), CST_TEST(test_crossing_errors))
