/* SPDX-License-Identifier: MIT
 *
 * For the files of this room: the protocols' tables, one a file, protocol_<name>.c.
 */
#ifndef CST_MONITOR_PROTOCOLS_H
#define CST_MONITOR_PROTOCOLS_H

#include "monitor/protocol.h"

/* One table a file, protocol_<name>.c. */
#define CST_PROTOCOL_TABLE(name) extern const cst_protocol cst_protocol_##name;
CST_PROTOCOLS(CST_PROTOCOL_TABLE)
#undef CST_PROTOCOL_TABLE

/* Parameters of several protocols: defer, trusted-edit, adaptive. */
extern const cst_parameter cst_parameter_replace;
extern const cst_parameter cst_parameter_trusted_quality;

/* The trusted monitor's judgement: what it suspects at its FPR is audited; `beyond` is done with
 * what else is as suspicious as a share `replace` of honest work. */
void cst_protocol_by_score(const struct cst_play *play, struct cst_view *view, cst_action beyond);

/* The same as a protocol's judge, with what its table has for `beyond`. */
void cst_protocol_judge_score(struct cst_play *play, uint32_t agent, struct cst_view *view,
                              cst_draws *draws);

#endif
