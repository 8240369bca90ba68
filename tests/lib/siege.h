/* SPDX-License-Identifier: MIT
 *
 * A run with alice, who is honest (tests/lib/friend.h), and others, who are not: what is counted of
 * all that they do, what it does to her, and how far memory goes up. What cannot be done fails the
 * test that is running.
 */
#ifndef CST_TESTS_SIEGE_H
#define CST_TESTS_SIEGE_H

#include "bus/gateway.h"
#include "tests/lib/friend.h"

#include <pthread.h>
#include <signal.h>

enum { CST_SIEGE_TASKS = 8 /* that each is asked in a batch */, CST_SIEGE_OTHERS = 14 };

/* In the place of a cause: that one was gone. */
#define CST_SIEGE_LOST CST_PEER_CAUSES

/* The bytes of a hello; each argument a literal. */
#define CST_SIEGE_HELLO(name, size, role, credit) "\x95\x02\x01\xc4" size name role credit
#define CST_SIEGE_MALLORY                         CST_SIEGE_HELLO("mallory", "\x07", "\x01", "\x64")

typedef struct cst_siege {
    cst_lineage lineage[CST_LINEAGES_MAX];
    cst_gateway *gateway;
    cst_curve_pair own, alice, mallory;
    cst_friend with;
    pthread_t friends;
    uint64_t asked; /* of alice */
    int waited;     /* seconds for who is missing */
    volatile sig_atomic_t in_vain;
    long memory; /* before a case */
} cst_siege;

/* How often a case is to be, without CST_LONG in the environment and with it. */
int cst_siege_rounds(int quick, int many);

/* Listens for alice, who comes by herself, and up to CST_SIEGE_OTHERS others: mallory, mallory1,
 * ... With keys over tcp, else over ipc. Connections are cut sooner than usual. */
void cst_siege_open(cst_siege *siege, uint32_t others, bool keys, double patience);
void cst_siege_close(cst_siege *siege);

/* Waits until all are here, for 20 s at most; else the test ends. */
void cst_siege_meet(cst_siege *siege);

/* Asks alice and the first of the others, until all have answered or are gone, and looks at what
 * they say. */
void cst_siege_ask(cst_siege *siege, uint32_t others);

/* Refusals so far by causes, of anybody; the last: times that one was gone. */
typedef uint64_t cst_siege_counts[CST_PEER_CAUSES + 1];
void cst_siege_count(const cst_siege *siege, cst_siege_counts counts);

/* Waits until there are so many of a cause, for 10 s at most. Where there are not, or more, the
 * test fails and what was seen is printed: then nothing that follows can be counted on. */
bool cst_siege_await(const cst_siege *siege, int cause, uint64_t expected);

/* Around a case, which has to be counted `counted` times for its cause, and never for another. The
 * end prints a line. */
void cst_siege_head(void);
void cst_siege_begin(cst_siege *siege, cst_siege_counts before);
void cst_siege_end(const cst_siege *siege, const cst_siege_counts before, const char *name,
                   int cause, uint64_t counted);

#endif
