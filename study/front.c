/* SPDX-License-Identifier: MIT */
#include "study/front.h"

#include <stdint.h>
#include <stdlib.h>

/* A point's value, or a corner of its intervals. */
typedef struct corner {
    double x, y;
    size_t of;
} corner;

/* Corners by falling x, and of the first i + 1 of them the one with the highest y, and the next
 * highest: a point is no rival of its own. */
typedef struct ladder {
    corner *by;
    size_t *first, *second; /* places in `by`; SIZE_MAX: there is none */
    size_t count;
} ladder;

static int by_falling_x(const void *a, const void *b)
{
    const double left = ((const corner *)a)->x;
    const double right = ((const corner *)b)->x;
    return (left < right) - (left > right);
}

static void ladder_free(ladder *of)
{
    free(of->by);
    free(of->first);
    free(of->second);
}

static corner at_of(const cst_front_point *point, size_t i)
{
    return (corner){point[i].at[0], point[i].at[1], i};
}

static corner worst_of(const cst_front_point *point, size_t i)
{
    return (corner){point[i].low[0], point[i].low[1], i};
}

static corner best_of(const cst_front_point *point, size_t i)
{
    return (corner){point[i].high[0], point[i].high[1], i};
}

static int ladder_make(ladder *of, const cst_front_point *point, size_t count,
                       corner (*take)(const cst_front_point *point, size_t i), cst_error *error)
{
    *of = (ladder){.by = calloc(count, sizeof *of->by),
                   .first = calloc(count, sizeof *of->first),
                   .second = calloc(count, sizeof *of->second),
                   .count = count};
    if (of->by == NULL || of->first == NULL || of->second == NULL) {
        return cst_error_memory(error, "a front");
    }
    for (size_t i = 0; i < count; i++) {
        of->by[i] = take(point, i);
    }
    qsort(of->by, count, sizeof of->by[0], by_falling_x);
    for (size_t i = 0; i < count; i++) {
        const size_t first = i > 0 ? of->first[i - 1] : SIZE_MAX;
        const size_t second = i > 0 ? of->second[i - 1] : SIZE_MAX;
        const double y = of->by[i].y;
        const bool leads = first == SIZE_MAX || y > of->by[first].y;
        const bool follows = !leads && (second == SIZE_MAX || y > of->by[second].y);
        of->first[i] = leads ? i : first;
        of->second[i] = leads ? first : follows ? i : second;
    }
    return 0;
}

/* How many corners have an x above that, or at least that. */
static size_t ahead(const ladder *of, double x, bool equal)
{
    size_t low = 0;
    size_t high = of->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const double at = of->by[middle].x;
        if (at > x || (equal && at == x)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* The highest y of the first so many corners, without the point's own; NULL: there is none. */
static const corner *highest(const ladder *of, size_t count, size_t own)
{
    if (count == 0) {
        return NULL;
    }
    const size_t first = of->first[count - 1];
    const size_t at = of->by[first].of != own ? first : of->second[count - 1];
    return at == SIZE_MAX ? NULL : &of->by[at];
}

/* Whether a corner of another point beats this one. */
static bool is_beaten(const ladder *by, corner of)
{
    const corner *right = highest(by, ahead(by, of.x, false), of.of);
    const corner *level = highest(by, ahead(by, of.x, true), of.of);
    return (right != NULL && right->y >= of.y) || (level != NULL && level->y > of.y);
}

int cst_front_line(const cst_front_point *point, size_t count, bool *on, cst_error *error)
{
    ladder values = {0};
    const int code = ladder_make(&values, point, count, at_of, error);
    for (size_t i = 0; code == 0 && i < count; i++) {
        on[i] = !is_beaten(&values, at_of(point, i));
    }
    ladder_free(&values);
    return code;
}

int cst_front_judge(const cst_front_point *point, size_t count, cst_front_place *place,
                    cst_error *error)
{
    ladder worst = {0};
    ladder best = {0};
    int code = ladder_make(&worst, point, count, worst_of, error);
    code = code != 0 ? code : ladder_make(&best, point, count, best_of, error);
    for (size_t i = 0; code == 0 && i < count; i++) {
        place[i] = is_beaten(&worst, best_of(point, i))    ? CST_FRONT_NO
                   : !is_beaten(&best, worst_of(point, i)) ? CST_FRONT_SURELY
                                                           : CST_FRONT_PERHAPS;
    }
    ladder_free(&worst);
    ladder_free(&best);
    return code;
}
