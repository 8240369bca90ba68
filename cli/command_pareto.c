/* SPDX-License-Identifier: MIT */
#include "cli/args.h"
#include "cli/command.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/several.h"
#include "cli/show/draw.h"
#include "cli/show/flow.h"
#include "cli/show/print.h"

#include <stdlib.h>
#include <string.h>

/* The same scenarios, attacked and honest. */
typedef struct runs {
    uint32_t count;
    cst_study *attacked, *honest; /* owned */
} runs;

static int runs_init(runs *of, uint32_t count, cst_error *error)
{
    *of = (runs){.count = count,
                 .attacked = calloc(count, sizeof *of->attacked),
                 .honest = calloc(count, sizeof *of->honest)};
    return of->attacked != NULL && of->honest != NULL ? 0 : cst_error_memory(error, "the runs");
}

static void runs_free(runs *of)
{
    for (uint32_t i = 0; i < of->count; i++) {
        if (of->attacked != NULL) {
            cst_study_free(&of->attacked[i]);
        }
        if (of->honest != NULL) {
            cst_study_free(&of->honest[i]);
        }
    }
    free(of->attacked);
    free(of->honest);
}

/* All mistakes before the first trial. */
static int open_runs(runs *of, const cst_pareto *pareto, const cst_args *args, cst_error *error)
{
    int code = 0;
    for (uint32_t i = 0; code == 0 && i < of->count; i++) {
        const char *set[CST_PARETO_HONEST];
        cst_several how = {.index = i, .fixed = true};
        code = cst_several_open(&of->attacked[i], args, how, error);
        if (code == 0) {
            how.set = set;
            how.sets = cst_pareto_honest(&of->attacked[i].scenario, set);
            code = cst_several_open(&of->honest[i], args, how, error);
        }
    }
    return code != 0 ? code : cst_pareto_check(pareto, of->attacked, of->honest, of->count, error);
}

static int run_all(runs *of, const cst_args *args, cst_error *error)
{
    int code = 0;
    for (uint32_t i = 0; code == 0 && i < of->count; i++) {
        code = cst_several_run(&of->attacked[i], args, error);
        code = code != 0 ? code : cst_several_run(&of->honest[i], args, error);
    }
    return code;
}

static int show(const cst_pareto *pareto, const cst_args *args, cst_error *error)
{
    const cst_picture picture = cst_pareto_picture(pareto);
    if (pareto->left_out > 0) {
        cst_flow_message(stderr, "pareto: %zu cells do not have both %s and %s and are left out",
                         pareto->left_out, cst_result_name(pareto->axis[0].kind),
                         cst_result_name(pareto->axis[1].kind));
    }
    if (cst_args_has(args, "json")) {
        cst_print_pareto_json(stdout, pareto);
    } else if (cst_args_has(args, "csv")) {
        cst_print_pareto_csv(stdout, pareto);
    } else {
        cst_print_pareto(stdout, pareto);
    }
    return cst_args_has(args, "plot") ? cst_output_plot(&picture, args, error) : 0;
}

/* What the sides show. */
static int choose(cst_pareto *pareto, const cst_args *args, cst_error *error)
{
    return cst_pareto_axes(pareto, cst_args_text(args, "against"), cst_args_text(args, "result"),
                           error);
}

static int check(const cst_args *args, cst_error *error)
{
    cst_pareto pareto = {0};
    for (uint32_t i = 0; i < args->positional_count; i++) {
        if (strcmp(args->positional[i], "-") == 0) {
            return cst_error_set(error, CST_ERR_USAGE, NULL,
                                 "pareto: expected files, which are read twice, found standard "
                                 "input");
        }
    }
    return choose(&pareto, args, error);
}

static int run(const cst_args *args, cst_error *error)
{
    runs of;
    cst_pareto pareto = {0};
    int code = runs_init(&of, args->positional_count, error);
    code = code != 0 ? code : choose(&pareto, args, error);
    code = code != 0 ? code : open_runs(&of, &pareto, args, error);
    code = code != 0 ? code : run_all(&of, args, error);
    code = code != 0 ? code : cst_pareto_gather(&pareto, of.attacked, of.honest, of.count, error);
    code = code != 0 ? code : show(&pareto, args, error);
    cst_pareto_free(&pareto);
    runs_free(&of);
    return code;
}

const cst_command cst_command_pareto = {
    .name = "pareto",
    .line = "what protocols cost against the risk that they leave: which are not beaten",
    .text =
        "Runs the scenarios FILE..., whose sweeps are over what blue chooses (protocol.*, "
        "monitor.*,\nresponse.*), twice: as they are, and with nobody who schemes. Prints for "
        "each protocol at each\nsetting its usefulness in the honest run, its safety in the run "
        "under attack, and whether it is on the\nfront: whether no other one is as good in "
        "both and better in one. Intervals hold for all cells at once,\nso that what is surely "
        "on the front, or surely not, holds with the confidence stated. All\nestimate.trials "
        "are run, whatever estimate.stop says.",
    CST_TAKES("FILE...", 1, 64),
    .examples =
        CST_EXAMPLES("custodes pareto scenarios/pareto/*.yaml --plot pareto.svg",
                     "custodes pareto scenarios/pareto/*.yaml --against audit_hours --json"),
    .options = CST_OPTIONS(
        CST_OPTION_CSV("point"),
        CST_OPTION(CST_OPTION_TEXT, "against", "RESULT", "a result of honest work", "usefulness",
                   "What the picture has to the right, of the honest run, such as audit_hours."),
        CST_OPTION(CST_OPTION_TEXT, "result", "RESULT", "a result of attacks", "safety",
                   "What it has upwards, of the run under attack, such as residual_risk."),
        CST_OPTION_CHART_PLOT("Draw the points, their intervals and the fronts into this SVG, "
                              "PNG, PDF or text (.txt). Needs gnuplot."),
        CST_OPTIONS_OF_SIMULATION),
    .check = check,
    .run = run,
};
