/* SPDX-License-Identifier: MIT
 * A server on loopback, asked by a client that knows nothing of it but HTTP. */
#include "bus/serve.h"

#include "tests/lib/suite.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

static const cst_serve_resource resource[] = {{"/", "text/html", "default-src 'self'"},
                                              {"/status", "application/json", "default-src"}};
enum { ANSWER = 65536, FULL = 100 };

static cst_serve *serve;
static char answer[ANSWER];

static unsigned port(void)
{
    unsigned found = 0;
    const char *colon = strrchr(cst_serve_url(serve), ':');
    CU_ASSERT_EQUAL_FATAL(sscanf(colon, ":%u/", &found), 1);
    return found;
}

static void begin(void)
{
    cst_error error = {0};
    CU_ASSERT_EQUAL_FATAL(cst_serve_open(&serve, "127.0.0.1:0", resource, 2, &error), 0);
    CU_ASSERT_EQUAL(strncmp(cst_serve_url(serve), "http://127.0.0.1:", 17), 0);
}

static void put(const char *page, const char *status)
{
    char *const text[] = {strdup(page), strdup(status)};
    cst_serve_put(serve, text);
}

/* A connection whose reads end after ten seconds. */
static int meet(void)
{
    const struct sockaddr_in at = {.sin_family = AF_INET,
                                   .sin_port = htons((uint16_t)port()),
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    const struct timeval patience = {.tv_sec = 10};
    const int handle = socket(AF_INET, SOCK_STREAM, 0);
    CU_ASSERT_FATAL(handle >= 0);
    CU_ASSERT_EQUAL(setsockopt(handle, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience), 0);
    CU_ASSERT_EQUAL_FATAL(connect(handle, (const struct sockaddr *)&at, sizeof at), 0);
    return handle;
}

/* What is answered until the connection ends. */
static const char *hear(int handle)
{
    size_t size = 0;
    ssize_t got = 1;
    while (got > 0 && size < ANSWER - 1) {
        got = recv(handle, answer + size, ANSWER - 1 - size, 0);
        size += got > 0 ? (size_t)got : 0;
    }
    answer[size] = '\0';
    (void)close(handle);
    return answer;
}

static const char *ask(const char *request)
{
    const int handle = meet();
    CU_ASSERT_EQUAL(send(handle, request, strlen(request), MSG_NOSIGNAL), (ssize_t)strlen(request));
    return hear(handle);
}

/* A whole request, with the header lines given. */
static const char *get(const char *method, const char *path, const char *headers)
{
    char request[512];
    (void)snprintf(request, sizeof request, "%s %s HTTP/1.1\r\nConnection: close\r\n%s\r\n", method,
                   path, headers);
    return ask(request);
}

static bool is(const char *found, int status)
{
    char start[32];
    (void)snprintf(start, sizeof start, "HTTP/1.1 %d ", status);
    const bool same = strncmp(found, start, strlen(start)) == 0;
    if (!same) {
        (void)printf("\n    expected %d, found: %.200s\n", status, found);
    }
    return same;
}

static const char here[] = "Host: 127.0.0.1\r\n";

static void test_serve_texts(void)
{
    begin();
    CU_ASSERT(is(get("GET", "/", here), 503));
    put("<p>one", "{}");
    CU_ASSERT(is(get("GET", "/", here), 200));
    CU_ASSERT_PTR_NOT_NULL(strstr(answer, "\r\n\r\n<p>one"));
    CU_ASSERT_PTR_NOT_NULL(strstr(answer, "\r\nContent-Type: text/html\r\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(answer, "\r\nContent-Security-Policy: default-src 'self'\r\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(answer, "\r\nX-Content-Type-Options: nosniff\r\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(answer, "\r\nCache-Control: no-store\r\n"));
    put("<p>two", "[1,2]");
    CU_ASSERT_PTR_NOT_NULL(strstr(get("GET", "/status?a=b", here), "\r\n\r\n[1,2]"));
    CU_ASSERT(is(get("HEAD", "/status", here), 200));
    CU_ASSERT_PTR_NOT_NULL(strstr(answer, "\r\nContent-Length: 5\r\n"));
    CU_ASSERT_STRING_EQUAL(strstr(answer, "\r\n\r\n"), "\r\n\r\n");
    /* Where one is missing, all stay. */
    char *const part[] = {strdup("<p>three"), NULL};
    cst_serve_put(serve, part);
    CU_ASSERT_PTR_NOT_NULL(strstr(get("GET", "/", here), "\r\n\r\n<p>two"));
    cst_serve_close(&serve);
    CU_ASSERT_PTR_NULL(serve);
    cst_serve_close(&serve);
}

static void test_serve_requests_errors(void)
{
    static const char *const others[] = {"Host: example.org\r\n",
                                         "Host: 127.0.0.1.example.org\r\n",
                                         "Host: localhost.example.org:80\r\n",
                                         "Host: 127.0.0.1:80a\r\n",
                                         "Host: 127.0.0.1:\r\n",
                                         "Host: 10.0.0.1\r\n",
                                         "Host: \r\n",
                                         "Host: localhost@example.org\r\n"};
    static const char *const ours[] = {"Host: LocalHost:9\r\n", "Host: [::1]:65535\r\n",
                                       "Host: 127.0.0.1:0\r\n"};
    static const char *const methods[] = {"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "get"};
    begin();
    put("a", "b");
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        CU_ASSERT(is(get("GET", "/", others[i]), 403));
    }
    for (size_t i = 0; i < sizeof ours / sizeof ours[0]; i++) {
        CU_ASSERT(is(get("GET", "/", ours[i]), 200));
    }
    CU_ASSERT(is(get("GET", "/", "Host: localhost\r\nHost: example.org\r\n"), 403));
    CU_ASSERT(is(get("GET", "/", ""), 400));
    CU_ASSERT_PTR_NOT_NULL(strstr(ask("GET / HTTP/1.0\r\n\r\n"), " 403 "));
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        CU_ASSERT(is(get(methods[i], "/", here), 405));
        CU_ASSERT_PTR_NOT_NULL(strstr(answer, "\r\nAllow: GET, HEAD\r\n"));
    }
    CU_ASSERT(is(get("GET", "/metrics", here), 404));
    CU_ASSERT(is(get("GET", "/../etc/passwd", here), 404));
    CU_ASSERT(is(get("GET", "/status/", here), 404));
    CU_ASSERT(is(ask("GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc"), 400));
    CU_ASSERT(is(ask("GET / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                     "3\r\nabc\r\n0\r\n\r\n"),
                 400));
    cst_serve_close(&serve);
}

/* More than a connection may have, whatever it is. */
static void test_serve_oversize(void)
{
    enum { SIZE = 1 << 20 };
    static char request[SIZE];
    begin();
    put("a", "b");
    const int length = snprintf(request, SIZE, "GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: ");
    memset(request + length, 'x', (size_t)(SIZE - length));
    const int handle = meet();
    (void)send(handle, request, SIZE, MSG_NOSIGNAL); /* it may end before all is sent */
    (void)hear(handle);
    CU_ASSERT(answer[0] == '\0' || strstr(answer, "HTTP/1.1 431 ") == answer);
    CU_ASSERT(is(get("GET", "/", here), 200));
    cst_serve_close(&serve);
}

/* Who only connects waits; there are more of these than places; each is served in the end. */
static void test_serve_many(void)
{
    int handle[FULL];
    static const char request[] = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    begin();
    put("a", "b");
    for (size_t i = 0; i < FULL; i++) {
        handle[i] = meet();
    }
    for (size_t i = 0; i < FULL; i++) {
        CU_ASSERT_EQUAL(send(handle[i], request, sizeof request - 1, MSG_NOSIGNAL),
                        (ssize_t)sizeof request - 1);
    }
    for (size_t i = 0; i < FULL; i++) {
        CU_ASSERT(is(hear(handle[i]), 200));
    }
    cst_serve_close(&serve);
}

/* It ends while somebody is connected, and while texts change under readers. */
static void test_serve_end(void)
{
    begin();
    const int handle = meet();
    put("a", "b");
    cst_serve_close(&serve);
    CU_ASSERT_STRING_EQUAL(hear(handle), "");
}

/* Nobody reads: there is no wait. Somebody did: there is one, until the last text is read. */
static void test_serve_wait(void)
{
    begin();
    put("a", "b");
    CU_ASSERT_FALSE(cst_serve_watched(serve));
    cst_serve_wait(serve);
    CU_ASSERT(is(get("GET", "/", here), 200));
    cst_serve_wait(serve);
    CU_ASSERT(cst_serve_watched(serve));
    put("c", "d");
    cst_serve_wait(serve); /* in vain, but not for long */
    CU_ASSERT_PTR_NOT_NULL(strstr(get("GET", "/", here), "\r\n\r\nc"));
    cst_serve_wait(serve);
    cst_serve_close(&serve);
}

static void refuse(const char *address, int code, const char *words)
{
    cst_error error = {0};
    cst_serve *none = NULL;
    CU_ASSERT_EQUAL(cst_serve_check(address, &error), code);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, words));
    CU_ASSERT_EQUAL(cst_serve_open(&none, address, resource, 2, &error), code);
    CU_ASSERT_PTR_NULL(none);
}

static void test_serve_addresses_errors(void)
{
    static const char *const wrong[] = {"0.0.0.0:80",
                                        "192.168.0.1:80",
                                        "[::]:80",
                                        "127.0.0.1",
                                        "127.0.0.1:",
                                        "127.0.0.1:65536",
                                        "127.0.0.1:-1",
                                        "127.0.0.1:80/",
                                        "127.0.0.1:999999",
                                        "127.0.0.11:80",
                                        "::1:80",
                                        "example.org:80",
                                        "",
                                        ":80",
                                        "8080",
                                        "localhost:http",
                                        "localhost: 80"};
    char taken[64];
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        refuse(wrong[i], CST_ERR_USAGE, "expected an address of this machine alone");
    }
    begin();
    (void)snprintf(taken, sizeof taken, "127.0.0.1:%u", port());
    refuse(taken, CST_ERR_BUS, "; choose another port, or 0 for a free one");
    cst_serve_close(&serve);
    cst_error error = {0};
    CU_ASSERT_EQUAL(cst_serve_check(taken, &error), 0); /* free again at once */
    CU_ASSERT_EQUAL(cst_serve_check("localhost:0", &error), 0);
}

CST_SUITE("serve", CST_TEST(test_serve_texts), CST_TEST(test_serve_requests_errors),
          CST_TEST(test_serve_oversize), CST_TEST(test_serve_many), CST_TEST(test_serve_end),
          CST_TEST(test_serve_wait), CST_TEST(test_serve_addresses_errors))
