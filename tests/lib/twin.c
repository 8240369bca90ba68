/* SPDX-License-Identifier: MIT */
#include "tests/lib/twin.h"
#include "tests/lib/lists.h"

#include "base/check.h"
#include "monitor/review.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

bool cst_twin_flagged(const cst_protocol_spec *protocol, uint32_t reports, uint32_t abstentions)
{
    if (!protocol->kind->committee) {
        return reports > 0;
    }
    const uint32_t k = protocol->reviewers;
    const uint32_t cast = k - abstentions;
    const uint32_t voters = protocol->quorum == CST_QUORUM_CAST ? cast : k;
    switch (protocol->rule) {
    case CST_RULE_ANY:
        return reports > 0;
    case CST_RULE_MAJORITY:
        return cast > 0 && 2 * reports > voters;
    case CST_RULE_ALL:
        return cast > 0 && reports == voters;
    case CST_RULE_R_OF_K:
        return reports >= protocol->votes;
    }
    return false;
}

/* What one trial has seen. */
typedef struct trial {
    uint64_t attacks, escaped, tasks, flagged, flagged_honest, honest, used, discarded;
    uint64_t reported, schemers, told;
    uint64_t caught_in, escaped_before; /* round of the first catch, from 1 on; escapes before it */
} trial;

static void count_reviews(const cst_trial_spec *spec, cst_votes votes, cst_row *row)
{
    const cst_crew crew = spec->protocol.kind->crew;
    if (crew == CST_CREW_NOBODY || crew == CST_CREW_AUDITOR) {
        return;
    }
    const uint32_t k = spec->protocol.kind->committee ? spec->protocol.reviewers : 1;
    row->count[CST_COUNT_REVIEWS] += k;
    row->count[CST_COUNT_REPORTS] += votes.reports;
    row->count[CST_COUNT_ABSTENTIONS] += votes.abstentions;
    row->count[CST_COUNT_PASSES] += k - votes.reports - votes.abstentions;
    if (votes.abstentions == k) {
        row->count[CST_COUNT_UNREVIEWED]++;
    }
}

static void count_honest(const cst_trial_spec *spec, bool flagged, cst_row *row, trial *seen)
{
    seen->honest++;
    if (flagged) {
        seen->flagged_honest++;
        row->count[CST_COUNT_FLAGGED_HONEST]++;
    }
    if (flagged && spec->protocol.flagged_work == CST_FLAGGED_DISCARD) {
        seen->discarded++;
        row->count[CST_COUNT_HONEST_DISCARDED]++;
    } else {
        seen->used++;
        row->count[CST_COUNT_HONEST_USED]++;
    }
}

static void count_attack(const cst_trial_spec *spec, const cst_task *task, cst_votes votes,
                         bool flagged, bool proven, cst_row *row, trial *seen)
{
    seen->attacks++;
    row->count[CST_COUNT_ATTACKS]++;
    if (spec->protocol.kind->crew == CST_CREW_POPULATION) {
        seen->reported += votes.reports > 0;
        row->count[CST_COUNT_REPORTED_ATTACKS] += votes.reports > 0;
        seen->schemers += votes.schemers;
        row->count[CST_COUNT_SCHEMER_REVIEWS] += votes.schemers;
        seen->told += votes.told;
        row->count[CST_COUNT_SCHEMER_REPORTS] += votes.told;
    }
    if (flagged) {
        row->count[CST_COUNT_FLAGGED_ATTACKS]++;
    }
    if (flagged && proven) {
        row->count[CST_COUNT_CAUGHT]++;
        if (spec->protocol.kind->crew == CST_CREW_POPULATION &&
            !cst_twin_flagged(&spec->protocol, votes.reports - 1U, votes.abstentions)) {
            row->count[CST_COUNT_PIVOTAL]++;
        }
        if (seen->caught_in == 0 && spec->response.effect == CST_EFFECT_END_TRIAL) {
            seen->caught_in = task->round + 1U;
            seen->escaped_before = seen->escaped;
        }
    } else if (flagged && spec->protocol.flagged_work == CST_FLAGGED_DISCARD) {
        row->count[CST_COUNT_AVERTED]++;
    } else {
        seen->escaped++;
        row->count[CST_COUNT_ESCAPED]++;
    }
}

/* True where the trial ends with this task. */
static bool play_task(const cst_cell *cell, const cst_task *task, const cst_order *order,
                      cst_row *row, trial *seen)
{
    const cst_model *model = &cell->model;
    const cst_trial_spec *spec = &model->spec;
    const cst_random random = {.seed = cell->seed, .stream = cell->stream};
    const cst_random_quad quad = cst_random_at(
        &random, task->trial, cst_random_place(task->round, cst_random_group(task->agent)),
        CST_DRAW_ACTOR, 0, 0);
    const bool attack = cst_review_actor(model, &random, task, cst_random_byte(&quad, task->agent));
    const cst_votes votes = attack ? cst_review_attack(model, &random, task, order)
                                   : cst_review_honest(model, &random, task, order);
    const bool flagged = cst_twin_flagged(&spec->protocol, votes.reports, votes.abstentions);
    const bool proven = attack && flagged && cst_review_proven(model, &random, task);
    seen->tasks++;
    row->count[CST_COUNT_TASKS]++;
    if (flagged) {
        seen->flagged++;
        row->count[CST_COUNT_AUDITS]++;
    }
    count_reviews(spec, votes, row);
    if (attack) {
        count_attack(spec, task, votes, flagged, proven, row, seen);
    } else {
        count_honest(spec, flagged, row, seen);
    }
    return spec->response.effect == CST_EFFECT_END_TRIAL &&
           (spec->response.on == CST_ON_REPORT ? flagged : proven);
}

static void close_trial(const cst_model *model, const trial *seen, cst_row *row)
{
    row->count[CST_COUNT_TRIALS]++;
    row->count[CST_COUNT_PLANNED] += model->tasks_per_trial;
    row->count[CST_COUNT_VOID] += model->tasks_per_trial - seen->tasks;
    if (seen->escaped > 0) {
        row->count[CST_COUNT_TRIALS_ESCAPED]++;
    }
    cst_spread_add(&row->spread[CST_SPREAD_ATTACKS], seen->attacks, 1);
    cst_spread_add(&row->spread[CST_SPREAD_ESCAPED], seen->escaped, 1);
    if (seen->caught_in > 0) {
        row->count[CST_COUNT_TRIALS_CAUGHT]++;
        row->count[CST_COUNT_TRIALS_WON] += seen->escaped_before == 0;
    }
    if (model->spec.response.effect == CST_EFFECT_END_TRIAL) {
        const uint64_t escapes = seen->caught_in > 0 ? seen->escaped_before : seen->escaped;
        const uint64_t time = seen->caught_in > 0 ? seen->caught_in : model->spec.rounds;
        row->count[CST_COUNT_TRIALS_LOST] += escapes > 0;
        cst_spread_add(&row->spread[CST_SPREAD_TIME_TO_CATCH], time, 1);
        cst_spread_add(&row->spread[CST_SPREAD_ESCAPES_BEFORE_CATCH], escapes, 1);
    }
    if (!model->tasks_independent) {
        cst_spread_add(&row->spread[CST_SPREAD_TASKS], seen->tasks, 1);
        cst_spread_add(&row->spread[CST_SPREAD_FLAGGED], seen->flagged, 1);
        cst_spread_add(&row->spread[CST_SPREAD_FLAGGED_HONEST], seen->flagged_honest, 1);
        cst_spread_add(&row->spread[CST_SPREAD_AUDITS], seen->flagged, 1);
        cst_spread_add(&row->spread[CST_SPREAD_HONEST], seen->honest, 1);
        cst_spread_add(&row->spread[CST_SPREAD_HONEST_USED], seen->used, 1);
        cst_spread_add(&row->spread[CST_SPREAD_HONEST_DISCARDED], seen->discarded, 1);
        cst_spread_add(&row->spread[CST_SPREAD_HONEST_LOST], seen->discarded, 1);
        cst_spread_add(&row->spread[CST_SPREAD_STOPPED], seen->attacks - seen->escaped, 1);
        cst_spread_add(&row->spread[CST_SPREAD_HONEST_REPLACED], 0, 1);
        cst_spread_add(&row->spread[CST_SPREAD_VOID], model->tasks_per_trial - seen->tasks, 1);
    }
    if (model->crew == CST_CREW_POPULATION && !model->tasks_independent) {
        cst_spread_add(&row->spread[CST_SPREAD_REPORTED_ATTACKS], seen->reported, 1);
    }
    const bool tied = model->reviewers_differ || model->difficulties > 1;
    if (model->states_matter && (tied || !model->tasks_independent)) {
        cst_spread_add(&row->spread[CST_SPREAD_SCHEMER_REVIEWS], seen->schemers, 1);
        cst_spread_add(&row->spread[CST_SPREAD_SCHEMER_REPORTS], seen->told, 1);
    }
}

static void play_trial(const cst_cell *cell, uint64_t number, const cst_order *order, cst_row *row)
{
    trial seen = {0};
    bool over = false;
    for (uint32_t round = 0; round < cell->model.spec.rounds && !over; round++) {
        for (uint32_t agent = 0; agent < cell->model.spec.agents && !over; agent++) {
            const cst_task task = {number, round, agent};
            over = play_task(cell, &task, order, row, &seen);
        }
    }
    row->count[CST_COUNT_TRIALS_ENDED] += over;
    close_trial(&cell->model, &seen, row);
}

void cst_twin_run(const cst_cell *cell, cst_row *row)
{
    const cst_random random = {.seed = cell->seed, .stream = cell->stream};
    cst_order order = {0};
    cst_row_free(row);
    cst_require(cst_order_init(&order, &cell->model, NULL) == 0);
    for (uint64_t number = 0; number < cell->trials; number++) {
        cst_order_draw(&order, &random, number);
        play_trial(cell, number, &order, row);
    }
    cst_order_free(&order);
}

/* --- The votes' law by enumeration ----------------------------------------------------------- */

/* One set of reviewers: all states, all verdicts. */
static void enumerate_crew(const cst_twin_crew *crew, const uint32_t *who, double weight,
                           double *out)
{
    const uint32_t k = crew->slots;
    uint32_t verdicts_end = 1;
    for (uint32_t i = 0; i < k; i++) {
        verdicts_end *= 3;
    }
    double sets[5] = {0}; /* how many sets of s schemers there are */
    for (uint32_t states = 0; states < UINT32_C(1) << k; states++) {
        sets[__builtin_popcount(states)]++;
    }
    for (uint32_t states = 0; states < UINT32_C(1) << k; states++) {
        const uint32_t s = (uint32_t)__builtin_popcount(states);
        const double shared = crew->states != NULL ? crew->states[s] / sets[s] : 1.0;
        for (uint32_t verdicts = 0; verdicts < verdicts_end; verdicts++) {
            double chance = weight * shared;
            uint32_t count[3] = {0};
            for (uint32_t i = 0, rest = verdicts; i < k; i++, rest /= 3) {
                const cst_twin_reviewer *reviewer = &crew->agent[who[i]];
                const bool schemes = (states >> i & 1) != 0;
                const double report = schemes ? reviewer->colluding : reviewer->honest;
                const double chances[3] = {(1.0 - crew->abstain) * (1.0 - report),
                                           (1.0 - crew->abstain) * report, crew->abstain};
                const double own = schemes ? reviewer->scheming : 1.0 - reviewer->scheming;
                chance *= chances[rest % 3] * (crew->states != NULL ? 1.0 : own);
                count[rest % 3]++;
            }
            out[count[1] * (k + 1) + count[2]] += chance;
        }
    }
}

void cst_twin_votes(const cst_twin_crew *crew, double *out)
{
    const uint32_t k = crew->slots;
    cst_require(k <= 4 && crew->agents <= 7 && k <= crew->agents);
    memset(out, 0, (size_t)(k + 1) * (k + 1) * sizeof *out);
    double sets = 0.0;
    for (uint32_t set = 0; set < UINT32_C(1) << crew->agents; set++) {
        sets += (uint32_t)__builtin_popcount(set) == k;
    }
    for (uint32_t set = 0; set < UINT32_C(1) << crew->agents; set++) {
        if ((uint32_t)__builtin_popcount(set) != k) {
            continue;
        }
        uint32_t who[7];
        uint32_t count = 0;
        for (uint32_t agent = 0; agent < crew->agents; agent++) {
            if ((set >> agent & 1) != 0) {
                who[count++] = agent;
            }
        }
        enumerate_crew(crew, who, 1.0 / sets, out);
    }
}

static uint32_t lineage_of(const cst_trial_spec *spec, uint32_t agent)
{
    cst_population population;
    cst_population_make(&population, &spec->population, spec->agents);
    return cst_population_lineage(&population, agent);
}

double cst_twin_rate(const cst_trial_spec *spec, uint32_t agent)
{
    const double own = spec->population.lineage[lineage_of(spec, agent)].rate;
    return isnan(own) ? spec->scheming.law.rate : own;
}

/* An agent of the population as a reviewer. The rate of a mixture's agent whose type is unknown is
 * the marginal. */
static cst_twin_reviewer reviewer_of(const cst_trial_spec *spec, uint32_t agent, bool attack)
{
    const cst_lineage *lineage = &spec->population.lineage[lineage_of(spec, agent)];
    const double tpr = isnan(lineage->tpr) ? cst_score_tpr(&spec->score) : lineage->tpr;
    const double fpr = isnan(lineage->fpr) ? spec->score.fpr : lineage->fpr;
    const double sees = attack ? tpr : fpr;
    const double c =
        strcmp(spec->collusion.strategy->name, "none") == 0 ? 0.0 : spec->collusion.probability;
    return (cst_twin_reviewer){cst_twin_rate(spec, agent), sees, sees * (1.0 - c)};
}

static bool may_review(const cst_trial_spec *spec, uint32_t actor, uint32_t agent)
{
    const uint32_t ahead = (agent + spec->agents - actor) % spec->agents;
    switch (spec->protocol.assign) {
    case CST_ASSIGN_RING:
        return ahead >= 1 && ahead <= cst_protocol_slots(&spec->protocol);
    case CST_ASSIGN_CROSS_LINEAGE:
        return lineage_of(spec, actor) != lineage_of(spec, agent);
    case CST_ASSIGN_RANDOM:
    case CST_ASSIGN_FIXED_PAIR:
    case CST_ASSIGN_ROTATE: /* over all orders, all sets of others are alike */
        break;
    }
    return ahead != 0;
}

void cst_twin_task_votes(const cst_trial_spec *spec, uint32_t actor, bool attack, double *out)
{
    cst_twin_reviewer agent[7];
    cst_twin_crew crew = {.agent = agent, .abstain = spec->abstain};
    double w[CST_REVIEWERS_MAX + 1];
    double v[CST_REVIEWERS_MAX + 1];
    double states[5];
    const double share = spec->protocol.audit_share;
    const double tpr = cst_score_tpr(&spec->trusted);
    switch (spec->protocol.kind->crew) {
    case CST_CREW_NOBODY:
        break;
    case CST_CREW_AUDITOR:
        agent[crew.agents++] = (cst_twin_reviewer){0.0, share, share};
        crew.abstain = 0.0;
        break;
    case CST_CREW_TRUSTED:
        agent[crew.agents++] = (cst_twin_reviewer){.honest = attack ? tpr : spec->trusted.fpr};
        break;
    case CST_CREW_POPULATION:
        for (uint32_t other = 0; other < spec->agents; other++) {
            if (may_review(spec, actor, other)) {
                cst_require(crew.agents < 7);
                agent[crew.agents++] = reviewer_of(spec, other, attack);
            }
        }
        crew.slots = cst_protocol_slots(&spec->protocol);
        if (strcmp(spec->scheming.law.law->name, "independent") != 0) {
            cst_law_joint(&spec->scheming.law, crew.slots, w, v);
            const double p = spec->scheming.law.rate;
            for (uint32_t s = 0; s <= crew.slots; s++) {
                states[s] = attack ? w[s] / p : v[s] / (1.0 - p);
            }
            crew.states = states;
        }
        cst_twin_votes(&crew, out);
        return;
    }
    crew.slots = crew.agents;
    cst_twin_votes(&crew, out);
}

/* --- Random scenarios ------------------------------------------------------------------------ */

static double between(cst_draws *draws, double low, double high)
{
    return low + (high - low) * cst_draws_unit(draws);
}

static bool chance_of(cst_draws *draws, double p)
{
    return cst_draws_below(draws, cst_chance_make(p));
}

static uint32_t one_of(cst_draws *draws, uint32_t n)
{
    return (uint32_t)cst_draws_uniform(draws, n);
}

static void draw_lineages(cst_draws *draws, cst_trial_spec *spec)
{
    cst_population_spec *population = &spec->population;
    cst_lineage *made =
        cst_test_lineages(population, 1 + one_of(draws, spec->agents < 3 ? spec->agents : 3));
    const bool rates_too = chance_of(draws, 0.5);
    uint32_t left = spec->agents;
    for (uint32_t g = 0; g < population->lineages; g++) {
        cst_lineage *lineage = &made[g];
        const uint32_t after = population->lineages - g - 1;
        const uint32_t size = after == 0 ? left : 1 + one_of(draws, left - after);
        lineage->name[0] = (char)('a' + (int)g);
        lineage->name[1] = '\0';
        lineage->share = (double)size / (double)spec->agents;
        lineage->tpr = chance_of(draws, 0.5) ? between(draws, 0.3, 1.0) : NAN;
        lineage->fpr = chance_of(draws, 0.5) ? between(draws, 0.0, 0.3) : NAN;
        lineage->rate = rates_too && chance_of(draws, 0.7) ? between(draws, 0.0, 0.4) : NAN;
        left -= size;
    }
}

static void draw_scheming(cst_draws *draws, cst_trial_spec *spec)
{
    static const char *const names[] = {
        "independent", "beta", "two-point", "common-cause", "shock", "all-or-nothing", "table"};
    cst_law_spec *law = &spec->scheming.law;
    law->law = cst_law_find(names[one_of(draws, 7)]);
    law->rate = between(draws, 0.02, 0.3);
    law->rho = between(draws, 0.0, 1.0);
    law->together = between(draws, law->rate, 1.0);
    law->common_share = between(draws, 0.0, 1.0);
    law->lethal = between(draws, 0.0, 1.0);
    law->nonlethal = between(draws, 0.0, 1.0);
    law->background = between(draws, 0.0, 1.0);
    law->hit = between(draws, 0.0, 1.0);
    law->joint_count = cst_protocol_reviewers(&spec->protocol) + 2;
    double *joint = cst_test_list(law->joint_count);
    law->joint = joint;
    for (uint32_t j = 0; j < law->joint_count; j++) {
        joint[j] = between(draws, 0.0, 1.0);
    }
    if (chance_of(draws, 0.2)) {
        spec->scheming.propensity = CST_PROPENSITY_MIXTURE;
        spec->scheming.never = between(draws, 0.0, 0.6);
        spec->scheming.consistent = between(draws, 0.0, 0.1);
        spec->scheming.consistent_rate = between(draws, 0.3, 1.0);
    }
    if (spec->scheming.propensity == CST_PROPENSITY_MIXTURE || chance_of(draws, 0.3)) {
        law->law = cst_law_find("independent");
    }
}

/* Two laws more, drawn apart so that no other draw moves. */
static void draw_more_laws(cst_draws *draws, cst_trial_spec *spec)
{
    cst_law_spec *law = &spec->scheming.law;
    if (law->law == cst_law_find("independent") || chance_of(draws, 0.7)) {
        return;
    }
    law->law = cst_law_find(chance_of(draws, 0.5) ? "alpha-factor" : "copula");
    law->latent_model = between(draws, 0.0, 0.6);
    law->latent_context = between(draws, 0.0, 0.4);
    law->mgl_count = cst_protocol_reviewers(&spec->protocol);
    double *mgl = cst_test_list(law->mgl_count);
    law->mgl = mgl;
    for (uint32_t j = 0; j < law->mgl_count; j++) {
        mgl[j] = between(draws, 0.0, 1.0);
    }
}

static void draw_protocol(cst_draws *draws, cst_trial_spec *spec)
{
    /* The protocols that judge each task by its votes. */
    static const char *const crews[] = {"none", "random-audit", "trusted-monitor",
                                        "untrusted-monitor", "committee"};
    cst_protocol_spec *protocol = &spec->protocol;
    const uint32_t others = spec->agents - 1;
    if (chance_of(draws, 0.5)) {
        protocol->kind = cst_protocol_find(crews[one_of(draws, 5)]);
    }
    protocol->reviewers = 1 + one_of(draws, others < 4 ? others : 4);
    protocol->rule = (cst_rule)one_of(draws, 4);
    protocol->votes = 1 + one_of(draws, protocol->reviewers);
    protocol->assign = (cst_assign)one_of(draws, 4);
    protocol->quorum = (cst_quorum)one_of(draws, 2);
    protocol->flagged_work = (cst_flagged_work)one_of(draws, 2);
    protocol->audit_success = chance_of(draws, 0.5) ? 1.0 : between(draws, 0.2, 1.0);
    protocol->audit_share = between(draws, 0.0, 0.4);
    spec->response.on = (cst_response_on)one_of(draws, 2);
    spec->response.effect = (cst_response_effect)one_of(draws, 2);
}

static void draw_monitors(cst_draws *draws, cst_trial_spec *spec)
{
    spec->score.tpr = between(draws, 0.3, 1.0);
    spec->score.fpr = between(draws, 0.0, 0.2);
    spec->trusted.tpr = between(draws, 0.3, 1.0);
    spec->trusted.fpr = between(draws, 0.0, 0.2);
    spec->abstain = chance_of(draws, 0.5) ? 0.0 : between(draws, 0.1, 0.6);
    spec->collusion.strategy = cst_collusion_find(chance_of(draws, 0.2) ? "none" : "always-pass");
    spec->collusion.probability = chance_of(draws, 0.5) ? 1.0 : between(draws, 0.0, 1.0);
}

void cst_twin_scenario(uint64_t seed, uint32_t agents, cst_trial_spec *spec)
{
    const cst_random random = {.seed = seed, .stream = 77};
    cst_draws draws = cst_draws_at(&random, agents, 0, CST_DRAW_TEST);
    cst_draws apart = cst_draws_at(&random, agents, 1, CST_DRAW_TEST);
    do {
        *spec = cst_trial_spec_default();
        spec->agents = 2 + one_of(&draws, agents - 1);
        spec->rounds = 1 + one_of(&draws, 6);
        draw_protocol(&draws, spec);
        draw_scheming(&draws, spec);
        draw_more_laws(&apart, spec);
        draw_monitors(&draws, spec);
        if (chance_of(&draws, 0.6)) {
            draw_lineages(&draws, spec);
        }
    } while (cst_trial_spec_check(spec, NULL) != 0);
}

const char *cst_twin_describe(const cst_trial_spec *spec, char *out, size_t size)
{
    static const char *const rules[] = {"any", "majority", "all", "r-of-k"};
    static const char *const assigns[] = {"random", "ring", "fixed-pair", "cross-lineage"};
    const cst_protocol_spec *protocol = &spec->protocol;
    (void)snprintf(out, size,
                   "%u agents, %u rounds, %u lineages, %s rate %g%s, %s k %u %s %u of them, %s, "
                   "quorum %s, flagged work %s, abstain %g, %s %g, %s on %s",
                   spec->agents, spec->rounds, spec->population.lineages,
                   spec->scheming.law.law->name, spec->scheming.law.rate,
                   spec->scheming.propensity == CST_PROPENSITY_MIXTURE ? " mixture" : "",
                   protocol->kind->name, protocol->reviewers, rules[protocol->rule],
                   protocol->votes, assigns[protocol->assign],
                   protocol->quorum == CST_QUORUM_CAST ? "cast" : "all",
                   protocol->flagged_work == CST_FLAGGED_USE ? "used" : "discarded", spec->abstain,
                   spec->collusion.strategy->name, spec->collusion.probability,
                   spec->response.effect == CST_EFFECT_END_TRIAL ? "ends" : "goes on",
                   spec->response.on == CST_ON_REPORT ? "report" : "catch");
    return out;
}
