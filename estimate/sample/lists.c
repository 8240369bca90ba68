/* SPDX-License-Identifier: MIT */
#include "estimate/sample/lists.h"

#include "base/check.h"

#include <stdlib.h>

/* Where the list begins. */
static size_t list_offset(const cst_batch *batch)
{
    cst_require((batch->columns & CST_LIST_SCHEMERS) != 0);
    return cst_batch_size_of(batch->columns, batch->lead, batch->capacity);
}

int cst_batch_list_grow(cst_batch *batch, uint64_t entries, cst_error *error)
{
    if (batch->list_room - batch->listed >= entries) {
        return 0;
    }
    const uint64_t room = 2 * batch->list_room + entries;
    const size_t size = CST_BATCH_HEAD + list_offset(batch) + cst_batch_list_size(room);
    uint8_t *base = realloc(batch->base, size);
    if (base == NULL) {
        return cst_error_memory(error, "what schemers said of the attacks of a unit");
    }
    batch->base = base;
    batch->data = base + CST_BATCH_HEAD;
    batch->list_room = room;
    return 0;
}

uint8_t *cst_batch_list_end(cst_batch *batch)
{
    return batch->base + CST_BATCH_HEAD + list_offset(batch) + cst_batch_list_size(batch->listed);
}

const uint8_t *cst_batch_list(const cst_batch *batch)
{
    return batch->data + list_offset(batch);
}

void cst_batch_list_add(cst_batch *batch, uint64_t entries)
{
    batch->listed += entries;
    cst_require(batch->listed <= batch->list_room);
    cst_batch_word_set(batch->base + CST_BATCH_HEAD + sizeof(uint64_t), batch->listed);
}
