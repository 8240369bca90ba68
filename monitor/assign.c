/* SPDX-License-Identifier: MIT */
#include "monitor/assign.h"

#include "base/check.h"

#include <stdlib.h>

bool cst_order_needed(const cst_model *model)
{
    return model->reviewers_differ && model->spec.protocol.assign == CST_ASSIGN_FIXED_PAIR;
}

int cst_order_init(cst_order *order, const cst_model *model, cst_error *error)
{
    *order = (cst_order){.agents = model->spec.agents};
    order->at = malloc((size_t)order->agents * sizeof *order->at);
    order->position = malloc((size_t)order->agents * sizeof *order->position);
    if (order->at == NULL || order->position == NULL) {
        return cst_error_set(error, CST_ERR_MEMORY, NULL, "the order of %u agents does not fit",
                             order->agents);
    }
    return 0;
}

void cst_order_free(cst_order *order)
{
    free(order->at);
    free(order->position);
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

/* The x-th agent outside first..first+size-1. */
static uint32_t outside(uint64_t x, uint32_t first, uint32_t size)
{
    return (uint32_t)(x < first ? x : x + size);
}

static bool has(const uint32_t *reviewers, uint32_t count, uint32_t agent)
{
    for (uint32_t i = 0; i < count; i++) {
        if (reviewers[i] == agent) {
            return true;
        }
    }
    return false;
}

/* k distinct agents outside a range, uniformly: repeats are drawn anew. */
static void draw_distinct(const cst_model *model, const cst_random *random, const cst_task *task,
                          uint32_t first, uint32_t size, uint32_t *reviewers)
{
    cst_draws draws = cst_draws_at(random, task->trial, cst_random_place(task->round, task->agent),
                                   CST_DRAW_ASSIGN);
    for (uint32_t slot = 0; slot < model->slots;) {
        uint64_t x = cst_draws_uniform(&draws, model->spec.agents - size);
        uint32_t agent = outside(x, first, size);
        if (!has(reviewers, slot, agent)) {
            reviewers[slot++] = agent;
        }
    }
}

void cst_assign_reviewers(const cst_model *model, const cst_random *random, const cst_task *task,
                          const cst_order *order, uint32_t *reviewers)
{
    const uint32_t agents = model->spec.agents;
    cst_require(model->crew == CST_CREW_POPULATION && model->slots < agents);
    switch (model->spec.protocol.assign) {
    case CST_ASSIGN_RANDOM:
        draw_distinct(model, random, task, task->agent, 1, reviewers);
        return;
    case CST_ASSIGN_CROSS_LINEAGE: {
        uint32_t own = cst_population_lineage(&model->population, task->agent);
        draw_distinct(model, random, task, model->population.first[own],
                      cst_population_size(&model->population, own), reviewers);
        return;
    }
    case CST_ASSIGN_RING:
        for (uint32_t slot = 0; slot < model->slots; slot++) {
            reviewers[slot] = (uint32_t)(((uint64_t)task->agent + 1 + slot) % agents);
        }
        return;
    case CST_ASSIGN_FIXED_PAIR:
        for (uint32_t slot = 0; slot < model->slots; slot++) {
            uint64_t place = (uint64_t)order->position[task->agent] + 1 + slot;
            reviewers[slot] = order->at[place % agents];
        }
        return;
    }
    cst_require(false);
}
