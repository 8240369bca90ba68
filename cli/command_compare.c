/* SPDX-License-Identifier: MIT */
#include "cli/args.h"
#include "cli/command.h"
#include "cli/meter.h"
#include "cli/options.h"
#include "cli/show/print.h"

static int study(cst_scenario *scenario, const cst_args *args, cst_error *error)
{
    cst_comparison made;
    cst_meter meter;
    int code = cst_compare_init(&made, scenario, error);
    if (code == 0) {
        cst_meter_init(&meter, args);
        code = cst_compare_run(&made, cst_meter_show, &meter, error);
        cst_meter_end(&meter);
    }
    if (code == 0 && cst_args_has(args, "json")) {
        cst_print_compare_json(stdout, &made);
    } else if (code == 0) {
        cst_print_compare(stdout, &made);
    }
    cst_compare_free(&made);
    return code;
}

const cst_command cst_command_compare = {
    .name = "compare",
    .line = "differences between the cells of a sweep, with common random numbers",
    .text =
        "Runs all cells of a sweep trial by trial with the same random numbers and compares "
        "each with the first:\nthe difference in residual_risk, an interval that holds whatever "
        "the tasks of a trial share, half the\nwidth of Student's interval from pairs where that "
        "may be given, and how many times larger the\nvariance would be with independent random "
        "numbers. Any keys may be swept, protocol.kind\ntoo. Where rates of scheming are swept, "
        "estimate.method=naive pairs closer than skip. All\nestimate.trials are run, whatever "
        "estimate.stop says, and in one thread, whatever --threads says.",
    CST_TAKES("FILE", 1, 1),
    .examples =
        CST_EXAMPLES("custodes compare scenarios/rare-schemers.yaml --set scheming.rate=0.01",
                     "custodes compare scenarios/committee.yaml --set scheming.rate=0.01 --json"),
    .options = CST_OPTIONS(CST_OPTIONS_OF_SIMULATION),
    .on_scenario = study,
};
