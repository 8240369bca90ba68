/* SPDX-License-Identifier: MIT
 *
 * Learned collusion: a reviewer that has shared E with its partner covers with chance
 *     C(E) = ceiling (1 - (1 - h0) exp(-h1 E)).
 * An episode adds 1 + habit to E where the reviewer covered in it, else 1; after an episode in
 * which one of the two reported, E becomes (1 - forget) E. Here the likelihood of verdicts and its
 * greatest value. Pure.
 *
 * The search is scoring (Fisher 1925) in a box, from several starts. It works with what is well
 * conditioned: h1 (1 + habit), which a covered episode adds to the exponent, in place of h1, and
 * the share 1/(1 + habit) that an episode adds in any case in place of habit.
 */
#ifndef CST_ESTIMATE_ASK_LEARNING_H
#define CST_ESTIMATE_ASK_LEARNING_H

#include "estimate/ask/box_step.h"
#include "estimate/ask/episodes.h"

typedef enum cst_learning_key {
    CST_LEARNING_H0,
    CST_LEARNING_H1,
    CST_LEARNING_CEILING,
    CST_LEARNING_HABIT,
    CST_LEARNING_FORGET,
    CST_LEARNING_KEYS
} cst_learning_key;

/* What is searched: habit up to CST_LEARNING_HABIT_MAX. */
enum { CST_LEARNING_HABIT_MAX = 1000 };

/* Values of the keys. */
typedef struct cst_learning {
    double value[CST_LEARNING_KEYS];
} cst_learning;

/* A form of the law: which keys are fitted; the others have the value beside it. */
typedef struct cst_learning_form {
    const char *name;
    bool fitted[CST_LEARNING_KEYS];
    cst_learning fixed;
} cst_learning_form;

/* How many keys it fits. */
uint32_t cst_learning_fitted(const cst_learning_form *form);

/* Verdicts by their history. */
typedef struct cst_learning_data {
    const cst_histories *histories;
    uint32_t used;               /* nodes from the first one that verdicts so far stand on */
    uint64_t *verdicts, *covers; /* of a node; heap */
    double *chance;              /* of a node with verdicts: C(E) for what was asked last; heap */
    void *past;                  /* of a node; heap */
} cst_learning_data;

/* Data of no verdicts. 0 or CST_ERR_MEMORY; cst_learning_data_free is legal after failure. */
int cst_learning_data_make(cst_learning_data *data, const cst_histories *histories,
                           cst_error *error);
void cst_learning_data_free(cst_learning_data *data);

/* Adds the verdicts of a run, `times` times. */
void cst_learning_data_add(cst_learning_data *data, const cst_episodes *episodes, size_t run,
                           size_t row, uint64_t times);
/* Takes all verdicts away. */
void cst_learning_data_clear(cst_learning_data *data);

/* The log likelihood; fills data->chance. */
double cst_learning_likelihood(cst_learning_data *data, const cst_learning *at);

/* The values of a form under which the verdicts are likeliest, and that log likelihood. `from`: the
 * only start; NULL: a number of them, of which the best is taken. */
double cst_learning_search(cst_learning_data *data, const cst_learning_form *form,
                           const cst_learning *from, cst_learning *found);

/* The hill at values of a form, of the verdicts of a run, added to it: its slope and bend, so that
 * cst_learning_move finds the values that other weights of the runs would have, by one step.
 * data->chance and data->past are those of cst_learning_likelihood at these values. */
void cst_learning_slope(const cst_learning_data *data, const cst_learning *at,
                        const cst_episodes *episodes, size_t run, size_t row, cst_box_hill *hill);
cst_learning cst_learning_move(const cst_learning_form *form, const cst_learning *at,
                               const cst_box_hill *hill);

#endif
