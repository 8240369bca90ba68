/* SPDX-License-Identifier: MIT */
#include "cli/show/scale.h"

/* Values that are as telling near 1 as near 0. */
static bool is_linear(cst_result_kind kind)
{
    return kind == CST_RESULT_MITIGATED_SHARE || kind == CST_RESULT_SAFETY ||
           kind == CST_RESULT_USEFULNESS || kind == CST_RESULT_AVAILABILITY ||
           kind == CST_RESULT_WIN_SHARE || kind == CST_RESULT_CONTINUE_SHARE ||
           kind == CST_RESULT_LOSE_SHARE || kind == CST_RESULT_WORK_DONE ||
           kind == CST_RESULT_REPORTED_SHARE || kind == CST_RESULT_REPORTED_BY_SCHEMERS;
}

bool cst_scale_takes_log(cst_scale scale, cst_result_kind kind, double least, double most)
{
    if (scale == CST_SCALE_AUTO) {
        return least > 0.0 && most >= 30.0 * least && !is_linear(kind);
    }
    return scale == CST_SCALE_LOG && least > 0.0;
}
