/* SPDX-License-Identifier: MIT
 *
 * Results files of the shards of one run, put together.
 */
#ifndef CST_STUDY_MERGE_H
#define CST_STUDY_MERGE_H

#include "study/reload.h"

/* Writes the rows of all these files to a new one, `into`, and reads it: findings as one run has
 * them. CST_ERR_STORE names the file and says what is wrong: it is given twice, holds another
 * scenario, has trials that another one has, or trials are missing in all of them;
 * CST_ERR_STORE_VERSION. The new file is not of use then. cst_reload_free is legal after failure.
 */
int cst_merge_files(cst_reload *reload, const char *const *paths, size_t count, const char *into,
                    cst_error *error);

#endif
