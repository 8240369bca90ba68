/* SPDX-License-Identifier: MIT
 *
 * The `argument:` section: what makes a scenario a claim of a debate. It says when the claim holds,
 * where its inputs come from, what each side says at its strongest, and what would settle it. It is
 * part of no cell: nothing that is simulated depends on it. `custodes claims` reads it.
 */
#ifndef CST_SCENARIOS_LOAD_ARGUMENT_H
#define CST_SCENARIOS_LOAD_ARGUMENT_H

#include "scenarios/load/kept.h"
#include "scenarios/load/key.h"
#include "scenarios/load/yaml.h"
#include "tally/result_kinds.h"

enum { CST_ARGUMENT_INPUTS_MAX = 32, CST_ARGUMENT_RELATIVE_MAX = 4 };

/* Where the value of an input comes from. */
typedef enum cst_evidence {
    CST_EVIDENCE_PRIMARY,   /* P: read in a primary text */
    CST_EVIDENCE_SECONDARY, /* S: read in a secondary one */
    CST_EVIDENCE_DERIVED,   /* D: computed from such numbers */
    CST_EVIDENCE_CHOSEN,    /* a size of the example, or an axis of the map */
    CST_EVIDENCE_ASSUMED    /* nobody has measured it */
} cst_evidence;

/* "P: read in a primary text"; "assumed: nobody has measured this". */
const char *cst_evidence_words(cst_evidence evidence);

typedef struct cst_argument_input {
    const cst_key *key;
    cst_evidence evidence;
    const char *source; /* kept; "" where it is chosen or assumed */
} cst_argument_input;

/* When the claim holds: a result, as it is or as a share of the same result with other keys, or as
 * a multiple of the value of a key, is at least, or at most, so large. */
typedef struct cst_argument_verdict {
    cst_result_kind result;
    bool at_least;
    double threshold;
    const cst_key *times; /* NULL: of nothing */
    uint32_t relatives;   /* keys that are set for what it is a share of; 0: it is none */
    const char *relative[CST_ARGUMENT_RELATIVE_MAX]; /* kept: "protocol.reviewers=1" */
} cst_argument_verdict;

typedef struct cst_argument {
    cst_argument_verdict verdict;
    const char *holds, *fails; /* kept, as all texts: one sentence of each side */
    const char *break_even;    /* where it turns, in symbols */
    const char *settles;       /* what measurement would settle it */
    const cst_key *decides;    /* the input that matters most */
    uint32_t inputs;
    cst_argument_input input[CST_ARGUMENT_INPUTS_MAX];
} cst_argument;

/* Reads the section of a scenario with that body: its keys and results are those that such a
 * scenario has. 0, CST_ERR_MEMORY, or CST_ERR_SCENARIO with its place. */
int cst_argument_read(cst_argument *argument, const cst_yaml_node *map, const cst_draft *body,
                      cst_kept **kept, cst_error *error);

/* What it says of a key, or NULL. */
const cst_argument_input *cst_argument_input_of(const cst_argument *argument, const cst_key *key);

#endif
