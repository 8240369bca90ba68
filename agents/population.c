/* SPDX-License-Identifier: MIT */
#include "agents/population.h"

#include "base/check.h"

#include <math.h>
#include <string.h>

cst_lineage cst_lineage_unstated(void)
{
    return (cst_lineage){.share = NAN, .tpr = NAN, .fpr = NAN, .rate = NAN, .rho = NAN};
}

cst_population_spec cst_population_spec_default(void)
{
    static const cst_lineage all = {
        .name = "a", .share = 1.0, .tpr = NAN, .fpr = NAN, .rate = NAN, .rho = NAN};
    return (cst_population_spec){.lineages = 1, .lineage = &all};
}

static bool probability_or_absent(double x)
{
    return isnan(x) || (x >= 0.0 && x <= 1.0);
}

static int check_lineage(const cst_population_spec *spec, uint32_t g, cst_error *error)
{
    const cst_lineage *lineage = &spec->lineage[g];
    if (lineage->name[0] == '\0') {
        return cst_error_set(error, CST_ERR_POPULATION, "population",
                             "lineage %u: expected a name, found none", g + 1);
    }
    for (uint32_t other = 0; other < g; other++) {
        if (strcmp(lineage->name, spec->lineage[other].name) == 0) {
            return cst_error_set(error, CST_ERR_POPULATION, "population",
                                 "expected distinct names, found lineage '%s' twice",
                                 lineage->name);
        }
    }
    if (!(lineage->share > 0.0 && lineage->share <= 1.0)) {
        return cst_error_set(error, CST_ERR_POPULATION, "population",
                             "lineage '%s': expected a share above 0, up to 1, found %g",
                             lineage->name, lineage->share);
    }
    if (!probability_or_absent(lineage->tpr) || !probability_or_absent(lineage->fpr) ||
        !probability_or_absent(lineage->rate) || !probability_or_absent(lineage->rho)) {
        return cst_error_set(error, CST_ERR_POPULATION, "population",
                             "lineage '%s': expected probabilities from 0 to 1 for tpr, fpr, rate "
                             "and rho",
                             lineage->name);
    }
    const char *hidden = lineage->hidden;
    if (hidden[0] != '\0' &&
        (lineage->external[0] == '\0' ||
         (strcmp(hidden, CST_HIDDEN_ACTOR) != 0 && strcmp(hidden, CST_HIDDEN_SCORE) != 0))) {
        return cst_error_set(error, CST_ERR_POPULATION, "population.hidden",
                             "lineage '%s': expected " CST_HIDDEN_ACTOR " or " CST_HIDDEN_SCORE
                             ", beside external: NAME, found '%s'%s",
                             lineage->name, hidden,
                             lineage->external[0] == '\0' ? " and no peer" : "");
    }
    return 0;
}

int cst_population_spec_check(const cst_population_spec *spec, uint32_t agents, cst_error *error)
{
    cst_require(spec->lineages >= 1 && spec->lineages <= CST_LINEAGES_MAX);
    double total = 0.0;
    for (uint32_t g = 0; g < spec->lineages; g++) {
        int code = check_lineage(spec, g, error);
        if (code != 0) {
            return code;
        }
        total += spec->lineage[g].share;
    }
    if (!(fabs(total - 1.0) <= 1e-9)) {
        return cst_error_set(error, CST_ERR_POPULATION, "population",
                             "expected shares that sum to 1, found %.12g", total);
    }
    cst_population population;
    cst_population_make(&population, spec, agents);
    for (uint32_t g = 0; g < spec->lineages; g++) {
        if (cst_population_size(&population, g) == 0) {
            return cst_error_set(error, CST_ERR_POPULATION, "population",
                                 "lineage '%s': expected at least one agent, found a share of "
                                 "%g of %u agents",
                                 spec->lineage[g].name, spec->lineage[g].share, agents);
        }
    }
    return 0;
}

const char *cst_population_peer(const cst_population_spec *spec, bool reviews, bool acts)
{
    for (uint32_t g = 0; g < spec->lineages; g++) {
        const cst_lineage *lineage = &spec->lineage[g];
        if (reviews && lineage->external[0] != '\0') {
            return lineage->external;
        }
        if (acts && lineage->external_actor[0] != '\0') {
            return lineage->external_actor;
        }
    }
    return NULL;
}

/* Largest remainder: whole parts first, then one more to the largest fractions, the earlier lineage
 * first where they tie. */
void cst_population_make(cst_population *population, const cst_population_spec *spec,
                         uint32_t agents)
{
    uint32_t size[CST_LINEAGES_MAX] = {0};
    double fraction[CST_LINEAGES_MAX] = {0};
    uint32_t given = 0;
    double total = 0.0;
    for (uint32_t g = 0; g < spec->lineages; g++) {
        total += spec->lineage[g].share;
    }
    for (uint32_t g = 0; g < spec->lineages; g++) {
        /* A share such as 0.3 of 10 must count as 3 although 0.3 * 10 may round below it. */
        double exact = spec->lineage[g].share / total * (double)agents;
        double whole = floor(exact + 1e-9);
        size[g] = (uint32_t)whole;
        fraction[g] = exact - whole;
        given += size[g];
    }
    while (given < agents) {
        uint32_t best = 0;
        for (uint32_t g = 1; g < spec->lineages; g++) {
            best = fraction[g] > fraction[best] + 1e-9 ? g : best;
        }
        size[best]++;
        fraction[best] -= 1.0;
        given++;
    }
    *population = (cst_population){.agents = agents, .lineages = spec->lineages};
    for (uint32_t g = 0; g < spec->lineages; g++) {
        population->first[g + 1] = population->first[g] + size[g];
    }
    cst_require(population->first[spec->lineages] == agents);
}

uint32_t cst_population_lineage(const cst_population *population, uint32_t agent)
{
    cst_debug_assert(agent < population->agents);
    uint32_t g = 0;
    while (agent >= population->first[g + 1]) {
        g++;
    }
    return g;
}

uint32_t cst_population_size(const cst_population *population, uint32_t lineage)
{
    return population->first[lineage + 1] - population->first[lineage];
}
