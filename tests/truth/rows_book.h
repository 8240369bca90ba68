/* SPDX-License-Identifier: MIT
 *
 * For the files of tests/truth/rows*.c: the book that rows.h speaks of, from outside.
 */
#ifndef CST_TESTS_TRUTH_ROWS_BOOK_H
#define CST_TESTS_TRUTH_ROWS_BOOK_H

#include "scenarios/load/choices.h"
#include "tests/truth/rows.h"

/* An empty book; to be freed. */
rows_book *rows_book_new(void);
void rows_book_free(rows_book *book);

/* Whether a row is named "<kind> <name>", or so with ", ..." behind, and made that choice. */
bool rows_book_has(const rows_book *book, const char *kind, const cst_choice *choice,
                   uint32_t index);

/* Whether a row gives this key, which it uses, another value than its default; the key of a trial
 * or of a lineage. Never of a text, a name or a population. */
bool rows_book_sets(const rows_book *book, const cst_key *key);
bool rows_book_sets_lineage(const rows_book *book, const cst_key *key);

/* Prints the lines as a table in Markdown, section by section, and what they come to; returns how
 * many lines deviate or could not be judged. */
uint32_t rows_book_print(const rows_book *book);

#endif
