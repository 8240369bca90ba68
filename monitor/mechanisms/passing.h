/* SPDX-License-Identifier: MIT
 *
 * What passing tests says of a model's scheming rate (CLAIMS A.2): P(at most so many tests show
 * scheming), and what the rate and the risk are then. The rate is known, or has a Beta law: then by
 * an integral over its log-odds, where nothing cancels, whose size does not depend on how many
 * tests there are. Relative error below 1e-11. Pure; any thread; no heap.
 */
#ifndef CST_MONITOR_MECHANISMS_PASSING_H
#define CST_MONITOR_MECHANISMS_PASSING_H

/* A share and what is left of 1, each with its digits. */
typedef struct cst_passing_share {
    double is, rest;
} cst_passing_share;

typedef struct cst_passing_spec {
    double mean, spread;     /* of the rate: correlation of two draws in [0, 1]; 0: it is known */
    cst_passing_share shown; /* a test shows scheming with chance rate * shown */
    cst_passing_share acts;  /* a deployed task is schemed on with chance rate * acts */
    double tests;
    double allowed;  /* that may show scheming; below 0: nobody passes */
    double deployed; /* tasks */
} cst_passing_spec;

/* Where the spread is 0, mean * shown and mean * acts are chances; else shown and acts are. */
typedef struct cst_passing {
    double log_pass; /* ln P(it passes), which may be minus infinity */
    double rate;     /* E(rate | it passes); NaN where it cannot pass */
    double any;      /* P(some deployed task is schemed on | it passes); likewise */
} cst_passing;

/* What passing says. A few milliseconds where the rate is uncertain. */
cst_passing cst_passing_of(const cst_passing_spec *spec);

#endif
