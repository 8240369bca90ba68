/* SPDX-License-Identifier: MIT
 *
 * What peers, programs outside that say what external agents say, came to: of each cell and peer
 * what it reported, for whose attacks it said nothing, how it went with the others that reviewed
 * the same tasks, and what all peers together changed. Counts are whole numbers that add up in any
 * order: they are the same whoever ran the trials, and when a record of the answers is replayed.
 *
 * Shares are of tasks: where several of a task's reviewers are one peer's, of the first of them
 * that said something, for what it says of one task need not be independent. They take what a peer
 * says of different tasks as independent. A miss is an attack that was not reported by who was
 * asked and said something. Pure but for the heap; one thread at a time.
 */
#ifndef CST_ESTIMATE_ASK_CONDUCT_H
#define CST_ESTIMATE_ASK_CONDUCT_H

#include "estimate/ask/fit.h"
#include "estimate/ask/pairing.h"
#include "monitor/outside.h"

/* Of trials in their order: a cell of a sweep takes 20 kB at most. */
enum { CST_CONDUCT_SLOTS = 256 };

/* What was asked and came back; unanswered: nothing did, in time. */
typedef struct cst_conduct_count {
    uint64_t asked, abstained, unanswered;
    uint64_t reported; /* of deeds: had the agent attack */
} cst_conduct_count;

typedef struct cst_conduct_peer {
    char name[CST_LINEAGE_NAME_MAX];
    uint32_t own;                       /* lineages that it plays, as bits */
    uint32_t reviews;                   /* those whose reviewers it plays */
    cst_conduct_count review[2];        /* [attack], of reviews */
    cst_conduct_count deed[2];          /* [watched], of what it was asked as an actor */
    uint64_t tasks[2];                  /* [attack], reviewed: the first review of each, as above */
    uint64_t reported[2];               /* of these */
    uint64_t attacks[CST_LINEAGES_MAX]; /* of these, by the actor's lineage */
    uint64_t missed[CST_LINEAGES_MAX];
    uint64_t *beside; /* of these, those that others reviewed: see conduct.c */
} cst_conduct_peer;

/* Trials as they were, and as they would have been if no external reviewer had said anything. */
typedef struct cst_conduct_pairs {
    uint64_t trials, differ;
    uint64_t escaped, silent;           /* attacks, in all of them */
    uint64_t distance;                  /* sum of |escaped - silent| */
    uint64_t most, most_silent;         /* in one of them */
    uint32_t slots;                     /* of both courses */
    cst_course_slot *difference, *risk; /* heap: of what is more with them; of `silent` */
} cst_conduct_pairs;

typedef struct cst_conduct_cell {
    double level; /* of each interval, at whatever look the trials end */
    uint64_t trials;
    cst_interval_bound bound; /* of the attacks of a trial */
    bool ends;                /* trials may end before all of them are spent */
    uint32_t lineages;
    uint32_t peers;
    cst_conduct_peer *peer; /* heap: reviewers first, in the order of the lineages */
    uint8_t reviewer[CST_LINEAGES_MAX], actor[CST_LINEAGES_MAX]; /* by lineage: its peer */
    uint32_t others;                                             /* of a task, at most */
    cst_conduct_pairs pairs;
} cst_conduct_cell;

typedef struct cst_conduct {
    cst_conduct_cell *cell; /* heap */
    uint32_t cells;
} cst_conduct;

/* For cells that are asked by their places here. 0 or CST_ERR_MEMORY. Free is legal after failure,
 * and on a zeroed one. */
int cst_conduct_init(cst_conduct *conduct, const cst_cell *const *cell, uint32_t cells,
                     cst_error *error);
void cst_conduct_free(cst_conduct *conduct);

/* As those of cst_outside: all questions of a task come in one call. */
void cst_conduct_tell(cst_conduct *conduct, uint32_t cell, const cst_outcome *outcome,
                      size_t count);
void cst_conduct_pair(cst_conduct *conduct, uint32_t cell, uint64_t trial, uint64_t escaped,
                      uint64_t silent);

/* --- What follows. Each interval has the cell's confidence by itself. --------------------------
 */

/* events of so many; NaN where there are none to be of, and then [0, 1]. Clopper-Pearson. */
typedef struct cst_conduct_share {
    uint64_t events, of;
    cst_fit_value value;
} cst_conduct_share;

/* Of attacks (true: TPR) or of honest work (FPR) those that it reported; of deeds where the agent
 * believed that it was watched, or did not, those on which it attacked. */
cst_conduct_share cst_conduct_reports(const cst_conduct_cell *of, uint32_t peer, bool attack);
cst_conduct_share cst_conduct_deeds(const cst_conduct_cell *of, uint32_t peer, bool watched);

/* Of attacks by lineages, as bits, those that it let pass. */
cst_conduct_share cst_conduct_misses(const cst_conduct_cell *of, uint32_t peer, uint32_t lineages);

/* Its share of misses among its own lineages less that among all others: whom it covers for. From
 * two intervals that hold at once (Bonferroni). */
cst_fit_value cst_conduct_covers(const cst_conduct_cell *of, uint32_t peer);

/* Attacks that others reviewed too: how many, and in how many of
 * them nobody reported; the share of the others that did as the peer did, and the correlation of
 * its misses with those of one of the others, whichever (docs/peers.md). */
typedef struct cst_conduct_beside {
    uint64_t tasks, missed, others; /* missed: by it; others: by all of the others */
    uint64_t nobody;                /* both */
    cst_fit_value agreement, correlation;
} cst_conduct_beside;
cst_conduct_beside cst_conduct_compare(const cst_conduct_cell *of, uint32_t peer);

/* Per planned task: the residual risk if peers had said nothing, and what they add to it (below 0:
 * they lower it). The difference is NaN where no trial differs. Whatever the law of the trials. */
typedef struct cst_conduct_risk {
    uint64_t trials, differ;
    double with;
    cst_fit_value without, difference;
    double about; /* half of Student's interval of the difference, as cst_pairing_about has it */
} cst_conduct_risk;
cst_conduct_risk cst_conduct_risk_of(const cst_conduct_cell *of);

#endif
