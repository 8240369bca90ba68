/* SPDX-License-Identifier: MIT */
#include "monitor/first.h"

#include "base/check.h"
#include "base/logarithm.h"

#include <math.h>

/* Below this, -log(1 - rate): a lineage that always schemes is certain for all that matters. */
static const double most_hazard = 40.0;

bool cst_first_known(const cst_model *model)
{
    const cst_scheming_spec *scheming = &model->spec.scheming;
    return model->scheming_most > 0.0 && !model->mixture && scheming->awareness <= 0.0 &&
           !cst_scheming_shares(scheming);
}

/* -log P(an agent of the lineage does not scheme on a task). */
static double hazard_of(const cst_model *model, uint32_t lineage)
{
    const double rate = model->rate[lineage];
    return rate >= 1.0 ? most_hazard : fmin(-cst_log1p(-rate), most_hazard);
}

/* The same of all its agents. */
static double hazard_of_all(const cst_model *model, uint32_t lineage)
{
    return cst_population_size(&model->population, lineage) * hazard_of(model, lineage);
}

static double hazard_of_round(const cst_model *model)
{
    double sum = 0.0;
    for (uint32_t g = 0; g < model->population.lineages; g++) {
        sum += hazard_of_all(model, g);
    }
    return sum;
}

double cst_first_chance(const cst_model *model, uint32_t rounds)
{
    return -cst_expm1(-hazard_of_round(model) * (double)rounds);
}

/* The agent at which the hazard of a round, added up over its agents, reaches `hazard`. */
static uint32_t agent_at(const cst_model *model, double hazard)
{
    uint32_t last = 0; /* of the lineages that scheme at all */
    for (uint32_t g = 0; g < model->population.lineages; g++) {
        const double all = hazard_of_all(model, g);
        if (all > 0.0) {
            last = model->population.first[g + 1] - 1;
            if (hazard < all) {
                const uint32_t within = (uint32_t)(hazard / hazard_of(model, g));
                const uint32_t agent = model->population.first[g] + within;
                return agent < last ? agent : last;
            }
        }
        hazard -= all;
    }
    return last;
}

uint64_t cst_first_draw(const cst_model *model, const cst_random *random, uint64_t trial,
                        uint32_t rounds)
{
    cst_require(rounds > 0 && cst_first_known(model));
    cst_draws draws = cst_draws_at(random, trial, 0, CST_DRAW_FIRST);
    const double below = cst_draws_unit(&draws) * cst_first_chance(model, rounds);
    const double hazard = -cst_log1p(-fmin(below, 1.0 - 0x1p-53));
    const double of_round = hazard_of_round(model);
    const double gone = floor(hazard / of_round);
    const uint32_t round = gone < (double)(rounds - 1) ? (uint32_t)gone : rounds - 1;
    /* Rounding may leave less than none of the last round. */
    const double left = fmax(hazard - (double)round * of_round, 0.0);
    return (uint64_t)round * model->spec.agents + agent_at(model, left);
}
