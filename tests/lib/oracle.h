/* SPDX-License-Identifier: MIT
 *
 * The committee values of tests/data/oracle_vectors.csv: exact residual risks (25 digits) that were
 * computed apart from this program.
 */
#ifndef CST_TESTS_ORACLE_H
#define CST_TESTS_ORACLE_H

#include "monitor/model.h"

enum { CST_ORACLE_MAX = 512 };

typedef struct cst_oracle {
    char name[640];      /* the line without its value */
    cst_trial_spec spec; /* the configuration; agents and rounds at their defaults */
    double value;        /* R, the residual risk */
} cst_oracle;

/* Reads the committee lines (with k, d, c, rule), the others are passed over; aborts the test
 * program where the file cannot be read. Returns how many there are. */
uint32_t cst_oracle_read(cst_oracle *out);

#endif
