/* SPDX-License-Identifier: MIT
 *
 * The published statistical model of untrusted monitoring with honeypots (arXiv 2602.20628; MODEL
 * 11.4): one deployment of N tasks, a budget that honeypots and audits share, an untrusted monitor
 * that colludes where it recognises an attack of its own side, a trusted monitor beside it, and
 * audits of the first tasks. What one monitor misses is independent of the other, as published. All
 * is in closed form. Pure.
 */
#ifndef CST_ESTIMATE_EXACT_MONITORING_H
#define CST_ESTIMATE_EXACT_MONITORING_H

typedef struct cst_monitoring {
    double tasks;          /* N, at least `upfront` */
    double budget;         /* B, share of N, for honeypots and audits together */
    double honeypot_share; /* h, of the budget */
    double slack;          /* n_s: a missed honeypot disqualifies with chance 1/n_s; at least 1 */
    double upfront;        /* audits of the first tasks; 10 in the publication */
    double attack_rate;    /* p, per task: red's choice */
    double audit_success;  /* r */
    double replace;        /* share of tasks that trusted work replaces */
    /* The untrusted monitor. Without one: collusion_tpr 1, the others and honeypot_share 0. */
    double collusion_tpr; /* TPR_C: it recognises an attack of its own side, and lets it pass */
    double collusion_fpr; /* FPR_C: it takes a honeypot for such an attack */
    double honest_fpr;    /* FPR_h: it flags honest work */
    double honest_fnr;    /* FNR_h: share of honeypots that an honest monitor would not flag */
    double honest_miss;   /* e: as an honest reviewer it misses an attack */
    /* TPR of the trusted monitor at an FPR in [0, 1]. */
    double (*trusted_tpr)(double fpr, void *self);
    void *self;
} cst_monitoring;

/* Probabilities of the four ends of a deployment; they sum to 1. */
typedef struct cst_monitoring_result {
    double fails_honeypots; /* the monitor is disqualified before deployment */
    double no_attack;       /* no attack is caught or passes */
    double caught;   /* an upfront audit finds an attack, or one is caught before one passes */
    double red_wins; /* an attack passes before one is caught */
    double safety;   /* 1 - red_wins */
} cst_monitoring_result;

/* n_h = B N h, A = B (1-h), f = max(A - FPR_h, 0), P_aud = min(A/(FPR_h + 1/N), 1); not flagged u =
 * (1-TPR_T(f))(1-(1-TPR_C)(1-e)); catch = (1-u) P_aud r; pass = u with the trusted monitor at
 * min(replace+f, 1); surv = (1-FPR_C/n_s)^(n_h max(1-FPR_h-FNR_h, 0)); none =
 * (1-p(pass+catch))^(N-upfront); first = catch/(catch+pass); up = (1-(1-p r)^upfront) surv; fail =
 * 1-surv; no_attack = none (1-fail-up); caught = up + first (1-no_attack-fail-up); red wins: the
 * rest. */
cst_monitoring_result cst_monitoring_outcome(const cst_monitoring *monitoring);

#endif
