/* SPDX-License-Identifier: MIT
 *
 * Input uncertainty (MODEL section 10): the inputs of a trial that are not known exactly, draws of
 * all of them together, and what these draws make of the closed forms. Every draw has an address
 * (seed, stream; number of the draw, name of the input), so an input has the same draws whatever
 * else is uncertain. Pure, any thread.
 */
#ifndef CST_ESTIMATE_ASK_INPUTS_H
#define CST_ESTIMATE_ASK_INPUTS_H

#include "estimate/sample/cell.h"

#include <stddef.h>

enum { CST_INPUT_DRAWS = 2000, CST_INPUTS_MAX = 96 };

/* How uncertain one number is: the laws that `uncertainty:` offers. */
typedef enum cst_prior_kind {
    CST_PRIOR_NONE = 0,        /* taken as exact */
    CST_PRIOR_BETA = 1,        /* Beta(a, b), shapes as base/beta.h takes them */
    CST_PRIOR_UNIFORM = 2,     /* uniform on [a, b] */
    CST_PRIOR_LOG_UNIFORM = 3, /* its logarithm is uniform; 0 < a <= b */
    CST_PRIOR_BOOTSTRAP = 4    /* score counts, drawn anew from themselves */
} cst_prior_kind;

typedef struct cst_prior {
    cst_prior_kind kind;
    double a, b;
    uint32_t resamples; /* bootstrap: how many different ones, >= 1 */
    bool counted;       /* beta: of counts, see cst_prior_of_counts */
} cst_prior;

/* What k successes in n trials say of a chance, 0 <= k <= n: Beta(k + 1/2, n - k + 1/2), the
 * posterior of Jeffreys' prior, whose intervals cover well for every true chance (Brown, Cai and
 * DasGupta, Statistical Science 16, 2001). */
cst_prior cst_prior_of_counts(uint64_t k, uint64_t n);
/* These counts, of a prior that was made of them. */
void cst_prior_counts(const cst_prior *prior, uint64_t *k, uint64_t *n);

/* The value that the number is below with probability u in [0, 1], in 12 significant digits. Not
 * for CST_PRIOR_NONE and CST_PRIOR_BOOTSTRAP. */
double cst_prior_quantile(const cst_prior *prior, double u);

typedef struct cst_input {
    const char *key; /* dotted, borrowed */
    size_t offset;   /* in a cst_trial_spec: of a double; bootstrap: of a cst_score_spec */
    cst_prior prior;
} cst_input;

/* Two inputs that go together, neither of them a bootstrap (estimate/ask/together.h). */
typedef struct cst_input_pair {
    uint32_t a, b;      /* which inputs */
    double correlation; /* above -1 and below 1 */
    bool rank;          /* of ranks (Spearman's); else of the normal scores */
} cst_input_pair;

typedef struct cst_inputs {
    uint32_t count;
    cst_input *input;     /* heap */
    uint32_t pairs;       /* 0: they are independent, and pair and factor are NULL */
    cst_input_pair *pair; /* heap */
    double *factor;       /* heap: see cst_together_factor */
} cst_inputs;

/* Room for a copy of `count` inputs, which are independent. 0 or CST_ERR_MEMORY. Freeing is legal
 * on zeroed inputs. */
int cst_inputs_copy(cst_inputs *inputs, const cst_input *from, uint32_t count, cst_error *error);
void cst_inputs_free(cst_inputs *inputs);

/* Says once which of them go together, each pair once. 0; CST_ERR_RANGE where no numbers have all
 * of these correlations; CST_ERR_MEMORY. */
int cst_inputs_pair(cst_inputs *inputs, const cst_input_pair *pair, uint32_t pairs,
                    cst_error *error);

/* The number that an input is in a spec; not of a bootstrap. */
double cst_input_value(const cst_input *input, const cst_trial_spec *spec);
void cst_input_set(const cst_input *input, double value, cst_trial_spec *spec);

/* The same for a reader: of score counts, their TPR at the spec's FPR. */
double cst_input_shown(const cst_input *input, const cst_trial_spec *spec);

/* Puts draw number `draw` of one input by itself into spec. Does nothing for CST_PRIOR_NONE. room:
 * where a bootstrap draws score counts from those that spec has, and spec points to from then on;
 * other inputs need none. */
void cst_input_draw(const cst_input *input, const cst_random *random, uint32_t draw,
                    cst_score_counts *room, cst_trial_spec *spec);

/* Puts a draw of each input into spec: draw[i] of input i. One that goes with inputs before it has
 * theirs in it. */
void cst_inputs_draw(const cst_inputs *inputs, const cst_random *random, const uint32_t *draw,
                     cst_score_counts room[2], cst_trial_spec *spec);

/* A spec with an input at one end. Its counts may be in its room: it must not be moved. */
typedef struct cst_input_end {
    cst_trial_spec spec;
    cst_score_counts room;
} cst_input_end;

/* The two ends of an input: those of its range; of a Beta law and of a bootstrap (by its TPR at the
 * spec's FPR) those of the middle `confidence` of it. False for CST_PRIOR_NONE. */
bool cst_input_ends(const cst_input *input, const cst_random *random, double confidence,
                    const cst_trial_spec *spec, cst_input_end *low, cst_input_end *high);

/* The input interval of every result: between its low and high lies the middle `confidence` of its
 * closed form's values over the draws. */
typedef struct cst_spread_of_inputs {
    uint32_t draws;                /* 0: no interval, for this reason */
    char reason[192];              /* "" where there are intervals */
    double low[CST_RESULT_KINDS];  /* NaN where the result has none */
    double high[CST_RESULT_KINDS]; /* NaN where the result has none */
} cst_spread_of_inputs;

/* Fills spread from CST_INPUT_DRAWS draws of all inputs, at least one. 0 or CST_ERR_MEMORY. */
int cst_inputs_spread(const cst_inputs *inputs, const cst_trial_spec *spec,
                      const cst_estimate_spec *estimate, cst_spread_of_inputs *spread,
                      cst_error *error);

#endif
