/* SPDX-License-Identifier: MIT
 * The reader of scenarios. An input is a scenario; behind a zero byte, an assignment as by --set.
 * Whatever it is, it loads or it is refused with one clean line; and what loads is written in a
 * form that loads as the same. */
#include "base/check.h"
#include "scenarios/load/scenario.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { CELLS_LOOKED_AT = 8 };

static void check_error(int code, const cst_error *error)
{
    char line[2048];
    cst_error_format(error, line, sizeof line);
    cst_require(code < 0 && error->code == code);
    cst_require(error->text[0] != '\0');
    for (const char *c = line; *c != '\0'; c++) {
        cst_require((unsigned char)*c >= 0x20 && *c != 0x7f);
    }
}

static void check_cell(const cst_scenario_cell *cell)
{
    cst_scenario again;
    cst_error error = {0};
    char *canonical = cst_scenario_text(cell, false);
    cst_require(canonical != NULL);
    int code = cst_scenario_parse(&again, "again", canonical, strlen(canonical), NULL, &error);
    cst_require(code == 0);
    cst_require(again.cells == 1);
    cst_require(strcmp(again.cell[0].id, cell->id) == 0);
    char *other = cst_scenario_text(&again.cell[0], false);
    cst_require(other != NULL && strcmp(other, canonical) == 0);
    free(other);
    free(canonical);
    cst_scenario_free(&again);
}

/* What is looked for by simulation takes seconds. */
static bool takes_long(const char *text, const char *assignment)
{
    return strstr(text, "worst") != NULL ||
           (assignment != NULL && strstr(assignment, "worst") != NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *zero = size == 0 ? NULL : memchr(data, 0, size);
    size_t text_size = zero == NULL ? size : (size_t)(zero - data);
    char *copy = malloc(size + 1);
    cst_require(copy != NULL);
    if (size > 0) {
        memcpy(copy, data, size);
    }
    copy[size] = '\0';
    const char *assignment = copy + text_size + 1;
    const cst_scenario_set set = {.assignments = &assignment, .count = zero == NULL ? 0 : 1};
    cst_scenario scenario = {0};
    cst_error error = {0};
    if (takes_long(copy, zero == NULL ? NULL : assignment)) {
        free(copy);
        return 0;
    }
    int code = cst_scenario_parse(&scenario, "fuzz", copy, text_size, &set, &error);
    if (code != 0) {
        check_error(code, &error);
    }
    for (size_t i = 0; code == 0 && i < scenario.cells && i < CELLS_LOOKED_AT; i++) {
        check_cell(&scenario.cell[i]);
    }
    cst_scenario_free(&scenario);
    free(copy);
    return 0;
}
