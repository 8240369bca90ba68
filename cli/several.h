/* SPDX-License-Identifier: MIT
 *
 * Commands that run several scenario files and hold them against each other.
 */
#ifndef CST_CLI_SEVERAL_H
#define CST_CLI_SEVERAL_H

#include "cli/args.h"
#include "study/study.h"

/* How a file is read. */
typedef struct cst_several {
    uint32_t index;         /* of the positional argument */
    const char *const *set; /* assignments that hold in place of those of --set; nothing is noted of
                               what they leave unused */
    size_t sets;
    bool fixed; /* all of estimate.trials are run, whatever estimate.stop says */
} cst_several;

/* Reads one of the files, everything but its trials. 0, what cst_load_scenario says, or
 * CST_ERR_USAGE where time ends the trials. cst_study_free is legal after failure. */
int cst_several_open(cst_study *one, const cst_args *args, cst_several how, cst_error *error);

/* Runs it and works its findings out. What cst_meter_run says, CST_ERR_MEMORY, or
 * CST_ERR_DISAGREES. */
int cst_several_run(cst_study *one, const cst_args *args, cst_error *error);

#endif
