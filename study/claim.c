/* SPDX-License-Identifier: MIT */
#include "study/claim.h"

#include "base/check.h"
#include "estimate/ask/rehearsal.h"
#include "estimate/exact/closed.h"
#include "scenarios/load/axes.h"
#include "scenarios/load/schema.h"
#include "scenarios/load/slurp.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Trials of a place of the map that has no closed form. */
static const uint64_t place_trials = 400;

enum { SETS_MAX = CST_ARGUMENT_RELATIVE_MAX + 3, SET_SIZE = 192 };

/* What is put over the file: no sweep, a place of the map, keys of what a result is a share of. */
typedef struct sets {
    char text[SETS_MAX][SET_SIZE];
    const char *at[SETS_MAX];
    size_t count;
} sets;

__attribute__((format(printf, 2, 3))) static void add_set(sets *to, const char *format, ...)
{
    va_list list;
    cst_require(to->count < SETS_MAX);
    va_start(list, format);
    (void)vsnprintf(to->text[to->count], SET_SIZE, format, list);
    va_end(list);
    to->at[to->count] = to->text[to->count];
    to->count++;
}

double cst_claim_number(const cst_trial_spec *trial, const cst_key *key)
{
    const char *at = (const char *)trial + key->offset;
    if (key->offset >= sizeof *trial) {
        return NAN;
    }
    switch (key->kind) {
    case CST_KEY_REAL:
        return *(const double *)(const void *)at;
    case CST_KEY_WHOLE:
        return *(const uint32_t *)(const void *)at;
    case CST_KEY_WHOLE64:
        return (double)*(const uint64_t *)(const void *)at;
    default:
        return NAN;
    }
}

double cst_claim_here(const cst_claim *claim, int axis)
{
    return cst_claim_number(claim->point.scenario.cell[0].trial,
                            cst_key_find(claim->map.axis[axis].key));
}

/* --- The verdict at a place ------------------------------------------------------------------ */

/* Of nothing there is no share. */
static double share_of(double a, double b)
{
    return b != 0.0 ? a / b : (double)NAN;
}

static cst_claim_value quotient(cst_claim_value a, cst_claim_value b)
{
    return (cst_claim_value){.value = share_of(a.value, b.value),
                             .low = a.low / b.high,
                             .high = a.high / b.low,
                             .drawn = a.drawn || b.drawn};
}

/* What trials say. Where they saw nothing there is no estimate, but what no event at all says: the
 * upper end of what falls with events, else the lower one. */
static cst_claim_value drawn_value(const cst_result *result)
{
    const bool falls = result->events != result->of && result->low > 0.0;
    const double none = result->of == 0 ? (double)NAN : falls ? result->high : result->low;
    return (cst_claim_value){.value = isnan(result->estimate) ? none : result->estimate,
                             .low = result->low,
                             .high = result->high,
                             .drawn = result->method != NULL}; /* else it has none here */
}

/* The result of the file with these over it: exact where there is a closed form. */
static int result_of(const cst_claim *claim, const sets *over, cst_claim_value *to,
                     double *times_key, cst_error *error)
{
    const cst_scenario_set set = {.assignments = over->at, .count = over->count};
    const cst_argument_verdict *verdict = &claim->map.argument->verdict;
    cst_scenario scenario;
    cst_result drawn[CST_RESULT_KINDS];
    int code = cst_scenario_parse(&scenario, claim->path, claim->text, claim->size, &set, error);
    if (code == 0) {
        const cst_trial_spec *trial = scenario.cell[0].trial;
        const double exact = cst_closed_form(trial, verdict->result);
        *times_key = verdict->times != NULL ? cst_claim_number(trial, verdict->times) : 1.0;
        *to = (cst_claim_value){exact, exact, exact, false};
        if (isnan(exact)) {
            code = cst_rehearsal_results(trial, place_trials, scenario.cell[0].estimate.confidence,
                                         drawn, error);
            *to = code == 0 ? drawn_value(&drawn[verdict->result]) : *to;
        }
    }
    cst_scenario_free(&scenario);
    return code;
}

/* What the verdict takes at a place, given as what is set for the two axes; NULL: as at the point.
 */
static int value_at(const cst_claim *claim, const char *first, const char *second,
                    cst_claim_value *to, cst_error *error)
{
    const cst_argument_verdict *verdict = &claim->map.argument->verdict;
    const char *const axis[2] = {first, second};
    sets over = {.count = 0};
    double times = 1.0;
    double ignored;
    add_set(&over, "sweep={}");
    for (int i = 0; i < 2; i++) {
        if (axis[i] != NULL) {
            add_set(&over, "%s=%s", claim->map.axis[i].key, axis[i]);
        }
    }
    int code = result_of(claim, &over, to, &times, error);
    if (code == 0 && verdict->relatives > 0) {
        cst_claim_value whole;
        for (uint32_t i = 0; i < verdict->relatives; i++) {
            const char *relative = verdict->relative[i];
            const size_t length = strcspn(relative, "=") + 1;
            size_t same = 1; /* of these, one that an axis sets takes its place */
            while (same < over.count && strncmp(over.at[same], relative, length) != 0) {
                same++;
            }
            over.count = same < over.count ? over.count - 1 : over.count;
            if (same < over.count) {
                memmove(over.text[same], over.text[over.count], SET_SIZE);
            }
            add_set(&over, "%s", relative);
        }
        code = result_of(claim, &over, &whole, &ignored, error);
        *to = quotient(*to, whole);
    }
    to->value = share_of(to->value, times);
    to->low /= times;
    to->high /= times;
    return code;
}

bool cst_claim_holds(const cst_claim *claim, double value)
{
    const cst_argument_verdict *verdict = &claim->map.argument->verdict;
    return verdict->at_least ? value >= verdict->threshold : value <= verdict->threshold;
}

bool cst_claim_holds_here(const cst_claim *claim)
{
    return cst_claim_holds(claim, claim->at_point.value);
}

static int fill_map(cst_claim *claim, cst_error *error)
{
    const cst_axis *axis = claim->map.axis;
    const size_t places = axis[0].values * axis[1].values;
    size_t holds = 0;
    int code = 0;
    claim->value = calloc(places, sizeof *claim->value);
    if (claim->value == NULL) {
        return cst_error_memory(error, "the map of a claim");
    }
    for (size_t i = 0; code == 0 && i < places; i++) {
        cst_claim_value *to = &claim->value[i];
        code = value_at(claim, axis[0].value[i / axis[1].values], axis[1].value[i % axis[1].values],
                        to, error);
        claim->drawn = claim->drawn || to->drawn;
        holds += cst_claim_holds(claim, to->value);
    }
    claim->holds = (double)holds / (double)places;
    return code;
}

/* --- Where it turns -------------------------------------------------------------------------- */

/* The axis that is moved, and how. */
typedef struct turning {
    const cst_claim *claim;
    int axis;
    bool whole, logarithmic;
} turning;

static int holds_at(const turning *of, double x, bool *holds, cst_error *error)
{
    char text[64];
    cst_claim_value value;
    (void)snprintf(text, sizeof text, of->whole ? "%.0f" : "%.12g", x);
    const int code = value_at(of->claim, of->axis == 0 ? text : NULL, of->axis == 1 ? text : NULL,
                              &value, error);
    *holds = cst_claim_holds(of->claim, value.value);
    return code;
}

/* Halves until the two are the same number, or neighbours. */
static int narrow(const turning *of, double ends[2], bool first, cst_error *error)
{
    int code = 0;
    for (int i = 0; code == 0 && i < 60; i++) {
        double middle = of->logarithmic ? sqrt(ends[0] * ends[1]) : 0.5 * (ends[0] + ends[1]);
        middle = of->whole ? floor(middle) : middle;
        if (middle <= ends[0] || middle >= ends[1] ||
            (!of->whole && ends[1] - ends[0] < 1e-10 * fabs(ends[1]))) {
            break;
        }
        bool holds = false;
        code = holds_at(of, middle, &holds, error);
        ends[holds == first ? 0 : 1] = middle;
    }
    return code;
}

/* Finds the turn that is nearest to the point, among the neighbours of the axis' values. Drawn
 * values are noisy: there it is not narrowed. */
static int find_turn(cst_claim *claim, int which, cst_error *error)
{
    const cst_axis *axis = &claim->map.axis[which];
    const cst_key *key = cst_key_find(axis->key);
    const double here = cst_claim_here(claim, which);
    turning of = {.claim = claim, .axis = which, .whole = key->kind != CST_KEY_REAL};
    double nearest = HUGE_VAL;
    double ends[2] = {NAN, NAN};
    bool before = false;
    bool first = false;
    int code = 0;
    for (size_t i = 0; code == 0 && i < axis->values; i++) {
        const double x = strtod(axis->value[i], NULL);
        bool holds = false;
        code = holds_at(&of, x, &holds, error);
        const double last = i > 0 ? strtod(axis->value[i - 1], NULL) : x;
        const double far = fmin(fabs(x - here), fabs(last - here));
        if (i > 0 && holds != before && far < nearest) {
            nearest = far;
            ends[0] = last;
            ends[1] = x;
            first = before;
        }
        before = holds;
    }
    of.logarithmic = !of.whole && ends[0] > 0.0 && ends[1] / ends[0] > 1.5;
    if (code == 0 && !isnan(ends[0]) && !claim->drawn) {
        code = narrow(&of, ends, first, error);
    }
    claim->turn[which] = of.whole || isnan(ends[0]) ? ends[1] : 0.5 * (ends[0] + ends[1]);
    return code;
}

/* --- The whole ------------------------------------------------------------------------------- */

static int refuse(const cst_claim *claim, const char *key, const char *why, cst_error *error)
{
    (void)cst_error_set(error, CST_ERR_SCENARIO, key, "%s", why);
    cst_error_place(error, claim->path, 0, 0);
    return CST_ERR_SCENARIO;
}

static const char no_source[] = "expected argument.inputs to say where this number comes from, or "
                                "that it is chosen or assumed, found nothing";

/* Every number that is not a default has a source, or is said to have none. */
static int check_sources(const cst_claim *claim, const cst_trial_spec *trial, cst_error *error)
{
    const cst_trial_spec initial = cst_trial_spec_default();
    for (const cst_key *key = cst_keys(); key->path != NULL; key++) {
        const double value = cst_claim_number(trial, key);
        const double other = cst_claim_number(&initial, key);
        const bool stated = value != other && !(isnan(value) && isnan(other));
        if (stated && cst_argument_input_of(claim->map.argument, key) == NULL) {
            return refuse(claim, key->path, no_source, error);
        }
    }
    return 0;
}

/* Two numbers or more, each above the one before. */
static bool rises(const cst_axis *axis, const cst_key *key)
{
    bool all = axis->values >= 2 && (key->kind == CST_KEY_REAL || key->kind == CST_KEY_WHOLE ||
                                     key->kind == CST_KEY_WHOLE64);
    for (size_t i = 1; all && i < axis->values; i++) {
        all = strtod(axis->value[i - 1], NULL) < strtod(axis->value[i], NULL);
    }
    return all;
}

static int check_map(const cst_claim *claim, cst_error *error)
{
    if (claim->map.argument == NULL) {
        return refuse(claim, "argument",
                      "expected this section, what makes a scenario a claim ('custodes help "
                      "argument'), found none",
                      error);
    }
    if (claim->map.claim == NULL || claim->map.claim[0] == '\0') {
        return refuse(claim, "claim", "expected what is claimed, in words, found none", error);
    }
    if (claim->map.axes != 2) {
        return refuse(claim, "sweep", "expected two axes, those of the claim's map", error);
    }
    if (cst_axes_tied(&claim->map, 0, 1)) {
        return refuse(claim, "sweep",
                      "expected two axes of which every combination is there, found tied ones",
                      error);
    }
    for (int i = 0; i < 2; i++) {
        const cst_key *key = cst_key_find(claim->map.axis[i].key);
        if (!rises(&claim->map.axis[i], key)) {
            return refuse(claim, key->path,
                          "expected an axis of two numbers or more, each above the one before",
                          error);
        }
        if (cst_argument_input_of(claim->map.argument, key) == NULL) {
            return refuse(claim, key->path, no_source, error);
        }
    }
    return 0;
}

static const char *const no_sweep[] = {"sweep={}"};
static const cst_scenario_set point_set = {.assignments = no_sweep, .count = 1};

/* What the body states, before it is run. */
static int check_point(cst_claim *claim, cst_error *error)
{
    cst_scenario point;
    int code = cst_scenario_parse(&point, claim->path, claim->text, claim->size, &point_set, error);
    code = code != 0 ? code : check_sources(claim, point.cell[0].trial, error);
    cst_scenario_free(&point);
    code = code != 0 ? code : value_at(claim, NULL, NULL, &claim->at_point, error);
    if (code == 0 && isnan(claim->at_point.value)) {
        code = refuse(claim, "argument.verdict",
                      "expected a result that has a value where the sweep is left out, found none",
                      error);
    }
    return code;
}

int cst_claim_load(cst_claim *claim, const char *path, cst_error *error)
{
    *claim = (cst_claim){.path = strdup(path)};
    int code = claim->path == NULL ? cst_error_memory(error, "a claim") : 0;
    code = code != 0
               ? code
               : cst_slurp(&claim->text, &claim->size, path, true, 1, CST_ERR_SCENARIO, error);
    if (code == CST_ERR_SCENARIO) {
        cst_error_place(error, path, 0, 0);
    }
    code = code != 0 ? code
                     : cst_scenario_parse(&claim->map, path, claim->text, claim->size, NULL, error);
    code = code != 0 ? code : check_map(claim, error);
    return code != 0 ? code : check_point(claim, error);
}

int cst_claim_run(cst_claim *claim, const cst_run_spec *how, cst_error *error)
{
    int code = cst_study_run(&claim->point, claim->path, &point_set, how, error);
    code = code != 0 ? code : fill_map(claim, error);
    for (int i = 0; code == 0 && i < 2; i++) {
        code = find_turn(claim, i, error);
    }
    return code;
}

void cst_claim_free(cst_claim *claim)
{
    cst_study_free(&claim->point);
    cst_scenario_free(&claim->map);
    free(claim->value);
    free(claim->text);
    free(claim->path);
    *claim = (cst_claim){0};
}
