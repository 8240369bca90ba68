/* SPDX-License-Identifier: MIT */
#include "agents/scheming.h"

#include <math.h>

cst_scheming_spec cst_scheming_spec_default(void)
{
    return (cst_scheming_spec){
        .law = {.law = cst_law_find("independent"),
                .rate = 1e-3,
                .rho = NAN,
                .together = NAN,
                .common_share = NAN,
                .lethal = NAN,
                .nonlethal = NAN,
                .background = NAN,
                .hit = NAN},
        .propensity = CST_PROPENSITY_FIXED,
        .consistent_rate = 1.0,
    };
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

static int check_mixture(const cst_scheming_spec *spec, cst_error *error)
{
    if (!(spec->never >= 0.0 && spec->consistent >= 0.0 &&
          spec->never + spec->consistent <= 1.0 + rounding)) {
        return cst_error_set(error, CST_ERR_LAW, "scheming.consistent",
                             "expected shares never + consistent of at most 1, found %g + %g",
                             spec->never, spec->consistent);
    }
    if (!(spec->consistent_rate >= 0.0 && spec->consistent_rate <= 1.0)) {
        return cst_error_set(error, CST_ERR_LAW, "scheming.consistent_rate",
                             "expected a probability from 0 to 1, found %g", spec->consistent_rate);
    }
    const double rare = cst_scheming_rare_rate(spec);
    if (isnan(rare)) {
        return cst_error_set(error, CST_ERR_LAW, "scheming.rate",
                             "expected %g, what the consistent agents make up where no others are "
                             "left, found %g",
                             spec->consistent * spec->consistent_rate, spec->law.rate);
    }
    if (!(rare >= 0.0 && rare <= 1.0)) {
        return cst_error_set(error, CST_ERR_LAW, "scheming.rate",
                             "expected a rate that leaves the other agents a rate from 0 to 1; "
                             "%g leaves them %g",
                             spec->law.rate, rare);
    }
    return 0;
}

int cst_scheming_spec_check(const cst_scheming_spec *spec, const cst_population_spec *population,
                            uint32_t k, cst_error *error)
{
    const bool independent = spec->law.law == cst_law_find("independent");
    if (!(spec->law.rate >= 0.0 && spec->law.rate <= 1.0)) {
        return cst_error_set(error, CST_ERR_LAW, "scheming.rate",
                             "expected a probability from 0 to 1, found %g", spec->law.rate);
    }
    for (uint32_t g = 0; g < population->lineages; g++) {
        if (isnan(population->lineage[g].rate)) {
            continue;
        }
        if (!independent || spec->propensity != CST_PROPENSITY_FIXED) {
            return cst_error_set(error, CST_ERR_COMBINATION, "population",
                                 "lineage '%s': a rate of its own goes with dependence "
                                 "independent and propensity fixed only",
                                 population->lineage[g].name);
        }
    }
    if (spec->propensity == CST_PROPENSITY_MIXTURE && !independent) {
        return cst_error_set(error, CST_ERR_COMBINATION, "scheming.propensity",
                             "mixture goes with dependence independent only, found %s",
                             spec->law.law->name);
    }
    if (spec->propensity == CST_PROPENSITY_MIXTURE) {
        return check_mixture(spec, error);
    }
    return k > 0 ? spec->law.law->check(&spec->law, k, error) : 0;
}
