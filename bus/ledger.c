/* SPDX-License-Identifier: MIT */
#include "bus/ledger.h"

#include "base/check.h"
#include "estimate/sample/part.h"

#include <stdlib.h>

/* Planned tasks of the cell's blocks from..to - 1. */
static uint64_t tasks_of(const cst_cell *cell, uint64_t from, uint64_t to)
{
    const uint64_t all = cst_cell_blocks(cell);
    const uint64_t end = to < all ? cst_cell_block_first_trial(cell, to) : cell->trials;
    return (end - cst_cell_block_first_trial(cell, from)) * cell->trial_tasks;
}

void cst_ledger_want(cst_ledger *ledger, uint32_t cell, uint64_t blocks)
{
    cst_ledger_cell *of = &ledger->cell[cell];
    cst_require(!of->finished && of->in == of->wanted && blocks > of->wanted);
    cst_require(blocks <= cst_cell_blocks(ledger->cells[cell]));
    ledger->tasks_all += tasks_of(ledger->cells[cell], of->wanted, blocks);
    of->wanted = blocks;
    ledger->queue[(ledger->queue_first + ledger->queued) % ledger->cell_count] = cell;
    ledger->queued++;
}

void cst_ledger_finish(cst_ledger *ledger, uint32_t cell)
{
    cst_ledger_cell *of = &ledger->cell[cell];
    cst_require(!of->finished && of->in == of->wanted);
    of->finished = true;
    ledger->cells_done++;
}

void cst_ledger_pass_over(cst_ledger *ledger, uint32_t cell, uint64_t blocks)
{
    cst_ledger_cell *of = &ledger->cell[cell];
    cst_require(of->wanted == 0 && blocks <= cst_cell_blocks(ledger->cells[cell]));
    *of = (cst_ledger_cell){.wanted = blocks, .next = blocks, .in = blocks, .passed = blocks};
}

/* All that was wanted of the cell is in. */
static int ask(cst_ledger *ledger, uint32_t cell, cst_error *error)
{
    const cst_sink *sink = &ledger->sink;
    if (sink->reached != NULL) {
        return sink->reached(sink->self, ledger, cell, error);
    }
    if (ledger->cell[cell].wanted == 0) {
        cst_ledger_want(ledger, cell, cst_cell_blocks(ledger->cells[cell]));
    } else {
        cst_ledger_finish(ledger, cell);
    }
    return 0;
}

static int count_done(cst_ledger *ledger, uint32_t cell, uint64_t tasks, cst_error *error)
{
    cst_ledger_cell *of = &ledger->cell[cell];
    cst_require(of->in < of->wanted);
    of->in++;
    ledger->tasks_done += tasks;
    return of->in == of->wanted ? ask(ledger, cell, error) : 0;
}

int cst_ledger_init(cst_ledger *ledger, const cst_cell *const *cells, uint32_t cell_count,
                    const cst_sink *sink, cst_error *error)
{
    const size_t room = cell_count > 0 ? cell_count : 1;
    *ledger = (cst_ledger){.cells = cells, .cell_count = cell_count, .sink = *sink};
    ledger->cell = calloc(room, sizeof *ledger->cell);
    ledger->queue = calloc(room, sizeof *ledger->queue);
    if (ledger->cell == NULL || ledger->queue == NULL) {
        return cst_error_set(error, CST_ERR_MEMORY, NULL, "no memory for %u cells", cell_count);
    }
    int code = 0;
    for (uint32_t i = 0; code == 0 && i < cell_count; i++) {
        code = ask(ledger, i, error);
    }
    return code;
}

void cst_ledger_free(cst_ledger *ledger)
{
    free(ledger->cell);
    free(ledger->queue);
    ledger->cell = NULL;
    ledger->queue = NULL;
}

bool cst_ledger_ready(const cst_ledger *ledger)
{
    return ledger->queued > 0;
}

/* Takes the next block of the first cell of the queue, which leaves the queue with its last one. */
static uint64_t take_block(cst_ledger *ledger, uint32_t cell)
{
    cst_ledger_cell *of = &ledger->cell[cell];
    const uint64_t block = of->next++;
    if (of->next == of->wanted) {
        ledger->queue_first = (ledger->queue_first + 1) % ledger->cell_count;
        ledger->queued--;
    }
    return block;
}

int cst_ledger_next(cst_ledger *ledger, uint32_t *cell, uint64_t *block, bool *found,
                    cst_error *error)
{
    const cst_sink *sink = &ledger->sink;
    int code = 0;
    *found = false;
    while (code == 0 && ledger->queued > 0) {
        *cell = ledger->queue[ledger->queue_first];
        *block = take_block(ledger, *cell);
        *found = sink->have == NULL || !sink->have(sink->self, *cell, *block);
        if (*found) {
            break;
        }
        const uint64_t tasks = cst_cell_block_tasks(ledger->cells[*cell], *block);
        ledger->tasks_had += tasks;
        code = count_done(ledger, *cell, tasks, error);
    }
    return code;
}

int cst_ledger_put(cst_ledger *ledger, uint32_t cell, uint64_t index, const cst_row *row,
                   cst_error *error)
{
    const cst_sink *sink = &ledger->sink;
    int code = cst_block_check(ledger->cells[cell], index, row, error);
    if (code == 0 && sink->row != NULL) {
        code = sink->row(sink->self, cell, index, row, error);
    }
    ledger->cell[cell].escaped += code == 0 ? row->count[CST_COUNT_ESCAPED] : 0;
    return code != 0
               ? code
               : count_done(ledger, cell, cst_cell_block_tasks(ledger->cells[cell], index), error);
}

cst_progress_cell cst_ledger_cell_progress(const cst_ledger *ledger, uint32_t cell)
{
    const cst_ledger_cell *of = &ledger->cell[cell];
    return (cst_progress_cell){.tasks_done = tasks_of(ledger->cells[cell], of->passed, of->in),
                               .tasks_all = tasks_of(ledger->cells[cell], of->passed, of->wanted),
                               .escaped = of->escaped,
                               .running = of->next > of->in};
}

bool cst_ledger_done(const cst_ledger *ledger)
{
    return ledger->cells_done == ledger->cell_count;
}
