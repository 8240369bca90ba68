/* SPDX-License-Identifier: MIT
 * Covers: protocol_none protocol_random_audit protocol_trusted_monitor protocol_untrusted_monitor
 * protocol_committee. */
#include "monitor/protocol.h"
#include "tests/lib/suite.h"
#include "tests/lib/twin.h"

#include <math.h>
#include <string.h>

static void test_protocols_registry(void)
{
    static const struct {
        const char *name;
        cst_crew crew;
        bool committee, reports;
        uint32_t slots, reviewers; /* where protocol.reviewers is 5 */
    } table[] = {
        {"none", CST_CREW_NOBODY, false, false, 0, 0},
        {"upfront-audit", CST_CREW_NOBODY, false, false, 0, 0},
        {"random-audit", CST_CREW_AUDITOR, false, false, 1, 0},
        {"trusted-monitor", CST_CREW_TRUSTED, false, true, 1, 0},
        {"untrusted-monitor", CST_CREW_POPULATION, false, true, 1, 1},
        {"trusted-and-untrusted", CST_CREW_POPULATION, false, true, 1, 1},
        {"committee", CST_CREW_POPULATION, true, true, 5, 5},
        {"defer", CST_CREW_TRUSTED, false, true, 1, 0},
        {"trusted-edit", CST_CREW_TRUSTED, false, true, 1, 0},
        {"resample", CST_CREW_TRUSTED, false, true, 1, 0},
        {"async", CST_CREW_TRUSTED, false, true, 1, 0},
        {"adaptive", CST_CREW_TRUSTED, false, true, 1, 0},
        {"peer-report", CST_CREW_POPULATION, false, true, 5, 5},
        {"hierarchy", CST_CREW_POPULATION, false, true, 2, 2},
    };
    const size_t kinds = sizeof table / sizeof table[0];
    for (size_t i = 0; i < kinds; i++) {
        const cst_protocol *kind = cst_protocol_find(table[i].name);
        cst_protocol_spec spec = cst_protocol_spec_default();
        spec.kind = kind;
        spec.reviewers = 5;
        CU_ASSERT_PTR_NOT_NULL_FATAL(kind);
        CU_ASSERT_STRING_EQUAL(kind->name, table[i].name);
        CU_ASSERT_EQUAL(kind->crew, table[i].crew);
        CU_ASSERT_EQUAL(kind->committee, table[i].committee);
        CU_ASSERT_EQUAL(cst_protocol_reports(kind), table[i].reports);
        CU_ASSERT_EQUAL(cst_protocol_slots(&spec), table[i].slots);
        CU_ASSERT_EQUAL(cst_protocol_reviewers(&spec), table[i].reviewers);
    }
    CU_ASSERT_PTR_NULL(cst_protocol_find("Committee"));
}

/* What holds for every line of the registry. */
static void test_protocols_tables(void)
{
    for (size_t i = 0; cst_protocols[i] != NULL; i++) {
        const cst_protocol *kind = cst_protocols[i];
        CU_ASSERT_PTR_EQUAL(cst_protocol_find(kind->name), kind);
        CU_ASSERT(strlen(kind->text) > 0);
        CU_ASSERT(kind->begin == NULL || kind->memory > 0);
        CU_ASSERT(kind->memory == 0 || kind->played);
        CU_ASSERT(kind->learn == NULL || kind->memory > 0);
        CU_ASSERT(kind->names == NULL || kind->memory > 0);
    }
}

static void test_protocols_default(void)
{
    const cst_protocol_spec spec = cst_protocol_spec_default();
    CU_ASSERT_STRING_EQUAL(spec.kind->name, "committee");
    CU_ASSERT_EQUAL(spec.reviewers, 3);
    CU_ASSERT_EQUAL(spec.rule, CST_RULE_MAJORITY);
    CU_ASSERT_EQUAL(spec.assign, CST_ASSIGN_RANDOM);
    CU_ASSERT_EQUAL(spec.audit_success, 1.0);
    CU_ASSERT_EQUAL(spec.flagged_work, CST_FLAGGED_DISCARD);
    CU_ASSERT_EQUAL(spec.quorum, CST_QUORUM_ALL);
    CU_ASSERT(spec.first == 10 && spec.replace == 0.05 && spec.edit_success == 1.0);
    CU_ASSERT(spec.penalty == 1.0 && spec.recover == 0.0 && spec.expire == 0);
    CU_ASSERT(spec.samples == 4 && spec.delay == 1 && spec.depth == 2 && spec.prior == 0.01);
    CU_ASSERT_EQUAL(cst_protocol_spec_check(&spec, NULL), 0);
}

/* Votes needed of k = 5 and of k = 4, by votes cast 0..k. */
static void test_protocols_votes_needed(void)
{
    static const struct {
        cst_rule rule;
        cst_quorum quorum;
        uint32_t k, needed[6];
    } table[] = {
        {CST_RULE_ANY, CST_QUORUM_ALL, 5, {6, 1, 1, 1, 1, 1}},
        {CST_RULE_ANY, CST_QUORUM_CAST, 5, {6, 1, 1, 1, 1, 1}},
        {CST_RULE_MAJORITY, CST_QUORUM_ALL, 5, {6, 3, 3, 3, 3, 3}},
        {CST_RULE_MAJORITY, CST_QUORUM_CAST, 5, {6, 1, 2, 2, 3, 3}},
        {CST_RULE_MAJORITY, CST_QUORUM_ALL, 4, {5, 3, 3, 3, 3}},
        {CST_RULE_MAJORITY, CST_QUORUM_CAST, 4, {5, 1, 2, 2, 3}},
        {CST_RULE_ALL, CST_QUORUM_ALL, 5, {6, 5, 5, 5, 5, 5}},
        {CST_RULE_ALL, CST_QUORUM_CAST, 5, {6, 1, 2, 3, 4, 5}},
        {CST_RULE_R_OF_K, CST_QUORUM_ALL, 5, {6, 2, 2, 2, 2, 2}},
        {CST_RULE_R_OF_K, CST_QUORUM_CAST, 5, {6, 2, 2, 2, 2, 2}},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        cst_protocol_spec spec = cst_protocol_spec_default();
        spec.reviewers = table[i].k;
        spec.rule = table[i].rule;
        spec.votes = 2;
        spec.quorum = table[i].quorum;
        for (uint32_t cast = 0; cast <= table[i].k; cast++) {
            CU_ASSERT_EQUAL(cst_protocol_votes_needed(&spec, cast), table[i].needed[cast]);
        }
    }
}

/* The twin's own reading of the rules agrees for every crew and every fall of votes. */
static void test_protocols_twin_rules(void)
{
    cst_protocol_spec spec = cst_protocol_spec_default();
    for (spec.reviewers = 1; spec.reviewers <= CST_REVIEWERS_MAX; spec.reviewers++) {
        for (uint32_t way = 0; way < 8; way++) {
            spec.rule = (cst_rule)(way / 2);
            spec.quorum = (cst_quorum)(way % 2);
            spec.votes = 1 + spec.reviewers / 3;
            for (uint32_t x = 0; x <= spec.reviewers; x++) {
                for (uint32_t y = 0; x + y <= spec.reviewers; y++) {
                    CU_ASSERT_EQUAL(x >= cst_protocol_votes_needed(&spec, spec.reviewers - y),
                                    cst_twin_flagged(&spec, x, y));
                }
            }
        }
    }
}

/* Protocols without a committee look neither at the rule nor at reviewers. */
static void test_protocols_one_slot(void)
{
    static const char *const names[] = {"random-audit", "trusted-monitor", "untrusted-monitor"};
    for (size_t i = 0; i < 3; i++) {
        cst_protocol_spec spec = cst_protocol_spec_default();
        spec.kind = cst_protocol_find(names[i]);
        spec.rule = CST_RULE_ALL;
        spec.reviewers = 9;
        CU_ASSERT_EQUAL(cst_protocol_votes_needed(&spec, 1), 1);
        CU_ASSERT_EQUAL(cst_protocol_votes_needed(&spec, 0), 2);
        spec.rule = CST_RULE_R_OF_K;
        spec.votes = 99;
        CU_ASSERT_EQUAL(cst_protocol_spec_check(&spec, NULL), 0);
    }
}

static void refused(const cst_protocol_spec *spec, const char *key)
{
    cst_error error = {0};
    CU_ASSERT_EQUAL(cst_protocol_spec_check(spec, &error), CST_ERR_PROTOCOL);
    CU_ASSERT_EQUAL(error.code, CST_ERR_PROTOCOL);
    CU_ASSERT_STRING_EQUAL(error.key, key);
}

static void test_protocols_errors(void)
{
    static const double bad[] = {-1e-9, 1.0 + 1e-9, NAN, INFINITY};
    const cst_protocol_spec good = cst_protocol_spec_default();
    cst_protocol_spec spec = good;
    spec.reviewers = 0;
    refused(&spec, "protocol.reviewers");
    spec.reviewers = CST_REVIEWERS_MAX + 1;
    refused(&spec, "protocol.reviewers");
    spec = good;
    spec.rule = CST_RULE_R_OF_K;
    spec.votes = 0;
    refused(&spec, "protocol.votes");
    spec.votes = 4;
    refused(&spec, "protocol.votes");
    spec.votes = 3;
    CU_ASSERT_EQUAL(cst_protocol_spec_check(&spec, NULL), 0);
    for (size_t i = 0; i < 4; i++) {
        spec = good;
        spec.audit_success = bad[i];
        refused(&spec, "protocol.audit.success");
        spec = good;
        spec.audit_share = bad[i];
        refused(&spec, "protocol.audit.share");
    }
}

/* Every parameter is refused beyond its ends, with its key; under its own protocol alone. */
static void test_protocols_parameters_errors(void)
{
    size_t rows = 0;
    for (size_t i = 0; cst_protocols[i] != NULL; i++) {
        const cst_parameter *const *row = cst_protocols[i]->parameter;
        for (; *row != NULL; row++) {
            cst_protocol_spec spec = cst_protocol_spec_default();
            const cst_range *range = &(*row)->range;
            const double step = (*row)->kind == CST_PARAMETER_REAL ? 1e-9 : 1.0;
            CU_ASSERT_EQUAL(cst_protocol_spec_check(&spec, NULL), 0);
            if (isfinite(range->high)) {
                cst_parameter_set(*row, &spec, range->below ? range->high : range->high + step);
                CU_ASSERT_EQUAL(cst_protocol_spec_check(&spec, NULL), 0); /* another's */
                spec.kind = cst_protocols[i];
                refused(&spec, (*row)->key);
            }
            spec.kind = cst_protocols[i];
            if ((*row)->kind == CST_PARAMETER_REAL || range->low > 0.0) {
                cst_parameter_set(*row, &spec, range->above ? range->low : range->low - step);
                refused(&spec, (*row)->key);
            }
            rows++;
        }
    }
    CU_ASSERT(rows >= 15);
}

CST_SUITE("protocols", CST_TEST(test_protocols_registry), CST_TEST(test_protocols_tables),
          CST_TEST(test_protocols_default), CST_TEST(test_protocols_votes_needed),
          CST_TEST(test_protocols_twin_rules), CST_TEST(test_protocols_one_slot),
          CST_TEST(test_protocols_errors), CST_TEST(test_protocols_parameters_errors))
