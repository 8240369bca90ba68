/* SPDX-License-Identifier: MIT
 *
 * For the files of this room: votes on several attacks at once, in vectors, where all that matters
 * is in the words at fixed places of each attack's draws. The votes are those of cst_review_attack.
 * An attack whose votes these words do not decide is marked as open: a word ties with a chance, or
 * a scheming reviewer's report depends on a further draw.
 */
#ifndef CST_MONITOR_BALLOTS_H
#define CST_MONITOR_BALLOTS_H

#include "base/quads.h"
#include "monitor/model.h"
#include "monitor/votes.h"

enum { CST_BALLOTS_QUADS = 4 }; /* the most of an attack that are looked at */

/* What the words of an attack are compared with, made ready once for many. */
typedef struct cst_ballots {
    bool serve;             /* attacks of the model can be told from words at fixed places at all */
    bool states;            /* the first word says how many reviewers scheme */
    bool accuses, abstains; /* there are draws that do */
    bool hides, tells; /* scheming reviewers always hide a report, or never; else a draw says */
    uint32_t slots;
    uint32_t quads; /* of an attack that hold its words where none ties; 1 where it cannot say */
    uint64_t scheming[4 * CST_BALLOTS_QUADS];
    uint64_t verdict[CST_VERDICTS];
} cst_ballots;

/* Votes of CST_QUADS attacks. */
typedef struct cst_ballots_votes {
    cst_votes votes[CST_QUADS];
    uint64_t open[CST_QUADS]; /* not 0: these words do not decide */
    bool any_open;
} cst_ballots_votes;

/* Made ready for a model. */
cst_ballots cst_ballots_make(const cst_model *model);

/* The votes by the first quads of each attack's draws, where these serve. width: one that the
 * processor has. */
void cst_ballots_count(cst_lanes_width width, const cst_ballots *ballots,
                       const cst_quads_words *words, cst_ballots_votes *votes);

#endif
