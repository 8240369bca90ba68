/* SPDX-License-Identifier: MIT
 *
 * The canonical part of a finding as a text.
 */
#ifndef CST_TESTS_CANONICAL_H
#define CST_TESTS_CANONICAL_H

#include "study/finding.h"
#include "tests/lib/caught.h"

/* Heap, the caller frees. */
static inline char *cst_test_canonical(const cst_finding *finding)
{
    cst_caught seen;
    cst_caught_begin(&seen);
    cst_finding_canonical(finding, seen.out);
    fputc('}', seen.out);
    cst_caught_end(&seen);
    return seen.text;
}

#endif
