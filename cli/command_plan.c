/* SPDX-License-Identifier: MIT */
#include "cli/args.h"
#include "cli/command.h"
#include "cli/options.h"
#include "cli/planning.h"
#include "cli/show/print.h"

/* Enough for a dozen cells; a user waits for it. */
static const double seconds = 1.5;

static int plan(const cst_args *args, cst_error *error)
{
    cst_planning of;
    int code = cst_planning_make(&of, args, error);
    code = code != 0 ? code : cst_planning_measure(&of, seconds, error);
    if (code == 0 && cst_args_has(args, "json")) {
        cst_print_plan_json(stdout, &of.plan);
    } else if (code == 0) {
        cst_print_plan(stdout, &of.plan);
    }
    cst_planning_free(&of);
    return code;
}

const cst_command cst_command_plan = {
    .name = "plan",
    .line = "say what a run will take and what it will see",
    .text =
        "Says of the scenario FILE (\"-\": standard input) what 'run' will be: for each cell its "
        "method,\nits trials, the events that can be expected in them and its time; how long all "
        "of "
        "it takes, with a\nrange, from a second or two of trials that are run for it and thrown "
        "away; its memory and its\nresults file; which cells will stay below 10 events, and where "
        "the rule of estimate.stop cannot be\nmet. What was measured differs from call to call.",
    CST_TAKES("FILE", 1, 1),
    .examples = CST_EXAMPLES("custodes plan scenarios/rare-schemers.yaml",
                             "custodes plan mine.yaml --set estimate.trials=1e9 --threads 2"),
    .options = CST_OPTIONS(CST_OPTIONS_OF_SIMULATION),
    .mechanisms = true,
    .run = plan,
};
