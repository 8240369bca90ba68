/* SPDX-License-Identifier: MIT */
#include "study/basis.h"

#include "estimate/sample/methods.h"
#include "estimate/sample/strata.h"

#include <math.h>

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

/* To the last bit, as results are made of it. */
static void add_number(cst_json *json, const char *name, double number)
{
    cst_json_number(json, name, number, 17);
}

static void add_weights(cst_json *json, const cst_cell *cell)
{
    const cst_strata of =
        cell->method->strata == NULL ? (cst_strata){0} : cell->method->strata(&cell->model);
    cst_json_open(json, "weights", '[');
    for (uint32_t i = 0; i < of.count; i++) {
        add_number(json, NULL, of.scale * of.weight[i]);
    }
    cst_json_close(json, ']');
}

/* P(an attack at which s reviewers scheme), where a trial is one. */
static void add_law(cst_json *json, const cst_cell *cell)
{
    const bool attacks = cell->method->strata != NULL && cell->model.play == NULL;
    const uint32_t count = attacks ? cst_strata_count(&cell->model) : 0;
    cst_json_open(json, "law", '[');
    for (uint32_t s = 0; s < count; s++) {
        add_number(json, NULL, cell->model.w[s]);
    }
    cst_json_close(json, ']');
}

void cst_basis_json(cst_json *json, const cst_cell *cell, double confidence, double tail)
{
    const double *severity = cell->model.spec.attack.severity;
    const cst_results_basis basis = cst_cell_basis(cell);
    cst_json_open(json, NULL, '{');
    cst_json_text(json, "method", cell->method->name);
    cst_json_text(json, "sample", cell->method->sample);
    add_number(json, "confidence", confidence);
    if (cell->looks > 1) {
        cst_json_count(json, "looks", cell->looks);
    }
    add_number(json, "tail", tail);
    add_number(json, "agents", basis.agents);
    cst_json_count(json, "tasks_per_trial", basis.tasks_per_trial);
    cst_json_text(json, "tasks", tie(&basis));
    cst_json_count(json, "ends", basis.ends);
    cst_json_count(json, "first_known", basis.whole);
    cst_json_count(json, "reports", basis.reports);
    cst_json_count(json, "votes", basis.votes);
    cst_json_count(json, "takes_out", basis.takes_out);
    cst_json_count(json, "cause_of_trial", basis.cause_of_trial);
    add_number(json, "attack_most", basis.attack_most);
    cst_json_count(json, "planted", cell->planted);
    add_number(json, "planted_most", cst_planted_most(&cell->model));
    add_number(json, "removal_most", basis.removal_most);
    add_number(json, "flag_most", basis.flag_most);
    add_number(json, "loss_most", basis.loss_most);
    cst_json_count(json, "loss_tasks", basis.loss_tasks);
    cst_json_count(json, "audits_most", basis.audits_most);
    cst_json_count(json, "removals", basis.removals);
    add_number(json, "attack_rate", cst_model_attack_rate(&cell->model));
    add_number(json, "severity_least", severity[0]);
    add_number(json, "severity_most", severity[1]);
    add_number(json, "reviews_per_task",
               basis.reviews_per_task == CST_ROW_REVIEWS_VARY ? (double)NAN
                                                              : basis.reviews_per_task);
    add_number(json, "reviews_most", basis.reviews_most);
    add_number(json, "delay", basis.delay);
    add_number(json, "capacity", basis.capacity);
    add_number(json, "trusted_quality", basis.trusted_quality);
    add_number(json, "audit_minutes", basis.audit_minutes);
    cst_json_count(json, "loses", basis.loses);
    cst_json_count(json, "peers", basis.peers);
    cst_json_count(json, "schemers_known", basis.schemers_known);
    cst_json_count(json, "schemers_tied", basis.schemers_tied);
    add_weights(json, cell);
    add_law(json, cell);
    cst_json_close(json, '}');
}
