/* SPDX-License-Identifier: MIT
 *
 * What is measured: the results of MODEL section 10 with their intervals, from one row. A result
 * with no events has no estimate (NaN) but has an upper bound.
 */
#ifndef CST_TALLY_RESULTS_H
#define CST_TALLY_RESULTS_H

#include "tally/approximate.h"
#include "tally/interval.h"
#include "tally/result_kinds.h"
#include "tally/row.h"

/* Behind a result: fewer events than this are few. */
enum { CST_RESULT_FEW = 10 };

typedef struct cst_result {
    double estimate;    /* NaN: no events, or nothing to divide by */
    double low, high;   /* all that is possible where there is nothing to divide by; NaN, NaN
                           where the result is not defined */
    const char *method; /* "Clopper-Pearson, tasks", "betting, trials", "by design", ...; NULL: not
                           defined */
    uint64_t events;    /* the number behind it; for 1 - share, that of the share */
    uint64_t of;        /* out of how many */
    bool few;           /* fewer than CST_RESULT_FEW events: say so */
    bool derived;       /* 1 minus, or a multiple of, another result */
    cst_approximate approximate; /* beside the interval, where trials are the sample and it is no
                                    binomial one */
} cst_result;

/* Whether the approximate interval says more: the guaranteed one is more than three times as wide.
 */
bool cst_result_shows_approximate(const cst_result *result);

/* What the intervals must know about where the row came from. */
typedef struct cst_results_basis {
    uint64_t tasks_per_trial;
    uint32_t agents;
    double capacity;           /* audits that can be done in a round; 0: any number */
    double trusted_quality;    /* u_T: worth of trusted work */
    double audit_minutes;      /* of one audit */
    uint32_t reviews_per_task; /* reviews of each task that happens, 0 where nobody reviews,
                                  CST_ROW_REVIEWS_VARY where their number differs */
    uint32_t reviews_most;     /* the most that one task has */
    uint32_t delay;            /* rounds until a review is done */
    double severity_most;      /* the largest harm of one escape */
    double attack_most;    /* P(an attack) at each planned task, whatever came before, is at most
                              this; 1: nothing is known */
    double attack_rate;    /* P(an attack) at a planned task on average is at most this */
    double removal_most;   /* P(an agent is taken out falsely) at each planned task, whatever came
                              before, is at most this; 1: nothing is known */
    double flag_most;      /* the same of P(a task is flagged | it is honest) */
    double loss_most;      /* P(a planned task makes honest work discarded or replaced), and then */
    uint32_t loss_tasks;   /* so many tasks at most */
    uint64_t audits_most;  /* audits of a trial */
    uint64_t removals;     /* agents that can be taken out in a trial, fresh ones included */
    uint64_t attacks_sure; /* attacks of each trial beside these, where trials are forced to have
                              them */
    uint32_t peers;        /* agents of the population that review a task, at most; 0: none */
    bool schemers_known;   /* what reviewers that schemed said of attacks is counted */
    bool schemers_tied;    /* their verdicts on one attack hang together */
    bool loses;            /* the response may keep planned tasks from happening */
    bool cause_of_trial;   /* a cause may hang over all tasks of a trial */
    bool takes_out;        /* the response takes single agents out */
    bool votes;            /* votes on a task decide on it */
    bool tasks_independent; /* model.tasks_independent */
    bool ends;              /* model.ends */
    bool whole;             /* model.whole: what comes first in a trial is known */
    bool tasks_alike;       /* model.tasks_alike: then the end of a trial is a mere stopping time */
    bool reports;           /* the protocol reports; else report rates are absent */
    double confidence;      /* for example 0.95 */
    double tail;            /* level of the upper tails, for example 0.95 */
} cst_results_basis;

/* The name of a result in files; what it means, its unit and range, and where it is defined, in a
 * line each. */
typedef struct cst_result_words {
    const char *name, *meaning, *range, *where;
} cst_result_words;
const cst_result_words *cst_result_about(cst_result_kind kind);
const char *cst_result_name(cst_result_kind kind);
/* False where no result has that name. */
bool cst_result_find(const char *name, cst_result_kind *kind);

/* Fills out[0..CST_RESULT_KINDS-1] from a row that cst_row_check accepts. Results that the protocol
 * does not define get method NULL. Each interval has the stated coverage for itself. */
void cst_results_compute(const cst_row *row, const cst_results_basis *basis, cst_result *out);

/* Of these residual_risk alone. */
cst_result cst_results_risk(const cst_row *row, const cst_results_basis *basis);

/* Of these the upper tails alone; out holds the others. */
void cst_results_tails(const cst_row *row, const cst_results_basis *basis, cst_result *out);

/* Hours of audits per 1,000 tasks that are all audited. */
double cst_results_audit_hours(double minutes);

/* Cuts estimates and both ends to what is possible: no more escapes than attacks can be, shares in
 * [0, 1], no more agents taken out than there are. To be called for the results of every method,
 * which may themselves be beyond it by luck. */
void cst_results_cut(const cst_results_basis *basis, cst_result *out);

/* Whether it follows from what was asked for alone, so that nothing was drawn. */
extern const char cst_result_design[];
bool cst_result_by_design(const cst_result *result);

/* A multiple of a result; and 1 minus it. No estimate where that has none, or nothing is left over.
 */
cst_result cst_result_times(cst_result share, double factor);
cst_result cst_result_rest(cst_result share);

/* Fills out[0..CST_RESULT_KINDS-1] with results that are not defined. */
void cst_results_undefined(cst_result *out);

/* True where the events of a binomial result are so far from their exact share that a right
 * program would be off as far, in either direction, less often than `level`. False where that
 * cannot be judged: no data, no closed form (exact is NaN), another interval than a binomial one,
 * or a derived result (judged where it comes from). */
bool cst_results_disagrees(const cst_result *result, double exact, double level);

#endif
