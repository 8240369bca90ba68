/* SPDX-License-Identifier: MIT
 *
 * What happened in one trial, event by event, for people who read it. A trial that is played tells
 * it to its trace where it has one (cst_play.trace); in runs it has none, and what costs time there
 * is one look at a pointer for each event. Of a trial that is not played, its tasks are added one
 * by one. A trace changes no draw: who reviews, where that does not matter to the trial, is asked
 * at its own address.
 */
#ifndef CST_MONITOR_TRACE_H
#define CST_MONITOR_TRACE_H

#include "monitor/play.h"

/* In the order in which they stand where they are of one task. */
typedef enum cst_trace_kind {
    CST_TRACE_TASK = 0,      /* a task of which there is something to say */
    CST_TRACE_EXPELLED = 1,  /* reviewers that missed a honeypot beside it once too often */
    CST_TRACE_OUT = 2,       /* agents that it takes out */
    CST_TRACE_RETRACTED = 3, /* its actor's last outputs are taken back */
    CST_TRACE_PENALTY = 4,   /* who reported its actor, of whom nothing was found, loses weight */
    CST_TRACE_BACK = 5       /* a fresh agent takes the agent's seat, before the round's tasks */
} cst_trace_kind;

typedef enum cst_says {
    CST_SAYS_PASS = 0,
    CST_SAYS_REPORT = 1,
    CST_SAYS_ABSTAIN = 2,
    CST_SAYS_COVER = 3 /* learned: it withholds the report that it would have made */
} cst_says;

/* An agent that has a part in an event of another one. */
typedef struct cst_trace_role {
    uint32_t agent;
    uint8_t says;  /* a reviewer: cst_says */
    bool schemes;  /* a reviewer; expelled: it had hidden what it saw */
    double weight; /* of its report, where reports are weighed; penalty: what is left */
} cst_trace_role;

typedef struct cst_trace_event {
    cst_trace_kind kind;
    uint32_t round, agent;    /* of a task: its actor, whoever else the event is about */
    bool schemes, attack;     /* task: its actor schemes; and attacks */
    bool found;               /* task: an audit of it, or of its actor, found an attack */
    bool weighed;             /* task: reports are weighed: */
    double accused;           /* those against its actor, this task's included, weigh this */
    cst_record record;        /* task: as it stands in the end */
    uint8_t decided;          /* task: its fate as it was settled, before anything is taken back */
    uint32_t first, roles;    /* who else: places in cst_trace.role */
    bool falsely;             /* out: its actor is among them, and had never attacked */
    uint32_t from;            /* out: from this round on; retracted: from this round to its own */
    uint32_t honest, escapes; /* retracted: honest work that was used, and escapes */
    uint32_t quiet;           /* retracted: of that work, tasks of which no event tells */
    uint32_t before;          /* task: 1 + the place of its agent's last one; while it is played */
    uint32_t number;          /* in which it was told */
} cst_trace_event;

typedef struct cst_trace {
    const cst_model *model; /* borrowed */
    uint64_t trial;
    cst_trace_event *event; /* heap; once finished by round and agent */
    uint32_t count, room;
    cst_trace_role *role; /* heap */
    uint32_t roles, role_room;
    bool honest;        /* all honest work is told of which anything was said; else only what was
                           flagged, or none, as the method has drawn no more of it */
    bool ended;         /* by its response, */
    uint32_t end_round; /* in this round, where */
    uint32_t end_agent; /* this agent's task was the last; UINT32_MAX: it was whole */
    uint64_t gone;      /* tasks that did not happen: for whoever plays the trial to say */
    bool lost;          /* memory failed */
    uint32_t *last;     /* heap: by agent, 1 + the place of its newest task; 0: none */
    uint32_t *marked;   /* heap: by agent, 1 + the place of its newest part; 0: none */
    /* The task that is looked at. */
    double weight[CST_REVIEWERS_MAX]; /* of reports, by slot */
    double accused;
    bool weighed;
} cst_trace;

/* A trace of a trial of the model, so far empty. 0 or CST_ERR_MEMORY; free is legal on a zeroed one
 * and after failure. */
int cst_trace_init(cst_trace *trace, const cst_model *model, uint64_t trial, cst_error *error);
void cst_trace_free(cst_trace *trace);

/* A task that its votes decide on, with its record and, where they are known, its reviewers: NULL:
 * they are not. scheming: those that scheme, by slot. */
void cst_trace_add(cst_trace *trace, uint32_t round, uint32_t agent, const cst_record *record,
                   const cst_reviewers *crew, cst_verdicts said, uint32_t scheming);

/* Ends it: in the order of rounds and agents, without what comes after the trial's end. play: NULL
 * where it was not played. 0, or CST_ERR_MEMORY where some of it did not fit. */
int cst_trace_finish(cst_trace *trace, const cst_play *play, cst_error *error);

/* What a trial tells as it is played, each of it where play->trace is there. A task was looked at;
 * a report of it is weighed; what all that count against its actor weigh. */
void cst_trace_looked(const cst_play *play, uint32_t agent);
void cst_trace_weigh(const cst_play *play, uint32_t slot, double weight);
void cst_trace_accuse(const cst_play *play, double accused);

/* It was settled and answered: the fate that it had before anything was taken back, and whether an
 * audit found an attack. */
void cst_trace_settled(const cst_play *play, uint32_t agent, cst_fate decided, bool found);

/* What follows from the task of an agent: another or the same one is out from a round on; the
 * output of a round, of this fate, is taken back; an author's reports weigh less; a reviewer is
 * expelled, which had hidden what it saw or not. */
void cst_trace_out(const cst_play *play, uint32_t agent, uint32_t who, uint32_t from);
void cst_trace_retracted(const cst_play *play, uint32_t agent, uint32_t round, cst_fate fate);
void cst_trace_penalty(const cst_play *play, uint32_t agent, uint32_t author, double weight);
void cst_trace_expelled(const cst_play *play, uint32_t agent, uint32_t who, bool hid);

/* A fresh agent has taken a seat. */
void cst_trace_back(const cst_play *play, uint32_t seat);

#endif
