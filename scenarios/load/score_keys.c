/* SPDX-License-Identifier: MIT */
#include "scenarios/load/score_keys.h"

#include "scenarios/load/choices.h"
#include "scenarios/load/key_kinds.h"
#include "scenarios/load/uses.h"

const cst_score_mount cst_score_mounts[CST_SCORE_MOUNTS] = {
    {.prefix = "monitor.score",
     .score = offsetof(cst_draft, trial.score),
     .counts = offsetof(cst_draft, counts),
     .model = &cst_choice_score,
     .used = cst_use_scored,
     .used_fpr = cst_use_flagging,
     .whose = "the reviewers",
     .when = "where agents review, for lineages without values of their own"},
    {.prefix = "monitor.trusted.score",
     .score = offsetof(cst_draft, trial.trusted),
     .counts = offsetof(cst_draft, trusted_counts),
     .model = &cst_choice_trusted,
     .used = cst_use_trusted,
     .used_fpr = cst_use_trusted,
     .whose = "the trusted monitor",
     .when = "under every kind with a trusted monitor"},
};

#define SPEC(path_, model_, type, field)                                                           \
    .path = path_, .model = model_, type, .offset = offsetof(cst_score_spec, field)
#define SOURCE(path_, words_, field)                                                               \
    .path = path_, .model = "histogram", .kind = CST_KEY_TEXT, .flags = CST_KEY_SOURCE,            \
    .range = {.words = words_}, .offset = offsetof(cst_draft_counts, field)
#define COUNTS                                                                                     \
    .kind = CST_KEY_COUNTS, .most = CST_SCORE_BINS_MAX,                                            \
    .range = {.words = "a list of up to 256 counts"}
#define LIST(which)                                                                                \
    SPEC(#which, "histogram", COUNTS, which), .length = offsetof(cst_draft_counts, which)

/* Paths below the prefix; values lie in the score's spec, sources and lengths of lists in its
 * counts. A key without a model is there under each of them. */
static const cst_key keys[] = {
    {.path = "model", .kind = CST_KEY_CHOICE, .meaning = "how suspicion scores are distributed"},
    {SPEC("tpr", "threshold", PROBABILITY, tpr), .axis = "TPR",
     .meaning = "share of attacks that an honest reviewer reports"},
    {SPEC("fpr", NULL, PROBABILITY, fpr), .guess = CST_GUESS_THREEFOLD, .axis = "FPR",
     .meaning = "share of honest work that is reported: sets the threshold"},
    {SPEC("d_prime", "binormal", NUMBER, d_prime), .guess = CST_GUESS_HALF,
     .meaning = "distance of the two means, in standard deviations"},
    {SPEC("a0", "beta", POSITIVE, a0), .meaning = "honest scores are Beta(a0, b0)"},
    {SPEC("b0", "beta", POSITIVE, b0), .meaning = "honest scores are Beta(a0, b0)"},
    {SPEC("a1", "beta", POSITIVE, a1), .meaning = "scores of attacks are Beta(a1, b1)"},
    {SPEC("b1", "beta", POSITIVE, b1), .meaning = "scores of attacks are Beta(a1, b1)"},
    {SOURCE("file", "the name of a file", file),
     .meaning = "file of score counts, next to the scenario"},
    {SOURCE("set", "the name of a set", set), .meaning = "which set of the file's"},
    {SOURCE("score_column", "the name of a column", columns.score),
     .meaning = "the column of a CSV file that is read as its score"},
    {SOURCE("label_column", "the name of a column", columns.label),
     .meaning = "the column of a CSV file that is read as its label"},
    {LIST(honest),
     .meaning = "in place of file and set: honest samples per score, least suspicious first"},
    {LIST(attack), .meaning = "in place of file and set: attacks per score"},
    {SPEC("honest_unscored", "histogram", COUNT64, honest_unscored),
     .meaning = "honest samples without a score: never flagged, part of the total"},
    {SPEC("attack_unscored", "histogram", COUNT64, attack_unscored),
     .meaning = "attacks without a score: never flagged, part of the total"},
};

static cst_key key_of(cst_key_table *table, const cst_key *row, const cst_score_mount *mount)
{
    cst_key key = *row;
    key.mount = mount;
    key.path = cst_key_table_text(table, "%s.%s", mount->prefix, row->path);
    key.offset += (row->flags & CST_KEY_SOURCE) != 0 ? mount->counts : mount->score;
    key.length += mount->counts;
    key.choice = row->kind == CST_KEY_CHOICE ? mount->model : NULL;
    key.when = mount->when;
    key.used = row->kind == CST_KEY_CHOICE ? mount->used : mount->used_fpr;
    if (row->model != NULL) {
        key.when = cst_key_table_text(table, "under model %s, %s", row->model, mount->when);
        key.used = cst_use_of_score;
    }
    if (row->model != NULL && row->kind == CST_KEY_REAL) { /* the model needs it */
        key.owner = cst_key_table_text(table, "%s.%s", mount->prefix, keys[0].path);
    }
    if (row->axis != NULL) {
        key.axis = cst_key_table_text(table, "%s of %s", row->axis, mount->whose);
    }
    return key;
}

void cst_score_keys_add(cst_key_table *table, const cst_score_mount *mount)
{
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        const cst_key key = key_of(table, &keys[i], mount);
        cst_key_table_add(table, &key);
    }
}

bool cst_score_keys_is_file(const cst_key *key)
{
    return key->mount != NULL &&
           key->offset == key->mount->counts + offsetof(cst_draft_counts, file);
}
