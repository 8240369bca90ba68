/* SPDX-License-Identifier: MIT */
#include "tally/row.h"

#include "base/check.h"

#include <stdlib.h>

_Static_assert(CST_COUNT_KINDS <= 64, "untold has a bit for each counter");

static const struct {
    const char *name, *meaning;
} counts[CST_COUNT_KINDS] = {
#define CST_COUNT_WORDS(name, text, meaning) [CST_COUNT_##name] = {(text), (meaning)},
    CST_COUNTS(CST_COUNT_WORDS)
#undef CST_COUNT_WORDS
};

static const char *const spread_names[CST_SPREAD_KINDS] = {
#define CST_SPREAD_NAME(name, text) [CST_SPREAD_##name] = (text),
    CST_SPREADS(CST_SPREAD_NAME)
#undef CST_SPREAD_NAME
};

static const cst_pair_about pairs[CST_PAIR_KINDS] = {
#define CST_PAIR_ABOUT(name, text, x, y) [CST_PAIR_##name] = {(text), (x), (y)},
    CST_PAIRS(CST_PAIR_ABOUT)
#undef CST_PAIR_ABOUT
};

const char *cst_count_name(cst_count count)
{
    cst_require(count < CST_COUNT_KINDS);
    return counts[count].name;
}

const char *cst_count_meaning(cst_count count)
{
    cst_require(count < CST_COUNT_KINDS);
    return counts[count].meaning;
}

const char *cst_spread_name(cst_spread_kind kind)
{
    cst_require(kind < CST_SPREAD_KINDS);
    return spread_names[kind];
}

cst_pair_about cst_pair_of(cst_pair pair)
{
    cst_require(pair < CST_PAIR_KINDS);
    return pairs[pair];
}

void cst_row_free(cst_row *row)
{
    for (uint32_t i = 0; i < CST_SPREAD_KINDS; i++) {
        cst_spread_free(&row->spread[i]);
    }
    for (uint32_t i = 0; i < CST_PAIR_KINDS; i++) {
        cst_slots_free(&row->slots[i]);
    }
    *row = (cst_row){0};
}

bool cst_row_failed(const cst_row *row)
{
    bool failed = false;
    for (uint32_t i = 0; i < CST_SPREAD_KINDS; i++) {
        failed = failed || row->spread[i].failed;
    }
    for (uint32_t i = 0; i < CST_PAIR_KINDS; i++) {
        failed = failed || row->slots[i].failed;
    }
    return failed;
}

int cst_row_add(cst_row *sum, const cst_row *part, cst_error *error)
{
    for (uint32_t i = 0; i < CST_COUNT_KINDS; i++) {
        const bool overflow = __builtin_add_overflow(sum->count[i], part->count[i], &sum->count[i]);
        cst_require(!overflow);
    }
    sum->untold |= part->untold;
    for (uint32_t i = 0; i < CST_SPREAD_KINDS; i++) {
        cst_spread_merge(&sum->spread[i], &part->spread[i]);
    }
    for (uint32_t i = 0; i < CST_PAIR_KINDS; i++) {
        cst_slots_merge(&sum->slots[i], &part->slots[i]);
    }
    return cst_row_failed(sum)
               ? cst_error_set(error, CST_ERR_MEMORY, NULL, "no memory to add up rows")
               : 0;
}

bool cst_row_can_add(const cst_row *sum, const cst_row *part)
{
    bool can = true;
    for (uint32_t i = 0; i < CST_COUNT_KINDS; i++) {
        can = can && sum->count[i] <= INT64_MAX && part->count[i] <= INT64_MAX - sum->count[i];
    }
    for (uint32_t i = 0; i < CST_SPREAD_KINDS; i++) {
        const cst_spread *a = &sum->spread[i];
        const cst_spread *b = &part->spread[i];
        can = can && a->trials <= UINT64_MAX - b->trials && a->sum <= UINT64_MAX - b->sum &&
              a->sum_sq <= ~(cst_u128)0 - b->sum_sq;
    }
    for (uint32_t i = 0; i < CST_PAIR_KINDS; i++) {
        can = can && cst_slots_can_add(&sum->slots[i], &part->slots[i]);
    }
    return can;
}

/* --- Words ----------------------------------------------------------------------------------- */

/* The words of a spread, in their order; then its buckets. */
enum { TRIALS, SUM, SQUARES_LOW, SQUARES_HIGH, BUCKETS };

/* The words of a slot, in their order. */
static void slot_words(const cst_slot_sums *slot, uint64_t words[CST_SLOT_WORDS])
{
    const cst_u128 wide[] = {slot->xx, slot->xy, slot->yy};
    words[0] = slot->trials;
    words[1] = slot->x;
    words[2] = slot->y;
    for (uint32_t i = 0; i < 3; i++) {
        words[3 + 2 * i] = (uint64_t)wide[i];
        words[4 + 2 * i] = (uint64_t)(wide[i] >> 64);
    }
}

static void pair_words(const cst_slots *slots, uint32_t pair, void *self,
                       void (*word)(void *self, uint32_t number, uint64_t value))
{
    const uint32_t level =
        CST_ROW_SLOTS + pair * CST_PAIR_WORDS + (uint32_t)slots->level * CST_SLOTS * CST_SLOT_WORDS;
    for (uint32_t i = slots->first; i < (uint32_t)slots->first + slots->count; i++) {
        const cst_slot_sums slot = cst_slots_at(slots, i);
        uint64_t words[CST_SLOT_WORDS];
        slot_words(&slot, words);
        for (uint32_t j = 0; j < CST_SLOT_WORDS; j++) {
            if (words[j] != 0) {
                word(self, level + i * CST_SLOT_WORDS + j, words[j]);
            }
        }
    }
}

/* Those of counters and spreads. */
static void plain_words(const cst_row *row, void *self,
                        void (*word)(void *self, uint32_t number, uint64_t value))
{
    for (uint32_t i = 0; i < CST_COUNT_KINDS; i++) {
        if (row->count[i] != 0) {
            word(self, i, row->count[i]);
        }
    }
    for (uint32_t kind = 0; kind < CST_SPREAD_KINDS; kind++) {
        const cst_spread *spread = &row->spread[kind];
        const uint32_t first = CST_COUNT_KINDS + kind * CST_SPREAD_WORDS;
        const uint64_t head[BUCKETS] = {[TRIALS] = spread->trials,
                                        [SUM] = spread->sum,
                                        [SQUARES_LOW] = (uint64_t)spread->sum_sq,
                                        [SQUARES_HIGH] = (uint64_t)(spread->sum_sq >> 64)};
        for (uint32_t i = 0; i < BUCKETS; i++) {
            if (head[i] != 0) {
                word(self, first + i, head[i]);
            }
        }
        for (uint32_t i = spread->first; i < cst_spread_end(spread); i++) {
            if (cst_spread_at(spread, i) != 0) {
                word(self, first + BUCKETS + i, cst_spread_at(spread, i));
            }
        }
    }
}

void cst_row_words(const cst_row *row, void *self,
                   void (*word)(void *self, uint32_t number, uint64_t value))
{
    plain_words(row, self, word);
    for (uint32_t i = 0; i < CST_PAIR_KINDS; i++) {
        pair_words(&row->slots[i], i, self, word);
    }
}

static bool add_bucket(cst_spread *spread, uint32_t bucket, uint64_t value)
{
    uint64_t total = 0;
    const bool fits = !__builtin_add_overflow(cst_spread_at(spread, bucket), value, &total);
    cst_spread_put(spread, bucket, total);
    return fits;
}

/* One word of a slot. */
static bool add_slot_word(cst_row *row, uint64_t number, uint64_t value)
{
    const uint32_t pair = (uint32_t)(number / CST_PAIR_WORDS);
    const uint32_t slot = (uint32_t)(number % CST_PAIR_WORDS / CST_SLOT_WORDS);
    const uint32_t word = (uint32_t)(number % CST_SLOT_WORDS);
    const cst_u128 wide = (cst_u128)value << (word % 2 == 0 ? 64 : 0);
    cst_slot_sums part = {0};
    part.trials = word == 0 ? value : 0;
    part.x = word == 1 ? value : 0;
    part.y = word == 2 ? value : 0;
    part.xx = word == 3 || word == 4 ? wide : 0;
    part.xy = word == 5 || word == 6 ? wide : 0;
    part.yy = word == 7 || word == 8 ? wide : 0;
    return cst_slots_put(&row->slots[pair], slot / CST_SLOTS, slot % CST_SLOTS, &part);
}

bool cst_row_add_word(cst_row *row, uint64_t number, uint64_t value)
{
    if (number < CST_COUNT_KINDS) {
        return !__builtin_add_overflow(row->count[number], value, &row->count[number]);
    }
    if (number >= CST_ROW_WORDS) {
        return false;
    }
    if (number >= CST_ROW_SLOTS) {
        return add_slot_word(row, number - CST_ROW_SLOTS, value);
    }
    cst_spread *spread = &row->spread[(number - CST_COUNT_KINDS) / CST_SPREAD_WORDS];
    const uint64_t word = (number - CST_COUNT_KINDS) % CST_SPREAD_WORDS;
    const cst_u128 high = (cst_u128)value << 64;
    switch (word) {
    case TRIALS:
        return !__builtin_add_overflow(spread->trials, value, &spread->trials);
    case SUM:
        return !__builtin_add_overflow(spread->sum, value, &spread->sum);
    case SQUARES_LOW:
        return !__builtin_add_overflow(spread->sum_sq, value, &spread->sum_sq);
    case SQUARES_HIGH:
        return !__builtin_add_overflow(spread->sum_sq, high, &spread->sum_sq);
    default:
        return add_bucket(spread, (uint32_t)(word - BUCKETS), value);
    }
}

/* A packed row: what it does not tell, its length, then the number of each word but those of slots
 * and its value, and the bytes of the slots. */
enum { UNTOLD, LENGTH, WORDS };

typedef struct packing {
    uint64_t *to; /* NULL: it is only measured */
    size_t used;
} packing;

static void pack_word(void *self, uint32_t number, uint64_t value)
{
    packing *at = self;
    if (at->to != NULL) {
        at->to[at->used] = number;
        at->to[at->used + 1] = value;
    }
    at->used += 2;
}

uint64_t *cst_row_pack(const cst_row *row)
{
    packing at = {.used = WORDS};
    size_t bytes = 0;
    plain_words(row, &at, pack_word);
    for (uint32_t i = 0; i < CST_PAIR_KINDS; i++) {
        bytes += cst_slots_pack(&row->slots[i], NULL);
    }
    at = (packing){.to = malloc(at.used * sizeof *at.to + bytes), .used = WORDS};
    if (at.to != NULL) {
        plain_words(row, &at, pack_word);
        at.to[UNTOLD] = row->untold;
        at.to[LENGTH] = at.used;
        uint8_t *to = (uint8_t *)(at.to + at.used);
        for (uint32_t i = 0; i < CST_PAIR_KINDS; i++) {
            to += cst_slots_pack(&row->slots[i], to);
        }
    }
    return at.to;
}

void cst_row_unpack(cst_row *row, const uint64_t *packed)
{
    row->untold = packed[UNTOLD];
    for (size_t i = WORDS; i < packed[LENGTH]; i += 2) {
        const bool fits = cst_row_add_word(row, packed[i], packed[i + 1]);
        cst_require(fits);
    }
    const uint8_t *from = (const uint8_t *)(packed + packed[LENGTH]);
    for (uint32_t i = 0; i < CST_PAIR_KINDS; i++) {
        from = cst_slots_unpack(&row->slots[i], from);
    }
}
