/* SPDX-License-Identifier: MIT
 *
 * For events.c: trials that are played from event to event and task by task.
 */
#ifndef CST_TRUTH_EVENTS_H
#define CST_TRUTH_EVENTS_H

#include <stdint.h>

/* A configuration; what is NULL is as in `plain` of events.c. */
typedef struct events_configuration {
    const char *name;
    const char *protocol, *response;
    const char *scheming, *collusion, *monitor, *population, *attack, *trial;
} events_configuration;

#define COMMITTEE "kind: committee, reviewers: 3, rule: any"
#define MAJORITY                                                                                   \
    "kind: committee, reviewers: 3, rule: majority, flagged_work: use, "                           \
    "audit: {success: 0.6, flagged: 0.7}"
#define PEER    "kind: peer-report, reviewers: 3, investigate: 2, penalty: 0.5"
#define TRUSTED "trusted: {score: {tpr: 0.6, fpr: 0.03}}"
#define JOINT                                                                                      \
    "score: {model: binormal, d_prime: 1, fpr: 0.05}, joint: {honest_correlation: 0.3, "           \
    "attack_correlation: 0.4}, "                                                                   \
    "trusted: {score: {model: binormal, d_prime: 1, fpr: 0.03}}"
#define REPORT   "on: report, effect: quarantine"
#define LINEAGES "[{lineage: a, share: 0.5, fpr: 0.1, tpr: 0.5}, {lineage: b, share: 0.5}]"
#define RATES    "[{lineage: a, share: 0.5, rate: 0.1}, {lineage: b, share: 0.5}]"
#define APART    "rate: 0.02, dependence: independent"
#define BETA     "rate: 0.02, dependence: beta, rho: 0.2"
#define MIXTURE                                                                                    \
    "rate: 0.03, dependence: independent, propensity: mixture, never: 0.3, consistent: 0.02"
#define OFTEN  "rate: 0.1, dependence: beta, rho: 0.2"
#define LEARNS "strategy: learned, probability: 0.8, h1: 0.3"

/* Collusion that is learned from every review. */
extern const events_configuration events_reviews[];
extern const uint32_t events_reviews_count;

#endif
