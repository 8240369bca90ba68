/* SPDX-License-Identifier: MIT */
#include "study/again.h"

#include <stdlib.h>
#include <string.h>

/* Only what is finished can be compared, so nothing else is run. */
static int choose_finished(cst_again *again, const cst_reload *reload, cst_error *error)
{
    const cst_findings *before = &reload->findings;
    bool *finished = calloc(before->count, sizeof *finished);
    if (finished == NULL) {
        return cst_error_memory(error, "the cells");
    }
    for (size_t i = 0; i < before->count; i++) {
        finished[i] = cst_finding_ended(&before->finding[i]);
    }
    cst_job_choose(&again->job, finished);
    free(finished);
    return 0;
}

int cst_again_init(cst_again *again, cst_reload *reload, cst_error *error)
{
    const cst_stop stop = cst_estimate_stop(&reload->scenario.cell[0].estimate);
    const size_t unfinished = cst_reload_unfinished(reload);
    *again = (cst_again){0};
    if (stop.rule == CST_STOP_SECONDS) {
        return cst_error_set(error, CST_ERR_USAGE, "estimate.stop.seconds",
                             "rerun: time ended these trials, which no two runs do alike");
    }
    if (unfinished == reload->findings.count) {
        return cst_error_set(error, CST_ERR_STORE, NULL,
                             "rerun: no cell of the file is finished, so there is nothing to "
                             "compare");
    }
    if (stop.rule == CST_STOP_TOTAL && unfinished > 0) {
        return cst_error_set(error, CST_ERR_STORE, "estimate.stop.total",
                             "rerun: the cells share their trials, and %zu of %zu are not "
                             "finished; finish the run first",
                             unfinished, reload->findings.count);
    }
    int code = cst_job_init(&again->job, &reload->scenario, error);
    code = code == 0 && unfinished > 0 ? choose_finished(again, reload, error) : code;
    return code != 0 ? code : cst_findings_init(&again->findings, &reload->scenario, error);
}

int cst_again_compare(cst_again *again, const cst_reload *reload, cst_error *error)
{
    cst_row row = {0};
    int code = 0;
    for (size_t i = 0; code == 0 && i < again->findings.count; i++) {
        const cst_finding *before = &reload->findings.finding[i];
        cst_finding *now = &again->findings.finding[i];
        uint64_t done = 0;
        if (!cst_finding_ended(before)) {
            continue;
        }
        code = cst_job_sum(&again->job, again->job.index[i], &row, &done, error);
        code = code == 0 ? cst_job_finding(&again->job, i, &row, done, now, error) : code;
        const bool same = code == 0 && strcmp(before->digest, now->digest) == 0;
        again->first = again->other == 0 && !same ? i : again->first;
        again->same += same;
        again->other += !same;
    }
    cst_row_free(&row);
    return code;
}

void cst_again_free(cst_again *again)
{
    cst_findings_free(&again->findings);
    cst_job_free(&again->job);
}
