/* SPDX-License-Identifier: MIT
 *
 * A trial that remembers, played from event to event (MODEL section 12). Between two events nothing
 * changes but counts. An event is a task whose actor schemes, honest work about which its crew has
 * something to say, or an agent that goes out. Jumps go from one to the next over all planned tasks
 * in their order; what an event is, is drawn from its law given that there is one. The same law as
 * cst_play_trial, which looks at every task. Pure.
 */
#ifndef CST_MONITOR_PLAY_EVENTS_H
#define CST_MONITOR_PLAY_EVENTS_H

#include "monitor/play.h"

/* A task that is not quiet; or the first of tasks that do not happen: its record is void then. */
typedef struct cst_log_entry {
    uint64_t task; /* its number within the trial */
    cst_record record;
    cst_told told;   /* of an attack */
    uint32_t gone;   /* void: how many of them there are; else 0 */
    bool in_order;   /* void: they follow each other as tasks; else they are the agent's, round by
                        round */
    uint32_t before; /* 1 + the place of the entry that its agent had before; 0: none */
} cst_log_entry;

/* The entries of one trial. */
typedef struct cst_log {
    cst_log_entry *entry; /* heap */
    uint32_t count, room;
    uint32_t *last;      /* heap: by agent, 1 + the place of its newest entry; 0: none */
    uint8_t *schemes;    /* heap: by agent, of the round under way */
    uint32_t *leaves;    /* heap: agents that go out in the round under way */
    uint32_t *seen;      /* heap: by agent, 1 + the round in which it was last touched */
    uint32_t last_round; /* the trial is not played beyond this one; UINT32_MAX: to its end */
    bool rises;          /* entries are in the order of their tasks */
    bool lost;           /* memory failed */
} cst_log;

/* NULL, or why trials of a model that is played cannot be played so: "its scores are tied". */
const char *cst_play_events_refuse(const cst_trial_spec *spec);

/* Room for the log of trials of the model. 0 or CST_ERR_MEMORY; free is legal on a zeroed one and
 * after failure. */
int cst_log_init(cst_log *log, const cst_model *model, cst_error *error);
void cst_log_free(cst_log *log);

/* Plays one trial. schemes: the tasks, by their numbers within the trial, whose actors scheme;
 * rising. Fills the log, in the order of the tasks, with an entry for each of these that happens,
 * and for all else that is not quiet (cst_record_pack gives 0). 0 or CST_ERR_MEMORY. */
int cst_play_events(cst_play *play, uint64_t trial, const uint64_t *schemes, uint64_t count,
                    cst_log *log, cst_error *error);

#endif
