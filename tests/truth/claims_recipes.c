/* SPDX-License-Identifier: MIT
 *
 * How each kind of row of claims_vectors.csv is asked of the program. */
#include "tests/truth/claims.h"

/* Agents that do tasks: rare schemers that pass what schemers do. */
#define TASKS(rho, more, protocol)                                                                 \
    "trial: {agents: 200, rounds: 10}\n"                                                           \
    "scheming: {rate: $p, dependence: beta, rho: " rho "}\n"                                       \
    "monitor: {score: {model: threshold, tpr: $d, fpr: 0.01}" more "}\n"                           \
    "collusion: {strategy: always-pass, probability: $c}\n"                                        \
    "protocol: {" protocol "}\n"
#define ONE_REVIEWER TASKS("$rho", "", "kind: untrusted-monitor")
#define COMMITTEE    TASKS("$rho", "", "kind: committee, reviewers: $k, rule: any")
#define ONE_CATCH                                                                                  \
    "trial: {agents: 50, rounds: $n/50}\n"                                                         \
    "scheming: {rate: $p, dependence: independent}\n"                                              \
    "monitor: {score: {model: threshold, tpr: $~miss, fpr: 0}}\n"                                  \
    "collusion: {strategy: none}\n"                                                                \
    "protocol: {kind: untrusted-monitor, audit: {success: $audit_success}}\n"                      \
    "response: {on: catch, effect: end-trial}\n"

#define PAIR        "rate: $p, rho: $rho, tpr: $d, covers: $c, h0: 0"
#define COVERS      "h0: $h0, h1: $h1, ceiling: $ceiling, habit: $habit"
#define CHAIN       "base: $a0, survival: $s, oversight: $v, recovery: $w, steps: $n"
#define RISK        "aligned_rate: $p0, misaligned_rate: $p1, tpr: $d, covers: $c"
#define LEVELS      "gap: $total_gap, guard: $guard_offset"
#define LABOUR      "oversight: $v0, growth: $growth, labour: $labour, difficulty: $difficulty"
#define CASES       "cases: $cases, case_error: $~handled, generalise: $generalise"
#define SHIFT       "d_prime: $d0, tau: $tau, distance: $distance, fpr: $fpr, steps: $steps"
#define HOLES       "opening: $lambda, growth: $growth, patch: $mu, time: $T"
#define WATCHED     "evaluation_awareness: $evaluation_awareness, watched_factor: $watched_factor"
#define COUNTS      "events: $k1, trials: $n1, prompted_events: $k2, prompted_trials: $n2"
#define SAME_COUNTS "events: $k, trials: $n, prompted_events: $k, prompted_trials: $n"
#define UNCERTAIN   "rate: $mean, spread: $spread, recall: $shown"
#define PASSES      "tests: $n, pass_at_most: $pass_at_most"
#define REVIEWS     "tpr_checks: $tpr_checks, tpr_review: $tpr_review, correlation: $correlation"
#define HAZARD      "hazard: $hazard, levels: $levels, if_false: $p0"
#define ALERTS      "alerts: $alerts, trajectories: $trajectories"
#define OVERSEEN    "awareness: $awareness, tpr_aware: $tpr_aware, collusion: $cq"

#define EVALUATION(what) "evaluation: {" what "}"
#define CHAINS(what)     "generations: {" what "}"

#define ONE_REVIEW  "p;rho;d;c"
#define TWO_SIDED   "k;n;confidence=0.95 two-sided"
#define ONE_SIDED   "k;n;confidence=0.95 one-sided"
#define LABOURS     "v0;growth;labour;difficulty;"
#define OPENS       "lambda;growth;mu;"
#define FOUR_COUNTS "k1;n1;k2;n2"
#define TESTED      "a;b;n;pass_at_most;shown;M"
#define AWARE       "rate;watched_factor;evaluation_awareness;awareness"
#define CAUGHT      "p;miss;audit_success;n;response=catch, end-trial"
#define ALERTED     "alerts;trajectories;recall;precision"

const claims_recipe claims_recipes[] = {
    {"01", "miss_share", ONE_REVIEW, "history: {" PAIR "}", "miss_share", .how = CLAIMS_AS_IS},
    {"01", "miss_share", ONE_REVIEW, ONE_REVIEWER, "miss_share", .how = CLAIMS_AS_IS},
    {"01", "mean_cover_over_episodes", "h0;h1;episodes",
     "history: {h0: $h0, h1: $h1, ceiling: 1, habit: 0, episodes: $episodes}", "mean_cover",
     .how = CLAIMS_AS_IS},
    {"01", "P_cover", "h0;h1;ceiling;habit;episodes;own_covers",
     "history: {" COVERS ", episodes: $episodes, own_covers: $own_covers}", "cover_share",
     .how = CLAIMS_AS_IS},
    {"02", "break_even_rho", "threshold;p;d;c", TASKS("$x", "", "kind: untrusted-monitor"),
     "mitigated_share", .how = CLAIMS_ROOT, .target = "threshold", .most = 1.0},
    {"03", "risk_over_rate_squared", ONE_REVIEW, ONE_REVIEWER, "residual_risk",
     .how = CLAIMS_OVER_SQUARE},
    {"04", "error_correlation", "k;n_eff", "judges: {judges: $k, effective: $n_eff}",
     "error_correlation", .how = CLAIMS_AS_IS},
    {"04", "worst_case_risk", "p;rho;k;r;d;c",
     TASKS("$rho", "", "kind: committee, reviewers: $k, rule: r-of-k, votes: $r"), "",
     .how = CLAIMS_WORST},
    /* A committee has at most 32. */
    {"04", "miss_share", "p;rho;k;rule=any;d;c;dependence=beta", COMMITTEE, "miss_share",
     .how = CLAIMS_AS_IS, .only = "K024"},
    /* All of k scheme where all of k steps do what was as likely. */
    {"04", "miss_share", "p;rho;k;rule=any;d;c;dependence=beta",
     CHAINS("survival: $mean, spread: $spread, steps: $k"), "aligned_share", .how = CLAIMS_AS_IS},
    {"05", "P_aligned", "s;n;law=independent", CHAINS("survival: $s, steps: $n"), "aligned_share",
     .how = CLAIMS_AS_IS},
    {"05", "half_life_steps", "s", CHAINS("survival: $s"), "half_life", .how = CLAIMS_AS_IS},
    {"05", "P_aligned", "a;b;n;law=beta-shared",
     CHAINS("survival: $mean, spread: $spread, steps: $n"), "aligned_share", .how = CLAIMS_AS_IS},
    {"05", "P_aligned", "a0;s;v;w;n;law=markov", CHAINS(CHAIN), "aligned_share",
     .how = CLAIMS_AS_IS},
    {"05", "residual_risk_summed_per_task", "a0;s;v;w;n;p0;p1;d;c", CHAINS(CHAIN ", " RISK),
     "chain_risk", .how = CLAIMS_AS_IS},
    {"05", "P_sabotaged_at_n", "new;continue;n",
     CHAINS("sabotage: $new, continues: $continue, steps: $n"), "sabotaged_share",
     .how = CLAIMS_AS_IS},
    {"05", "P_sabotaged_stationary", "new;continue", CHAINS("sabotage: $new, continues: $continue"),
     "sabotaged_ever_after", .how = CLAIMS_AS_IS},
    {"05", "expected_rate_at_n", "p0;p_new;inherit;n",
     CHAINS("rate: $p0, new_rate: $p_new, inherit: $inherit, steps: $n"), "scheming_at_end",
     .how = CLAIMS_AS_IS},
    {"06", "upper", TWO_SIDED, EVALUATION("tests: $n, tail: 0.025"), "deployed_bound",
     .how = CLAIMS_AS_IS},
    {"06", "upper", ONE_SIDED, EVALUATION("tests: $n, tail: 0.05"), "deployed_bound",
     .how = CLAIMS_AS_IS},
    {"06", "upper", TWO_SIDED, "prompts: {" SAME_COUNTS "}", "rate_after_high",
     .how = CLAIMS_AS_IS},
    {"06", "upper", ONE_SIDED, "prompts: {" SAME_COUNTS ", tail: 0.05}", "rate_before_high",
     .how = CLAIMS_AS_IS},
    {"06", "P_aligned", "a0;s;n", CHAINS("base: $a0, survival: $s, steps: $n"), "aligned_share",
     .how = CLAIMS_AS_IS},
    {"06", "P_aligned_given_none_seen", "prior;rate;awareness;watched_factor;recall;n",
     EVALUATION("prior: $~prior, rate: $rate, evaluation_awareness: $awareness, watched_factor: "
                "$watched_factor, recall: $recall, tests: $n"),
     "schemer_given_pass", .how = CLAIMS_REST},
    {"07", "P_catch", "gap", CHAINS("levels: 1, gap: $gap"), "levels_caught", .how = CLAIMS_AS_IS},
    {"07", "P_catch", "gap", CHAINS("levels: 1, gap: $gap"), "oversight_at_end",
     .how = CLAIMS_AS_IS},
    {"07", "P_all_levels_catch", "total_gap;levels;guard_offset",
     CHAINS("levels: $levels, " LEVELS), "levels_caught", .how = CLAIMS_AS_IS},
    {"07", "best_levels", "total_gap;guard_offset", CHAINS("levels: 1, " LEVELS), "best_levels",
     .how = CLAIMS_AS_IS},
    {"08", "P_aligned", LABOURS "s;n", CHAINS(LABOUR ", survival: $s, steps: $n"), "aligned_share",
     .how = CLAIMS_AS_IS},
    {"08", "v_g", LABOURS "g", CHAINS(LABOUR ", steps: $g"), "oversight_at_end",
     .how = CLAIMS_AS_IS},
    {"09", "P_all_cases", "handled;generalise;cases", CHAINS(CASES), "cases_held",
     .how = CLAIMS_AS_IS},
    {"09", "P_aligned", "cliff;at;s;n",
     CHAINS("cliff: $cliff, cliff_at: $at, survival: $s, steps: $n"), "aligned_share",
     .how = CLAIMS_AS_IS},
    {"10", "P_all_steps_caught", "d0;tau;distance;steps;fpr", "shift: {" SHIFT "}", "shifts_caught",
     .how = CLAIMS_AS_IS},
    {"11", "P_next_class_guarded", "transfer;guards",
     "guards: {transfer: $transfer, guards: $guards}", "next_guarded", .how = CLAIMS_AS_IS},
    {"11", "P_all_classes_guarded", "transfer;classes;own_guard=first class only",
     "guards: {transfer: $transfer, classes: $classes, own: 0, first: 1}", "all_guarded",
     .how = CLAIMS_AS_IS},
    {"11", "P_next_class_guarded", "a;b;guards;transfer=Beta(a,b) shared",
     "guards: {transfer: $mean, spread: $spread, guards: $guards}", "next_guarded",
     .how = CLAIMS_AS_IS},
    {"12", "mean_open", OPENS "T", "holes: {" HOLES "}", "mean_open", .how = CLAIMS_AS_IS},
    {"12", "P_none_open", OPENS "T", "holes: {" HOLES "}", "none_open", .how = CLAIMS_AS_IS},
    {"12", "P_no_hole_exploited", OPENS "exploit;T", "holes: {" HOLES ", exploit: $exploit}",
     "none_exploited", .how = CLAIMS_AS_IS},
    {"13", "rate_after", "p;factor;floor;rounds",
     "countermeasures: {rate: $p, factor: $factor, floor: $floor, rounds: $rounds, gating: 0}",
     "deployed_rate", .how = CLAIMS_AS_IS},
    {"13", "rate_after", "p;factor;floor;rounds",
     "countermeasures: {rate: $p, factor: $factor, floor: $floor, rounds: $rounds, gating: 0.5}",
     "test_rate", .how = CLAIMS_AS_IS},
    {"13", "deployment_rate", "p;factor;floor;gating",
     "countermeasures: {rate: $p, factor: $factor, floor: $floor, gating: $gating}",
     "deployed_rate", .how = CLAIMS_AS_IS},
    {"13", "rate_after", "treated_share;p_treated;p_other;factor;floor",
     "countermeasures: {rate: $p_treated, other_rate: $p_other, treated: $treated_share, factor: "
     "$factor, floor: $floor}",
     "deployed_rate", .how = CLAIMS_AS_IS},
    {"14", "P_at_least_one_if_independent", "rates=mean of the same;n",
     "environments: {rates: [$rates], weights: [$#rates], tasks: $n}", "any_if_mixed",
     .how = CLAIMS_AS_IS},
    {"14", "P_at_least_one", "rates|;n",
     "environments: {rates: [$rates], weights: [$#rates], tasks: $n}", "any_in_run",
     .how = CLAIMS_AS_IS},
    {"15", "test_rate", AWARE, EVALUATION("rate: $rate, awareness: $awareness, " WATCHED),
     "test_rate", .how = CLAIMS_AS_IS},
    {"15", "deployed_over_test", AWARE, EVALUATION("rate: $rate, awareness: $awareness, " WATCHED),
     "deployed_over_test", .how = CLAIMS_AS_IS},
    {"16", "P_rate1_above_rate2", FOUR_COUNTS, "prompts: {" COUNTS "}", "rate_above",
     .how = CLAIMS_AS_IS},
    {"16", "fisher_two_sided_p", FOUR_COUNTS, "prompts: {" COUNTS "}", "fisher_p",
     .how = CLAIMS_AS_IS},
    {"16", "high", TWO_SIDED, "prompts: {" SAME_COUNTS "}", "rate_before_high",
     .how = CLAIMS_AS_IS},
    {"16", "high", TWO_SIDED, "prompts: {" SAME_COUNTS "}", "rate_after_high", .how = CLAIMS_AS_IS},
    {"16", "low", TWO_SIDED, "prompts: {" SAME_COUNTS "}", "rate_before_low", .how = CLAIMS_AS_IS},
    {"16", "low", TWO_SIDED, "prompts: {" SAME_COUNTS "}", "rate_after_low", .how = CLAIMS_AS_IS},
    {"17", "rate_any_drive", "rates|", "drives: {rates: [$rates]}", "any_drive",
     .how = CLAIMS_AS_IS},
    {"17", "rate_any_drive", "rates|;prompt_factors|",
     "drives: {rates: [$rates], factors: [$prompt_factors]}", "any_drive", .how = CLAIMS_AS_IS},
    {"18", "upper", TWO_SIDED, EVALUATION("tests: $n, tail: 0.025"), "deployed_bound",
     .how = CLAIMS_AS_IS},
    {"18", "upper", ONE_SIDED, EVALUATION("tests: $n, tail: 0.05"), "deployed_bound",
     .how = CLAIMS_AS_IS},
    {"18", "deployed_rate_upper", "n;tail;recall;evaluation_awareness;watched_factor;awareness",
     EVALUATION("tests: $n, tail: $tail, recall: $recall, awareness: $awareness, " WATCHED),
     "deployed_bound", .how = CLAIMS_AS_IS},
    {"18", "n_needed", "bound;tail;recall;evaluation_awareness;watched_factor",
     EVALUATION("pass_below: $bound, tail: $tail, recall: $recall, " WATCHED), "tests_needed",
     .how = CLAIMS_AS_IS},
    {"18", "P_pass", TESTED, EVALUATION(UNCERTAIN ", " PASSES ", deployed: $M"), "pass_share",
     .how = CLAIMS_AS_IS},
    {"18", "rate_given_pass", TESTED, EVALUATION(UNCERTAIN ", " PASSES ", deployed: $M"),
     "deployed_risk", .how = CLAIMS_AS_IS},
    {"18", "P_any_in_M_given_pass", TESTED, EVALUATION(UNCERTAIN ", " PASSES ", deployed: $M"),
     "any_deployed", .how = CLAIMS_AS_IS},
    {"18", "P_schemer_given_pass",
     "prior_schemer;rate;evaluation_awareness;watched_factor;n;pass_at_most",
     EVALUATION("prior: $prior_schemer, rate: $rate, " WATCHED ", " PASSES), "schemer_given_pass",
     .how = CLAIMS_AS_IS},
    {"19", "miss_share", "covered;displaced;tpr_checks;tpr_review;correlation",
     "checks: {covered: $covered, displaced: $displaced, " REVIEWS "}", "miss_share",
     .how = CLAIMS_AS_IS},
    {"19", "miss_own_turn", "miss_fresh;times",
     "checks: {tpr_review: $~miss_fresh, own_turn: $times}", "miss_own_turn", .how = CLAIMS_AS_IS},
    {"20", "posterior", "prior;p1;p0", "update: {prior: $prior, if_true: $p1, if_false: $p0}",
     "posterior", .how = CLAIMS_AS_IS},
    {"20", "bayes_factor_not_seen", "hazard;levels;p0", "update: {" HAZARD "}", "factor_not_seen",
     .how = CLAIMS_AS_IS},
    {"20", "bayes_factor_seen", "hazard;levels;p0", "update: {" HAZARD "}", "factor_seen",
     .how = CLAIMS_AS_IS},
    {"20", "hazard_for_p1", "levels;p1", "update: {levels: $levels, if_true: $p1}", "hazard_needed",
     .how = CLAIMS_AS_IS},
    {"20", "hazard_for_p1", "levels;p1", "update: {levels: $levels, hazard: $x, if_false: $p1}",
     "factor_seen", .how = CLAIMS_ROOT, .target = "1", .most = 1.0},
    {"21", "trial_risk", CAUGHT, ONE_CATCH, "trial_risk", .how = CLAIMS_AS_IS},
    {"21", "expected_escapes", CAUGHT, ONE_CATCH, "expected_escapes", .how = CLAIMS_AS_IS},
    {"22", "rate", ALERTED, EVALUATION(ALERTS ", recall: $recall, precision: $precision"),
     "alert_rate", .how = CLAIMS_AS_IS},
    {"22", "rate_low", ALERTED, EVALUATION(ALERTS ", recall: $recall, precision: $precision"),
     "alert_rate_low", .how = CLAIMS_AS_IS},
    {"22", "rate_high", ALERTED, EVALUATION(ALERTS ", recall: $recall, precision: $precision"),
     "alert_rate_high", .how = CLAIMS_AS_IS},
    {"23", "mitigated_share", "leniency;p;rho;d;c",
     TASKS("$rho", ", leniency: $leniency", "kind: untrusted-monitor"), "mitigated_share",
     .how = CLAIMS_AS_IS},
    {"24", "risk_over_unmonitored_rate", "awareness;watched_factor;tpr;tpr_aware;cq",
     "watching: {" OVERSEEN ", watched_factor: $watched_factor, tpr: $tpr}",
     "risk_over_unmonitored", .how = CLAIMS_AS_IS},
    {"24", "break_even_watched_factor", "awareness;tpr_aware;cq", "watching: {" OVERSEEN "}",
     "factor_allowed", .how = CLAIMS_AS_IS},
    {"24", "break_even_watched_factor", "awareness;tpr_aware;cq",
     "watching: {" OVERSEEN ", watched_factor: $x}", "risk_over_unmonitored", .how = CLAIMS_ROOT,
     .target = "1", .most = 100.0},
    {0},
};
