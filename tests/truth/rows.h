/* SPDX-License-Identifier: MIT
 *
 * For the files of tests/truth/rows_*.c: a book of rows. A row is a small scenario, simulated over
 * the direct link by naive, and by skip too where that serves it; then each of its quantities is
 * held against a value that was computed by hand, and goes into the book as a line. Seeds come from
 * the number of the row. Every function aborts where memory or a scenario does not hold.
 */
#ifndef CST_TESTS_TRUTH_ROWS_H
#define CST_TESTS_TRUTH_ROWS_H

#include "estimate/sample/cell.h"

typedef struct rows_book rows_book;

/* Simulates `trials` trials (20 times as many where CST_LONG=1). section: "3".. of MODEL; name:
 * "<kind> <name>", then perhaps ", <what is special>". */
void rows_run(rows_book *book, const char *section, const char *name, const cst_trial_spec *spec,
              uint64_t trials);

/* The same by skip alone, for rare things that naive would take long to see. */
void rows_run_skip(rows_book *book, const char *section, const char *name,
                   const cst_trial_spec *spec, uint64_t trials);

/* Every one below adds a line of the row that was run last. truth: the formula in a few words.
 *
 * `events` out of `of` draws that are independent, or are so given their number: exact tails. */
void rows_share(rows_book *book, const char *truth, cst_count events, cst_count of, double value);
/* Trials in which this quantity is `at` (below 64), out of all trials: exact tails. */
void rows_at(rows_book *book, const char *truth, cst_spread_kind kind, uint64_t at, double value);
/* The mean over trials, whatever the tasks of one share: normal, at least 5000 trials. */
void rows_mean(rows_book *book, const char *truth, cst_spread_kind kind, double value);
/* The sum of a counter over trials, whose mean and variance in one trial are known: normal, at
 * least 5000 trials. */
void rows_sum(rows_book *book, const char *truth, cst_count kind, double mean, double variance);
/* A result of the row (naive) that follows from its counters by this value: within 1e-12. */
void rows_result(rows_book *book, const char *truth, cst_result_kind kind, double value);
/* A row that is no scenario of its own; what was counted comes from outside. Then: `events` out of
 * `of` independent draws, called what, by exact tails; and two values that are to be one, within
 * 1e-12. */
void rows_elsewhere(rows_book *book, const char *section, const char *name);
void rows_counted(rows_book *book, const char *what, const char *truth, uint64_t events,
                  uint64_t of, double value);
void rows_equal(rows_book *book, const char *what, const char *truth, double found, double value);
/* A counter of the row that was run last, by naive. */
double rows_count(const rows_book *book, cst_count kind);

/* 20 agents, 10 rounds, independent at .1, threshold .8 at .05, always-pass .7, committee of 3 by
 * majority, audits that find .9. */
cst_trial_spec rows_base(void);
/* The same with this protocol and few tasks. */
cst_trial_spec rows_small(const char *protocol, uint32_t agents, uint32_t rounds);
/* Two lineages of equal share, "a" and "b". */
cst_lineage *rows_two_lineages(cst_trial_spec *spec);

/* The rows of MODEL sections 3 to 8, 11.3 and 11.4. */
void rows_section_3(rows_book *book);
void rows_section_3_shared(rows_book *book);
void rows_section_4(rows_book *book);
void rows_section_5(rows_book *book);
void rows_section_6(rows_book *book);
void rows_section_6_bonds(rows_book *book);
void rows_section_6_learned(rows_book *book);
void rows_section_7(rows_book *book);
void rows_section_7_options(rows_book *book);
void rows_section_7_honeypots(rows_book *book);
void rows_section_7_memory(rows_book *book);
void rows_section_8(rows_book *book);
void rows_section_11_3(rows_book *book);
void rows_section_11_4(rows_book *book);

#endif
