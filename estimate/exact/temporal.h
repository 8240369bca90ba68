/* SPDX-License-Identifier: MIT
 *
 * Closed forms in time (MODEL 11.2): how many attacks of one actor, lineage or trial escape before
 * the response acts, when the first catch comes, and how long reviewers last under honeypots. Tasks
 * are alike and independent. Chances are in [0, 1]; numbers of tasks or rounds are at least 0, may
 * be INFINITY where it says so, and count as whole. Sums of positive terms only: all digits at
 * p = 1e-300. Pure; any thread.
 */
#ifndef CST_ESTIMATE_EXACT_TEMPORAL_H
#define CST_ESTIMATE_EXACT_TEMPORAL_H

#include <stdbool.h>

/* P(at least once in n tries | chance x each) = 1 - (1-x)^n; n may be INFINITY. */
double cst_temporal_at_least_once(double x, double n);

/* P(never in n tries) = (1-x)^n. */
double cst_temporal_never(double x, double n);

/* The expected number of tries, of at most n, up to and with the first at which something of chance
 * x each happens: (1 - (1-x)^n)/x, and n at x = 0. */
double cst_temporal_tries(double x, double n);

/* One actor that is reviewed at each of its tasks and is out after its first report. */
typedef struct cst_quarantine {
    double attack;       /* p: it attacks */
    double miss;         /* u: an attack is not reported, and so escapes */
    double false_report; /* f: honest work is reported */
    double tasks;        /* T, its tasks; may be INFINITY */
    double latency;      /* L, its tasks between the one that is reported and its end */
} cst_quarantine;

/* E[escapes] = p u min(L,T) + (p u/h)(1 - (1-h)^max(T-L,0)), h = p(1-u) + (1-p)f. */
double cst_temporal_quarantine_escapes(const cst_quarantine *actor);

/* The same where a share of the pairs of actor and reviewers lasts and always colludes, so that
 * nothing of these actors is ever reported: share p T + (1-share) E. */
double cst_temporal_persistent_escapes(const cst_quarantine *actor, double colluding_share);

/* P(at least m attacks escape before the first catch) = (l/(l+w))^m, where of each attack w =
 * caught and l = escapes; no horizon. 0 where nothing escapes and m > 0, 1 where nothing is caught.
 */
double cst_temporal_before_catch(double escapes, double caught, double m);

/* A trial that ends right after the first task that triggers the response. */
typedef struct cst_end_trial {
    double escape;        /* e: an attack escapes at a task */
    double trigger;       /* h: the task triggers the response */
    double trigger_alone; /* g: it does so without an escape; on a catch g = h */
    double tasks;         /* n, planned */
} cst_end_trial;

typedef struct cst_end_trial_risk {
    double trial_risk;       /* e/(e+g) (1 - (1-e-g)^n) */
    double safety;           /* 1 - trial_risk, with its own digits */
    double expected_escapes; /* (e/h)(1 - (1-h)^n) */
    double tasks;            /* expected tasks that happen, (1 - (1-h)^n)/h */
} cst_end_trial_risk;

/* All four; also where nothing triggers or nothing escapes. */
cst_end_trial_risk cst_temporal_end_trial(const cst_end_trial *trial);

/* Agents that act side by side in rounds; each task triggers with the same chance. */
typedef struct cst_rounds {
    double agents;  /* N; tasks of a round */
    double trigger; /* h of one task */
    double rounds;  /* R; may be INFINITY */
} cst_rounds;

/* H, the chance that a round triggers: 1 - (1-h)^N. */
double cst_temporal_hazard(const cst_rounds *rounds);

/* The mean round of the first trigger, counted from 1, of the trials that have one within R rounds:
 * 1/H - R (1-H)^R/(1 - (1-H)^R). NaN where no trial has one. */
double cst_temporal_mean_time(const cst_rounds *rounds);

/* The least whole t with P(first trigger by round t) >= level, level in (0, 1); INFINITY where it
 * is not reached within R rounds. Over all trials, also those without a trigger. */
double cst_temporal_quantile_time(const cst_rounds *rounds, double level);

/* Expected escapes of a lineage of N agents that are all out from the round t+1+L on, t the round
 * of its first trigger: N e (min(L,R) + (1 - (1-H)^max(R-L,0))/H). */
double cst_temporal_recall_escapes(const cst_rounds *lineage, double escape, double latency);

/* One actor whose last W outputs, that of the trigger among them, are taken back at a trigger. */
typedef struct cst_retraction {
    double escape;   /* e: an attack escapes at a task that does not trigger */
    double trigger;  /* h */
    double tasks;    /* T, finite */
    double window;   /* W >= 1 */
    bool quarantine; /* it is out after its first trigger; else it goes on */
} cst_retraction;

/* Expected escapes that nobody takes back. An escape remains where none of the next W-1 tasks of
 * the actor triggers, V = min(W-1, T): e sum_t (1-h)^min(V,T-t); with quarantine the actor must
 * still be in as well: e sum_t (1-h)^(t-1+min(V,T-t)). */
double cst_temporal_retracted_escapes(const cst_retraction *actor);

/* P(a reviewer misses a honeypot) of a schemer that recognises honeypots with probability e and
 * else colludes with c: (1-e)(c + (1-c)(1-d)) + e(1-d), d = TPR of an honest review. */
typedef struct cst_honeypot_miss {
    double recognition, collusion, tpr;
} cst_honeypot_miss;

/* P(it misses a honeypot) = (1-e)(c + (1-c)(1-d)) + e(1-d). */
double cst_temporal_honeypot_miss(const cst_honeypot_miss *reviewer);

/* P(not yet expelled after n honeypots) = P(Bin(n, miss) < m): expelled at the m-th miss, m >= 1.
 */
double cst_temporal_honeypot_alive(double miss, double honeypots, double misses_allowed);

/* Reviewers are expelled by honeypots and replaced from a population with a share of schemers. */
typedef struct cst_purge {
    double schemers;     /* pi, of the population; in time, without honeypots, of the reviewers */
    double honest_miss;  /* x_h, of a honeypot */
    double schemer_miss; /* x_s */
} cst_purge;

/* The stationary share of schemers among reviewers, pi x_h/(pi x_h + (1-pi) x_s), whatever the
 * number of misses allowed and the rate of honeypots; pi where nobody misses. */
double cst_temporal_purged_share(const cst_purge *purge);

/* Expulsions of honest reviewers per task and honest reviewer in the long run: h x_h/m with h
 * honeypots per task and expulsion at the m-th miss. */
double cst_temporal_false_expulsions(double honeypots_per_task, double honest_miss, double m);

#endif
