/* SPDX-License-Identifier: MIT
 *
 * A row as numbered words, so that it can travel without its zeros:
 *
 *     0 .. CST_COUNT_KINDS - 1    the counters
 *     then of each spread         trials, sum, sum of squares (low word, high word), buckets
 *
 * Pure; any thread on its own rows.
 */
#ifndef CST_TALLY_ROW_WORDS_H
#define CST_TALLY_ROW_WORDS_H

#include "tally/row.h"

enum {
    CST_SPREAD_WORDS = 4 + CST_SPREAD_BUCKETS,
    CST_ROW_WORDS = CST_COUNT_KINDS + CST_SPREAD_KINDS * CST_SPREAD_WORDS
};

/* Calls `word` with every word that is not 0, in order of their numbers. */
void cst_row_words(const cst_row *row, void *self,
                   void (*word)(void *self, uint32_t number, uint64_t value));

/* row += the word of that number. False, with the row as it was: there is no such word, or the sum
 * does not fit. Where memory fails, cst_row_failed tells. */
bool cst_row_add_word(cst_row *row, uint64_t number, uint64_t value);

#endif
