/* SPDX-License-Identifier: MIT
 *
 * What an editor wants to know of scenario files, from the table of keys.
 */
#ifndef CST_SCENARIOS_LOAD_EDITOR_H
#define CST_SCENARIOS_LOAD_EDITOR_H

#include <stdio.h>

/* Writes the JSON Schema (draft 2020-12) of scenario files: keys by section, their types, ranges,
 * choices, defaults and meanings, so that an editor completes and explains them. It says what a key
 * may be, not which keys go together; reading a scenario says that. */
void cst_editor_schema(FILE *out);

/* Writes a scenario to begin with: the keys that most scenarios state, at their defaults or as in
 * an example, each with its meaning as a comment. It can be read as it is. */
void cst_editor_first(FILE *out);

#endif
