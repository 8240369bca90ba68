/* SPDX-License-Identifier: MIT
 *
 * What honeypots are worth, and how many of them may be recognised before they are worth less than
 * half: red's objective as a function of scheming.honeypot_recognition. By closed form where there
 * is one, else by rehearsals with the same random numbers. Pure.
 */
#ifndef CST_ESTIMATE_ASK_HONEYPOTS_H
#define CST_ESTIMATE_ASK_HONEYPOTS_H

#include "monitor/model.h"
#include "tally/results.h"

enum { CST_HONEYPOTS_STEPS = 8 };

typedef struct cst_honeypots_risk {
    double risk, low, high; /* of a closed form all the same */
} cst_honeypots_risk;

typedef enum cst_honeypots_kind {
    CST_HONEYPOTS_NONE = 0,     /* there are no honeypots, or nobody reviews them */
    CST_HONEYPOTS_FOUND = 1,    /* a break-even, at `at`, between `from` and `to` */
    CST_HONEYPOTS_ALWAYS = 2,   /* they keep off more than half though all are recognised */
    CST_HONEYPOTS_NOTHING = 3,  /* by closed forms they keep off nothing */
    CST_HONEYPOTS_UNJUDGED = 4, /* that they keep off anything cannot be told from so few trials */
} cst_honeypots_kind;

typedef struct cst_honeypots {
    cst_honeypots_kind kind;
    cst_result_kind objective;                                  /* cst_rehearsal_objective */
    double recognition;                                         /* of the spec */
    cst_honeypots_risk without, unrecognised, base, recognised; /* no honeypots; at 0; at the
                                                                   spec's; at 1 */
    double at, from, to;
    uint64_t trials; /* of each rehearsal; 0: closed forms */
    uint32_t looked; /* risks that were worked out */
} cst_honeypots;

/* D(x) = risk(x) - (risk(0) + risk without honeypots)/2 on a grid of CST_HONEYPOTS_STEPS steps from
 * 0 to 1, then on as many steps between the last point up to which D is below 0 and the first from
 * which it is above 0, as far as the intervals tell: from and to are those two points. `at`:
 * straight between the points where D first passes 0, 1 where it does not. Each risk's interval has
 * such a confidence that all of them hold at once with `confidence`; from and to then do as well,
 * if the risk does not fall where recognition rises. 0; CST_ERR_METHOD where a trial is too long to
 * rehearse; CST_ERR_MEMORY. */
int cst_honeypots_judge(const cst_trial_spec *spec, double confidence, cst_honeypots *honeypots,
                        cst_error *error);

#endif
