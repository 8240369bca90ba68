/* SPDX-License-Identifier: MIT */
#include "cli/show/columns.h"

#include "base/letters.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { LEAST = 20, PROSE = 100, UNKNOWN_TERMINAL = 80, MOST = 100000 };

static const FILE *endless;

void cst_columns_free(FILE *out)
{
    endless = out;
}

/* What COLUMNS says; 0 where it says nothing of use. */
static size_t asked(void)
{
    const char *text = getenv("COLUMNS");
    size_t value = 0;
    if (text == NULL || *text == '\0') {
        return 0;
    }
    for (; *text >= '0' && *text <= '9' && value < MOST; text++) {
        value = 10 * value + (size_t)(*text - '0');
    }
    return *text == '\0' ? value : 0;
}

size_t cst_columns_of(FILE *out)
{
    size_t columns = out == endless ? SIZE_MAX : asked();
    if (columns == 0) {
        struct winsize size = {0};
        const int handle = fileno(out);
        if (handle < 0 || !isatty(handle)) {
            return SIZE_MAX;
        }
        columns = ioctl(handle, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col
                                                                           : UNKNOWN_TERMINAL;
    }
    return columns < LEAST ? LEAST : columns;
}

size_t cst_rows_of(FILE *out)
{
    struct winsize size = {0};
    const int handle = fileno(out);
    return handle >= 0 && ioctl(handle, TIOCGWINSZ, &size) == 0 ? size.ws_row : 0;
}

size_t cst_columns_of_prose(FILE *out)
{
    const size_t columns = cst_columns_of(out);
    return columns < PROSE || out == endless ? columns : PROSE;
}

typedef struct range {
    uint32_t first, last, columns;
} range;

/* What does not take one column; in order. */
static const range ranges[] = {
    {0x300, 0x36f, 0},     {0x200c, 0x200d, 0},   {0x1100, 0x115f, 2}, {0x2e80, 0x303e, 2},
    {0x3041, 0xa4cf, 2},   {0xac00, 0xd7a3, 2},   {0xf900, 0xfaff, 2}, {0xfe00, 0xfe0f, 0},
    {0xfe30, 0xfe6f, 2},   {0xff00, 0xff60, 2},   {0xffe0, 0xffe6, 2}, {0x1f300, 0x1f64f, 2},
    {0x1f900, 0x1f9ff, 2}, {0x20000, 0x3fffd, 2},
};

static uint32_t taken_by(uint32_t character)
{
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        if (character >= ranges[i].first && character <= ranges[i].last) {
            return ranges[i].columns;
        }
    }
    return 1;
}

size_t cst_columns_taken(const char *text, size_t bytes)
{
    const char *end = text + bytes;
    size_t columns = 0;
    for (cst_letter letter; text < end && (letter = cst_letters_first(text)).bytes > 0;
         text += letter.bytes) {
        columns += letter.shown ? taken_by(letter.code) : 1;
    }
    return columns;
}

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
