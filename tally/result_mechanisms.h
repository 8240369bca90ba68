/* SPDX-License-Identifier: MIT
 *
 * The list of results of mechanisms, as that of result_kinds.h.
 */
#ifndef CST_TALLY_RESULT_MECHANISMS_H
#define CST_TALLY_RESULT_MECHANISMS_H

/* Frozen order and names; meaning; unit and range; where it is defined. */
#define CST_RESULTS_OF_MECHANISMS(X)                                                               \
    X(NEXT_GUARDED, "next_guarded", "P(a guard that is there holds the next class of failures)",   \
      "a probability, from 0 to 1", "guards")                                                      \
    X(ALL_GUARDED, "all_guarded", "P(each class of failures is held when it comes)",               \
      "a probability, from 0 to 1", "guards")                                                      \
    X(ALIGNED_SHARE, "aligned_share", "P(the last generation is aligned)",                         \
      "a probability, from 0 to 1", "generations")                                                 \
    X(HALF_LIFE, "half_life",                                                                      \
      "steps after which half of the chains have lost alignment at least once",                    \
      "steps, at least 0", "generations whose steps are alike")                                    \
    X(FIRST_FAILURE, "first_failure",                                                              \
      "expected step of the first loss that is not undone, the last step where there is none, "    \
      "of chains that start aligned",                                                              \
      "steps, from 1 to generations.steps", "generations with base above 0")                       \
    X(CHAIN_RISK, "chain_risk", "escaped attacks per task, summed over the dangerous generations", \
      "attacks per task of each, at least 0", "generations")                                       \
    X(SCHEMING_AT_END, "scheming_at_end", "scheming rate of the last generation",                  \
      "a probability, from 0 to 1", "generations")                                                 \
    X(SABOTAGED_SHARE, "sabotaged_share",                                                          \
      "P(the last generation sabotages or goes on with what it finds)",                            \
      "a probability, from 0 to 1", "generations")                                                 \
    X(SABOTAGED_EVER_AFTER, "sabotaged_ever_after", "the same after very many generations",        \
      "a probability, from 0 to 1", "generations")                                                 \
    X(OVERSIGHT_AT_END, "oversight_at_end",                                                        \
      "P(the last generation, as an overseer, notices and undoes a loss)",                         \
      "a probability, from 0 to 1", "generations")                                                 \
    X(LEVELS_CAUGHT, "levels_caught", "P(all levels of nested overseers catch)",                   \
      "a probability, from 0 to 1", "generations with levels")                                     \
    X(BEST_LEVELS, "best_levels", "levels, of at most 1000, at which that is greatest",            \
      "levels, from 1 to 1000", "generations with levels")                                         \
    X(CASES_HELD, "cases_held", "P(all edge cases are handled)", "a probability, from 0 to 1",     \
      "generations with cases")                                                                    \
    X(DEPLOYED_RATE, "deployed_rate", "scheming rate after deployment",                            \
      "a probability, from 0 to 1", "countermeasures, evaluation")                                 \
    X(TEST_RATE, "test_rate", "scheming rate in tests", "a probability, from 0 to 1",              \
      "countermeasures, evaluation")                                                               \
    X(RATE_LEFT, "rate_left", "deployed_rate / the rate before", "a ratio, at least 0",            \
      "countermeasures")                                                                           \
    X(DEPLOYED_OVER_TEST, "deployed_over_test", "scheming rate after deployment / in tests",       \
      "a ratio, at least 0", "countermeasures, evaluation")                                        \
    X(PASS_SHARE, "pass_share", "P(the tests are passed)", "a probability, from 0 to 1",           \
      "evaluation")                                                                                \
    X(DEPLOYED_RISK, "deployed_risk",                                                              \
      "P(a deployed task is schemed on), given that the tests were passed",                        \
      "a probability, from 0 to 1", "evaluation")                                                  \
    X(ANY_DEPLOYED, "any_deployed", "P(any of the deployed tasks is schemed on), given the same",  \
      "a probability, from 0 to 1", "evaluation")                                                  \
    X(SCHEMER_GIVEN_PASS, "schemer_given_pass",                                                    \
      "P(the model schemes at all), given that the tests were passed",                             \
      "a probability, from 0 to 1", "evaluation")                                                  \
    X(DEPLOYED_BOUND, "deployed_bound",                                                            \
      "upper end of the deployed rate if no test shows scheming", "a probability, from 0 to 1",    \
      "evaluation")                                                                                \
    X(TESTS_NEEDED, "tests_needed", "tests without scheming that bound the deployed rate",         \
      "tests, at least 1", "evaluation with pass_below")                                           \
    X(ALERT_RATE, "alert_rate", "scheming rate that the alerts say", "a probability, from 0 to 1", \
      "evaluation with trajectories")                                                              \
    X(ALERT_RATE_LOW, "alert_rate_low", "lower end of it, by the exact Poisson interval",          \
      "a probability, from 0 to 1", "evaluation with trajectories")                                \
    X(ALERT_RATE_HIGH, "alert_rate_high", "upper end of it, by the same",                          \
      "a probability, from 0 to 1", "evaluation with trajectories")                                \
    X(SHIFTS_CAUGHT, "shifts_caught", "P(each of the small shifts is caught)",                     \
      "a probability, from 0 to 1", "shift")                                                       \
    X(ONE_SHIFT_CAUGHT, "one_shift_caught", "P(the same shift is caught in one step)",             \
      "a probability, from 0 to 1", "shift")                                                       \
    X(NONE_OPEN, "none_open", "P(no hole is open at the end)", "a probability, from 0 to 1",       \
      "holes")                                                                                     \
    X(MEAN_OPEN, "mean_open", "holes that are open at the end", "holes, at least 0", "holes")      \
    X(NONE_EXPLOITED, "none_exploited", "P(no hole was used while it was open)",                   \
      "a probability, from 0 to 1", "holes")                                                       \
    X(ANY_DRIVE, "any_drive", "P(some drive acts)", "a probability, from 0 to 1", "drives")        \
    X(ANY_DRIVE_BEFORE, "any_drive_before", "the same without the prompt",                         \
      "a probability, from 0 to 1", "drives")                                                      \
    X(ANY_IN_RUN, "any_in_run", "P(some task of a run in one setting is schemed on)",              \
      "a probability, from 0 to 1", "environments")                                                \
    X(ANY_IF_MIXED, "any_if_mixed", "the same where each task is in a setting of its own",         \
      "a probability, from 0 to 1", "environments")                                                \
    X(POSTERIOR, "posterior", "P(hypothesis if reported)", "a probability, from 0 to 1", "update") \
    X(FACTOR_SEEN, "factor_seen",                                                                  \
      "what seeing it by these levels of capability multiplies the odds by",                       \
      "a ratio, at least 0", "update")                                                             \
    X(FACTOR_NOT_SEEN, "factor_not_seen",                                                          \
      "what not seeing it by these levels multiplies the odds by", "a ratio, at least 0",          \
      "update")                                                                                    \
    X(HAZARD_NEEDED, "hazard_needed",                                                              \
      "hazard a level at which it shows as often as update.if_true", "a probability, from 0 to 1", \
      "update")                                                                                    \
    X(COVER_SHARE, "cover_share",                                                                  \
      "P(an honest reviewer covers for the agent after what they shared)",                         \
      "a probability, from 0 to 1", "history")                                                     \
    X(MEAN_COVER, "mean_cover",                                                                    \
      "the same in each of these episodes, on average, with nothing forgotten and no habit",       \
      "a probability, from 0 to 1", "history with episodes")                                       \
    X(RATE_ABOVE, "rate_above", "P(the rate without the prompt is above the one with it)",         \
      "a probability, from 0 to 1", "prompts")                                                     \
    X(FISHER_P, "fisher_p", "chance of counts as far apart if the rates are the same",             \
      "a probability, from 0 to 1", "prompts")                                                     \
    X(RATE_BEFORE_LOW, "rate_before_low", "lower end of the rate without the prompt",              \
      "a probability, from 0 to 1", "prompts")                                                     \
    X(RATE_BEFORE_HIGH, "rate_before_high", "upper end of it", "a probability, from 0 to 1",       \
      "prompts")                                                                                   \
    X(RATE_AFTER_LOW, "rate_after_low", "lower end of the rate with the prompt",                   \
      "a probability, from 0 to 1", "prompts")                                                     \
    X(RATE_AFTER_HIGH, "rate_after_high", "upper end of it", "a probability, from 0 to 1",         \
      "prompts")                                                                                   \
    X(RATIO_HIGH, "ratio_high", "upper end of rate with prompt / rate without",                    \
      "a ratio, at least 0", "prompts")                                                            \
    X(MISS_OWN_TURN, "miss_own_turn", "P(the review misses an attack in its own turn)",            \
      "a probability, from 0 to 1", "checks")                                                      \
    X(RISK_OVER_UNMONITORED, "risk_over_unmonitored",                                              \
      "attacks that go through / attacks if nobody watched", "a ratio, at least 0", "watching")    \
    X(FACTOR_ALLOWED, "factor_allowed", "watched_factor at which watching no longer pays",         \
      "a ratio, at least 1", "watching")                                                           \
    X(EFFECTIVE_JUDGES, "effective_judges", "independent judges that these judges are worth",      \
      "judges, from 1 to judges.judges", "judges")                                                 \
    X(MAJORITY_WRONG, "majority_wrong", "P(more than half of the judges are wrong)",               \
      "a probability, from 0 to 1", "judges")                                                      \
    X(ERROR_CORRELATION, "error_correlation",                                                      \
      "correlation of two judges' errors at which they are worth judges.effective",                \
      "a correlation, from 0 to 1", "judges with effective above 0")

/* How many they are. */
enum {
#define CST_RESULT_COUNT(name, text, meaning, range, where) +1
    CST_RESULTS_MECHANISMS = 0 CST_RESULTS_OF_MECHANISMS(CST_RESULT_COUNT)
#undef CST_RESULT_COUNT
};

#endif
