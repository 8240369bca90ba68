/* SPDX-License-Identifier: MIT
 *
 * What can be promised: an upper bound on residual_risk that holds with a confidence, whatever the
 * true inputs are in the box that measurements leave, and under every law of who schemes together
 * that has at most this rate and this correlation of an actor with a reviewer. docs/promise.md has
 * the proof, of the reviewers' k responses e_s = P(an attack escapes | s of them scheme):
 *
 *     risk <= P E(Q),   Q = P + rho (1 - P),
 *     E(Q) = max sum_s a_s e_s over a_s >= 0, sum_s a_s = 1, sum_s a_s s/k <= Q.
 *
 * P, rho and every e_s move one way with each input, so that the greatest value lies at a corner of
 * the box. Pure; any thread.
 */
#ifndef CST_ESTIMATE_ASK_PROMISE_H
#define CST_ESTIMATE_ASK_PROMISE_H

#include "estimate/ask/fit.h"
#include "monitor/trial_spec.h"

/* The inputs of which it is proven how the bound moves with them. */
typedef enum cst_promise_key {
    CST_PROMISE_RATE,
    CST_PROMISE_AWARENESS, /* of the tests of the rate; no key of a scenario */
    CST_PROMISE_RHO,
    CST_PROMISE_TPR,
    CST_PROMISE_FPR,
    CST_PROMISE_TRUSTED_TPR,
    CST_PROMISE_TRUSTED_FPR,
    CST_PROMISE_LENIENCY,
    CST_PROMISE_COLLUSION,
    CST_PROMISE_SUCCESS,
    CST_PROMISE_KEYS
} cst_promise_key;

/* Its name, which is that of its key but for awareness; and whether the bound rises with it. */
const char *cst_promise_name(cst_promise_key key);
bool cst_promise_rises(cst_promise_key key);

/* What is known of an input. */
typedef enum cst_promise_source {
    CST_PROMISE_UNKNOWN = 0, /* nothing but what the spec has, which is taken as given; of the rate
                                nothing, of rho that it is at most 1, of awareness 0 */
    CST_PROMISE_GIVEN = 1,   /* taken as given: at most this where the bound rises with it, else at
                                least */
    CST_PROMISE_COUNTED = 2, /* measured: k of n */
    CST_PROMISE_FITTED = 3   /* rho alone, measured: what estimate/ask/fit.h makes of counts */
} cst_promise_source;

typedef struct cst_promise_input {
    cst_promise_source source;
    double value;              /* given: in [0, 1] */
    uint64_t k, n;             /* counted: n >= 1, k <= n */
    const cst_fit_counts *fit; /* fitted: borrowed */
} cst_promise_input;

typedef struct cst_promise_ask {
    double confidence; /* in (0, 1) */
    cst_promise_input input[CST_PROMISE_KEYS];
} cst_promise_ask;

/* Where an input stands in the corner. */
typedef struct cst_promise_end {
    bool used; /* the statement depends on it */
    double at; /* the bound of the input, rounded outwards to 12 digits. Not used: the worst there
                  is of an input on which nothing depends, NaN of one that there is not */
} cst_promise_end;

/* What a statement stands on. Which inputs it depends on follows from the spec, from what is given
 * and from which inputs are measured, never from their counts: else the counts would choose their
 * own tails, which Boole's inequality does not allow. */
typedef struct cst_promise_basis {
    cst_promise_end end[CST_PROMISE_KEYS];
    uint32_t measured; /* m: inputs that are counted or fitted and used */
    double tail;       /* alpha/m, of each of them; alpha where m = 0 */
    double rate;       /* P: of deployment, after awareness */
} cst_promise_basis;

/* Two statements, of the risk and of the audits. Each holds with the confidence by itself. */
typedef struct cst_promise {
    cst_promise_basis of_risk;
    double together;   /* Q: P(a reviewer schemes | the actor does) is at most this */
    double miss_share; /* E(Q): attacks that escape, of all attacks */
    double risk;       /* P E(Q): escaped attacks per planned task */
    bool audited;      /* the protocol audits: then */
    cst_promise_basis of_audits;
    double audit_rate; /* audits per planned task are at most this */
} cst_promise;

/* Whether one of the statements depends on an input. */
bool cst_promise_uses(const cst_promise *promise, cst_promise_key key);

/* 0, or CST_ERR_METHOD with the key that has no proof and what has one. */
int cst_promise_check(const cst_trial_spec *spec, cst_error *error);

/* The promise for a spec that cst_promise_check accepts. The rate must be known. 0, CST_ERR_METHOD
 * where the bound on awareness is 1 (nothing then bounds the rate), or CST_ERR_MEMORY. */
int cst_promise_make(const cst_trial_spec *spec, const cst_promise_ask *ask, cst_promise *promise,
                     cst_error *error);

/* One end of what k of n say of a chance, at a tail in (0, 1): Clopper-Pearson, rounded outwards
 * past the error of its computation. */
double cst_promise_counted(uint64_t k, uint64_t n, double tail, bool upper);

/* E(Q) of k reviewers' responses e[0..k], in [0, 1], at Q in [0, 1]. */
double cst_promise_response(uint32_t k, const double *e, double q);

#endif
