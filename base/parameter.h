/* SPDX-License-Identifier: MIT
 *
 * A parameter of a variant: a number, or a list of numbers, that a law or a protocol reads. One row
 * in the variant's own file says everything about it. The default and the check of a spec, the keys
 * of scenarios, uncertainty, assumptions, the fit and pictures read this row. A variant's table
 * points to its rows, NULL after the last. Plain data; all functions are pure.
 */
#ifndef CST_BASE_PARAMETER_H
#define CST_BASE_PARAMETER_H

#include "base/error.h"
#include "base/range.h"

#include <stddef.h>
#include <stdint.h>

typedef enum cst_parameter_kind {
    CST_PARAMETER_REAL,    /* double */
    CST_PARAMETER_WHOLE,   /* uint32_t */
    CST_PARAMETER_WHOLE64, /* uint64_t */
    CST_PARAMETER_LIST     /* double[] */
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
} cst_parameter;

enum { CST_PARAMETERS_MAX = 8 }; /* of a variant, with the NULL after them */

/* The value of a number in the spec of such variants. */
double cst_parameter_value(const cst_parameter *row, const void *spec);

/* Puts a number in its place. */
void cst_parameter_set(const cst_parameter *row, void *spec, double value);

/* The last word of its key. */
const char *cst_parameter_name(const cst_parameter *row);

/* Whether a row is one of them. */
bool cst_parameters_have(const cst_parameter *const *rows, const cst_parameter *row);

/* Puts the initial values into the spec. */
void cst_parameters_default(const cst_parameter *const *rows, void *spec);

/* 0, or `code` with the key of a value that is not in its range, or of a list that is too long. */
int cst_parameters_check(const cst_parameter *const *rows, const void *spec, int code,
                         cst_error *error);

#endif
