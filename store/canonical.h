/* SPDX-License-Identifier: MIT
 *
 * The bytes: the part of a cell's result that never differs between machines, threads, links and
 * batch sizes (MODEL section 13), and its digest.
 */
#ifndef CST_STORE_CANONICAL_H
#define CST_STORE_CANONICAL_H

#include "store/store.h"
#include "store/text.h"

/* Makes the canonical part of one cell as JSON without spaces, in this key order:
 * {"scenario":<cell->canonical>,"seed":..,"model_version":..,"cell":"<id>","ranges":[[0,done]],
 * "counts":{every known counter,"per_trial":{spreads}},"stop":{"rule":"trials","trials":..}}.
 * Trials [0, done) are counted in row; done = 0 gives "ranges":[]. Reads id, canonical, seed and
 * trials of the cell. *text is heap, free it with free(); digest gets its SHA-256. 0, or
 * CST_ERR_MEMORY with *text NULL. */
int cst_canonical_result(const cst_store_cell *cell, uint64_t done, const cst_row *row, char **text,
                         char digest[CST_DIGEST_TEXT], cst_error *error);

#endif
