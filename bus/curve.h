/* SPDX-License-Identifier: MIT
 *
 * CURVE, ZeroMQ's encryption: whether the library that the program runs with has it and is safe,
 * and pairs of keys.
 */
#ifndef CST_BUS_CURVE_H
#define CST_BUS_CURVE_H

#include "base/curve_key.h"
#include "base/error.h"

/* 0 where sockets of this library may be reached from other processes: 4.3.3 or later, which
 * strangers cannot bring down, and with CURVE if `keys` says so. Else CST_ERR_BUS. */
int cst_curve_check(bool keys, cst_error *error);

/* The same of a version. Pure. */
int cst_curve_check_version(int major, int minor, int patch, bool has_curve, bool keys,
                            cst_error *error);

/* Makes a pair from the system's randomness, whose public key does not begin with '-', so that it
 * can stand on a command line. Wipe it after use (cst_curve_key_wipe). 0 or CST_ERR_BUS. */
int cst_curve_pair_make(cst_curve_pair *pair, cst_error *error);

/* Whether the public key is that of the secret one. */
bool cst_curve_pair_fits(const cst_curve_pair *pair);

#endif
