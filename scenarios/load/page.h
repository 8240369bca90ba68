/* SPDX-License-Identifier: MIT
 *
 * A text that is written like a file, into memory: nothing of it is there until it is whole.
 */
#ifndef CST_SCENARIOS_LOAD_PAGE_H
#define CST_SCENARIOS_LOAD_PAGE_H

#include <stdbool.h>
#include <stdio.h>

typedef struct cst_page {
    FILE *out; /* to be written to */
    char *text;
    size_t size;
} cst_page;

/* False, and nothing to close: no memory. */
bool cst_page_open(cst_page *page);

/* Ends the page and gives its text, which the caller frees; NULL: no memory for all of it. */
char *cst_page_close(cst_page *page);

#endif
