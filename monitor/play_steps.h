/* SPDX-License-Identifier: MIT
 *
 * A trial in steps, for external agents: opened with the states of all rounds; then each round that
 * happens starts with questions to actors, asks reviewers and settles what all answered. Questions
 * and answers are in play->questions, which is the caller's.
 */
#ifndef CST_MONITOR_PLAY_STEPS_H
#define CST_MONITOR_PLAY_STEPS_H

#include "monitor/play.h"

/* schemes, records: agents * rounds; of the whole trial. */
void cst_play_open(cst_play *play, uint64_t trial, const uint8_t *schemes, cst_record *records);

/* schemes, from here on: of the round. After the first step deeds are put, after the second reviews
 * behind them; each needs the answers of the one before. The third returns 0 or CST_ERR_MEMORY. */
void cst_play_start(cst_play *play, uint32_t round, const uint8_t *schemes);
void cst_play_ask(cst_play *play);
int cst_play_answered(cst_play *play, cst_error *error);

/* Notes that a round does not happen. */
void cst_play_void(const cst_play *play, uint32_t round);

/* A whole round in which nobody outside answers. */
int cst_play_silent(cst_play *play, uint32_t round, const uint8_t *schemes, cst_error *error);

/* Whether what is said of a task matters to nothing but what becomes of it; then one task can be
 * played in which nobody outside answers, beside those of its trial, which is open. */
bool cst_play_apart(const cst_trial_spec *spec);
void cst_play_silent_task(cst_play *play, uint32_t round, const uint8_t *schemes, uint32_t agent);

#endif
