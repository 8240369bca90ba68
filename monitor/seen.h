/* SPDX-License-Identifier: MIT
 *
 * For the files of this room: what reviewers do with work, as chances and as thresholds of draws.
 */
#ifndef CST_MONITOR_SEEN_H
#define CST_MONITOR_SEEN_H

#include "monitor/model.h"
#include "monitor/scores/roc_change.h"

/* How red, age and jamming bend the score of a trusted monitor, or of a reviewer of one lineage on
 * the work of actors of another. */
cst_roc_change cst_seen_change(const cst_trial_spec *spec, bool trusted, uint32_t actor,
                               uint32_t reviewer);

/* P(an honest reviewer of one lineage reports an attack, or honest work, of an actor of another),
 * before it abstains (MODEL section 5), on average over difficulties. attack: else honest work.
 * Needs spec and crew. */
double cst_seen_report(const cst_model *model, bool attack, uint32_t actor, uint32_t reviewer);

/* Makes what reviewers see of a model whose differences are known; it goes with the model. 0 or
 * CST_ERR_MEMORY. */
int cst_seen_make(cst_model *model, cst_error *error);

#endif
