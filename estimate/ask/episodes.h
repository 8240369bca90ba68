/* SPDX-License-Identifier: MIT
 *
 * Verdicts of agents that meet again and again. A run is two agents that share episodes 1, 2, ...;
 * in each of them either one judges the other's work, and covers or reports. Runs are independent
 * and alike. What a reviewer's verdict may depend on is its history: its own verdicts before, and
 * whether anybody reported then. Owns its memory. Pure.
 */
#ifndef CST_ESTIMATE_ASK_EPISODES_H
#define CST_ESTIMATE_ASK_EPISODES_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CST_EPISODES_MAX = 1000 }; /* of a run */

typedef struct cst_episodes {
    size_t runs, rows; /* a row: an episode of a run, its verdicts 2 row and 2 row + 1 */
    uint32_t longest;  /* run, in episodes */
    uint32_t *length;  /* of a run, in episodes; heap */
    uint8_t *covers;   /* of a row: bit 0, the first agent covers; bit 1, the second; heap */
    size_t run_room, row_room;
} cst_episodes;

/* Adds the next episode: of a new run, or of the last one (of fewer than CST_EPISODES_MAX). 0 or
 * CST_ERR_MEMORY. */
int cst_episodes_add(cst_episodes *episodes, bool new_run, bool first, bool second,
                     cst_error *error);
void cst_episodes_free(cst_episodes *episodes);

/* What is seen of one episode, over runs. */
typedef struct cst_episode_count {
    uint64_t runs, covers, both; /* runs that have it; verdicts that cover; runs where both do */
} cst_episode_count;

/* Adds the episodes of run number `run`, whose first row is `row`, to count[0..length-1]. */
void cst_episodes_count(const cst_episodes *episodes, size_t run, size_t row,
                        cst_episode_count *count);

/* The pairwise correlation of the two verdicts. Within: each episode has a mean of its own. Pooled:
 * one mean for all episodes, as `custodes fit` without them would take it; it holds what both
 * agents learned by then. NaN where no verdict differs from its mean. */
double cst_episodes_within(const cst_episode_count *count, uint32_t episodes);
double cst_episodes_pooled(const cst_episode_count *count, uint32_t episodes);

/* The histories that occur, as a tree: a node is what a reviewer has seen before a verdict. */
typedef enum cst_history_step {
    CST_HISTORY_REPORTED, /* the reviewer reported */
    CST_HISTORY_ALONE,    /* it covered, the other one reported */
    CST_HISTORY_MUTUAL,   /* both covered */
    CST_HISTORY_STEPS
} cst_history_step;

typedef struct cst_histories {
    uint32_t nodes;   /* node 0 has no past, and a parent comes before its children */
    uint32_t *parent; /* heap, as what follows */
    uint8_t *step;    /* the last episode of a node's past */
    uint32_t *node;   /* of a verdict */
} cst_histories;

/* Makes the tree. `ordered`: histories of the same steps in another order are different ones; else
 * only the numbers of episodes and of own covers tell them apart. 0 or CST_ERR_MEMORY;
 * cst_histories_free is legal after failure. */
int cst_histories_make(cst_histories *histories, const cst_episodes *episodes, bool ordered,
                       cst_error *error);
void cst_histories_free(cst_histories *histories);

#endif
