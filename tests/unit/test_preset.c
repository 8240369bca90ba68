/* SPDX-License-Identifier: MIT
 * Covers: presets. */
#include "scenarios/load/preset.h"
#include "scenarios/load/scenario.h"
#include "tests/lib/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The next field of a line of the file, in which no field has a quote. */
static char *next_field(char **at)
{
    char *field = *at;
    char *end = field + strcspn(field, ",\n");
    *at = *end == '\0' ? end : end + 1;
    *end = '\0';
    return field;
}

static void test_preset_is_the_file(void)
{
    FILE *file = fopen(CST_SOURCE_DIR "/scenarios/data/scheming_rates.csv", "r");
    char line[1024];
    size_t row = 0;
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    while (fgets(line, sizeof line, file) != NULL) {
        char *at = line;
        char *field[9];
        if (line[0] == '#' || strncmp(line, "id,", 3) == 0 || line[0] == '\n') {
            continue;
        }
        for (int i = 0; i < 9; i++) {
            field[i] = next_field(&at);
        }
        CU_ASSERT_FATAL(row < cst_preset_count);
        const cst_preset *of = &cst_presets[row++];
        CU_ASSERT_STRING_EQUAL(of->name, field[0]);
        CU_ASSERT_STRING_EQUAL(of->model, field[1]);
        CU_ASSERT_STRING_EQUAL(of->environment, field[2]);
        CU_ASSERT_STRING_EQUAL(of->condition, field[3]);
        CU_ASSERT_EQUAL(of->rate, strtod(field[4], NULL));
        CU_ASSERT_EQUAL(of->k, strtoul(field[5], NULL, 10));
        CU_ASSERT_EQUAL(of->n, strtoul(field[6], NULL, 10));
        CU_ASSERT_STRING_EQUAL(of->source, field[7]);
        CU_ASSERT_STRING_EQUAL(of->evidence, field[8]);
        CU_ASSERT(of->evidence[0] == 'P' || of->evidence[0] == 'S'); /* M does not ship */
    }
    CU_ASSERT_EQUAL(row, cst_preset_count);
    (void)fclose(file);
}

static int load(cst_scenario *scenario, const char *text, cst_error *error)
{
    *error = (cst_error){0};
    return cst_scenario_parse(scenario, "p.yaml", text, strlen(text), NULL, error);
}

static void test_preset_as_a_value(void)
{
    cst_scenario scenario;
    cst_error error;
    CU_ASSERT_EQUAL_FATAL(load(&scenario,
                               "scheming: {rate: preset:covert_avg_o3}\nsweep: {monitor.score.tpr: "
                               "[0.5, preset:blackmail_opus41_raw]}\nuncertainty: {scheming.rate: "
                               "preset:blackmail_opus41_raw}",
                               &error),
                          0);
    CU_ASSERT_EQUAL(scenario.cell[1].trial->scheming.law.rate, 0.13);
    CU_ASSERT_DOUBLE_EQUAL(scenario.cell[1].trial->score.tpr, 78.0 / 180.0, 1e-12);
    CU_ASSERT_EQUAL_FATAL(scenario.cell[0].uncertain.count, 1);
    CU_ASSERT_EQUAL(scenario.cell[0].uncertain.input[0].prior.kind, CST_PRIOR_BETA);
    cst_scenario_free(&scenario);
}

static void refused(const char *text, const char *key, const char *words)
{
    cst_scenario scenario;
    cst_error error;
    CU_ASSERT_EQUAL(load(&scenario, text, &error), CST_ERR_SCENARIO);
    if (strcmp(error.key, key) != 0 || strstr(error.text, words) == NULL) {
        (void)printf("\n    %s: %s: %s\n", text, error.key, error.text);
    }
    CU_ASSERT_STRING_EQUAL(error.key, key);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, words));
    CU_ASSERT_EQUAL(error.line, 1);
    cst_scenario_free(&scenario);
}

static void test_preset_refused(void)
{
    refused("scheming: {rate: preset:covert_avg_o33}", "scheming.rate",
            "the nearest is covert_avg_o3");
    refused("scheming: {rate: preset:qqqqqq}", "scheming.rate", "custodes list presets");
    refused("trial: {agents: preset:covert_avg_o3}", "trial.agents", "a whole number");
    refused("monitor: {staleness: preset:covert_avg_o3}", "monitor.staleness", "at least 0");
    refused("uncertainty: {scheming.rate: preset:covert_avg_o3}", "uncertainty.scheming.rate",
            "no count of trials was published");
    refused("uncertainty: {scheming.rate: preset:nothing_like_it}", "uncertainty.scheming.rate",
            "a preset");
}

CST_SUITE("preset", CST_TEST(test_preset_is_the_file), CST_TEST(test_preset_as_a_value),
          CST_TEST(test_preset_refused))
