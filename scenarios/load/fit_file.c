/* SPDX-License-Identifier: MIT */
#include "scenarios/load/fit_file.h"

#include "scenarios/load/csv.h"
#include "scenarios/load/episode_file.h"
#include "scenarios/load/slurp.h"
#include "scenarios/load/yaml.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { AGENTS, SCHEMED, COUNT, COLUMNS };

enum { MEBIBYTES_MAX = 64 }; /* a million verdicts of either agent and more */

static const uint64_t count_max = UINT64_C(1000000000);

static const cst_csv_column columns[COLUMNS] = {
    {"agents", true}, {"schemed", true}, {"count", true}};

static int read_number(const cst_yaml_node row[COLUMNS], uint32_t at, uint64_t least, uint64_t most,
                       uint64_t *out, cst_error *error)
{
    char expected[96];
    if (cst_yaml_whole(&row[at], out) && *out >= least && *out <= most) {
        return 0;
    }
    (void)snprintf(expected, sizeof expected, "a whole number from %llu to %llu",
                   (unsigned long long)least, (unsigned long long)most);
    return cst_yaml_expected(&row[at], CST_ERR_DATA_FILE, columns[at].name, expected, error);
}

static int add_row(cst_fit_counts *counts, const cst_yaml_node row[COLUMNS], cst_error *error)
{
    uint64_t agents = 0;
    uint64_t schemed = 0;
    uint64_t count = 0;
    int code = read_number(row, AGENTS, CST_FIT_AGENTS_MIN, CST_FIT_AGENTS_MAX, &agents, error);
    if (code == 0 && counts->agents > 0 && counts->agents != agents) {
        char expected[96];
        (void)snprintf(expected, sizeof expected,
                       "%u, as in the first row (other numbers of agents go in files of their own)",
                       counts->agents);
        return cst_yaml_expected(&row[AGENTS], CST_ERR_DATA_FILE, columns[AGENTS].name, expected,
                                 error);
    }
    code = code != 0 ? code : read_number(row, SCHEMED, 0, agents, &schemed, error);
    code = code != 0 ? code : read_number(row, COUNT, 0, count_max, &count, error);
    if (code == 0) {
        counts->agents = (uint32_t)agents;
        counts->tasks[schemed] += count;
    }
    return code;
}

static int parse_csv(cst_fit_counts *counts, const char *file, char *text, size_t size,
                     cst_error *error)
{
    cst_csv csv;
    int code = cst_csv_open(&csv, file, text, size, columns, COLUMNS, false, error);
    int more = code;
    while (code == 0 && (more = cst_csv_next(&csv, error)) == 1) {
        cst_yaml_node row[COLUMNS];
        for (uint32_t i = 0; i < COLUMNS; i++) {
            row[i] = *cst_csv_at(&csv, i);
            row[i].quoted = false; /* in CSV that says nothing of what it is */
        }
        code = add_row(counts, row, error);
    }
    return code == 0 && more < 0 ? more : code;
}

static int parse_map(cst_fit_counts *counts, const cst_yaml_node *map, cst_error *error)
{
    cst_yaml_node row[COLUMNS];
    const cst_csv_words words = {"agents, schemed and count", "a whole number"};
    const int code = cst_csv_map(map, columns, COLUMNS, &words, row, error);
    return code != 0 ? code : add_row(counts, row, error);
}

/* At least one task. */
static int judge_counts(const cst_fit_counts *counts, const char *file, cst_error *error)
{
    uint64_t tasks = 0;
    for (uint32_t j = 0; j <= CST_FIT_AGENTS_MAX; j++) {
        tasks += counts->tasks[j];
    }
    if (tasks == 0) {
        (void)cst_error_set(error, CST_ERR_DATA_FILE, "count",
                            "expected at least one task, found none");
        cst_error_place(error, file, 1, 1);
        return CST_ERR_DATA_FILE;
    }
    return 0;
}

static int parse_yaml(cst_fit_file *fit, const char *file, const char *text, size_t size,
                      cst_error *error)
{
    cst_yaml yaml = {0};
    int code = cst_yaml_parse(&yaml, file, true, text, size, CST_ERR_DATA_FILE, error);
    if (code == 0 && (yaml.root == NULL || yaml.root->kind != CST_YAML_LIST)) {
        code = cst_yaml_expected(yaml.root, CST_ERR_DATA_FILE, NULL, "a list of maps", error);
        if (yaml.root == NULL) {
            cst_error_place(error, file, 1, 1);
        }
    }
    const cst_yaml_node *map = code == 0 ? yaml.root->first : NULL;
    if (code == 0 && cst_episode_file_is_yaml(yaml.root)) {
        code = cst_episode_file_yaml(&fit->episodes, yaml.root, error);
    } else {
        for (; code == 0 && map != NULL; map = map->next) {
            code = parse_map(&fit->counts, map, error);
        }
        code = code != 0 ? code : judge_counts(&fit->counts, file, error);
    }
    cst_yaml_free(&yaml);
    return code;
}

int cst_fit_file_parse(cst_fit_file *fit, const char *file, char *text, size_t size, bool csv,
                       cst_error *error)
{
    *fit = (cst_fit_file){0};
    if (!csv) {
        return parse_yaml(fit, file, text, size, error);
    }
    if (cst_episode_file_is_csv(text, size)) {
        return cst_episode_file_csv(&fit->episodes, file, text, size, error);
    }
    const int code = parse_csv(&fit->counts, file, text, size, error);
    return code != 0 ? code : judge_counts(&fit->counts, file, error);
}

int cst_fit_file_read(cst_fit_file *fit, const char *path, cst_error *error)
{
    const bool standard_input = strcmp(path, "-") == 0;
    const size_t length = strlen(path);
    const bool csv = standard_input || (length > 4 && strcmp(path + length - 4, ".csv") == 0);
    const char *file = standard_input ? "standard input" : path;
    char *text = NULL;
    size_t size = 0;
    *fit = (cst_fit_file){0};
    int code =
        cst_slurp(&text, &size, path, false, csv ? MEBIBYTES_MAX : 1, CST_ERR_DATA_FILE, error);
    if (code != 0) {
        cst_error_place(error, file, 0, 0);
        return code;
    }
    code = cst_fit_file_parse(fit, file, text, size, csv, error);
    free(text);
    return code;
}

void cst_fit_file_free(cst_fit_file *fit)
{
    cst_episodes_free(&fit->episodes);
}
