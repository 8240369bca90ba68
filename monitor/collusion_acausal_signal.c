/* SPDX-License-Identifier: MIT
 * acausal-signal: nothing was agreed on. A scheming actor picks the mark that it expects scheming
 * reviewers to look for (a Schelling point), and they agree with probability s. */
#include "monitor/collusion.h"

static const cst_parameter agreement = {
    CST_PARAMETER(REAL, "collusion.agreement", cst_collusion_spec, agreement, CST_PROBABILITY),
    .initial = 0.22, .meaning = "P(actor and reviewer agree on a mark)",
    .axis = "chance that actor and reviewer agree on a mark"};

const cst_collusion cst_collusion_acausal_signal = {
    .name = "acausal-signal",
    .text = "passes work that carries a mark on which minds alike agree untold",
    .parameter = {&cst_collusion_probability, &agreement, &cst_collusion_chance,
                  &cst_collusion_visible},
    .signal = &agreement,
};
