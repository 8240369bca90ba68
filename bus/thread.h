/* SPDX-License-Identifier: MIT
 *
 * Threads of the bus that wait for sockets.
 */
#ifndef CST_BUS_THREAD_H
#define CST_BUS_THREAD_H

#include "base/error.h"

#include <pthread.h>

/* Starts one that takes no signals: they belong to the thread that called. `what` is for the
 * message: "the thread that ...". 0 or CST_ERR_BUS. */
int cst_thread_start(pthread_t *thread, void *(*begin)(void *self), void *self, const char *what,
                     cst_error *error);

/* A pipe by which others wake it, [0] its side, that nobody waits at. 0, or CST_ERR_BUS, and then
 * both are -1. */
int cst_thread_pipe(int wake[2], cst_error *error);

/* Puts a byte in; reads all away. */
void cst_thread_wake(const int wake[2]);
void cst_thread_woken(const int wake[2]);

/* Closes it; legal on -1. */
void cst_thread_pipe_close(int wake[2]);

#endif
