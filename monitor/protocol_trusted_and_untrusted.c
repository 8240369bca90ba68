/* SPDX-License-Identifier: MIT
 * trusted-and-untrusted: a trusted monitor and one agent of the population both look at every task;
 * a flag of either leads to an audit. Their flags come from the joint of the two scores
 * (monitor/scores/joint.h), never from a product. */
#include "monitor/play.h"
#include "monitor/protocol.h"

static void judge(cst_play *play, uint32_t agent, cst_view *view, cst_draws *draws)
{
    (void)play;
    (void)agent;
    (void)draws;
    view->action = view->record.reports > 0 ? CST_ACTION_AUDIT : CST_ACTION_USE;
}

const cst_protocol cst_protocol_trusted_and_untrusted = {
    .name = "trusted-and-untrusted",
    .text = "a trusted monitor and an agent review every task, by their joint scores",
    .crew = CST_CREW_POPULATION,
    .joint = true,
    .played = true,
    .judge = judge,
};
