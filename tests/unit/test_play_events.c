/* SPDX-License-Identifier: MIT
 * What trials played from event to event write down, where nothing is left to chance. Their law is
 * held against exact values in tests/truth/over_time.c, and against trials played task by task in
 * tests/truth/events.c. Covers: play_audits play_log */
#include "estimate/sample/methods.h"
#include "monitor/play_audits.h"
#include "monitor/play_events.h"
#include "tests/lib/direct.h"
#include "tests/lib/suite.h"

#include <string.h>

enum { AGENTS = 5, ROUNDS = 6, TASKS = AGENTS * ROUNDS };

/* One trial and what is needed for it. */
typedef struct stage {
    cst_cell cell;
    cst_random random;
    cst_play play;
    cst_log log;
} stage;

/* One reviewer that sees every attack, and flags the honest work that fpr says. */
static cst_trial_spec with(cst_response_effect effect, double tpr, double fpr)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.agents = AGENTS;
    spec.rounds = ROUNDS;
    spec.scheming.law.rate = 0.5;
    spec.score.tpr = tpr;
    spec.score.fpr = fpr;
    spec.collusion.strategy = cst_collusion_find("none");
    spec.protocol.kind = cst_protocol_find("untrusted-monitor");
    spec.response = (cst_response_spec){.on = CST_ON_REPORT, .effect = effect};
    return spec;
}

static void open_stage(stage *at, const cst_trial_spec *spec)
{
    cst_direct_cell(&at->cell, spec, "skip", 1, 1);
    at->random = cst_cell_random(&at->cell);
    CU_ASSERT_EQUAL_FATAL(cst_play_init(&at->play, &at->cell.model, &at->random, NULL), 0);
    CU_ASSERT_EQUAL_FATAL(cst_log_init(&at->log, &at->cell.model, NULL), 0);
}

static void close_stage(stage *at)
{
    cst_log_free(&at->log);
    cst_play_free(&at->play);
    cst_cell_free(&at->cell);
}

/* Plays a trial in which these tasks' actors scheme. */
static void play(stage *at, const uint64_t *schemes, uint64_t count)
{
    CU_ASSERT_EQUAL_FATAL(cst_play_events(&at->play, 0, schemes, count, &at->log, NULL), 0);
    for (uint32_t i = 1; i < at->log.count; i++) {
        CU_ASSERT(at->log.entry[i - 1].task < at->log.entry[i].task);
    }
}

static void assert_entry(const stage *at, uint32_t index, uint64_t task, cst_fate fate,
                         uint32_t gone)
{
    CU_ASSERT_FATAL(index < at->log.count);
    const cst_log_entry *entry = &at->log.entry[index];
    CU_ASSERT_EQUAL(entry->task, task);
    CU_ASSERT_EQUAL(entry->record.fate, fate);
    CU_ASSERT_EQUAL(entry->gone, gone);
}

/* Where nobody schemes and nobody says anything, nothing is written down. */
static void test_events_none(void)
{
    stage at;
    const cst_trial_spec spec = with(CST_EFFECT_QUARANTINE, 1.0, 0.0);
    open_stage(&at, &spec);
    play(&at, NULL, 0);
    CU_ASSERT_EQUAL(at.log.count, 0);
    close_stage(&at);
}

/* An agent that is caught is out from the next round: what it would do there is not written down,
 * its tasks are, as one number. */
static void test_events_quarantine(void)
{
    const uint64_t schemes[] = {7, 12, 20, 29}; /* agents 2, 2, 0, 4 in rounds 1, 2, 4, 5 */
    stage at;
    const cst_trial_spec spec = with(CST_EFFECT_QUARANTINE, 1.0, 0.0);
    open_stage(&at, &spec);
    play(&at, schemes, 4);
    CU_ASSERT_EQUAL(at.log.count, 5);
    assert_entry(&at, 0, 7, CST_CAUGHT, 0);
    assert_entry(&at, 1, 12, CST_VOID, 4);
    assert_entry(&at, 2, 20, CST_CAUGHT, 0);
    assert_entry(&at, 3, 25, CST_VOID, 1);
    assert_entry(&at, 4, 29, CST_CAUGHT, 0); /* out after the last round: nothing is void */
    CU_ASSERT_FALSE(at.log.entry[1].in_order);
    /* The next trial starts anew. */
    play(&at, schemes, 1);
    CU_ASSERT_EQUAL(at.log.count, 2);
    close_stage(&at);
}

/* Nobody sees anything: every attack escapes. */
static void test_events_all_scheme(void)
{
    stage at;
    uint64_t schemes[TASKS];
    const cst_trial_spec spec = with(CST_EFFECT_QUARANTINE, 0.0, 0.0);
    for (uint64_t i = 0; i < TASKS; i++) {
        schemes[i] = i;
    }
    open_stage(&at, &spec);
    play(&at, schemes, TASKS);
    CU_ASSERT_EQUAL(at.log.count, TASKS);
    for (uint32_t i = 0; i < at.log.count; i++) {
        assert_entry(&at, i, i, CST_ESCAPED, 0);
    }
    close_stage(&at);
}

/* All honest work is flagged: every agent is out after the first round. */
static void test_events_all_flagged(void)
{
    stage at;
    const cst_trial_spec spec = with(CST_EFFECT_QUARANTINE, 1.0, 1.0);
    open_stage(&at, &spec);
    play(&at, NULL, 0);
    CU_ASSERT_EQUAL(at.log.count, 2 * AGENTS);
    for (uint32_t i = 0; i < AGENTS; i++) {
        assert_entry(&at, i, i, CST_HONEST_DISCARDED, 0);
        assert_entry(&at, AGENTS + i, AGENTS + i, CST_VOID, ROUNDS - 1);
    }
    close_stage(&at);
}

/* A trial that ends: at once, or after the rounds that the report takes. What is left of it is one
 * run of tasks. */
static void test_events_end_trial(void)
{
    const uint64_t schemes[] = {7, 8, 13, 22};
    stage at;
    cst_trial_spec spec = with(CST_EFFECT_END_TRIAL, 1.0, 0.0);
    spec.protocol.kind = cst_protocol_find("peer-report"); /* by itself it would need no playing */
    spec.protocol.investigate = 1.0;
    open_stage(&at, &spec);
    play(&at, schemes, 4);
    CU_ASSERT_EQUAL(at.log.count, 2);
    assert_entry(&at, 0, 7, CST_CAUGHT, 0);
    assert_entry(&at, 1, 8, CST_VOID, TASKS - 8);
    CU_ASSERT(at.log.entry[1].in_order);
    close_stage(&at);
    spec = with(CST_EFFECT_END_TRIAL, 1.0, 0.0);
    spec.response.latency = 2;
    open_stage(&at, &spec);
    play(&at, schemes, 4);
    CU_ASSERT(at.log.count >= 4);
    assert_entry(&at, 0, 7, CST_CAUGHT, 0);
    const cst_log_entry *last = &at.log.entry[at.log.count - 1];
    CU_ASSERT(last->record.fate == CST_VOID && last->in_order);
    CU_ASSERT_EQUAL(last->task + last->gone, TASKS);
    close_stage(&at);
}

/* Outputs of a window are taken back: an escape is averted, honest work that had no record gets
 * one. */
static void test_events_retract(void)
{
    const uint64_t schemes[] = {16}; /* agent 1 in round 3 */
    stage at;
    cst_trial_spec spec = with(CST_EFFECT_RETRACT, 1.0, 0.0);
    spec.response.window = 3;
    open_stage(&at, &spec);
    play(&at, schemes, 1);
    CU_ASSERT_EQUAL(at.log.count, 3);
    assert_entry(&at, 0, 6, CST_HONEST_DISCARDED, 0);
    assert_entry(&at, 1, 11, CST_HONEST_DISCARDED, 0);
    assert_entry(&at, 2, 16, CST_CAUGHT, 0);
    CU_ASSERT_EQUAL(at.log.entry[0].record.reviews, 1);
    close_stage(&at);
}

/* A tenth of the tasks is audited: in rounds 1, 3 and 5, where the whole part of it grows. */
static void test_events_budget(void)
{
    stage at;
    cst_trial_spec spec = with(CST_EFFECT_NONE, 1.0, 1.0);
    spec.protocol.audit_budget = 0.1;
    open_stage(&at, &spec);
    CU_ASSERT(cst_model_scored(&at.cell.model));
    cst_play_begin(&at.play, 0, NULL);
    CU_ASSERT_EQUAL(cst_audits_next(&at.play, 0), 1);
    cst_audits_pass(&at.play, 3); /* what was earned in passing is lost */
    CU_ASSERT_EQUAL(at.play.audited, 1);
    CU_ASSERT_EQUAL(cst_audits_next(&at.play, 3), 3);
    play(&at, NULL, 0);
    CU_ASSERT_EQUAL(at.log.count, 3);
    for (uint32_t i = 0; i < at.log.count; i++) {
        CU_ASSERT_EQUAL(at.log.entry[i].task / AGENTS, 2 * i + 1);
        CU_ASSERT_EQUAL(at.log.entry[i].record.reports, 1);
        CU_ASSERT(at.log.entry[i].record.marks & CST_MARK_AUDITED);
    }
    close_stage(&at);
}

/* A honeypot beside every task; nobody sees it, and every miss expels. */
static void test_events_honeypots(void)
{
    stage at;
    cst_trial_spec spec = with(CST_EFFECT_NONE, 0.0, 0.0);
    spec.protocol.honeypot_share = 1.0;
    spec.protocol.honeypot_slack = 1;
    open_stage(&at, &spec);
    play(&at, NULL, 0);
    CU_ASSERT_EQUAL(at.log.count, TASKS);
    for (uint32_t i = 0; i < at.log.count; i++) {
        assert_entry(&at, i, i, CST_HONEST_USED, 0);
        CU_ASSERT_EQUAL(at.log.entry[i].record.honeypot, 1);
        CU_ASSERT_EQUAL(at.log.entry[i].record.expelled, 1);
    }
    close_stage(&at);
}

/* A model that cannot be played so has a reason. */
static void test_events_refuse(void)
{
    cst_trial_spec spec = with(CST_EFFECT_QUARANTINE, 1.0, 0.0);
    CU_ASSERT_PTR_NULL(cst_play_events_refuse(&spec));
    spec.scheming.scope = CST_SCOPE_ROUND;
    spec.scheming.law.law = cst_law_find("beta");
    spec.scheming.law.rho = 0.1;
    CU_ASSERT_PTR_NULL(cst_play_events_refuse(&spec));
    spec.scheming.scope = CST_SCOPE_TASK;
    spec.scheming.across = CST_ACROSS_LINEAGE;
    CU_ASSERT_PTR_NULL(cst_play_events_refuse(&spec));
    spec.scheming.across = CST_ACROSS_FACTORS;
    CU_ASSERT_PTR_NOT_NULL(cst_play_events_refuse(&spec));
    spec = with(CST_EFFECT_QUARANTINE, 1.0, 0.0);
    spec.protocol.audit_budget = 0.1;
    CU_ASSERT_PTR_NULL(cst_play_events_refuse(&spec));
    spec.protocol.audit_budget = 0.0;
    spec.protocol.honeypot_share = 0.1;
    CU_ASSERT_PTR_NULL(cst_play_events_refuse(&spec));
    spec.protocol.honeypot_share = 0.0;
    spec.protocol.kind = cst_protocol_find("adaptive");
    CU_ASSERT_PTR_NOT_NULL(cst_play_events_refuse(&spec));
}

/* Learned from every review: what is counted or drawn afterwards, and what is not. */
static void test_events_refuse_learned(void)
{
    cst_trial_spec spec = with(CST_EFFECT_QUARANTINE, 1.0, 0.0);
    spec.collusion.strategy = cst_collusion_find("learned");
    CU_ASSERT_PTR_NULL(cst_play_events_refuse(&spec));
    spec.protocol.assign = CST_ASSIGN_FIXED_PAIR;
    CU_ASSERT_PTR_NULL(cst_play_events_refuse(&spec));
    spec.protocol.assign = CST_ASSIGN_ROTATE;
    CU_ASSERT_PTR_NOT_NULL(cst_play_events_refuse(&spec));
    spec.response.effect = CST_EFFECT_NONE;
    CU_ASSERT_PTR_NULL(cst_play_events_refuse(&spec));
    spec.protocol.kind = cst_protocol_find("hierarchy");
    CU_ASSERT_PTR_NOT_NULL(cst_play_events_refuse(&spec));
    spec.protocol.assign = CST_ASSIGN_RANDOM;
    CU_ASSERT_PTR_NOT_NULL(cst_play_events_refuse(&spec));
    spec.protocol.kind = cst_protocol_find("committee");
    CU_ASSERT_PTR_NULL(cst_play_events_refuse(&spec));
    spec.collusion.shared_memory = CST_MEMORY_POPULATION;
    CU_ASSERT_PTR_NOT_NULL(cst_play_events_refuse(&spec));
    spec.collusion.episode = CST_EPISODE_ATTACK;
    CU_ASSERT_PTR_NULL(cst_play_events_refuse(&spec));
}

CST_SUITE("play_events", CST_TEST(test_events_none), CST_TEST(test_events_quarantine),
          CST_TEST(test_events_all_scheme), CST_TEST(test_events_all_flagged),
          CST_TEST(test_events_end_trial), CST_TEST(test_events_retract),
          CST_TEST(test_events_budget), CST_TEST(test_events_honeypots),
          CST_TEST(test_events_refuse), CST_TEST(test_events_refuse_learned))
