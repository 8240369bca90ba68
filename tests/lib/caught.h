/* SPDX-License-Identifier: MIT
 *
 * What is written to a stream, caught in memory and held against the right text.
 */
#ifndef CST_TESTS_CAUGHT_H
#define CST_TESTS_CAUGHT_H

#include <stdio.h>

typedef struct cst_caught {
    FILE *out;
    char *text; /* owned, from cst_caught_end on */
    size_t size;
} cst_caught;

/* Opens `out`. */
void cst_caught_begin(cst_caught *seen);

/* Closes it: `text` has all of it. The caller frees the text. */
void cst_caught_end(cst_caught *seen);

/* Whether two texts are the same; shows both where they are not. */
void cst_caught_same(const char *found, const char *right);

/* Closes it, and looks for each part (NULL ends them); all space between two words is one space, so
 * neither widths nor ends of lines matter. Frees it. */
void cst_caught_parts(cst_caught *seen, const char *const *part);

/* Closes it, holds all of it against the right text, and frees it. */
void cst_caught_expect(cst_caught *seen, const char *right);

#endif
