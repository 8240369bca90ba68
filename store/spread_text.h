/* SPDX-License-Identifier: MIT
 *
 * The spreads of a row as JSON text, the same in the results file and in the bytes:
 * {"attacks":{"trials":3,"sum":5,"sum_sq":"9","histogram":[[1,1],[2,2]]},...}, no spaces, spreads
 * in their frozen order, only those with trials > 0, a histogram's entries [least value of the
 * bucket, trials] with trials > 0 by rising value. sum_sq is text because it has 128 bits.
 */
#ifndef CST_STORE_SPREAD_TEXT_H
#define CST_STORE_SPREAD_TEXT_H

#include "tally/row.h"

/* The spreads of a row: heap, the caller frees; NULL without memory. */
char *cst_spread_text_write(const cst_row *row);

/* Reads such text, which may come from anywhere, into row->spread, in place of what it held. Only
 * text that cst_spread_text_write would have made of the same spreads is taken; whether they fit
 * their row is for cst_row_check to say. 0; CST_ERR_STORE with what is wrong; CST_ERR_MEMORY. */
int cst_spread_text_read(const char *text, size_t size, cst_row *row, cst_error *error);

#endif
