/* SPDX-License-Identifier: MIT
 *
 * What the results of a cell are made of beside its rows, for whoever reads a results file without
 * this program: docs/results.md has the fields.
 */
#ifndef CST_STUDY_BASIS_H
#define CST_STUDY_BASIS_H

#include "estimate/sample/cell.h"
#include "study/json.h"

/* Writes the basis of a cell as a JSON object, at the confidence and the tail level of the results
 * that are asked for. */
void cst_basis_json(cst_json *json, const cst_cell *cell, double confidence, double tail);

#endif
