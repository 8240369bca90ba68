/* SPDX-License-Identifier: MIT
 *
 * Whether an allocation has failed. The linker leads what the program's own objects ask of malloc,
 * calloc, realloc, strdup and strndup through this file (see CMakeLists.txt), so that no place can
 * pass over a failure in silence: an output that was made after one is not called whole. Libraries
 * are not led through it; what they say is looked at where they are called. Any thread.
 */
#ifndef CST_CLI_ALLOCATION_H
#define CST_CLI_ALLOCATION_H

#include <stdbool.h>

/* True once an allocation of the program itself has failed. */
bool cst_allocation_failed(void);

#endif
