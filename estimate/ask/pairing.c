/* SPDX-License-Identifier: MIT */
#include "estimate/ask/pairing.h"

#include "base/check.h"
#include "base/number.h"
#include "base/rmath.h"
#include "estimate/ask/rehearsal.h"
#include "estimate/sample/methods.h"

#include <math.h>

enum { BATCH = 1 << 18 };

static bool deploys(const cst_method *method)
{
    return method->results == NULL;
}

/* Ghosts beside a trial change nothing in it. */
static const cst_method *without_ghosts(const cst_method *method)
{
    return method == &cst_method_planted_events ? &cst_method_skip_played : method;
}

const cst_method *cst_pairing_method(const cst_method *a, const cst_method *b, cst_error *error)
{
    a = without_ghosts(a);
    b = without_ghosts(b);
    if (!deploys(a) || !deploys(b)) {
        (void)cst_error_set(error, CST_ERR_METHOD, "estimate.method",
                            "%s: its trials are no deployments that could be compared in pairs; "
                            "use skip or naive",
                            deploys(a) ? b->name : a->name);
        return NULL;
    }
    return a == b ? a : &cst_method_naive;
}

int cst_pairing_cell(cst_cell *cell, const cst_estimate_spec *estimate, cst_error *error)
{
    const int code = cst_cell_estimate(cell, estimate, error);
    cell->block_trials = 1;
    return code;
}

static void add_pair(cst_pairing *to, uint64_t escaped, uint64_t escaped_first)
{
    to->trials++;
    to->most = escaped > to->most ? escaped : to->most;
    to->differ += escaped != escaped_first;
    to->sum += escaped;
    to->square += (cst_u128)escaped * escaped;
    to->product += (cst_u128)escaped * escaped_first;
}

/* One trial of all cells. row: room for one of them. */
static int run_trial(const cst_cell *cells, uint32_t count, uint64_t trial, cst_row *row,
                     cst_pairing *out, cst_error *error)
{
    uint64_t escaped_first = 0;
    int code = 0;
    for (uint32_t i = 0; i < count && code == 0; i++) {
        cst_row_free(row);
        code = cst_rehearsal_block(&cells[i], trial, BATCH, row, error);
        code = code != 0 ? code : cst_row_add(&out[i].row, row, error);
        const uint64_t escaped = row->count[CST_COUNT_ESCAPED];
        escaped_first = i == 0 ? escaped : escaped_first;
        out[i].planned = cells[i].model.tasks_per_trial;
        add_pair(&out[i], escaped, escaped_first);
        const double difference = (double)escaped / (double)out[i].planned -
                                  (double)escaped_first / (double)out[0].planned;
        out[i].distance += fabs(difference);
        cst_course_add(&out[i].course, trial, cells[i].trials, difference);
    }
    return code;
}

int cst_pairing_run(const cst_cell *cells, uint32_t count, uint64_t first, uint64_t trials,
                    cst_pairing *out, cst_error *error)
{
    cst_row row = {0};
    int code = 0;
    for (uint64_t trial = first; trial < first + trials && code == 0; trial++) {
        code = run_trial(cells, count, trial, &row, out, error);
    }
    cst_row_free(&row);
    return code;
}

/* Of the means of two cells, per planned task of either, from the sum of their products. */
static double covariance(cst_u128 product, const cst_pairing *a, const cst_pairing *b)
{
    const double n = (double)a->trials;
    const double tasks = (double)a->planned * (double)b->planned;
    return ((double)product - (double)a->sum / n * (double)b->sum) / (n - 1.0) / n / tasks;
}

cst_pairing_side cst_pairing_side_of(const cst_cell *cell, uint64_t most)
{
    const cst_results_basis basis = cst_cell_basis(cell);
    return (cst_pairing_side){
        .bound = {.tasks = basis.tasks_per_trial, .chance = basis.attack_most, .unit = 1},
        .most = most};
}

/* How far the escapes of one trial reach, as a share of its tasks. */
static cst_interval_top top_of(const cst_pairing_side *side, uint64_t trials, double level)
{
    const cst_interval_top top = cst_interval_top_of(&side->bound, trials, level);
    return side->most <= top.events ? top : (cst_interval_top){.events = side->bound.tasks};
}

/* From the differences, trial by trial. They lie between the most that either can reach, but with a
 * chance that the level pays. */
cst_interval cst_pairing_interval(const cst_course *course, uint64_t trials,
                                  const cst_pairing_side *own, const cst_pairing_side *first,
                                  double level)
{
    const double spare = 1e-3;
    const cst_interval_top above = top_of(own, trials, 0.5 * spare * level);
    const double most = (double)above.events / (double)own->bound.tasks;
    cst_interval_top below = {0};
    double least = 0.0;
    if (first != NULL) {
        below = top_of(first, trials, 0.5 * spare * level);
        least = -(double)below.events / (double)first->bound.tasks;
    }
    const cst_interval kept = cst_course_interval(course, least, most, (1.0 - spare) * level);
    return (cst_interval){.low = kept.low - below.beyond, .high = kept.high + above.beyond};
}

/* Two intervals that hold at once: the one serves where pairs are alike and many, the other where
 * tasks are independent and trials few. */
static cst_interval both(const cst_cell *cells, const cst_pairing *pairings, uint32_t at,
                         double level)
{
    const cst_pairing_side sides[] = {cst_pairing_side_of(&cells[at], pairings[at].most),
                                      cst_pairing_side_of(&cells[0], pairings[0].most)};
    const cst_interval pairs = cst_pairing_interval(&pairings[at].course, pairings[at].trials,
                                                    &sides[0], &sides[1], 0.5 * level);
    const cst_interval own = cst_cell_risk(&cells[at], &pairings[at].row, 1.0 - 0.25 * level);
    const cst_interval first = cst_cell_risk(&cells[0], &pairings[0].row, 1.0 - 0.25 * level);
    return (cst_interval){.low = fmax(pairs.low, own.low - first.high),
                          .high = fmin(pairs.high, own.high - first.low)};
}

double cst_pairing_about(uint64_t trials, double mean, double variance, double distance,
                         double level)
{
    const double n = (double)trials;
    const double squares = (variance * (n - 1.0) + mean * mean) * n;
    const double sum = n * distance;
    if (trials < CST_PAIRING_TRIALS_MIN || !(sum > 0.0) ||
        sum * sum < CST_PAIRING_EFFECTIVE_MIN * squares) {
        return (double)NAN;
    }
    return cst_rmath_student_quantile_above(0.5 * level, n - 1.0) * sqrt(variance);
}

/* Trials that did not happen to show a cause say nothing of it, however alike they are: where one
 * can outlast a task no spread that was seen is taken for the whole. */
static bool draws_anew(const cst_cell *cell)
{
    return cell->model.scheming_most < 1.0;
}

cst_pair_difference cst_pairing_difference(const cst_cell *cells, const cst_pairing *pairings,
                                           uint32_t at, double confidence)
{
    const cst_pairing *pairing = &pairings[at];
    const double level = cst_number_complement(confidence);
    cst_require(pairing->trials >= 2 && pairing->trials <= cells[at].trials);
    const double n = (double)pairing->trials;
    const double apart = covariance(pairing->square, pairing, pairing) +
                         covariance(pairings->square, pairings, pairings);
    const double shared = covariance(pairing->product, pairing, pairings);
    const double paired = fmax(apart - 2.0 * shared, 0.0);
    const double difference = (double)pairing->sum / n / (double)pairing->planned -
                              (double)pairings->sum / n / (double)pairings->planned;
    cst_result result[CST_RESULT_KINDS];
    cst_cell_results(&cells[at], &pairing->row, confidence, result);
    cst_pair_difference found = {.risk = result[CST_RESULT_RESIDUAL_RISK],
                                 .usefulness = result[CST_RESULT_USEFULNESS],
                                 .work_done = result[CST_RESULT_WORK_DONE],
                                 .audit_hours = result[CST_RESULT_AUDIT_HOURS],
                                 .about = (double)NAN,
                                 .paired = paired,
                                 .unpaired = apart};
    if (at > 0) {
        const cst_interval interval = both(cells, pairings, at, level);
        found.difference = pairing->differ == 0 ? (double)NAN : difference;
        found.low = fmin(interval.low, difference);
        found.high = fmax(interval.high, difference);
        found.about = draws_anew(&cells[0]) && draws_anew(&cells[at])
                          ? cst_pairing_about(pairing->trials, difference, paired,
                                              pairing->distance / n, level)
                          : (double)NAN;
    }
    return found;
}
