/* SPDX-License-Identifier: MIT
 * hierarchy: what a reviewer passes, the next level sees with probability `escalate`, to depth D: a
 * reviewer of the reviewer. Any level's report flags the task. With one level it is
 * untrusted-monitor, with escalate 1 a committee of D with rule any. */
#include "monitor/play.h"
#include "monitor/protocol.h"

static const cst_parameter depth = {
    CST_PARAMETER(WHOLE, "protocol.depth", cst_protocol_spec, depth,
                  CST_RANGE(1, CST_REVIEWERS_MAX, "a whole number from 1 to 32")),
    .initial = 2, .meaning = "levels of reviewers", .axis = "levels of reviewers"};

static const cst_parameter escalate = {
    CST_PARAMETER(REAL, "protocol.escalate", cst_protocol_spec, escalate, CST_PROBABILITY),
    .initial = 0.5, .meaning = "P(passed work goes to the next level)"};

/* The crew is the chain of levels; those that were not asked have not reviewed. */
static void judge(cst_play *play, uint32_t agent, cst_view *view, cst_draws *draws)
{
    const uint32_t levels = view->record.reviews;
    uint32_t asked = 0;
    bool reported = false;
    uint32_t abstained = 0;
    (void)agent;
    while (asked < levels && !reported) {
        if (asked > 0 && !play->asked && !cst_draws_below(draws, play->laws->escalated)) {
            break;
        }
        reported = (view->reporters >> asked & 1) != 0;
        abstained += view->abstainers >> asked & 1;
        asked++;
    }
    view->record.reviews = (uint8_t)asked;
    view->record.reports = reported;
    view->record.abstentions = (uint8_t)abstained;
    view->action = reported ? CST_ACTION_AUDIT : CST_ACTION_USE;
}

const cst_protocol cst_protocol_hierarchy = {
    .name = "hierarchy",
    .text = "reviewers are reviewed, level by level",
    .parameter = {&depth, &escalate},
    .crew = CST_CREW_POPULATION,
    .chained = true,
    .played = true,
    .judge = judge,
};
