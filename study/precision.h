/* SPDX-License-Identifier: MIT
 *
 * A precision that was asked for, against what the trials of a run came to. The stop rule stays the
 * number of trials, so intervals hold; the precision only says whether they are enough.
 */
#ifndef CST_STUDY_PRECISION_H
#define CST_STUDY_PRECISION_H

#include "study/finding.h"

/* Reads "0.1": a share in (0, 1). 0 or CST_ERR_USAGE. */
int cst_precision_read(const char *text, double *wanted, cst_error *error);

/* Half the interval of residual_risk as a share of its estimate; infinite without events. */
double cst_precision_reached(const cst_finding *finding);

/* 0, or CST_ERR_PRECISION: the cell that is furthest off, what it reached, how many trials would
 * do, and in how many cells it is so. */
int cst_precision_check(const cst_findings *findings, double wanted, cst_error *error);

#endif
