/* SPDX-License-Identifier: MIT
 *
 * For the files of this room: the protocols' tables, one a file, protocol_<name>.c.
 */
#ifndef CST_MONITOR_PROTOCOLS_H
#define CST_MONITOR_PROTOCOLS_H

#include "monitor/protocol.h"

extern const cst_protocol cst_protocol_none;
extern const cst_protocol cst_protocol_random_audit;
extern const cst_protocol cst_protocol_trusted_monitor;
extern const cst_protocol cst_protocol_untrusted_monitor;
extern const cst_protocol cst_protocol_committee;
extern const cst_protocol cst_protocol_trusted_and_untrusted;
extern const cst_protocol cst_protocol_upfront_audit;
extern const cst_protocol cst_protocol_defer;
extern const cst_protocol cst_protocol_trusted_edit;
extern const cst_protocol cst_protocol_resample;
extern const cst_protocol cst_protocol_async;
extern const cst_protocol cst_protocol_adaptive;
extern const cst_protocol cst_protocol_peer_report;
extern const cst_protocol cst_protocol_hierarchy;

#endif
