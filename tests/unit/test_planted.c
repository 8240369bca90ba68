/* SPDX-License-Identifier: MIT
 * Planted schemers: against natural ones, as ghosts that leave no trace, at rates at which nothing
 * ever happens by itself, and what the tally refuses.
 * Exact values: tests/truth/over_time.c. Covers: planted_events planted_results play_ghost samples
 */
#include "estimate/sample/methods.h"
#include "monitor/plant.h"
#include "monitor/play_events.h"
#include "tests/lib/direct.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <string.h>

/* Two intervals of which five in a million miss. */
static const double confidence = 1.0 - 5e-6;

static cst_trial_spec base(const char *protocol)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.agents = 30;
    spec.rounds = 40;
    spec.scheming.law.law = cst_law_find("beta");
    spec.scheming.law.rate = 0.02;
    spec.scheming.law.rho = 0.2;
    spec.score.tpr = 0.7;
    spec.score.fpr = 0.01;
    spec.protocol.kind = cst_protocol_find(protocol);
    spec.protocol.reviewers = spec.protocol.kind->committee || spec.protocol.kind->crowd ? 3 : 1;
    spec.response = (cst_response_spec){.on = CST_ON_CATCH, .effect = CST_EFFECT_QUARANTINE};
    return spec;
}

/* Returns the planted schemers of a trial. */
static uint64_t run(const cst_trial_spec *spec, const char *method, uint64_t trials, uint64_t seed,
                    double level, cst_result out[CST_RESULT_KINDS])
{
    static cst_row row;
    cst_cell cell;
    CU_ASSERT_EQUAL_FATAL(cst_trial_spec_check(spec, NULL), 0);
    cst_direct_cell(&cell, spec, method, trials, seed);
    CU_ASSERT_EQUAL_FATAL(cst_rehearsal_run(&cell, 1 << 16, &row, NULL), 0);
    cst_cell_results(&cell, &row, level, out);
    const cst_interval risk = cst_cell_risk(&cell, &row, level);
    CU_ASSERT_EQUAL(risk.low, out[CST_RESULT_RESIDUAL_RISK].low);
    CU_ASSERT_EQUAL(risk.high, out[CST_RESULT_RESIDUAL_RISK].high);
    const uint64_t planted = cell.planted > 0 ? cell.planted : cell.trial_tasks;
    cst_cell_free(&cell);
    return planted;
}

static void assert_meets(const cst_result *a, const cst_result *b)
{
    CU_ASSERT_PTR_NOT_NULL_FATAL(b->method);
    CU_ASSERT(a->low <= b->high && b->low <= a->high);
    CU_ASSERT(b->low <= b->estimate && b->estimate <= b->high);
}

static void assert_agree_at(const cst_trial_spec *spec, bool alone, uint64_t trials)
{
    static const cst_result_kind kinds[] = {CST_RESULT_RESIDUAL_RISK, CST_RESULT_MISS_SHARE,
                                            CST_RESULT_EXPECTED_ESCAPES};
    cst_result natural[CST_RESULT_KINDS];
    cst_result planted[CST_RESULT_KINDS];
    (void)run(spec, "naive", 1000, 5, confidence, natural);
    const uint64_t count = run(spec, "planted", trials, 6, confidence, planted);
    CU_ASSERT_EQUAL(count == 1, alone);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        const cst_result *a = &natural[kinds[i]];
        const cst_result *b = &planted[kinds[i]];
        assert_meets(a, b);
        CU_ASSERT(b->high - b->low < 0.5 * b->estimate); /* else it would see nothing */
    }
    static const cst_result_kind some[] = {CST_RESULT_USEFULNESS, CST_RESULT_REPORTED_SHARE,
                                           CST_RESULT_REPORTED_BY_SCHEMERS};
    for (size_t i = 0; i < sizeof some / sizeof some[0]; i++) {
        const cst_result *a = &natural[some[i]];
        const cst_result *b = &planted[some[i]];
        CU_ASSERT(b->method == NULL || (b->low <= a->high && a->low <= b->high));
        CU_ASSERT(b->method == NULL || b->events == 0 ||
                  (b->low <= b->estimate && b->estimate <= b->high));
    }
    const bool reviewed = natural[CST_RESULT_REPORTED_SHARE].method != NULL;
    CU_ASSERT_EQUAL(planted[CST_RESULT_REPORTED_SHARE].method != NULL, reviewed);
}

static void assert_agree(const cst_trial_spec *spec, bool alone)
{
    assert_agree_at(spec, alone, alone ? 20000 : 1000);
}

/* Natural and planted schemers, of every protocol that remembers and where fates are settled
 * later. */
static void test_planted_agrees(void)
{
    static const char *const protocols[] = {"committee", "peer-report", "trusted-monitor",
                                            "async",     "adaptive",    "hierarchy"};
    for (size_t i = 0; i < sizeof protocols / sizeof protocols[0]; i++) {
        const cst_trial_spec spec = base(protocols[i]);
        assert_agree(&spec, false);
    }
    cst_trial_spec spec = base("peer-report");
    spec.protocol.penalty = 0.5;
    spec.protocol.recover = 0.1;
    spec.response.refill = 3;
    assert_agree(&spec, false);
    spec = base("peer-report");
    spec.response.window = 3;
    assert_agree(&spec, true);
    spec = base("peer-report");
    spec.protocol.honeypot_share = 0.05;
    assert_agree(&spec, true);
    spec = base("committee");
    spec.collusion.strategy = cst_collusion_find("learned");
    spec.collusion.episode = CST_EPISODE_REVIEW;
    assert_agree(&spec, false);
    spec = base("peer-report");
    spec.response.effect = CST_EFFECT_END_TRIAL;
    assert_agree(&spec, true);
}

/* Agents that never scheme, seldom, and more often: those that are left in a trial scheme less, and
 * fresh ones as at its begin. */
static void test_planted_types(void)
{
    for (int i = 0; i < 4; i++) {
        cst_trial_spec spec = base("peer-report");
        spec.scheming.law.law = cst_law_find("independent");
        spec.scheming.propensity = CST_PROPENSITY_MIXTURE;
        spec.scheming.never = 0.5;
        spec.scheming.consistent = 0.1;
        spec.scheming.consistent_rate = i >= 2 ? 0.002 : 0.1;
        spec.response.effect = i == 2 ? CST_EFFECT_END_TRIAL : CST_EFFECT_QUARANTINE;
        spec.response.refill = i == 1 ? 3 : 0;
        assert_agree_at(&spec, i == 2, i == 2 ? 100000 : 10000);
    }
}

/* At rates at which no attack ever happens by itself, the risk is the rate times one number. */
static void test_planted_rare(void)
{
    cst_trial_spec spec = base("peer-report");
    cst_result at[3][CST_RESULT_KINDS];
    static const double rates[3] = {1e-9, 1e-12, 1e-15};
    for (int i = 0; i < 3; i++) {
        spec.scheming.law.rate = rates[i];
        (void)run(&spec, "planted", 2000, 7, 0.95, at[i]);
        CU_ASSERT(at[i][CST_RESULT_RESIDUAL_RISK].low > 0.0);
    }
    const double one = at[0][CST_RESULT_RESIDUAL_RISK].estimate / rates[0];
    for (int i = 1; i < 3; i++) {
        const double other = at[i][CST_RESULT_RESIDUAL_RISK].estimate / rates[i];
        CU_ASSERT(fabs(other - one) < 0.02 * one);
    }
}

/* What is not linear in attacks, against many natural trials, where one trial in twelve has an
 * attack; where attacks are frequent only natural trials tell. */
static void test_planted_rare_trials(void)
{
    static const cst_result_kind kinds[] = {CST_RESULT_TRIAL_RISK, CST_RESULT_SAFETY,
                                            CST_RESULT_ESCAPES_BEFORE_CATCH};
    cst_result natural[CST_RESULT_KINDS];
    cst_result planted[CST_RESULT_KINDS];
    for (int alone = 0; alone < 2; alone++) {
        cst_trial_spec spec = base("peer-report");
        spec.scheming.law.rate = 0.08 / (30 * 40);
        spec.response.effect = alone == 1 ? CST_EFFECT_END_TRIAL : CST_EFFECT_QUARANTINE;
        (void)run(&spec, alone == 1 ? "naive" : "skip", alone == 1 ? 20000 : 200000, 5, confidence,
                  natural);
        (void)run(&spec, "planted", alone == 1 ? 20000 : 2000, 6, confidence, planted);
        for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
            const cst_result *a = &natural[kinds[i]];
            const cst_result *b = &planted[kinds[i]];
            assert_meets(a, b);
            CU_ASSERT(b->high - b->low < 2.0 * (a->high - a->low));
        }
        spec.scheming.law.rate = 1e-12;
        (void)run(&spec, "planted", 2000, 6, 0.95, planted);
        const cst_result *escapes = &planted[CST_RESULT_EXPECTED_ESCAPES];
        CU_ASSERT(planted[CST_RESULT_TRIAL_RISK].low > 0.999 * escapes->low);
        CU_ASSERT(planted[CST_RESULT_TRIAL_RISK].high <= escapes->high);
        spec.scheming.law.rate = 0.2 / (30 * 40);
        (void)run(&spec, "planted", 200, 6, 0.95, planted);
        const char *method = planted[CST_RESULT_TRIAL_RISK].method;
        CU_ASSERT(method == NULL || strstr(method, "planted") == NULL);
    }
}

/* A trial with ghosts is the trial without them. */
static void test_planted_ghosts_leave_no_trace(void)
{
    enum { GHOSTS = 200, KINDS = 4 };
    static cst_ghost ghost[GHOSTS];
    static const char *const protocols[KINDS] = {"committee", "peer-report", "peer-report",
                                                 "peer-report"};
    for (int i = 0; i < KINDS; i++) {
        cst_trial_spec spec = base(protocols[i]);
        cst_cell cell;
        cst_play play[2];
        cst_log log[2];
        spec.protocol.penalty = 0.5;
        spec.protocol.expire = 5;
        spec.response.refill = 2;
        if (i >= 2) {
            spec.collusion.strategy = cst_collusion_find("learned");
            spec.collusion.episode = i == 2 ? CST_EPISODE_ATTACK : CST_EPISODE_REVIEW;
        }
        cst_direct_cell(&cell, &spec, "skip", 1, 3);
        const cst_random random = cst_cell_random(&cell);
        for (int with = 0; with < 2; with++) {
            CU_ASSERT_EQUAL_FATAL(cst_play_init(&play[with], &cell.model, &random, NULL), 0);
            CU_ASSERT_EQUAL_FATAL(cst_log_init(&log[with], &cell.model, NULL), 0);
        }
        uint32_t escaped = 0;
        for (uint64_t trial = 0; trial < 50; trial++) {
            const uint64_t schemes[] = {3, 77, 78, 400, 700, 1100};
            for (uint32_t g = 0; g < GHOSTS; g++) {
                ghost[g] =
                    (cst_ghost){.task = cst_plant_draw(&cell.model, &random, trial, g, GHOSTS),
                                .address = UINT64_C(1) << 63 | (trial * GHOSTS + g)};
            }
            play[1].ghost = ghost;
            play[1].ghosts = GHOSTS;
            for (int with = 0; with < 2; with++) {
                CU_ASSERT_EQUAL_FATAL(
                    cst_play_events(&play[with], trial, schemes, 6, &log[with], NULL), 0);
            }
            CU_ASSERT_EQUAL_FATAL(log[0].count, log[1].count);
            for (uint32_t e = 0; e < log[0].count; e++) {
                CU_ASSERT_EQUAL(log[0].entry[e].task, log[1].entry[e].task);
                CU_ASSERT_EQUAL(log[0].entry[e].gone, log[1].entry[e].gone);
                CU_ASSERT_EQUAL(
                    memcmp(&log[0].entry[e].record, &log[1].entry[e].record, sizeof(cst_record)),
                    0);
                CU_ASSERT_EQUAL(log[0].entry[e].told.schemers, log[1].entry[e].told.schemers);
                CU_ASSERT_EQUAL(log[0].entry[e].told.told, log[1].entry[e].told.told);
            }
            for (uint32_t g = 0; g < GHOSTS; g++) {
                escaped += ghost[g].record.fate == CST_ESCAPED;
            }
        }
        CU_ASSERT(escaped > 0);
        for (int with = 0; with < 2; with++) {
            cst_log_free(&log[with]);
            cst_play_free(&play[with]);
        }
        cst_cell_free(&cell);
    }
}

/* Of 200 intervals of 20 trials each, those that miss the value of 8,000 others: 95 % are to hold
 * it. At 5 % misses, more than 28 of 200 are seen once in a million. */
static void test_planted_covers(void)
{
    static const char *const protocols[] = {"committee", "peer-report"};
    for (int i = 0; i < 2; i++) {
        cst_trial_spec spec = base(protocols[i]);
        cst_result truth[CST_RESULT_KINDS];
        cst_result out[CST_RESULT_KINDS];
        uint32_t missed = 0;
        (void)run(&spec, "planted", 8000, 1000, 0.95, truth);
        for (uint64_t seed = 1; seed <= 200; seed++) {
            (void)run(&spec, "planted", 20, seed, 0.95, out);
            const double risk = truth[CST_RESULT_RESIDUAL_RISK].estimate;
            missed += risk < out[CST_RESULT_RESIDUAL_RISK].low ||
                      risk > out[CST_RESULT_RESIDUAL_RISK].high;
        }
        CU_ASSERT(missed <= 28);
    }
}

/* The ceilings of a planted schemer's chance: what each attempt has without a response, by hand,
 * and 1 where a state, or a task, may be worse. */
static void test_planted_most(void)
{
    static const struct {
        const char *protocol;
        double penalty, most;
    } table[] = {{"untrusted-monitor", 1.0, 0.3},
                 {"peer-report", 1.0, 0.3 * 0.3 * 0.3 + 3.0 * 0.7 * 0.3 * 0.3},
                 {"peer-report", 0.5, 1.0},
                 {"upfront-audit", 1.0, 1.0}};
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        cst_trial_spec spec = base(table[i].protocol);
        cst_model model;
        spec.scheming.law.law = cst_law_find("independent");
        spec.scheming.law.rate = 1e-9;
        spec.protocol.penalty = table[i].penalty;
        spec.protocol.first = 600;
        CU_ASSERT_EQUAL_FATAL(cst_model_make(&model, &spec, NULL), 0);
        CU_ASSERT_DOUBLE_EQUAL(cst_planted_most(&model), table[i].most, 1e-8);
        cst_model_free(&model);
    }
}

static void test_planted_tally_refuses(void)
{
    const cst_trial_spec spec = base("committee");
    for (int spoilt = 0; spoilt < 5; spoilt++) {
        cst_cell cell;
        cst_batch actions = {0};
        cst_batch reports = {0};
        cst_part part;
        cst_error error = {0};
        cst_direct_cell(&cell, &spec, "planted", 3, 3);
        const cst_unit unit = {.tasks = cst_cell_block_tasks(&cell, 0)};
        CU_ASSERT_EQUAL_FATAL(cell.method->act(&cell, &unit, &actions, NULL), 0);
        CU_ASSERT_EQUAL_FATAL(cell.method->review(&cell, &unit, &actions, &reports, NULL), 0);
        CU_ASSERT_EQUAL_FATAL(cst_part_init(&part, &cell, &unit, NULL), 0);
        if (spoilt == 1) {
            cst_batch_task_set(&reports, 1, 0);
        } else if (spoilt == 2) {
            cst_batch_record_set(&reports, 0, CST_VOID + 1);
        } else if (spoilt == 3) { /* a ghost of a task that happens has a fate */
            cst_batch_record_set(&reports, 0, CST_RECORD_GHOST | CST_VOID);
        } else if (spoilt == 4) { /* and none is missing */
            const uint8_t *words = cst_batch_column(&reports, CST_COLUMN_RECORD);
            uint64_t last = reports.records - 1;
            while ((cst_batch_word(words + 8 * last) & CST_RECORD_GHOST) == 0) {
                last--;
            }
            reports.records = last;
        }
        const int code = cell.method->tally(&cell, &unit, &actions, &reports, &part, &error);
        CU_ASSERT_EQUAL(code, spoilt == 0 ? 0 : CST_ERR_RECEIPT);
        CU_ASSERT(spoilt == 0 || strncmp(error.text, "receipt", 7) == 0);
        cst_part_free(&part);
        cst_batch_free(&actions);
        cst_batch_free(&reports);
        cst_cell_free(&cell);
    }
}

static void test_planted_applies_errors(void)
{
    cst_trial_spec spec = base("committee");
    cst_error error = {0};
    cst_model model;
    spec.response.effect = CST_EFFECT_NONE;
    CU_ASSERT_EQUAL_FATAL(cst_model_make(&model, &spec, NULL), 0);
    CU_ASSERT_EQUAL(cst_method_planted.applies(&model, &error), CST_ERR_METHOD);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "do not remember; use strata"));
    cst_model_free(&model);
    spec = base("committee");
    spec.attack.policy = cst_policy_find("steps");
    spec.attack.steps = 2;
    CU_ASSERT_EQUAL_FATAL(cst_model_make(&model, &spec, NULL), 0);
    CU_ASSERT_EQUAL(cst_method_planted.applies(&model, &error), CST_ERR_METHOD);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "use splitting"));
    cst_model_free(&model);
}

CST_SUITE("planted", CST_TEST(test_planted_agrees), CST_TEST(test_planted_types),
          CST_TEST(test_planted_rare), CST_TEST(test_planted_rare_trials),
          CST_TEST(test_planted_ghosts_leave_no_trace), CST_TEST(test_planted_covers),
          CST_TEST(test_planted_most), CST_TEST(test_planted_tally_refuses),
          CST_TEST(test_planted_applies_errors))
