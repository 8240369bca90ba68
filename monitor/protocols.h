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

/* Initialisers of a parameter: its key, its field in a cst_protocol_spec, its range. */
#define CST_PROTOCOL_NUMBER(key_, field, ...)                                                      \
    .key = key_, .offset = offsetof(cst_protocol_spec, field), .range = __VA_ARGS__
#define CST_PROTOCOL_WHOLE(key_, field, ...)                                                       \
    .kind = CST_PARAMETER_WHOLE, CST_PROTOCOL_NUMBER(key_, field, __VA_ARGS__)
#define CST_PROTOCOL_WHOLE64(key_, field, ...)                                                     \
    .kind = CST_PARAMETER_WHOLE64, CST_PROTOCOL_NUMBER(key_, field, __VA_ARGS__)

/* Parameters of several protocols: defer, trusted-edit, adaptive. */
extern const cst_parameter cst_parameter_replace;
extern const cst_parameter cst_parameter_trusted_quality;

#endif
