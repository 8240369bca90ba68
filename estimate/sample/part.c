/* SPDX-License-Identifier: MIT */
#include "estimate/sample/part.h"

#include "base/check.h"
#include "estimate/sample/fates.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- What a row says, and what is left open at its ends -------------------------------------- */

static uint64_t bit(cst_count count)
{
    return UINT64_C(1) << (unsigned)count;
}

/* The counters that rows of this cell say nothing of: what comes first in a trial that may be
 * tallied in pieces, votes where none decides, what agents say where none of the population reviews
 * or its states are not drawn, and all that happens in paths that are no deployments. */
static uint64_t untold(const cst_cell *cell)
{
    const uint64_t first =
        bit(CST_COUNT_TRIALS_CAUGHT) | bit(CST_COUNT_TRIALS_WON) | bit(CST_COUNT_TRIALS_LOST);
    const uint64_t design =
        bit(CST_COUNT_TRIALS) | bit(CST_COUNT_PLANNED) | bit(CST_COUNT_TASKS) | bit(CST_COUNT_VOID);
    if (cell->method->paths) {
        return (bit(CST_COUNT_KINDS) - 1) & ~design;
    }
    const uint64_t reported =
        cell->model.crew == CST_CREW_POPULATION ? 0 : bit(CST_COUNT_REPORTED_ATTACKS);
    const uint64_t schemers = bit(CST_COUNT_SCHEMER_REVIEWS) | bit(CST_COUNT_SCHEMER_REPORTS);
    return (cell->model.whole && !cell->method->apart ? 0 : first) | reported |
           (cst_model_schemers_known(&cell->model) ? 0 : schemers) |
           (cst_fate_has_votes(&cell->model.spec.protocol) ? 0 : bit(CST_COUNT_PIVOTAL));
}

/* A piece of a trial; no tasks: there is none. */
typedef struct piece {
    uint64_t trial, tasks;
} piece;

enum { HEAD, TAIL, PIECES };

/* The pieces of trials at the two ends of some tasks of a block. */
static void find_pieces(const cst_cell *cell, uint64_t first, uint64_t tasks, piece pieces[PIECES])
{
    const uint64_t length = cell->trial_tasks;
    const uint64_t first_trial = first / length;
    const uint64_t last_trial = (first + tasks - 1) / length;
    const uint64_t left = length - first % length; /* of the first trial, from `first` on */
    memset(pieces, 0, PIECES * sizeof *pieces);
    if (cell->sparse) { /* whole blocks */
        return;
    }
    if (left < length || tasks < left) {
        pieces[HEAD] = (piece){first_trial, tasks < left ? tasks : left};
    }
    if ((first + tasks) % length > 0 && (last_trial > first_trial || pieces[HEAD].tasks == 0)) {
        pieces[TAIL] = (piece){last_trial, (first + tasks) % length};
    }
}

/* --- A part ---------------------------------------------------------------------------------- */

/* Trials that some tasks touch, of which values are kept. */
static uint64_t trials_of(const cst_cell *cell, uint64_t first, uint64_t tasks)
{
    const uint64_t length = cell->trial_tasks;
    return cell->sparse ? 0 : (first + tasks - 1) / length - first / length + 1;
}

int cst_part_init(cst_part *part, const cst_cell *cell, const cst_unit *unit, cst_error *error)
{
    const uint64_t trials = trials_of(cell, unit->first, unit->tasks);
    memset(part, 0, sizeof *part);
    part->row.untold = untold(cell);
    part->first = unit->first;
    part->tasks = unit->tasks;
    part->trial = cst_cell_block_first_trial(cell, unit->block);
    if (trials == 0) {
        return 0;
    }
    part->per_trial = calloc(trials * CST_SPREAD_KINDS, sizeof *part->per_trial);
    if (part->per_trial == NULL) {
        return cst_error_set(error, CST_ERR_MEMORY, NULL, "a unit of %llu trials does not fit",
                             (unsigned long long)trials);
    }
    return 0;
}

void cst_part_free(cst_part *part)
{
    cst_row_free(&part->row);
    free(part->per_trial);
    part->per_trial = NULL;
}

uint64_t *cst_part_values(const cst_part *part, const cst_cell *cell, uint64_t trial)
{
    const uint64_t first = part->first / cell->trial_tasks;
    cst_debug_assert(part->per_trial != NULL && trial >= first &&
                     trial - first < trials_of(cell, part->first, part->tasks));
    return part->per_trial + (trial - first) * CST_SPREAD_KINDS;
}

int cst_part_close(cst_part *part, const cst_cell *cell, cst_error *error)
{
    if (part->tasks_in != part->tasks) {
        return cst_error_set(error, CST_ERR_RECEIPT, NULL,
                             "receipt: %llu tasks were leased, %llu came back",
                             (unsigned long long)part->tasks, (unsigned long long)part->tasks_in);
    }
    piece pieces[PIECES];
    find_pieces(cell, part->first, part->tasks, pieces);
    const uint64_t first = part->first / cell->trial_tasks;
    const uint64_t trials = trials_of(cell, part->first, part->tasks);
    const uint64_t from = pieces[HEAD].tasks > 0 ? 1 : 0;
    const uint64_t to = trials - (pieces[TAIL].tasks > 0 ? 1 : 0);
    for (uint64_t i = from; i < to; i++) {
        const uint64_t *values = cst_part_values(part, cell, first + i);
        cst_fates_trial(&cell->model, cell->trial_tasks, values, &part->row);
        cst_fates_slots(cell, part->trial + first + i, values, &part->row);
    }
    return cst_row_failed(&part->row)
               ? cst_error_set(error, CST_ERR_MEMORY, NULL, "memory for a unit's histograms")
               : 0;
}

/* --- Its words ------------------------------------------------------------------------------- */

typedef struct packing {
    cst_batch *words;
    cst_error *error;
    int code;
} packing;

static void put_word(void *self, uint32_t number, uint64_t value)
{
    packing *to = self;
    cst_batch *words = to->words;
    if (value == 0 || to->code != 0) {
        return;
    }
    if (words->records == words->capacity) {
        to->code = cst_batch_grow(words, to->error);
    }
    if (to->code == 0) {
        cst_batch_task_set(words, words->records, number);
        cst_batch_record_set(words, words->records, value);
        words->records++;
    }
}

int cst_part_pack(const cst_part *part, const cst_cell *cell, cst_batch *words, cst_error *error)
{
    enum { ROOM = 64 };
    static const uint32_t starts[PIECES] = {CST_PART_HEAD, CST_PART_TAIL};
    piece pieces[PIECES];
    packing to = {.words = words, .error = error};
    to.code = cst_batch_init(words, CST_PART_COLUMNS, ROOM, error);
    if (to.code != 0) {
        return to.code;
    }
    words->records = 0;
    cst_row_words(&part->row, &to, put_word);
    put_word(&to, CST_PART_VOID, part->reports_void);
    find_pieces(cell, part->first, part->tasks, pieces);
    for (uint32_t i = 0; i < PIECES; i++) {
        for (uint32_t kind = 0; pieces[i].tasks > 0 && kind < CST_SPREAD_KINDS; kind++) {
            put_word(&to, starts[i] + kind, cst_part_values(part, cell, pieces[i].trial)[kind]);
        }
    }
    if (to.code != 0) {
        cst_batch_free(words);
        return to.code;
    }
    cst_batch_seal(words);
    return 0;
}

/* --- A block --------------------------------------------------------------------------------- */

void cst_block_init(cst_block *block, const cst_cell *cell)
{
    memset(block, 0, sizeof *block);
    block->row.untold = untold(cell);
}

void cst_block_free(cst_block *block)
{
    cst_row_free(&block->row);
    free(block->open);
    block->open = NULL;
    block->open_count = block->open_room = 0;
}

/* What is being added, with the values of its pieces. */
typedef struct adding {
    cst_block *block;
    const cst_cell *cell;
    uint64_t trial; /* the block's first, in its cell */
    piece pieces[PIECES];
    uint64_t values[PIECES][CST_SPREAD_KINDS];
    uint64_t tasks; /* that happened or are void, as the counters say */
} adding;

/* What a value of a piece can be at most: each task adds its harm, or its reviews. */
static uint64_t value_most(const cst_cell *cell, uint64_t tasks)
{
    const uint64_t severity = (uint64_t)cell->model.spec.attack.severity[1];
    const uint64_t reviews = (uint64_t)CST_REVIEWERS_MAX + 1;
    return tasks * (severity > reviews ? severity : reviews);
}

/* One word; false: no part of this unit has it. */
static bool add_word(adding *to, uint64_t number, uint64_t value)
{
    cst_block *block = to->block;
    if (number < CST_ROW_WORDS) {
        if (number == CST_COUNT_TASKS || number == CST_COUNT_VOID) {
            to->tasks += value;
        }
        return (number >= CST_COUNT_KINDS || cst_row_tells(&block->row, (cst_count)number)) &&
               cst_row_add_word(&block->row, number, value);
    }
    if (number == CST_PART_VOID) {
        return !__builtin_add_overflow(block->reports_void, value, &block->reports_void);
    }
    const uint32_t end = number >= CST_PART_TAIL ? TAIL : HEAD;
    const uint64_t kind = number - (end == TAIL ? CST_PART_TAIL : CST_PART_HEAD);
    if (kind >= CST_SPREAD_KINDS || value > value_most(to->cell, to->pieces[end].tasks)) {
        return false;
    }
    to->values[end][kind] = value;
    return true;
}

/* The open trial of that number; a new one where it is not open yet; NULL: no memory. */
static cst_open_trial *open_trial(cst_block *block, uint64_t trial)
{
    for (uint32_t i = 0; i < block->open_count; i++) {
        if (block->open[i].trial == trial) {
            return &block->open[i];
        }
    }
    if (block->open_count == block->open_room) {
        const uint32_t room = 2 * block->open_room + 2;
        cst_open_trial *more = realloc(block->open, room * sizeof *more);
        if (more == NULL) {
            return NULL;
        }
        block->open = more;
        block->open_room = room;
    }
    block->open[block->open_count] = (cst_open_trial){.trial = trial};
    return &block->open[block->open_count++];
}

static int refuse(const char *what, uint64_t found, cst_error *error)
{
    return cst_error_set(error, CST_ERR_RECEIPT, "receipt", "a row part: expected %s, found %llu",
                         what, (unsigned long long)found);
}

/* Adds a trial all of whose pieces are in, if what a peer said before leaves room for it. */
static int close_trial(cst_block *block, const adding *to, const cst_open_trial *open,
                       cst_error *error)
{
    cst_row row = {0};
    cst_fates_trial(&to->cell->model, to->cell->trial_tasks, open->values, &row);
    cst_fates_slots(to->cell, to->trial + open->trial, open->values, &row);
    const int code = cst_row_can_add(&block->row, &row)
                         ? cst_row_add(&block->row, &row, error)
                         : refuse("sums that leave room for a trial", open->trial, error);
    cst_row_free(&row);
    return code;
}

/* Adds a piece, and closes its trial where it is the last one. */
static int add_piece(adding *to, uint32_t end, cst_error *error)
{
    cst_block *block = to->block;
    const piece *of = &to->pieces[end];
    cst_open_trial *open = open_trial(block, of->trial);
    if (open == NULL) {
        return cst_error_set(error, CST_ERR_MEMORY, NULL, "the trials of a block do not fit");
    }
    open->tasks += of->tasks;
    for (uint32_t kind = 0; kind < CST_SPREAD_KINDS; kind++) {
        open->values[kind] += to->values[end][kind];
    }
    if (open->tasks < to->cell->trial_tasks) {
        return 0;
    }
    const int code = close_trial(block, to, open, error);
    *open = block->open[--block->open_count];
    return code;
}

int cst_block_add(cst_block *block, const cst_cell *cell, const cst_unit *unit,
                  const cst_batch *words, cst_error *error)
{
    cst_require(words->columns == CST_PART_COLUMNS);
    const uint8_t *values = cst_batch_column(words, CST_COLUMN_RECORD);
    adding to = {
        .block = block, .cell = cell, .trial = cst_cell_block_first_trial(cell, unit->block)};
    uint64_t least = 0;
    find_pieces(cell, unit->first, unit->tasks, to.pieces);
    for (uint64_t i = 0; i < words->records; i++) {
        const uint64_t number = cst_batch_task_at(words, i);
        const uint64_t value = cst_batch_word(values + i * sizeof value);
        if (number < least || value == 0 || !add_word(&to, number, value)) {
            return refuse("words that this unit can have, in order", number, error);
        }
        least = number + 1;
    }
    if (to.tasks != unit->tasks) {
        return refuse("the unit's tasks, happened or void", to.tasks, error);
    }
    block->tasks_in += unit->tasks;
    int code = 0;
    for (uint32_t end = 0; code == 0 && end < PIECES; end++) {
        code = to.pieces[end].tasks > 0 ? add_piece(&to, end, error) : 0;
    }
    return code;
}

int cst_block_close(const cst_block *block, const cst_cell *cell, uint64_t index, cst_error *error)
{
    const uint64_t tasks = cst_cell_block_tasks(cell, index);
    if (block->tasks_in != tasks || block->open_count > 0) {
        return cst_error_set(error, CST_ERR_RECEIPT, NULL,
                             "receipt: block %llu: %llu tasks were leased, %llu came back",
                             (unsigned long long)index, (unsigned long long)tasks,
                             (unsigned long long)block->tasks_in);
    }
    return 0;
}

int cst_block_check(const cst_cell *cell, uint64_t index, const cst_row *row, cst_error *error)
{
    const uint64_t trials = cst_cell_block_trials(cell, index);
    if (row->count[CST_COUNT_TRIALS] != trials) {
        return cst_error_set(error, CST_ERR_RECEIPT, NULL,
                             "receipt: block %llu: %llu trials were leased, %llu were closed",
                             (unsigned long long)index, (unsigned long long)trials,
                             (unsigned long long)row->count[CST_COUNT_TRIALS]);
    }
    return cst_row_check(row, cell->trial_tasks, cst_fates_reviews(&cell->model), error);
}

/* --- What all of it takes -------------------------------------------------------------------- */

static double records_of(const cst_cell *cell, double tasks)
{
    if (!cell->sparse || cell->trial_tasks == 1) {
        return tasks;
    }
    return fmin(tasks, cell->model.attack_max * tasks + 16.0);
}

/* The histograms of a row. Few quantities of a trial exceed its tasks. */
static double histograms_of(const cst_cell *cell)
{
    const double buckets =
        cell->method->paths ? CST_SPREAD_BUCKETS : cst_spread_bucket(cell->trial_tasks) + 1;
    double kept = 0.0;
    for (uint32_t i = 0; i < CST_SPREAD_KINDS; i++) {
        kept += cst_fates_keeps(&cell->model, (cst_spread_kind)i) ? 1.0 : 0.0;
    }
    return kept * buckets * (double)sizeof(uint64_t);
}

/* The slots of a row of so many trials. */
static double slots_of(const cst_cell *cell, double trials)
{
    double kept = 0.0;
    for (uint32_t i = 0; i < CST_PAIR_KINDS; i++) {
        kept += cst_fates_pairs(cell, (cst_pair)i) ? 1.0 : 0.0;
    }
    return kept * fmin(trials, CST_SLOTS) * (double)sizeof(cst_slot_sums);
}

cst_footprint cst_footprint_of(const cst_cell *cell, uint64_t batch)
{
    const double block_tasks = (double)cell->block_trials * (double)cell->trial_tasks;
    const double tasks = fmin((double)cst_cell_unit_tasks(cell, batch), block_tasks);
    enum { SAMPLE = 64 }; /* planes have eight bytes for so many records */
    /* Actions are kept where they were sent until the reports come. */
    const double sample = (double)(2 * cst_batch_size_of(cell->action_columns, 0, SAMPLE) +
                                   cst_batch_size_of(cell->report_columns, 0, SAMPLE));
    const double histograms = histograms_of(cell);
    const double slots = slots_of(cell, (double)cell->block_trials);
    /* One trial more where the tasks are not whole ones. */
    const uint64_t trials = trials_of(cell, 0, (uint64_t)tasks) + (cell->sparse ? 0 : 1);
    cst_footprint of = {.unit = records_of(cell, tasks) * sample / SAMPLE,
                        .block = (double)sizeof(cst_block) + histograms + slots,
                        .row = (double)sizeof(cst_row) + histograms +
                               slots_of(cell, (double)cell->trials),
                        .worker = (double)sizeof(cst_part) + histograms + slots +
                                  (double)trials * CST_SPREAD_KINDS * (double)sizeof(uint64_t)};
    if (cell->method->scratch != NULL) {
        of.worker += cell->method->scratch(cell);
    }
    return of;
}
