/* SPDX-License-Identifier: MIT
 * defer: the trusted monitor audits at FPR a; the next share g of honest work is replaced by
 * trusted work: w = TPR(a) r, l = 1 - TPR(a + g) (discard). */
#include "monitor/protocol_parts.h"

const cst_protocol cst_protocol_defer = {
    .name = "defer",
    .text = "what is suspicious is replaced by trusted work",
    .parameter = {&cst_parameter_replace, &cst_parameter_trusted_quality},
    .crew = CST_CREW_TRUSTED,
    .by_score = true,
    .beyond = CST_ACTION_REPLACE,
    .played = true,
    .judge = cst_protocol_judge_score,
};
