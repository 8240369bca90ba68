/* SPDX-License-Identifier: MIT
 *
 * Room for what specifications point to: it lasts until the end of the test program, so that they
 * may be returned and copied.
 */
#ifndef CST_TESTS_LIB_LISTS_H
#define CST_TESTS_LIB_LISTS_H

#include "agents/population.h"

/* Gives the population lineages of its own, to be written to: those it has, then some as the first
 * one is but for their names. Returns them. */
cst_lineage *cst_test_lineages(cst_population_spec *population, uint32_t lineages);

/* A list of so many zeros. */
double *cst_test_list(uint32_t count);

#endif
