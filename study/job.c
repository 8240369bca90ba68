/* SPDX-License-Identifier: MIT */
#include "study/job.h"

#include "base/check.h"
#include "scenarios/load/page.h"
#include "study/basis.h"

#include <stdlib.h>
#include <string.h>

/* Whether a cell's row serves for another one too. */
static bool is_same(const cst_scenario_cell *a, const cst_scenario_cell *b)
{
    return strcmp(a->id, b->id) == 0 && a->estimate.seed == b->estimate.seed &&
           a->estimate.stream == b->estimate.stream && a->estimate.trials == b->estimate.trials &&
           a->estimate.method == b->estimate.method;
}

int cst_job_init(cst_job *job, cst_scenario *scenario, cst_error *error)
{
    *job = (cst_job){.scenario = scenario};
    job->cell = calloc(scenario->cells, sizeof *job->cell);
    job->known = calloc(scenario->cells, sizeof *job->known);
    job->index = calloc(scenario->cells, sizeof *job->index);
    if (job->cell == NULL || job->known == NULL || job->index == NULL) {
        return cst_error_memory(error, "the cells");
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
    job->packed = calloc(job->cells, sizeof *job->packed);
    return job->packed == NULL ? cst_error_memory(error, "the cells") : 0;
}

void cst_job_free(cst_job *job)
{
    free(job->cell);
    free(job->known);
    free(job->index);
    for (uint32_t i = 0; job->packed != NULL && i < job->cells; i++) {
        free(job->packed[i]);
    }
    free(job->packed);
    cst_store_close(&job->store);
    *job = (cst_job){0};
}

/* What the file says of all cells: place, basis, identity and scenario of each, every text with its
 * end. Heap; NULL without memory. */
static char *write_cells(const cst_job *job)
{
    cst_page page;
    if (!cst_page_open(&page)) {
        return NULL;
    }
    for (size_t i = 0; i < job->scenario->cells; i++) {
        const cst_scenario_cell *cell = &job->scenario->cell[i];
        const cst_estimate_spec *estimate = &cell->estimate;
        cst_finding_place_json(&(cst_json){.out = page.out}, NULL, job->scenario, cell);
        (void)fputc('\0', page.out);
        cst_basis_json(&(cst_json){.out = page.out}, cell->made, estimate->confidence,
                       estimate->tail);
        (void)fputc('\0', page.out);
        cst_scenario_write(cell, true, page.out);
        (void)fputc('\0', page.out);
        cst_scenario_write(cell, false, page.out);
        (void)fputc('\0', page.out);
    }
    return cst_page_close(&page);
}

static const char *next_text(const char **at)
{
    const char *text = *at;
    *at += strlen(text) + 1;
    return text;
}

static int put_cells(cst_job *job, const cst_store_provenance *provenance, cst_error *error)
{
    const cst_scenario *scenario = job->scenario;
    cst_store_cell *kept = calloc(scenario->cells, sizeof *kept);
    char *text = kept == NULL ? NULL : write_cells(job);
    const char *at = text;
    for (size_t i = 0; text != NULL && i < scenario->cells; i++) {
        const cst_scenario_cell *cell = &scenario->cell[i];
        kept[i] = (cst_store_cell){
            .id = cell->id,
            .seed = cell->estimate.seed,
            .stream = cell->estimate.stream,
            .trials = cell->estimate.trials,
            .block_trials = cell->made->block_trials,
            .position = i,
        };
        kept[i].at = next_text(&at);
        kept[i].basis = next_text(&at);
        kept[i].identity = next_text(&at);
        kept[i].canonical = next_text(&at);
    }
    const int code =
        text == NULL ? cst_error_memory(error, "the cells")
                     : cst_store_put_cells(job->store, kept, scenario->cells, provenance, error);
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
    free(before);
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

static int add_row(cst_job *job, uint32_t cell, const cst_row *row, cst_error *error)
{
    cst_row sum = {0};
    uint64_t done = 0;
    int code = cst_job_sum(job, cell, &sum, &done, error);
    code = code != 0 ? code : cst_row_add(&sum, row, error);
    free(job->packed[cell]);
    job->packed[cell] = code == 0 ? cst_row_pack(&sum) : NULL;
    cst_row_free(&sum);
    return code == 0 && job->packed[cell] == NULL ? cst_error_memory(error, "the cells") : code;
}

static int job_row(void *self, uint32_t cell, uint64_t block, const cst_row *row, cst_error *error)
{
    cst_job *job = self;
    if (job->store == NULL) {
        return add_row(job, cell, row, error);
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

int cst_job_sum(const cst_job *job, uint32_t cell, cst_row *into, uint64_t *done, cst_error *error)
{
    if (job->store != NULL) {
        const cst_scenario_cell *known = job->known[cell]; /* what it was made into may be spent */
        return cst_store_sum(job->store, known->id, known->estimate.seed, known->estimate.trials,
                             into, done, error);
    }
    cst_row_free(into);
    if (job->packed[cell] != NULL) {
        cst_row_unpack(into, job->packed[cell]);
    }
    *done = into->count[CST_COUNT_TRIALS];
    return cst_row_failed(into) ? cst_error_memory(error, "the cells") : 0;
}

size_t cst_job_finished(const cst_job *job)
{
    size_t finished = 0;
    cst_row into = {0};
    for (size_t i = 0; i < job->scenario->cells; i++) {
        uint64_t done = 0;
        const bool known = cst_job_sum(job, job->index[i], &into, &done, NULL) == 0;
        finished += known && done == job->scenario->cell[i].estimate.trials ? 1 : 0;
    }
    cst_row_free(&into);
    return finished;
}

/* A run that has ended has all trials of every cell. */
static int check_done(const cst_job *job, size_t cell, uint64_t done, cst_error *error)
{
    const uint64_t goal = job->scenario->cell[cell].estimate.trials;
    if (done == goal) {
        return 0;
    }
    return cst_error_set(error, CST_ERR_STORE, NULL,
                         "cell %zu has %llu of its %llu trials where all should be there; another"
                         " program may have changed the results file: run the same command again",
                         cell, (unsigned long long)done, (unsigned long long)goal);
}

/* Frees what the cell at that place needed to be worked out; its row if it is nobody else's. */
static int spend(cst_job *job, size_t place, cst_error *error)
{
    if (job->cells == job->scenario->cells) {
        free(job->packed[place]);
        job->packed[place] = NULL;
    }
    return cst_scenario_introduces(job->scenario, place)
               ? 0
               : cst_scenario_spend(&job->scenario->cell[place], error);
}

int cst_job_findings(cst_job *job, cst_findings *findings, cst_error *error)
{
    cst_row into = {0};
    int code = 0;
    cst_require(findings->scenario == job->scenario);
    for (size_t i = 0; code == 0 && i < job->scenario->cells; i++) {
        uint64_t done = 0;
        code = cst_job_sum(job, job->index[i], &into, &done, error);
        code = code == 0 ? check_done(job, i, done, error) : code;
        if (code == 0) {
            code = cst_finding_make(&findings->finding[i], &job->scenario->cell[i], &into, done,
                                    error);
        }
        code = code == 0 && job->spends ? spend(job, i, error) : code;
    }
    if (code == 0 && job->store != NULL) {
        code = cst_store_flush(job->store, error); /* is the file still there? */
    }
    cst_row_free(&into);
    return code;
}
