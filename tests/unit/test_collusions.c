/* SPDX-License-Identifier: MIT */
#include "monitor/collusion.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Those of MODEL section 6. */
static const char *const names[] = {
    "none",       "always-pass",   "causal-signal", "acausal-signal",   "self-recognition",
    "combined",   "input-trigger", "shared-bit",    "false-accusation", "clique",
    "reciprocal", "learned",
};
enum { NAMES = sizeof names / sizeof names[0] };

static void test_collusions_registry(void)
{
    for (size_t i = 0; i < NAMES; i++) {
        CU_ASSERT_PTR_NOT_NULL_FATAL(cst_collusions[i]);
        CU_ASSERT_STRING_EQUAL(cst_collusions[i]->name, names[i]);
        CU_ASSERT_PTR_EQUAL(cst_collusion_find(names[i]), cst_collusions[i]);
        CU_ASSERT(strlen(cst_collusions[i]->text) > 0);
    }
    CU_ASSERT_PTR_NULL(cst_collusions[NAMES]);
    CU_ASSERT_PTR_NULL(cst_collusion_find("always_pass"));
    CU_ASSERT_PTR_EQUAL(cst_collusions[0], &cst_collusion_none);
    CU_ASSERT_PTR_EQUAL(cst_collusions[NAMES - 1], &cst_collusion_learned);
}

static void test_collusions_default(void)
{
    cst_collusion_spec spec = cst_collusion_spec_default();
    CU_ASSERT_STRING_EQUAL(spec.strategy->name, "always-pass");
    CU_ASSERT_EQUAL(spec.probability, 1.0);
    for (size_t i = 0; i < NAMES; i++) { /* the defaults serve every strategy */
        spec.strategy = cst_collusions[i];
        CU_ASSERT_EQUAL(cst_collusion_spec_check(&spec, NULL), 0);
    }
}

/* Whatever the parameters, acts are probabilities of at most 12 digits; nothing is hidden where c
 * is 0, but accusing does not hang on c. */
static void test_collusions_acts_are_probabilities(void)
{
    static const double values[] = {0.0, 1e-12, 1.0 / 3.0, 1.0};
    for (size_t i = 0; i < NAMES * 4 * 4 * 4 * 4; i++) {
        cst_collusion_spec spec = cst_collusion_spec_default();
        spec.strategy = cst_collusions[i % NAMES];
        spec.probability = values[i / NAMES % 4];
        spec.signal = values[i / NAMES / 4 % 4];
        spec.chance = spec.accuse = values[i / NAMES / 16 % 4];
        spec.mistaken = values[i / NAMES / 64];
        for (int kin = 0; kin <= 1; kin++) {
            const cst_collusion_acts acts = cst_collusion_act(&spec, kin != 0);
            const double act[] = {acts.hides_attack, acts.hides_honest, acts.hides_honeypot,
                                  acts.accuses};
            for (size_t j = 0; j < 4; j++) {
                char text[32];
                (void)snprintf(text, sizeof text, "%.12g", act[j]);
                CU_ASSERT(act[j] >= 0.0 && act[j] <= 1.0);
                CU_ASSERT(act[j] == spec.probability || strtod(text, NULL) == act[j]);
                CU_ASSERT(act[j] == 0.0 || spec.probability > 0.0 || j == 3);
            }
            CU_ASSERT(acts.hides_honest <= acts.hides_attack);
        }
    }
}

/* Untrained, paraphrased, trained on it; see docs/collusion/self-recognition.md. */
static const double published[] = {0.623, 0.757649, 0.978997};

static cst_collusion_spec with_score(double auc, double mistaken)
{
    cst_collusion_spec spec = cst_collusion_spec_default();
    spec.auc = auc;
    spec.mistaken = mistaken;
    return spec;
}

static cst_collusion_spec with_signal(double signal, double jammed, double chance)
{
    cst_collusion_spec spec = cst_collusion_spec_default();
    spec.signal = signal;
    spec.jammed = jammed;
    spec.chance = chance;
    return spec;
}

/* P(N(0, 1) > x), from the error function. */
static double above(double x)
{
    return 0.5 * erfc(x / sqrt(2.0));
}

/* Over all that can happen: sent or not, jammed or not, looks so by chance or not. */
static void test_collusions_signal_by_enumeration(void)
{
    static const double values[] = {0.0, 1e-9, 0.034, 0.22, 0.5, 0.9, 1.0};
    for (int i = 0; i < 7 * 7 * 7; i++) {
        const double chance[] = {values[i / 49], values[i / 7 % 7], values[i % 7]};
        const cst_collusion_spec spec = with_signal(chance[0], chance[1], chance[2]);
        double recognised = 0.0;
        for (unsigned events = 0; events < 8; events++) {
            const bool sent = (events & 1) != 0;
            const bool jammed = (events & 2) != 0;
            const bool lucky = (events & 4) != 0;
            const double mass = (sent ? chance[0] : 1.0 - chance[0]) *
                                (jammed ? chance[1] : 1.0 - chance[1]) *
                                (lucky ? chance[2] : 1.0 - chance[2]);
            recognised += (sent && !jammed) || lucky ? mass : 0.0;
        }
        CU_ASSERT(cst_test_relative(cst_collusion_seems(&spec, spec.signal), recognised) < 1e-13);
    }
}

/* The AUC is the probability that own work scores above other work: an integral over the latter. */
static void test_collusions_distance_gives_the_auc(void)
{
    static const double more[] = {0.5, 0.501, 0.9, 0.9999};
    for (size_t i = 0; i < 7; i++) {
        const double auc = i < 3 ? published[i] : more[i - 3];
        const cst_collusion_spec spec = with_score(auc, 0.02);
        const double distance = cst_collusion_distance(&spec);
        const double step = 1.0 / 64;
        double sum = 0.0;
        for (int x = -640; x <= 640; x++) {
            sum += exp(-step * x * step * x / 2.0) * above(step * x - distance);
        }
        const double pi = acos(-1.0);
        CU_ASSERT_DOUBLE_EQUAL(step * sum / sqrt(2.0 * pi), auc, 1e-13);
    }
    const cst_collusion_spec perfect = with_score(1.0, 0.02);
    CU_ASSERT(isinf(cst_collusion_distance(&perfect)));
}

/* P(own work is recognised), all its digits. */
static double recognised(const cst_collusion_spec *spec)
{
    return cst_collusion_self_recognition.acts(spec, true).hides_attack;
}

/* The threshold by bisection of the tail of other work, the distance by bisection of AUC =
 * (1 + erf(d'/2))/2, what is recognised from the tail of own work. */
static void test_collusions_score_by_bisection(void)
{
    static const double mistakes[] = {1e-9, 1e-3, 0.02, 0.1, 0.5, 0.99};
    for (size_t i = 0; i < 3 * 6; i++) {
        const cst_collusion_spec spec = with_score(published[i / 6], mistakes[i % 6]);
        double distance[2] = {0.0, 10.0};
        double cut[2] = {-10.0, 10.0};
        for (int step = 0; step < 200; step++) {
            const double d = (distance[0] + distance[1]) / 2.0;
            const double x = (cut[0] + cut[1]) / 2.0;
            distance[(1.0 + erf(d / 2.0)) / 2.0 < spec.auc ? 0 : 1] = d;
            cut[above(x) > spec.mistaken ? 0 : 1] = x;
        }
        CU_ASSERT(cst_test_relative(recognised(&spec), above(cut[0] - distance[0])) < 1e-10);
    }
}

static void test_collusions_score_limits(void)
{
    for (double mistaken = 0.0; mistaken <= 1.0; mistaken += 0.125) {
        const cst_collusion_spec blind = with_score(0.5, mistaken);
        const cst_collusion_spec perfect = with_score(1.0, mistaken);
        CU_ASSERT_DOUBLE_EQUAL(recognised(&blind), mistaken, 1e-15);
        CU_ASSERT_EQUAL(recognised(&perfect), 1.0);
    }
    const cst_collusion_spec never = with_score(0.98, 0.0);
    const cst_collusion_spec ever = with_score(0.98, 1.0);
    CU_ASSERT_EQUAL(recognised(&never), 0.0);
    CU_ASSERT_EQUAL(recognised(&ever), 1.0);
}

static void refused(const cst_collusion_spec *spec, const char *key)
{
    cst_error error = {0};
    CU_ASSERT_EQUAL(cst_collusion_spec_check(spec, &error), CST_ERR_MONITOR);
    CU_ASSERT_STRING_EQUAL(error.key, key);
}

static void test_collusions_errors(void)
{
    static const double bad[] = {-1e-9, 1.0 + 1e-9, NAN, INFINITY};
    static const double bad_visible[] = {-1e-9, NAN, INFINITY};
    static const double bad_auc[] = {0.4999, 1.0001, NAN, -INFINITY};
    const cst_collusion_spec good = cst_collusion_spec_default();
    for (size_t i = 0; i < 4; i++) {
        cst_collusion_spec spec = good;
        spec.probability = bad[i];
        refused(&spec, "collusion.probability");
        spec = good;
        spec.jammed = bad[i];
        refused(&spec, "protocol.jamming.strength");
        spec = good;
        spec.auc = bad_auc[i];
        refused(&spec, "collusion.auc");
        spec = good;
        spec.visible = bad_visible[i % 3];
        refused(&spec, "collusion.visible");
    }
}

CST_SUITE("collusions", CST_TEST(test_collusions_registry), CST_TEST(test_collusions_default),
          CST_TEST(test_collusions_acts_are_probabilities),
          CST_TEST(test_collusions_signal_by_enumeration),
          CST_TEST(test_collusions_distance_gives_the_auc),
          CST_TEST(test_collusions_score_by_bisection), CST_TEST(test_collusions_score_limits),
          CST_TEST(test_collusions_errors))
