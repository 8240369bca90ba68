/* SPDX-License-Identifier: MIT */
#include "cli/args.h"
#include "cli/command.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/show/draw.h"
#include "cli/show/pick.h"
#include "cli/show/print.h"
#include "scenarios/load/idle.h"

#include <stdlib.h>

enum { DRAWS = 1024 };

/* Draws what has an effect. */
static int draw(const cst_assumptions *of, const cst_args *args, cst_error *error)
{
    const cst_picture picture = cst_tornado_picture(of);
    if (of->count == of->idle) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "assumptions --plot: nothing to draw: no input changes the risk");
    }
    return cst_output_plot(&picture, args, error);
}

static int vary(cst_assumptions *of, const cst_args *args, cst_error *error)
{
    cst_result_kind kind = CST_RESULT_RESIDUAL_RISK;
    const int code = cst_pick_result("assumptions", cst_args_text(args, "result"), &kind, error);
    return code != 0 ? code
                     : cst_assumptions_vary(of, kind,
                                            (uint32_t)cst_args_count(args, "draws", DRAWS), error);
}

/* Before anything is read. */
static int check(const cst_args *args, cst_error *error)
{
    cst_result_kind kind = CST_RESULT_RESIDUAL_RISK;
    static const char *const needing[] = {"result", "draws"};
    for (size_t i = 0; i < sizeof needing / sizeof needing[0]; i++) {
        if (cst_args_has(args, needing[i]) && !cst_args_has(args, "sensitivity")) {
            return cst_error_set(error, CST_ERR_USAGE, NULL,
                                 "assumptions --%s: it is about --sensitivity; add that",
                                 needing[i]);
        }
    }
    return cst_pick_result("assumptions", cst_args_text(args, "result"), &kind, error);
}

static int study(cst_scenario *scenario, const cst_args *args, cst_error *error)
{
    cst_assumptions *made = calloc(1, sizeof *made);
    int code = made != NULL ? cst_assumptions_make(made, scenario, error)
                            : cst_error_memory(error, "the assumptions");
    if (code == 0 && cst_args_has(args, "sensitivity")) {
        code = vary(made, args, error);
    }
    if (code == 0 && cst_args_has(args, "plot")) {
        code = draw(made, args, error);
    }
    if (code == 0 && cst_args_has(args, "json")) {
        cst_print_assumptions_json(stdout, made);
    } else if (code == 0) {
        cst_print_assumptions(stdout, made);
    }
    free(made);
    return code;
}

const cst_command cst_command_assumptions = {
    .name = "assumptions",
    .line = "which assumption carries the claim, mostly by closed forms",
    .text =
        "Takes the scenario FILE (\"-\": standard input) at the middle of its sweep, moves each "
        "uncertain\ninput to both ends of its range by itself, and prints the closed form of the "
        "residual risk there,\nthe largest change first. Ranges come from 'uncertainty:' and the "
        "sweep; a scenario without\n'uncertainty:' has default ranges for all numbers "
        "(docs/assumptions.md). Then the break-even\nvalues: of the correlation, against a trusted "
        "monitor (its keys, monitor.trusted.score, may be\nset here for any protocol), and of the "
        "committee's size; and all of it in sentences, which take as given what the scenario says: "
        "a bound\nthat measurements support is printed by custodes promise.\nWhere there are "
        "honeypots, also how many "
        "of them schemers may recognise before they remove less than\nhalf of the risk that they "
        "can remove. Without a closed form this takes some seconds of simulation,\nin one "
        "thread.\n--sensitivity draws all inputs at random and adds, for one result, the share of "
        "its variance that\nan input explains alone (Sobol's first-order index) and with its "
        "interactions (total index), and\nits rank correlation with the result.",
    CST_TAKES("FILE", 1, 1),
    .examples = CST_EXAMPLES(
        "custodes assumptions scenarios/rare-schemers.yaml --set monitor.trusted.score.tpr=0.7",
        "custodes assumptions mine.yaml --plot mine.svg --json",
        "custodes assumptions mine.yaml --sensitivity --result trial_risk"),
    .options = CST_OPTIONS(
        CST_OPTION_PLOT(
            "Draw the inputs that matter, the largest first, into this SVG, PNG or PDF. Needs "
            "gnuplot."),
        CST_SWITCH("sensitivity", "Add variance shares and rank correlations of all inputs."),
        CST_OPTION(CST_OPTION_TEXT, "result", "NAME", "a result's name", "residual_risk",
                   "What --sensitivity is about: a result with a closed form."),
        CST_COUNT("draws", CST_SENSITIVITY_DRAWS_MIN, CST_SENSITIVITY_DRAWS_MAX, "100 to 1e6",
                  "1024",
                  "Pairs of draws for --sensitivity; each needs a closed form for every "
                  "input, and two."),
        CST_OPTIONS_OF_SIMULATION),
    .check = check,
    .on_scenario = study,
    .beside = CST_IDLE_BESIDE,
};
