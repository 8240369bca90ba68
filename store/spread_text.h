/* SPDX-License-Identifier: MIT
 *
 * The spreads of a row as JSON text, the same in the results file and in the bytes:
 * {"attacks":{"trials":3,"sum":5,"sum_sq":"9","histogram":[[1,1],[2,2]]},...}, no spaces, spreads
 * in their frozen order, only those with trials > 0, a histogram's entries [least value of the
 * bucket, trials] with trials > 0 by rising value. sum_sq is text because it has 128 bits. Behind
 * them the slots of the pairs that have any: "slots":{"harm":{"level":0,"first":0,"sums":[..]}},
 * with an entry for each slot from the first on: [1,x,y] of one trial, or [trials,x,y,"xx","xy",
 * "yy"]; of x alone [1,x] or [trials,x,"xx"]; [0] of none.
 */
#ifndef CST_STORE_SPREAD_TEXT_H
#define CST_STORE_SPREAD_TEXT_H

#include "tally/row.h"

/* The spreads and slots of a row: heap, the caller frees; NULL without memory. */
char *cst_spread_text_write(const cst_row *row);

/* Reads such text, which may come from anywhere, into row->spread and row->slots, in place of what
 * these held. Only text that cst_spread_text_write would have made of the same spreads is taken;
 * whether they fit their row is for cst_row_check to say. 0; CST_ERR_STORE with what is wrong;
 * CST_ERR_MEMORY. */
int cst_spread_text_read(const char *text, size_t size, cst_row *row, cst_error *error);

#endif
