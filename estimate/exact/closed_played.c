/* SPDX-License-Identifier: MIT
 *
 * Closed forms where trials are played although each task is judged by itself (MODEL section 7's w
 * and l), and of races between an escape and a catch (MODEL 11.4). */
#include "estimate/exact/closed.h"
#include "estimate/exact/scope.h"
#include "estimate/exact/temporal.h"
#include "monitor/play.h"

#include <math.h>
#include <string.h>

/* What becomes of one kind of work before anything is proven; sums to 1. */
typedef struct deed {
    double use, audit, flag, replace, edit;
    double reviews; /* expected number, negative: not known */
    double told;    /* an agent of the population reports it */
} deed;

/* A share of work is flagged, the rest used. */
static deed flagging(const cst_model *model, double share, double reviews)
{
    const double audited = model->spec.protocol.audit_flagged;
    return (deed){.use = 1.0 - share,
                  .audit = share * audited,
                  .flag = share * (1.0 - audited),
                  .reviews = reviews};
}

/* Causes that lineages have for themselves are in no law of votes here. */
static bool votes_known(const cst_model *model)
{
    return !cst_scheming_apart(&model->spec.scheming) || !model->states_matter;
}

/* The share of work whose suspicion is at most f. */
static double reached(const cst_model *model, bool attack, double f)
{
    const double share = attack ? cst_roc_tpr(&model->play->trusted, fmin(f, 1.0)) : fmin(f, 1.0);
    return share * (1.0 - model->abstain);
}

/* The share that a statistic of m suspicions catches; NaN for the mean of attacks. */
static double resampled(const cst_model *model, bool attack)
{
    const cst_protocol_spec *protocol = &model->spec.protocol;
    const double m = (double)protocol->samples;
    if (!attack) {
        return model->spec.trusted.fpr;
    }
    const double one = cst_roc_tpr(&model->play->trusted, model->play->threshold);
    switch (protocol->statistic) {
    case CST_STATISTIC_MAX:
        return -expm1(m * log1p(-one));
    case CST_STATISTIC_MIN:
        return pow(one, m);
    case CST_STATISTIC_MEAN:
        return m == 1.0 ? one : (double)NAN;
    }
    return (double)NAN;
}

/* P(none of the first `levels` of a chain of `depth` reports), exchangeable states. */
static double chain_passes(const cst_model *model, bool attack, uint32_t levels)
{
    const uint32_t depth = model->slots;
    const double *mass = attack ? model->w : model->v;
    const cst_seen *seen =
        cst_model_seen(model, attack ? CST_WORK_ATTACK : CST_WORK_HONEST, 0, 0, 0);
    const double cast = 1.0 - model->abstain;
    const double honest = 1.0 - seen->report * cast;
    const double accused = seen->report + (1.0 - seen->report) * seen->accuse;
    const double scheming = 1.0 - accused * (1.0 - seen->hide) * cast;
    double total = 0.0;
    double passes = 0.0;
    for (uint32_t s = 0; s <= depth; s++) {
        double given = 0.0;
        for (uint32_t i = 0; i <= levels && i <= s; i++) {
            double ways = 1.0; /* P(i of the levels scheme | s of the depth do) */
            for (uint32_t j = 0; j < levels; j++) {
                ways *= j < i ? (double)(s - j) * (double)(levels - j) / (double)(j + 1)
                              : (double)((int64_t)depth - s - (j - i));
                ways /= (double)(depth - j);
            }
            given += fmax(ways, 0.0) * pow(scheming, i) * pow(honest, levels - i);
        }
        total += mass[s];
        passes += mass[s] * given;
    }
    return total > 0.0 ? passes / total : 1.0;
}

static deed chain_deed(const cst_model *model, bool attack)
{
    const double onward = model->spec.protocol.escalate;
    deed done = {.reviews = 1.0};
    double asked = 1.0; /* P(this level is asked | those before it passed) */
    for (uint32_t level = 1; level <= model->slots; level++) {
        const double passes = chain_passes(model, attack, level);
        const bool last = level == model->slots;
        done.use += asked * passes * (last ? 1.0 : 1.0 - onward);
        done.reviews += last ? 0.0 : asked * passes * onward;
        asked *= onward;
    }
    done.audit = 1.0 - done.use;
    done.told = done.audit;
    return done;
}

static deed crew_deed(const cst_model *model, bool attack)
{
    const uint32_t side = model->slots + 1;
    double flagged = 0.0;
    double told = 0.0;
    for (uint32_t c = 0; c < model->cohorts; c++) {
        const double *votes = cst_model_votes(model, c, attack);
        const double weight = (double)model->cohort[c].agents / (double)model->spec.agents;
        flagged += cst_model_flag_share(model, c, attack) * weight;
        for (uint32_t i = side; i < side * side; i++) { /* from one report on */
            told += votes[i] * weight;
        }
    }
    deed done = flagging(model, fmin(flagged, 1.0), cst_model_reviews(model));
    done.told = fmin(told, 1.0);
    return done;
}

/* Bands of the trusted monitor's score. */
static deed band_deed(const cst_model *model, bool attack, bool edits)
{
    const double replace = model->spec.protocol.replace;
    const double audit = reached(model, attack, model->spec.trusted.fpr);
    const double both = reached(model, attack, model->spec.trusted.fpr + replace);
    deed done = flagging(model, audit, 1.0);
    done.use = 1.0 - both;
    *(edits ? &done.edit : &done.replace) = both - audit;
    return done;
}

/* P(the first reviewer schemes | the kind of work). */
static double schemes_share(const cst_model *model, bool attack)
{
    const double *mass = attack ? model->w : model->v;
    const double total = mass[0] + mass[1];
    return total > 0.0 ? mass[1] / total : 0.0;
}

/* Either flag of a trusted monitor and an agent. */
static deed joint_deed(const cst_model *model, bool attack)
{
    const cst_seen *seen =
        cst_model_seen(model, attack ? CST_WORK_ATTACK : CST_WORK_HONEST, 0, 0, 0);
    const double scheming = model->states_matter ? schemes_share(model, attack) : 0.0;
    const double cast = 1.0 - model->abstain;
    const double agent[2] = {cast * scheming * seen->accuse, cast * (1.0 - scheming * seen->hide)};
    double flags[2][2];
    double flagged = 0.0;
    double told = 0.0;
    cst_joint_flags(&model->spec.joint, &model->spec.trusted, &model->spec.score, attack, flags);
    for (int t = 0; t <= 1; t++) {
        for (int u = 0; u <= 1; u++) {
            flagged += flags[t][u] * (1.0 - (1.0 - t * cast) * (1.0 - agent[u]));
            told += flags[t][u] * agent[u];
        }
    }
    deed done = flagging(model, flagged, 2.0);
    done.told = told;
    return done;
}

/* False where the protocol has no closed form. */
static bool fill_deed(const cst_model *model, bool attack, deed *out)
{
    const cst_protocol_spec *protocol = &model->spec.protocol;
    const char *kind = protocol->kind->name;
    if (strcmp(kind, "upfront-audit") == 0) {
        const double first = fmin((double)protocol->first, (double)model->tasks_per_trial);
        const double share = first / (double)model->tasks_per_trial;
        *out = flagging(model, share, 0.0);
    } else if (strcmp(kind, "defer") == 0 || strcmp(kind, "trusted-edit") == 0) {
        *out = band_deed(model, attack, strcmp(kind, "trusted-edit") == 0);
    } else if (strcmp(kind, "resample") == 0) {
        const double caught = resampled(model, attack);
        *out = flagging(model, caught, 1.0);
        return !isnan(caught) && model->abstain <= 0.0;
    } else if (strcmp(kind, "async") == 0) {
        *out = flagging(model, reached(model, attack, model->spec.trusted.fpr), 1.0);
    } else if (protocol->kind->joint) {
        *out = joint_deed(model, attack);
        return votes_known(model) && model->lineages == 1 && !model->states_by_agent;
    } else if (strcmp(kind, "hierarchy") == 0) {
        *out = chain_deed(model, attack);
        return votes_known(model) && model->cohorts == 1 && model->difficulties == 1 &&
               !model->states_by_agent && !model->spec.collusion.strategy->together &&
               protocol->audit_flagged >= 1.0;
    } else if (!protocol->kind->played) {
        *out = crew_deed(model, attack);
        return votes_known(model) && (model->cohorts == 1 || !model->rates_differ);
    } else {
        return false;
    }
    return true;
}

static double harmed(const cst_protocol_spec *protocol)
{
    return protocol->kind->delayed ? 1.0 - pow(1.0 - protocol->harm_rate, protocol->delay) : 0.0;
}

/* P(an attack escapes). */
static double escapes(const cst_protocol_spec *protocol, const deed *attack)
{
    const bool discard = protocol->flagged_work == CST_FLAGGED_DISCARD;
    const double late = harmed(protocol);
    const double unproven =
        attack->flag + attack->audit * (1.0 - late) * (1.0 - protocol->audit_success);
    const double lost = discard ? attack->flag * late : unproven;
    return attack->use + attack->edit * (1.0 - protocol->edit_success) + attack->audit * late +
           lost;
}

static void fill_harm(const cst_model *model, double rate, double escape, double *value)
{
    value[CST_RESULT_MISS_SHARE] = escape;
    value[CST_RESULT_MITIGATED_SHARE] = 1.0 - escape;
    value[CST_RESULT_RESIDUAL_RISK] = rate * escape;
    value[CST_RESULT_EXPECTED_ESCAPES] = rate * escape * (double)model->tasks_per_trial;
}

static void fill_effort(const cst_model *model, double rate, const deed *attack, const deed *honest,
                        double *value)
{
    const cst_protocol_spec *protocol = &model->spec.protocol;
    const double quality = protocol->trusted_quality;
    const bool discard = protocol->flagged_work == CST_FLAGGED_DISCARD;
    const double used = honest->use + honest->edit + (discard ? 0.0 : honest->audit + honest->flag);
    const double flagged[2] = {honest->audit + honest->flag, attack->audit + attack->flag};
    value[CST_RESULT_USEFULNESS] = (used + quality * honest->replace - quality) / (1.0 - quality);
    value[CST_RESULT_WORK_DONE] = (1.0 - rate) * (used + quality * honest->replace);
    value[CST_RESULT_LOST_WORK] = 0.0;
    value[CST_RESULT_AUDIT_RATE] = (1.0 - rate) * honest->audit + rate * attack->audit;
    value[CST_RESULT_AUDIT_HOURS] =
        cst_results_audit_hours(protocol->audit_minutes) * value[CST_RESULT_AUDIT_RATE];
    if (model->crew == CST_CREW_POPULATION && rate > 0.0) {
        value[CST_RESULT_REPORTED_SHARE] = attack->told;
    }
    if (cst_protocol_reports(protocol->kind)) {
        value[CST_RESULT_REPORT_RATE] = (1.0 - rate) * flagged[0] + rate * flagged[1];
        value[CST_RESULT_FALSE_REPORT_RATE] = (1.0 - rate) * flagged[0];
    }
    const double reviews = (1.0 - rate) * honest->reviews + rate * attack->reviews;
    if (reviews > 0.0) {
        value[CST_RESULT_REVIEW_COST] = reviews;
    }
    if (protocol->capacity > 0.0) {
        const double can = protocol->capacity / (double)model->spec.agents;
        value[CST_RESULT_AVAILABILITY] = fmin(1.0, can / value[CST_RESULT_AUDIT_RATE]);
    }
}

/* How attacks fare whose reviewers each scheme with one chance, by themselves. */
typedef struct fares {
    uint32_t reviewers;                   /* 0: nobody's state matters */
    double attacks;                       /* P(attacks | schemes) */
    double escape[CST_REVIEWERS_MAX + 1]; /* by how many scheme */
} fares;

static double escape_at(double theta, void *self)
{
    const fares *of = self;
    double sum = 0.0;
    for (uint32_t s = 0; s <= of->reviewers; s++) {
        double ways = 1.0;
        for (uint32_t i = 0; i < s; i++) {
            ways = ways * (double)(of->reviewers - i) / (double)(i + 1);
        }
        sum += ways * pow(theta, s) * pow(1.0 - theta, of->reviewers - s) * of->escape[s];
    }
    return of->attacks * sum;
}

/* trial_risk and safety where the agents of a round or of the trial share the cause of their
 * scheming. */
static void fill_scope(const cst_model *model, double escape, double *value)
{
    const cst_scheming_spec *scheming = &model->spec.scheming;
    const cst_protocol *kind = model->spec.protocol.kind;
    const bool votes = model->states_matter;
    cst_law_cause cause[CST_LAW_CAUSES_MAX];
    fares of = {.attacks = model->attacks, .escape = {escape}};
    if (scheming->awareness > 0.0 || cst_scheming_apart(scheming) ||
        strcmp(kind->name, "upfront-audit") == 0 ||
        (votes && (kind->played || model->cohorts != 1))) {
        return;
    }
    if (votes) {
        of.reviewers = model->slots;
        for (uint32_t s = 0; s <= model->slots; s++) {
            of.escape[s] = cst_model_escape_given(model, s);
        }
    }
    const bool trial = scheming->scope == CST_SCOPE_TRIAL;
    const cst_scope_spec scope = {
        .tasks = trial ? (double)model->tasks_per_trial : (double)model->spec.agents,
        .scopes = trial ? 1.0 : (double)model->spec.rounds,
        .escape = escape_at,
        .self = &of,
    };
    double risk = 0.0;
    if (scheming->law.law->urn) {
        risk = cst_scope_risk_beta(&scope, scheming->law.rate, scheming->law.rho);
    } else {
        const uint32_t count = scheming->law.law->causes(&scheming->law, cause);
        risk = cst_scope_risk_causes(&scope, cause, count);
    }
    value[CST_RESULT_TRIAL_RISK] = risk;
    value[CST_RESULT_SAFETY] = 1.0 - risk;
}

/* All tasks are alike and independent: the first catch comes as a first success does, and until
 * then escapes as ever. */
static void fill_catch(const cst_model *model, double rate, const deed *attack, double *value)
{
    const cst_protocol_spec *protocol = &model->spec.protocol;
    const double tasks = (double)model->tasks_per_trial;
    const double caught = rate * attack->audit * protocol->audit_success * (1.0 - harmed(protocol));
    if (model->spec.scheming.scope != CST_SCOPE_TASK || model->cohorts != 1 || model->mixture ||
        cst_scheming_apart(&model->spec.scheming) || cst_order_needed(model) ||
        strcmp(protocol->kind->name, "upfront-audit") == 0) {
        return;
    }
    const cst_end_trial until = {rate * escapes(protocol, attack), caught, caught, tasks};
    value[CST_RESULT_CATCH_SHARE] = cst_temporal_at_least_once(caught, tasks);
    value[CST_RESULT_TIME_TO_CATCH] =
        cst_model_delay(model) +
        cst_temporal_rounds(caught, caught, model->spec.agents, (double)model->spec.rounds);
    if (cst_model_delay(model) == 0) {
        value[CST_RESULT_ESCAPES_BEFORE_CATCH] = cst_temporal_end_trial(&until).expected_escapes;
    }
}

/* An attacker that stops at its first success, in a trial that ends at the first catch, where all
 * tasks but the first ones are alike and independent: whichever comes first is all that counts. */
static bool is_race(const cst_model *model)
{
    const cst_response_spec *response = &model->spec.response;
    const cst_protocol *kind = model->spec.protocol.kind;
    cst_trial_spec rest = model->spec;
    rest.response.effect = CST_EFFECT_NONE;
    rest.attack.policy = cst_policy_find("always");
    return model->spec.attack.policy == cst_policy_find("paced") &&
           model->spec.attack.successes == 1 && response->effect == CST_EFFECT_END_TRIAL &&
           response->on == CST_ON_CATCH && response->latency == 0 && !kind->delayed &&
           strcmp(kind->name, "upfront-audit") != 0 && cst_play_memoryless(&rest) &&
           model->spec.scheming.scope == CST_SCOPE_TASK && model->cohorts == 1 && !model->mixture &&
           !cst_scheming_apart(&model->spec.scheming) && !cst_order_needed(model);
}

static void fill_race(const cst_model *model, double rate, const deed *attack, double *value)
{
    const cst_protocol_spec *protocol = &model->spec.protocol;
    const double planned = (double)model->tasks_per_trial;
    const double escape = rate * escapes(protocol, attack);
    const double caught = rate * attack->audit * protocol->audit_success;
    const double tasks = fmax(planned - (double)model->spec.attack.wait, 0.0);
    const cst_end_trial lost = {escape, escape + caught, caught, tasks};
    const cst_end_trial won = {caught, escape + caught, escape, tasks};
    const cst_end_trial_risk risk = cst_temporal_end_trial(&lost);
    value[CST_RESULT_TRIAL_RISK] = value[CST_RESULT_LOSE_SHARE] = risk.trial_risk;
    value[CST_RESULT_SAFETY] = risk.safety;
    value[CST_RESULT_EXPECTED_ESCAPES] = risk.expected_escapes;
    value[CST_RESULT_RESIDUAL_RISK] = risk.expected_escapes / planned;
    value[CST_RESULT_WIN_SHARE] = cst_temporal_end_trial(&won).trial_risk;
    value[CST_RESULT_CONTINUE_SHARE] = cst_temporal_never(escape + caught, tasks);
    value[CST_RESULT_CATCH_SHARE] = value[CST_RESULT_WIN_SHARE];
    value[CST_RESULT_ESCAPES_BEFORE_CATCH] = risk.expected_escapes;
}

void cst_closed_played(const cst_model *model, double *value)
{
    const double rate = cst_model_attack_rate(model);
    deed attack;
    deed honest;
    if (is_race(model) && fill_deed(model, true, &attack)) {
        fill_race(model, rate, &attack, value);
        return;
    }
    if (!cst_play_memoryless(&model->spec) || !fill_deed(model, true, &attack) ||
        !fill_deed(model, false, &honest)) {
        return;
    }
    fill_harm(model, rate, escapes(&model->spec.protocol, &attack), value);
    if (model->spec.scheming.scope != CST_SCOPE_TASK) {
        fill_scope(model, value[CST_RESULT_MISS_SHARE], value);
    }
    fill_effort(model, rate, &attack, &honest, value);
    fill_catch(model, rate, &attack, value);
}
