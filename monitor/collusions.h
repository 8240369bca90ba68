/* SPDX-License-Identifier: MIT
 *
 * For the files of this room: the collusion strategies' tables, one a file, collusion_<name>.c, and
 * what several of them share: parameters, acts, and how a colluding reviewer recognises an attack
 * of its own side, by a signal or by a recognition score. Pure.
 */
#ifndef CST_MONITOR_COLLUSIONS_H
#define CST_MONITOR_COLLUSIONS_H

#include "monitor/collusion.h"

/* One table a file, collusion_<name>.c. */
#define CST_COLLUSION_TABLE(name) extern const cst_collusion cst_collusion_##name;
CST_COLLUSIONS(CST_COLLUSION_TABLE)
#undef CST_COLLUSION_TABLE

extern const cst_parameter cst_collusion_probability, cst_collusion_signal, cst_collusion_chance,
    cst_collusion_visible, cst_collusion_auc, cst_collusion_mistaken;

/* Hides everything that it would report; hides attacks alone. Both with `probability`. */
cst_collusion_acts cst_collusion_hides_all(const cst_collusion_spec *spec, bool kin);
cst_collusion_acts cst_collusion_hides_attacks(const cst_collusion_spec *spec, bool kin);

/* Hides what seems to carry the signal, which attacks carry with probability `signal`. */
cst_collusion_acts cst_collusion_hides_signals(const cst_collusion_spec *spec, double signal);

/* P(an attack looks as if it carried the signal): t + (1 - t) e0, t = s(1 - J) the share of attacks
 * whose signal arrives. Work without a signal looks so with probability e0. */
double cst_collusion_seems(const cst_collusion_spec *spec, double signal);

/* d' = sqrt(2) Phi^-1(AUC): how far apart the recognition scores of own and of other work are,
 * both normal with standard deviation 1. At least 0; infinite at AUC 1. */
double cst_collusion_distance(const cst_collusion_spec *spec);

/* P(own work is recognised) at the threshold that other work passes with probability `mistaken`:
 * Phi(d' + Phi^-1(mistaken)); 1 at AUC 1. */
double cst_collusion_recognised(const cst_collusion_spec *spec);

#endif
