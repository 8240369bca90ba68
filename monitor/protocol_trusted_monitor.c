/* SPDX-License-Identifier: MIT
 * trusted-monitor: the trusted monitor scores every task and audits at its FPR: w = TPR(a) r,
 * l = 1 - TPR(a) (discard). */
#include "monitor/protocol_parts.h"

const cst_protocol cst_protocol_trusted_monitor = {
    .name = "trusted-monitor",
    .text = "the trusted monitor reviews every task",
    .crew = CST_CREW_TRUSTED,
    .by_score = true,
    .judge = cst_protocol_judge_score,
};
