/* SPDX-License-Identifier: MIT
 *
 * Printers of a benchmark.
 */
#ifndef CST_CLI_SHOW_PRINT_BENCHMARK_H
#define CST_CLI_SHOW_PRINT_BENCHMARK_H

#include "study/benchmark.h"

/* Tables for people, or in Markdown: 0 or CST_ERR_MEMORY. JSON lines. CSV. */
int cst_benchmark_print(const cst_benchmark *benchmark, bool markdown, FILE *out, cst_error *error);
void cst_benchmark_print_json(const cst_benchmark *benchmark, FILE *out);
void cst_benchmark_print_csv(const cst_benchmark *benchmark, FILE *out);

#endif
