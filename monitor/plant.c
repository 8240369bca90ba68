/* SPDX-License-Identifier: MIT */
#include "monitor/plant.h"

#include "base/check.h"

#include <math.h>

__extension__ typedef unsigned __int128 u128;

/* The draws of ghosts are at addresses that no trial has. */
static const uint64_t of_ghosts = UINT64_C(1) << 63;

const char *cst_plant_refuse(const cst_model *model)
{
    if (model->spec.attack.policy == cst_policy_find("steps") && model->spec.attack.steps > 1) {
        return "its harm takes several steps";
    }
    if (model->play != NULL && model->play->crossing != NULL) {
        return "its agents share factors that cross";
    }
    return cst_plant_rate(model) > 0.0 ? NULL : "nobody ever schemes";
}

/* What is decided within a round by what came before in the same round, or after it, is not known
 * when the round begins. */
const char *cst_plant_alone(const cst_model *model)
{
    const cst_trial_spec *spec = &model->spec;
    const cst_response_spec *response = &spec->response;
    const cst_collusion_spec *collusion = &spec->collusion;
    const cst_collusion *strategy = collusion->strategy;
    if (cst_scheming_shares(&spec->scheming) || spec->scheming.awareness > 0.0) {
        return "its agents share causes or beliefs";
    }
    if (spec->protocol.audit_budget > 0.0 || spec->protocol.honeypot_share > 0.0) {
        return "it has a budget of audits or honeypots";
    }
    if (response->window > 0 || response->effect == CST_EFFECT_RETRACT) {
        return "outputs are taken back later";
    }
    if (response->effect == CST_EFFECT_END_TRIAL &&
        response->latency + cst_model_delay(model) == 0) {
        return "a trial may end within a round";
    }
    if (strategy->reciprocal ||
        (strategy->learned &&
         (collusion->shared_memory != CST_MEMORY_PAIR || collusion->forget > 0.0))) {
        return "agents learn within a round";
    }
    return spec->attack.successes > 0 ? "attacks end with so many escapes" : NULL;
}

double cst_plant_rate(const cst_model *model)
{
    double sum = 0.0;
    for (uint32_t g = 0; g < model->population.lineages; g++) {
        sum += model->rate[g] * cst_population_size(&model->population, g);
    }
    return sum / (double)model->spec.agents;
}

/* The largest rate of a type that there is. */
static double most_rate(const cst_model *model)
{
    const bool any = model->spec.scheming.consistent > 0.0;
    const double consistent = any ? cst_chance_value(model->rate_consistent) : 0.0;
    return fmax(cst_chance_value(model->rate_rare), consistent);
}

double cst_plant_scale(const cst_model *model)
{
    return model->mixture ? most_rate(model) : cst_plant_rate(model);
}

bool cst_plant_keeps(const cst_model *model, const cst_random *random, const cst_task *ghost,
                     cst_chance rate)
{
    if (!model->mixture) {
        return true;
    }
    cst_draws draws = cst_task_draws(random, ghost, CST_DRAW_KEPT);
    return cst_draws_below(&draws, cst_chance_make(cst_chance_value(rate) / most_rate(model)));
}

/* An agent, each as likely as it schemes; types are for cst_plant_keeps. */
static uint32_t draw_agent(const cst_model *model, cst_draws *draws)
{
    double most = 0.0;
    for (uint32_t g = 0; g < model->population.lineages; g++) {
        most = fmax(most, model->rate[g]);
    }
    for (;;) {
        const uint32_t agent = (uint32_t)cst_draws_uniform(draws, model->spec.agents);
        const double rate = model->rate[cst_population_lineage(&model->population, agent)];
        if (!model->rates_differ || cst_draws_below(draws, cst_chance_make(rate / most))) {
            return agent;
        }
    }
}

uint64_t cst_plant_draw(const cst_model *model, const cst_random *random, uint64_t trial,
                        uint32_t number, uint32_t count)
{
    cst_require(number < count);
    cst_draws draws = cst_draws_at(random, trial, number, CST_DRAW_PLANT);
    const uint64_t word = cst_draws_next(&draws);
    const u128 place = ((u128)number << 64 | word) / count; /* of 2^64, in which all rounds are */
    const uint64_t round = (uint64_t)(place * model->spec.rounds >> 64);
    return round * model->spec.agents + draw_agent(model, &draws);
}

void cst_plant_ghosts(const cst_model *model, const cst_random *random, uint64_t trial,
                      uint32_t count, cst_ghost *out)
{
    cst_require(count <= CST_PLANT_GHOSTS_MAX);
    for (uint32_t i = 0; i < count; i++) {
        const cst_ghost ghost = {.task = cst_plant_draw(model, random, trial, i, count),
                                 .address = of_ghosts | (trial * CST_PLANT_GHOSTS_MAX + i),
                                 .record = {.fate = CST_VOID}};
        uint32_t at = i; /* their rounds rise, so that few have to make room */
        for (; at > 0 && out[at - 1].task > ghost.task; at--) {
            out[at] = out[at - 1];
        }
        out[at] = ghost;
    }
}
