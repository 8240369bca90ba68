/* SPDX-License-Identifier: MIT
 *
 * A batch: the records of one unit as columns in one piece of memory, with room in front of them
 * for an envelope, so that a link can send the memory as it is. Columns lie one after the other in
 * the order of the mask's bits, each `records` long; task and record are little-endian 64 bits, the
 * others are bytes. The batch owns its memory; a link may take it over (base set to NULL).
 */
#ifndef CST_ESTIMATE_BATCH_H
#define CST_ESTIMATE_BATCH_H

#include "base/check.h"
#include "base/error.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Frozen: they go over the wire. */
enum {
    CST_COLUMN_TASK = 1,        /* u64: the task's number within its block; absent where every task
                                   has a record */
    CST_COLUMN_ATTACK = 2,      /* u8: 1 where the actor attacked */
    CST_COLUMN_REPORTS = 4,     /* u8: verdicts "report" */
    CST_COLUMN_ABSTENTIONS = 8, /* u8: verdicts missing */
    CST_COLUMN_RECORD = 16      /* u64: what became of the task, where trials are played */
};
enum { CST_BATCH_HEAD = 128 }; /* bytes in front of the first column */

typedef struct cst_batch {
    uint8_t *base;       /* heap; the columns start at base + CST_BATCH_HEAD, or at `data` */
    const uint8_t *data; /* first column; in a received batch it points into the message */
    uint64_t records;
    uint64_t capacity; /* records that fit */
    uint32_t columns;  /* mask of CST_COLUMN_* */
} cst_batch;

/* Bytes of one record under a mask. */
size_t cst_batch_record_size(uint32_t columns);

/* Memory for `capacity` records, records = capacity. 0 or CST_ERR_MEMORY. */
int cst_batch_init(cst_batch *batch, uint32_t columns, uint64_t capacity, cst_error *error);

/* Doubles the capacity (records stay). 0 or CST_ERR_MEMORY. */
int cst_batch_grow(cst_batch *batch, cst_error *error);

/* Moves the columns together so that capacity = records. Needed before sending. */
void cst_batch_seal(cst_batch *batch);

/* A batch over columns that lie elsewhere; it owns nothing. */
void cst_batch_view(cst_batch *batch, uint32_t columns, uint64_t records, const uint8_t *data);

/* Frees what it owns; legal on a zeroed batch. */
void cst_batch_free(cst_batch *batch);

/* The columns, NULL where absent. task may be unaligned in a view: read it with
 * cst_batch_task_at. */
const uint8_t *cst_batch_column(const cst_batch *batch, uint32_t column);
uint8_t *cst_batch_column_mut(cst_batch *batch, uint32_t column);
void cst_batch_record_set(cst_batch *batch, uint64_t record, uint64_t word);

/* Eight bytes of a column, the lowest first: how tasks and records lie in theirs. Where words lie
 * in memory so by themselves, they are copied, which compilers do for many at once. */
static inline uint64_t cst_batch_word(const uint8_t *bytes)
{
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? word : __builtin_bswap64(word);
}

/* The same, written. */
static inline void cst_batch_word_set(uint8_t *bytes, uint64_t word)
{
    word = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? word : __builtin_bswap64(word);
    memcpy(bytes, &word, sizeof word);
}

/* The task of a record, at any alignment. */
static inline uint64_t cst_batch_task_at(const cst_batch *batch, uint64_t record)
{
    cst_debug_assert((batch->columns & CST_COLUMN_TASK) != 0 && record < batch->records);
    return cst_batch_word(batch->data + record * sizeof(uint64_t));
}

/* Sets it; below the capacity, in a batch that owns its memory. */
static inline void cst_batch_task_set(cst_batch *batch, uint64_t record, uint64_t task)
{
    cst_debug_assert((batch->columns & CST_COLUMN_TASK) != 0 && record < batch->capacity);
    cst_batch_word_set(batch->base + CST_BATCH_HEAD + record * sizeof(uint64_t), task);
}

/* Bytes of all columns together. */
size_t cst_batch_size(const cst_batch *batch);

#endif
