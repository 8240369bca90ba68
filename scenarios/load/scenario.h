/* SPDX-License-Identifier: MIT
 *
 * The scenario file: YAML 1.2 (so JSON too) read against one table of keys (schema.h). Every error
 * is found before anything runs and says file, line, column, what was expected, what was found and
 * the nearest known name. A loaded scenario is a list of cells: one, or the product of its sweep.
 */
#ifndef CST_SCENARIOS_LOAD_SCENARIO_H
#define CST_SCENARIOS_LOAD_SCENARIO_H

#include "estimate/ask/answer.h"
#include "estimate/ask/inputs.h"
#include "estimate/sample/cell.h"

#include <stdio.h>

/* "key=value" as given by --set, applied over the file. A key with a sweep in the file: the value
 * replaces the sweep's axis. "sweep.KEY=[...]" sets an axis; "sweep={}" drops the whole sweep. */
typedef struct cst_scenario_set {
    const char *const *assignments;
    size_t count;
    const char *beside; /* a protocol.kind under which every cell is read as well, so that its keys
                           may be stated and set; NULL: none */
    /* Called as red's best answer of a cell is looked for, which may take seconds: after so many of
       at most so many values (cst_answer_watch). Or NULL. */
    void (*looks)(void *self, uint32_t cell, uint32_t cells, uint32_t looked, uint32_t most);
    void *self;
} cst_scenario_set;

/* One axis of the sweep. */
typedef struct cst_axis {
    char key[96]; /* dotted, as in scheming.rate */
    size_t values;
    char **value; /* text of each value, once: numbers in 12 significant digits */
    size_t with;  /* the first of the axes that are tied to each other; itself where none is */
} cst_axis;

typedef struct cst_scenario_cell {
    cst_trial_spec *trial;      /* owned, or that of the made cell where it is the same */
    cst_estimate_spec estimate; /* method resolved: never NULL */
    cst_cell *made;         /* owned: the two ready to run. Whoever runs, judges or describes the
                               cell takes this one: it is made once. NULL: spent */
    cst_trial_spec *beside; /* the same under the protocol asked for beside; NULL: not asked, or
                               the cell cannot be under it */
    cst_answer answer;      /* the numbers that were `worst`, and what was found for them */
    cst_inputs uncertain;   /* what `uncertainty:` says of inputs that the cell uses */
    char **at;              /* one text per axis: where this cell lies */
    const char *claim;      /* kept by the scenario */
    char id[65];            /* SHA-256 of its identity, hex */
    size_t same_as;         /* index of the first cell with this id; itself if none before */
} cst_scenario_cell;

typedef struct cst_scenario {
    char *file;        /* as given */
    const char *claim; /* "" if none; kept */
    char *note;        /* heap: one line of keys that no cell uses and that are no error, or NULL */
    size_t axes;
    cst_axis *axis;
    size_t cells;
    cst_scenario_cell *cell;       /* first axis slowest */
    struct cst_argument *argument; /* owned: scenarios/load/argument.h; NULL: none */
    struct cst_kept *kept;         /* what cells and argument point to */
} cst_scenario;

/* Reads and resolves a file ("-": standard input). 0 or CST_ERR_SCENARIO / CST_ERR_DATA_FILE and
 * the codes of the specs' checks, with place and key. cst_scenario_free is legal after failure. */
int cst_scenario_load(cst_scenario *scenario, const char *path, const cst_scenario_set *set,
                      cst_error *error);

/* The same from memory; name is used in messages, and data files are looked for next to it. */
int cst_scenario_parse(cst_scenario *scenario, const char *name, const char *text, size_t size,
                       const cst_scenario_set *set, cst_error *error);

/* Sets same_as of all cells, whose ids are there. 0 or CST_ERR_MEMORY. */
int cst_scenario_find_same(cst_scenario *scenario, cst_error *error);

/* Whether no cell before this one has its method. */
bool cst_scenario_introduces(const cst_scenario *scenario, size_t cell);

/* Frees what a cell was made into, which nobody needs any more once it has been run and judged: it
 * is most of what a sweep takes. What the cell says stays. 0 or CST_ERR_MEMORY. */
int cst_scenario_spend(cst_scenario_cell *cell, cst_error *error);

/* Writes the resolved cell as canonical JSON (MODEL section 13): keys in the table's order, every
 * default written out, no spaces, numbers to 12 significant digits, data files inlined; claim,
 * trials, seed and uncertainty included. Or its identity: without these, stream and confidence, and
 * with the model version in front; the id is its hash. */
void cst_scenario_write(const cst_scenario_cell *cell, bool identity, FILE *out);

/* The same as a text: heap, the caller frees; NULL without memory. */
char *cst_scenario_text(const cst_scenario_cell *cell, bool identity);

/* Which axis is over a key; the number of axes where none is. */
size_t cst_scenario_axis(const cst_scenario *scenario, const char *key);

/* The cell's inputs that are not uncertain, with default ranges. Returns how many. */
uint32_t cst_scenario_exact(const cst_scenario_cell *cell, cst_input exact[CST_INPUTS_MAX]);

/* Frees what the scenario owns. Legal after a failed load or parse. */
void cst_scenario_free(cst_scenario *scenario);

/* What a scenario file is, in Markdown: its chapters, the one after the last without a text; and
 * the part of a scenario that is no key and that a chapter is about, or NULL. */
typedef struct cst_scenario_chapter {
    const char *part, *text;
} cst_scenario_chapter;
extern const cst_scenario_chapter cst_scenario_chapters[];

/* Writes docs/scenario.md. */
void cst_scenario_describe(FILE *out);

#endif
