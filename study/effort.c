/* SPDX-License-Identifier: MIT */
#include "study/effort.h"

#include <stdlib.h>

int cst_effort_init(cst_effort *effort, const cst_cell *const *cells, uint32_t count, double total,
                    cst_error *error)
{
    *effort = (cst_effort){.cells = cells, .count = count, .left = (uint64_t)total};
    effort->cell = calloc(count, sizeof *effort->cell);
    effort->rank = calloc(count, sizeof *effort->rank);
    return effort->cell == NULL || effort->rank == NULL ? cst_error_memory(error, "the cells") : 0;
}

void cst_effort_free(cst_effort *effort)
{
    free(effort->cell);
    free(effort->rank);
    *effort = (cst_effort){0};
}

uint64_t cst_effort_trials(const cst_effort *effort, uint32_t cell)
{
    const uint32_t look = effort->cell[cell].look;
    return look == 0 ? 0 : cst_cell_look_trials(effort->cells[cell], look);
}

/* What the next look of a cell costs, 0: it has none. */
static uint64_t price(const cst_effort *effort, uint32_t cell)
{
    const uint32_t look = effort->cell[cell].look;
    return look == effort->cells[cell]->looks
               ? 0
               : cst_cell_look_trials(effort->cells[cell], look + 1) -
                     cst_effort_trials(effort, cell);
}

/* Looks at the cells that moved. */
static int measure(cst_effort *effort, cst_effort_sum *sum, void *self, bool *whole,
                   cst_error *error)
{
    cst_row row = {0};
    int code = 0;
    *whole = true;
    for (uint32_t i = 0; code == 0 && *whole && i < effort->count; i++) {
        if (effort->cell[i].moves) {
            code = sum(self, i, cst_effort_trials(effort, i), &row, whole, error);
            if (code == 0 && *whole) {
                effort->cell[i].width = cst_cell_width(effort->cells[i], &row);
            }
        }
    }
    cst_row_free(&row);
    return code;
}

static void move(cst_effort *effort, uint32_t cell)
{
    const uint64_t cost = price(effort, cell);
    effort->left -= cost < effort->left ? cost : effort->left;
    effort->cell[cell].look++;
    effort->cell[cell].moves = true;
}

/* By width, then by the trials that a cell had. */
static int by_width(const void *a, const void *b)
{
    const cst_effort_rank *x = a;
    const cst_effort_rank *y = b;
    if (x->width != y->width) {
        return x->width > y->width ? -1 : 1;
    }
    return x->trials != y->trials ? (x->trials > y->trials) - (x->trials < y->trials)
                                  : (x->cell > y->cell) - (x->cell < y->cell);
}

/* The cells that can go on and are not known for certain, the widest first: how many. */
static uint32_t rank(cst_effort *effort)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < effort->count; i++) {
        const uint64_t cost = price(effort, i);
        if (cost > 0 && cost <= effort->left && effort->cell[i].width > 0.0) {
            effort->rank[count++] =
                (cst_effort_rank){effort->cell[i].width, cst_effort_trials(effort, i), i};
        }
    }
    qsort(effort->rank, count, sizeof *effort->rank, by_width);
    return count;
}

/* Moves the widest quarter, as far as the trials last. */
static uint32_t move_widest(cst_effort *effort)
{
    const uint32_t count = rank(effort);
    uint32_t moved = 0;
    for (uint32_t i = 0; i < count && moved <= count / 4; i++) {
        const uint32_t cell = effort->rank[i].cell;
        if (price(effort, cell) <= effort->left) {
            move(effort, cell);
            moved++;
        }
    }
    return moved;
}

int cst_effort_next(cst_effort *effort, cst_effort_sum *sum, void *self, uint32_t *moved,
                    bool *whole, cst_error *error)
{
    *moved = 0;
    const int code = measure(effort, sum, self, whole, error);
    if (code != 0 || !*whole) {
        return code;
    }
    for (uint32_t i = 0; i < effort->count; i++) {
        effort->cell[i].moves = false;
    }
    if (effort->count > 0 && effort->cell[0].look == 0) {
        for (uint32_t i = 0; i < effort->count; i++) {
            move(effort, i);
        }
        *moved = effort->count;
    } else {
        *moved = move_widest(effort);
    }
    return 0;
}
