/* SPDX-License-Identifier: MIT */
#include "cli/args.h"
#include "cli/command.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/several.h"
#include "cli/show/draw.h"
#include "cli/show/print.h"

#include <stdlib.h>

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
    /* All mistakes before the first trial. */
    for (uint32_t i = 0; code == 0 && i < count; i++) {
        code = cst_several_open(&parts[i], args, (cst_several){.index = i}, error);
    }
    code = code != 0 ? code : cst_benchmark_check(parts, count, error);
    for (uint32_t i = 0; code == 0 && i < count; i++) {
        code = cst_several_run(&parts[i], args, error);
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
    .text =
        "Runs the scenarios FILE..., whose sweeps are over protocol.kind, "
        "protocol.audit.budget,\ncollusion.strategy and scheming.rate, with the same random "
        "draws, and prints every protocol's worst\nstrategy with its risk and costs, the ranks "
        "that the intervals of the differences allow among\nprotocols with the same reviews per "
        "task at the same rate and budget, and the risk of each protocol\nagainst each "
        "strategy.",
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
