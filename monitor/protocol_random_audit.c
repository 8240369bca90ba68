/* SPDX-License-Identifier: MIT
 * random-audit: a share a of all tasks is audited blindly: w = a r, l = 1 - a (discard). A pick is
 * an audit and no report. */
#include "monitor/protocols.h"

const cst_protocol cst_protocol_random_audit = {
    .name = "random-audit",
    .text = "a share of all tasks is audited blindly",
    .crew = CST_CREW_AUDITOR,
    .committee = false,
    .reports = false,
};
