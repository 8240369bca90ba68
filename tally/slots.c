/* SPDX-License-Identifier: MIT */
#include "tally/slots.h"

#include "base/check.h"

#include <stdlib.h>
#include <string.h>

void cst_slots_free(cst_slots *slots)
{
    free(slots->slot);
    *slots = (cst_slots){0};
}

static bool can_add(const cst_slot_sums *sum, const cst_slot_sums *part)
{
    const cst_u128 most = ~(cst_u128)0;
    return part->trials <= UINT64_MAX - sum->trials && part->x <= UINT64_MAX - sum->x &&
           part->y <= UINT64_MAX - sum->y && part->xx <= most - sum->xx &&
           part->xy <= most - sum->xy && part->yy <= most - sum->yy;
}

static bool add(cst_slot_sums *sum, const cst_slot_sums *part)
{
    if (!can_add(sum, part)) {
        return false;
    }
    sum->trials += part->trials;
    sum->x += part->x;
    sum->y += part->y;
    sum->xx += part->xx;
    sum->xy += part->xy;
    sum->yy += part->yy;
    return true;
}

cst_slot_sums cst_slots_at(const cst_slots *slots, uint32_t number)
{
    const uint32_t at = number - slots->first; /* wraps below the first */
    return at < slots->count ? slots->slot[at] : (cst_slot_sums){0};
}

bool cst_slots_total(const cst_slots *slots, cst_slot_sums *total)
{
    bool fits = true;
    *total = (cst_slot_sums){0};
    for (uint32_t i = 0; i < slots->count; i++) {
        fits = fits && add(total, &slots->slot[i]);
    }
    return fits;
}

bool cst_slots_can_add(const cst_slots *sum, const cst_slots *part)
{
    cst_slot_sums a;
    cst_slot_sums b;
    return cst_slots_total(sum, &a) && cst_slots_total(part, &b) && can_add(&a, &b);
}

/* Doubles the trials of a slot until they are 2^level. */
static bool coarsen(cst_slots *slots, uint32_t level)
{
    const uint32_t by = level > slots->level ? level - slots->level : 0;
    const uint64_t from = slots->first; /* shifts may be wider than 32 bits */
    const uint64_t first = from >> by;
    bool fits = true;
    for (uint32_t i = 0; by > 0 && i < slots->count; i++) {
        const cst_slot_sums part = slots->slot[i];
        slots->slot[i] = (cst_slot_sums){0};
        fits = add(&slots->slot[((from + i) >> by) - first], &part) && fits; /* that is <= i */
    }
    if (by > 0 && slots->count > 0) {
        slots->count = (uint16_t)(((from + slots->count - 1) >> by) - first + 1);
        slots->first = (uint16_t)first;
    }
    slots->level = (uint8_t)(slots->level + by);
    return fits;
}

/* Makes room for slots first .. last beside those that are there. */
static bool widen(cst_slots *slots, uint32_t first, uint32_t last)
{
    if (slots->count > 0) {
        const uint32_t end = slots->first + slots->count - 1U;
        first = first < slots->first ? first : slots->first;
        last = last > end ? last : end;
    }
    const uint32_t count = last - first + 1;
    cst_require(last < CST_SLOTS);
    if (count == slots->count) {
        return true;
    }
    cst_slot_sums *wider = calloc(count, sizeof *wider);
    if (wider == NULL) {
        slots->failed = true;
        return false;
    }
    if (slots->count > 0) {
        memcpy(wider + (slots->first - first), slots->slot, slots->count * sizeof *wider);
    }
    free(slots->slot);
    slots->slot = wider;
    slots->first = (uint16_t)first;
    slots->count = (uint16_t)count;
    return true;
}

bool cst_slots_put(cst_slots *sum, uint32_t level, uint32_t number, const cst_slot_sums *part)
{
    cst_require(level < CST_SLOT_LEVELS && number < CST_SLOTS);
    if (!coarsen(sum, level)) {
        return false;
    }
    const uint32_t at = (uint32_t)((uint64_t)number >> (sum->level - level));
    return !widen(sum, at, at) || add(&sum->slot[at - sum->first], part);
}

static uint32_t level_of(uint64_t trial)
{
    uint32_t level = 0;
    while (trial >> level >= CST_SLOTS) {
        level++;
    }
    return level;
}

void cst_slots_add(cst_slots *slots, uint64_t trial, uint64_t x, uint64_t y)
{
    const uint32_t level = level_of(trial);
    const cst_slot_sums one = {.trials = 1,
                               .x = x,
                               .y = y,
                               .xx = (cst_u128)x * x,
                               .xy = (cst_u128)x * y,
                               .yy = (cst_u128)y * y};
    cst_require(level < CST_SLOT_LEVELS);
    const bool fits = cst_slots_put(slots, level, (uint32_t)(trial >> level), &one);
    cst_require(fits);
}

void cst_slots_merge(cst_slots *sum, const cst_slots *part)
{
    sum->failed = sum->failed || part->failed;
    for (uint32_t i = 0; i < part->count; i++) {
        const bool fits = cst_slots_put(sum, part->level, part->first + i, &part->slot[i]);
        cst_require(fits);
    }
}

/* --- Bytes ----------------------------------------------------------------------------------- */

/* Seven bits a byte, the lowest first; all but the last have the eighth bit. */
static size_t put_number(uint8_t *to, cst_u128 number)
{
    size_t used = 0;
    for (bool more = true; more; used++) {
        const uint8_t low = (uint8_t)(number & 0x7f);
        number >>= 7;
        more = number != 0;
        if (to != NULL) {
            to[used] = (uint8_t)(low | (more ? 0x80 : 0));
        }
    }
    return used;
}

static const uint8_t *take_number(const uint8_t *from, cst_u128 *number)
{
    *number = 0;
    for (uint32_t shift = 0;; shift += 7) {
        *number |= (cst_u128)(*from & 0x7f) << shift;
        if ((*from++ & 0x80) == 0) {
            return from;
        }
    }
}

enum { NUMBERS = 6 };

size_t cst_slots_pack(const cst_slots *slots, uint8_t *to)
{
    const uint32_t head[] = {slots->count, slots->first, slots->level};
    size_t used = 0;
    for (uint32_t i = 0; i < (slots->count > 0 ? 3U : 1U); i++) {
        used += put_number(to != NULL ? to + used : NULL, head[i]);
    }
    for (uint32_t i = 0; i < slots->count; i++) {
        const cst_slot_sums *s = &slots->slot[i];
        const cst_u128 number[NUMBERS] = {s->trials, s->x, s->y, s->xx, s->xy, s->yy};
        for (uint32_t j = 0; j < NUMBERS; j++) {
            used += put_number(to != NULL ? to + used : NULL, number[j]);
        }
    }
    return used;
}

const uint8_t *cst_slots_unpack(cst_slots *slots, const uint8_t *from)
{
    cst_u128 head[3] = {0};
    from = take_number(from, &head[0]);
    if (head[0] == 0) {
        return from;
    }
    from = take_number(from, &head[1]);
    from = take_number(from, &head[2]);
    const bool room = widen(slots, (uint32_t)head[1], (uint32_t)(head[1] + head[0] - 1));
    slots->level = (uint8_t)head[2];
    for (uint32_t i = 0; i < head[0]; i++) {
        cst_u128 number[NUMBERS];
        for (uint32_t j = 0; j < NUMBERS; j++) {
            from = take_number(from, &number[j]);
        }
        if (room) {
            slots->slot[i] = (cst_slot_sums){.trials = (uint64_t)number[0],
                                             .x = (uint64_t)number[1],
                                             .y = (uint64_t)number[2],
                                             .xx = number[3],
                                             .xy = number[4],
                                             .yy = number[5]};
        }
    }
    return from;
}
