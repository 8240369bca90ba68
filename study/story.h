/* SPDX-License-Identifier: MIT
 *
 * A trial as a story: what is asked of one trial of a scenario, its trace, and what of it is told.
 */
#ifndef CST_STUDY_STORY_H
#define CST_STUDY_STORY_H

#include "estimate/sample/replay.h"
#include "scenarios/load/scenario.h"

/* What is asked. */
typedef struct cst_story_spec {
    uint64_t trial;
    bool one_agent; /* only events in which this agent has a part: */
    uint64_t agent;
} cst_story_spec;

typedef struct cst_story {
    const cst_scenario *scenario;  /* borrowed */
    const cst_scenario_cell *cell; /* its first one */
    cst_story_spec spec;
    cst_trace trace; /* owned */
    uint32_t *told;  /* owned: the events that are told, by their places in the trace */
    uint32_t tells;
    uint64_t count[CST_COUNT_KINDS]; /* of the whole trial, as far as cst_story_counts */
    bool has_next;                   /* the trial has no attack, and it is known which one may: */
    uint64_t next;
} cst_story;

/* Traces the trial. 0; CST_ERR_USAGE where there is no such trial or agent; what cst_replay_trial
 * says. cst_story_free is legal after failure. */
int cst_story_make(cst_story *story, const cst_scenario *scenario, const cst_story_spec *spec,
                   cst_error *error);
void cst_story_free(cst_story *story);

/* Whether the trial's own events say how often this happened: not what quiet tasks have, such as
 * reviews; nor, where not all honest work is told of, what was said of it. */
bool cst_story_counts(const cst_story *story, cst_count count);

/* How much an event matters, 0 the most: who attacks, schemes, goes or comes; 1: honest work that
 * was flagged, or its actor investigated, of which nothing was found, and what that costs; 2:
 * honest work of which no more came than what was said of it. */
enum { CST_STORY_LEVELS = 3 };
uint32_t cst_story_level(const cst_trace_event *event);

/* The others that have a part in an event. */
static inline const cst_trace_role *cst_story_roles(const cst_story *story,
                                                    const cst_trace_event *event)
{
    return story->trace.role + event->first;
}

/* "caught", "used" ... */
const char *cst_story_fate(cst_fate fate);

#endif
