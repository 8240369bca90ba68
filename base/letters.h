/* SPDX-License-Identifier: MIT
 *
 * Foreign text, read letter by letter as UTF-8: what of it may be shown to people. What a terminal
 * would obey or a reader could not see may not: control characters (U+0000 to U+001F, U+007F to
 * U+009F), marks of direction, other invisible marks, line and paragraph separators, bytes that are
 * no UTF-8. Every message, table, page and picture goes through here.
 */
#ifndef CST_BASE_LETTERS_H
#define CST_BASE_LETTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What stands for what may not be shown. */
#define CST_LETTERS_HIDDEN '?'

typedef struct cst_letter {
    uint32_t code; /* U+FFFD for a byte that is no UTF-8 */
    size_t bytes;  /* 1 to 4; 0 at the end of the text */
    bool shown;    /* may be shown as it is */
} cst_letter;

/* The letter that a text begins with. */
cst_letter cst_letters_first(const char *text);

/* Puts CST_LETTERS_HIDDEN in the place of each letter that may not be shown; the text gets no
 * longer.
 */
void cst_letters_clean(char *text);

/* The number of letters. */
size_t cst_letters_count(const char *text);

/* The bytes of the first `letters` letters, of all where there are fewer. */
size_t cst_letters_bytes(const char *text, size_t letters);

#endif
