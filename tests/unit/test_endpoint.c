/* SPDX-License-Identifier: MIT */
#include "bus/endpoint.h"
#include "tests/lib/suite.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static void test_endpoint_reads(void)
{
    static const struct {
        const char *text;
        bool tcp, six, loopback;
        uint16_t port;
    } cases[] = {
        {"tcp://127.0.0.1:5555", true, false, true, 5555},
        {"tcp://127.9.8.7:*", true, false, true, 0},
        {"tcp://10.0.0.1:1", true, false, false, 1},
        {"tcp://*:65535", true, false, false, 65535},
        {"tcp://0.0.0.0:80", true, false, false, 80},
        {"tcp://[::1]:81", true, true, true, 81},
        {"tcp://[::]:81", true, true, false, 81},
        {"tcp://[::ffff:127.0.0.1]:81", true, true, false, 81},
        {"ipc:///run/x/hub", false, false, false, 0},
        {"ipc://hub", false, false, false, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cst_endpoint at;
        CU_ASSERT_EQUAL_FATAL(cst_endpoint_read(&at, cases[i].text, NULL), 0);
        CU_ASSERT_EQUAL(at.tcp, cases[i].tcp);
        CU_ASSERT_EQUAL(at.six, cases[i].six);
        CU_ASSERT_EQUAL(at.loopback, cases[i].loopback);
        CU_ASSERT_EQUAL(at.port, cases[i].port);
        CU_ASSERT(at.tcp || strcmp(at.path, cases[i].text + 6) == 0);
    }
}

static void test_endpoint_reads_errors(void)
{
    char longest[8 + CST_ENDPOINT_PATH] = "ipc://";
    static const char *const bad[] = {
        "",
        "127.0.0.1:5555",
        "TCP://127.0.0.1:5555",
        "tcp:/127.0.0.1:5555",
        "inproc://here",
        "pgm://eth0;239.192.1.1:5555",
        "tcp://",
        "tcp://127.0.0.1",
        "tcp://127.0.0.1:",
        "tcp://127.0.0.1:0",
        "tcp://127.0.0.1:05555",
        "tcp://127.0.0.1:65536",
        "tcp://127.0.0.1:99999999999999999999",
        "tcp://127.0.0.1:55x",
        "tcp://127.0.0.1:-1",
        "tcp://127.0.0.1: 5",
        "tcp://127.1:5555",
        "tcp://0177.0.0.1:5555",
        "tcp://0x7f.0.0.1:5555",
        "tcp://2130706433:5555",
        "tcp://localhost:5555",
        "tcp://127.0.0.1.evil.org:5555",
        "tcp://eth0:5555",
        "tcp://127.0.0.1;10.0.0.1:5555",
        "tcp://::1:5555",
        "tcp://[::1:5555",
        "tcp://::1]:5555",
        "tcp://[]:5555",
        "tcp://[127.0.0.1]:5555",
        "tcp://[::1]5555",
        "tcp://[fe80::1%lo]:5555",
        "ipc://",
        "ipc://*",
        "ipc://@abstract",
    };
    cst_endpoint at;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        cst_error error = {0};
        CU_ASSERT_EQUAL(cst_endpoint_read(&at, bad[i], &error), CST_ERR_USAGE);
        CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "expected "));
        CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "found '"));
        CU_ASSERT_EQUAL(cst_endpoint_check(bad[i], true, false, NULL), CST_ERR_USAGE);
    }
    memset(longest + 6, 'x', CST_ENDPOINT_PATH);
    CU_ASSERT_EQUAL(cst_endpoint_read(&at, longest, NULL), 0);
    longest[6 + CST_ENDPOINT_PATH] = 'x';
    CU_ASSERT_EQUAL(cst_endpoint_read(&at, longest, NULL), CST_ERR_USAGE);
}

/* The whole rule: three kinds of endpoint, with keys or not, insecure or not. */
static void test_endpoint_rule(void)
{
    static const struct {
        const char *text;
        bool keys, insecure;
        const char *says; /* NULL: allowed */
    } cases[] = {
        {"tcp://127.0.0.1:5555", false, false, "needs keys"},
        {"tcp://127.0.0.1:5555", false, true, NULL},
        {"tcp://127.0.0.1:5555", true, false, NULL},
        {"tcp://127.0.0.1:5555", true, true, "found both"},
        {"tcp://[::1]:5555", false, true, NULL},
        {"tcp://10.0.0.1:5555", false, false, "--insecure and listen at 127.0.0.1"},
        {"tcp://10.0.0.1:5555", false, true, "--insecure is for this machine alone"},
        {"tcp://10.0.0.1:5555", true, false, NULL},
        {"tcp://10.0.0.1:5555", true, true, "found both"},
        {"tcp://*:5555", false, true, "--insecure is for this machine alone"},
        {"tcp://[::]:5555", false, true, "--insecure is for this machine alone"},
        {"tcp://[::ffff:127.0.0.1]:5555", false, true, "--insecure is for this machine alone"},
        {"ipc://hub", false, false, NULL},
        {"ipc://hub", false, true, "with tcp only"},
        {"ipc://hub", true, false, NULL},
        {"ipc://hub", true, true, "found both"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cst_error error = {0};
        const int code =
            cst_endpoint_check(cases[i].text, cases[i].keys, cases[i].insecure, &error);
        CU_ASSERT_EQUAL(code, cases[i].says == NULL ? 0 : CST_ERR_USAGE);
        CU_ASSERT(cases[i].says == NULL || strstr(error.text, cases[i].says) != NULL);
    }
}

/* ZeroMQ removes whatever is at the place of an ipc socket: no file may be. */
static void test_endpoint_free(void)
{
    cst_endpoint_folder folder;
    cst_error error = {0};
    CU_ASSERT_EQUAL_FATAL(cst_endpoint_folder_make(&folder, "/tmp", NULL), 0);
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    (void)snprintf(at.sun_path, sizeof at.sun_path, "%.90s/hub", folder.path);
    CU_ASSERT_EQUAL(cst_endpoint_free(at.sun_path, NULL), 0);

    const int file = open(at.sun_path, O_WRONLY | O_CREAT | O_EXCL, 0600);
    CU_ASSERT_EQUAL(close(file), 0);
    CU_ASSERT_EQUAL(cst_endpoint_free(at.sun_path, &error), CST_ERR_USAGE);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "a file or folder of that name is there"));
    CU_ASSERT_EQUAL(cst_endpoint_free(folder.path, NULL), CST_ERR_USAGE);
    CU_ASSERT_EQUAL(unlink(at.sun_path), 0);

    CU_ASSERT_EQUAL(symlink("/etc/passwd", at.sun_path), 0);
    CU_ASSERT_EQUAL(cst_endpoint_free(at.sun_path, NULL), CST_ERR_USAGE);
    CU_ASSERT_EQUAL(unlink(at.sun_path), 0);

    const int heard = socket(AF_UNIX, SOCK_STREAM, 0);
    CU_ASSERT_EQUAL_FATAL(bind(heard, (const struct sockaddr *)&at, sizeof at), 0);
    CU_ASSERT_EQUAL_FATAL(listen(heard, 1), 0);
    CU_ASSERT_EQUAL(cst_endpoint_free(at.sun_path, &error), CST_ERR_USAGE);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "another program does"));
    CU_ASSERT_EQUAL(close(heard), 0); /* the socket's file stays, as after a kill */
    CU_ASSERT_EQUAL(access(at.sun_path, F_OK), 0);
    CU_ASSERT_EQUAL(cst_endpoint_free(at.sun_path, NULL), 0);
    cst_endpoint_folder_remove(&folder);
}

/* Places that are taken, and what is said of a place that was free. */
static void test_endpoint_listens(void)
{
    static const char *const texts[] = {"tcp://127.0.0.1:*", "tcp://[::1]:*", "tcp://*:*", NULL};
    cst_endpoint_folder folder;
    char path[CST_ENDPOINT_TEXT];
    char address[CST_ENDPOINT_TEXT];
    char again[CST_ENDPOINT_TEXT];
    int handle;
    int other;
    struct stat about;
    cst_error error = {0};
    CU_ASSERT_EQUAL_FATAL(cst_endpoint_folder_make(&folder, "/tmp", NULL), 0);
    cst_endpoint_folder_text(&folder, "hub", path);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const char *text = texts[i] != NULL ? texts[i] : path;
        cst_endpoint at;
        CU_ASSERT_EQUAL_FATAL(cst_endpoint_listen(text, 1, &handle, address, NULL), 0);
        CU_ASSERT_EQUAL(cst_endpoint_read(&at, address, NULL), 0);
        CU_ASSERT(!at.tcp || at.port > 0);
        CU_ASSERT(at.tcp || strcmp(address, path) == 0);
        CU_ASSERT_EQUAL(cst_endpoint_listen(address, 1, &other, again, &error),
                        at.tcp ? CST_ERR_BUS : CST_ERR_USAGE);
        CU_ASSERT_EQUAL(other, -1);
        CU_ASSERT_PTR_NOT_NULL(strstr(error.text, address));
        CU_ASSERT_EQUAL(close(handle), 0);
    }
    /* What the last of a socket left is taken over, and is this user's. */
    CU_ASSERT_EQUAL(cst_endpoint_listen(path, 1, &handle, address, NULL), 0);
    CU_ASSERT_EQUAL(stat(path + 6, &about), 0);
    CU_ASSERT_EQUAL(about.st_mode & 07777, 0600);
    CU_ASSERT_TRUE(cst_endpoint_is_there(path + 6));
    CU_ASSERT_EQUAL(close(handle), 0);
    CU_ASSERT_FALSE(cst_endpoint_is_there(path + 6));
    CU_ASSERT_FALSE(cst_endpoint_is_there("/none/there"));
    CU_ASSERT_EQUAL(cst_endpoint_listen("tcp://x:1", 1, &handle, address, NULL), CST_ERR_USAGE);
    CU_ASSERT_EQUAL(cst_endpoint_listen("ipc:///none/there", 1, &handle, address, &error),
                    CST_ERR_BUS);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "cannot listen at ipc:///none/there: No such file"));
    cst_endpoint_folder_remove(&folder);
}

static void test_endpoint_folder(void)
{
    cst_endpoint_folder folder;
    cst_endpoint_folder other;
    char text[CST_ENDPOINT_TEXT];
    char path[CST_ENDPOINT_TEXT + 8];
    struct stat about;
    cst_endpoint at;
    cst_error error = {0};
    char in[CST_ENDPOINT_PATH] = "/tmp/";
    const mode_t before = umask(0);
    CU_ASSERT_EQUAL_FATAL(cst_endpoint_folder_make(&folder, "/tmp", NULL), 0);
    (void)umask(before);
    CU_ASSERT_EQUAL_FATAL(cst_endpoint_folder_make(&other, "/tmp", NULL), 0);
    CU_ASSERT_STRING_NOT_EQUAL(folder.path, other.path);
    CU_ASSERT_EQUAL(stat(folder.path, &about), 0);
    CU_ASSERT_EQUAL(about.st_mode & 07777, 0700);
    cst_endpoint_folder_text(&folder, "fifteen-letters", text);
    CU_ASSERT_EQUAL(cst_endpoint_read(&at, text, NULL), 0);

    /* What is no socket is somebody's. */
    (void)snprintf(path, sizeof path, "%s/x", folder.path);
    CU_ASSERT_EQUAL(close(open(path, O_WRONLY | O_CREAT, 0600)), 0);
    (void)snprintf(path, sizeof path, "%s", folder.path);
    cst_endpoint_folder_remove(&folder);
    CU_ASSERT_EQUAL(folder.path[0], '\0');
    CU_ASSERT_EQUAL(stat(path, &about), 0);
    (void)snprintf(path + strlen(path), 8, "/x");
    CU_ASSERT_EQUAL(unlink(path), 0);
    path[strlen(path) - 2] = '\0';
    CU_ASSERT_EQUAL(rmdir(path), 0);
    (void)snprintf(path, sizeof path, "%s", other.path);
    cst_endpoint_folder_remove(&other);
    CU_ASSERT_NOT_EQUAL(stat(path, &about), 0);
    cst_endpoint_folder_remove(&other);

    CU_ASSERT_EQUAL(cst_endpoint_folder_make(&other, "/none/there", &error), CST_ERR_BUS);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "/none/there"));
    memset(in + 5, 'x', 90);
    CU_ASSERT_EQUAL(cst_endpoint_folder_make(&other, in, &error), CST_ERR_BUS);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "too long a name"));
    CU_ASSERT_EQUAL(other.path[0], '\0');
}

CST_SUITE("endpoint", CST_TEST(test_endpoint_reads), CST_TEST(test_endpoint_reads_errors),
          CST_TEST(test_endpoint_rule), CST_TEST(test_endpoint_free),
          CST_TEST(test_endpoint_listens), CST_TEST(test_endpoint_folder))
