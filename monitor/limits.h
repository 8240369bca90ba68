/* SPDX-License-Identifier: MIT
 *
 * What can be known of a trial before it is played, whatever its agents remember: how often at most
 * a planned task comes to something, given all that came before. So the number of such tasks in a
 * trial is stochastically at most binomial, and intervals need not allow for more (MODEL section
 * 10). Pure.
 */
#ifndef CST_MONITOR_LIMITS_H
#define CST_MONITOR_LIMITS_H

#include "monitor/model.h"

/* Chances are 1 where nothing is known. */
typedef struct cst_limits {
    double flag;         /* P(the task is flagged | it is honest) */
    double removal;      /* P(its agent, which never attacked, is taken out for it) */
    double loss;         /* P(it makes honest work discarded or replaced), and then so many tasks */
    uint32_t loss_tasks; /* at most: >= 1 */
    uint64_t audits;     /* of a trial, for sure */
} cst_limits;

/* Those of a made model. */
cst_limits cst_limits_of(const cst_model *model);

#endif
