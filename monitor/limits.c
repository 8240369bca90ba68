/* SPDX-License-Identifier: MIT
 * Each limit with the reason why it holds. */
#include "monitor/limits.h"

#include <math.h>

/* P(a reviewer reports honest work), whatever it remembers and whoever it is. Where causes outlive
 * a task, or agents have types, a reviewer may be known to scheme. Else it schemes with the rate m
 * at most, and so does the actor, whose work is honest with 1 - m at least: given that it is, the
 * reviewer schemes with m / (1 - m) at most. What hides reports or withholds verdicts leaves
 * fewer. */
static double reports(const cst_model *model)
{
    const double m = model->scheming_most;
    const double schemes = m < 0.5 ? m / (1.0 - m) : 1.0;
    double most = model->difficulties > 1 ? 1.0 : 0.0;
    for (uint32_t pair = 0; pair < model->lineages * model->lineages; pair++) {
        const cst_seen *seen = cst_model_seen(model, CST_WORK_HONEST, 0, pair / model->lineages,
                                              pair % model->lineages);
        most = fmax(most, seen->report + (1.0 - seen->report) * schemes * seen->accuse);
    }
    return most;
}

/* The least reports that flag a task, whoever abstains; one where they add up over tasks, as the
 * last of them is on this task. */
static uint32_t votes(const cst_model *model)
{
    const bool committee = model->spec.protocol.kind->committee;
    uint32_t least = committee ? model->slots : 1;
    for (uint32_t y = 0; y <= model->slots && committee; y++) {
        least = model->votes_needed[y] < least ? model->votes_needed[y] : least;
    }
    return least > 1 ? least : 1;
}

/* The reports of a crew of k are k times those of one reviewer on average at most, whatever they
 * share: there are r or more with 1/r of that (Markov). Empty slots leave fewer. A pick is blind,
 * and the trusted score of honest work is uniform. A budget is spent on the most suspicious tasks
 * there are, which may be any; joint scores and other statistics are not looked at. */
static double flag(const cst_model *model)
{
    const cst_protocol_spec *protocol = &model->spec.protocol;
    if (protocol->audit_budget > 0.0 || protocol->kind->joint) {
        return 1.0;
    }
    if (model->crew == CST_CREW_POPULATION) {
        return fmin(model->slots * reports(model) / votes(model), 1.0);
    }
    if (model->crew == CST_CREW_AUDITOR) {
        return protocol->audit_share;
    }
    return protocol->kind->by_score ? model->spec.trusted.fpr : 1.0;
}

/* Honest work is discarded where it is flagged, and replaced by the suspicion that is not enough to
 * flag it. A response takes back the actor's last `window` outputs, this one among them: after
 * flagged work, or after an attack, which is no honest work itself. */
static void loss(const cst_model *model, cst_limits *limits)
{
    const cst_protocol_spec *protocol = &model->spec.protocol;
    const cst_response_spec *response = &model->spec.response;
    const uint32_t window = response->effect == CST_EFFECT_NONE ? 0 : response->window;
    const bool remembers = protocol->kind->memory > 0; /* and may replace later on */
    limits->loss_tasks = window > 1 ? window : 1;
    limits->loss = protocol->flagged_work == CST_FLAGGED_DISCARD || window > 0 ? limits->flag : 0.0;
    if (protocol->kind->by_score && (remembers || protocol->kind->beyond == CST_ACTION_REPLACE)) {
        limits->loss = fmin(limits->loss + protocol->replace, 1.0);
    }
    if (window > 1) {
        limits->loss += model->scheming_most * (1.0 - limits->loss);
    }
}

cst_limits cst_limits_of(const cst_model *model)
{
    const cst_protocol_spec *protocol = &model->spec.protocol;
    cst_limits limits = {.flag = flag(model), .audits = model->tasks_per_trial};
    /* An audit proves attacks alone. */
    limits.removal = model->spec.response.on == CST_ON_CATCH ? 0.0 : limits.flag;
    loss(model, &limits);
    /* Audits by budget are that share of the tasks so far, rounded down. Others follow flags. */
    if (protocol->audit_budget > 0.0 && protocol->kind->close == NULL) {
        limits.audits = (uint64_t)(protocol->audit_budget * (double)model->tasks_per_trial);
    }
    return limits;
}
