/* SPDX-License-Identifier: MIT
 *
 * The allow-list: who may speak with a run, by public key. Text, one line for each:
 *
 *     NAME ROLE KEY
 *
 * with spaces or tabs between. Empty lines and lines that begin with '#' say nothing. Names and
 * keys stand once. This reads text and touches no file.
 */
#ifndef CST_SCENARIOS_LOAD_ALLOW_LIST_H
#define CST_SCENARIOS_LOAD_ALLOW_LIST_H

#include "base/curve_key.h"
#include "base/error.h"

enum { CST_ALLOW_LIST_MOST = 4096 };

typedef struct cst_allow_list {
    cst_allowed *of; /* heap, in the order of the lines */
    size_t count;
} cst_allow_list;

/* Reads a text of `size` bytes. 0, CST_ERR_MEMORY, or CST_ERR_DATA_FILE with `file`, the line and
 * the column. Free it in any case. */
int cst_allow_list_read(cst_allow_list *list, const char *file, const char *text, size_t size,
                        cst_error *error);

/* Legal on a zeroed one. */
void cst_allow_list_free(cst_allow_list *list);

/* Who has this name, this key; NULL: nobody. */
const cst_allowed *cst_allow_list_name(const cst_allow_list *list, const char *name);
const cst_allowed *cst_allow_list_key(const cst_allow_list *list, const uint8_t key[CST_CURVE_KEY]);

/* The three parts of a line, as they also stand on the command line: `size` bytes each. 0, or the
 * code given, and the column from 1 of what is wrong within the part. `error` must not be NULL. */
int cst_allow_list_read_name(char name[CST_CURVE_NAME + 1], const char *text, size_t size, int what,
                             cst_error *error);
int cst_allow_list_read_role(cst_role *role, const char *text, size_t size, int what,
                             cst_error *error);
int cst_allow_list_read_key(uint8_t key[CST_CURVE_KEY], const char *text, size_t size, int what,
                            cst_error *error);

#endif
