/* SPDX-License-Identifier: MIT
 *
 * Closed forms in time (MODEL 11.2): what happens in a number of tasks that are alike and
 * independent, and in a trial that ends at one of them. Chances are in [0, 1]; numbers of tasks are
 * at least 0, may be INFINITY, and count as whole. Sums of positive terms only: all digits at
 * p = 1e-300. Pure; any thread.
 */
#ifndef CST_ESTIMATE_EXACT_TEMPORAL_H
#define CST_ESTIMATE_EXACT_TEMPORAL_H

/* P(at least once in n tries | chance x each) = 1 - (1-x)^n; n may be INFINITY. */
double cst_temporal_at_least_once(double x, double n);

/* P(never in n tries) = (1-x)^n. */
double cst_temporal_never(double x, double n);

/* What ends a trial happens with chance `end` at each task, and with chance `caught` <= end it is a
 * catch: rounds of so many tasks each until the first catch, on average, where trials without one
 * count all `rounds`: R (1 - c/h) + (c/h) (1 - Q^R)/(1 - Q), Q = (1-h)^tasks. */
double cst_temporal_rounds(double end, double caught, double tasks, double rounds);

/* A trial that ends right after the first task that triggers the response. */
typedef struct cst_end_trial {
    double escape;        /* e: an attack escapes at a task */
    double trigger;       /* h: the task triggers the response */
    double trigger_alone; /* g: it does so without an escape; on a catch g = h */
    double tasks;         /* n, planned */
} cst_end_trial;

typedef struct cst_end_trial_risk {
    double trial_risk;       /* e/(e+g) (1 - (1-e-g)^n) */
    double safety;           /* 1 - trial_risk, with its own digits */
    double expected_escapes; /* (e/h)(1 - (1-h)^n) */
    double tasks;            /* expected tasks that happen, (1 - (1-h)^n)/h, n at h = 0 */
    double lost;             /* 1 - tasks / n, with its own digits; 0 at n = 0 */
} cst_end_trial_risk;

/* All five; also where nothing triggers or nothing escapes. */
cst_end_trial_risk cst_temporal_end_trial(const cst_end_trial *trial);

#endif
