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
    CLAIMS_ROOT         /* the $x of the scenario at which the result is the target */
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

/* Initialisers of a turn. */
#define CLAIMS_CLOSED(form, words)                                                                 \
    {                                                                                              \
        form, words                                                                                \
    }
#define CLAIMS_HALVED(words)                                                                       \
    {                                                                                              \
        NULL, words                                                                                \
    }

enum { CLAIMS_OF_AGENTS = 14, CLAIMS_OF_RATES = 15 };
extern const claims_file claims_of_agents[CLAIMS_OF_AGENTS]; /* by name, as the others */
extern const claims_file claims_of_rates[CLAIMS_OF_RATES];

/* A number of the claim's file, or of the place, where its key is an axis. */
long double claims_in(const claims_place *at, const char *name);

/* The verdict's threshold. */
long double claims_threshold(const claims_place *at);

/* What the turns and maps of all claims have come to. */
typedef struct claims_turned {
    int directions, files;    /* that turn within the map */
    int formulas;             /* of the directions, by a formula */
    long double worst;        /* relative difference of their places */
    long double map;          /* likewise of the maps' values */
    size_t places, undefined; /* of maps: compared; where there is no value */
} claims_turned;

int claims_turn(const claims_file *file, const cst_claim *claim, claims_turned *all);

#endif
