/* SPDX-License-Identifier: MIT
 * trusted-edit: as defer, but a trusted model edits the suspicious work; the edit removes an attack
 * with probability kappa: w = TPR(a) r, l = 1 - TPR(a + g) + (TPR(a + g) - TPR(a))(1 - kappa). */
#include "monitor/protocol_parts.h"

static const cst_parameter edit_success = {
    CST_PARAMETER(REAL, "protocol.edit_success", cst_protocol_spec, edit_success, CST_PROBABILITY),
    .initial = 1.0, .meaning = "P(an edit removes the attack)",
    .axis = "chance that an edit removes the attack", .world = true};

const cst_protocol cst_protocol_trusted_edit = {
    .name = "trusted-edit",
    .text = "what is suspicious is edited by a trusted model",
    .parameter = {&cst_parameter_replace, &edit_success, &cst_parameter_trusted_quality},
    .crew = CST_CREW_TRUSTED,
    .by_score = true,
    .beyond = CST_ACTION_EDIT,
    .played = true,
    .judge = cst_protocol_judge_score,
};
