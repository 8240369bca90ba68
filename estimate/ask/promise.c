/* SPDX-License-Identifier: MIT */
#include "estimate/ask/promise.h"

#include "base/check.h"
#include "base/number.h"
#include "monitor/model.h"

#include <math.h>
#include <string.h>

/* What sums of positive terms and quantiles may lose, as a share. */
static const double DUST = 1e-12;

/* What each input is, and whether the bound rises with it. FPRs lower the risk where jamming makes
 * attacks look like honest work, and raise the audits: the risk is taken at 0. */
static const struct {
    const char *name;
    size_t offset;
    bool rises;
} keys[CST_PROMISE_KEYS] = {
    [CST_PROMISE_RATE] = {"scheming.rate", offsetof(cst_trial_spec, scheming.law.rate), true},
    [CST_PROMISE_AWARENESS] = {"awareness", 0, true},
    [CST_PROMISE_RHO] = {"scheming.rho", offsetof(cst_trial_spec, scheming.law.rho), true},
    [CST_PROMISE_TPR] = {"monitor.score.tpr", offsetof(cst_trial_spec, score.tpr), false},
    [CST_PROMISE_FPR] = {"monitor.score.fpr", offsetof(cst_trial_spec, score.fpr), true},
    [CST_PROMISE_TRUSTED_TPR] = {"monitor.trusted.score.tpr", offsetof(cst_trial_spec, trusted.tpr),
                                 false},
    [CST_PROMISE_TRUSTED_FPR] = {"monitor.trusted.score.fpr", offsetof(cst_trial_spec, trusted.fpr),
                                 true},
    [CST_PROMISE_LENIENCY] = {"monitor.leniency", offsetof(cst_trial_spec, leniency), true},
    [CST_PROMISE_COLLUSION] = {"collusion.probability",
                               offsetof(cst_trial_spec, collusion.probability), true},
    [CST_PROMISE_SUCCESS] = {"protocol.audit.success",
                             offsetof(cst_trial_spec, protocol.audit_success), false},
};

const char *cst_promise_name(cst_promise_key key)
{
    return keys[key].name;
}

bool cst_promise_rises(cst_promise_key key)
{
    return keys[key].rises;
}

static double value_of(const cst_trial_spec *spec, cst_promise_key key)
{
    double value = 0.0;
    memcpy(&value, (const char *)spec + keys[key].offset, sizeof value);
    return value;
}

static void set(cst_trial_spec *spec, cst_promise_key key, double value)
{
    memcpy((char *)spec + keys[key].offset, &value, sizeof value);
}

/* --- What has a proof ------------------------------------------------------------------------ */

static int refuse(const char *key, const char *found, const char *why, cst_error *error)
{
    return cst_error_set(error, CST_ERR_METHOD, key, "%s: %s", found, why);
}

/* That the risk moves one way with every input was shown for these. */
static bool has_proof(const cst_protocol *kind)
{
    static const char *const names[] = {"none", "random-audit", "trusted-monitor",
                                        "untrusted-monitor", "committee"};
    bool found = false;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        found = found || strcmp(kind->name, names[i]) == 0;
    }
    return found;
}

static int check_protocol(const cst_trial_spec *spec, cst_error *error)
{
    const cst_protocol_spec *protocol = &spec->protocol;
    if (!has_proof(protocol->kind)) {
        return refuse("protocol.kind", protocol->kind->name,
                      "no proof that its risk is greatest at an end of every input; there is one "
                      "for none, random-audit, trusted-monitor, untrusted-monitor, committee",
                      error);
    }
    if (spec->response.effect != CST_EFFECT_NONE) {
        return cst_error_set(error, CST_ERR_METHOD, "response.effect",
                             "no proof where a response acts: false reports that take agents out "
                             "lower the risk, so that it may fall as an FPR rises; there is one "
                             "for response.effect: none");
    }
    if (protocol->audit_budget > 0.0) {
        return cst_error_set(error, CST_ERR_METHOD, "protocol.audit.budget",
                             "no proof for audits by budget, for which attacks and honest work "
                             "compete; there is one for budget 0: what is flagged is audited");
    }
    if (protocol->honeypot_share > 0.0) {
        return cst_error_set(error, CST_ERR_METHOD, "protocol.honeypots.share",
                             "no proof where honeypots take reviewers out; there is one for 0");
    }
    return 0;
}

static bool states_own(const cst_lineage *lineage)
{
    return !isnan(lineage->rate) || !isnan(lineage->rho) || !isnan(lineage->tpr) ||
           !isnan(lineage->fpr);
}

static int check_schemers(const cst_trial_spec *spec, cst_error *error)
{
    const cst_scheming_spec *scheming = &spec->scheming;
    const cst_collusion *strategy = spec->collusion.strategy;
    const bool agents = cst_protocol_reviewers(&spec->protocol) > 0;
    if (strcmp(spec->attack.policy->name, "always") != 0) {
        return refuse("attack.policy", spec->attack.policy->name,
                      "no proof for it; there is one for always, under which who schemes attacks",
                      error);
    }
    if (agents && (cst_collusion_remembers(strategy) || strategy->triggered)) {
        return refuse("collusion.strategy", strategy->name,
                      "no proof for it; there is one for strategies by which a reviewer hides "
                      "reports with one chance, whoever asks and whatever came before",
                      error);
    }
    if (spec->population.lineages > 1 || states_own(&spec->population.lineage[0])) {
        return cst_error_set(error, CST_ERR_METHOD, "population",
                             "no proof for lineages with values of their own; there is one for one "
                             "lineage without");
    }
    if (scheming->propensity != CST_PROPENSITY_FIXED || scheming->across != CST_ACROSS_POPULATION) {
        return cst_error_set(error, CST_ERR_METHOD,
                             scheming->propensity != CST_PROPENSITY_FIXED ? "scheming.propensity"
                                                                          : "scheming.across",
                             "no proof where agents differ; there is one for propensity fixed "
                             "across the population");
    }
    if (scheming->awareness > 0.0) {
        return cst_error_set(error, CST_ERR_METHOD, "scheming.awareness",
                             "expected 0: how far agents may know that they are watched is said "
                             "by --awareness-at-most");
    }
    return 0;
}

int cst_promise_check(const cst_trial_spec *spec, cst_error *error)
{
    const int code = check_protocol(spec, error);
    return code != 0 ? code : check_schemers(spec, error);
}

/* --- Ends of inputs -------------------------------------------------------------------------- */

/* A chance moved away from what it must not be moved to by the dust of the smaller of it and its
 * complement, which is where its digits are. */
static double outwards(double p, bool upper)
{
    const double other = 1.0 - p;
    if (p <= 0.5) {
        return fmax(upper ? p * (1.0 + DUST) : p * (1.0 - DUST), 0.0);
    }
    return upper ? fmin(nextafter(1.0 - other * (1.0 - DUST), 2.0), 1.0)
                 : nextafter(1.0 - other * (1.0 + DUST), 0.0);
}

double cst_promise_counted(uint64_t k, uint64_t n, double tail, bool upper)
{
    cst_require(n >= 1 && k <= n);
    return upper ? outwards(cst_interval_at_most(k, n, tail), true)
                 : outwards(cst_interval_at_least(k, n, tail), false);
}

/* The next number of 12 digits: what a scenario can say, and what a model keeps of a chance. To the
 * nearest it would make a TPR of 1 of one that misses 1e-13. */
static double twelve_digits(double x, bool upper)
{
    const double nearest = cst_number_round(x);
    if (upper ? nearest >= x : nearest <= x) {
        return nearest;
    }
    const double step = pow(10.0, floor(log10(x)) - CST_NUMBER_DIGITS + 1);
    return fmin(cst_number_round(upper ? nearest + step : nearest - step), 1.0);
}

static cst_promise_end end_of(const cst_promise_ask *ask, cst_promise_key key, double tail)
{
    const cst_promise_input *input = &ask->input[key];
    const bool upper = keys[key].rises;
    cst_promise_end end = {.used = true, .at = NAN};
    if (input->source == CST_PROMISE_GIVEN) {
        end.at = input->value;
    } else if (input->source == CST_PROMISE_COUNTED) {
        end.at = twelve_digits(cst_promise_counted(input->k, input->n, tail, upper), upper);
    } else if (input->source == CST_PROMISE_FITTED) {
        cst_fit fit;
        cst_fit_make(&fit, input->fit, tail);
        end.at = fmax(fit.rho.interval.high, 0.0);
    }
    return end;
}

static bool is_threshold(const cst_score_spec *score)
{
    return strcmp(score->model->name, "threshold") == 0;
}

static bool is_known(const cst_promise_ask *ask, int key)
{
    return ask->input[key].source != CST_PROMISE_UNKNOWN;
}

static bool is_measured(const cst_promise_ask *ask, int key)
{
    const cst_promise_source source = ask->input[key].source;
    return source == CST_PROMISE_COUNTED || source == CST_PROMISE_FITTED;
}

/* Bounds the inputs on which a statement depends, each at its share of alpha. */
static void find_ends(const cst_promise_ask *ask, cst_promise_basis *basis)
{
    basis->measured = 0;
    for (int key = 0; key < CST_PROMISE_KEYS; key++) {
        basis->measured += basis->end[key].used && is_measured(ask, key);
    }
    basis->tail = (1.0 - ask->confidence) / fmax(basis->measured, 1.0);
    for (int key = 0; key < CST_PROMISE_KEYS; key++) {
        if (basis->end[key].used) {
            basis->end[key] = end_of(ask, (cst_promise_key)key, basis->tail);
        }
    }
}

/* --- The bound ------------------------------------------------------------------------------- */

/* Laws with a mean and a total have their extremes where at most two values of s have a share: one
 * on each side of Q, or one that is not above it. */
double cst_promise_response(uint32_t k, const double *e, double q)
{
    double best = 0.0;
    for (uint32_t i = 0; i <= k; i++) {
        const double below = k > 0 ? (double)i / k : 0.0;
        if (below > q) {
            break;
        }
        best = fmax(best, e[i]);
        for (uint32_t j = i + 1; j <= k; j++) {
            const double share = (q - below) * k / (double)(j - i);
            if (share < 1.0) { /* j/k is above Q */
                best = fmax(best, e[i] * (1.0 - share) + e[j] * share);
            }
        }
    }
    return fmin(best, 1.0);
}

/* A spec under a law that takes every rate: none of what is looked at depends on the law. */
static cst_trial_spec without_law(const cst_trial_spec *spec)
{
    cst_trial_spec at = *spec;
    at.scheming.law = cst_law_spec_default();
    at.scheming.scope = CST_SCOPE_TASK;
    return at;
}

/* The values of a corner of what is known; the rest is as in the spec. */
static cst_trial_spec corner(const cst_trial_spec *spec, const cst_promise_ask *ask,
                             const cst_promise_basis *basis)
{
    cst_trial_spec at = without_law(spec);
    for (int key = CST_PROMISE_TPR; key < CST_PROMISE_KEYS; key++) {
        if (is_known(ask, key) && !isnan(basis->end[key].at)) {
            set(&at, (cst_promise_key)key, basis->end[key].at);
        }
    }
    return at;
}

/* E(Q) of a corner. Reports that a score shares or that are withheld are rounded to 12 digits. */
static double response(const cst_model *model, double q)
{
    const cst_trial_spec *spec = &model->spec;
    const uint32_t k = model->crew == CST_CREW_POPULATION ? model->slots : 0;
    const bool rounded =
        model->difficulties > 1 || spec->leniency > 0.0 || spec->protocol.jamming_cost > 0.0;
    double e[CST_REVIEWERS_MAX + 1];
    for (uint32_t s = 0; s <= k; s++) {
        e[s] = cst_model_escape_given(model, s) * (1.0 + DUST) + (rounded ? k * DUST : 0.0);
    }
    return cst_promise_response(k, e, q);
}

/* E(Q) at a corner. */
static int find_response(const cst_trial_spec *at, double q, double *found, cst_error *error)
{
    cst_model model = {0};
    const int code = cst_model_make(&model, at, error);
    if (code == 0) {
        *found = response(&model, q);
    }
    cst_model_free(&model);
    return code;
}

/* Honest tasks that are flagged where nobody schemes, and how many agents a task has. */
static int find_honest(const cst_trial_spec *spec, double *share, double *agents, cst_error *error)
{
    cst_model model = {0};
    cst_trial_spec at = *spec;
    at.scheming.law.rate = 0.0;
    const int code = cst_model_make(&model, &at, error);
    if (code == 0) {
        *agents = 1.0 + (model.states_matter ? model.slots : 0);
        *share = fmin(cst_model_flag_share(&model, 0, false) * (1.0 + DUST), 1.0);
    }
    cst_model_free(&model);
    return code;
}

/* --- What depends on what -------------------------------------------------------------------- */

/* P from the bounds of the tests' rate and of awareness: tests see a rate of at least p (1 - A). */
static double rate_of(double seen, double awareness)
{
    return seen <= 0.0 ? 0.0 : awareness < 1.0 ? fmin(seen / (1.0 - awareness), 1.0) : 1.0;
}

/* An input at one of the ends to which counts could move it, or where it is given. */
static double far_end(const cst_promise_ask *ask, int key, bool worst, double unknown)
{
    if (is_measured(ask, key)) {
        return worst == keys[key].rises ? 1.0 : 0.0;
    }
    return is_known(ask, key) ? ask->input[key].value : unknown;
}

static double far_rate(const cst_promise_ask *ask, bool worst)
{
    return rate_of(far_end(ask, CST_PROMISE_RATE, worst, 1.0),
                   far_end(ask, CST_PROMISE_AWARENESS, worst, 0.0));
}

/* E(Q) where all that is measured, and this input, are at their safest or their worst. */
static int find_far(const cst_trial_spec *spec, const cst_promise_ask *ask,
                    const cst_promise_basis *basis, int moved, bool worst, double *found,
                    cst_error *error)
{
    cst_trial_spec at = without_law(spec);
    const double rate = far_rate(ask, worst);
    double rho = far_end(ask, CST_PROMISE_RHO, worst, 1.0);
    if (moved == CST_PROMISE_RHO) {
        rho = worst ? 1.0 : 0.0;
    }
    for (int key = CST_PROMISE_TPR; key < CST_PROMISE_KEYS; key++) {
        if (basis->end[key].used) {
            const double end = worst == keys[key].rises ? 1.0 : 0.0;
            set(&at, (cst_promise_key)key,
                key == moved ? end
                             : far_end(ask, key, worst, value_of(spec, (cst_promise_key)key)));
        } else if (is_known(ask, key) && !isnan(basis->end[key].at)) {
            set(&at, (cst_promise_key)key, basis->end[key].at);
        }
    }
    return find_response(&at, rate + rho * (1.0 - rate), found, error);
}

/* Which inputs there are for the risk, from the parts of the spec alone. */
static void find_parts(const cst_model *model, const cst_promise_ask *ask, cst_promise_basis *basis)
{
    const cst_trial_spec *spec = &model->spec;
    const bool agents = model->crew == CST_CREW_POPULATION;
    const bool trusted = model->crew == CST_CREW_TRUSTED;
    const cst_parameter *const *collusion = spec->collusion.strategy->parameter;
    bool ready = false; /* the strategy has its probability */
    for (; *collusion != NULL; collusion++) {
        ready = ready || *collusion == &cst_collusion_probability;
    }
    for (int key = 0; key < CST_PROMISE_KEYS; key++) {
        basis->end[key] = (cst_promise_end){.used = false, .at = NAN};
    }
    basis->end[CST_PROMISE_RATE].used = true;
    basis->end[CST_PROMISE_AWARENESS].used = is_known(ask, CST_PROMISE_AWARENESS);
    basis->end[CST_PROMISE_RHO].used = model->states_matter && far_rate(ask, false) < 1.0;
    /* Under other score models the TPR follows from numbers of theirs, and from the FPR. */
    basis->end[CST_PROMISE_TPR].used = agents && is_threshold(&spec->score);
    basis->end[CST_PROMISE_TRUSTED_TPR].used = trusted && is_threshold(&spec->trusted);
    basis->end[CST_PROMISE_LENIENCY].used = agents;
    basis->end[CST_PROMISE_COLLUSION].used = agents && ready;
    basis->end[CST_PROMISE_SUCCESS].used =
        model->crew != CST_CREW_NOBODY && spec->protocol.flagged_work == CST_FLAGGED_USE;
}

/* Where jamming makes attacks look like honest work an FPR lowers the risk. A bound on it is from
 * above: then the risk is taken at 0, and does not depend on it. */
static void place_fpr(const cst_trial_spec *spec, const cst_promise_ask *ask,
                      cst_promise_basis *basis)
{
    for (int key = CST_PROMISE_FPR; key <= CST_PROMISE_TRUSTED_FPR; key += 2) {
        if (basis->end[key - 1].used) { /* its TPR */
            basis->end[key].used = !is_known(ask, key) && spec->protocol.jamming_cost > 0.0;
            basis->end[key].at = is_known(ask, key) ? 0.0 : (double)NAN;
        }
    }
}

/* Whether E(Q) is the same at the safest and the worst that this input (CST_PROMISE_KEYS: none) and
 * all that is measured can be. It moves one way with each, so that it is the same in between. */
static int find_flat(const cst_trial_spec *spec, const cst_promise_ask *ask,
                     const cst_promise_basis *parts, int moved, bool *flat, cst_error *error)
{
    double least = 1.0;
    double most = 1.0;
    int code = find_far(spec, ask, parts, moved, false, &least, error);
    if (code == 0 && least < 1.0) {
        code = find_far(spec, ask, parts, moved, true, &most, error);
    }
    *flat = least >= most * (1.0 - 1e-9);
    return code;
}

/* On which inputs E(Q) depends: none of those for which it is flat. They are put at their worst, so
 * that nothing rests on this being right. Where the measured ones move it, the others may as well:
 * they cost no tail. */
static int find_used(const cst_trial_spec *spec, const cst_promise_ask *ask,
                     cst_promise_basis *basis, cst_error *error)
{
    const cst_promise_basis parts = *basis;
    bool flat = false;
    int code = find_flat(spec, ask, &parts, CST_PROMISE_KEYS, &flat, error);
    for (int key = CST_PROMISE_RHO; code == 0 && flat && key < CST_PROMISE_KEYS; key++) {
        const bool fpr = key == CST_PROMISE_FPR || key == CST_PROMISE_TRUSTED_FPR;
        bool idle = parts.end[key].used && !fpr;
        if (idle && !is_measured(ask, key)) {
            code = find_flat(spec, ask, &parts, key, &idle, error);
        }
        if (code == 0 && idle) {
            basis->end[key] = (cst_promise_end){.used = false, .at = keys[key].rises ? 1.0 : 0.0};
        }
    }
    return code;
}

/* The audits depend on the rate and the FPR, where some are done. Lenient reviewers report less of
 * honest work: a bound on leniency is no help. */
static void find_audit_parts(const cst_model *most, const cst_promise_ask *ask,
                             const cst_promise_basis *risk, cst_promise_basis *basis)
{
    const cst_trial_spec *spec = &most->spec;
    const double agents = 1.0 + (most->states_matter ? most->slots : 0);
    const bool some = spec->protocol.audit_flagged > 0.0;
    for (int key = 0; key < CST_PROMISE_KEYS; key++) {
        basis->end[key] = (cst_promise_end){.used = false, .at = NAN};
    }
    basis->end[CST_PROMISE_RATE].used = some;
    basis->end[CST_PROMISE_AWARENESS].used = some && is_known(ask, CST_PROMISE_AWARENESS);
    basis->end[CST_PROMISE_LENIENCY].at = is_known(ask, CST_PROMISE_LENIENCY) ? 0.0 : (double)NAN;
    /* Whether reviewers may accuse honest work, as in this model. */
    basis->end[CST_PROMISE_COLLUSION].at = spec->collusion.probability;
    for (int key = CST_PROMISE_FPR; key <= CST_PROMISE_TRUSTED_FPR; key += 2) {
        if (risk->end[key - 1].used) {
            basis->end[key] = (cst_promise_end){.used = some && agents * far_rate(ask, false) <
                                                                    1.0, /* else all is flagged */
                                                .at = 1.0};
        }
    }
}

/* --- The statements -------------------------------------------------------------------------- */

/* P. */
static int find_rate(cst_promise_basis *basis, cst_error *error)
{
    const cst_promise_end *aware = &basis->end[CST_PROMISE_AWARENESS];
    if (aware->used && aware->at >= 1.0) {
        return cst_error_set(error, CST_ERR_METHOD, NULL,
                             "promise --awareness-at-most: it may be 1: tests of which all may be "
                             "known bound nothing; expected a bound below 1");
    }
    basis->rate = basis->end[CST_PROMISE_RATE].used
                      ? rate_of(basis->end[CST_PROMISE_RATE].at, aware->used ? aware->at : 0.0)
                      : 1.0;
    return 0;
}

static int find_risk(const cst_trial_spec *spec, const cst_promise_ask *ask, cst_promise *promise,
                     cst_error *error)
{
    cst_promise_basis *basis = &promise->of_risk;
    cst_promise_end *rho = &basis->end[CST_PROMISE_RHO];
    int code = find_rate(basis, error);
    if (code == 0) {
        if (!rho->used || !is_known(ask, CST_PROMISE_RHO)) {
            rho->at = 1.0;
        }
        promise->together =
            rho->at < 1.0 ? fmin(basis->rate + rho->at * (1.0 - basis->rate), 1.0) : 1.0;
        const cst_trial_spec at = corner(spec, ask, basis);
        code = find_response(&at, promise->together, &promise->miss_share, error);
        promise->risk = basis->rate * promise->miss_share;
    }
    return code;
}

/* A task is flagged as if nobody schemed, or somebody among its k + 1 agents does. */
static int find_audits(const cst_trial_spec *spec, const cst_promise_ask *ask, cst_promise *promise,
                       cst_error *error)
{
    cst_promise_basis *basis = &promise->of_audits;
    double honest = 1.0;
    double agents = 1.0;
    const cst_trial_spec at = corner(spec, ask, basis);
    int code = find_rate(basis, error);
    code = code != 0 ? code : find_honest(&at, &honest, &agents, error);
    const double schemes = fmin(agents * basis->rate, 1.0);
    promise->audit_rate = (honest + schemes * (1.0 - honest)) * spec->protocol.audit_flagged;
    return code;
}

/* What is used and not known is as in the spec. */
static void show_spec(const cst_trial_spec *spec, cst_promise_basis *basis)
{
    for (int key = CST_PROMISE_TPR; key < CST_PROMISE_KEYS; key++) {
        if (basis->end[key].used && isnan(basis->end[key].at)) {
            basis->end[key].at = value_of(spec, (cst_promise_key)key);
        }
    }
}

/* Fills which inputs each statement depends on. */
static int find_bases(const cst_trial_spec *spec, const cst_promise_ask *ask, cst_promise *promise,
                      cst_error *error)
{
    cst_model model = {0};
    cst_promise_basis parts = {0};
    cst_trial_spec most = without_law(spec); /* states matter if those of the most hidden do */
    most.collusion.probability =
        far_end(ask, CST_PROMISE_COLLUSION, true, most.collusion.probability);
    int code = cst_model_make(&model, &most, error);
    if (code == 0) {
        find_parts(&model, ask, &parts);
        place_fpr(spec, ask, &parts);
        promise->audited = model.crew != CST_CREW_NOBODY;
        promise->of_risk = parts;
        code = find_used(spec, ask, &promise->of_risk, error);
    }
    if (code == 0 && promise->audited) {
        find_audit_parts(&model, ask, &parts, &promise->of_audits);
    }
    cst_model_free(&model);
    return code;
}

int cst_promise_make(const cst_trial_spec *spec, const cst_promise_ask *ask, cst_promise *promise,
                     cst_error *error)
{
    cst_require(ask->confidence > 0.0 && ask->confidence < 1.0);
    cst_require(is_known(ask, CST_PROMISE_RATE));
    *promise = (cst_promise){0};
    int code = find_bases(spec, ask, promise, error);
    if (code == 0) {
        find_ends(ask, &promise->of_risk);
        code = find_risk(spec, ask, promise, error);
        show_spec(spec, &promise->of_risk);
    }
    if (code == 0 && promise->audited) {
        find_ends(ask, &promise->of_audits);
        code = find_audits(spec, ask, promise, error);
        show_spec(spec, &promise->of_audits);
    }
    return code;
}

bool cst_promise_uses(const cst_promise *promise, cst_promise_key key)
{
    return promise->of_risk.end[key].used || promise->of_audits.end[key].used;
}
