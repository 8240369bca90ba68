/* SPDX-License-Identifier: MIT */
#include "study/again.h"

#include <string.h>

int cst_again_init(cst_again *again, cst_reload *reload, cst_error *error)
{
    const cst_stop stop = cst_estimate_stop(&reload->scenario.cell[0].estimate);
    *again = (cst_again){0};
    if (stop.rule == CST_STOP_SECONDS) {
        return cst_error_set(error, CST_ERR_USAGE, "estimate.stop.seconds",
                             "rerun: time ended these trials, which no two runs do alike");
    }
    if (cst_reload_unfinished(reload) == reload->findings.count) {
        return cst_error_set(error, CST_ERR_STORE, NULL,
                             "rerun: no cell of the file is finished, so there is nothing to "
                             "compare");
    }
    const int code = cst_job_init(&again->job, &reload->scenario, error);
    return code != 0 ? code : cst_findings_init(&again->findings, &reload->scenario, error);
}

int cst_again_compare(cst_again *again, const cst_reload *reload, cst_error *error)
{
    const int code = cst_job_findings(&again->job, &again->findings, error);
    for (size_t i = 0; code == 0 && i < again->findings.count; i++) {
        const cst_finding *before = &reload->findings.finding[i];
        const bool same = strcmp(before->digest, again->findings.finding[i].digest) == 0;
        if (cst_finding_ended(before)) {
            again->first = again->other == 0 && !same ? i : again->first;
            again->same += same;
            again->other += !same;
        }
    }
    return code;
}

void cst_again_free(cst_again *again)
{
    cst_findings_free(&again->findings);
    cst_job_free(&again->job);
}
