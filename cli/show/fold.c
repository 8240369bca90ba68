/* SPDX-License-Identifier: MIT */
#include "cli/show/fold.h"

#include "cli/show/columns.h"

#include <string.h>

/* Bytes of the next piece, without the spaces behind it. */
static size_t piece_of(const char *text, bool title)
{
    size_t depth = 0;
    size_t at = 0;
    for (; text[at] != '\0'; at++) {
        if (text[at] == ' ' && depth == 0) {
            break;
        }
        depth += text[at] == '[' ? 1 : 0;
        depth -= depth > 0 && text[at] == ']' ? 1 : 0;
        if (title && strchr("._-", text[at]) != NULL && text[at + 1] != '\0') {
            return at + 1;
        }
    }
    return at;
}

size_t cst_fold_least(const char *text, bool title)
{
    size_t widest = 0;
    while (*text != '\0') {
        const size_t piece = piece_of(text, title);
        const size_t taken = cst_columns_taken(text, piece);
        widest = taken > widest ? taken : widest;
        text += piece;
        text += strspn(text, " ");
    }
    return widest;
}

size_t cst_fold_next(const char **text, size_t width, bool title)
{
    const char *from = *text;
    size_t end = piece_of(from, title);
    size_t after = end + strspn(from + end, " ");
    while (from[after] != '\0') {
        const size_t next = after + piece_of(from + after, title);
        if (cst_columns_taken(from, next) > width) {
            break;
        }
        end = next;
        after = end + strspn(from + end, " ");
    }
    *text = from + after;
    return end;
}

size_t cst_fold_lines(const char *text, size_t width, bool title)
{
    size_t lines = 0;
    do {
        cst_fold_next(&text, width, title);
        lines++;
    } while (*text != '\0');
    return lines;
}
