/* SPDX-License-Identifier: MIT
 * The registry of protocols, and what all of them share. */
#include "monitor/protocol.h"

#include "base/check.h"
#include "base/registry.h"

#include <stddef.h>

#define ADDRESS(name) &cst_protocol_##name,
const cst_protocol *const cst_protocols[] = {CST_PROTOCOLS(ADDRESS) NULL};

CST_REGISTRY_FIND(cst_protocol_find, cst_protocol, cst_protocols)

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
        .audit_minutes = 10.0,
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
    if (spec->kind->chained) {
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

#define ROW(name, kind_, key_, field, ...)                                                         \
    static const cst_parameter name = {                                                            \
        CST_PARAMETER(kind_, key_, cst_protocol_spec, field, __VA_ARGS__)}
/* What every protocol has. */
ROW(reviewers, WHOLE, "protocol.reviewers", reviewers,
    CST_RANGE(1, CST_REVIEWERS_MAX, "a whole number from 1 to 32"));
ROW(success, REAL, "protocol.audit.success", audit_success, CST_PROBABILITY);
ROW(share, REAL, "protocol.audit.share", audit_share, CST_SHARE);
ROW(flagged, REAL, "protocol.audit.flagged", audit_flagged, CST_PROBABILITY);
ROW(budget, REAL, "protocol.audit.budget", audit_budget, CST_SHARE);
ROW(honeypots, REAL, "protocol.honeypots.share", honeypot_share, CST_SHARE);
ROW(slack, WHOLE, "protocol.honeypots.slack", honeypot_slack, CST_COUNT_MILLION);
static const cst_parameter *const common[] = {&reviewers, &success,   &share, &flagged,
                                              &budget,    &honeypots, &slack, NULL};

int cst_protocol_spec_check(const cst_protocol_spec *spec, cst_error *error)
{
    const int code = cst_parameters_check(common, spec, CST_ERR_PROTOCOL, error);
    if (code != 0) {
        return code;
    }
    if (spec->kind->committee && spec->rule == CST_RULE_R_OF_K &&
        (spec->votes < 1 || spec->votes > spec->reviewers)) {
        return cst_error_set(error, CST_ERR_PROTOCOL, "protocol.votes",
                             "expected 1 to %u votes, as many as reviewers, found %u",
                             spec->reviewers, spec->votes);
    }
    return cst_parameters_check(spec->kind->parameter, spec, CST_ERR_PROTOCOL, error);
}
