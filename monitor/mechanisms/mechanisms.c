/* SPDX-License-Identifier: MIT
 * The registry of mechanisms. */
#include "monitor/mechanisms/mechanism.h"

#include "base/binomial.h"
#include "base/logarithm.h"
#include "base/registry.h"

#include <string.h>

extern const cst_mechanism cst_mechanism_checks;
extern const cst_mechanism cst_mechanism_countermeasures;
extern const cst_mechanism cst_mechanism_drives;
extern const cst_mechanism cst_mechanism_environments;
extern const cst_mechanism cst_mechanism_evaluation;
extern const cst_mechanism cst_mechanism_generations;
extern const cst_mechanism cst_mechanism_guards;
extern const cst_mechanism cst_mechanism_history;
extern const cst_mechanism cst_mechanism_holes;
extern const cst_mechanism cst_mechanism_judges;
extern const cst_mechanism cst_mechanism_prompts;
extern const cst_mechanism cst_mechanism_shift;
extern const cst_mechanism cst_mechanism_update;
extern const cst_mechanism cst_mechanism_watching;

const cst_mechanism *const cst_mechanisms[] = {
    &cst_mechanism_checks,
    &cst_mechanism_countermeasures,
    &cst_mechanism_drives,
    &cst_mechanism_environments,
    &cst_mechanism_evaluation,
    &cst_mechanism_generations,
    &cst_mechanism_guards,
    &cst_mechanism_history,
    &cst_mechanism_holes,
    &cst_mechanism_judges,
    &cst_mechanism_prompts,
    &cst_mechanism_shift,
    &cst_mechanism_update,
    &cst_mechanism_watching,
    NULL,
};

CST_REGISTRY_FIND(cst_mechanism_find, cst_mechanism, cst_mechanisms)

cst_mechanism_spec cst_mechanism_spec_default(void)
{
    cst_mechanism_spec spec = {.kind = NULL};
    for (size_t i = 0; cst_mechanisms[i] != NULL; i++) {
        cst_parameters_default(cst_mechanisms[i]->parameter, &spec);
    }
    return spec;
}

int cst_mechanism_check(const cst_mechanism_spec *spec, cst_error *error)
{
    const int code = cst_parameters_check(spec->kind->parameter, spec, CST_ERR_RANGE, error);
    return code == 0 && spec->kind->check != NULL ? spec->kind->check(spec, error) : code;
}

uint32_t cst_mechanism_measures(const cst_mechanism *kind)
{
    uint32_t count = 0;
    while (kind->measure[count].result != NULL) {
        count++;
    }
    return count;
}

bool cst_mechanism_has(const cst_mechanism *kind, const char *result)
{
    bool has = false;
    for (uint32_t i = 0; i < cst_mechanism_measures(kind); i++) {
        has = has || strcmp(kind->measure[i].result, result) == 0;
    }
    return has;
}

bool cst_urn_draw(cst_urn *urn, cst_draws *draws)
{
    const double fresh = 1.0 - urn->spread;
    const double weight = fresh + urn->spread * urn->drawn;
    const double chance =
        weight > 0.0 ? (fresh * urn->mean + urn->spread * urn->happened) / weight : urn->mean;
    const bool happens = cst_mechanism_happens(draws, chance);
    urn->drawn += 1.0;
    urn->happened += happens;
    return happens;
}

bool cst_mechanism_any(cst_draws *draws, double chance, uint64_t n)
{
    if (n == 0 || chance <= 0.0 || chance >= 1.0) {
        return n > 0 && chance >= 1.0;
    }
    const uint64_t first = cst_draws_next(draws);
    const uint64_t second = cst_draws_next(draws);
    return cst_binomial_skip(first, second, -cst_log1p(-chance), n) < n;
}
