/* SPDX-License-Identifier: MIT */
#include "study/handout.h"

#include "base/version.h"
#include "scenarios/load/identity.h"
#include "scenarios/load/page.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const char what[] = "the cells for workers";

const char *cst_handout_program(void)
{
    static char text[64];
    if (text[0] == '\0') {
        (void)snprintf(text, sizeof text, "custodes %s, model %d", cst_version_text(),
                       CST_MODEL_VERSION);
    }
    return text;
}

/* The identity, and what the draws and the rows depend on beside it. */
static void write_cell(const cst_scenario_cell *known, const cst_cell *cell, FILE *out)
{
    (void)fprintf(out, "%s %" PRIu64 " %" PRIu64 " %" PRIu64 "\n", known->id, cst_cell_blocks(cell),
                  cell->block_trials, cell->trial_tasks);
    cst_scenario_write(known, false, out);
    (void)fputc('\n', out);
}

/* The first 128 bits of the hash of a text, which is freed. */
static int hash(char *text, cst_u128 *digest, cst_error *error)
{
    char hex[65];
    if (text == NULL) {
        return cst_error_memory(error, what);
    }
    cst_identity_hash(text, hex);
    free(text);
    *digest = 0;
    for (size_t i = 0; i < 32; i++) {
        const char *digits = "0123456789abcdef";
        *digest = *digest << 4 | (uint64_t)(strchr(digits, hex[i]) - digits);
    }
    return 0;
}

int cst_handout_write(cst_handout *handout, const cst_job *job, cst_error *error)
{
    cst_page text;
    cst_page told;
    *handout = (cst_handout){0};
    if (!cst_page_open(&text)) {
        return cst_error_memory(error, what);
    }
    if (!cst_page_open(&told)) {
        free(cst_page_close(&text));
        return cst_error_memory(error, what);
    }
    for (uint32_t i = 0; i < job->cells; i++) {
        cst_scenario_write(job->known[i], false, text.out);
        (void)fputc('\n', text.out);
        write_cell(job->known[i], job->cell[i], told.out);
    }
    handout->text = cst_page_close(&text);
    const int code = hash(cst_page_close(&told), &handout->digest, error);
    handout->size = handout->text != NULL ? strlen(handout->text) : 0;
    return code == 0 && handout->text == NULL ? cst_error_memory(error, what) : code;
}

static uint32_t count_lines(const char *text, size_t size)
{
    uint32_t lines = 0;
    for (size_t i = 0; i < size; i++) {
        lines += text[i] == '\n';
    }
    return lines;
}

/* A line is one scenario of one cell. */
static int read_line(cst_handout *handout, const char *line, size_t size, cst_error *error)
{
    cst_scenario *scenario = &handout->scenario[handout->cells];
    int code = cst_scenario_parse(scenario, "the run's cells", line, size, NULL, error);
    if (code == 0 && (scenario->cells != 1 || scenario->cell[0].made == NULL)) {
        code = cst_error_set(error, CST_ERR_SCENARIO, NULL, "expected one cell a line, found %zu",
                             scenario->cells);
    }
    if (code == 0) {
        handout->cell[handout->cells] = scenario->cell[0].made;
    }
    handout->cells++;
    return code;
}

int cst_handout_read(cst_handout *handout, const char *text, size_t size, cst_error *error)
{
    cst_page told;
    const uint32_t lines = count_lines(text, size);
    *handout = (cst_handout){0};
    handout->scenario = calloc((size_t)lines + 1, sizeof *handout->scenario);
    handout->cell = calloc((size_t)lines + 1, sizeof *handout->cell);
    if (handout->scenario == NULL || handout->cell == NULL || !cst_page_open(&told)) {
        return cst_error_memory(error, what);
    }
    int code = 0;
    for (size_t at = 0; code == 0 && handout->cells < lines;) {
        const size_t length =
            (size_t)((const char *)memchr(text + at, '\n', size - at) - text) - at;
        code = read_line(handout, text + at, length, error);
        at += length + 1;
    }
    for (uint32_t i = 0; code == 0 && i < lines; i++) {
        write_cell(&handout->scenario[i].cell[0], handout->cell[i], told.out);
    }
    char *written = cst_page_close(&told);
    if (code != 0) {
        free(written);
        return code;
    }
    return hash(written, &handout->digest, error);
}

void cst_handout_free(cst_handout *handout)
{
    for (uint32_t i = 0; i < handout->cells && handout->scenario != NULL; i++) {
        cst_scenario_free(&handout->scenario[i]);
    }
    free(handout->scenario);
    free(handout->cell);
    free(handout->text);
    *handout = (cst_handout){0};
}
