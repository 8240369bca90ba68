/* SPDX-License-Identifier: MIT
 * The registry of protocols, and what all of them share. */
#include "monitor/protocols.h"

#include "base/check.h"

#include <stddef.h>
#include <string.h>

const cst_protocol *const cst_protocols[] = {
    &cst_protocol_none,
    &cst_protocol_upfront_audit,
    &cst_protocol_random_audit,
    &cst_protocol_trusted_monitor,
    &cst_protocol_untrusted_monitor,
    &cst_protocol_trusted_and_untrusted,
    &cst_protocol_committee,
    &cst_protocol_defer,
    &cst_protocol_trusted_edit,
    &cst_protocol_resample,
    &cst_protocol_async,
    &cst_protocol_adaptive,
    &cst_protocol_peer_report,
    &cst_protocol_hierarchy,
    NULL,
};

const cst_protocol *cst_protocol_find(const char *name)
{
    for (size_t i = 0; cst_protocols[i] != NULL; i++) {
        if (strcmp(cst_protocols[i]->name, name) == 0) {
            return cst_protocols[i];
        }
    }
    return NULL;
}

cst_protocol_spec cst_protocol_spec_default(void)
{
    return (cst_protocol_spec){
        .kind = &cst_protocol_committee,
        .reviewers = 3,
        .rule = CST_RULE_MAJORITY,
        .votes = 1,
        .assign = CST_ASSIGN_RANDOM,
        .audit_success = 1.0,
        .audit_share = 0.02,
        .audit_flagged = 1.0,
        .first = 10,
        .replace = 0.05,
        .edit_success = 1.0,
        .samples = 4,
        .delay = 1,
        .prior = 0.01,
        .suspect = 0.5,
        .supposed_rate = 0.01,
        .investigate = 2.0,
        .penalty = 0.5,
        .depth = 2,
        .escalate = 0.5,
        .honeypot_slack = 5,
        .flagged_work = CST_FLAGGED_DISCARD,
        .quorum = CST_QUORUM_ALL,
    };
}

uint32_t cst_protocol_slots(const cst_protocol_spec *spec)
{
    if (spec->kind->crew == CST_CREW_NOBODY) {
        return 0;
    }
    if (spec->kind == &cst_protocol_hierarchy) {
        return spec->depth;
    }
    return spec->kind->committee || spec->kind->crowd ? spec->reviewers : 1;
}

uint32_t cst_protocol_reviewers(const cst_protocol_spec *spec)
{
    return spec->kind->crew == CST_CREW_POPULATION ? cst_protocol_slots(spec) : 0;
}

uint32_t cst_protocol_votes_needed(const cst_protocol_spec *spec, uint32_t cast)
{
    const uint32_t slots = cst_protocol_slots(spec);
    cst_require(cast <= slots);
    if (cast == 0) {
        return slots + 1;
    }
    const uint32_t voters = spec->quorum == CST_QUORUM_CAST ? cast : slots;
    if (!spec->kind->committee) {
        return 1;
    }
    switch (spec->rule) {
    case CST_RULE_ANY:
        return 1;
    case CST_RULE_MAJORITY:
        return voters / 2 + 1;
    case CST_RULE_ALL:
        return voters;
    case CST_RULE_R_OF_K:
        return spec->votes;
    }
    cst_require(false);
    return 0;
}

/* The keys of protocols that are played. */
static int check_played(const cst_protocol_spec *spec, cst_error *error)
{
    const struct {
        const char *key;
        double value;
    } share[] = {
        {"protocol.audit.share", spec->audit_share},
        {"protocol.audit.flagged", spec->audit_flagged},
        {"protocol.audit.budget", spec->audit_budget},
        {"protocol.replace", spec->replace},
        {"protocol.edit_success", spec->edit_success},
        {"protocol.harm_rate", spec->harm_rate},
        {"protocol.supposed_rate", spec->supposed_rate},
        {"protocol.penalty", spec->penalty},
        {"protocol.escalate", spec->escalate},
        {"protocol.prior", spec->prior},
        {"protocol.suspect", spec->suspect},
        {"protocol.honeypots.share", spec->honeypot_share},
    };
    for (size_t i = 0; i < sizeof share / sizeof share[0]; i++) {
        if (!(share[i].value >= 0.0 && share[i].value <= 1.0)) {
            return cst_error_set(error, CST_ERR_PROTOCOL, share[i].key,
                                 "expected a share from 0 to 1, found %g", share[i].value);
        }
    }
    if (!(spec->trusted_quality >= 0.0 && spec->trusted_quality < 1.0)) {
        return cst_error_set(error, CST_ERR_PROTOCOL, "protocol.trusted_quality",
                             "expected a share from 0 up to below 1, found %g",
                             spec->trusted_quality);
    }
    if (!(spec->investigate > 0.0)) {
        return cst_error_set(error, CST_ERR_PROTOCOL, "protocol.investigate",
                             "expected a weight above 0, found %g", spec->investigate);
    }
    if (spec->samples < 1 || spec->samples > 16) {
        return cst_error_set(error, CST_ERR_PROTOCOL, "protocol.samples",
                             "expected 1 to 16 samples, found %u", spec->samples);
    }
    if (spec->depth < 1 || spec->depth > CST_REVIEWERS_MAX) {
        return cst_error_set(error, CST_ERR_PROTOCOL, "protocol.depth",
                             "expected 1 to %d levels, found %u", CST_REVIEWERS_MAX, spec->depth);
    }
    if (spec->honeypot_slack < 1) {
        return cst_error_set(error, CST_ERR_PROTOCOL, "protocol.honeypots.slack",
                             "expected at least 1 miss, found %u", spec->honeypot_slack);
    }
    return 0;
}

int cst_protocol_spec_check(const cst_protocol_spec *spec, cst_error *error)
{
    if (spec->reviewers < 1 || spec->reviewers > CST_REVIEWERS_MAX) {
        return cst_error_set(error, CST_ERR_PROTOCOL, "protocol.reviewers",
                             "expected a whole number from 1 to %d, found %u", CST_REVIEWERS_MAX,
                             spec->reviewers);
    }
    if (spec->kind->committee && spec->rule == CST_RULE_R_OF_K &&
        (spec->votes < 1 || spec->votes > spec->reviewers)) {
        return cst_error_set(error, CST_ERR_PROTOCOL, "protocol.votes",
                             "expected 1 to %u votes, as many as reviewers, found %u",
                             spec->reviewers, spec->votes);
    }
    if (!(spec->audit_success >= 0.0 && spec->audit_success <= 1.0)) {
        return cst_error_set(error, CST_ERR_PROTOCOL, "protocol.audit.success",
                             "expected a probability from 0 to 1, found %g", spec->audit_success);
    }
    return check_played(spec, error);
}
