/* SPDX-License-Identifier: MIT
 *
 * Broken preconditions of our own code. cst_require is compiled into every build and aborts with
 * its place; cst_debug_assert is for costly invariants and vanishes with NDEBUG. Neither is for
 * anything that a user, a file or a peer can cause: that is a cst_error.
 */
#ifndef CST_BASE_CHECK_H
#define CST_BASE_CHECK_H

/* Prints the broken condition and aborts. A good place for a breakpoint. */
void cst_require_failed(const char *condition, const char *file, int line)
    __attribute__((noreturn, cold));

#define cst_require(condition)                                                                     \
    ((condition) ? (void)0 : cst_require_failed(#condition, __FILE__, __LINE__))

#ifdef NDEBUG
#define cst_debug_assert(condition) ((void)0)
#else
#define cst_debug_assert(condition) cst_require(condition)
#endif

#endif
