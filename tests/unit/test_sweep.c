/* SPDX-License-Identifier: MIT */
#include "scenarios/load/sweep.h"
#include "tests/lib/suite.h"

#include <stdio.h>
#include <string.h>

static int read_sweep(cst_sweep *sweep, cst_yaml *yaml, const char *text, cst_error *error)
{
    *error = (cst_error){0};
    *yaml = (cst_yaml){0};
    CU_ASSERT_EQUAL_FATAL(
        cst_yaml_parse(yaml, "x.yaml", true, text, strlen(text), CST_ERR_SCENARIO, error), 0);
    return cst_sweep_read(sweep, yaml->root, yaml, error);
}

static void test_sweep_log(void)
{
    static const char *const texts[] = {"1e-6",   "3.16227766017e-6",  "1e-5",  "3.16227766017e-5",
                                        "0.0001", "0.000316227766017", "0.001", "0.00316227766017",
                                        "0.01",   "0.0316227766017",   "0.1"};
    cst_yaml yaml;
    cst_sweep sweep;
    cst_error error;
    CU_ASSERT_EQUAL(read_sweep(&sweep, &yaml, "{scheming.rate: {log: [1e-6, 1e-1, 11]}}", &error),
                    0);
    CU_ASSERT_EQUAL_FATAL(sweep.cells, 11);
    for (uint32_t i = 0; i < 11; i++) {
        CU_ASSERT_STRING_EQUAL(sweep.axis[0].value[i]->text, texts[i]);
    }
    cst_yaml_free(&yaml);
}

static void test_sweep_product(void)
{
    cst_yaml yaml;
    cst_sweep sweep;
    cst_error error;
    uint32_t at[CST_SWEEP_AXES_MAX];
    CU_ASSERT_EQUAL(read_sweep(&sweep, &yaml,
                               "{protocol.reviewers: {lin: [1, 5, 3]}, protocol.rule: [any, all]}",
                               &error),
                    0);
    CU_ASSERT_EQUAL(sweep.axes, 2);
    CU_ASSERT_EQUAL_FATAL(sweep.cells, 6);
    CU_ASSERT_STRING_EQUAL(sweep.axis[0].value[1]->text, "3");
    CU_ASSERT_STRING_EQUAL(sweep.axis[1].value[1]->text, "all");
    cst_sweep_at(&sweep, 3, at); /* the first axis is the slowest */
    CU_ASSERT_EQUAL(at[0], 1);
    CU_ASSERT_EQUAL(at[1], 1);
    cst_yaml_free(&yaml);
    CU_ASSERT_EQUAL(read_sweep(&sweep, &yaml, "{}", &error), 0);
    CU_ASSERT_EQUAL(sweep.cells, 1);
    CU_ASSERT_EQUAL(sweep.axes, 0);
    cst_yaml_free(&yaml);
    CU_ASSERT_EQUAL(read_sweep(&sweep, &yaml, "{trial.agents: {log: [10, 1000, 3]}}", &error), 0);
    CU_ASSERT_STRING_EQUAL(sweep.axis[0].value[1]->text, "100");
    cst_yaml_free(&yaml);
    CU_ASSERT_EQUAL(read_sweep(&sweep, &yaml, "{trial.agents: {lin: [7, 7, 1]}}", &error), 0);
    CU_ASSERT_EQUAL(sweep.cells, 1);
    cst_yaml_free(&yaml);
}

/* Keys of one entry are at the same row in every cell. */
static void test_sweep_tied(void)
{
    static const char *const rhos[] = {"0", "0", "0.3", "0.3", "0.5", "0.5"};
    cst_yaml yaml;
    cst_sweep sweep;
    cst_error error;
    uint32_t at[CST_SWEEP_AXES_MAX];
    CU_ASSERT_EQUAL(read_sweep(&sweep, &yaml,
                               "{protocol.rule: [any, all], 'scheming.rate ,scheming.rho': "
                               "[[0.1, 0], [.1, .3], [.1, .5]], trial.agents: [5, 6]}",
                               &error),
                    0);
    CU_ASSERT_EQUAL_FATAL(sweep.axes, 4);
    CU_ASSERT_EQUAL(sweep.cells, 12);
    CU_ASSERT(!sweep.axis[0].tied && !sweep.axis[1].tied && sweep.axis[2].tied);
    CU_ASSERT_FALSE(sweep.axis[3].tied);
    for (uint32_t cell = 0; cell < 6; cell++) {
        cst_sweep_at(&sweep, 6 + cell, at);
        CU_ASSERT(at[0] == 1 && at[1] == at[2] && at[3] == cell % 2);
        CU_ASSERT_STRING_EQUAL(sweep.axis[1].value[at[1]]->text, "0.1");
        CU_ASSERT_STRING_EQUAL(sweep.axis[2].value[at[2]]->text, rhos[cell]);
    }
    bool used[CST_KEYS_MAX] = {false}; /* what no cell uses goes, tied or not */
    used[cst_key_index(cst_key_find("scheming.rho"))] = true;
    used[cst_key_index(cst_key_find("trial.agents"))] = true;
    cst_sweep_keep(&sweep, used);
    CU_ASSERT(sweep.axes == 2 && sweep.cells == 6 && !sweep.axis[0].tied && !sweep.axis[1].tied);
    CU_ASSERT_STRING_EQUAL(sweep.axis[0].key->path, "scheming.rho");
    cst_yaml_free(&yaml);
}

static void test_sweep_errors(void)
{
    static const struct {
        const char *text, *key, *says;
        int column;
    } cases[] = {
        {"[1]", "sweep", "expected a map of up to 16 keys", 1},
        {"{scheming.rte: [0]}", "scheming.rte", "the nearest known one is scheming.rate", 2},
        {"{scheming: {rate: [0]}}", "scheming", "expected a key, found a section", 2},
        {"{claim: [a, b]}", "sweep.claim", "the same for all cells", 2},
        {"{estimate.seed: [1, 2]}", "sweep.estimate.seed", "the same for all cells", 2},
        {"{population: [1]}", "sweep.population", "it is a list", 2},
        {"{scheming.rate: 0.1}", "sweep.scheming.rate", "expected a list such as", 17},
        {"{scheming.rate: []}", "sweep.scheming.rate", "from 1 to 10000 values", 17},
        {"{scheming.rate: {exp: [1, 2, 3]}}", "sweep.scheming.rate", "found a map", 17},
        {"{scheming.rate: {log: [0, 1, 3]}}", "sweep.scheming.rate", "ends above 0", 24},
        {"{scheming.rate: {log: [1e-3, 1]}}", "sweep.scheming.rate", "found a map", 17},
        {"{scheming.rate: {lin: [0, 1, '3']}}", "sweep.scheming.rate", "found a map", 17},
        {"{scheming.rate: {lin: [0, 1, 0]}}", "sweep.scheming.rate", "number of values", 30},
        {"{scheming.rate: {lin: [0, 1, 1e9]}}", "sweep.scheming.rate", "number of values", 30},
        {"{scheming.rate: {lin: [0, 1, 1]}}", "sweep.scheming.rate", "both ends", 27},
        {"{scheming.rate: {lin: [0, 2, 3]}}", "scheming.rate", "found '2'", 17},
        {"{scheming.rate: [0.1, 80%]}", "scheming.rate", "found '80%'", 23},
        {"{scheming.rate: [0.1, 0.1]}", "sweep.scheming.rate", "found 0.1 twice", 17},
        {"{scheming.rate: [0.1, 0.2, 0.1]}", "sweep.scheming.rate", "found 0.1 twice", 17},
        {"{trial.agents: {log: [10, 1000, 4]}}", "trial.agents", "found '46.4158883361'", 16},
        {"{scheming.rate: {lin: [0, 1, 1000]}, scheming.rho: {lin: [0, 1, 1000]}}",
         "sweep.scheming.rho", "at most 10000 cells", 52},
        {"{scheming.rate: [0.1], 'scheming.rho, scheming.rate': [[0.1, 0.2]]}",
         "sweep.scheming.rate", "varies it already", 24},
        {"{'scheming.rate, scheming.rate': [[0.1, 0.2]]}", "sweep.scheming.rate",
         "varies it already", 2},
        {"{'scheming.rate, scheming.rhu': [[0.1, 0.2]]}", "scheming.rhu", "is scheming.rho", 2},
        {"{'scheming.rate,': [[0.1, 0.2]]}", "", "expected a key, found none", 2},
        {"{'scheming.rate, scheming.rho': [0.1]}", "sweep.scheming.rate",
         "a row of 2 values, one for each key, found '0.1'", 34},
        {"{'scheming.rate, scheming.rho': [[0.1, 0.2], [0.1]]}", "sweep.scheming.rate",
         "a row of 2 values, one for each key, found 1", 46},
        {"{'scheming.rate, scheming.rho': [[0.1, 0.2, 0.3]]}", "sweep.scheming.rate", "found 3",
         34},
        {"{'scheming.rate, scheming.rho': [[0.1, 0.2], [0.1, .20]]}", "sweep.scheming.rate",
         "distinct rows, found 0.1, 0.2 twice", 33},
        {"{'scheming.rate, scheming.rho': [[0.1, 2]]}", "scheming.rho", "found '2'", 40},
        {"{'scheming.rate, scheming.rho': {log: [0.1, 1, 3]}}", "sweep.scheming.rate",
         "expected rows", 33},
        {"{'scheming.rate, scheming.rho': []}", "sweep.scheming.rate", "from 1 to 10000", 33},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cst_yaml yaml;
        cst_sweep sweep;
        cst_error error;
        CU_ASSERT_EQUAL(read_sweep(&sweep, &yaml, cases[i].text, &error), CST_ERR_SCENARIO);
        CU_ASSERT_STRING_EQUAL(error.key, cases[i].key);
        CU_ASSERT_PTR_NOT_NULL(strstr(error.text, cases[i].says));
        CU_ASSERT_EQUAL(error.line, 1);
        CU_ASSERT_EQUAL(error.column, cases[i].column);
        if (error.column != cases[i].column || strstr(error.text, cases[i].says) == NULL) {
            (void)fprintf(stderr, "%s: %d: %s\n", cases[i].text, error.column, error.text);
        }
        cst_yaml_free(&yaml);
    }
}

CST_SUITE("sweep", CST_TEST(test_sweep_log), CST_TEST(test_sweep_product),
          CST_TEST(test_sweep_tied), CST_TEST(test_sweep_errors))
