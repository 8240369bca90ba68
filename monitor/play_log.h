/* SPDX-License-Identifier: MIT
 *
 * What happened in a trial that is played from event to event, in place of a record of each of its
 * tasks. Pure.
 */
#ifndef CST_MONITOR_PLAY_LOG_H
#define CST_MONITOR_PLAY_LOG_H

#include "monitor/contacts.h"
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
    uint32_t *last;        /* heap: by agent, 1 + the place of its newest entry; 0: none */
    uint8_t *schemes;      /* heap: by agent, of the round under way */
    uint32_t *leaves;      /* heap: agents that go out in the round under way */
    uint32_t *seen;        /* heap: by agent, 1 + the round in which it was last touched */
    cst_contacts contacts; /* learned: who met whom in tasks that are not looked at */
    uint32_t last_round;   /* the trial is not played beyond this one; UINT32_MAX: to its end */
    bool rises;            /* entries are in the order of their tasks */
    bool lost;             /* memory failed */
} cst_log;

/* Room for the log of trials of the model. 0 or CST_ERR_MEMORY; free is legal on a zeroed one and
 * after failure. */
int cst_log_init(cst_log *log, const cst_model *model, cst_error *error);
void cst_log_free(cst_log *log);

/* A trial of the model begins: nothing has happened. */
void cst_log_clear(cst_log *log, const cst_model *model);

/* Adds an entry of an agent, whose `before` is filled here; sets `lost` where it does not fit. */
void cst_log_add(cst_log *log, uint32_t agent, cst_log_entry entry);

#endif
