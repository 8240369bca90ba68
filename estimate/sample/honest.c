/* SPDX-License-Identifier: MIT */
#include "estimate/sample/honest.h"

#include "base/check.h"

/* A way in which votes can fall, with its probability. */
typedef struct fall {
    cst_votes votes;
    double p;
} fall;

enum { FALLS_MAX = (CST_REVIEWERS_MAX + 1) * (CST_REVIEWERS_MAX + 2) / 2 };

/* Lists the ways that are possible. Quiet comes first, so that the rest, which is rare, is summed
 * by itself and keeps its digits. */
static uint32_t list_falls(const cst_model *model, uint32_t class_index, bool flagged,
                           bool unflagged, fall *falls)
{
    const double *votes = cst_model_votes(model, class_index, false);
    uint32_t count = 0;
    for (uint32_t x = 0; x <= model->slots; x++) {
        for (uint32_t y = 0; x + y <= model->slots; y++) {
            const double p = votes[x * (model->slots + 1) + y];
            const bool wanted = model->flagged[x][y] ? flagged : unflagged;
            if (wanted && p > 0.0) {
                falls[count++] = (fall){{(uint8_t)x, (uint8_t)y}, p};
            }
        }
    }
    return count;
}

/* rest[i] = sum of p over falls i.. */
static void sum_rest(const fall *falls, uint32_t count, double *rest)
{
    double sum = 0.0;
    for (uint32_t i = count; i-- > 0;) {
        sum += falls[i].p;
        rest[i] = sum;
    }
}

void cst_honest_draw(const cst_model *model, uint32_t class_index, bool unflagged, uint64_t n,
                     cst_draws *draws, cst_row *row, uint64_t *values)
{
    fall falls[FALLS_MAX];
    double rest[FALLS_MAX + 1];
    const uint32_t count = list_falls(model, class_index, !unflagged, true, falls);
    sum_rest(falls, count, rest);
    for (uint32_t i = 0; i < count && n > 0; i++) {
        uint64_t here = n;
        if (i + 1 < count) {
            /* By the rest rather than by itself: the first fall's chance is close to 1. */
            cst_debug_assert(rest[i + 1] <= rest[i]);
            here = n - cst_binomial_draw(draws, n, rest[i + 1] / rest[i]);
        }
        (void)cst_fates_honest(model, falls[i].votes, here, row, values);
        n -= here;
    }
    cst_require(n == 0);
}

cst_votes cst_honest_flagged_votes(const cst_model *model, uint32_t class_index, cst_draws *draws)
{
    fall falls[FALLS_MAX];
    double rest[FALLS_MAX + 1];
    const uint32_t count = list_falls(model, class_index, true, false, falls);
    cst_require(count > 0);
    sum_rest(falls, count, rest);
    uint32_t i = 0;
    while (i + 1 < count && cst_draws_below(draws, cst_chance_make(rest[i + 1] / rest[i]))) {
        i++;
    }
    return falls[i].votes;
}
