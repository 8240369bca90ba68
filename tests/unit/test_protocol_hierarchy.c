/* SPDX-License-Identifier: MIT */
#include "tests/lib/play_shares.h"
#include "tests/lib/suite.h"

#include <math.h>

static const double d = 0.6;   /* TPR of an honest reviewer */
static const double c = 0.5;   /* a scheming one stays silent */
static const double rho = 0.4; /* beta */
static const double p = 0.5;   /* the rate of cst_play_shares */

static cst_trial_spec hierarchy(uint32_t depth, double escalate)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.protocol.kind = cst_protocol_find("hierarchy");
    spec.protocol.depth = depth;
    spec.protocol.escalate = escalate;
    spec.protocol.audit_success = 0.8;
    spec.scheming.law.law = cst_law_find("beta");
    spec.scheming.law.rho = rho;
    spec.collusion.probability = c;
    spec.score.tpr = d;
    spec.score.fpr = 0.02;
    return spec;
}

/* m_L = P(none of L reviewers reports | attack): over all sets of L states, by Polya's urn, one
 * reviewer after the other, with the actor as the first schemer. */
static double all_silent(uint32_t levels, uint32_t seen, uint32_t schemers)
{
    if (levels == 0) {
        return 1.0;
    }
    const double next = (p * (1.0 - rho) + schemers * rho) / (1.0 - rho + seen * rho);
    return next * (1.0 - d * (1.0 - c)) * all_silent(levels - 1, seen + 1, schemers + 1) +
           (1.0 - next) * (1.0 - d) * all_silent(levels - 1, seen + 1, schemers);
}

/* l = sum over the number of levels that are asked, were all of them silent. */
static double escapes(uint32_t depth, double escalate)
{
    double missed = 0.0;
    for (uint32_t levels = 1; levels <= depth; levels++) {
        const double stops = levels < depth ? 1.0 - escalate : 1.0;
        missed += pow(escalate, levels - 1.0) * stops * all_silent(levels, 1, 1);
    }
    return missed;
}

static void judge(cst_trial_spec spec, double missed, uint64_t seed)
{
    (void)cst_play_shares(&spec, seed, (1.0 - missed) * 0.8, missed);
    spec.protocol.flagged_work = CST_FLAGGED_USE;
    (void)cst_play_shares(&spec, seed + 1, (1.0 - missed) * 0.8, 1.0 - (1.0 - missed) * 0.8);
}

static void test_protocol_hierarchy_shares(void)
{
    judge(hierarchy(2, 0.5), escapes(2, 0.5), 301);
    judge(hierarchy(4, 0.7), escapes(4, 0.7), 303);
}

/* One level, or never another one: untrusted-monitor, 1 - (1 - c q) d with q = p + rho (1 - p). */
static void test_protocol_hierarchy_one_level(void)
{
    const double q = p + rho * (1.0 - p);
    judge(hierarchy(1, 0.9), 1.0 - (1.0 - c * q) * d, 305);
    judge(hierarchy(3, 0.0), 1.0 - (1.0 - c * q) * d, 307);
}

/* Always another one: a committee of D with rule any, sum_s w_s (1 - d(1-c))^s (1-d)^(D-s) / p. */
static void test_protocol_hierarchy_all_levels(void)
{
    enum { DEPTH = 3 };
    const cst_trial_spec spec = hierarchy(DEPTH, 1.0);
    cst_law_spec law = spec.scheming.law;
    double w[DEPTH + 1];
    double v[DEPTH + 1];
    double missed = 0.0;
    law.rate = p;
    cst_law_joint(&law, DEPTH, w, v);
    for (int s = 0; s <= DEPTH; s++) {
        missed += w[s] / p * pow(1.0 - d * (1.0 - c), s) * pow(1.0 - d, DEPTH - s);
    }
    CU_ASSERT_DOUBLE_EQUAL(missed, escapes(DEPTH, 1.0), 1e-12);
    judge(spec, missed, 309);
}

/* Only those who were asked have reviewed: 1 + e + e^2 levels where nobody reports; and the second
 * level never where the first always does. */
static void test_protocol_hierarchy_asks(void)
{
    cst_trial_spec spec = hierarchy(2, 0.3);
    spec.agents = 40;
    spec.rounds = 10;
    spec.score.tpr = spec.score.fpr = 0.0;
    const cst_row *row = cst_play_run(&spec, 100, 311);
    const uint64_t tasks = row->count[CST_COUNT_TASKS];
    cst_play_share("second", row->count[CST_COUNT_REVIEWS] - tasks, tasks, 0.3);
    spec.score.tpr = spec.score.fpr = 1.0;
    spec.collusion.strategy = cst_collusion_find("none");
    row = cst_play_run(&spec, 10, 312);
    CU_ASSERT_EQUAL(row->count[CST_COUNT_REVIEWS], row->count[CST_COUNT_TASKS]);
    CU_ASSERT_EQUAL(row->count[CST_COUNT_REPORTS], row->count[CST_COUNT_TASKS]);
}

CST_SUITE("protocol_hierarchy", CST_TEST(test_protocol_hierarchy_shares),
          CST_TEST(test_protocol_hierarchy_one_level), CST_TEST(test_protocol_hierarchy_all_levels),
          CST_TEST(test_protocol_hierarchy_asks))
