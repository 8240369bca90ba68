/* SPDX-License-Identifier: MIT
 * Fates against tables that were written by hand from MODEL sections 7 and 8. */
#include "monitor/fate.h"

#include "tests/lib/suite.h"

#include <string.h>

static void make(cst_model *model, const cst_trial_spec *spec)
{
    CU_ASSERT_EQUAL_FATAL(cst_trial_spec_check(spec, NULL), 0);
    CU_ASSERT_EQUAL_FATAL(cst_model_make(model, spec, NULL), 0);
}

/* Under flagged_work discard, and under use. */
static void test_fate_of(void)
{
    static const struct {
        bool attack;
        cst_action action;
        cst_luck luck;
        cst_fate discard, use;
    } table[] = {
        {false, CST_ACTION_USE, {false}, CST_HONEST_USED, CST_HONEST_USED},
        {false, CST_ACTION_AUDIT, {false}, CST_HONEST_DISCARDED, CST_HONEST_USED},
        {false, CST_ACTION_AUDIT, {true, true, true}, CST_HONEST_DISCARDED, CST_HONEST_USED},
        {false, CST_ACTION_FLAG, {false}, CST_HONEST_DISCARDED, CST_HONEST_USED},
        {false, CST_ACTION_REPLACE, {false}, CST_HONEST_REPLACED, CST_HONEST_REPLACED},
        {false, CST_ACTION_EDIT, {false}, CST_HONEST_USED, CST_HONEST_USED},
        {true, CST_ACTION_USE, {false}, CST_ESCAPED, CST_ESCAPED},
        {true, CST_ACTION_AUDIT, {false}, CST_AVERTED, CST_ESCAPED},
        {true, CST_ACTION_AUDIT, {.proven = true}, CST_CAUGHT, CST_CAUGHT},
        {true, CST_ACTION_AUDIT, {.late = true}, CST_ESCAPED, CST_ESCAPED},
        {true, CST_ACTION_AUDIT, {.proven = true, .late = true}, CST_ESCAPED, CST_ESCAPED},
        {true, CST_ACTION_FLAG, {false}, CST_AVERTED, CST_ESCAPED},
        {true, CST_ACTION_FLAG, {.late = true}, CST_ESCAPED, CST_ESCAPED},
        {true, CST_ACTION_REPLACE, {false}, CST_AVERTED, CST_AVERTED},
        {true, CST_ACTION_EDIT, {false}, CST_ESCAPED, CST_ESCAPED},
        {true, CST_ACTION_EDIT, {.edited = true}, CST_AVERTED, CST_AVERTED},
    };
    cst_protocol_spec protocol = cst_protocol_spec_default();
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        protocol.flagged_work = CST_FLAGGED_DISCARD;
        CU_ASSERT_EQUAL(cst_fate_of(&protocol, table[i].attack, table[i].action, table[i].luck),
                        table[i].discard);
        protocol.flagged_work = CST_FLAGGED_USE;
        CU_ASSERT_EQUAL(cst_fate_of(&protocol, table[i].attack, table[i].action, table[i].luck),
                        table[i].use);
    }
}

/* A committee of three, by majority: with two reports, with one. */
static void test_fate_by_votes(void)
{
    static const struct {
        cst_flagged_work work;
        bool attack, flagged, proven;
        cst_fate fate;
    } table[] = {
        {CST_FLAGGED_DISCARD, false, false, false, CST_HONEST_USED},
        {CST_FLAGGED_DISCARD, false, true, false, CST_HONEST_DISCARDED},
        {CST_FLAGGED_DISCARD, true, false, false, CST_ESCAPED},
        {CST_FLAGGED_DISCARD, true, false, true, CST_ESCAPED}, /* no audit without a flag */
        {CST_FLAGGED_DISCARD, true, true, false, CST_AVERTED},
        {CST_FLAGGED_DISCARD, true, true, true, CST_CAUGHT},
        {CST_FLAGGED_USE, false, false, false, CST_HONEST_USED},
        {CST_FLAGGED_USE, false, true, false, CST_HONEST_USED},
        {CST_FLAGGED_USE, true, false, false, CST_ESCAPED},
        {CST_FLAGGED_USE, true, false, true, CST_ESCAPED},
        {CST_FLAGGED_USE, true, true, false, CST_ESCAPED},
        {CST_FLAGGED_USE, true, true, true, CST_CAUGHT},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        for (int way = 0; way < 3; way++) { /* no end; an end on catch; an end on report */
            const bool caught = table[i].fate == CST_CAUGHT;
            const bool ends[] = {false, caught, table[i].flagged};
            cst_trial_spec spec = cst_trial_spec_default();
            cst_model model;
            spec.protocol.flagged_work = table[i].work;
            spec.response.effect = way == 0 ? CST_EFFECT_NONE : CST_EFFECT_END_TRIAL;
            spec.response.on = way == 2 ? CST_ON_REPORT : CST_ON_CATCH;
            make(&model, &spec);
            const cst_votes votes = {.reports = table[i].flagged ? 2 : 1, .abstentions = 1};
            const cst_record record =
                cst_fate_by_votes(&model, table[i].attack, votes, table[i].proven);
            const int marks = (table[i].flagged ? CST_MARK_FLAGGED | CST_MARK_AUDITED : 0) |
                              (caught ? CST_MARK_PIVOTAL : 0) | (ends[way] ? CST_MARK_ENDS : 0) |
                              (table[i].attack ? CST_MARK_REPORTED : 0);
            const cst_record expected = {.fate = (uint8_t)table[i].fate,
                                         .reviews = 3,
                                         .reports = votes.reports,
                                         .abstentions = 1,
                                         .marks = (uint8_t)marks};
            CU_ASSERT_EQUAL(memcmp(&record, &expected, sizeof record), 0);
            cst_model_free(&model);
        }
    }
}

/* A pick of the blind auditor is an audit, and neither review nor report. */
static void test_fate_of_a_pick(void)
{
    cst_trial_spec spec = cst_trial_spec_default();
    cst_model model;
    spec.protocol.kind = cst_protocol_find("random-audit");
    make(&model, &spec);
    const cst_record record = cst_fate_by_votes(&model, true, (cst_votes){.reports = 1}, true);
    const cst_record expected = {.fate = CST_CAUGHT, .marks = CST_MARK_FLAGGED | CST_MARK_AUDITED};
    CU_ASSERT_EQUAL(memcmp(&record, &expected, sizeof record), 0);
    cst_model_free(&model);
}

/* One report fewer does not flag: of reports and reviews, where who is missing abstains. */
static void test_fate_pivotal(void)
{
    static const struct {
        const char *kind;
        cst_quorum quorum;
        uint8_t reviews, reports;
        cst_fate fate;
        bool pivotal;
    } table[] = {
        {"committee", CST_QUORUM_ALL, 3, 2, CST_CAUGHT, true},
        {"committee", CST_QUORUM_ALL, 3, 3, CST_CAUGHT, false},
        {"committee", CST_QUORUM_ALL, 3, 2, CST_AVERTED, false},
        {"committee", CST_QUORUM_ALL, 2, 2, CST_CAUGHT, true},
        {"committee", CST_QUORUM_CAST, 1, 1, CST_CAUGHT, true},
        {"committee", CST_QUORUM_CAST, 2, 2, CST_CAUGHT, true},
        {"committee", CST_QUORUM_ALL, 3, 0, CST_CAUGHT, false},
        {"trusted-and-untrusted", CST_QUORUM_ALL, 2, 1, CST_CAUGHT, true},
        {"trusted-and-untrusted", CST_QUORUM_ALL, 2, 2, CST_CAUGHT, false},
        {"trusted-monitor", CST_QUORUM_ALL, 1, 1, CST_CAUGHT, false}, /* a score, no vote */
        {"hierarchy", CST_QUORUM_ALL, 1, 1, CST_CAUGHT, false},
        {"peer-report", CST_QUORUM_ALL, 3, 3, CST_CAUGHT, false},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        cst_trial_spec spec = cst_trial_spec_default();
        cst_model model;
        spec.protocol.kind = cst_protocol_find(table[i].kind);
        spec.protocol.quorum = table[i].quorum;
        spec.joint = (cst_joint_spec){.honest_correlation = 0.3, .attack_correlation = 0.5};
        make(&model, &spec);
        const cst_record record = {.fate = (uint8_t)table[i].fate,
                                   .reviews = table[i].reviews,
                                   .reports = table[i].reports};
        CU_ASSERT_EQUAL(cst_fate_marks(&model, &record, CST_ACTION_USE),
                        table[i].pivotal ? CST_MARK_PIVOTAL : 0);
        CU_ASSERT_EQUAL(cst_fate_marks(&model, &record, CST_ACTION_FLAG) & ~CST_MARK_PIVOTAL,
                        CST_MARK_FLAGGED);
        cst_model_free(&model);
    }
}

static void test_fate_triggers(void)
{
    for (int way = 0; way < 8; way++) {
        const bool flagged = way % 2 == 1;
        const bool proven = way / 2 % 2 == 1;
        cst_response_spec response = {.on = way / 4 == 1 ? CST_ON_REPORT : CST_ON_CATCH};
        CU_ASSERT_FALSE(cst_fate_triggers(&response, flagged, proven));
        response.effect = CST_EFFECT_RECALL;
        CU_ASSERT_EQUAL(cst_fate_triggers(&response, flagged, proven),
                        way / 4 == 1 ? flagged : proven);
    }
}

CST_SUITE("fate", CST_TEST(test_fate_of), CST_TEST(test_fate_by_votes),
          CST_TEST(test_fate_of_a_pick), CST_TEST(test_fate_pivotal), CST_TEST(test_fate_triggers))
