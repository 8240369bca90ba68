/* SPDX-License-Identifier: MIT
 *
 * Numbers as words of a sentence: what study/show.h writes, by value. `.text` lasts for the whole
 * expression that it stands in.
 */
#ifndef CST_CLI_SHOW_WORDS_H
#define CST_CLI_SHOW_WORDS_H

#include "study/show.h"

typedef struct cst_words {
    char text[CST_INTERVAL_TEXT_MAX];
} cst_words;

/* cst_show_number, cst_show_bound, cst_show_interval, cst_show_percent and
 * cst_show_count. */
cst_words cst_words_number(double x, int digits);
cst_words cst_words_bound(double x, int digits, bool up);
cst_words cst_words_interval(double low, double high, int digits);
cst_words cst_words_percent(double share, int digits);
cst_words cst_words_count(uint64_t count);

#endif
