/* SPDX-License-Identifier: MIT
 *
 * For every key of a scenario that has one value, or a list, a small scenario that uses it and in
 * which it may have any value of its range; and one in which setting it changes what happens. They
 * are one row, or two, the first of them without a value.
 */
#ifndef CST_TESTS_KEY_BASES_H
#define CST_TESTS_KEY_BASES_H

#include <stddef.h>

typedef struct cst_key_base {
    const char *key;   /* dotted */
    const char *base;  /* a scenario, which does not state the key unless it must */
    const char *value; /* set over it, it changes what happens; NULL: see the next row */
} cst_key_base;

extern const cst_key_base cst_key_bases[];
extern const size_t cst_key_base_count;
/* The keys of mechanisms: mechanism_bases.c. */
extern const cst_key_base cst_mechanism_bases[];
extern const size_t cst_mechanism_base_count;

/* The first row of a key; of a variant's parameter without one, a row that is made for it; or NULL.
 */
const cst_key_base *cst_key_base_of(const char *key);

#endif
