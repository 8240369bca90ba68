/* SPDX-License-Identifier: MIT */
#include "cli/show/print.h"

#include "base/number.h"
#include "base/rmath.h"
#include "cli/show/flow.h"
#include "study/show.h"

#include <math.h>

/* With fewer draws that carry the variance the normal law is no guide to the errors. */
static const double few = 100.0;

/* A total share that is no more than rounding. */
static const double nothing = 1e-20;

/* The normal interval of an index, within what it can be. */
typedef struct interval {
    double low, high;
} interval;

static interval interval_of(const cst_assumptions *of, const cst_index *index, double least)
{
    const double tail = 0.5 * cst_number_complement(of->cell->estimate.confidence);
    const double reach = cst_rmath_normal_quantile_above(tail) * index->error;
    return (interval){fmin(fmax(index->value - reach, least), 1.0),
                      fmax(fmin(index->value + reach, 1.0), least)};
}

/* The inputs' places, the largest total share first. */
static void sort(const cst_assumptions *of, uint32_t *place)
{
    const cst_index *total = of->sensitivity.total;
    for (uint32_t i = 0; i < of->count; i++) {
        uint32_t at = i;
        for (; at > 0 && total[place[at - 1]].value < total[i].value; at--) {
            place[at] = place[at - 1];
        }
        place[at] = i;
    }
}

static void add_index(cst_table *table, const cst_assumptions *of, const cst_index *index,
                      double least)
{
    const interval found = interval_of(of, index, least);
    cst_table_number(table, fmin(fmax(index->value, least), 1.0), 3);
    cst_table_interval(table, found.low, found.high, 3);
}

/* Names the inputs at these places that are held, or are not. */
static void print_names(FILE *out, const cst_assumptions *of, const uint32_t *place, uint32_t count,
                        bool held, const char *before)
{
    cst_flow flow = {0};
    bool any = false;
    for (uint32_t i = 0; i < count; i++) {
        const cst_assumption *one = &of->input[place[i]];
        if (one->held == held) {
            if (!any) {
                flow = cst_flow_start(out, 0, 0);
            }
            cst_flow_add(&flow, "%s%s", any ? ", " : before, one->input.key);
            any = true;
        }
    }
    if (any) {
        cst_flow_end(&flow);
    }
}

void cst_print_sensitivity(FILE *out, const cst_assumptions *of)
{
    static const char *const titles[] = {"input",    "first order", "interval", "total",
                                         "interval", "rank",        "interval"};
    const cst_sensitivity *found = &of->sensitivity;
    cst_table table = {.keys = 1};
    uint32_t place[CST_INPUTS_MAX];
    double alone = 0.0;
    sort(of, place);
    fprintf(out, "\nShares of the variance of %s, and rank correlations with it\n",
            cst_result_name(found->kind));
    cst_table_columns(&table, titles, 7);
    uint32_t shown = 0;
    for (; shown < of->count && found->total[place[shown]].value > nothing; shown++) {
        const uint32_t at = place[shown];
        cst_table_add(&table, "%s", of->input[at].input.key);
        add_index(&table, of, &found->first[at], 0.0);
        add_index(&table, of, &found->total[at], 0.0);
        add_index(&table, of, &found->rank[at], -1.0);
        alone += found->first[at].value;
    }
    cst_table_end(&table, out);
    print_names(out, of, place + shown, of->count - shown, false, "Without an effect on it: ");
    print_names(out, of, place + shown, of->count - shown, true,
                "Left as they are, for they take no value between their ends: ");
    cst_flow_line(out,
                  "By %u draws of the inputs over their ranges, %s %% intervals. First order: the "
                  "share that the input explains alone, in all %s %%; total: with its "
                  "interactions. Over the draws the result is %s with a standard deviation of %s.",
                  found->draws, cst_show_percent(of->cell->estimate.confidence, 12).text,
                  cst_show_percent(alone, 3).text, cst_show_number(found->mean, 4).text,
                  cst_show_number(found->deviation, 3).text);
    if (found->carry < few) {
        cst_flow_line(out, "Only about %.0f draws carry this variance, so the intervals are rough.",
                      found->carry);
    }
}

static void json_index(cst_json *json, const char *name, const cst_assumptions *of,
                       const cst_index *index, double least)
{
    const interval found = interval_of(of, index, least);
    cst_json_open(json, name, '{');
    cst_json_number(json, "value", index->value, 6);
    cst_json_number(json, "error", index->error, 6);
    cst_json_number(json, "low", found.low, 6);
    cst_json_number(json, "high", found.high, 6);
    cst_json_close(json, '}');
}

void cst_print_sensitivity_json(cst_json *json, const cst_assumptions *of)
{
    const cst_sensitivity *found = &of->sensitivity;
    cst_json_open(json, "sensitivity", '{');
    cst_json_text(json, "result", cst_result_name(found->kind));
    cst_json_count(json, "draws", found->draws);
    cst_json_number(json, "confidence", of->cell->estimate.confidence, 12);
    cst_json_number(json, "mean", found->mean, 6);
    cst_json_number(json, "deviation", found->deviation, 6);
    cst_json_number(json, "carry", found->carry, 6);
    cst_json_open(json, "inputs", '[');
    for (uint32_t i = 0; i < of->count; i++) {
        cst_json_open(json, NULL, '{');
        cst_json_text(json, "key", of->input[i].input.key);
        json_index(json, "first", of, &found->first[i], 0.0);
        json_index(json, "total", of, &found->total[i], 0.0);
        json_index(json, "rank", of, &found->rank[i], -1.0);
        cst_json_close(json, '}');
    }
    cst_json_close(json, ']');
    cst_json_close(json, '}');
}
