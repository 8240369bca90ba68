/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* fopencookie */
#include "scenarios/load/page.h"

#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

/* Not open_memstream: where its text cannot grow, it drops what was to be written, and neither
 * ferror nor fclose tells. What is not added here, both tell. */
static ssize_t add(void *self, const char *part, size_t size)
{
    cst_page *page = self;
    if (size >= page->room - page->size) {
        const size_t room = 2 * (page->size + size) + 1;
        char *text = realloc(page->text, room);
        if (text == NULL) {
            return 0;
        }
        page->text = text;
        page->room = room;
    }
    memcpy(page->text + page->size, part, size);
    page->size += size;
    page->text[page->size] = '\0';
    return (ssize_t)size;
}

bool cst_page_open(cst_page *page)
{
    *page = (cst_page){.text = calloc(1, 1), .room = 1};
    if (page->text != NULL) {
        page->out = fopencookie(page, "w", (cookie_io_functions_t){.write = add});
    }
    if (page->out == NULL) {
        free(page->text);
    }
    return page->out != NULL;
}

char *cst_page_close(cst_page *page)
{
    const bool full = ferror(page->out) != 0;
    if (fclose(page->out) != 0 || full) {
        free(page->text);
        page->text = NULL;
    }
    return page->text;
}
