/* SPDX-License-Identifier: MIT */
#include "base/points.h"

#include "base/check.h"
#include "base/random.h"

/* Degree, inner coefficients of the primitive polynomial, and first direction numbers: S. Joe and
 * F. Y. Kuo, SIAM Journal on Scientific Computing 30 (2008), 2635-2654, coordinates 2 to 16. */
enum { DEGREE_MAX = 6, BITS = 32 };

static const struct {
    uint32_t degree, inner, first[DEGREE_MAX];
} polynomials[CST_POINTS_KEYS_MAX - 1] = {
    {1, 0, {1}},
    {2, 1, {1, 3}},
    {3, 1, {1, 3, 1}},
    {3, 2, {1, 1, 1}},
    {4, 1, {1, 1, 3, 3}},
    {4, 4, {1, 3, 5, 13}},
    {5, 2, {1, 1, 5, 5, 17}},
    {5, 4, {1, 1, 5, 5, 5}},
    {5, 7, {1, 1, 7, 11, 19}},
    {5, 11, {1, 1, 5, 1, 1}},
    {5, 13, {1, 1, 1, 3, 11}},
    {5, 14, {1, 3, 5, 5, 31}},
    {6, 1, {1, 3, 3, 9, 7, 49}},
    {6, 13, {1, 1, 1, 15, 21, 21}},
    {6, 16, {1, 3, 1, 13, 27, 49}},
};

/* Bit k of a point's number turns over the bits of direction[k]. */
static void find_directions(uint32_t coordinate, uint32_t direction[BITS])
{
    const uint32_t degree = coordinate == 0 ? BITS : polynomials[coordinate - 1].degree;
    for (uint32_t k = 0; k < degree; k++) {
        const uint32_t first = coordinate == 0 ? 1 : polynomials[coordinate - 1].first[k];
        direction[k] = first << (BITS - 1 - k);
    }
    for (uint32_t k = degree; k < BITS; k++) {
        direction[k] = direction[k - degree] ^ (direction[k - degree] >> degree);
        for (uint32_t i = 1; i < degree; i++) {
            const uint32_t on = polynomials[coordinate - 1].inner >> (degree - 1 - i) & 1;
            direction[k] ^= on != 0 ? direction[k - i] : 0;
        }
    }
}

static uint32_t sobol(const uint32_t direction[BITS], uint32_t i)
{
    const uint32_t gray = i ^ (i >> 1);
    uint32_t at = 0;
    for (uint32_t k = 0; k < BITS; k++) {
        at ^= (gray >> k & 1) != 0 ? direction[k] : 0;
    }
    return at;
}

uint32_t cst_points_sobol(uint32_t coordinate, uint32_t i)
{
    uint32_t direction[BITS];
    cst_require(coordinate < CST_POINTS_KEYS_MAX);
    find_directions(coordinate, direction);
    return sobol(direction, i);
}

/* The middle of a part of 2^-32. */
static double middle(uint32_t part)
{
    return ((double)part + 0.5) * 0x1p-32;
}

static void latin(const cst_points *points, cst_draws *draws, double *at)
{
    for (uint32_t i = 0; i < points->count; i++) { /* a random order, as it grows */
        const uint64_t other = cst_draws_uniform(draws, (uint64_t)i + 1);
        at[i] = at[other];
        at[other] = (double)i;
    }
    for (uint32_t i = 0; i < points->count; i++) {
        at[i] = (at[i] + middle((uint32_t)(cst_draws_next(draws) >> 32))) / (double)points->count;
    }
}

void cst_points_at(const cst_points *points, uint32_t coordinate, double *at)
{
    const cst_random random = {.seed = points->seed};
    cst_draws draws = cst_draws_at(&random, points->kind, coordinate, CST_DRAW_DESIGN);
    uint32_t direction[BITS];
    cst_require(coordinate < CST_POINTS_KEYS_MAX && points->count >= 1);
    if (points->kind == CST_POINTS_LATIN) {
        latin(points, &draws, at);
        return;
    }
    find_directions(coordinate, direction);
    const uint32_t shift = (uint32_t)(cst_draws_next(&draws) >> 32);
    for (uint32_t i = 0; i < points->count; i++) {
        at[i] = middle(sobol(direction, i) ^ shift);
    }
}
