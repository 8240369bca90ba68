/* SPDX-License-Identifier: MIT */
#include "bus/thread.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

int cst_thread_start(pthread_t *thread, void *(*begin)(void *self), void *self, const char *what,
                     cst_error *error)
{
    sigset_t all;
    sigset_t before;
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    const int failed = pthread_create(thread, NULL, begin, self);
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return failed == 0 ? 0
                       : cst_error_set(error, CST_ERR_BUS, NULL, "%s could not be started: %s",
                                       what, strerror(failed));
}

int cst_thread_pipe(int wake[2], cst_error *error)
{
    if (pipe(wake) != 0) {
        wake[0] = wake[1] = -1;
        return cst_error_set(error, CST_ERR_BUS, NULL, "a pipe: %s", strerror(errno));
    }
    for (int i = 0; i < 2; i++) {
        (void)fcntl(wake[i], F_SETFL, O_NONBLOCK);
        (void)fcntl(wake[i], F_SETFD, FD_CLOEXEC);
    }
    return 0;
}

void cst_thread_wake(const int wake[2])
{
    const char byte = 0;
    while (write(wake[1], &byte, 1) < 0 && errno == EINTR) {
    } /* a full pipe wakes it just as well */
}

void cst_thread_woken(const int wake[2])
{
    char bytes[64];
    while (read(wake[0], bytes, sizeof bytes) > 0) {
    }
}

void cst_thread_pipe_close(int wake[2])
{
    for (int i = 0; i < 2; i++) {
        if (wake[i] >= 0) {
            (void)close(wake[i]);
        }
        wake[i] = -1;
    }
}
