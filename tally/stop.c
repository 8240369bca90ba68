/* SPDX-License-Identifier: MIT */
#include "tally/stop.h"

#include "base/check.h"

#include <math.h>

const char *cst_stop_name(cst_stop_rule rule)
{
    static const char *const names[CST_STOP_RULES] = {
        [CST_STOP_TRIALS] = "trials",         [CST_STOP_EVENTS] = "events",
        [CST_STOP_HALF_WIDTH] = "half_width", [CST_STOP_RELATIVE] = "relative",
        [CST_STOP_UPPER] = "upper",           [CST_STOP_TOTAL] = "total",
        [CST_STOP_SECONDS] = "seconds",
    };
    return names[rule];
}

bool cst_stop_asks(cst_stop_rule rule)
{
    return rule != CST_STOP_TRIALS && rule != CST_STOP_TOTAL && rule != CST_STOP_SECONDS;
}

/* The look after the one at that many blocks. Three halves: looks that lie closer ask for wider
 * intervals, and looks further apart are late by more; from 5/4 to 2 it hardly matters. */
static uint64_t next(uint64_t at, uint64_t blocks)
{
    const uint64_t step = at < 2 ? 1 : at / 2;
    return step < blocks - at ? at + step : blocks;
}

uint32_t cst_stop_looks(uint64_t blocks)
{
    uint32_t looks = 1;
    cst_require(blocks >= 1);
    for (uint64_t at = 1; at < blocks; at = next(at, blocks)) {
        looks++;
    }
    return looks;
}

uint64_t cst_stop_look(uint64_t blocks, uint32_t look)
{
    uint64_t at = 1;
    cst_require(look >= 1 && blocks >= 1);
    for (uint32_t i = 1; i < look; i++) {
        at = next(at, blocks);
    }
    return at;
}

bool cst_stop_met(const cst_stop *stop, const cst_stop_seen *seen)
{
    const double half = 0.5 * (seen->high - seen->low);
    switch (stop->rule) {
    case CST_STOP_EVENTS:
        return (double)seen->events >= stop->value;
    case CST_STOP_HALF_WIDTH:
        return seen->events > 0 && half <= stop->value;
    case CST_STOP_RELATIVE:
        return seen->events > 0 && half <= stop->value * fabs(seen->estimate);
    case CST_STOP_UPPER:
        return seen->high < stop->value || seen->low >= stop->value;
    default:
        return false;
    }
}
