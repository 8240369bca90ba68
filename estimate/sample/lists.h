/* SPDX-License-Identifier: MIT
 *
 * Lists: what a batch of planes says of few of its records alone (batch.h).
 */
#ifndef CST_ESTIMATE_SAMPLE_LISTS_H
#define CST_ESTIMATE_SAMPLE_LISTS_H

#include "estimate/sample/batch.h"

/* An entry of the list of attacks at which reviewers scheme, in the order of their tasks: the
 * task's number within its block, how many of the reviewers scheme, and how many of these report.
 * As a word: the task above 16 bits, then a byte each. */
typedef struct cst_entry {
    uint64_t task;
    uint8_t schemers, told;
} cst_entry;

/* An entry as its word. */
static inline uint64_t cst_entry_pack(cst_entry entry)
{
    return entry.task << 16 | (uint64_t)entry.schemers << 8 | entry.told;
}

/* And back. */
static inline cst_entry cst_entry_unpack(uint64_t word)
{
    return (cst_entry){word >> 16, (uint8_t)(word >> 8), (uint8_t)word};
}

/* Room for so many entries more; columns may move. 0 or CST_ERR_MEMORY. */
int cst_batch_list_grow(cst_batch *batch, uint64_t entries, cst_error *error);

/* Where the next entry goes, and that so many have been put there. */
uint8_t *cst_batch_list_end(cst_batch *batch);
void cst_batch_list_add(cst_batch *batch, uint64_t entries);

/* The first entry. */
const uint8_t *cst_batch_list(const cst_batch *batch);

#endif
