/* SPDX-License-Identifier: MIT
 * What all ways to look at a task of a played trial share: its crew and what binds it, its score,
 * and what the protocol makes of what was said. */
#include "monitor/plant.h"
#include "monitor/play_parts.h"

bool cst_play_keeps(const cst_play *play, uint32_t agent, uint64_t address)
{
    const uint64_t who = (uint64_t)play->holder[agent].actor << 32 | agent;
    const cst_task planted = {address, play->round, agent};
    return cst_plant_keeps(play->model, &play->random, &planted,
                           cst_review_rate(play->model, &play->random, play->trial, who));
}

/* Picks the crew of a task among the agents that are not out. */
void cst_play_assign(cst_play *play, const cst_task *task)
{
    const cst_model *model = play->model;
    const cst_absent absent = {play->seats.out_from, play->seats.active};
    play->crew_size =
        play->laws->anonymous
            ? cst_assign_count(model, task, &absent)
            : cst_assign_reviewers(model, &play->random, task, &play->order, &absent, &play->crew);
}

/* Which of the crew scheme: by the causes of the scope, by their own rates, or by the law of the
 * task (states). */
uint32_t cst_play_crew_states(cst_play *play, const cst_play_context *context,
                              const cst_chance *states, cst_draws *draws)
{
    const cst_model *model = play->model;
    const cst_reviewers *crew = &play->crew;
    const bool apart = cst_scheming_apart(&model->spec.scheming);
    const uint64_t trial = play->is_ghost ? play->haunted : play->trial; /* whose agents they are */
    uint32_t scheming = 0;
    if (!model->states_matter) {
        return 0;
    }
    if (context->cause == NULL && !model->states_by_agent) {
        const uint64_t filled = (UINT64_C(1) << play->crew_size) - 1;
        return cst_review_states(model, states, draws) & (uint32_t)filled;
    }
    for (uint32_t slot = 0; slot < play->crew_size; slot++) {
        const uint32_t agent = crew->agent[slot];
        const uint32_t g = apart ? cst_population_lineage(&model->population, agent) : 0;
        /* The place of its type: the agent, or who took its seat. */
        const uint64_t who = (uint64_t)play->holder[agent].generation << 32 | agent;
        const bool schemes =
            context->cause != NULL
                ? cst_cause_next(&context->cause[g], draws)
                : cst_draws_below(draws, cst_review_rate(model, &play->random, trial, who));
        scheming |= (uint32_t)schemes << slot;
    }
    return scheming;
}

/* The bit in `covered` that says whether `coverer` has covered for `other`. */
size_t cst_play_covered_bit(const cst_play *play, uint32_t coverer, uint32_t other)
{
    return (size_t)coverer * play->model->spec.agents + other;
}

/* Those of the schemers that would collude with this actor. */
static uint32_t willing(cst_play *play, uint32_t actor, uint32_t scheming, cst_draws *draws)
{
    const cst_reviewers *crew = &play->crew;
    const cst_collusion *strategy = play->model->spec.collusion.strategy;
    if (!strategy->clique && !strategy->reciprocal) {
        return scheming;
    }
    uint32_t left = 0;
    for (uint32_t slot = 0; slot < play->crew_size; slot++) {
        const uint32_t bit = UINT32_C(1) << slot;
        if ((scheming & bit) == 0) {
            continue;
        }
        bool covers = false;
        if (strategy->clique) {
            covers = play->agent[actor].member && play->agent[crew->agent[slot]].member;
        } else {
            const size_t bit_at = cst_play_covered_bit(play, actor, crew->agent[slot]);
            covers = (play->covered[bit_at / 8] >> bit_at % 8 & 1) != 0 ||
                     cst_draws_below(draws, play->laws->start);
        }
        left |= covers ? bit : 0;
    }
    return left;
}

uint32_t cst_play_crew(cst_play *play, const cst_task *task, const cst_play_context *context,
                       cst_draws *draws)
{
    const cst_chance *states = play->laws->states[context->watched][play->schemer];
    cst_play_assign(play, task);
    play->covers = 0;
    const uint32_t scheming = cst_play_crew_states(play, context, states, draws);
    play->crew_schemes = scheming;
    return willing(play, task->agent, scheming, draws);
}

bool cst_play_schemes(const cst_play *play, uint32_t agent)
{
    const cst_model *model = play->model;
    const cst_task *planted = play->planted;
    if (play->is_ghost || !model->mixture) {
        return play->is_ghost || play->schemes[agent] > 0;
    }
    if (planted != NULL && planted->round == play->round && planted->agent == agent) {
        return cst_play_keeps(play, agent, play->trial);
    }
    const uint8_t level = play->schemes[agent];
    const uint64_t who = (uint64_t)play->holder[agent].actor << 32 | agent;
    return level > 0 &&
           (!model->by_level || level >= cst_review_level(model, &play->random, play->trial, who));
}

void cst_play_find_context(cst_play *play, const cst_task *task, cst_play_context *context)
{
    const cst_model *model = play->model;
    const cst_scheming_spec *scheming = &model->spec.scheming;
    context->watched = play->watched;
    context->cause = cst_scheming_shares(scheming) ? play->cause : NULL;
    if (scheming->scope != CST_SCOPE_TASK ||
        (context->cause == NULL && scheming->awareness <= 0.0)) {
        return;
    }
    if (play->log != NULL) {
        cst_play_context_given(model, &play->random, task, play->schemer, context);
        return;
    }
    cst_play_task_context(model, &play->random, task, play->planted, context);
    if (context->cause != NULL) { /* the actor was the first to draw from its lineage's */
        cst_cause_follow(&context->own[cst_population_lineage(&model->population, task->agent)], 1,
                         play->schemer);
    }
}

void cst_play_put_verdicts(cst_view *view, uint32_t reviews, cst_verdicts said)
{
    view->reporters = said.reports;
    view->abstainers = said.abstentions;
    view->record.reviews = (uint8_t)reviews;
    const cst_votes votes = cst_review_count(said, 0);
    view->record.reports = votes.reports;
    view->record.abstentions = votes.abstentions;
}

void cst_play_rank_votes(const cst_play *play, cst_view *view, cst_draws *draws)
{
    const uint32_t slots = play->model->slots;
    if (view->record.reports > 0) {
        const double ties = (double)(cst_draws_next(draws) >> 11) * 0x1p-53;
        view->suspicion = ((double)(slots - view->record.reports) + ties) / (double)(slots + 1);
    }
}

double cst_play_suspicion(const cst_roc *roc, bool attack, uint64_t word)
{
    if (attack) {
        return cst_roc_draw(roc, word);
    }
    const double suspicion = cst_roc_draw_honest(word);
    return suspicion <= roc->reach ? suspicion : 1.0;
}

void cst_play_judge(cst_play *play, uint32_t agent, cst_view *view, cst_draws *draws)
{
    const cst_protocol *kind = play->model->spec.protocol.kind;
    if (kind->judge != NULL) {
        kind->judge(play, agent, view, draws);
    } else {
        const bool flagged = cst_fate_flagged(play->model, &view->record);
        view->action = flagged ? CST_ACTION_AUDIT : CST_ACTION_USE;
    }
    if (view->action == CST_ACTION_AUDIT && !play->laws->flagged_audited.always &&
        !cst_draws_below(draws, play->laws->flagged_audited)) {
        view->action = CST_ACTION_FLAG;
    }
}
