/* SPDX-License-Identifier: MIT */
#include "agents/cause.h"

#include "base/check.h"

#include <math.h>

void cst_causes_make(cst_causes *causes, const cst_law_spec *spec)
{
    cst_law_cause cause[CST_LAW_CAUSES_MAX];
    double below = 0.0;
    double rate = 0.0;
    double so_far = 0.0;
    *causes = (cst_causes){.urn = spec->law->urn};
    if (causes->urn) {
        causes->rate = spec->rate;
        causes->rho = spec->rho;
        return;
    }
    cst_require(spec->law->causes != NULL);
    causes->count = spec->law->causes(spec, cause);
    cst_require(causes->count >= 1 && causes->count <= CST_LAW_CAUSES_MAX);
    for (uint32_t i = 0; i < causes->count; i++) {
        rate += cause[i].rate;
    }
    for (uint32_t i = 0; i < causes->count; i++) {
        so_far += cause[i].rate;
        causes->given[i] = cst_chance_make(rate > 0.0 ? so_far / rate : 1.0);
        below += cause[i].weight;
        causes->below[i] = cst_chance_make(below);
        causes->chance[i] = cst_chance_make(cause[i].theta);
    }
    causes->below[causes->count - 1] = cst_chance_make(1.0);
    causes->given[causes->count - 1] = cst_chance_make(1.0);
}

static cst_cause draw(const cst_causes *causes, const cst_chance *below, cst_draws *draws)
{
    cst_cause cause = {.of = causes};
    if (!causes->urn) {
        cause.chance = causes->chance[cst_draws_rank(draws, below, causes->count - 1)];
    }
    return cause;
}

cst_cause cst_cause_draw(const cst_causes *causes, cst_draws *draws)
{
    return draw(causes, causes->below, draws);
}

cst_cause cst_cause_draw_given(const cst_causes *causes, cst_draws *draws)
{
    return draw(causes, causes->given, draws);
}

void cst_cause_follow(cst_cause *cause, uint64_t states, uint64_t schemers)
{
    cause->states += states;
    cause->schemers += schemers;
}

/* (p (1 - rho) + s rho) / (1 - rho + n rho); the first state has the marginal rate, also at
 * rho = 1, where the quotient is 0 / 0. */
double cst_cause_chance(const cst_cause *cause)
{
    const cst_causes *of = cause->of;
    if (of == NULL || !of->urn) {
        return cst_chance_value(cause->chance);
    }
    if (cause->states == 0) {
        return of->rate;
    }
    return (of->rate * (1.0 - of->rho) + (double)cause->schemers * of->rho) /
           (1.0 - of->rho + (double)cause->states * of->rho);
}

bool cst_cause_next(cst_cause *cause, cst_draws *draws)
{
    if (cause->of == NULL || !cause->of->urn) {
        return cst_draws_below(draws, cause->chance);
    }
    const bool schemes = cst_draws_below(draws, cst_chance_make(cst_cause_chance(cause)));
    cst_cause_follow(cause, 1, schemes);
    return schemes;
}
