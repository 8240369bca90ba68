/* SPDX-License-Identifier: MIT
 *
 * Pairs of values of trials in the order of their trials, without keeping each: slots of
 * consecutive trials, with the sums of both values, of their squares and of their products. A slot
 * holds 2^level trials, the level being the least at which the last trial that was seen is in one
 * of 512 slots: so slots follow from the numbers of the trials alone, whatever number is
 * planned, and merge in any order. Sums that would overflow abort. Slots of zeros are empty. The
 * owner frees them. Where memory fails, `failed` stays set until then, and the slots are of no use.
 * One thread at a time.
 */
#ifndef CST_TALLY_SLOTS_H
#define CST_TALLY_SLOTS_H

#include "tally/spread.h"

#include <stddef.h>

/* Slots of one table; trials are numbered below 2^63. */
enum { CST_SLOTS = 512, CST_SLOT_LEVELS = 55 };

typedef struct cst_slot_sums {
    uint64_t trials, x, y;
    cst_u128 xx, xy, yy;
} cst_slot_sums;

typedef struct cst_slots {
    cst_slot_sums *slot;   /* owned: slots first .. first + count - 1; all others are empty */
    uint16_t first, count; /* there is a trial in the first and in the last of them */
    uint8_t level;         /* trial i is in slot i >> level */
    bool failed;           /* there was no memory for a slot */
} cst_slots;

/* Frees the slots and leaves empty ones. */
void cst_slots_free(cst_slots *slots);

/* Adds the values of one trial. */
void cst_slots_add(cst_slots *slots, uint64_t trial, uint64_t x, uint64_t y);

/* sum += part. */
void cst_slots_merge(cst_slots *sum, const cst_slots *part);

/* sum += one slot, the one of that number at a level below CST_SLOT_LEVELS, as it comes from
 * outside: false, and the sum is of no use, where it does not fit. */
bool cst_slots_put(cst_slots *sum, uint32_t level, uint32_t number, const cst_slot_sums *part);

/* One slot: empty where there is none. */
cst_slot_sums cst_slots_at(const cst_slots *slots, uint32_t number);

/* All of them in one: false where that overflows. */
bool cst_slots_total(const cst_slots *slots, cst_slot_sums *total);

/* Whether part can be added, by their totals: no sum overflows. */
bool cst_slots_can_add(const cst_slots *sum, const cst_slots *part);

/* Slots as few bytes, for those who keep many: writes them where `to` is not NULL, and returns how
 * many bytes they take. And back, into empty slots: returns the byte after them. */
size_t cst_slots_pack(const cst_slots *slots, uint8_t *to);
const uint8_t *cst_slots_unpack(cst_slots *slots, const uint8_t *from);

#endif
