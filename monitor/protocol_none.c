/* SPDX-License-Identifier: MIT
 * none: w = 0, l = 1. */
#include "monitor/protocol.h"

const cst_protocol cst_protocol_none = {
    .name = "none",
    .text = "nobody reviews: every attack escapes",
    .crew = CST_CREW_NOBODY,
};
