/* SPDX-License-Identifier: MIT */
#include "cli/show/describe.h"

#include "cli/show/flow.h"
#include "scenarios/load/schema.h"
#include "study/finding.h"
#include "study/show.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>

typedef struct phrases {
    const cst_scenario *scenario;
    cst_settings said;
} phrases;

bool cst_describe_varies(const cst_scenario *scenario, const char *key)
{
    const size_t length = strlen(key);
    for (size_t i = 0; i < scenario->axes; i++) {
        const char *axis = scenario->axis[i].key;
        if (strncmp(axis, key, length) == 0 && (axis[length] == '\0' || axis[length] == '.')) {
            return true;
        }
    }
    return false;
}

__attribute__((format(printf, 3, 4))) static void say(phrases *to, bool start, const char *format,
                                                      ...)
{
    char *text = to->said.text;
    size_t used = strlen(text);
    if (start && used > 0) {
        snprintf(text + used, sizeof to->said.text - used, "; ");
        used = strlen(text);
    }
    va_list list;
    va_start(list, format);
    vsnprintf(text + used, sizeof to->said.text - used, format, list);
    va_end(list);
}

/* "name value" where the key is the same in all cells. */
static void say_number(phrases *to, const char *key, const char *name, double value)
{
    if (!cst_describe_varies(to->scenario, key)) {
        say(to, true, "%s %s", name, cst_show_number(value, 6).text);
    }
}

/* The first cell of which that holds, or NULL. */
static const cst_trial_spec *first_with(const cst_scenario *scenario,
                                        bool (*holds)(const cst_trial_spec *trial))
{
    size_t i = 0;
    while (i < scenario->cells && !holds(scenario->cell[i].trial)) {
        i++;
    }
    return i < scenario->cells ? scenario->cell[i].trial : NULL;
}

/* A trusted monitor and an agent look at the same work. */
static bool is_joint(const cst_trial_spec *trial)
{
    return trial->protocol.kind->joint;
}

static bool has_agents(const cst_trial_spec *trial)
{
    return trial->protocol.kind->crew == CST_CREW_POPULATION;
}

static bool has_trusted(const cst_trial_spec *trial)
{
    return trial->protocol.kind->crew == CST_CREW_TRUSTED;
}

static bool has_crew(const cst_trial_spec *trial)
{
    return trial->protocol.kind->crew != CST_CREW_NOBODY;
}

/* Schemers may have a cause in common: agents review, or the cause outlives a task or is a
 * lineage's. */
static bool has_law(const cst_trial_spec *trial)
{
    return has_agents(trial) || cst_scheming_shares(&trial->scheming);
}

/* Actor and reviewers of a task share a cause that is this task's own. */
static bool shares_cause(const cst_trial_spec *trial)
{
    return has_agents(trial) && !cst_scheming_shares(&trial->scheming) &&
           trial->scheming.law.law != cst_law_find("independent");
}

/* "lineage b 0.7 (rate 0.2, TPR 0.6)" for each that has values of its own or company. */
static void say_lineages(phrases *to, const cst_population_spec *population)
{
    for (uint32_t g = 0; g < population->lineages; g++) {
        const cst_lineage *lineage = &population->lineage[g];
        const struct {
            const char *name;
            double value;
        } own[] = {{"rate", lineage->rate},
                   {"rho", lineage->rho},
                   {"TPR", lineage->tpr},
                   {"FPR", lineage->fpr}};
        char values[160] = "";
        size_t used = 0;
        for (size_t i = 0; i < sizeof own / sizeof own[0]; i++) {
            if (!isnan(own[i].value)) {
                used += (size_t)snprintf(values + used, sizeof values - used, "%s%s %s",
                                         used > 0 ? ", " : " (", own[i].name,
                                         cst_show_number(own[i].value, 4).text);
            }
        }
        if (population->lineages > 1 || used > 0) {
            say(to, true, "lineage %s %s%s%s", lineage->name,
                cst_show_number(lineage->share, 4).text, values, used > 0 ? ")" : "");
        }
    }
}

static void say_protocol(phrases *to, const cst_protocol_spec *protocol)
{
    static const char *const rules[] = {"any", "majority", "all", "r of k"};
    static const char *const assigns[] = {"drawn at random", "in a ring", "in fixed pairs",
                                          "from other lineages", "in rotation"};
    const cst_scenario *scenario = to->scenario;
    if (cst_describe_varies(scenario, "protocol.kind")) {
        return;
    }
    say(to, true, "%s", protocol->kind->name);
    if (protocol->kind->committee) {
        if (!cst_describe_varies(scenario, "protocol.reviewers")) {
            say(to, false, " of %lu", (unsigned long)protocol->reviewers);
        }
        if (!cst_describe_varies(scenario, "protocol.rule")) {
            say(to, false, ", rule %s", rules[protocol->rule]);
        }
        if (protocol->rule == CST_RULE_R_OF_K && !cst_describe_varies(scenario, "protocol.votes")) {
            say(to, false, " with %lu votes", (unsigned long)protocol->votes);
        }
    }
    if (protocol->kind->crew == CST_CREW_POPULATION &&
        !cst_describe_varies(scenario, "protocol.assign")) {
        say(to, false, ", reviewers %s", assigns[protocol->assign]);
    }
    if (protocol->kind->crew == CST_CREW_AUDITOR) {
        say_number(to, "protocol.audit.share", "audit share", protocol->audit_share);
    }
}

/* The law with its shape; lawful is a cell that has one, or NULL. */
static void say_scheming(phrases *to, const cst_scheming_spec *first, const cst_trial_spec *lawful)
{
    const cst_scenario *scenario = to->scenario;
    if (cst_population_serves(scenario->cell[0].trial, offsetof(cst_lineage, rate))) {
        say_number(to, "scheming.rate", "scheming rate", first->law.rate);
    }
    if (lawful == NULL || cst_describe_varies(scenario, "scheming.dependence")) {
        return;
    }
    const cst_law_spec *law = &lawful->scheming.law;
    say(to, true, "dependence %s", law->law->name);
    const bool taken = !law->law->urn || cst_population_serves(lawful, offsetof(cst_lineage, rho));
    const cst_parameter *const *row = law->law->shape;
    for (; *row != NULL && taken; row++) {
        if ((*row)->symbol != NULL && !cst_describe_varies(scenario, (*row)->key)) {
            say(to, false, " %s=%s", (*row)->symbol,
                cst_show_number(cst_parameter_value(*row, law), 6).text);
        }
    }
    if (lawful->scheming.propensity == CST_PROPENSITY_MIXTURE) {
        say(to, true, "mixture of never, rare and consistent schemers");
    }
}

static void say_monitor(phrases *to, const char *who, const char *key, const cst_score_spec *score)
{
    const bool margin = score->model == cst_score_find("histogram");
    if (cst_describe_varies(to->scenario, key) ||
        (margin && cst_describe_varies(to->scenario, "monitor.joint"))) {
        return;
    }
    say(to, true, "%s TPR %s at FPR %s", who, cst_show_number(cst_score_tpr(score), 4).text,
        cst_show_number(score->fpr, 4).text);
}

/* How the scores of the two monitors hang together. */
static void say_joint(phrases *to, const cst_joint_spec *joint)
{
    if (joint->counts != NULL) {
        say(to, true, "scores of both from joint counts");
    } else {
        say_number(to, "monitor.joint.honest_correlation",
                   "latent correlation of both on honest work", joint->honest_correlation);
        say_number(to, "monitor.joint.attack_correlation", "on attacks", joint->attack_correlation);
    }
}

static void say_review(phrases *to, const cst_trial_spec *reviewed, const cst_trial_spec *trusted)
{
    if (reviewed != NULL) {
        if (cst_population_serves(reviewed, offsetof(cst_lineage, tpr))) {
            say_monitor(to, "reviewers'", "monitor.score", &reviewed->score);
        } else if (cst_population_serves(reviewed, offsetof(cst_lineage, fpr))) {
            say_number(to, "monitor.score.fpr", "other reviewers' FPR", reviewed->score.fpr);
        }
        if (!cst_describe_varies(to->scenario, "collusion.strategy")) {
            say(to, true, "collusion %s", reviewed->collusion.strategy->name);
            if (reviewed->collusion.strategy->parameter[0] != NULL &&
                !cst_describe_varies(to->scenario, "collusion.probability")) {
                say(to, false, " (probability %s)",
                    cst_show_number(reviewed->collusion.probability, 6).text);
            }
        }
    }
    const cst_trial_spec *both = first_with(to->scenario, is_joint);
    const cst_trial_spec *with = trusted != NULL ? trusted : both;
    if (with != NULL) {
        say_monitor(to, "trusted monitor's", "monitor.trusted.score", &with->trusted);
    }
    if (both != NULL) {
        say_joint(to, &both->joint);
    }
    const cst_trial_spec *any = reviewed != NULL ? reviewed : trusted;
    if (any != NULL && any->abstain > 0.0) {
        say_number(to, "monitor.abstain", "abstentions", any->abstain);
    }
}

/* What departs from attacking whenever it schemes. */
static void say_attack(phrases *to, const cst_trial_spec *trial)
{
    if (trial->attack.policy != cst_policy_find("always") &&
        !cst_describe_varies(to->scenario, "attack.policy")) {
        say(to, true, "attack policy %s", trial->attack.policy->name);
    }
}

static void say_response(phrases *to, const cst_response_spec *response)
{
    static const char *const effects[] = {
        [CST_EFFECT_END_TRIAL] = "a trial ends",
        [CST_EFFECT_QUARANTINE] = "its actor is out",
        [CST_EFFECT_RECALL] = "its lineage is out",
        [CST_EFFECT_RETRACT] = "its actor's last outputs are taken back",
    };
    if (response->effect != CST_EFFECT_NONE &&
        !cst_describe_varies(to->scenario, "response.effect")) {
        say(to, true, "%s on %s", effects[response->effect],
            response->on == CST_ON_CATCH ? "a catch" : "a report");
    }
    if (response->effect == CST_EFFECT_QUARANTINE && response->refill > 0 &&
        !cst_describe_varies(to->scenario, "response")) {
        say(to, true, "a fresh agent after %lu rounds", (unsigned long)response->refill);
    }
}

/* Whether a heading has a number of a mechanism: one that is not always read, only where it is not
 * the initial one. */
static bool is_said(const cst_parameter *row, const cst_mechanism_spec *spec)
{
    return row->symbol != NULL &&
           (row->when == NULL || cst_parameter_value(row, spec) != row->initial);
}

/* "rates [0.31, 0.79]" of a list that is stated; of a long one how many there are. */
static bool say_list(phrases *to, const char *before, const cst_parameter *row,
                     const cst_mechanism_spec *spec)
{
    enum { MOST = 6 };
    const char *base = (const char *)spec;
    const uint32_t count = *(const uint32_t *)(const void *)(base + row->length);
    const double *value = *(const double *const *)(const void *)(base + row->offset);
    if (count > 0) {
        say(to, false, "%s %s ", before, cst_parameter_word(row->key));
    }
    if (count > MOST) {
        say(to, false, "(%lu numbers)", (unsigned long)count);
    }
    for (uint32_t i = 0; count <= MOST && i < count; i++) {
        say(to, false, "%s%s%s", i > 0 ? ", " : "[", cst_show_number(value[i], 4).text,
            i + 1 < count ? "" : "]");
    }
    return count > 0;
}

static const char *most_of(const cst_scenario_cell *cell)
{
    return cst_estimate_stop(&cell->estimate).rule == CST_STOP_TRIALS ? "" : "at most ";
}

static void say_stop(phrases *to, const cst_scenario_cell *cell)
{
    const cst_settings ends = cst_describe_stop(cell);
    say(to, false, "%s%s", ends.text[0] != '\0' ? ", until " : "", ends.text);
}

/* "guards: transfer 0.1, guards 5; 1000 trials", in the words of the file. */
static void say_mechanism(phrases *to, const cst_scenario_cell *cell)
{
    const cst_mechanism_spec *spec = &cell->trial->mechanism;
    const char *before = ":";
    say(to, true, "%s", spec->kind->name);
    for (const cst_parameter *const *row = spec->kind->parameter; *row != NULL; row++) {
        if ((*row)->kind == CST_PARAMETER_LIST) {
            before = say_list(to, before, *row, spec) ? "," : before;
        } else if (is_said(*row, spec) && !cst_describe_varies(to->scenario, (*row)->key)) {
            say(to, false, "%s %s %s", before, cst_parameter_word((*row)->key),
                cst_show_number(cst_parameter_value(*row, spec), 6).text);
            before = ",";
        }
    }
    say(to, true, "%s%s trials", most_of(cell), cst_show_count(cell->estimate.trials).text);
    say_stop(to, cell);
}

cst_settings cst_describe_stop(const cst_scenario_cell *cell)
{
    cst_settings words = {""};
    const cst_stop stop = cst_estimate_stop(&cell->estimate);
    const char *on = cst_result_name(cst_finding_stop_on(cell));
    const cst_words value = cst_show_number(stop.value, 12);
    switch (stop.rule) {
    case CST_STOP_EVENTS:
        snprintf(words.text, sizeof words.text, "%s has %s events", on, value.text);
        break;
    case CST_STOP_HALF_WIDTH:
        snprintf(words.text, sizeof words.text, "half of the interval of %s is at most %s", on,
                 value.text);
        break;
    case CST_STOP_RELATIVE:
        snprintf(words.text, sizeof words.text, "half of the interval of %s is at most %s %% of it",
                 on, cst_show_percent(stop.value, 12).text);
        break;
    case CST_STOP_UPPER:
        snprintf(words.text, sizeof words.text,
                 "the interval of %s lies below %s, or does not reach below it", on, value.text);
        break;
    case CST_STOP_TOTAL:
        snprintf(words.text, sizeof words.text, "all cells together have spent %s trials",
                 cst_show_count((uint64_t)stop.value).text);
        break;
    case CST_STOP_SECONDS:
        snprintf(words.text, sizeof words.text, "the run has taken %s s", value.text);
        break;
    default:
        break;
    }
    return words;
}

cst_settings cst_describe_settings(const cst_scenario *scenario)
{
    phrases to = {.scenario = scenario};
    const cst_scenario_cell *first = &scenario->cell[0];
    if (first->trial->mechanism.kind != NULL) {
        say_mechanism(&to, first);
        return to.said;
    }
    const cst_trial_spec *reviewed = first_with(scenario, has_agents);
    const cst_trial_spec *trusted = first_with(scenario, has_trusted);
    say_protocol(&to, &first->trial->protocol);
    say_scheming(&to, &first->trial->scheming, first_with(scenario, has_law));
    say_lineages(&to, &first->trial->population);
    say_review(&to, reviewed, trusted);
    say_number(&to, "protocol.audit.success", "audit success",
               first->trial->protocol.audit_success);
    say_attack(&to, first->trial);
    say_response(&to, &first->trial->response);
    if (!cst_describe_varies(scenario, "trial") && !cst_describe_varies(scenario, "estimate")) {
        say(&to, true, "%s%s %s of %s agents x %lu rounds", most_of(first),
            cst_show_count(first->estimate.trials).text, first->made->method->sample,
            cst_show_count(first->trial->agents).text, (unsigned long)first->trial->rounds);
        say_stop(&to, first);
    }
    return to.said;
}

void cst_describe_rotation(FILE *out, const cst_scenario *scenario)
{
    uint32_t least = 0;
    uint32_t most = 0;
    for (size_t i = 0; i < scenario->cells; i++) {
        const uint32_t apart = cst_trial_spec_rounds_apart(scenario->cell[i].trial);
        least = apart > 0 && (least == 0 || apart < least) ? apart : least;
        most = apart > most ? apart : most;
    }
    if (least > 0) {
        char other[32] = "";
        if (least < most) {
            (void)snprintf(other, sizeof other, " to %u", most);
        }
        cst_flow_line(out,
                      "In rotation, while all agents are in, no reviewer has the same actor again "
                      "within %u%s rounds.",
                      least, other);
    }
}

void cst_describe_assumptions(FILE *out, const cst_scenario *scenario)
{
    const cst_trial_spec *first = scenario->cell[0].trial;
    if (first->mechanism.kind != NULL) {
        cst_flow_line(out, "The mechanism: %s ('custodes help %s' tells more).",
                      first->mechanism.kind->text, first->mechanism.kind->name);
        return;
    }
    cst_describe_rotation(out, scenario);
    if (first_with(scenario, has_crew) != NULL &&
        !cst_describe_varies(scenario, "protocol.flagged_work")) {
        cst_flow_paragraph(
            out,
            first->protocol.flagged_work == CST_FLAGGED_DISCARD
                ? "Flagged work is discarded: a flag that no audit proves still averts the attack."
                : "Flagged work is used: an attack that is flagged but not proven escapes.");
    }
    if (first_with(scenario, shares_cause) != NULL) {
        cst_flow_paragraph(
            out, "The cause of scheming is shared by the actor and the reviewers of one task "
                 "(scope task).");
    }
    if (first->response.effect == CST_EFFECT_NONE) {
        cst_flow_paragraph(
            out, "trial_risk is the share of trials with an escape: it grows towards 1 with the "
                 "planned tasks of a trial.");
    }
    if (scenario->cells > 1) {
        cst_flow_paragraph(
            out, "Cells share their random draws: their errors are correlated, so differences "
                 "between cells are more precise than with draws of their own.");
    }
}

const char *cst_describe_axis(const char *path)
{
    const cst_key *key = cst_key_find(path);
    return key == NULL || key->axis == NULL ? path : key->axis;
}
