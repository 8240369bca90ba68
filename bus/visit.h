/* SPDX-License-Identifier: MIT
 *
 * A process that works for the run of another one: a guest (guest.h) behind a socket, in the
 * calling thread, until the run is over.
 */
#ifndef CST_BUS_VISIT_H
#define CST_BUS_VISIT_H

#include "bus/guest.h"

#include <signal.h>

typedef struct cst_visit_spec {
    const char *endpoint;                     /* as the run says it (listen.h) */
    cst_guest_spec guest;                     /* silence: 0 stands for the usual one */
    double patience;                          /* seconds to wait for a run to listen there */
    const volatile sig_atomic_t *interrupted; /* set by a signal handler: it leaves; NULL: never */
} cst_visit_spec;

/* Works until the run needs it no more: 0, with the number of units that it did. Or
 * CST_ERR_INTERRUPTED; CST_ERR_BUS where the run has ended without a word, or there is none;
 * CST_ERR_STALL where nothing is heard of it; what the run refused it with; or what a unit failed
 * with. */
int cst_visit(const cst_visit_spec *spec, uint64_t *units, cst_error *error);

#endif
