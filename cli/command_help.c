/* SPDX-License-Identifier: MIT */
#include "cli/args.h"
#include "cli/command.h"
#include "cli/help.h"
#include "cli/options.h"
#include "cli/shell.h"
#include "scenarios/load/editor.h"
#include "scenarios/load/scenario.h"

#include <string.h>

/* One thing at a time, and no option that does nothing. */
static int check(const cst_args *args, cst_error *error)
{
    const bool scenario =
        args->positional_count > 0 && strcmp(args->positional[0], "scenario") == 0;
    const int asked = cst_args_has(args, "page") + cst_args_has(args, "man") +
                      cst_args_has(args, "completion") + cst_args_has(args, "schema");
    if (asked > 1) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "help: expected one of --page, --man, --completion and --schema, "
                             "found %d of them",
                             asked);
    }
    if (cst_args_has(args, "schema") && !scenario) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "help --schema: expected 'help scenario --schema'");
    }
    if ((cst_args_has(args, "man") || cst_args_has(args, "completion")) &&
        args->positional_count > 0) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "help --%s: expected no name, as it is of the whole program, found %s",
                             cst_args_has(args, "man") ? "man" : "completion", args->positional[0]);
    }
    return 0;
}

static int run(const cst_args *args, cst_error *error)
{
    enum { BASH, ZSH };
    const bool page = cst_args_has(args, "page");
    const bool schema = cst_args_has(args, "schema");
    const bool scenario =
        args->positional_count > 0 && strcmp(args->positional[0], "scenario") == 0;
    if (cst_args_has(args, "completion")) {
        (cst_args_count(args, "completion", BASH) == ZSH ? cst_shell_zsh : cst_shell_bash)(stdout);
        return 0;
    }
    if (cst_args_has(args, "man")) {
        cst_shell_man(stdout);
        return 0;
    }
    if (schema) {
        cst_editor_schema(stdout);
        return 0;
    }
    if (args->positional_count == 0) {
        (page ? cst_help_page : cst_help_program)(stdout);
        return 0;
    }
    if (scenario) {
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
        CST_OPTIONS(CST_SWITCH("page", "Print docs/cli.md, or with 'scenario' docs/scenario.md."),
                    CST_SWITCH("man", "Print the man page."),
                    CST_OPTION(CST_OPTION_CHOICE, "completion", "SHELL", "bash|zsh", "",
                               "Print what completes commands and options in this shell."),
                    CST_SWITCH("schema", "With 'scenario': print the JSON Schema of scenario "
                                         "files, by which editors complete them.")),
    .check = check,
    .run = run,
};
