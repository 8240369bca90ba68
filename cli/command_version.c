/* SPDX-License-Identifier: MIT */
#include "base/version.h"
#include "cli/build.h"
#include "cli/command.h"
#include "cli/options.h"
#include "cli/show/flow.h"

static int run(const struct cst_args *args, cst_error *error)
{
    (void)args;
    (void)error;
    cst_flow_line(stdout, "custodes %s (model version %d, %s)", cst_version_text(),
                  CST_MODEL_VERSION, cst_build_text());
    return 0;
}

const cst_command cst_command_version = {
    .name = "version",
    .line = "print the versions of program and model",
    .text = "Prints the version of the program, the version of the model (results of different "
            "model\nversions never mix), and the build.",
    CST_TAKES("", 0, 0),
    .examples = CST_EXAMPLES("custodes --version"),
    .run = run,
};
