/* SPDX-License-Identifier: MIT
 * untrusted-monitor: w = (1 - c q) TPR r, l = 1 - (1 - c q) TPR (discard). */
#include "monitor/protocol.h"

const cst_protocol cst_protocol_untrusted_monitor = {
    .name = "untrusted-monitor",
    .text = "one agent of the population reviews every task",
    .crew = CST_CREW_POPULATION,
};
