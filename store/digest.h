/* SPDX-License-Identifier: MIT
 *
 * SHA-256 as hexadecimal text. Pure, any thread.
 */
#ifndef CST_STORE_DIGEST_H
#define CST_STORE_DIGEST_H

#include "store/text.h"

#include <stddef.h>

enum { CST_DIGEST_TEXT = 65 }; /* 64 lower-case hexadecimal digits and the NUL */

/* The SHA-256 of `size` bytes. */
void cst_digest_hex(const void *bytes, size_t size, char out[CST_DIGEST_TEXT]);

/* The SHA-256 of a text, which is freed. False where the text had no memory. */
bool cst_digest_text(cst_text *text, char out[CST_DIGEST_TEXT]);

#endif
