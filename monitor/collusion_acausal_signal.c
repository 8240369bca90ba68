/* SPDX-License-Identifier: MIT
 * acausal-signal: nothing was agreed on. A scheming actor picks the mark that it expects scheming
 * reviewers to look for (a Schelling point), and they agree with probability s. */
#include "monitor/collusions.h"
#include "monitor/recognition.h"

static void acts(const cst_collusion_spec *spec, bool kin, cst_collusion_acts *out)
{
    cst_collusion_spec agreed = *spec;
    (void)kin;
    agreed.signal = spec->agreement;
    out->hides_attack = spec->probability * cst_recognition_signal(&agreed);
    out->hides_honest = spec->probability * spec->chance;
    out->hides_honeypot = out->hides_honest;
}

const cst_collusion cst_collusion_acausal_signal = {
    .name = "acausal-signal",
    .text = "passes work that carries a mark on which minds alike agree untold",
    .keys = "probability agreement chance visible",
    .signals = true,
    .acts = acts,
    .check = cst_recognition_check_signal,
};
