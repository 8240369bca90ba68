/* SPDX-License-Identifier: MIT
 *
 * Files of scores. Counts are a map of sets, each with n_honest, n_attack, honest_hist and
 * attack_hist (counts per score, least suspicious first), and what else it likes to say (source,
 * evidence); samples in n_ that are in no bin have no score. JSON or YAML. A name that ends with
 * .csv or .tsv is a file of samples (score_csv.h), which is one set without a name. Files are read
 * once.
 */
#ifndef CST_SCENARIOS_LOAD_DATA_FILE_H
#define CST_SCENARIOS_LOAD_DATA_FILE_H

#include "monitor/scores/joint.h"
#include "scenarios/load/key.h"

enum { CST_DATA_FILES_MAX = 64 };

typedef struct cst_data_file {
    char *path;
    cst_yaml yaml;             /* empty for a file of samples */
    cst_score_counts *counts;  /* heap: of a file of samples, else NULL */
    cst_score_columns columns; /* by which they were read; texts are the caller's */
} cst_data_file;

/* The files that one scenario has named so far. Zeroed: none. */
typedef struct cst_data_files {
    uint32_t count;
    cst_data_file file[CST_DATA_FILES_MAX];
} cst_data_files;

/* Fills counts from a set (NULL: the only one) of a file; name is as in the scenario `beside` which
 * it lies. columns, for files of samples alone, outlive the files; NULL: the usual ones. 0, or
 * CST_ERR_DATA_FILE: with a place where the file itself is wrong, without one where it cannot be
 * read, or with the key "set" where such a set is not there; CST_ERR_MEMORY. */
int cst_data_file_counts(cst_data_files *files, const char *beside, const char *name,
                         const char *set, const cst_score_columns *columns,
                         cst_score_counts *counts, cst_error *error);

/* Fills joint counts from a set of a file: a map of sets, each with n_honest, n_attack, and
 * honest_joint, attack_joint: a list for each trusted score, least suspicious first, of counts for
 * each untrusted score. Samples that one monitor has not scored may be listed by the other's score:
 * honest_trusted_only, honest_untrusted_only, attack_trusted_only, attack_untrusted_only. What of
 * n_ is nowhere has neither score. Arguments and errors are as above. */
int cst_data_file_joint(cst_data_files *files, const char *beside, const char *name,
                        const char *set, cst_joint_counts *counts, cst_error *error);

/* Fills joint counts from the two tables that a scenario has in the place of a file. 0, or
 * CST_ERR_SCENARIO with honest or attack as its key where one of them is missing, they are not of
 * one size, or one holds more than 1e9 samples. */
int cst_data_file_tables(const cst_draft_joint *joint, cst_joint_counts *counts, cst_error *error);

/* Closes all files; legal on a zeroed one, and again. */
void cst_data_files_free(cst_data_files *files);

#endif
