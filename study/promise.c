/* SPDX-License-Identifier: MIT */
#include "study/promise.h"

#include <stdlib.h>
#include <string.h>

/* The dependence law and its shapes. */
static bool is_law(const char *key)
{
    bool found = strcmp(key, "scheming.dependence") == 0 || strcmp(key, "scheming.scope") == 0;
    for (size_t i = 0; cst_laws[i] != NULL; i++) {
        for (size_t j = 0; cst_laws[i]->shape[j] != NULL; j++) {
            found = found || strcmp(cst_laws[i]->shape[j]->key, key) == 0;
        }
    }
    return found;
}

/* The input of this key; CST_PROMISE_KEYS where it is none. */
static int key_of(const char *key)
{
    int at = 0;
    while (at < CST_PROMISE_KEYS && strcmp(cst_promise_name((cst_promise_key)at), key) != 0) {
        at++;
    }
    return at;
}

bool cst_promises_ignores(const cst_promises *promises, const char *key)
{
    const int at = key_of(key);
    return is_law(key) || at == CST_PROMISE_RATE ||
           (at < CST_PROMISE_KEYS && promises->given[at].source != CST_PROMISE_UNKNOWN);
}

/* FNV-1a of where a cell lies in the axes that matter. */
static uint64_t hash_of(const cst_promises *promises, const cst_scenario_cell *cell)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < promises->scenario->axes; i++) {
        const bool ignored = cst_promises_ignores(promises, promises->scenario->axis[i].key);
        for (const char *c = ignored ? "" : cell->at[i]; *c != '\0'; c++) {
            hash = (hash ^ (unsigned char)*c) * UINT64_C(0x100000001b3);
        }
        hash = (hash ^ i) * UINT64_C(0x100000001b3);
    }
    return hash;
}

static bool is_same(const cst_promises *promises, const cst_scenario_cell *a,
                    const cst_scenario_cell *b)
{
    bool same = true;
    for (size_t i = 0; i < promises->scenario->axes && same; i++) {
        same = cst_promises_ignores(promises, promises->scenario->axis[i].key) ||
               strcmp(a->at[i], b->at[i]) == 0;
    }
    return same;
}

/* Whether there is a row of a cell that differs from this one in ignored keys alone. */
static bool has_row(const cst_promises *promises, const cst_scenario_cell *cell, uint64_t hash)
{
    bool found = false;
    for (size_t i = 0; i < promises->rows && !found; i++) {
        found = promises->row[i].hash == hash && is_same(promises, promises->row[i].cell, cell);
    }
    return found;
}

static int refuse_uncertain(const cst_input *input, const char *why, cst_error *error)
{
    (void)cst_error_set(error, CST_ERR_METHOD, input->key, "%s", why);
    cst_error_below(error, "uncertainty");
    return CST_ERR_METHOD;
}

/* An FPR that is uncertain, from which the TPR follows. */
static bool is_setting(const cst_trial_spec *spec, int key)
{
    const cst_score_spec *score = key == CST_PROMISE_FPR           ? &spec->score
                                  : key == CST_PROMISE_TRUSTED_FPR ? &spec->trusted
                                                                   : NULL;
    return score != NULL && strcmp(score->model->name, "threshold") != 0;
}

/* What `uncertainty:` says of an input: counts are counts, the far end of a range is given. */
static int take_uncertain(const cst_trial_spec *spec, const cst_input *input, cst_promise_ask *ask,
                          cst_error *error)
{
    const cst_prior *prior = &input->prior;
    const int key = key_of(input->key);
    if (key == CST_PROMISE_KEYS) {
        return is_law(input->key)
                   ? 0
                   : refuse_uncertain(
                         input,
                         "no proof how a bound moves with it; --set 'uncertainty={}' takes "
                         "what the scenario says as given",
                         error);
    }
    if (is_setting(spec, key)) {
        return refuse_uncertain(input,
                                "no proof under this score model, whose TPR follows from the FPR; "
                                "there is one for model threshold",
                                error);
    }
    cst_promise_input *to = &ask->input[key];
    if (prior->counted) {
        to->source = CST_PROMISE_COUNTED;
        cst_prior_counts(prior, &to->k, &to->n);
    } else if (prior->kind == CST_PRIOR_UNIFORM || prior->kind == CST_PRIOR_LOG_UNIFORM) {
        to->source = CST_PROMISE_GIVEN;
        to->value = cst_promise_rises((cst_promise_key)key) ? prior->b : prior->a;
    } else {
        return refuse_uncertain(input,
                                "a law is no bound; expected {counts: [k, n]}, or the range "
                                "{uniform: [a, b]} that it lies in",
                                error);
    }
    return 0;
}

static int fill_ask(const cst_promises *promises, cst_promise_row *row, cst_error *error)
{
    const cst_inputs *uncertain = &row->cell->uncertain;
    int code = 0;
    row->ask = (cst_promise_ask){.confidence = row->cell->estimate.confidence};
    for (uint32_t i = 0; code == 0 && i < uncertain->count; i++) {
        const int key = key_of(uncertain->input[i].key);
        if (key == CST_PROMISE_KEYS || promises->given[key].source == CST_PROMISE_UNKNOWN) {
            code = take_uncertain(row->cell->trial, &uncertain->input[i], &row->ask, error);
        }
    }
    for (int key = 0; key < CST_PROMISE_KEYS; key++) {
        if (promises->given[key].source != CST_PROMISE_UNKNOWN) {
            row->ask.input[key] = promises->given[key];
        }
    }
    return code;
}

static int make_row(const cst_promises *promises, cst_promise_row *row, cst_error *error)
{
    const cst_scenario_cell *cell = row->cell;
    int code = cst_promise_check(cell->trial, error);
    if (code == 0 && cell->answer.keys > 0) {
        code = cst_error_set(error, CST_ERR_METHOD, cst_answer_keys[cell->answer.key[0]].key,
                             "worst: it is red's best answer at one place of the box only; state a "
                             "number");
    }
    code = code != 0 ? code : fill_ask(promises, row, error);
    if (code == 0 && row->ask.input[CST_PROMISE_RATE].source == CST_PROMISE_UNKNOWN) {
        code = cst_error_set(error, CST_ERR_USAGE, NULL,
                             "promise: nothing bounds the rate of scheming (scheming.rate is a "
                             "guess); expected --rate-at-most k/n, as in 0/30000, or "
                             "uncertainty: {scheming.rate: {counts: [k, n]}}");
    }
    return code != 0 ? code : cst_promise_make(cell->trial, &row->ask, &row->promise, error);
}

/* What an input is of, where it is often taken for another. */
static const char *const hints[CST_PROMISE_KEYS] = {
    [CST_PROMISE_TPR] = ", which is of agents that review, under score model threshold",
    [CST_PROMISE_FPR] = ", which is of agents that review, under score model threshold",
    [CST_PROMISE_TRUSTED_TPR] = ", which is of the trusted monitor, under score model threshold",
    [CST_PROMISE_TRUSTED_FPR] = ", which is of the trusted monitor, under score model threshold",
};

/* Whether a bound on the correlation would make a cell depend on this input. */
static int find_by_rho(const cst_promises *promises, cst_promise_key key, bool *found,
                       cst_error *error)
{
    int code = 0;
    for (size_t i = 0; i < promises->rows && code == 0 && !*found; i++) {
        cst_promise_ask ask = promises->row[i].ask;
        cst_promise promise;
        if (ask.input[CST_PROMISE_RHO].source == CST_PROMISE_UNKNOWN) {
            ask.input[CST_PROMISE_RHO] = (cst_promise_input){.source = CST_PROMISE_GIVEN};
            code = cst_promise_make(promises->row[i].cell->trial, &ask, &promise, error);
            *found = code == 0 && cst_promise_uses(&promise, key);
        }
    }
    return code;
}

static int refuse_unused(const cst_promises *promises, cst_promise_key key, cst_error *error)
{
    const char *name = cst_promise_name(key);
    bool by_rho = false;
    const int code = find_by_rho(promises, key, &by_rho, error);
    if (code != 0) {
        return code;
    }
    if (by_rho) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "promise --%s: nothing here depends on %s while nothing is known of "
                             "scheming.rho: all who review may scheme with the actor; add "
                             "--rho-at-most or --rho-from, or leave the option out",
                             promises->option[key], name);
    }
    return cst_error_set(error, CST_ERR_USAGE, NULL,
                         "promise --%s: nothing here depends on %s%s; leave the option out",
                         promises->option[key], name, hints[key] == NULL ? "" : hints[key]);
}

/* An option that would do nothing is an error. */
static int check_used(const cst_promises *promises, cst_error *error)
{
    for (int key = 0; key < CST_PROMISE_KEYS; key++) {
        bool used = promises->given[key].source == CST_PROMISE_UNKNOWN;
        for (size_t i = 0; i < promises->rows; i++) {
            used = used || cst_promise_uses(&promises->row[i].promise, (cst_promise_key)key);
        }
        if (!used) {
            return refuse_unused(promises, (cst_promise_key)key, error);
        }
    }
    return 0;
}

int cst_promises_make(cst_promises *promises, cst_error *error)
{
    const cst_scenario *scenario = promises->scenario;
    int code = 0;
    promises->rows = 0;
    promises->row = calloc(scenario->cells + 1, sizeof *promises->row);
    if (promises->row == NULL) {
        return cst_error_memory(error, "the promises");
    }
    for (size_t i = 0; code == 0 && i < scenario->cells; i++) {
        const cst_scenario_cell *cell = &scenario->cell[i];
        const uint64_t hash = hash_of(promises, cell);
        if (!has_row(promises, cell, hash)) {
            cst_promise_row *row = &promises->row[promises->rows++];
            *row = (cst_promise_row){.cell = cell, .hash = hash};
            code = make_row(promises, row, error);
        }
    }
    return code != 0 ? code : check_used(promises, error);
}

void cst_promises_free(cst_promises *promises)
{
    free(promises->row);
    promises->row = NULL;
    promises->rows = 0;
}
