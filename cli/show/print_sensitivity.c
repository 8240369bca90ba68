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

/* How much of an input there is to see. */
static double weight_of(const cst_sensitivity *of, uint32_t input)
{
    const double rank = fabs(of->rank[input].value);
    return of->together ? (isfinite(rank) ? rank : 0.0) : of->total[input].value;
}

/* The inputs' places, those with the most to see first. */
static void sort(const cst_assumptions *of, uint32_t *place)
{
    for (uint32_t i = 0; i < of->count; i++) {
        uint32_t at = i;
        for (;
             at > 0 && weight_of(&of->sensitivity, place[at - 1]) < weight_of(&of->sensitivity, i);
             at--) {
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

/* Returns how many are shown, and what they explain alone. */
static uint32_t print_table(FILE *out, const cst_assumptions *of, const uint32_t *place,
                            double *alone)
{
    static const char *const titles[] = {"input",    "first order", "interval", "total",
                                         "interval", "rank",        "interval"};
    static const char *const ranks[] = {"input", "rank", "interval"};
    const cst_sensitivity *found = &of->sensitivity;
    cst_table table = {.keys = 1};
    uint32_t shown = 0;
    cst_table_columns(&table, found->together ? ranks : titles, found->together ? 3 : 7);
    for (; shown < of->count && weight_of(found, place[shown]) > nothing; shown++) {
        const uint32_t at = place[shown];
        cst_table_add(&table, "%s", of->input[at].input.key);
        if (!found->together) {
            add_index(&table, of, &found->first[at], 0.0);
            add_index(&table, of, &found->total[at], 0.0);
            *alone += found->first[at].value;
        }
        add_index(&table, of, &found->rank[at], -1.0);
    }
    cst_table_end(&table, out);
    return shown;
}

void cst_print_sensitivity(FILE *out, const cst_assumptions *of)
{
    const cst_sensitivity *found = &of->sensitivity;
    uint32_t place[CST_INPUTS_MAX];
    double alone = 0.0;
    sort(of, place);
    fprintf(out, "\n%s %s%s\n",
            found->together ? "Rank correlations with" : "Shares of the variance of",
            cst_result_name(found->kind), found->together ? "" : ", and rank correlations with it");
    const uint32_t shown = print_table(out, of, place, &alone);
    print_names(out, of, place + shown, of->count - shown, false, "Without an effect on it: ");
    print_names(out, of, place + shown, of->count - shown, true,
                "Left as they are, for they take no value between their ends: ");
    cst_flow flow = cst_flow_start(out, 0, 0);
    cst_flow_add(&flow, "By %u draws of the inputs over their ranges, %s %% intervals. ",
                 found->draws, cst_show_percent(of->cell->estimate.confidence, 12).text);
    if (found->together) {
        cst_flow_text(&flow, "Some inputs go together, so no input has a share of the variance to "
                             "itself, and none is given. ");
    } else {
        cst_flow_add(&flow,
                     "First order: the share that the input explains alone, in all %s %%; total: "
                     "with its interactions. ",
                     cst_show_percent(alone, 3).text);
    }
    cst_flow_add(&flow, "Over the draws the result is %s with a standard deviation of %s.",
                 cst_show_number(found->mean, 4).text, cst_show_number(found->deviation, 3).text);
    cst_flow_end(&flow);
    if (found->carry < few && !found->together) {
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
    cst_json_flag(json, "together", found->together);
    cst_json_number(json, "mean", found->mean, 6);
    cst_json_number(json, "deviation", found->deviation, 6);
    cst_json_number(json, "carry", found->carry, 6);
    cst_json_open(json, "inputs", '[');
    for (uint32_t i = 0; i < of->count; i++) {
        cst_json_open(json, NULL, '{');
        cst_json_text(json, "key", of->input[i].input.key);
        if (!found->together) {
            json_index(json, "first", of, &found->first[i], 0.0);
            json_index(json, "total", of, &found->total[i], 0.0);
        }
        json_index(json, "rank", of, &found->rank[i], -1.0);
        cst_json_close(json, '}');
    }
    cst_json_close(json, ']');
    cst_json_close(json, '}');
}
