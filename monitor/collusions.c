/* SPDX-License-Identifier: MIT
 * The registry of collusion strategies, and what all of them share. */
#include "monitor/collusion.h"

#include "base/number.h"
#include "base/registry.h"
#include "base/rmath.h"

#include <math.h>

#define ADDRESS(name) &cst_collusion_##name,
const cst_collusion *const cst_collusions[] = {CST_COLLUSIONS(ADDRESS) NULL};

const cst_parameter cst_collusion_probability = {
    CST_PARAMETER(REAL, "collusion.probability", cst_collusion_spec, probability, CST_PROBABILITY),
    .initial = 1.0, .meaning = "P(a scheming reviewer is ready to collude), per review",
    .when = "where agents review", .axis = "chance that a scheming reviewer colludes"};
const cst_parameter cst_collusion_signal = {
    CST_PARAMETER(REAL, "collusion.signal", cst_collusion_spec, signal, CST_PROBABILITY),
    .initial = 1.0, .meaning = "P(an attack carries the signal)",
    .axis = "chance that an attack carries the signal"};
const cst_parameter cst_collusion_chance = {
    CST_PARAMETER(REAL, "collusion.chance", cst_collusion_spec, chance, CST_PROBABILITY),
    .meaning = "P(work without the signal seems to carry it)"};
const cst_parameter cst_collusion_visible = {
    CST_PARAMETER(REAL, "collusion.visible", cst_collusion_spec, visible, CST_WEIGHT),
    .meaning = "what the signal adds to the trusted monitor's d'",
    .when = "where a trusted monitor looks too"};
const cst_parameter cst_collusion_auc = {
    CST_PARAMETER(REAL, "collusion.auc", cst_collusion_spec, auc,
                  CST_RANGE(0.5, 1.0, "a number from 0.5 to 1")),
    .initial = 0.98, .meaning = "AUC of the recognition score"};
const cst_parameter cst_collusion_mistaken = {
    CST_PARAMETER(REAL, "collusion.mistaken", cst_collusion_spec, mistaken, CST_PROBABILITY),
    .initial = 0.02, .red = true, .meaning = "P(work of others is taken for own): red's threshold",
    .axis = "share of other work that is taken for own"};

CST_REGISTRY_FIND(cst_collusion_find, cst_collusion, cst_collusions)

cst_collusion_spec cst_collusion_spec_default(void)
{
    cst_collusion_spec spec = {.strategy = &cst_collusion_always_pass, .classes = 8};
    for (size_t i = 0; cst_collusions[i] != NULL; i++) {
        cst_parameters_default(cst_collusions[i]->parameter, &spec);
    }
    return spec;
}

int cst_collusion_spec_check(const cst_collusion_spec *spec, cst_error *error)
{
    static const cst_parameter jammed = {CST_PARAMETER(
        REAL, "protocol.jamming.strength", cst_collusion_spec, jammed, CST_PROBABILITY)};
    static const cst_parameter classes = {
        CST_PARAMETER(WHOLE, "attack.classes", cst_collusion_spec, classes, CST_COUNT_MILLION)};
    static const cst_parameter *const others[] = {&jammed, &classes, NULL};
    int code = cst_parameters_check(others, spec, CST_ERR_MONITOR, error);
    for (size_t i = 0; code == 0 && cst_collusions[i] != NULL; i++) {
        code = cst_parameters_check(cst_collusions[i]->parameter, spec, CST_ERR_MONITOR, error);
    }
    return code;
}

double cst_collusion_seems(const cst_collusion_spec *spec, double signal)
{
    const double arrives = signal * (1.0 - spec->jammed);
    return arrives + (1.0 - arrives) * spec->chance;
}

double cst_collusion_distance(const cst_collusion_spec *spec)
{
    return sqrt(2.0) * cst_rmath_normal_quantile(spec->auc);
}

/* What the scenario states goes through as it is; what is derived from it is rounded. */
static double derived(const cst_collusion_spec *spec, double act)
{
    return act == spec->probability ? act : cst_number_round(act);
}

/* What a reviewer does that is ready to collude. */
static cst_collusion_acts ready(const cst_collusion_spec *spec, bool kin)
{
    const cst_collusion *strategy = spec->strategy;
    if (strategy->acts != NULL) {
        return strategy->acts(spec, kin);
    }
    if (strategy->signal == NULL) {
        return strategy->ready;
    }
    const double carries = cst_parameter_value(strategy->signal, spec);
    return (cst_collusion_acts){.hides_attack = cst_collusion_seems(spec, carries),
                                .hides_honest = spec->chance,
                                .hides_honeypot = spec->chance};
}

cst_collusion_acts cst_collusion_act(const cst_collusion_spec *spec, bool kin)
{
    const double c = spec->probability;
    cst_collusion_acts acts = ready(spec, kin);
    acts.hides_attack = derived(spec, c * acts.hides_attack);
    acts.hides_honest = derived(spec, c * acts.hides_honest);
    acts.hides_honeypot = derived(spec, c * acts.hides_honeypot);
    acts.accuses = derived(spec, spec->accuse * acts.accuses);
    return acts;
}
