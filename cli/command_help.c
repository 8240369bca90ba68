/* SPDX-License-Identifier: MIT */
#include "cli/args.h"
#include "cli/commands.h"
#include "cli/help.h"
#include "scenarios/load/scenario.h"

#include <string.h>

static int run(const cst_args *args, const cst_console *console, cst_error *error)
{
    const bool page = cst_args_has(args, "page");
    if (args->positional_count == 0) {
        (page ? cst_help_page : cst_help_program)(console->out);
        return 0;
    }
    if (strcmp(args->positional[0], "scenario") == 0) {
        (page ? cst_scenario_describe : cst_help_scenario)(console->out);
        return 0;
    }
    const cst_command *command = cst_command_find(args->positional[0]);
    if (command == NULL) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "help: expected a command or 'scenario', found '%.60s'",
                             args->positional[0]);
    }
    cst_help_command(console->out, command);
    return 0;
}

static const char *const examples[] = {"custodes help run", "custodes help scenario", NULL};

static const cst_flag flags[] = {
    {.name = "page",
     .type = CST_FLAG_SWITCH,
     .range = "",
     .fallback = "",
     .text = "Print docs/cli.md, or with 'scenario' docs/scenario.md."},
    {.name = NULL},
};

const cst_command cst_command_help = {
    .name = "help",
    .line = "explain a command, or the keys of a scenario",
    .text = "Explains the program, one COMMAND, or with 'scenario' the keys of a scenario file.",
    .positional = "[COMMAND|scenario]",
    .most = 1,
    .examples = examples,
    .flags = flags,
    .run = run,
};
