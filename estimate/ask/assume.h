/* SPDX-License-Identifier: MIT
 *
 * Which assumption carries a claim: the closed form of residual_risk as a function of one input,
 * of the shape of the dependence law, and of the size of the committee. Pure.
 */
#ifndef CST_ESTIMATE_ASK_ASSUME_H
#define CST_ESTIMATE_ASK_ASSUME_H

#include "estimate/ask/inputs.h"

/* How far an input can go from its value in spec, which is accepted, towards `end`: the last value
 * that a spec may have. */
double cst_assume_reach(const cst_input *input, const cst_trial_spec *spec, double end);

/* One input moved over its ends, all else as it is. */
typedef struct cst_assume_effect {
    bool exists;            /* false: the input has no ends, or no closed form there */
    double base, low, high; /* values of the input; of a bootstrap: TPRs */
    double risk_low, risk_high;
} cst_assume_effect;

/* confidence: of what share of a Beta law or a bootstrap lies between the ends. */
cst_assume_effect cst_assume_effect_of(const cst_input *input, const cst_trial_spec *spec,
                                       const cst_random *random, double confidence);

/* The one number that says how much a dependence law ties schemers together (cst_law_tie), as rho
 * of beta, over all values that the law takes. The independent law is beta at rho 0. False where
 * the law has no such number, or agents do not review. *law is spec under the law that has it. */
bool cst_assume_shape(const cst_trial_spec *spec, cst_trial_spec *law, cst_input *shape);

/* Where one thing stops being better than another: the root of a difference over a range, with a
 * check that it is the only one, and the reason where there is none. */
enum { CST_BREAK_EVEN_STEPS = 256 };

typedef enum cst_break_even_kind {
    CST_BREAK_EVEN_FOUND = 0,   /* one crossing, at `at` */
    CST_BREAK_EVEN_NEVER = 1,   /* the difference is never above 0, and somewhere below */
    CST_BREAK_EVEN_ALWAYS = 2,  /* it is never below 0, and somewhere above */
    CST_BREAK_EVEN_EQUAL = 3,   /* it is 0 all along */
    CST_BREAK_EVEN_SEVERAL = 4, /* more than one crossing: `at` is the first */
    CST_BREAK_EVEN_UNKNOWN = 5  /* it has no value somewhere in the range */
} cst_break_even_kind;

typedef struct cst_break_even {
    cst_break_even_kind kind;
    double at;     /* within 1e-12 of the range's width; NaN where there is no crossing */
    bool rising;   /* the difference goes from below 0 to above 0 there */
    int crossings; /* changes of sign on a grid of CST_BREAK_EVEN_STEPS equal steps */
} cst_break_even;

/* Looks at difference(self, x) on the grid from low to high, low <= high, and halves the step where
 * its sign first changes. Two crossings within one step are not seen. */
cst_break_even cst_break_even_find(double (*difference)(const void *self, double x),
                                   const void *self, double low, double high);

/* Where along its shape a law's residual_risk passes `risk`. */
cst_break_even cst_assume_break_even(const cst_trial_spec *law, const cst_input *shape,
                                     double risk);

/* residual_risk with committees of 1, 2, .. reviewers: under the spec's own rule if it has a
 * committee, else under rule any. */
typedef struct cst_assume_committee {
    uint32_t least, most; /* sizes that can be; least > most: none */
    cst_rule rule;
    double risk[CST_REVIEWERS_MAX + 1];
    uint32_t enough; /* the smallest size for which no larger one lowers the risk by 1 % or
                        more per added reviewer; 0: none below `most` */
} cst_assume_committee;

/* least > most where agents do not review, or no closed form applies. */
cst_assume_committee cst_assume_committee_of(const cst_trial_spec *spec);

#endif
