/* SPDX-License-Identifier: MIT */
#include "tests/lib/told.h"

static const char scenario[] =
    "claim: By hand.\ntrial: {agents: 5, rounds: 20}\nprotocol: {kind: peer-report, reviewers: 3, "
    "penalty: 0.5}\nresponse: {on: report, effect: quarantine, refill: 3, window: 2}\n"
    "estimate: {trials: 40, seed: 7}\n";

static const cst_trace_role roles[] = {
    {.agent = 0, .says = CST_SAYS_REPORT, .weight = 1.0}, /* 0: on 1 in round 2 */
    {.agent = 3, .says = CST_SAYS_PASS, .schemes = true},
    {.agent = 3, .says = CST_SAYS_REPORT, .schemes = true, .weight = 0.5}, /* 2: on 2 in round 4 */
    {.agent = 4, .says = CST_SAYS_REPORT, .weight = 1.0},
    {.agent = 1, .says = CST_SAYS_PASS},
    {.agent = 2},                 /* 5: goes out */
    {.agent = 3, .weight = 0.25}, /* 6: lose weight */
    {.agent = 4, .weight = 0.5},
    {.agent = 3, .says = CST_SAYS_COVER}, /* 8: on 1 in round 5 */
    {.agent = 0, .says = CST_SAYS_REPORT, .weight = 1.0},
    {.agent = 4, .says = CST_SAYS_ABSTAIN},
    {.agent = 1, .says = CST_SAYS_REPORT, .weight = 1.0}, /* 11: on 0 in round 9 */
    {.agent = 4, .schemes = true},                        /* 12: is expelled */
};

enum { INVESTIGATED = CST_MARK_INVESTIGATED | CST_MARK_FLAGGED | CST_MARK_AUDITED };

static const cst_trace_event events[CST_TOLD_EVENTS] = {
    {.kind = CST_TRACE_TASK,
     .round = 2,
     .agent = 1,
     .schemes = true,
     .attack = true,
     .weighed = true,
     .accused = 1.0,
     .record = {.fate = CST_ESCAPED, .reviews = 2, .reports = 1},
     .decided = CST_ESCAPED,
     .first = 0,
     .roles = 2},
    {.kind = CST_TRACE_TASK,
     .round = 4,
     .agent = 2,
     .weighed = true,
     .accused = 2.5,
     .record = {.fate = CST_HONEST_DISCARDED,
                .reviews = 3,
                .reports = 2,
                .marks = INVESTIGATED | CST_MARK_OUT | CST_MARK_OUT_FALSELY},
     .decided = CST_HONEST_DISCARDED,
     .first = 2,
     .roles = 3},
    {.kind = CST_TRACE_OUT,
     .round = 4,
     .agent = 2,
     .falsely = true,
     .from = 5,
     .first = 5,
     .roles = 1},
    {.kind = CST_TRACE_RETRACTED, .round = 4, .agent = 2, .from = 3, .honest = 1, .quiet = 1},
    {.kind = CST_TRACE_PENALTY, .round = 4, .agent = 2, .first = 6, .roles = 2},
    {.kind = CST_TRACE_TASK,
     .round = 5,
     .agent = 1,
     .schemes = true,
     .attack = true,
     .found = true,
     .weighed = true,
     .accused = 2.0,
     .record =
         {.fate = CST_CAUGHT, .reviews = 3, .reports = 1, .abstentions = 1, .marks = INVESTIGATED},
     .decided = CST_CAUGHT,
     .first = 8,
     .roles = 3},
    {.kind = CST_TRACE_BACK, .round = 8, .agent = 2},
    {.kind = CST_TRACE_TASK,
     .round = 9,
     .agent = 0,
     .weighed = true,
     .accused = 1.0,
     .record = {.fate = CST_HONEST_USED, .reviews = 1, .reports = 1},
     .first = 11,
     .roles = 1},
    {.kind = CST_TRACE_EXPELLED, .round = 11, .agent = 0, .first = 12, .roles = 1},
    {.kind = CST_TRACE_TASK,
     .round = 12,
     .agent = 3,
     .schemes = true,
     .attack = true,
     .record = {.fate = CST_AVERTED, .marks = CST_MARK_ENDS | CST_MARK_FLAGGED},
     .decided = CST_ESCAPED},
};

void cst_told_make(cst_told_story *told)
{
    cst_shown_make(&told->shown, scenario);
    for (uint32_t i = 0; i < sizeof roles / sizeof roles[0]; i++) {
        told->role[i] = roles[i];
    }
    for (uint32_t i = 0; i < CST_TOLD_EVENTS; i++) {
        told->event[i] = events[i];
        told->place[i] = i;
    }
    const cst_scenario_cell *cell = &told->shown.scenario.cell[0];
    told->story = (cst_story){
        .scenario = &told->shown.scenario,
        .cell = cell,
        .spec = {.trial = 3},
        .trace = {.model = &cell->made->model,
                  .trial = 3,
                  .event = told->event,
                  .count = CST_TOLD_EVENTS,
                  .role = told->role,
                  .roles = sizeof roles / sizeof roles[0],
                  .honest = true,
                  .ended = true,
                  .end_round = 12,
                  .end_agent = 3},
        .told = told->place,
        .tells = CST_TOLD_EVENTS,
        .count = {[CST_COUNT_PLANNED] = 100,
                  [CST_COUNT_VOID] = 39,
                  [CST_COUNT_ATTACKS] = 3,
                  [CST_COUNT_CAUGHT] = 1,
                  [CST_COUNT_AVERTED] = 1,
                  [CST_COUNT_ESCAPED] = 1,
                  [CST_COUNT_REPORTS] = 5,
                  [CST_COUNT_INVESTIGATIONS] = 2,
                  [CST_COUNT_QUARANTINED] = 1,
                  [CST_COUNT_QUARANTINED_FALSELY] = 1},
    };
}

void cst_told_free(cst_told_story *told)
{
    cst_shown_free(&told->shown);
}
