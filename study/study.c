/* SPDX-License-Identifier: MIT */
#include "study/study.h"

int cst_study_run(cst_study *study, const char *path, const cst_scenario_set *set,
                  const cst_run_spec *how, cst_error *error)
{
    cst_run_spec spec = how == NULL ? (cst_run_spec){0} : *how;
    *study = (cst_study){0};
    int code = cst_scenario_load(&study->scenario, path, set, error);
    code = code != 0 ? code : cst_job_init(&study->job, &study->scenario, error);
    code = code != 0 ? code : cst_findings_init(&study->findings, &study->scenario, error);
    if (code == 0) {
        spec.cells = study->job.cell;
        spec.cell_count = study->job.cells;
        spec.sink = cst_job_sink(&study->job);
        spec.seconds = cst_job_seconds(&study->job, spec.seconds);
        code = cst_run(&spec, &study->report, error);
        study->job.out_of_time = study->report.out_of_time;
    }
    code = code != 0 ? code : cst_job_findings(&study->job, &study->findings, error);
    return code != 0 ? code : cst_findings_agree(&study->findings, error);
}

void cst_study_free(cst_study *study)
{
    cst_findings_free(&study->findings);
    cst_job_free(&study->job);
    cst_scenario_free(&study->scenario);
}
