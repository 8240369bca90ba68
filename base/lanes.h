/* SPDX-License-Identifier: MIT
 *
 * Many quads of draws at once: the same bits as cst_random_at at neighbouring or listed addresses,
 * by vectors as wide as the processor has (baseline, AVX2, AVX-512; chosen at run time). For work
 * that looks at every task: which of their 8-bit draws are below a chance, as bits of agents in a
 * row. Pure, no heap, any thread.
 */
#ifndef CST_BASE_LANES_H
#define CST_BASE_LANES_H

#include "base/random.h"

enum {
    CST_LANES_GROUPS = 64,                       /* quads that are drawn at most */
    CST_LANES_AGENTS = CST_LANES_GROUPS * 32,    /* 8-bit draws in them */
    CST_LANES_MASKS = CST_LANES_GROUPS * 32 / 64 /* words of bits for those */
};

typedef struct cst_lanes {
    uint64_t word[4][CST_LANES_GROUPS]; /* word j of the quad of group i */
} cst_lanes;

/* What 8-bit draws say of a chance: bit i of word n is agent 64 n + i, counted from the first agent
 * of the first group. */
typedef struct cst_lanes_low {
    uint64_t below[CST_LANES_MASKS]; /* surely below */
    uint64_t tied[CST_LANES_MASKS];  /* further bits decide */
} cst_lanes_low;

/* How the quads are computed. */
typedef enum cst_lanes_width {
    CST_LANES_BASELINE = 0,
    CST_LANES_AVX2 = 1,
    CST_LANES_AVX512 = 2,
    CST_LANES_WIDTHS = 3
} cst_lanes_width;

/* The widest that this processor has. */
cst_lanes_width cst_lanes_best(void);

#if defined(__x86_64__)
#define CST_LANES_AS_AVX2   __attribute__((target("avx2")))
#define CST_LANES_AS_AVX512 __attribute__((target("avx512f,avx512vl,avx512dq,avx512bw")))
#else
#define CST_LANES_AS_AVX2
#define CST_LANES_AS_AVX512
#endif

/* Compiles an inline function without a value for every width: table[width] calls it. `four` is
 * what AVX2 calls, whose vectors have four words; it may be the same. */
#define CST_LANES_COMPILED(table, eight, four, parameters, arguments)                              \
    static void table##_baseline parameters                                                        \
    {                                                                                              \
        eight arguments;                                                                           \
    }                                                                                              \
    CST_LANES_AS_AVX2 static void table##_avx2 parameters                                          \
    {                                                                                              \
        four arguments;                                                                            \
    }                                                                                              \
    CST_LANES_AS_AVX512 static void table##_avx512 parameters                                      \
    {                                                                                              \
        eight arguments;                                                                           \
    }                                                                                              \
    static void(*const table[CST_LANES_WIDTHS])                                                    \
        parameters = {table##_baseline, table##_avx2, table##_avx512};

/* Where quads are drawn. */
typedef struct cst_lanes_at {
    uint64_t where;
    const uint64_t *places; /* of CST_LANES_GROUPS places as many as there are groups are drawn; or
                               NULL: (round, first), (round, first + 1), ... */
    uint32_t round, first;
    uint32_t groups; /* 1..CST_LANES_GROUPS */
    cst_purpose purpose;
    uint32_t slot;
} cst_lanes_at;

/* Draws the quads. Words of groups beyond at->groups are undefined. */
void cst_lanes_draw(cst_lanes *lanes, const cst_random *random, const cst_lanes_at *at);

/* Draws the quads of agents 32 at a time (cst_random_group) and says what their draws say of a
 * chance; first is a multiple of 8. Bits of groups beyond at->groups are undefined. */
void cst_lanes_draw_low(cst_lanes *lanes, cst_lanes_low *low, const cst_random *random,
                        const cst_lanes_at *at, cst_chance chance);

/* The same by a width that the processor has; low: NULL, or as above. */
void cst_lanes_draw_by(cst_lanes_width width, cst_lanes *lanes, cst_lanes_low *low,
                       const cst_random *random, const cst_lanes_at *at, cst_chance chance);

/* Which of the agents' draws are below a chance, exactly: the first 8 bits are those of their
 * groups' quads from at->first, a multiple of 8, on; where they are tied further bits come from
 * the agents' TIE addresses. agents: 1..CST_LANES_AGENTS, at->groups is not read. Bits beyond them
 * are 0. */
void cst_lanes_below(uint64_t below[CST_LANES_MASKS], const cst_random *random,
                     const cst_lanes_at *at, uint32_t agents, cst_chance chance);

/* How many groups have the draws of so many agents, at most CST_LANES_AGENTS, from a multiple of
 * 256 on. */
static inline uint32_t cst_lanes_groups(uint32_t agents)
{
    return agents < 64 ? (agents + 7) / 8 : (agents + 255) / 256 * 8;
}

/* The quad of group i. */
static inline cst_random_quad cst_lanes_quad(const cst_lanes *lanes, uint32_t i)
{
    return (cst_random_quad){
        {lanes->word[0][i], lanes->word[1][i], lanes->word[2][i], lanes->word[3][i]}};
}

/* The 8-bit draw of agent i, counted from the first of the first group. */
static inline uint8_t cst_lanes_byte(const cst_lanes *lanes, uint32_t i)
{
    return (uint8_t)(lanes->word[i >> 6 & 3][cst_random_group(i)] >> (8 * (i & 7)));
}

#endif
