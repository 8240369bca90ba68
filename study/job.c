/* SPDX-License-Identifier: MIT */
#include "study/job.h"

#include "base/check.h"
#include "scenarios/load/page.h"
#include "study/basis.h"

#include <stdlib.h>
#include <string.h>

static int no_memory(const cst_scenario *scenario, cst_error *error)
{
    return cst_error_set(error, CST_ERR_MEMORY, NULL, "memory for %zu cells", scenario->cells);
}

/* Whether a cell's row serves for another one too. */
static bool is_same(const cst_scenario_cell *a, const cst_scenario_cell *b)
{
    return strcmp(a->id, b->id) == 0 && a->estimate.seed == b->estimate.seed &&
           a->estimate.stream == b->estimate.stream && a->estimate.trials == b->estimate.trials &&
           a->estimate.method == b->estimate.method;
}

int cst_job_init(cst_job *job, const cst_scenario *scenario, cst_error *error)
{
    *job = (cst_job){.scenario = scenario};
    job->cell = calloc(scenario->cells, sizeof *job->cell);
    job->known = calloc(scenario->cells, sizeof *job->known);
    job->index = calloc(scenario->cells, sizeof *job->index);
    if (job->cell == NULL || job->known == NULL || job->index == NULL) {
        return no_memory(scenario, error);
    }
    for (size_t i = 0; i < scenario->cells; i++) {
        const cst_scenario_cell *cell = &scenario->cell[i];
        if (cell->same_as < i && is_same(cell, &scenario->cell[cell->same_as])) {
            job->index[i] = job->index[cell->same_as];
            continue;
        }
        job->cell[job->cells] = cell->made;
        job->known[job->cells] = cell;
        job->index[i] = job->cells++;
    }
    job->row = calloc(job->cells, sizeof *job->row);
    return job->row == NULL ? no_memory(scenario, error) : 0;
}

void cst_job_free(cst_job *job)
{
    free(job->cell);
    free(job->known);
    free(job->index);
    for (uint32_t i = 0; job->row != NULL && i < job->cells; i++) {
        cst_row_free(&job->row[i]);
    }
    free(job->row);
    cst_store_close(&job->store);
    *job = (cst_job){0};
}

/* The cell's place in the sweep as a JSON object; heap. */
static char *place_json(const cst_scenario *scenario, const cst_scenario_cell *cell)
{
    cst_page page;
    if (!cst_page_open(&page)) {
        return NULL;
    }
    cst_json json = {.out = page.out};
    cst_finding_place_json(&json, NULL, scenario, cell);
    return cst_page_close(&page);
}

enum { TEXT_AT, TEXT_BASIS, TEXT_IDENTITY, TEXT_CANONICAL, TEXTS };

/* The texts of a cell in the file; heap. False without memory for one of them. */
static bool make_texts(const cst_job *job, size_t at, char *text[TEXTS])
{
    const cst_scenario_cell *cell = &job->scenario->cell[at];
    const cst_cell *made = job->cell[job->index[at]];
    text[TEXT_AT] = place_json(job->scenario, cell);
    text[TEXT_BASIS] = cst_basis_json(made, cell->estimate.confidence, cell->estimate.tail);
    text[TEXT_IDENTITY] = cst_scenario_text(cell, true);
    text[TEXT_CANONICAL] = cst_scenario_text(cell, false);
    return text[TEXT_AT] != NULL && text[TEXT_BASIS] != NULL && text[TEXT_IDENTITY] != NULL &&
           text[TEXT_CANONICAL] != NULL;
}

static int put_cells(cst_job *job, const cst_store_provenance *provenance, cst_error *error)
{
    const cst_scenario *scenario = job->scenario;
    cst_store_cell *kept = calloc(scenario->cells, sizeof *kept);
    char *(*text)[TEXTS] = calloc(scenario->cells, sizeof *text);
    int code = kept == NULL || text == NULL ? no_memory(scenario, error) : 0;
    for (size_t i = 0; code == 0 && i < scenario->cells; i++) {
        const cst_scenario_cell *cell = &scenario->cell[i];
        code = make_texts(job, i, text[i]) ? 0 : no_memory(scenario, error);
        kept[i] = (cst_store_cell){
            .id = cell->id,
            .identity = text[i][TEXT_IDENTITY],
            .canonical = text[i][TEXT_CANONICAL],
            .at = text[i][TEXT_AT],
            .basis = text[i][TEXT_BASIS],
            .seed = cell->estimate.seed,
            .stream = cell->estimate.stream,
            .trials = cell->estimate.trials,
            .block_trials = job->cell[job->index[i]]->block_trials,
            .position = i,
        };
    }
    if (code == 0) {
        code = cst_store_put_cells(job->store, kept, scenario->cells, provenance, error);
    }
    for (size_t i = 0; text != NULL && i < scenario->cells; i++) {
        for (int j = 0; j < TEXTS; j++) {
            free(text[i][j]);
        }
    }
    free(text);
    free(kept);
    return code;
}

/* What the file's cells were made for, and what of it is done. */
static int look_before(cst_job *job, cst_error *error)
{
    cst_store_cell *before = NULL;
    size_t count = 0;
    cst_row into = {0};
    int code = cst_store_cells(job->store, &before, &count, error);
    for (size_t i = 0; code == 0 && i < count; i++) {
        const uint64_t goal = before[i].trials;
        uint64_t done = 0;
        code = cst_store_sum(job->store, before[i].id, before[i].seed, goal, &into, &done, error);
        job->goal_before = goal > job->goal_before ? goal : job->goal_before;
        job->all_before += goal;
        job->done_before += done;
    }
    cst_store_cells_free(before, count);
    cst_row_free(&into);
    return code;
}

int cst_job_keep(cst_job *job, const char *path, const cst_store_provenance *provenance,
                 cst_error *error)
{
    int code = cst_store_open(&job->store, path, true, error);
    code = code != 0 ? code : look_before(job, error);
    code = code != 0 ? code : put_cells(job, provenance, error);
    return code != 0 ? code : cst_store_flush(job->store, error);
}

static bool job_have(void *self, uint32_t cell, uint64_t block)
{
    cst_job *job = self;
    const uint64_t first = cst_cell_block_first_trial(job->cell[cell], block);
    return cst_store_has(job->store, job->known[cell]->id, job->cell[cell]->seed, first,
                         first + cst_cell_block_trials(job->cell[cell], block));
}

static int job_row(void *self, uint32_t cell, uint64_t block, const cst_row *row, cst_error *error)
{
    cst_job *job = self;
    if (job->store == NULL) {
        return cst_row_add(&job->row[cell], row, error);
    }
    const uint64_t first = cst_cell_block_first_trial(job->cell[cell], block);
    return cst_store_put_row(job->store, job->known[cell]->id, job->cell[cell]->seed, first,
                             first + cst_cell_block_trials(job->cell[cell], block), row, error);
}

static int job_flush(void *self, cst_error *error)
{
    cst_job *job = self;
    return cst_store_flush(job->store, error);
}

cst_sink cst_job_sink(cst_job *job)
{
    return (cst_sink){
        .self = job,
        .have = job->store != NULL ? job_have : NULL,
        .row = job_row,
        .flush = job->store != NULL ? job_flush : NULL,
    };
}

/* The sum of a distinct cell's rows: its own, or read from the results file into `into`. */
static int sum_of(cst_job *job, uint32_t cell, cst_row *into, const cst_row **sum, uint64_t *done,
                  cst_error *error)
{
    if (job->store == NULL) {
        *sum = &job->row[cell];
        *done = job->row[cell].count[CST_COUNT_TRIALS];
        return 0;
    }
    *sum = into;
    return cst_store_sum(job->store, job->known[cell]->id, job->cell[cell]->seed,
                         job->cell[cell]->trials, into, done, error);
}

size_t cst_job_finished(cst_job *job)
{
    size_t finished = 0;
    cst_row into = {0};
    for (size_t i = 0; i < job->scenario->cells; i++) {
        const cst_row *sum;
        uint64_t done = 0;
        const bool known = sum_of(job, job->index[i], &into, &sum, &done, NULL) == 0;
        finished += known && done == job->cell[job->index[i]]->trials ? 1 : 0;
    }
    cst_row_free(&into);
    return finished;
}

/* A run that has ended has all trials of every cell. */
static int check_done(const cst_job *job, size_t cell, uint64_t done, cst_error *error)
{
    const uint64_t goal = job->cell[job->index[cell]]->trials;
    if (done == goal) {
        return 0;
    }
    return cst_error_set(error, CST_ERR_STORE, NULL,
                         "cell %zu has %llu of its %llu trials where all should be there; another"
                         " program may have changed the results file: run the same command again",
                         cell, (unsigned long long)done, (unsigned long long)goal);
}

int cst_job_findings(cst_job *job, cst_findings *findings, cst_error *error)
{
    cst_row into = {0};
    int code = 0;
    cst_require(findings->scenario == job->scenario);
    for (size_t i = 0; code == 0 && i < job->scenario->cells; i++) {
        const cst_row *sum = NULL;
        uint64_t done = 0;
        code = sum_of(job, job->index[i], &into, &sum, &done, error);
        code = code == 0 ? check_done(job, i, done, error) : code;
        if (code == 0) {
            code =
                cst_finding_make(&findings->finding[i], &job->scenario->cell[i], sum, done, error);
        }
    }
    if (code == 0 && job->store != NULL) {
        code = cst_store_flush(job->store, error); /* is the file still there? */
    }
    cst_row_free(&into);
    return code;
}
