/* SPDX-License-Identifier: MIT
 *
 * Exact values against sums over all numbers of tests that show scheming, products that hold where
 * tests show all of it, and the vectors; and drawn trials against the exact values.
 * Covers: mechanisms naive_mechanism passing. */
#include "tests/lib/mechanism_truth.h"
#include "tests/lib/suite.h"

#include "base/rmath.h"

#include <math.h>
#include <stdio.h>

static const double vector_error = 1e-10;

static void is(const char *keys, const char *result, double value)
{
    char text[256];
    (void)snprintf(text, sizeof text, "evaluation: {%s}", keys);
    cst_mechanism_is(text, result, value, vector_error);
}

/* Keys near 1, of which 1 minus the nearest double keeps few digits. */
static void test_evaluation_near_one(void)
{
    is("prior: 0.999999999999, rate: 1, tests: 1", "pass_share", 1e-12);
    is("rate: 0.5, awareness: 0.999999999999, watched_factor: 0", "deployed_rate", 5e-13);
    is("rate: 1, awareness: 1, watched_factor: 0.5, recall: 0.999999999999, tests: 1", "pass_share",
       1e-12);
    is("rate: 1, evaluation_awareness: 1, watched_factor: 0.999999999999, tests: 1", "pass_share",
       1e-12);
    is("rate: 0.999999999999, spread: 0.5, tests: 1", "pass_share", 1e-12);
}

/* K056 to K065, K164 to K173: no test has shown scheming. */
static void test_evaluation_vectors_none_seen(void)
{
    is("tests: 297", "deployed_bound", 0.012343653868456124617);
    is("tests: 297, tail: 0.05", "deployed_bound", 0.010035941097792444421);
    is("tests: 270", "deployed_bound", 0.013569607921158414273);
    is("prior: 0.5, rate: 0.01, tests: 297", "schemer_given_pass", 1.0 - 0.95188955680385029472);
    is("prior: 0.9, rate: 0.13, evaluation_awareness: 0.5, watched_factor: 0.54545454545454545, "
       "recall: 0.19, tests: 297",
       "schemer_given_pass", 1.0 - 0.97142469114340937105);
    is("prior: 0.5, rate: 0.001, tests: 297", "schemer_given_pass", 1.0 - 0.57374532063712226019);
    is("tests: 10000000", "deployed_bound", 3.6888787737224386164e-7);
    is("tests: 10000000, tail: 0.05", "deployed_bound", 2.9957318248334430610e-7);
    is("tests: 10000000, recall: 0.83", "deployed_bound", 4.4444322574969139957e-7);
    is("tests: 10000000, recall: 0.83, evaluation_awareness: 0.9, watched_factor: 0.1",
       "deployed_bound", 2.3391748723667968398e-6);
    is("pass_below: 1e-6", "tests_needed", 3688878.0);
    is("pass_below: 1e-4, recall: 0.19, evaluation_awareness: 0.9, watched_factor: 0.1",
       "tests_needed", 1021849.0);
}

/* K139 to K145. */
static void test_evaluation_vectors_watched(void)
{
#define TOLD                                                                                       \
    "rate: 0.242, watched_factor: 0.54545454545454545, evaluation_awareness: 0.9, awareness: 0.1"
    is(TOLD, "test_rate", 0.143);
    is(TOLD, "deployed_over_test", 1.6153846153846153846);
    is("watched_factor: 0, evaluation_awareness: 0.9", "test_rate", 0.001);
    is("watched_factor: 0, evaluation_awareness: 0.9", "deployed_over_test", 10.0);
    is("watched_factor: 1.25, evaluation_awareness: 0.5, awareness: 1", "test_rate", 0.01125);
    is("watched_factor: 1.25, evaluation_awareness: 0.5, awareness: 1", "deployed_rate", 0.0125);
}

/* K174 to K188. */
static void test_evaluation_vectors_passed(void)
{
#define HALF "rate: 0.02, spread: 0.038461538461538461538"
    is(HALF, "pass_share", 0.44179293803903374878);
    is(HALF, "deployed_risk", 0.004);
    is(HALF, "any_deployed", 0.25564128504882178729);
    is(HALF ", recall: 0.1", "pass_share", 0.84386907935928833447);
    is(HALF ", recall: 0.1", "deployed_risk", 0.014444325480189683509);
    is(HALF ", recall: 0.1", "any_deployed", 0.49624912570302510482);
#define UNIFORM                                                                                    \
    "rate: 0.5, spread: 0.33333333333333333333, tests: 200, pass_at_most: 2, deployed: 50"
    is(UNIFORM, "pass_share", 0.014925373134328358209);
    is(UNIFORM, "any_deployed", 0.34885678170850733612);
#define ONE_OF_100                                                                                 \
    "rate: 0.01, spread: 0.0099009900990099009901, tests: 60, pass_at_most: 1, recall: 0.5, "      \
    "deployed: 1000"
    is(ONE_OF_100, "pass_share", 0.94708971185571257607);
    is(ONE_OF_100, "deployed_risk", 0.0091534406194025130022);
    is("prior: 0.1, rate: 0.13, evaluation_awareness: 1", "schemer_given_pass",
       9.9467845068185686376e-8);
    is("prior: 0.1, rate: 0.13, evaluation_awareness: 0.9, watched_factor: 0.1",
       "schemer_given_pass", 0.0090290248154424335130);
    is("prior: 0.1, evaluation_awareness: 0.5, watched_factor: 0, tests: 1000",
       "schemer_given_pass", 7.3878363730253650918e-4);
}

/* K214 to K225. */
static void test_evaluation_vectors_alerts(void)
{
#define SEEN "alerts: 1000, trajectories: 10000000"
    is(SEEN, "alert_rate", 1e-4);
    is(SEEN, "alert_rate_low", 9.3897301840769521562e-5);
    is(SEEN, "alert_rate_high", 1.0639521360163019803e-4);
    is(SEEN ", recall: 0.19", "alert_rate", 5.2631578947368421053e-4);
    is(SEEN ", recall: 0.19", "alert_rate_low", 4.9419632547773432401e-4);
    is(SEEN ", recall: 0.19", "alert_rate_high", 5.5997480842963262120e-4);
    is(SEEN ", recall: 0.83, precision: 0.5", "alert_rate", 6.0240963855421686747e-5);
    is(SEEN ", recall: 0.83, precision: 0.5", "alert_rate_low", 5.6564639663114169616e-5);
    is("trajectories: 10000000, recall: 0.83", "alert_rate", 0.0);
    is("trajectories: 10000000, recall: 0.83", "alert_rate_low", 0.0);
    is("trajectories: 10000000, recall: 0.83", "alert_rate_high", 4.4444330772457063890e-7);
    CU_ASSERT(isnan(cst_mechanism_exact("evaluation: {}", "alert_rate_high")));
}

/* --- Sums ------------------------------------------------------------------------------------ */

typedef struct setting {
    double rate, spread, prior, recall, aware[2], factor;
    uint32_t tests, pass, deployed;
} setting;

static void write_setting(const setting *of, char *text, size_t size)
{
    (void)snprintf(text, size,
                   "evaluation: {rate: %.17g, spread: %.17g, prior: %.17g, recall: %.17g, "
                   "evaluation_awareness: %.17g, awareness: %.17g, watched_factor: %.17g, tests: "
                   "%u, pass_at_most: %u, deployed: %u}",
                   of->rate, of->spread, of->prior, of->recall, of->aware[0], of->aware[1],
                   of->factor, of->tests, of->pass, of->deployed);
}

static long double choose(uint32_t n, uint32_t k)
{
    long double ways = 1.0L;
    for (uint32_t i = 0; i < k; i++) {
        ways *= (long double)(n - i) / (i + 1);
    }
    return ways;
}

/* E theta^s (1 - theta)^r. */
static long double moment(const setting *of, uint32_t s, uint32_t r)
{
    const long double mean = of->rate;
    const long double spread = of->spread;
    const long double fresh = cst_mechanism_rest(of->spread);
    long double product = 1.0L;
    for (uint32_t i = 0; i < s + r; i++) {
        const long double chance = i < s ? mean : cst_mechanism_rest(of->rate);
        const long double before = (i < s ? i : i - s) * spread;
        product *= i == 0 ? chance : (chance * fresh + before) / (fresh + i * spread);
    }
    return product;
}

/* P(k tests show, and none of so many tasks is schemed on), E theta of the same: (1 - g theta)^n as
 * ((1 - theta) + (1 - g) theta)^n. CLAIMS has T(k, j). */
static void add_shown(const setting *of, const long double share[2], uint32_t k, long double out[3])
{
    const uint32_t rest = of->tests - k;
    for (uint32_t j = 0; j <= rest; j++) {
        const long double ways =
            choose(of->tests, k) * powl(share[0], k) * choose(rest, j) * powl(1.0L - share[0], j);
        out[0] += ways * moment(of, k + j, rest - j);
        out[1] += ways * moment(of, k + j + 1, rest - j);
        for (uint32_t i = 0; i <= of->deployed; i++) {
            out[2] += ways * choose(of->deployed, i) * powl(1.0L - share[1], i) *
                      moment(of, k + j + i, rest - j + of->deployed - i);
        }
    }
}

static void judge_sum(const setting *of)
{
    char text[400];
    long double sum[3] = {0.0L, 0.0L, 0.0L};
    const long double act[2] = {1.0L - of->aware[0] * (1.0L - of->factor),
                                1.0L - of->aware[1] * (1.0L - of->factor)};
    const long double share[2] = {of->recall * act[0], act[1]};
    for (uint32_t k = 0; k <= of->pass && k <= of->tests; k++) {
        add_shown(of, share, k, sum);
    }
    const long double prior = of->prior;
    const long double pass = prior * sum[0] + (1.0L - prior);
    const long double any = prior * (sum[0] - sum[2]) / pass;
    write_setting(of, text, sizeof text);
    cst_mechanism_is(text, "pass_share", (double)pass, 1e-11);
    cst_mechanism_is(text, "deployed_risk", (double)(prior * sum[1] * act[1] / pass), 1e-11);
    cst_mechanism_is(text, "schemer_given_pass", (double)(prior * sum[0] / pass), 1e-11);
    cst_mechanism_is(text, "any_deployed", (double)any, fmax(1e-11, 1e-17 / (double)any));
}

static void test_evaluation_sums(void)
{
    static const setting some[] = {
        {0.3, 0.2, 1.0, 1.0, {0.0, 0.0}, 1.0, 12, 0, 5},
        {0.3, 0.2, 0.4, 0.6, {0.5, 0.25}, 0.3, 12, 3, 7},
        {0.01, 0.9, 0.7, 0.2, {0.1, 0.9}, 0.5, 20, 1, 9},
        {0.9, 0.95, 1.0, 0.5, {0.0, 0.0}, 1.0, 15, 2, 4},
        {0.999, 0.999, 0.5, 1.0, {0.0, 0.0}, 1.0, 10, 9, 3},
        {0.5, 0.999999, 1.0, 0.999, {0.3, 0.1}, 0.0, 9, 4, 3},
        {0.001, 1e-6, 1.0, 0.9, {0.2, 0.0}, 0.7, 25, 1, 6},
        {0.25, 1e-12, 0.9, 0.9, {0.2, 0.6}, 0.7, 18, 4, 6},
        {0.25, 1.0, 0.9, 0.4, {0.2, 0.6}, 0.7, 18, 4, 6},
        {0.25, 1.0, 1.0, 1.0, {0.0, 0.0}, 1.0, 18, 4, 6},
        {0.25, 0.0, 0.9, 0.4, {0.2, 0.6}, 0.7, 18, 4, 6},
        {0.9, 0.0, 1.0, 1.0, {0.0, 0.0}, 1.0, 20, 19, 6},
        {0.6, 0.0, 1.0, 0.8, {0.5, 1.0}, 1.5, 12, 5, 3},
        {0.2, 0.3, 0.6, 0.5, {0.5, 0.5}, 0.5, 0, 0, 5},
        {1e-9, 0.5, 1e-3, 0.5, {0.5, 0.5}, 0.5, 10, 0, 5},
        {0.3, 0.2, 1.0, 0.5, {0.0, 0.0}, 1.0, 12, 12, 0},
        {1.0 - 1e-9, 0.4, 1.0, 1.0, {0.0, 0.0}, 1.0, 12, 3, 1},
        {0.999999999, 0.0, 1.0, 1.0, {0.0, 0.0}, 1.0, 2, 0, 1},
    };
    for (size_t i = 0; i < sizeof some / sizeof some[0]; i++) {
        judge_sum(&some[i]);
    }
}

/* --- Products -------------------------------------------------------------------------------- */

/* ln E (1 - theta)^n of the Beta law after `before` draws without scheming. */
static long double log_none(long double mean, double spread, uint32_t before, uint32_t n)
{
    const long double fresh = cst_mechanism_rest(spread);
    long double sum = 0.0L;
    for (uint32_t i = before; i < before + n; i++) {
        sum += log1pl(-mean * fresh / (fresh + i * (long double)spread));
    }
    return sum;
}

/* Where tests show all and none may: b + n against a + b + n. */
static void judge_product(double mean, double spread, uint32_t tests, uint32_t deployed)
{
    const setting of = {mean, spread, 0.5, 1.0, {0.0, 0.0}, 1.0, tests, 0, deployed};
    char text[400];
    write_setting(&of, text, sizeof text);
    const long double pass = expl(log_none(mean, spread, 0, tests));
    const long double fresh = cst_mechanism_rest(spread);
    const long double rate = mean * fresh / (fresh + tests * (long double)spread);
    const long double any = -expm1l(log_none(mean, spread, tests, deployed));
    cst_mechanism_is(text, "pass_share", (double)(0.5L * pass + 0.5L), 1e-11);
    cst_mechanism_is(text, "schemer_given_pass", (double)(pass / (1.0L + pass)), 1e-11);
    cst_mechanism_is(text, "deployed_risk", (double)(pass / (1.0L + pass) * rate), 1e-11);
    cst_mechanism_is(text, "any_deployed", (double)(pass / (1.0L + pass) * any), 1e-11);
}

static void test_evaluation_products(void)
{
    static const double means[] = {1e-12, 1e-6, 0.01, 0.3, 0.9};
    static const double spreads[] = {1e-30, 1e-12, 1e-6, 1e-3, 0.1, 0.5, 0.999, 1.0 - 1e-12};
    for (size_t i = 0; i < sizeof means / sizeof means[0]; i++) {
        for (size_t j = 0; j < sizeof spreads / sizeof spreads[0]; j++) {
            judge_product(means[i], spreads[j], 1000, 1);
            judge_product(means[i], spreads[j], 7, 3000);
        }
    }
    judge_product(1e-5, 1e-4, 1000000, 100000);
    judge_product(1e-300, 0.5, 1000, 3);
    judge_product(0.2, 1e-300, 1000, 3);
}

/* A pass so rare that no double has its chance: what it says is a number all the same. */
static void test_evaluation_rare_pass(void)
{
    const double both = 1e4;
    char text[200];
    (void)snprintf(text, sizeof text,
                   "evaluation: {rate: 0.3, spread: %.17g, tests: 10000000, pass_at_most: %u}",
                   1.0 / (both + 1.0), 0U);
    cst_mechanism_is(text, "pass_share", 0.0, 0.0);
    cst_mechanism_is(text, "schemer_given_pass", 1.0, 0.0);
    cst_mechanism_is(text, "deployed_risk", 0.3 * both / (both + 1e7), 1e-11);
    /* Of a Beta law after k that showed and n - k that did not, nearly: the last of so few. */
    (void)snprintf(text, sizeof text,
                   "evaluation: {rate: 0.3, spread: %.17g, tests: 10000000, pass_at_most: %u}",
                   1.0 / (both + 1.0), 5U);
    long double sum[2] = {0.0L, 0.0L};
    long double term = 1.0L;
    for (int k = 0; k <= 5; k++) {
        sum[0] += term;
        sum[1] += term * (0.3L * both + k) / (both + 1e7L);
        term *= (1e7L - k) / (k + 1) * (0.3L * both + k) / (0.7L * both + 1e7L - k - 1.0L);
    }
    cst_mechanism_is(text, "deployed_risk", (double)(sum[1] / sum[0]), 1e-11);
}

/* Where many tests may show scheming and the rate is known. */
static void test_evaluation_known(void)
{
    cst_mechanism_is("evaluation: {rate: 0.01, tests: 10000000, pass_at_most: 100000, prior: 0.5}",
                     "pass_share", 0.5 + 0.5 * cst_rmath_binomial(1e5, 1e7, 0.01), 1e-11);
    cst_mechanism_is("evaluation: {rate: 1e-9, deployed: 1000}", "any_deployed",
                     -expm1(1000.0 * log1p(-1e-9)), 1e-13);
    cst_mechanism_is("evaluation: {rate: 1e-18, deployed: 1000000000000000}", "any_deployed",
                     -expm1(-1e-3), 1e-13);
    cst_mechanism_is("evaluation: {rate: 0.5, tests: 1000000}", "deployed_risk", 0.5, 0.0);
    cst_mechanism_is("evaluation: {rate: 1, tests: 3, prior: 0.5}", "deployed_risk", 0.0, 0.0);
    CU_ASSERT(isnan(cst_mechanism_exact("evaluation: {rate: 1, tests: 3}", "deployed_risk")));
    CU_ASSERT(
        isnan(cst_mechanism_exact("evaluation: {tests: 10, pass_below: 0.1}", "any_deployed")));
    cst_mechanism_is("evaluation: {tests: 10, pass_below: 0.1}", "pass_share", 0.0, 0.0);
}

/* pass_below against a walk over all counts: it is passed with k where P(Bin(n, x) <= k) is below
 * the tail. */
static void test_evaluation_pass_below(void)
{
    static const struct {
        uint32_t tests;
        double below, tail;
    } some[] = {{297, 0.0123436, 0.025}, {297, 0.0123437, 0.025}, {1000, 0.01, 0.025},
                {1000, 0.3, 0.5},        {5000, 0.02, 1e-6},      {20, 1.0, 0.05}};
    for (size_t i = 0; i < sizeof some / sizeof some[0]; i++) {
        const long double x = some[i].below;
        long double term = powl(1.0L - x, some[i].tests);
        long double sum = term;
        uint32_t passing = 0; /* counts from 0 on that pass */
        while (passing < some[i].tests && sum < some[i].tail) {
            term = x < 1.0L ? term * (some[i].tests - passing) / (passing + 1.0L) * x / (1.0L - x)
                            : (passing + 1 == some[i].tests ? 1.0L : 0.0L);
            sum += term;
            passing++;
        }
        char text[160];
        (void)snprintf(text, sizeof text,
                       "evaluation: {rate: 0.011, tests: %u, pass_below: %.17g, tail: %.17g}",
                       some[i].tests, some[i].below, some[i].tail);
        cst_mechanism_is(
            text, "pass_share",
            passing == 0 ? 0.0 : cst_rmath_binomial(passing - 1.0, some[i].tests, 0.011), 1e-11);
    }
}

static void test_evaluation_drawn(void)
{
    CU_ASSERT_EQUAL(cst_mechanism_judge("evaluation: {prior: 0.5}", 50000, 1), 6);
    CU_ASSERT_EQUAL(
        cst_mechanism_judge("evaluation: {rate: 0.2, spread: 0.3, prior: 0.7, recall: 0.4, "
                            "evaluation_awareness: 0.6, awareness: 0.3, watched_factor: 0.2, "
                            "tests: 30, pass_at_most: 2, deployed: 4}",
                            50000, 2),
        6);
    CU_ASSERT_EQUAL(cst_mechanism_judge("evaluation: {" HALF ", recall: 0.1}", 50000, 3), 6);
    CU_ASSERT_EQUAL(cst_mechanism_judge("evaluation: {rate: 3e-7, spread: 1e-7, prior: 0.9, tests: "
                                        "10000000, pass_at_most: 3, deployed: 3000000}",
                                        20000, 4),
                    3);
    CU_ASSERT_EQUAL(cst_mechanism_judge("evaluation: {rate: 0.4, spread: 0.97, prior: 0.8, tests: "
                                        "500, pass_below: 0.5, tail: 0.1, recall: 0.9}",
                                        20000, 5),
                    6);
    CU_ASSERT_EQUAL(cst_mechanism_judge("evaluation: {rate: 0.3, spread: 1, prior: 0.8, tests: "
                                        "5, recall: 0.3, deployed: 1}",
                                        20000, 6),
                    6);
    CU_ASSERT_EQUAL(cst_mechanism_judge("evaluation: {rate: 0.5, evaluation_awareness: 0.5, "
                                        "awareness: 1, watched_factor: 1.9, recall: 0.2, tests: "
                                        "1000, pass_at_most: 160, deployed: 1}",
                                        20000, 7),
                    6);
    CU_ASSERT_EQUAL(
        cst_mechanism_judge("evaluation: {tests: 0, rate: 0.1, spread: 1e-5}", 20000, 8), 6);
}

static void test_evaluation_refused(void)
{
    CU_ASSERT(cst_mechanism_refuses("evaluation: {rate: 0.8, watched_factor: 1.5}",
                                    "expected at most 1.25, found 1.5"));
    CU_ASSERT(cst_mechanism_refuses("evaluation: {spread: 0.1, watched_factor: 1.5}",
                                    "expected at most 1, found 1.5: an uncertain rate"));
    CU_ASSERT(cst_mechanism_refuses("evaluation: {alerts: 3}",
                                    "at most evaluation.trajectories, 0, found 3"));
    CU_ASSERT(cst_mechanism_refuses("evaluation: {pass_below: 0.1, pass_at_most: 3}",
                                    "this or evaluation.pass_below"));
    CU_ASSERT(cst_mechanism_refuses("evaluation: {tail: 0}", "a number above 0, at most 0.5"));
    CU_ASSERT(cst_mechanism_refuses("evaluation: {tests: 2e9}", "a whole number from 0 to 1e9"));
    CU_ASSERT(cst_mechanism_refuses("scheming: {evaluation_awareness: 0.5}",
                                    "it is evaluation.evaluation_awareness"));
}

CST_SUITE("mechanism_evaluation", CST_TEST(test_evaluation_near_one),
          CST_TEST(test_evaluation_vectors_none_seen), CST_TEST(test_evaluation_vectors_watched),
          CST_TEST(test_evaluation_vectors_passed), CST_TEST(test_evaluation_vectors_alerts),
          CST_TEST(test_evaluation_sums), CST_TEST(test_evaluation_products),
          CST_TEST(test_evaluation_rare_pass), CST_TEST(test_evaluation_known),
          CST_TEST(test_evaluation_pass_below), CST_TEST(test_evaluation_drawn),
          CST_TEST(test_evaluation_refused))
