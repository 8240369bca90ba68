/* SPDX-License-Identifier: MIT
 * Looks and rules by hand, and what rules do to intervals: coverage at the moment that each of them
 * picks. CST_LONG=1 in the environment: 10,000 replicates. */
#include "tally/stop.h"

#include "tally/interval.h"
#include "tests/lib/binomial.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const double LEVEL = 0.05;
static const double FAR = 1e-5; /* a right program fails here once in so many runs */

static void test_stop_looks(void)
{
    static const uint64_t at_100[] = {1, 2, 3, 4, 6, 9, 13, 19, 28, 42, 63, 94, 100};
    static const uint64_t at_13[] = {1, 2, 3, 4, 6, 9, 13}; /* the last is one of those anyway */
    CU_ASSERT_EQUAL(cst_stop_looks(1), 1);
    CU_ASSERT_EQUAL(cst_stop_look(1, 1), 1);
    CU_ASSERT_EQUAL(cst_stop_looks(2), 2);
    CU_ASSERT_EQUAL_FATAL(cst_stop_looks(100), sizeof at_100 / sizeof at_100[0]);
    for (uint32_t i = 0; i < cst_stop_looks(100); i++) {
        CU_ASSERT_EQUAL(cst_stop_look(100, i + 1), at_100[i]);
    }
    CU_ASSERT_EQUAL_FATAL(cst_stop_looks(13), sizeof at_13 / sizeof at_13[0]);
    for (uint32_t i = 0; i < cst_stop_looks(13); i++) {
        CU_ASSERT_EQUAL(cst_stop_look(13, i + 1), at_13[i]);
    }
    static const uint64_t large[] = {1000000, 1000000000000, UINT64_C(1000000000000000),
                                     UINT64_MAX};
    for (size_t i = 0; i < sizeof large / sizeof large[0]; i++) {
        const uint32_t looks = cst_stop_looks(large[i]);
        CU_ASSERT(looks < 112);
        CU_ASSERT_EQUAL(cst_stop_look(large[i], looks), large[i]);
        CU_ASSERT(cst_stop_look(large[i], looks - 1) < large[i]);
    }
}

static void test_stop_met(void)
{
    static const struct {
        cst_stop stop;
        cst_stop_seen seen;
        bool met;
    } cases[] = {
        {{CST_STOP_TRIALS, 0.0}, {0.5, 0.5, 0.5, 1000}, false},
        {{CST_STOP_EVENTS, 10.0}, {0.5, 0.0, 1.0, 10}, true},
        {{CST_STOP_EVENTS, 10.0}, {0.5, 0.5, 0.5, 9}, false},
        {{CST_STOP_HALF_WIDTH, 0.25}, {0.5, 0.25, 0.75, 1}, true},
        {{CST_STOP_HALF_WIDTH, 0.25}, {0.5, 0.25, 0.76, 1}, false},
        {{CST_STOP_HALF_WIDTH, 0.25}, {(double)NAN, 0.0, 0.01, 0}, false},
        {{CST_STOP_RELATIVE, 0.5}, {0.5, 0.25, 0.75, 1}, true},
        {{CST_STOP_RELATIVE, 0.5}, {0.5, 0.25, 0.76, 1}, false},
        {{CST_STOP_RELATIVE, 0.5}, {(double)NAN, 0.0, 0.01, 0}, false},
        {{CST_STOP_RELATIVE, 0.5}, {-0.5, -0.75, -0.25, 1}, true}, /* usefulness may be */
        {{CST_STOP_RELATIVE, 0.5}, {-0.5, -0.76, -0.25, 1}, false},
        {{CST_STOP_UPPER, 0.25}, {0.1, 0.05, 0.24, 3}, true},
        {{CST_STOP_UPPER, 0.25}, {0.1, 0.05, 0.25, 3}, false},
        {{CST_STOP_UPPER, 0.25}, {0.5, 0.25, 0.75, 3}, true},
        {{CST_STOP_UPPER, 0.25}, {0.5, 0.24, 0.75, 3}, false},
        {{CST_STOP_UPPER, 0.25}, {(double)NAN, 0.0, 0.2, 0}, true}, /* nothing seen is a bound */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        CU_ASSERT_EQUAL(cst_stop_met(&cases[i].stop, &cases[i].seen), cases[i].met);
    }
    CU_ASSERT_STRING_EQUAL(cst_stop_name(CST_STOP_TRIALS), "trials");
    CU_ASSERT_STRING_EQUAL(cst_stop_name(CST_STOP_UPPER), "upper");
}

/* --- Coverage -------------------------------------------------------------------------------- */

static uint64_t state;

static double uniform(void)
{
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return ((double)((state * UINT64_C(2685821657736338717)) >> 11) + 0.5) * 0x1p-53;
}

/* Tasks with an event each by the same chance, of which blocks are seen one after the other. */
typedef struct stream {
    double chance;
    uint64_t block;        /* tasks of one */
    uint64_t next, events; /* the task of the next event; events before it */
} stream;

static void jump(stream *of)
{
    of->next += 1 + (uint64_t)floor(log(uniform()) / log1p(-of->chance));
}

/* Events in the first so many blocks. */
static uint64_t events_in(stream *of, uint64_t blocks)
{
    while (of->next <= blocks * of->block) {
        of->events++;
        jump(of);
    }
    return of->events;
}

enum { BLOCKS = 1500, PER_BLOCK = 2 };

/* The interval at the look at which the rule ends the trials. peeking: each look takes the whole
 * level, as if it were the only one. */
static cst_interval ended(const cst_stop *stop, double chance, bool peeking)
{
    const uint32_t looks = cst_stop_looks(BLOCKS);
    const double level = peeking ? LEVEL : LEVEL / looks;
    cst_interval at = {0.0, 1.0};
    stream of = {.chance = chance, .block = (uint64_t)(PER_BLOCK / chance)};
    jump(&of);
    for (uint32_t look = 1; look <= looks; look++) {
        const uint64_t blocks = cst_stop_look(BLOCKS, look);
        const uint64_t events = events_in(&of, blocks);
        const double tasks = (double)blocks * (double)of.block;
        at = cst_interval_clopper_pearson(events, blocks * of.block, level);
        const cst_stop_seen seen = {events > 0 ? (double)events / tasks : (double)NAN, at.low,
                                    at.high, events};
        if (cst_stop_met(stop, &seen)) {
            break;
        }
    }
    return at;
}

/* How many of the replicates' intervals miss the chance. */
static uint64_t misses(const cst_stop *stop, double chance, bool peeking, uint64_t replicates)
{
    uint64_t missed = 0;
    for (uint64_t i = 0; i < replicates; i++) {
        const cst_interval at = ended(stop, chance, peeking);
        missed += chance < at.low || chance > at.high ? 1 : 0;
    }
    return missed;
}

/* The chance that so many or more miss, of intervals that each miss with LEVEL. */
static double tail(uint64_t missed, uint64_t replicates)
{
    return missed == 0 ? 1.0 : cst_test_binomial_above(missed - 1, replicates, LEVEL);
}

static void test_stop_coverage(void)
{
    static const double rates[] = {1e-2, 1e-3, 1e-4, 1e-5};
    /* Of UPPER and HALF_WIDTH the value is a multiple of the rate. */
    static const cst_stop rules[] = {{CST_STOP_EVENTS, 50.0},
                                     {CST_STOP_RELATIVE, 0.3},
                                     {CST_STOP_HALF_WIDTH, 0.2},
                                     {CST_STOP_UPPER, 1.0},
                                     {CST_STOP_UPPER, 1.3}};
    const uint64_t replicates = getenv("CST_LONG") != NULL ? 10000 : 300;
    for (size_t r = 0; r < sizeof rules / sizeof rules[0]; r++) {
        for (size_t p = 0; p < sizeof rates / sizeof rates[0]; p++) {
            cst_stop stop = rules[r];
            const bool scaled = stop.rule == CST_STOP_HALF_WIDTH || stop.rule == CST_STOP_UPPER;
            stop.value *= scaled ? rates[p] : 1.0;
            state = 1 + 100 * r + p;
            const uint64_t missed = misses(&stop, rates[p], false, replicates);
            (void)printf("\n    %-10s %-6g rate %g: %.4f of %llu intervals hold",
                         cst_stop_name(stop.rule), stop.value, rates[p],
                         1.0 - (double)missed / (double)replicates, (unsigned long long)replicates);
            if (missed > replicates / 20) {
                CU_ASSERT(tail(missed, replicates) > FAR);
            }
        }
    }
    (void)printf("\n");
}

/* Looking again and again with an interval for one look refutes what is true: the test sees it. */
static void test_stop_peeking(void)
{
    const uint64_t replicates = 1000;
    const cst_stop stop = {CST_STOP_UPPER, 1e-3};
    state = 77;
    const uint64_t missed = misses(&stop, 1e-3, true, replicates);
    (void)printf("\n    peeking: %.4f of %llu intervals hold\n",
                 1.0 - (double)missed / (double)replicates, (unsigned long long)replicates);
    CU_ASSERT_FATAL(missed > replicates / 20);
    CU_ASSERT(tail(missed, replicates) < FAR);
}

CST_SUITE("stop", CST_TEST(test_stop_looks), CST_TEST(test_stop_met), CST_TEST(test_stop_coverage),
          CST_TEST(test_stop_peeking))
