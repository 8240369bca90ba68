/* SPDX-License-Identifier: MIT */
#include "monitor/assign.h"

#include "base/check.h"

#include <stdlib.h>

bool cst_order_needed(const cst_model *model)
{
    return model->reviewers_differ && cst_assign_ordered(&model->spec.protocol);
}

int cst_order_init(cst_order *order, const cst_model *model, cst_error *error)
{
    *order = (cst_order){.agents = model->spec.agents};
    order->at = malloc(2 * (size_t)order->agents * sizeof *order->at);
    if (order->at == NULL) {
        return cst_error_set(error, CST_ERR_MEMORY, NULL, "the order of %u agents does not fit",
                             order->agents);
    }
    order->position = order->at + order->agents;
    return 0;
}

void cst_order_free(cst_order *order)
{
    free(order->at);
    *order = (cst_order){0};
}

void cst_order_draw(cst_order *order, const cst_random *random, uint64_t trial)
{
    cst_draws draws = cst_draws_at(random, trial, 0, CST_DRAW_ORDER);
    for (uint32_t i = 0; i < order->agents; i++) { /* Fisher-Yates, inside out */
        uint32_t j = (uint32_t)cst_draws_uniform(&draws, (uint64_t)i + 1);
        order->at[i] = order->at[j];
        order->at[j] = i;
    }
    for (uint32_t i = 0; i < order->agents; i++) {
        order->position[order->at[i]] = i;
    }
}

/* The crew of a task while it is put together. */
typedef struct crew {
    const cst_model *model;
    const cst_task *task;
    const cst_absent *absent;
    uint32_t first, size; /* excluded: the actor, or its lineage */
    uint32_t count;
    uint32_t *agent;
} crew;

static crew crew_of(const cst_model *model, const cst_task *task, const cst_absent *absent,
                    uint32_t *agent)
{
    crew made = {.model = model,
                 .task = task,
                 .absent = absent,
                 .first = task->agent,
                 .size = 1,
                 .agent = agent};
    if (model->spec.protocol.assign == CST_ASSIGN_CROSS_LINEAGE) {
        const uint32_t own = cst_population_lineage(&model->population, task->agent);
        made.first = model->population.first[own];
        made.size = cst_population_size(&model->population, own);
    }
    return made;
}

static bool is_here(const crew *of, uint32_t agent)
{
    return of->absent == NULL || of->absent->from[agent] > of->task->round;
}

/* How many may review. */
static uint32_t eligible(const crew *of)
{
    const uint32_t agents = of->model->spec.agents;
    if (of->absent == NULL || of->absent->active == agents) {
        return agents - of->size;
    }
    uint32_t count = of->absent->active;
    for (uint32_t agent = of->first; agent < of->first + of->size; agent++) {
        count -= is_here(of, agent);
    }
    return count;
}

static bool has(const crew *of, uint32_t agent)
{
    for (uint32_t i = 0; i < of->count; i++) {
        if (of->agent[i] == agent) {
            return true;
        }
    }
    return false;
}

/* Everybody who may, where so few are left that all of them review: in a drawn order, because who
 * comes first in a chain is a draw too. */
static void take_all(crew *of, cst_draws *draws)
{
    for (uint32_t agent = 0; agent < of->model->spec.agents; agent++) {
        if (is_here(of, agent) && (agent < of->first || agent >= of->first + of->size)) {
            cst_require(of->count < of->model->slots);
            of->agent[of->count++] = agent;
        }
    }
    for (uint32_t slot = 1; slot < of->count; slot++) {
        const uint32_t other = (uint32_t)cst_draws_uniform(draws, slot + 1);
        const uint32_t moved = of->agent[other];
        of->agent[other] = of->agent[slot];
        of->agent[slot] = moved;
    }
}

/* Distinct ones, uniformly: repeats and agents that are out are drawn anew. */
static void draw_distinct(crew *of, const cst_random *random)
{
    const cst_model *model = of->model;
    cst_draws draws = cst_task_draws(random, of->task, CST_DRAW_ASSIGN);
    if (of->absent != NULL && eligible(of) <= model->slots) {
        take_all(of, &draws);
        return;
    }
    while (of->count < model->slots) {
        const uint64_t x = cst_draws_uniform(&draws, model->spec.agents - of->size);
        const uint32_t agent = (uint32_t)(x < of->first ? x : x + of->size);
        if (is_here(of, agent) && !has(of, agent)) {
            of->agent[of->count++] = agent;
        }
    }
}

/* The next ones in a cyclic order: the trial's own, or that of their numbers (NULL). */
static void take_next(crew *of, const cst_order *order)
{
    const uint32_t agents = of->model->spec.agents;
    const uint32_t own = of->task->agent;
    const uint32_t start = order != NULL ? order->position[own] : own;
    for (uint32_t step = 1; step < agents && of->count < of->model->slots; step++) {
        const uint32_t place = (uint32_t)(((uint64_t)start + step) % agents);
        const uint32_t agent = order != NULL ? order->at[place] : place;
        if (is_here(of, agent)) {
            of->agent[of->count++] = agent;
        }
    }
}

/* In round t the agents t k + 1, t k + 2, .. places further in the trial's order, round and round
 * without the actor. Who is out is passed over: the next ones take the place. */
static void take_rotated(crew *of, const cst_order *order)
{
    const uint32_t others = of->model->spec.agents - 1;
    const uint32_t start = order->position[of->task->agent];
    const uint64_t turned = (uint64_t)of->task->round * of->model->slots;
    for (uint32_t j = 0; j < others && of->count < of->model->slots; j++) {
        const uint64_t step = 1 + (turned + j) % others;
        const uint32_t agent = order->at[(start + step) % ((uint64_t)others + 1)];
        if (is_here(of, agent)) {
            of->agent[of->count++] = agent;
        }
    }
}

/* The lineage of an agent, as `seen` tells lineages apart. */
static uint32_t lineage_of(const cst_model *model, uint32_t agent)
{
    return model->lineages > 1 ? cst_population_lineage(&model->population, agent) : 0;
}

uint32_t cst_assign_reviewers(const cst_model *model, const cst_random *random,
                              const cst_task *task, const cst_order *order,
                              const cst_absent *absent, cst_reviewers *reviewers)
{
    crew of = crew_of(model, task, absent, reviewers->agent);
    cst_require(model->crew == CST_CREW_POPULATION && model->slots < model->spec.agents);
    switch (model->spec.protocol.assign) {
    case CST_ASSIGN_RANDOM:
    case CST_ASSIGN_CROSS_LINEAGE:
        draw_distinct(&of, random);
        break;
    case CST_ASSIGN_RING:
        take_next(&of, NULL);
        break;
    case CST_ASSIGN_FIXED_PAIR:
        take_next(&of, order);
        break;
    case CST_ASSIGN_ROTATE:
        take_rotated(&of, order);
        break;
    }
    reviewers->actor = lineage_of(model, task->agent);
    for (uint32_t slot = 0; slot < of.count; slot++) {
        reviewers->lineage[slot] = lineage_of(model, of.agent[slot]);
    }
    return of.count;
}

uint32_t cst_assign_count(const cst_model *model, const cst_task *task, const cst_absent *absent)
{
    const crew of = crew_of(model, task, absent, NULL);
    const uint32_t others = eligible(&of);
    return others < model->slots ? others : model->slots;
}
