/* SPDX-License-Identifier: MIT */
#include "cli/args.h"
#include "cli/command.h"
#include "cli/options.h"
#include "cli/show/print.h"

static int show(const cst_args *args, cst_error *error)
{
    cst_reload reload;
    int code = cst_reload_read(&reload, args->positional[0], error);
    if (code == 0 && cst_args_has(args, "json")) {
        cst_print_origin_json(stdout, &reload);
    } else if (code == 0) {
        code = cst_print_origin(stdout, &reload, error);
    }
    cst_reload_free(&reload);
    return code;
}

const cst_command cst_command_show = {
    .name = "show",
    .line = "where a results file comes from",
    .text = "Prints what the results file RESULTS says of itself: its scenario with every default, "
            "its cells with\ntheir trials and digests, and the runs that made it: when, by which "
            "program with which libraries, on\nwhich machine, by which command.",
    CST_TAKES("RESULTS", 1, 1),
    .examples = CST_EXAMPLES("custodes show rare.sqlite", "custodes show rare.sqlite --json"),
    .options = CST_OPTIONS(CST_SWITCH("json", "Print one JSON object.")),
    .run = show,
};
