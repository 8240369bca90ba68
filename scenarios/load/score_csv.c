/* SPDX-License-Identifier: MIT */
#include "scenarios/load/score_csv.h"

#include "scenarios/load/csv.h"
#include "scenarios/load/literal.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { SCORE, LABEL, UNSCORED, COLUMNS };

static const cst_csv_column usual[COLUMNS] = {
    {"score", true}, {"label", true}, {"unscored", false}};

typedef struct sample {
    double score;
    bool attack;
} sample;

/* Samples with neighbouring scores. */
typedef struct bin {
    uint64_t honest, attack;
} bin;

/* What was read so far: scored samples, and how many have no score. */
typedef struct pool {
    sample *sample; /* heap */
    size_t samples, room;
    uint64_t honest_unscored, attack_unscored;
} pool;

/* Whether the text is one of the words, in any case. */
static bool is_one_of(const char *text, const char *const *words)
{
    for (; *words != NULL; words++) {
        if (strcasecmp(text, *words) == 0) {
            return true;
        }
    }
    return false;
}

static const char *const yes[] = {"1", "1.0", "true", NULL};
static const char *const no[] = {"", "0", "0.0", "false", "nan", NULL};
static const char *const attack_words[] = {"attack", "malicious", "1", "1.0", "true", NULL};
static const char *const honest_words[] = {"honest", "benign", "0", "0.0", "false", NULL};
static const char *const missing[] = {"", "nan", "none", "null", "na", "<na>", NULL};

static int read_unscored(const cst_csv *csv, bool *unscored, cst_error *error)
{
    const cst_yaml_node *field = cst_csv_at(csv, UNSCORED);
    if (field == NULL || is_one_of(field->text, no)) {
        *unscored = false;
        return 0;
    }
    *unscored = true;
    return is_one_of(field->text, yes)
               ? 0
               : cst_csv_wrong(csv, UNSCORED, "1, true, 0, false or nothing", error);
}

static int add(pool *all, sample one, cst_error *error)
{
    if (all->samples == all->room) {
        const size_t room = all->room == 0 ? 1024 : 2 * all->room;
        sample *more = realloc(all->sample, room * sizeof *more);
        if (more == NULL) {
            return cst_error_memory(error, "scores");
        }
        all->sample = more;
        all->room = room;
    }
    all->sample[all->samples++] = one;
    return 0;
}

static int read_sample(pool *all, const cst_csv *csv, cst_error *error)
{
    const char *label = cst_csv_at(csv, LABEL)->text;
    const char *score = cst_csv_at(csv, SCORE)->text;
    sample one = {.attack = is_one_of(label, attack_words)};
    bool unscored = false;
    if (!one.attack && !is_one_of(label, honest_words)) {
        return cst_csv_wrong(csv, LABEL, "honest or attack, benign or malicious, 0 or 1", error);
    }
    int code = read_unscored(csv, &unscored, error);
    if (code != 0) {
        return code;
    }
    if (unscored || is_one_of(score, missing)) {
        all->attack_unscored += one.attack ? 1 : 0;
        all->honest_unscored += one.attack ? 0 : 1;
        return 0;
    }
    if (!cst_literal_number(score, &one.score)) {
        return cst_csv_wrong(csv, SCORE, "a number, or nothing where there is no score", error);
    }
    return add(all, one, error);
}

static int by_score(const void *left, const void *right)
{
    const double a = ((const sample *)left)->score;
    const double b = ((const sample *)right)->score;
    return a < b ? -1 : a > b ? 1 : 0;
}

/* One bin for each distinct score; the samples are sorted. Returns how many. */
static size_t bin_distinct(const pool *all, bin *bins)
{
    size_t count = 0;
    for (size_t i = 0; i < all->samples; i++) {
        if (i == 0 || all->sample[i].score != all->sample[i - 1].score) {
            bins[count++] = (bin){0};
        }
        bins[count - 1].attack += all->sample[i].attack ? 1 : 0;
        bins[count - 1].honest += all->sample[i].attack ? 0 : 1;
    }
    return count;
}

static void bin_add(bin *sum, bin part)
{
    sum->honest += part.honest;
    sum->attack += part.attack;
}

/* Neighbours with honest samples only, or with attacks only, become one. */
static size_t merge_alike(bin *bins, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        const bin *last = kept > 0 ? &bins[kept - 1] : NULL;
        if (last != NULL && ((last->honest == 0 && bins[i].honest == 0) ||
                             (last->attack == 0 && bins[i].attack == 0))) {
            bin_add(&bins[kept - 1], bins[i]);
        } else {
            bins[kept++] = bins[i];
        }
    }
    return kept;
}

/* Whether the bin alone is at least one of so many equal shares of all samples. */
static bool is_large(bin one, uint64_t shares, uint64_t total)
{
    return (one.honest + one.attack) * shares >= total;
}

/* Bins whose first sample's rank is in the same one of some equal shares become one, but large bins
 * remain by themselves: they begin a share's last bin at most. So there are at most as many bins as
 * shares and large bins, and twice as many as shares. */
static size_t merge_ranks(bin *bins, size_t count, uint64_t total)
{
    uint64_t large = 0;
    for (size_t i = 0; i < count; i++) {
        large += is_large(bins[i], CST_SCORE_BINS_MAX, total) ? 1 : 0;
    }
    const uint64_t half = CST_SCORE_BINS_MAX / 2;
    const uint64_t shares = CST_SCORE_BINS_MAX - (large < half ? large : half);
    size_t kept = 0;
    uint64_t rank = 0;
    uint64_t last = 0;
    for (size_t i = 0; i < count; i++) {
        const bin next = bins[i];
        const uint64_t share = rank * shares / total;
        if (kept > 0 && share == last && !is_large(next, shares, total)) {
            bin_add(&bins[kept - 1], next);
        } else {
            bins[kept++] = next;
        }
        last = share;
        rank += next.honest + next.attack;
    }
    return kept;
}

static int fill(cst_score_counts *counts, const pool *all, const char *file, cst_error *error)
{
    uint64_t attacks = 0;
    for (size_t i = 0; i < all->samples; i++) {
        attacks += all->sample[i].attack ? 1 : 0;
    }
    if (attacks == 0 || attacks == all->samples) {
        (void)cst_error_set(error, CST_ERR_DATA_FILE, NULL,
                            "expected at least one honest and one attack sample with a score, "
                            "found %" PRIu64 " and %" PRIu64,
                            (uint64_t)all->samples - attacks, attacks);
        cst_error_place(error, file, 1, 1);
        return CST_ERR_DATA_FILE;
    }
    qsort(all->sample, all->samples, sizeof all->sample[0], by_score);
    bin *bins = malloc(all->samples * sizeof *bins);
    if (bins == NULL) {
        return cst_error_memory(error, "scores");
    }
    size_t count = bin_distinct(all, bins);
    count = count > CST_SCORE_BINS_MAX ? merge_alike(bins, count) : count;
    count = count > CST_SCORE_BINS_MAX ? merge_ranks(bins, count, all->samples) : count;
    *counts = (cst_score_counts){.bins = (uint32_t)count,
                                 .honest_unscored = all->honest_unscored,
                                 .attack_unscored = all->attack_unscored};
    for (size_t i = 0; i < count; i++) {
        counts->honest[i] = bins[i].honest;
        counts->attack[i] = bins[i].attack;
    }
    free(bins);
    return 0;
}

/* The columns to read, by the names that were given. */
static int name_columns(cst_csv_column known[COLUMNS], const cst_score_columns *names,
                        const char *file, cst_error *error)
{
    memcpy(known, usual, sizeof usual);
    if (names != NULL && names->score != NULL) {
        known[SCORE].name = names->score;
    }
    if (names != NULL && names->label != NULL) {
        known[LABEL].name = names->label;
    }
    if (strcmp(known[SCORE].name, known[LABEL].name) != 0) {
        return 0;
    }
    (void)cst_error_set(error, CST_ERR_DATA_FILE, NULL,
                        "expected two columns for score and label, found '%.60s' for both",
                        known[SCORE].name);
    cst_error_place(error, file, 1, 1);
    return CST_ERR_DATA_FILE;
}

int cst_score_csv_counts(cst_score_counts *counts, const char *file, char *text, size_t size,
                         const cst_score_columns *columns, cst_error *error)
{
    cst_csv_column known[COLUMNS];
    cst_csv csv;
    pool all = {0};
    int code = name_columns(known, columns, file, error);
    code = code != 0 ? code : cst_csv_open(&csv, file, text, size, known, COLUMNS, true, error);
    int more = code;
    while (code == 0 && (more = cst_csv_next(&csv, error)) == 1) {
        code = read_sample(&all, &csv, error);
    }
    code = code == 0 && more < 0 ? more : code;
    code = code == 0 ? fill(counts, &all, file, error) : code;
    free(all.sample);
    return code;
}
