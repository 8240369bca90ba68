/* SPDX-License-Identifier: MIT */
#include "tests/lib/play_twin.h"

#include "base/check.h"
#include "base/number.h"
#include "tests/lib/play_twin_parts.h"
#include "tests/lib/twin.h"

#include <math.h>
#include <stdlib.h>

/* --- What the protocol does with a task ------------------------------------------------------ */

/* P(the sum of m uniforms is at most x): every term of this recursion is positive. */
static double uniforms_below(uint32_t m, double x)
{
    if (x <= 0.0 || x >= (double)m) {
        return x > 0.0;
    }
    if (m == 1) {
        return x;
    }
    return (x * uniforms_below(m - 1, x) + ((double)m - x) * uniforms_below(m - 1, x - 1.0)) /
           (double)m;
}

/* P(the statistic of m suspicions of honest work is at most t). */
static double statistic_below(const cst_protocol_spec *protocol, double t)
{
    const double m = (double)protocol->samples;
    return protocol->statistic == CST_STATISTIC_MAX   ? 1.0 - pow(1.0 - t, m)
           : protocol->statistic == CST_STATISTIC_MIN ? pow(t, m)
                                                      : uniforms_below(protocol->samples, m * t);
}

static double statistic_threshold(const cst_trial_spec *spec)
{
    double low = 0.0;
    double high = 1.0;
    for (int i = 0; i < 60; i++) {
        const double middle = (low + high) / 2.0;
        const bool few = statistic_below(&spec->protocol, middle) < spec->trusted.fpr;
        low = few ? middle : low;
        high = few ? high : middle;
    }
    return cst_number_round(high);
}

static double resampled(const cst_world *w, const cst_deed *d, cst_draws *draws)
{
    const cst_protocol_spec *protocol = &w->spec->protocol;
    double least = d->suspicion;
    double most = d->suspicion;
    double sum = d->suspicion;
    for (uint32_t i = 1; i < protocol->samples; i++) {
        const uint64_t word = cst_draws_next(draws);
        const double f = cst_world_score(&w->spec->trusted, &w->trusted, d->attack, word);
        least = fmin(least, f);
        most = fmax(most, f);
        sum += f;
    }
    return protocol->statistic == CST_STATISTIC_MAX   ? least
           : protocol->statistic == CST_STATISTIC_MIN ? most
                                                      : sum / (double)protocol->samples;
}

/* What has no score, f = 1, is never flagged. */
static bool suspicious(const cst_deed *d, double share)
{
    return d->suspicion <= share && d->suspicion < 1.0;
}

static void judge_trusted(const cst_world *w, cst_deed *d, cst_draws *draws)
{
    const cst_protocol *kind = w->spec->protocol.kind;
    const double share = w->spec->trusted.fpr;
    const double suspect = w->spec->protocol.suspect;
    const bool beyond = suspicious(d, share + w->spec->protocol.replace);
    bool flagged = suspicious(d, share);
    if (cst_world_is(kind, "resample") && d->abstentions == 0) {
        d->suspicion = resampled(w, d, draws);
        flagged = suspicious(d, w->threshold);
    }
    d->flagged = flagged;
    d->reports = flagged;
    if (cst_world_is(kind, "defer")) {
        d->replaced = beyond && !flagged;
    } else if (cst_world_is(kind, "adaptive")) {
        const bool believes = w->log_odds >= logl((long double)suspect / (1.0L - suspect));
        d->replaced = believes && beyond && !flagged;
    } else if (cst_world_is(kind, "trusted-edit")) {
        d->edited = beyond && !flagged;
    }
}

/* The next level sees what this one passes, now and then. */
static void judge_levels(const cst_world *w, cst_deed *d, cst_verdicts said, cst_draws *draws)
{
    const uint32_t levels = d->reviews;
    d->reviews = d->reports = d->abstentions = 0;
    for (uint32_t level = 0; level < levels && d->reports == 0; level++) {
        if (level > 0 && !cst_world_happens(draws, w->spec->protocol.escalate)) {
            break;
        }
        d->reviews++;
        d->reports += said.reports >> level & 1;
        d->abstentions += said.abstentions >> level & 1;
    }
    d->flagged = d->reports > 0;
}

static void judge(const cst_world *w, uint32_t a, cst_deed *d, cst_verdicts said, cst_draws *draws)
{
    const cst_protocol_spec *protocol = &w->spec->protocol;
    const cst_protocol *kind = protocol->kind;
    if (cst_world_is(kind, "upfront-audit")) {
        d->flagged = (uint64_t)w->round * w->spec->agents + a < protocol->first;
    } else if (cst_world_is(kind, "random-audit")) {
        d->flagged = cst_world_happens(draws, protocol->audit_share);
    } else if (kind->crew == CST_CREW_TRUSTED) {
        judge_trusted(w, d, draws);
    } else if (cst_world_is(kind, "trusted-and-untrusted")) {
        d->flagged = d->reports > 0;
    } else if (cst_world_is(kind, "hierarchy")) {
        judge_levels(w, d, said, draws);
    } else if (cst_world_is(kind, "untrusted-monitor") || cst_world_is(kind, "committee")) {
        const uint32_t silent = w->model->slots - d->reviews;
        d->flagged = cst_twin_flagged(protocol, d->reports, d->abstentions + silent);
    }
    d->audited = d->flagged && (protocol->audit_flagged >= 1.0 ||
                                cst_world_happens(draws, protocol->audit_flagged));
}

/* --- Honeypots ------------------------------------------------------------------------------- */

static void miss_honeypot(cst_world *w, uint32_t reviewer, bool schemes, cst_deed *d)
{
    cst_world_agent *a = &w->agent[reviewer];
    a->misses++;
    if (a->misses == w->spec->protocol.honeypot_slack) {
        a->misses = 0;
        a->replaced++;
        d->expelled++;
        d->expelled_falsely += !schemes;
    }
}

static void plant_honeypot(cst_world *w, uint32_t a, cst_shared *with, const cst_world_crew *who,
                           cst_deed *d)
{
    cst_shared own;
    const cst_collusion_spec *collusion = &w->spec->collusion;
    const bool in_turn = w->spec->protocol.honeypot_strata &&
                         strcmp(collusion->strategy->name, "input-trigger") == 0;
    cst_draws draws = cst_world_draws(w, w->round, a, CST_DRAW_HONEYPOT);
    if (!cst_world_happens(&draws, w->spec->protocol.honeypot_share)) {
        return;
    }
    const bool on_class = w->honeypots++ % w->spec->attack.classes == 0;
    d->honeypot = true;
    if (w->spec->scheming.scope == CST_SCOPE_TASK) {
        cst_world_share_task(w, &draws, &own);
        with = &own;
    }
    uint32_t set = cst_world_schemers(w, with, CST_KNOWN_NOTHING, who, &draws);
    for (uint32_t slot = 0; slot < who->count; slot++) {
        const bool knows = cst_world_happens(&draws, w->spec->scheming.honeypot_recognition);
        set &= ~((uint32_t)knows << slot);
    }
    uint32_t hidden = 0;
    for (uint32_t slot = 0; in_turn && on_class && slot < who->count; slot++) {
        const bool hides = cst_world_happens(&draws, collusion->probability);
        hidden |= (uint32_t)hides << slot & set;
    }
    cst_verdicts said = cst_world_verdicts(w, CST_WORK_HONEYPOT, a, who, in_turn ? 0 : set, &draws);
    said.reports &= ~hidden;
    for (uint32_t slot = 0; slot < who->count; slot++) {
        d->honeypot_reports += said.reports >> slot & 1;
        if (((said.reports | said.abstentions) >> slot & 1) == 0) {
            miss_honeypot(w, who->who[slot], (set >> slot & 1) != 0, d);
        }
    }
}

/* --- A round --------------------------------------------------------------------------------- */

static void do_task(cst_world *w, uint32_t a)
{
    cst_shared own;
    cst_world_crew who = {.count = 0};
    cst_verdicts said = {0, 0};
    cst_shared *with = &w->shared;
    cst_deed *d = cst_world_deed(w, w->round, a);
    cst_draws draws = cst_world_draws(w, w->round, a, CST_DRAW_PLAY);
    d->suspicion = 1.0;
    if (w->spec->scheming.scope == CST_SCOPE_TASK) {
        with = &own;
        d->schemes = cst_world_actor(w, a, &own);
    }
    d->attack = d->schemes && cst_world_attacks(w, a, with->watched, &draws);
    if (w->model->crew == CST_CREW_POPULATION) {
        cst_world_reviewers(w, a, &who);
        said = cst_world_review(w, a, with, &who, d, &draws);
    }
    if (w->model->crew == CST_CREW_TRUSTED) {
        const uint64_t word = cst_draws_next(&draws);
        d->suspicion = cst_world_score(&w->spec->trusted, &w->trusted, d->attack, word);
        d->reviews++;
        if (w->spec->abstain > 0.0 && cst_world_happens(&draws, w->spec->abstain)) {
            d->suspicion = 1.0;
            d->abstentions++;
        }
    }
    if (w->spec->protocol.audit_budget == 0.0) {
        judge(w, a, d, said, &draws);
    }
    if (cst_world_learns(w)) {
        cst_world_meet(w, a, &who, d, said.reports | d->agent_reports);
    }
    if (who.count == w->model->slots && w->spec->protocol.honeypot_share > 0.0) {
        plant_honeypot(w, a, with, &who, d);
    }
}

/* The most suspicious of the round's tasks that are not audited yet; NULL: none. Where some are as
 * suspicious as each other the lowest lot. */
static cst_deed *most_suspicious(const cst_world *w)
{
    cst_deed *most = NULL;
    uint64_t lowest = 0;
    for (uint32_t a = 0; a < w->spec->agents; a++) {
        cst_deed *d = cst_world_deed(w, w->round, a);
        const uint64_t at = cst_random_place(w->round, a);
        const uint64_t lot = cst_random_at(&w->random, w->trial, at, CST_DRAW_PLAY, 1, 0).word[0];
        if (!cst_world_out(w, a, w->round) && !d->audited && d->suspicion < 1.0 &&
            (most == NULL || d->suspicion < most->suspicion ||
             (d->suspicion == most->suspicion && lot < lowest))) {
            most = d;
            lowest = lot;
        }
    }
    return most;
}

static void spend_budget(cst_world *w)
{
    for (uint32_t a = 0; a < w->spec->agents; a++) {
        w->candidates += !cst_world_out(w, a, w->round);
    }
    while (w->spent < (uint64_t)(w->spec->protocol.audit_budget * (double)w->candidates)) {
        cst_deed *d = most_suspicious(w);
        w->spent++;
        if (d != NULL) {
            d->flagged = d->audited = true;
            d->reports = w->model->slots == 1 ? 1 : d->reports;
            d->reporters = w->model->slots == 1 ? 1 : d->reporters;
        }
    }
}

/* Whether a report against an agent counts in the round under way. */
static bool counts(const cst_world *w, const cst_world_report *report, uint32_t against)
{
    const uint32_t rounds = w->spec->protocol.expire;
    return report->against == against && !report->closed &&
           (rounds == 0 || w->round - report->made < rounds);
}

/* peer-report: who is accused with enough weight is looked into. */
static void investigate(cst_world *w)
{
    const uint32_t window = w->spec->response.window;
    for (uint32_t a = 0; a < w->spec->agents; a++) {
        cst_deed *d = cst_world_deed(w, w->round, a);
        double weight = 0.0;
        for (size_t i = 0; i < w->reports; i++) {
            weight += counts(w, &w->report[i], a) ? w->report[i].weight : 0.0;
        }
        if (cst_world_out(w, a, w->round) || weight < w->spec->protocol.investigate) {
            continue;
        }
        d->investigated = d->flagged = d->audited = true;
        d->found = d->attack;
        for (uint32_t back = 1; back < window && back <= w->round - w->agent[a].came; back++) {
            const cst_deed *before = cst_world_deed(w, w->round - back, a);
            d->found = d->found || (before->happened && before->fate == CST_ESCAPED);
        }
    }
}

static cst_fate fate_of(const cst_world *w, const cst_deed *d, cst_draws *draws)
{
    const bool discard = w->spec->protocol.flagged_work == CST_FLAGGED_DISCARD;
    const bool late = cst_world_is(w->spec->protocol.kind, "async");
    const double safe = pow(1.0 - w->spec->protocol.harm_rate, (double)w->spec->protocol.delay);
    if (!d->attack) {
        return d->replaced             ? CST_HONEST_REPLACED
               : d->flagged && discard ? CST_HONEST_DISCARDED
                                       : CST_HONEST_USED;
    }
    if (d->replaced) {
        return CST_AVERTED;
    }
    if (d->edited) {
        return cst_world_happens(draws, w->spec->protocol.edit_success) ? CST_AVERTED : CST_ESCAPED;
    }
    if (!d->flagged || (late && cst_world_happens(draws, cst_number_round(1.0 - safe)))) {
        return CST_ESCAPED;
    }
    return d->proven ? CST_CAUGHT : discard ? CST_AVERTED : CST_ESCAPED;
}

static void take_back(cst_world *w, uint32_t a)
{
    const uint32_t most = w->round - w->agent[a].came;
    for (uint32_t back = 0; back < w->spec->response.window && back <= most; back++) {
        cst_deed *d = cst_world_deed(w, w->round - back, a);
        if (d->happened && d->fate == CST_ESCAPED) {
            d->fate = CST_AVERTED;
        } else if (d->happened && d->fate == CST_HONEST_USED) {
            d->fate = CST_HONEST_DISCARDED;
        }
    }
}

/* Whether one that is in now has been told to leave. */
static bool goes_soon(const cst_world *w, uint32_t a, uint32_t latency)
{
    bool told = false;
    for (uint32_t round = w->round + 1; round <= w->round + 1 + latency; round++) {
        told = told || cst_world_out(w, a, round);
    }
    return told;
}

static void respond(cst_world *w, uint32_t a, cst_deed *d)
{
    const bool slow = cst_world_is(w->spec->protocol.kind, "async");
    const uint32_t latency = w->spec->response.latency + (slow ? w->spec->protocol.delay : 0);
    const cst_response_effect effect = w->spec->response.effect;
    if (effect == CST_EFFECT_END_TRIAL) {
        const uint32_t last = w->round + latency - (latency > 0);
        d->ends = latency == 0 || last < w->last_round;
        w->over = latency == 0;
        w->last_round = last < w->last_round ? last : w->last_round;
    } else if (effect == CST_EFFECT_QUARANTINE || effect == CST_EFFECT_RECALL) {
        const uint32_t from = w->round + 1 + latency;
        d->out = !goes_soon(w, a, latency);
        d->out_falsely = d->out && !w->agent[a].attacked;
        if (d->out) {
            w->banned[w->bans++] = (cst_banned){a, from, effect == CST_EFFECT_RECALL};
        }
    }
    take_back(w, a);
}

/* Whether one report fewer would not have flagged the task. */
static bool is_pivotal(const cst_world *w, const cst_deed *d)
{
    const char *const apart[] = {"peer-report", "hierarchy"};
    if (w->model->crew != CST_CREW_POPULATION || d->reports == 0 ||
        w->spec->protocol.audit_budget > 0.0 || cst_world_is(w->spec->protocol.kind, apart[0]) ||
        cst_world_is(w->spec->protocol.kind, apart[1])) {
        return false;
    }
    if (cst_world_is(w->spec->protocol.kind, "trusted-and-untrusted")) {
        return d->reports == 1;
    }
    return !cst_twin_flagged(&w->spec->protocol, d->reports - 1,
                             d->abstentions + w->model->slots - d->reviews);
}

static void settle(cst_world *w, uint32_t a)
{
    const cst_task task = {w->trial, w->round, a};
    cst_deed *d = cst_world_deed(w, w->round, a);
    cst_world_agent *actor = &w->agent[a];
    cst_draws draws = cst_world_draws(w, w->round, a, CST_DRAW_SETTLE);
    d->happened = true;
    d->proven =
        d->audited && (d->attack || d->found) && cst_review_proven(w->model, &w->random, &task);
    d->fate = fate_of(w, d, &draws);
    actor->attacked = actor->attacked || d->attack;
    if (d->fate == CST_ESCAPED && strcmp(w->spec->attack.policy->name, "steps") == 0) {
        actor->steps++;
        d->fate = actor->steps < w->spec->attack.steps ? CST_AVERTED : CST_ESCAPED;
        actor->steps %= w->spec->attack.steps;
    }
    d->pivotal = d->fate == CST_CAUGHT && is_pivotal(w, d);
    if (w->spec->response.effect != CST_EFFECT_NONE &&
        (w->spec->response.on == CST_ON_REPORT ? d->flagged : d->proven)) {
        respond(w, a, d);
    }
}

/* Those who reported an agent without reason lose weight, for each report that counts; then all
 * get back a share of what they have lost. */
static void close_reports(cst_world *w)
{
    for (uint32_t a = 0; a < w->spec->agents; a++) {
        const cst_deed *d = cst_world_deed(w, w->round, a);
        for (size_t i = 0; d->happened && d->investigated && i < w->reports; i++) {
            cst_world_report *r = &w->report[i];
            if (counts(w, r, a)) {
                r->closed = true;
                if (!d->proven && w->agent[r->by].name == r->name) {
                    w->agent[r->by].weight *= w->spec->protocol.penalty;
                }
            }
        }
    }
    for (uint32_t a = 0; a < w->spec->agents; a++) {
        double *weight = &w->agent[a].weight;
        *weight = 1.0 - (1.0 - *weight) * (1.0 - w->spec->protocol.recover);
    }
}

/* Bayes' rule for "the model schemes", task by task. */
static void update_credence(cst_world *w)
{
    const double q = w->spec->protocol.supposed_rate;
    for (uint32_t a = 0; a < w->spec->agents; a++) {
        const cst_deed *d = cst_world_deed(w, w->round, a);
        if (d->happened) {
            const double ratio = cst_roc_slope(&w->trusted, d->suspicion);
            const long double before = w->log_odds;
            w->log_odds += logl(1.0L - q + (long double)q * ratio);
            w->log_odds = isinf(before) ? before /* a certainty stays one */
                                        : fmaxl(fminl(w->log_odds, logl(1e100L)), -logl(1e100L));
        }
    }
}

static void do_round(cst_world *w)
{
    const cst_protocol *kind = w->spec->protocol.kind;
    const uint32_t n = w->spec->agents;
    cst_world_refill(w);
    if (w->spec->scheming.scope == CST_SCOPE_ROUND) {
        cst_world_share(w, w->round);
        cst_world_actors(w, w->round);
    }
    for (uint32_t a = 0; a < n; a++) {
        if (!cst_world_out(w, a, w->round)) {
            do_task(w, a);
        }
    }
    if (w->spec->protocol.audit_budget > 0.0) {
        spend_budget(w);
    }
    if (cst_world_is(kind, "peer-report")) {
        investigate(w);
    }
    for (uint32_t a = 0; a < n && !w->over; a++) {
        if (!cst_world_out(w, a, w->round)) {
            settle(w, a);
        }
    }
    if (cst_world_is(kind, "peer-report")) {
        close_reports(w);
    } else if (cst_world_is(kind, "adaptive")) {
        update_credence(w);
    }
}

/* Who is of the clique: agent by agent, so that every subset of that size is as likely. */
static void draw_clique(cst_world *w)
{
    cst_draws draws = cst_draws_at(&w->random, w->trial, 0, CST_DRAW_CLIQUE);
    uint32_t inside = 0;
    for (uint32_t a = 0; a < w->spec->agents; a++) {
        const uint64_t seats = w->spec->collusion.members - inside;
        w->insider[a] = cst_draws_uniform(&draws, w->spec->agents - a) < seats;
        inside += w->insider[a];
    }
}

static void do_trial(cst_world *w)
{
    const uint32_t n = w->spec->agents;
    const double prior = w->spec->protocol.prior;
    w->reports = w->bans = w->meetings = 0;
    w->over = false;
    w->last_round = w->spec->rounds - 1;
    w->spent = w->candidates = w->honeypots = 0;
    w->log_odds = logl((long double)prior / (1.0L - prior));
    memset(w->deed, 0, w->model->tasks_per_trial * sizeof *w->deed);
    memset(w->covered, 0, (size_t)n * n * sizeof *w->covered);
    for (uint32_t a = 0; a < n; a++) {
        w->agent[a] = (cst_world_agent){.weight = 1.0};
    }
    cst_order_draw(&w->order, &w->random, w->trial);
    if (strcmp(w->spec->collusion.strategy->name, "clique") == 0) {
        draw_clique(w);
    }
    if (w->spec->scheming.scope == CST_SCOPE_TRIAL) {
        cst_world_share(w, UINT32_MAX);
        for (uint32_t round = 0; round < w->spec->rounds; round++) {
            cst_world_actors(w, round);
        }
    }
    for (w->round = 0; w->round <= w->last_round && !w->over; w->round++) {
        do_round(w);
    }
}

/* --- All trials ------------------------------------------------------------------------------ */

static void make_causes(cst_world *w)
{
    const cst_scheming_spec *scheming = &w->spec->scheming;
    const bool apart = scheming->across == CST_ACROSS_LINEAGE;
    w->causes = NULL;
    w->crossing = NULL;
    w->caused = scheming->scope != CST_SCOPE_TASK || scheming->across != CST_ACROSS_POPULATION;
    if (!w->caused) {
        return;
    }
    if (scheming->across == CST_ACROSS_FACTORS) {
        w->crossing = calloc(2, sizeof *w->crossing);
        cst_require(w->crossing != NULL);
        for (int watched = 0; watched <= 1; watched++) {
            cst_law_spec law = scheming->law;
            law.rate = cst_world_rate(w, 0, watched);
            cst_crossing_make(&w->crossing[watched], &law);
        }
        return;
    }
    w->causes = calloc((size_t)2 * CST_LINEAGES_MAX, sizeof *w->causes);
    cst_require(w->causes != NULL);
    for (uint32_t g = 0; g < w->spec->population.lineages; g++) {
        cst_law_spec law = scheming->law;
        const double rho = w->spec->population.lineage[g].rho;
        law.rho = apart && !isnan(rho) ? rho : law.rho;
        for (int watched = 0; watched <= 1; watched++) {
            law.rate = apart ? cst_world_rate(w, g, watched) : cst_world_rate(w, 0, watched);
            cst_causes_make(&w->causes[(watched ? CST_LINEAGES_MAX : 0) + g], &law);
        }
    }
}

/* What red does to the scores of its attacks. */
static void make_scores(cst_world *w)
{
    const cst_attack_spec *attack = &w->spec->attack;
    cst_roc_change change = cst_roc_change_none();
    if (strcmp(attack->policy->name, "select") == 0) {
        change.select_share = attack->share > 0.0 ? attack->share : 1.0;
        change.select_correlation = attack->correlation;
        change.least_of = attack->candidates;
    }
    if (w->model->crew == CST_CREW_POPULATION && w->spec->protocol.audit_budget > 0.0) {
        change.honest_cost = w->spec->protocol.jamming_cost;
        cst_require(cst_roc_make(&w->peers, &w->spec->score, &change, NULL) == 0);
    }
    if (w->model->crew == CST_CREW_TRUSTED) {
        change.honest_cost = 0.0;
        change.shift =
            w->spec->collusion.strategy->signal != NULL ? w->spec->collusion.visible : 0.0;
        cst_require(cst_roc_make(&w->trusted, &w->spec->trusted, &change, NULL) == 0);
        w->threshold = statistic_threshold(w->spec);
    }
}

void cst_play_twin_run(const cst_cell *cell, cst_row *row)
{
    const size_t n = cell->model.spec.agents;
    const size_t tasks = cell->model.tasks_per_trial;
    cst_world w = {.model = &cell->model, .spec = &cell->model.spec};
    w.random = (cst_random){.seed = cell->seed, .stream = cell->stream};
    w.agent = calloc(n, sizeof *w.agent);
    w.deed = calloc(tasks, sizeof *w.deed);
    w.report = calloc(tasks * CST_REVIEWERS_MAX, sizeof *w.report);
    w.meeting = calloc(tasks * CST_REVIEWERS_MAX, sizeof *w.meeting);
    w.banned = calloc(tasks, sizeof *w.banned);
    w.covered = calloc(n * n, sizeof *w.covered);
    w.insider = calloc(n, sizeof *w.insider);
    cst_require(w.agent != NULL && w.deed != NULL && w.report != NULL && w.banned != NULL &&
                w.meeting != NULL && w.covered != NULL && w.insider != NULL);
    cst_require(cst_order_init(&w.order, w.model, NULL) == 0);
    make_causes(&w);
    make_scores(&w);
    cst_row_free(row);
    for (w.trial = 0; w.trial < cell->trials; w.trial++) {
        do_trial(&w);
        cst_world_count(&w, row);
    }
    cst_roc_free(&w.trusted);
    cst_roc_free(&w.peers);
    cst_order_free(&w.order);
    free(w.causes);
    free(w.crossing);
    free(w.agent);
    free(w.deed);
    free(w.report);
    free(w.meeting);
    free(w.banned);
    free(w.covered);
    free(w.insider);
}
