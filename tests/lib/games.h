/* SPDX-License-Identifier: MIT
 *
 * Small games between auditors and attackers whose solutions are closed forms (MODEL 11.6): when an
 * attack is not worth it, how often it happens where neither moves first, inspections over time,
 * audits over targets, and collusion under honeypots. Pure.
 */
#ifndef CST_TESTS_GAMES_H
#define CST_TESTS_GAMES_H

#include <stddef.h>
#include <stdint.h>

/* One attack and one audit. */
typedef struct cst_audit_game {
    double gain;      /* G > 0, of an attack that escapes */
    double penalty;   /* P >= 0, of one that is found */
    double detection; /* d in [0, 1]: an audit finds an attack */
    double cost;      /* c_i > 0, of an audit */
    double loss;      /* L > 0, by an attack that escapes */
} cst_audit_game;

/* The least audit share b that makes an attack not worth it, G/(d (G+P)); above 1: no share does.
 * Reads gain, penalty and detection. */
double cst_games_deterrence(const cst_audit_game *game);

/* Neither sees the other's choice. */
typedef struct cst_audit_play {
    double attack;   /* a: probability of an attack */
    double audit;    /* b: probability of an audit */
    double residual; /* a (1 - b d), P(an attack escapes) */
} cst_audit_play;

/* The equilibrium: a = c_i/(d L), b = G/(d (G+P)). Where an audit of a sure attack does not pay (a
 * would be above 1) nobody audits and the attack is sure; where audits cannot deter (b would be
 * above 1), both are sure. */
cst_audit_play cst_games_simultaneous(const cst_audit_game *game);

/* Dresher's inspection game in von Stengel's form (arXiv 1412.0129): in each of n periods the
 * attacker may commit its one violation, at most m periods are inspected, both see what has
 * happened. Undetected it is worth 1, detected -penalty, none 0. */
typedef struct cst_inspection {
    uint32_t periods;     /* n */
    uint32_t inspections; /* m */
    double penalty;       /* b >= 0 */
    double detection;     /* d in [0, 1], of an inspected violation */
} cst_inspection;

enum { CST_INSPECTIONS_MAX = 1000 };

/* Its value to the attacker. With d = 1: C(n-1,m)/sum_{i<=m} C(n,i) b^(m-i), any n and m; else by
 * recursion over the matrix games of the periods, m up to CST_INSPECTIONS_MAX, time n m. */
double cst_games_inspection(const cst_inspection *game);

/* Targets that audits may cover; the attacker sees the coverage and picks one. */
typedef struct cst_coverage {
    const double *value; /* V_i > 0, gain of an attack on target i that escapes */
    size_t targets;
    double audits;    /* m, whole audits or parts of them */
    double penalty;   /* P >= 0 */
    double detection; /* d in (0, 1] */
} cst_coverage;

/* The least value that the attacker can be held to, below 0 where it is deterred; fills
 * cover[0..targets-1], c_i = (V_i - v)/(d (V_i + P)) cut to [0, 1], sum c_i <= m. */
double cst_games_coverage(const cst_coverage *game, double *cover);

/* A schemer that sees evidence ~ N(0,1) on a honeypot and N(d',1) on a real attack, and suppresses
 * its report where that pays. */
typedef struct cst_collusion_game {
    double d_prime;        /* d' >= 0 between honeypots and real attacks */
    double honeypots;      /* h > 0 honeypots per task */
    double honeypot_loss;  /* L > 0, by a report suppressed on a honeypot */
    double attacks;        /* p > 0 attacks per task */
    double collusion_gain; /* G > 0, by a report suppressed on an attack */
} cst_collusion_game;

typedef struct cst_collusion_answer {
    double collusion;     /* c = Phi(d'/2 - ln(hL/(pG))/d'), P(suppress | attack) */
    double honeypot_miss; /* Phi(-d'/2 - ln(hL/(pG))/d'), P(suppress | honeypot) */
} cst_collusion_answer;

/* The best answer: suppress where the likelihood ratio exceeds hL/(pG). At d' = 0 all or nothing,
 * nothing where both are worth the same. */
cst_collusion_answer cst_games_collusion(const cst_collusion_game *game);

#endif
