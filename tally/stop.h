/* SPDX-License-Identifier: MIT
 *
 * When enough is known: the rules that end the trials of a cell before all of estimate.trials are
 * spent. A rule is asked at looks, which follow from the number of blocks alone: after the first
 * block, and then after half as many blocks again as at the look before, until all are in. Each of
 * the J looks of a cell has the J-th part of the level that its intervals may miss with. So all of
 * them hold at once (Boole's inequality), and the one at which the trials end holds whatever the
 * rule saw. Pure.
 */
#ifndef CST_TALLY_STOP_H
#define CST_TALLY_STOP_H

#include <stdbool.h>
#include <stdint.h>

typedef enum cst_stop_rule {
    CST_STOP_TRIALS,     /* at a fixed number of trials: there is one look */
    CST_STOP_EVENTS,     /* at so many events */
    CST_STOP_HALF_WIDTH, /* at an interval of half this width */
    CST_STOP_RELATIVE,   /* the same, as a share of the estimate */
    CST_STOP_UPPER,      /* once the interval lies below this, or does not reach below it */
    CST_STOP_TOTAL,      /* when all cells together have spent so many trials (study/effort.h) */
    CST_STOP_SECONDS,    /* when the run has taken so long, which no two runs do alike: at the last
                            look that was whole by then */
    CST_STOP_RULES
} cst_stop_rule;

typedef struct cst_stop {
    cst_stop_rule rule;
    double value; /* > 0; of TRIALS nothing */
} cst_stop;

/* The name of a rule, as the last word of its key: "events". */
const char *cst_stop_name(cst_stop_rule rule);

/* How many looks there are at that many blocks, >= 1; at how many blocks look 1, 2, .. is. */
uint32_t cst_stop_looks(uint64_t blocks);
uint64_t cst_stop_look(uint64_t blocks, uint32_t look);

/* The result that a rule looks at. */
typedef struct cst_stop_seen {
    double estimate, low, high; /* estimate: NaN without events */
    uint64_t events;
} cst_stop_seen;

/* Whether a rule asks what is known of a cell: TRIALS, TOTAL and SECONDS end trials whatever that
 * is. */
bool cst_stop_asks(cst_stop_rule rule);

/* Whether the rule is met by what was seen, which one that does not ask never is. Nothing seen is
 * no precision: without events only UPPER can be met. */
bool cst_stop_met(const cst_stop *stop, const cst_stop_seen *seen);

#endif
