/* SPDX-License-Identifier: MIT
 * async: the trusted monitor's reviews take `delay` rounds while work goes on; an attack's harm is
 * done with probability harm_rate in each of them. w = TPR(a) r s, l = 1 - TPR(a) + TPR(a)(1 - s)
 * with s = (1 - harm_rate)^delay (discard). A catch that came too late is still a proof. */
#include "monitor/protocol_parts.h"

static const cst_parameter delay = {
    CST_PARAMETER(WHOLE, "protocol.delay", cst_protocol_spec, delay,
                  CST_RANGE(0, 1e6, "a whole number from 0 to 1e6")),
    .initial = 1, .meaning = "rounds until a review is done",
    .axis = "rounds until a review is done"};

static const cst_parameter harm_rate = {
    CST_PARAMETER(REAL, "protocol.harm_rate", cst_protocol_spec, harm_rate, CST_PROBABILITY),
    .meaning = "P(an attack's harm is done) in each round of waiting", .world = true};

const cst_protocol cst_protocol_async = {
    .name = "async",
    .text = "reviews come late: harm may have been done",
    .parameter = {&delay, &harm_rate},
    .crew = CST_CREW_TRUSTED,
    .delayed = true,
    .by_score = true,
    .played = true,
    .judge = cst_protocol_judge_score,
};
