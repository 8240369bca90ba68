/* SPDX-License-Identifier: MIT
 *
 * Which assumption carries the claim of a scenario: every uncertain input with the residual risk at
 * both ends of its range, the break-even values, and what they say in sentences. All from closed
 * forms, but for what honeypots are worth.
 */
#ifndef CST_STUDY_ASSUMPTIONS_H
#define CST_STUDY_ASSUMPTIONS_H

#include "estimate/ask/assume.h"
#include "estimate/ask/honeypots.h"
#include "estimate/ask/sensitivity.h"
#include "scenarios/load/scenario.h"

enum { CST_SENTENCES_MAX = 8, CST_SENTENCE_SIZE = 512 };

typedef struct cst_assumption {
    cst_input input;
    const char *source; /* of the range: "uncertainty", "sweep" or "default" */
    cst_assume_effect effect;
    double change; /* of the residual risk from one end to the other, at least 0 */
    bool held;     /* it cannot be drawn between its ends, so it does not vary with the others */
} cst_assumption;

typedef struct cst_assumptions {
    const cst_scenario *scenario;  /* borrowed */
    const cst_scenario_cell *cell; /* the base */
    double base;                   /* its residual risk; NaN: no closed form, and nothing is known
                                      but what honeypots are worth */
    double unmonitored;            /* attacks per planned task */
    uint32_t count;                /* inputs with an effect, the largest change first */
    cst_assumption input[CST_INPUTS_MAX];
    uint32_t idle;    /* of these, at the end of the list: they leave the risk as it is */
    uint32_t without; /* inputs without a range, or without a closed form at its ends */
    const char *none[CST_INPUTS_MAX];
    bool shaped;            /* the law has a shape: key, value, and where risks are passed */
    cst_input shape;        /* its prior is the range that was looked at */
    double shape_value;     /* at the base */
    bool at_most;           /* the risk is nowhere larger where the shape is smaller */
    cst_break_even half;    /* half of the risk is left */
    bool trusted;           /* there is a trusted monitor to compare with */
    double trusted_risk;    /* of that monitor */
    cst_break_even against; /* where the trusted monitor's risk is passed, where shaped */
    cst_break_even needed;  /* TPR of a trusted monitor that leaves as much as the base */
    cst_assume_committee committee;
    cst_honeypots honeypots;
    bool varied;                 /* the shares of the variance have been asked for */
    cst_sensitivity sensitivity; /* of the inputs with an effect, in the same order */
    uint32_t sentences;
    char sentence[CST_SENTENCES_MAX][CST_SENTENCE_SIZE];
} cst_assumptions;

/* Works all of it out, for the cell in the middle of every axis of numbers; cells must have been
 * read beside protocol trusted-monitor. 0, or CST_ERR_METHOD where residual_risk has no closed form
 * there and there are no honeypots, or none that can be judged. */
int cst_assumptions_make(cst_assumptions *assumptions, const cst_scenario *scenario,
                         cst_error *error);

/* Works out which of its inputs a result varies with, and adds it: from so many pairs of draws over
 * the ranges that the inputs have been moved over (see cst_sensitivity_make). 0; CST_ERR_METHOD
 * where nothing is known, with the reason; CST_ERR_MEMORY. */
int cst_assumptions_vary(cst_assumptions *assumptions, cst_result_kind kind, uint32_t draws,
                         cst_error *error);

#endif
