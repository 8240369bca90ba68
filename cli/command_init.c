/* SPDX-License-Identifier: MIT */
#include "cli/args.h"
#include "cli/command.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/show/flow.h"
#include "scenarios/load/editor.h"

#include <unistd.h>

static int init(const cst_args *args, cst_error *error)
{
    cst_output output;
    if (args->positional_count == 0) {
        cst_editor_first(stdout);
        return 0;
    }
    const char *path = args->positional[0];
    if (access(path, F_OK) == 0) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "init: expected the name of a new file, found %.160s, which is there "
                             "already",
                             path);
    }
    int code = cst_output_open(&output, path, error);
    if (code == 0) {
        cst_editor_first(output.file);
        code = cst_output_close(&output, error);
    }
    if (code == 0) {
        cst_flow_line(stdout,
                      "%s is there: edit it, and 'custodes validate %s' says what it means.", path,
                      path);
    }
    return code;
}

const cst_command cst_command_init = {
    .name = "init",
    .line = "write a scenario to begin with",
    .text = "Writes a small scenario, each key with its meaning as a comment, to the new FILE, or "
            "to standard\noutput. It can be run as it is.",
    CST_TAKES("[FILE]", 0, 1),
    .examples = CST_EXAMPLES("custodes init new.yaml"),
    .options = NULL,
    .run = init,
};
