/* SPDX-License-Identifier: MIT
 * Who schemes in a played trial: beliefs and causes by scope, and the actors' states under them. */
#include "base/check.h"
#include "monitor/play_parts.h"

/* The round that stands for "the whole trial" in addresses; rounds are below 2^31. */
static const uint32_t whole_trial = UINT32_MAX;
/* The lineage that stands for "all of them". */
static const uint32_t everybody = UINT32_MAX;

/* Whether nothing ties the states of agents but the law of a task: neither beliefs nor causes. */
static bool plain(const cst_model *model)
{
    return !cst_scheming_shares(&model->spec.scheming) && model->spec.scheming.awareness <= 0.0;
}

/* The causes that a lineage's agents draw from; across the population it is the first one's. */
static const cst_causes *causes_of(const cst_model *model, uint32_t lineage, bool watched)
{
    const bool apart = cst_scheming_apart(&model->spec.scheming);
    return &model->play->causes[(watched ? model->population.lineages : 0) + (apart ? lineage : 0)];
}

/* Whether the agents of a scope believe that they are watched. given: one of them schemes. */
static bool draw_watched(const cst_model *model, bool given, cst_draws *draws)
{
    return cst_draws_below(draws, given ? model->play->watched_schemer : model->play->watched);
}

/* The cause of a lineage. given: the planted schemer, or NULL; it may be of another one. */
static cst_cause draw_cause(const cst_model *model, uint32_t lineage, bool watched,
                            const cst_task *given, cst_draws *draws)
{
    const cst_causes *causes = causes_of(model, lineage, watched);
    const bool apart = cst_scheming_apart(&model->spec.scheming);
    const bool own = given != NULL && (!apart || cst_population_lineage(&model->population,
                                                                        given->agent) == lineage);
    return own ? cst_cause_draw_given(causes, draws) : cst_cause_draw(causes, draws);
}

static void cross(const cst_model *model, bool watched, cst_draws *draws, cst_cause *cause)
{
    cst_crossing_draw(&model->play->crossing[watched], &model->spec.population, draws, cause);
}

/* The belief is at an address of its own, and so is a lineage's cause; crossed factors are all at
 * the first one's. */
bool cst_play_causes(const cst_model *model, const cst_random *random, uint64_t trial,
                     uint32_t round, const cst_task *planted, cst_cause *cause)
{
    const bool whole = model->spec.scheming.scope == CST_SCOPE_TRIAL;
    const cst_task *given = planted != NULL && (whole || planted->round == round) ? planted : NULL;
    const uint32_t at = model->spec.scheming.scope == CST_SCOPE_TRIAL ? whole_trial : round;
    cst_draws draws;
    bool watched = false;
    if (!cst_chance_sure(model->play->watched, false)) {
        draws = cst_draws_at(random, trial, cst_random_place(at, everybody), CST_DRAW_CAUSE);
        watched = draw_watched(model, given != NULL, &draws);
    }
    for (uint32_t g = 0; g < model->population.lineages; g++) {
        const bool crossed = model->play->crossing != NULL;
        const cst_causes *causes = crossed ? NULL : causes_of(model, g, watched);
        if (crossed || !causes->urn) { /* an urn takes no draw */
            draws = cst_draws_at(random, trial, cst_random_place(at, g), CST_DRAW_CAUSE);
        }
        if (crossed) {
            cross(model, watched, &draws, cause);
            break;
        }
        cause[g] = draw_cause(model, g, watched, given, &draws);
    }
    return watched;
}

void cst_play_begin_scope(cst_play *play, const uint64_t *schemers, uint64_t rounds)
{
    const cst_model *model = play->model;
    const bool apart = cst_scheming_apart(&model->spec.scheming);
    play->watched =
        cst_play_causes(model, &play->random, play->trial, play->round, play->planted, play->cause);
    for (uint32_t g = 0; g < model->population.lineages; g++) {
        const uint64_t size = cst_population_size(&model->population, g);
        cst_cause_follow(&play->cause[apart ? g : 0], size * rounds, schemers[g]);
    }
}

void cst_play_draw_context(const cst_model *model, const cst_task *given, cst_draws *draws,
                           cst_play_context *context)
{
    context->watched = false;
    context->cause = NULL;
    if (plain(model)) {
        return;
    }
    context->watched = draw_watched(model, given != NULL, draws);
    if (!cst_scheming_shares(&model->spec.scheming)) {
        return;
    }
    context->cause = context->own;
    if (model->play->crossing != NULL) {
        cross(model, context->watched, draws, context->own);
        return;
    }
    for (uint32_t g = 0; g < model->population.lineages; g++) {
        context->own[g] = draw_cause(model, g, context->watched, given, draws);
    }
}

void cst_play_task_context(const cst_model *model, const cst_random *random, const cst_task *task,
                           const cst_task *planted, cst_play_context *context)
{
    cst_draws draws = cst_task_draws(random, task, CST_DRAW_TASK_CAUSE);
    const bool given =
        planted != NULL && planted->round == task->round && planted->agent == task->agent;
    cst_play_draw_context(model, given ? planted : NULL, &draws, context);
}

/* Whether the actor of a task schemes, the first to draw from its context. */
static bool draw_actor(const cst_model *model, uint32_t lineage, cst_draws *draws,
                       cst_play_context *context)
{
    return context->cause != NULL
               ? cst_cause_next(&context->cause[lineage], draws)
               : cst_draws_below(draws, model->play->scheme[context->watched][lineage]);
}

void cst_play_context_given(const cst_model *model, const cst_random *random, const cst_task *task,
                            bool schemes, cst_play_context *context)
{
    const uint32_t lineage = cst_population_lineage(&model->population, task->agent);
    cst_draws draws = cst_task_draws(random, task, CST_DRAW_TASK_CAUSE);
    if (schemes) {
        cst_play_draw_context(model, task, &draws, context);
        if (context->cause != NULL) { /* the actor was the first to draw */
            cst_cause_follow(&context->own[lineage], 1, 1);
        }
        return;
    }
    do {
        cst_play_draw_context(model, NULL, &draws, context);
    } while (draw_actor(model, lineage, &draws, context));
}

static bool draw_state(const cst_random *random, const cst_task *task, cst_cause *cause)
{
    cst_draws draws = cst_task_draws(random, task, CST_DRAW_STATE);
    return cst_cause_next(cause, &draws);
}

/* Actors under causes of their tasks: the actor is the first to draw from its lineage's. */
static bool own_state(const cst_model *model, const cst_random *random, const cst_task *task)
{
    cst_play_context context;
    cst_play_task_context(model, random, task, NULL, &context);
    const uint32_t g = cst_population_lineage(&model->population, task->agent);
    if (context.cause != NULL) {
        return draw_state(random, task, &context.cause[g]);
    }
    cst_draws draws = cst_task_draws(random, task, CST_DRAW_STATE);
    return cst_draws_below(&draws, model->play->scheme[context.watched][g]);
}

/* Of how many of the types of schemers an actor would scheme: one draw against the rates of both.
 */
static uint8_t level(const cst_model *model, const cst_random *random, uint64_t trial,
                     uint64_t place, uint32_t first)
{
    const cst_chance rate[2] = {model->rate_rare, model->rate_consistent};
    uint8_t types = 0;
    for (int i = 0; i < 2; i++) {
        types += cst_random_below32(random, trial, place, CST_DRAW_ATTACK, 0, first, rate[i]);
    }
    return types;
}

/* Without beliefs and causes: the draws that attacks have wherever trials are not played. */
static void plain_states(const cst_model *model, const cst_random *random, uint64_t trial,
                         uint32_t round, uint8_t *schemes)
{
    cst_random_quad quad = {{0}};
    for (uint32_t agent = 0; agent < model->spec.agents; agent++) {
        const uint32_t half = agent % CST_HALVES;
        if (half == 0) {
            quad = cst_random_at(random, trial, cst_random_place(round, agent / CST_HALVES),
                                 CST_DRAW_ATTACK, 0, 0);
        }
        schemes[agent] = 0;
        if (cst_chance_first32(model->play->scheme_most, cst_random_half(&quad, half)) > 0) {
            continue;
        }
        const uint64_t place = cst_random_place(round, agent);
        const uint32_t first = cst_random_half(&quad, half);
        if (model->by_level) {
            schemes[agent] = level(model, random, trial, place, first);
            continue;
        }
        const cst_chance rate = cst_review_rate(model, random, trial, agent);
        schemes[agent] = cst_random_below32(random, trial, place, CST_DRAW_ATTACK, 0, first, rate);
    }
}

/* Causes of a round or of the trial: lineage by lineage, and where an urn is shared, in order. */
static void shared_states(const cst_model *model, const cst_random *random, uint64_t trial,
                          uint32_t round, const cst_task *planted, cst_cause *cause,
                          uint8_t *schemes)
{
    for (uint32_t agent = 0; agent < model->spec.agents; agent++) {
        const bool apart = cst_scheming_apart(&model->spec.scheming);
        const uint32_t g = apart ? cst_population_lineage(&model->population, agent) : 0;
        const cst_task task = {trial, round, agent};
        const bool here = planted != NULL && planted->round == round && planted->agent == agent;
        schemes[agent] = here || draw_state(random, &task, &cause[g]);
    }
}

void cst_play_states_of_round(const cst_model *model, const cst_random *random, uint64_t trial,
                              uint32_t round, uint8_t *schemes)
{
    if (plain(model)) {
        plain_states(model, random, trial, round, schemes);
        return;
    }
    cst_require(model->spec.scheming.scope == CST_SCOPE_TASK);
    for (uint32_t agent = 0; agent < model->spec.agents; agent++) {
        const cst_task task = {trial, round, agent};
        schemes[agent] = own_state(model, random, &task);
    }
}

/* The planted schemer is the first to draw from its lineage's urn. */
static void lead(const cst_model *model, const cst_task *planted, cst_cause *cause)
{
    const bool apart = cst_scheming_apart(&model->spec.scheming);
    const uint32_t g = apart ? cst_population_lineage(&model->population, planted->agent) : 0;
    cst_cause_follow(&cause[g], 1, 1);
}

void cst_play_states(const cst_model *model, const cst_random *random, uint64_t trial,
                     const cst_task *planted, uint8_t *schemes)
{
    const cst_scope scope = model->spec.scheming.scope;
    const uint32_t agents = model->spec.agents;
    cst_cause cause[CST_LINEAGES_MAX];
    cst_require(model->play != NULL);
    for (uint32_t round = 0; round < model->spec.rounds; round++) {
        uint8_t *row = schemes + (size_t)round * agents;
        if (plain(model) || scope == CST_SCOPE_TASK) {
            cst_play_states_of_round(model, random, trial, round, row);
            if (planted != NULL && planted->round == round) {
                row[planted->agent] = 1;
            }
            continue;
        }
        if (round == 0 || scope == CST_SCOPE_ROUND) {
            (void)cst_play_causes(model, random, trial, round, planted, cause);
            if (planted != NULL && (scope == CST_SCOPE_TRIAL || planted->round == round)) {
                lead(model, planted, cause);
            }
        }
        shared_states(model, random, trial, round, planted, cause, row);
    }
}
