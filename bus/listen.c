/* SPDX-License-Identifier: MIT */
#include "bus/listen.h"

#include "bus/endpoint.h"
#include "bus/secure.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char scheme[] = "ipc://";

enum {
    SCHEME = sizeof scheme - 1,
    /* Bytes of the longest message that a worker has reason to send: a row part in which every word
     * is something else than 0. */
    LONGEST = 1 << 25,
    LINGER_MS = 100 /* the last BYE may go out */
};

struct cst_listen {
    void *context;
    cst_socket socket;
    char path[CST_ENDPOINT_PATH + 1]; /* of the socket file that was made; "" before */
};

int cst_listen_check(const char *endpoint, cst_error *error)
{
    cst_endpoint at;
    if (strncmp(endpoint, scheme, SCHEME) != 0) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "expected an endpoint such as ipc:///tmp/mine, found %.200s",
                             endpoint);
    }
    return cst_endpoint_read(&at, endpoint, error);
}

bool cst_listen_is_there(const char *endpoint)
{
    return cst_endpoint_is_there(endpoint + SCHEME);
}

/* A worker that is stopped for a while is none that is gone: leases have deadlines, and no sign of
 * life is wanted. */
static int open_door(cst_listen *listen, const char *endpoint, cst_error *error)
{
    const cst_secure_limits limits = {.longest = LONGEST, .heartbeat = -1, .linger = LINGER_MS};
    char address[CST_SECURE_ADDRESS];
    listen->context = zmq_ctx_new();
    if (listen->context == NULL) {
        return cst_error_memory(error, "a place to listen");
    }
    if (zmq_ctx_set(listen->context, ZMQ_IO_THREADS, 1) != 0) {
        return cst_error_set(error, CST_ERR_BUS, NULL, "ZeroMQ: %s", zmq_strerror(zmq_errno()));
    }
    const int code = cst_secure_listen(&listen->socket, listen->context, endpoint, NULL, NULL,
                                       &limits, address, error);
    if (code == 0) {
        memcpy(listen->path, endpoint + SCHEME, strlen(endpoint + SCHEME) + 1);
    }
    return code;
}

int cst_listen_open(cst_listen **listen, const char *endpoint, cst_error *error)
{
    *listen = NULL;
    int code = cst_listen_check(endpoint, error);
    if (code != 0) {
        return code;
    }
    *listen = calloc(1, sizeof **listen);
    code = *listen == NULL ? cst_error_memory(error, "a place to listen")
                           : open_door(*listen, endpoint, error);
    if (code != 0) {
        cst_listen_close(listen);
    }
    return code;
}

void cst_listen_close(cst_listen **listen)
{
    if (*listen == NULL) {
        return;
    }
    cst_socket_close(&(*listen)->socket);
    while ((*listen)->context != NULL && zmq_ctx_term((*listen)->context) != 0 && errno == EINTR) {
    }
    if ((*listen)->path[0] != '\0') {
        (void)unlink((*listen)->path); /* ZeroMQ leaves it */
    }
    free(*listen);
    *listen = NULL;
}

cst_socket *cst_listen_socket(cst_listen *listen)
{
    return &listen->socket;
}
