/* SPDX-License-Identifier: MIT */
#include "scenarios/load/data_file.h"

#include "base/check.h"
#include "scenarios/load/csv.h"
#include "scenarios/load/nearest.h"
#include "scenarios/load/score_csv.h"
#include "scenarios/load/slurp.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* The path of a name as seen from where the scenario is. Heap. */
static char *path_beside(const char *beside, const char *name)
{
    const char *slash = name[0] == '/' ? NULL : strrchr(beside, '/');
    size_t folder = slash == NULL ? 0 : (size_t)(slash - beside) + 1;
    size_t size = folder + strlen(name) + 1;
    char *path = malloc(size);
    if (path != NULL) {
        (void)snprintf(path, size, "%.*s%s", (int)folder, beside, name);
    }
    return path;
}

/* "expected ..., found what the node is", about set.key. */
static int wrong(const cst_yaml_node *node, const char *set, const char *key, const char *expected,
                 cst_error *error)
{
    char where[96];
    (void)snprintf(where, sizeof where, "%.60s.%s", set, key);
    return cst_yaml_expected(node, CST_ERR_DATA_FILE, where, expected, error);
}

static bool is_csv(const char *name)
{
    const size_t length = strlen(name);
    const char *ending = length > 4 ? name + length - 4 : "";
    return strcasecmp(ending, ".csv") == 0 || strcasecmp(ending, ".tsv") == 0;
}

static int read_text(char **text, size_t *size, const char *path, cst_error *error)
{
    const size_t mebibytes = is_csv(path) ? CST_CSV_MEBIBYTES_MAX : 1;
    int code = cst_slurp(text, size, path, true, mebibytes, CST_ERR_DATA_FILE, error);
    if (code != 0) {
        char said[sizeof error->text];
        (void)snprintf(said, sizeof said, "%s", error == NULL ? "" : error->text);
        (void)cst_error_set(error, code, NULL, "'%.200s' %.300s", path, said);
    }
    return code;
}

static int parse_file(cst_data_file *file, char *text, size_t size, cst_error *error)
{
    if (is_csv(file->path)) {
        file->counts = calloc(1, sizeof *file->counts);
        return file->counts == NULL ? cst_error_memory(error, "a data file")
                                    : cst_score_csv_counts(file->counts, file->path, text, size,
                                                           &file->columns, error);
    }
    return cst_yaml_parse(&file->yaml, file->path, true, text, size, CST_ERR_DATA_FILE, error);
}

static void drop_last(cst_data_files *files)
{
    files->count--;
    free(files->file[files->count].path);
    free(files->file[files->count].counts);
    cst_yaml_free(&files->file[files->count].yaml);
}

static bool is_same(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* *at: the file's place among the files. */
static int open_file(cst_data_files *files, const char *beside, const char *name,
                     const cst_score_columns *columns, uint32_t *at, cst_error *error)
{
    const cst_score_columns asked = columns == NULL ? (cst_score_columns){0} : *columns;
    if ((asked.score != NULL || asked.label != NULL) && !is_csv(name)) {
        return cst_error_set(error, CST_ERR_DATA_FILE, NULL,
                             "expected a file of samples (.csv, .tsv), as its columns are named, "
                             "found '%.120s'",
                             name);
    }
    char *path = path_beside(beside, name);
    if (path == NULL) {
        return cst_error_memory(error, "a data file");
    }
    for (*at = 0; *at < files->count; ++*at) {
        const cst_score_columns *read = &files->file[*at].columns;
        if (strcmp(files->file[*at].path, path) == 0 && is_same(read->score, asked.score) &&
            is_same(read->label, asked.label)) {
            free(path);
            return 0;
        }
    }
    if (files->count == CST_DATA_FILES_MAX) {
        free(path);
        return cst_error_set(error, CST_ERR_DATA_FILE, NULL, "expected at most %d data files",
                             CST_DATA_FILES_MAX);
    }
    char *text = NULL;
    size_t size = 0;
    cst_data_file *file = &files->file[files->count++];
    *file = (cst_data_file){.path = path, .columns = asked};
    int code = read_text(&text, &size, path, error);
    code = code != 0 ? code : parse_file(file, text, size, error);
    if (code != 0) {
        drop_last(files);
    }
    free(text);
    return code;
}

/* What a set has under a key, or NULL and an error. */
static const cst_yaml_node *child_of(const cst_yaml_node *set, const char *key, cst_error *error)
{
    const cst_yaml_node *child = cst_yaml_child(set, key);
    if (child == NULL) {
        (void)cst_error_set(error, CST_ERR_DATA_FILE, set->key, "expected %s, found none", key);
        (void)cst_yaml_place(set, error);
    }
    return child;
}

static int read_count(const cst_yaml_node *node, const char *set, const char *key, uint64_t *out,
                      cst_error *error)
{
    const bool good = cst_yaml_whole(node, out) && *out <= CST_SAMPLES_MAX;
    return good ? 0 : wrong(node, set, key, "a whole number from 0 to 1e9", error);
}

/* Whether the samples in all hold those that are listed. */
static int check_total(const cst_yaml_node *total, const cst_yaml_node *set, uint64_t n,
                       uint64_t listed, const char *where, cst_error *error)
{
    char expected[96];
    (void)snprintf(expected, sizeof expected, "at least %" PRIu64 ", the sum of %s", listed, where);
    return listed <= n ? 0 : wrong(total, set->key, total->key, expected, error);
}

/* The bins of one kind of sample, and how many of its n have no score. */
static int read_side(const cst_yaml_node *set, const char *total_key, const char *bins_key,
                     uint64_t *bins, uint32_t *length, uint64_t *unscored, cst_error *error)
{
    const cst_yaml_node *total = child_of(set, total_key, error);
    const cst_yaml_node *list = total == NULL ? NULL : child_of(set, bins_key, error);
    if (list == NULL) {
        return CST_ERR_DATA_FILE;
    }
    if (list->kind != CST_YAML_LIST || list->children < 1 || list->children > CST_SCORE_BINS_MAX) {
        return wrong(list, set->key, bins_key, "a list of 1 to 256 counts", error);
    }
    uint64_t n = 0;
    uint64_t sum = 0;
    int code = read_count(total, set->key, total_key, &n, error);
    *length = 0;
    for (const cst_yaml_node *bin = list->first; code == 0 && bin != NULL; bin = bin->next) {
        code = read_count(bin, set->key, bins_key, &bins[*length], error);
        sum += code == 0 ? bins[(*length)++] : 0;
    }
    *unscored = code == 0 && sum <= n ? n - sum : 0;
    return code != 0 ? code : check_total(total, set, n, sum, bins_key, error);
}

static int find_set(const cst_yaml_node *root, const char *name, const char *file,
                    const cst_yaml_node **set, cst_error *error)
{
    const bool has_sets = root != NULL && root->kind == CST_YAML_MAP && root->children > 0;
    if (!has_sets) {
        (void)cst_error_set(error, CST_ERR_DATA_FILE, NULL,
                            "'%.200s': expected a map of sets of counts", file);
        return cst_yaml_place(root, error);
    }
    *set = name == NULL && root->children == 1 ? root->first
                                               : cst_yaml_child(root, name == NULL ? "" : name);
    if (*set != NULL && (*set)->kind == CST_YAML_MAP) {
        return 0;
    }
    if (*set != NULL) {
        return wrong(*set, (*set)->key, "*", "a map of counts", error);
    }
    cst_nearest nearest = {0};
    for (const cst_yaml_node *known = root->first; name != NULL && known != NULL;
         known = known->next) {
        cst_nearest_look(&nearest, name, known->key);
    }
    return cst_error_set(error, CST_ERR_DATA_FILE, name == NULL ? NULL : "set",
                         "expected a set of '%.120s', found %s%.60s%s; %s %.80s", file,
                         name == NULL ? "none" : "'", name == NULL ? "" : name,
                         name == NULL ? "" : "'",
                         nearest.best == NULL ? "the first is" : "the nearest is",
                         nearest.best == NULL ? root->first->key : nearest.best);
}

/* Counts from samples; they are one set, which has no name. */
static int copy_counts(const cst_score_counts *from, const char *name, const char *set,
                       cst_score_counts *to, cst_error *error)
{
    if (set != NULL) {
        return cst_error_set(error, CST_ERR_DATA_FILE, "set",
                             "expected no set, '%.120s' is a file of samples, found '%.60s'", name,
                             set);
    }
    *to = *from;
    return 0;
}

int cst_data_file_counts(cst_data_files *files, const char *beside, const char *name,
                         const char *set, const cst_score_columns *columns,
                         cst_score_counts *counts, cst_error *error)
{
    const cst_yaml_node *found = NULL;
    uint32_t at = 0;
    uint32_t attack = 0;
    int code = open_file(files, beside, name, columns, &at, error);
    if (code == 0 && files->file[at].counts != NULL) {
        return copy_counts(files->file[at].counts, name, set, counts, error);
    }
    code = code != 0 ? code : find_set(files->file[at].yaml.root, set, name, &found, error);
    *counts = (cst_score_counts){0};
    code = code != 0 ? code
                     : read_side(found, "n_honest", "honest_hist", counts->honest, &counts->bins,
                                 &counts->honest_unscored, error);
    code = code != 0 ? code
                     : read_side(found, "n_attack", "attack_hist", counts->attack, &attack,
                                 &counts->attack_unscored, error);
    if (code == 0 && counts->bins != attack) {
        return wrong(cst_yaml_child(found, "attack_hist"), found->key, "attack_hist",
                     "as many scores as honest_hist has", error);
    }
    return code;
}

enum { SIDE = CST_JOINT_BINS_MAX + 1 };

/* The keys of samples that two monitors have scored, by their kind. */
enum { TOTAL, JOINT, TRUSTED_ONLY, UNTRUSTED_ONLY, JOINT_KEYS };
static const char *const honest_keys[JOINT_KEYS] = {"n_honest", "honest_joint",
                                                    "honest_trusted_only", "honest_untrusted_only"};
static const char *const attack_keys[JOINT_KEYS] = {"n_attack", "attack_joint",
                                                    "attack_trusted_only", "attack_untrusted_only"};

/* A list's length, which is `want` where that is not 0. */
static int read_length(const cst_yaml_node *list, const char *set, const char *key,
                       const char *of_what, uint32_t want, cst_error *error)
{
    char expected[96];
    const bool is_list = list->kind == CST_YAML_LIST;
    if (want == 0) {
        (void)snprintf(expected, sizeof expected, "a list of 1 to %d %s", CST_JOINT_BINS_MAX,
                       of_what);
    } else {
        (void)snprintf(expected, sizeof expected, "a list of %u %s", want, of_what);
    }
    if (!is_list) {
        return wrong(list, set, key, expected, error);
    }
    if (want == 0 ? list->children >= 1 && list->children <= CST_JOINT_BINS_MAX
                  : list->children == want) {
        return 0;
    }
    char where[96];
    (void)snprintf(where, sizeof where, "%.60s.%s", set, key);
    (void)cst_error_set(error, CST_ERR_DATA_FILE, where, "expected %s, found one of %u", expected,
                        list->children);
    return cst_yaml_place(list, error);
}

static int read_table(const cst_yaml_node *list, const char *set, const char *key,
                      cst_joint_counts *counts, uint64_t (*out)[SIDE], cst_error *error)
{
    int code = read_length(list, set, key, "lists, one for each trusted score",
                           counts->trusted_bins, error);
    counts->trusted_bins = code == 0 ? list->children : 0;
    uint32_t t = 0;
    for (const cst_yaml_node *row = list->first; code == 0 && row != NULL; row = row->next) {
        code = read_length(row, set, key, "counts, one for each untrusted score",
                           counts->untrusted_bins, error);
        counts->untrusted_bins = code == 0 ? row->children : 0;
        uint32_t u = 0;
        for (const cst_yaml_node *n = row->first; code == 0 && n != NULL; n = n->next) {
            code = read_count(n, set, key, &out[t][u++], error);
        }
        t++;
    }
    return code;
}

/* Samples that one monitor has not scored, by the other's score, where the file lists them. */
static int read_only(const cst_yaml_node *set, const char *key, bool trusted,
                     const cst_joint_counts *counts, uint64_t (*out)[SIDE], cst_error *error)
{
    const cst_yaml_node *list = cst_yaml_child(set, key);
    if (list == NULL) {
        return 0;
    }
    const uint32_t bins = trusted ? counts->trusted_bins : counts->untrusted_bins;
    int code = read_length(list, set->key, key, "counts, one for each score", bins, error);
    uint32_t i = 0;
    for (const cst_yaml_node *n = list->first; code == 0 && n != NULL; n = n->next) {
        uint64_t *to = trusted ? &out[i][counts->untrusted_bins] : &out[counts->trusted_bins][i];
        code = read_count(n, set->key, key, to, error);
        i++;
    }
    return code;
}

static int read_joint_side(const cst_yaml_node *set, const char *const key[JOINT_KEYS],
                           cst_joint_counts *counts, uint64_t (*out)[SIDE], cst_error *error)
{
    const cst_yaml_node *all = child_of(set, key[TOTAL], error);
    const cst_yaml_node *table = all == NULL ? NULL : child_of(set, key[JOINT], error);
    uint64_t n = 0;
    if (table == NULL) {
        return CST_ERR_DATA_FILE;
    }
    int code = read_count(all, set->key, key[TOTAL], &n, error);
    code = code != 0 ? code : read_table(table, set->key, key[JOINT], counts, out, error);
    code = code != 0 ? code : read_only(set, key[TRUSTED_ONLY], true, counts, out, error);
    code = code != 0 ? code : read_only(set, key[UNTRUSTED_ONLY], false, counts, out, error);
    if (code != 0) {
        return code;
    }
    uint64_t sum = 0;
    for (uint32_t i = 0; i < SIDE * SIDE; i++) {
        sum += out[i / SIDE][i % SIDE];
    }
    if (sum == 0) {
        return wrong(table, set->key, key[JOINT], "a sample that has a score", error);
    }
    out[counts->trusted_bins][counts->untrusted_bins] = n - sum;
    return check_total(all, set, n, sum, "its lists", error);
}

int cst_data_file_joint(cst_data_files *files, const char *beside, const char *name,
                        const char *set, cst_joint_counts *counts, cst_error *error)
{
    uint32_t at = 0;
    const cst_yaml_node *found = NULL;
    memset(counts, 0, sizeof *counts);
    int code = open_file(files, beside, name, NULL, &at, error);
    if (code == 0 && files->file[at].counts != NULL) {
        return cst_error_set(error, CST_ERR_DATA_FILE, NULL,
                             "expected a file of counts in JSON or YAML, found '%.120s'", name);
    }
    code = code != 0 ? code : find_set(files->file[at].yaml.root, set, name, &found, error);
    code = code != 0 ? code : read_joint_side(found, honest_keys, counts, counts->honest, error);
    return code != 0 ? code : read_joint_side(found, attack_keys, counts, counts->attack, error);
}

/* The values of a table that has been read once; returns their sum. */
static uint64_t fill_table(const cst_yaml_node *table, uint64_t (*out)[SIDE])
{
    uint32_t t = 0;
    uint64_t sum = 0;
    for (const cst_yaml_node *row = table->first; row != NULL; row = row->next) {
        uint32_t u = 0;
        for (const cst_yaml_node *item = row->first; item != NULL; item = item->next) {
            const bool whole = cst_yaml_whole(item, &out[t][u]);
            cst_require(whole);
            sum += out[t][u++];
        }
        t++;
    }
    return sum;
}

int cst_data_file_tables(const cst_draft_joint *joint, cst_joint_counts *counts, cst_error *error)
{
    const cst_yaml_node *honest = joint->honest;
    const cst_yaml_node *attack = joint->attack;
    if (honest == NULL || attack == NULL) {
        return cst_error_set(error, CST_ERR_SCENARIO, honest == NULL ? "attack" : "honest",
                             "expected honest and attack, found no %s",
                             honest == NULL ? "honest" : "attack");
    }
    if (honest->children != attack->children ||
        honest->first->children != attack->first->children) {
        return cst_error_set(error, CST_ERR_SCENARIO, "attack",
                             "expected %u lists of %u counts, as honest has, found %u of %u",
                             honest->children, honest->first->children, attack->children,
                             attack->first->children);
    }
    *counts = (cst_joint_counts){.trusted_bins = honest->children - 1,
                                 .untrusted_bins = honest->first->children - 1};
    const uint64_t honests = fill_table(honest, counts->honest);
    const uint64_t attacks = fill_table(attack, counts->attack);
    if (honests > CST_SAMPLES_MAX || attacks > CST_SAMPLES_MAX) {
        return cst_error_set(error, CST_ERR_SCENARIO,
                             honests > CST_SAMPLES_MAX ? "honest" : "attack",
                             "expected at most 1e9 samples in all, found %" PRIu64,
                             honests > CST_SAMPLES_MAX ? honests : attacks);
    }
    return 0;
}

void cst_data_files_free(cst_data_files *files)
{
    while (files->count > 0) {
        drop_last(files);
    }
}
