/* SPDX-License-Identifier: MIT */
#include "estimate/sample/batch.h"

#include "base/check.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif
#include <stdlib.h>
#include <string.h>

static size_t column_width(uint32_t column)
{
    return column == CST_COLUMN_TASK || column == CST_COLUMN_RECORD ? sizeof(uint64_t) : 1;
}

size_t cst_batch_record_size(uint32_t columns)
{
    size_t size = 0;
    for (uint32_t column = CST_COLUMN_TASK; column <= CST_COLUMN_RECORD; column *= 2) {
        size += (columns & column) != 0 ? column_width(column) : 0;
    }
    return size;
}

uint32_t cst_batch_planes_of(uint32_t plane, uint32_t most)
{
    uint32_t planes = 0;
    cst_require(most < UINT32_C(1) << CST_PLANES);
    for (; most > 0; most >>= 1) {
        planes |= plane;
        plane <<= 1;
    }
    return planes;
}

/* Bytes of those columns of a mask that are in `some`, with what stands before all planes. */
static size_t size_of(uint32_t columns, uint32_t some, uint32_t lead, uint64_t records)
{
    if (!cst_batch_has_planes(columns)) {
        return cst_batch_record_size(columns & some) * records;
    }
    const size_t planes = (size_t)__builtin_popcount(columns & some & (CST_LIST_SCHEMERS - 1));
    const size_t head = (columns & CST_LIST_SCHEMERS) != 0 ? 2 : 1;
    return (head + planes * cst_batch_plane_words(lead, records)) * sizeof(uint64_t);
}

size_t cst_batch_size_of(uint32_t columns, uint32_t lead, uint64_t records)
{
    return size_of(columns, columns, lead, records);
}

/* Where a column starts. */
static size_t column_offset(const cst_batch *batch, uint32_t column, uint64_t capacity)
{
    cst_debug_assert(column != 0 && (column & (column - 1)) == 0);
    return size_of(batch->columns, column - 1, batch->lead, capacity);
}

/* Bytes of the list with its room. */
static size_t list_size(const cst_batch *batch, uint64_t room)
{
    return (batch->columns & CST_LIST_SCHEMERS) != 0 ? cst_batch_list_size(room) : 0;
}

/* Memory for the columns of a batch that has all but that; `fits`: their size is a size_t. */
static int allocate(cst_batch *batch, bool fits, cst_error *error)
{
    const size_t list = list_size(batch, batch->list_room);
    batch->base = fits ? malloc(CST_BATCH_HEAD + list +
                                cst_batch_size_of(batch->columns, batch->lead, batch->capacity))
                       : NULL;
    if (batch->base == NULL) {
        return cst_error_set(error, CST_ERR_MEMORY, NULL, "a batch of %llu records does not fit",
                             (unsigned long long)batch->records);
    }
    batch->data = batch->base + CST_BATCH_HEAD;
    return 0;
}

int cst_batch_init(cst_batch *batch, uint32_t columns, uint64_t capacity, cst_error *error)
{
    const size_t record = cst_batch_record_size(columns);
    cst_require(!cst_batch_has_planes(columns));
    *batch = (cst_batch){.columns = columns, .records = capacity, .capacity = capacity};
    return allocate(batch, capacity <= (SIZE_MAX - CST_BATCH_HEAD) / (record + 1), error);
}

int cst_batch_init_planes(cst_batch *batch, uint32_t columns, uint64_t first, uint64_t records,
                          cst_error *error)
{
    return cst_batch_init_listed(batch, columns, first, records, 0, error);
}

int cst_batch_init_listed(cst_batch *batch, uint32_t columns, uint64_t first, uint64_t records,
                          uint64_t room, cst_error *error)
{
    cst_require(cst_batch_has_planes(columns));
    *batch = (cst_batch){.columns = columns,
                         .records = records,
                         .capacity = records,
                         .lead = (uint32_t)(first % 64),
                         .list_room = room};
    const int code = allocate(batch, records <= SIZE_MAX / 64 && room <= SIZE_MAX / 64, error);
    if (code == 0) {
        memset(batch->base + CST_BATCH_HEAD, 0, cst_batch_size(batch));
        cst_batch_word_set(batch->base + CST_BATCH_HEAD, records);
    }
    return code;
}

int cst_batch_copy(cst_batch *batch, const cst_batch *from, cst_error *error)
{
    cst_require(from->capacity == from->records);
    *batch = *from;
    const int code = allocate(batch, true, error);
    if (code == 0) {
        memcpy(batch->base + CST_BATCH_HEAD, from->data, cst_batch_size(from));
    }
    return code;
}

/* Copies every column of `from` into `to`, which has room. Columns only ever move one way, so that
 * a batch may be moved within its own memory: in order when they move down. */
static void move_columns(cst_batch *to, const uint8_t *data, uint64_t capacity)
{
    for (uint32_t column = CST_COLUMN_TASK; column <= CST_COLUMN_RECORD; column *= 2) {
        if ((to->columns & column) != 0) {
            memmove(to->base + CST_BATCH_HEAD + column_offset(to, column, to->capacity),
                    data + column_offset(to, column, capacity), column_width(column) * to->records);
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
    cst_require(grown.capacity > batch->capacity);
    grown.records = batch->records;
    move_columns(&grown, batch->data, batch->capacity);
    free(batch->base);
    *batch = grown;
    return 0;
}

/* Copies 16 bytes at a time past the caches, where the processor can. */
static void copy_past_caches(uint8_t *to, const uint8_t *from, size_t size)
{
    size_t at = 0;
#if defined(__x86_64__)
    for (; size - at >= sizeof(__m128i); at += sizeof(__m128i)) {
        _mm_stream_si128((__m128i *)(void *)(to + at),
                         _mm_loadu_si128((const __m128i *)(const void *)(from + at)));
    }
    _mm_sfence();
#endif
    memcpy(to + at, from + at, size - at);
}

bool cst_batch_edges_clear(const cst_batch *batch)
{
    const uint64_t words = cst_batch_plane_words(batch->lead, batch->records);
    const uint32_t rest = (uint32_t)((batch->lead + batch->records) % 64);
    const uint64_t before = (UINT64_C(1) << batch->lead) - 1;
    const uint64_t after = rest == 0 ? 0 : UINT64_MAX << rest;
    bool clear = true;
    for (uint32_t plane = CST_PLANE_ATTACK; plane < CST_LIST_SCHEMERS && words > 0; plane *= 2) {
        const uint8_t *bits = cst_batch_column(batch, plane);
        clear = clear && (bits == NULL || ((cst_plane_word(bits, 0) & before) == 0 &&
                                           (cst_plane_word(bits, words - 1) & after) == 0));
    }
    return clear;
}

/* Another core will read the planes next: from memory, they come faster than out of this one's
 * caches, and memory that it had before need not be fetched back from there to be written. Where
 * there is no memory for that the batch stays as it is. */
static void seal_planes(cst_batch *batch)
{
    const size_t size = cst_batch_size(batch);
    uint8_t *base = malloc(CST_BATCH_HEAD + size);
    cst_require(batch->records == batch->capacity);
    cst_debug_assert(cst_batch_edges_clear(batch));
    if (base != NULL) {
        copy_past_caches(base + CST_BATCH_HEAD, batch->base + CST_BATCH_HEAD, size);
        free(batch->base);
        batch->base = base;
        batch->data = base + CST_BATCH_HEAD;
    }
}

void cst_batch_seal(cst_batch *batch)
{
    cst_require(batch->base != NULL && batch->records <= batch->capacity);
    if (cst_batch_has_planes(batch->columns)) {
        seal_planes(batch);
        return;
    }
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
    return batch->data + column_offset(batch, column, batch->capacity);
}

uint8_t *cst_batch_column_mut(cst_batch *batch, uint32_t column)
{
    cst_require(batch->base != NULL);
    if ((batch->columns & column) == 0) {
        return NULL;
    }
    return batch->base + CST_BATCH_HEAD + column_offset(batch, column, batch->capacity);
}

void cst_batch_record_set(cst_batch *batch, uint64_t record, uint64_t word)
{
    cst_debug_assert((batch->columns & CST_COLUMN_RECORD) != 0 && record < batch->capacity);
    cst_batch_word_set(cst_batch_column_mut(batch, CST_COLUMN_RECORD) + record * sizeof(uint64_t),
                       word);
}

uint32_t cst_plane_count(const uint8_t *const planes[CST_PLANES], uint64_t at)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < CST_PLANES; i++) {
        if (planes[i] != NULL) {
            count |= (uint32_t)(cst_plane_word(planes[i], at / 64) >> (at % 64) & 1) << i;
        }
    }
    return count;
}

size_t cst_batch_size(const cst_batch *batch)
{
    return cst_batch_size_of(batch->columns, batch->lead, batch->records) +
           list_size(batch, batch->listed);
}
