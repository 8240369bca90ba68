/* SPDX-License-Identifier: MIT
 * Workers that ask at once: each answer is kept once, as it was given, and recalled as it was kept.
 */
#include "bus/hearing.h"
#include "tests/lib/suite.h"

#include <pthread.h>
#include <string.h>

enum { WORKERS = 4, ASKS = 2000, MANY = 8 };

typedef struct book {
    uint64_t kept;
    int inside; /* in `take` at this moment: never two */
    uint64_t crowded;
    double answer[WORKERS * ASKS * MANY];
} book;

static int say(void *self, uint32_t cell, const cst_question *question, size_t count,
               double *answer, cst_error *error)
{
    (void)self;
    (void)error;
    for (size_t i = 0; i < count; i++) {
        answer[i] = (double)((question[i].trial + cell) % 3);
    }
    return question[0].round == 7 ? CST_ERR_BUS : 0;
}

static int keep(void *self, uint32_t cell, const cst_question *question, size_t count,
                double *answer, cst_error *error)
{
    book *of = self;
    (void)cell;
    (void)error;
    of->crowded += of->inside++ != 0;
    for (size_t i = 0; i < count; i++) {
        of->answer[question[i].trial] = answer[i];
        of->kept++;
    }
    of->inside--;
    return 0;
}

static int recall(void *self, uint32_t cell, const cst_question *question, size_t count,
                  double *answer, cst_error *error)
{
    const book *of = self;
    (void)cell;
    (void)error;
    for (size_t i = 0; i < count; i++) {
        answer[i] = of->answer[question[i].trial];
    }
    return 0;
}

typedef struct worker {
    const cst_outside *outside;
    uint64_t number, wrong;
} worker;

static void *worker_main(void *self)
{
    worker *of = self;
    for (uint64_t ask = 0; ask < ASKS; ask++) {
        cst_question question[MANY] = {{0}};
        double answer[MANY];
        cst_error error = {0};
        for (uint64_t i = 0; i < MANY; i++) {
            question[i].trial = (of->number * ASKS + ask) * MANY + i;
        }
        of->wrong += of->outside->ask(of->outside->self, 5, question, MANY, answer, &error) != 0;
        for (uint64_t i = 0; i < MANY; i++) {
            of->wrong += answer[i] != (question[i].trial + 5) % 3;
        }
    }
    return NULL;
}

static void ask_all(const cst_outside *outside)
{
    pthread_t thread[WORKERS];
    worker of[WORKERS];
    for (uint64_t i = 0; i < WORKERS; i++) {
        of[i] = (worker){.outside = outside, .number = i};
        CU_ASSERT_EQUAL_FATAL(pthread_create(&thread[i], NULL, worker_main, &of[i]), 0);
    }
    for (uint64_t i = 0; i < WORKERS; i++) {
        (void)pthread_join(thread[i], NULL);
        CU_ASSERT_EQUAL(of[i].wrong, 0);
    }
}

static void test_hearing_round(void)
{
    static book of;
    const cst_outside peers = {.ask = say};
    cst_hearing *hearing;
    cst_error error = {0};
    CU_ASSERT_EQUAL_FATAL(cst_hearing_open(&hearing, &peers, keep, &of, &error), 0);
    ask_all(cst_hearing_outside(hearing));
    CU_ASSERT_EQUAL(of.kept, sizeof of.answer / sizeof of.answer[0]);
    CU_ASSERT_EQUAL(of.crowded, 0);
    /* What peers could not be asked is not kept. */
    const cst_question question = {.round = 7};
    double answer = 9;
    const cst_outside *outside = cst_hearing_outside(hearing);
    CU_ASSERT_EQUAL(outside->ask(outside->self, 5, &question, 1, &answer, &error), CST_ERR_BUS);
    CU_ASSERT_EQUAL(of.kept, sizeof of.answer / sizeof of.answer[0]);
    cst_hearing_close(hearing);
    CU_ASSERT_EQUAL_FATAL(cst_hearing_open(&hearing, NULL, recall, &of, &error), 0);
    ask_all(cst_hearing_outside(hearing));
    cst_hearing_close(hearing);
}

CST_SUITE("hearing", CST_TEST(test_hearing_round))
