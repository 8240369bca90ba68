/* SPDX-License-Identifier: MIT */
#include "cli/args.h"
#include "cli/command.h"
#include "cli/meter.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/show/draw.h"
#include "cli/show/print.h"

#include <stdio.h>

enum { SAMPLES = 1000000, WIDTH = 1000, HEIGHT = 640 };

/* In the order of the words of --result. */
static const cst_result_kind results[] = {CST_RESULT_RESIDUAL_RISK, CST_RESULT_MISS_SHARE,
                                          CST_RESULT_MITIGATED_SHARE};

static int draw(const cst_surface *surface, const cst_args *args, cst_error *error)
{
    const cst_curves_spec spec = {.kind = surface->kind,
                                  .pick = {.command = "surface --plot", .option = "set"}};
    const cst_settings settings = cst_print_surface_settings(surface);
    cst_curves curves = {0};
    int code = cst_curves_make(&curves, &surface->findings, &spec, error);
    if (code == 0) {
        cst_figure figure = {
            .curves = &curves, .settings = settings.text, .width = WIDTH, .height = HEIGHT};
        const uint32_t least = cst_figure_height(&figure);
        figure.height = figure.height < least ? least : figure.height;
        const cst_picture picture = cst_figure_picture(&figure);
        code = cst_output_plot(&picture, args, error);
    }
    cst_curves_free(&curves);
    return code;
}

static int show(const cst_surface *surface, const cst_args *args, cst_error *error)
{
    if (cst_args_has(args, "json")) {
        cst_print_surface_json(stdout, surface);
    } else if (cst_args_has(args, "csv")) {
        cst_print_surface_csv(stdout, surface);
    } else {
        cst_print_surface(stdout, surface);
    }
    return cst_args_has(args, "plot") ? draw(surface, args, error) : 0;
}

static int study(cst_scenario *scenario, const cst_args *args, cst_error *error)
{
    cst_surface surface = {0};
    cst_run_report report = {0};
    int code =
        cst_surface_init(&surface, scenario, cst_args_count(args, "samples", SAMPLES), error);
    surface.kind = results[cst_args_count(args, "result", 0)];
    if (code == 0) {
        const cst_run_spec spec = {.cells = surface.listed,
                                   .cell_count = surface.responses,
                                   .sink = cst_surface_sink(&surface)};
        code = cst_meter_run(spec, NULL, args, &report, error);
    }
    code = code != 0 ? code : cst_surface_findings(&surface, error);
    code = code != 0 ? code : show(&surface, args, error);
    cst_surface_free(&surface);
    return code;
}

const cst_command cst_command_surface = {
    .name = "surface",
    .line = "risk by rate and law from one simulation of the protocol's response",
    .text =
        "Simulates how often an attack escapes given how many of its reviewers scheme, once for "
        "each value\nof the swept keys that are not of scheming:, and weighs that by each "
        "cell's dependence law, which is\nexact: the risk at any rate, under any law, with "
        "intervals, for the price of one frequent rate.\nFor protocols that judge each task by "
        "itself; estimate.trials, estimate.stop and trial.rounds are not used.",
    CST_TAKES("FILE", 1, 1),
    .examples = CST_EXAMPLES(
        "custodes surface scenarios/surface.yaml",
        "custodes surface scenarios/surface.yaml --plot surface.svg",
        "custodes surface scenarios/surface.yaml --result miss_share --plot shares.svg"),
    .options = CST_OPTIONS(
        CST_OPTION_CSV("cell"),
        CST_OPTION(CST_OPTION_CHOICE, "result", "RESULT",
                   "residual_risk|miss_share|mitigated_share", "residual_risk",
                   "What to print and draw; the share of attacks missed tells laws apart at "
                   "any rate."),
        CST_OPTION_CHART_PLOT(
            "Draw it along the rate into this SVG, PNG, PDF or text (.txt), one curve for each "
            "combination of "
            "the rest."),
        CST_COUNT("samples", 100, 1000000000000, "100 to 1e12", "1000000",
                  "Attacks to simulate in each stratum, about."),
        CST_OPTIONS_OF_SIMULATION),
    .on_scenario = study,
};
