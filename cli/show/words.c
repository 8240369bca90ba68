/* SPDX-License-Identifier: MIT */
#include "cli/show/words.h"

cst_words cst_words_number(double x, int digits)
{
    cst_words words;
    cst_show_number(x, digits, words.text);
    return words;
}

cst_words cst_words_bound(double x, int digits, bool up)
{
    cst_words words;
    cst_show_bound(x, digits, up, words.text);
    return words;
}

cst_words cst_words_interval(double low, double high, int digits)
{
    cst_words words;
    cst_show_interval(low, high, digits, words.text);
    return words;
}

cst_words cst_words_percent(double share, int digits)
{
    cst_words words;
    cst_show_percent(share, digits, words.text);
    return words;
}

cst_words cst_words_count(uint64_t count)
{
    cst_words words;
    cst_show_count(count, words.text);
    return words;
}
