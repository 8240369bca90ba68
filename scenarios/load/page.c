/* SPDX-License-Identifier: MIT */
#include "scenarios/load/page.h"

#include <stdlib.h>

bool cst_page_open(cst_page *page)
{
    *page = (cst_page){0};
    page->out = open_memstream(&page->text, &page->size);
    return page->out != NULL;
}

/* A write that failed is told by the stream alone. Closing it makes the text fit: where there is no
 * memory for that, the text is NULL and nothing else says so. */
char *cst_page_close(cst_page *page)
{
    const bool full = ferror(page->out) != 0;
    if (fclose(page->out) != 0 || full) {
        free(page->text);
        page->text = NULL;
    }
    return page->text;
}
