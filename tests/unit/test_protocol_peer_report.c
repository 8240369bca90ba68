/* SPDX-License-Identifier: MIT
 * Small cases without chance: every report is certain, or impossible. */
#include "tests/lib/lists.h"
#include "tests/lib/play_shares.h"
#include "tests/lib/suite.h"

#include <string.h>

/* Agent 0 attacks always, the others never. */
static cst_trial_spec one_attacker(uint32_t agents, uint32_t reviewers)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.agents = agents;
    spec.rounds = 12;
    cst_lineage *lineage = cst_test_lineages(&spec.population, 2);
    lineage[0].share = 1.0 / (double)agents;
    lineage[1].share = 1.0 - 1.0 / (double)agents;
    lineage[0].rate = 1.0;
    lineage[1].rate = 0.0;
    spec.collusion.strategy = cst_collusion_find("none");
    spec.protocol.kind = cst_protocol_find("peer-report");
    spec.protocol.reviewers = reviewers;
    spec.protocol.investigate = 2.0;
    spec.protocol.penalty = 0.5;
    spec.score.tpr = 1.0;
    spec.score.fpr = 0.0;
    return spec;
}

/* The second report starts the investigation, which catches; the first attack has escaped. */
static void test_protocol_peer_report_second_report(void)
{
    cst_trial_spec spec = one_attacker(4, 1);
    spec.response = (cst_response_spec){.effect = CST_EFFECT_QUARANTINE};
    const cst_row *row = cst_play_run(&spec, 10, 321);
    CU_ASSERT_EQUAL(cst_spread_at(&row->spread[CST_SPREAD_TIME_TO_CATCH], 2), 10);
    CU_ASSERT_EQUAL(cst_spread_at(&row->spread[CST_SPREAD_ESCAPES_BEFORE_CATCH], 1), 10);
    CU_ASSERT_EQUAL(row->count[CST_COUNT_ATTACKS], 10 * 2);
    CU_ASSERT_EQUAL(row->count[CST_COUNT_INVESTIGATIONS], 10);
    CU_ASSERT_EQUAL(row->count[CST_COUNT_AUDITS], 10);
    CU_ASSERT_EQUAL(row->count[CST_COUNT_VOID], 10 * 10);
    spec.protocol.reviewers = 2; /* two reports at once */
    row = cst_play_run(&spec, 10, 322);
    CU_ASSERT_EQUAL(cst_spread_at(&row->spread[CST_SPREAD_TIME_TO_CATCH], 1), 10);
    CU_ASSERT_EQUAL(row->count[CST_COUNT_ESCAPED], 0);
    spec.protocol.reviewers = 1; /* a little more than five reports weigh */
    spec.protocol.investigate = 5.5;
    row = cst_play_run(&spec, 10, 323);
    CU_ASSERT_EQUAL(cst_spread_at(&row->spread[CST_SPREAD_TIME_TO_CATCH], 6), 10);
    CU_ASSERT_EQUAL(row->count[CST_COUNT_ESCAPED], 10 * 5);
}

/* Without a response the count starts anew after each investigation: in 12 rounds every second
 * attack is caught. Where audits fail, work under investigation is discarded, or used. */
static void test_protocol_peer_report_goes_on(void)
{
    cst_trial_spec spec = one_attacker(4, 1);
    const cst_row *row = cst_play_run(&spec, 10, 324);
    CU_ASSERT_EQUAL(row->count[CST_COUNT_CAUGHT], 10 * 6);
    CU_ASSERT_EQUAL(row->count[CST_COUNT_ESCAPED], 10 * 6);
    spec.protocol.penalty = 1.0;
    spec.protocol.audit_success = 0.0;
    row = cst_play_run(&spec, 10, 325);
    CU_ASSERT_EQUAL(row->count[CST_COUNT_AVERTED], 10 * 6);
    spec.protocol.flagged_work = CST_FLAGGED_USE;
    row = cst_play_run(&spec, 10, 326);
    CU_ASSERT_EQUAL(row->count[CST_COUNT_ESCAPED], 10 * 12);
}

/* Two honest agents report each other in every round. In round 2 both are investigated for nothing
 * and each lost half its weight twice: 1/4. Eight reports make 2 again: round 10. Each of the eight
 * costs half: 1/1024 from there on, and from round 2058 on nothing, as all 2048 count.
 * recover 1/2: 5/8, 13/16 and 29/32 in rounds 3 to 5 make 2.34; each of the three costs half, and
 * .56, .78, .89 make 2 again in round 8. recover 1: there is nothing to lose.
 * expire: two of the reports must count together for 2, or eight of 1/4. To 1.84 the first two
 * that count together come in rounds 5 and 6, the next ones in 9 and 10: 29/32 and 61/64 of them
 * are lost to two halves. If the reports of rounds 3 and 4 cost weight too, it would be round 11.
 */
static void test_protocol_peer_report_penalty(void)
{
    static const struct {
        double penalty, recover;
        uint32_t expire;
        double investigate;
        uint32_t rounds;
        uint64_t investigations; /* of one agent */
    } table[] = {
        {0.5, 0.0, 0, 2.0, 1, 0},    {0.5, 0.0, 0, 2.0, 2, 1},    {0.5, 0.0, 0, 2.0, 9, 1},
        {0.5, 0.0, 0, 2.0, 10, 2},   {0.5, 0.0, 0, 2.0, 99, 2},   {0.5, 0.0, 0, 2.0, 2057, 2},
        {0.5, 0.0, 0, 2.0, 2058, 3}, {0.5, 0.0, 0, 2.0, 9999, 3}, {1.0, 0.0, 0, 2.0, 12, 6},
        {0.0, 0.0, 0, 2.0, 99, 1},   {0.5, 0.5, 0, 2.0, 4, 1},    {0.5, 0.5, 0, 2.0, 5, 2},
        {0.5, 0.5, 0, 2.0, 7, 2},    {0.5, 0.5, 0, 2.0, 8, 3},    {0.5, 0.5, 0, 2.0, 11, 4},
        {0.5, 1.0, 0, 2.0, 12, 6},   {0.0, 1.0, 0, 2.0, 12, 6},   {1.0, 0.5, 0, 2.0, 12, 6},
        {1.0, 0.0, 1, 2.0, 12, 0},   {1.0, 0.0, 2, 2.0, 12, 6},   {1.0, 0.0, 2, 3.0, 12, 0},
        {1.0, 0.0, 3, 3.0, 12, 4},   {0.5, 0.0, 7, 2.0, 99, 1},   {0.5, 0.0, 8, 2.0, 9, 1},
        {0.5, 0.0, 8, 2.0, 10, 2},   {0.5, 0.0, 8, 2.0, 99, 2},   {0.5, 0.5, 2, 1.84, 5, 1},
        {0.5, 0.5, 2, 1.84, 6, 2},   {0.5, 0.5, 2, 1.84, 9, 2},   {0.5, 0.5, 2, 1.84, 10, 3}};
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        cst_trial_spec spec = one_attacker(2, 1);
        cst_test_lineages(&spec.population, 2)[0].rate = 0.0;
        spec.score.fpr = 1.0;
        spec.rounds = table[i].rounds;
        spec.protocol.penalty = table[i].penalty;
        spec.protocol.recover = table[i].recover;
        spec.protocol.expire = table[i].expire;
        spec.protocol.investigate = table[i].investigate;
        const cst_row *row = cst_play_run(&spec, 3, 327);
        CU_ASSERT_EQUAL(row->count[CST_COUNT_INVESTIGATIONS], 3 * 2 * table[i].investigations);
        CU_ASSERT_EQUAL(row->count[CST_COUNT_CAUGHT], 0);
    }
}

/* The attacker stops after its first escape. In round 2 everybody is investigated: an audit that
 * looks back one round finds it, and the window is taken back; one that does not finds nothing. */
static void test_protocol_peer_report_window(void)
{
    cst_trial_spec spec = one_attacker(4, 1);
    spec.rounds = 2;
    spec.attack.policy = cst_policy_find("paced");
    spec.attack.successes = 1;
    spec.protocol.assign = CST_ASSIGN_RING;
    spec.score.fpr = 1.0;
    spec.response = (cst_response_spec){.effect = CST_EFFECT_QUARANTINE, .window = 1};
    const cst_row *row = cst_play_run(&spec, 10, 328);
    CU_ASSERT_EQUAL(row->count[CST_COUNT_INVESTIGATIONS], 10 * 4);
    CU_ASSERT_EQUAL(row->count[CST_COUNT_ESCAPED], 10);
    CU_ASSERT_EQUAL(row->count[CST_COUNT_QUARANTINED], 0);
    spec.response.window = 2;
    row = cst_play_run(&spec, 10, 329);
    CU_ASSERT_EQUAL(row->count[CST_COUNT_ESCAPED], 0);
    CU_ASSERT_EQUAL(row->count[CST_COUNT_AVERTED], 10);
    CU_ASSERT_EQUAL(row->count[CST_COUNT_QUARANTINED], 10);
    CU_ASSERT_EQUAL(row->count[CST_COUNT_QUARANTINED_FALSELY], 0);
}

/* Names of reporters that nobody needs change nothing: a penalty that is never due, or none. */
static void test_protocol_peer_report_names(void)
{
    for (uint32_t expire = 0; expire < 4; expire++) {
        cst_trial_spec spec = one_attacker(9, 3);
        spec.rounds = 40;
        spec.score.tpr = 0.6;
        spec.score.fpr = 0.1;
        spec.protocol.expire = expire;
        spec.protocol.recover = 1.0;
        const cst_row named = *cst_play_run(&spec, 50, 330 + expire);
        spec.protocol.penalty = 1.0;
        const cst_row *row = cst_play_run(&spec, 50, 330 + expire);
        CU_ASSERT_EQUAL(memcmp(named.count, row->count, sizeof named.count), 0);
        CU_ASSERT(row->count[CST_COUNT_INVESTIGATIONS] > 50);
    }
}

CST_SUITE("protocol_peer_report", CST_TEST(test_protocol_peer_report_second_report),
          CST_TEST(test_protocol_peer_report_goes_on), CST_TEST(test_protocol_peer_report_penalty),
          CST_TEST(test_protocol_peer_report_window), CST_TEST(test_protocol_peer_report_names))
