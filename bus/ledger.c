/* SPDX-License-Identifier: MIT */
#include "bus/ledger.h"

#include "base/check.h"
#include "estimate/sample/part.h"

#include <stdlib.h>

static void count_done(cst_ledger *ledger, uint32_t cell, uint64_t tasks)
{
    cst_require(ledger->blocks_left[cell] > 0);
    ledger->blocks_left[cell]--;
    ledger->cells_done += ledger->blocks_left[cell] == 0;
    ledger->tasks_done += tasks;
}

int cst_ledger_init(cst_ledger *ledger, const cst_cell *const *cells, uint32_t cell_count,
                    const cst_sink *sink, cst_error *error)
{
    *ledger = (cst_ledger){.cells = cells, .cell_count = cell_count, .sink = *sink};
    ledger->blocks_left = calloc(cell_count > 0 ? cell_count : 1, sizeof *ledger->blocks_left);
    if (ledger->blocks_left == NULL) {
        return cst_error_set(error, CST_ERR_MEMORY, NULL, "no memory for %u cells", cell_count);
    }
    for (uint32_t i = 0; i < cell_count; i++) {
        ledger->blocks_left[i] = cst_cell_blocks(cells[i]);
        ledger->tasks_all += cells[i]->trials * cells[i]->trial_tasks;
    }
    return 0;
}

void cst_ledger_free(cst_ledger *ledger)
{
    free(ledger->blocks_left);
    ledger->blocks_left = NULL;
}

bool cst_ledger_next(cst_ledger *ledger, uint32_t *cell, uint64_t *block)
{
    const cst_sink *sink = &ledger->sink;
    while (ledger->next_cell < ledger->cell_count) {
        const cst_cell *in = ledger->cells[ledger->next_cell];
        if (ledger->next_block == cst_cell_blocks(in)) {
            ledger->next_cell++;
            ledger->next_block = 0;
            continue;
        }
        *cell = ledger->next_cell;
        *block = ledger->next_block++;
        if (sink->have == NULL || !sink->have(sink->self, *cell, *block)) {
            return true;
        }
        const uint64_t tasks = cst_cell_block_tasks(in, *block);
        ledger->tasks_had += tasks;
        count_done(ledger, *cell, tasks);
    }
    return false;
}

int cst_ledger_put(cst_ledger *ledger, uint32_t cell, uint64_t index, const cst_row *row,
                   cst_error *error)
{
    const cst_sink *sink = &ledger->sink;
    int code = cst_block_check(ledger->cells[cell], index, row, error);
    if (code == 0 && sink->row != NULL) {
        code = sink->row(sink->self, cell, index, row, error);
    }
    if (code == 0) {
        count_done(ledger, cell, cst_cell_block_tasks(ledger->cells[cell], index));
    }
    return code;
}

bool cst_ledger_done(const cst_ledger *ledger)
{
    return ledger->cells_done == ledger->cell_count;
}
