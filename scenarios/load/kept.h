/* SPDX-License-Identifier: MIT
 *
 * What cells of a scenario point to: counts, lineages, lists of numbers and texts. They are large
 * and the same for many cells, so each distinct one is kept once, and lives as long as its list.
 */
#ifndef CST_SCENARIOS_LOAD_KEPT_H
#define CST_SCENARIOS_LOAD_KEPT_H

#include "monitor/trial_spec.h"

typedef struct cst_kept cst_kept; /* a list, NULL: empty */

/* The list's own copy of these bytes, or of a text, added where it is new; NULL without memory. */
const void *cst_kept_bytes(cst_kept **list, const void *bytes, size_t size);
const char *cst_kept_text(cst_kept **list, const char *text);

/* Makes the spec point to the list's own copies of all that it points to, added where they are new.
 * 0 or CST_ERR_MEMORY: then the spec may point to none. */
int cst_kept_spec(cst_kept **list, cst_trial_spec *spec, cst_error *error);

/* Frees the list; what it has kept is gone. */
void cst_kept_free(cst_kept *list);

#endif
