/* SPDX-License-Identifier: MIT
 *
 * What a stop rule asked for, against what all trials of a run came to.
 */
#ifndef CST_STUDY_PRECISION_H
#define CST_STUDY_PRECISION_H

#include "study/finding.h"

/* How far a finding is from its rule, as a factor, above 1: half of its interval over what was
 * wanted, events wanted over those there are; infinite without events. Under UPPER the width of its
 * interval over the limit. */
double cst_precision_lack(const cst_finding *finding);

/* 0 where every cell has met its rule, or there is none; else CST_ERR_PRECISION: in how many cells
 * it is not so, the one that is furthest off, what it reached, and how many trials would do. */
int cst_precision_check(const cst_findings *findings, cst_error *error);

#endif
