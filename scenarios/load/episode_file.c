/* SPDX-License-Identifier: MIT */
#include "scenarios/load/episode_file.h"

#include "scenarios/load/csv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RUN, EPISODE, FIRST, SECOND, COLUMNS };

static const cst_csv_column columns[COLUMNS] = {
    {"run", true}, {"episode", true}, {"first", true}, {"second", true}};

/* Where a run begins. Its name lies in the file's text. */
typedef struct run_start {
    const char *name, *file;
    int line, column;
} run_start;

typedef struct reader {
    cst_episodes *to;
    run_start *run; /* heap */
    size_t room;
    uint32_t episode; /* of the last row */
    cst_yaml_node last[COLUMNS];
    bool covers, reports;
} reader;

static bool is_column(const char *text, size_t length)
{
    bool found = false;
    for (uint32_t i = 0; i < COLUMNS; i++) {
        found = found ||
                (length == strlen(columns[i].name) && memcmp(text, columns[i].name, length) == 0);
    }
    return found;
}

bool cst_episode_file_is_csv(const char *text, size_t size)
{
    static const char between[] = ",;\t\" \r";
    size_t at = 0;
    while (at < size && text[at] == '#') {
        const char *end = memchr(text + at, '\n', size - at);
        at = end == NULL ? size : (size_t)(end - text) + 1;
    }
    while (at < size && text[at] != '\n') {
        size_t end = at;
        while (end < size && text[end] != '\n' &&
               memchr(between, text[end], sizeof between - 1) == NULL) {
            end++;
        }
        if (is_column(text + at, end - at)) {
            return true;
        }
        at = end < size && text[end] != '\n' ? end + 1 : end;
    }
    return false;
}

bool cst_episode_file_is_yaml(const cst_yaml_node *root)
{
    const cst_yaml_node *map = root != NULL && root->kind == CST_YAML_LIST ? root->first : NULL;
    if (map == NULL || map->kind != CST_YAML_MAP) {
        return false;
    }
    bool found = false;
    for (const cst_yaml_node *node = map->first; node != NULL; node = node->next) {
        found = found || is_column(node->key, strlen(node->key));
    }
    return found;
}

static int add_run(reader *at, const cst_yaml_node *name, cst_error *error)
{
    const size_t count = at->to->runs;
    if (count == at->room) {
        const size_t room = count == 0 ? 64 : 2 * count;
        run_start *run = realloc(at->run, room * sizeof *run);
        if (run == NULL) {
            return cst_error_memory(error, "runs");
        }
        at->run = run;
        at->room = room;
    }
    at->run[count] = (run_start){
        .name = name->text, .file = name->file, .line = name->line, .column = name->column};
    return 0;
}

static int read_episode(const reader *at, const cst_yaml_node row[COLUMNS], bool *new_run,
                        cst_error *error)
{
    char expected[160];
    uint64_t episode = 0;
    if (row[RUN].kind != CST_YAML_SCALAR || row[RUN].text[0] == '\0') {
        return cst_yaml_expected(&row[RUN], CST_ERR_DATA_FILE, "run", "the name of a run", error);
    }
    *new_run = at->to->runs == 0 || strcmp(at->run[at->to->runs - 1].name, row[RUN].text) != 0;
    if (!cst_yaml_whole(&row[EPISODE], &episode) || episode < 1 || episode > CST_EPISODES_MAX) {
        (void)snprintf(expected, sizeof expected, "a whole number from 1 to %d", CST_EPISODES_MAX);
        return cst_yaml_expected(&row[EPISODE], CST_ERR_DATA_FILE, "episode", expected, error);
    }
    const uint32_t next = *new_run ? 1 : at->episode + 1;
    if (episode != next) {
        (void)snprintf(expected, sizeof expected, "%u, the %s episode of run '%.60s'", next,
                       *new_run ? "first" : "next", row[RUN].text);
        return cst_yaml_expected(&row[EPISODE], CST_ERR_DATA_FILE, "episode", expected, error);
    }
    return 0;
}

static int read_verdict(const cst_yaml_node row[COLUMNS], uint32_t column, bool *covers,
                        cst_error *error)
{
    const cst_yaml_node *node = &row[column];
    *covers = node->kind == CST_YAML_SCALAR && strcmp(node->text, "cover") == 0;
    if (*covers || (node->kind == CST_YAML_SCALAR && strcmp(node->text, "report") == 0)) {
        return 0;
    }
    const bool none = node->kind == CST_YAML_SCALAR && node->text[0] == '\0';
    return cst_yaml_expected(
        node, CST_ERR_DATA_FILE, columns[column].name,
        none ? "cover or report, as every run has two reviewers" : "cover or report", error);
}

static int add_row(reader *at, const cst_yaml_node row[COLUMNS], cst_error *error)
{
    bool new_run = false;
    bool first = false;
    bool second = false;
    int code = read_episode(at, row, &new_run, error);
    code = code != 0 ? code : read_verdict(row, FIRST, &first, error);
    code = code != 0 ? code : read_verdict(row, SECOND, &second, error);
    code = code == 0 && new_run ? add_run(at, &row[RUN], error) : code;
    code = code != 0 ? code : cst_episodes_add(at->to, new_run, first, second, error);
    if (code == 0) {
        at->episode = new_run ? 1 : at->episode + 1;
        at->covers = at->covers || first || second;
        at->reports = at->reports || !first || !second;
        memcpy(at->last, row, sizeof at->last);
    }
    return code;
}

/* --- The whole -------------------------------------------------------------------------------- */

static int by_name(const void *one, const void *other)
{
    const run_start *a = one;
    const run_start *b = other;
    const int order = strcmp(a->name, b->name);
    return order != 0 ? order : (a->line > b->line) - (a->line < b->line);
}

/* Two runs of one name: rows of a run that do not stand together, or another file's. */
static int judge_names(reader *at, cst_error *error)
{
    const run_start *found = NULL;
    const run_start *before = NULL;
    qsort(at->run, at->to->runs, sizeof *at->run, by_name);
    for (size_t i = 1; i < at->to->runs; i++) {
        const run_start *here = &at->run[i];
        if (strcmp(here->name, here[-1].name) == 0 && (found == NULL || here->line < found->line)) {
            found = here;
            before = here - 1;
        }
    }
    if (found == NULL) {
        return 0;
    }
    (void)cst_error_set(error, CST_ERR_DATA_FILE, "run",
                        "expected another name, found '%.60s' again, a run that begins in line %d",
                        found->name, before->line);
    cst_error_place(error, found->file, found->line, found->column);
    return CST_ERR_DATA_FILE;
}

static int judge(reader *at, const char *file, cst_error *error)
{
    const cst_yaml_node *last = at->last;
    if (at->to->runs >= 2 && at->to->longest >= 2 && at->covers && at->reports) {
        return judge_names(at, error);
    }
    const uint32_t column = at->to->runs < 2 ? RUN : at->to->longest < 2 ? EPISODE : FIRST;
    if (at->to->runs == 0) {
        (void)cst_error_set(error, CST_ERR_DATA_FILE, "run", "expected at least two, found none");
    } else if (column == RUN) {
        (void)cst_error_set(error, CST_ERR_DATA_FILE, "run",
                            "expected at least two, found '%.60s' alone: intervals come from "
                            "runs drawn anew",
                            last[RUN].text);
    } else if (column == EPISODE) {
        (void)cst_error_set(error, CST_ERR_DATA_FILE, "episode",
                            "expected two or more in some run, found one in every run: nothing "
                            "can be learned from an episode before");
    } else {
        (void)cst_error_set(error, CST_ERR_DATA_FILE, "first",
                            "expected verdicts of both kinds, found '%s' alone: nothing can be "
                            "fitted",
                            at->covers ? "cover" : "report");
    }
    cst_error_place(error, file, at->to->runs == 0 ? 1 : last[column].line,
                    at->to->runs == 0 ? 1 : last[column].column);
    return CST_ERR_DATA_FILE;
}

int cst_episode_file_csv(cst_episodes *episodes, const char *file, char *text, size_t size,
                         cst_error *error)
{
    cst_csv csv;
    reader at = {.to = episodes};
    int code = cst_csv_open(&csv, file, text, size, columns, COLUMNS, false, error);
    int more = code;
    while (code == 0 && (more = cst_csv_next(&csv, error)) == 1) {
        cst_yaml_node row[COLUMNS];
        for (uint32_t i = 0; i < COLUMNS; i++) {
            row[i] = *cst_csv_at(&csv, i);
            row[i].quoted = false; /* in CSV that says nothing of what it is */
        }
        code = add_row(&at, row, error);
    }
    code = code == 0 && more < 0 ? more : code;
    code = code != 0 ? code : judge(&at, file, error);
    free(at.run);
    return code;
}

static int read_map(reader *at, const cst_yaml_node *map, cst_error *error)
{
    cst_yaml_node row[COLUMNS];
    const cst_csv_words words = {"run, episode, first and second", "a value"};
    const int code = cst_csv_map(map, columns, COLUMNS, &words, row, error);
    return code != 0 ? code : add_row(at, row, error);
}

int cst_episode_file_yaml(cst_episodes *episodes, const cst_yaml_node *root, cst_error *error)
{
    reader at = {.to = episodes};
    int code = 0;
    for (const cst_yaml_node *map = root->first; code == 0 && map != NULL; map = map->next) {
        code = read_map(&at, map, error);
    }
    code = code != 0 ? code : judge(&at, root->file, error);
    free(at.run);
    return code;
}
