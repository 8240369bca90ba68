/* SPDX-License-Identifier: MIT */
#include "tally/receipt.h"

#include "base/check.h"
#include "base/lanes.h"

#include <string.h>

/* Records that are looked at together, and so many of these that their sums cannot overflow. */
enum { WORD = 8, WORDS_MAX = 128 };

typedef uint64_t vector __attribute__((vector_size(8 * WORD)));
typedef uint8_t bytes __attribute__((vector_size(WORD)));

/* A bijection of 64 bits in which every input bit reaches every output bit: multiply and
 * xor-shift, with the constants of Stafford's variant 13. For words and for vectors of them. */
#define MIX(x)                                                                                     \
    do {                                                                                           \
        (x) = ((x) ^ (x) >> 30) * UINT64_C(0xbf58476d1ce4e5b9);                                    \
        (x) = ((x) ^ (x) >> 27) * UINT64_C(0x94d049bb133111eb);                                    \
        (x) = (x) ^ (x) >> 31;                                                                     \
    } while (0)

static uint64_t mix(uint64_t x)
{
    MIX(x);
    return x;
}

/* What the keys of one unit share: its cell and its block. */
typedef struct unit_key {
    uint64_t low, high;
} unit_key;

static unit_key unit_key_make(uint64_t cell, uint64_t block)
{
    const uint64_t of_cell = mix(cell + UINT64_C(0x9e3779b97f4a7c15));
    const uint64_t of_both = mix(of_cell ^ mix(block + UINT64_C(0x6a09e667f3bcc909)));
    return (unit_key){.low = of_both, .high = mix(of_both + UINT64_C(0xbb67ae8584caa73b))};
}

/* What sets the words of a task's key apart. */
static const uint64_t of_low = UINT64_C(0x3c6ef372fe94f82b);
static const uint64_t of_high = UINT64_C(0xa54ff53a5f1d36f1);

/* The key of a task. It is odd, so that key * difference is 0 mod 2^128 for no difference of two
 * values: one altered record always shows. */
static cst_u128 task_key(unit_key unit, uint64_t task)
{
    const uint64_t low = mix(unit.low ^ mix(task + of_low));
    const uint64_t high = mix(unit.high ^ mix(task + of_high));
    return (cst_u128)high << 64 | low | 1;
}

static uint64_t load(const void *at)
{
    uint64_t value;
    memcpy(&value, at, sizeof value);
    return value;
}

static uint64_t load_le(const unsigned char *at)
{
    const uint64_t word = load(at);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    return __builtin_bswap64(word);
#else
    return word;
#endif
}

static uint64_t load_task(const cst_receipt_columns *columns, uint64_t record)
{
    if (columns->task == NULL) {
        return columns->first + record;
    }
    return load_le((const unsigned char *)columns->task + record * sizeof(uint64_t));
}

static uint8_t byte_of(const uint8_t *column, uint64_t record, uint8_t absent)
{
    return column == NULL ? absent : column[record];
}

static uint64_t record_of(const cst_receipt_columns *columns, uint64_t record)
{
    return columns->record == NULL ? 0 : load_le(columns->record + record * sizeof(uint64_t));
}

static void take_range(cst_receipt *receipt, const cst_receipt_columns *columns, unit_key unit,
                       uint64_t from, uint64_t to)
{
    for (uint64_t i = from; i < to; i++) {
        const uint64_t reports = byte_of(columns->reports, i, 0);
        const uint64_t low = byte_of(columns->attack, i, columns->attacks) | reports << 8 |
                             (uint64_t)byte_of(columns->abstentions, i, 0) << 16;
        const cst_u128 value = low | (cst_u128)record_of(columns, i) << 32;
        if (value != 0) {
            receipt->reports += reports;
            receipt->hash += task_key(unit, load_task(columns, i)) * value;
        }
    }
}

static uint64_t word_of(const uint8_t *column, uint64_t record, uint8_t absent)
{
    return column == NULL ? absent : load(column + record);
}

/* Sums over words of records: of value times the halves of the low word of their keys, of value
 * times the high word, and of reports. */
typedef struct sums {
    vector low_half, high_half, high, reports;
} sums;

static inline __attribute__((always_inline)) vector *
bytes_of(const uint8_t *column, uint64_t record, uint8_t absent, vector *out)
{
    bytes loaded = (bytes){0} + absent;
    if (column != NULL) {
        memcpy(&loaded, column + record, sizeof loaded);
    }
    *out = __builtin_convertvector(loaded, vector);
    return out;
}

/* Adds eight records whose tasks are given. Values are below 2^24 and halves of keys below 2^32, so
 * that WORDS_MAX words add up to less than 2^64. */
static inline __attribute__((always_inline)) void
take_word(sums *sum, const cst_receipt_columns *columns, unit_key unit, uint64_t record)
{
    const vector step = {0, 1, 2, 3, 4, 5, 6, 7};
    vector task = step + (columns->first + record);
    vector value;
    vector reports;
    vector abstentions;
    if (columns->task != NULL) {
        memcpy(&task, (const uint8_t *)columns->task + record * sizeof(uint64_t), sizeof task);
    }
    value = *bytes_of(columns->attack, record, columns->attacks, &value);
    value |= *bytes_of(columns->reports, record, 0, &reports) << 8;
    value |= *bytes_of(columns->abstentions, record, 0, &abstentions) << 16;
    vector low = task + of_low;
    vector high = task + of_high;
    MIX(low);
    MIX(high);
    low ^= unit.low;
    high ^= unit.high;
    MIX(low);
    MIX(high);
    low |= 1;
    sum->low_half += (low & UINT32_MAX) * value;
    sum->high_half += (low >> 32) * value;
    sum->high += high * value;
    sum->reports += reports;
}

/* Adds so many words from a record on. Most records of dense units are quiet: whole words of them
 * are passed over at once. */
static inline __attribute__((always_inline)) void take_words(sums *sum,
                                                             const cst_receipt_columns *columns,
                                                             unit_key unit, uint64_t record,
                                                             uint64_t words)
{
    const cst_receipt_columns local = *columns; /* in registers, whatever is written */
    sums so_far = *sum;
    for (uint64_t end = record + words * WORD; record < end; record += WORD) {
        if ((word_of(local.attack, record, local.attacks) | word_of(local.reports, record, 0) |
             word_of(local.abstentions, record, 0)) != 0) {
            take_word(&so_far, &local, unit, record);
        }
    }
    *sum = so_far;
}

CST_LANES_COMPILED(words_of, take_words, take_words,
                   (sums * sum, const cst_receipt_columns *columns, unit_key unit, uint64_t record,
                    uint64_t words),
                   (sum, columns, unit, record, words))

static void add_sums(cst_receipt *receipt, const sums *sum)
{
    for (uint32_t i = 0; i < WORD; i++) {
        receipt->hash +=
            sum->low_half[i] + ((cst_u128)sum->high_half[i] << 32) + ((cst_u128)sum->high[i] << 64);
        receipt->reports += sum->reports[i];
    }
}

/* Whether records can be taken in vectors: their values are small and their tasks lie as this
 * machine has them. */
static bool in_vectors(const cst_receipt_columns *columns)
{
    return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ && columns->record == NULL;
}

cst_receipt cst_receipt_take(cst_lanes_width width, const cst_receipt_columns *columns)
{
    const unit_key unit = unit_key_make(columns->cell, columns->block);
    const uint64_t words = in_vectors(columns) ? columns->records / WORD : 0;
    cst_receipt receipt = {.records = columns->records};
    for (uint64_t done = 0; done < words;) {
        const uint64_t now = words - done < WORDS_MAX ? words - done : WORDS_MAX;
        sums sum = {0};
        words_of[width](&sum, columns, unit, done * WORD, now);
        add_sums(&receipt, &sum);
        done += now;
    }
    take_range(&receipt, columns, unit, words * WORD, columns->records);
    return receipt;
}

/* --- Planes ---------------------------------------------------------------------------------- */

/* A word's key is the product of one by its place in a span and one of the span; both are odd, so
 * the key is, too. The first are few and the same everywhere: a span costs one product a word of 64
 * tasks. */
enum { SPAN = 64, REPORTS_FIRST = 1, REPORTS_END = 7 };

/* Words of a span that lie within the unit. */
typedef struct span {
    const uint64_t *key; /* of the first */
    const uint8_t *word; /* little-endian */
    uint64_t words;
} span;

static inline cst_u128 product(span of, uint64_t i)
{
    return (cst_u128)of.key[i] * load_le(of.word + i * sizeof(uint64_t));
}

/* The sum of words, each times its key: four at a time, which do not wait for each other. */
static cst_u128 weigh(span of)
{
    cst_u128 a = 0;
    cst_u128 b = 0;
    cst_u128 c = 0;
    cst_u128 d = 0;
    uint64_t i = 0;
    for (; of.words - i >= 4; i += 4) {
        a += product(of, i);
        b += product(of, i + 1);
        c += product(of, i + 2);
        d += product(of, i + 3);
    }
    for (; i < of.words; i++) {
        a += product(of, i);
    }
    return a + b + c + d;
}

/* The processor counts them by itself where it has vectors. */
static inline __attribute__((always_inline)) void count_ones(span of, uint64_t *ones)
{
    *ones = 0;
    for (uint64_t i = 0; i < of.words; i++) {
        *ones += (uint64_t)__builtin_popcountll(load_le(of.word + i * sizeof(uint64_t)));
    }
}

CST_LANES_COMPILED(ones_of, count_ones, count_ones, (span of, uint64_t *ones), (of, ones))

static void place_keys_make(uint64_t keys[SPAN])
{
    for (uint64_t i = 0; i < SPAN; i++) {
        keys[i] = mix(i + UINT64_C(0x510e527fade682d1)) | 1;
    }
}

/* Planes that another core wrote come faster when all of them are asked for at once. */
static void prefetch(const cst_receipt_planes *planes)
{
    enum { LINE = 64, MOST = 1 << 15 };
    const uint64_t size = planes->words * sizeof(uint64_t);
    for (uint64_t p = 0; p < CST_RECEIPT_PLANES; p++) {
        for (uint64_t at = 0; planes->plane[p] != NULL && at < size && at < MOST; at += LINE) {
            __builtin_prefetch(planes->plane[p] + at);
        }
    }
}

/* One plane's span; p: its number. */
static void take_span(cst_receipt *receipt, unit_key unit, uint64_t number, uint64_t p, span of)
{
    uint64_t ones;
    receipt->hash += task_key(unit, number * CST_RECEIPT_PLANES + p) * weigh(of);
    if (p >= REPORTS_FIRST && p < REPORTS_END) {
        ones_of[cst_lanes_best()](of, &ones);
        receipt->reports += ones << (p - REPORTS_FIRST);
    }
}

/* Entries of a list have keys by their tasks, which no planes have. */
static void take_list(cst_receipt *receipt, unit_key unit, const cst_receipt_planes *planes)
{
    for (uint64_t i = 0; i < planes->entries; i++) {
        const uint64_t word = load_le(planes->list + i * sizeof word);
        receipt->hash += task_key(unit, UINT64_MAX - (word >> 16)) * (word & UINT16_MAX);
    }
}

cst_receipt cst_receipt_take_planes(const cst_receipt_planes *planes)
{
    cst_receipt receipt = {.records = planes->records};
    const unit_key unit = unit_key_make(planes->cell, planes->block);
    const uint64_t first = planes->first / 64;
    uint64_t keys[SPAN];
    place_keys_make(keys);
    prefetch(planes);
    for (uint64_t at = 0; at < planes->words;) {
        const uint64_t place = (first + at) % SPAN;
        const uint64_t left = planes->words - at;
        const uint64_t words = left < SPAN - place ? left : SPAN - place;
        for (uint64_t p = 0; p < CST_RECEIPT_PLANES; p++) {
            if (planes->plane[p] != NULL) {
                take_span(&receipt, unit, (first + at) / SPAN, p,
                          (span){keys + place, planes->plane[p] + at * sizeof(uint64_t), words});
            }
        }
        at += words;
    }
    take_list(&receipt, unit, planes);
    return receipt;
}

void cst_receipt_add(cst_receipt *sum, const cst_receipt *part)
{
    const bool overflow = __builtin_add_overflow(sum->records, part->records, &sum->records) ||
                          __builtin_add_overflow(sum->reports, part->reports, &sum->reports);
    cst_require(!overflow);
    sum->hash += part->hash;
}

bool cst_receipt_equal(const cst_receipt *a, const cst_receipt *b)
{
    return a->records == b->records && a->reports == b->reports && a->hash == b->hash;
}
