/* SPDX-License-Identifier: MIT */
#include "study/basis.h"

#include "study/show.h"

#include <inttypes.h>
#include <stdlib.h>

/* How the tasks of a trial hang together: which interval a share of them has. */
static const char *tie(const cst_results_basis *basis)
{
    if (basis->ends) {
        return basis->tasks_alike ? "alike until the end" : "tied";
    }
    if (!basis->tasks_independent) {
        return "tied";
    }
    return basis->tasks_alike ? "alike" : "independent";
}

static void add_text(FILE *out, const char *key, const char *text)
{
    fprintf(out, ",\"%s\":", key);
    cst_show_json(out, text);
}

static void add_number(FILE *out, const char *key, double number)
{
    fprintf(out, ",\"%s\":%.17g", key, number); /* to the last bit, as results are made of it */
}

static void add_flag(FILE *out, const char *key, bool flag)
{
    fprintf(out, ",\"%s\":%d", key, flag);
}

static void add_weights(FILE *out, const cst_cell *cell)
{
    double weight[CST_WEIGHTS_MAX];
    const uint32_t count =
        cell->estimator->weights == NULL ? 0 : cell->estimator->weights(cell, weight);
    fputs(",\"weights\":[", out);
    for (uint32_t i = 0; i < count; i++) {
        fprintf(out, "%s%.17g", i > 0 ? "," : "", weight[i]);
    }
    fputc(']', out);
}

static void write_basis(FILE *out, const cst_cell *cell, const cst_results_basis *basis)
{
    const double *severity = cell->model.spec.attack.severity;
    const bool varies = basis->reviews_per_task == CST_ROW_REVIEWS_VARY;
    fprintf(out, "{\"method\":\"%s\"", cell->estimator->name);
    add_text(out, "sample", cst_estimator_sample(cell->estimator, cell->model.play != NULL));
    add_number(out, "confidence", basis->confidence);
    add_number(out, "tail", basis->tail);
    add_number(out, "agents", basis->agents);
    fprintf(out, ",\"tasks_per_trial\":%" PRIu64, basis->tasks_per_trial);
    add_text(out, "tasks", tie(basis));
    add_flag(out, "ends", basis->ends);
    add_flag(out, "first_known", basis->whole);
    add_flag(out, "reports", basis->reports);
    add_flag(out, "votes", basis->votes);
    add_flag(out, "takes_out", basis->takes_out);
    add_number(out, "attack_most", basis->attack_most);
    add_number(out, "removal_most", basis->removal_most);
    add_number(out, "attack_rate", cst_model_attack_rate(&cell->model));
    add_number(out, "severity_least", severity[0]);
    add_number(out, "severity_most", severity[1]);
    if (varies) {
        fputs(",\"reviews_per_task\":null", out);
    } else {
        add_number(out, "reviews_per_task", basis->reviews_per_task);
    }
    add_number(out, "reviews_most", basis->reviews_most);
    add_number(out, "delay", basis->delay);
    add_number(out, "capacity", basis->capacity);
    add_number(out, "trusted_quality", basis->trusted_quality);
    add_weights(out, cell);
    fputc('}', out);
}

char *cst_basis_json(const cst_cell *cell, double confidence, double tail)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (out == NULL) {
        return NULL;
    }
    cst_results_basis basis = cst_cell_basis(cell);
    basis.confidence = confidence;
    basis.tail = tail;
    write_basis(out, cell, &basis);
    const bool full = ferror(out) != 0;
    if (fclose(out) != 0 || full) {
        free(text);
        return NULL;
    }
    return text;
}
