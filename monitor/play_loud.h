/* SPDX-License-Identifier: MIT
 *
 * Honest work about which somebody may have something to say: where jumps over tasks land
 * (monitor/play_events.h). A landing is as likely as the largest chance that the work is loud, over
 * all states and lineages of its crew; what it comes to is drawn given that, and most often that is
 * something. What is said of honest work between landings is nothing.
 */
#ifndef CST_MONITOR_PLAY_LOUD_H
#define CST_MONITOR_PLAY_LOUD_H

#include "monitor/model.h"

/* Draws of a joint review that may make it loud: of the two flags, of an accusation, of the
 * trusted monitor's abstention and of the agent's. */
enum { CST_LOUD_CELL = 0, CST_LOUD_ACCUSE, CST_LOUD_TRUSTED, CST_LOUD_AGENT, CST_LOUD_DRAWS };

/* A reviewer may be loud where its verdict's draw is below `one`, the largest chance of all of
 * them; what it says is drawn given that. */
typedef struct cst_loud {
    double any;                          /* P(a landing) */
    cst_chance one;                      /* of a reviewer */
    cst_chance first[CST_REVIEWERS_MAX]; /* P(the first is at most this slot, or this draw of a
                                            joint review | a landing) */
    cst_chance (*verdict)[CST_VERDICTS]; /* heap: by difficulty, actor and reviewer as in
                                            cst_model_seen, the verdicts of honest work, given that
                                            it may be loud */
    cst_chance *difficult;               /* heap: P(at most this difficulty | a slot may be loud) */
    cst_chance abstains;                 /* P(the trusted monitor abstains | a landing) */
    /* Chained: P(at most this + 1 levels are asked while nobody reports | a landing), the same of
     * quiet work, and P(more than so many are asked of that). */
    cst_chance asked[CST_REVIEWERS_MAX], silent[CST_REVIEWERS_MAX];
    double longer[CST_REVIEWERS_MAX];
    cst_chance cell[2]; /* joint flags: [at most this of agent, trusted], given that one is */
    cst_chance accuses; /* joint: an agent that schemes */
    double share;       /* of honest work that a trusted score sets apart */
    bool whole;         /* every task is looked at: landings would be as many */
    bool weighed;       /* auto weighs whether trials are played so, see skip_played.c */
} cst_loud;

/* Makes what landings need of a model whose trials can be played so. 0 or CST_ERR_MEMORY. */
int cst_loud_make(cst_loud *loud, const cst_model *model, cst_error *error);

/* Legal on a zeroed one and after failure. */
void cst_loud_free(cst_loud *loud);

#endif
