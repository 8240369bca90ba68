/* SPDX-License-Identifier: MIT
 *
 * Files of score counts: a map of sets, each with n_honest, n_attack, honest_hist and attack_hist
 * (counts per score, least suspicious first), and what else it likes to say (source, evidence).
 * Samples in n_ that are in no bin have no score. JSON or YAML. Files are read once.
 */
#ifndef CST_SCENARIOS_LOAD_DATA_FILE_H
#define CST_SCENARIOS_LOAD_DATA_FILE_H

#include "monitor/score.h"
#include "scenarios/load/yaml.h"

enum { CST_DATA_FILES_MAX = 64 };

/* The files that one scenario has named so far. Zeroed: none. */
typedef struct cst_data_files {
    uint32_t count;
    struct {
        char *path;
        cst_yaml yaml;
    } file[CST_DATA_FILES_MAX];
} cst_data_files;

/* Fills bins, counts and unscored of spec from a set (NULL: the only one) of a file; name is as in
 * the scenario `beside` which it lies. 0, or CST_ERR_DATA_FILE: with a place where the file itself
 * is wrong, without one where it cannot be read, or where *set_wrong says that the set is not
 * there; CST_ERR_MEMORY. */
int cst_data_file_counts(cst_data_files *files, const char *beside, const char *name,
                         const char *set, cst_score_spec *spec, bool *set_wrong, cst_error *error);

/* Closes all files; legal on a zeroed one, and again. */
void cst_data_files_free(cst_data_files *files);

#endif
