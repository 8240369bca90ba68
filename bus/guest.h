/* SPDX-License-Identifier: MIT
 *
 * A guest as a state machine over messages, without sockets or threads: a worker in a process of
 * its own. It says HELLO, makes the cells that the hub sends, says READY, and from then on is a
 * worker (worker.h) that reviews what it acts. It ends when the hub says BYE, or when nothing has
 * been heard for too long.
 */
#ifndef CST_BUS_GUEST_H
#define CST_BUS_GUEST_H

#include "bus/worker.h"

/* What a text of cells was made into. */
typedef struct cst_guest_cells {
    const cst_cell *const *cells; /* borrowed from whoever made them */
    uint32_t count;
    cst_u128 digest;
} cst_guest_cells;

typedef struct cst_guest_spec {
    const char *program; /* whose version must be the run's: cst_roster_spec.program */
    /* Makes the cells of WELCOME's text, once. 0 or an error's code. */
    int (*make)(void *self, const char *text, size_t size, cst_guest_cells *cells,
                cst_error *error);
    void *self;
    double silence; /* seconds without a word after which the hub is taken for dead */
} cst_guest_spec;

typedef enum cst_guest_state {
    CST_GUEST_COMES,  /* it has said HELLO */
    CST_GUEST_WORKS,  /* it has said READY */
    CST_GUEST_LEAVES, /* it has said its last word, and waits for BYE */
    CST_GUEST_ENDED
} cst_guest_state;

typedef struct cst_guest {
    cst_guest_spec spec;
    cst_post post;
    cst_guest_state state;
    cst_worker machine; /* from READY on */
    cst_message own;    /* to itself; without a kind: there is none */
    double heard;
    cst_error why; /* it ended or will end for that; code 0: in order */
} cst_guest;

/* Posts HELLO; the guest must stay where it is. now: seconds of a clock that never goes back. 0 or
 * the link's error. */
int cst_guest_start(cst_guest *guest, const cst_guest_spec *spec, const cst_post *post, double now,
                    cst_error *error);
void cst_guest_free(cst_guest *guest);

/* Takes a frame of the hub's in, and does what it asks for. 0 or the link's error. */
int cst_guest_receive(cst_guest *guest, const uint8_t *bytes, size_t size, double now,
                      cst_error *error);

/* Says the last word, of its own accord. 0 or the link's error. */
int cst_guest_leave(cst_guest *guest, cst_error *error);

/* Looks at the clock. */
void cst_guest_tick(cst_guest *guest, double now);

#endif
