/* SPDX-License-Identifier: MIT
 * The registry of mechanisms and what docs/results.md says of their results.
 * Covers: mechanisms naive_mechanism. */
#include "monitor/mechanisms/mechanism.h"
#include "scenarios/load/scenario.h"
#include "tally/results.h"
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

CST_SUITE("mechanisms", CST_TEST(test_mechanisms_found), CST_TEST(test_mechanisms_page),
          CST_TEST(test_mechanisms_population))
