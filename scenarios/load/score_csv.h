/* SPDX-License-Identifier: MIT
 *
 * Scores sample by sample, in CSV with the columns score, label (honest or attack, benign or
 * malicious, 0 or 1, in any case), and unscored (optional); others are passed over, and the first
 * two may have other names: to counts per score. Up to CST_SCORE_BINS_MAX distinct scores are a bin
 * each. More of them become fewer in two steps: neighbours that only honest samples have, or only
 * attacks, are one bin, which changes no TPR at any FPR; where that is not enough, the rest is cut
 * into shares of the pooled sample by rank, of 1/256 or up to 1/128 where some of those bins are
 * larger than that, so that there are 256 bins at most. Equal scores stay together.
 */
#ifndef CST_SCENARIOS_LOAD_SCORE_CSV_H
#define CST_SCENARIOS_LOAD_SCORE_CSV_H

#include "monitor/scores/score.h"

#include <stddef.h>

/* Of a kind, also in files of counts, so that a margin is a count that a scenario may state. */
enum { CST_SAMPLES_MAX = 1000000000 };

/* The names of two columns; NULL: score, label. */
typedef struct cst_score_columns {
    const char *score, *label;
} cst_score_columns;

/* Fills counts from text[0..size), where text[size] is zero; the text is overwritten. A sample
 * without a score (nothing, NaN), or with unscored = 1 (True), is counted as unscored. `file` is
 * what places are reported in; columns NULL: the usual names. 0, CST_ERR_DATA_FILE with its place,
 * or CST_ERR_MEMORY. */
int cst_score_csv_counts(cst_score_counts *counts, const char *file, char *text, size_t size,
                         const cst_score_columns *columns, cst_error *error);

#endif
