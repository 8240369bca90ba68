/* SPDX-License-Identifier: MIT
 *
 * A text that grows at its end. Plain data: start from a zeroed one, end with cst_text_free. When
 * memory runs out the text is marked as failed and later additions do nothing, so that a writer
 * checks once, at its end.
 */
#ifndef CST_STORE_TEXT_H
#define CST_STORE_TEXT_H

#include "tally/row.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct cst_text {
    char *data; /* heap, NUL-terminated; NULL while nothing was added */
    size_t size;
    size_t capacity;
    bool failed;
} cst_text;

/* Adds a string; what printf would write; a 128-bit whole number in decimal. */
void cst_text_add(cst_text *text, const char *string);
void cst_text_print(cst_text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
void cst_text_add_wide(cst_text *text, cst_u128 number);

enum { CST_DIGEST_TEXT = 65 }; /* 64 lower-case hexadecimal digits and the NUL */

/* The SHA-256 of the text. False where memory ran out for it. */
bool cst_text_digest(const cst_text *text, char out[CST_DIGEST_TEXT]);

/* Frees what it holds and zeroes it. Legal on a zeroed text. */
void cst_text_free(cst_text *text);

/* Reads all of a decimal 128-bit number without sign or leading zeros. False if it is none. */
bool cst_text_read_wide(const char *string, cst_u128 *number);

#endif
