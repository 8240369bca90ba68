/* SPDX-License-Identifier: MIT
 *
 * A scenario while it is read: which keys it states and where, what they say, and what each cell of
 * its sweep is. Plain steps, in order: open, then for every cell first `note`, then once
 * cst_idle_settle (idle.h), then `resolve`.
 */
#ifndef CST_SCENARIOS_LOAD_READING_H
#define CST_SCENARIOS_LOAD_READING_H

#include "scenarios/load/argument.h"
#include "scenarios/load/data_file.h"
#include "scenarios/load/kept.h"
#include "scenarios/load/scenario.h"
#include "scenarios/load/schema.h"
#include "scenarios/load/sweep.h"
#include "scenarios/load/uncertainty.h"

typedef struct cst_reading {
    const char *file; /* of the scenario; data files lie next to it */
    const cst_scenario_set *set;
    cst_yaml yaml;
    const cst_yaml_node *stated[CST_KEYS_MAX];
    bool used[CST_KEYS_MAX]; /* in a cell noted so far; of lineages' keys too */
    cst_draft initial;       /* all defaults */
    cst_draft body;          /* what the file says beside its sweep */
    cst_sweep sweep;
    cst_uncertainty uncertainty;
    bool has_argument;
    cst_argument argument;
    const char *beside; /* a protocol.kind that takes the place of every cell's; NULL: none */
    uint32_t cell;      /* that is resolved */
    cst_data_files files;
    cst_joint_counts joint; /* as read last */
    cst_kept *kept;         /* what resolved cells point to; who takes it sets this to NULL */
} cst_reading;

/* Reads text with what is set (NULL: nothing) applied. 0, CST_ERR_SCENARIO, CST_ERR_MEMORY;
 * cst_reading_close is legal after failure. */
int cst_reading_open(cst_reading *reading, const char *file, const char *text, size_t size,
                     const cst_scenario_set *set, cst_error *error);
void cst_reading_close(cst_reading *reading);

/* Notes which keys a cell uses, and refuses a cell that lacks one. */
int cst_reading_note(cst_reading *reading, uint32_t cell, cst_error *error);

/* The cell: what it does not use is at its default, counts are filled in, the specs hold, red's
 * best answer stands where `worst` stood, and the method is picked. made: the cell that a run
 * takes, for the caller to free, after failure too. 0, or the code of whatever does not hold, with
 * the place of its key and the cell's place in the sweep. */
int cst_reading_resolve(cst_reading *reading, uint32_t cell, cst_draft *draft, cst_cell *made,
                        cst_error *error);

#endif
