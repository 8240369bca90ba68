/* SPDX-License-Identifier: MIT
 * upfront-audit: the first K tasks of a trial, by round and agent, are audited: w = r, l = 0 for
 * these, then w = 0, l = 1 (discard). */
#include "monitor/play.h"
#include "monitor/protocol.h"

static const cst_parameter first = {
    CST_PARAMETER(WHOLE64, "protocol.first", cst_protocol_spec, first, CST_COUNT64), .initial = 10,
    .meaning = "tasks of a trial that are audited", .axis = "tasks of a trial that are audited"};

static void judge(cst_play *play, uint32_t agent, cst_view *view, cst_draws *draws)
{
    (void)draws;
    const uint64_t number = (uint64_t)play->round * play->model->spec.agents + agent;
    if (number < play->model->spec.protocol.first) {
        view->action = CST_ACTION_AUDIT;
    }
}

const cst_protocol cst_protocol_upfront_audit = {
    .name = "upfront-audit",
    .text = "the first tasks of a trial are audited, then none",
    .parameter = {&first},
    .crew = CST_CREW_NOBODY,
    .played = true,
    .judge = judge,
};
