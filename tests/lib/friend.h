/* SPDX-License-Identifier: MIT
 *
 * A peer that does as docs/wire.md says, in a thread of its own: alice, who reports every task of
 * an actor whose number is a multiple of three, and hears what became of it, until she is told that
 * it is over.
 */
#ifndef CST_TESTS_FRIEND_H
#define CST_TESTS_FRIEND_H

#include "bus/secure.h"

typedef struct cst_friend {
    const char *address;
    const uint8_t *server;     /* the run's public key and the own pair, or both NULL */
    const cst_curve_pair *own; /* both borrowed */
    int code;                  /* 0, or what went wrong */
    uint64_t answered, told;   /* tasks; outcomes */
    uint64_t wrong;            /* outcomes other than that what she reported was flagged */
    bool ended;                /* she was told the end */
} cst_friend;

/* Begin of a thread; `self` is a friend, of whom all behind `own` is 0. */
void *cst_friend_main(void *self);

/* What she says of a task. */
uint8_t cst_friend_says(uint32_t actor);

/* An ASK of up to 255 tasks of cell 0: how many it has; its batch is `number` bytes from the fourth
 * on, as they stand. 0: it is something else. */
size_t cst_friend_asked(const uint8_t *bytes, size_t size, size_t *number);

/* Writes the ANSWER to an ASK, everything passed, which needs 261 bytes at most; its answers are
 * the last bytes. Its size. */
size_t cst_friend_answer(const uint8_t *ask, size_t size, uint8_t *out);

#endif
