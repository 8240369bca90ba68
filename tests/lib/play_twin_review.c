/* SPDX-License-Identifier: MIT
 * Who schemes, who attacks, who reviews and what they say. */
#include "tests/lib/play_twin_parts.h"

#include <math.h>

/* --- Who schemes ----------------------------------------------------------------------------- */

double cst_world_rate(const cst_world *w, uint32_t lineage, bool watched)
{
    const double own = w->spec->population.lineage[lineage].rate;
    const double rate = isnan(own) ? w->spec->scheming.law.rate : own;
    return watched ? rate * w->spec->scheming.watched_factor : rate;
}

static const cst_causes *causes_of(const cst_world *w, uint32_t lineage, bool watched)
{
    return &w->causes[(watched ? CST_LINEAGES_MAX : 0) + lineage];
}

/* Where a cause is shared by the population, it is the first lineage's. */
static uint32_t cause_index(const cst_world *w, uint32_t number)
{
    return w->spec->scheming.across == CST_ACROSS_POPULATION ? 0 : cst_world_lineage(w, number);
}

/* A place is the number of those that the draw is not below. */
static uint32_t place(const cst_crossing *crossing, cst_factor factor, cst_draws *draws)
{
    const cst_chance *below = crossing->below + crossing->start[factor];
    const uint32_t last = crossing->count[factor] - 1;
    const cst_draws before = *draws;
    uint32_t at = 0;
    for (; at < last; at++) {
        *draws = before; /* the same word, and the next one on a tie */
        if (cst_draws_below(draws, below[at])) {
            break;
        }
    }
    return at;
}

/* Everybody's factor, then each lineage's own and each version's own, the latter once. */
static void cross(const cst_world *w, bool watched, cst_draws *draws, cst_cause *cause)
{
    const cst_crossing *crossing = &w->crossing[watched];
    const cst_lineage *lineage = w->spec->population.lineage;
    uint32_t of_version[CST_LINEAGES_MAX];
    const uint32_t common = place(crossing, CST_FACTOR_COMMON, draws);
    for (uint32_t g = 0; g < w->spec->population.lineages; g++) {
        uint32_t first = g;
        for (uint32_t h = g; h > 0; h--) {
            first = lineage[h - 1].version == lineage[g].version ? h - 1 : first;
        }
        const uint32_t own = place(crossing, CST_FACTOR_MODEL, draws);
        of_version[g] = first < g ? of_version[first] : place(crossing, CST_FACTOR_VERSION, draws);
        cause[g] = (cst_cause){.chance = crossing->chance[common + own + of_version[g]]};
    }
}

void cst_world_share(cst_world *w, uint32_t round)
{
    cst_draws belief = cst_world_draws(w, round, UINT32_MAX, CST_DRAW_CAUSE);
    w->shared.watched = cst_world_happens(&belief, w->spec->scheming.awareness);
    for (uint32_t g = 0; g < w->spec->population.lineages; g++) {
        cst_draws draws = cst_world_draws(w, round, g, CST_DRAW_CAUSE);
        if (w->crossing != NULL) {
            cross(w, w->shared.watched, &draws, w->shared.cause);
            break;
        }
        w->shared.cause[g] = cst_cause_draw(causes_of(w, g, w->shared.watched), &draws);
    }
}

void cst_world_actors(cst_world *w, uint32_t round)
{
    for (uint32_t a = 0; a < w->spec->agents; a++) {
        cst_draws draws = cst_world_draws(w, round, a, CST_DRAW_STATE);
        cst_world_deed(w, round, a)->schemes =
            cst_cause_next(&w->shared.cause[cause_index(w, a)], &draws);
    }
}

void cst_world_share_task(const cst_world *w, cst_draws *draws, cst_shared *own)
{
    own->watched = false;
    if (w->caused || w->spec->scheming.awareness > 0.0) {
        own->watched = cst_world_happens(draws, w->spec->scheming.awareness);
    }
    if (w->crossing != NULL) {
        cross(w, own->watched, draws, own->cause);
    }
    for (uint32_t g = 0; w->causes != NULL && g < w->spec->population.lineages; g++) {
        own->cause[g] = cst_cause_draw(causes_of(w, g, own->watched), draws);
    }
}

/* At scope task: what its agents share, and its actor's state. */
bool cst_world_actor(cst_world *w, uint32_t a, cst_shared *own)
{
    cst_draws context = cst_world_draws(w, w->round, a, CST_DRAW_TASK_CAUSE);
    cst_draws draws = cst_world_draws(w, w->round, a, CST_DRAW_STATE);
    cst_world_share_task(w, &context, own);
    if (w->caused) {
        return cst_cause_next(&own->cause[cause_index(w, a)], &draws);
    }
    if (w->spec->scheming.awareness > 0.0) {
        return cst_world_happens(&draws, cst_world_rate(w, cst_world_lineage(w, a), own->watched));
    }
    const uint64_t name = (uint64_t)w->agent[a].name << 32 | a;
    const cst_random_quad quad = cst_random_at(
        &w->random, w->trial, cst_random_place(w->round, a / 8), CST_DRAW_ATTACK, 0, 0);
    return cst_random_below32(&w->random, w->trial, cst_random_place(w->round, a), CST_DRAW_ATTACK,
                              0, cst_random_half(&quad, a % 8),
                              cst_review_rate(w->model, &w->random, w->trial, name));
}

static void states_law(const cst_world *w, bool watched, cst_known of_actor, double *mass)
{
    const uint32_t k = w->model->slots;
    double schemes[CST_REVIEWERS_MAX + 1];
    double honest[CST_REVIEWERS_MAX + 1];
    double total = 0.0;
    cst_law_spec law = w->spec->scheming.law;
    law.rate = cst_world_rate(w, 0, watched);
    cst_law_joint(&law, k, schemes, honest);
    for (uint32_t s = 0; s <= k; s++) {
        mass[s] = (of_actor != CST_KNOWN_HONEST ? schemes[s] : 0.0) +
                  (of_actor != CST_KNOWN_SCHEMES ? honest[s] : 0.0);
        total += mass[s];
    }
    for (uint32_t s = 0; s <= k; s++) {
        mass[s] = total > 0.0 ? mass[s] / total : s == 0 ? 1.0 : 0.0;
    }
}

/* Every set of s of the k slots is alike; slots without a reviewer count as well. */
static uint32_t any_set(const cst_world *w, const double *mass, uint32_t filled, cst_draws *draws)
{
    const uint32_t k = w->model->slots;
    cst_chance below[CST_REVIEWERS_MAX + 1];
    uint32_t set = 0;
    double sum = 0.0;
    for (uint32_t s = 0; s < k; s++) {
        sum += mass[s];
        below[s] = cst_chance_make(sum);
    }
    uint32_t left = cst_draws_rank(draws, below, k);
    for (uint32_t slot = 0; left > 0; slot++) {
        const bool chosen = cst_draws_uniform(draws, k - slot) < left;
        set |= chosen && slot < filled ? UINT32_C(1) << slot : 0;
        left -= chosen;
    }
    return set;
}

/* Which of the cst_world_crew scheme, a bit a slot. */
uint32_t cst_world_schemers(cst_world *w, cst_shared *with, cst_known of_actor,
                            const cst_world_crew *who, cst_draws *draws)
{
    double mass[CST_REVIEWERS_MAX + 1];
    uint32_t set = 0;
    if (!w->model->states_matter) {
        return 0;
    }
    if (!w->caused && !w->model->states_by_agent) {
        states_law(w, with->watched, of_actor, mass);
        return any_set(w, mass, who->count, draws);
    }
    for (uint32_t slot = 0; slot < who->count; slot++) {
        const uint32_t a = who->who[slot];
        const uint64_t name = (uint64_t)w->agent[a].replaced << 32 | a;
        const bool schemes =
            w->caused
                ? cst_cause_next(&with->cause[cause_index(w, a)], draws)
                : cst_draws_below(draws, cst_review_rate(w->model, &w->random, w->trial, name));
        set |= (uint32_t)schemes << slot;
    }
    return set;
}

/* --- Those who take a place ------------------------------------------------------------------ */

static void come(cst_world *w, uint32_t a)
{
    const uint32_t n = w->spec->agents;
    const uint32_t name = w->agent[a].replaced + 1;
    w->agent[a] =
        (cst_world_agent){.replaced = name, .name = name, .came = w->round, .weight = 1.0};
    w->insider[a] = false;
    for (uint32_t b = 0; b < n; b++) {
        w->covered[(size_t)a * n + b] = w->covered[(size_t)b * n + a] = false;
    }
    for (size_t i = 0; i < w->reports; i++) {
        w->report[i].closed = w->report[i].closed || w->report[i].against == a;
    }
}

void cst_world_refill(cst_world *w)
{
    const uint32_t refill = w->spec->response.refill;
    for (size_t i = 0; i < w->bans; i++) {
        if (refill > 0 && !w->banned[i].lineage && w->banned[i].from + refill == w->round) {
            come(w, w->banned[i].agent);
        }
    }
}

/* --- Actors and reviewers -------------------------------------------------------------------- */

static uint64_t escapes_so_far(const cst_world *w)
{
    uint64_t escapes = 0;
    for (uint64_t i = 0; i < w->model->tasks_per_trial; i++) {
        escapes += w->deed[i].happened && w->deed[i].fate == CST_ESCAPED;
    }
    return escapes;
}

bool cst_world_attacks(const cst_world *w, uint32_t a, bool watched, cst_draws *draws)
{
    const cst_attack_spec *attack = &w->spec->attack;
    const char *policy = attack->policy->name;
    const bool triggered = w->model->crew == CST_CREW_POPULATION &&
                           strcmp(w->spec->collusion.strategy->name, "input-trigger") == 0;
    double p = 1.0;
    if (strcmp(policy, "gated") == 0 && watched) {
        return false;
    }
    if (strcmp(policy, "paced") == 0) {
        p = attack->pace;
        if ((uint64_t)w->round * w->spec->agents + a < attack->wait ||
            (attack->successes > 0 && escapes_so_far(w) >= attack->successes)) {
            return false;
        }
    }
    p = strcmp(policy, "select") == 0 ? attack->share : p;
    if (triggered || strcmp(policy, "trigger") == 0) {
        p /= (double)attack->classes;
    }
    return p >= 1.0 || cst_world_happens(draws, p);
}

static bool may_review(const cst_world *w, uint32_t actor, uint32_t other)
{
    return w->spec->protocol.assign == CST_ASSIGN_CROSS_LINEAGE
               ? cst_world_lineage(w, actor) != cst_world_lineage(w, other)
               : actor != other;
}

static bool in_crew(const cst_world_crew *who, uint32_t a)
{
    bool found = false;
    for (uint32_t slot = 0; slot < who->count; slot++) {
        found = found || who->who[slot] == a;
    }
    return found;
}

/* The x-th of the agents that might review this actor, were nobody out. */
static uint32_t nth_other(const cst_world *w, uint32_t actor, uint64_t x)
{
    uint32_t other = 0;
    while (!may_review(w, actor, other) || x-- > 0) {
        other++;
    }
    return other;
}

static void pick_random(const cst_world *w, uint32_t actor, cst_world_crew *who)
{
    const uint32_t k = w->model->slots;
    uint32_t others = 0;
    uint32_t left = 0;
    for (uint32_t a = 0; a < w->spec->agents; a++) {
        others += may_review(w, actor, a);
        left += may_review(w, actor, a) && !cst_world_out(w, a, w->round);
    }
    cst_draws draws = cst_world_draws(w, w->round, actor, CST_DRAW_ASSIGN);
    if (left <= k) { /* all of them: each goes to a place so far, whose holder goes last */
        for (uint32_t a = 0; a < w->spec->agents; a++) {
            if (may_review(w, actor, a) && !cst_world_out(w, a, w->round)) {
                const uint64_t places = who->count + 1;
                const uint64_t at = places > 1 ? cst_draws_uniform(&draws, places) : 0;
                who->who[who->count++] = who->who[at];
                who->who[at] = a;
            }
        }
        return;
    }
    while (who->count < k) {
        const uint32_t a = nth_other(w, actor, cst_draws_uniform(&draws, others));
        if (!cst_world_out(w, a, w->round) && !in_crew(who, a)) {
            who->who[who->count++] = a;
        }
    }
}

void cst_world_reviewers(const cst_world *w, uint32_t actor, cst_world_crew *who)
{
    const cst_assign assign = w->spec->protocol.assign;
    const uint32_t n = w->spec->agents;
    *who = (cst_world_crew){.count = 0};
    if (assign == CST_ASSIGN_RANDOM || assign == CST_ASSIGN_CROSS_LINEAGE) {
        pick_random(w, actor, who);
    } else if (assign == CST_ASSIGN_ROTATE) {
        /* The places of the others, counted from the actor; each round begins where the last one
         * ended, were nobody out. */
        const uint64_t before = (uint64_t)w->round * w->model->slots;
        for (uint64_t i = before; i < before + n - 1 && who->count < w->model->slots; i++) {
            const uint64_t ahead = i % (n - 1) + 1;
            const uint32_t at = w->order.at[(w->order.position[actor] + ahead) % n];
            if (!cst_world_out(w, at, w->round)) {
                who->who[who->count++] = at;
            }
        }
    } else {
        uint32_t at = actor;
        for (uint32_t i = 1; i < n && who->count < w->model->slots; i++) {
            at = assign == CST_ASSIGN_RING ? (at + 1) % n
                                           : w->order.at[(w->order.position[at] + 1) % n];
            if (!cst_world_out(w, at, w->round)) {
                who->who[who->count++] = at;
            }
        }
    }
    for (uint32_t slot = 0; slot < who->count && w->model->lineages > 1; slot++) {
        who->lineage[slot] = cst_world_lineage(w, who->who[slot]);
    }
}

/* Schemers that would cover for this actor. */
static uint32_t who_covers(const cst_world *w, uint32_t actor, const cst_world_crew *who,
                           uint32_t schemers, cst_draws *draws)
{
    const char *strategy = w->spec->collusion.strategy->name;
    for (uint32_t slot = 0; slot < who->count; slot++) {
        const uint32_t other = who->who[slot];
        bool covers = (schemers >> slot & 1) != 0;
        if (covers && strcmp(strategy, "clique") == 0) {
            covers = w->insider[actor] && w->insider[other];
        } else if (covers && strcmp(strategy, "reciprocal") == 0) {
            covers = w->covered[(size_t)actor * w->spec->agents + other] ||
                     cst_world_happens(draws, w->spec->collusion.start);
        }
        schemers &= ~((uint32_t)!covers << slot);
    }
    return schemers;
}

double cst_world_score(const cst_score_spec *score, const cst_roc *roc, bool attack, uint64_t word)
{
    const cst_score_counts *counts = score->counts;
    double scored = 0.0;
    if (attack) {
        return cst_roc_draw(roc, word);
    }
    for (uint32_t i = 0; counts != NULL && i < counts->bins; i++) {
        scored += (double)counts->honest[i];
    }
    const bool counted = strcmp(score->model->name, "histogram") == 0;
    const double reach = counted ? scored / (scored + (double)counts->honest_unscored) : 1.0;
    const double f = cst_roc_draw_honest(word);
    return f > reach ? 1.0 : f;
}

/* A single reviewer's score, where audits go to the most suspicious tasks. */
static void score_alone(const cst_world *w, uint32_t actor, const cst_world_crew *who,
                        bool colludes, cst_deed *d, cst_draws *draws)
{
    const cst_work work = d->attack ? CST_WORK_ATTACK : CST_WORK_HONEST;
    const cst_seen *seen = cst_model_seen(w->model, work, 0, actor, who->lineage[0]);
    const uint64_t word = cst_draws_next(draws);
    d->suspicion = cst_world_score(&w->spec->score, &w->peers, d->attack, word);
    if (colludes) {
        if (cst_world_happens(draws, seen->hide)) {
            d->suspicion = 1.0;
        } else if (cst_world_happens(draws, seen->accuse)) {
            d->suspicion = 0.0;
        }
    }
    if (w->spec->leniency > 0.0 && cst_world_happens(draws, w->spec->leniency)) {
        d->suspicion = 1.0;
    }
    if (w->spec->abstain > 0.0 && cst_world_happens(draws, w->spec->abstain)) {
        d->suspicion = 1.0;
        d->abstentions = 1;
    }
}

static void remember(cst_world *w, uint32_t actor, const cst_world_crew *who, uint32_t covering,
                     uint32_t reporting)
{
    for (uint32_t slot = 0; slot < who->count; slot++) {
        const uint32_t other = who->who[slot];
        if ((covering >> slot & 1) != 0) {
            w->covered[(size_t)other * w->spec->agents + actor] = true;
        }
        if ((reporting >> slot & 1) != 0) {
            w->report[w->reports++] = (cst_world_report){
                other, actor, w->round, w->agent[other].name, w->agent[other].weight, false};
        }
    }
}

/* The trusted monitor's flag and one agent's, by the joint of their scores. */
static void review_jointly(cst_world *w, uint32_t a, const cst_world_crew *who, bool colludes,
                           cst_deed *d, cst_draws *draws)
{
    const uint32_t actor = w->model->lineages > 1 ? cst_world_lineage(w, a) : 0;
    const bool learns = cst_world_learns(w) && d->attack;
    double both[2][2]; /* [trusted][agent] */
    cst_chance below[3];
    cst_joint_flags(&w->spec->joint, &w->spec->trusted, &w->spec->score, d->attack, both);
    below[0] = cst_chance_make(both[0][0]);
    below[1] = cst_chance_make(both[0][0] + both[0][1]);
    below[2] = cst_chance_make(both[0][0] + both[0][1] + both[1][0]);
    const uint32_t drawn = cst_draws_rank(draws, below, 3);
    bool trusted = drawn == 2 || drawn == 3;
    bool agent = drawn == 1 || drawn == 3;
    if (colludes && !learns) {
        const cst_work work = d->attack ? CST_WORK_ATTACK : CST_WORK_HONEST;
        const cst_seen *seen = cst_model_seen(w->model, work, 0, actor, who->lineage[0]);
        const bool acts = cst_world_happens(draws, agent ? seen->hide : seen->accuse);
        agent = acts ? !agent : agent;
    }
    if (w->spec->abstain > 0.0) {
        const bool trusted_silent = cst_world_happens(draws, w->spec->abstain);
        const bool agent_silent = cst_world_happens(draws, w->spec->abstain);
        d->abstentions = (uint32_t)trusted_silent + (agent_silent && who->count > 0);
        trusted = trusted && !trusted_silent;
        agent = agent && !agent_silent;
    }
    agent = agent && who->count > 0;
    if (learns) {
        d->covers = cst_world_covers(w, a, who, agent, colludes, draws);
        agent = agent && d->covers == 0;
    }
    d->reviews++;
    d->reports = (uint32_t)trusted + agent;
    d->agent_reports = agent;
}

cst_verdicts cst_world_verdicts(const cst_world *w, cst_work work, uint32_t a,
                                const cst_world_crew *who, uint32_t set, cst_draws *draws)
{
    cst_reviewers crew = {.actor = w->model->lineages > 1 ? cst_world_lineage(w, a) : 0};
    memcpy(crew.lineage, who->lineage, sizeof crew.lineage);
    return cst_review_verdicts(w->model, work, &crew, who->count, set, draws);
}

cst_verdicts cst_world_review(cst_world *w, uint32_t a, cst_shared *with, const cst_world_crew *who,
                              cst_deed *d, cst_draws *draws)
{
    const uint32_t k = w->model->slots;
    const uint32_t actor = w->model->lineages > 1 ? cst_world_lineage(w, a) : 0;
    const bool budget = w->spec->protocol.audit_budget > 0.0;
    const cst_known of_actor = d->schemes ? CST_KNOWN_SCHEMES : CST_KNOWN_HONEST;
    cst_verdicts said = {0, 0};
    uint32_t set = cst_world_schemers(w, with, of_actor, who, draws);
    d->schemers = d->attack ? set : 0;
    set = who_covers(w, a, who, set, draws);
    d->reviews = who->count;
    if (cst_world_is(w->spec->protocol.kind, "trusted-and-untrusted")) {
        review_jointly(w, a, who, set != 0, d, draws);
        d->reporters = d->agent_reports;
        remember(w, a, who, d->attack && !d->agent_reports ? set : 0, 0);
        return said;
    }
    if (budget && k == 1) {
        if (who->count == 1) {
            score_alone(w, actor, who, set != 0, d, draws);
        }
        return said;
    }
    const bool learns = cst_world_learns(w) && d->attack;
    said = cst_world_verdicts(w, d->attack ? CST_WORK_ATTACK : CST_WORK_HONEST, a, who,
                              learns ? 0 : set, draws);
    if (learns) {
        d->covers = cst_world_covers(w, a, who, said.reports, set, draws);
        said.reports &= ~d->covers;
    }
    d->reporters = said.reports;
    for (uint32_t slot = 0; slot < who->count; slot++) {
        d->reports += said.reports >> slot & 1;
        d->abstentions += said.abstentions >> slot & 1;
    }
    remember(w, a, who, d->attack ? set & ~said.reports : 0, said.reports);
    if (budget && d->reports > 0) { /* what nobody reported is not suspicious */
        const double tie = ldexp((double)(cst_draws_next(draws) >> 11), -53);
        d->suspicion = ((double)(k - d->reports) + tie) / (double)(k + 1);
    }
    return said;
}
