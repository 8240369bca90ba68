/* SPDX-License-Identifier: MIT
 *
 * R = sum_s w_s u_s, as the model's laws of votes hold it (MODEL 11.1), summed over the cohorts of
 * actors; trials that end by MODEL 11.2. */
#include "estimate/exact/closed.h"

#include "base/check.h"
#include "estimate/exact/temporal.h"
#include "tally/tail.h"

#include <math.h>

/* Chances of one task, of one cohort or of the whole population. Each is a sum of positive terms:
 * any of them may be tiny, and 1 minus another would lose its digits. */
typedef struct chances {
    double attack;      /* the actor attacks */
    double escape;      /* and it escapes */
    double harmless;    /* and it does not escape */
    double caught;      /* and it is proven */
    double flagged;     /* and it is flagged */
    double honest;      /* the actor is honest */
    double false_flag;  /* and it is flagged */
    double honest_used; /* and its work is used */
    double reported;    /* the actor attacks, and an agent reports it */
} chances;

/* P(somebody reports an attack). */
static double reported_share(const cst_model *model, uint32_t c)
{
    const double *votes = cst_model_votes(model, c, true);
    const uint32_t k = model->slots;
    double share = 0.0;
    for (uint32_t i = k + 1; i < (k + 1) * (k + 1); i++) { /* from one report on */
        share += votes[i];
    }
    return fmin(share, 1.0);
}

static void add_cohort(chances *sum, const cst_model *model, uint32_t c, double weight)
{
    const double p = model->attack_rate[model->cohort[c].lineage];
    const double r = model->spec.protocol.audit_success;
    const bool discard = model->spec.protocol.flagged_work == CST_FLAGGED_DISCARD;
    const double flagged = cst_model_flag_share(model, c, true);
    const double passed = cst_model_pass_share(model, c, true);
    const double honest_used = discard ? cst_model_pass_share(model, c, false) : 1.0;
    sum->attack += weight * p;
    sum->escape += weight * (p * (passed + (discard ? 0.0 : flagged * (1.0 - r))));
    sum->harmless += weight * (p * flagged * (discard ? 1.0 : r));
    sum->caught += weight * (p * flagged * r);
    sum->flagged += weight * (p * flagged);
    sum->honest += weight * (1.0 - p);
    sum->false_flag += weight * ((1.0 - p) * cst_model_flag_share(model, c, false));
    sum->honest_used += weight * ((1.0 - p) * honest_used);
    sum->reported += weight * (p * reported_share(model, c));
}

static chances cohort_chances(const cst_model *model, uint32_t c)
{
    chances one = {0};
    add_cohort(&one, model, c, 1.0);
    return one;
}

static chances population_chances(const cst_model *model)
{
    chances sum = {0};
    for (uint32_t c = 0; c < model->cohorts; c++) {
        add_cohort(&sum, model, c, (double)model->cohort[c].agents / (double)model->spec.agents);
    }
    return sum;
}

/* Results that are rates of what happens: `share` is the share of planned tasks that happen. */
static void fill_rates(const cst_model *model, const chances *task, double share, double *value)
{
    const double minutes = model->spec.protocol.audit_minutes;
    const double flagged = task->flagged + task->false_flag;
    if (task->attack > 0.0) {
        value[CST_RESULT_MISS_SHARE] = task->escape / task->attack;
        value[CST_RESULT_MITIGATED_SHARE] = task->harmless / task->attack;
        if (model->crew == CST_CREW_POPULATION) {
            value[CST_RESULT_REPORTED_SHARE] = task->reported / task->attack;
        }
    }
    if (task->honest > 0.0) {
        value[CST_RESULT_USEFULNESS] = task->honest_used / task->honest;
    }
    value[CST_RESULT_WORK_DONE] = task->honest_used * share;
    value[CST_RESULT_AUDIT_RATE] = flagged * share;
    value[CST_RESULT_AUDIT_HOURS] = cst_results_audit_hours(minutes) * flagged * share;
    if (cst_protocol_reports(model->spec.protocol.kind)) {
        value[CST_RESULT_REPORT_RATE] = flagged * share;
        value[CST_RESULT_FALSE_REPORT_RATE] = task->false_flag * share;
    }
    if (cst_model_reviews(model) > 0) {
        value[CST_RESULT_REVIEW_COST] = cst_model_reviews(model) * share;
    }
}

static void fill_whole(const cst_model *model, double *value)
{
    const double n = (double)model->tasks_per_trial;
    const chances task = population_chances(model);
    fill_rates(model, &task, 1.0, value);
    value[CST_RESULT_LOST_WORK] = 0.0;
    value[CST_RESULT_RESIDUAL_RISK] = task.escape;
    value[CST_RESULT_EXPECTED_ESCAPES] = n * task.escape;
    if (!model->tasks_independent) {
        return;
    }
    double log_safe = 0.0;
    for (uint32_t c = 0; c < model->cohorts; c++) {
        const double tasks = (double)model->cohort[c].agents * (double)model->spec.rounds;
        log_safe += tasks * log1p(-cohort_chances(model, c).escape);
    }
    value[CST_RESULT_TRIAL_RISK] = -expm1(log_safe);
    value[CST_RESULT_SAFETY] = exp(log_safe);
}

/* Sequential independent tasks, all alike; the trial ends right after the task that triggers. */
static void fill_ending(const cst_model *model, double *value)
{
    if (model->cohorts != 1 || model->mixture) {
        return;
    }
    const double n = (double)model->tasks_per_trial;
    const chances task = cohort_chances(model, 0);
    const bool on_report = model->spec.response.on == CST_ON_REPORT;
    const cst_end_trial trial = {
        .escape = task.escape,
        .trigger = on_report ? task.flagged + task.false_flag : task.caught,
        .trigger_alone = on_report ? task.harmless + task.false_flag : task.caught,
        .tasks = n,
    };
    const cst_end_trial_risk risk = cst_temporal_end_trial(&trial);
    fill_rates(model, &task, risk.tasks / n, value);
    value[CST_RESULT_LOST_WORK] = risk.lost;
    value[CST_RESULT_EXPECTED_ESCAPES] = risk.expected_escapes;
    value[CST_RESULT_RESIDUAL_RISK] = risk.expected_escapes / n;
    value[CST_RESULT_TRIAL_RISK] = risk.trial_risk;
    value[CST_RESULT_SAFETY] = risk.safety;
    value[CST_RESULT_ESCAPES_BEFORE_CATCH] = risk.expected_escapes;
    value[CST_RESULT_CATCH_SHARE] =
        trial.trigger > 0.0
            ? task.caught / trial.trigger * cst_temporal_at_least_once(trial.trigger, n)
            : 0.0;
    value[CST_RESULT_TIME_TO_CATCH] = cst_temporal_rounds(
        trial.trigger, task.caught, model->spec.agents, (double)model->spec.rounds);
}

/* A paced attacker that neither waits nor stops remembers nothing: each of its tasks is an attack
 * with a chance of its own, as under policy trigger. */
static bool is_steady(const cst_model *model)
{
    const cst_attack_spec *attack = &model->spec.attack;
    return model->play != NULL && attack->policy == cst_policy_find("paced") && attack->wait == 0 &&
           attack->successes == 0;
}

static void fill_steady(const cst_model *model, double *value)
{
    cst_policy steady = *model->spec.attack.policy;
    cst_trial_spec spec = model->spec;
    cst_model plain = {0};
    steady.has_memory = false;
    spec.attack.policy = &steady;
    if (cst_model_make(&plain, &spec, NULL) == 0) {
        cst_closed_forms(&plain, value);
    }
    cst_model_free(&plain);
}

/* Whether a reviewer's report on an attack depends on nothing but what it is and what that is
 * worth: not on who else there is, nor on what happened before, nor on why it is asked: where
 * verdicts hang together, who is asked after another's silence is silent oftener. */
static bool reports_alone(const cst_model *model)
{
    const cst_collusion *strategy = model->spec.collusion.strategy;
    const bool chosen =
        model->spec.protocol.kind->chained && (strategy->together || model->difficulties > 1);
    return !strategy->clique && !strategy->reciprocal && !chosen &&
           model->spec.protocol.audit_budget <= 0.0;
}

/* P(a reviewer of lineage g that schemes reports an attack of an actor of lineage a). */
static double scheming_reports(const cst_model *model, uint32_t a, uint32_t g)
{
    const bool together = model->spec.collusion.strategy->together;
    double sum = 0.0;
    for (uint32_t i = 0; i < model->difficulties; i++) {
        const cst_seen *seen = cst_model_seen(model, CST_WORK_ATTACK, i, a, g);
        sum += model->difficulty[i] *
               (seen->report * (1.0 - seen->hide) + (1.0 - seen->report) * seen->accuse);
    }
    return sum * (together ? 1.0 : 1.0 - model->abstain);
}

/* The share of the reviews of attacks by reviewers that scheme which report, whatever the protocol
 * remembers: each of them is a draw of its own chance. Where that hangs on lineages, of reviewers
 * whose number is fixed. */
static void fill_schemers(const cst_model *model, double *value)
{
    double schemers = 0.0; /* that review an attack, to a factor */
    double reports = 0.0;
    bool possible = model->states_by_agent && cst_model_attack_rate(model) > 0.0;
    for (uint32_t s = 1; s <= model->slots && !model->states_by_agent; s++) {
        possible = possible || (model->crew == CST_CREW_POPULATION && model->w[s] > 0.0);
    }
    if (!cst_model_schemers_known(model) || !possible || !reports_alone(model)) {
        return;
    }
    if (model->lineages == 1) {
        value[CST_RESULT_REPORTED_BY_SCHEMERS] = scheming_reports(model, 0, 0);
        return;
    }
    if (model->play != NULL || model->ends) {
        return;
    }
    for (uint32_t c = 0; c < model->cohorts; c++) {
        const cst_cohort *actors = &model->cohort[c];
        const double attacks = (double)actors->agents * model->attack_rate[actors->lineage];
        double pool = 0.0;
        for (uint32_t g = 0; g < model->lineages; g++) {
            pool += (double)actors->pool[g];
        }
        for (uint32_t g = 0; g < model->lineages && pool > 0.0; g++) {
            const double rate = model->states_by_agent ? model->rate[g] : 1.0;
            const double weight = attacks * (double)actors->pool[g] / pool * rate;
            schemers += weight;
            reports += weight * scheming_reports(model, actors->lineage, g);
        }
    }
    if (schemers > 0.0) {
        value[CST_RESULT_REPORTED_BY_SCHEMERS] = reports / schemers;
    }
}

static void fill_mechanism(const cst_mechanism_spec *spec, double *value)
{
    double of[CST_MEASURES_MAX];
    spec->kind->exact(spec, of);
    for (uint32_t i = 0; spec->kind->measure[i].result != NULL; i++) {
        cst_result_kind kind;
        cst_require(cst_result_find(spec->kind->measure[i].result, &kind));
        value[kind] = of[i];
    }
}

void cst_closed_forms(const cst_model *model, double *value)
{
    for (int kind = 0; kind < CST_RESULT_KINDS; kind++) {
        value[kind] = NAN;
    }
    if (model->spec.mechanism.kind != NULL) {
        fill_mechanism(&model->spec.mechanism, value);
        return;
    }
    if (model->external) {
        return; /* nobody knows what a peer says */
    }
    fill_schemers(model, value);
    if (is_steady(model)) {
        fill_steady(model, value);
    } else if (model->play != NULL) {
        cst_closed_played(model, value);
    } else if (model->ends) {
        fill_ending(model, value);
    } else {
        fill_whole(model, value);
    }
}

void cst_closed_tails(const cst_model *model, double tail, double *value)
{
    const double risk = value[CST_RESULT_RESIDUAL_RISK];
    if (model->tasks_independent && model->tasks_alike && !isnan(risk)) {
        const cst_tail exact = cst_tail_binomial(model->tasks_per_trial, risk, tail);
        value[CST_RESULT_ESCAPES_VAR] = exact.var;
        value[CST_RESULT_ESCAPES_CVAR] = exact.cvar;
    }
}

int cst_closed_of_spec(const cst_trial_spec *spec, double *value, cst_error *error)
{
    cst_model model = {0};
    int code = cst_trial_spec_check(spec, error);
    code = code != 0 ? code : cst_model_make(&model, spec, error);
    if (code == 0) {
        cst_closed_forms(&model, value);
    }
    cst_model_free(&model);
    return code;
}

double cst_closed_form(const cst_trial_spec *spec, cst_result_kind kind)
{
    double value[CST_RESULT_KINDS];
    return cst_closed_of_spec(spec, value, NULL) == 0 ? value[kind] : (double)NAN;
}
