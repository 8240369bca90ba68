/* SPDX-License-Identifier: MIT
 *
 * libcustodes, whole: loads scenarios, runs them, gives their findings. The headers below are the
 * manual, first of all study/study.h (all of it in one call), then scenarios/load/scenario.h,
 * study/job.h (results files), study/reload.h and tally/results.h.
 *
 * Errors     A function that can fail returns 0 or a negative cst_error_code, and says more in the
 *            cst_error of its caller, in one line. The library prints nothing and ends no program,
 *            but for cst_require (base/check.h): a broken precondition aborts.
 * Memory     Where memory fails, a function returns CST_ERR_MEMORY, and what it began can be freed.
 *            ZeroMQ and libfyaml, on which it stands, end the program instead. By link "direct"
 *            (bus/run.h) ZeroMQ is not used.
 * Threads    Scenarios are read by one thread at a time: the library lists the files that it has
 *            read. All else is in what the caller holds, and one thread at a time uses that.
 *            cst_run starts threads of its own and ends them.
 * Versions   Before 1.0 each minor version may change functions and structures: the soname has
 *            both numbers. Results depend on CST_MODEL_VERSION (base/version.h) alone.
 */
#ifndef CUSTODES_H
#define CUSTODES_H

/* What the headers below include, outside of extern "C". */
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

#include "base/version.h"
#include "study/reload.h"
#include "study/study.h"

#ifdef __cplusplus
}
#endif

#endif
