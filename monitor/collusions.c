/* SPDX-License-Identifier: MIT
 * The registry of collusion strategies, and what all of them share. */
#include "monitor/collusions.h"

#include "base/number.h"

#include <stddef.h>
#include <string.h>

const cst_collusion *const cst_collusions[] = {
    &cst_collusion_none,           &cst_collusion_always_pass,      &cst_collusion_causal_signal,
    &cst_collusion_acausal_signal, &cst_collusion_self_recognition, &cst_collusion_combined,
    &cst_collusion_input_trigger,  &cst_collusion_shared_bit,       &cst_collusion_false_accusation,
    &cst_collusion_clique,         &cst_collusion_reciprocal,       NULL,
};

const cst_collusion *cst_collusion_find(const char *name)
{
    for (size_t i = 0; cst_collusions[i] != NULL; i++) {
        if (strcmp(cst_collusions[i]->name, name) == 0) {
            return cst_collusions[i];
        }
    }
    return NULL;
}

cst_collusion_spec cst_collusion_spec_default(void)
{
    return (cst_collusion_spec){
        .strategy = &cst_collusion_always_pass,
        .probability = 1.0,
        .signal = 1.0,
        .agreement = 0.22,
        .auc = 0.98,
        .mistaken = 0.02,
        .accuse = 1.0,
        .members = 2,
        .start = 1.0,
        .classes = 8,
    };
}

int cst_collusion_spec_check(const cst_collusion_spec *spec, cst_error *error)
{
    const struct {
        const char *key;
        double value;
    } probability[] = {
        {"collusion.probability", spec->probability}, {"collusion.signal", spec->signal},
        {"collusion.agreement", spec->agreement},     {"protocol.jamming.strength", spec->jammed},
        {"collusion.chance", spec->chance},           {"collusion.mistaken", spec->mistaken},
        {"collusion.accuse", spec->accuse},           {"collusion.start", spec->start},
    };
    for (size_t i = 0; i < sizeof probability / sizeof probability[0]; i++) {
        if (!(probability[i].value >= 0.0 && probability[i].value <= 1.0)) {
            return cst_error_set(error, CST_ERR_MONITOR, probability[i].key,
                                 "expected a probability from 0 to 1, found %g",
                                 probability[i].value);
        }
    }
    return spec->strategy->check == NULL ? 0 : spec->strategy->check(spec, error);
}

/* What the scenario states goes through as it is; what is derived from it is rounded. */
static double derived(const cst_collusion_spec *spec, double act)
{
    return act == spec->probability ? act : cst_number_round(act);
}

cst_collusion_acts cst_collusion_act(const cst_collusion_spec *spec, bool kin)
{
    cst_collusion_acts acts = {0};
    spec->strategy->acts(spec, kin, &acts);
    acts.hides_attack = derived(spec, acts.hides_attack);
    acts.hides_honest = derived(spec, acts.hides_honest);
    acts.hides_honeypot = derived(spec, acts.hides_honeypot);
    acts.accuses = derived(spec, acts.accuses);
    return acts;
}
