/* SPDX-License-Identifier: MIT
 * Designs of a sweep: where their points lie, and what is no design. Covers: swept. */
#include "scenarios/load/design.h"

#include "scenarios/load/sweep.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int read_sweep(cst_sweep *sweep, cst_yaml *yaml, const char *text, cst_error *error)
{
    *error = (cst_error){0};
    *yaml = (cst_yaml){0};
    CU_ASSERT_EQUAL_FATAL(
        cst_yaml_parse(yaml, "x.yaml", true, text, strlen(text), CST_ERR_SCENARIO, error), 0);
    return cst_sweep_read(sweep, yaml->root, yaml, error);
}

static double value_of(const cst_sweep *sweep, uint32_t axis, uint32_t row)
{
    return strtod(sweep->axis[axis].value[row]->text, NULL);
}

/* Of 48 points each even part of each range has its share, whatever the kind of the key and of the
 * design: 1 of 48 parts of a number, 12 of each of 4 whole numbers, 16 of each of 3 names. On a
 * logarithmic scale it is the parts of the logarithm. */
static void test_design_even(void)
{
    static const char *const kinds[] = {"latin", "sobol"};
    static const char *const rules[] = {"any", "majority", "all"};
    for (int k = 0; k < 2; k++) {
        const uint32_t points = k == 0 ? 48 : 64;
        const uint32_t names = k == 0 ? 3 : 2;
        char text[512];
        cst_yaml yaml;
        cst_sweep sweep;
        cst_error error;
        uint32_t log_parts[64] = {0};
        uint32_t lin_parts[64] = {0};
        uint32_t wholes[4] = {0};
        uint32_t rule[3] = {0};
        (void)snprintf(
            text, sizeof text,
            "{'scheming.rate, scheming.rho, protocol.reviewers, protocol.rule': {points: "
            "%u, %s: [{log: [1e-6, 1e-2]}, {lin: [0.25, 0.5]}, {lin: [2, 5]}, [any, "
            "majority%s]], seed: 5}, trial.agents: [5, 6]}",
            points, kinds[k], k == 0 ? ", all" : "");
        CU_ASSERT_EQUAL_FATAL(read_sweep(&sweep, &yaml, text, &error), 0);
        CU_ASSERT(sweep.axes == 5 && sweep.cells == 2 * points && sweep.axis[3].tied);
        for (uint32_t i = 0; i < points; i++) {
            const double tenth = log10(value_of(&sweep, 0, i)) + 6.0;
            log_parts[(uint32_t)(tenth / 4.0 * points)]++;
            lin_parts[(uint32_t)((value_of(&sweep, 1, i) - 0.25) * 4.0 * points)]++;
            wholes[(uint32_t)value_of(&sweep, 2, i) - 2]++;
            for (uint32_t r = 0; r < 3; r++) {
                rule[r] += strcmp(sweep.axis[3].value[i]->text, rules[r]) == 0 ? 1 : 0;
            }
        }
        for (uint32_t i = 0; i < points; i++) {
            CU_ASSERT(log_parts[i] == 1 && lin_parts[i] == 1);
        }
        for (uint32_t i = 0; i < 4; i++) {
            CU_ASSERT_EQUAL(wholes[i], points / 4);
        }
        for (uint32_t i = 0; i < names; i++) {
            CU_ASSERT_EQUAL(rule[i], points / names);
        }
        cst_yaml_free(&yaml);
    }
}

/* The texts are those of all machines. */
static void test_design_texts(void)
{
    static const char *const rates[] = {"0.0097170118776", "3.07278895841e-5", "1.7279562149e-6",
                                        "0.000546427733614"};
    cst_yaml yaml;
    cst_sweep sweep;
    cst_error error;
    CU_ASSERT_EQUAL_FATAL(read_sweep(&sweep, &yaml,
                                     "{scheming.rate: {sobol: [{log: [1e-6, 1e-1]}], points: 4}}",
                                     &error),
                          0);
    CU_ASSERT_EQUAL_FATAL(sweep.cells, 4);
    for (uint32_t i = 0; i < 4; i++) {
        CU_ASSERT_STRING_EQUAL(sweep.axis[0].value[i]->text, rates[i]);
    }
    cst_yaml_free(&yaml);
}

static void test_design_errors(void)
{
    static const struct {
        const char *design, *key, *says;
    } cases[] = {
        {"{sobol: 3, points: 3}", "scheming.rate",
         "a list of 2 ranges, one for each key, found '3'"},
        {"{latin: [{lin: [0, 1]}], points: 3}", "scheming.rate", "one for each key, found 1"},
        {"{latin: [{lin: [0, 1]}, [1]]}", "scheming.rate", "expected points, how many"},
        {"{points: 3}", "scheming.rate", "expected sobol or latin beside points, found neither"},
        {"{latim: [[0], [1]], points: 3}", "scheming.rate", "'latim'; the nearest one is latin"},
        {"{latin: [[0], [1]], points: 3, sed: 1}", "scheming.rate", "the nearest one is seed"},
        {"{latin: [[0], [1]], sobol: [[0], [1]], points: 3}", "scheming.rate", "found 'latin'"},
        {"{latin: [[0], [1]], points: 0}", "scheming.rate", "from 1 to 10000, found '0'"},
        {"{latin: [[0], [1]], points: 10001}", "scheming.rate", "from 1 to 10000, found '10001'"},
        {"{latin: [[0], [1]], points: '3'}", "scheming.rate", "a number of points"},
        {"{latin: [[0], [1]], points: 3, seed: -1}", "scheming.rate", "a whole number from 0"},
        {"{latin: [[0], []], points: 3}", "trial.agents", "a value or more, found none"},
        {"{latin: [[0], [1.5]], points: 3}", NULL, "found '1.5'"},
        {"{latin: [[0], 3], points: 3}", "trial.agents", "or a list of values, found '3'"},
        {"{latin: [[0], {exp: [1, 2]}], points: 3}", "trial.agents", "or a list of values, found"},
        {"{latin: [[0], {lin: [1, 2, 3]}], points: 3}", "trial.agents", "expected two numbers"},
        {"{latin: [[0], {lin: [1, 2.5]}], points: 3}", "trial.agents",
         "a whole number, found '2.5'"},
        {"{latin: [[0], {lin: [5, 5]}], points: 3}", "trial.agents", "above the lower one"},
        {"{latin: [{lin: [0, 2]}, [5]], points: 3}", "scheming.rate", "from 0 to 1, found '2'"},
        {"{latin: [{log: [0, 1]}, [5]], points: 3}", "scheming.rate", "ends above 0 for log"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[256];
        char key[64];
        cst_yaml yaml;
        cst_sweep sweep;
        cst_error error;
        (void)snprintf(text, sizeof text, "{'scheming.rate, trial.agents': %s}", cases[i].design);
        (void)snprintf(key, sizeof key, "sweep.%s", cases[i].key != NULL ? cases[i].key : "");
        CU_ASSERT_EQUAL(read_sweep(&sweep, &yaml, text, &error), CST_ERR_SCENARIO);
        CU_ASSERT_PTR_NOT_NULL(strstr(error.text, cases[i].says));
        CU_ASSERT_STRING_EQUAL(error.key, cases[i].key != NULL ? key : "trial.agents");
        CU_ASSERT(error.line == 1 && error.column > 32);
        if (strstr(error.text, cases[i].says) == NULL) {
            (void)fprintf(stderr, "%s: %s: %s\n", cases[i].design, error.key, error.text);
        }
        cst_yaml_free(&yaml);
    }
    cst_yaml yaml;
    cst_sweep sweep;
    cst_error error;
    CU_ASSERT_EQUAL(
        read_sweep(&sweep, &yaml, "{protocol.rule: {latin: [{lin: [0, 1]}], points: 3}}", &error),
        CST_ERR_SCENARIO);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "a list of values: they are no numbers"));
    cst_yaml_free(&yaml);
}

CST_SUITE("design", CST_TEST(test_design_even), CST_TEST(test_design_texts),
          CST_TEST(test_design_errors))
