/* SPDX-License-Identifier: MIT */
#include "monitor/seen.h"

#include "tests/lib/lists.h"
#include "tests/lib/scores.h"
#include "tests/lib/suite.h"

#define MATHLIB_STANDALONE 1
#include <Rmath.h>
#include <math.h>

static void make(cst_model *model, const cst_trial_spec *spec)
{
    cst_error error = {0};
    CU_ASSERT_EQUAL_FATAL(cst_trial_spec_check(spec, &error), 0);
    CU_ASSERT_EQUAL_FATAL(cst_model_make(model, spec, &error), 0);
}

static double report(const cst_model *model, cst_work work, uint32_t actor, uint32_t reviewer)
{
    return cst_model_seen(model, work, 0, actor, reviewer)->report;
}

/* Leniency takes a share of all reports, jamming a share of what tells attacks from honest work. */
static void test_seen_leniency_and_jamming(void)
{
    cst_trial_spec spec = cst_trial_spec_default();
    cst_model model;
    spec.score.tpr = 0.8;
    spec.score.fpr = 0.04;
    spec.leniency = 0.25;
    spec.protocol.jamming_cost = 0.5;
    make(&model, &spec);
    CU_ASSERT(fabs(report(&model, CST_WORK_ATTACK, 0, 0) - (0.4 + 0.02) * 0.75) < 1e-12);
    CU_ASSERT(fabs(report(&model, CST_WORK_HONEST, 0, 0) - 0.04 * 0.75) < 1e-12);
    cst_model_free(&model);
}

static cst_trial_spec two_versions(void)
{
    cst_trial_spec spec = cst_trial_spec_default();
    cst_lineage *lineage = cst_test_lineages(&spec.population, 2);
    lineage[0].share = lineage[1].share = 0.5;
    lineage[1].version = 3.0;
    spec.score.model = cst_score_find("binormal");
    spec.score.d_prime = 2.0;
    spec.score.fpr = 0.02;
    spec.staleness = 4.0;
    return spec;
}

/* d'(gap) = d'_0 exp(-gap / tau) at the same FPR where the reviewer is the older of the two; none
 * within a version, or where it is the newer. */
static void test_seen_staleness(void)
{
    const cst_trial_spec spec = two_versions();
    cst_model model;
    make(&model, &spec);
    const double threshold = qnorm5(0.02, 0.0, 1.0, 0, 0);
    const double fresh = pnorm5(threshold - 2.0, 0.0, 1.0, 0, 0);
    const double stale = pnorm5(threshold - 2.0 * exp(-0.75), 0.0, 1.0, 0, 0);
    CU_ASSERT(fabs(report(&model, CST_WORK_ATTACK, 0, 0) - fresh) < 1e-10);
    CU_ASSERT(fabs(report(&model, CST_WORK_ATTACK, 1, 1) - fresh) < 1e-10);
    CU_ASSERT(fabs(report(&model, CST_WORK_ATTACK, 0, 1) - fresh) < 1e-10);
    CU_ASSERT(fabs(report(&model, CST_WORK_ATTACK, 1, 0) - stale) < 1e-10);
    CU_ASSERT_EQUAL(report(&model, CST_WORK_HONEST, 0, 1), 0.02);
    cst_model_free(&model);
}

/* A monitor of which 1 - TPR is 9e-15 is a finite distance off, one of d' = 60 as well: what age
 * leaves of either is seen. */
static void test_seen_staleness_of_good_monitors(void)
{
    static const double distances[] = {3.0, 10.0, 37.0, 60.0};
    const double threshold = cst_test_quantile(0.02);
    for (size_t i = 0; i < sizeof distances / sizeof distances[0]; i++) {
        cst_trial_spec spec = two_versions();
        cst_model model;
        spec.score.d_prime = distances[i];
        spec.staleness = 3.0 / log(distances[i] / 2.5); /* which leaves d' = 2.5 */
        make(&model, &spec);
        CU_ASSERT_DOUBLE_EQUAL(report(&model, CST_WORK_ATTACK, 1, 0),
                               cst_test_above(threshold - 2.5), 1e-11);
        cst_model_free(&model);
    }
}

/* Red that picks where it attacks meets such a monitor too: T_sel = 1/q int_{y < d' - threshold}
 * phi(y) Phi((Phi^-1(q) + r y) / sqrt(1 - r^2)) dy, here 1 - T_sel by Simpson's rule. */
static void test_seen_selection_of_good_monitors(void)
{
    enum { STEPS = 20000 };
    const double share = 1e-9;
    const double r = 0.9;
    const double from = 10.0 - cst_test_quantile(0.02);
    cst_trial_spec spec = cst_trial_spec_default();
    cst_model model;
    double missed = 0.0;
    for (int i = 0; i <= STEPS; i++) {
        const double y = from + 12.0 * i / STEPS;
        const double low = (-cst_test_quantile(share) + r * y) / sqrt(1.0 - r * r);
        const double weight = i == 0 || i == STEPS ? 1.0 : i % 2 == 1 ? 4.0 : 2.0;
        missed += weight * exp(-y * y / 2.0) * cst_test_above(-low);
    }
    missed *= 12.0 / STEPS / 3.0 / sqrt(2.0 * acos(-1.0)) / share;
    spec.protocol.reviewers = 1;
    spec.score.model = cst_score_find("binormal");
    spec.score.d_prime = 10.0;
    spec.score.fpr = 0.02;
    spec.attack.policy = cst_policy_find("select");
    spec.attack.share = share;
    spec.attack.correlation = r;
    make(&model, &spec);
    CU_ASSERT(missed > 1e-9); /* else rounding hides it */
    CU_ASSERT_DOUBLE_EQUAL(1.0 - report(&model, CST_WORK_ATTACK, 0, 0), missed,
                           1e-6 * missed + 6e-13);
    cst_model_free(&model);
}

/* The FPR of each reviewer at which a committee of k with rule any has FPR 2 %. */
static double reviewer_fpr(cst_trial_spec *spec)
{
    double low = 0.0;
    double high = 0.02;
    for (int i = 0; i < 50; i++) {
        cst_model model;
        spec->score.fpr = (low + high) / 2.0;
        make(&model, spec);
        if (cst_model_flag_share(&model, 0, false) < 0.02) {
            low = spec->score.fpr;
        } else {
            high = spec->score.fpr;
        }
        cst_model_free(&model);
    }
    return high;
}

/* Values of MODEL 11.3: rule any, committee FPR 2 %, d' = 2. */
static void test_seen_correlated_scores(void)
{
    static const struct {
        uint32_t k;
        double correlation, caught;
    } table[] = {{1, 0.0, 0.479}, {10, 0.0, 0.879}, {10, 0.5, 0.636}, {10, 0.9, 0.505}};
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        cst_trial_spec spec = cst_trial_spec_default();
        cst_model model;
        spec.protocol.reviewers = table[i].k;
        spec.protocol.rule = CST_RULE_ANY;
        spec.collusion.strategy = cst_collusion_find("none");
        spec.score.model = cst_score_find("binormal");
        spec.score.d_prime = 2.0;
        spec.score_correlation = table[i].correlation;
        spec.score.fpr = reviewer_fpr(&spec);
        make(&model, &spec);
        CU_ASSERT(fabs(cst_model_flag_share(&model, 0, true) - table[i].caught) < 5.1e-4);
        cst_model_free(&model);
    }
}

/* The marginal of one reviewer does not depend on the correlation. */
static void test_seen_correlation_keeps_the_marginal(void)
{
    for (double correlation = 0.0; correlation <= 0.99; correlation += 0.11) {
        cst_trial_spec spec = cst_trial_spec_default();
        cst_model model;
        double marginal = 0.0;
        spec.protocol.reviewers = 2;
        spec.score.tpr = 0.7;
        spec.score_correlation = correlation;
        make(&model, &spec);
        for (uint32_t i = 0; i < model.difficulties; i++) {
            marginal +=
                model.difficulty[i] * cst_model_seen(&model, CST_WORK_ATTACK, i, 0, 0)->report;
        }
        CU_ASSERT(fabs(marginal - 0.7) < 1e-9);
        cst_model_free(&model);
    }
}

/* P(two standard normals of correlation r are both below their quantiles of p and q): Plackett's
 * integral over the correlation from 0 to r, by Simpson's rule. */
static double both_below(double p, double q, double r)
{
    enum { STEPS = 2000 };
    const double h = qnorm5(p, 0.0, 1.0, 1, 0);
    const double k = qnorm5(q, 0.0, 1.0, 1, 0);
    double sum = 0.0;
    for (int i = 0; i <= STEPS; i++) {
        const double t = r * i / STEPS;
        const double rest = 1.0 - t * t;
        const double weight = i == 0 || i == STEPS ? 1.0 : i % 2 == 1 ? 4.0 : 2.0;
        sum += weight * exp(-(h * h - 2.0 * t * h * k + k * k) / (2.0 * rest)) / sqrt(rest);
    }
    return p * q + sum * r / STEPS / 3.0 / (2.0 * acos(-1.0));
}

/* A committee of two, rule all, whose scores correlate by .5. Scores share their difficulty; which
 * reviewer is lenient, abstains or sees jammed work as noise is each one's own chance, so that
 * these split into cases: BVN(.8, .8; .5) / 4 = .17179 for leniency .5 and for abstain .5 alike. */
static void test_seen_only_scores_correlate(void)
{
    const double attack = both_below(0.8, 0.8, 0.5);
    const double mixed = both_below(0.8, 0.1, 0.5);
    const double honest = both_below(0.1, 0.1, 0.5);
    const double jammed = 0.49 * attack + 0.42 * mixed + 0.09 * honest;
    for (int way = 0; way < 4; way++) {
        cst_trial_spec spec = cst_trial_spec_default();
        cst_model model;
        spec.protocol.reviewers = 2;
        spec.protocol.rule = CST_RULE_ALL;
        spec.collusion.strategy = cst_collusion_find("none");
        spec.score.tpr = 0.8;
        spec.score.fpr = 0.1;
        spec.score_correlation = 0.5;
        spec.leniency = way % 2 == 0 ? 0.5 : 0.0;
        spec.abstain = way == 1 ? 0.5 : 0.0;
        spec.protocol.jamming_cost = way >= 2 ? 0.3 : 0.0;
        make(&model, &spec);
        const double attacks = cst_model_flag_share(&model, 0, true);
        const double works = cst_model_flag_share(&model, 0, false);
        CU_ASSERT(way >= 2 || fabs(attacks - 0.17179) < 5e-6);
        CU_ASSERT(fabs(attacks - (way >= 2 ? jammed : attack) * (way == 3 ? 1.0 : 0.25)) < 1e-9);
        CU_ASSERT(fabs(works - honest * (way == 3 ? 1.0 : 0.25)) < 1e-9);
        cst_model_free(&model);
    }
}

/* Recognition among kin: only where it matters do lineages differ. */
static void test_seen_kin(void)
{
    cst_trial_spec spec = two_versions();
    cst_model model;
    spec.staleness = 0.0;
    make(&model, &spec);
    CU_ASSERT_EQUAL(model.lineages, 1);
    cst_model_free(&model);
    spec.collusion.strategy = cst_collusion_find("self-recognition");
    make(&model, &spec);
    CU_ASSERT_EQUAL(model.lineages, 2);
    CU_ASSERT(cst_model_seen(&model, CST_WORK_ATTACK, 0, 0, 0)->hide >
              cst_model_seen(&model, CST_WORK_ATTACK, 0, 0, 1)->hide);
    cst_model_free(&model);
}

CST_SUITE("seen", CST_TEST(test_seen_leniency_and_jamming), CST_TEST(test_seen_staleness),
          CST_TEST(test_seen_staleness_of_good_monitors),
          CST_TEST(test_seen_selection_of_good_monitors), CST_TEST(test_seen_correlated_scores),
          CST_TEST(test_seen_correlation_keeps_the_marginal),
          CST_TEST(test_seen_only_scores_correlate), CST_TEST(test_seen_kin))
