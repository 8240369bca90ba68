/* SPDX-License-Identifier: MIT
 *
 * For the files of this room: what several protocols share.
 */
#ifndef CST_MONITOR_PROTOCOL_PARTS_H
#define CST_MONITOR_PROTOCOL_PARTS_H

#include "monitor/protocol.h"

/* Parameters of several protocols: defer, trusted-edit, adaptive. */
extern const cst_parameter cst_parameter_replace;
extern const cst_parameter cst_parameter_trusted_quality;

/* resample: what its statistic of the suspicions of honest work reaches with probability fpr. */
double cst_protocol_resample_threshold(const cst_protocol_spec *spec, double fpr);

/* The trusted monitor's judgement: what it suspects at its FPR is audited; `beyond` is done with
 * what else is as suspicious as a share `replace` of honest work. */
void cst_protocol_by_score(const struct cst_play *play, struct cst_view *view, cst_action beyond);

/* The same as a protocol's judge, with what its table has for `beyond`. */
void cst_protocol_judge_score(struct cst_play *play, uint32_t agent, struct cst_view *view,
                              cst_draws *draws);

#endif
