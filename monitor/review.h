/* SPDX-License-Identifier: MIT
 *
 * One task, mechanistically: does its actor attack, and how do its reviewers vote? Every reviewer's
 * state, verdict and collusion is a draw of its own at the task's address, so any worker can play
 * any agent and gets the same answer. Pure.
 */
#ifndef CST_MONITOR_REVIEW_H
#define CST_MONITOR_REVIEW_H

#include "monitor/assign.h"
#include "monitor/votes.h"

/* Votes by slot, as bit masks. */
typedef struct cst_verdicts {
    uint32_t reports, abstentions;
} cst_verdicts;

/* How many there are; scheming: which of the reviewers scheme. */
cst_votes cst_review_count(cst_verdicts verdicts, uint32_t scheming);

/* P(an agent schemes) in one trial: its lineage's rate, or that of its type. who: the seat in the
 * low 32 bits; above, how many agents have held it before. */
cst_chance cst_review_rate(const cst_model *model, const cst_random *random, uint64_t trial,
                           uint64_t who);

/* The level of a state from which on an agent schemes: 1 of the type that schemes more often, 2 of
 * the other, above 2 of those that never do. */
uint32_t cst_review_level(const cst_model *model, const cst_random *random, uint64_t trial,
                          uint64_t who);

/* Which slots' reviewers scheme on one task, where states[s] = P(at most s of them do): a uniform
 * subset, as a bit mask. */
uint32_t cst_review_states(const cst_model *model, const cst_chance *states, cst_draws *draws);

/* The verdicts of so many reviewers on one piece of work; scheming: which of them scheme. */
cst_verdicts cst_review_verdicts(const cst_model *model, cst_work work, const cst_reviewers *who,
                                 uint32_t count, uint32_t scheming, cst_draws *draws);

/* Whether the actor attacks, given the first 8 bits of its ACTOR draw. */
bool cst_review_actor(const cst_model *model, const cst_random *random, const cst_task *task,
                      uint8_t first);

/* Votes on an attack. order: see cst_assign_reviewers; may be NULL where none is needed. */
cst_votes cst_review_attack(const cst_model *model, const cst_random *random, const cst_task *task,
                            const cst_order *order);

/* Votes on many attacks at (trial, place), each as by cst_review_attack: their quads are drawn
 * side by side. For models that need no order. */
void cst_review_attacks(const cst_model *model, const cst_random *random, const uint64_t *trial,
                        const uint64_t *place, uint64_t count, cst_votes *votes);

/* Votes on an attack of which so many reviewers scheme (at most the model's slots; 0 where states
 * do not matter), at a forced attack's address. For models whose reviewers' states follow the law
 * of the task and need no order. */
cst_votes cst_review_forced(const cst_model *model, const cst_random *random, const cst_task *task,
                            uint32_t schemers);

/* Votes on honest work. */
cst_votes cst_review_honest(const cst_model *model, const cst_random *random, const cst_task *task,
                            const cst_order *order);

/* Who says what: the verdicts that these votes count, by slot, the agents behind the slots, and
 * which of them scheme, as far as that was drawn. Where reviewers are alike the votes do not say
 * who they are; they are drawn then as they are where it matters, and the slots, which are not in a
 * random order of themselves, by draws of their own. order: drawn for the trial wherever
 * cst_assign_ordered. For models whose crew is agents of the population. */
cst_verdicts cst_review_name(const cst_model *model, const cst_random *random, const cst_task *task,
                             const cst_order *order, bool attack, cst_reviewers *who,
                             uint32_t *scheming);

/* Whether reviewers of honest work either report it or pass it, each by its PASS draw alone: nobody
 * abstains or accuses, no difficulty ties them together, and who they are does not matter. */
bool cst_review_honest_plain(const cst_model *model);

/* Whether reports on honest work depend on who of the reviewers scheme. */
bool cst_review_honest_withheld(const cst_model *model);

/* Which of the slots that would report honest work do, where it is plain and first is the first
 * quad at its STATES address: bit masks. */
uint32_t cst_review_withhold(const cst_model *model, const cst_random *random, const cst_task *task,
                             uint32_t reporting, const cst_random_quad *first);

/* Whether an audit of this task, were it an attack, finds it. */
bool cst_review_proven(const cst_model *model, const cst_random *random, const cst_task *task);

#endif
