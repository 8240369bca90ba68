/* SPDX-License-Identifier: MIT */
#include "study/against.h"

#include "base/number.h"
#include "store/difference.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What an interval may miss with: less of 1 is not told from nothing. */
#define LEVEL_LEAST 1e-11

const cst_against_gap *cst_against_at(const cst_against *against, size_t cell, size_t kind)
{
    return &against->gap[cell * against->kinds + kind];
}

const char *cst_against_value(const cst_against *against, size_t cell, size_t axis)
{
    const cst_against_cell *of = &against->cell[cell];
    return of->a != NULL ? of->a->cell->at[axis] : of->b->cell->at[against->axis[axis]];
}

cst_place cst_against_place(const cst_against *against, size_t cell, const char *after)
{
    const cst_against_cell *of = &against->cell[cell];
    return of->a != NULL ? cst_finding_place(against->a->scenario, of->a->cell, "", after)
                         : cst_finding_place(against->b->scenario, of->b->cell, "", after);
}

/* --- Which cells belong together -------------------------------------------------------------- */

static void list_axes(const cst_scenario *scenario, char *out, size_t size)
{
    snprintf(out, size, "%s", scenario->axes == 0 ? "nothing" : "");
    for (size_t i = 0, used = 0; i < scenario->axes && used < size; i++) {
        used += (size_t)snprintf(out + used, size - used, "%s%s", i > 0 ? ", " : "",
                                 scenario->axis[i].key);
    }
}

static int match_axes(cst_against *against, cst_error *error)
{
    const cst_scenario *a = against->a->scenario;
    const cst_scenario *b = against->b->scenario;
    bool same = a->axes == b->axes;
    against->axis = calloc(a->axes + 1, sizeof *against->axis);
    if (against->axis == NULL) {
        return cst_error_memory(error, "the cells");
    }
    for (size_t i = 0; same && i < a->axes; i++) {
        against->axis[i] = cst_scenario_axis(b, a->axis[i].key);
        same = against->axis[i] < b->axes;
    }
    if (same) {
        return 0;
    }
    char over[2][160];
    list_axes(a, over[0], sizeof over[0]);
    list_axes(b, over[1], sizeof over[1]);
    return cst_error_set(error, CST_ERR_USAGE, NULL,
                         "compare: expected sweeps over the same keys, by which cells are matched, "
                         "found %s in %.120s, and %s in %.120s",
                         over[0], a->file, over[1], b->file);
}

/* A cell by its place, on the axes of A. */
typedef struct placed {
    char **at;
    const size_t *axis; /* NULL: as they are */
    size_t axes, number;
} placed;

static int by_place(const void *left, const void *right)
{
    const placed *x = left;
    const placed *y = right;
    int order = 0;
    for (size_t i = 0; order == 0 && i < x->axes; i++) {
        order = strcmp(x->at[x->axis != NULL ? x->axis[i] : i],
                       y->at[y->axis != NULL ? y->axis[i] : i]);
    }
    return order;
}

/* The same, and of cells at one place the first ones first. */
static int by_place_and_number(const void *left, const void *right)
{
    const placed *x = left;
    const placed *y = right;
    const int order = by_place(left, right);
    return order != 0 ? order : (x->number > y->number) - (x->number < y->number);
}

static placed *sort_cells(const cst_findings *findings, const size_t *axis)
{
    placed *list = calloc(findings->count + 1, sizeof *list);
    for (size_t i = 0; list != NULL && i < findings->count; i++) {
        list[i] = (placed){findings->finding[i].cell->at, axis, findings->scenario->axes, i};
    }
    if (list != NULL) {
        qsort(list, findings->count, sizeof *list, by_place_and_number);
    }
    return list;
}

/* Walks both lists: A's cells get those of B at their place, and B's own ones follow in their
 * order. */
static void pair_cells(cst_against *against, const placed *a, const placed *b, bool *taken)
{
    const size_t all = against->a->count;
    size_t met = 0;
    for (size_t i = 0; i < all; i++) {
        against->cell[i].a = &against->a->finding[i];
    }
    for (size_t i = 0, j = 0; i < all && j < against->b->count;) {
        const int order = by_place(&a[i], &b[j]);
        if (order == 0) {
            against->cell[a[i].number].b = &against->b->finding[b[j].number];
            taken[b[j].number] = true;
            met++;
        }
        i += order <= 0;
        j += order >= 0;
    }
    against->cells = all;
    for (size_t j = 0; j < against->b->count; j++) {
        if (!taken[j]) {
            against->cell[against->cells++].b = &against->b->finding[j];
        }
    }
    against->only_a = all - met;
    against->only_b = against->cells - all;
}

static int match_cells(cst_against *against, cst_error *error)
{
    placed *a = sort_cells(against->a, NULL);
    placed *b = sort_cells(against->b, against->axis);
    bool *taken = calloc(against->b->count + 1, sizeof *taken); /* of B's cells */
    int code = 0;
    against->cell = calloc(against->a->count + against->b->count + 1, sizeof *against->cell);
    if (a != NULL && b != NULL && taken != NULL && against->cell != NULL) {
        pair_cells(against, a, b, taken);
    } else {
        code = cst_error_memory(error, "the cells");
    }
    if (code == 0 && against->only_a == against->a->count) {
        code = cst_error_set(
            error, CST_ERR_USAGE, NULL,
            "compare: expected cells that are in both files, found none: %.120s begins at %s, "
            "%.120s at %s",
            against->a->scenario->file, cst_against_place(against, 0, "").text,
            against->b->scenario->file, cst_against_place(against, against->a->count, "").text);
    }
    free(a);
    free(b);
    free(taken);
    return code;
}

/* --- In what they differ ---------------------------------------------------------------------- */

static bool add_key(void *self, const cst_difference *found)
{
    cst_against *against = self;
    size_t i = 0;
    if (strcmp(found->key, "claim") == 0) {
        return false;
    }
    while (i < against->keys && (strcmp(against->key[i].key, found->key) != 0 ||
                                 strcmp(against->key[i].a, found->here) != 0 ||
                                 strcmp(against->key[i].b, found->there) != 0)) {
        i++;
    }
    if (i == CST_AGAINST_KEYS) {
        against->keys_more++;
        return false;
    }
    cst_against_key *key = &against->key[i];
    if (i == against->keys) {
        snprintf(key->key, sizeof key->key, "%s", found->key);
        snprintf(key->a, sizeof key->a, "%s", found->here);
        snprintf(key->b, sizeof key->b, "%s", found->there);
        against->keys++;
    }
    key->cells++;
    return false;
}

static int compare_scenarios(cst_against *against, cst_error *error)
{
    for (size_t i = 0; i < against->a->count; i++) {
        const cst_finding *a = against->cell[i].a;
        const cst_finding *b = against->cell[i].b;
        if (b == NULL) {
            continue;
        }
        char *here = cst_scenario_text(a->cell, false);
        char *there = cst_scenario_text(b->cell, false);
        bool made = here != NULL && there != NULL;
        if (made && strcmp(here, there) != 0) {
            made = cst_difference_each(here, there, add_key, against);
        }
        free(here);
        free(there);
        if (!made) {
            return cst_error_memory(error, "a scenario's text");
        }
        against->same_model += strcmp(a->cell->id, b->cell->id) == 0;
        against->same_bytes += strcmp(a->digest, b->digest) == 0;
        against->same_seed += a->cell->estimate.seed == b->cell->estimate.seed &&
                              a->cell->estimate.stream == b->cell->estimate.stream;
    }
    return 0;
}

/* --- What came of them ------------------------------------------------------------------------ */

/* B / A, where neither can be below 0 and A is not nothing. */
static void put_ratio(cst_against_gap *gap)
{
    const cst_result *a = &gap->a;
    const cst_result *b = &gap->b;
    gap->ratio = gap->ratio_low = gap->ratio_high = (double)NAN;
    if (a->low >= 0.0 && b->low >= 0.0 && a->high > 0.0) {
        gap->ratio = a->estimate > 0.0 ? b->estimate / a->estimate : (double)NAN;
        gap->ratio_low = b->low / a->high;
        gap->ratio_high = b->high == 0.0 ? 0.0 : a->low > 0.0 ? b->high / a->low : HUGE_VAL;
    }
}

cst_against_gap cst_against_gap_of(const cst_result *a, const cst_result *b)
{
    cst_against_gap gap = {.a = *a,
                           .b = *b,
                           .difference = b->estimate - a->estimate,
                           .low = b->low - a->high,
                           .high = b->high - a->low,
                           .exact = (double)NAN};
    gap.side = gap.low > 0.0    ? CST_AGAINST_HIGHER
               : gap.high < 0.0 ? CST_AGAINST_LOWER
                                : CST_AGAINST_OPEN;
    put_ratio(&gap);
    return gap;
}

static cst_against_gap no_gap(const cst_result *a, const cst_result *b)
{
    const double none = (double)NAN;
    return (cst_against_gap){*a, *b, none, none, none, none, none, none, none, CST_AGAINST_NONE};
}

/* Whether a result is one of both files in this cell: what it depends on is no trial. */
static bool is_compared(const cst_against_cell *cell, cst_result_kind kind)
{
    return cell->a != NULL && cell->b != NULL && cst_finding_result(cell->a, kind).method != NULL &&
           cst_finding_result(cell->b, kind).method != NULL;
}

static int share_level(cst_against *against, cst_error *error)
{
    for (size_t i = 0; i < against->cells; i++) {
        for (size_t j = 0; j < against->kinds; j++) {
            against->differences += is_compared(&against->cell[i], against->kind[j]);
        }
    }
    against->confidence = fmax(against->a->scenario->cell[0].estimate.confidence,
                               against->b->scenario->cell[0].estimate.confidence);
    const double intervals = 2.0 * (double)(against->differences > 0 ? against->differences : 1);
    const double level = cst_number_complement(against->confidence) / intervals;
    against->each = 1.0 - level;
    return level >= LEVEL_LEAST
               ? 0
               : cst_error_set(error, CST_ERR_RANGE, "estimate.confidence",
                               "expected one that leaves %g or more for each of %.0f intervals "
                               "to miss with, found %.15g",
                               LEVEL_LEAST, intervals, against->confidence);
}

static int results_of(const cst_against *against, const cst_finding *finding, cst_result *out,
                      cst_error *error)
{
    cst_results_undefined(out);
    return finding == NULL ? 0
                           : cst_finding_results(finding, against->each, against->kind,
                                                 against->kinds, out, error);
}

static int work_out(cst_against *against, cst_error *error)
{
    cst_result a[CST_RESULT_KINDS]; /* in the order of the kinds */
    cst_result b[CST_RESULT_KINDS];
    int code = 0;
    against->gap = calloc(against->cells * against->kinds + 1, sizeof *against->gap);
    if (against->gap == NULL) {
        return cst_error_memory(error, "the differences");
    }
    for (size_t i = 0; code == 0 && i < against->cells; i++) {
        const cst_against_cell *cell = &against->cell[i];
        code = results_of(against, cell->a, a, error);
        code = code == 0 ? results_of(against, cell->b, b, error) : code;
        for (size_t j = 0; code == 0 && j < against->kinds; j++) {
            const cst_result_kind kind = against->kind[j];
            cst_against_gap *gap = &against->gap[i * against->kinds + j];
            const bool both = is_compared(cell, kind);
            *gap = both ? cst_against_gap_of(&a[j], &b[j]) : no_gap(&a[j], &b[j]);
            if (both) {
                gap->exact = cst_finding_exact(cell->b, kind) - cst_finding_exact(cell->a, kind);
            }
        }
    }
    return code;
}

int cst_against_make(cst_against *against, const cst_findings *a, const cst_findings *b,
                     const cst_result_kind *kind, size_t kinds, cst_error *error)
{
    *against = (cst_against){.a = a, .b = b, .kinds = kinds};
    memcpy(against->kind, kind, kinds * sizeof *kind);
    int code = match_axes(against, error);
    code = code == 0 ? match_cells(against, error) : code;
    code = code == 0 ? compare_scenarios(against, error) : code;
    code = code == 0 ? share_level(against, error) : code;
    return code == 0 ? work_out(against, error) : code;
}

void cst_against_free(cst_against *against)
{
    free(against->axis);
    free(against->cell);
    free(against->gap);
    *against = (cst_against){0};
}

/* Those that are normal or Student's (docs/statistics.md). */
static bool is_approximate(const cst_result *result)
{
    return strcmp(result->method, "importance, normal") == 0 ||
           strcmp(result->method, "splitting") == 0;
}

/* Keeps the larger of two numbers, and where it is; NaN once there is none. */
static void keep_larger(double *most, size_t *at, double value, size_t cell)
{
    if (isnan(value) || value > *most) {
        *most = value;
        *at = cell;
    }
}

cst_against_sum cst_against_sum_of(const cst_against *against, size_t kind)
{
    cst_against_sum sum = {
        .rise = -HUGE_VAL, .fall = -HUGE_VAL, .most = -HUGE_VAL, .least = -HUGE_VAL};
    for (size_t i = 0; i < against->cells; i++) {
        const cst_against_gap *gap = cst_against_at(against, i, kind);
        if (gap->side == CST_AGAINST_NONE) {
            continue;
        }
        sum.higher += gap->side == CST_AGAINST_HIGHER;
        sum.lower += gap->side == CST_AGAINST_LOWER;
        sum.open += gap->side == CST_AGAINST_OPEN;
        sum.approximate += is_approximate(&gap->a) || is_approximate(&gap->b);
        keep_larger(&sum.rise, &sum.rise_at, gap->high, i);
        keep_larger(&sum.fall, &sum.fall_at, -gap->low, i);
        keep_larger(&sum.most, &sum.most_at, gap->ratio_high, i);
        keep_larger(&sum.least, &sum.least_at, -gap->ratio_low, i);
    }
    sum.least = -sum.least;
    return sum;
}
