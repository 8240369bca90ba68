/* SPDX-License-Identifier: MIT
 *
 * For the files of this room: the laws' tables and the arithmetic they share.
 */
#ifndef CST_AGENTS_LAWS_H
#define CST_AGENTS_LAWS_H

#include "agents/law.h"

/* One table a file, law_<name>.c. */
#define CST_LAW_TABLE(name) extern const cst_law cst_law_##name;
CST_LAWS(CST_LAW_TABLE)
#undef CST_LAW_TABLE

/* Initialisers of a list: its key, its field in a cst_law_spec, how many numbers there may be, the
 * range of each. */
#define CST_LAW_LIST(key_, field, most_, ...)                                                      \
    .length = offsetof(cst_law_spec, field##_count), .most = most_,                                \
    CST_PARAMETER(LIST, key_, cst_law_spec, field, __VA_ARGS__)

/* C(k, s), exact for k up to CST_REVIEWERS_MAX. */
double cst_law_choose(uint32_t k, uint32_t s);

/* A cause whose theta is not near 1. */
cst_law_cause cst_law_cause_of(double weight, double theta);

/* Fills w[0..k] from causes; returns P(none of k + 1 agents schemes). */
double cst_law_mix(const cst_law_cause *cause, uint32_t count, uint32_t k, double *w);

/* Scales w[0..k] to the sum `rate`, from which rounding has taken it. */
void cst_law_settle(uint32_t k, double rate, double *w);

#endif
