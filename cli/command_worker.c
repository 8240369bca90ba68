/* SPDX-License-Identifier: MIT */
#include "bus/listen.h"
#include "bus/visit.h"
#include "cli/args.h"
#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/options.h"
#include "cli/show/flow.h"
#include "study/handout.h"

#include <inttypes.h>

/* Seconds in which a run that is started together with its workers comes to listen. */
static const double patience = 10.0;

/* For cst_guest_spec. */
static int make(void *self, const char *text, size_t size, cst_guest_cells *cells, cst_error *error)
{
    cst_handout *handout = self;
    const int code = cst_handout_read(handout, text, size, error);
    *cells = (cst_guest_cells){
        .cells = handout->cell, .count = handout->cells, .digest = handout->digest};
    return code;
}

static int check(const cst_args *args, cst_error *error)
{
    return args->positional_count > 0 ? cst_listen_check(args->positional[0], error) : 0;
}

static int run(const cst_args *args, cst_error *error)
{
    uint64_t units = 0;
    cst_handout handout = {0};
    const cst_visit_spec spec = {
        .endpoint = args->positional[0],
        .guest = {.program = cst_handout_program(), .make = make, .self = &handout},
        .patience = patience,
        .interrupted = cst_interrupt_watch()};
    if (!cst_listen_is_there(spec.endpoint) && !cst_args_has(args, "quiet")) {
        cst_flow_message(stderr, "no run listens at %s yet; waiting for %.0f seconds",
                         spec.endpoint, patience);
    }
    const int code = cst_visit(&spec, &units, error);
    cst_interrupt_unwatch();
    cst_handout_free(&handout);
    if (!cst_args_has(args, "quiet") && (code == 0 || code == CST_ERR_INTERRUPTED)) {
        cst_flow_message(stderr, "%s%" PRIu64 " units were done here",
                         code == 0 ? "the run is over; " : "", units);
    }
    return code;
}

const cst_command cst_command_worker = {
    .name = "worker",
    .line = "work for a run that listens, in a process of its own",
    .text =
        "Does units of a run that was started with --listen, on the same machine and as the same "
        "user, until\nthe run is over. It needs no file: the run sends its cells. Workers may come "
        "and go at any time; what\none that is killed had begun is done by another, and the "
        "results are the same bytes. One process\nis one thread; start as many as there are cores "
        "to be used.",
    CST_TAKES("ENDPOINT", 1, 1),
    .examples = CST_EXAMPLES("custodes worker ipc:///tmp/mine"),
    .options = CST_OPTIONS(CST_SWITCH("quiet", "Only errors are said.")),
    .check = check,
    .run = run,
};
