/* SPDX-License-Identifier: MIT */
#include "study/finding.h"

#include "base/check.h"
#include "base/rmath.h"
#include "estimate/exact/closed.h"
#include "scenarios/load/identity.h"
#include "scenarios/load/page.h"
#include "store/canonical.h"
#include "store/spread_text.h"
#include "study/show.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Of a result, all but its approximate interval, which few have. */
enum { KINDS_MOST = 128, RESULT_SIZE = offsetof(cst_result, approximate) };
_Static_assert((int)CST_RESULT_KINDS <= (int)KINDS_MOST, "a list has a bit for each kind");

cst_result_kind cst_finding_main(const cst_scenario_cell *cell)
{
    return cst_stop_on(cell->trial, 0);
}

cst_result_kind cst_finding_stop_on(const cst_scenario_cell *cell)
{
    return cst_stop_on(cell->trial, cell->estimate.stop_result);
}

int cst_findings_init(cst_findings *findings, const cst_scenario *scenario, cst_error *error)
{
    *findings = (cst_findings){.scenario = scenario, .count = scenario->cells};
    findings->finding = calloc(scenario->cells, sizeof *findings->finding);
    return findings->finding != NULL ? 0 : cst_error_memory(error, "the results of the cells");
}

static size_t how_many(cst_u128 kinds)
{
    size_t many = 0;
    for (; kinds != 0; kinds &= kinds - 1) {
        many++;
    }
    return many;
}

/* Makes the list of these kinds: `size` bytes of each of all, which stand `step` bytes apart. */
static int list_make(cst_finding_list *list, cst_u128 kinds, const void *all, size_t step,
                     size_t size, cst_error *error)
{
    char *item = malloc(how_many(kinds) * size + 1);
    char *at = item;
    if (item == NULL) {
        return cst_error_memory(error, "the results of the cells");
    }
    for (size_t kind = 0; kind < KINDS_MOST; kind++) {
        if ((kinds >> kind & 1) != 0) {
            memcpy(at, (const char *)all + kind * step, size);
            at += size;
        }
    }
    free(list->item);
    *list = (cst_finding_list){kinds, item};
    return 0;
}

/* Gives the kind's item; none leaves `to` as it is. */
static void list_give(const cst_finding_list *list, cst_result_kind kind, void *to, size_t size)
{
    const cst_u128 bit = (cst_u128)1 << kind;
    if ((list->kinds & bit) != 0) {
        memcpy(to, list->item + how_many(list->kinds & (bit - 1)) * size, size);
    }
}

cst_result cst_finding_result(const cst_finding *finding, cst_result_kind kind)
{
    cst_result result = {.estimate = (double)NAN, .low = (double)NAN, .high = (double)NAN};
    list_give(&finding->result, kind, &result, RESULT_SIZE);
    list_give(&finding->approximate, kind, &result.approximate, sizeof result.approximate);
    return result;
}

double cst_finding_exact(const cst_finding *finding, cst_result_kind kind)
{
    double exact = (double)NAN;
    list_give(&finding->exact, kind, &exact, sizeof exact);
    return exact;
}

int cst_finding_keep(cst_finding *finding, const cst_result *result, const double *exact,
                     cst_error *error)
{
    cst_u128 defined = 0;
    cst_u128 approximate = 0;
    cst_u128 known = 0;
    for (cst_result_kind kind = 0; kind < CST_RESULT_KINDS; kind++) {
        const cst_approximate *about = &result[kind].approximate;
        const bool told = about->given || about->refused != NULL;
        defined |= (cst_u128)(result[kind].method != NULL) << kind;
        approximate |= (cst_u128)(result[kind].method != NULL && told) << kind;
        known |= (cst_u128)!isnan(exact[kind]) << kind;
    }
    int code = list_make(&finding->result, defined, result, sizeof *result, RESULT_SIZE, error);
    code = code != 0 ? code
                     : list_make(&finding->approximate, approximate, &result->approximate,
                                 sizeof *result, sizeof result->approximate, error);
    return code != 0
               ? code
               : list_make(&finding->exact, known, exact, sizeof *exact, sizeof *exact, error);
}

void cst_finding_free(cst_finding *finding)
{
    free(finding->count);
    free(finding->result.item);
    free(finding->approximate.item);
    free(finding->exact.item);
    free(finding->per_trial);
    free(finding->input);
    *finding = (cst_finding){0};
}

void cst_findings_free(cst_findings *findings)
{
    for (size_t i = 0; findings->finding != NULL && i < findings->count; i++) {
        cst_finding_free(&findings->finding[i]);
    }
    free(findings->finding);
    free(findings->provenance);
    *findings = (cst_findings){0};
}

bool cst_finding_misses(const cst_finding *finding)
{
    const cst_result_kind main = cst_finding_main(finding->cell);
    const cst_result result = cst_finding_result(finding, main);
    const double exact = cst_finding_exact(finding, main);
    return finding->done > 0 && result.method != NULL && !cst_result_by_design(&result) &&
           isfinite(exact) && (exact < result.low || exact > result.high);
}

bool cst_finding_ended(const cst_finding *finding)
{
    return finding->met || finding->done == finding->cell->estimate.trials;
}

cst_interval cst_finding_far(const cst_cell *cell, const cst_row *row)
{
    const bool weighted = cell->method->results != NULL && cell->model.spec.mechanism.kind == NULL;
    return weighted ? cst_cell_risk(cell, row, 1.0 - CST_FAR_LEVEL)
                    : (cst_interval){.low = 0.0, .high = 1.0};
}

void cst_finding_canonical(const cst_finding *finding, FILE *out)
{
    const cst_scenario_cell *cell = finding->cell;
    const cst_canonical rest = {
        .id = cell->id,
        .seed = cell->estimate.seed,
        .trials = cell->estimate.trials,
        .stop = cst_estimate_stop(&cell->estimate),
        .look = finding->look,
        .looks = finding->looks,
        .met = finding->met,
        .done = finding->done,
        .count = finding->count,
        .untold = finding->untold,
        .per_trial = finding->per_trial,
    };
    (void)fputs("{\"scenario\":", out);
    cst_scenario_write(cell, false, out);
    cst_canonical_write(&rest, out);
}

static int make_digest(cst_finding *finding, const cst_row *row, cst_error *error)
{
    cst_page page;
    char *text = NULL;
    finding->per_trial = cst_spread_text_write(row);
    if (finding->per_trial != NULL && cst_page_open(&page)) {
        cst_finding_canonical(finding, page.out);
        (void)fputc('}', page.out);
        text = cst_page_close(&page);
    }
    if (text == NULL) {
        return cst_error_memory(error, "the results of the cells");
    }
    cst_identity_hash(text, finding->digest);
    free(text);
    return 0;
}

static int spread_inputs(cst_finding *finding, cst_error *error)
{
    const cst_scenario_cell *cell = finding->cell;
    if (cell->uncertain.count == 0) {
        return 0;
    }
    finding->input = calloc(1, sizeof *finding->input);
    return finding->input == NULL ? cst_error_memory(error, "the results of the cells")
                                  : cst_inputs_spread(&cell->uncertain, cell->trial,
                                                      &cell->estimate, finding->input, error);
}

static int keep_counts(cst_finding *finding, const cst_row *row, cst_error *error)
{
    finding->count = malloc(sizeof row->count);
    if (finding->count == NULL) {
        return cst_error_memory(error, "the results of the cells");
    }
    memcpy(finding->count, row->count, sizeof row->count);
    return 0;
}

int cst_finding_make_met(cst_finding *finding, const cst_scenario_cell *cell, const cst_row *row,
                         uint64_t done, bool met, cst_error *error)
{
    const cst_cell *made = cell->made;
    cst_result result[CST_RESULT_KINDS];
    double exact[CST_RESULT_KINDS];
    *finding = (cst_finding){.cell = cell, .method = made->method, .done = done, .met = met};
    cst_closed_forms(&made->model, exact);
    cst_closed_tails(&made->model, made->tail, exact);
    finding->unmonitored = cst_model_attack_rate(&made->model);
    cst_cell_results(made, row, made->confidence, result);
    finding->far = cst_finding_far(made, row);
    finding->untold = row->untold;
    finding->looks = made->looks;
    finding->look = cst_cell_look_at(made, done);
    int code = cst_finding_keep(finding, result, exact, error);
    code = code != 0 ? code : keep_counts(finding, row, error);
    code = code != 0 ? code : cst_worst_case(&made->model, &finding->worst, error);
    code = code != 0 ? code : spread_inputs(finding, error);
    return code != 0 ? code : make_digest(finding, row, error);
}

int cst_finding_make(cst_finding *finding, const cst_scenario_cell *cell, const cst_row *row,
                     uint64_t done, cst_error *error)
{
    const bool met = done > 0 && cst_cell_stops(cell->made, row);
    return cst_finding_make_met(finding, cell, row, done, met, error);
}

/* What the canonical part has of the row is all of it. One result may be much less work than all.
 */
int cst_finding_results(const cst_finding *finding, double confidence, const cst_result_kind *kind,
                        size_t kinds, cst_result *out, cst_error *error)
{
    const cst_cell *made = finding->cell->made;
    cst_result all[CST_RESULT_KINDS];
    cst_row row = {.untold = finding->untold};
    memcpy(row.count, finding->count, sizeof row.count);
    const int code =
        cst_spread_text_read(finding->per_trial, strlen(finding->per_trial), &row, error);
    if (code == 0 && kinds == 1) {
        out[0] = cst_cell_result(made, &row, confidence, kind[0]);
    } else if (code == 0) {
        cst_cell_results(made, &row, confidence, all);
        for (size_t i = 0; i < kinds; i++) {
            out[i] = all[kind[i]];
        }
    }
    cst_row_free(&row);
    return code;
}

/* Whether the interval is a binomial one, so that its events can be judged by exact tails. */
static bool is_binomial(const cst_result *result)
{
    return result->method != NULL && !result->derived && result->of > 0 &&
           strncmp(result->method, "Clopper-Pearson", 15) == 0;
}

/* Half of the events' own chance belongs to each side. The smaller side is a sum of tails: the
 * other one less 1 would be rounding alone. */
static double deviate_of(uint64_t events, uint64_t of, double exact)
{
    const cst_interval_sides sides = cst_interval_sides_of(events, of, exact);
    return sides.up_to < sides.from ? cst_rmath_normal_quantile(0.5 * (sides.up_to + sides.less))
                                    : -cst_rmath_normal_quantile(0.5 * (sides.from + sides.more));
}

double cst_finding_deviate(const cst_finding *finding, cst_result_kind kind)
{
    const cst_result result = cst_finding_result(finding, kind);
    const double exact = cst_finding_exact(finding, kind);
    if (!is_binomial(&result) || !(exact >= 0.0 && exact <= 1.0)) {
        return NAN;
    }
    if (result.events == 0 && (double)result.of * exact < 3.0) {
        return NAN;
    }
    return deviate_of(result.events, result.of, exact);
}

/* A closed form outside of the range that weighted samples allow. */
static int say_far(const cst_findings *findings, const cst_finding *finding, cst_error *error)
{
    const double exact = cst_finding_exact(finding, CST_RESULT_RESIDUAL_RISK);
    return cst_error_set(error, CST_ERR_DISAGREES, NULL,
                         "%sresidual_risk: its closed form %s is outside of [%s, %s], the range "
                         "that the simulation allows; this is almost certainly a mistake in "
                         "the program, please report it",
                         cst_finding_place(findings->scenario, finding->cell, "", ": ").text,
                         cst_show_number(exact, 6).text, cst_show_number(finding->far.low, 6).text,
                         cst_show_number(finding->far.high, 6).text);
}

static bool is_far(const cst_finding *finding)
{
    const double exact = cst_finding_exact(finding, CST_RESULT_RESIDUAL_RISK);
    const double rounding = 1e-9 * exact;
    return exact < finding->far.low - rounding || exact > finding->far.high + rounding;
}

static int say_disagreement(const cst_findings *findings, const cst_finding *finding,
                            cst_result_kind kind, cst_error *error)
{
    const cst_result result = cst_finding_result(finding, kind);
    const double exact = cst_finding_exact(finding, kind);
    double lower;
    double upper;
    cst_interval_tails(result.events, result.of, exact, &lower, &upper);
    return cst_error_set(error, CST_ERR_DISAGREES, NULL,
                         "%s%s: estimate %s (%llu of %llu) disagrees with its closed form %s: "
                         "tails %.3g below, %.3g above; this is a mistake in the program, please "
                         "report it",
                         cst_finding_place(findings->scenario, finding->cell, "", ": ").text,
                         cst_result_name(kind), cst_show_number(result.estimate, 6).text,
                         (unsigned long long)result.events, (unsigned long long)result.of,
                         cst_show_number(exact, 6).text, lower, upper);
}

/* Whether the closed form lies in the interval: then its tails are far from the level, and need not
 * be worked out, which is most of the work where cells are many. */
static bool is_inside(const cst_finding *finding, const cst_result *result, double exact)
{
    const double outside = 1.0 - finding->cell->estimate.confidence;
    return outside >= 1e3 * CST_DISAGREEMENT_LEVEL && exact >= result->low && exact <= result->high;
}

int cst_findings_agree(const cst_findings *findings, cst_error *error)
{
    for (size_t i = 0; i < findings->count; i++) {
        const cst_finding *finding = &findings->finding[i];
        const double each = CST_DISAGREEMENT_LEVEL / (double)findings->count;
        const double level = finding->looks > 1 ? each / finding->looks : each;
        if (is_far(finding)) {
            return say_far(findings, finding, error);
        }
        for (cst_result_kind kind = 0; kind < CST_RESULT_KINDS; kind++) {
            const cst_result result = cst_finding_result(finding, kind);
            const double exact = cst_finding_exact(finding, kind);
            if (!is_inside(finding, &result, exact) &&
                cst_results_disagrees(&result, exact, level)) {
                return say_disagreement(findings, finding, kind, error);
            }
        }
    }
    return 0;
}

void cst_finding_place_json(cst_json *json, const char *name, const cst_scenario *scenario,
                            const cst_scenario_cell *cell)
{
    cst_json_open(json, name, '{');
    for (size_t i = 0; i < scenario->axes; i++) {
        cst_json_text(json, scenario->axis[i].key, cell->at[i]);
    }
    cst_json_close(json, '}');
}

cst_place cst_finding_place(const cst_scenario *scenario, const cst_scenario_cell *cell,
                            const char *before, const char *after)
{
    char at[160] = "";
    cst_place place = {""};
    for (size_t i = 0, used = 0; i < scenario->axes && used < sizeof at; i++) {
        used += (size_t)snprintf(at + used, sizeof at - used, "%s%s=%s", i > 0 ? ", " : "",
                                 scenario->axis[i].key, cell->at[i]);
    }
    if (at[0] != '\0') {
        snprintf(place.text, sizeof place.text, "%s%s%s", before, at, after);
    }
    return place;
}
