/* SPDX-License-Identifier: MIT
 *
 * Several scenarios that are held against each other, each a study of its own.
 */
#ifndef CST_STUDY_PARTS_H
#define CST_STUDY_PARTS_H

#include "study/study.h"

enum { CST_PART_LABEL = 64 };

/* Before anything runs: 0, or CST_ERR_USAGE in the command's name where parts are not about the
 * same number of agents and rounds, draws and confidence. */
int cst_parts_check(const cst_study *parts, uint32_t count, const char *command, cst_error *error);

/* The part of a file's name that tells it from the others: no folder, no ending. */
void cst_parts_label(const char *file, char label[CST_PART_LABEL]);

#endif
