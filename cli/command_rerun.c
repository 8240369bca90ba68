/* SPDX-License-Identifier: MIT */
#include "cli/args.h"
#include "cli/command.h"
#include "cli/meter.h"
#include "cli/options.h"
#include "cli/show/flow.h"
#include "study/again.h"

static int say(const cst_again *again, const cst_reload *reload, cst_error *error)
{
    const size_t cells = reload->findings.count;
    const size_t unfinished = cells - again->same - again->other;
    const cst_finding *first = &reload->findings.finding[again->first];
    if (again->other == 0) {
        cst_flow_line(stdout, "%zu of %zu cells have the same bytes%s.", again->same, cells,
                      unfinished > 0 ? "; the others were not finished" : "");
        return 0;
    }
    return cst_error_set(error, CST_ERR_DISAGREES, NULL,
                         "rerun: %zu of %zu cells have other bytes than the file; the first is "
                         "cell %zu%s: %.12s in the file, %.12s now",
                         again->other, cells, again->first,
                         cst_finding_place(&reload->scenario, first->cell, ", ", "").text,
                         first->digest, again->findings.finding[again->first].digest);
}

static int say_interrupted(cst_error *error)
{
    return cst_error_set(error, CST_ERR_INTERRUPTED, NULL,
                         "rerun: interrupted: nothing was compared and nothing is kept; the file "
                         "is as it was");
}

static int rerun(const cst_args *args, cst_error *error)
{
    cst_reload reload;
    cst_again again = {0};
    cst_run_report report;
    int code = cst_reload_read(&reload, args->positional[0], error);
    code = code != 0 ? code : cst_again_init(&again, &reload, error);
    if (code == 0) {
        const cst_run_spec spec = {.cells = again.job.cell,
                                   .cell_count = again.job.cells,
                                   .sink = cst_job_sink(&again.job)};
        code = cst_meter_run(spec, &again.job, args, &report, error);
        code = code == CST_ERR_INTERRUPTED ? say_interrupted(error) : code;
    }
    code = code != 0 ? code : cst_again_compare(&again, &reload, error);
    code = code != 0 ? code : say(&again, &reload, error);
    cst_again_free(&again);
    cst_reload_free(&reload);
    return code;
}

const cst_command cst_command_rerun = {
    .name = "rerun",
    .line = "repeat a results file, and say whether the bytes agree",
    .text =
        "Runs the finished cells of the results file RESULTS again, from the scenario that it "
        "keeps, and\ncompares their digests with those of the file, which is not changed. Exit "
        "code 1 where they differ.\nOther cells are not run, and nothing is said of them. Where "
        "cells share their trials\n(estimate.stop.total), all must be finished.",
    CST_TAKES("RESULTS", 1, 1),
    .examples = CST_EXAMPLES("custodes rerun rare.sqlite"),
    .options =
        CST_OPTIONS(CST_COUNT("threads", 1, 1024, "1 to 1024", "one per core",
                              "Worker threads; they change the speed, never a result."),
                    CST_OPTION(CST_OPTION_CHOICE, "progress", "KIND", "auto|json|none", "auto",
                               "Progress on standard error: for people, one JSON object a "
                               "second, or none."),
                    CST_SWITCH("quiet", "No progress.")),
    .run = rerun,
};
