/* SPDX-License-Identifier: MIT */
#include "tests/lib/play_shares.h"
#include "tests/lib/suite.h"

#define MATHLIB_STANDALONE 1
#include <Rmath.h>
#include <math.h>

static cst_trial_spec resample(uint32_t samples, cst_statistic statistic)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.protocol.kind = cst_protocol_find("resample");
    spec.protocol.samples = samples;
    spec.protocol.statistic = statistic;
    spec.protocol.audit_success = 0.8;
    spec.trusted.tpr = 0.7;
    spec.trusted.fpr = 0.1;
    return spec;
}

/* TPR at FPR f of the threshold model above: two straight lines. */
static double line_tpr(double f)
{
    return f <= 0.1 ? 7.0 * f : 0.7 + 0.3 * (f - 0.1) / 0.9;
}

static double normal_tpr(double d_prime, double f)
{
    return pnorm5(d_prime + qnorm5(f, 0.0, 1.0, 1, 0), 0.0, 1.0, 1, 0);
}

/* Attacks are flagged with this chance, honest work with a. */
static void judge(cst_trial_spec spec, double flagged, uint64_t seed)
{
    const cst_row *row = cst_play_shares(&spec, seed, flagged * 0.8, 1.0 - flagged);
    const uint64_t honest = row->count[CST_COUNT_TASKS] - row->count[CST_COUNT_ATTACKS];
    cst_play_share("flagged", row->count[CST_COUNT_FLAGGED_HONEST], honest, spec.trusted.fpr);
    CU_ASSERT_EQUAL(row->count[CST_COUNT_REVIEWS], row->count[CST_COUNT_TASKS]);
    spec.protocol.flagged_work = CST_FLAGGED_USE;
    (void)cst_play_shares(&spec, seed + 1, flagged * 0.8, 1.0 - flagged * 0.8);
}

/* The most suspicious of m: t = 1 - (1 - a)^(1/m), the least suspicious: t = a^(1/m). */
static void test_protocol_resample_ends(void)
{
    const double most = 1.0 - pow(0.9, 0.25);
    const double least = pow(0.1, 1.0 / 3.0);
    cst_trial_spec spec = resample(4, CST_STATISTIC_MAX);
    judge(spec, 1.0 - pow(1.0 - line_tpr(most), 4.0), 251);
    judge(resample(3, CST_STATISTIC_MIN), pow(line_tpr(least), 3.0), 253);
    spec.trusted.model = cst_score_find("binormal");
    spec.trusted.d_prime = 1.2;
    judge(spec, 1.0 - pow(1.0 - normal_tpr(1.2, most), 4.0), 255);
    spec = resample(3, CST_STATISTIC_MIN);
    spec.trusted.model = cst_score_find("binormal");
    spec.trusted.d_prime = 1.2;
    judge(spec, pow(normal_tpr(1.2, least), 3.0), 257);
}

/* Two suspicions of honest work sum to at most x <= 1 with probability x^2 / 2; those of attacks by
 * integration over the first. */
static void test_protocol_resample_mean(void)
{
    enum { STEPS = 400000 };
    const double x = sqrt(2.0 * 0.1);
    double flagged = 0.0;
    for (int i = 0; i < STEPS; i++) {
        const double low = x * i / STEPS;
        const double high = x * (i + 1) / STEPS;
        flagged += (line_tpr(high) - line_tpr(low)) * line_tpr(x - (low + high) / 2.0);
    }
    judge(resample(2, CST_STATISTIC_MEAN), flagged, 261);
}

/* One sample is the trusted monitor, whatever the statistic. */
static void test_protocol_resample_one(void)
{
    judge(resample(1, CST_STATISTIC_MAX), 0.7, 263);
    judge(resample(1, CST_STATISTIC_MEAN), 0.7, 265);
    judge(resample(1, CST_STATISTIC_MIN), 0.7, 267);
}

/* Honest work is audited at the monitor's FPR for every number of samples. */
static void test_protocol_resample_false_alarms(void)
{
    for (uint32_t samples = 2; samples <= 16; samples += 7) {
        for (int statistic = 0; statistic < 3; statistic++) {
            cst_trial_spec spec = resample(samples, (cst_statistic)statistic);
            spec.agents = 50;
            spec.rounds = 20;
            spec.scheming.law.rate = 0.0;
            const cst_row *row = cst_play_run(&spec, 80, 269);
            cst_play_share("audited", row->count[CST_COUNT_AUDITS], 80000, 0.1);
        }
    }
}

/* A review without a verdict has none on any of the samples. */
static void test_protocol_resample_abstains(void)
{
    cst_trial_spec spec = resample(4, CST_STATISTIC_MAX);
    const double flagged = 0.6 * (1.0 - pow(1.0 - line_tpr(1.0 - pow(0.9, 0.25)), 4.0));
    spec.abstain = 0.4;
    const cst_row *row = cst_play_shares(&spec, 271, flagged * 0.8, 1.0 - flagged);
    CU_ASSERT_EQUAL(row->count[CST_COUNT_UNREVIEWED], row->count[CST_COUNT_ABSTENTIONS]);
    cst_play_share("abstains", row->count[CST_COUNT_ABSTENTIONS], row->count[CST_COUNT_TASKS], 0.4);
}

CST_SUITE("protocol_resample", CST_TEST(test_protocol_resample_ends),
          CST_TEST(test_protocol_resample_mean), CST_TEST(test_protocol_resample_one),
          CST_TEST(test_protocol_resample_false_alarms), CST_TEST(test_protocol_resample_abstains))
