/* SPDX-License-Identifier: MIT */
#include "tests/lib/direct.h"
#include "tests/lib/lists.h"
#include "tests/lib/suite.h"

#include <math.h>

enum { ARRIVING = 3, CHANCES = 3, AUCS = 3, MISTAKES = 4 };
static const double arriving[ARRIVING] = {0.034, 0.5, 0.95};
static const double chances[CHANCES] = {1e-4, 0.05, 0.4};
static const double aucs[AUCS] = {0.623, 0.757649, 0.978997}; /* published, see the page */
static const double mistakes[MISTAKES] = {1e-3, 0.02, 0.2, 0.7};

static cst_collusion_spec at(double signal, double chance, double auc, double mistaken)
{
    cst_collusion_spec spec = cst_collusion_spec_default();
    spec.strategy = cst_collusion_find("combined");
    spec.signal = signal;
    spec.chance = chance;
    spec.auc = auc;
    spec.mistaken = mistaken;
    return spec;
}

static cst_collusion_spec number(size_t i)
{
    return at(arriving[i % ARRIVING], chances[i / ARRIVING % CHANCES],
              aucs[i / (ARRIVING * CHANCES) % AUCS], mistakes[i / (ARRIVING * CHANCES * AUCS)]);
}

static double kin_attack(const cst_collusion_spec *spec)
{
    return cst_collusion_act(spec, true).hides_attack;
}

static double as(const cst_collusion_spec *spec, const char *strategy)
{
    cst_collusion_spec other = *spec;
    other.strategy = cst_collusion_find(strategy);
    return kin_attack(&other);
}

/* P(N(0, 1) > x), from the error function. */
static double above(double x)
{
    return 0.5 * erfc(x / sqrt(2.0));
}

/* d' by bisection of AUC = (1 + erf(d'/2))/2. */
static double distance_of(double auc)
{
    double low = 0.0;
    double high = 20.0;
    for (int i = 0; i < 200; i++) {
        const double middle = (low + high) / 2.0;
        *((1.0 + erf(middle / 2.0)) / 2.0 < auc ? &low : &high) = middle;
    }
    return low;
}

/* An attack looks as if it had the signal. */
static double shown(const cst_collusion_spec *spec)
{
    return 1.0 - (1.0 - spec->signal) * (1.0 - spec->chance);
}

/* P(the sum of the log-likelihood ratios is above t), for work whose signal shows with this
 * probability and whose score has this mean. */
static double passed(const cst_collusion_spec *spec, double t, double signal, double mean)
{
    const double d = distance_of(spec->auc);
    const double present = log(shown(spec) / spec->chance);
    const double absent = log((1.0 - shown(spec)) / (1.0 - spec->chance));
    return signal * above((t - present) / d + d / 2.0 - mean) +
           (1.0 - signal) * above((t - absent) / d + d / 2.0 - mean);
}

/* Every act from the sum of the log-likelihood ratios itself, thresholded where other work passes
 * with probability `mistaken`. */
static void test_collusion_combined_by_likelihood(void)
{
    for (size_t i = 0; i < ARRIVING * CHANCES * AUCS * MISTAKES; i++) {
        cst_collusion_spec spec = number(i);
        spec.probability = 0.8;
        const double d = distance_of(spec.auc);
        double low = -200.0;
        double high = 200.0;
        for (int step = 0; step < 100; step++) {
            const double t = (low + high) / 2.0;
            *(passed(&spec, t, spec.chance, 0.0) > spec.mistaken ? &low : &high) = t;
        }
        const cst_collusion_acts kin = cst_collusion_act(&spec, true);
        const cst_collusion_acts stranger = cst_collusion_act(&spec, false);
        CU_ASSERT(cst_test_relative(kin.hides_attack, 0.8 * passed(&spec, low, shown(&spec), d)) <
                  1e-9);
        CU_ASSERT(cst_test_relative(kin.hides_honest, 0.8 * passed(&spec, low, spec.chance, d)) <
                  1e-9);
        CU_ASSERT(cst_test_relative(stranger.hides_attack,
                                    0.8 * passed(&spec, low, shown(&spec), 0.0)) < 1e-9);
        CU_ASSERT_DOUBLE_EQUAL(stranger.hides_honest, 0.8 * spec.mistaken, 1e-12);
        CU_ASSERT_DOUBLE_EQUAL(kin.hides_honeypot, 0.8 * spec.mistaken, 1e-12);
        CU_ASSERT_EQUAL(stranger.hides_honeypot, kin.hides_honeypot);
        CU_ASSERT_EQUAL(kin.accuses, 0.0);
    }
}

/* eta m + the integral of the positive part of f1 - eta f0: above every test of size m, for every
 * eta (weak duality). */
static double bound(const cst_collusion_spec *spec, double eta)
{
    const double pi = acos(-1.0);
    const double step = 1.0 / 256;
    const double d = distance_of(spec->auc);
    double sum = 0.0;
    for (int i = -2304; i <= 3584; i++) {
        const double x = step * i;
        const double own = exp(-(x - d) * (x - d) / 2.0);
        const double other = exp(-x * x / 2.0);
        sum += fmax(0.0, shown(spec) * own - eta * spec->chance * other) +
               fmax(0.0, (1.0 - shown(spec)) * own - eta * (1.0 - spec->chance) * other);
    }
    return eta * spec->mistaken + sum * step / sqrt(2.0 * pi);
}

/* No test of the two pieces of evidence recognises more at this rate of mistakes (Neyman and
 * Pearson): the smallest of the bounds, which needs no threshold at all. */
static void test_collusion_combined_is_the_best_test(void)
{
    for (size_t i = 0; i < ARRIVING * CHANCES * AUCS * MISTAKES; i += 5) {
        const cst_collusion_spec spec = number(i);
        double low = -20.0; /* of ln eta; the bound is convex in eta, so has one minimum */
        double high = 20.0;
        for (int step = 0; step < 60; step++) {
            const double left = low + (high - low) / 3.0;
            const double right = high - (high - low) / 3.0;
            if (bound(&spec, exp(left)) < bound(&spec, exp(right))) {
                high = right;
            } else {
                low = left;
            }
        }
        CU_ASSERT_DOUBLE_EQUAL(kin_attack(&spec), bound(&spec, exp(low)), 3e-6);
    }
}

/* Never worse than either alone; without a signal, or where jamming gets all of it, or where
 * everything looks as if it had one, the score is left. */
static void test_collusion_combined_without_signal(void)
{
    for (size_t i = 0; i < ARRIVING * CHANCES * AUCS * MISTAKES; i++) {
        cst_collusion_spec spec = number(i);
        CU_ASSERT(kin_attack(&spec) > as(&spec, "self-recognition"));
        spec.mistaken = spec.chance;
        CU_ASSERT(kin_attack(&spec) >= as(&spec, "causal-signal") * (1.0 - 1e-11));
        spec = number(i);
        spec.jammed = 1.0;
        CU_ASSERT_EQUAL(kin_attack(&spec), as(&spec, "self-recognition"));
        spec = number(i);
        spec.signal = 0.0;
        CU_ASSERT_EQUAL(kin_attack(&spec), as(&spec, "self-recognition"));
        spec.signal = 1e-9;
        CU_ASSERT(cst_test_relative(kin_attack(&spec), as(&spec, "self-recognition")) < 1e-4);
        spec = number(i);
        spec.chance = 1.0;
        CU_ASSERT_EQUAL(kin_attack(&spec), as(&spec, "self-recognition"));
    }
}

/* A score that says nothing leaves the signal: its curve of straight lines through (0, 0),
 * (chance, shown), (1, 1), and causal-signal itself at `mistaken` = `chance`. A score that says
 * next to nothing is near it. */
static void test_collusion_combined_without_score(void)
{
    for (size_t i = 0; i < ARRIVING * CHANCES * AUCS * MISTAKES; i++) {
        cst_collusion_spec spec = number(i);
        const double m = spec.mistaken;
        const double e = spec.chance;
        const double line = m < e ? shown(&spec) * m / e
                                  : shown(&spec) + (1.0 - shown(&spec)) * (m - e) / (1.0 - e);
        spec.auc = 0.5;
        CU_ASSERT(cst_test_relative(kin_attack(&spec), line) < 1e-11);
        spec.auc = 0.5 + 1e-7;
        CU_ASSERT(cst_test_relative(kin_attack(&spec), line) < 1e-5);
        spec.mistaken = e;
        CU_ASSERT(cst_test_relative(kin_attack(&spec), as(&spec, "causal-signal")) < 1e-5);
        spec.auc = 0.5;
        CU_ASSERT_EQUAL(kin_attack(&spec), as(&spec, "causal-signal"));
    }
}

/* A signal that never shows by chance is proof; the score judges the rest. */
static void test_collusion_combined_proof(void)
{
    for (size_t i = 0; i < ARRIVING * CHANCES * AUCS * MISTAKES; i++) {
        cst_collusion_spec spec = number(i);
        spec.chance = 0.0;
        const double rest = as(&spec, "self-recognition");
        const double expected = spec.signal + (1.0 - spec.signal) * rest;
        CU_ASSERT(cst_test_relative(kin_attack(&spec), expected) < 1e-11);
        spec.chance = 1e-200;
        CU_ASSERT(cst_test_relative(kin_attack(&spec), expected) < 1e-9);
        spec.chance = 0.0;
        spec.mistaken = 0.0;
        CU_ASSERT(cst_test_relative(kin_attack(&spec), spec.signal) < 1e-12);
        spec.signal = 1.0;
        CU_ASSERT_EQUAL(kin_attack(&spec), 1.0);
    }
}

/* The ends of the threshold, and a score that is never wrong. */
static void test_collusion_combined_ends(void)
{
    for (size_t i = 0; i < ARRIVING * CHANCES * AUCS; i++) {
        cst_collusion_spec spec = number(i);
        spec.mistaken = 0.0;
        CU_ASSERT_EQUAL(kin_attack(&spec), 0.0);
        spec.mistaken = 1.0;
        CU_ASSERT_EQUAL(kin_attack(&spec), 1.0);
        CU_ASSERT_EQUAL(cst_collusion_act(&spec, false).hides_attack, 1.0);
        for (double m = 0.0; m <= 1.0; m += 0.25) {
            spec.auc = 1.0;
            spec.mistaken = m;
            CU_ASSERT_EQUAL(kin_attack(&spec), 1.0);
            CU_ASSERT_DOUBLE_EQUAL(cst_collusion_act(&spec, false).hides_honest, m, 1e-15);
        }
    }
    /* All own work carries the signal: what shows none is not taken for own. */
    cst_collusion_spec sure = at(1.0, 0.25, 0.757649, 0.25);
    CU_ASSERT_EQUAL(kin_attack(&sure), 1.0);
    sure.mistaken = 0.1;
    cst_collusion_spec within = at(0.0, 0.0, 0.757649, 0.1 / 0.25);
    CU_ASSERT(cst_test_relative(kin_attack(&sure), kin_attack(&within)) < 1e-11);
}

static void test_collusion_combined_monotone(void)
{
    for (size_t i = 0; i < ARRIVING * CHANCES * AUCS * MISTAKES; i++) {
        const cst_collusion_spec base = number(i);
        double last = 2.0;
        for (int j = 0; j <= 10; j++) {
            cst_collusion_spec spec = base;
            spec.jammed = j / 10.0;
            const cst_collusion_acts acts = cst_collusion_act(&spec, true);
            CU_ASSERT(acts.hides_attack < last);
            CU_ASSERT(acts.hides_attack >= acts.hides_honest);
            last = acts.hides_attack;
        }
        cst_collusion_spec bolder = base;
        bolder.mistaken += 0.05;
        CU_ASSERT(kin_attack(&bolder) > kin_attack(&base));
        cst_collusion_spec better = base;
        better.auc += 0.01;
        CU_ASSERT(kin_attack(&better) > kin_attack(&base));
        CU_ASSERT(kin_attack(&base) > cst_collusion_act(&base, false).hides_attack);
    }
}

/* Two lineages of 50, all scheming together: the reviewer is one of 49 kin or 50 strangers. */
static void test_collusion_combined_spares_kin(void)
{
    cst_trial_spec spec = cst_trial_spec_default();
    cst_lineage *lineage = cst_test_lineages(&spec.population, 2);
    lineage[0].share = lineage[1].share = 0.5;
    spec.protocol.kind = cst_protocol_find("untrusted-monitor");
    spec.scheming.law.law = cst_law_find("all-or-nothing");
    spec.score.tpr = 0.7;
    spec.collusion = at(0.3, 0.05, 0.757649, 0.05);
    const double kin = cst_collusion_act(&spec.collusion, true).hides_attack;
    const double stranger = cst_collusion_act(&spec.collusion, false).hides_attack;
    const double caught = 0.7 * (1.0 - (49.0 * kin + 50.0 * stranger) / 99.0);
    cst_direct_shares(&spec, 177, caught, 1.0 - caught);
}

static void test_collusion_combined_errors(void)
{
    cst_error error = {0};
    cst_collusion_spec spec = number(0);
    CU_ASSERT_EQUAL(cst_collusion_spec_check(&spec, &error), 0);
    CU_ASSERT_TRUE(spec.strategy->lineage_bound);
    spec.auc = 0.49;
    CU_ASSERT_EQUAL(cst_collusion_spec_check(&spec, &error), CST_ERR_MONITOR);
    CU_ASSERT_STRING_EQUAL(error.key, "collusion.auc");
    spec = number(0);
    spec.visible = NAN;
    CU_ASSERT_EQUAL(cst_collusion_spec_check(&spec, &error), CST_ERR_MONITOR);
    CU_ASSERT_STRING_EQUAL(error.key, "collusion.visible");
}

CST_SUITE("collusion_combined", CST_TEST(test_collusion_combined_by_likelihood),
          CST_TEST(test_collusion_combined_is_the_best_test),
          CST_TEST(test_collusion_combined_without_signal),
          CST_TEST(test_collusion_combined_without_score), CST_TEST(test_collusion_combined_proof),
          CST_TEST(test_collusion_combined_ends), CST_TEST(test_collusion_combined_monotone),
          CST_TEST(test_collusion_combined_spares_kin), CST_TEST(test_collusion_combined_errors))
