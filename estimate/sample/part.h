/* SPDX-License-Identifier: MIT
 *
 * From reports to rows. A part is what some consecutive tasks of a block came to: the row of its
 * whole trials, and the values of a trial that it holds only a piece of: of two at most, at its
 * ends. A block adds parts up, in any order, and closes a trial once all of its pieces are in. In
 * between a part is a batch of numbered words, its number and its value a record (the columns of
 * CST_PART_COLUMNS), in order of their numbers and without zeros:
 *
 *     0 .. CST_ROW_WORDS - 1     the row (tally/row.h)
 *     CST_ROW_WORDS              reports on tasks after a trial's end
 *     then CST_SPREAD_KINDS      the values of the trial that the part opens in the middle of, or
 *                                holds a piece of and no more
 *     then CST_SPREAD_KINDS      those of another trial that it ends in the middle of
 */
#ifndef CST_ESTIMATE_SAMPLE_PART_H
#define CST_ESTIMATE_SAMPLE_PART_H

#include "estimate/sample/cell.h"
#include "tally/row.h"

enum {
    CST_PART_COLUMNS = CST_COLUMN_TASK | CST_COLUMN_RECORD,
    CST_PART_VOID = CST_ROW_WORDS,
    CST_PART_HEAD,
    CST_PART_TAIL = CST_PART_HEAD + CST_SPREAD_KINDS,
    CST_PART_WORDS = CST_PART_TAIL + CST_SPREAD_KINDS
};

/* Tasks while their reports are tallied. */
typedef struct cst_part {
    cst_row row;
    uint64_t first, tasks; /* what it is for, within the block */
    uint64_t trial;        /* the block's first, in its cell */
    uint64_t tasks_in;     /* those whose reports have been tallied */
    uint64_t reports_void; /* reports on tasks after a trial's end: for the receipt, not the row */
    uint64_t *per_trial;   /* heap: CST_SPREAD_KINDS values for each trial that the tasks touch;
                              NULL if sparse */
} cst_part;

/* For the tasks of a unit, which may be a whole block. 0 or CST_ERR_MEMORY. */
int cst_part_init(cst_part *part, const cst_cell *cell, const cst_unit *unit, cst_error *error);
void cst_part_free(cst_part *part);

/* The values of a trial, by its number within the block, in a part that is not sparse. */
uint64_t *cst_part_values(const cst_part *part, const cst_cell *cell, uint64_t trial);

/* To be called once all tasks are in: closes the whole trials. 0, CST_ERR_RECEIPT or
 * CST_ERR_MEMORY. */
int cst_part_close(cst_part *part, const cst_cell *cell, cst_error *error);

/* The words of a closed part, as a batch that owns its memory. 0 or CST_ERR_MEMORY. */
int cst_part_pack(const cst_part *part, const cst_cell *cell, cst_batch *words, cst_error *error);

/* A trial of which pieces are in. */
typedef struct cst_open_trial {
    uint64_t trial; /* its number within the block */
    uint64_t tasks; /* that are in */
    uint64_t values[CST_SPREAD_KINDS];
} cst_open_trial;

/* A block while its parts come in. */
typedef struct cst_block {
    cst_row row;
    uint64_t tasks_in, reports_void;
    cst_open_trial *open; /* heap; about one for each part that is in whose neighbour is not */
    uint32_t open_count, open_room;
} cst_block;

/* An empty block; and what it holds given back. */
void cst_block_init(cst_block *block, const cst_cell *cell);
void cst_block_free(cst_block *block);

/* Adds the words of a unit's part. They come from a peer: 0, CST_ERR_MEMORY, or CST_ERR_RECEIPT
 * where they are no part of that unit; the block is of no more use then. */
int cst_block_add(cst_block *block, const cst_cell *cell, const cst_unit *unit,
                  const cst_batch *words, cst_error *error);

/* Whether all tasks of block `index` are in and all of its trials closed: 0 or CST_ERR_RECEIPT. Its
 * row is then to be checked (cst_block_check). */
int cst_block_close(const cst_block *block, const cst_cell *cell, uint64_t index, cst_error *error);

/* The conservation law of a whole block's row. 0, CST_ERR_RECEIPT or CST_ERR_MEMORY. */
int cst_block_check(const cst_cell *cell, uint64_t index, const cst_row *row, cst_error *error);

/* What a cell takes while it runs, so that what cannot fit is refused before it starts: expected
 * bytes, to a factor of 2 or so. */
typedef struct cst_footprint {
    double unit;   /* of a unit in flight: its actions and its reports */
    double worker; /* of a worker at work, beside that */
    double block;  /* of an open block */
    double row;    /* of the sum of its blocks */
} cst_footprint;

/* Of a cell whose messages are to carry about `batch` tasks. */
cst_footprint cst_footprint_of(const cst_cell *cell, uint64_t batch);

#endif
