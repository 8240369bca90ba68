/* SPDX-License-Identifier: MIT
 * The registry of mechanisms and what docs/results.md says of their results.
 * Covers: mechanisms naive_mechanism. */
#include "monitor/mechanisms/mechanism.h"

#include "estimate/sample/part.h"
#include "scenarios/load/scenario.h"
#include "tally/results.h"
#include "tests/lib/direct.h"
#include "tests/lib/mechanism_truth.h"
#include "tests/lib/results_file.h"
#include "tests/lib/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void test_mechanisms_found(void)
{
    for (size_t i = 0; cst_mechanisms[i] != NULL; i++) {
        CU_ASSERT_PTR_EQUAL(cst_mechanism_find(cst_mechanisms[i]->name), cst_mechanisms[i]);
        CU_ASSERT(strlen(cst_mechanisms[i]->text) > 20);
        CU_ASSERT(cst_mechanism_measures(cst_mechanisms[i]) > 0);
        CU_ASSERT(i == 0 || strcmp(cst_mechanisms[i - 1]->name, cst_mechanisms[i]->name) < 0);
    }
    CU_ASSERT_PTR_NULL(cst_mechanism_find("guard"));
}

/* What a result is counted from. */
static void drawn_text(const cst_measure *of, char *out, size_t size)
{
    const char *carried = of->from != NULL ? ", carried over" : "";
    if (of->kind == CST_MEASURE_DESIGN) {
        (void)snprintf(out, size, "by design");
    } else if (of->kind == CST_MEASURE_POISSON) {
        (void)snprintf(out, size, "`outcome_%u` / trials, a mean%s", of->events + 1, carried);
    } else if (of->of == CST_OUTCOMES_MAX) {
        (void)snprintf(out, size, "`outcome_%u` / trials%s", of->events + 1, carried);
    } else {
        (void)snprintf(out, size, "`outcome_%u` / `outcome_%u`%s", of->events + 1, of->of + 1,
                       carried);
    }
}

/* The page has a row for each result of each mechanism, from these tables. */
static void test_mechanisms_page(void)
{
    size_t size = 0;
    char *page = (char *)test_file_read(CST_SOURCE_DIR "/docs/results.md", &size);
    page[size] = '\0';
    for (size_t i = 0; cst_mechanisms[i] != NULL; i++) {
        const cst_mechanism *kind = cst_mechanisms[i];
        for (uint32_t j = 0; j < cst_mechanism_measures(kind); j++) {
            cst_result_kind result;
            char drawn[96];
            char row[640];
            CU_ASSERT_FATAL(cst_result_find(kind->measure[j].result, &result));
            const cst_result_words *about = cst_result_about(result);
            drawn_text(&kind->measure[j], drawn, sizeof drawn);
            (void)snprintf(row, sizeof row,
                           "| [%s](mechanisms/%s.md) | `%s` | %s | %s | %s | %s |\n", kind->name,
                           kind->name, about->name, about->meaning, about->range,
                           cst_result_of_tasks(result) ? kind->name : about->where, drawn);
            const bool found = strstr(page, row) != NULL;
            if (!found) {
                (void)printf("\n    not in docs/results.md: %s", row);
            }
            CU_ASSERT(found);
        }
    }
    free(page);
}

/* A cell is made as any other: its one lineage has all agents. */
static void test_mechanisms_population(void)
{
    for (size_t i = 0; cst_mechanisms[i] != NULL; i++) {
        char text[64];
        cst_scenario scenario;
        cst_error error;
        const int size = snprintf(text, sizeof text, "%s: {}", cst_mechanisms[i]->name);
        CU_ASSERT_FATAL(cst_scenario_parse(&scenario, "test", text, (size_t)size, NULL, &error) ==
                        0);
        const cst_population_spec *population = &scenario.cell[0].trial->population;
        CU_ASSERT_EQUAL(population->lineages, 1);
        CU_ASSERT(population->lineage[0].share == 1.0);
        cst_scenario_free(&scenario);
    }
}

/* Tallies a unit of one trial whose outcomes are these; each mechanism has its own number of them.
 */
static int tally_of(const char *text, const uint64_t *outcome, uint32_t outcomes)
{
    const cst_trial_spec spec = cst_mechanism_text(text);
    const cst_unit unit = {.block = 0, .first = 0, .tasks = 1};
    cst_cell cell;
    cst_part part;
    cst_batch actions = {0};
    cst_batch reports = {0};
    cst_direct_cell(&cell, &spec, "naive", 1, 1);
    CU_ASSERT_EQUAL_FATAL(cell.method->act(&cell, &unit, &actions, NULL), 0);
    CU_ASSERT_EQUAL_FATAL(cell.method->review(&cell, &unit, &actions, &reports, NULL), 0);
    CU_ASSERT_EQUAL_FATAL(reports.records, outcomes);
    for (uint32_t i = 0; i < outcomes; i++) {
        cst_batch_record_set(&reports, i, outcome[i]);
    }
    CU_ASSERT_EQUAL_FATAL(cst_part_init(&part, &cell, &unit, NULL), 0);
    const int code = cell.method->tally(&cell, &unit, &actions, &reports, &part, NULL);
    cst_part_free(&part);
    cst_batch_free(&actions);
    cst_batch_free(&reports);
    cst_cell_free(&cell);
    return code;
}

/* A worker that lies is refused: no event twice in a trial, none of what did not happen, and no
 * number that a row has no room for. */
static void test_mechanisms_outcomes(void)
{
    static const uint64_t none[3] = {0, 0, 0};
    static const uint64_t holes[3] = {0, 7, 0};
    static const uint64_t many[3] = {0, UINT64_C(1) << 32, 0};
    static const uint64_t twice[3] = {2, 0, 0};
    CU_ASSERT_EQUAL(tally_of("holes: {}", none, 3), 0);
    CU_ASSERT_EQUAL(tally_of("holes: {}", holes, 3), 0);
    CU_ASSERT_EQUAL(tally_of("holes: {}", many, 3), CST_ERR_RECEIPT);
    CU_ASSERT_EQUAL(tally_of("holes: {}", twice, 3), CST_ERR_RECEIPT);
    static const uint64_t passed[6] = {1, 1, 0, 0, 0, 0};
    static const uint64_t failed[6] = {0, 1, 0, 0, 0, 0};
    CU_ASSERT_EQUAL(tally_of("evaluation: {}", passed, 6), 0);
    CU_ASSERT_EQUAL(tally_of("evaluation: {}", failed, 6), CST_ERR_RECEIPT);
}

CST_SUITE("mechanisms", CST_TEST(test_mechanisms_found), CST_TEST(test_mechanisms_page),
          CST_TEST(test_mechanisms_population), CST_TEST(test_mechanisms_outcomes))
