/* SPDX-License-Identifier: MIT
 *
 * Exact means and variances of tiny trials in which fresh agents take the places of those that
 * were quarantined, by enumeration: for every state at the start of a round what is still to come,
 * its mean and its mean square, over all that can happen. It shares nothing with the program.
 */
#ifndef CST_TESTS_REFILL_EXACT_H
#define CST_TESTS_REFILL_EXACT_H

#include <stdbool.h>
#include <stdint.h>

typedef enum refill_protocol { REFILL_COMMITTEE, REFILL_PEERS } refill_protocol;
typedef enum refill_strategy {
    REFILL_PASS,
    REFILL_RECIPROCAL,
    REFILL_CLIQUE,
    REFILL_LEARNED
} refill_strategy;
typedef enum refill_assign {
    REFILL_RANDOM,
    REFILL_RING,
    REFILL_PAIR,
    REFILL_ROTATE
} refill_assign;

/* A tiny trial; what is 0 is off, but for rates. */
typedef struct refill_world {
    const char *name;
    uint32_t agents, rounds; /* up to 4, 5 */
    refill_protocol protocol;
    uint32_t reviewers, votes;
    bool on_report, used;             /* used: flagged work is */
    uint32_t latency, refill, window; /* window: up to 2 */
    refill_assign assign;
    refill_strategy strategy;
    uint32_t members, steps, slack; /* slack: of honeypots */
    double rate, tpr, fpr, hides, success;
    double never, consistent, consistent_rate; /* shares of types */
    double start, honeypots, investigate, penalty, recover;
    uint32_t expire, wipe;             /* of reports, of what is learned */
    bool attacks_alone, of_population; /* learned: episodes, and whose memory grows */
    double h0, h1, ceiling, habit, forget;
} refill_world;

typedef enum refill_quantity {
    REFILL_ESCAPES,
    REFILL_ATTACKS,
    REFILL_CAUGHT,
    REFILL_AVERTED,
    REFILL_QUARANTINED,
    REFILL_FALSELY,
    REFILL_VOID,
    REFILL_REPORTS,
    REFILL_INVESTIGATIONS,
    REFILL_EXPELLED,
    REFILL_QUANTITIES
} refill_quantity;

/* Of each quantity, per trial. */
typedef struct refill_moments {
    double mean[REFILL_QUANTITIES], square[REFILL_QUANTITIES];
} refill_moments;

refill_moments refill_exact(const refill_world *world);

#endif
