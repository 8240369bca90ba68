/* SPDX-License-Identifier: MIT
 *
 * The list of results: in code, in files, what each means, its unit and range, and where it is
 * defined.
 */
#ifndef CST_TALLY_RESULT_KINDS_H
#define CST_TALLY_RESULT_KINDS_H

#include "tally/result_mechanisms.h"

#include <stdbool.h>

/* Of agents that do tasks. Frozen order and names; meaning; unit and range; where it is defined. */
#define CST_RESULTS_OF_TASKS(X)                                                                    \
    X(RESIDUAL_RISK, "residual_risk", "escaped attacks per planned task",                          \
      "attacks per planned task, from 0 to 1", "always")                                           \
    X(MISS_SHARE, "miss_share", "escaped / attacks", "a share of attacks, from 0 to 1", "always")  \
    X(MITIGATED_SHARE, "mitigated_share", "1 - miss_share", "a share of attacks, from 0 to 1",     \
      "always")                                                                                    \
    X(TRIAL_RISK, "trial_risk", "P(at least one attack escapes in a trial before it ends)",        \
      "a share of trials, from 0 to 1", "always")                                                  \
    X(SAFETY, "safety", "1 - trial_risk", "a share of trials, from 0 to 1", "always")              \
    X(EXPECTED_ESCAPES, "expected_escapes", "escaped attacks per trial",                           \
      "attacks per trial, from 0 to agents x rounds", "always")                                    \
    X(USEFULNESS, "usefulness", "value of honest work: 1 where all is used, 0 as trusted work",    \
      "worth per honest task, at most 1", "always")                                                \
    X(AUDIT_RATE, "audit_rate", "audits per planned task", "audits per planned task, from 0 to 1", \
      "where work is audited")                                                                     \
    X(REPORT_RATE, "report_rate", "flagged tasks per planned task",                                \
      "a share of planned tasks, from 0 to 1", "where work is flagged")                            \
    X(FALSE_REPORT_RATE, "false_report_rate", "flagged honest tasks per planned task",             \
      "a share of planned tasks, from 0 to 1", "where work is flagged")                            \
    X(REVIEW_COST, "review_cost", "reviews per planned task",                                      \
      "reviews per planned task, at least 0", "where work is reviewed")                            \
    X(EXPECTED_DAMAGE, "expected_damage", "harm per trial, by the severity of its escapes",        \
      "harm per trial, at least 0", "where attack.severity.most is above 1")                       \
    X(WIN_SHARE, "win_share", "trials with a catch and no escape before it",                       \
      "a share of trials, from 0 to 1", "where trials may end, or are played")                     \
    X(CONTINUE_SHARE, "continue_share", "trials without a catch and without an escape",            \
      "a share of trials, from 0 to 1", "where trials may end, or are played")                     \
    X(LOSE_SHARE, "lose_share", "trials with an escape before any catch",                          \
      "a share of trials, from 0 to 1", "where trials may end, or are played")                     \
    X(TIME_TO_CATCH, "time_to_catch", "rounds to the first catch, all rounds where there is none", \
      "rounds, from 1 to trial.rounds", "where trials may end, or are played")                     \
    X(ESCAPES_BEFORE_CATCH, "escapes_before_catch", "escapes before the first catch or the end",   \
      "attacks per trial, at least 0", "where trials may end, or are played")                      \
    X(PIVOTAL_SHARE, "pivotal_share", "catches that one report fewer would have lost",             \
      "a share of catches, from 0 to 1", "where votes decide and tasks are independent")           \
    X(FALSE_QUARANTINES, "false_quarantines", "agents per trial taken out that had not attacked",  \
      "agents per trial, from 0 to trial.agents", "where the response takes agents out")           \
    X(AVAILABILITY, "availability", "audits that can be done / audits wanted, at most 1",          \
      "a share of the audits wanted, from 0 to 1", "where protocol.audit.capacity is above 0")     \
    X(ESCAPES_VAR, "escapes_var", "escapes that a share estimate.tail of all trials stays within", \
      "attacks per trial, from 0 to agents x rounds", "always")                                    \
    X(ESCAPES_CVAR, "escapes_cvar", "mean escapes of the worst trials, the rest of that share",    \
      "attacks per trial, from 0 to agents x rounds", "always")                                    \
    X(DAMAGE_VAR, "damage_var", "harm that a share estimate.tail of all trials stays within",      \
      "harm per trial, at least 0", "where attack.severity.most is above 1")                       \
    X(DAMAGE_CVAR, "damage_cvar", "mean harm of the worst trials, the rest of that share",         \
      "harm per trial, at least 0", "where attack.severity.most is above 1")                       \
    X(CATCH_SHARE, "catch_share", "trials with a catch", "a share of trials, from 0 to 1",         \
      "where trials may end, or are played")                                                       \
    X(TIME_IF_CAUGHT, "time_if_caught", "rounds to the first catch, of trials that have one",      \
      "rounds, from 1 to trial.rounds", "where trials may end, or are played")                     \
    X(WORK_DONE, "work_done", "worth of the honest work that was used, per planned task",          \
      "worth per planned task, from 0 to 1", "always")                                             \
    X(LOST_WORK, "lost_work", "planned tasks that did not happen, per planned task",               \
      "a share of planned tasks, from 0 to 1", "always")                                           \
    X(AUDIT_HOURS, "audit_hours", "hours of audits, protocol.audit.minutes each",                  \
      "hours per 1,000 planned tasks, at least 0", "where work is audited")                        \
    X(REPORTED_SHARE, "reported_share", "attacks that an agent of the population reported",        \
      "a share of attacks, from 0 to 1", "where agents review")                                    \
    X(REPORTED_BY_SCHEMERS, "reported_by_schemers",                                                \
      "reviews of attacks by reviewers that schemed which reported",                               \
      "a share of such reviews, from 0 to 1", "where agents review, and schemers may collude")
#define CST_RESULTS(X) CST_RESULTS_OF_TASKS(X) CST_RESULTS_OF_MECHANISMS(X)

typedef enum cst_result_kind {
#define CST_RESULT_ENUM(name, text, meaning, range, where) CST_RESULT_##name,
    CST_RESULTS(CST_RESULT_ENUM) CST_RESULT_KINDS
} cst_result_kind;
/* Whether it is one of agents that do tasks; else of mechanisms alone. */
static inline bool cst_result_of_tasks(cst_result_kind kind)
{
    return kind < CST_RESULT_KINDS - CST_RESULTS_MECHANISMS;
}

#endif
