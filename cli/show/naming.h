/* SPDX-License-Identifier: MIT
 *
 * What a picture calls things: its title, and what axes, curves and values are called in place of
 * their own names, as --title and --label give it.
 */
#ifndef CST_CLI_SHOW_NAMING_H
#define CST_CLI_SHOW_NAMING_H

#include "scenarios/load/scenario.h"
#include "tally/results.h"

enum { CST_NAMING_TITLE = 300, CST_NAMING_LABEL = 60 }; /* letters, at most */

/* As given; borrowed. */
typedef struct cst_naming {
    const char *title;        /* NULL: the claim */
    const char *const *label; /* KEY=TEXT */
    size_t labels;
} cst_naming;

/* Each KEY must be a key of the sweep, one of these results, or a name among the sweep's values,
 * and no two the same; texts are not too long. 0 or CST_ERR_USAGE in the command's name, with the
 * nearest one. */
int cst_naming_check(const cst_naming *naming, const char *command, const cst_scenario *scenario,
                     const cst_result_kind *kind, size_t kinds, cst_error *error);

/* What something is called: its label, else that. */
const char *cst_naming_of(const cst_naming *naming, const char *key, const char *otherwise);

#endif
