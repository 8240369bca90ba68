/* SPDX-License-Identifier: MIT
 *
 * For the files of this folder: when anything in a draft uses a key. Each is a cst_key.used.
 */
#ifndef CST_SCENARIOS_LOAD_USES_H
#define CST_SCENARIOS_LOAD_USES_H

#include "scenarios/load/key.h"

#define CST_USES(X)                                                                                \
    X(reviewed)                                                                                    \
    X(dependent)                                                                                   \
    X(trusted)                                                                                     \
    X(of_law)                                                                                      \
    X(of_mixture)                                                                                  \
    X(rated)                                                                                       \
    X(scored)                                                                                      \
    X(of_score)                                                                                    \
    X(flagging)                                                                                    \
    X(monitored)                                                                                   \
    X(of_strategy)                                                                                 \
    X(committee)                                                                                   \
    X(voting)                                                                                      \
    X(flags)                                                                                       \
    X(counted_votes)                                                                               \
    X(quorate)                                                                                     \
    X(audited)                                                                                     \
    X(blind)                                                                                       \
    X(responding)                                                                                  \
    X(of_policy)                                                                                   \
    X(aware)                                                                                       \
    X(of_kind)                                                                                     \
    X(copula)                                                                                      \
    X(joint_counts)                                                                                \
    X(honeypots)                                                                                   \
    X(strata)                                                                                      \
    X(several)                                                                                     \
    X(signalled)                                                                                   \
    X(sampled)                                                                                     \
    X(retracting)                                                                                  \
    X(scoring)                                                                                     \
    X(apart)                                                                                       \
    X(version)                                                                                     \
    X(crowd)

#define CST_USE(name) bool cst_use_##name(const cst_draft *draft, const cst_key *key);
CST_USES(CST_USE)
#undef CST_USE

#endif
