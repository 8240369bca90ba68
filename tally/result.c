/* SPDX-License-Identifier: MIT
 * One result: its words, and what follows from it alone. */
#include "base/check.h"
#include "tally/results.h"

#include <math.h>
#include <string.h>

static const cst_result_words words[CST_RESULT_KINDS] = {
#define CST_RESULT_WORDS(name, text, meaning, range, where)                                        \
    [CST_RESULT_##name] = {(text), (meaning), (range), (where)},
    CST_RESULTS(CST_RESULT_WORDS)
#undef CST_RESULT_WORDS
};

const cst_result_words *cst_result_about(cst_result_kind kind)
{
    cst_require(kind < CST_RESULT_KINDS);
    return &words[kind];
}

const char *cst_result_name(cst_result_kind kind)
{
    return cst_result_about(kind)->name;
}

bool cst_result_find(const char *name, cst_result_kind *kind)
{
    for (*kind = 0; *kind < CST_RESULT_KINDS; (*kind)++) {
        if (strcmp(words[*kind].name, name) == 0) {
            return true;
        }
    }
    return false;
}

const char cst_result_design[] = "by design";

bool cst_result_by_design(const cst_result *result)
{
    return result->method != NULL && strcmp(result->method, cst_result_design) == 0;
}

bool cst_result_shows_approximate(const cst_result *result)
{
    const cst_approximate *of = &result->approximate;
    return of->given && result->high - result->low > 3.0 * (of->high - of->low);
}

cst_result cst_result_rest(cst_result share)
{
    const cst_interval mirror = {.low = 1.0 - share.high, .high = 1.0 - share.low};
    const double left = 1.0 - share.estimate;
    share.estimate = left > 1e-15 ? left : (double)NAN;
    share.low = mirror.low;
    share.high = mirror.high;
    share.derived = true;
    share.approximate = cst_approximate_scaled(share.approximate, -1.0, 1.0);
    return share;
}

cst_result cst_result_times(cst_result share, double factor)
{
    share.estimate *= factor;
    share.low *= factor;
    share.high *= factor;
    share.approximate = cst_approximate_scaled(share.approximate, factor, 0.0);
    share.derived = true;
    return share;
}
