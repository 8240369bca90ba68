/* SPDX-License-Identifier: MIT */
#include "tests/lib/knock.h"

#include "tests/lib/suite.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

const uint8_t cst_knock_greeting[64] = {0xff, 0, 0, 0,   0,   0,   0,   0,  1,
                                        0x7f, 3, 0, 'C', 'U', 'R', 'V', 'E'};

int cst_knock(const char *address)
{
    union {
        struct sockaddr any;
        struct sockaddr_in four;
        struct sockaddr_in6 six;
        struct sockaddr_un file;
    } to = {.file.sun_family = AF_UNIX};
    socklen_t size = sizeof to.file;
    const uint16_t port = htons((uint16_t)strtoul(strrchr(address, ':') + 1, NULL, 10));
    if (strncmp(address, "tcp://[", 7) == 0) {
        to.six = (struct sockaddr_in6){.sin6_family = AF_INET6, .sin6_port = port};
        to.six.sin6_addr = in6addr_loopback;
        size = sizeof to.six;
    } else if (strncmp(address, "tcp://", 6) == 0) {
        to.four = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = port};
        to.four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        size = sizeof to.four;
    } else {
        (void)snprintf(to.file.sun_path, sizeof to.file.sun_path, "%s", address + strlen("ipc://"));
    }
    const int handle = socket(to.any.sa_family, SOCK_STREAM, 0);
    CU_ASSERT(handle >= 0);
    CU_ASSERT_EQUAL(connect(handle, &to.any, size), 0);
    return handle;
}

void cst_knock_put(int handle, const void *bytes, size_t size)
{
    (void)send(handle, bytes, size, MSG_NOSIGNAL);
}

int cst_knock_plain(const char *address, const char *user)
{
    uint8_t hello[64] = {0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, 0, 'N', 'U', 'L', 'L'};
    uint8_t ready[64] = "\x04\x00\x05READY\x0bSocket-Type\x00\x00\x00\x06"
                        "DEALER\x07User-Id\x00\x00\x00";
    const size_t fixed = 2 + 6 + 12 + 4 + 6 + 8 + 3;
    const int handle = cst_knock(address);
    ready[fixed] = (uint8_t)strlen(user);
    memcpy(ready + fixed + 1, user, strlen(user));
    ready[1] = (uint8_t)(fixed + 1 + strlen(user) - 2);
    cst_knock_put(handle, hello, sizeof hello);
    cst_knock_put(handle, ready, 2U + ready[1]);
    /* The other side's greeting, and its READY: before that nothing else may be said. */
    CU_ASSERT_EQUAL(recv(handle, hello, sizeof hello, MSG_WAITALL), (ssize_t)sizeof hello);
    CU_ASSERT_EQUAL(recv(handle, ready, 2, MSG_WAITALL), 2);
    CU_ASSERT(ready[0] == 4 && ready[1] <= sizeof ready - 2);
    const size_t rest = ready[1] % (sizeof ready - 1);
    CU_ASSERT_EQUAL(recv(handle, ready + 2, rest, MSG_WAITALL), (ssize_t)rest);
    return handle;
}

void cst_knock_frame(int handle, const void *bytes, size_t size, bool more)
{
    uint8_t frame[2 + UINT8_MAX] = {more ? 1 : 0, (uint8_t)size};
    CU_ASSERT(size <= UINT8_MAX);
    size = (uint8_t)size;
    memcpy(frame + 2, bytes, size);
    cst_knock_put(handle, frame, 2 + size);
}

static bool take_all(int handle, uint8_t *bytes, size_t size)
{
    struct pollfd one = {.fd = handle, .events = POLLIN};
    size_t at = 0;
    while (at < size && poll(&one, 1, 10000) == 1) {
        const ssize_t got = recv(handle, bytes + at, size - at, 0);
        if (got <= 0) {
            return false;
        }
        at += (size_t)got;
    }
    return at == size;
}

size_t cst_knock_take(int handle, uint8_t *bytes, size_t most)
{
    enum { LONG = 2, COMMAND = 4 };
    uint8_t flags = COMMAND;
    uint64_t size = 0;
    while ((flags & COMMAND) != 0) {
        uint8_t head[8];
        if (!take_all(handle, &flags, 1) || !take_all(handle, head, (flags & LONG) != 0 ? 8 : 1)) {
            return 0;
        }
        size = 0;
        for (size_t i = 0; i < ((flags & LONG) != 0 ? 8U : 1U); i++) {
            size = size << 8 | head[i];
        }
        for (uint64_t at = 0; at < size; at++) {
            uint8_t byte;
            if (!take_all(handle, &byte, 1)) {
                return 0;
            }
            if (at < most) {
                bytes[at] = byte;
            }
        }
    }
    return size;
}

bool cst_knock_closed(int handle, int timeout)
{
    uint8_t bytes[512];
    struct pollfd one = {.fd = handle, .events = POLLIN};
    while (poll(&one, 1, timeout) == 1) {
        const ssize_t got = recv(handle, bytes, sizeof bytes, MSG_DONTWAIT);
        if (got == 0 || (got < 0 && errno != EAGAIN)) {
            return true;
        }
    }
    return false;
}

long cst_knock_memory(void)
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    return 0;
#endif
    long all = 0;
    long here = 0;
    FILE *in = fopen("/proc/self/statm", "r");
    CU_ASSERT_PTR_NOT_NULL_FATAL(in);
    CU_ASSERT_EQUAL(fscanf(in, "%ld %ld", &all, &here), 2);
    (void)fclose(in);
    return here * sysconf(_SC_PAGESIZE);
}
