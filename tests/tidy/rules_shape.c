/* SPDX-License-Identifier: MIT
 * Lengths of lines, functions and files; the licence line; leftovers; a comment above what is
 * public. */
#include "tests/tidy/tidy.h"

#include <string.h>

enum { COLUMNS_MAX = 100, FUNCTION_MAX = 70, SOURCE_MAX = 600, HEADER_MAX = 200 };
enum { LICENCE_LINES = 2 }; /* a #! line may stand above it */

/* Spelled in halves, or this file would find itself. */
static const char *const leftovers[] = {"TO"
                                        "DO",
                                        "FIX"
                                        "ME"};

static size_t columns(const char *line, size_t length)
{
    size_t count = 0;
    for (size_t i = 0; i < length; i++) {
        count += ((unsigned char)line[i] & 0xC0U) != 0x80U ? 1 : 0; /* a UTF-8 character is one */
    }
    return count;
}

static bool contains(const char *line, size_t length, const char *word)
{
    size_t size = strlen(word);
    for (size_t i = 0; i + size <= length; i++) {
        if (strncmp(line + i, word, size) == 0) {
            return true;
        }
    }
    return false;
}

static size_t judge_lines(tidy *house, const tidy_file *file)
{
    bool licence = false;
    const char *cursor = file->text;
    const char *line;
    size_t length;
    size_t number = 0;
    while ((line = tidy_line(&cursor, &length)) != NULL) {
        number++;
        if (columns(line, length) > COLUMNS_MAX) {
            tidy_say(house, file->path, number, "%zu columns: a line has at most %d",
                     columns(line, length), COLUMNS_MAX);
        }
        for (size_t i = 0; i < sizeof leftovers / sizeof leftovers[0]; i++) {
            if (contains(line, length, leftovers[i])) {
                tidy_say(house, file->path, number, "%s: finish it or write an issue",
                         leftovers[i]);
            }
        }
        if (number <= LICENCE_LINES && contains(line, length, "SPDX-License-Identifier: MIT")) {
            licence = true;
        }
    }
    if (!licence) {
        tidy_say(house, file->path, 1, "expected the line SPDX-License-Identifier: MIT");
    }
    return number;
}

static bool only(const char *line, size_t length, char c)
{
    return length == 1 && line[0] == c;
}

/* A body is what stands between a { and a } that are alone in column 1: the format of this house
 * gives this shape to functions and to nothing else. */
static void judge_functions(tidy *house, const tidy_file *file)
{
    const char *cursor = file->code;
    const char *line;
    size_t length;
    size_t begin = 0;
    for (size_t number = 1; (line = tidy_line(&cursor, &length)) != NULL; number++) {
        if (only(line, length, '{')) {
            begin = number;
        } else if (only(line, length, '}') && begin > 0) {
            size_t body = number - begin + 1;
            if (body > FUNCTION_MAX) {
                tidy_say(house, file->path, begin, "a function of %zu lines: it has at most %d",
                         body, FUNCTION_MAX);
            }
            begin = 0;
        }
    }
}

void tidy_rule_shape(tidy *house, const tidy_file *file)
{
    size_t lines = judge_lines(house, file);
    size_t most = tidy_ends(file->path, ".h") ? HEADER_MAX : SOURCE_MAX;
    if (tidy_ends(file->path, ".c") || tidy_ends(file->path, ".h")) {
        judge_functions(house, file);
        if (lines > most) {
            tidy_say(house, file->path, 0, "%zu lines: such a file has at most %zu", lines, most);
        }
    }
}

/* Where we are in a header, line by line. */
typedef struct reader {
    bool covered;      /* a comment stands above, with no empty line between */
    bool preprocessor; /* the line goes on with a directive that ended in a backslash */
    int depth;         /* of braces */
    size_t begin;      /* first line of the declaration, 0 between declarations */
    bool call;         /* it has a parenthesis */
    bool other;        /* it is a type, or data */
} reader;

static bool blank(const char *line, size_t length)
{
    return strspn(line, " \t") >= length;
}

static void read_declaration(tidy *house, const tidy_file *file, reader *at, const char *line,
                             size_t length, size_t number)
{
    if (at->depth == 0 && at->begin == 0 && !blank(line, length) && line[0] != '}') {
        at->begin = number;
        at->call = false;
        at->other = tidy_starts(line, "typedef") || tidy_starts(line, "struct ") ||
                    tidy_starts(line, "enum ") || tidy_starts(line, "union ") ||
                    tidy_starts(line, "extern const") || tidy_starts(line, "_Static_assert") ||
                    tidy_starts(line, "__extension__");
    }
    for (size_t i = 0; i < length; i++) {
        at->call = at->call || (at->depth == 0 && line[i] == '(');
        bool ends = at->depth == 0 && (line[i] == ';' || line[i] == '{');
        if (ends && at->begin > 0 && at->call && !at->other && !at->covered) {
            tidy_say(house, file->path, at->begin, "a public function without a comment above");
        }
        at->begin = ends ? 0 : at->begin;
        at->depth += line[i] == '{' ? 1 : line[i] == '}' ? -1 : 0;
    }
}

void tidy_rule_header(tidy *house, const tidy_file *file)
{
    if (!tidy_ends(file->path, ".h") || tidy_room(file->path)[0] == '\0') {
        return;
    }
    reader at = {0};
    const char *cursor = file->code;
    const char *line;
    size_t length;
    for (size_t number = 1; (line = tidy_line(&cursor, &length)) != NULL; number++) {
        const char *raw = file->text + (line - file->code);
        bool directive = at.preprocessor || line[0] == '#';
        at.preprocessor = directive && length > 0 && line[length - 1] == '\\';
        if (directive) {
            continue;
        }
        if (at.depth == 0 && at.begin == 0 && blank(line, length)) {
            at.covered = !blank(raw, length); /* a comment, or an empty line */
        }
        read_declaration(house, file, &at, line, length, number);
    }
}
