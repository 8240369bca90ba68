/* SPDX-License-Identifier: MIT
 *
 * Reviewers that are played outside. Of each of their reviews a question is put to whoever plays
 * them, all questions of a round at once, and the answers are verdicts. What a question shows is
 * what a reviewer sees, never what is true; how it reaches anybody is the affair of the run.
 */
#ifndef CST_MONITOR_OUTSIDE_H
#define CST_MONITOR_OUTSIDE_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a peer says of a task. Frozen numbers. */
typedef enum cst_reply {
    CST_REPLY_PASS = 0,
    CST_REPLY_REPORT = 1,
    CST_REPLY_ABSTAIN = 2,
    CST_REPLY_NONE = 3 /* too late, or gone: counts as an abstention */
} cst_reply;

/* One review by an external agent. */
typedef struct cst_question {
    uint64_t trial;
    uint32_t round, actor, reviewer; /* agents by number */
    uint32_t lineage;                /* of the reviewer: which peer */
    uint32_t actor_lineage;
    double score; /* 1 less the share of honest work that is at least as suspicious, in [0, 1]: a
                     reviewer with FPR a reports what has 1 - a or more; 0: it has no score */
    bool attack;  /* the truth: for counts alone, nobody is shown it */
} cst_question;

/* Who is asked. */
typedef struct cst_outside {
    void *self;
    /* Fills an answer, a cst_reply, for each question; questions of one call are of one cell and
     * in order of trial and actor. Any thread. 0, or an error that ends the unit. */
    int (*ask)(void *self, uint32_t cell, const cst_question *question, size_t count,
               uint8_t *answer, cst_error *error);
} cst_outside;

/* Nobody says anything. */
extern const cst_outside cst_outside_silent;

/* The questions of a round of one trial, and their answers. */
typedef struct cst_questions {
    cst_question *question; /* heap */
    uint8_t *answer;        /* heap */
    size_t count, room;
    size_t next;    /* the answer that is read next */
    bool answering; /* answers are in */
    bool lost;      /* a question did not fit */
} cst_questions;

/* Adds one; where it does not fit, `lost` is set. Free is legal on zeroed questions. */
void cst_questions_add(cst_questions *questions, const cst_question *question);
void cst_questions_free(cst_questions *questions);

#endif
