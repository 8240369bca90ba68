/* SPDX-License-Identifier: MIT */
#include "cli/show/print.h"

#include "cli/show/flow.h"
#include "study/show.h"

#include <math.h>

/* By place on the front: in tables, in files. */
static const char *const places[] = {"no", "perhaps", "surely"};

static const char *name_of(const cst_pareto *pareto, int side)
{
    return cst_result_name(pareto->axis[side].kind);
}

static double exact_of(const cst_pareto *pareto, const cst_pareto_point *point, int side)
{
    return cst_finding_exact(point->finding[side], pareto->axis[side].kind);
}

/* The settings of a series may be long or empty. */
static void add_point(cst_table *table, const cst_pareto *pareto, const cst_pareto_series *series,
                      const cst_pareto_point *point)
{
    cst_table_add(table, "%s", series->name);
    cst_table_add(table, "%s", point->settings);
    for (int side = 0; side < 2; side++) {
        const cst_result *result = &point->result[side];
        cst_table_number(table, result->estimate, 4);
        cst_table_interval(table, result->low, result->high, 4);
        cst_table_number(table, exact_of(pareto, point, side), 4);
    }
    cst_table_add(table, "%s", places[point->place]);
}

void cst_print_pareto(FILE *out, const cst_pareto *pareto)
{
    const char *const titles[] = {"protocol", "settings", name_of(pareto, 0),
                                  "interval", "exact",    name_of(pareto, 1),
                                  "interval", "exact",    "on the front"};
    cst_table table = {.keys = 2};
    cst_table_columns(&table, titles, sizeof titles / sizeof titles[0]);
    for (uint32_t i = 0; i < pareto->count; i++) {
        const cst_pareto_series *series = &pareto->series[i];
        for (size_t j = 0; j < series->points; j++) {
            add_point(&table, pareto, series, &pareto->point[series->first + j]);
        }
    }
    cst_table_end(&table, out);
    fputc('\n', out);
    cst_flow_line(
        out,
        "%s: of the run in which nobody schemes. %s: of the run under attack. The intervals hold "
        "for all %lu cells of both runs at once with %s %% confidence (each at 1/%lu of the "
        "level). On the front are points that no other one beats: is as good as in both, and "
        "better in one. no: another one still beats it if that has the worse ends of its intervals "
        "and this the better ends of its own. surely: no other one does, even the other way round. "
        "perhaps: the data do not say.",
        name_of(pareto, 0), name_of(pareto, 1), (unsigned long)pareto->intervals,
        cst_show_percent(pareto->confidence, 12).text, (unsigned long)pareto->intervals);
}

/* estimate, low, high and closed form of a side. */
static void print_side(cst_json *json, const cst_pareto *pareto, const cst_pareto_point *point,
                       int side)
{
    const cst_result *result = &point->result[side];
    cst_json_open(json, name_of(pareto, side), '{');
    cst_json_words(json, "estimate",
                   cst_show_beside(result->estimate, 6, result->low, result->high));
    cst_json_words(json, "low", cst_show_end(result->low, result->high, false));
    cst_json_words(json, "high", cst_show_end(result->low, result->high, true));
    cst_json_count(json, "events", result->events);
    cst_json_number(json, "exact", exact_of(pareto, point, side), 12);
    cst_json_text(json, "method", result->method);
    cst_json_text(json, "digest", point->finding[side]->digest);
    cst_json_close(json, '}');
}

void cst_print_pareto_json(FILE *out, const cst_pareto *pareto)
{
    for (uint32_t i = 0; i < pareto->count; i++) {
        const cst_pareto_series *series = &pareto->series[i];
        for (size_t j = 0; j < series->points; j++) {
            const cst_pareto_point *point = &pareto->point[series->first + j];
            cst_json json = {.out = out};
            cst_json_open(&json, NULL, '{');
            cst_json_text(&json, "protocol", series->name);
            cst_finding_place_json(&json, "at", point->scenario, point->finding[1]->cell);
            print_side(&json, pareto, point, 0);
            print_side(&json, pareto, point, 1);
            cst_json_text(&json, "front", places[point->place]);
            cst_json_flag(&json, "line", point->on_line);
            cst_json_flag(&json, "own_line", point->on_own);
            cst_json_number(&json, "confidence", pareto->confidence, 12);
            cst_json_line(&json);
        }
    }
}

static void print_side_csv(FILE *out, const cst_pareto *pareto, const cst_pareto_point *point,
                           int side)
{
    const cst_result *result = &point->result[side];
    cst_print_interval_csv(out, result->estimate, 6, result->low, result->high);
    cst_show_csv_number(
        out, cst_show_beside(exact_of(pareto, point, side), 6, result->low, result->high));
}

void cst_print_pareto_csv(FILE *out, const cst_pareto *pareto)
{
    const char *x = name_of(pareto, 0);
    const char *y = name_of(pareto, 1);
    fprintf(out,
            "protocol,settings,%s,%s_low,%s_high,%s_exact,%s,%s_low,%s_high,%s_exact,front,line,"
            "own_line\n",
            x, x, x, x, y, y, y, y);
    for (uint32_t i = 0; i < pareto->count; i++) {
        const cst_pareto_series *series = &pareto->series[i];
        for (size_t j = 0; j < series->points; j++) {
            const cst_pareto_point *point = &pareto->point[series->first + j];
            cst_show_csv(out, series->name);
            fputc(',', out);
            cst_show_csv(out, point->settings);
            print_side_csv(out, pareto, point, 0);
            print_side_csv(out, pareto, point, 1);
            fprintf(out, ",%s,%d,%d\n", places[point->place], point->on_line ? 1 : 0,
                    point->on_own ? 1 : 0);
        }
    }
}
