/* SPDX-License-Identifier: MIT
 *
 * The model as a textbook has it: one task after the other, Mersenne twister, uniform doubles, a
 * monitor's suspicion as a normal score above a threshold.
 *
 *     peer_textbook --p P --a A [--seconds S] [--agents N]
 */
#include "bench/bench.h"
#include "bench/peers/peer_line.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

static const double recall = 0.9;
enum { WARM_ROUNDS = 256, ROUNDS_A_LOOK = 16, AGENTS_MAX = 1 << 26 };

/* --- MT19937, by Matsumoto and Nishimura (1998) --------------------------------------------- */

enum { MT_SIZE = 624, MT_SHIFT = 397 };

typedef struct twister {
    uint32_t state[MT_SIZE];
    int next;
} twister;

static void twister_init(twister *mt, uint32_t seed)
{
    mt->state[0] = seed;
    for (uint32_t i = 1; i < MT_SIZE; i++) {
        const uint32_t before = mt->state[i - 1];
        mt->state[i] = UINT32_C(1812433253) * (before ^ (before >> 30)) + i;
    }
    mt->next = MT_SIZE;
}

static uint32_t twist(uint32_t high, uint32_t low)
{
    const uint32_t both = (high & UINT32_C(0x80000000)) | (low & UINT32_C(0x7fffffff));
    return (both >> 1) ^ ((low & 1) != 0 ? UINT32_C(0x9908b0df) : 0);
}

static void twister_refill(twister *mt)
{
    uint32_t *s = mt->state;
    for (int i = 0; i < MT_SIZE - MT_SHIFT; i++) {
        s[i] = s[i + MT_SHIFT] ^ twist(s[i], s[i + 1]);
    }
    for (int i = MT_SIZE - MT_SHIFT; i < MT_SIZE - 1; i++) {
        s[i] = s[i + MT_SHIFT - MT_SIZE] ^ twist(s[i], s[i + 1]);
    }
    s[MT_SIZE - 1] = s[MT_SHIFT - 1] ^ twist(s[MT_SIZE - 1], s[0]);
    mt->next = 0;
}

static uint32_t twister_draw(twister *mt)
{
    if (mt->next == MT_SIZE) {
        twister_refill(mt);
    }
    uint32_t y = mt->state[mt->next++];
    y ^= y >> 11;
    y ^= (y << 7) & UINT32_C(0x9d2c5680);
    y ^= (y << 15) & UINT32_C(0xefc60000);
    return y ^ (y >> 18);
}

/* The 10,000th number of the seed 5489 is in the C++ standard. */
static bool twister_is_right(void)
{
    twister mt;
    twister_init(&mt, 5489);
    for (int i = 1; i < 10000; i++) {
        (void)twister_draw(&mt);
    }
    return twister_draw(&mt) == UINT32_C(4123659995);
}

/* --- Numbers from it ------------------------------------------------------------------------- */

typedef struct source {
    twister mt;
    double spare; /* the second normal of a pair */
    bool has_spare;
} source;

/* In [0, 1), of 53 bits. */
static double uniform(source *from)
{
    const double high = (double)(twister_draw(&from->mt) >> 5);
    const double low = (double)(twister_draw(&from->mt) >> 6);
    return (high * 67108864.0 + low) * (1.0 / 9007199254740992.0);
}

/* Marsaglia's polar method. */
static double normal(source *from)
{
    if (from->has_spare) {
        from->has_spare = false;
        return from->spare;
    }
    double x;
    double y;
    double square;
    do {
        x = 2.0 * uniform(from) - 1.0;
        y = 2.0 * uniform(from) - 1.0;
        square = x * x + y * y;
    } while (square >= 1.0 || square == 0.0);
    const double scale = sqrt(-2.0 * log(square) / square);
    from->spare = y * scale;
    from->has_spare = true;
    return x * scale;
}

/* Above it a standard normal is with this probability. */
static double normal_threshold(double probability)
{
    double low = -40.0;
    double high = 40.0;
    for (int i = 0; i < 100; i++) {
        const double middle = 0.5 * (low + high);
        if (0.5 * erfc(middle * sqrt(0.5)) > probability) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return high;
}

/* --- The model ------------------------------------------------------------------------------- */

typedef struct model {
    double p;
    double threshold;
    double shift; /* of an attack's score */
} model;

static void play_round(const model *of, source *from, peer_counts *counts)
{
    for (uint32_t agent = 0; agent < counts->agents; agent++) {
        const bool attack = uniform(from) < of->p;
        const bool colluded = attack && uniform(from) < of->p;
        const double score = normal(from) + (attack ? of->shift : 0.0);
        const bool flagged = score > of->threshold && !colluded;
        counts->attacks += attack ? 1 : 0;
        counts->colluded += colluded ? 1 : 0;
        if (flagged) {
            uint32_t monitor = (uint32_t)(uniform(from) * (counts->agents - 1));
            monitor += monitor >= agent ? 1 : 0;
            counts->flags[agent]++;
            counts->reports[monitor]++;
            counts->caught += attack ? 1 : 0;
            counts->false_flags += attack ? 0 : 1;
        }
    }
    counts->tasks += counts->agents;
}

/* Plays this many rounds, or, where it is 0, until the time is over. Returns the seconds taken. */
static double play(const model *of, uint32_t seed, double limit, uint64_t rounds,
                   peer_counts *counts)
{
    static source from;
    from = (source){.has_spare = false};
    twister_init(&from.mt, seed);
    const double start = bench_now();
    double seconds = 0.0;
    for (uint64_t i = 0; rounds > 0 ? i < rounds : seconds < limit; i++) {
        play_round(of, &from, counts);
        if (i % ROUNDS_A_LOOK == 0) {
            seconds = bench_now() - start;
        }
    }
    return bench_now() - start;
}

static int measure(const model *of, double a, double limit, uint32_t agents)
{
    peer_counts warm;
    peer_counts counts;
    const bool memory = peer_counts_init(&warm, agents);
    if (!peer_counts_init(&counts, agents) || !memory) {
        (void)fprintf(stderr, "textbook: no memory for %" PRIu32 " agents\n", agents);
        peer_counts_free(&warm);
        peer_counts_free(&counts);
        return 1;
    }
    (void)play(of, 1, 0.0, WARM_ROUNDS, &warm);
    const double seconds = play(of, 2, limit, 0, &counts);
    (void)printf("name textbook p %g a %g tasks %" PRIu64 " seconds %.6f rate %.6g attacks %" PRIu64
                 " caught %" PRIu64 " missed %" PRIu64 " colluded %" PRIu64 " false_flags %" PRIu64
                 " agents %" PRIu32 " hash %016" PRIx64 "\n",
                 of->p, a, counts.tasks, seconds, (double)counts.tasks / seconds, counts.attacks,
                 counts.caught, counts.attacks - counts.caught, counts.colluded, counts.false_flags,
                 agents, peer_hash(&warm));
    peer_counts_free(&warm);
    peer_counts_free(&counts);
    return 0;
}

int main(int argc, char **argv)
{
    double p = NAN;
    double a = NAN;
    double seconds = 0.3;
    double agents = 4096.0;
    const peer_flag flags[] = {
        {"--p", &p}, {"--a", &a}, {"--seconds", &seconds}, {"--agents", &agents}};
    if (!peer_arguments(argc, argv, flags, sizeof flags / sizeof flags[0])) {
        return 2;
    }
    if (!(p > 0.0 && p < 1.0 && a > 0.0 && a < 1.0 && seconds >= 0.0 && agents >= 2.0 &&
          agents <= AGENTS_MAX)) {
        (void)fprintf(stderr,
                      "textbook: expected --p and --a between 0 and 1, and 2 agents to %d\n",
                      AGENTS_MAX);
        return 2;
    }
    if (!twister_is_right()) {
        (void)fprintf(stderr, "textbook: the Mersenne twister is not the published one\n");
        return 1;
    }
    const double threshold = normal_threshold(a);
    const model of = {
        .p = p, .threshold = threshold, .shift = threshold - normal_threshold(recall)};
    return measure(&of, a, seconds, (uint32_t)agents);
}
