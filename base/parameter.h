/* SPDX-License-Identifier: MIT
 *
 * A parameter of a variant: a number, or a list of numbers, that it reads. One row in the variant's
 * own file says everything about it. The default and the check of a spec, the keys of scenarios,
 * uncertainty, assumptions, the fit and pictures read this row. A variant's table points to its
 * rows, NULL after the last. Plain data; all functions are pure.
 */
#ifndef CST_BASE_PARAMETER_H
#define CST_BASE_PARAMETER_H

#include "base/error.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The range of a number and the words for it. */
typedef struct cst_range {
    double low, high;
    bool above, below; /* whether the lower, the upper end is excluded */
    const char *words; /* as in "expected a number above 0" */
} cst_range;

/* Whether a number lies in the range; one that is not finite lies in none. */
bool cst_range_has(const cst_range *range, double value);

/* Initialisers. */
#define CST_RANGE(low_, high_, words_)                                                             \
    {                                                                                              \
        .low = (low_), .high = (high_), .words = (words_)                                          \
    }
#define CST_RANGE_ABOVE(low_, high_, words_)                                                       \
    {                                                                                              \
        .low = (low_), .high = (high_), .above = true, .words = (words_)                           \
    }
#define CST_RANGE_BELOW(low_, high_, words_)                                                       \
    {                                                                                              \
        .low = (low_), .high = (high_), .below = true, .words = (words_)                           \
    }
#define CST_PROBABILITY   CST_RANGE(0.0, 1.0, "a probability from 0 to 1")
#define CST_SHARE         CST_RANGE(0.0, 1.0, "a share from 0 to 1")
#define CST_WEIGHT        CST_RANGE(0.0, HUGE_VAL, "a number of at least 0")
#define CST_POSITIVE      CST_RANGE_ABOVE(0.0, HUGE_VAL, "a number above 0")
#define CST_NUMBER        CST_RANGE(-HUGE_VAL, HUGE_VAL, "a number")
#define CST_COUNT64       CST_RANGE(0.0, 1e15, "a whole number from 0 to 1e15")
#define CST_COUNT_MILLION CST_RANGE(1.0, 1e6, "a whole number from 1 to 1e6")

typedef enum cst_parameter_kind {
    CST_PARAMETER_REAL,    /* double */
    CST_PARAMETER_WHOLE,   /* uint32_t */
    CST_PARAMETER_WHOLE64, /* uint64_t */
    CST_PARAMETER_LIST     /* const double * */
} cst_parameter_kind;

typedef struct cst_parameter {
    const char *key; /* of a scenario, dotted */
    cst_parameter_kind kind;
    size_t offset;       /* of its value in the spec of such variants */
    size_t length;       /* lists: offset of how many numbers there are, a uint32_t */
    uint32_t most;       /* lists: how many there may be */
    cst_range range;     /* of the number, or of each one of a list */
    double initial;      /* where it is not stated; NaN: it must be. Lists are empty then */
    const char *meaning; /* one line */
    const char *when;    /* when its variant reads it; NULL: always */
    const char *symbol;  /* in a heading, as in rho=0.1; NULL: headings leave it out */
    const char *axis;    /* on an axis of a picture; NULL: its key */
    bool world;          /* of a protocol: the world chooses it, not who runs the protocol */
    bool red;            /* red chooses it, and may choose the worst */
} cst_parameter;

/* Initialisers of a number: its kind, its key, its field in a spec, its range. */
#define CST_PARAMETER(kind_, key_, spec, field, ...)                                               \
    .kind = CST_PARAMETER_##kind_, .key = key_, .offset = offsetof(spec, field),                   \
    .range = __VA_ARGS__

enum { CST_PARAMETERS_MAX = 36 }; /* of a variant, with the NULL after them */

/* The value of a number in the spec of such variants. */
double cst_parameter_value(const cst_parameter *row, const void *spec);

/* Puts a number in its place. */
void cst_parameter_set(const cst_parameter *row, void *spec, double value);

/* The last word of a dotted key. */
const char *cst_parameter_word(const char *key);

/* Whether a row is one of them. */
bool cst_parameters_have(const cst_parameter *const *rows, const cst_parameter *row);

/* Puts the initial values into the spec. */
void cst_parameters_default(const cst_parameter *const *rows, void *spec);

/* 0, or `code` with the key of a value that is not in its range, or of a list that is too long. */
int cst_parameters_check(const cst_parameter *const *rows, const void *spec, int code,
                         cst_error *error);

#endif
