/* SPDX-License-Identifier: MIT
 *
 * What a row has: its counters, and the quantities whose spread over trials it keeps.
 */
#ifndef CST_TALLY_ROW_KINDS_H
#define CST_TALLY_ROW_KINDS_H

/* Frozen order: it is the order of the bytes. Name in code, name in files, meaning. */
#define CST_COUNTS(X)                                                                              \
    X(TRIALS, "trials", "trials done")                                                             \
    X(PLANNED, "planned", "planned tasks: trials * agents * rounds")                               \
    X(TASKS, "tasks", "tasks that happened")                                                       \
    X(VOID, "void", "planned tasks that did not happen")                                           \
    X(HONEST_USED, "honest_used", "honest tasks whose work was used")                              \
    X(HONEST_DISCARDED, "honest_discarded", "honest tasks whose work was discarded")               \
    X(HONEST_REPLACED, "honest_replaced", "honest tasks replaced by trusted work")                 \
    X(ATTACKS, "attacks", "tasks on which the actor attacked")                                     \
    X(CAUGHT, "caught", "attacks proven by an audit")                                              \
    X(AVERTED, "averted", "attacks made harmless without proof")                                   \
    X(ESCAPED, "escaped", "attacks that did harm")                                                 \
    X(REVIEWS, "reviews", "reviews of tasks that happened")                                        \
    X(REPORTS, "reports", "reviews that reported")                                                 \
    X(PASSES, "passes", "reviews that passed")                                                     \
    X(ABSTENTIONS, "abstentions", "reviews without a verdict")                                     \
    X(UNREVIEWED, "unreviewed", "tasks on which every reviewer abstained")                         \
    X(FLAGGED_ATTACKS, "flagged_attacks", "attacks that the protocol flagged or picked")           \
    X(FLAGGED_HONEST, "flagged_honest", "honest tasks that the protocol flagged or picked")        \
    X(AUDITS, "audits", "audits done")                                                             \
    X(TRIALS_ESCAPED, "trials_escaped", "trials in which at least one attack escaped")             \
    X(TRIALS_ENDED, "trials_ended", "trials that the response ended")                              \
    X(TRIALS_CAUGHT, "trials_caught", "trials with a catch, where what comes first is known")      \
    X(TRIALS_WON, "trials_won", "trials with a catch and no escape before it")                     \
    X(TRIALS_LOST, "trials_lost", "trials with an escape before any catch")                        \
    X(QUARANTINED, "quarantined", "agents taken out, or recalled with their lineage")              \
    X(QUARANTINED_FALSELY, "quarantined_falsely", "of these, agents that had not attacked")        \
    X(PIVOTAL, "pivotal", "catches that one report fewer would have lost")                         \
    X(INVESTIGATIONS, "investigations", "investigations of an agent")                              \
    X(HONEYPOTS, "honeypots", "honeypots reviewed")                                                \
    X(HONEYPOT_REVIEWS, "honeypot_reviews", "reviews of honeypots")                                \
    X(HONEYPOT_REPORTS, "honeypot_reports", "reviews of honeypots that reported")                  \
    X(EXPELLED, "expelled", "reviewers expelled for missing honeypots")                            \
    X(EXPELLED_FALSELY, "expelled_falsely", "of these, reviewers that had hidden nothing")         \
    X(REPORTED_ATTACKS, "reported_attacks", "attacks that an agent of the population reported")    \
    X(SCHEMER_REVIEWS, "schemer_reviews", "reviews of attacks by reviewers that schemed")          \
    X(SCHEMER_REPORTS, "schemer_reports", "of these, reviews that reported")

typedef enum cst_count {
#define CST_COUNT_ENUM(name, text, meaning) CST_COUNT_##name,
    CST_COUNTS(CST_COUNT_ENUM)
#undef CST_COUNT_ENUM
        CST_COUNT_KINDS
} cst_count;

/* Quantities whose values per trial are kept. Attacks and escaped always; where what comes first in
 * a trial is known, time_to_catch: the round of the first attack that was caught, the first is 1,
 * and all rounds without one; and escapes_before_catch: until then, or the end; schemers where a
 * trial is one attack: how many of its reviewers scheme, schemers_escaped and schemers_reported:
 * the same where it escaped, and where a reviewer reported it, and schemers_told: the same once for
 * each of them that reported it; split_risk and split_escapes where a trial is one estimate, of
 * trial_risk and of expected_escapes, in units of 1 / CST_ROW_SPLIT; planted_attacks and
 * planted_escaped where schemers are planted beside a trial: how many of them attacked, and
 * escaped; stopped: attacks less escaped, honest_lost: honest less honest_used, which tell how the
 * two vary together; outcomes where a trial is one of a mechanism, whose table says what each is;
 * the rest only where results need them (tasks of a trial are not independent), else they hold no
 * trial at all.
 */
#define CST_SPREADS(X)                                                                             \
    X(ATTACKS, "attacks")                                                                          \
    X(ESCAPED, "escaped")                                                                          \
    X(TASKS, "tasks")                                                                              \
    X(FLAGGED, "flagged")                                                                          \
    X(FLAGGED_HONEST, "flagged_honest")                                                            \
    X(AUDITS, "audits")                                                                            \
    X(HONEST, "honest")                                                                            \
    X(HONEST_USED, "honest_used")                                                                  \
    X(DAMAGE, "damage")                                                                            \
    X(TIME_TO_CATCH, "time_to_catch")                                                              \
    X(ESCAPES_BEFORE_CATCH, "escapes_before_catch")                                                \
    X(QUARANTINED_FALSELY, "quarantined_falsely")                                                  \
    X(REVIEWS, "reviews")                                                                          \
    X(HONEST_DISCARDED, "honest_discarded")                                                        \
    X(SCHEMERS, "schemers")                                                                        \
    X(SCHEMERS_ESCAPED, "schemers_escaped")                                                        \
    X(SPLIT_RISK, "split_risk")                                                                    \
    X(SPLIT_ESCAPES, "split_escapes")                                                              \
    X(PLANTED_ATTACKS, "planted_attacks")                                                          \
    X(PLANTED_ESCAPED, "planted_escaped")                                                          \
    X(STOPPED, "stopped")                                                                          \
    X(HONEST_LOST, "honest_lost")                                                                  \
    X(VOID, "void")                                                                                \
    X(HONEST_REPLACED, "honest_replaced")                                                          \
    X(REPORTED_ATTACKS, "reported_attacks")                                                        \
    X(SCHEMER_REVIEWS, "schemer_reviews")                                                          \
    X(SCHEMER_REPORTS, "schemer_reports")                                                          \
    X(SCHEMERS_REPORTED, "schemers_reported")                                                      \
    X(SCHEMERS_TOLD, "schemers_told")                                                              \
    X(OUTCOME_1, "outcome_1")                                                                      \
    X(OUTCOME_2, "outcome_2")                                                                      \
    X(OUTCOME_3, "outcome_3")                                                                      \
    X(OUTCOME_4, "outcome_4")                                                                      \
    X(OUTCOME_5, "outcome_5")                                                                      \
    X(OUTCOME_6, "outcome_6")                                                                      \
    X(OUTCOME_7, "outcome_7")                                                                      \
    X(OUTCOME_8, "outcome_8")

typedef enum cst_spread_kind {
#define CST_SPREAD_ENUM(name, text) CST_SPREAD_##name,
    CST_SPREADS(CST_SPREAD_ENUM)
#undef CST_SPREAD_ENUM
        CST_SPREAD_KINDS
} cst_spread_kind;

#endif
