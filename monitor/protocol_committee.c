/* SPDX-License-Identifier: MIT
 * committee: k reviewers and a vote rule: w = (1 - u) r, l = u (discard). */
#include "monitor/protocol.h"

const cst_protocol cst_protocol_committee = {
    .name = "committee",
    .text = "k agents of the population review every task and vote",
    .crew = CST_CREW_POPULATION,
    .committee = true,
};
