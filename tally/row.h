/* SPDX-License-Identifier: MIT
 *
 * A row of results: counters, and for a few quantities their spread over trials. Rows add up in any
 * order: addition is the merge. A sum that would overflow aborts. A row of zeros is empty; a row
 * takes about 1.8 kB and what its histograms and slots need, which it owns. Where one finds no
 * memory the row is of no use, and cst_row_check and cst_row_add say so. One thread at a time.
 */
#ifndef CST_TALLY_ROW_H
#define CST_TALLY_ROW_H

#include "base/error.h"
#include "tally/row_kinds.h"
#include "tally/slots.h"
#include "tally/spread.h"

/* Pairs of these, x of y or x alone, that are kept in slots as well where trials remember. */
#define CST_PAIRS(X)                                                                               \
    X(PLANTED, "planted", CST_SPREAD_PLANTED_ESCAPED, CST_SPREAD_PLANTED_ATTACKS)                  \
    X(HARM, "harm", CST_SPREAD_ESCAPED, CST_SPREAD_ATTACKS)                                        \
    X(WORK, "work", CST_SPREAD_HONEST_USED, CST_SPREAD_HONEST)                                     \
    X(VOID, "void", CST_SPREAD_VOID, CST_SPREAD_KINDS)

typedef enum cst_pair {
#define CST_PAIR_ENUM(name, text, x, y) CST_PAIR_##name,
    CST_PAIRS(CST_PAIR_ENUM) CST_PAIR_KINDS
#undef CST_PAIR_ENUM
} cst_pair;

/* The name in files of a pair; x and y: CST_SPREAD_KINDS for no y. */
typedef struct cst_pair_about {
    const char *name;
    cst_spread_kind x, y;
} cst_pair_about;
cst_pair_about cst_pair_of(cst_pair pair);

typedef struct cst_row {
    uint64_t count[CST_COUNT_KINDS];
    uint64_t untold; /* bit i: nothing is known of counter i, and it is 0 */
    cst_spread spread[CST_SPREAD_KINDS];
    cst_slots slots[CST_PAIR_KINDS];
} cst_row;

/* Frees what it owns and leaves an empty row. */
void cst_row_free(cst_row *row);

/* Whether memory failed in one of them. */
bool cst_row_failed(const cst_row *row);

/* Whether a row says anything of a counter. */
static inline bool cst_row_tells(const cst_row *row, cst_count count)
{
    return (row->untold >> (unsigned)count & 1) == 0;
}

/* The name in files of a counter or of a spread; what a counter counts. */
const char *cst_count_name(cst_count count);
const char *cst_count_meaning(cst_count count);
const char *cst_spread_name(cst_spread_kind kind);

/* sum += part. What one of them does not tell, the sum does not. 0, or CST_ERR_MEMORY: then the sum
 * is of no use. */
int cst_row_add(cst_row *sum, const cst_row *part, cst_error *error);

/* Whether the sum of two rows fits what a file can hold, for rows that come from elsewhere:
 * counters below 2^63, and sums that do not overflow. */
bool cst_row_can_add(const cst_row *sum, const cst_row *part);

/* Reviews per task that happened, where their number varies. */
#define CST_ROW_REVIEWS_VARY UINT32_MAX
/* The largest severity of an escape, the most reviewers of one attack, and the most schemers that
 * are planted beside one trial. */
enum { CST_ROW_SEVERITY_MAX = 1000000, CST_ROW_SCHEMERS_MAX = 32, CST_ROW_PLANTED_MAX = 4096 };
/* The largest outcome of a trial of a mechanism. */
#define CST_ROW_OUTCOME_MAX UINT32_MAX
/* A share of 1 in the whole numbers of split_risk and split_escapes. */
#define CST_ROW_SPLIT 0x1p52

/* The conservation law of MODEL section 2 within one row; slots: reviews per task that happened.
 * 0; CST_ERR_RECEIPT with the equation that does not hold and both of its sides; or CST_ERR_MEMORY
 * where the row lacks what memory did not hold. */
int cst_row_check(const cst_row *row, uint64_t tasks_per_trial, uint32_t slots, cst_error *error);

/* A row as numbered words, so that it can travel without its zeros: the counters, then of each
 * spread trials, sum, sum of squares (low word, high word), buckets, then of each pair, level and
 * slot trials, x, y, xx, xy, yy (low word, high word). */
enum {
    CST_SPREAD_WORDS = 4 + CST_SPREAD_BUCKETS,
    CST_SLOT_WORDS = 9,
    CST_PAIR_WORDS = CST_SLOT_LEVELS * CST_SLOTS * CST_SLOT_WORDS,
    CST_ROW_SLOTS = CST_COUNT_KINDS + CST_SPREAD_KINDS * CST_SPREAD_WORDS, /* the first of them */
    CST_ROW_WORDS = CST_ROW_SLOTS + CST_PAIR_KINDS * CST_PAIR_WORDS
};

/* Calls `word` with every word that is not 0, in order of their numbers. */
void cst_row_words(const cst_row *row, void *self,
                   void (*word)(void *self, uint32_t number, uint64_t value));

/* row += the word of that number. False, and the row is of no use: there is no such word, or the
 * sum does not fit. Where memory fails, cst_row_failed tells. */
bool cst_row_add_word(cst_row *row, uint64_t number, uint64_t value);

/* A row without its zeros, for those who keep many: heap, the caller frees; NULL without memory.
 * And back, into an empty row: where memory fails, cst_row_failed tells. */
uint64_t *cst_row_pack(const cst_row *row);
void cst_row_unpack(cst_row *row, const uint64_t *packed);

#endif
