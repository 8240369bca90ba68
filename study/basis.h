/* SPDX-License-Identifier: MIT
 *
 * What the results of a cell are made of beside its rows, for whoever reads a results file without
 * this program: docs/results.md has the fields.
 */
#ifndef CST_STUDY_BASIS_H
#define CST_STUDY_BASIS_H

#include "estimate/sample/cell.h"

/* The basis of a cell as a JSON object without spaces, at the confidence and the tail level of the
 * results that are asked for. Heap, the caller frees; NULL without memory. */
char *cst_basis_json(const cst_cell *cell, double confidence, double tail);

#endif
