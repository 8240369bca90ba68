/* SPDX-License-Identifier: MIT */
#include "cli/args.h"
#include "cli/command.h"
#include "cli/help.h"
#include "cli/options.h"
#include "scenarios/load/scenario.h"

#include <string.h>

static int run(const cst_args *args, cst_error *error)
{
    const bool page = cst_args_has(args, "page");
    if (args->positional_count == 0) {
        (page ? cst_help_page : cst_help_program)(stdout);
        return 0;
    }
    if (strcmp(args->positional[0], "scenario") == 0) {
        (page ? cst_scenario_describe : cst_help_scenario)(stdout);
        return 0;
    }
    const cst_command *command = cst_command_find(args->positional[0]);
    if (command == NULL) {
        return cst_help_name(stdout, args->positional[0], error);
    }
    cst_help_command(stdout, command);
    return 0;
}

const cst_command cst_command_help = {
    .name = "help",
    .line = "explain a command, a key of a scenario, a mechanism, a result, or a value of a key",
    .text =
        "Explains the program; one command; with 'scenario' the scenario file and all its keys; a "
        "key, its\nlast word or its section; `sweep`, `uncertainty` and `argument`; a mechanism; a "
        "result; or a value that a key\noffers, such as a law or a protocol: what it means, its "
        "range and default, where it is used, and its "
        "page.",
    CST_TAKES("[NAME]", 0, 1),
    .examples =
        CST_EXAMPLES("custodes help run", "custodes help scenario", "custodes help scheming.rho",
                     "custodes help pivotal_share", "custodes help committee",
                     "custodes help guards", "custodes help argument"),
    .options =
        CST_OPTIONS(CST_SWITCH("page", "Print docs/cli.md, or with 'scenario' docs/scenario.md.")),
    .run = run,
};
