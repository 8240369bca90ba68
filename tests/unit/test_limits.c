/* SPDX-License-Identifier: MIT */
#include "monitor/limits.h"

#include "tests/lib/direct.h"
#include "tests/lib/play_twin.h"
#include "tests/lib/suite.h"

#define MATHLIB_STANDALONE 1
#include <Rmath.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static const double alpha = 1e-6; /* of all verdicts together */

/* What a list of scenarios came to: how many limits said something, and how many nearly as much as
 * there was. */
typedef struct judged {
    uint32_t scenarios, told, near;
} judged;

/* x events in n planned tasks, of which each has one with this chance at most whatever came before:
 * their number is at most binomial, so an exact tail judges it. */
static void judge(judged *all, double x, double n, double chance, const char *what,
                  const cst_trial_spec *spec)
{
    char text[512];
    if (chance >= 1.0) {
        return;
    }
    all->told++;
    all->near += x > 0.5 * n * chance;
    if (pbinom(x - 1.0, n, chance, 0, 0) < alpha / 10000.0) {
        (void)printf("\n    %s: %g of %g at %g: %s", what, x, n, chance,
                     cst_play_twin_describe(spec, text, sizeof text));
        CU_FAIL("there is more than the limit allows");
    }
}

static void judge_scenario(judged all[4], const cst_trial_spec *spec, uint64_t trials,
                           uint64_t seed)
{
    static cst_row row;
    cst_cell cell;
    cst_direct_cell(&cell, spec, "naive", trials, seed);
    CU_ASSERT_EQUAL_FATAL(cst_rehearsal_run(&cell, 1 << 12, &row, NULL), 0);
    const cst_limits limits = cst_limits_of(&cell.model);
    const double p = cell.model.scheming_most;
    const double n = (double)row.count[CST_COUNT_PLANNED];
    const double honest = (double)row.count[CST_COUNT_FLAGGED_HONEST];
    const double lost =
        (double)(row.count[CST_COUNT_HONEST_DISCARDED] + row.count[CST_COUNT_HONEST_REPLACED]);
    judge(&all[0], honest, n, limits.flag, "flagged honest work", spec);
    judge(&all[1], honest + (double)row.count[CST_COUNT_FLAGGED_ATTACKS], n,
          p + (1.0 - p) * limits.flag, "flagged work", spec);
    judge(&all[2], ceil(lost / limits.loss_tasks), n, limits.loss, "lost work", spec);
    judge(&all[3], (double)row.count[CST_COUNT_QUARANTINED_FALSELY], n, limits.removal,
          "false removals", spec);
    CU_ASSERT(row.count[CST_COUNT_AUDITS] <= limits.audits * row.count[CST_COUNT_TRIALS]);
    cst_cell_free(&cell);
}

/* Random scenarios with memory: every protocol, strategy, policy, response, law and scope. In 300
 * trials of 24 tasks what passes a limit of .2 by a quarter is found with a probability above
 * .999: 360 events more, 10.6 standard deviations, where 6.4 are called a fault. */
static void test_limits_random(void)
{
    static const char *const what[] = {"flagged honest", "flagged", "lost", "removed falsely"};
    judged all[4] = {{0}};
    for (uint64_t seed = 1; seed <= 400; seed++) {
        cst_trial_spec spec;
        cst_play_twin_scenario(seed, 8, &spec);
        judge_scenario(all, &spec, 300, seed);
    }
    (void)printf("\n    400 scenarios:");
    for (int i = 0; i < 4; i++) {
        (void)printf(" %s %u (%u near)", what[i], all[i].told, all[i].near);
        CU_ASSERT(all[i].told > 60 && all[i].near > 5);
    }
}

static cst_trial_spec plain(const char *kind)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.agents = 6;
    spec.rounds = 8;
    spec.scheming.law = (cst_law_spec){.law = cst_law_find("independent"), .rate = 0.1};
    spec.score.tpr = 0.8;
    spec.score.fpr = 0.05;
    spec.trusted.fpr = 0.03;
    spec.protocol.kind = cst_protocol_find(kind);
    spec.protocol.reviewers = 3;
    spec.protocol.rule = CST_RULE_MAJORITY;
    return spec;
}

static cst_limits limits_of(const cst_trial_spec *spec)
{
    cst_model model;
    CU_ASSERT_EQUAL_FATAL(cst_trial_spec_check(spec, NULL), 0);
    CU_ASSERT_EQUAL_FATAL(cst_model_make(&model, spec, NULL), 0);
    const cst_limits limits = cst_limits_of(&model);
    cst_model_free(&model);
    return limits;
}

/* One of three reports, two of three, one of one; and what schemers accuse. */
static void test_limits_flag(void)
{
    cst_trial_spec spec = plain("peer-report");
    CU_ASSERT_DOUBLE_EQUAL(limits_of(&spec).flag, 0.15, 1e-15);
    spec.protocol.kind = cst_protocol_find("committee");
    CU_ASSERT_DOUBLE_EQUAL(limits_of(&spec).flag, 0.075, 1e-15);
    spec.protocol.kind = cst_protocol_find("untrusted-monitor");
    CU_ASSERT_DOUBLE_EQUAL(limits_of(&spec).flag, 0.05, 1e-15);
    spec.collusion.strategy = cst_collusion_find("false-accusation");
    spec.collusion.accuse = 0.5;
    CU_ASSERT_DOUBLE_EQUAL(limits_of(&spec).flag, 0.05 + 0.95 * 0.5 * 0.1 / 0.9, 1e-15);
    spec.scheming.law.law = cst_law_find("beta");
    spec.scheming.law.rho = 0.2;
    spec.scheming.scope = CST_SCOPE_TRIAL; /* a reviewer may be known to scheme */
    CU_ASSERT_DOUBLE_EQUAL(limits_of(&spec).flag, 0.05 + 0.95 * 0.5, 1e-15);
    spec = plain("trusted-monitor");
    CU_ASSERT(limits_of(&spec).flag == 0.03);
    spec = plain("random-audit");
    spec.protocol.audit_share = 0.2;
    CU_ASSERT(limits_of(&spec).flag == 0.2);
    spec = plain("resample");
    CU_ASSERT(limits_of(&spec).flag == 1.0); /* nothing is known */
    spec = plain("trusted-monitor");
    spec.protocol.audit_budget = 0.1;
    CU_ASSERT(limits_of(&spec).flag == 1.0 && limits_of(&spec).audits == 4);
}

/* Without schemers one reviewer reports each task by itself: the limit is met. */
static void test_limits_met(void)
{
    judged all[4] = {{0}};
    cst_trial_spec spec = plain("untrusted-monitor");
    spec.scheming.law.rate = 0.0;
    judge_scenario(all, &spec, 4000, 1);
    CU_ASSERT(all[0].near == 1 && all[1].near == 1 && all[2].near == 1);
    cst_cell cell;
    static cst_row row;
    cst_direct_cell(&cell, &spec, "naive", 4000, 2);
    CU_ASSERT_EQUAL_FATAL(cst_rehearsal_run(&cell, 1 << 12, &row, NULL), 0);
    const double n = 4000.0 * 48.0;
    const double x = (double)row.count[CST_COUNT_FLAGGED_HONEST];
    CU_ASSERT(pbinom(x, n, 0.05, 1, 0) > alpha);
    CU_ASSERT(pbinom(x - 1.0, n, 0.05, 0, 0) > alpha);
    cst_cell_free(&cell);
}

static void test_limits_loss(void)
{
    cst_trial_spec spec = plain("defer");
    spec.protocol.replace = 0.1;
    CU_ASSERT_DOUBLE_EQUAL(limits_of(&spec).loss, 0.13, 1e-15);
    spec = plain("untrusted-monitor");
    spec.protocol.flagged_work = CST_FLAGGED_USE;
    CU_ASSERT(limits_of(&spec).loss == 0.0);
    spec.response.effect = CST_EFFECT_QUARANTINE;
    spec.response.on = CST_ON_REPORT;
    spec.response.window = 1; /* what is flagged is taken back */
    CU_ASSERT_DOUBLE_EQUAL(limits_of(&spec).loss, 0.05, 1e-15);
    CU_ASSERT(limits_of(&spec).loss_tasks == 1 && limits_of(&spec).removal == 0.05);
    spec.response.window = 4; /* an attack takes honest work with it */
    CU_ASSERT_DOUBLE_EQUAL(limits_of(&spec).loss, 0.1 + 0.9 * 0.05, 1e-15);
    CU_ASSERT(limits_of(&spec).loss_tasks == 4);
    spec.response.on = CST_ON_CATCH;
    CU_ASSERT(limits_of(&spec).removal == 0.0);
}

CST_SUITE("limits", CST_TEST(test_limits_random), CST_TEST(test_limits_flag),
          CST_TEST(test_limits_met), CST_TEST(test_limits_loss))
