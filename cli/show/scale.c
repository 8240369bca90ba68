/* SPDX-License-Identifier: MIT */
#include "cli/show/scale.h"

#include <math.h>
#include <string.h>

/* Values that are as telling near 1 as near 0. */
static bool is_linear(cst_result_kind kind)
{
    return kind == CST_RESULT_MITIGATED_SHARE || kind == CST_RESULT_SAFETY ||
           kind == CST_RESULT_USEFULNESS || kind == CST_RESULT_AVAILABILITY ||
           kind == CST_RESULT_WIN_SHARE || kind == CST_RESULT_CONTINUE_SHARE ||
           kind == CST_RESULT_LOSE_SHARE || kind == CST_RESULT_WORK_DONE ||
           kind == CST_RESULT_REPORTED_SHARE || kind == CST_RESULT_REPORTED_BY_SCHEMERS;
}

static bool ends_with(const char *text, const char *end)
{
    const size_t length = strlen(text);
    const size_t cut = strlen(end);
    return length >= cut && strcmp(text + length - cut, end) == 0;
}

void cst_scale_ends(cst_result_kind kind, double ends[2])
{
    const char *range = cst_result_about(kind)->range;
    ends[0] = strstr(range, "from 0 ") != NULL || ends_with(range, " at least 0") ? 0.0 : -INFINITY;
    ends[1] = ends_with(range, " to 1") || ends_with(range, " at most 1") ? 1.0 : INFINITY;
}

bool cst_scale_takes_log(cst_scale scale, cst_result_kind kind, double least, double most)
{
    if (scale == CST_SCALE_AUTO) {
        return least > 0.0 && most >= 30.0 * least && !is_linear(kind);
    }
    return scale == CST_SCALE_LOG && least > 0.0;
}
