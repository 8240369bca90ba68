/* SPDX-License-Identifier: MIT */
#include "scenarios/load/axes.h"

#include <stdlib.h>
#include <string.h>

typedef struct ranked {
    const char *text;
    size_t cell;
} ranked;

static int by_text(const void *a, const void *b)
{
    const ranked *x = a;
    const ranked *y = b;
    const int order = strcmp(x->text, y->text);
    return order != 0 ? order : (x->cell > y->cell) - (x->cell < y->cell);
}

/* The number of the axis's value at each cell. Equal texts lie together once sorted, the first cell
 * that has them in front. False without memory. */
static bool take_axis(cst_scenario *scenario, size_t which, const char *const *text, ranked *rank,
                      size_t *number)
{
    cst_axis *axis = &scenario->axis[which];
    const size_t cells = scenario->cells;
    axis->value = calloc(cells + 1, sizeof *axis->value);
    for (size_t i = 0; i < cells; i++) {
        rank[i] = (ranked){text[i * scenario->axes + which], i};
    }
    qsort(rank, cells, sizeof *rank, by_text);
    size_t first = 0;
    for (size_t i = 0; i < cells; i++) { /* for now: the first cell with its value */
        first = strcmp(rank[first].text, rank[i].text) == 0 ? first : i;
        number[rank[i].cell] = rank[first].cell;
    }
    for (size_t i = 0; axis->value != NULL && i < cells; i++) {
        if (number[i] != i) {
            number[i] = number[number[i]];
            continue;
        }
        number[i] = axis->values;
        axis->value[axis->values] = strdup(text[i * scenario->axes + which]);
        if (axis->value[axis->values++] == NULL) {
            return false;
        }
    }
    return axis->value != NULL;
}

/* Whether some value of one axis is never there with some value of the other. */
static bool lack_pairs(const cst_scenario *scenario, size_t a, size_t b, const size_t *number,
                       bool *seen)
{
    const size_t pairs = scenario->axis[a].values * scenario->axis[b].values;
    size_t found = 0;
    if (pairs > scenario->cells) {
        return true;
    }
    memset(seen, 0, pairs * sizeof *seen);
    for (size_t i = 0; i < scenario->cells; i++) {
        const size_t pair = number[a * scenario->cells + i] * scenario->axis[b].values +
                            number[b * scenario->cells + i];
        found += seen[pair] ? 0 : 1;
        seen[pair] = true;
    }
    return found < pairs;
}

static void tie(cst_scenario *scenario, const size_t *number, bool *seen)
{
    cst_axis *axis = scenario->axis;
    for (size_t b = 0; b < scenario->axes; b++) {
        axis[b].with = b;
        for (size_t a = 0; a < b; a++) {
            const size_t kept = axis[a].with < axis[b].with ? axis[a].with : axis[b].with;
            const size_t gone = axis[a].with < axis[b].with ? axis[b].with : axis[a].with;
            if (kept == gone || !lack_pairs(scenario, a, b, number, seen)) {
                continue;
            }
            for (size_t i = 0; i <= b; i++) {
                axis[i].with = axis[i].with == gone ? kept : axis[i].with;
            }
        }
    }
}

int cst_axes_take(cst_scenario *scenario, const char *const *text, cst_error *error)
{
    const size_t cells = scenario->cells;
    ranked *rank = calloc(cells + 1, sizeof *rank);
    bool *seen = calloc(cells + 1, sizeof *seen);
    size_t *number = calloc(scenario->axes * cells + 1, sizeof *number);
    bool good = rank != NULL && seen != NULL && number != NULL;
    for (size_t i = 0; good && i < scenario->axes; i++) {
        good = take_axis(scenario, i, text, rank, number + i * cells);
    }
    for (size_t i = 0; good && i < cells; i++) {
        char **at = calloc(scenario->axes + 1, sizeof *at);
        for (size_t k = 0; at != NULL && k < scenario->axes; k++) {
            at[k] = scenario->axis[k].value[number[k * cells + i]];
        }
        scenario->cell[i].at = at;
        good = at != NULL;
    }
    if (good) {
        tie(scenario, number, seen);
    }
    free(rank);
    free(seen);
    free(number);
    return good ? 0 : cst_error_memory(error, "the axes of a sweep");
}

bool cst_axes_tied(const cst_scenario *scenario, size_t a, size_t b)
{
    return scenario->axis[a].with == scenario->axis[b].with;
}
