/* SPDX-License-Identifier: MIT
 *
 * How often agents have met in tasks that nobody looked at, where trials are played from event to
 * event and every review is an episode that two agents share (collusion_learned.c). Who reviewed a
 * quiet task is drawn when it is first asked for, and only as far as it is asked: of the open tasks
 * of an actor those that a reviewer was at, given what is known of them. A task has k places and m
 * agents for them; where s places are known to belong to some of r agents that were asked about,
 * another one has a place with chance (k - s) / (m - r). Those chances are all that draws need, so
 * jumps go from one meeting to the next, and what nobody asks for costs nothing. Where reviewers
 * follow an order (ring, fixed-pair, rotate) meetings are counted, without a draw.
 *
 * What is known of an actor's tasks is a list, the newest first: tasks whose crew is known, quiet
 * tasks with places that are taken, and how far each reviewer has been asked about. Pure; one user
 * at a time.
 */
#ifndef CST_MONITOR_CONTACTS_H
#define CST_MONITOR_CONTACTS_H

#include "monitor/assign.h"
#include "monitor/seats.h"

enum { CST_CONTACTS_WORDS = 8 }; /* of an event, about, and two more for each of its reviewers */

typedef struct cst_contacts {
    const cst_model *model; /* NULL: nothing is counted here */
    const cst_seats *seats; /* of the trial, with its order */
    const cst_order *order;
    uint32_t round; /* under way */
    uint32_t *word; /* heap: by actor where its list begins, then the parts of all lists */
    uint32_t used, room;
    uint32_t *change; /* heap: rows of seats that were left or taken, see contacts.c */
    uint32_t changes, rows;
    uint32_t fewest;   /* random: as many may review an actor, at least, in every row; else 0 */
    uint64_t *renewed; /* heap: by reviewer, the first task of the trial that it may have met */
    uint32_t *undo;    /* heap: words of parts that were there before, and what they were */
    uint32_t undone, undos;
    uint32_t kept;   /* words that are kept; UINT32_MAX: all */
    cst_draws draws; /* the caller's, at a task; a trial begins without */
    bool lost;       /* memory failed: counts are of no use */
} cst_contacts;

/* NULL, or why those of a checked spec cannot be counted: "its reviewers learn from the work of
 * everybody". */
const char *cst_contacts_refuse(const cst_trial_spec *spec);

/* Whether a checked spec needs them. */
bool cst_contacts_needed(const cst_trial_spec *spec);

/* Room for those of trials of the model; nothing where it needs none. 0 or CST_ERR_MEMORY; free is
 * legal on zeroed contacts and after failure. */
int cst_contacts_init(cst_contacts *contacts, const cst_model *model, cst_error *error);
void cst_contacts_free(cst_contacts *contacts);

/* A trial begins; both must stay. order: looked at under fixed-pair and rotate only. */
void cst_contacts_begin(cst_contacts *contacts, const cst_seats *seats, const cst_order *order);

/* A round begins, from which on an agent is out, or a fresh one holds its seat. */
void cst_contacts_move(cst_contacts *contacts, uint32_t round, uint32_t seat, bool comes);

/* A fresh agent reviews in the place of this one, after the task of another in this round. */
void cst_contacts_renew(cst_contacts *contacts, uint32_t reviewer, uint32_t actor);

/* A task of this round is not quiet. agent: of those that reviewed it, the ones that are counted
 * the next time they are asked for. */
void cst_contacts_know(cst_contacts *contacts, uint32_t actor, const uint32_t *agent,
                       uint32_t count);

/* How often a reviewer has met an actor since it was asked for last, in its tasks of the rounds
 * before `until`: this one, or the next one. Once it was `most` times, earlier ones are left out
 * for good. */
uint64_t cst_contacts_draw(cst_contacts *contacts, uint32_t reviewer, uint32_t actor,
                           uint32_t until, uint64_t most, cst_draws *draws);

/* From here on what is drawn is forgotten again, with `forget`. */
void cst_contacts_mark(cst_contacts *contacts);
void cst_contacts_forget(cst_contacts *contacts);

#endif
