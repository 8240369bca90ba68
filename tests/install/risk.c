/* SPDX-License-Identifier: MIT */
#include <custodes/custodes.h>

int main(int argc, char **argv)
{
    cst_study study;
    cst_error error = {0};
    int code = cst_study_run(&study, argc > 1 ? argv[1] : "-", NULL, NULL, &error);
    for (size_t i = 0; code == 0 && i < study.findings.count; i++) {
        const cst_finding *finding = &study.findings.finding[i];
        const cst_result risk = cst_finding_result(finding, CST_RESULT_RESIDUAL_RISK);
        printf("%.6g [%.6g, %.6g]\n", risk.estimate, risk.low, risk.high);
    }
    fputs(error.text, stderr);
    cst_study_free(&study);
    return code == 0 ? 0 : 1;
}
