/* SPDX-License-Identifier: MIT */
#include "scenarios/load/joints.h"

#include "base/check.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { SIDE = CST_JOINT_BINS_MAX + 1 };

/* Of a kind, as in a file: so that a margin is a count that a scenario may state. */
static const uint64_t samples_max = UINT64_C(1000000000);

bool cst_joints_stated(const cst_draft_joint *joint)
{
    return joint->file != NULL || joint->set != NULL || joint->honest != NULL ||
           joint->attack != NULL;
}

/* The values of a table that has been read once; returns their sum. */
static uint64_t fill(const cst_yaml_node *table, uint64_t (*out)[SIDE])
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

int cst_joints_tables(const cst_draft_joint *joint, cst_joint_counts *counts, cst_error *error)
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
    const uint64_t honests = fill(honest, counts->honest);
    const uint64_t attacks = fill(attack, counts->attack);
    if (honests > samples_max || attacks > samples_max) {
        return cst_error_set(error, CST_ERR_SCENARIO, honests > samples_max ? "honest" : "attack",
                             "expected at most 1e9 samples in all, found %" PRIu64,
                             honests > samples_max ? honests : attacks);
    }
    return 0;
}

/* The keys of one kind of samples. */
typedef struct names {
    const char *total, *joint, *trusted_only, *untrusted_only;
} names;

static const names honest_names = {"n_honest", "honest_joint", "honest_trusted_only",
                                   "honest_untrusted_only"};
static const names attack_names = {"n_attack", "attack_joint", "attack_trusted_only",
                                   "attack_untrusted_only"};

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
    if (is_list && (want == 0 || list->children == want) && list->children >= 1 &&
        list->children <= CST_JOINT_BINS_MAX) {
        return 0;
    }
    if (!is_list) {
        return cst_data_file_wrong(list, set, key, expected, error);
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
            code = cst_data_file_count(n, set, key, &out[t][u++], error);
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
        code = cst_data_file_count(n, set->key, key, to, error);
        i++;
    }
    return code;
}

static int read_side(const cst_yaml_node *set, const names *key, cst_joint_counts *counts,
                     uint64_t (*out)[SIDE], cst_error *error)
{
    const cst_yaml_node *all = cst_data_file_child(set, key->total, error);
    const cst_yaml_node *table = all == NULL ? NULL : cst_data_file_child(set, key->joint, error);
    uint64_t n = 0;
    if (table == NULL) {
        return CST_ERR_DATA_FILE;
    }
    int code = cst_data_file_count(all, set->key, key->total, &n, error);
    code = code != 0 ? code : read_table(table, set->key, key->joint, counts, out, error);
    code = code != 0 ? code : read_only(set, key->trusted_only, true, counts, out, error);
    code = code != 0 ? code : read_only(set, key->untrusted_only, false, counts, out, error);
    if (code != 0) {
        return code;
    }
    uint64_t sum = 0;
    for (uint32_t i = 0; i < SIDE * SIDE; i++) {
        sum += out[i / SIDE][i % SIDE];
    }
    if (sum == 0) {
        return cst_data_file_wrong(table, set->key, key->joint, "a sample that has a score", error);
    }
    if (sum > n) {
        char expected[96];
        (void)snprintf(expected, sizeof expected, "at least %" PRIu64 ", the sum of its lists",
                       sum);
        return cst_data_file_wrong(all, set->key, key->total, expected, error);
    }
    out[counts->trusted_bins][counts->untrusted_bins] = n - sum;
    return 0;
}

int cst_joints_read(cst_data_files *files, const char *beside, const char *name, const char *set,
                    cst_joint_counts *counts, cst_error *error)
{
    const cst_yaml_node *found = NULL;
    int code = cst_data_file_set(files, beside, name, set, &found, error);
    memset(counts, 0, sizeof *counts);
    code = code != 0 ? code : read_side(found, &honest_names, counts, counts->honest, error);
    return code != 0 ? code : read_side(found, &attack_names, counts, counts->attack, error);
}
