/* SPDX-License-Identifier: MIT
 *
 * Budgets of audits where trials are played from event to event. Scores
 * of one reviewer compete for them: in a round with audits the most suspicious honest work is found
 * as order statistics of uniform suspicions, so that a round costs what it audits, and a round
 * without audits nothing. Where votes compete, work is loud before it can.
 */
#ifndef CST_MONITOR_PLAY_AUDITS_H
#define CST_MONITOR_PLAY_AUDITS_H

#include "monitor/play.h"

/* The next round with audits from one on, up to which all are accounted for; UINT32_MAX: none. */
uint32_t cst_audits_next(const cst_play *play, uint32_t from);

/* So many rounds have passed in which nothing could be audited. */
void cst_audits_pass(cst_play *play, uint32_t rounds);

/* Looks at the most suspicious honest work of the round, as far as it may be audited, among the
 * agents that have not been touched, and touches them. seen: by agent, 1 + the round in which it
 * was last touched. */
void cst_audits_look(cst_play *play, uint32_t *seen);

#endif
