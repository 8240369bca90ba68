/* SPDX-License-Identifier: MIT */
#include "agents/scheming.h"

#include "agents/crossing.h"

#include <math.h>

cst_scheming_spec cst_scheming_spec_default(void)
{
    return (cst_scheming_spec){
        .law = cst_law_spec_default(),
        .watched_factor = 1.0,
        .propensity = CST_PROPENSITY_FIXED,
        .consistent_rate = 1.0,
    };
}

bool cst_scheming_apart(const cst_scheming_spec *spec)
{
    return spec->across != CST_ACROSS_POPULATION;
}

bool cst_scheming_shares(const cst_scheming_spec *spec)
{
    return spec->scope != CST_SCOPE_TASK || cst_scheming_apart(spec);
}

cst_law_spec cst_scheming_law(const cst_scheming_spec *spec, const cst_lineage *lineage)
{
    cst_law_spec law = spec->law;
    if (!isnan(lineage->rate)) {
        law.rate = lineage->rate;
    }
    if (spec->across == CST_ACROSS_LINEAGE && !isnan(lineage->rho)) {
        law.rho = lineage->rho;
    }
    return law;
}

void cst_scheming_settle(cst_scheming_spec *spec, const cst_population_spec *population)
{
    bool rate = true;
    bool rho = spec->across == CST_ACROSS_LINEAGE;
    for (uint32_t g = 0; g < population->lineages; g++) {
        rate = rate && !isnan(population->lineage[g].rate);
        rho = rho && !isnan(population->lineage[g].rho);
    }
    spec->law.rate = rate ? population->lineage[0].rate : spec->law.rate;
    spec->law.rho = rho ? population->lineage[0].rho : spec->law.rho;
}

double cst_scheming_effective(const cst_scheming_spec *spec, double rate)
{
    return rate * (1.0 - spec->awareness) + rate * spec->watched_factor * spec->awareness;
}

/* Adds the law at one belief, which has this weight. */
static void add_belief(const cst_law_spec *law, uint32_t k, double weight, double attacks,
                       double *w, double *v)
{
    double schemes[CST_REVIEWERS_MAX + 1];
    double honest[CST_REVIEWERS_MAX + 1];
    if (weight <= 0.0) {
        return;
    }
    cst_law_joint(law, k, schemes, honest);
    for (uint32_t s = 0; s <= k; s++) {
        w[s] += weight * attacks * schemes[s];
        v[s] += weight * (honest[s] + (1.0 - attacks) * schemes[s]);
    }
}

void cst_scheming_joint(const cst_scheming_spec *spec, uint32_t k, double attacks, bool unwatched,
                        double *w, double *v)
{
    cst_law_spec watched = spec->law;
    watched.rate *= spec->watched_factor;
    for (uint32_t s = 0; s <= k; s++) {
        w[s] = v[s] = 0.0;
    }
    add_belief(&spec->law, k, 1.0 - spec->awareness, attacks, w, v);
    add_belief(&watched, k, spec->awareness, unwatched ? 0.0 : attacks, w, v);
}

/* Shares such as 0.1 are not exact in binary: a difference within this is none. */
static const double rounding = 1e-15;

double cst_scheming_rare_rate(const cst_scheming_spec *spec)
{
    const double rest = 1.0 - spec->never - spec->consistent;
    const double left = spec->law.rate - spec->consistent * spec->consistent_rate;
    const bool nothing_left = fabs(left) <= rounding * spec->law.rate;
    /* Agents of the third kind may be absent: then the other two must make up the rate. */
    if (rest <= rounding) {
        return nothing_left ? 0.0 : NAN;
    }
    if (nothing_left) {
        return 0.0;
    }
    return left > rest && left <= rest + rounding ? 1.0 : left / rest;
}

#define CHANCE(name, field)                                                                        \
    static const cst_parameter name = {                                                            \
        CST_PARAMETER(REAL, "scheming." #name, cst_scheming_spec, field, CST_PROBABILITY)}
CHANCE(rate, law.rate);
CHANCE(awareness, awareness);
static const cst_parameter watched_factor = {
    CST_PARAMETER(REAL, "scheming.watched_factor", cst_scheming_spec, watched_factor, CST_WEIGHT)};
CHANCE(honeypot_recognition, honeypot_recognition);
CHANCE(consistent_rate, consistent_rate);
static const cst_parameter *const chances[] = {
    &rate, &awareness, &watched_factor, &honeypot_recognition, &consistent_rate, NULL};

static int check_mixture(const cst_scheming_spec *spec, cst_error *error)
{
    if (spec->law.law != &cst_law_independent) {
        return cst_error_set(error, CST_ERR_COMBINATION, "scheming.propensity",
                             "mixture goes with dependence independent only, found %s",
                             spec->law.law->name);
    }
    if (!(spec->never >= 0.0 && spec->consistent >= 0.0 &&
          spec->never + spec->consistent <= 1.0 + rounding)) {
        return cst_error_set(error, CST_ERR_LAW, "scheming.consistent",
                             "expected shares never + consistent of at most 1, found %g + %g",
                             spec->never, spec->consistent);
    }
    const double rare = cst_scheming_rare_rate(spec);
    if (isnan(rare)) {
        return cst_error_set(error, CST_ERR_LAW, "scheming.rate",
                             "expected consistent * consistent_rate = %g, because never + "
                             "consistent = 1 leaves no other agents, found %g",
                             spec->consistent * spec->consistent_rate, spec->law.rate);
    }
    if (!(rare >= 0.0 && rare <= 1.0)) {
        return cst_error_set(error, CST_ERR_LAW, "scheming.rate",
                             "expected a rate at which the other agents have a rate from 0 to 1; "
                             "at %g they would have %g",
                             spec->law.rate, rare);
    }
    return 0;
}

/* Factors belong to a copula, and are drawn on a lattice; of a watched scope's as well. */
static int check_factors(const cst_scheming_spec *spec, cst_error *error)
{
    cst_law_spec watched = spec->law;
    if (spec->across != CST_ACROSS_FACTORS) {
        return 0;
    }
    if (spec->law.law != &cst_law_copula) {
        return cst_error_set(error, CST_ERR_COMBINATION, "scheming.across",
                             "factors are those of dependence copula; %s goes with population or "
                             "lineage",
                             spec->law.law->name);
    }
    watched.rate *= spec->watched_factor;
    const int code = cst_crossing_check(&spec->law, error);
    return code != 0 ? code : cst_crossing_check(&watched, error);
}

/* Causes that outlive a task, or that lineages have for themselves, are causes of agents that are
 * alike, and of a law that has any. */
static int check_sharing(const cst_scheming_spec *spec, cst_error *error)
{
    const char *key = spec->scope != CST_SCOPE_TASK ? "scheming.scope" : "scheming.across";
    if (!cst_scheming_shares(spec)) {
        return 0;
    }
    if (spec->propensity == CST_PROPENSITY_MIXTURE) {
        return cst_error_set(error, CST_ERR_COMBINATION, key,
                             "agents of a mixture have no common cause; expected propensity fixed, "
                             "or scope task across population");
    }
    if (spec->law.law->causes == NULL && !spec->law.law->urn) {
        return cst_error_set(error, CST_ERR_COMBINATION, key,
                             "%s is a law of one task's agents and has no cause that could be "
                             "shared further; expected scope task across population",
                             spec->law.law->name);
    }
    return 0;
}

/* The law must hold for every lineage, with what is its own. */
static int check_laws(const cst_scheming_spec *spec, const cst_population_spec *population,
                      uint32_t k, cst_error *error)
{
    int code = 0;
    for (uint32_t g = 0; code == 0 && g < population->lineages; g++) {
        const cst_law_spec law = cst_scheming_law(spec, &population->lineage[g]);
        code = cst_law_check(&law, k, error);
    }
    return code;
}

/* What being watched provokes must be a rate, too, and one that the law has. */
static int check_watched(const cst_scheming_spec *spec, const cst_population_spec *population,
                         uint32_t k, cst_error *error)
{
    int code = 0;
    for (uint32_t g = 0; code == 0 && spec->awareness > 0.0 && spec->watched_factor > 1.0 &&
                         g < population->lineages;
         g++) {
        cst_law_spec law = cst_scheming_law(spec, &population->lineage[g]);
        if (law.rate * spec->watched_factor > 1.0) {
            return cst_error_set(error, CST_ERR_LAW, "scheming.watched_factor",
                                 "expected at most %.12g, at which agents that believe that they "
                                 "are watched always scheme (rate %.12g), found %.12g",
                                 1.0 / law.rate, law.rate, spec->watched_factor);
        }
        law.rate *= spec->watched_factor;
        code =
            k == 0 && !cst_scheming_shares(spec) ? 0 : cst_law_check(&law, k == 0 ? 1 : k, error);
    }
    return code;
}

int cst_scheming_spec_check(const cst_scheming_spec *spec, const cst_population_spec *population,
                            uint32_t k, cst_error *error)
{
    int code = cst_parameters_check(chances, spec, CST_ERR_LAW, error);
    code = code != 0 ? code : check_sharing(spec, error);
    code = code != 0 ? code : check_watched(spec, population, k, error);
    if (code != 0) {
        return code;
    }
    for (uint32_t g = 0; g < population->lineages; g++) {
        if (isnan(population->lineage[g].rate)) {
            continue;
        }
        const bool apart = spec->across == CST_ACROSS_LINEAGE;
        /* No cause, no mean rate. */
        const bool alone = spec->law.law == &cst_law_independent && !cst_scheming_shares(spec);
        if (!(alone || apart) || spec->propensity != CST_PROPENSITY_FIXED) {
            return cst_error_set(
                error, CST_ERR_COMBINATION, "population",
                "lineage '%s': a rate of its own goes with dependence "
                "independent at scope task, or across lineage, and with propensity "
                "fixed only",
                population->lineage[g].name);
        }
    }
    if (spec->propensity == CST_PROPENSITY_MIXTURE) {
        return check_mixture(spec, error);
    }
    if (k == 0 && !cst_scheming_shares(spec)) {
        return 0;
    }
    code = check_laws(spec, population, k == 0 ? 1 : k, error);
    return code != 0 ? code : check_factors(spec, error);
}
