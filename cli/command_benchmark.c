/* SPDX-License-Identifier: MIT */
#include "cli/args.h"
#include "cli/command.h"
#include "cli/load.h"
#include "cli/meter.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/show/draw.h"
#include "cli/show/print.h"

#include <stdlib.h>

static int open_part(cst_study *one, const cst_args *args, uint32_t index, cst_error *error)
{
    cst_args only = *args;
    only.positional = args->positional + index;
    only.positional_count = 1;
    int code = cst_load_scenario(&one->scenario, &only, error);
    if (code == 0 && cst_estimate_stop(&one->scenario.cell[0].estimate).rule == CST_STOP_SECONDS) {
        code = cst_error_set(error, CST_ERR_USAGE, "estimate.stop.seconds",
                             "benchmark: cells that time ended cannot be held against each other; "
                             "use another rule");
    }
    code = code != 0 ? code : cst_job_init(&one->job, &one->scenario, error);
    return code != 0 ? code : cst_findings_init(&one->findings, &one->scenario, error);
}

static int run_part(cst_study *one, const cst_args *args, cst_error *error)
{
    const cst_run_spec spec = {
        .cells = one->job.cell, .cell_count = one->job.cells, .sink = cst_job_sink(&one->job)};
    int code = cst_meter_run(spec, args, &one->report, error);
    code = code != 0 ? code : cst_job_findings(&one->job, &one->findings, error);
    return code != 0 ? code : cst_findings_agree(&one->findings, error);
}

static int show(const cst_benchmark *benchmark, const cst_args *args, cst_error *error)
{
    const cst_picture picture = cst_heat_picture(benchmark);
    if (cst_args_has(args, "json")) {
        cst_print_benchmark_json(stdout, benchmark);
    } else if (cst_args_has(args, "csv")) {
        cst_print_benchmark_csv(stdout, benchmark);
    } else {
        cst_print_benchmark(stdout, benchmark, cst_args_has(args, "markdown"));
    }
    return cst_args_has(args, "plot") ? cst_output_plot(&picture, args, error) : 0;
}

static int run(const cst_args *args, cst_error *error)
{
    const uint32_t count = args->positional_count;
    cst_study *parts = calloc(count, sizeof *parts);
    cst_benchmark *benchmark = calloc(1, sizeof *benchmark);
    int code = 0;
    if (parts == NULL || benchmark == NULL) {
        code = cst_error_memory(error, "the benchmark");
    }
    for (uint32_t i = 0; code == 0 && i < count; i++) {
        code = open_part(&parts[i], args, i, error); /* all mistakes before the first trial */
    }
    code = code != 0 ? code : cst_benchmark_check(parts, count, error);
    for (uint32_t i = 0; code == 0 && i < count; i++) {
        code = run_part(&parts[i], args, error);
    }
    code = code != 0 ? code : cst_benchmark_gather(benchmark, parts, count, error);
    code = code != 0 ? code : show(benchmark, args, error);
    for (uint32_t i = 0; parts != NULL && i < count; i++) {
        cst_study_free(&parts[i]);
    }
    free(parts);
    free(benchmark);
    return code;
}

const cst_command cst_command_benchmark = {
    .name = "benchmark",
    .line = "protocols against collusion strategies: table, worst cases, ranks, heat map",
    .text = "Runs the scenarios FILE..., whose sweeps are over protocol.kind, collusion.strategy "
            "and\nscheming.rate, with the same random draws, and prints every protocol's worst "
            "strategy with its risk\nand costs, the ranks that the intervals of the differences "
            "allow among protocols with the same\nreviews per task at the same rate, and the risk "
            "of each protocol against each strategy.",
    CST_TAKES("FILE...", 1, 64),
    .examples = CST_EXAMPLES("custodes benchmark scenarios/benchmark/*.yaml --plot benchmark.svg",
                             "custodes benchmark mine.yaml --json"),
    .options = CST_OPTIONS(
        CST_OPTION_CSV("protocol and strategy"),
        CST_SWITCH("markdown", "Print the tables as Markdown."),
        CST_OPTION_PLOT("Draw the heat map, protocols by strategies, into this SVG, PNG or PDF."),
        CST_OPTIONS_OF_SIMULATION),
    .run = run,
};
