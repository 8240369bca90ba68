/* SPDX-License-Identifier: MIT */
#include "estimate/batch.h"

#include "base/check.h"

#include <stdlib.h>
#include <string.h>

static const uint32_t column_bits[] = {CST_COLUMN_TASK, CST_COLUMN_ATTACK, CST_COLUMN_REPORTS,
                                       CST_COLUMN_ABSTENTIONS, CST_COLUMN_RECORD};

static size_t column_width(uint32_t column)
{
    return column == CST_COLUMN_TASK || column == CST_COLUMN_RECORD ? sizeof(uint64_t) : 1;
}

size_t cst_batch_record_size(uint32_t columns)
{
    size_t size = 0;
    for (size_t i = 0; i < sizeof column_bits / sizeof column_bits[0]; i++) {
        size += (columns & column_bits[i]) != 0 ? column_width(column_bits[i]) : 0;
    }
    return size;
}

/* Where a column starts when each holds `capacity` records. */
static size_t column_offset(uint32_t columns, uint32_t column, uint64_t capacity)
{
    return cst_batch_record_size(columns & (column - 1)) * capacity;
}

int cst_batch_init(cst_batch *batch, uint32_t columns, uint64_t capacity, cst_error *error)
{
    const size_t record = cst_batch_record_size(columns);
    *batch = (cst_batch){.columns = columns};
    if (capacity > (SIZE_MAX - CST_BATCH_HEAD) / (record + 1) ||
        (batch->base = malloc(CST_BATCH_HEAD + record * capacity)) == NULL) {
        return cst_error_set(error, CST_ERR_MEMORY, NULL, "a batch of %llu records does not fit",
                             (unsigned long long)capacity);
    }
    batch->data = batch->base + CST_BATCH_HEAD;
    batch->records = capacity;
    batch->capacity = capacity;
    return 0;
}

/* Copies every column of `from` into `to`, which has room. Columns only ever move one way, so that
 * a batch may be moved within its own memory: in order when they move down. */
static void move_columns(cst_batch *to, const uint8_t *data, uint64_t capacity)
{
    for (size_t i = 0; i < sizeof column_bits / sizeof column_bits[0]; i++) {
        const uint32_t column = column_bits[i];
        if ((to->columns & column) != 0) {
            memmove(to->base + CST_BATCH_HEAD + column_offset(to->columns, column, to->capacity),
                    data + column_offset(to->columns, column, capacity),
                    column_width(column) * to->records);
        }
    }
}

int cst_batch_grow(cst_batch *batch, cst_error *error)
{
    cst_require(batch->base != NULL);
    cst_batch grown;
    int code = cst_batch_init(&grown, batch->columns, 2 * batch->capacity + 16, error);
    if (code != 0) {
        return code;
    }
    grown.records = batch->records;
    move_columns(&grown, batch->data, batch->capacity);
    free(batch->base);
    *batch = grown;
    return 0;
}

void cst_batch_seal(cst_batch *batch)
{
    cst_require(batch->base != NULL && batch->records <= batch->capacity);
    const uint64_t capacity = batch->capacity;
    batch->capacity = batch->records;
    if (capacity != batch->records) {
        move_columns(batch, batch->data, capacity);
    }
}

void cst_batch_view(cst_batch *batch, uint32_t columns, uint64_t records, const uint8_t *data)
{
    *batch = (cst_batch){.data = data, .records = records, .capacity = records, .columns = columns};
}

void cst_batch_free(cst_batch *batch)
{
    free(batch->base);
    *batch = (cst_batch){0};
}

const uint8_t *cst_batch_column(const cst_batch *batch, uint32_t column)
{
    if ((batch->columns & column) == 0) {
        return NULL;
    }
    return batch->data + column_offset(batch->columns, column, batch->capacity);
}

uint8_t *cst_batch_column_mut(cst_batch *batch, uint32_t column)
{
    cst_require(batch->base != NULL);
    if ((batch->columns & column) == 0) {
        return NULL;
    }
    return batch->base + CST_BATCH_HEAD + column_offset(batch->columns, column, batch->capacity);
}

void cst_batch_record_set(cst_batch *batch, uint64_t record, uint64_t word)
{
    cst_debug_assert((batch->columns & CST_COLUMN_RECORD) != 0 && record < batch->capacity);
    cst_batch_word_set(cst_batch_column_mut(batch, CST_COLUMN_RECORD) + record * sizeof(uint64_t),
                       word);
}

size_t cst_batch_size(const cst_batch *batch)
{
    return cst_batch_record_size(batch->columns) * batch->records;
}
