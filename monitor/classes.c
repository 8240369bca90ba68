/* SPDX-License-Identifier: MIT */
#include "monitor/classes.h"

#include "base/check.h"

#include <stdlib.h>
#include <string.h>

/* The pool of reviewers of one agent. */
static void pool_of(const cst_model *model, uint32_t agent, uint32_t lineage, uint32_t *pool)
{
    const cst_population *population = &model->population;
    memset(pool, 0, CST_LINEAGES_MAX * sizeof *pool);
    if (!model->reviewers_differ) {
        pool[0] = model->slots;
        return;
    }
    if (model->spec.protocol.assign == CST_ASSIGN_RING) {
        for (uint32_t slot = 0; slot < model->slots; slot++) {
            const uint64_t reviewer = ((uint64_t)agent + 1 + slot) % population->agents;
            pool[cst_population_lineage(population, (uint32_t)reviewer)]++;
        }
        return;
    }
    for (uint32_t g = 0; g < population->lineages; g++) {
        pool[g] = cst_population_size(population, g);
    }
    pool[lineage] -= model->spec.protocol.assign == CST_ASSIGN_CROSS_LINEAGE ? pool[lineage] : 1;
}

/* The first agent after this one whose class may differ: the end of its lineage; under ring also
 * the places where one of the next k reviewers changes lineage. */
static uint32_t next_cut(const cst_model *model, uint32_t agent, uint32_t lineage)
{
    const cst_population *population = &model->population;
    const uint32_t end = population->first[lineage + 1];
    const bool ring = model->reviewers_differ && model->spec.protocol.assign == CST_ASSIGN_RING;
    if (!ring) {
        return end;
    }
    const uint32_t k = model->slots;
    return end - agent > k ? end - k : agent + 1;
}

static int append(cst_model *model, const cst_actor_class *made, cst_error *error)
{
    if (model->classes > 0) {
        cst_actor_class *last = &model->actors[model->classes - 1];
        if (last->lineage == made->lineage &&
            memcmp(last->pool, made->pool, sizeof made->pool) == 0) {
            last->agents += made->agents;
            return 0;
        }
    }
    cst_actor_class *grown =
        realloc(model->actors, ((size_t)model->classes + 1) * sizeof *model->actors);
    if (grown == NULL) {
        return cst_error_set(error, CST_ERR_MEMORY, NULL, "the classes of agents do not fit");
    }
    model->actors = grown;
    model->actors[model->classes++] = *made;
    return 0;
}

int cst_classes_make(cst_model *model, cst_error *error)
{
    const uint32_t agents = model->population.agents;
    cst_require(model->step == CST_MODEL_CLASSES);
    if (!model->rates_differ && !model->reviewers_differ) {
        cst_actor_class all = {.first = 0, .agents = agents};
        pool_of(model, 0, 0, all.pool);
        return append(model, &all, error);
    }
    for (uint32_t agent = 0; agent < agents;) {
        const uint32_t lineage = cst_population_lineage(&model->population, agent);
        const uint32_t end = next_cut(model, agent, lineage);
        cst_require(end > agent);
        cst_actor_class made = {.first = agent, .agents = end - agent, .lineage = lineage};
        pool_of(model, agent, lineage, made.pool);
        int code = append(model, &made, error);
        if (code != 0) {
            return code;
        }
        agent = end;
    }
    return 0;
}
