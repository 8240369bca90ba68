/* SPDX-License-Identifier: MIT
 * A break-even that the chain of a reviewer's type gives exactly, cases in which honeypots are
 * worth nothing, and what too few trials cannot tell. */
#include "estimate/ask/honeypots.h"

#include "tests/lib/suite.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const double tpr = 0.8;
static const double share = 0.2; /* of agents that always scheme; the others never do */

/* Two agents review each other, with a honeypot beside every task in `rounds` rounds; one miss and
 * the reviewer is replaced. recognition < 0: no honeypots. */
static double chain(uint32_t rounds, double recognition)
{
    const double honest = 1.0 - tpr;
    const double missed = recognition * honest + (1.0 - recognition);
    double schemer = share;
    double escapes = 0.0;
    for (uint32_t round = 0; round < rounds; round++) {
        escapes += share * (schemer + (1.0 - schemer) * honest);
        if (recognition >= 0.0) {
            const double expelled = schemer * missed + (1.0 - schemer) * honest;
            schemer = schemer * (1.0 - missed) + share * expelled;
        }
    }
    return escapes / rounds;
}

static cst_trial_spec watched(uint32_t rounds)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.agents = 2;
    spec.rounds = rounds;
    spec.scheming.law.rate = share;
    spec.scheming.propensity = CST_PROPENSITY_MIXTURE;
    spec.scheming.never = 1.0 - share;
    spec.scheming.consistent = share;
    spec.score.tpr = tpr;
    spec.protocol.kind = cst_protocol_find("untrusted-monitor");
    spec.protocol.honeypot_share = 1.0;
    spec.protocol.honeypot_slack = 1;
    return spec;
}

static void is_about(const char *what, const cst_honeypots_risk *found, double expected)
{
    (void)printf("\n    %s: %.5f [%.5f, %.5f], exactly %.5f", what, found->risk, found->low,
                 found->high, expected);
    CU_ASSERT(found->low <= expected && expected <= found->high);
    CU_ASSERT(found->high - found->low < 0.3 * expected);
}

static void test_honeypots_of_a_chain(void)
{
    const uint32_t rounds = 10;
    cst_trial_spec spec = watched(rounds);
    cst_honeypots found;
    double low = 0.0;
    double high = 1.0;
    const double half = 0.5 * (chain(rounds, 0.0) + chain(rounds, -1.0));
    for (int i = 0; i < 60; i++) {
        const double middle = 0.5 * (low + high);
        *(chain(rounds, middle) < half ? &low : &high) = middle;
    }
    spec.scheming.honeypot_recognition = 0.3;
    CU_ASSERT_EQUAL_FATAL(cst_honeypots_judge(&spec, 0.95, &found, NULL), 0);
    CU_ASSERT_EQUAL_FATAL(found.kind, CST_HONEYPOTS_FOUND);
    CU_ASSERT_EQUAL(found.objective, CST_RESULT_RESIDUAL_RISK);
    CU_ASSERT(cst_test_relative(found.without.risk, chain(rounds, -1.0)) < 1e-12);
    is_about("at 0", &found.unrecognised, chain(rounds, 0.0));
    is_about("at .3", &found.base, chain(rounds, 0.3));
    is_about("at 1", &found.recognised, chain(rounds, 1.0));
    (void)printf("\n    break-even %.4f [%.4f, %.4f], exactly %.4f", found.at, found.from, found.to,
                 low);
    CU_ASSERT(found.from <= low && low <= found.to);
    CU_ASSERT(found.from <= found.at && found.at <= found.to);
    CU_ASSERT(found.to - found.from < 0.5);
    CU_ASSERT(fabs(found.at - low) < 0.05);
}

/* States that are drawn anew for every task leave nobody to expel. */
static void test_honeypots_worth_nothing(void)
{
    cst_trial_spec spec = watched(10);
    cst_honeypots found;
    spec.scheming.propensity = CST_PROPENSITY_FIXED;
    CU_ASSERT_EQUAL_FATAL(cst_honeypots_judge(&spec, 0.95, &found, NULL), 0);
    CU_ASSERT_EQUAL(found.kind, CST_HONEYPOTS_NOTHING);
    CU_ASSERT_EQUAL(found.trials, 0);
    CU_ASSERT(cst_test_relative(found.without.risk, 0.2 * (0.2 + 0.8 * 0.2)) < 1e-12);
    spec.protocol.honeypot_share = 0.0;
    CU_ASSERT_EQUAL_FATAL(cst_honeypots_judge(&spec, 0.95, &found, NULL), 0);
    CU_ASSERT_EQUAL(found.kind, CST_HONEYPOTS_NONE);
}

/* Schemers so rare that few are seen, and reviewers that nothing expels. */
static void test_honeypots_unjudged(void)
{
    cst_trial_spec spec = watched(10);
    cst_honeypots found;
    spec.scheming.law.rate = 1e-5;
    spec.scheming.never = 1.0 - 1e-5;
    spec.scheming.consistent = 1e-5;
    CU_ASSERT_EQUAL_FATAL(cst_honeypots_judge(&spec, 0.95, &found, NULL), 0);
    CU_ASSERT_EQUAL(found.kind, CST_HONEYPOTS_UNJUDGED);
    CU_ASSERT_EQUAL(found.trials, 50000);
    spec = watched(10);
    spec.protocol.honeypot_slack = 1000;
    CU_ASSERT_EQUAL_FATAL(cst_honeypots_judge(&spec, 0.95, &found, NULL), 0);
    CU_ASSERT_EQUAL(found.kind, CST_HONEYPOTS_UNJUDGED);
}

static void test_honeypots_errors(void)
{
    cst_trial_spec spec = watched(600000);
    cst_honeypots found;
    cst_error error = {0};
    CU_ASSERT_EQUAL(cst_honeypots_judge(&spec, 0.95, &found, &error), CST_ERR_METHOD);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "at most 1000000 tasks"));
}

CST_SUITE("honeypots", CST_TEST(test_honeypots_of_a_chain), CST_TEST(test_honeypots_worth_nothing),
          CST_TEST(test_honeypots_unjudged), CST_TEST(test_honeypots_errors))
