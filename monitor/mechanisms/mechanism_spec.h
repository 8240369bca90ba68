/* SPDX-License-Identifier: MIT
 *
 * What a scenario says of a mechanism: the numbers of each. Unless said otherwise a double is a
 * share or a probability, in [0, 1].
 */
#ifndef CST_MONITOR_MECHANISMS_MECHANISM_SPEC_H
#define CST_MONITOR_MECHANISMS_MECHANISM_SPEC_H

#include <stdint.h>

typedef struct cst_mechanism cst_mechanism;

/* checks: automatic checks beside a reviewer. Shares and chances in [0, 1]. */
typedef struct cst_checks_spec {
    double covered;   /* share of work that checks look at, as attacks are without displacement */
    double displaced; /* share of attacks on it that move to what they do not look at */
    double tpr_checks, tpr_review;
    double correlation; /* of the two misses on covered work, in [-1, 1], cut to what can be */
    double own_turn;    /* >= 0: the review's misses are so many times as many, at most all */
} cst_checks_spec;

/* countermeasures: training against scheming. */
typedef struct cst_countermeasures_spec {
    double rate;       /* before, of the class that is treated */
    double factor;     /* >= 0: what one round multiplies it by */
    double floor;      /* what no number of rounds goes below */
    double gating;     /* share of the reduction that is caution in tests alone */
    double treated;    /* share of tasks of that class */
    double other_rate; /* of the rest */
    uint32_t rounds;
} cst_countermeasures_spec;

/* drives: several reasons to act, each by itself, switched by prompts. */
typedef struct cst_drives_spec {
    const double *rates;   /* of each drive */
    const double *factors; /* what the prompt multiplies each by; missing ones are 1 */
    uint32_t rate_count, factor_count;
    double rate; /* where no rates are listed: of each of `count` drives alike */
    uint32_t count;
} cst_drives_spec;

/* environments: settings with rates of their own, one of which a run of tasks is in. */
typedef struct cst_environments_spec {
    const double *rates, *weights; /* weights: as many, of any sum above 0, or none: all alike */
    uint32_t rate_count, weight_count;
    double rate, share; /* where no rates are listed: this rate in this share of runs, else 0 */
    uint32_t tasks;     /* that a run has in one setting */
} cst_environments_spec;

/* evaluation: tests before deployment. */
typedef struct cst_evaluation_spec {
    double rate;   /* of scheming on a task when unwatched: mean of it, where it is uncertain */
    double spread; /* correlation of its draws under one Beta law; 0: known */
    double prior;  /* P(the model schemes at all) */
    double recall; /* P(a test shows scheming that happens) */
    double evaluation_awareness, awareness; /* P(believes that it is watched): tests, deployment */
    double watched_factor;                  /* >= 0: it then schemes at rate times this */
    double pass_below; /* above 0: deployed if the exact upper end is below; 0: by count */
    double tail;       /* of that upper end, and of bounds: .025 two-sided, .05 one-sided */
    double precision;  /* share of alerts that are right */
    uint64_t tests;
    uint64_t pass_at_most; /* tests that may show scheming */
    uint64_t deployed;     /* tasks after deployment */
    uint64_t alerts, trajectories;
} cst_evaluation_spec;

/* generations: each generation trains, then oversees, the next. */
typedef struct cst_generations_spec {
    double base;      /* P(the first is aligned) */
    double survival;  /* P(a step keeps alignment, with no oversight): mean, where uncertain */
    double spread;    /* correlation of a chain's steps under one Beta law; 0: known */
    double oversight; /* P(a step that would lose alignment is noticed and undone), at the first */
    double recovery;  /* P(a misaligned generation is repaired at a step) */
    double gamma;     /* >= 0: oversight is multiplied by it at each step after the first */
    double growth;    /* > 0: factor of capability a step */
    double labour, difficulty; /* exponents of capability: of oversight labour, and of what it takes
                                  to oversee */
    double gap, guard; /* Elo points: of the evader's lead over all levels; the guard's offset */
    double cliff;      /* P(alignment survives the one step `cliff_at`) */
    double case_error, generalise;  /* P(an edge case goes wrong); P(the others cover it) */
    double rate, new_rate, inherit; /* scheming rate of the first; of one that does not inherit;
                                       P(a generation has that of the one before) */
    double aligned_rate, misaligned_rate; /* scheming rates of aligned and misaligned ones */
    double tpr, covers; /* of the previous generation as monitor; P(a misaligned one covers) */
    double sabotage, continues; /* P(a generation sabotages by itself; continues what it finds) */
    uint32_t steps;
    uint32_t levels;    /* nested overseers; 0: oversight is given, else it follows from Elo */
    uint32_t cliff_at;  /* step; 0: none */
    uint32_t cases;     /* edge cases; 0: none */
    uint32_t dangerous; /* the first generation whose risk counts */
} cst_generations_spec;

/* guards: a guard against one class of failures also holds the next ones, each with a chance. */
typedef struct cst_guards_spec {
    double transfer; /* in [0, 1]: mean of it, where it is uncertain */
    double spread;   /* in [0, 1]: correlation of its draws; 0: transfer is known */
    double own;      /* in [0, 1]: P(the guard made for a class holds it) */
    double first;    /* in [0, 1]: the same of the first class */
    uint32_t guards; /* that there are before the next class */
    uint32_t classes;
} cst_guards_spec;

/* history: what two agents have shared, and what the one reports of the other then (`learned` of
 * MODEL section 6, of one reviewer). */
typedef struct cst_history_spec {
    double rate, rho, tpr, covers; /* covers: P(a reviewer that schemes covers) */
    double h0, h1, ceiling, habit;
    uint32_t episodes;   /* shared before */
    uint32_t own_covers; /* in how many of those that count the reviewer covered */
    uint32_t memory;     /* episodes that count, the last ones; 0: all */
} cst_history_spec;

/* holes: they open, are patched, and may be used while open. Rates are per unit of time. */
typedef struct cst_holes_spec {
    double opening; /* > 0: rate at time 0 */
    double growth;  /* of that rate, e^(growth t) */
    double patch;   /* >= 0 */
    double exploit; /* >= 0: a hole is used at this rate while it is open */
    double time;    /* > 0 */
} cst_holes_spec;

/* judges: several of one piece of work, whose errors hang together. */
typedef struct cst_judges_spec {
    double error;       /* P(a judge is wrong) */
    double correlation; /* of the errors of two */
    double effective;   /* 0: not stated; else in [1, judges]: independent ones they are worth */
    uint32_t judges;
} cst_judges_spec;

/* prompts: two counts, without and with a prompt. */
typedef struct cst_prompts_spec {
    uint64_t events, trials, prompted_events, prompted_trials;
    double tail; /* of each end of the exact intervals */
} cst_prompts_spec;

/* shift: a monitor made for one class of inputs meets others. */
typedef struct cst_shift_spec {
    double d_prime;       /* of the monitor where it was made */
    double tau, distance; /* d' falls by exp(-distance / tau) */
    double fpr;
    uint32_t steps; /* that the distance is divided into; the monitor is refitted after each */
} cst_shift_spec;

/* update: what a report is worth to a belief, and when scheming shows as capability grows. */
typedef struct cst_update_spec {
    double prior;             /* P(hypothesis) */
    double if_true, if_false; /* P(report | hypothesis), P(report | not) */
    double hazard;            /* P(it shows at a level of capability | it has not before) */
    uint32_t levels;
} cst_update_spec;

/* watching: agents that know that they are watched scheme more or less, and are caught as well or
 * worse. */
typedef struct cst_watching_spec {
    double awareness, watched_factor; /* P(an agent knows); it then schemes at rate times this */
    double tpr, tpr_aware;            /* of the monitor, on others and on those that know */
    double collusion;                 /* c q: P(the reviewer schemes and covers | attack) */
} cst_watching_spec;

/* What a scenario says of them. Each reads its own part. */
typedef struct cst_mechanism_spec {
    const cst_mechanism *kind; /* NULL: agents do tasks */
    cst_checks_spec checks;
    cst_countermeasures_spec countermeasures;
    cst_drives_spec drives;
    cst_environments_spec environments;
    cst_evaluation_spec evaluation;
    cst_generations_spec generations;
    cst_guards_spec guards;
    cst_history_spec history;
    cst_holes_spec holes;
    cst_judges_spec judges;
    cst_prompts_spec prompts;
    cst_shift_spec shift;
    cst_update_spec update;
    cst_watching_spec watching;
} cst_mechanism_spec;

#endif
