/* SPDX-License-Identifier: MIT
 *
 * What the bus knows of a unit: whether it is one of the run's, its words in messages, and its
 * receipt, taken where reports are sent and again where they arrive. Pure; any thread.
 */
#ifndef CST_BUS_UNIT_H
#define CST_BUS_UNIT_H

#include "estimate/sample/part.h"
#include "tally/receipt.h"

/* Units in flight at most of each worker that acts them. */
enum { CST_CREDIT = 32 };

/* Whether two units are the same one. */
bool cst_unit_equal(const cst_unit *a, const cst_unit *b);

/* 0, or CST_ERR_WIRE: no such unit in these cells. */
int cst_unit_check(const cst_unit *unit, const cst_cell *const *cells, uint32_t cell_count,
                   cst_error *error);

/* "cell 0, block 3, tasks 0..65535". */
enum { CST_UNIT_TEXT = 112 };
void cst_unit_format(const cst_unit *unit, char out[CST_UNIT_TEXT]);

/* The receipt of a unit's batch; the sum of its row part is the hash of that part's words. A record
 * that has nothing but its task stands for an attack. */
cst_receipt cst_unit_receipt(const cst_unit *unit, const cst_batch *batch);

/* The same of actions or reports of a cell's unit: nobody reports in estimates, which look like the
 * records of trials. */
cst_receipt cst_unit_receipt_of(const cst_cell *cell, const cst_unit *unit, const cst_batch *batch);

/* 0, or CST_ERR_RECEIPT with both sides' numbers; `what` opens the sentence, and `where` is the
 * place that the records reached ("the tally"). */
int cst_unit_settle(const char *what, const char *where, const cst_receipt *sent,
                    const cst_receipt *reached, cst_error *error);

/* The latest units with what was said of them, so that a message that comes again is known as
 * such. */
typedef struct cst_unit_seen {
    cst_unit unit;
    cst_receipt receipt;
    cst_u128 sum; /* the hub: of the row part; who tallies: the hash that the reports name */
} cst_unit_seen;
typedef struct cst_unit_memory {
    cst_unit_seen *seen; /* borrowed: room for `room` units, zeroed at first */
    uint32_t room, next;
} cst_unit_memory;

/* Forgets the oldest where there is no room. */
void cst_unit_remember(cst_unit_memory *memory, const cst_unit_seen *seen);

/* What is remembered of a unit, or NULL. */
const cst_unit_seen *cst_unit_recall(const cst_unit_memory *memory, const cst_unit *unit);

#endif
