/* SPDX-License-Identifier: MIT
 *
 * One trial of a cell again, with the draws that it has in a run, told to a trace.
 */
#ifndef CST_ESTIMATE_SAMPLE_REPLAY_H
#define CST_ESTIMATE_SAMPLE_REPLAY_H

#include "estimate/sample/cell.h"
#include "monitor/trace.h"

/* Traces a trial of the cell, below cell->trials; the cell must stay as long as the trace. 0;
 * CST_ERR_METHOD where the method's trials are no deployments; CST_ERR_MEMORY. cst_trace_free is
 * legal after failure. */
int cst_replay_trial(cst_trace *trace, const cst_cell *cell, uint64_t trial, cst_error *error);

/* The next trial in which an actor is drawn to scheme, where the method jumps from one to the
 * other, so that a few blocks say it in a moment. False: it does not, or they have none. */
bool cst_replay_next(const cst_cell *cell, uint64_t trial, uint64_t *next);

#endif
