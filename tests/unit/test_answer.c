/* SPDX-License-Identifier: MIT
 * Best answers that are known by calculus, by integration, or by going over a fine grid of exact
 * values. */
#include "estimate/ask/answer.h"

#include "estimate/exact/closed.h"
#include "tests/lib/suite.h"

#define MATHLIB_STANDALONE 1
#include <Rmath.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static cst_answer answer;
static cst_error error;

static void find(cst_trial_spec *spec, const char *const *keys, size_t count)
{
    uint32_t asked = 0;
    for (size_t i = 0; i < count; i++) {
        CU_ASSERT_FATAL(cst_answer_key_find(keys[i]) >= 0);
        asked |= UINT32_C(1) << cst_answer_key_find(keys[i]);
    }
    error = (cst_error){0};
    CU_ASSERT_EQUAL_FATAL(cst_trial_spec_check(spec, &error), 0);
    CU_ASSERT_EQUAL(cst_answer_find(spec, asked, NULL, &answer, &error), 0);
    CU_ASSERT_EQUAL(answer.keys, count);
}

static cst_trial_spec ending(const char *kind)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.agents = 10;
    spec.rounds = 20;
    spec.scheming.law.rate = 1.0;
    spec.protocol.kind = cst_protocol_find(kind);
    spec.trusted.tpr = 0.6;
    spec.trusted.fpr = 0.02;
    spec.response.effect = CST_EFFECT_END_TRIAL;
    return spec;
}

/* A catch ends the trial, and every task is alike: e/(e+g) (1-(1-e-g)^n) grows with the pace. */
static void test_answer_of_a_steady_pace(void)
{
    static const char *const keys[] = {"attack.pace"};
    cst_trial_spec spec = ending("trusted-monitor");
    spec.scheming.law.rate = 1e-3;
    spec.attack.policy = cst_policy_find("paced");
    spec.attack.pace = 0.3;
    find(&spec, keys, 1);
    CU_ASSERT_EQUAL(answer.objective, CST_RESULT_TRIAL_RISK);
    CU_ASSERT_EQUAL(answer.trials, 0);
    CU_ASSERT_EQUAL(answer.value[0], 1.0);
    CU_ASSERT_EQUAL(spec.attack.pace, 1.0);
    CU_ASSERT(cst_test_relative(answer.risk, -0.4 * expm1(200.0 * log1p(-1e-3))) < 1e-12);
    CU_ASSERT(answer.low == answer.risk && answer.high == answer.risk);
}

/* The first K of n tasks are audited and a catch ends the trial: (1-a)^K (1-(1-a)^(n-K)), which is
 * greatest at a = 1 - (K/n)^(1/(n-K)). */
static double slips_by(double a, double first, double tasks)
{
    return pow(1.0 - a, first) * (1.0 - pow(1.0 - a, tasks - first));
}

/* In a search both the answer and what calculus says were judged by simulation, each off by less
 * than five standard deviations. */
static double regret(double value)
{
    return 10.0 * sqrt(value * (1.0 - value) / (double)answer.trials);
}

static void test_answer_by_calculus(void)
{
    static const char *const keys[] = {"attack.pace", "attack.classes"};
    for (uint64_t first = 1; first <= 100; first *= 10) {
        const double k = (double)first;
        const double best = 1.0 - pow(k / 200.0, 1.0 / (200.0 - k));
        const double most = slips_by(best, k, 200.0);
        CU_ASSERT(most > slips_by(1.001 * best, k, 200.0));
        CU_ASSERT(most > slips_by(0.999 * best, k, 200.0));
        for (int whole = 0; whole <= (first == 10 ? 1 : 0); whole++) {
            cst_trial_spec spec = ending("upfront-audit");
            spec.protocol.first = first;
            spec.attack.policy = cst_policy_find(whole ? "trigger" : "paced");
            find(&spec, &keys[whole], 1);
            const double rate = whole ? 1.0 / answer.value[0] : answer.value[0];
            const double there = slips_by(rate, k, 200.0);
            (void)printf("\n    first %g: rate %g (best %.5f), risk %.5f (most %.5f), in %llu "
                         "trials %.5f",
                         k, rate, best, there, most, (unsigned long long)answer.trials,
                         answer.risk);
            CU_ASSERT(answer.trials >= 1000);
            CU_ASSERT(there > most - regret(most));
            CU_ASSERT(there < most + 1e-12);
            CU_ASSERT(fabs(answer.risk - there) < regret(most) / 2.0);
            CU_ASSERT(answer.low < answer.risk && answer.risk < answer.high);
        }
    }
}

/* TPR of the score of attacks whose estimate, of correlation r, is in its lowest q: integrated. */
static double selected_tpr(double tpr, double r, double q)
{
    const double cut = qnorm5(1.0 - tpr, 0.0, 1.0, 1, 0);
    const double lowest = qnorm5(q, 0.0, 1.0, 1, 0);
    double below = 0.0;
    enum { STEPS = 2000 };
    const double step = (cut + 9.0) / STEPS;
    for (int i = 0; i <= STEPS; i++) {
        const double z = -9.0 + step * i;
        const double weight = i == 0 || i == STEPS ? 1.0 : i % 2 == 1 ? 4.0 : 2.0;
        below += weight * dnorm4(z, 0.0, 1.0, 0) *
                 pnorm5((lowest - r * z) / sqrt(1.0 - r * r), 0.0, 1.0, 1, 0);
    }
    return 1.0 - below * step / 3.0 / q;
}

static double selects(double q)
{
    return (1.0 - selected_tpr(0.6, 0.6, q)) * (1.0 - pow(1.0 - q, 200.0));
}

/* A smaller share slips by more surely, and comes less often. */
static void test_answer_of_a_share(void)
{
    static const char *const keys[] = {"attack.share"};
    cst_trial_spec spec = ending("trusted-monitor");
    double most = 0.0;
    spec.attack.policy = cst_policy_find("select");
    spec.attack.correlation = 0.6;
    find(&spec, keys, 1);
    for (int i = 0; i < 1000; i++) {
        most = fmax(most, selects(pow(10.0, -0.004 * i)));
    }
    CU_ASSERT_EQUAL(answer.trials, 0);
    CU_ASSERT(answer.value[0] > 0.001 && answer.value[0] < 0.5);
    CU_ASSERT(cst_test_relative(answer.risk, selects(answer.value[0])) < 1e-6);
    CU_ASSERT(answer.risk > most * (1.0 - 1e-6));
    CU_ASSERT(answer.risk < most * (1.0 + 1e-4));
    cst_trial_spec at = spec;
    for (int i = 0; i < 200; i++) {
        at.attack.share = spec.attack.share * exp(1e-5 * (i - 100));
        const double risk = cst_closed_form(&at, CST_RESULT_TRIAL_RISK);
        CU_ASSERT(risk <= answer.risk * (1.0 + 1e-11));
    }
}

/* Two agents, of whom a fifth always schemes, review each other, with a honeypot beside every task:
 * the chain of a reviewer's type. mistaken lets its side's attacks pass, and gives it away. */
static double recognised(double mistaken)
{
    const double d = 0.8;
    const double distance = sqrt(2.0) * qnorm5(0.9, 0.0, 1.0, 1, 0);
    const double own = pnorm5(distance + qnorm5(mistaken, 0.0, 1.0, 1, 0), 0.0, 1.0, 1, 0);
    const double missed = 1.0 - d * (1.0 - mistaken);
    double schemer = 0.2;
    double escapes = 0.0;
    for (int round = 0; round < 30; round++) {
        escapes += 0.2 * (schemer * (1.0 - d * (1.0 - own)) + (1.0 - schemer) * (1.0 - d));
        const double expelled = schemer * missed + (1.0 - schemer) * (1.0 - d);
        schemer = schemer * (1.0 - missed) + 0.2 * expelled;
    }
    return escapes / 30.0;
}

static cst_trial_spec watched_reviewers(void)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.agents = 2;
    spec.rounds = 30;
    spec.scheming.law.rate = 0.2;
    spec.scheming.propensity = CST_PROPENSITY_MIXTURE;
    spec.scheming.never = 0.8;
    spec.scheming.consistent = 0.2;
    spec.collusion.strategy = cst_collusion_find("self-recognition");
    spec.collusion.auc = 0.9;
    spec.score.tpr = 0.8;
    spec.protocol.kind = cst_protocol_find("untrusted-monitor");
    spec.protocol.honeypot_share = 1.0;
    spec.protocol.honeypot_slack = 1;
    return spec;
}

static void test_answer_of_a_threshold(void)
{
    static const char *const keys[] = {"collusion.mistaken"};
    cst_trial_spec spec = watched_reviewers();
    double most = 0.0;
    for (int i = 1; i < 10000; i++) {
        most = fmax(most, recognised(1e-4 * i));
    }
    find(&spec, keys, 1);
    const double there = recognised(answer.value[0]);
    (void)printf("\n    threshold %g: risk %.5f (most %.5f), in %llu trials %.5f", answer.value[0],
                 there, most, (unsigned long long)answer.trials, answer.risk);
    CU_ASSERT_EQUAL(answer.objective, CST_RESULT_RESIDUAL_RISK);
    CU_ASSERT(answer.trials > 5000);
    CU_ASSERT(most > 1.1 * recognised(1e-9) && most > 1.1 * recognised(1.0 - 1e-9));
    CU_ASSERT(there > most - (answer.high - answer.low));
    CU_ASSERT(answer.low < there && there < answer.high);
    /* Without honeypots nothing is given away. */
    spec.protocol.honeypot_share = 0.0;
    find(&spec, keys, 1);
    CU_ASSERT_EQUAL(answer.trials, 0);
    CU_ASSERT(cst_test_relative(answer.risk, 0.2 * (0.2 + 0.8 * 0.2)) < 1e-12);
}

/* Two keys at once: not below any point of a grid of closed forms. */
static void test_answer_of_two_keys(void)
{
    static const char *const keys[] = {"attack.share", "collusion.mistaken"};
    cst_trial_spec spec = ending("untrusted-monitor");
    spec.scheming.law.rate = 0.5;
    spec.score.tpr = 0.6;
    spec.attack.policy = cst_policy_find("select");
    spec.attack.correlation = 0.6;
    spec.collusion.strategy = cst_collusion_find("self-recognition");
    find(&spec, keys, 2);
    CU_ASSERT_EQUAL(answer.trials, 0);
    for (int i = 0; i <= 20; i++) {
        for (int j = 0; j <= 20; j++) {
            double value[CST_RESULT_KINDS];
            cst_model model = {0};
            cst_trial_spec at = spec;
            at.attack.share = pow(10.0, -0.2 * i);
            at.collusion.mistaken = 0.05 * j;
            CU_ASSERT_EQUAL_FATAL(cst_model_make(&model, &at, NULL), 0);
            cst_closed_forms(&model, value);
            CU_ASSERT(value[CST_RESULT_TRIAL_RISK] <= answer.risk * (1.0 + 1e-11));
            cst_model_free(&model);
        }
    }
    CU_ASSERT(answer.value[0] > 0.001 && answer.value[0] < 0.5);
    CU_ASSERT(cst_answer_has(&answer, "attack.share") && !cst_answer_has(&answer, "attack.pace"));
}

static void test_answer_is_the_same_again(void)
{
    static const char *const keys[] = {"attack.pace"};
    cst_trial_spec spec = ending("upfront-audit");
    spec.attack.policy = cst_policy_find("paced");
    find(&spec, keys, 1);
    const cst_answer first = answer;
    spec.attack.pace = 0.77; /* what stood there before does not matter */
    find(&spec, keys, 1);
    CU_ASSERT_EQUAL(first.value[0], answer.value[0]);
    CU_ASSERT(first.risk == answer.risk && first.low == answer.low && first.high == answer.high);
    CU_ASSERT(first.events == answer.events && first.looked == answer.looked);
}

/* With 200 tasks a trial and the first 10 audited, trial_risk at pace 1 is near 190 p: some 4
 * events in 2,000 trials at p = 1e-5, 30 in 16,000; none at p = 1e-9, where nothing can be told. */
static void test_answer_where_few_events_occur(void)
{
    static const char *const keys[] = {"attack.pace"};
    cst_trial_spec spec = ending("upfront-audit");
    spec.attack.policy = cst_policy_find("paced");
    spec.rounds = 20;
    spec.scheming.law.rate = 1e-5;
    find(&spec, keys, 1);
    CU_ASSERT_EQUAL(answer.trials, 16000);
    CU_ASSERT(!answer.few && answer.events >= 10);
    const double risk = (double)(200 - spec.protocol.first) * 1e-5;
    const double events = (double)answer.events; /* of the best of 36 values: by 1e-6 tails */
    CU_ASSERT(pbinom(events - 1.0, 16000.0, risk, 0, 0) > 1e-6);
    CU_ASSERT(pbinom(events, 16000.0, risk, 1, 0) > 1e-6);
    CU_ASSERT_EQUAL(spec.attack.pace, answer.value[0]);
    spec.scheming.law.rate = 1e-9;
    find(&spec, keys, 1);
    CU_ASSERT(answer.few);
    CU_ASSERT_EQUAL(answer.trials, 16000);
    CU_ASSERT_EQUAL(answer.events, 0);
    CU_ASSERT_EQUAL(answer.value[0], 1.0);
    CU_ASSERT_EQUAL(spec.attack.pace, 1.0);
    /* No more than there are attacks, which is less than 1 - .025^(1/16000). */
    CU_ASSERT(fabs(answer.high - 200.0 * 1e-9) < 1e-18);
}

static void refused(cst_trial_spec *spec, const char *why)
{
    const uint32_t pace = UINT32_C(1) << cst_answer_key_find("attack.pace");
    error = (cst_error){0};
    CU_ASSERT_EQUAL(cst_answer_find(spec, pace, NULL, &answer, &error), CST_ERR_METHOD);
    CU_ASSERT_STRING_EQUAL(error.key, "attack.pace");
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, why));
}

static void test_answer_errors(void)
{
    cst_trial_spec spec = ending("upfront-audit");
    spec.attack.policy = cst_policy_find("paced");
    spec.rounds = 200000;
    refused(&spec, "at most 1000000 tasks, found 2000000");
    spec.rounds = 20;
    CU_ASSERT_EQUAL(cst_answer_find(&spec, 0, NULL, &answer, &error), 0);
    CU_ASSERT_EQUAL(answer.keys, 0);
    CU_ASSERT_EQUAL(cst_answer_key_find("scheming.rate"), -1);
}

CST_SUITE("answer", CST_TEST(test_answer_of_a_steady_pace), CST_TEST(test_answer_by_calculus),
          CST_TEST(test_answer_of_a_share), CST_TEST(test_answer_of_a_threshold),
          CST_TEST(test_answer_of_two_keys), CST_TEST(test_answer_is_the_same_again),
          CST_TEST(test_answer_where_few_events_occur), CST_TEST(test_answer_errors))
