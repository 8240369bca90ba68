/* SPDX-License-Identifier: MIT
 *
 * A place where a run listens for other processes of the same user on the same machine:
 * ipc://PATH, a socket file. What comes there is read by the link (link_inproc.c) and judged by the
 * roster.
 */
#ifndef CST_BUS_LISTEN_H
#define CST_BUS_LISTEN_H

#include "base/error.h"

#include <stdbool.h>

typedef struct cst_listen cst_listen;

/* Whether a text is an endpoint: "ipc://" and a path, short enough for a socket file. 0 or
 * CST_ERR_USAGE. */
int cst_listen_check(const char *endpoint, cst_error *error);

/* Listens. A socket file at which nobody listens any more is taken over; any other file, and one at
 * which somebody does, is refused. 0, CST_ERR_USAGE, CST_ERR_BUS or CST_ERR_MEMORY, and then
 * *listen is NULL. */
int cst_listen_open(cst_listen **listen, const char *endpoint, cst_error *error);

/* Whether somebody listens there now; the endpoint has been checked. */
bool cst_listen_is_there(const char *endpoint);

/* Closes it and removes its file. Legal on NULL; *listen becomes NULL. */
void cst_listen_close(cst_listen **listen);

struct cst_socket;
/* Its ROUTER, for the link. */
struct cst_socket *cst_listen_socket(cst_listen *listen);

#endif
