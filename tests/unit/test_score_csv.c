/* SPDX-License-Identifier: MIT */
#include "base/number.h"
#include "scenarios/load/score_csv.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int counts_named(cst_score_counts *counts, const char *text,
                        const cst_score_columns *columns, cst_error *error)
{
    size_t size = strlen(text);
    char *copy = malloc(size + 1);
    CU_ASSERT_PTR_NOT_NULL_FATAL(copy);
    memcpy(copy, text, size + 1);
    *error = (cst_error){0};
    int code = cst_score_csv_counts(counts, "s.csv", copy, size, columns, error);
    free(copy);
    return code;
}

static int counts_of(cst_score_counts *counts, const char *text, cst_error *error)
{
    return counts_named(counts, text, NULL, error);
}

static double tpr_of(const cst_score_counts *counts, double fpr)
{
    const cst_score_spec spec = {
        .model = cst_score_find("histogram"), .fpr = fpr, .counts = counts};
    return cst_score_tpr(&spec);
}

/* By hand: distinct scores -2, 0.5 (twice written), 7 and 1e3 are bins 0 to 3. */
static void test_score_csv_small(void)
{
    cst_score_counts counts;
    cst_error error;
    CU_ASSERT_EQUAL_FATAL(counts_of(&counts,
                                    "task,score,label,unscored\r\n"
                                    "t1,0.5,honest,\r\n"
                                    "t2,\"0.50\",attack,0\r\n"
                                    "t3,1e3,1,false\r\n"
                                    "\"t,4\",-2,0,\r\n"
                                    "t5,,attack,\r\n"
                                    "t6,,honest,1\r\n"
                                    "t7,nan,honest,true\r\n"
                                    "t8,7,honest,0\r\n",
                                    &error),
                          0);
    CU_ASSERT_EQUAL(counts.bins, 4);
    static const uint64_t honest[] = {1, 1, 1, 0};
    static const uint64_t attack[] = {0, 1, 0, 1};
    for (uint32_t i = 0; i < 4; i++) {
        CU_ASSERT_EQUAL(counts.honest[i], honest[i]);
        CU_ASSERT_EQUAL(counts.attack[i], attack[i]);
    }
    CU_ASSERT_EQUAL(counts.honest_unscored, 2);
    CU_ASSERT_EQUAL(counts.attack_unscored, 1);
    /* One in five honest samples may be flagged: 7, and 1e3 with it: of three attacks one. */
    CU_ASSERT_DOUBLE_EQUAL(tpr_of(&counts, 0.2), 1.0 / 3.0, 1e-12);
}

/* Columns of other names; those that have the usual names are then others, and passed over. */
static void test_score_csv_columns(void)
{
    static const char text[] = "score,label,suspicion,is_attack\n"
                               "x,?,0.5,False\n"
                               "x,?,0.25,True\n"
                               "x,?,,True\n";
    static const cst_score_columns named = {.score = "suspicion", .label = "is_attack"};
    static const cst_score_columns one = {.label = "is_attack"};
    static const cst_score_columns misspelt = {.score = "suspicions", .label = "is_attack"};
    static const cst_score_columns twice = {.label = "score"};
    cst_score_counts counts;
    cst_error error;
    CU_ASSERT_EQUAL_FATAL(counts_named(&counts, text, &named, &error), 0);
    CU_ASSERT_EQUAL(counts.bins, 2);
    CU_ASSERT(counts.honest[0] == 0 && counts.honest[1] == 1);
    CU_ASSERT(counts.attack[0] == 1 && counts.attack[1] == 0);
    CU_ASSERT(counts.honest_unscored == 0 && counts.attack_unscored == 1);
    CU_ASSERT_EQUAL(counts_named(&counts, text, &one, &error), CST_ERR_DATA_FILE);
    CU_ASSERT(error.line == 2 && error.column == 1); /* score is read by its usual name: x */
    CU_ASSERT_EQUAL(counts_named(&counts, text, &misspelt, &error), CST_ERR_DATA_FILE);
    CU_ASSERT_STRING_EQUAL(error.text, "expected a column suspicions, found 'suspicion'");
    CU_ASSERT_EQUAL(counts_named(&counts, text, &twice, &error), CST_ERR_DATA_FILE);
    CU_ASSERT_STRING_EQUAL(error.text,
                           "expected two columns for score and label, found 'score' for both");
}

/* A sample of `honest` and `attack` scores on a grid of `steps`, from a congruential generator; the
 * attacks lie higher. */
typedef struct drawn {
    uint32_t honest, attacks;
    double *score; /* heap; the attacks first */
    char *text;    /* heap: as CSV */
} drawn;

static drawn draw(uint32_t honest, uint32_t attacks, uint32_t steps)
{
    drawn d = {.honest = honest, .attacks = attacks};
    const size_t room = 32 * (size_t)(honest + attacks) + 32;
    size_t length = 0;
    uint64_t state = 12345 + steps;
    d.score = calloc(honest + attacks, sizeof d.score[0]);
    d.text = malloc(room);
    CU_ASSERT_PTR_NOT_NULL_FATAL(d.score);
    CU_ASSERT_PTR_NOT_NULL_FATAL(d.text);
    length += (size_t)snprintf(d.text, room, "score,label\n");
    for (uint32_t i = 0; i < honest + attacks; i++) {
        state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        const uint32_t value = (uint32_t)((state >> 33) % steps) + (i < attacks ? steps / 2 : 0);
        d.score[i] = (double)value / 1024.0 - 3.0;
        char number[CST_NUMBER_TEXT_MAX];
        cst_number_text(d.score[i], number);
        d.score[i] = cst_number_round(d.score[i]);
        length += (size_t)snprintf(d.text + length, room - length, "%s,%s\n", number,
                                   i < attacks ? "attack" : "honest");
    }
    return d;
}

static void drawn_free(drawn *d)
{
    free(d->score);
    free(d->text);
}

/* The share of attacks flagged where a share fpr of the honest is, straight from the samples: at
 * the cut-off t, samples above t are flagged and those at t with one chance. */
static double direct_tpr(const drawn *d, double fpr)
{
    const double want = fpr * d->honest;
    double best_cut = INFINITY;
    for (uint32_t i = 0; i < d->honest + d->attacks; i++) { /* the lowest cut that is allowed */
        double above = 0.0;
        for (uint32_t j = d->attacks; j < d->honest + d->attacks; j++) {
            above += d->score[j] > d->score[i] ? 1.0 : 0.0;
        }
        best_cut = above <= want && d->score[i] < best_cut ? d->score[i] : best_cut;
    }
    double honest_above = 0.0;
    double honest_at = 0.0;
    double attack_above = 0.0;
    double attack_at = 0.0;
    for (uint32_t j = 0; j < d->honest + d->attacks; j++) {
        const double above = d->score[j] > best_cut ? 1.0 : 0.0;
        const double at = d->score[j] == best_cut ? 1.0 : 0.0;
        honest_above += j < d->attacks ? 0.0 : above;
        honest_at += j < d->attacks ? 0.0 : at;
        attack_above += j < d->attacks ? above : 0.0;
        attack_at += j < d->attacks ? at : 0.0;
    }
    const double share = honest_at > 0.0 ? (want - honest_above) / honest_at : 1.0;
    return (attack_above + attack_at * fmin(share, 1.0)) / d->attacks;
}

/* Distinct scores as they are, and merged neighbours of one kind: the TPR is that of the samples,
 * at every FPR. */
static void test_score_csv_exact(void)
{
    static const struct {
        uint32_t honest, attacks, steps;
    } cases[] = {{300, 200, 100}, {100, 150, 170}, {900, 60, 100000}, {50, 700, 100000}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        drawn d = draw(cases[i].honest, cases[i].attacks, cases[i].steps);
        cst_score_counts counts;
        cst_error error;
        CU_ASSERT_EQUAL_FATAL(counts_of(&counts, d.text, &error), 0);
        CU_ASSERT_TRUE(counts.bins > 20 && counts.bins <= CST_SCORE_BINS_MAX);
        for (uint32_t percent = 0; percent <= 100; percent++) {
            const double fpr = fmin(percent / 100.0 + 0.001 * (percent % 7), 1.0);
            CU_ASSERT_DOUBLE_EQUAL(tpr_of(&counts, fpr), direct_tpr(&d, fpr), 1e-9);
        }
        drawn_free(&d);
    }
}

/* Too many runs of one kind: bins are shares of the pooled sample, of 1/128 at most, and a last
 * group of equal scores that is less than one. So the TPR is right to what a bin holds that has
 * both kinds; and here attacks alone have the highest scores, and stay in a bin of their own. */
static void test_score_csv_ranks(void)
{
    drawn d = draw(3000, 3000, 1000000);
    cst_score_counts counts;
    cst_error error;
    CU_ASSERT_EQUAL_FATAL(counts_of(&counts, d.text, &error), 0);
    CU_ASSERT_TRUE(counts.bins > 128 && counts.bins <= CST_SCORE_BINS_MAX);
    uint64_t honest = 0;
    uint64_t attack = 0;
    uint64_t mixed_most = 0;
    for (uint32_t i = 0; i < counts.bins; i++) {
        honest += counts.honest[i];
        attack += counts.attack[i];
        const bool mixed = counts.honest[i] > 0 && counts.attack[i] > 0;
        const uint64_t both = counts.honest[i] + counts.attack[i];
        mixed_most = mixed && both > mixed_most ? both : mixed_most;
    }
    CU_ASSERT_EQUAL(honest, 3000);
    CU_ASSERT_EQUAL(attack, 3000);
    CU_ASSERT_EQUAL(counts.honest[counts.bins - 1], 0);
    CU_ASSERT_TRUE(counts.attack[counts.bins - 1] > 1000);
    CU_ASSERT_TRUE(mixed_most <= 2 * (6000 / 128 + 1));
    for (uint32_t percent = 0; percent <= 100; percent += 5) {
        const double fpr = percent / 100.0;
        CU_ASSERT_DOUBLE_EQUAL(tpr_of(&counts, fpr), direct_tpr(&d, fpr),
                               (double)mixed_most / 3000.0);
    }
    drawn_free(&d);
}

/* As data frames are written: an index without a name, columns of their own, True and False, NaN or
 * nothing for no score, labels in words of any case, semicolons, tabs. Always
 * the same five samples: honest .25 and .5, attack .5 and .75, one attack without a score. */
static void test_score_csv_frames(void)
{
    static const char *const texts[] = {
        ",score,label,model\n0,0.25,honest,a\n1,.5,honest,a\n2,.5,attack,b\n3,.75,attack,b\n"
        "4,,attack,b\n",
        "score,label\n0.25,False\n0.5,False\n0.5,True\n0.75,True\nNaN,True\n",
        "score,label,unscored\n0.25,Benign,False\n0.5,BENIGN,False\n0.5,Malicious,False\n"
        "0.75,malicious,False\n0.1,malicious,True\n",
        "label;score\n0;0.25\n0;0.5\n1;0.5\n1;0.75\n1;nan\n",
        "score\tlabel\n0.25\t0\n0.5\t0\n0.5\t1\n0.75\t1\n\t1\n",
        "\"score\",\"label\"\r\n\"0.25\",\"0\"\r\n0.5,0.0\r\n0.5,1.0\r\n0.75,1\r\n<NA>,1\r\n",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        cst_score_counts counts;
        cst_error error;
        CU_ASSERT_EQUAL_FATAL(counts_of(&counts, texts[i], &error), 0);
        CU_ASSERT_EQUAL(counts.bins, 3);
        CU_ASSERT_EQUAL(counts.honest[0], 1);
        CU_ASSERT_EQUAL(counts.attack[0], 0);
        CU_ASSERT_EQUAL(counts.honest[1], 1);
        CU_ASSERT_EQUAL(counts.attack[1], 1);
        CU_ASSERT_EQUAL(counts.honest[2], 0);
        CU_ASSERT_EQUAL(counts.attack[2], 1);
        CU_ASSERT_EQUAL(counts.honest_unscored, 0);
        CU_ASSERT_EQUAL(counts.attack_unscored, 1);
    }
}

static void test_score_csv_errors(void)
{
    static const struct {
        const char *text, *key, *says;
        int line, column;
    } cases[] = {
        {"score\n1\n", "", "expected a column label, found none", 1, 1},
        {"score,lable\n", "", "expected a column label, found 'lable'", 1, 7},
        {"score,label\nnone?,honest\n", "score",
         "expected a number, or nothing where there is no "
         "score, found 'none?'",
         2, 1},
        {"score,label\n1e400,honest\n", "score", "found '1e400'", 2, 1},
        {"score,label\n0x1,honest\n", "score", "found '0x1'", 2, 1},
        {"score,label\n1,honest\n2,begnin\n", "label",
         "expected honest or attack, benign or malicious, 0 or 1, found 'begnin'", 3, 3},
        {"score,label\n1,\n", "label", "found nothing", 2, 3},
        {"score,label,unscored\n1,attack,yes\n", "unscored",
         "expected 1, true, 0, false or nothing, found 'yes'", 2, 10},
        {"score,label\n1,honest\n,attack\n", "", "with a score, found 1 and 0", 1, 1},
        {"score,label\n", "", "with a score, found 0 and 0", 1, 1},
        {"score,label\n1,attack\n2,\"attack\n", "", "expected a closing quote", 3, 3},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cst_score_counts counts;
        cst_error error;
        CU_ASSERT_EQUAL(counts_of(&counts, cases[i].text, &error), CST_ERR_DATA_FILE);
        CU_ASSERT_PTR_NOT_NULL(strstr(error.text, cases[i].says));
        CU_ASSERT_STRING_EQUAL(error.key, cases[i].key);
        CU_ASSERT_STRING_EQUAL(error.file, "s.csv");
        CU_ASSERT_EQUAL(error.line, cases[i].line);
        CU_ASSERT_EQUAL(error.column, cases[i].column);
        if (strstr(error.text, cases[i].says) == NULL || error.column != cases[i].column) {
            (void)fprintf(stderr, "%zu: %d:%d %s\n", i, error.line, error.column, error.text);
        }
    }
}

CST_SUITE("score_csv", CST_TEST(test_score_csv_small), CST_TEST(test_score_csv_columns),
          CST_TEST(test_score_csv_exact), CST_TEST(test_score_csv_ranks),
          CST_TEST(test_score_csv_frames), CST_TEST(test_score_csv_errors))
