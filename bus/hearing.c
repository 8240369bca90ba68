/* SPDX-License-Identifier: MIT */
#include "bus/hearing.h"

#include <pthread.h>
#include <stdlib.h>

struct cst_hearing {
    cst_outside outside;
    const cst_outside *peers; /* borrowed, or NULL */
    cst_hearing_take *take;
    void *self;
    pthread_mutex_t lock;
};

static int ask(void *self, uint32_t cell, const cst_question *question, size_t count,
               double *answer, cst_error *error)
{
    cst_hearing *of = self;
    int code = of->peers == NULL
                   ? 0
                   : of->peers->ask(of->peers->self, cell, question, count, answer, error);
    if (code == 0) {
        (void)pthread_mutex_lock(&of->lock);
        code = of->take(of->self, cell, question, count, answer, error);
        (void)pthread_mutex_unlock(&of->lock);
    }
    return code;
}

int cst_hearing_open(cst_hearing **hearing, const cst_outside *peers, cst_hearing_take *take,
                     void *self, cst_error *error)
{
    cst_hearing *of = calloc(1, sizeof *of);
    *hearing = of;
    if (of == NULL) {
        return cst_error_memory(error, "what peers say");
    }
    *of = (cst_hearing){
        .outside = {.self = of, .ask = ask}, .peers = peers, .take = take, .self = self};
    (void)pthread_mutex_init(&of->lock, NULL);
    return 0;
}

const cst_outside *cst_hearing_outside(const cst_hearing *hearing)
{
    return &hearing->outside;
}

void cst_hearing_close(cst_hearing *hearing)
{
    if (hearing != NULL) {
        (void)pthread_mutex_destroy(&hearing->lock);
        free(hearing);
    }
}
