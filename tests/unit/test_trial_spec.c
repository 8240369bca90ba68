/* SPDX-License-Identifier: MIT */
#include "monitor/model.h"
#include "tests/lib/lists.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static void add_lineage(cst_trial_spec *spec, double first_share)
{
    cst_lineage *lineage = cst_test_lineages(&spec->population, 2);
    lineage[0].share = first_share;
    lineage[1].share = 1.0 - first_share;
}

/* What spoils a good scenario, one a line. */
static void no_agents(cst_trial_spec *spec)
{
    spec->agents = 0;
}
static void many_agents(cst_trial_spec *spec)
{
    spec->agents = (UINT32_C(1) << 31) + 1;
}
static void no_rounds(cst_trial_spec *spec)
{
    spec->rounds = 0;
}
static void many_rounds(cst_trial_spec *spec)
{
    spec->rounds = UINT32_MAX;
}
static void bad_share(cst_trial_spec *spec)
{
    cst_test_lineages(&spec->population, 1)->share = 0.5;
}
static void bad_reviewers(cst_trial_spec *spec)
{
    spec->protocol.reviewers = 33;
}

static void all_review(cst_trial_spec *spec)
{
    spec->agents = 3;
}

static void alone_with_a_monitor(cst_trial_spec *spec)
{
    spec->agents = 1;
    spec->protocol.kind = cst_protocol_find("untrusted-monitor");
}

static void cross_of_one(cst_trial_spec *spec)
{
    spec->protocol.assign = CST_ASSIGN_CROSS_LINEAGE;
}

static void cross_of_few(cst_trial_spec *spec)
{
    add_lineage(spec, 0.8);
    spec->agents = 10;
    spec->protocol.assign = CST_ASSIGN_CROSS_LINEAGE;
}

static void bad_rate(cst_trial_spec *spec)
{
    spec->scheming.law.rate = 2.0;
}

static void no_rho(cst_trial_spec *spec)
{
    spec->scheming.law.law = cst_law_find("beta");
}

static void own_rate_under_beta(cst_trial_spec *spec)
{
    no_rho(spec);
    spec->scheming.law.rho = 0.1;
    cst_test_lineages(&spec->population, 1)->rate = 0.1;
}

static void short_table(cst_trial_spec *spec)
{
    spec->scheming.law.law = cst_law_find("table");
    static const double joint[] = {0.0, 1.0, 0.0, 0.0};
    spec->scheming.law.joint_count = 4; /* for 3 reviewers: 5 */
    spec->scheming.law.joint = joint;
}

static void bad_score(cst_trial_spec *spec)
{
    spec->score.tpr = -1.0;
}

static void bad_trusted(cst_trial_spec *spec)
{
    spec->protocol.kind = cst_protocol_find("trusted-monitor");
    spec->trusted.fpr = 7.0;
}

static void bad_abstain(cst_trial_spec *spec)
{
    spec->abstain = 1.5;
}
static void nan_abstain(cst_trial_spec *spec)
{
    spec->abstain = NAN;
}
static void bad_collusion(cst_trial_spec *spec)
{
    spec->collusion.probability = -0.5;
}

static void end_of_none(cst_trial_spec *spec)
{
    spec->protocol.kind = cst_protocol_find("none");
    spec->response.effect = CST_EFFECT_END_TRIAL;
}

static void report_of_audit(cst_trial_spec *spec)
{
    spec->protocol.kind = cst_protocol_find("random-audit");
    spec->response.effect = CST_EFFECT_END_TRIAL;
    spec->response.on = CST_ON_REPORT;
}

static void refill_after_recall(cst_trial_spec *spec)
{
    spec->response.effect = CST_EFFECT_RECALL;
    spec->response.refill = 3;
}

static void late_refill(cst_trial_spec *spec)
{
    spec->response.effect = CST_EFFECT_QUARANTINE;
    spec->response.refill = 1000001;
}

static const struct {
    void (*spoil)(cst_trial_spec *spec);
    int code;
    const char *key, *text;
} table[] = {
    {no_agents, CST_ERR_RANGE, "trial.agents",
     "expected a whole number from 1 to 2147483648, found 0"},
    {many_agents, CST_ERR_RANGE, "trial.agents",
     "expected a whole number from 1 to 2147483648, found 2147483649"},
    {no_rounds, CST_ERR_RANGE, "trial.rounds",
     "expected a whole number from 1 to 2147483648, found 0"},
    {many_rounds, CST_ERR_RANGE, "trial.rounds",
     "expected a whole number from 1 to 2147483648, found 4294967295"},
    {bad_share, CST_ERR_POPULATION, "population", "expected shares that sum to 1, found 0.5"},
    {bad_reviewers, CST_ERR_PROTOCOL, "protocol.reviewers",
     "expected a whole number from 1 to 32, found 33"},
    {all_review, CST_ERR_COMBINATION, "protocol.reviewers",
     "expected at most 2, the number of other agents, found 3"},
    {alone_with_a_monitor, CST_ERR_COMBINATION, "protocol.reviewers",
     "expected at most 0, the number of other agents, found 1"},
    {cross_of_one, CST_ERR_COMBINATION, "protocol.assign",
     "cross-lineage: expected at least two lineages in population, found one; add one or use "
     "random"},
    {cross_of_few, CST_ERR_COMBINATION, "protocol.reviewers",
     "expected at most 2, the agents outside lineage 'a', found 3"},
    {bad_rate, CST_ERR_LAW, "scheming.rate", "expected a probability from 0 to 1, found 2"},
    {no_rho, CST_ERR_LAW, "scheming.rho", "expected a probability from 0 to 1, found nan"},
    {own_rate_under_beta, CST_ERR_COMBINATION, "population",
     "lineage 'a': a rate of its own goes with dependence independent at scope task, or across "
     "lineage, and with propensity fixed only"},
    {short_table, CST_ERR_LAW, "scheming.joint", "expected 5 numbers (reviewers + 2), found 4"},
    {bad_score, CST_ERR_MONITOR, "monitor.score.tpr",
     "expected a probability from 0 to 1, found -1"},
    {bad_trusted, CST_ERR_MONITOR, "monitor.trusted.score.fpr",
     "expected a probability from 0 to 1, found 7"},
    {bad_abstain, CST_ERR_MONITOR, "monitor.abstain",
     "expected a probability from 0 to 1, found 1.5"},
    {nan_abstain, CST_ERR_MONITOR, "monitor.abstain",
     "expected a probability from 0 to 1, found nan"},
    {bad_collusion, CST_ERR_MONITOR, "collusion.probability",
     "expected a probability from 0 to 1, found -0.5"},
    {end_of_none, CST_ERR_COMBINATION, "response.effect",
     "protocol none never triggers a response; use none"},
    {report_of_audit, CST_ERR_COMBINATION, "response.on",
     "report: protocol random-audit never reports; use catch"},
    {refill_after_recall, CST_ERR_COMBINATION, "response.refill",
     "recall takes the whole lineage out: nobody of it is left to take a seat; expected 0, found "
     "3; use quarantine"},
    {late_refill, CST_ERR_RANGE, "response.refill",
     "expected at most 1000000 rounds, found 1000001"},
};

static void test_trial_spec_errors(void)
{
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        cst_trial_spec spec = cst_trial_spec_default();
        cst_error error = {0};
        table[i].spoil(&spec);
        const int code = cst_trial_spec_check(&spec, &error);
        if (code != table[i].code || strcmp(error.key, table[i].key) != 0 ||
            strcmp(error.text, table[i].text) != 0) {
            (void)printf("\n    line %zu: %d: %s: %s\n", i, code, error.key, error.text);
            CU_FAIL("another error was expected");
        }
        CU_ASSERT_EQUAL(cst_trial_spec_check(&spec, NULL), table[i].code);
    }
}

static void test_trial_spec_default(void)
{
    const cst_trial_spec spec = cst_trial_spec_default();
    CU_ASSERT_EQUAL(cst_trial_spec_check(&spec, NULL), 0);
    CU_ASSERT_EQUAL(spec.agents, 1000);
    CU_ASSERT_EQUAL(spec.rounds, 100);
    CU_ASSERT_EQUAL(spec.abstain, 0.0);
    CU_ASSERT_EQUAL(spec.response.on, CST_ON_CATCH);
    CU_ASSERT_EQUAL(spec.response.effect, CST_EFFECT_NONE);
}

/* What a protocol does not use is not looked at. */
static void test_trial_spec_unused_is_not_judged(void)
{
    static const char *const kinds[] = {"none", "random-audit", "trusted-monitor"};
    for (size_t i = 0; i < 3; i++) {
        cst_trial_spec spec = cst_trial_spec_default();
        spec.agents = 1;
        spec.protocol.kind = cst_protocol_find(kinds[i]);
        spec.protocol.assign = CST_ASSIGN_CROSS_LINEAGE;
        spec.scheming.law.law = cst_law_find("beta"); /* without a rho */
        spec.score.tpr = -1.0;
        spec.trusted.tpr = i == 2 ? 0.5 : -1.0;
        CU_ASSERT_EQUAL(cst_trial_spec_check(&spec, NULL), 0);
    }
}

/* The ends of what is allowed. */
static void test_trial_spec_limits(void)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.agents = UINT32_C(1) << 31;
    spec.rounds = UINT32_C(1) << 31;
    CU_ASSERT_EQUAL(cst_trial_spec_check(&spec, NULL), 0);
    spec.agents = 33;
    spec.rounds = 1;
    spec.protocol.reviewers = 32;
    spec.abstain = 1.0;
    spec.scheming.law.rate = 1.0;
    CU_ASSERT_EQUAL(cst_trial_spec_check(&spec, NULL), 0);
    spec.agents = 4;
    spec.protocol.reviewers = 2;
    spec.protocol.assign = CST_ASSIGN_CROSS_LINEAGE;
    add_lineage(&spec, 0.5);
    CU_ASSERT_EQUAL(cst_trial_spec_check(&spec, NULL), 0);
}

CST_SUITE("trial_spec", CST_TEST(test_trial_spec_errors), CST_TEST(test_trial_spec_default),
          CST_TEST(test_trial_spec_unused_is_not_judged), CST_TEST(test_trial_spec_limits))
