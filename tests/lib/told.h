/* SPDX-License-Identifier: MIT
 *
 * A story by hand: the events of one trial of five agents and twenty rounds under peer-report, of
 * every kind, for printers and pictures.
 */
#ifndef CST_TESTS_TOLD_H
#define CST_TESTS_TOLD_H

#include "study/story.h"
#include "tests/lib/shown.h"

enum { CST_TOLD_EVENTS = 10 };

typedef struct cst_told_story {
    cst_shown shown;
    cst_story story; /* borrows from here */
    cst_trace_event event[CST_TOLD_EVENTS];
    cst_trace_role role[16];
    uint32_t place[CST_TOLD_EVENTS];
} cst_told_story;

/* Round 2: agent 1 attacks, 0 reports it, 3 schemes and passes it: an escape. Round 4: 2 works, 3
 * and 4 report it falsely: investigated, discarded, both lose weight, one had half; it is out,
 * falsely, and comes back in round 8; what it did in round 3 is taken back. Round 5: 1 attacks, is
 * covered for by 3, reported by 0, no verdict from 4; caught. Round 9: 0 works and is reported.
 * Round 11: reviewer 4 is expelled beside a honeypot. Round 12: 3 attacks, the trial ends. */
void cst_told_make(cst_told_story *told);
void cst_told_free(cst_told_story *told);

#endif
