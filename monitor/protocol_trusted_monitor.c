/* SPDX-License-Identifier: MIT
 * trusted-monitor: w = TPR r, l = 1 - TPR (discard). */
#include "monitor/protocols.h"

const cst_protocol cst_protocol_trusted_monitor = {
    .name = "trusted-monitor",
    .text = "one trusted monitor scores every task; flagged tasks are audited",
    .crew = CST_CREW_TRUSTED,
    .committee = false,
    .reports = true,
};
