/* SPDX-License-Identifier: MIT
 * Workers that ask at once: each answer is kept once, as it was given, and recalled as it was kept;
 * what became of it is told once, and to one at a time.
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
    uint64_t told, pairs; /* outcomes; sums of trial numbers */
    uint64_t looks;
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

/* Of peers, whom many tell at once, and of who listens. */
static int peer_told(void *self, uint32_t cell, const cst_outcome *outcome, size_t count,
                     cst_error *error)
{
    (void)self;
    (void)cell;
    (void)count;
    (void)error;
    return outcome[0].question.round == 8 ? CST_ERR_BUS : 0;
}

static int told(void *self, uint32_t cell, const cst_outcome *outcome, size_t count,
                cst_error *error)
{
    book *of = self;
    (void)error;
    of->crowded += of->inside++ != 0;
    of->told += cell == 5 ? count : 0;
    of->inside--;
    return outcome[0].question.round == 9 ? CST_ERR_OUTPUT : 0;
}

static int pair(void *self, uint32_t cell, uint64_t trial, uint64_t escaped, uint64_t silent,
                cst_error *error)
{
    book *of = self;
    (void)error;
    of->crowded += of->inside++ != 0;
    of->pairs += cell == 5 && escaped == trial + 1 && silent == trial + 2 ? trial : 0;
    of->inside--;
    return 0;
}

static book *looked_at;

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
        const cst_outcome outcome[MANY] = {{.question = question[0]}};
        const uint64_t trial = question[0].trial;
        if (of->outside->tell != NULL) {
            of->wrong += of->outside->tell(of->outside->self, 5, outcome, MANY, &error) != 0;
            of->wrong +=
                of->outside->pair(of->outside->self, 5, trial, trial + 1, trial + 2, &error) != 0;
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

static void look(void *self)
{
    book *of = self;
    of->crowded += of->inside++ != 0;
    of->looks++;
    of->inside--;
}

static void *looker_main(void *self)
{
    for (int i = 0; i < ASKS; i++) {
        cst_hearing_look(self, look, looked_at);
    }
    return NULL;
}

static void test_hearing_round(void)
{
    enum { ALL = WORKERS * ASKS * MANY };
    static book of;
    const cst_outside peers = {.ask = say, .tell = peer_told};
    const cst_outside keeper = {.self = &of, .ask = keep, .tell = told, .pair = pair};
    const cst_outside teller = {.self = &of, .ask = recall};
    cst_hearing *hearing;
    cst_error error = {0};
    CU_ASSERT_EQUAL_FATAL(cst_hearing_open(&hearing, &peers, &keeper, &error), 0);
    const cst_outside *outside = cst_hearing_outside(hearing);
    ask_all(outside);
    CU_ASSERT_EQUAL(of.kept, ALL);
    CU_ASSERT_EQUAL(of.told, ALL);
    /* MANY (0 + 1 + ... + (n - 1)), n asks */
    CU_ASSERT_EQUAL(of.pairs, UINT64_C(1) * MANY * (WORKERS * ASKS) * (WORKERS * ASKS - 1) / 2);
    CU_ASSERT_EQUAL(of.crowded, 0);
    /* What peers could not be asked is not kept, and what they could not be told is not counted. */
    const cst_question question = {.round = 7};
    double answer = 9;
    CU_ASSERT_EQUAL(outside->ask(outside->self, 5, &question, 1, &answer, &error), CST_ERR_BUS);
    CU_ASSERT_EQUAL(of.kept, ALL);
    cst_outcome outcome = {.question = {.round = 8}};
    CU_ASSERT_EQUAL(outside->tell(outside->self, 5, &outcome, 1, &error), CST_ERR_BUS);
    CU_ASSERT_EQUAL(of.told, ALL);
    outcome.question.round = 9;
    CU_ASSERT_EQUAL(outside->tell(outside->self, 5, &outcome, 1, &error), CST_ERR_OUTPUT);
    cst_hearing_close(hearing);
    CU_ASSERT_EQUAL_FATAL(cst_hearing_open(&hearing, NULL, &teller, &error), 0);
    CU_ASSERT_PTR_NULL(cst_hearing_outside(hearing)->tell);
    CU_ASSERT_PTR_NULL(cst_hearing_outside(hearing)->pair);
    ask_all(cst_hearing_outside(hearing));
    cst_hearing_close(hearing);
}

/* Who listens may take the answers as they are, and want to know what became of them. */
static void test_hearing_tells(void)
{
    static book of;
    const cst_outside peers = {.ask = say};
    const cst_outside counter = {.self = &of, .tell = told, .pair = pair};
    cst_hearing *hearing;
    cst_error error = {0};
    CU_ASSERT_EQUAL_FATAL(cst_hearing_open(&hearing, &peers, &counter, &error), 0);
    pthread_t looker; /* who looks in between sees nobody at work */
    looked_at = &of;
    CU_ASSERT_EQUAL_FATAL(pthread_create(&looker, NULL, looker_main, hearing), 0);
    ask_all(cst_hearing_outside(hearing));
    (void)pthread_join(looker, NULL);
    CU_ASSERT_EQUAL(of.looks, ASKS);
    CU_ASSERT_EQUAL(of.crowded, 0);
    CU_ASSERT_EQUAL(of.told, WORKERS * ASKS * MANY);
    CU_ASSERT_EQUAL(of.kept, 0);
    cst_hearing_close(hearing);
}

CST_SUITE("hearing", CST_TEST(test_hearing_round), CST_TEST(test_hearing_tells))
