/* SPDX-License-Identifier: MIT */
#include "estimate/ask/episodes.h"

#include "base/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 64 };

/* Makes room for one more element of an array. */
static int grow(void **array, size_t *room, size_t used, size_t size, cst_error *error)
{
    if (used < *room) {
        return 0;
    }
    const size_t more = *room == 0 ? FIRST_ROOM : 2 * *room;
    void *grown = realloc(*array, more * size);
    if (grown == NULL) {
        return cst_error_memory(error, "episodes");
    }
    *array = grown;
    *room = more;
    return 0;
}

int cst_episodes_add(cst_episodes *episodes, bool new_run, bool first, bool second,
                     cst_error *error)
{
    void *length = episodes->length;
    void *covers = episodes->covers;
    int code = grow(&length, &episodes->run_room, episodes->runs, sizeof *episodes->length, error);
    episodes->length = length;
    if (code == 0) {
        code = grow(&covers, &episodes->row_room, episodes->rows, 1, error);
        episodes->covers = covers;
    }
    if (code != 0) {
        return code;
    }
    if (new_run) {
        episodes->length[episodes->runs++] = 0;
    }
    cst_require(episodes->runs > 0);
    uint32_t *last = &episodes->length[episodes->runs - 1];
    cst_require(*last < CST_EPISODES_MAX);
    episodes->covers[episodes->rows++] = (uint8_t)((first ? 1 : 0) | (second ? 2 : 0));
    *last += 1;
    episodes->longest = *last > episodes->longest ? *last : episodes->longest;
    return 0;
}

void cst_episodes_free(cst_episodes *episodes)
{
    free(episodes->length);
    free(episodes->covers);
    *episodes = (cst_episodes){0};
}

void cst_episodes_count(const cst_episodes *episodes, size_t run, size_t row,
                        cst_episode_count *count)
{
    for (uint32_t t = 0; t < episodes->length[run]; t++) {
        const uint8_t covers = episodes->covers[row + t];
        count[t].runs++;
        count[t].covers += (covers & 1U) + (covers >> 1);
        count[t].both += covers == 3 ? 1 : 0;
    }
}

double cst_episodes_within(const cst_episode_count *count, uint32_t episodes)
{
    double shared = 0.0;
    double all = 0.0;
    for (uint32_t t = 0; t < episodes; t++) {
        const double n = (double)count[t].runs;
        const double p = n > 0.0 ? 0.5 * (double)count[t].covers / n : 0.0;
        shared += (double)count[t].both - n * p * p;
        all += n * p * (1.0 - p);
    }
    return all > 0.0 ? shared / all : (double)NAN;
}

double cst_episodes_pooled(const cst_episode_count *count, uint32_t episodes)
{
    cst_episode_count sum = {0};
    for (uint32_t t = 0; t < episodes; t++) {
        sum.runs += count[t].runs;
        sum.covers += count[t].covers;
        sum.both += count[t].both;
    }
    return cst_episodes_within(&sum, 1);
}

/* --- The tree --------------------------------------------------------------------------------- */

static cst_history_step step_of(uint8_t covers, uint32_t agent)
{
    return covers == 3                              ? CST_HISTORY_MUTUAL
           : ((uint32_t)covers >> agent & 1U) != 0U ? CST_HISTORY_ALONE
                                                    : CST_HISTORY_REPORTED;
}

/* A tree in the making. */
typedef struct growing {
    cst_histories *to;
    uint32_t *child; /* of a node and a step; 0: none */
    size_t room;
} growing;

static int make_room(growing *at, cst_error *error)
{
    cst_histories *to = at->to;
    if (to->nodes < at->room) {
        return 0;
    }
    const size_t room = at->room == 0 ? FIRST_ROOM : 2 * at->room;
    uint32_t *parent = realloc(to->parent, room * sizeof *parent);
    to->parent = parent == NULL ? to->parent : parent;
    uint8_t *step = parent == NULL ? NULL : realloc(to->step, room);
    to->step = step == NULL ? to->step : step;
    uint32_t *child =
        step == NULL ? NULL : realloc(at->child, room * CST_HISTORY_STEPS * sizeof *child);
    if (child == NULL) {
        return cst_error_memory(error, "histories");
    }
    at->child = child;
    at->room = room;
    return 0;
}

/* Adds a node below a parent. */
static int add_node(growing *at, uint32_t parent, cst_history_step step, uint32_t *node,
                    cst_error *error)
{
    cst_histories *to = at->to;
    const int code = make_room(at, error);
    if (code != 0) {
        return code;
    }
    *node = to->nodes++;
    to->parent[*node] = parent;
    to->step[*node] = (uint8_t)step;
    memset(&at->child[(size_t)*node * CST_HISTORY_STEPS], 0, CST_HISTORY_STEPS * sizeof *at->child);
    if (*node != 0) {
        at->child[(size_t)parent * CST_HISTORY_STEPS + step] = *node;
    }
    return 0;
}

/* The histories of one reviewer of a run, ordered. */
static int walk(growing *at, const cst_episodes *episodes, size_t run, size_t row, uint32_t agent,
                cst_error *error)
{
    uint32_t node = 0;
    for (uint32_t t = 0; t < episodes->length[run]; t++) {
        at->to->node[2 * (row + t) + agent] = node;
        if (t + 1 < episodes->length[run]) {
            const cst_history_step step = step_of(episodes->covers[row + t], agent);
            uint32_t next = at->child[(size_t)node * CST_HISTORY_STEPS + step];
            const int code = next != 0 ? 0 : add_node(at, node, step, &next, error);
            if (code != 0) {
                return code;
            }
            node = next;
        }
    }
    return 0;
}

/* Node t(t+1)/2 + c has c covers in t episodes: below (t-1, c) by a report, and (t-1, t-1) by a
 * cover. */
static int make_counts(growing *at, const cst_episodes *episodes, cst_error *error)
{
    int code = 0;
    for (uint32_t t = 1; code == 0 && t < episodes->longest; t++) {
        for (uint32_t c = 0; code == 0 && c <= t; c++) {
            const uint32_t before = t * (t - 1) / 2 + (c < t ? c : c - 1);
            uint32_t node = 0;
            code = add_node(at, before, c < t ? CST_HISTORY_REPORTED : CST_HISTORY_MUTUAL, &node,
                            error);
        }
    }
    return code;
}

static void count_covers(cst_histories *to, const cst_episodes *episodes, size_t run, size_t row)
{
    for (uint32_t agent = 0; agent < 2; agent++) {
        uint32_t own = 0;
        for (uint32_t t = 0; t < episodes->length[run]; t++) {
            to->node[2 * (row + t) + agent] = t * (t + 1) / 2 + own;
            own += (uint32_t)episodes->covers[row + t] >> agent & 1U;
        }
    }
}

int cst_histories_make(cst_histories *histories, const cst_episodes *episodes, bool ordered,
                       cst_error *error)
{
    growing at = {.to = histories};
    uint32_t root = 0;
    *histories = (cst_histories){.node = calloc(2 * episodes->rows + 1, sizeof(uint32_t))};
    int code = histories->node == NULL ? cst_error_memory(error, "histories")
                                       : add_node(&at, 0, CST_HISTORY_REPORTED, &root, error);
    if (code == 0 && !ordered) {
        code = make_counts(&at, episodes, error);
    }
    size_t row = 0;
    for (size_t run = 0; code == 0 && run < episodes->runs; run++) {
        if (ordered) {
            code = walk(&at, episodes, run, row, 0, error);
            code = code != 0 ? code : walk(&at, episodes, run, row, 1, error);
        } else {
            count_covers(histories, episodes, run, row);
        }
        row += episodes->length[run];
    }
    free(at.child);
    return code;
}

void cst_histories_free(cst_histories *histories)
{
    free(histories->parent);
    free(histories->step);
    free(histories->node);
    *histories = (cst_histories){0};
}
