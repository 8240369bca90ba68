/* SPDX-License-Identifier: MIT */
#include "cli/several.h"

#include "cli/load.h"
#include "cli/meter.h"

static int fix(cst_scenario *scenario, cst_error *error)
{
    int code = 0;
    for (size_t i = 0; code == 0 && i < scenario->cells; i++) {
        cst_scenario_cell *cell = &scenario->cell[i];
        cell->estimate = cst_estimate_fixed(cell->estimate);
        code = cst_cell_estimate(cell->made, &cell->estimate, error);
    }
    return code;
}

int cst_several_open(cst_study *one, const cst_args *args, cst_several how, cst_error *error)
{
    int code = cst_load_one(&one->scenario, args, how.index, how.set, how.sets, error);
    if (code == 0 && how.fixed) {
        code = fix(&one->scenario, error);
    }
    if (code == 0 && cst_estimate_stop(&one->scenario.cell[0].estimate).rule == CST_STOP_SECONDS) {
        code = cst_error_set(error, CST_ERR_USAGE, "estimate.stop.seconds",
                             "%s: cells that time ended cannot be held against each other; use "
                             "another rule",
                             args->command->name);
    }
    code = code != 0 ? code : cst_job_init(&one->job, &one->scenario, error);
    return code != 0 ? code : cst_findings_init(&one->findings, &one->scenario, error);
}

int cst_several_run(cst_study *one, const cst_args *args, cst_error *error)
{
    const cst_run_spec spec = {
        .cells = one->job.cell, .cell_count = one->job.cells, .sink = cst_job_sink(&one->job)};
    int code = cst_meter_run(spec, NULL, args, &one->report, error);
    code = code != 0 ? code : cst_job_findings(&one->job, &one->findings, error);
    return code != 0 ? code : cst_findings_agree(&one->findings, error);
}
