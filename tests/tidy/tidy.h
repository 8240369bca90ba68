/* SPDX-License-Identifier: MIT
 *
 * The house rules as a test: reads a source tree and says, one line each, where it breaks them. It
 * knows the shape of the tree and some C by its looks; it compiles nothing.
 */
#ifndef CST_TESTS_TIDY_H
#define CST_TESTS_TIDY_H

#include <stdbool.h>
#include <stddef.h>

enum { TIDY_PATH_MAX = 4096, TIDY_NAME_MAX = 128 };

typedef struct tidy_file {
    const char *path;    /* below the root, as in "base/error.c" */
    char *text;          /* owned, ends in '\0' */
    char *code;          /* owned: the same length, comments and literals made blank */
    size_t size;         /* bytes on disk */
} tidy_file;

typedef struct tidy {
    const char *root;
    size_t files;    /* that were read */
    size_t findings; /* that were printed */
} tidy;

/* Prints "path:line: text" (line 0: "path: text") and counts it. */
void tidy_say(tidy *house, const char *path, size_t line, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Reads a file of the tree; false where it cannot be read. Free it in any case. */
bool tidy_read(const tidy *house, const char *path, tidy_file *file);
void tidy_file_free(tidy_file *file);

/* Whether a file of that path, made as by printf, is in the tree. */
bool tidy_exists(const tidy *house, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Steps through lines: *cursor starts at a text; the line's end is where '\n' or '\0' stands. NULL
 * after the last. */
const char *tidy_line(const char **cursor, size_t *length);

/* Small questions about paths and words. tidy_listed: the word, of that length, is one of the words
 * of a list that is separated by spaces. */
bool tidy_starts(const char *text, const char *start);
bool tidy_ends(const char *text, const char *end);
bool tidy_listed(const char *list, const char *word, size_t length);

/* The room of a path, as in "scenarios/load"; "" for a path outside of the rooms. */
const char *tidy_room(const char *path);

/* The rules. Each prints what it finds. */
void tidy_rule_calls(tidy *house, const tidy_file *file);    /* banned calls */
void tidy_rule_includes(tidy *house, const tidy_file *file); /* the layer order */
void tidy_rule_shape(tidy *house, const tidy_file *file);    /* lengths, licence, leftovers */
void tidy_rule_header(tidy *house, const tidy_file *file);   /* a comment for what is public */
void tidy_rule_fragment(tidy *house, const char *path);      /* kinds of changes */
void tidy_rule_company(tidy *house, const tidy_file *file);  /* a test, a page */
void tidy_rule_page(tidy *house, const tidy_file *page);     /* links and names of files */

#endif
