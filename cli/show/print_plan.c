/* SPDX-License-Identifier: MIT */
#include "cli/show/print.h"

#include "cli/show/flow.h"
#include "study/show.h"

#include <math.h>

enum { NAMES_MOST = 10 }; /* cells that a sentence names */

/* A run of more than these is one for several machines. */
static const double shard_seconds = 3600.0;

static bool is_few(const cst_plan_cell *cell)
{
    return cell->events_most < CST_PLAN_FEW;
}

static bool is_missed(const cst_plan_cell *cell)
{
    return cell->goal == CST_PLAN_MISSED;
}

static bool is_unknown(const cst_plan_cell *cell)
{
    return cell->goal == CST_PLAN_UNKNOWN;
}

static size_t count_cells(const cst_plan *plan, bool (*which)(const cst_plan_cell *cell))
{
    size_t count = 0;
    for (size_t i = 0; i < plan->findings->count; i++) {
        count += which(&plan->cell[i]) ? 1 : 0;
    }
    return count;
}

/* "3 of 8 cells SAY: scheming.rate=1e-9; scheming.rate=1e-8; ..." */
static void name_cells(FILE *out, const cst_plan *plan, bool (*which)(const cst_plan_cell *cell),
                       const char *say)
{
    const cst_scenario *scenario = plan->job.scenario;
    const size_t count = count_cells(plan, which);
    size_t named = 0;
    if (count == 0) {
        return;
    }
    cst_flow flow = cst_flow_start(out, 0, 0);
    if (scenario->axes == 0) {
        cst_flow_add(&flow, "The cell %s.", say);
        cst_flow_end(&flow);
        return;
    }
    cst_flow_add(&flow, "%zu of %zu cells %s", count, plan->findings->count, say);
    for (size_t i = 0; i < plan->findings->count && named < NAMES_MOST; i++) {
        if (which(&plan->cell[i])) {
            cst_flow_add(&flow, "%s %s", named == 0 ? ":" : ";",
                         cst_finding_place(scenario, &scenario->cell[i], "", "").text);
            named++;
        }
    }
    cst_flow_add(&flow, count > named ? "; and %zu more." : ".", count - named);
    cst_flow_end(&flow);
}

void cst_print_plan_size(FILE *out, const cst_plan *plan)
{
    const cst_scenario *scenario = plan->job.scenario;
    const cst_settings ends = cst_describe_stop(&scenario->cell[0]);
    const bool stops = ends.text[0] != '\0';
    cst_flow_line(out, "%zu cell%s, %lu of them distinct; %s%s %s in all.", scenario->cells,
                  scenario->cells == 1 ? "" : "s", (unsigned long)plan->job.cells,
                  stops ? "at most " : "", cst_show_number(plan->planned, 4).text,
                  scenario->cell[0].trial->mechanism.kind == NULL ? "planned tasks" : "trials");
    if (cst_estimate_stop(&scenario->cell[0].estimate).rule == CST_STOP_TOTAL) {
        cst_flow_line(out,
                      "Trials end once %s. Cells with the widest intervals get more of them than "
                      "others; here each has an equal part.",
                      ends.text);
    } else if (stops) {
        cst_flow_line(out, "Trials of a cell end once %s.", ends.text);
    }
}

static void print_shards(FILE *out, const cst_plan *plan)
{
    const double shards = ceil(plan->seconds / shard_seconds);
    const cst_stop stop = cst_estimate_stop(&plan->job.scenario->cell[0].estimate);
    if (shards > 100000.0) {
        cst_flow_line(out, "That is too much for shards of an hour: fewer trials, another method, "
                           "or a rule of estimate.stop.");
    } else if (shards > 1.0 && stop.rule != CST_STOP_SECONDS) {
        cst_flow_line(out,
                      "As %.0f shards on as many such machines (run --shard 1/%.0f, 2/%.0f, ...; "
                      "then merge) it takes about an hour%s.",
                      shards, shards, shards,
                      stop.rule != CST_STOP_TRIALS ? ", and more where the rule ends trials early, "
                                                     "which shards do not ask"
                                                   : "");
    }
}

void cst_print_plan_time(FILE *out, const cst_plan *plan)
{
    const char *many = plan->threads == 1 ? "" : "s";
    if (!plan->fits) {
        cst_flow_line(out,
                      "Time: not measured, as the run needs more memory than the machine has.");
        return;
    }
    if (!isfinite(plan->seconds)) {
        cst_flow_line(out, "Time: cannot be told, as no trial ended in the %s that were spent.",
                      cst_show_time(plan->spent).text);
        return;
    }
    cst_flow_line(out,
                  "Time: about %s (%s to %s) with %lu thread%s on this machine as busy as it is "
                  "now; measured in %s.",
                  cst_show_time(plan->seconds).text, cst_show_time(plan->low).text,
                  cst_show_time(plan->high).text, (unsigned long)plan->threads, many,
                  cst_show_time(plan->spent).text);
}

static void print_measured(FILE *out, const cst_plan *plan)
{
    if (plan->measured < plan->job.cells && isfinite(plan->seconds)) {
        cst_flow_line(out,
                      "%lu of %lu distinct cells were measured, picked at random; the time of the "
                      "others is scaled from them by the work that they are expected to be.",
                      (unsigned long)plan->measured, (unsigned long)plan->job.cells);
    }
    if (plan->cut > 0) {
        cst_flow_line(out,
                      "A trial of %lu of these is too long to be measured: one of fewer rounds was "
                      "run in its place.",
                      (unsigned long)plan->cut);
    }
}

/* "1234", or of the calibration "about 1234", or what it says at most. */
static void add_events(cst_table *table, const cst_plan_cell *cell)
{
    const char *few = is_few(cell) ? " (few)" : "";
    if (cell->drawn > 0 && cell->events <= 0.0) {
        cst_table_add(table, "at most %s%s", cst_show_bound(cell->events_most, 2, true).text, few);
    } else {
        cst_table_add(table, "%s%s%s", cell->drawn > 0 ? "about " : "",
                      cst_show_number(cell->events, cell->drawn > 0 ? 2 : 3).text, few);
    }
}

static void add_trials(cst_table *table, const cst_plan_cell *cell)
{
    static const char *const before[] = {[CST_PLAN_NO_GOAL] = "",
                                         [CST_PLAN_MET] = "about ",
                                         [CST_PLAN_MISSED] = "all ",
                                         [CST_PLAN_SHARED] = "a part, ",
                                         [CST_PLAN_UNKNOWN] = "at most "};
    cst_table_add(table, "%s%s", before[cell->goal], cst_show_count(cell->trials).text);
}

static void print_cells(FILE *out, const cst_plan *plan)
{
    static const char *const titles[] = {"method", "trials", "events expected", "time"};
    const cst_scenario *scenario = plan->job.scenario;
    cst_table table = cst_print_cells(scenario, titles, 4);
    for (size_t i = 0; i < scenario->cells; i++) {
        const cst_plan_cell *cell = &plan->cell[i];
        cst_print_place(&table, scenario, &scenario->cell[i]);
        cst_table_add(&table, "%s", scenario->cell[i].estimate.method->name);
        add_trials(&table, cell);
        add_events(&table, cell);
        cst_table_add(&table, "%s",
                      isfinite(cell->seconds) ? cst_show_time(cell->seconds).text : "-");
    }
    cst_table_end(&table, out);
}

void cst_print_plan(FILE *out, const cst_plan *plan)
{
    const cst_result_kind main = cst_finding_main(&plan->job.scenario->cell[0]);
    print_cells(out, plan);
    cst_print_methods(out, plan->findings);
    fputc('\n', out);
    cst_print_plan_size(out, plan);
    name_cells(out, plan, is_missed,
               "will not get there with estimate.trials, as far as can be expected");
    name_cells(out, plan, is_unknown, "saw too few events in the calibration to say when that is");
    cst_flow_line(
        out,
        "Events are those behind %s: from the closed form, or, with 'about' or 'at most', "
        "from the calibration.",
        cst_result_name(main));
    name_cells(out, plan, is_few, "will stay below 10 events");
    cst_print_plan_time(out, plan);
    print_measured(out, plan);
    print_shards(out, plan);
    cst_flow_line(out, "Memory: about %s at most%s. Results file: about %s at most.",
                  cst_show_bytes(plan->memory).text,
                  plan->fits ? "" : ", which is more than the machine has",
                  cst_show_bytes(plan->file).text);
}

static void print_cell_json(FILE *out, const cst_plan *plan, size_t at)
{
    static const char *const goals[] = {[CST_PLAN_NO_GOAL] = "none",
                                        [CST_PLAN_MET] = "met",
                                        [CST_PLAN_MISSED] = "missed",
                                        [CST_PLAN_SHARED] = "shared",
                                        [CST_PLAN_UNKNOWN] = "unknown"};
    const cst_scenario *scenario = plan->job.scenario;
    const cst_scenario_cell *known = &scenario->cell[at];
    const cst_plan_cell *cell = &plan->cell[at];
    cst_json json = {.out = out};
    cst_json_open(&json, NULL, '{');
    cst_json_text(&json, "cell", known->id);
    cst_finding_place_json(&json, "at", scenario, known);
    cst_json_text(&json, "method", known->estimate.method->name);
    cst_json_count(&json, "trials_most", known->estimate.trials);
    const bool drawn = cell->drawn > 0;
    cst_json_number(&json, "events", drawn ? (double)NAN : cell->events, 12);
    cst_json_open(&json, "measured", '{');
    cst_json_count(&json, "trials", cell->trials);
    cst_json_text(&json, "goal", goals[cell->goal]);
    cst_json_number(&json, "events", drawn ? cell->events : (double)NAN, 6);
    cst_json_number(&json, "events_most", drawn ? cell->events_most : (double)NAN, 6);
    cst_json_flag(&json, "few", is_few(cell));
    cst_json_number(&json, "seconds", cell->seconds, 4);
    cst_json_flag(&json, "scaled", !cell->measured);
    cst_json_close(&json, '}');
    cst_json_line(&json);
}

void cst_print_plan_json(FILE *out, const cst_plan *plan)
{
    for (size_t i = 0; i < plan->job.scenario->cells; i++) {
        print_cell_json(out, plan, i);
    }
    cst_json json = {.out = out};
    cst_json_open(&json, NULL, '{');
    cst_json_count(&json, "cells", plan->job.scenario->cells);
    cst_json_count(&json, "distinct", plan->job.cells);
    cst_json_number(&json, "planned", plan->planned, 17);
    cst_json_count(&json, "threads", plan->threads);
    cst_json_number(&json, "memory_bytes", plan->memory, 4);
    cst_json_flag(&json, "fits", plan->fits);
    cst_json_open(&json, "measured", '{');
    cst_json_number(&json, "seconds", plan->seconds, 4);
    cst_json_number(&json, "seconds_low", plan->low, 4);
    cst_json_number(&json, "seconds_high", plan->high, 4);
    cst_json_number(&json, "spent", plan->spent, 4);
    cst_json_count(&json, "cells", plan->measured);
    cst_json_count(&json, "cut", plan->cut);
    cst_json_count(&json, "few", count_cells(plan, is_few));
    cst_json_number(&json, "file_bytes", plan->file, 4);
    cst_json_close(&json, '}');
    cst_json_line(&json);
}
