/* SPDX-License-Identifier: MIT
 *
 * The receipt: an order-independent 128-bit multilinear hash over records, keyed by each task's
 * address, with the number of records. It is taken where reviewers send and again where the tally
 * receives; a record that was lost, added, moved or altered in between shows. Quiet records (no
 * attack, no report, no abstention) have value 0 and are covered by their number alone. Planes have
 * keys by 64 tasks.
 */
#ifndef CST_TALLY_RECEIPT_H
#define CST_TALLY_RECEIPT_H

#include "base/lanes.h"
#include "tally/spread.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct cst_receipt {
    uint64_t records;
    uint64_t reports; /* verdicts "report" in the records */
    cst_u128 hash;
} cst_receipt;

/* Columns of one unit, as they lie in a batch. task: little-endian 64 bits a record, at any
 * alignment; NULL: record i is task first + i (dense). Absent columns are NULL and count as
 * zero. */
typedef struct cst_receipt_columns {
    uint64_t cell, block, first, records;
    const void *task;
    const uint8_t *attack, *reports, *abstentions;
    const uint8_t *record; /* little-endian 64 bits a record, at any alignment */
    uint8_t attacks; /* what every record has where there is no such column: 1 where records are
                        tasks alone, so that a changed task shows */
} cst_receipt_columns;

/* Takes the receipt of one unit, in vectors of a width that the processor has. */
cst_receipt cst_receipt_take(cst_lanes_width width, const cst_receipt_columns *columns);

/* The same where every task has a record, of single bits: see estimate/sample/batch.h. */
enum { CST_RECEIPT_PLANES = 13 };
typedef struct cst_receipt_planes {
    uint64_t cell, block, first, records;
    uint64_t words; /* of a plane; the first has bit 0 at task first / 64 * 64 */
    const uint8_t *plane[CST_RECEIPT_PLANES]; /* attack, bits of reports, bits of abstentions; NULL
                                                 where absent */
    const uint8_t
        *list; /* of what is said of few tasks alone: the task above 16 bits of what it is */
    uint64_t entries;
} cst_receipt_planes;

/* Takes the receipt of one unit. Bits beyond its records count, so that none goes unseen. The sum
 * over a block's units does not depend on where it is cut. */
cst_receipt cst_receipt_take_planes(const cst_receipt_planes *planes);

/* sum += part. */
void cst_receipt_add(cst_receipt *sum, const cst_receipt *part);
bool cst_receipt_equal(const cst_receipt *a, const cst_receipt *b);

#endif
