/* SPDX-License-Identifier: MIT
 *
 * The parts of truth.claims: the vectors of claims, the places where the shipped claims turn, and
 * their examples. Each part prints its table and returns how many mistakes it found.
 */
#ifndef CST_TESTS_TRUTH_CLAIMS_H
#define CST_TESTS_TRUTH_CLAIMS_H

#include "study/claim.h"

/* --- Vectors --------------------------------------------------------------------------------- */

/* How the value of a row comes from the result of a scenario. */
typedef enum claims_how {
    CLAIMS_AS_IS,
    CLAIMS_REST,        /* 1 minus it */
    CLAIMS_OVER_SQUARE, /* over the square of the row's p */
    CLAIMS_WORST,       /* the worst case over all laws, and not the result */
    CLAIMS_ROOT,        /* the $x of the scenario at which the result is the target */
    CLAIMS_NOWHERE      /* the program does not have it: `text` says why */
} claims_how;

/* What to do with the rows of a claim that ask for a quantity, given parameters of these names. In
 * a scenario's text $p is the row's p, $~p is 1 - p, $#p are the weights of a list, $n/50 is n over
 * 50. $mean and $spread are those of the row's Beta law: of Beta(a, b), or of the next agents once
 * one schemes, at rate p and correlation rho. */
typedef struct claims_recipe {
    const char *claim, *quantity, *given;
    const char *text, *result;
    claims_how how;
    const char *target; /* of a root */
    double most;        /* the root is between 0 and this */
    const char *only;   /* the one row that this is for; NULL: all */
} claims_recipe;

extern const claims_recipe claims_recipes[]; /* up to one without a claim */

/* All rows of the file. */
int claims_vectors(const char *path);

/* --- Shipped claims -------------------------------------------------------------------------- */

/* A place of a claim's map: its axes as given, NaN: as at the point. */
typedef struct claims_place {
    const cst_claim *claim;
    double at[2];
} claims_place;

typedef long double claims_form(const claims_place *at);

typedef struct claims_file {
    const char *name;
    uint64_t fewer;     /* trials of the run by more threads, where it is dear; 0: all */
    claims_form *value; /* what the verdict takes */
    struct {
        claims_form *at; /* where it turns along an axis, in symbols; NULL: by halving `value` */
        const char *words;
    } turn[2];
} claims_file;

enum { CLAIMS_FILES = 28 };
extern const claims_file claims_files[CLAIMS_FILES];

/* What the turns and maps of all claims have come to. */
typedef struct claims_turned {
    int directions, files; /* that turn, and were compared */
    long double worst;     /* relative difference of their places */
    long double map;       /* likewise of the maps' values */
    size_t places;
} claims_turned;

int claims_turn(const claims_file *file, const cst_claim *claim, claims_turned *all);

#endif
