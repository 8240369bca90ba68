/* SPDX-License-Identifier: MIT
 *
 * A claim of a debate: a scenario with an `argument:`. At the point that its body states it is run
 * like any other; over the two axes of its sweep the verdict is worked out from closed forms, or,
 * where there are none, from drawn trials.
 */
#ifndef CST_STUDY_CLAIM_H
#define CST_STUDY_CLAIM_H

#include "scenarios/load/argument.h"
#include "study/study.h"

/* What the verdict takes, at one place: the result, as a share of another or of a key. */
typedef struct cst_claim_value {
    double value;     /* NaN: the result is not defined here, or nothing was drawn of it */
    double low, high; /* of drawn trials; the value itself where it is exact */
    bool drawn;
} cst_claim_value;

typedef struct cst_claim {
    char *path, *text; /* owned */
    size_t size;
    cst_scenario map;       /* with its sweep, two axes */
    cst_study point;        /* without it */
    cst_claim_value *value; /* owned: of the first axis' values, of the second one's: slowest first
                             */
    cst_claim_value at_point;
    double turn[2]; /* where it turns as one axis is moved, the other one as at the point: of a
                       whole key the first number on the other side; NaN: nowhere */
    bool drawn;     /* some value of the map is */
    double holds;   /* share of the map's places at which the claim holds */
} cst_claim;

/* Reads the file. 0, the codes of cst_scenario_load, or CST_ERR_SCENARIO where the file is no
 * claim: no argument, not two axes that rise, a number that its argument does not say the source
 * of, or no value at the point. cst_claim_free is legal after failure. */
int cst_claim_load(cst_claim *claim, const char *path, cst_error *error);

/* Works a loaded claim out; how: as in cst_study_run, and so the codes. */
int cst_claim_run(cst_claim *claim, const cst_run_spec *how, cst_error *error);
void cst_claim_free(cst_claim *claim);

/* Whether the claim holds at a value; false where there is none. */
bool cst_claim_holds(const cst_claim *claim, double value);

/* Whether it does at the point. */
bool cst_claim_holds_here(const cst_claim *claim);

/* The place of a value of the map. */
static inline size_t cst_claim_place(const cst_claim *claim, size_t first, size_t second)
{
    return first * claim->map.axis[1].values + second;
}

/* Where the point lies along an axis of the map. */
double cst_claim_here(const cst_claim *claim, int axis);

/* A number of the point: what its trial has for a key. NaN where the key is none. */
double cst_claim_number(const cst_trial_spec *trial, const cst_key *key);

#endif
