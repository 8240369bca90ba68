/* SPDX-License-Identifier: MIT
 *
 * Keys that are stated, swept or uncertain and that no cell uses. They are an error, which names
 * all of them: nothing that is said is ignored in silence. Three kinds are a note instead, for
 * otherwise what the file says would have to be taken out for each thing that is tried:
 *   - the file says it and uses it, but not with what --set puts over it;
 *   - what the file says beside its sweep uses it, but no value of the sweep does;
 *   - it is of the trusted monitor that `custodes assumptions` compares with.
 */
#ifndef CST_SCENARIOS_LOAD_IDLE_H
#define CST_SCENARIOS_LOAD_IDLE_H

#include "scenarios/load/reading.h"

/* The protocol beside which `custodes assumptions` reads every cell. */
#define CST_IDLE_BESIDE "trusted-monitor"

/* After every cell has been noted: refuses what is idle, or drops it. An axis of the sweep that is
 * idle is taken out of it. text: the scenario as it was read, without what --set put over it. *note
 * is one line of what was dropped, or NULL; the caller frees it. 0, CST_ERR_SCENARIO with the place
 * of the first key, CST_ERR_MEMORY. */
int cst_idle_settle(cst_reading *reading, const char *text, size_t size, char **note,
                    cst_error *error);

#endif
