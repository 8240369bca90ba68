/* SPDX-License-Identifier: MIT
 *
 * Where a run listens, tcp://ADDRESS:PORT or ipc://PATH: what is safe there, and the places of
 * sockets on this machine. No ZeroMQ in here.
 */
#ifndef CST_BUS_ENDPOINT_H
#define CST_BUS_ENDPOINT_H

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    CST_ENDPOINT_PATH = 107, /* bytes of a path */
    CST_ENDPOINT_TEXT = 131, /* of ours, as text */
    CST_ENDPOINT_ADDRESS = 64
};

typedef struct cst_endpoint {
    bool tcp;
    bool six;                           /* tcp: the address is one of IPv6, in brackets */
    bool loopback;                      /* tcp: nobody but this machine reaches it */
    uint16_t port;                      /* tcp: 0 for *, one that is free */
    char address[CST_ENDPOINT_ADDRESS]; /* tcp: in numbers, without brackets, or * */
    const char *path;                   /* ipc: borrowed from the text */
} cst_endpoint;

/* Reads an endpoint to listen at: an IPv4 address, an IPv6 one in brackets, or * for all of this
 * machine's; a port from 1 to 65535 or *; or a path of a file. 0 or CST_ERR_USAGE. */
int cst_endpoint_read(cst_endpoint *endpoint, const char *text, cst_error *error);

/* The rule: tcp needs keys, or else `insecure` and then loopback only; ipc needs neither, for only
 * programs of the same user are let in; `insecure` is refused where it changes nothing. 0 or
 * CST_ERR_USAGE. */
int cst_endpoint_check(const char *text, bool keys, bool insecure, cst_error *error);

/* Sees that a socket may be put at a path, where ZeroMQ would remove any file: there is nothing, or
 * a socket at which nobody listens any more. 0, CST_ERR_USAGE (it is taken) or CST_ERR_BUS. */
int cst_endpoint_free(const char *path, cst_error *error);

/* Whether somebody listens at the socket of that path, as far as we may know. */
bool cst_endpoint_is_there(const char *path);

/* Listens at an endpoint, with up to `waiting` connections that nobody has taken up yet; the file
 * of an ipc socket is open to this user alone. *handle is a socket that nobody waits at, and
 * `address` says where it is, with the port that was free for *. 0, CST_ERR_USAGE or CST_ERR_BUS;
 * then *handle is -1. */
int cst_endpoint_listen(const char *text, int waiting, int *handle, char address[CST_ENDPOINT_TEXT],
                        cst_error *error);

/* A folder for sockets that only this user may enter. */
typedef struct cst_endpoint_folder {
    char path[CST_ENDPOINT_PATH + 1]; /* "": none */
} cst_endpoint_folder;

/* Makes one of a new name in the folder `in`, mode 0700, whose path leaves room for a name of 15
 * bytes. 0 or CST_ERR_BUS. */
int cst_endpoint_folder_make(cst_endpoint_folder *folder, const char *in, cst_error *error);

/* Writes ipc://FOLDER/NAME. */
void cst_endpoint_folder_text(const cst_endpoint_folder *folder, const char *name,
                              char out[CST_ENDPOINT_TEXT]);

/* Removes the folder with the sockets in it; what else lies there is left, with the folder. Legal
 * on a zeroed one. */
void cst_endpoint_folder_remove(cst_endpoint_folder *folder);

#endif
