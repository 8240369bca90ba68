/* SPDX-License-Identifier: MIT
 *
 * Files of counts of who schemed together: rows of agents (given the same task), schemed (how many
 * of them did) and count (tasks for which this is so). A name that ends with .csv, or "-", is CSV
 * with these columns; any other is JSON or YAML, a list of maps with these keys. Where it has
 * columns of scenarios/load/episode_file.h, it is a file of verdicts by episode instead.
 */
#ifndef CST_SCENARIOS_LOAD_FIT_FILE_H
#define CST_SCENARIOS_LOAD_FIT_FILE_H

#include "estimate/ask/episodes.h"
#include "estimate/ask/fit.h"

typedef struct cst_fit_file {
    cst_fit_counts counts;
    cst_episodes episodes; /* of a file with episodes; else without runs */
} cst_fit_file;

/* Reads path ("-": standard input). Of counts, all rows have the same number of agents; rows that
 * say the same add up; there is at least one task. 0, CST_ERR_DATA_FILE with its place, or
 * CST_ERR_MEMORY; cst_fit_file_free is legal after failure. */
int cst_fit_file_read(cst_fit_file *fit, const char *path, cst_error *error);
void cst_fit_file_free(cst_fit_file *fit);

/* The same from text[0..size), where text[size] is zero; `file` is what places are reported in, and
 * CSV text is overwritten. */
int cst_fit_file_parse(cst_fit_file *fit, const char *file, char *text, size_t size, bool csv,
                       cst_error *error);

#endif
