/* SPDX-License-Identifier: MIT
 *
 * What a figure was measured on and with: without it, a rate says nothing.
 */
#ifndef CST_BENCH_PLATFORM_H
#define CST_BENCH_PLATFORM_H

#include <stdio.h>

/* Prints processor, cores, widest vectors, compiler, and the commit that CST_COMMIT names in the
 * environment (bench/run sets it), each on a line "* name: value". */
void bench_platform(FILE *out);

#endif
