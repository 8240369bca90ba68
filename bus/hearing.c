/* SPDX-License-Identifier: MIT */
#include "bus/hearing.h"

#include <pthread.h>
#include <stdlib.h>

static const cst_outside nobody; /* has nothing that is called */

struct cst_hearing {
    cst_outside outside;
    const cst_outside *peers, *listener; /* borrowed */
    pthread_mutex_t lock;
};

static int ask(void *self, uint32_t cell, const cst_question *question, size_t count,
               double *answer, cst_error *error)
{
    cst_hearing *of = self;
    const cst_outside *listener = of->listener;
    int code = of->peers->ask == NULL
                   ? 0
                   : of->peers->ask(of->peers->self, cell, question, count, answer, error);
    if (code == 0 && listener->ask != NULL) {
        (void)pthread_mutex_lock(&of->lock);
        code = listener->ask(listener->self, cell, question, count, answer, error);
        (void)pthread_mutex_unlock(&of->lock);
    }
    return code;
}

static int tell(void *self, uint32_t cell, const cst_outcome *outcome, size_t count,
                cst_error *error)
{
    cst_hearing *of = self;
    const cst_outside *listener = of->listener;
    int code =
        of->peers->tell == NULL ? 0 : of->peers->tell(of->peers->self, cell, outcome, count, error);
    if (code == 0 && listener->tell != NULL) {
        (void)pthread_mutex_lock(&of->lock);
        code = listener->tell(listener->self, cell, outcome, count, error);
        (void)pthread_mutex_unlock(&of->lock);
    }
    return code;
}

static int pair(void *self, uint32_t cell, uint64_t trial, uint64_t escaped, uint64_t silent,
                cst_error *error)
{
    cst_hearing *of = self;
    const cst_outside *listener = of->listener;
    (void)pthread_mutex_lock(&of->lock);
    const int code = listener->pair(listener->self, cell, trial, escaped, silent, error);
    (void)pthread_mutex_unlock(&of->lock);
    return code;
}

int cst_hearing_open(cst_hearing **hearing, const cst_outside *peers, const cst_outside *listener,
                     cst_error *error)
{
    cst_hearing *of = calloc(1, sizeof *of);
    *hearing = of;
    if (of == NULL) {
        return cst_error_memory(error, "what peers say");
    }
    of->peers = peers != NULL ? peers : &nobody;
    of->listener = listener;
    /* What nobody wants to know is not even worked out. */
    of->outside =
        (cst_outside){.self = of,
                      .ask = ask,
                      .tell = of->peers->tell != NULL || listener->tell != NULL ? tell : NULL,
                      .pair = listener->pair != NULL ? pair : NULL};
    (void)pthread_mutex_init(&of->lock, NULL);
    return 0;
}

const cst_outside *cst_hearing_outside(const cst_hearing *hearing)
{
    return &hearing->outside;
}

void cst_hearing_look(cst_hearing *hearing, void (*look)(void *self), void *self)
{
    (void)pthread_mutex_lock(&hearing->lock);
    look(self);
    (void)pthread_mutex_unlock(&hearing->lock);
}

void cst_hearing_close(cst_hearing *hearing)
{
    if (hearing != NULL) {
        (void)pthread_mutex_destroy(&hearing->lock);
        free(hearing);
    }
}
