/* SPDX-License-Identifier: MIT */
#include "base/letters.h"
#include "cli/args.h"
#include "cli/build.h"
#include "cli/commands.h"
#include "cli/draw.h"
#include "cli/flags.h"
#include "cli/load.h"
#include "cli/perform.h"
#include "cli/show/heat.h"
#include "cli/show/print_benchmark.h"
#include "study/study.h"

#include <stdlib.h>
#include <string.h>

/* The axes of a benchmark are protocols and strategies, nothing else. */
static int check_axes(const cst_scenario *scenario, cst_error *error)
{
    for (size_t i = 0; i < scenario->axes; i++) {
        const char *key = scenario->axis[i].key;
        if (strcmp(key, "protocol.kind") != 0 && strcmp(key, "collusion.strategy") != 0) {
            return cst_error_set(error, CST_ERR_USAGE, NULL,
                                 "benchmark: %s: expected a sweep over protocol.kind and "
                                 "collusion.strategy only, found %s",
                                 scenario->file, key);
        }
    }
    return 0;
}

static int open_part(cst_study *one, const cst_args *args, uint32_t index, cst_error *error)
{
    cst_args only = *args;
    only.positional = args->positional + index;
    only.positional_count = 1;
    int code = cst_load_scenario(&one->scenario, &only, error);
    code = code != 0 ? code : check_axes(&one->scenario, error);
    code = code != 0 ? code : cst_job_init(&one->job, &one->scenario, error);
    return code != 0 ? code : cst_findings_init(&one->findings, &one->scenario, error);
}

/* The key in which a cell is not what the first one is; NULL: what it must share, it shares. */
static const char *other_key(const cst_scenario_cell *first, const cst_scenario_cell *cell)
{
    const struct {
        const char *key;
        bool same;
    } shared[] = {
        {"estimate.seed", first->estimate.seed == cell->estimate.seed},
        {"estimate.stream", first->estimate.stream == cell->estimate.stream},
        {"estimate.confidence", first->estimate.confidence == cell->estimate.confidence},
        {"trial.agents", first->trial.agents == cell->trial.agents},
        {"trial.rounds", first->trial.rounds == cell->trial.rounds},
        {"scheming.rate", first->trial.scheming.law.rate == cell->trial.scheming.law.rate},
    };
    for (size_t i = 0; i < sizeof shared / sizeof shared[0]; i++) {
        if (!shared[i].same) {
            return shared[i].key;
        }
    }
    return NULL;
}

/* Protocols of several files are ranked only where they stand before the same agents. */
static int check_alike(const cst_study *parts, uint32_t count, cst_error *error)
{
    for (uint32_t i = 1; i < count; i++) {
        const char *key = other_key(&parts[0].scenario.cell[0], &parts[i].scenario.cell[0]);
        if (key != NULL) {
            return cst_error_set(error, CST_ERR_USAGE, NULL,
                                 "benchmark: %s: expected the %s of %s, found another one",
                                 parts[i].scenario.file, key, parts[0].scenario.file);
        }
    }
    return 0;
}

static int run_part(cst_study *one, const cst_args *args, const cst_console *console,
                    cst_error *error)
{
    const cst_run_spec spec = {
        .cells = one->job.cell, .cell_count = one->job.cells, .sink = cst_job_sink(&one->job)};
    int code = cst_perform(spec, args, console, &one->report, error);
    code = code != 0 ? code : cst_job_findings(&one->job, &one->findings, error);
    return code != 0 ? code : cst_findings_agree(&one->findings, error);
}

/* The part of a file's name that tells it from the others: no folder, no ending. */
static void label_of(const char *file, char *label, size_t size)
{
    const char *slash = strrchr(file, '/');
    const char *name = slash == NULL ? file : slash + 1;
    const char *dot = strrchr(name, '.');
    const size_t length = dot != NULL && dot > name ? (size_t)(dot - name) : strlen(name);
    snprintf(label, size, "%.*s", (int)(length < size ? length : size - 1), name);
    cst_letters_clean(label);
}

static int gather(cst_benchmark *benchmark, cst_study *parts, uint32_t count, cst_error *error)
{
    int code = 0;
    for (uint32_t i = 0; i < count; i++) {
        char label[64];
        label_of(parts[i].scenario.file, label, sizeof label);
        benchmark->cells += parts[i].job.cells;
        for (size_t j = 0; code == 0 && j < parts[i].findings.count; j++) {
            code = cst_benchmark_add(benchmark, &parts[i].scenario, &parts[i].findings.finding[j],
                                     label, error);
        }
    }
    for (uint32_t i = 0; code == 0 && i < count; i++) {
        for (size_t j = 0; j < parts[i].findings.count; j++) {
            const uint32_t at = parts[i].job.index[j];
            cst_benchmark_tighten(benchmark, &parts[i].findings.finding[j], &parts[i].job.cell[at],
                                  &parts[i].job.row[at]);
        }
    }
    if (code == 0) {
        cst_benchmark_rank(benchmark);
    }
    return code;
}

static int show(const cst_benchmark *benchmark, const cst_args *args, const cst_console *console,
                cst_error *error)
{
    const cst_picture picture = cst_heat_picture(benchmark);
    int code = 0;
    if (cst_args_has(args, "json")) {
        cst_benchmark_print_json(benchmark, console->out);
    } else if (cst_args_has(args, "csv")) {
        cst_benchmark_print_csv(benchmark, console->out);
    } else {
        code = cst_benchmark_print(benchmark, cst_args_has(args, "markdown"), console->out, error);
    }
    return code == 0 && cst_args_has(args, "plot") ? cst_draw_plot(&picture, args, error) : code;
}

static int run(const cst_args *args, const cst_console *console, cst_error *error)
{
    const uint32_t count = args->positional_count;
    cst_study *parts = calloc(count, sizeof *parts);
    cst_benchmark *benchmark = calloc(1, sizeof *benchmark);
    int code = 0;
    if (parts == NULL || benchmark == NULL) {
        code = cst_error_set(error, CST_ERR_MEMORY, NULL, "memory for the benchmark");
    }
    for (uint32_t i = 0; code == 0 && i < count; i++) {
        code = open_part(&parts[i], args, i, error); /* all mistakes before the first trial */
    }
    code = code != 0 ? code : check_alike(parts, count, error);
    for (uint32_t i = 0; code == 0 && i < count; i++) {
        code = run_part(&parts[i], args, console, error);
    }
    code = code != 0 ? code : gather(benchmark, parts, count, error);
    code = code != 0 ? code : show(benchmark, args, console, error);
    for (uint32_t i = 0; parts != NULL && i < count; i++) {
        cst_study_free(&parts[i]);
    }
    free(parts);
    free(benchmark);
    return code;
}

static const char *const examples[] = {
    "custodes benchmark scenarios/benchmark/*.yaml --plot benchmark.svg",
    "custodes benchmark mine.yaml --json",
    NULL,
};

static const cst_flag flags[] = {
    CST_FLAG_CSV("protocol and strategy"),
    {.name = "markdown",
     .type = CST_FLAG_SWITCH,
     .range = "",
     .fallback = "",
     .text = "Print the tables as Markdown."},
    CST_FLAG_PLOT("Draw the heat map, protocols by strategies, into this SVG, PNG or PDF."),
    CST_FLAGS_OF_SIMULATION,
    {.name = NULL},
};

const cst_command cst_command_benchmark = {
    .name = "benchmark",
    .line = "protocols against collusion strategies: table, worst cases, ranks, heat map",
    .text = "Runs the scenarios FILE..., whose sweeps are over protocol.kind and "
            "collusion.strategy, with the\nsame random draws, and prints every protocol's worst "
            "strategy with its risk and costs, the ranks\nthat the intervals of the differences "
            "allow among protocols with the same reviews per task, and the\nrisk of each protocol "
            "against each strategy.",
    .positional = "FILE...",
    .least = 1,
    .most = 64,
    .examples = examples,
    .flags = flags,
    .run = run,
};
