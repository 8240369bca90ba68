/* SPDX-License-Identifier: MIT */
#include "scenarios/load/scenario.h"
#include "scenarios/load/uncertainty.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char body[] = "scheming: {rate: 0.01, dependence: beta, rho: 0.1}\n"
                           "protocol: {kind: untrusted-monitor}\n";

static int parse(cst_scenario *scenario, const char *uncertainty, const cst_scenario_set *set,
                 cst_error *error)
{
    char text[1024];
    *error = (cst_error){0};
    (void)snprintf(text, sizeof text, "%s%s", body, uncertainty);
    return cst_scenario_parse(scenario, "x.yaml", text, strlen(text), set, error);
}

static const cst_input *input_of(const cst_inputs *inputs, const char *key)
{
    for (uint32_t i = 0; i < inputs->count; i++) {
        if (strcmp(inputs->input[i].key, key) == 0) {
            return &inputs->input[i];
        }
    }
    return NULL;
}

static bool is_exact(const cst_scenario_cell *cell, const char *key)
{
    cst_input exact[CST_INPUTS_MAX];
    const cst_inputs inputs = {.count = cst_scenario_exact(cell, exact), .input = exact};
    return input_of(&inputs, key) != NULL;
}

/* What is uncertain is part of the scenario's text, in the order of the keys, and not of the cell's
 * identity; reading that text again gives the same. */
static void test_uncertainty_texts(void)
{
    static const char section[] = "uncertainty: {monitor.score.tpr: {counts: [235, 240]}, "
                                  "scheming.rho: {uniform: [0, 0.3]}, "
                                  "scheming.rate: {log_uniform: [1e-3, 0.1]}}";
    static const char text[] = ",\"uncertainty\":{\"scheming.rate\":{\"log_uniform\":[0.001,0.1]},"
                               "\"scheming.rho\":{\"uniform\":[0,0.3]},"
                               "\"monitor.score.tpr\":{\"counts\":[235,240]}}}";
    cst_scenario plain;
    cst_scenario uncertain;
    cst_scenario again;
    cst_error error;
    CU_ASSERT_EQUAL_FATAL(parse(&plain, "", NULL, &error), 0);
    CU_ASSERT_EQUAL_FATAL(parse(&uncertain, section, NULL, &error), 0);
    char *canonical = cst_scenario_text(&uncertain.cell[0], false);
    char *certain = cst_scenario_text(&plain.cell[0], false);
    CU_ASSERT_STRING_EQUAL(plain.cell[0].id, uncertain.cell[0].id);
    CU_ASSERT_PTR_NULL(strstr(certain, "uncertainty"));
    CU_ASSERT_FATAL(strlen(canonical) > strlen(text));
    CU_ASSERT_STRING_EQUAL(canonical + strlen(canonical) - strlen(text), text);
    CU_ASSERT_EQUAL_FATAL(
        cst_scenario_parse(&again, "y.yaml", canonical, strlen(canonical), NULL, &error), 0);
    char *other = cst_scenario_text(&again.cell[0], false);
    CU_ASSERT_STRING_EQUAL(other, canonical);
    free(canonical);
    free(certain);
    free(other);
    CU_ASSERT_EQUAL(uncertain.cell[0].uncertain.count, 3);
    const cst_input *tpr = input_of(&uncertain.cell[0].uncertain, "monitor.score.tpr");
    CU_ASSERT_PTR_NOT_NULL_FATAL(tpr);
    CU_ASSERT_EQUAL(tpr->prior.a, 235.5);
    CU_ASSERT_EQUAL(tpr->prior.b, 5.5);
    CU_ASSERT_EQUAL(cst_input_value(tpr, uncertain.cell[0].trial), 0.9);
    CU_ASSERT_FALSE(is_exact(&uncertain.cell[0], "scheming.rate"));
    CU_ASSERT_TRUE(is_exact(&plain.cell[0], "scheming.rate"));
    CU_ASSERT_TRUE(is_exact(&uncertain.cell[0], "collusion.probability"));
    cst_scenario_free(&plain);
    cst_scenario_free(&uncertain);
    cst_scenario_free(&again);
}

/* Of a sweep over protocols, each cell has what it uses. */
/* Pairs stand behind the keys, read again they are the same, and go where a cell does not use one
 * of their keys. */
static void test_uncertainty_pairs(void)
{
    static const char section[] = "uncertainty: {'monitor.score.tpr, scheming.rho': {rank: -0.50}, "
                                  "monitor.score.tpr: {counts: [235, 240]}, "
                                  "scheming.rho: {uniform: [0, 0.3]}, "
                                  "scheming.rate: {log_uniform: [1e-3, 0.1]}, "
                                  "'scheming.rho ,scheming.rate': {normal: 0.25}}\n";
    static const char text[] = ",\"monitor.score.tpr, scheming.rho\":{\"rank\":-0.5},"
                               "\"scheming.rho, scheming.rate\":{\"normal\":0.25}}}";
    static const char *const drop[] = {"scheming.dependence=independent"};
    const cst_scenario_set set = {.assignments = drop, .count = 1};
    cst_scenario scenario;
    cst_scenario again;
    cst_error error;
    CU_ASSERT_EQUAL_FATAL(parse(&scenario, section, NULL, &error), 0);
    const cst_inputs *inputs = &scenario.cell[0].uncertain;
    CU_ASSERT_EQUAL_FATAL(inputs->pairs, 2);
    CU_ASSERT_STRING_EQUAL(inputs->input[inputs->pair[0].a].key, "monitor.score.tpr");
    CU_ASSERT_STRING_EQUAL(inputs->input[inputs->pair[0].b].key, "scheming.rho");
    char *canonical = cst_scenario_text(&scenario.cell[0], false);
    CU_ASSERT_FATAL(strlen(canonical) > strlen(text));
    CU_ASSERT_STRING_EQUAL(canonical + strlen(canonical) - strlen(text), text);
    CU_ASSERT_EQUAL_FATAL(
        cst_scenario_parse(&again, "x", canonical, strlen(canonical), NULL, &error), 0);
    char *second = cst_scenario_text(&again.cell[0], false);
    CU_ASSERT_STRING_EQUAL(canonical, second);
    free(canonical);
    free(second);
    cst_scenario_free(&scenario);
    cst_scenario_free(&again);
    CU_ASSERT_EQUAL_FATAL(parse(&scenario, section, &set, &error), 0);
    CU_ASSERT(scenario.cell[0].uncertain.count == 2 && scenario.cell[0].uncertain.pairs == 0);
    cst_scenario_free(&scenario);
}

static void test_uncertainty_pair_errors(void)
{
    static const struct {
        const char *pairs, *key, *says;
    } cases[] = {
        {"'scheming.rho, monitor.score.tpr': {rank: 1}", "uncertainty.scheming.rho",
         "a correlation above -1 and below 1, found '1'"},
        {"'scheming.rho, monitor.score.tpr': {normal: x}", "uncertainty.scheming.rho", "found 'x'"},
        {"'scheming.rho, monitor.score.tpr': 0.5", "uncertainty.scheming.rho",
         "expected {rank: r} or {normal: r}"},
        {"'scheming.rho, monitor.score.tpr': {rank: 0.1, normal: 0.1}", "uncertainty.scheming.rho",
         "expected {rank: r} or {normal: r}"},
        {"'scheming.rho, monitor.score.fpr': {rank: 0.1}", "uncertainty.monitor.score.fpr",
         "how uncertain it is by itself"},
        {"'scheming.rho, monitor.score.tpx': {rank: 0.1}", "monitor.score.tpx",
         "the nearest known one is monitor.score.tpr"},
        {"'scheming.rho, scheming.rho': {rank: 0.1}", "uncertainty.scheming.rho",
         "expected two keys, found one twice"},
        {"'scheming.rho, scheming.rate, monitor.score.tpr': {rank: 0.1}",
         "uncertainty.scheming.rho", "each pair has a correlation of its own"},
        {"'scheming.rho, monitor.score.tpr': {rank: 0.1}, 'monitor.score.tpr, scheming.rho': "
         "{rank: 0.1}",
         "uncertainty.monitor.score.tpr", "there twice"},
        {"'scheming.rho, monitor.score.tpr': {rank: 0.9}, 'scheming.rho, scheming.rate': {rank: "
         "0.9}, 'scheming.rate, monitor.score.tpr': {rank: -0.9}",
         "uncertainty", "no numbers have all of these correlations"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[512];
        cst_scenario scenario;
        cst_error error;
        (void)snprintf(text, sizeof text,
                       "uncertainty: {scheming.rho: {uniform: [0, 0.3]}, scheming.rate: {beta: [1, "
                       "9]}, monitor.score.tpr: {counts: [9, 10]}, %s}\n",
                       cases[i].pairs);
        CU_ASSERT_EQUAL(parse(&scenario, text, NULL, &error), CST_ERR_SCENARIO);
        CU_ASSERT_STRING_EQUAL(error.key, cases[i].key);
        CU_ASSERT_PTR_NOT_NULL(strstr(error.text, cases[i].says));
        CU_ASSERT_EQUAL(error.line, 3);
        if (strstr(error.text, cases[i].says) == NULL) {
            (void)fprintf(stderr, "%s: %s: %s\n", cases[i].pairs, error.key, error.text);
        }
        cst_scenario_free(&scenario);
    }
}

static void test_uncertainty_cells(void)
{
    cst_scenario scenario;
    cst_error error;
    CU_ASSERT_EQUAL_FATAL(parse(&scenario,
                                "uncertainty: {monitor.trusted.score.tpr: {beta: [9, 1]}}\n"
                                "sweep: {protocol.kind: [untrusted-monitor, trusted-monitor]}",
                                NULL, &error),
                          0);
    CU_ASSERT_EQUAL(scenario.cell[0].uncertain.count, 0);
    CU_ASSERT_EQUAL(scenario.cell[1].uncertain.count, 1);
    char *first = cst_scenario_text(&scenario.cell[0], false);
    char *second = cst_scenario_text(&scenario.cell[1], false);
    CU_ASSERT_PTR_NULL(strstr(first, "uncertainty"));
    CU_ASSERT_PTR_NOT_NULL(strstr(second, "{\"beta\":[9,1]}"));
    free(first);
    free(second);
    cst_scenario_free(&scenario);
}

/* --set reaches into the section, and a scenario may be read beside another protocol. */
static void test_uncertainty_settings(void)
{
    static const char *const one[] = {"uncertainty.scheming.rho={uniform: [0, 0.5]}"};
    static const char *const other[] = {"monitor.trusted.score.tpr=0.7"};
    cst_scenario_set set = {.assignments = one, .count = 1};
    cst_scenario scenario;
    cst_error error;
    CU_ASSERT_EQUAL(
        parse(&scenario, "uncertainty: {scheming.rho: {uniform: [0, 0.3]}}", &set, &error), 0);
    CU_ASSERT_EQUAL(scenario.cell[0].uncertain.input[0].prior.b, 0.5);
    CU_ASSERT_PTR_NULL(scenario.cell[0].beside);
    cst_scenario_free(&scenario);
    set.assignments = other;
    CU_ASSERT_EQUAL(parse(&scenario, "", &set, &error), CST_ERR_SCENARIO); /* nothing uses it */
    cst_scenario_free(&scenario);
    set.beside = "trusted-monitor";
    CU_ASSERT_EQUAL_FATAL(parse(&scenario, "", &set, &error), 0);
    CU_ASSERT_STRING_EQUAL(scenario.cell[0].trial->protocol.kind->name, "untrusted-monitor");
    CU_ASSERT_PTR_NOT_NULL_FATAL(scenario.cell[0].beside);
    CU_ASSERT_STRING_EQUAL(scenario.cell[0].beside->protocol.kind->name, "trusted-monitor");
    CU_ASSERT_EQUAL(scenario.cell[0].beside->trusted.tpr, 0.7);
    CU_ASSERT_EQUAL(scenario.cell[0].beside->scheming.law.rate, 0.01);
    cst_scenario_free(&scenario);
}

static void test_uncertainty_errors(void)
{
    static const struct {
        const char *section, *key, *says;
    } cases[] = {
        {"uncertainty: 3", "uncertainty", "expected a map of up to 16 keys"},
        {"uncertainty: {scheming.rho: {uniform: [0, 2]}}", "uncertainty.scheming.rho",
         "expected a probability from 0 to 1, found '2'"},
        {"uncertainty: {scheming.rho: {uniform: [0.1]}}", "uncertainty.scheming.rho",
         "expected two numbers, as in [0, 0.3], found a list"},
        {"uncertainty: {scheming.rho: {beta: [1, 1e301]}}", "uncertainty.scheming.rho",
         "expected two numbers above 0, from 1e-100 to 1e300"},
        {"uncertainty: {scheming.rho: {beta: [1, x]}}", "uncertainty.scheming.rho",
         "expected two numbers above 0, as in [198.5, 42.5]"},
        {"uncertainty: {scheming.rho: {counts: [1.5, 3]}}", "uncertainty.scheming.rho",
         "expected k of n"},
        {"uncertainty: {scheming.rho: {bootstrap: 1000}}", "uncertainty.scheming.rho",
         "expected {beta: [a, b]}"},
        {"uncertainty: {scheming.rho: {uniform: [0, 1], beta: [1, 1]}}", "uncertainty.scheming.rho",
         "expected {beta: [a, b]}"},
        {"uncertainty: {estimate.confidence: {uniform: [0.1, 0.2]}}",
         "uncertainty.estimate.confidence", "cannot be uncertain"},
        {"uncertainty: {scheming.rho: {uniform: [0, 1]}}\nsweep: {scheming.rho: [0, 1]}",
         "uncertainty.scheming.rho", "a key is either swept or uncertain"},
        {"uncertainty: {scheming.never: {uniform: [0, 1]}}", "uncertainty.scheming.never",
         "nothing uses it here"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cst_scenario scenario;
        cst_error error;
        CU_ASSERT_EQUAL(parse(&scenario, cases[i].section, NULL, &error), CST_ERR_SCENARIO);
        CU_ASSERT_STRING_EQUAL(error.key, cases[i].key);
        CU_ASSERT_TRUE(error.line >= 3);
        if (strstr(error.text, cases[i].says) == NULL) {
            (void)printf("\n    %s: %s\n", cases[i].section, error.text);
            CU_FAIL("another message");
        }
        cst_scenario_free(&scenario);
    }
}

/* An end that the key takes and the scenario does not. */
static void test_uncertainty_ends_errors(void)
{
    static const char text[] = "scheming: {rate: 0.1, propensity: mixture, never: 0.5}\n"
                               "protocol: {kind: none}\n"
                               "uncertainty: {scheming.never: {uniform: [0, 0.95]}}\n";
    cst_scenario scenario;
    cst_error error = {0};
    CU_ASSERT_EQUAL(cst_scenario_parse(&scenario, "x.yaml", text, strlen(text), NULL, &error),
                    CST_ERR_SCENARIO);
    CU_ASSERT_STRING_EQUAL(error.key, "uncertainty.scheming.never");
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "at its end 0.95: scheming."));
    CU_ASSERT_EQUAL(error.line, 3);
    cst_scenario_free(&scenario);
}

static void test_uncertainty_ranges(void)
{
    static const struct {
        const char *key;
        double value, low, high;
    } cases[] = {
        {"scheming.rate", 1e-3, 1e-4, 1e-2},      {"scheming.rate", 0.5, 0.05, 1.0},
        {"scheming.rho", 0.1, 0.0, 1.0},          {"collusion.probability", 1.0, 0.0, 1.0},
        {"monitor.score.fpr", 0.03, 0.01, 0.09},  {"monitor.score.tpr", 0.9, 0.75, 27.0 / 28.0},
        {"monitor.abstain", 0.0, 0.0, 0.1},       {"protocol.audit.success", 1.0, 0.9, 1.0},
        {"monitor.score.d_prime", 2.0, 1.5, 2.5}, {"monitor.score.a0", 3.0, 1.5, 6.0},
        {"scheming.common_share", 0.1, 0.0, 1.0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const cst_prior range = cst_uncertainty_range(cst_key_find(cases[i].key), cases[i].value);
        CU_ASSERT_EQUAL(range.kind, CST_PRIOR_UNIFORM);
        CU_ASSERT_DOUBLE_EQUAL(range.a, cases[i].low, 1e-11);
        CU_ASSERT_DOUBLE_EQUAL(range.b, cases[i].high, 1e-11);
    }
    const cst_prior file = cst_uncertainty_range(cst_key_find("monitor.score.file"), NAN);
    CU_ASSERT_EQUAL(file.kind, CST_PRIOR_BOOTSTRAP);
    CU_ASSERT_EQUAL(cst_uncertainty_range(cst_key_find("scheming.joint"), NAN).kind,
                    CST_PRIOR_NONE);
    CU_ASSERT_EQUAL(cst_uncertainty_range(cst_key_find("scheming.lethal"), 0.0).kind,
                    CST_PRIOR_NONE);
}

CST_SUITE("uncertainty", CST_TEST(test_uncertainty_texts), CST_TEST(test_uncertainty_pairs),
          CST_TEST(test_uncertainty_pair_errors), CST_TEST(test_uncertainty_cells),
          CST_TEST(test_uncertainty_settings), CST_TEST(test_uncertainty_errors),
          CST_TEST(test_uncertainty_ends_errors), CST_TEST(test_uncertainty_ranges))
