/* SPDX-License-Identifier: MIT */
#include "cli/args.h"
#include "cli/command.h"
#include "cli/options.h"
#include "cli/planning.h"
#include "cli/show/print.h"

/* Enough to tell seconds from minutes. */
static const double seconds = 0.3;

static int validate(const cst_args *args, cst_error *error)
{
    cst_planning of;
    int code = cst_planning_make(&of, args, error);
    if (code == 0 && cst_args_has(args, "json")) {
        cst_print_validate_json(stdout, &of.findings);
    } else if (code == 0) {
        code = cst_planning_measure(&of, seconds, error);
        code = code != 0 ? code : cst_print_validate(stdout, &of.plan, error);
    }
    cst_planning_free(&of);
    return code;
}

const cst_command cst_command_validate = {
    .name = "validate",
    .line = "check a scenario and print what to expect",
    .text =
        "Reads the scenario FILE (\"-\": standard input), and prints it with every default written "
        "out,\nits cells, the planned tasks, the closed forms, and how many escapes to expect; "
        "with "
        "--json without\nthe time that a run takes, about, which is measured in a moment ('plan' "
        "takes longer and says more).\nWhere a key is `worst` it is looked for first, in one "
        "thread.",
    CST_TAKES("FILE", 1, 1),
    .examples = CST_EXAMPLES("custodes validate scenarios/committee.yaml",
                             "custodes validate mine.yaml --set trial.agents=1e6"),
    .options = CST_OPTIONS(CST_OPTIONS_OF_SIMULATION),
    .mechanisms = true,
    .run = validate,
};
