/* SPDX-License-Identifier: MIT */
#include "bus/clock.h"
#include "cli/args.h"
#include "cli/commands.h"
#include "cli/flags.h"
#include "cli/load.h"
#include "cli/perform.h"
#include "cli/show/flow.h"
#include "cli/show/table.h"
#include "estimate/ask/pairing.h"
#include "study/finding.h"
#include "study/show.h"

#include <math.h>
#include <stdlib.h>

enum { TRIALS_LEAST = 2, COLUMNS = 6 };

/* The cells of a scenario, run in pairs with the first. */
typedef struct comparison {
    const cst_scenario *scenario;
    const cst_estimator *method;
    uint64_t trials;
    double confidence;
    cst_cell *cell;
    cst_pairing *pairing;
} comparison;

static void comparison_free(comparison *made)
{
    for (size_t i = 0; made->cell != NULL && i < made->scenario->cells; i++) {
        cst_cell_free(&made->cell[i]);
    }
    free(made->cell);
    free(made->pairing);
}

static int choose_method(comparison *made, cst_error *error)
{
    const cst_scenario *scenario = made->scenario;
    made->method = scenario->cell[0].estimate.estimator;
    for (size_t i = 0; i < scenario->cells && made->method != NULL; i++) {
        made->method =
            cst_pairing_method(made->method, scenario->cell[i].estimate.estimator, error);
    }
    return made->method == NULL ? CST_ERR_METHOD : 0;
}

static int comparison_init(comparison *made, const cst_scenario *scenario, cst_error *error)
{
    const cst_estimate_spec *first = &scenario->cell[0].estimate;
    *made = (comparison){
        .scenario = scenario, .trials = first->trials, .confidence = first->confidence};
    if (scenario->cells < 2) {
        return cst_error_set(error, CST_ERR_RANGE, NULL,
                             "%s: expected a sweep of at least two cells to compare, found one",
                             scenario->file);
    }
    if (made->trials < TRIALS_LEAST) {
        return cst_error_set(error, CST_ERR_RANGE, "estimate.trials",
                             "expected at least %d trials to compare, found %llu",
                             (int)TRIALS_LEAST, (unsigned long long)made->trials);
    }
    int code = choose_method(made, error);
    made->cell = calloc(scenario->cells, sizeof *made->cell);
    made->pairing = calloc(scenario->cells, sizeof *made->pairing);
    if (made->cell == NULL || made->pairing == NULL) {
        return cst_error_set(error, CST_ERR_MEMORY, NULL, "no memory for %zu cells",
                             scenario->cells);
    }
    for (size_t i = 0; i < scenario->cells && code == 0; i++) {
        cst_estimate_spec estimate = *first;
        estimate.estimator = made->method;
        code = cst_pairing_cell(&made->cell[i], &scenario->cell[i].trial, &estimate, error);
    }
    return code;
}

/* Trial by trial. */
static int run_pairs(comparison *made, const cst_args *args, const cst_console *console,
                     cst_error *error)
{
    const double start = cst_clock_seconds();
    const uint32_t cells = (uint32_t)made->scenario->cells;
    cst_progress progress = {.cells_all = cells};
    cst_meter meter;
    int code = 0;
    cst_perform_meter(&meter, args, console->err);
    for (uint32_t i = 0; i < cells; i++) {
        progress.tasks_all += made->trials * made->cell[i].trial_tasks;
    }
    for (uint64_t trial = 0; trial < made->trials && code == 0; trial++) {
        code = cst_pairing_run(made->cell, cells, trial, 1, made->pairing, error);
        const double share = (double)(trial + 1) / (double)made->trials;
        progress.tasks_done = (uint64_t)(share * (double)progress.tasks_all);
        progress.seconds = cst_clock_seconds() - start;
        progress.seconds_left = progress.seconds * (1.0 - share) / share;
        cst_meter_show(&meter, &progress);
    }
    cst_meter_end(&meter);
    return code;
}

/* --- Printing -------------------------------------------------------------------------------- */

static void add_number(cst_table *table, double number, int digits)
{
    char text[CST_NUMBER_TEXT_MAX];
    cst_show_number(number, digits, text);
    cst_table_add(table, "%s", isnan(number) ? "-" : text);
}

static void add_interval(cst_table *table, double low, double high)
{
    char text[2][CST_NUMBER_TEXT_MAX];
    cst_show_number(low, 4, text[0]);
    cst_show_number(high, 4, text[1]);
    cst_table_add(table, "[%s, %s]", text[0], text[1]);
}

static void add_cell(cst_table *table, const comparison *made, size_t at)
{
    const cst_difference found =
        cst_pairing_difference(made->cell, made->pairing, (uint32_t)at, made->confidence);
    char text[CST_NUMBER_TEXT_MAX];
    for (size_t i = 0; i < made->scenario->axes; i++) {
        cst_show_value(made->scenario->cell[at].at[i], text);
        cst_table_add(table, "%s", text);
    }
    add_number(table, found.risk.estimate, 4);
    add_interval(table, found.risk.low, found.risk.high);
    if (at == 0) {
        for (int i = 0; i < 4; i++) {
            cst_table_add(table, "%s", i == 0 ? "(compared with)" : "");
        }
        return;
    }
    add_number(table, found.difference, 4);
    add_interval(table, found.low, found.high);
    add_number(table, found.about, 3);
    add_number(table, found.paired > 0.0 ? found.apart / found.paired : NAN, 3);
}

static int print_table(const comparison *made, FILE *out, cst_error *error)
{
    static const char *const titles[COLUMNS] = {"residual_risk", "interval", "difference",
                                                "interval",      "about +-", "gain"};
    const cst_scenario *scenario = made->scenario;
    char text[CST_NUMBER_TEXT_MAX];
    cst_table table;
    cst_table_init(&table, scenario->axes + COLUMNS, scenario->axes);
    for (size_t i = 0; i < scenario->axes; i++) {
        cst_table_add(&table, "%s", scenario->axis[i].key);
    }
    for (size_t i = 0; i < COLUMNS; i++) {
        cst_table_add(&table, "%s", titles[i]);
    }
    for (size_t i = 0; i < scenario->cells; i++) {
        add_cell(&table, made, i);
    }
    const int code = cst_table_write(&table, out, error);
    cst_table_free(&table);
    cst_show_percent(made->confidence, 12, text);
    fputc('\n', out);
    cst_flow_line(
        out,
        "%llu trials of each by %s, with the same random numbers. difference: from the first row. "
        "Each interval holds with %s %% confidence by itself, whatever the tasks of a trial share. "
        "about: half of Student's interval of the difference, from pairs, which is no promise; - "
        "where it would mislead. gain: how often larger the difference's variance would be with "
        "other random numbers for each.",
        (unsigned long long)made->trials, made->method->name, text);
    return code;
}

static void print_json(const comparison *made, FILE *out)
{
    for (size_t i = 0; i < made->scenario->cells; i++) {
        const cst_difference found =
            cst_pairing_difference(made->cell, made->pairing, (uint32_t)i, made->confidence);
        const struct {
            const char *name;
            double value;
        } numbers[] = {{"residual_risk", found.risk.estimate},
                       {"risk_low", found.risk.low},
                       {"risk_high", found.risk.high},
                       {"difference", found.difference},
                       {"low", found.low},
                       {"high", found.high},
                       {"about", found.about},
                       {"confidence", made->confidence},
                       {"variance", found.paired},
                       {"variance_apart", found.apart}};
        fputs("{\"at\":", out);
        cst_finding_place_json(made->scenario, &made->scenario->cell[i], out);
        fprintf(out, ",\"method\":\"%s\",\"trials\":%llu,\"differ\":%llu", made->method->name,
                (unsigned long long)made->trials, (unsigned long long)made->pairing[i].differ);
        for (size_t j = 0; j < sizeof numbers / sizeof numbers[0]; j++) {
            fprintf(out, ",\"%s\":", numbers[j].name);
            cst_show_json_number(out, numbers[j].value, 12);
        }
        fputs("}\n", out);
    }
}

static int run(const cst_args *args, const cst_console *console, cst_error *error)
{
    cst_scenario scenario;
    comparison made = {0};
    int code = cst_load_scenario(&scenario, args, error);
    if (code == 0) {
        code = comparison_init(&made, &scenario, error);
        code = code != 0 ? code : run_pairs(&made, args, console, error);
        if (code == 0 && cst_args_has(args, "json")) {
            print_json(&made, console->out);
        } else if (code == 0) {
            code = print_table(&made, console->out, error);
        }
        comparison_free(&made);
    }
    cst_scenario_free(&scenario);
    return code;
}

static const char *const examples[] = {
    "custodes compare scenarios/rare-schemers.yaml --set scheming.rate=0.01",
    "custodes compare scenarios/committee.yaml --set scheming.rate=0.01 --json",
    NULL,
};

static const cst_flag flags[] = {
    CST_FLAGS_OF_SIMULATION,
    {.name = NULL},
};

const cst_command cst_command_compare = {
    .name = "compare",
    .line = "differences between the cells of a sweep, with common random numbers",
    .text =
        "Runs all cells of a sweep trial by trial with the same random numbers and compares "
        "each with the first:\nthe difference in residual_risk, an interval that holds whatever "
        "the tasks of a trial share, half of\nStudent's interval from pairs where it is fair, and "
        "how much larger the variance would be with other\nrandom numbers for each. Any keys may "
        "be swept, protocol.kind too. Where rates of scheming are swept,\nestimate.method=naive "
        "pairs closer than skip. One thread, whatever --threads says.",
    .positional = "FILE",
    .least = 1,
    .most = 1,
    .examples = examples,
    .flags = flags,
    .run = run,
};
