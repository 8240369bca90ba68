/* SPDX-License-Identifier: MIT
 * Who reviews in a played trial: as monitor/assign.h says, among the agents that are not out. */
#include "monitor/play_parts.h"

#include <string.h>

static bool has(const cst_play_crew *crew, uint32_t agent)
{
    for (uint32_t i = 0; i < crew->count; i++) {
        if (crew->agent[i] == agent) {
            return true;
        }
    }
    return false;
}

/* Agents that may review a task: not its actor, nor of its lineage where that is excluded. */
typedef struct range {
    uint32_t first, size; /* excluded */
} range;

static range excluded(const cst_play *play, uint32_t actor)
{
    const cst_model *model = play->model;
    if (model->spec.protocol.assign != CST_ASSIGN_CROSS_LINEAGE) {
        return (range){actor, 1};
    }
    const uint32_t g = cst_population_lineage(&model->population, actor);
    return (range){model->population.first[g], cst_population_size(&model->population, g)};
}

static void take(cst_play_crew *crew, uint32_t agent)
{
    crew->agent[crew->count++] = agent;
}

/* Everybody who may, where so few are left that all of them review: in a drawn order, because who
 * comes first in a chain is a draw too. */
static void take_all(const cst_play *play, range not, cst_play_crew *crew, cst_draws *draws)
{
    const uint32_t agents = play->model->spec.agents;
    for (uint32_t agent = 0; agent < agents && crew->count < play->model->slots; agent++) {
        if (cst_play_active(play, agent) &&
            (agent < not .first || agent >= not .first + not .size)) {
            take(crew, agent);
        }
    }
    for (uint32_t slot = 1; slot < crew->count; slot++) {
        const uint32_t other = (uint32_t)cst_draws_uniform(draws, slot + 1);
        const uint32_t moved = crew->agent[other];
        crew->agent[other] = crew->agent[slot];
        crew->agent[slot] = moved;
    }
}

static uint32_t eligible(const cst_play *play, range not )
{
    if (play->active == play->model->spec.agents) {
        return play->active - not .size;
    }
    uint32_t count = play->active;
    for (uint32_t agent = not .first; agent < not .first + not .size; agent++) {
        count -= cst_play_active(play, agent);
    }
    return count;
}

/* Distinct ones, uniformly: repeats and agents that are out are drawn anew. */
static void draw_random(const cst_play *play, const cst_task *task, cst_play_crew *crew)
{
    const cst_model *model = play->model;
    const range not = excluded(play, task->agent);
    cst_draws draws = cst_draws_at(&play->random, task->trial,
                                   cst_random_place(task->round, task->agent), CST_DRAW_ASSIGN);
    if (eligible(play, not ) <= model->slots) {
        take_all(play, not, crew, &draws);
        return;
    }
    while (crew->count < model->slots) {
        const uint64_t x = cst_draws_uniform(&draws, model->spec.agents - not .size);
        const uint32_t agent = (uint32_t)(x < not .first ? x : x + not .size);
        if (cst_play_active(play, agent) && !has(crew, agent)) {
            take(crew, agent);
        }
    }
}

/* The next ones in a cyclic order: the trial's own, or that of their numbers. */
static void take_next(const cst_play *play, const cst_task *task, bool drawn, cst_play_crew *crew)
{
    const cst_model *model = play->model;
    const uint32_t agents = model->spec.agents;
    const uint32_t start = drawn ? play->order.position[task->agent] : task->agent;
    for (uint32_t step = 1; step < agents && crew->count < model->slots; step++) {
        const uint32_t place = (uint32_t)(((uint64_t)start + step) % agents);
        const uint32_t agent = drawn ? play->order.at[place] : place;
        if (cst_play_active(play, agent)) {
            take(crew, agent);
        }
    }
}

void cst_play_assign(cst_play *play, const cst_task *task)
{
    cst_play_crew *crew = &play->crew;
    crew->count = 0;
    if (play->laws->anonymous) {
        const uint32_t others = eligible(play, excluded(play, task->agent));
        crew->count = others < play->model->slots ? others : play->model->slots;
        memset(crew->lineage, 0, crew->count * sizeof *crew->lineage);
        return;
    }
    switch (play->model->spec.protocol.assign) {
    case CST_ASSIGN_RANDOM:
    case CST_ASSIGN_CROSS_LINEAGE:
        draw_random(play, task, crew);
        break;
    case CST_ASSIGN_RING:
    case CST_ASSIGN_FIXED_PAIR:
        take_next(play, task, play->model->spec.protocol.assign == CST_ASSIGN_FIXED_PAIR, crew);
        break;
    }
    for (uint32_t slot = 0; slot < crew->count; slot++) {
        crew->lineage[slot] =
            play->model->lineages > 1
                ? cst_population_lineage(&play->model->population, crew->agent[slot])
                : 0;
    }
}
