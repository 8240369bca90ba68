/* SPDX-License-Identifier: MIT
 * What a stated key does: values of lineages' own, and the laws of causes that outlive a task,
 * through the reader of scenarios, against sums written out here. */
#include "scenarios/load/key.h"

#include "estimate/ask/rehearsal.h"
#include "estimate/exact/closed.h"
#include "scenarios/load/scenario.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static void read(cst_scenario *scenario, const char *text)
{
    cst_error error = {0};
    char said[1024];
    const int code = cst_scenario_parse(scenario, "x.yaml", text, strlen(text), NULL, &error);
    if (code != 0) {
        cst_error_format(&error, said, sizeof said);
        (void)printf("\n    %s\n    %s\n", text, said);
    }
    CU_ASSERT_EQUAL_FATAL(code, 0);
}

/* The results of the first cell at the draws of rehearsals. */
static void results(const char *text, uint64_t trials, cst_result *result)
{
    cst_scenario scenario;
    cst_error error = {0};
    read(&scenario, text);
    CU_ASSERT_EQUAL_FATAL(
        cst_rehearsal_results(scenario.cell[0].trial, trials, 0.95, result, &error), 0);
    cst_scenario_free(&scenario);
}

/* Mean escapes per planned task within 5 standard errors of `right`; variance: of one trial's
 * escapes, an upper bound. */
static void escapes_are(const char *text, uint64_t trials, double tasks, double right,
                        double variance)
{
    cst_result result[CST_RESULT_KINDS];
    results(text, trials, result);
    const double error = sqrt(variance / (double)trials) / tasks;
    const double found = result[CST_RESULT_RESIDUAL_RISK].estimate;
    if (!(fabs(found - right) <= 5.0 * error)) {
        (void)printf("\n    %s\n    found %g, right %g, standard error %g\n", text, found, right,
                     error);
    }
    CU_ASSERT(fabs(found - right) <= 5.0 * error);
    CU_ASSERT(error <= 0.05 * right);
}

#define BY_LINEAGE(population, rho)                                                                \
    "{trial: {agents: 20, rounds: 10}, population: " population ", scheming: {rate: 0.05, "        \
    "dependence: beta, " rho "across: lineage}, monitor: {score: {tpr: 0.9, fpr: 0.02}}, "         \
    "protocol: {kind: untrusted-monitor}}"

/* R = p ((1 - d) + d q): the reviewer schemes too with q = p + rho (1 - p) where it is of the
 * actor's lineage, else with p. Tasks are independent, as each has causes of its own. */
static void test_uses_rho_of_lineages(void)
{
    const double p = 0.05;
    const double d = 0.9;
    const double same = p * (1.0 - d + d * (p + 0.5 * (1.0 - p))); /* .028625 */
    const double other = p * (1.0 - d + d * p);                    /* .00725 */
    const double kin = 9.0 / 19.0;                                 /* of 20, in halves */
    const double most = 200.0 * 0.03;
    escapes_are(BY_LINEAGE("[{lineage: a, share: 1}]", "rho: 0.5, "), 2000, 200.0, same, most);
    escapes_are(BY_LINEAGE("[{lineage: a, share: 1, rho: 0.5}]", ""), 2000, 200.0, same, most);
    escapes_are(BY_LINEAGE("[{lineage: a, share: 0.5}, {lineage: b, share: 0.5}]", "rho: 0.5, "),
                2000, 200.0, kin * same + (1.0 - kin) * other, most);
    escapes_are(
        BY_LINEAGE("[{lineage: a, share: 0.5, rho: 0}, {lineage: b, share: 0.5}]", "rho: 0.5, "),
        2000, 200.0, kin * (same + other) / 2.0 + (1.0 - kin) * other, most);
}

/* What is said of lineages that have all of their own, and what a law must hold for. */
static void test_uses_own_values_errors(void)
{
    static const struct {
        const char *text, *key;
    } refused[] = {
        {BY_LINEAGE("[{lineage: a, share: 1, rho: 0.5}]", "rho: 0.1, "), "scheming.rho"},
        {"{population: [{lineage: a, share: 1, rate: 0.5}], scheming: {dependence: two-point, "
         "together: 0.2, across: lineage}}",
         "scheming.together"},
        {"{population: [{lineage: a, share: 1, roh: 0.5}]}", "population"},
    };
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        cst_scenario scenario;
        cst_error error = {0};
        const char *text = refused[i].text;
        CU_ASSERT_NOT_EQUAL(
            cst_scenario_parse(&scenario, "x.yaml", text, strlen(text), NULL, &error), 0);
        CU_ASSERT_STRING_EQUAL(error.key, refused[i].key);
        if (i == 2) {
            CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "nearest known one is rho"));
            CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "lineage, share, tpr, fpr, rate, rho, vers"));
        }
        cst_scenario_free(&scenario);
    }
}

#define SHARED(protocol)                                                                           \
    "{trial: {agents: 10, rounds: 10}, scheming: {rate: 0.05, dependence: beta, rho: 0.1, scope: " \
    "trial}, monitor: {trusted: {score: {tpr: 0.7, fpr: 0.02}}}, protocol: {kind: "                \
    "trusted-monitor}" protocol "}"

/* E[(1 - x theta)^n] over Beta(a, b): (1 - theta) + (1 - x) theta to the n, term by term, each with
 * its chance of j schemers among n by the product of Polya's urn. No term is negative. */
static double spared(double x, int n, double a, double b)
{
    double sum = 0.0;
    for (int j = 0; j <= n; j++) {
        double term = 1.0;
        for (int i = 0; i < n; i++) {
            const double drawn = i < j ? a + i : b + (i - j);
            term *= drawn / (a + b + i) * (i < j ? (1.0 - x) * (n - i) / (j - i) : 1.0);
        }
        sum += term;
    }
    return sum;
}

/* The actors of one trial share theta ~ Beta(.45, 8.55) although no agent reviews. trial_risk =
 * 1 - E[(1 - .3 theta)^100]; where a catch ends the trial, E[escapes] = (.3/.7)(1 - E[(1 - .7
 * theta)^100]). */
static void test_uses_law_where_no_agent_reviews(void)
{
    const double risk = 1.0 - spared(0.3, 100, 0.45, 8.55);
    const double ended = 0.3 / 0.7 * (1.0 - spared(0.7, 100, 0.45, 8.55)) / 100.0;
    cst_scenario scenario;
    CU_ASSERT(fabs(risk - 0.4955) < 5e-5);
    CU_ASSERT(fabs(ended - 0.00272) < 5e-6);
    read(&scenario, SHARED(""));
    CU_ASSERT(cst_test_relative(cst_closed_form(scenario.cell[0].trial, CST_RESULT_TRIAL_RISK),
                                risk) < 1e-9);
    cst_scenario_free(&scenario);
    read(&scenario, SHARED(", sweep: {protocol.kind: [trusted-monitor, untrusted-monitor]}"));
    CU_ASSERT(cst_test_relative(cst_closed_form(scenario.cell[0].trial, CST_RESULT_TRIAL_RISK),
                                risk) < 1e-9);
    cst_scenario_free(&scenario);
    cst_result result[CST_RESULT_KINDS];
    results(SHARED(""), 20000, result);
    const double error = sqrt(risk * (1.0 - risk) / 20000.0);
    CU_ASSERT(fabs(result[CST_RESULT_TRIAL_RISK].estimate - risk) < 5.0 * error);
    /* Escapes before the first catch are at most geometric: mean .43, variance .43 / .7. */
    escapes_are(SHARED(", response: {effect: end-trial}"), 20000, 100.0, ended, 0.62);
}

CST_SUITE("uses", CST_TEST(test_uses_rho_of_lineages), CST_TEST(test_uses_own_values_errors),
          CST_TEST(test_uses_law_where_no_agent_reviews))
