/* SPDX-License-Identifier: MIT
 *
 * Whether a run fits the machine: what its cells take (estimate/sample/part.h), times what the
 * bus has under way at once.
 */
#ifndef CST_BUS_MEMORY_H
#define CST_BUS_MEMORY_H

#include "estimate/sample/cell.h"

/* Bytes that a run of these cells is expected to take at most. */
double cst_memory_expected(const cst_cell *const *cells, uint32_t cell_count, uint32_t threads,
                           uint64_t batch);

/* 0; or CST_ERR_MEMORY where `expected` is more than `machine`, with both figures. */
int cst_memory_check(double expected, double machine, uint32_t threads, cst_error *error);

/* Bytes of the machine's memory; infinite where it does not say. */
double cst_memory_machine(void);

#endif
