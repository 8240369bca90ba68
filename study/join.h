/* SPDX-License-Identifier: MIT
 *
 * Rows of neighbouring blocks as one, so that a results file opens quickly however many blocks
 * there were.
 */
#ifndef CST_STUDY_JOIN_H
#define CST_STUDY_JOIN_H

#include "study/job.h"

/* Joins the rows of a job that has put rows into its file and is finished. Whole blocks alone, and
 * none across a look of a rule (cst_stop_look), whether or not the job has a rule: so larger goals,
 * rules that are asked later, shards and merges meet the rows that they need. It ends early, within
 * a second, once *interrupted (NULL: never): then some rows are joined and others not, which is as
 * good. 0 or the store's code; what was there stays then. */
int cst_join_rows(cst_job *job, const volatile sig_atomic_t *interrupted, cst_error *error);

/* 0, or CST_ERR_STORE in the name of the file where a smaller goal than the file's would cut a row.
 */
int cst_join_check(const cst_job *job, const char *path, cst_error *error);

#endif
