/* SPDX-License-Identifier: MIT
 *
 * Attack policies: when a scheming actor attacks (MODEL section 4). Every policy is a const table
 * in policy_<name>.c with its name in CST_POLICIES, and a field of cst_attack_spec for each of its
 * parameters. Plain data.
 */
#ifndef CST_AGENTS_POLICY_H
#define CST_AGENTS_POLICY_H

#include "base/parameter.h"

/* The registry. */
#define CST_POLICIES(POLICY)                                                                       \
    POLICY(always) POLICY(gated) POLICY(trigger) POLICY(select) POLICY(paced) POLICY(steps)

typedef struct cst_policy cst_policy;

typedef struct cst_attack_spec {
    const cst_policy *policy;
    uint32_t classes;    /* trigger, and collusion input-trigger: classes of inputs, >= 1 */
    double share;        /* select: attacks on this share of its tasks, the most promising ones */
    double correlation;  /* select: of its estimate with the monitor's score, in [0, 1] */
    uint32_t candidates; /* select: takes the least suspicious of so many attacks, >= 1 */
    double pace;         /* paced: P(attacks | schemes) */
    uint64_t wait;       /* paced: lets so many tasks of the trial pass first */
    uint64_t successes;  /* paced: stops after so many escapes in the trial, 0: never */
    uint32_t steps;      /* steps: escapes that harm needs, >= 1 */
    double severity[2];  /* harm of an escape: uniform whole number from .. to, 1..1e6 */
} cst_attack_spec;

struct cst_policy {
    const char *name; /* as in attack.policy */
    const char *text;
    const cst_parameter *parameter[CST_PARAMETERS_MAX]; /* its own, in a cst_attack_spec */
    bool unwatched;  /* attacks only when it believes that nobody watches */
    bool selects;    /* shifts the scores of what it attacks with (share, candidates) */
    bool has_memory; /* what it does depends on what happened in the trial */
    /* P(attacks | schemes), or a number of classes of inputs, on one of which it attacks; NULL:
     * always. */
    const cst_parameter *attacks;
};

/* One table a file, policy_<name>.c. */
#define CST_POLICY_TABLE(name) extern const cst_policy cst_policy_##name;
CST_POLICIES(CST_POLICY_TABLE)
#undef CST_POLICY_TABLE

extern const cst_policy *const cst_policies[]; /* ends with NULL */
/* The policy of that name, or NULL. */
const cst_policy *cst_policy_find(const char *name);

/* always, severity 1. */
cst_attack_spec cst_attack_spec_default(void);

/* P(attacks | schemes), where that is all there is to it. */
double cst_attack_chance(const cst_attack_spec *spec);

/* 0, or CST_ERR_RANGE with key and text. The parameters of all policies are looked at. */
int cst_attack_spec_check(const cst_attack_spec *spec, cst_error *error);

#endif
