/* SPDX-License-Identifier: MIT
 *
 * The one writer of text for people: words flow into lines as wide as the stream
 * (cst_columns_of_prose), control characters show as '?'. A word that is longer than a line stays
 * whole (up to 4,095 bytes), so that a path or a key can be copied. Nothing is allocated, so
 * nothing can be missing.
 */
#ifndef CST_CLI_SHOW_FLOW_H
#define CST_CLI_SHOW_FLOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum { CST_FLOW_WORD = 4096 };

typedef struct cst_flow {
    FILE *out;
    size_t width;     /* of a line */
    size_t indent;    /* of the next lines */
    const char *fold; /* between lines, before the indent: a newline and what goes with it */
    size_t column;    /* taken in this line */
    bool begun;       /* this line has a word */
    size_t spaces;    /* before the next word, if it stays in this line */
    size_t length;    /* of the word that is not yet written */
    char word[CST_FLOW_WORD];
} cst_flow;

/* Starts a paragraph: its first line after `first` spaces, the next ones after `next`. */
cst_flow cst_flow_start(FILE *out, size_t first, size_t next);

/* Starts a line of code, such as YAML or JSON: as long as the stream lets it be, not only as long
 * as prose; what does not fit goes on further in. */
cst_flow cst_flow_code(FILE *out, size_t indent);

/* Adds text of any length. A newline is a space. */
void cst_flow_text(cst_flow *flow, const char *text);

/* Adds text that is not broken at its spaces. */
void cst_flow_word(cst_flow *flow, const char *text);

/* Adds formatted text of at most 4,095 bytes: numbers, names, sentences of our own. */
void cst_flow_add(cst_flow *flow, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Ends the paragraph and its line. */
void cst_flow_end(cst_flow *flow);

/* A whole paragraph: of formatted text as cst_flow_add, and of a text of any length. */
void cst_flow_line(FILE *out, const char *format, ...) __attribute__((format(printf, 2, 3)));
void cst_flow_paragraph(FILE *out, const char *text);

/* A message or a note, behind the program's name: one line for programs that read it, on a terminal
 * as many as it takes. At most 4,095 bytes. */
void cst_flow_message(FILE *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* "name  text" after `indent` spaces: the text from `column` on in all its lines, or under the name
 * where that leaves too little room. */
void cst_flow_item(FILE *out, size_t indent, const char *name, size_t column, const char *text);

/* Lines that keep their breaks and their indents, such as YAML and JSON. Those that are too long
 * for the stream go on in the next line, further in; where the stream has no end, none is. */
void cst_flow_lines(FILE *out, const char *text);

/* Starts a command of the shell after two spaces, in as many lines as it needs, each but the last
 * with a backslash at its end. */
cst_flow cst_flow_shell(FILE *out);

#endif
