/* SPDX-License-Identifier: MIT
 *
 * For the files of this room: the parts of a played trial, and what protocols that remember ask of
 * it. Each part is a function of the state of the trial alone.
 */
#ifndef CST_MONITOR_PLAY_PARTS_H
#define CST_MONITOR_PLAY_PARTS_H

#include "monitor/play.h"

/* What the agents of one task share: their beliefs, and the causes of their states where these
 * belong to the task. */
typedef struct cst_play_context {
    bool watched;
    cst_cause *cause; /* by lineage, or NULL: states come from the law of the task */
    cst_cause own[CST_LINEAGES_MAX];
} cst_play_context;

/* Fills the causes, by lineage, of what a scope shares; returns whether its agents believe that
 * they are watched. All are at their addresses. */
bool cst_play_causes(const cst_model *model, const cst_random *random, uint64_t trial,
                     uint32_t round, const cst_task *planted, cst_cause *cause);

/* The causes of the scope that begins, of so many rounds: schemers[lineage] of the actors have
 * drawn from them. */
void cst_play_begin_scope(cst_play *play, const uint64_t *schemers, uint64_t rounds);

/* Those of one task, where the scope is the task: drawn, and drawn at the task's address. The
 * context must stay where it is. */
void cst_play_draw_context(const cst_model *model, const cst_task *given, cst_draws *draws,
                           cst_play_context *context);
void cst_play_task_context(const cst_model *model, const cst_random *random, const cst_task *task,
                           const cst_task *planted, cst_play_context *context);

/* Those of one task, given the state of its actor, which has drawn from them; not where causes are
 * crossed factors and the actor schemes. */
void cst_play_context_given(const cst_model *model, const cst_random *random, const cst_task *task,
                            bool schemes, cst_play_context *context);

/* Whether an actor schemes. Where states are levels, by the type of the agent that holds its seat;
 * one that is planted alone, if it is kept. */
bool cst_play_schemes(const cst_play *play, uint32_t agent);

/* Looks at the task of an active agent: the actor's deed, the reviews, the protocol's judgement,
 * the honeypot beside it. */
void cst_play_look(cst_play *play, uint32_t agent);

/* The same of honest work where jumps land (monitor/play_loud.h). False: nobody is loud. */
bool cst_play_look_loud(cst_play *play, uint32_t agent);

/* Honest work whose score competes for audits. landed: jumps land there; suspicion: of its score,
 * where it is known, else below 0. */
void cst_play_look_scored(cst_play *play, uint32_t agent, bool landed, double suspicion);

/* Votes that compete for audits: their share and a lot. */
void cst_play_rank_votes(const cst_play *play, cst_view *view, cst_draws *draws);

/* Whether the actor of a planted task, whose draws are at an address in the place of a trial's,
 * schemes there (cst_plant_keeps). */
bool cst_play_keeps(const cst_play *play, uint32_t agent, uint64_t address);

/* What these share. The belief and the causes of a task, from which its actor has drawn its
 * state; its crew: who reviews, those that scheme, and those that scheme and collude, a bit a slot;
 * what a crew has said; and what the protocol makes of a task by itself. */
void cst_play_find_context(cst_play *play, const cst_task *task, cst_play_context *context);
void cst_play_assign(cst_play *play, const cst_task *task);
uint32_t cst_play_crew_states(cst_play *play, const cst_play_context *context,
                              const cst_chance *states, cst_draws *draws);
uint32_t cst_play_crew(cst_play *play, const cst_task *task, const cst_play_context *context,
                       cst_draws *draws);
void cst_play_put_verdicts(cst_view *view, uint32_t reviews, cst_verdicts said);
void cst_play_judge(cst_play *play, uint32_t agent, cst_view *view, cst_draws *draws);

/* Where there are questions. Of a round that starts: puts those of its deeds; takes their answers;
 * whether the peer of an actor has it attack. NULL: it has none. */
void cst_play_put_deeds(cst_play *play);
void cst_play_take_deeds(cst_play *play);
const uint8_t *cst_play_deed(const cst_play *play, uint32_t actor);

/* External reviewers of the crew of a task, a bit a slot. Where the round's questions are put: puts
 * those of them. Where answers are in: what a crew has said, with theirs in place; or what the one
 * reviewer of a task finds of it, as a score that is an answer. */
uint32_t cst_play_external(const cst_play *play);
void cst_play_put_questions(cst_play *play, uint32_t actor, uint32_t external, bool attack);
cst_verdicts cst_play_take_answers(cst_play *play, uint32_t external, cst_verdicts said);
double cst_play_take_score(cst_play *play);

/* Adds the reports of a round that is over to those that later questions show. */
void cst_play_add_reports(cst_play *play);

/* Reciprocal: the bit in `covered` that says whether `coverer` has covered for `other`. */
size_t cst_play_covered_bit(const cst_play *play, uint32_t coverer, uint32_t other);

/* A honeypot, where there is one beside the task: its crew looks at a synthetic attack. */
void cst_play_honeypot(cst_play *play, const cst_task *task, cst_play_context *context,
                       cst_view *view);

/* learned: of those that would report an attack, the ones that withhold it, a bit a slot; and what
 * a crew has shared with its actor from this task on. */
uint32_t cst_play_covering(cst_play *play, uint32_t actor, uint32_t reporting, uint32_t scheming,
                           cst_draws *draws);
void cst_play_share_episode(cst_play *play, uint32_t actor, const cst_view *view);

/* The record of a task of the past; NULL where it is quiet and so has none. Or sets it. */
cst_record *cst_play_record(const cst_play *play, uint32_t round, uint32_t agent);
void cst_play_keep(cst_play *play, uint32_t round, uint32_t agent, const cst_record *record);

/* Adds what schemers did about the attack whose record was kept last. */
void cst_play_keep_told(cst_play *play, uint32_t round, uint32_t agent, cst_told told);

/* Settles one task that was looked at. */
void cst_play_settle_task(cst_play *play, uint32_t agent);

/* Looks at the ghosts of the round, which has begun: who is in, is in. */
void cst_play_haunt(cst_play *play);

/* What would become of a ghost whose task was looked at. */
void cst_play_settle_ghost(cst_play *play, uint32_t agent, cst_ghost *ghost);

/* Gives the round's audits to the most suspicious tasks. */
void cst_play_spend(cst_play *play);

/* Settles the round's tasks in order and responds. */
void cst_play_settle(cst_play *play);

/* Whether an agent acts in this round. */
static inline bool cst_play_active(const cst_play *play, uint32_t agent)
{
    return cst_seats_held(&play->seats, agent, play->round);
}

/* A fresh agent takes a seat: of a type of its own, without a past, and of no clique. Whoever plays
 * trials calls this once for each seat that is filled, before the seat's first task. */
void cst_play_welcome(cst_play *play, uint32_t seat);

/* The round of the first of an agent's last response.window outputs, this round's included; not of
 * one who held its seat before. */
uint32_t cst_play_window(const cst_play *play, uint32_t agent);

#endif
