/* SPDX-License-Identifier: MIT
 *
 * The slow twin of played trials (monitor/play.h): one trial after the other, one round, one agent,
 * one task at a time, with lists that are searched from end to end. It keeps its own books of who
 * is out, who was replaced, who reported whom, what was spent and what is believed, judges every
 * task by MODEL sections 3 to 8 and counts by section 10. Random numbers come from the addresses of
 * base/random.h; in which order an address is drawn from:
 *
 *   ATTACK      the actor's state, where there are neither beliefs nor causes
 *   CAUSE       scope round, trial: belief (lineage: all ones), cause (by lineage), an address each
 *   TASK_CAUSE  scope task: belief, then the cause of each lineage
 *   STATE       the actor's state under belief or cause; reviewers draw from the same causes after
 *               all actors of the scope have
 *   PLAY        the attack's own chance, if below 1; states of the reviewers, slot by slot, or how
 *               many of them scheme and then which; first covers (reciprocal); the score of a
 *               single reviewer, hiding, accusing, abstaining, or the verdicts and a tie (budget);
 *               the trusted score, abstaining; further samples (resample), the pick (random-audit),
 *               escalations (hierarchy); whether what is flagged is audited
 *   HONEYPOT    whether there is one; at scope task its context; states; who recognises it; who
 *               hides (cohorts in turn); verdicts
 *   AUDIT       the proof;  SETTLE  harm before the review, or the edit;  SEVERITY  the harm
 *   ASSIGN, ORDER, TYPE as in trials that are not played
 */
#ifndef CST_TESTS_PLAY_TWIN_H
#define CST_TESTS_PLAY_TWIN_H

#include "estimate/sample/cell.h"

/* Runs all trials of a cell whose trials are played. The row is byte for byte what naive gives. */
void cst_play_twin_run(const cst_cell *cell, cst_row *row);

/* Whether it knows a protocol. One that it does not know is held against its own test alone. */
bool cst_play_twin_knows(const cst_protocol *kind);

/* A random scenario of up to `agents` agents whose trials are played and that passes its checks: a
 * pure function of seed and agents. Over seeds it takes every protocol that it knows, strategy,
 * policy, response, law, scope and assignment, budgets, honeypots, mixtures and lineages that
 * differ. */
void cst_play_twin_scenario(uint64_t seed, uint32_t agents, cst_trial_spec *spec);

/* One line that says what a scenario is, for messages; returns `out`. */
const char *cst_play_twin_describe(const cst_trial_spec *spec, char *out, size_t size);

#endif
