/* SPDX-License-Identifier: MIT */
#include "scenarios/load/fit_file.h"

#include "scenarios/load/csv.h"
#include "scenarios/load/literal.h"
#include "scenarios/load/nearest.h"
#include "scenarios/load/slurp.h"
#include "scenarios/load/yaml.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { AGENTS, SCHEMED, COUNT, COLUMNS };

static const uint64_t count_max = UINT64_C(1000000000);

static const cst_csv_column columns[COLUMNS] = {
    {"agents", true}, {"schemed", true}, {"count", true}};

/* A row while it is read: its texts ("" where one cannot be a number), and where they are. */
typedef struct row {
    const char *text[COLUMNS];
    const char *found[COLUMNS];
    int line[COLUMNS], column[COLUMNS];
} row;

static int wrong(const row *r, const char *file, uint32_t at, const char *expected,
                 cst_error *error)
{
    (void)cst_error_set(error, CST_ERR_DATA_FILE, columns[at].name, "expected %s, found %.80s",
                        expected, r->found[at]);
    cst_error_place(error, file, r->line[at], r->column[at]);
    return CST_ERR_DATA_FILE;
}

static int read_number(const row *r, const char *file, uint32_t at, uint64_t least, uint64_t most,
                       uint64_t *out, cst_error *error)
{
    char expected[96];
    if (cst_literal_whole(r->text[at], out) && *out >= least && *out <= most) {
        return 0;
    }
    (void)snprintf(expected, sizeof expected, "a whole number from %llu to %llu",
                   (unsigned long long)least, (unsigned long long)most);
    return wrong(r, file, at, expected, error);
}

static int add_row(cst_fit_counts *counts, const row *r, const char *file, cst_error *error)
{
    uint64_t agents = 0;
    uint64_t schemed = 0;
    uint64_t count = 0;
    int code = read_number(r, file, AGENTS, CST_FIT_AGENTS_MIN, CST_FIT_AGENTS_MAX, &agents, error);
    if (code == 0 && counts->agents > 0 && counts->agents != agents) {
        char expected[96];
        (void)snprintf(expected, sizeof expected,
                       "%u, as in the first row (other numbers of agents go in files of their own)",
                       counts->agents);
        return wrong(r, file, AGENTS, expected, error);
    }
    code = code != 0 ? code : read_number(r, file, SCHEMED, 0, agents, &schemed, error);
    code = code != 0 ? code : read_number(r, file, COUNT, 0, count_max, &count, error);
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
        row r;
        char found[COLUMNS][96];
        for (uint32_t i = 0; i < COLUMNS; i++) {
            const cst_csv_field *field = cst_csv_at(&csv, i);
            const bool nothing = field->text[0] == '\0';
            (void)snprintf(found[i], sizeof found[i], nothing ? "nothing%s" : "'%.60s'",
                           field->text);
            r.text[i] = field->text;
            r.found[i] = found[i];
            r.line[i] = field->line;
            r.column[i] = field->column;
        }
        code = add_row(counts, &r, file, error);
    }
    return code == 0 && more < 0 ? more : code;
}

/* Refuses a key that is no column. */
static int judge_keys(const cst_yaml_node *map, cst_error *error)
{
    for (const cst_yaml_node *node = map->first; node != NULL; node = node->next) {
        cst_nearest nearest = {0};
        bool known = false;
        for (uint32_t i = 0; i < COLUMNS; i++) {
            known = known || strcmp(node->key, columns[i].name) == 0;
            cst_nearest_look(&nearest, node->key, columns[i].name);
        }
        if (!known) {
            (void)cst_error_set(error, CST_ERR_DATA_FILE, NULL,
                                "expected agents, schemed and count, found '%.60s'%s%s", node->key,
                                nearest.best == NULL ? "" : "; the nearest is ",
                                nearest.best == NULL ? "" : nearest.best);
            return cst_yaml_place_key(node, error);
        }
    }
    return 0;
}

static int parse_map(cst_fit_counts *counts, const cst_yaml_node *map, cst_error *error)
{
    row r;
    char found[COLUMNS][96];
    if (map->kind != CST_YAML_MAP) {
        (void)cst_error_set(error, CST_ERR_DATA_FILE, NULL,
                            "expected a map with agents, schemed and count, found %s",
                            cst_yaml_found(map, found[0], sizeof found[0]));
        return cst_yaml_place(map, error);
    }
    const int code = judge_keys(map, error);
    if (code != 0) {
        return code;
    }
    for (uint32_t i = 0; i < COLUMNS; i++) {
        const cst_yaml_node *node = cst_yaml_child(map, columns[i].name);
        if (node == NULL) {
            (void)cst_error_set(error, CST_ERR_DATA_FILE, columns[i].name,
                                "expected a whole number, found none");
            return cst_yaml_place(map, error);
        }
        r.text[i] = node->kind == CST_YAML_SCALAR && !node->quoted ? node->text : "";
        r.found[i] = cst_yaml_found(node, found[i], sizeof found[i]);
        r.line[i] = node->line;
        r.column[i] = node->column;
    }
    return add_row(counts, &r, map->file, error);
}

static int parse_yaml(cst_fit_counts *counts, const char *file, const char *text, size_t size,
                      cst_error *error)
{
    cst_yaml yaml = {0};
    int code = cst_yaml_parse(&yaml, file, true, text, size, error);
    if (code == 0 && (yaml.root == NULL || yaml.root->kind != CST_YAML_LIST)) {
        char found[96];
        (void)cst_error_set(error, CST_ERR_DATA_FILE, NULL, "expected a list of maps, found %s",
                            yaml.root == NULL ? "nothing"
                                              : cst_yaml_found(yaml.root, found, sizeof found));
        code = yaml.root == NULL ? CST_ERR_DATA_FILE : cst_yaml_place(yaml.root, error);
    }
    const cst_yaml_node *map = code == 0 ? yaml.root->first : NULL;
    for (; code == 0 && map != NULL; map = map->next) {
        code = parse_map(counts, map, error);
    }
    cst_yaml_free(&yaml);
    if (code == CST_ERR_SCENARIO && error != NULL) {
        error->code = CST_ERR_DATA_FILE;
    }
    return code == CST_ERR_SCENARIO ? CST_ERR_DATA_FILE : code;
}

int cst_fit_file_parse(cst_fit_counts *counts, const char *file, char *text, size_t size, bool csv,
                       cst_error *error)
{
    *counts = (cst_fit_counts){0};
    int code = csv ? parse_csv(counts, file, text, size, error)
                   : parse_yaml(counts, file, text, size, error);
    uint64_t tasks = 0;
    for (uint32_t j = 0; j <= CST_FIT_AGENTS_MAX; j++) {
        tasks += counts->tasks[j];
    }
    if (code == 0 && tasks == 0) {
        (void)cst_error_set(error, CST_ERR_DATA_FILE, "count",
                            "expected at least one task, found none");
        cst_error_place(error, file, 1, 1);
        return CST_ERR_DATA_FILE;
    }
    return code;
}

int cst_fit_file_read(cst_fit_counts *counts, const char *path, cst_error *error)
{
    const bool standard_input = strcmp(path, "-") == 0;
    const size_t length = strlen(path);
    const bool csv = standard_input || (length > 4 && strcmp(path + length - 4, ".csv") == 0);
    const char *file = standard_input ? "standard input" : path;
    char *text = NULL;
    size_t size = 0;
    *counts = (cst_fit_counts){0};
    int code = cst_slurp(&text, &size, path, false, csv ? CST_CSV_MEBIBYTES_MAX : 1,
                         CST_ERR_DATA_FILE, error);
    if (code != 0) {
        cst_error_place(error, file, 0, 0);
        return code;
    }
    code = cst_fit_file_parse(counts, file, text, size, csv, error);
    free(text);
    return code;
}
