/* SPDX-License-Identifier: MIT */
#include "study/job.h"

#include "monitor/outside.h"

#include "base/check.h"
#include "scenarios/load/literal.h"
#include "scenarios/load/page.h"
#include "study/basis.h"
#include "study/join.h"
#include "study/stopping.h"

#include <math.h>
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
    job->coming = calloc(job->cells, sizeof *job->coming);
    job->look = calloc(job->cells, sizeof *job->look);
    job->end = calloc(job->cells, sizeof *job->end);
    const cst_stop stop = cst_estimate_stop(&scenario->cell[0].estimate);
    if (job->packed == NULL || job->coming == NULL || job->look == NULL || job->end == NULL) {
        return cst_error_memory(error, "the cells");
    }
    return stop.rule == CST_STOP_TOTAL
               ? cst_effort_init(&job->effort, job->cell, job->cells, stop.value, error)
               : 0;
}

void cst_job_answer(cst_job *job, const cst_outside *outside)
{
    for (size_t i = 0; i < job->scenario->cells; i++) {
        const cst_scenario_cell *cell = &job->scenario->cell[i];
        if (cell->made != NULL) {
            cell->made->outside = outside;
            cell->made->asked_as = job->index[i];
        }
    }
}

void cst_job_choose(cst_job *job, const bool *wanted)
{
    uint32_t left = 0;
    cst_require(job->effort.count == 0 && job->store == NULL);
    for (size_t i = 0; i < job->scenario->cells; i++) {
        job->look[job->index[i]] |= wanted[i] ? 1 : 0;
    }
    for (uint32_t cell = 0; cell < job->cells; cell++) {
        job->end[cell] = left;
        if (job->look[cell] > 0) {
            job->cell[left] = job->cell[cell];
            job->known[left] = job->known[cell];
            left++;
        }
    }
    for (size_t i = 0; i < job->scenario->cells; i++) {
        job->index[i] = wanted[i] ? (uint32_t)job->end[job->index[i]] : job->cells;
    }
    memset(job->look, 0, job->cells * sizeof *job->look);
    memset(job->end, 0, job->cells * sizeof *job->end);
    job->cells = left;
}

static void free_rows(uint64_t **packed, uint32_t cells)
{
    for (uint32_t i = 0; packed != NULL && i < cells; i++) {
        free(packed[i]);
    }
    free(packed);
}

void cst_job_free(cst_job *job)
{
    free(job->cell);
    free(job->known);
    free(job->index);
    free_rows(job->packed, job->cells);
    free_rows(job->coming, job->cells);
    free(job->look);
    free(job->end);
    cst_effort_free(&job->effort);
    if (!job->looks) {
        cst_store_close(&job->store);
    }
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
    code = code != 0 ? code : cst_join_check(job, path, error);
    code = code != 0 ? code : put_cells(job, provenance, error);
    return code != 0 ? code : cst_store_flush(job->store, error);
}

int cst_shard_read(const char *text, cst_shard *shard, cst_error *error)
{
    enum { MOST = 100000 };
    const char *slash = strchr(text, '/');
    char number[16] = "";
    double parts[2] = {0.0, 0.0};
    if (slash != NULL && (size_t)(slash - text) < sizeof number) {
        snprintf(number, sizeof number, "%.*s", (int)(slash - text), text);
    }
    const bool read = cst_literal_number(number, &parts[0]) && slash != NULL &&
                      cst_literal_number(slash + 1, &parts[1]);
    if (read && parts[0] >= 1.0 && parts[0] <= parts[1] && parts[1] <= MOST &&
        floor(parts[0]) == parts[0] && floor(parts[1]) == parts[1]) {
        *shard = (cst_shard){(uint32_t)parts[0], (uint32_t)parts[1]};
        return 0;
    }
    if (read && parts[1] >= 1.0 && parts[1] <= MOST) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "run --shard: expected 1/%.0f to %.0f/%.0f, found '%.60s'", parts[1],
                             parts[1], parts[1], text);
    }
    return cst_error_set(error, CST_ERR_USAGE, NULL,
                         "run --shard: expected a shard as 2/4, of at most %d, found '%.60s'", MOST,
                         text);
}

static bool job_have(void *self, uint32_t cell, uint64_t block)
{
    const cst_job *job = self;
    const uint64_t first = cst_cell_block_first_trial(job->cell[cell], block);
    return cst_store_has(job->store, job->known[cell]->id, job->cell[cell]->seed, first,
                         first + cst_cell_block_trials(job->cell[cell], block));
}

/* Rows that were put are not all there. */
static int refuse_gap(size_t cell, uint64_t done, uint64_t trials, cst_error *error)
{
    return cst_error_set(error, CST_ERR_STORE, NULL,
                         "cell %zu has %llu of its %llu trials where all should be there; another"
                         " program may have changed the results file: run the same command again",
                         cell, (unsigned long long)done, (unsigned long long)trials);
}

int cst_job_sum(const cst_job *job, uint32_t cell, cst_row *into, uint64_t *done, cst_error *error)
{
    cst_stopping_rows of = {job->store, job->known[cell]};
    if (job->store != NULL && job->end[cell] > 0) { /* what it was made into may be spent */
        return cst_stopping_stored(&of, job->end[cell], into, done, error);
    }
    if (job->store != NULL && job->effort.count > 0) {
        return cst_stopping_paid(job->cell[cell], job->effort.cell[cell].look, cst_stopping_stored,
                                 &of, into, done, error);
    }
    if (job->store != NULL) {
        return cst_stopping_find(job->cell[cell], cst_stopping_stored, &of, into, done, error);
    }
    cst_row_free(into);
    if (job->packed[cell] != NULL) {
        cst_row_unpack(into, job->packed[cell]);
    }
    *done = into->count[CST_COUNT_TRIALS];
    return cst_row_failed(into) ? cst_error_memory(error, "the cells") : 0;
}

/* The sum of all that is in, of which nothing is beyond the look that is run for. */
static int sum_to(cst_job *job, uint32_t cell, uint64_t trials, cst_row *sum, cst_error *error)
{
    uint64_t done = 0;
    cst_stopping_rows of = {job->store, job->known[cell]};
    const int code = job->store != NULL ? cst_stopping_stored(&of, trials, sum, &done, error)
                                        : cst_job_sum(job, cell, sum, &done, error);
    return code != 0 || done == trials ? code : refuse_gap(cell, done, trials, error);
}

/* Adds a row to one that is packed, which may be NULL. */
static int add_to(uint64_t **packed, const cst_row *row, cst_error *error)
{
    cst_row sum = {0};
    if (*packed != NULL) {
        cst_row_unpack(&sum, *packed);
    }
    const int code = cst_row_add(&sum, row, error);
    free(*packed);
    *packed = code == 0 ? cst_row_pack(&sum) : NULL;
    cst_row_free(&sum);
    return code == 0 && *packed == NULL ? cst_error_memory(error, "the cells") : code;
}

/* All rows for a look have come: they count from now on. */
static int take_coming(cst_job *job, uint32_t cell, cst_error *error)
{
    cst_row row = {0};
    int code = 0;
    if (job->packed[cell] == NULL) {
        job->packed[cell] = job->coming[cell];
    } else if (job->coming[cell] != NULL) {
        cst_row_unpack(&row, job->coming[cell]);
        code = cst_row_failed(&row) ? cst_error_memory(error, "the cells")
                                    : add_to(&job->packed[cell], &row, error);
        cst_row_free(&row);
        free(job->coming[cell]);
    }
    job->coming[cell] = NULL;
    return code;
}

static int job_row(void *self, uint32_t cell, uint64_t block, const cst_row *row, cst_error *error)
{
    cst_job *job = self;
    if (job->store == NULL) {
        return add_to(&job->coming[cell], row, error);
    }
    const uint64_t first = cst_cell_block_first_trial(job->cell[cell], block);
    return cst_store_put_row(job->store, job->known[cell]->id, job->cell[cell]->seed, first,
                             first + cst_cell_block_trials(job->cell[cell], block), row, error);
}

/* Whether a cell's trials end at the look that was run for, all of which is in. */
static int look_ends(cst_job *job, uint32_t cell, bool *ends, cst_error *error)
{
    cst_row sum = {0};
    const uint64_t trials = cst_cell_look_trials(job->cell[cell], job->look[cell]);
    *ends = job->look[cell] == job->cell[cell]->looks;
    if (*ends) {
        return 0;
    }
    const int code = sum_to(job, cell, trials, &sum, error);
    *ends = code == 0 && cst_cell_stops(job->cell[cell], &sum);
    cst_row_free(&sum);
    return code;
}

/* The shard's blocks of a cell are from..to - 1. */
static void shard_blocks(const cst_job *job, uint32_t cell, uint64_t *from, uint64_t *to)
{
    const cst_u128 blocks = cst_cell_blocks(job->cell[cell]);
    *from = (uint64_t)(blocks * (job->shard.number - 1) / job->shard.of);
    *to = (uint64_t)(blocks * job->shard.number / job->shard.of);
}

/* Runs the shard's blocks. */
static int shard_reached(cst_job *job, cst_ledger *ledger, uint32_t cell)
{
    uint64_t from = 0;
    uint64_t to = 0;
    shard_blocks(job, cell, &from, &to);
    if (job->look[cell]++ > 0 || from == to) {
        cst_ledger_finish(ledger, cell);
    } else {
        cst_ledger_pass_over(ledger, cell, from);
        cst_ledger_want(ledger, cell, to);
    }
    return 0;
}

/* As cst_effort_sum: of the rows of a results file. */
static int effort_stored(void *self, uint32_t cell, uint64_t trials, cst_row *into, bool *whole,
                         cst_error *error)
{
    const cst_job *job = self;
    uint64_t done = 0;
    cst_stopping_rows of = {job->store, job->known[cell]};
    const int code = cst_stopping_stored(&of, trials, into, &done, error);
    *whole = done == trials;
    return code;
}

/* Takes the decisions of a run again, as far as their rows are there. */
static int effort_again(cst_job *job, cst_error *error)
{
    uint32_t moved = 0;
    bool whole = true;
    int code = 0;
    do {
        code = cst_effort_next(&job->effort, effort_stored, job, &moved, &whole, error);
    } while (code == 0 && moved > 0);
    for (uint32_t i = 0; code == 0 && whole && i < job->cells; i++) {
        job->end[i] = cst_effort_trials(&job->effort, i);
    }
    return code;
}

int cst_job_look(cst_job *job, cst_scenario *scenario, cst_store *store, cst_error *error)
{
    int code = cst_job_init(job, scenario, error);
    job->store = store;
    job->looks = true;
    code = code == 0 && job->effort.count > 0 ? effort_again(job, error) : code;
    if (code != 0) {
        cst_job_free(job);
    }
    return code;
}

/* As cst_effort_sum: of rows that must all be there. */
static int effort_sum(void *self, uint32_t cell, uint64_t trials, cst_row *into, bool *whole,
                      cst_error *error)
{
    *whole = true;
    return sum_to(self, cell, trials, into, error);
}

/* Once all cells have come to their looks, sends those that are next to theirs. */
static int effort_reached(cst_job *job, cst_ledger *ledger, uint32_t cell, cst_error *error)
{
    uint32_t moved = 0;
    bool whole = true;
    int code = take_coming(job, cell, error);
    if (code != 0 || ++job->waiting < job->cells) {
        return code;
    }
    code = cst_effort_next(&job->effort, effort_sum, job, &moved, &whole, error);
    job->waiting -= moved;
    for (uint32_t i = 0; code == 0 && i < job->cells; i++) {
        const uint32_t look = job->effort.cell[i].look;
        if (moved == 0) {
            job->end[i] = cst_effort_trials(&job->effort, i);
            cst_ledger_finish(ledger, i);
        } else if (job->effort.cell[i].moves) {
            job->look[i] = look;
            cst_ledger_want(ledger, i, cst_cell_look_blocks(job->cell[i], look));
        }
    }
    return code;
}

/* Runs for the next look, unless this one was the last or is enough. */
static int job_reached(void *self, cst_ledger *ledger, uint32_t cell, cst_error *error)
{
    cst_job *job = self;
    const cst_cell *made = job->cell[cell];
    if (job->shard.of > 0) {
        return shard_reached(job, ledger, cell);
    }
    if (job->effort.count > 0) {
        return effort_reached(job, ledger, cell, error);
    }
    bool ends = false;
    int code = take_coming(job, cell, error);
    code = code == 0 && job->look[cell] > 0 ? look_ends(job, cell, &ends, error) : code;
    if (code != 0) {
        return code;
    }
    if (ends) {
        job->end[cell] = cst_cell_look_trials(made, job->look[cell]);
        cst_ledger_finish(ledger, cell);
        return 0;
    }
    job->look[cell]++;
    cst_ledger_want(ledger, cell, cst_cell_look_blocks(made, job->look[cell]));
    return 0;
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
        .reached = job_reached,
        .flush = job->store != NULL ? job_flush : NULL,
    };
}

double cst_job_seconds(const cst_job *job, double budget)
{
    const cst_stop stop = cst_estimate_stop(&job->scenario->cell[0].estimate);
    const double rule = stop.rule == CST_STOP_SECONDS ? stop.value : 0.0;
    return rule > 0.0 && (budget == 0.0 || rule <= budget) ? rule : budget;
}

size_t cst_job_finished(const cst_job *job)
{
    size_t finished = 0;
    cst_row into = {0};
    for (size_t i = 0; i < job->scenario->cells; i++) {
        uint64_t done = 0;
        const uint32_t cell = job->index[i];
        const bool known = cst_job_sum(job, cell, &into, &done, NULL) == 0;
        const bool ended =
            job->effort.count > 0 ? job->end[cell] > 0 : cst_cell_ends(job->cell[cell], &into);
        finished += known && ended ? 1 : 0;
    }
    cst_row_free(&into);
    return finished;
}

/* A run that has ended has all trials of every cell, up to where they end. */
static int check_end(cst_job *job, size_t place, const cst_row *sum, cst_error *error)
{
    const uint32_t cell = job->index[place];
    const uint64_t done = sum->count[CST_COUNT_TRIALS];
    if (job->end[cell] == 0 && cst_cell_ends(job->cell[cell], sum)) {
        job->end[cell] = done; /* its rows were there before */
    }
    if ((done > 0 && done == job->end[cell]) || job->out_of_time) {
        return 0;
    }
    return refuse_gap(place, done, job->scenario->cell[place].estimate.trials, error);
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

/* Says in the file where trials ended, for who reads it without this program. */
static int put_counted(const cst_job *job, const cst_findings *findings, cst_error *error)
{
    const cst_scenario *scenario = job->scenario;
    if (cst_estimate_stop(&scenario->cell[0].estimate).rule == CST_STOP_TRIALS) {
        return 0;
    }
    uint64_t *counted = calloc(scenario->cells, sizeof *counted);
    if (counted == NULL) {
        return cst_error_memory(error, "the cells");
    }
    for (size_t i = 0; i < scenario->cells; i++) {
        counted[i] = findings->finding[i].done;
    }
    const int code = cst_store_put_counted(job->store, counted, scenario->cells, error);
    free(counted);
    return code;
}

int cst_job_finding(const cst_job *job, size_t place, const cst_row *row, uint64_t done,
                    cst_finding *finding, cst_error *error)
{
    const cst_scenario_cell *cell = &job->scenario->cell[place];
    const bool ended = job->effort.count > 0 && job->end[job->index[place]] > 0;
    return job->effort.count == 0
               ? cst_finding_make(finding, cell, row, done, error)
               : cst_finding_make_met(finding, cell, row, done,
                                      ended && done < cell->estimate.trials, error);
}

int cst_job_findings(cst_job *job, cst_findings *findings, cst_error *error)
{
    cst_row into = {0};
    int code = 0;
    cst_require(findings->scenario == job->scenario);
    for (size_t i = 0; code == 0 && i < job->scenario->cells; i++) {
        cst_scenario_cell *cell = &job->scenario->cell[i];
        uint64_t done = 0;
        code = cst_job_sum(job, job->index[i], &into, &done, error);
        code = code == 0 ? check_end(job, i, &into, error) : code;
        if (code == 0 && job->out_of_time && cst_cell_look_at(cell->made, done) == 0) {
            cst_row_free(&into); /* what is there depends on how long it took: no sample */
            done = 0;
        }
        if (code == 0 && (findings->finding[i].cell == NULL || findings->finding[i].done != done)) {
            cst_finding_free(&findings->finding[i]);
            code = cst_job_finding(job, i, &into, done, &findings->finding[i], error);
        }
        code = code == 0 && job->spends ? spend(job, i, error) : code;
    }
    code = code == 0 && job->store != NULL ? put_counted(job, findings, error) : code;
    if (code == 0 && job->store != NULL) {
        code = cst_store_flush(job->store, error); /* is the file still there? */
    }
    cst_row_free(&into);
    return code;
}
