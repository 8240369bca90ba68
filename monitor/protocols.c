/* SPDX-License-Identifier: MIT
 * The registry of protocols, and what all of them share. */
#include "monitor/protocols.h"

#include "base/check.h"

#include <stddef.h>
#include <string.h>

#define ADDRESS(name) &cst_protocol_##name,
const cst_protocol *const cst_protocols[] = {CST_PROTOCOLS(ADDRESS) NULL};

const cst_parameter cst_parameter_replace = {
    CST_PROTOCOL_NUMBER("protocol.replace", replace, CST_SHARE), .initial = 0.05,
    .meaning = "share of honest work that is replaced or edited, beyond the audits",
    .axis = "share of honest work that is replaced or edited"};

const cst_parameter cst_parameter_trusted_quality = {
    CST_PROTOCOL_NUMBER("protocol.trusted_quality", trusted_quality,
                        CST_RANGE_BELOW(0.0, 1.0, "a share from 0 up to below 1")),
    .meaning = "worth of trusted work that replaces other", .world = true};

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
    cst_protocol_spec spec = {
        .kind = &cst_protocol_committee,
        .reviewers = 3,
        .rule = CST_RULE_MAJORITY,
        .votes = 1,
        .assign = CST_ASSIGN_RANDOM,
        .audit_success = 1.0,
        .audit_share = 0.02,
        .audit_flagged = 1.0,
        .honeypot_slack = 5,
        .flagged_work = CST_FLAGGED_DISCARD,
        .quorum = CST_QUORUM_ALL,
    };
    for (size_t i = 0; cst_protocols[i] != NULL; i++) {
        cst_parameters_default(cst_protocols[i]->parameter, &spec);
    }
    return spec;
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

/* Audits and honeypots. */
static int check_audits(const cst_protocol_spec *spec, cst_error *error)
{
    const struct {
        const char *key;
        double value;
    } share[] = {
        {"protocol.audit.share", spec->audit_share},
        {"protocol.audit.flagged", spec->audit_flagged},
        {"protocol.audit.budget", spec->audit_budget},
        {"protocol.honeypots.share", spec->honeypot_share},
    };
    for (size_t i = 0; i < sizeof share / sizeof share[0]; i++) {
        if (!(share[i].value >= 0.0 && share[i].value <= 1.0)) {
            return cst_error_set(error, CST_ERR_PROTOCOL, share[i].key,
                                 "expected a share from 0 to 1, found %g", share[i].value);
        }
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
    const int code = check_audits(spec, error);
    return code != 0 ? code
                     : cst_parameters_check(spec->kind->parameter, spec, CST_ERR_PROTOCOL, error);
}
