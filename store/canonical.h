/* SPDX-License-Identifier: MIT
 *
 * The bytes: the part of a cell's result that never differs between machines, threads, links and
 * batch sizes (MODEL section 13).
 */
#ifndef CST_STORE_CANONICAL_H
#define CST_STORE_CANONICAL_H

#include "tally/row.h"
#include "tally/stop.h"

#include <stdio.h>

/* What trials [0, done) of a cell came to. */
typedef struct cst_canonical {
    const char *id; /* of the cell */
    uint64_t seed, trials;
    cst_stop stop;        /* but for TRIALS also: */
    uint32_t look, looks; /* the one after the trials that are done, of how many */
    bool met;             /* the rule */
    uint64_t done;
    const uint64_t *count; /* of a row, with what it does not tell */
    uint64_t untold;
    const char *per_trial; /* its spreads as cst_spread_text_write has them */
} cst_canonical;

/* Writes what follows the scenario in the canonical part, which is JSON without spaces in this key
 * order, but for the brace that closes it:
 * {"scenario":<canonical>,"seed":..,"model_version":..,"cell":"<id>","ranges":[[0,done]],
 * "counts":{every known counter,"per_trial":{spreads}},"stop":{"rule":"trials","trials":..}}.
 * done = 0 gives "ranges":[]. Under another rule the last is
 * "stop":{"rule":"relative","relative":0.1,"trials":..,"look":..,"looks":..,"met":true}. */
void cst_canonical_write(const cst_canonical *of, FILE *out);

#endif
