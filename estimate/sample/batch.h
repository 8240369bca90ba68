/* SPDX-License-Identifier: MIT
 *
 * A batch: the records of one unit as columns in one piece of memory, with room in front of them
 * for an envelope, so that a link can send the memory as it is. Columns lie one after the other in
 * the order of the mask's bits, each `records` long; task and record are little-endian 64 bits, the
 * others are bytes. Where every task has a record and little to say, columns are planes instead:
 * the number of records, then one bit a record and plane, all in little-endian words of 64 bits.
 * Words of planes start at whole multiples of 64 tasks of the block, so that a unit's first record
 * is bit `lead`; bits before it and after the last record are 0. After planes there may be a list
 * of what is said of few records alone, a word for each entry; their number is then the second
 * word. The batch owns its memory; a link may take it over (base set to NULL).
 */
#ifndef CST_ESTIMATE_SAMPLE_BATCH_H
#define CST_ESTIMATE_SAMPLE_BATCH_H

#include "base/check.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Frozen: they go over the wire. */
enum {
    CST_COLUMN_TASK = 1,        /* u64: the task's number within its block; absent where every task
                                   has a record */
    CST_COLUMN_ATTACK = 2,      /* u8: 1 where the actor attacked; played: its state, or a level */
    CST_COLUMN_REPORTS = 4,     /* u8: verdicts "report" */
    CST_COLUMN_ABSTENTIONS = 8, /* u8: verdicts missing */
    CST_COLUMN_RECORD = 16,     /* u64: what became of the task, where trials are played */
    CST_PLANE_ATTACK = 1 << 5,  /* the actor attacked */
    CST_PLANE_REPORTS = 1 << 6, /* bit i of the number of reports is plane CST_PLANE_REPORTS << i */
    CST_PLANE_ABSTENTIONS = 1 << 12, /* the same of abstentions */
    CST_LIST_SCHEMERS = 1 << 18,     /* attacks that schemers reviewed: see lists.h */
    CST_COLUMNS_END = 1 << 19
};
enum { CST_PLANES = 6 };       /* of a count that is at most CST_REVIEWERS_MAX */
enum { CST_BATCH_HEAD = 128 }; /* bytes in front of the first column */

typedef struct cst_batch {
    uint8_t *base;       /* heap; the columns start at base + CST_BATCH_HEAD, or at `data` */
    const uint8_t *data; /* first column; in a received batch it points into the message */
    uint64_t records;
    uint64_t capacity; /* records that fit */
    uint32_t columns;  /* mask of CST_COLUMN_* and CST_PLANE_*: of one kind only */
    uint32_t lead;     /* 0..63: of planes, the bit of the first record */
    uint64_t listed;   /* entries of the list */
    uint64_t list_room;
} cst_batch;

/* Whether a mask is of planes. */
static inline bool cst_batch_has_planes(uint32_t columns)
{
    return columns >= CST_PLANE_ATTACK;
}

/* The planes of a count that is at most `most`: `plane` and those after it. */
uint32_t cst_batch_planes_of(uint32_t plane, uint32_t most);

/* Words of one plane. */
static inline uint64_t cst_batch_plane_words(uint32_t lead, uint64_t records)
{
    return (lead + records + 63) / 64;
}

/* Bytes of one record under a mask without planes. */
size_t cst_batch_record_size(uint32_t columns);

/* Bytes of so many records under any mask, without the list; records: up to SIZE_MAX / 64. */
size_t cst_batch_size_of(uint32_t columns, uint32_t lead, uint64_t records);

/* Memory for `capacity` records, records = capacity. 0 or CST_ERR_MEMORY. */
int cst_batch_init(cst_batch *batch, uint32_t columns, uint64_t capacity, cst_error *error);

/* Memory for the planes of a unit's records, all 0, from task `first` of the block on. 0 or
 * CST_ERR_MEMORY. */
int cst_batch_init_planes(cst_batch *batch, uint32_t columns, uint64_t first, uint64_t records,
                          cst_error *error);

/* The same with room for a list. */
int cst_batch_init_listed(cst_batch *batch, uint32_t columns, uint64_t first, uint64_t records,
                          uint64_t room, cst_error *error);

/* Bytes of a list of so many entries. */
static inline uint64_t cst_batch_list_size(uint64_t entries)
{
    return entries * sizeof(uint64_t);
}

/* A batch of its own with the same records; `from` is sealed. 0 or CST_ERR_MEMORY. */
int cst_batch_copy(cst_batch *batch, const cst_batch *from, cst_error *error);

/* Doubles the capacity (records stay). 0 or CST_ERR_MEMORY. */
int cst_batch_grow(cst_batch *batch, cst_error *error);

/* Moves the columns together so that capacity = records. Needed before sending. */
void cst_batch_seal(cst_batch *batch);

/* A batch over columns that lie elsewhere, planes with lead 0; it owns nothing. */
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

/* Word i of a plane. */
static inline uint64_t cst_plane_word(const uint8_t *plane, uint64_t i)
{
    return cst_batch_word(plane + i * sizeof(uint64_t));
}
static inline void cst_plane_word_set(uint8_t *plane, uint64_t i, uint64_t word)
{
    cst_batch_word_set(plane + i * sizeof word, word);
}

/* How many bits of a word are set, in code that needs no instruction of newer processors. */
static inline uint32_t cst_plane_ones(uint64_t word)
{
    word -= word >> 1 & UINT64_C(0x5555555555555555);
    word = (word & UINT64_C(0x3333333333333333)) + (word >> 2 & UINT64_C(0x3333333333333333));
    word = (word + (word >> 4)) & UINT64_C(0x0f0f0f0f0f0f0f0f);
    return (uint32_t)(word * UINT64_C(0x0101010101010101) >> 56);
}

/* The bits of 64 records from bit `at` on, of a plane that has as many words; those beyond it are
 * 0. */
static inline uint64_t cst_plane_get(const uint8_t *plane, uint64_t words, uint64_t at)
{
    const uint64_t word = at / 64;
    const uint32_t shift = (uint32_t)(at % 64);
    uint64_t bits = word < words ? cst_plane_word(plane, word) >> shift : 0;
    if (shift > 0 && word + 1 < words) {
        bits |= cst_plane_word(plane, word + 1) << (64 - shift);
    }
    return bits;
}

/* Sets the bits of up to 64 records from bit `at` on. */
static inline void cst_plane_or(uint8_t *plane, uint64_t at, uint64_t bits)
{
    const uint64_t word = at / 64;
    const uint32_t shift = (uint32_t)(at % 64);
    if (bits == 0) {
        return;
    }
    cst_plane_word_set(plane, word, cst_plane_word(plane, word) | bits << shift);
    if (shift > 0 && bits >> (64 - shift) != 0) {
        cst_plane_word_set(plane, word + 1, cst_plane_word(plane, word + 1) | bits >> (64 - shift));
    }
}

/* The number that the planes of a count, NULL where there are none, have at bit `at`. */
uint32_t cst_plane_count(const uint8_t *const planes[CST_PLANES], uint64_t at);

/* Whether the bits of planes before the first record and after the last are 0, as they are in
 * batches made here. */
bool cst_batch_edges_clear(const cst_batch *batch);

/* Bytes of all columns together. */
size_t cst_batch_size(const cst_batch *batch);

#endif
