/* SPDX-License-Identifier: MIT
 * Shares of the variance as they are printed: numbers set by hand, in the order of their totals. */
#include "cli/show/print.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { INPUTS = 4 };

static void fill(cst_assumptions *of, cst_scenario_cell *cell)
{
    static const char *const keys[INPUTS] = {"scheming.rho", "scheming.rate", "monitor.abstain",
                                             "attack.severity.most"};
    static const double totals[INPUTS] = {0.25, 0.875, 0.0, 0.0};
    *cell = (cst_scenario_cell){.estimate = {.confidence = 0.95}};
    of->cell = cell;
    of->count = INPUTS;
    of->varied = true;
    of->sensitivity = (cst_sensitivity){.kind = CST_RESULT_TRIAL_RISK,
                                        .draws = 1000,
                                        .mean = 0.5,
                                        .deviation = 0.125,
                                        .carry = 300.0};
    for (int i = 0; i < INPUTS; i++) {
        of->input[i].input.key = keys[i];
        of->sensitivity.total[i] = (cst_index){totals[i], totals[i] > 0.0 ? 0.1 : 0.0};
        of->sensitivity.first[i] = (cst_index){0.5 * totals[i] - 0.125, 0.05};
        of->sensitivity.rank[i] = (cst_index){-0.99, 0.1};
    }
    of->input[3].held = true;
}

static bool has(const char *text, const char *words)
{
    const bool found = strstr(text, words) != NULL;
    if (!found) {
        (void)printf("\n    expected: %s\n    in: %s\n", words, text);
    }
    return found;
}

/* 1.96 standard errors each way, within what an index can be. */
static void test_print_sensitivity_text(void)
{
    cst_assumptions *of = calloc(1, sizeof *of);
    cst_scenario_cell cell;
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    CU_ASSERT_FATAL(of != NULL && out != NULL);
    fill(of, &cell);
    cst_print_sensitivity(out, of);
    CU_ASSERT_EQUAL_FATAL(fflush(out), 0);
    CU_ASSERT(has(text, "Shares of the variance of trial_risk"));
    CU_ASSERT(has(text, "scheming.rate  0.312        [0.215, 0.41]  0.875  [0.679, 1]      -0.99  "
                        "[-1, -0.794]"));
    CU_ASSERT(has(text, "scheming.rho   0            [0, 0.098]     0.25   [0.054, 0.446]  -0.99"));
    CU_ASSERT(strstr(text, "scheming.rate ") < strstr(text, "scheming.rho "));
    CU_ASSERT(has(text, "Without an effect on it: monitor.abstain\n"));
    CU_ASSERT(has(text, "between their ends: attack.severity.most\n"));
    CU_ASSERT(has(text, "explains alone, in all 31.2 %"));
    CU_ASSERT(has(text, "the result is 0.5 with a\nstandard deviation of 0.125"));
    CU_ASSERT_PTR_NULL(strstr(text, "rough"));
    of->sensitivity.carry = 12.3;
    cst_print_sensitivity(out, of);
    CU_ASSERT_EQUAL_FATAL(fclose(out), 0);
    CU_ASSERT(has(text, "Only about 12 draws carry this variance, so the intervals are rough."));
    free(text);
    free(of);
}

/* Where inputs go together there are ranks alone, the strongest first. */
static void test_print_sensitivity_together(void)
{
    cst_assumptions *of = calloc(1, sizeof *of);
    cst_scenario_cell cell;
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    CU_ASSERT_FATAL(of != NULL && out != NULL);
    fill(of, &cell);
    of->sensitivity.together = true;
    of->sensitivity.rank[0].value = 0.5;
    of->sensitivity.rank[3].value = (double)NAN;
    cst_print_sensitivity(out, of);
    CU_ASSERT_EQUAL_FATAL(fclose(out), 0);
    CU_ASSERT(has(text, "Rank correlations with trial_risk\ninput            rank   interval\n"
                        "scheming.rate    -0.99  [-1, -0.794]\n"
                        "monitor.abstain  -0.99  [-1, -0.794]\n"
                        "scheming.rho     0.5    [0.304, 0.696]\n"));
    CU_ASSERT(has(text, "no input\nhas a share of the variance to itself"));
    CU_ASSERT_PTR_NULL(strstr(text, "First order"));
    free(text);
    free(of);
}

static void test_print_sensitivity_json(void)
{
    cst_assumptions *of = calloc(1, sizeof *of);
    cst_scenario_cell cell;
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    CU_ASSERT_FATAL(of != NULL && out != NULL);
    fill(of, &cell);
    cst_json json = {.out = out};
    cst_json_open(&json, NULL, '{');
    cst_print_sensitivity_json(&json, of);
    cst_json_line(&json);
    CU_ASSERT_EQUAL_FATAL(fclose(out), 0);
    CU_ASSERT(has(text, "{\"sensitivity\":{\"result\":\"trial_risk\",\"draws\":1000,\"confidence\":"
                        "0.95,\"together\":false,\"mean\":0.5,\"deviation\":0.125,\"carry\":300,"
                        "\"inputs\":[{\"key\":"
                        "\"scheming.rho\",\"first\":{\"value\":0,\"error\":0.05,\"low\":0,\"high\":"
                        "0.0979982},\"total\":{\"value\":0.25,\"error\":0.1,\"low\":0.0540036,"
                        "\"high\":0.445996},\"rank\":{\"value\":-0.99,"));
    free(text);
    free(of);
}

CST_SUITE("print_sensitivity", CST_TEST(test_print_sensitivity_text),
          CST_TEST(test_print_sensitivity_together), CST_TEST(test_print_sensitivity_json))
