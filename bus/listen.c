/* SPDX-License-Identifier: MIT */
#include "bus/listen.h"

#include "bus/socket.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static const char scheme[] = "ipc://";

enum {
    SCHEME = sizeof scheme - 1,
    PATH_MOST = sizeof((struct sockaddr_un *)NULL)->sun_path - 1,
    /* Bytes of the longest message that a worker has reason to send: a row part in which every word
     * is something else than 0. */
    LONGEST = 1 << 25
};

struct cst_listen {
    void *context;
    cst_socket socket;
    char path[PATH_MOST + 1]; /* of the socket file that was made; "" before */
};

int cst_listen_check(const char *endpoint, cst_error *error)
{
    if (strncmp(endpoint, scheme, SCHEME) != 0 || endpoint[SCHEME] == '\0' ||
        endpoint[SCHEME] == '@' || strchr(endpoint, '*') != NULL) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "expected an endpoint such as ipc:///tmp/mine, found %.200s",
                             endpoint);
    }
    const size_t size = strlen(endpoint + SCHEME);
    return size <= PATH_MOST
               ? 0
               : cst_error_set(error, CST_ERR_USAGE, NULL,
                               "expected the path of a socket file of at most %d bytes, found one "
                               "of %zu bytes",
                               (int)PATH_MOST, size);
}

/* Whether somebody listens at a socket file. */
static bool is_answered(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const int handle = socket(AF_UNIX, SOCK_STREAM, 0);
    memcpy(address.sun_path, path, strlen(path));
    const bool answered =
        handle >= 0 && connect(handle, (struct sockaddr *)&address, sizeof address) == 0;
    if (handle >= 0) {
        (void)close(handle);
    }
    return answered;
}

/* ZeroMQ removes whatever is at the path. */
static int check_path(const char *path, cst_error *error)
{
    struct stat there;
    if (lstat(path, &there) != 0) {
        return 0;
    }
    if (!S_ISSOCK(there.st_mode)) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "%.300s: expected nothing there, or a socket file; found another file",
                             path);
    }
    return !is_answered(path) ? 0
                              : cst_error_set(error, CST_ERR_USAGE, NULL,
                                              "%.300s: another run listens there", path);
}

bool cst_listen_is_there(const char *endpoint)
{
    return is_answered(endpoint + SCHEME);
}

static int open_door(cst_listen *listen, const char *endpoint, cst_error *error)
{
    listen->context = zmq_ctx_new();
    if (listen->context == NULL) {
        return cst_error_memory(error, "a place to listen");
    }
    if (zmq_ctx_set(listen->context, ZMQ_IO_THREADS, 1) != 0) {
        return cst_error_set(error, CST_ERR_BUS, NULL, "ZeroMQ: %s", zmq_strerror(zmq_errno()));
    }
    const int code = cst_socket_listen(&listen->socket, listen->context, endpoint, LONGEST, error);
    if (code == 0) {
        memcpy(listen->path, endpoint + SCHEME, strlen(endpoint + SCHEME) + 1);
    }
    return code;
}

int cst_listen_open(cst_listen **listen, const char *endpoint, cst_error *error)
{
    *listen = NULL;
    int code = cst_listen_check(endpoint, error);
    code = code != 0 ? code : check_path(endpoint + SCHEME, error);
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
