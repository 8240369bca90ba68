/* SPDX-License-Identifier: MIT */
#include "monitor/seats.h"

#include "base/random.h"
#include "tests/lib/suite.h"

enum { AGENTS = 5, ROUNDS = 60 };

/* Who is in, by round, written down in full. */
typedef struct book {
    bool in[AGENTS][ROUNDS];
    uint32_t since[AGENTS][ROUNDS];
    bool told[AGENTS]; /* to leave, and not yet followed by another */
} book;

static void book_open(book *of)
{
    *of = (book){.told = {false}};
    for (uint32_t a = 0; a < AGENTS; a++) {
        for (uint32_t t = 0; t < ROUNDS; t++) {
            of->in[a][t] = true;
        }
    }
}

static void book_out(book *of, uint32_t a, uint32_t from, uint32_t refill)
{
    for (uint32_t t = from; t < ROUNDS; t++) {
        const bool back = refill > 0 && t >= from + refill;
        of->in[a][t] = back;
        of->since[a][t] = back ? from + refill : of->since[a][t];
    }
    of->told[a] = true;
}

/* Rounds are looked at one by one, or some are passed over. */
static void same_as_book(uint32_t refill, uint32_t wait, uint64_t seed, bool all_rounds)
{
    const cst_random random = {.seed = seed, .stream = 5};
    cst_draws draws = cst_draws_at(&random, refill, wait, CST_DRAW_TEST);
    static book of;
    cst_seats seats;
    uint64_t removals = 0;
    CU_ASSERT_EQUAL_FATAL(cst_seats_init(&seats, AGENTS, refill, NULL), 0);
    cst_seats_begin(&seats);
    book_open(&of);
    for (uint32_t t = 0; t < ROUNDS;
         t += all_rounds ? 1 : 1 + (uint32_t)cst_draws_uniform(&draws, 9)) {
        uint32_t seat = 0;
        while (cst_seats_fill(&seats, t, &seat)) {
            of.told[seat] = false;
        }
        uint32_t active = 0;
        for (uint32_t a = 0; a < AGENTS; a++) {
            active += of.in[a][t];
            CU_ASSERT_EQUAL(cst_seats_held(&seats, a, t), of.in[a][t]);
            CU_ASSERT(!of.in[a][t] || seats.since[a] == of.since[a][t]);
        }
        CU_ASSERT_EQUAL(seats.active, active);
        for (uint32_t a = 0; a < AGENTS; a++) {
            if (of.in[a][t] && cst_draws_uniform(&draws, 3) == 0) {
                const bool goes = cst_seats_take_out(&seats, a, t + wait);
                CU_ASSERT_EQUAL(goes, !of.told[a]);
                removals += goes;
                if (goes) {
                    book_out(&of, a, t + wait, refill);
                }
            }
        }
    }
    CU_ASSERT(removals > AGENTS / 2 && removals <= cst_seats_most(AGENTS, refill, ROUNDS, wait));
    cst_seats_free(&seats);
}

static void test_seats_by_round(void)
{
    for (uint32_t refill = 0; refill <= 4; refill++) {
        for (uint32_t wait = 1; wait <= 5; wait += 2) {
            for (uint64_t seed = 1; seed <= 20; seed++) {
                same_as_book(refill, wait, seed, true);
                same_as_book(refill, wait, seed, false);
            }
        }
    }
}

/* Everybody is taken out as soon as it comes: the most there can be. */
static void test_seats_most(void)
{
    for (uint32_t refill = 0; refill <= 3; refill++) {
        for (uint32_t rounds = 1; rounds <= 12; rounds++) {
            for (uint32_t wait = 1; wait <= 3; wait++) {
                uint64_t removals = 0;
                cst_seats seats;
                CU_ASSERT_EQUAL_FATAL(cst_seats_init(&seats, AGENTS, refill, NULL), 0);
                cst_seats_begin(&seats);
                for (uint32_t t = 0; t < rounds; t++) {
                    for (uint32_t seat = 0; cst_seats_fill(&seats, t, &seat);) {
                    }
                    for (uint32_t a = 0; a < AGENTS; a++) {
                        removals +=
                            cst_seats_held(&seats, a, t) && cst_seats_take_out(&seats, a, t + wait);
                    }
                }
                CU_ASSERT_EQUAL(removals, cst_seats_most(AGENTS, refill, rounds, wait));
                cst_seats_free(&seats);
            }
        }
    }
}

/* A copy goes on by itself. */
static void test_seats_copy(void)
{
    cst_seats one;
    cst_seats other;
    uint32_t seat = 0;
    CU_ASSERT_EQUAL_FATAL(cst_seats_init(&one, AGENTS, 2, NULL), 0);
    CU_ASSERT_EQUAL_FATAL(cst_seats_init(&other, AGENTS, 2, NULL), 0);
    cst_seats_begin(&one);
    CU_ASSERT(cst_seats_take_out(&one, 3, 1) && cst_seats_take_out(&one, 0, 1));
    CU_ASSERT(!cst_seats_fill(&one, 1, &seat) && one.active == 3);
    cst_seats_copy(&other, &one);
    CU_ASSERT(cst_seats_fill(&other, 3, &seat) && seat == 3);
    CU_ASSERT(cst_seats_fill(&other, 3, &seat) && seat == 0 && other.active == 5);
    CU_ASSERT(!cst_seats_fill(&other, 3, &seat) && other.since[3] == 3);
    CU_ASSERT(one.active == 3 && one.since[3] == 0 && !cst_seats_held(&one, 3, 2));
    cst_seats_free(&one);
    cst_seats_free(&other);
    cst_seats_free(&other); /* legal */
}

CST_SUITE("seats", CST_TEST(test_seats_by_round), CST_TEST(test_seats_most),
          CST_TEST(test_seats_copy))
