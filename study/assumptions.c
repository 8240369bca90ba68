/* SPDX-License-Identifier: MIT */
#include "study/assumptions.h"

#include "estimate/exact/closed.h"
#include "scenarios/load/choices.h"
#include "scenarios/load/literal.h"
#include "scenarios/load/uncertainty.h"
#include "study/show.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>

/* Whether a cell lies in the middle of every axis of numbers; of tied axes the first counts. */
static bool in_middle(const cst_scenario *scenario, const cst_scenario_cell *cell)
{
    for (size_t i = 0; i < scenario->axes; i++) {
        const cst_axis *axis = &scenario->axis[i];
        const char *middle = axis->value[(axis->values - 1) / 2];
        double value = 0.0;
        if (axis->with == i && cst_literal_number(middle, &value) &&
            strcmp(cell->at[i], middle) != 0) {
            return false;
        }
    }
    return true;
}

/* The first such cell in which agents review, else the first. */
static const cst_scenario_cell *base_of(const cst_scenario *scenario)
{
    const cst_scenario_cell *first = NULL;
    for (size_t i = 0; i < scenario->cells; i++) {
        const cst_scenario_cell *cell = &scenario->cell[i];
        if (!in_middle(scenario, cell)) {
            continue;
        }
        first = first == NULL ? cell : first;
        if (cst_protocol_reviewers(&cell->trial->protocol) > 0) {
            return cell;
        }
    }
    return first;
}

/* The range that the sweep gives to an input. False where it does not vary it. */
static bool range_of_axis(const cst_scenario *scenario, cst_input *input)
{
    const size_t at = cst_scenario_axis(scenario, input->key);
    if (at == scenario->axes || input->prior.kind == CST_PRIOR_NONE ||
        input->prior.kind == CST_PRIOR_BOOTSTRAP) {
        return false;
    }
    const cst_axis *axis = &scenario->axis[at];
    input->prior = (cst_prior){.kind = CST_PRIOR_UNIFORM, .a = INFINITY, .b = -INFINITY};
    for (size_t i = 0; i < axis->values; i++) {
        double value = 0.0;
        if (cst_literal_number(axis->value[i], &value)) {
            input->prior.a = fmin(input->prior.a, value);
            input->prior.b = fmax(input->prior.b, value);
        }
    }
    return true;
}

static void add(cst_assumptions *to, const cst_input *input, const char *source)
{
    const cst_scenario_cell *cell = to->cell;
    const cst_random random = {.seed = cell->estimate.seed, .stream = cell->estimate.stream};
    cst_assumption *one = &to->input[to->count];
    *one = (cst_assumption){.input = *input, .source = source};
    one->effect = cst_assume_effect_of(input, cell->trial, &random, cell->estimate.confidence);
    if (!one->effect.exists) {
        to->none[to->without++] = input->key;
        return;
    }
    one->change = fabs(one->effect.risk_high - one->effect.risk_low);
    if (one->change <= 1e-12 * to->base) { /* nothing but rounding */
        one->change = 0.0;
        to->idle++;
    }
    to->count++;
}

/* Stable, so that equal changes keep the order of the keys. */
static void sort(cst_assumptions *to)
{
    for (uint32_t i = 1; i < to->count; i++) {
        const cst_assumption moved = to->input[i];
        uint32_t at = i;
        for (; at > 0 && to->input[at - 1].change < moved.change; at--) {
            to->input[at] = to->input[at - 1];
        }
        to->input[at] = moved;
    }
}

static void collect(cst_assumptions *to)
{
    const cst_inputs *said = &to->cell->uncertain;
    cst_input rest[CST_INPUTS_MAX];
    const uint32_t count = cst_scenario_exact(to->cell, rest);
    for (uint32_t i = 0; i < said->count; i++) {
        add(to, &said->input[i], "uncertainty");
    }
    for (uint32_t i = 0; i < count; i++) {
        cst_input input = rest[i];
        if (range_of_axis(to->scenario, &input)) {
            add(to, &input, "sweep");
        } else if (said->count == 0) {
            add(to, &input, "default");
        }
    }
    sort(to);
}

static void compare(cst_assumptions *to)
{
    const cst_scenario_cell *cell = to->cell;
    cst_trial_spec law;
    to->committee = cst_assume_committee_of(cell->trial);
    to->shaped = cst_assume_shape(cell->trial, &law, &to->shape);
    if (to->shaped) {
        to->shape_value = cst_input_value(&to->shape, &law);
        cst_input smaller = to->shape;
        smaller.prior.b = to->shape_value;
        const cst_break_even over = cst_assume_break_even(&law, &smaller, to->base * (1.0 + 1e-12));
        to->at_most = over.kind == CST_BREAK_EVEN_NEVER && to->shape_value > smaller.prior.a;
        to->half = cst_assume_break_even(&law, &to->shape, 0.5 * to->unmonitored);
    }
    to->trusted = cell->trial->protocol.kind->crew != CST_CREW_TRUSTED && cell->beside != NULL &&
                  isfinite(cst_closed_form(cell->beside, CST_RESULT_RESIDUAL_RISK));
    if (!to->trusted) {
        return;
    }
    to->trusted_risk = cst_closed_form(cell->beside, CST_RESULT_RESIDUAL_RISK);
    if (to->shaped) {
        to->against = cst_assume_break_even(&law, &to->shape, to->trusted_risk);
    }
    cst_trial_spec threshold = *cell->beside;
    threshold.trusted.model = cst_score_find("threshold");
    const cst_input tpr = {.key = "monitor.trusted.score.tpr",
                           .offset = offsetof(cst_trial_spec, trusted.tpr),
                           .prior = {.kind = CST_PRIOR_UNIFORM, .a = 0.0, .b = 1.0}};
    to->needed = cst_assume_break_even(&threshold, &tpr, to->base);
}

__attribute__((format(printf, 2, 3))) static void say(cst_assumptions *to, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    vsnprintf(to->sentence[to->sentences++], CST_SENTENCE_SIZE, format, list);
    va_end(list);
}

/* What is left of the risk without monitoring, in percent. */
static cst_words left_of(const cst_assumptions *to, double risk)
{
    return cst_show_percent(risk / to->unmonitored, 3);
}

static const char *rule_name(cst_rule rule)
{
    return cst_choice_rule.item((uint32_t)rule).name;
}

/* "a committee of 3 (rule any)", or another protocol by its name. */
static void name_crew(const cst_trial_spec *spec, char *out, size_t size)
{
    const cst_protocol_spec *protocol = &spec->protocol;
    if (protocol->kind->committee) {
        snprintf(out, size, "a committee of %lu (rule %s)", (unsigned long)protocol->reviewers,
                 rule_name(protocol->rule));
    } else {
        snprintf(out, size, "protocol %s", protocol->kind->name);
    }
}

/* What a sentence about the base takes as given: the inputs that matter, by their values, but for
 * the shape that it speaks of itself. */
static void name_given(const cst_assumptions *to, char *out, size_t size)
{
    enum { NAMED_MAX = 4 };
    size_t used = 0;
    uint32_t named = 0;
    for (uint32_t i = 0; i + to->idle < to->count && named < NAMED_MAX && used < size; i++) {
        const cst_assumption *one = &to->input[i];
        if (to->shaped && strcmp(one->input.key, to->shape.key) == 0) {
            continue;
        }
        used += (size_t)snprintf(out + used, size - used, "%s%s %s", named++ > 0 ? ", " : "",
                                 one->input.key, cst_show_number(one->effect.base, 4).text);
    }
    snprintf(out + (used < size ? used : size - 1), size - (used < size ? used : size - 1), "%s",
             named > 0 ? " and all else" : "all");
}

static void say_base(cst_assumptions *to)
{
    char crew[96];
    char given[256];
    char at[160] = "";
    name_crew(to->cell->trial, crew, sizeof crew);
    if (to->shaped) {
        snprintf(at, sizeof at, to->at_most ? " if %s is at most %s" : " at %s = %s", to->shape.key,
                 cst_show_number(to->shape_value, 6).text);
    }
    name_given(to, given, sizeof given);
    say(to,
        "At %s attacks per planned task, %s leaves %s%s %% of the risk%s: %s escaped attacks per "
        "planned task. This takes as given: %s that the scenario says.",
        cst_show_number(to->unmonitored, 4).text, crew, to->at_most ? "at most " : "",
        left_of(to, to->base).text, at, cst_show_number(to->base, 4).text, given);
}

static void say_half(cst_assumptions *to)
{
    const cst_words at = cst_show_number(to->half.at, 6);
    const cst_words low = cst_show_number(to->shape.prior.a, 6);
    const cst_words high = cst_show_number(to->shape.prior.b, 6);
    switch (to->half.kind) {
    case CST_BREAK_EVEN_FOUND:
        say(to, "It leaves less than half of the risk as long as %s is %s %s.", to->shape.key,
            to->half.rising ? "below" : "above", at.text);
        break;
    case CST_BREAK_EVEN_NEVER:
        say(to, "It leaves no more than half of the risk at any %s from %s to %s.", to->shape.key,
            low.text, high.text);
        break;
    case CST_BREAK_EVEN_ALWAYS:
        say(to, "It leaves half of the risk or more at every %s from %s to %s.", to->shape.key,
            low.text, high.text);
        break;
    case CST_BREAK_EVEN_SEVERAL:
        say(to,
            "The share of the risk that it leaves crosses one half %d times as %s goes from %s to "
            "%s, first at %s.",
            to->half.crossings, to->shape.key, low.text, high.text, at.text);
        break;
    case CST_BREAK_EVEN_EQUAL:
    case CST_BREAK_EVEN_UNKNOWN:
        break;
    }
}

static void say_trusted(cst_assumptions *to)
{
    const cst_words at = cst_show_number(to->against.at, 6);
    const cst_words left = left_of(to, to->trusted_risk);
    const cst_score_spec *score = &to->cell->beside->trusted;
    char who[160];
    snprintf(who, sizeof who, "a trusted monitor with TPR %s at FPR %s",
             cst_show_number(cst_score_tpr(score), 4).text, cst_show_number(score->fpr, 4).text);
    switch (to->against.kind) {
    case CST_BREAK_EVEN_FOUND:
        say(to, "%s %s = %s, %s leaves less: %s %% of the risk.",
            to->against.rising ? "Above" : "Below", to->shape.key, at.text, who, left.text);
        break;
    case CST_BREAK_EVEN_NEVER:
        say(to, "At every %s, %s leaves as much or more: %s %% of the risk.", to->shape.key, who,
            left.text);
        break;
    case CST_BREAK_EVEN_ALWAYS:
        say(to, "At every %s, %s leaves as much or less: %s %% of the risk.", to->shape.key, who,
            left.text);
        break;
    case CST_BREAK_EVEN_SEVERAL:
        say(to,
            "As %s grows, it changes %d times whether this protocol or %s leaves less risk, first "
            "at %s.",
            to->shape.key, to->against.crossings, who, at.text);
        break;
    case CST_BREAK_EVEN_EQUAL:
        say(to, "At every %s, %s leaves the same risk.", to->shape.key, who);
        break;
    case CST_BREAK_EVEN_UNKNOWN:
        break;
    }
}

static void say_needed(cst_assumptions *to)
{
    if (to->needed.kind == CST_BREAK_EVEN_FOUND) {
        say(to, "A trusted monitor with a TPR above %s leaves less than %s %% of the risk.",
            cst_show_number(to->needed.at, 6).text, left_of(to, to->base).text);
    } else if (to->needed.kind == CST_BREAK_EVEN_ALWAYS) {
        say(to, "No trusted monitor leaves less risk than this, whatever its TPR.");
    }
}

static void say_committee(cst_assumptions *to)
{
    const cst_assume_committee *of = &to->committee;
    if (of->enough > 0) {
        say(to,
            "With rule %s, %lu reviewer%s per task leave%s %s %% of the risk. More reviewers lower "
            "the remaining risk by less than 1 %% per reviewer added.",
            rule_name(of->rule), (unsigned long)of->enough, of->enough == 1 ? "" : "s",
            of->enough == 1 ? "s" : "", left_of(to, of->risk[of->enough]).text);
    } else {
        say(to,
            "With rule %s, more reviewers per task, up to %lu, still lower the remaining risk by "
            "at least 1 %% per reviewer added.",
            rule_name(of->rule), (unsigned long)of->most);
    }
}

static void say_most(cst_assumptions *to)
{
    const cst_assumption *one = &to->input[0];
    say(to,
        "The assumption that moves the residual risk most is %s%s: from %s to %s it goes from "
        "%s to %s.",
        one->input.key, one->input.prior.kind == CST_PRIOR_BOOTSTRAP ? " (as TPR)" : "",
        cst_show_number(one->effect.low, 4).text, cst_show_number(one->effect.high, 4).text,
        cst_show_number(one->effect.risk_low, 4).text,
        cst_show_number(one->effect.risk_high, 4).text);
}

static void say_honeypots(cst_assumptions *to)
{
    const cst_honeypots *of = &to->honeypots;
    const char *risk = cst_result_name(of->objective);
    const cst_words from = cst_show_number(of->without.risk, 4);
    const cst_words until = cst_show_number(of->unrecognised.risk, 4);
    switch (of->kind) {
    case CST_HONEYPOTS_NONE:
        break;
    case CST_HONEYPOTS_NOTHING:
        say(to, "Honeypots prevent nothing: %s is %s with and without them.", risk, from.text);
        break;
    case CST_HONEYPOTS_UNJUDGED:
        say(to,
            "%llu trials cannot show whether honeypots prevent anything: %s is about %s without "
            "them and %s if nobody recognises them.",
            (unsigned long long)of->trials, risk, from.text, until.text);
        break;
    case CST_HONEYPOTS_ALWAYS:
        say(to,
            "Honeypots that nobody recognises lower %s from %s to %s. Even if all are recognised, "
            "they achieve more than half of that.",
            risk, from.text, until.text);
        break;
    case CST_HONEYPOTS_FOUND:
        say(to,
            "Honeypots that nobody recognises lower %s from %s to %s. They achieve less than half "
            "of that if scheming.honeypot_recognition is above %s (between %s and %s with %s %% "
            "confidence).",
            risk, from.text, until.text, cst_show_number(of->at, 3).text,
            cst_show_number(of->from, 3).text, cst_show_number(of->to, 3).text,
            cst_show_percent(to->cell->estimate.confidence, 12).text);
        break;
    }
}

static void say_all(cst_assumptions *to)
{
    if (!isfinite(to->base)) {
        say_honeypots(to);
        return;
    }
    if (to->unmonitored <= 0.0) {
        say(to, "Nobody attacks here, so there is no risk to lower.");
        return;
    }
    say_base(to);
    if (to->shaped) {
        say_half(to);
    }
    if (to->shaped && to->trusted) {
        say_trusted(to);
        say_needed(to);
    }
    if (to->committee.most >= to->committee.least) {
        say_committee(to);
    }
    if (to->count > 0 && to->input[0].change > 0.0) {
        say_most(to);
    }
    say_honeypots(to);
}

int cst_assumptions_make(cst_assumptions *assumptions, const cst_scenario *scenario,
                         cst_error *error)
{
    *assumptions = (cst_assumptions){.scenario = scenario, .cell = base_of(scenario)};
    const cst_trial_spec *spec = assumptions->cell->trial;
    assumptions->unmonitored = cst_model_attack_rate(&assumptions->cell->made->model);
    assumptions->base = cst_closed_form(spec, CST_RESULT_RESIDUAL_RISK);
    assumptions->committee.least = 1; /* to 0: none, unless compare finds some */
    const int code = cst_honeypots_judge(spec, assumptions->cell->estimate.confidence,
                                         &assumptions->honeypots, error);
    if (code != 0) {
        return code;
    }
    if (isfinite(assumptions->base)) {
        collect(assumptions);
        if (assumptions->unmonitored > 0.0) {
            compare(assumptions);
        }
    } else if (assumptions->honeypots.kind == CST_HONEYPOTS_NONE) {
        return cst_error_set(
            error, CST_ERR_METHOD, "protocol.kind",
            "%s: residual_risk has no closed form here, and assumptions are judged "
            "by it; vary them in a sweep of custodes run",
            spec->protocol.kind->name);
    }
    say_all(assumptions);
    return 0;
}

static bool takes(const cst_input *input, const cst_trial_spec *spec, double value)
{
    cst_trial_spec at = *spec;
    cst_input_set(input, value, &at);
    return cst_trial_spec_check(&at, NULL) == 0;
}

/* An end of the range, unless it stands alone: then the last value on the way to it. */
static double end_of(const cst_input *input, const cst_trial_spec *spec, double end, double other)
{
    const double inside = end + (other - end) / 1024.0;
    return takes(input, spec, inside) ? end : cst_assume_reach(input, spec, inside);
}

/* Whether a scenario may have values between the ends: some keys take whole numbers alone. */
static bool takes_all(const cst_input *input, const cst_trial_spec *spec)
{
    static const double shares[] = {0.123, 0.456, 0.789};
    bool all = true;
    for (size_t i = 0; i < sizeof shares / sizeof shares[0]; i++) {
        all = all && takes(input, spec, cst_prior_quantile(&input->prior, shares[i]));
    }
    return all;
}

/* An input over the range that it was moved over: ends that are no scenario have been left. */
static cst_input moved_over(cst_assumption *one, const cst_trial_spec *spec)
{
    cst_input input = one->input;
    const bool range =
        input.prior.kind == CST_PRIOR_UNIFORM || input.prior.kind == CST_PRIOR_LOG_UNIFORM;
    if (range && strcmp(one->source, "uncertainty") != 0) {
        input.prior.a = end_of(&input, spec, one->effect.low, one->effect.high);
        input.prior.b = end_of(&input, spec, one->effect.high, one->effect.low);
        one->held = !(input.prior.a < input.prior.b) || !takes_all(&input, spec);
    }
    input.prior.kind = one->held ? CST_PRIOR_NONE : input.prior.kind;
    return input;
}

static int no_indices(const char *reason, cst_error *error)
{
    return cst_error_set(error, CST_ERR_METHOD, NULL,
                         "assumptions --sensitivity: %s; 'custodes help sweep' has designs, whose "
                         "cells are simulated",
                         reason);
}

/* Which of the inputs go together, by their places here: those that the section says and that have
 * an effect. */
static uint32_t find_pairs(const cst_assumptions *of, cst_input_pair *pair)
{
    const cst_inputs *said = &of->cell->uncertain;
    uint32_t pairs = 0;
    for (uint32_t i = 0; i < said->pairs; i++) {
        cst_input_pair one = said->pair[i];
        uint32_t found = 0;
        for (uint32_t k = 0; k < of->count; k++) {
            const char *key = of->input[k].input.key;
            if (key == said->input[said->pair[i].a].key) {
                one.a = k;
                found++;
            } else if (key == said->input[said->pair[i].b].key) {
                one.b = k;
                found++;
            }
        }
        if (found == 2) {
            pair[pairs++] = one;
        }
    }
    return pairs;
}

int cst_assumptions_vary(cst_assumptions *assumptions, cst_result_kind kind, uint32_t draws,
                         cst_error *error)
{
    const cst_scenario_cell *cell = assumptions->cell;
    const cst_random random = {.seed = cell->estimate.seed, .stream = cell->estimate.stream};
    cst_input input[CST_INPUTS_MAX];
    cst_input_pair pair[CST_UNCERTAINTY_PAIRS_MAX];
    cst_inputs inputs;
    if (assumptions->count == 0 || !isfinite(cst_closed_form(cell->trial, kind))) {
        char reason[128];
        snprintf(reason, sizeof reason, "%s %s", cst_result_name(kind),
                 assumptions->count == 0 ? "has no input with a range"
                                         : "has no closed form here, and indices need one");
        return no_indices(reason, error);
    }
    for (uint32_t i = 0; i < assumptions->count; i++) {
        input[i] = moved_over(&assumptions->input[i], cell->trial);
    }
    int code = cst_inputs_copy(&inputs, input, assumptions->count, error);
    code = code != 0 ? code : cst_inputs_pair(&inputs, pair, find_pairs(assumptions, pair), error);
    if (code == 0) {
        code = cst_sensitivity_make(&assumptions->sensitivity, &inputs, cell->trial, kind, &random,
                                    draws, error);
    }
    cst_inputs_free(&inputs);
    if (code == 0 && assumptions->sensitivity.draws == 0) {
        return no_indices(assumptions->sensitivity.reason, error);
    }
    assumptions->varied = code == 0;
    return code;
}
