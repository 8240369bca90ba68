/* SPDX-License-Identifier: MIT
 *
 * The slow, obvious twin: one trial after the other, one round, one agent, one task at a time, with
 * plain counts, without groups, units, batches, columns or skipping. What is quick must match it.
 * It draws what the model draws, but judges every task by MODEL sections 5, 7 and 8 anew.
 */
#ifndef CST_TESTS_TWIN_H
#define CST_TESTS_TWIN_H

#include "estimate/sample/cell.h"
#include "monitor/votes.h"

/* Whether this crew's votes flag a task. */
bool cst_twin_flagged(const cst_protocol_spec *protocol, uint32_t reports, uint32_t abstentions);

/* Runs all trials of a cell, whose method is not looked at. The row is byte for byte what a
 * dense method must give. */
void cst_twin_run(const cst_cell *cell, cst_row *row);

/* One agent who may be drawn as a reviewer, on one kind of work. */
typedef struct cst_twin_reviewer {
    double scheming;  /* P(in the scheming state), where states come one by one */
    double honest;    /* P(would report | honest state) */
    double colluding; /* P(would report | scheming state) */
} cst_twin_reviewer;

/* Who reviews, and how. */
typedef struct cst_twin_crew {
    uint32_t agents; /* of whom `slots` distinct ones review, every set alike; at most 7 */
    uint32_t slots;  /* at most 4 */
    const cst_twin_reviewer *agent;
    const double *states; /* P(s of the slots scheme), any set of s alike; NULL: one by one */
    double abstain;
} cst_twin_crew;

/* The law of the votes by plain enumeration of sets of reviewers, of their states and of their
 * verdicts: adds P(x reports, y abstentions) to out[x * (slots + 1) + y], zeroed first. */
void cst_twin_votes(const cst_twin_crew *crew, double *out);

/* The same on one task of this actor, straight from the scenario; small ones only. */
void cst_twin_task_votes(const cst_trial_spec *spec, uint32_t actor, bool attack, double *out);

/* The rate of an agent: its lineage's own, or the scenario's. */
double cst_twin_rate(const cst_trial_spec *spec, uint32_t agent);

/* A random scenario of 2..agents agents that passes its checks: a pure function of seed and agents.
 * Over seeds it takes every protocol, rule, assignment, response and law, lineages that differ,
 * mixtures and abstentions. Crews have at most 4 slots; schemers, flags and misses are common. */
void cst_twin_scenario(uint64_t seed, uint32_t agents, cst_trial_spec *spec);

/* One line that says what a scenario is, for messages; returns `out`. */
const char *cst_twin_describe(const cst_trial_spec *spec, char *out, size_t size);

#endif
