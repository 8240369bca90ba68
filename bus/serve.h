/* SPDX-License-Identifier: MIT
 *
 * Texts over HTTP on loopback, read-only, by libmicrohttpd in a thread of its own: whoever has them
 * puts new ones as they change, and readers get the last. It answers GET and HEAD, to readers that
 * name a loopback host (a page of elsewhere, whose name leads here, does not). Everything that
 * comes in is bounded: connections, bytes and seconds of each.
 */
#ifndef CST_BUS_SERVE_H
#define CST_BUS_SERVE_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    CST_SERVE_RESOURCES = 8,    /* at most */
    CST_SERVE_CONNECTIONS = 64, /* at once; others wait until one of these ends */
    CST_SERVE_SECONDS = 10      /* that a request takes at most, as long as texts are put */
};

/* What stands under a path. */
typedef struct cst_serve_resource {
    const char *path;   /* "/status" */
    const char *type;   /* "application/json" */
    const char *policy; /* Content-Security-Policy */
} cst_serve_resource;

typedef struct cst_serve cst_serve;

/* Whether there may be a server at "127.0.0.1:8080", "[::1]:8080" or "localhost:8080"; port 0: a
 * free one. 0; CST_ERR_USAGE where it is another address; CST_ERR_BUS where the port is taken. */
int cst_serve_check(const char *address, cst_error *error);

/* Starts one; paths, types and policies are borrowed until the end. Until texts are put, they are
 * said to come. 0, what cst_serve_check says, CST_ERR_MEMORY, or CST_ERR_BUS. */
int cst_serve_open(cst_serve **serve, const char *address, const cst_serve_resource *resource,
                   size_t resources, cst_error *error);

/* Where it is: "http://127.0.0.1:8080/". */
const char *cst_serve_url(const cst_serve *serve);

/* Puts a text for each resource: heap, taken over; those before go once they are sent. Where one is
 * NULL, or memory fails, all of those before stay. Ends connections whose request takes too long.
 * From one thread at a time. */
void cst_serve_put(cst_serve *serve, char *const *text);

/* Whether somebody has read a text in the last seconds. */
bool cst_serve_watched(cst_serve *serve);

/* Waits until the texts that were read in the last seconds have been read as they were put last,
 * for little more than a second: who looks every second sees how it ended. */
void cst_serve_wait(cst_serve *serve);

/* Ends connections and thread. Legal on NULL. */
void cst_serve_close(cst_serve **serve);

#endif
