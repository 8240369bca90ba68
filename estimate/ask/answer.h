/* SPDX-License-Identifier: MIT
 *
 * Red's best answer: where a scenario says `worst` for a number that red chooses, the value that is
 * worst for blue. By closed form where one gives what red is after all over the key's range, else
 * by rehearsals of a few trials each. A function of the trial alone: no seed, no clock. Pure.
 */
#ifndef CST_ESTIMATE_ASK_ANSWER_H
#define CST_ESTIMATE_ASK_ANSWER_H

#include "monitor/model.h"
#include "tally/results.h"

enum { CST_ANSWER_KEYS = 4 };

/* A number that red chooses, and where it is looked for: at `plain`, which stays the answer where
 * nothing is better by more than 1e-11 of it, and in equal steps of its logarithm between two ends.
 * Of a rate of attacks the lower end is 0.01 divided by the tasks of a trial: below one attack a
 * trial nothing depends any more on how attacks meet, and what red is after falls with the rate. */
typedef struct cst_answer_key {
    const char *key; /* dotted */
    size_t offset;   /* in a cst_trial_spec: of a double, of a uint32_t where whole */
    bool whole, rate;
    double plain, low, high;
} cst_answer_key;

extern const cst_answer_key cst_answer_keys[CST_ANSWER_KEYS];

/* The index of a key, -1 if red does not choose it. */
int cst_answer_key_find(const char *key);

/* What was found. A trial has at most two such keys in use. */
typedef struct cst_answer {
    uint32_t keys;                 /* 0: nothing was asked */
    uint32_t key[CST_ANSWER_KEYS]; /* indices in cst_answer_keys */
    double value[CST_ANSWER_KEYS];
    cst_result_kind objective; /* what is greatest there: cst_rehearsal_objective */
    double risk, low, high;    /* the objective there; of a simulation its 95 % interval, which the
                                  search has favoured: the run's own estimate is the fair one */
    uint64_t events;           /* of a simulation: behind it */
    uint64_t trials;           /* of each rehearsal; 0: closed form */
    bool few;                  /* fewer than 10 events behind the best of all values: none is known
                                  to be the worst, the keys are at `plain`, and risk, low, high and
                                  events are those of the value that had most */
    uint32_t looked;           /* values, or combinations of values, that were looked at */
} cst_answer;

/* Whether the key was `worst`. */
bool cst_answer_has(const cst_answer *answer, const char *key);

/* Whom a search tells how far it is, each time before it simulates at values: how many it has
 * looked at since it began, or began anew with more trials, and how many that will be at most. */
typedef struct cst_answer_watch {
    void (*looks)(void *self, uint32_t looked, uint32_t most);
    void *self;
} cst_answer_watch;

/* Finds the values of the keys asked for, a bit mask over cst_answer_keys, and puts them into spec,
 * which is checked. Of one key: a grid over the range, then finer grids between the neighbours of
 * the best, down to a step of one, to 6 significant digits, or simulated to 3. Several keys: a grid
 * over all of them, then each in turn with the others held until none improves, at most four times;
 * a maximum beside a higher one may be taken. A simulated search with fewer than 10 events behind
 * its best value is made once more with 8 times the trials; then it is `few`. 0; CST_ERR_METHOD
 * where a trial is too long to rehearse, with the key; CST_ERR_MEMORY. `watch` may be NULL. */
int cst_answer_find(cst_trial_spec *spec, uint32_t asked, const cst_answer_watch *watch,
                    cst_answer *answer, cst_error *error);

#endif
