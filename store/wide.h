/* SPDX-License-Identifier: MIT
 *
 * Whole numbers of 128 bits as decimal text. Pure; any thread.
 */
#ifndef CST_STORE_WIDE_H
#define CST_STORE_WIDE_H

#include "tally/row.h"

#include <stdbool.h>

enum { CST_WIDE_TEXT = 40 }; /* 39 digits and the NUL */

/* Writes the number. Returns where its text begins in out. */
const char *cst_wide_text(cst_u128 number, char out[CST_WIDE_TEXT]);

/* Reads all of a decimal 128-bit number without sign or leading zeros. False if it is none. */
bool cst_wide_read(const char *text, cst_u128 *number);

#endif
