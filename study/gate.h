/* SPDX-License-Identifier: MIT
 *
 * Conditions on findings, or on two results files, that let a command fail (--fail-if):
 * "residual_risk.high > 1e-6", "residual_risk.difference.low > 0". They look at guaranteed
 * intervals alone.
 */
#ifndef CST_STUDY_GATE_H
#define CST_STUDY_GATE_H

#include "study/against.h"
#include "study/finding.h"

typedef enum cst_gate_field { CST_GATE_ESTIMATE, CST_GATE_LOW, CST_GATE_HIGH } cst_gate_field;

typedef enum cst_gate_of { CST_GATE_RESULT, CST_GATE_DIFFERENCE, CST_GATE_RATIO } cst_gate_of;

typedef struct cst_gate {
    const char *text; /* borrowed */
    cst_result_kind kind;
    cst_gate_of of; /* that result, or what lies between two of them */
    cst_gate_field field;
    bool above;    /* > or >=; else < or <= */
    bool equal;    /* >= or <= */
    double number; /* that it is compared with */
} cst_gate;

/* Reads RESULT.FIELD OP NUMBER: a field is estimate, low or high, OP one of > >= < <=. 0, or
 * CST_ERR_USAGE with the column at which it cannot be read, and the nearest name. */
int cst_gate_read(const char *text, cst_gate *gate, cst_error *error);

/* The same of two results files: [RESULT.]difference.FIELD OP NUMBER, or ratio. The result is
 * `otherwise` where none is named. */
int cst_gate_read_against(const char *text, cst_result_kind otherwise, cst_gate *gate,
                          cst_error *error);

/* Before a run: CST_ERR_USAGE where no cell has the result. Cells must be as they were made. */
int cst_gate_check_scenario(const cst_gate *gate, const cst_scenario *scenario, cst_error *error);

/* CST_ERR_GATE where the condition holds in some cell that has the result, or cannot be told there,
 * as it has no trials or no estimate: names the first one, and in how many it is so. CST_ERR_USAGE:
 * no cell has the result. 0: it holds nowhere. */
int cst_gate_check(const cst_gate *gate, const cst_findings *findings, cst_error *error);

/* The same of two results files, in which the gate's result was compared: it cannot be told, too,
 * where A has the cell or its result and B has not. What only B has has nothing to be held against,
 * and passes. CST_ERR_USAGE: no cell of both files has the result. */
int cst_gate_check_against(const cst_gate *gate, const cst_against *against, cst_error *error);

#endif
