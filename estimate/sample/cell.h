/* SPDX-License-Identifier: MIT
 *
 * A cell: one point of a sweep, ready to run: a model, the method that serves it, seed and number
 * of trials. Its trials are cut into blocks, the blocks into units (MODEL section 2).
 */
#ifndef CST_ESTIMATE_SAMPLE_CELL_H
#define CST_ESTIMATE_SAMPLE_CELL_H

#include "estimate/sample/batch.h"
#include "monitor/model.h"
#include "tally/results.h"
#include "tally/row.h"
#include "tally/stop.h"

typedef struct cst_method cst_method;
struct cst_part;
struct cst_strata;

/* Which interval tables show first. */
typedef enum cst_interval_first { CST_GUARANTEED_FIRST, CST_APPROXIMATE_FIRST } cst_interval_first;

typedef struct cst_estimate_spec {
    uint64_t trials; /* >= 1: the most, and the stop rule where there is no other */
    uint64_t seed;
    uint64_t stream;             /* 0 unless asked otherwise */
    const cst_method *method;    /* one of cst_methods; NULL: auto */
    double confidence;           /* in (0, 1), of every interval */
    double tail;                 /* in (0, 1), level of the upper tails */
    cst_interval_first interval; /* in tables; nothing else depends on it */
    double stop[CST_STOP_RULES]; /* the value of a rule, of one at most; NaN: it is not stated */
    uint32_t stop_result;        /* what a rule looks at, see cst_stop_result; 0: what tables show
                                    first */
} cst_estimate_spec;

/* 1000 trials and no other rule, seed 1, stream 0, auto, 0.95, 0.95. */
cst_estimate_spec cst_estimate_spec_default(void);

/* The same estimate with all of its trials, whatever its rule says. */
cst_estimate_spec cst_estimate_fixed(cst_estimate_spec estimate);

/* The results that a rule may look at, from 1 on; false where there are no more. */
bool cst_stop_result(uint32_t index, cst_result_kind *kind);

/* The one of that index; of index 0 the one that tables show first: residual_risk, or the first
 * result of a mechanism. */
cst_result_kind cst_stop_on(const cst_trial_spec *spec, uint32_t index);

/* The rule that is stated, the first if there are several; else TRIALS. */
cst_stop cst_estimate_stop(const cst_estimate_spec *estimate);

typedef struct cst_cell {
    cst_model model;          /* owned */
    const cst_method *method; /* the table that serves: of its name, but maybe `played` */
    uint64_t seed, stream;
    uint64_t trials;
    double confidence, tail;
    cst_stop stop;           /* its trials may end before all of them are spent */
    cst_result_kind stop_on; /* by this result */
    uint32_t looks;          /* at which that is asked; each has its part of the level */
    /* What the method makes of the trials (its `shape`), from the model alone. */
    uint64_t block_trials; /* trials of a block (the last may be shorter) */
    uint64_t trial_tasks;  /* tasks that a trial is counted as: agents * rounds; or 1 where a trial
                              is no deployment but a sample of the method's own */
    uint32_t planted;      /* schemers that are planted beside each trial, as ghosts */
    bool sparse;           /* a unit is a whole block, and records are only what matters */
    uint32_t action_columns, report_columns; /* of its batches */
    const struct cst_outside *outside; /* borrowed: answers for external agents; NULL: nobody */
    uint32_t asked_as; /* the cell's number there */
} cst_cell;

/* A unit: what is leased to a worker. Tasks are numbered within the block: trial-major, then round,
 * then agent. */
typedef struct cst_unit {
    uint32_t cell;  /* index of the cell in its run */
    uint64_t block; /* trials block*block_trials .. */
    uint64_t first; /* first task, within the block */
    uint64_t tasks; /* how many */
} cst_unit;

/* How a cell is simulated. Every method is a const table in a file of its own, with one line in
 * methods.c. act, review and tally are pure: they read cell and unit (and the batch given) and
 * write what they are given; any thread may run them on its own scratch. */
struct cst_method {
    const char *name; /* as in estimate.method */
    const char *text;
    bool paths; /* its trials are no deployments: rows count them, and say nothing of their tasks */
    bool apart; /* the tasks of a trial are seen each by itself: none of them comes first */
    const char *sample; /* what a trial is under it: "trials", "attacks" ... */
    /* The table behind the same name where trials are played; NULL: this one serves, or refuses. */
    const cst_method *played;
    /* And where they can be played from event to event; NULL: that one. */
    const cst_method *events;
    /* Fills block_trials, trial_tasks, sparse and the columns of a cell that has its model. */
    void (*shape)(cst_cell *cell);
    uint64_t most_trials; /* of a cell; 0: as many as fit the counters */
    /* 0, or CST_ERR_METHOD with the reason and the method to use. */
    int (*applies)(const cst_model *model, cst_error *error);
    /* Whether another method of the same law is likely to be faster; NULL: none is. */
    bool (*slower)(const cst_model *model);
    /* The actors' part: makes `actions`. A batch comes zeroed; what it holds afterwards, not yet
     * sealed, is the caller's to free, after an error, too. */
    int (*act)(const cst_cell *cell, const cst_unit *unit, cst_batch *actions, cst_error *error);
    /* The reviewers' part: makes `reports` from `actions`, likewise. */
    int (*review)(const cst_cell *cell, const cst_unit *unit, const cst_batch *actions,
                  cst_batch *reports, cst_error *error);
    /* Adds what a unit came to, by the actions that were sent and the reports on them, to a part
     * that its tasks belong to. Returns CST_ERR_RECEIPT when records cannot be what a reviewer
     * sends (another task or another attack, more reports than slots, ...). */
    int (*tally)(const cst_cell *cell, const cst_unit *unit, const cst_batch *actions,
                 const cst_batch *reports, struct cst_part *part, cst_error *error);
    /* Results where trials have weights: residual_risk and what follows from it, the rest is left
     * undefined. NULL: cst_results_compute. */
    void (*results)(const cst_cell *cell, const cst_row *row, double confidence, cst_result *out);
    /* residual_risk alone, not yet cut, where that is much less work. NULL: it is not. */
    cst_result (*risk)(const cst_cell *cell, const cst_row *row, double confidence);
    /* Bytes that a worker needs at a unit, beside its batches. NULL: few. */
    double (*scratch)(const cst_cell *cell);
    /* The weights of `results`; of forced attacks, by how many reviewers scheme. NULL: none. */
    struct cst_strata (*strata)(const cst_model *model);
};

extern const cst_method *const cst_methods[];
/* The method of that name, or NULL. */
const cst_method *cst_method_find(const char *name);

/* The table of the method asked for if it serves the model; asked NULL: planted where trials
 * remember and it pays, else skip wherever it applies and is not the slower one, else naive: they
 * have the same law and give every result, and skip's cost grows with attacks alone. NULL with
 * CST_ERR_METHOD, the reason and the method to use, where none serves. */
const cst_method *cst_method_choose(const cst_model *model, const cst_method *asked,
                                    cst_error *error);

/* What a method, one of cst_methods, does, why skip cannot be used where it is naive, and which
 * methods serve rare events: "skip (jumps from event to event, ...). For rare events use strata".
 * Cut at size. */
void cst_method_why(const cst_method *method, const cst_model *model, char *out, size_t size);

/* Makes a cell from checked specs; picks the method where the spec leaves it to us. 0,
 * CST_ERR_METHOD, CST_ERR_MEMORY, or CST_ERR_RANGE where the harm of a trial, or of all of them,
 * does not fit the counters: the key says of which. */
int cst_cell_make(cst_cell *cell, const cst_trial_spec *trial, const cst_estimate_spec *estimate,
                  cst_error *error);

/* Puts a made cell under another estimate; a copy of a cell shares its model. Codes of the make. */
int cst_cell_estimate(cst_cell *cell, const cst_estimate_spec *estimate, cst_error *error);

/* Legal after a failed make. */
void cst_cell_free(cst_cell *cell);

/* Blocks of the cell, trials and tasks of one of them. */
uint64_t cst_cell_blocks(const cst_cell *cell);
uint64_t cst_cell_block_first_trial(const cst_cell *cell, uint64_t block);
uint64_t cst_cell_block_trials(const cst_cell *cell, uint64_t block);
uint64_t cst_cell_block_tasks(const cst_cell *cell, uint64_t block);

/* Tasks that a unit of this cell carries when a message is to carry about `batch` tasks: the whole
 * block where records are sparse; whole trials where a trial may end; else batch. >= 1. */
uint64_t cst_cell_unit_tasks(const cst_cell *cell, uint64_t batch);

/* The results of a summed row, with intervals of that confidence, which hold at whatever look the
 * trials were ended; cut to what is possible (cst_results_cut). */
void cst_cell_results(const cst_cell *cell, const cst_row *row, double confidence,
                      cst_result out[CST_RESULT_KINDS]);

/* One of these: residual_risk at a fraction of the work; its interval. */
cst_result cst_cell_result(const cst_cell *cell, const cst_row *row, double confidence,
                           cst_result_kind kind);
cst_interval cst_cell_risk(const cst_cell *cell, const cst_row *row, double confidence);

/* Whether the cell has the result: its scenario defines it, and its method gives it. */
bool cst_cell_defines(const cst_cell *cell, cst_result_kind kind);

/* Blocks and trials up to a look, 1 to cell->looks; the look after so many trials, 0 if none. */
uint64_t cst_cell_look_blocks(const cst_cell *cell, uint32_t look);
uint64_t cst_cell_look_trials(const cst_cell *cell, uint32_t look);
uint32_t cst_cell_look_at(const cst_cell *cell, uint64_t trials);

/* Whether the cell's rule is met by the sum of the rows up to a look (else false), or the closed
 * form is 0, so that there is nothing to be seen. */
bool cst_cell_stops(const cst_cell *cell, const cst_row *row);

/* The width of the rule's interval as a share of its upper end; 1 without events, 0 where the
 * closed form is. In steps of 1e-9: last digits, in which builds may differ, order no cells. */
double cst_cell_width(const cst_cell *cell, const cst_row *row);

/* Whether no more trials are wanted: it stops, or all of them are there. */
bool cst_cell_ends(const cst_cell *cell, const cst_row *row);

/* Whether the response may keep planned tasks from happening. */
static inline bool cst_cell_loses(const cst_cell *cell)
{
    const cst_response_effect effect = cell->model.spec.response.effect;
    return effect == CST_EFFECT_END_TRIAL || effect == CST_EFFECT_QUARANTINE ||
           effect == CST_EFFECT_RECALL;
}

/* What cst_results_compute needs to know. */
cst_results_basis cst_cell_basis(const cst_cell *cell);

#endif
