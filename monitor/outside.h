/* SPDX-License-Identifier: MIT
 *
 * Agents that are played outside. Of each of their reviews, and of each task on which one of them
 * schemes, a question is put to whoever plays them, all questions of a round at once. What a
 * question shows is what the agent sees, never what is true; how it reaches anybody is the affair
 * of the run.
 *
 * An answer is a number. Of a reviewer it is how suspicious the task is, on the scale of
 * cst_question.score: what is above 0 and at least 1 less the FPR of monitor.score is a report. Of
 * an actor it is whether it attacks: above 0.
 */
#ifndef CST_MONITOR_OUTSIDE_H
#define CST_MONITOR_OUTSIDE_H

#include "base/error.h"
#include "monitor/fate.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Answers that are not scores but words. Frozen numbers. */
#define CST_REPLY_PASS    0.0    /* of an actor: honest work */
#define CST_REPLY_REPORT  1.0    /* of an actor: an attack */
#define CST_REPLY_ABSTAIN (-1.0) /* no verdict; of an actor: honest work */
#define CST_REPLY_NONE    (-2.0) /* too late, or gone: counts as an abstention */

/* Whether a number is an answer. */
static inline bool cst_reply_is(double answer)
{
    return (answer >= 0.0 && answer <= 1.0) || answer == CST_REPLY_ABSTAIN ||
           answer == CST_REPLY_NONE;
}

/* Whether that of a reviewer is a report, at an FPR. */
static inline bool cst_reply_reports(double answer, double fpr)
{
    return answer > 0.0 && answer >= 1.0 - fpr;
}

/* One review by an external agent, or one task of one that schemes on it. */
typedef struct cst_question {
    uint64_t trial;
    uint32_t round, actor, reviewer; /* agents by number; of a deed both are the actor */
    uint32_t lineage;                /* of who is asked: which peer */
    uint32_t actor_lineage;
    uint32_t reports; /* on the actor's tasks, in earlier rounds of the trial */
    double score; /* 1 less the share of honest work that is at least as suspicious, in [0, 1]: a
                     reviewer with FPR a reports what has 1 - a or more; 0: it has no score */
    bool hides_actor; /* who is asked is not to see whose task it is, nor `reports` */
    bool deed;        /* asked of the actor: whether it attacks. Else of a reviewer */
    bool watched;     /* of a deed: whether the actor believes that it is watched */
    bool attack;      /* of a review, the truth: for counts alone, nobody is shown it */
} cst_question;

/* What became of what was answered, once its round is over. */
typedef struct cst_outcome {
    cst_question question;
    double answer;
    bool reported;     /* of a review: the answer is a report */
    bool proven;       /* an audit found an attack */
    cst_record record; /* of the task; its response included, what is taken back later is not */
} cst_outcome;

/* Who is asked, and who is told. Any thread; questions and outcomes of one call are of one cell. */
typedef struct cst_outside {
    void *self;
    /* Fills an answer for each question; these are in order of trial and actor, of one round, and
     * all deeds or all reviews. 0, or an error that ends the unit. */
    int (*ask)(void *self, uint32_t cell, const cst_question *question, size_t count,
               double *answer, cst_error *error);
    /* What became of what was asked in a round; NULL: nobody wants to know. */
    int (*tell)(void *self, uint32_t cell, const cst_outcome *outcome, size_t count,
                cst_error *error);
    /* Attacks that escaped in a trial, and those that would have if no external reviewer had said
     * anything (all with the same draws). Not where agents act outside: what they would have done
     * then nobody knows. NULL: nobody wants to know, and the second trial is not played. */
    int (*pair)(void *self, uint32_t cell, uint64_t trial, uint64_t escaped, uint64_t silent,
                cst_error *error);
} cst_outside;

/* Nobody says anything. */
extern const cst_outside cst_outside_silent;

/* The questions of one trial, a round at a time, and their answers. */
typedef struct cst_questions {
    cst_question *question; /* heap: of the round, deeds first */
    double *answer;         /* heap */
    size_t count, room;
    size_t deeds;     /* how many of them are deeds */
    size_t next;      /* the answer that is read next */
    bool answering;   /* answers are in */
    bool lost;        /* a question, or what follows, did not fit */
    uint32_t *report; /* heap: by agent, reports on its tasks in earlier rounds */
    uint8_t *attacks; /* heap: by agent, whether its peer has it attack in this round */
} cst_questions;

/* Begins a trial of so many agents; where it does not fit, `lost` is set. */
void cst_questions_begin(cst_questions *questions, uint32_t agents);

/* Adds one; where it does not fit, `lost` is set. Free is legal on zeroed questions. */
void cst_questions_add(cst_questions *questions, const cst_question *question);
void cst_questions_free(cst_questions *questions);

#endif
