/* SPDX-License-Identifier: MIT */
#include "study/finding.h"

#include "base/rmath.h"
#include "estimate/exact/closed.h"
#include "scenarios/load/identity.h"
#include "scenarios/load/page.h"
#include "store/canonical.h"
#include "store/spread_text.h"
#include "study/show.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int cst_findings_init(cst_findings *findings, const cst_scenario *scenario, cst_error *error)
{
    *findings = (cst_findings){.scenario = scenario, .count = scenario->cells};
    findings->finding = calloc(scenario->cells, sizeof *findings->finding);
    return findings->finding != NULL ? 0 : cst_error_memory(error, "the results of the cells");
}

void cst_finding_free(cst_finding *finding)
{
    free(finding->result);
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

cst_interval cst_finding_far(const cst_cell *cell, const cst_row *row)
{
    cst_result result[CST_RESULT_KINDS];
    if (cell->method->results == NULL) {
        return (cst_interval){.low = 0.0, .high = 1.0};
    }
    cst_cell_results(cell, row, 1.0 - CST_FAR_LEVEL, result);
    return (cst_interval){.low = result[CST_RESULT_RESIDUAL_RISK].low,
                          .high = result[CST_RESULT_RESIDUAL_RISK].high};
}

void cst_finding_canonical(const cst_finding *finding, FILE *out)
{
    const cst_scenario_cell *cell = finding->cell;
    const cst_canonical rest = {
        .id = cell->id,
        .seed = cell->estimate.seed,
        .trials = cell->estimate.trials,
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

int cst_finding_make(cst_finding *finding, const cst_scenario_cell *cell, const cst_row *row,
                     uint64_t done, cst_error *error)
{
    const cst_cell *made = cell->made;
    *finding = (cst_finding){.cell = cell,
                             .method = made->method,
                             .done = done,
                             .result = calloc(CST_RESULT_KINDS, sizeof *finding->result)};
    if (finding->result == NULL) {
        return cst_error_memory(error, "the results of the cells");
    }
    cst_closed_forms(&made->model, finding->exact);
    cst_closed_tails(&made->model, made->tail, finding->exact);
    finding->unmonitored = cst_model_attack_rate(&made->model);
    cst_cell_results(made, row, made->confidence, finding->result);
    finding->far = cst_finding_far(made, row);
    int code = cst_worst_case(&made->model, &finding->worst, error);
    code = code != 0 ? code : spread_inputs(finding, error);
    if (code != 0) {
        return code;
    }
    memcpy(finding->count, row->count, sizeof finding->count);
    finding->untold = row->untold;
    return make_digest(finding, row, error);
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
    double lower = 0.0;
    double upper = 0.0;
    double less = 0.0;
    double more = 0.0;
    double other = 0.0;
    cst_interval_tails(events, of, exact, &lower, &upper);
    if (lower < upper) {
        if (events > 0) {
            cst_interval_tails(events - 1, of, exact, &less, &other);
        }
        return cst_rmath_normal_quantile(0.5 * (lower + less));
    }
    if (events < of) {
        cst_interval_tails(events + 1, of, exact, &other, &more);
    }
    return -cst_rmath_normal_quantile(0.5 * (upper + more));
}

double cst_finding_deviate(const cst_finding *finding, cst_result_kind kind)
{
    const cst_result *result = &finding->result[kind];
    const double exact = finding->exact[kind];
    if (!is_binomial(result) || !(exact >= 0.0 && exact <= 1.0)) {
        return NAN;
    }
    if (result->events == 0 && (double)result->of * exact < 3.0) {
        return NAN;
    }
    return deviate_of(result->events, result->of, exact);
}

/* A closed form outside of the range that weighted samples allow. */
static int say_far(const cst_findings *findings, const cst_finding *finding, cst_error *error)
{
    return cst_error_set(error, CST_ERR_DISAGREES, NULL,
                         "%sresidual_risk: its closed form %s is outside of [%s, %s], the range "
                         "that the simulation allows; this is almost certainly a mistake in "
                         "the program, please report it",
                         cst_finding_place(findings->scenario, finding->cell, "", ": ").text,
                         cst_show_number(finding->exact[CST_RESULT_RESIDUAL_RISK], 6).text,
                         cst_show_number(finding->far.low, 6).text,
                         cst_show_number(finding->far.high, 6).text);
}

static bool is_far(const cst_finding *finding)
{
    const double exact = finding->exact[CST_RESULT_RESIDUAL_RISK];
    const double rounding = 1e-9 * exact;
    return exact < finding->far.low - rounding || exact > finding->far.high + rounding;
}

static int say_disagreement(const cst_findings *findings, const cst_finding *finding,
                            cst_result_kind kind, cst_error *error)
{
    const cst_result *result = &finding->result[kind];
    double lower;
    double upper;
    cst_interval_tails(result->events, result->of, finding->exact[kind], &lower, &upper);
    return cst_error_set(error, CST_ERR_DISAGREES, NULL,
                         "%s%s: estimate %s (%llu of %llu) disagrees with its closed form %s: "
                         "tails %.3g below, %.3g above; this is a mistake in the program, please "
                         "report it",
                         cst_finding_place(findings->scenario, finding->cell, "", ": ").text,
                         cst_result_name(kind), cst_show_number(result->estimate, 6).text,
                         (unsigned long long)result->events, (unsigned long long)result->of,
                         cst_show_number(finding->exact[kind], 6).text, lower, upper);
}

int cst_findings_agree(const cst_findings *findings, cst_error *error)
{
    const double level = CST_DISAGREEMENT_LEVEL / (double)findings->count;
    for (size_t i = 0; i < findings->count; i++) {
        const cst_finding *finding = &findings->finding[i];
        if (is_far(finding)) {
            return say_far(findings, finding, error);
        }
        for (int kind = 0; kind < CST_RESULT_KINDS; kind++) {
            if (cst_results_disagrees(&finding->result[kind], finding->exact[kind], level)) {
                return say_disagreement(findings, finding, (cst_result_kind)kind, error);
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
