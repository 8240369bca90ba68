/* SPDX-License-Identifier: MIT
 *
 * For the files of this room: how a colluding reviewer recognises an attack of its own side, by a
 * signal or by a recognition score. What the strategies that recognise share. Pure.
 */
#ifndef CST_MONITOR_RECOGNITION_H
#define CST_MONITOR_RECOGNITION_H

#include "monitor/collusion.h"

/* P(an attack looks as if it carried the signal): t + (1 - t) e0, t = s(1 - J) the share of attacks
 * whose signal arrives. Work without a signal looks so with probability e0. */
double cst_recognition_signal(const cst_collusion_spec *spec);

/* d' = sqrt(2) Phi^-1(AUC): how far apart the recognition scores of own and of other work are,
 * both normal with standard deviation 1. At least 0; infinite at AUC 1. */
double cst_recognition_distance(const cst_collusion_spec *spec);

/* P(own work is recognised) at the threshold that other work passes with probability `mistaken`:
 * Phi(d' + Phi^-1(mistaken)); 1 at AUC 1. */
double cst_recognition_score(const cst_collusion_spec *spec);

/* 0, or CST_ERR_MONITOR: collusion.visible is a finite number of at least 0; collusion.auc is from
 * 0.5 to 1. */
int cst_recognition_check_signal(const cst_collusion_spec *spec, cst_error *error);
int cst_recognition_check_score(const cst_collusion_spec *spec, cst_error *error);

#endif
