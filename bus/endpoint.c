/* SPDX-License-Identifier: MIT */
#ifndef _XOPEN_SOURCE
#define _XOPEN_SOURCE 700
#endif
#include "bus/endpoint.h"

#include "base/check.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static const char tcp[] = "tcp://";
static const char ipc[] = "ipc://";
static const char form[] = "tcp://ADDRESS:PORT or ipc://PATH";
enum { FOLDER_NAME = 15 /* of a socket in a private folder */ };

/* --- What it says ---------------------------------------------------------------------------- */

/* "1" to "65535", or "*". */
static bool read_port(uint16_t *port, const char *text)
{
    const size_t digits = strspn(text, "0123456789");
    uint32_t value = 0;
    *port = 0;
    if (strcmp(text, "*") == 0) {
        return true;
    }
    if (digits == 0 || digits > 5 || text[digits] != '\0' || text[0] == '0') {
        return false;
    }
    for (; *text != '\0'; text++) {
        value = 10 * value + (uint32_t)(*text - '0');
    }
    *port = (uint16_t)value;
    return value <= UINT16_MAX;
}

/* An address without its brackets: whether it is one, and what it says. */
static bool read_address(cst_endpoint *endpoint)
{
    const char *text = endpoint->address;
    struct in6_addr six;
    struct in_addr four;
    if (endpoint->six) {
        endpoint->loopback = inet_pton(AF_INET6, text, &six) == 1 && IN6_IS_ADDR_LOOPBACK(&six);
        return inet_pton(AF_INET6, text, &six) == 1;
    }
    if (strcmp(text, "*") == 0) {
        return true;
    }
    if (inet_pton(AF_INET, text, &four) != 1) {
        return false;
    }
    endpoint->loopback = ntohl(four.s_addr) >> 24 == 127;
    return true;
}

static int read_tcp(cst_endpoint *endpoint, const char *text, cst_error *error)
{
    const char *at = text + strlen(tcp);
    const char *colon = strrchr(at, ':');
    const char *end = colon;
    endpoint->tcp = true;
    endpoint->six = at[0] == '[';
    if (endpoint->six && colon != NULL) {
        at++;
        end = colon > at && colon[-1] == ']' ? colon - 1 : NULL;
    }
    if (end == NULL || (size_t)(end - at) >= sizeof endpoint->address ||
        !read_port(&endpoint->port, colon + 1)) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "expected tcp://ADDRESS:PORT with a port from 1 to 65535 or *, found "
                             "'%.100s'",
                             text);
    }
    (void)snprintf(endpoint->address, sizeof endpoint->address, "%.*s", (int)(end - at), at);
    if (!read_address(endpoint)) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "expected an address in numbers, such as 127.0.0.1, [::1] or *, found "
                             "'%.63s'",
                             endpoint->address);
    }
    return 0;
}

static int read_ipc(cst_endpoint *endpoint, const char *text, cst_error *error)
{
    const char *path = text + strlen(ipc);
    endpoint->path = path;
    if (path[0] == '\0' || path[0] == '@' || strcmp(path, "*") == 0) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "expected ipc://PATH, the name of a file that a folder can keep from "
                             "others, found '%.100s'",
                             text);
    }
    if (strlen(path) > CST_ENDPOINT_PATH) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "expected ipc://PATH with a path of at most %d bytes, found %zu",
                             (int)CST_ENDPOINT_PATH, strlen(path));
    }
    return 0;
}

int cst_endpoint_read(cst_endpoint *endpoint, const char *text, cst_error *error)
{
    *endpoint = (cst_endpoint){0};
    if (strncmp(text, tcp, strlen(tcp)) == 0) {
        return read_tcp(endpoint, text, error);
    }
    if (strncmp(text, ipc, strlen(ipc)) == 0) {
        return read_ipc(endpoint, text, error);
    }
    return cst_error_set(error, CST_ERR_USAGE, NULL, "expected %s, found '%.100s'", form, text);
}

int cst_endpoint_check(const char *text, bool keys, bool insecure, cst_error *error)
{
    cst_endpoint endpoint;
    const int code = cst_endpoint_read(&endpoint, text, error);
    if (code != 0) {
        return code;
    }
    if (keys && insecure) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "expected keys or --insecure, found both: with keys nothing is "
                             "insecure");
    }
    if (!endpoint.tcp && insecure) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "expected --insecure with tcp only: ipc lets in nobody but programs "
                             "of the same user");
    }
    if (!endpoint.tcp || keys) {
        return 0;
    }
    if (!insecure) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "%.100s needs keys, or anybody who reaches it is let in: make them "
                             "with 'custodes keys new', use ipc://PATH, or say --insecure%s",
                             text, endpoint.loopback ? "" : " and listen at 127.0.0.1");
    }
    if (!endpoint.loopback) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "--insecure is for this machine alone: expected tcp://127.0.0.1:PORT "
                             "or tcp://[::1]:PORT, found '%.100s'; other machines need keys",
                             text);
    }
    return 0;
}

/* --- Places on this machine ------------------------------------------------------------------ */

static int not_free(const char *path, const char *why, cst_error *error)
{
    return cst_error_set(error, CST_ERR_USAGE, NULL, "cannot listen at ipc://%.*s: %s",
                         (int)CST_ENDPOINT_PATH, path, why);
}

bool cst_endpoint_is_there(const char *path)
{
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    (void)snprintf(to.sun_path, sizeof to.sun_path, "%s", path);
    const int handle = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const int got = handle < 0 ? -1 : connect(handle, (const struct sockaddr *)&to, sizeof to);
    /* In doubt it is somebody's. */
    const bool there = got == 0 || (errno != ECONNREFUSED && errno != ENOENT && errno != ENOTDIR);
    if (handle >= 0) {
        (void)close(handle);
    }
    return there;
}

int cst_endpoint_free(const char *path, cst_error *error)
{
    struct stat about;
    cst_require(strlen(path) <= CST_ENDPOINT_PATH);
    if (lstat(path, &about) != 0) {
        return errno == ENOENT
                   ? 0
                   : cst_error_set(error, CST_ERR_BUS, NULL, "cannot listen at ipc://%.*s: %s",
                                   (int)CST_ENDPOINT_PATH, path, strerror(errno));
    }
    if (!S_ISSOCK(about.st_mode)) {
        return not_free(path, "a file or folder of that name is there", error);
    }
    return cst_endpoint_is_there(path) ? not_free(path, "another program does", error) : 0;
}

/* A place, as sockets take it. */
typedef union place {
    struct sockaddr any;
    struct sockaddr_in four;
    struct sockaddr_in6 six;
    struct sockaddr_un file;
} place;

static socklen_t place_of(const cst_endpoint *endpoint, place *at)
{
    *at = (place){.file.sun_family = AF_UNIX};
    if (!endpoint->tcp) {
        (void)snprintf(at->file.sun_path, sizeof at->file.sun_path, "%s", endpoint->path);
        return sizeof at->file;
    }
    if (endpoint->six) {
        at->six =
            (struct sockaddr_in6){.sin6_family = AF_INET6, .sin6_port = htons(endpoint->port)};
        (void)inet_pton(AF_INET6, endpoint->address, &at->six.sin6_addr);
        return sizeof at->six;
    }
    at->four = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(endpoint->port)};
    (void)inet_pton(AF_INET, endpoint->address, &at->four.sin_addr); /* not for *: all zero */
    return sizeof at->four;
}

/* What is to be said before a socket has a place. */
static int prepare(int handle, const cst_endpoint *endpoint)
{
    const int one = 1;
    const int none = 0;
    if (!endpoint->tcp) {
        return fchmod(handle, 0600);
    }
    if (endpoint->six && setsockopt(handle, IPPROTO_IPV6, IPV6_V6ONLY, &none, sizeof none) != 0) {
        return -1;
    }
    return setsockopt(handle, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
}

/* Where a socket is, as text. */
static int say_place(int handle, const cst_endpoint *endpoint, char address[CST_ENDPOINT_TEXT])
{
    place at;
    socklen_t size = sizeof at;
    char numbers[INET6_ADDRSTRLEN];
    if (!endpoint->tcp) {
        (void)snprintf(address, CST_ENDPOINT_TEXT, "%s%s", ipc, endpoint->path);
        return 0;
    }
    if (getsockname(handle, &at.any, &size) != 0) {
        return -1;
    }
    const void *from = endpoint->six ? (void *)&at.six.sin6_addr : (void *)&at.four.sin_addr;
    (void)inet_ntop(at.any.sa_family, from, numbers, sizeof numbers);
    (void)snprintf(address, CST_ENDPOINT_TEXT, endpoint->six ? "%s[%s]:%u" : "%s%s:%u", tcp,
                   numbers, ntohs(endpoint->six ? at.six.sin6_port : at.four.sin_port));
    return 0;
}

int cst_endpoint_listen(const char *text, int waiting, int *handle, char address[CST_ENDPOINT_TEXT],
                        cst_error *error)
{
    cst_endpoint endpoint;
    place at;
    *handle = -1;
    int code = cst_endpoint_read(&endpoint, text, error);
    code = code != 0 || endpoint.tcp ? code : cst_endpoint_free(endpoint.path, error);
    if (code != 0) {
        return code;
    }
    const socklen_t size = place_of(&endpoint, &at);
    const int made = socket(at.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (!endpoint.tcp) {
        (void)unlink(endpoint.path); /* at which nobody listens any more */
    }
    if (made < 0 || prepare(made, &endpoint) != 0 || bind(made, &at.any, size) != 0 ||
        listen(made, waiting) != 0 || say_place(made, &endpoint, address) != 0) {
        code = cst_error_set(error, CST_ERR_BUS, NULL, "cannot listen at %.150s: %s", text,
                             strerror(errno));
        if (made >= 0) {
            (void)close(made);
        }
        return code;
    }
    *handle = made;
    return 0;
}

int cst_endpoint_folder_make(cst_endpoint_folder *folder, const char *in, cst_error *error)
{
    const int size = snprintf(folder->path, sizeof folder->path, "%s/custodes-XXXXXX", in);
    if (size + 1 + FOLDER_NAME > CST_ENDPOINT_PATH) {
        folder->path[0] = '\0';
        return cst_error_set(error, CST_ERR_BUS, NULL,
                             "the folder for sockets, %.60s..., has too long a name for one: set "
                             "TMPDIR to another",
                             in);
    }
    if (mkdtemp(folder->path) == NULL) {
        folder->path[0] = '\0';
        return cst_error_set(error, CST_ERR_BUS, NULL, "no folder for sockets in %.200s: %s", in,
                             strerror(errno));
    }
    return 0;
}

void cst_endpoint_folder_text(const cst_endpoint_folder *folder, const char *name,
                              char out[CST_ENDPOINT_TEXT])
{
    cst_require(strlen(name) <= FOLDER_NAME);
    (void)snprintf(out, CST_ENDPOINT_TEXT, "%s%s/%s", ipc, folder->path, name);
}

void cst_endpoint_folder_remove(cst_endpoint_folder *folder)
{
    char path[CST_ENDPOINT_PATH + 258];
    struct stat about;
    DIR *entries = folder->path[0] != '\0' ? opendir(folder->path) : NULL;
    const struct dirent *entry = NULL;
    while (entries != NULL && (entry = readdir(entries)) != NULL) {
        (void)snprintf(path, sizeof path, "%s/%s", folder->path, entry->d_name);
        if (lstat(path, &about) == 0 && S_ISSOCK(about.st_mode)) {
            (void)unlink(path);
        }
    }
    if (entries != NULL) {
        (void)closedir(entries);
    }
    if (folder->path[0] != '\0') {
        (void)rmdir(folder->path);
    }
    *folder = (cst_endpoint_folder){0};
}
