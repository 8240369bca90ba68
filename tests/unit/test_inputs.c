/* SPDX-License-Identifier: MIT
 * Draws of inputs against the laws that they are to have, by exact tails: each is wrong by chance
 * once in 10^6 to 10^7. One reviewer: R/p = (1 - d) + d q, q = p + rho (1 - p). */
#include "estimate/ask/inputs.h"
#include "tests/lib/suite.h"

#define MATHLIB_STANDALONE 1
#include <Rmath.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static const cst_random random_of_test = {.seed = 7, .stream = 3};

static const cst_input rho_input = {.key = "scheming.rho",
                                    .offset = offsetof(cst_trial_spec, scheming.law.rho),
                                    .prior = {.kind = CST_PRIOR_UNIFORM, .a = 0.0, .b = 0.3}};
static const cst_input tpr_input = {.key = "monitor.score.tpr",
                                    .offset = offsetof(cst_trial_spec, score.tpr),
                                    .prior = {.kind = CST_PRIOR_BETA, .a = 2.0, .b = 1.0}};

static cst_trial_spec one_reviewer(void)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.protocol.kind = cst_protocol_find("untrusted-monitor");
    spec.scheming.law.law = cst_law_find("beta");
    spec.scheming.law.rho = 0.1;
    spec.scheming.law.rate = 0.01;
    return spec;
}

/* x successes in n at chance p are not out of the way. */
static void judge(const char *what, double x, double n, double p)
{
    const double below = pbinom(x, n, p, 1, 0);
    const double above = pbinom(x - 1.0, n, p, 0, 0);
    if (below < 1e-7 || above < 1e-7) {
        (void)printf("\n    %s: %g of %g at %g: tails %g, %g\n", what, x, n, p, below, above);
        CU_FAIL("draws do not follow their law");
    }
}

/* Beta(2, 1) has F(x) = x^2. */
static void test_inputs_draws(void)
{
    static const double levels[] = {0.025, 0.25, 0.5, 0.975};
    for (size_t i = 0; i < 4; i++) {
        double tprs = 0.0;
        double rhos = 0.0;
        for (uint32_t draw = 0; draw < CST_INPUT_DRAWS; draw++) {
            cst_trial_spec spec = one_reviewer();
            cst_input_draw(&tpr_input, &random_of_test, draw, NULL, &spec);
            cst_input_draw(&rho_input, &random_of_test, draw, NULL, &spec);
            tprs += spec.score.tpr * spec.score.tpr < levels[i] ? 1.0 : 0.0;
            rhos += spec.scheming.law.rho < 0.3 * levels[i] ? 1.0 : 0.0;
        }
        judge("tpr", tprs, CST_INPUT_DRAWS, levels[i]);
        judge("rho", rhos, CST_INPUT_DRAWS, levels[i]);
    }
}

/* An input's draws do not depend on what else is drawn, and differ from those of other inputs. */
static void test_inputs_addresses(void)
{
    cst_trial_spec alone = one_reviewer();
    cst_trial_spec both = one_reviewer();
    cst_input_draw(&rho_input, &random_of_test, 5, NULL, &alone);
    cst_input_draw(&tpr_input, &random_of_test, 5, NULL, &both);
    cst_input_draw(&rho_input, &random_of_test, 5, NULL, &both);
    CU_ASSERT_EQUAL(alone.scheming.law.rho, both.scheming.law.rho);
    cst_input_draw(&rho_input, &random_of_test, 6, NULL, &both);
    CU_ASSERT_NOT_EQUAL(alone.scheming.law.rho, both.scheming.law.rho);
    CU_ASSERT_EQUAL(both.scheming.law.rate, 0.01);
    cst_input named = rho_input;
    named.key = "scheming.rate";
    cst_input_draw(&named, &random_of_test, 5, NULL, &both);
    CU_ASSERT_NOT_EQUAL(alone.scheming.law.rho, both.scheming.law.rho);
}

/* The risk is a rising straight line in rho, so the ends of its interval give back two order
 * statistics of uniform draws: the 51st from either end of 2000, which is Beta(51, 1950). */
static void test_inputs_spread(void)
{
    cst_spread_of_inputs spread;
    cst_error error = {0};
    cst_inputs inputs;
    const cst_trial_spec spec = one_reviewer();
    cst_estimate_spec estimate = cst_estimate_spec_default();
    CU_ASSERT_EQUAL_FATAL(cst_inputs_copy(&inputs, &rho_input, 1, &error), 0);
    CU_ASSERT_EQUAL(cst_inputs_spread(&inputs, &spec, &estimate, &spread, &error), 0);
    CU_ASSERT_EQUAL(spread.draws, CST_INPUT_DRAWS);
    CU_ASSERT_STRING_EQUAL(spread.reason, "");
    for (int high = 0; high < 2; high++) {
        const double risk =
            high ? spread.high[CST_RESULT_RESIDUAL_RISK] : spread.low[CST_RESULT_RESIDUAL_RISK];
        const double q = (risk / 0.01 - 0.1) / 0.9;
        const double u = (q - 0.01) / 0.99 / 0.3;
        const double tail = pbeta(high ? 1.0 - u : u, 51.0, 1950.0, 1, 0);
        CU_ASSERT_TRUE(tail > 1e-7 && tail < 1.0 - 1e-7);
        const double miss =
            high ? spread.high[CST_RESULT_MISS_SHARE] : spread.low[CST_RESULT_MISS_SHARE];
        CU_ASSERT_TRUE(cst_test_relative(miss, risk / 0.01) < 1e-12);
    }
    estimate.confidence = 0.5; /* the middle half lies within the middle 95 % */
    cst_spread_of_inputs half;
    CU_ASSERT_EQUAL(cst_inputs_spread(&inputs, &spec, &estimate, &half, &error), 0);
    CU_ASSERT_TRUE(half.low[CST_RESULT_RESIDUAL_RISK] > spread.low[CST_RESULT_RESIDUAL_RISK]);
    CU_ASSERT_TRUE(half.high[CST_RESULT_RESIDUAL_RISK] < spread.high[CST_RESULT_RESIDUAL_RISK]);
    cst_inputs_free(&inputs);
    cst_inputs_free(&inputs);
}

static void test_inputs_spread_errors(void)
{
    cst_spread_of_inputs spread;
    cst_error error = {0};
    cst_inputs inputs;
    cst_trial_spec spec = one_reviewer();
    const cst_estimate_spec estimate = cst_estimate_spec_default();
    CU_ASSERT_EQUAL_FATAL(cst_inputs_copy(&inputs, &tpr_input, 1, &error), 0);
    spec.scheming.law.law = cst_law_find("independent");
    spec.scheming.law.rho = NAN;
    spec.scheming.propensity = CST_PROPENSITY_MIXTURE;
    spec.response.effect = CST_EFFECT_END_TRIAL;
    spec.collusion.strategy = cst_collusion_find("clique");
    spec.collusion.members = 2;
    CU_ASSERT_EQUAL(cst_inputs_spread(&inputs, &spec, &estimate, &spread, &error), 0);
    CU_ASSERT_EQUAL(spread.draws, 0);
    CU_ASSERT_STRING_EQUAL(spread.reason, "no closed form applies to this scenario");
    CU_ASSERT_TRUE(isnan(spread.low[CST_RESULT_RESIDUAL_RISK]));
    spec = one_reviewer();
    spec.scheming.law.law = cst_law_find("two-point");
    spec.scheming.law.together = 0.5;
    inputs.input[0] = (cst_input){.key = "scheming.together",
                                  .offset = offsetof(cst_trial_spec, scheming.law.together),
                                  .prior = {.kind = CST_PRIOR_BETA, .a = 1.0, .b = 200.0}};
    CU_ASSERT_EQUAL(cst_inputs_spread(&inputs, &spec, &estimate, &spread, &error), 0);
    CU_ASSERT_EQUAL(spread.draws, 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(spread.reason, "of the inputs is no scenario: scheming."));
    cst_inputs_free(&inputs);
}

static const cst_score_counts counts = {.bins = 4,
                                        .honest = {50, 0, 30, 20},
                                        .attack = {1, 2, 3, 34},
                                        .honest_unscored = 10,
                                        .attack_unscored = 5};
enum { HONEST = 110, ATTACKS = 45, BINS = 4 };

static cst_trial_spec counted(void)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.protocol.kind = cst_protocol_find("trusted-monitor");
    spec.trusted.model = cst_score_find("histogram");
    spec.trusted.counts = &counts;
    spec.trusted.fpr = 0.1;
    return spec;
}

static const cst_input counts_input = {.key = "monitor.trusted.score.file",
                                       .offset = offsetof(cst_trial_spec, trusted),
                                       .prior = {.kind = CST_PRIOR_BOOTSTRAP, .resamples = 400}};

/* Every resample has as many samples as there were; all 400 together, each bin is a binomial count
 * of all samples at its share. */
static void test_inputs_bootstrap(void)
{
    double honest[BINS + 1] = {0.0};
    double attack[BINS + 1] = {0.0};
    for (uint32_t draw = 0; draw < 400; draw++) {
        cst_trial_spec spec = counted();
        cst_score_counts room;
        uint64_t sums[2] = {0, 0};
        cst_input_draw(&counts_input, &random_of_test, draw, &room, &spec);
        for (uint32_t i = 0; i < BINS; i++) {
            honest[i] += (double)room.honest[i];
            attack[i] += (double)room.attack[i];
            sums[0] += room.honest[i];
            sums[1] += room.attack[i];
        }
        honest[BINS] += (double)room.honest_unscored;
        attack[BINS] += (double)room.attack_unscored;
        CU_ASSERT_EQUAL(sums[0] + room.honest_unscored, HONEST);
        CU_ASSERT_EQUAL(sums[1] + room.attack_unscored, ATTACKS);
        CU_ASSERT_EQUAL(spec.trusted.fpr, 0.1);
        CU_ASSERT_EQUAL(room.honest[1], 0);
    }
    for (uint32_t i = 0; i <= BINS; i++) {
        const double h = i < BINS ? (double)counts.honest[i] : 10.0;
        const double a = i < BINS ? (double)counts.attack[i] : 5.0;
        judge("honest", honest[i], 400.0 * HONEST, h / HONEST);
        judge("attack", attack[i], 400.0 * ATTACKS, a / ATTACKS);
    }
    cst_trial_spec first = counted();
    cst_trial_spec again = counted();
    cst_score_counts room[2];
    cst_input_draw(&counts_input, &random_of_test, 0, &room[0], &first);
    cst_input_draw(&counts_input, &random_of_test, 400, &room[1], &again);
    CU_ASSERT_PTR_EQUAL(again.trusted.counts, &room[1]);
    CU_ASSERT_EQUAL(memcmp(room[0].honest, room[1].honest, sizeof room[0].honest), 0);
    again = counted();
    cst_input_draw(&counts_input, &random_of_test, 1, &room[1], &again);
    CU_ASSERT_NOT_EQUAL(memcmp(room[0].honest, room[1].honest, sizeof room[0].honest), 0);
}

/* The ends of a bootstrap leave 2.5 % of its resamples' TPRs below and above, ends of ranges are
 * the ranges', and a Beta law's are its quantiles. */
static void test_inputs_ends(void)
{
    static cst_input_end low;
    static cst_input_end high;
    cst_trial_spec spec = counted();
    CU_ASSERT_TRUE(cst_input_ends(&counts_input, &random_of_test, 0.95, &spec, &low, &high));
    const double least = cst_score_tpr(&low.spec.trusted);
    const double most = cst_score_tpr(&high.spec.trusted);
    uint32_t below = 0;
    uint32_t above = 0;
    for (uint32_t draw = 0; draw < 400; draw++) {
        cst_trial_spec one = counted();
        cst_score_counts room;
        cst_input_draw(&counts_input, &random_of_test, draw, &room, &one);
        below += cst_score_tpr(&one.trusted) < least ? 1 : 0;
        above += cst_score_tpr(&one.trusted) > most ? 1 : 0;
    }
    CU_ASSERT_TRUE(least < cst_score_tpr(&spec.trusted) && most > cst_score_tpr(&spec.trusted));
    CU_ASSERT_TRUE(below <= 10 && above <= 10);
    spec = one_reviewer();
    CU_ASSERT_TRUE(cst_input_ends(&rho_input, &random_of_test, 0.95, &spec, &low, &high));
    CU_ASSERT_EQUAL(low.spec.scheming.law.rho, 0.0);
    CU_ASSERT_EQUAL(high.spec.scheming.law.rho, 0.3);
    CU_ASSERT_TRUE(cst_input_ends(&tpr_input, &random_of_test, 0.9, &spec, &low, &high));
    CU_ASSERT_DOUBLE_EQUAL(low.spec.score.tpr, sqrt(0.05), 1e-11);
    CU_ASSERT_DOUBLE_EQUAL(high.spec.score.tpr, sqrt(0.95), 1e-11);
    const cst_input exact = {.key = "scheming.joint"};
    CU_ASSERT_FALSE(cst_input_ends(&exact, &random_of_test, 0.95, &spec, &low, &high));
}

/* A rank correlation is that of the draws, which keep their laws; the first of two keeps its draws.
 * R/p = (1 - d) + d q rises with rho and falls with d: where they rise together the input interval
 * is narrower than where one falls as the other rises. */
static void test_inputs_together(void)
{
    const cst_input said[] = {rho_input, tpr_input};
    double width[2];
    for (int negative = 0; negative < 2; negative++) {
        const cst_input_pair pair = {.b = 1, .correlation = negative ? -0.9 : 0.9, .rank = true};
        const cst_trial_spec spec = one_reviewer();
        const cst_estimate_spec estimate = cst_estimate_spec_default();
        cst_spread_of_inputs spread;
        cst_inputs inputs;
        cst_error error = {0};
        double product = 0.0;
        double below = 0.0;
        CU_ASSERT_EQUAL_FATAL(cst_inputs_copy(&inputs, said, 2, &error), 0);
        CU_ASSERT_EQUAL_FATAL(cst_inputs_pair(&inputs, &pair, 1, &error), 0);
        for (uint32_t draw = 0; draw < CST_INPUT_DRAWS; draw++) {
            const uint32_t draws[] = {draw, draw};
            cst_score_counts room[2];
            cst_trial_spec alone = one_reviewer();
            cst_trial_spec both = one_reviewer();
            cst_input_draw(&rho_input, &random_of_test, draw, NULL, &alone);
            cst_inputs_draw(&inputs, &random_of_test, draws, room, &both);
            CU_ASSERT_EQUAL(alone.scheming.law.rho, both.scheming.law.rho);
            const double u = both.scheming.law.rho / 0.3;
            const double v = both.score.tpr * both.score.tpr; /* Beta(2, 1): F(x) = x^2 */
            product += (12.0 * (u - 0.5) * (v - 0.5)) / CST_INPUT_DRAWS;
            below += v < 0.25 ? 1.0 : 0.0;
        }
        CU_ASSERT_DOUBLE_EQUAL(product, pair.correlation, 5.0 * 0.9 / sqrt(CST_INPUT_DRAWS));
        judge("tpr together", below, CST_INPUT_DRAWS, 0.25);
        CU_ASSERT_EQUAL(cst_inputs_spread(&inputs, &spec, &estimate, &spread, &error), 0);
        CU_ASSERT_EQUAL(spread.draws, CST_INPUT_DRAWS);
        width[negative] = spread.high[CST_RESULT_MISS_SHARE] - spread.low[CST_RESULT_MISS_SHARE];
        cst_inputs_free(&inputs);
    }
    CU_ASSERT(width[0] < 0.9 * width[1]);
}

static void test_inputs_pair_errors(void)
{
    const cst_input said[] = {rho_input, tpr_input, tpr_input};
    const cst_input_pair pair[] = {{0, 1, 0.9, false}, {1, 2, 0.9, false}, {0, 2, -0.9, false}};
    cst_inputs inputs;
    cst_error error = {0};
    CU_ASSERT_EQUAL_FATAL(cst_inputs_copy(&inputs, said, 3, &error), 0);
    CU_ASSERT_EQUAL(cst_inputs_pair(&inputs, pair, 3, &error), CST_ERR_RANGE);
    cst_inputs_free(&inputs);
}

CST_SUITE("inputs", CST_TEST(test_inputs_draws), CST_TEST(test_inputs_addresses),
          CST_TEST(test_inputs_spread), CST_TEST(test_inputs_spread_errors),
          CST_TEST(test_inputs_bootstrap), CST_TEST(test_inputs_together),
          CST_TEST(test_inputs_pair_errors), CST_TEST(test_inputs_ends))
