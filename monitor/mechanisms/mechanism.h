/* SPDX-License-Identifier: MIT
 *
 * A mechanism: what a trial is where agents do no tasks (MODEL section 9): a chain of generations,
 * an evaluation before deployment, guards that transfer. Each is one file with one table: the keys
 * that it reads, its results, their exact values, and how one trial of it is drawn. The two share
 * no function: each judges the other. Pure; any thread.
 */
#ifndef CST_MONITOR_MECHANISMS_MECHANISM_H
#define CST_MONITOR_MECHANISMS_MECHANISM_H

#include "base/error.h"
#include "base/parameter.h"
#include "base/random.h"
#include "monitor/mechanisms/mechanism_spec.h"

/* How the trials of a sample tell a result. */
typedef enum cst_measure_kind {
    CST_MEASURE_SHARE,   /* events of trials, at most one each; or of those that `of` counts */
    CST_MEASURE_POISSON, /* a trial's number of events is a Poisson one: their mean */
    CST_MEASURE_DESIGN   /* nothing is drawn: it follows from the keys alone */
} cst_measure_kind;

enum { CST_OUTCOMES_MAX = 8, CST_MEASURES_MAX = 16 };

/* One result of a mechanism. */
typedef struct cst_measure {
    const char *result; /* its name; NULL past the last */
    cst_measure_kind kind;
    uint32_t events; /* which outcome counts them */
    uint32_t of;     /* CST_OUTCOMES_MAX: all trials; else the outcome that counts those */
    /* The result that belongs to a share, or to a mean: increasing, or decreasing; NaN where it is
     * not defined under the keys. NULL: itself. */
    double (*from)(const cst_mechanism_spec *spec, double share);
} cst_measure;

/* Initialisers: a share of all trials, and of those that another outcome counts. */
#define CST_SHARE_OF_ALL(result_, events_)                                                         \
    {                                                                                              \
        .result = (result_), .kind = CST_MEASURE_SHARE, .events = (events_),                       \
        .of = CST_OUTCOMES_MAX                                                                     \
    }
#define CST_SHARE_OF(result_, events_, of_)                                                        \
    {                                                                                              \
        .result = (result_), .kind = CST_MEASURE_SHARE, .events = (events_), .of = (of_)           \
    }

struct cst_mechanism {
    const char *name; /* its section in scenarios */
    const char *text; /* one line */
    const cst_parameter *parameter[CST_PARAMETERS_MAX];
    cst_measure measure[CST_MEASURES_MAX]; /* the first is the main one */
    /* What must hold between parameters: 0, or an error with its key. NULL: nothing. */
    int (*check)(const cst_mechanism_spec *spec, cst_error *error);
    /* Fills value[i] of measure i; NaN: no closed form, or not defined under these keys. Relative
     * error below 1e-11. */
    void (*exact)(const cst_mechanism_spec *spec, double *value);
    /* Draws one trial and fills the outcomes, which come zeroed: 0 or 1 for shares, else below
     * 2^32. What is the same in all trials may be made beforehand by `ready` (NULL: nothing), at
     * most CST_READY_MAX bytes, and is handed on. */
    void (*ready)(const cst_mechanism_spec *spec, void *ready);
    void (*draw)(const cst_mechanism_spec *spec, const void *ready, cst_draws *draws,
                 uint64_t outcome[CST_OUTCOMES_MAX]);
    /* Words of randomness that a trial takes, about: so that blocks have a like amount of work. */
    double (*work)(const cst_mechanism_spec *spec);
};

enum { CST_READY_MAX = 65536 };

extern const cst_mechanism *const cst_mechanisms[];
/* The mechanism of that name, or NULL. */
const cst_mechanism *cst_mechanism_find(const char *name);

/* No mechanism, and the initial value of every parameter. */
cst_mechanism_spec cst_mechanism_spec_default(void);

/* 0, or what the mechanism refuses, with its key. */
int cst_mechanism_check(const cst_mechanism_spec *spec, cst_error *error);

/* Measures of a mechanism. */
uint32_t cst_mechanism_measures(const cst_mechanism *kind);

/* Whether one of them is of this result. */
bool cst_mechanism_has(const cst_mechanism *kind, const char *result);

/* --- For their files ------------------------------------------------------------------------- */

/* Draws that hang together as those of one chance do that follows a Beta law: an urn. */
typedef struct cst_urn {
    double mean, spread;    /* of the law: its mean, and the correlation of two draws, in [0, 1] */
    double drawn, happened; /* so far */
} cst_urn;

/* The next draw. */
bool cst_urn_draw(cst_urn *urn, cst_draws *draws);

/* Whether a draw has that chance: one word where that decides it. */
static inline bool cst_mechanism_happens(cst_draws *draws, double chance)
{
    return cst_draws_below(draws, cst_chance_make(chance));
}

/* Whether at least one of n draws has that chance: whether the first one that has comes so soon.
 * Two words, whatever n. */
bool cst_mechanism_any(cst_draws *draws, double chance, uint64_t n);

#endif
