/* SPDX-License-Identifier: MIT */
#include "tests/lib/chi_square.h"

#include "base/check.h"
#include "tests/lib/suite.h"

#define MATHLIB_STANDALONE 1
#include <Rmath.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

static const double level = 1e-6;
static const double least = 10.0;

typedef struct cell {
    double expected, seen;
} cell;

void cst_test_seed(uint64_t seed)
{
    (void)printf("seed %" PRIu64 " ", seed);
}

/* Joins neighbours; a rest that is too small goes to the last. Returns how many there are. */
static size_t join(const uint64_t *seen, const double *chance, size_t cells, double n, cell *out)
{
    size_t count = 0;
    cell open = {0};
    for (size_t i = 0; i < cells; i++) {
        open.expected += n * chance[i];
        open.seen += (double)seen[i];
        if (open.expected >= least) {
            out[count++] = open;
            open = (cell){0};
        }
    }
    cst_require(count >= 2);
    out[count - 1].expected += open.expected;
    out[count - 1].seen += open.seen;
    return count;
}

void cst_test_chi_square(const char *what, const uint64_t *seen, const double *chance, size_t cells,
                         double caught)
{
    cell joined[CST_CHI_SQUARE_CELLS_MAX];
    cst_require(cells <= CST_CHI_SQUARE_CELLS_MAX);
    uint64_t n = 0;
    double total = 0.0;
    for (size_t i = 0; i < cells; i++) {
        n += seen[i];
        total += chance[i];
    }
    CU_ASSERT_DOUBLE_EQUAL(total, 1.0, 1e-9);
    const size_t count = join(seen, chance, cells, (double)n, joined);
    double statistic = 0.0;
    for (size_t i = 0; i < count; i++) {
        const double off = joined[i].seen - joined[i].expected;
        statistic += off * off / joined[i].expected;
    }
    const double freedom = (double)(count - 1);
    if (pchisq(statistic, freedom, 0, 0) < level) {
        (void)printf("\n    %s: chi-square %.1f on %.0f, %" PRIu64 " draws\n", what, statistic,
                     freedom, n);
        CU_FAIL("the counts do not follow the law");
    }
    /* The sum of d_i^2 / p_i is at least (sum |d_i|)^2 = (2 caught)^2. */
    const double away = 4.0 * caught * caught * (double)n;
    if (pnchisq(qchisq(level, freedom, 0, 0), freedom, away, 0, 0) < 0.99) {
        (void)printf("\n    %s: %" PRIu64 " draws, %.0f degrees\n", what, n, freedom);
        CU_FAIL("too few draws to judge");
    }
}

void cst_test_share(const char *what, uint64_t seen, uint64_t n, double p, double caught)
{
    const double mean = (double)n * p;
    const double deviation = sqrt(mean * (1.0 - p));
    if (fabs((double)seen - mean) > 5.5 * deviation) {
        (void)printf("\n    %s: %" PRIu64 " of %" PRIu64 ", expected %.1f +- %.1f\n", what, seen, n,
                     mean, deviation);
        CU_FAIL("the count does not follow the law");
    }
    if (caught * mean < 8.0 * deviation) {
        (void)printf("\n    %s: %" PRIu64 " draws\n", what, n);
        CU_FAIL("too few draws to judge");
    }
}
