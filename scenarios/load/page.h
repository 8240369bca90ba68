/* SPDX-License-Identifier: MIT
 *
 * A text that is written like a file, into memory: nothing of it is there until it is whole.
 */
#ifndef CST_SCENARIOS_LOAD_PAGE_H
#define CST_SCENARIOS_LOAD_PAGE_H

#include <stdbool.h>
#include <stdio.h>

typedef struct cst_page {
    FILE *out; /* to be written to; it has no place, so ftell fails */
    char *text;
    size_t size; /* once closed: without the NUL behind it */
    size_t room;
} cst_page;

/* The page stays where it is until it is closed. False, and nothing to close: no memory. */
bool cst_page_open(cst_page *page);

/* Ends the page and gives its text, which the caller frees; NULL: no memory for all of it. */
char *cst_page_close(cst_page *page);

#endif
