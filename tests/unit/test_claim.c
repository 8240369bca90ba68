/* SPDX-License-Identifier: MIT */
#include "study/claim.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char path[] = "/tmp/cst_claims_XXXXXX";

/* Writes the scenario to a file and runs it. */
static int run(cst_claim *claim, const char *text, cst_error *error)
{
    static bool made = false;
    if (!made) {
        const int file = mkstemp(path);
        CU_ASSERT_FATAL(file >= 0);
        (void)close(file);
        made = true;
    }
    FILE *out = fopen(path, "w");
    CU_ASSERT_PTR_NOT_NULL_FATAL(out);
    fputs("claim: That it holds.\n", out);
    fputs(text, out);
    CU_ASSERT_EQUAL_FATAL(fclose(out), 0);
    *error = (cst_error){0};
    const int code = cst_claim_load(claim, path, error);
    return code != 0 ? code : cst_claim_run(claim, NULL, error);
}

#define REST                                                                                       \
    "  holds: a\n  fails: b\n  break_even: c\n  settles: d\n  decides: guards.transfer\n"          \
    "  inputs: {guards.transfer: assumed, guards.guards: chosen, guards.classes: chosen}\n"
#define SWEEP "sweep: {guards.transfer: {lin: [0.1, 0.9, 9]}, guards.guards: [1, 2, 4, 8, 16]}\n"

/* 1 - (1 - t)^k >= 1/2: at k = 5 from t = 1 - 2^(-1/5) on, at t = .1 from k = 7 on. */
static void test_claim_turns(void)
{
    cst_claim claim;
    cst_error error;
    CU_ASSERT_EQUAL_FATAL(run(&claim,
                              "guards: {transfer: 0.1, guards: 5}\nestimate: {trials: 2000}\n" SWEEP
                              "argument:\n  verdict: {result: next_guarded, at_least: 0.5}\n" REST,
                              &error),
                          0);
    CU_ASSERT_DOUBLE_EQUAL(claim.at_point.value, 0.40951, 1e-12);
    CU_ASSERT_FALSE(cst_claim_holds(&claim, claim.at_point.value));
    CU_ASSERT_DOUBLE_EQUAL(claim.turn[0], 1.0 - pow(2.0, -0.2), 1e-8);
    CU_ASSERT_EQUAL(claim.turn[1], 7.0);
    CU_ASSERT_FALSE(cst_claim_holds_here(&claim));
    CU_ASSERT_FALSE(claim.drawn);
    for (size_t i = 0; i < 9; i++) {
        for (size_t j = 0; j < 5; j++) {
            const double t = 0.1 * (double)(i + 1);
            const double right = 1.0 - pow(1.0 - t, (double)(1U << j));
            const cst_claim_value *at = &claim.value[cst_claim_place(&claim, i, j)];
            CU_ASSERT_DOUBLE_EQUAL(at->value, right, 1e-10);
            CU_ASSERT(at->low == at->value && at->high == at->value);
        }
    }
    CU_ASSERT_EQUAL(claim.point.findings.finding[0].done, 2000);
    cst_claim_free(&claim);
}

/* A share of another result, and of a key; a map that never turns. */
static void test_claim_relative(void)
{
    cst_claim claim;
    cst_error error;
    CU_ASSERT_EQUAL_FATAL(
        run(&claim,
            "guards: {transfer: 0.1, guards: 5}\n" SWEEP
            "argument:\n  verdict: {result: next_guarded, at_most: 3, relative: {guards.guards: "
            "1}}\n" REST,
            &error),
        0);
    CU_ASSERT_DOUBLE_EQUAL(claim.at_point.value, 4.0951, 1e-11);
    CU_ASSERT_DOUBLE_EQUAL(claim.value[0].value, 1.0, 1e-12);
    CU_ASSERT_EQUAL(claim.turn[1], 4.0); /* (1 - .9^3)/.1 = 2.71, with 4 it is 3.439 */
    cst_claim_free(&claim);
    CU_ASSERT_EQUAL_FATAL(run(&claim,
                              "guards: {transfer: 0.1, guards: 5}\n" SWEEP
                              "argument:\n  verdict: {result: next_guarded, at_least: 0.1, times: "
                              "guards.transfer}\n" REST,
                              &error),
                          0);
    CU_ASSERT_DOUBLE_EQUAL(claim.at_point.value, 4.0951, 1e-11);
    CU_ASSERT(isnan(claim.turn[0]) && cst_claim_holds_here(&claim));
    CU_ASSERT_EQUAL(claim.holds, 1.0);
    cst_claim_free(&claim);
}

/* No event in 400 trials is a small share, not none: at_most holds there. */
static void test_claim_without_events(void)
{
    cst_claim claim;
    cst_error error;
    CU_ASSERT_EQUAL_FATAL(
        run(&claim,
            "guards: {transfer: 0.1, spread: 0.4, classes: 5}\nsweep: {guards.transfer: [0, 0.1], "
            "guards.classes: [5, 20]}\nargument:\n  verdict: {result: all_guarded, at_most: "
            "0.3}\n  holds: a\n  fails: b\n  break_even: c\n  settles: d\n  decides: "
            "guards.transfer\n  inputs: {guards.transfer: assumed, guards.spread: assumed, "
            "guards.classes: chosen}\n",
            &error),
        0);
    CU_ASSERT_TRUE(claim.drawn);
    CU_ASSERT_EQUAL(claim.value[0].value, 0.0);
    CU_ASSERT(claim.value[0].high > 0.0);
    CU_ASSERT_EQUAL(claim.holds, 1.0);
    CU_ASSERT(isnan(claim.turn[0]) && cst_claim_holds_here(&claim));
    cst_claim_free(&claim);
}

/* Where there is no closed form, trials tell. */
static void test_claim_drawn(void)
{
    cst_claim claim;
    cst_error error;
    CU_ASSERT_EQUAL_FATAL(
        run(&claim,
            "guards: {transfer: 0.5, spread: 0.4, classes: 4}\nsweep: {guards.transfer: [0.2, 0.5, "
            "0.9], guards.classes: [3, 5]}\nargument:\n  verdict: {result: all_guarded, at_least: "
            "0.3}\n  holds: a\n  fails: b\n  break_even: c\n  settles: d\n  decides: "
            "guards.transfer\n  inputs: {guards.transfer: assumed, guards.spread: assumed, "
            "guards.classes: chosen}\n",
            &error),
        0);
    CU_ASSERT_TRUE(claim.drawn);
    for (size_t i = 0; i < 6; i++) {
        CU_ASSERT(claim.value[i].drawn && claim.value[i].low < claim.value[i].high);
    }
    CU_ASSERT(claim.value[0].high < claim.value[4].low);
    cst_claim_free(&claim);
}

/* One place where nothing is defined, as no test shows anything, does not make the others drawn:
 * 1/(1 - .9 (1 - w)) = 2 at w = 4/9. */
static void test_claim_undefined(void)
{
    cst_claim claim;
    cst_error error;
    CU_ASSERT_EQUAL_FATAL(
        run(&claim,
            "evaluation: {rate: 0.2, evaluation_awareness: 0.9, watched_factor: 0.5, tests: 1}\n"
            "sweep: {evaluation.evaluation_awareness: [0, 0.5, 0.9, 1], "
            "evaluation.watched_factor: [0, 0.3, 0.6, 1]}\nargument:\n  verdict: {result: "
            "deployed_over_test, at_least: 2}\n  holds: a\n  fails: b\n  break_even: c\n  settles: "
            "d\n  decides: evaluation.watched_factor\n  inputs: {evaluation.rate: assumed, "
            "evaluation.evaluation_awareness: assumed, evaluation.watched_factor: assumed, "
            "evaluation.tests: chosen}\n",
            &error),
        0);
    CU_ASSERT_FALSE(claim.drawn);
    CU_ASSERT(isnan(claim.value[cst_claim_place(&claim, 3, 0)].value));
    CU_ASSERT_DOUBLE_EQUAL(claim.turn[1], 4.0 / 9.0, 1e-9);
    cst_claim_free(&claim);
}

static void test_claim_refused(void)
{
    static const struct {
        const char *text, *words;
    } cases[] = {
        {"generations: {spread: 0.1}\nsweep: {generations.survival: [0.8, 0.9], generations.steps: "
         "[3, 5]}\nargument:\n  verdict: {result: half_life, at_least: 3}\n  holds: a\n  fails: b\n"
         "  break_even: c\n  settles: d\n  decides: generations.survival\n  inputs: "
         "{generations.survival: assumed, generations.steps: chosen, generations.spread: chosen}\n",
         "has a value"},
        {"guards: {transfer: 0.2}\n" SWEEP, "what makes a scenario a claim"},
        {"guards: {transfer: 0.2}\nargument:\n  verdict: {result: next_guarded, at_least: "
         "0.5}\n" REST,
         "two axes"},
        {"guards: {own: 0.5}\nsweep: {'guards.transfer, guards.guards': [[0.1, 3], [0.2, 5]]}\n"
         "argument:\n  verdict: {result: next_guarded, at_least: 0.5}\n" REST,
         "found tied ones"},
        {"guards: {transfer: 0.2, guards: 5}\n" SWEEP
         "argument:\n  verdict: {result: next_guarded, at_least: 0.5, times: guards.own}\n" REST,
         "a result that has a value"},
        {"guards: {transfer: 0.2, guards: 5}\n" SWEEP
         "argument:\n  verdict: {result: next_guarded, at_least: 0.5, relative: "
         "{guards.transfer: 0}}\n" REST,
         "a result that has a value"},
        {"guards: {transfer: 0.2, own: 0.5}\n" SWEEP
         "argument:\n  verdict: {result: next_guarded, at_least: 0.5}\n" REST,
         "where this number comes from"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cst_claim claim;
        cst_error error;
        CU_ASSERT_EQUAL(run(&claim, cases[i].text, &error), CST_ERR_SCENARIO);
        CU_ASSERT_PTR_NOT_NULL(strstr(error.text, cases[i].words));
        CU_ASSERT_STRING_EQUAL(error.file, path);
        cst_claim_free(&claim);
    }
    (void)remove(path);
}

CST_SUITE("claim", CST_TEST(test_claim_turns), CST_TEST(test_claim_relative),
          CST_TEST(test_claim_drawn), CST_TEST(test_claim_without_events),
          CST_TEST(test_claim_undefined), CST_TEST(test_claim_refused))
