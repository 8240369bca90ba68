/* SPDX-License-Identifier: MIT */
#include "base/random.h"

#include "tests/lib/chi_square.h"
#include "tests/lib/suite.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const cst_random seeded = {.seed = 20250117, .stream = 3};

/* Threefry-4x64 with 20 rounds, written out from its paper (Salmon et al. 2011, section 3.2). */
static cst_random_quad threefry(const uint64_t key[4], const uint64_t counter[4])
{
    static const unsigned turn[8][2] = {{14, 16}, {52, 57}, {23, 40}, {5, 37},
                                        {25, 33}, {46, 12}, {58, 22}, {32, 32}};
    uint64_t k[5] = {key[0], key[1], key[2], key[3],
                     UINT64_C(0x1BD11BDAA9FC1A22) ^ key[0] ^ key[1] ^ key[2] ^ key[3]};
    cst_random_quad x;
    for (unsigned i = 0; i < 4; i++) {
        x.word[i] = counter[i] + k[i];
    }
    for (unsigned round = 0; round < 20; round++) {
        for (unsigned half = 0; half < 2; half++) {
            const unsigned a = 2 * half;
            const unsigned b = round % 2 == 0 ? a + 1 : 3 - a;
            const unsigned left = turn[round % 8][half];
            x.word[a] += x.word[b];
            x.word[b] = (x.word[b] << left | x.word[b] >> (64 - left)) ^ x.word[a];
        }
        if (round % 4 == 3) {
            const unsigned part = round / 4 + 1;
            for (unsigned i = 0; i < 4; i++) {
                x.word[i] += k[(part + i) % 5];
            }
            x.word[3] += part;
        }
    }
    return x;
}

static void same(cst_random_quad found, const uint64_t expected[4])
{
    if (memcmp(found.word, expected, sizeof found.word) != 0) {
        (void)printf("\n    %016" PRIx64 " %016" PRIx64 " %016" PRIx64 " %016" PRIx64 "\n",
                     found.word[0], found.word[1], found.word[2], found.word[3]);
        CU_FAIL("another quad");
    }
}

/* The published vectors of the generator: zeros, ones, digits of pi. */
static void test_random_known_answers(void)
{
    static const struct {
        uint64_t counter[4], key[4], out[4];
    } known[] = {
        {{0},
         {0},
         {UINT64_C(0x09218ebde6c85537), UINT64_C(0x55941f5266d86105), UINT64_C(0x4bd25e16282434dc),
          UINT64_C(0xee29ec846bd2e40b)}},
        {{UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX},
         {UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX},
         {UINT64_C(0x29c24097942bba1b), UINT64_C(0x0371bbfb0f6f4e11), UINT64_C(0x3c231ffa33f83a1c),
          UINT64_C(0xcd29113fde32d168)}},
        {{UINT64_C(0x243f6a8885a308d3), UINT64_C(0x13198a2e03707344), UINT64_C(0xa4093822299f31d0),
          UINT64_C(0x082efa98ec4e6c89)},
         {UINT64_C(0x452821e638d01377), UINT64_C(0xbe5466cf34e90c6c), UINT64_C(0xbe5466cf34e90c6c),
          UINT64_C(0xc0ac29b7c97c50dd)},
         {UINT64_C(0xa7e8fde591651bd9), UINT64_C(0xbaafd0c30138319b), UINT64_C(0x84a5c1a729e685b9),
          UINT64_C(0x901d406ccebc1ba4)}},
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        same(threefry(known[i].key, known[i].counter), known[i].out);
    }
}

/* An address is laid out as written here, for good: key (seed, stream, "custodes", 0), counter
 * (where, place, purpose and slot, index). */
static void test_random_address_layout(void)
{
    cst_draws draws = cst_draws_at(&seeded, 1, 0, CST_DRAW_TEST);
    for (int i = 0; i < 2000; i++) {
        const cst_random random = {cst_draws_next(&draws), cst_draws_next(&draws)};
        const uint64_t where = cst_draws_next(&draws);
        const uint64_t place = cst_draws_next(&draws);
        const uint64_t purpose = 1 + cst_draws_uniform(&draws, CST_DRAW_TEST);
        const uint64_t slot = cst_draws_next(&draws) >> 32;
        const uint64_t index = cst_draws_next(&draws);
        const uint64_t key[4] = {random.seed, random.stream, UINT64_C(0x637573746f646573), 0};
        const uint64_t counter[4] = {where, place, purpose * UINT64_C(0x100000000) + slot, index};
        const cst_random_quad expected = threefry(key, counter);
        same(cst_random_at(&random, where, place, (cst_purpose)purpose, (uint32_t)slot, index),
             expected.word);
    }
}

/* Frozen: results of one model version rest on these. */
static void test_random_golden(void)
{
    static const uint64_t first[4] = {UINT64_C(0x7d18e6f2b935cce5), UINT64_C(0xe6510f6bee5c4c13),
                                      UINT64_C(0xaf697f3d01563e5c), UINT64_C(0x5c1c669f7320aaeb)};
    static const uint64_t other[4] = {UINT64_C(0x4d5187c3e8032634), UINT64_C(0x70b41cbee29626a5),
                                      UINT64_C(0x3d6f8c3aa80c765e), UINT64_C(0xc4255d34d4134ede)};
    const cst_random one = {.seed = 1, .stream = 0};
    const cst_random two = {.seed = UINT64_MAX, .stream = 7};
    same(cst_random_at(&one, 0, 0, CST_DRAW_ATTACK, 0, 0), first);
    same(cst_random_at(&two, 123456789, cst_random_place(3, 4), CST_DRAW_TIE, 99, 5), other);
}

static void test_random_purposes_frozen(void)
{
    CU_ASSERT_EQUAL(CST_DRAW_ATTACK, 1);
    CU_ASSERT_EQUAL(CST_DRAW_VERDICT, 2);
    CU_ASSERT_EQUAL(CST_DRAW_REVIEW, 3);
    CU_ASSERT_EQUAL(CST_DRAW_STATES, 4);
    CU_ASSERT_EQUAL(CST_DRAW_ASSIGN, 5);
    CU_ASSERT_EQUAL(CST_DRAW_ORDER, 6);
    CU_ASSERT_EQUAL(CST_DRAW_TYPE, 7);
    CU_ASSERT_EQUAL(CST_DRAW_AUDIT, 8);
    CU_ASSERT_EQUAL(CST_DRAW_TIE, 9);
    CU_ASSERT_EQUAL(CST_DRAW_SKIP, 10);
    CU_ASSERT_EQUAL(CST_DRAW_FALSE_SKIP, 11);
    CU_ASSERT_EQUAL(CST_DRAW_FALSE_VOTES, 12);
    CU_ASSERT_EQUAL(CST_DRAW_HONEST, 13);
    CU_ASSERT_EQUAL(CST_DRAW_HONEST_TRIAL, 14);
    CU_ASSERT_EQUAL(CST_DRAW_TEST, 15);
    CU_ASSERT_EQUAL(CST_DRAW_ACTOR, 32);
    CU_ASSERT_EQUAL(CST_DRAW_PASS, 33);
    CU_ASSERT_EQUAL(CST_DRAW_CLIQUE, 34);
}

static unsigned differing_bits(cst_random_quad a, cst_random_quad b)
{
    unsigned count = 0;
    for (unsigned i = 0; i < 4; i++) {
        for (uint64_t bits = a.word[i] ^ b.word[i]; bits != 0; bits &= bits - 1) {
            count++;
        }
    }
    return count;
}

/* One bit of any coordinate makes another quad: half of 256 bits differ, 128 +- 8. */
static void test_random_every_coordinate_counts(void)
{
    static const char *const name[] = {"seed", "stream", "where", "place", "slot", "index"};
    static const unsigned width[] = {64, 64, 64, 64, 32, 64};
    const uint64_t base[6] = {20250117, 3, 17, cst_random_place(5, 9), 2, 1};
    const cst_random_quad from = cst_random_at(&seeded, 17, base[3], CST_DRAW_TEST, 2, 1);
    for (unsigned c = 0; c < 6; c++) {
        for (unsigned bit = 0; bit < width[c]; bit++) {
            uint64_t at[6];
            memcpy(at, base, sizeof at);
            at[c] ^= UINT64_C(1) << bit;
            const cst_random random = {at[0], at[1]};
            const unsigned bits = differing_bits(
                from, cst_random_at(&random, at[2], at[3], CST_DRAW_TEST, (uint32_t)at[4], at[5]));
            if (bits < 84 || bits > 172) {
                (void)printf("\n    %s, bit %u: %u bits\n", name[c], bit, bits);
                CU_FAIL("a coordinate of the address is lost");
            }
        }
    }
    for (int purpose = CST_DRAW_ATTACK; purpose < CST_DRAW_TEST; purpose++) {
        const unsigned bits =
            differing_bits(from, cst_random_at(&seeded, 17, base[3], (cst_purpose)purpose, 2, 1));
        CU_ASSERT(bits >= 84 && bits <= 172);
    }
}

static void test_random_place_and_lanes(void)
{
    CU_ASSERT_EQUAL(cst_random_place(0, 0), 0);
    CU_ASSERT_EQUAL(cst_random_place(0, UINT32_MAX), UINT32_MAX);
    CU_ASSERT_EQUAL(cst_random_place(1, 0), UINT64_C(1) << 32);
    CU_ASSERT_EQUAL(cst_random_place(UINT32_MAX, UINT32_MAX), UINT64_MAX);
    const cst_random_quad quad = {{UINT64_C(0x0000000100000000), UINT64_C(0x0000000300000002),
                                   UINT64_C(0x0000000500000004), UINT64_C(0x0000000700000006)}};
    for (uint32_t half = 0; half < 8; half++) {
        CU_ASSERT_EQUAL(cst_random_half(&quad, half), half);
    }
}

/* A chance whose first 32 bits are those of the draw: the 96 bits of the task's TIE address decide,
 * to the last of them. */
static void test_random_below32_ties(void)
{
    cst_test_seed(seeded.seed);
    const uint32_t slot = 1234;
    uint64_t below = 0;
    const uint64_t count = 40000;
    for (uint64_t place = 0; place < count; place++) {
        const uint32_t first = (uint32_t)(place * UINT64_C(2654435761));
        const cst_random_quad more = cst_random_at(&seeded, 8, place, CST_DRAW_TIE,
                                                   (uint32_t)CST_DRAW_VERDICT << 24 | slot, 0);
        cst_chance chance = {.hi = (uint64_t)first << 32 | more.word[0] >> 32, .lo = more.word[1]};
        CU_ASSERT(!cst_random_below32(&seeded, 8, place, CST_DRAW_VERDICT, slot, first, chance));
        chance.lo++;
        CU_ASSERT(cst_random_below32(&seeded, 8, place, CST_DRAW_VERDICT, slot, first, chance));
        const cst_chance third = {.hi = (uint64_t)first << 32 | UINT64_C(0x55555555), .lo = 0};
        below += cst_random_below32(&seeded, 8, place, CST_DRAW_VERDICT, slot, first, third);
    }
    cst_test_share("ties below a third", below, count, 0x55555555p-32, 0.06);
}

static void test_random_below32_without_ties(void)
{
    const cst_chance chance = {.hi = UINT64_C(7) << 32, .lo = 0};
    CU_ASSERT(cst_random_below32(&seeded, 0, 0, CST_DRAW_TEST, 0, 6, chance));
    CU_ASSERT(!cst_random_below32(&seeded, 0, 0, CST_DRAW_TEST, 0, 7, chance));
    CU_ASSERT(!cst_random_below32(&seeded, 0, 0, CST_DRAW_TEST, 0, 8, chance));
    for (uint64_t place = 0; place < 1000; place++) {
        CU_ASSERT(
            !cst_random_below32(&seeded, 0, place, CST_DRAW_TEST, 0, 0, cst_chance_make(0.0)));
        CU_ASSERT(cst_random_below32(&seeded, 0, place, CST_DRAW_TEST, 0, UINT32_MAX,
                                     cst_chance_make(1.0)));
    }
}

/* At 1e-10 a draw of 32 bits is below only by a tie: 2^-32 * 0.43. All first draws 0. */
static void test_random_below32_beyond_32_bits(void)
{
    cst_test_seed(seeded.seed);
    const double p = 1e-10;
    uint64_t below = 0;
    for (uint64_t place = 0; place < 100000; place++) {
        below += cst_random_below32(&seeded, 1, place, CST_DRAW_TEST, 0, 0, cst_chance_make(p));
    }
    cst_test_share("1e-10 given the first 32 bits", below, 100000, p * 0x1p32, 0.03);
}

/* 8 bits first, and 120 more on a tie. */
static void test_random_below8_ties(void)
{
    cst_test_seed(seeded.seed);
    const uint64_t count = 40000;
    uint64_t below = 0;
    for (uint64_t place = 0; place < count; place++) {
        const uint8_t first = (uint8_t)(place * 37);
        const cst_random_quad more =
            cst_random_at(&seeded, 8, place, CST_DRAW_TIE, cst_random_tie(CST_DRAW_PASS, 31), 0);
        cst_chance chance = {.hi = (uint64_t)first << 56 | more.word[0] >> 8, .lo = more.word[1]};
        CU_ASSERT(!cst_random_below8(&seeded, 8, place, CST_DRAW_PASS, 31, first, chance));
        chance.lo++;
        CU_ASSERT(cst_random_below8(&seeded, 8, place, CST_DRAW_PASS, 31, first, chance));
        const cst_chance third = {.hi = (uint64_t)first << 56 | UINT64_C(0x55555555555555)};
        below += cst_random_below8(&seeded, 8, place, CST_DRAW_PASS, 31, first, third);
        CU_ASSERT(first == 255 || cst_random_below8(&seeded, 8, place, CST_DRAW_PASS, 31, first,
                                                    (cst_chance){.hi = UINT64_C(255) << 56}));
    }
    cst_test_share("ties below a third", below, count, 0x55555555555555p-56, 0.06);
}

/* 64 agents in a row have word j of eight groups in a row, least byte first. */
static void test_random_groups(void)
{
    cst_random_quad quad[8 * 3];
    for (uint32_t i = 0; i < 8 * 3; i++) {
        quad[i] = cst_random_at(&seeded, 1, i, CST_DRAW_TEST, 0, 0);
    }
    for (uint32_t agent = 0; agent < 256 * 3; agent++) {
        const uint32_t group = cst_random_group(agent);
        CU_ASSERT_EQUAL_FATAL(group, agent / 256 * 8 + agent % 64 / 8);
        const uint64_t word = quad[group].word[agent % 256 / 64];
        CU_ASSERT_EQUAL(cst_random_byte(&quad[group], agent), (word >> 8 * (agent % 8)) & 255);
    }
}

static void test_draws_ahead_of_a_block(void)
{
    const cst_random_quad quad = cst_random_at(&seeded, 3, 4, CST_DRAW_REVIEW, 0, 0);
    cst_draws at = cst_draws_at(&seeded, 3, 4, CST_DRAW_REVIEW);
    cst_draws from = cst_draws_ahead(&seeded, 3, 4, CST_DRAW_REVIEW, quad);
    for (int i = 0; i < 11; i++) {
        CU_ASSERT_EQUAL(cst_draws_next(&at), cst_draws_next(&from));
    }
}

static void test_draws_are_the_blocks(void)
{
    cst_draws draws = cst_draws_at(&seeded, 4, 5, CST_DRAW_REVIEW);
    for (uint64_t index = 0; index < 5; index++) {
        const cst_random_quad quad = cst_random_at(&seeded, 4, 5, CST_DRAW_REVIEW, 0, index);
        for (unsigned i = 0; i < 4; i++) {
            CU_ASSERT_EQUAL(cst_draws_next(&draws), quad.word[i]);
        }
    }
}

/* One word decides; a second only where the first is the chance's own. */
static void test_draws_below(void)
{
    cst_draws probe = cst_draws_at(&seeded, 6, 0, CST_DRAW_TEST);
    const uint64_t hi = cst_draws_next(&probe);
    const uint64_t lo = cst_draws_next(&probe);
    const struct {
        cst_chance chance;
        bool below;
        uint32_t words;
    } cases[] = {
        {{.hi = hi + 1, .lo = 0}, true, 1}, {{.hi = hi - 1, .lo = UINT64_MAX}, false, 1},
        {{.hi = hi, .lo = lo}, false, 2},   {{.hi = hi, .lo = lo + 1}, true, 2},
        {{.hi = 0, .lo = 0}, false, 1},     {{.hi = hi, .lo = 0, .always = true}, true, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cst_draws draws = cst_draws_at(&seeded, 6, 0, CST_DRAW_TEST);
        CU_ASSERT_EQUAL(cst_draws_below(&draws, cases[i].chance), cases[i].below);
        CU_ASSERT_EQUAL(draws.used, cases[i].words);
    }
    cst_test_seed(seeded.seed);
    cst_draws draws = cst_draws_at(&seeded, 7, 0, CST_DRAW_TEST);
    uint64_t below = 0;
    for (int i = 0; i < 100000; i++) {
        below += cst_draws_below(&draws, cst_chance_make(0.3));
    }
    cst_test_share("below 0.3", below, 100000, 0.3, 0.05);
}

static void test_draws_uniform(void)
{
    cst_test_seed(seeded.seed);
    cst_draws draws = cst_draws_at(&seeded, 9, 0, CST_DRAW_TEST);
    for (uint64_t n = 2; n <= 64; n = n * 2 + 1) {
        uint64_t seen[64] = {0};
        double chance[64];
        for (uint64_t i = 0; i < 40000; i++) {
            const uint64_t drawn = cst_draws_uniform(&draws, n);
            CU_ASSERT_FATAL(drawn < n);
            seen[drawn]++;
            chance[i % n] = 1.0 / (double)n;
        }
        cst_test_chi_square("uniform", seen, chance, n, 0.03);
    }
    for (int i = 0; i < 100; i++) {
        CU_ASSERT_EQUAL(cst_draws_uniform(&draws, 1), 0);
    }
}

/* Of 3 * 2^62 numbers a plain remainder favours the lowest third twofold. Every accepted word is
 * used, in order: words below 2^64 mod n are the ones passed over. */
static void test_draws_uniform_is_exact(void)
{
    static const uint64_t sizes[] = {UINT64_C(3) << 62, (UINT64_C(1) << 63) + 1, UINT64_C(1) << 63,
                                     UINT64_MAX, 6700417};
    cst_test_seed(seeded.seed);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        const uint64_t n = sizes[i];
        const uint64_t uneven = (UINT64_MAX % n + 1) % n;
        cst_draws draws = cst_draws_at(&seeded, 10, i, CST_DRAW_TEST);
        cst_draws words = draws;
        uint64_t third[3] = {0};
        const double even[3] = {1.0 / 3, 1.0 / 3, 1.0 / 3};
        for (int j = 0; j < 30000; j++) {
            uint64_t word = cst_draws_next(&words);
            while (word < uneven) {
                word = cst_draws_next(&words);
            }
            const uint64_t drawn = cst_draws_uniform(&draws, n);
            CU_ASSERT_EQUAL(drawn, word % n);
            third[drawn / (n / 3 + 1)]++;
        }
        cst_test_chi_square("thirds", third, even, 3, 0.03);
    }
}

/* The first word that is used is 2^64 mod n itself. */
static void test_draws_uniform_at_the_edge(void)
{
    const uint64_t n = UINT64_C(3) << 62;
    const uint64_t uneven = UINT64_C(1) << 62;
    cst_draws draws = {.quad = {{0, uneven - 1, uneven, 77}}, .used = 0};
    CU_ASSERT_EQUAL(cst_draws_uniform(&draws, n), uneven);
    CU_ASSERT_EQUAL(draws.used, 3);
}

static void test_draws_unit(void)
{
    cst_test_seed(seeded.seed);
    cst_draws draws = cst_draws_at(&seeded, 11, 0, CST_DRAW_TEST);
    uint64_t seen[20] = {0};
    double chance[20];
    for (int i = 0; i < 60000; i++) {
        const double unit = cst_draws_unit(&draws);
        CU_ASSERT_FATAL(unit > 0.0 && unit <= 1.0);
        seen[unit < 1.0 ? (size_t)(unit * 20.0) : 19]++;
        chance[i % 20] = 0.05;
    }
    cst_test_chi_square("unit", seen, chance, 20, 0.03);
    /* The ends, by a quad put in place: 0 is not reached, and nothing is above 1. */
    cst_draws ends = {.quad = {{0, UINT64_MAX, UINT64_C(1) << 63, 1}}, .used = 0};
    CU_ASSERT_EQUAL(cst_draws_unit(&ends), 0x1p-65);
    CU_ASSERT_EQUAL(cst_draws_unit(&ends), 1.0);
    CU_ASSERT_EQUAL(cst_draws_unit(&ends), 0.5);
    CU_ASSERT_EQUAL(cst_draws_unit(&ends), 0x1.8p-64);
}

CST_SUITE("random", CST_TEST(test_random_known_answers), CST_TEST(test_random_address_layout),
          CST_TEST(test_random_golden), CST_TEST(test_random_purposes_frozen),
          CST_TEST(test_random_every_coordinate_counts), CST_TEST(test_random_place_and_lanes),
          CST_TEST(test_random_below32_ties), CST_TEST(test_random_below8_ties),
          CST_TEST(test_random_groups), CST_TEST(test_draws_ahead_of_a_block),
          CST_TEST(test_random_below32_without_ties), CST_TEST(test_random_below32_beyond_32_bits),
          CST_TEST(test_draws_are_the_blocks), CST_TEST(test_draws_below),
          CST_TEST(test_draws_uniform), CST_TEST(test_draws_uniform_is_exact),
          CST_TEST(test_draws_uniform_at_the_edge), CST_TEST(test_draws_unit))
