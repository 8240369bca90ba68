/* SPDX-License-Identifier: MIT */
#include "monitor/play.h"

#include "base/check.h"
#include "monitor/play_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

uint32_t cst_play_usual_reviews(const cst_model *model)
{
    const cst_protocol *kind = model->spec.protocol.kind;
    const uint32_t agents = kind->crew == CST_CREW_POPULATION ? model->slots : 0;
    return (kind->chained && agents > 1 ? 1 : agents) + (kind->trusted ? 1 : 0);
}

uint64_t cst_record_pack(const cst_record *record, uint32_t usual)
{
    return (uint64_t)record->fate | (uint64_t)(uint8_t)(record->reviews - usual) << 8 |
           (uint64_t)record->reports << 16 | (uint64_t)record->abstentions << 24 |
           (uint64_t)record->marks << 32 | (uint64_t)record->honeypot << 40 |
           (uint64_t)record->expelled << 48 | (uint64_t)record->expelled_falsely << 56;
}

cst_record cst_record_unpack(uint64_t word, uint32_t usual)
{
    return (cst_record){.fate = (uint8_t)word,
                        .reviews = (uint8_t)((word >> 8) + usual),
                        .reports = (uint8_t)(word >> 16),
                        .abstentions = (uint8_t)(word >> 24),
                        .marks = (uint8_t)(word >> 32),
                        .honeypot = (uint8_t)(word >> 40),
                        .expelled = (uint8_t)(word >> 48),
                        .expelled_falsely = (uint8_t)(word >> 56)};
}

/* Whether trials have a cyclic order of agents. */
static bool ordered(const cst_trial_spec *spec)
{
    return spec->protocol.assign == CST_ASSIGN_FIXED_PAIR;
}

/* The members of the trial's clique: a uniform subset, drawn apart from the order of the agents.
 * Each is one with chance left / agents left. */
static void draw_members(cst_play *play)
{
    const uint32_t agents = play->model->spec.agents;
    uint32_t left = play->model->spec.collusion.members;
    cst_draws draws = cst_draws_at(&play->random, play->trial, 0, CST_DRAW_CLIQUE);
    for (uint32_t agent = 0; agent < agents; agent++) {
        play->member[agent] = cst_draws_uniform(&draws, agents - agent) < left;
        left -= play->member[agent];
    }
}

int cst_play_init(cst_play *play, const cst_model *model, const cst_random *random,
                  cst_error *error)
{
    const size_t n = model->spec.agents;
    const bool reciprocal = model->spec.collusion.strategy->reciprocal;
    const size_t pairs = reciprocal ? n * n / 8 + 1 : 1;
    *play = (cst_play){.model = model, .laws = model->play, .random = *random};
    play->out_from = calloc(n, sizeof *play->out_from);
    play->generation = calloc(n, sizeof *play->generation);
    play->misses = calloc(n, sizeof *play->misses);
    play->steps = calloc(n, sizeof *play->steps);
    play->attacked = calloc(n, sizeof *play->attacked);
    play->member = calloc(n, sizeof *play->member);
    play->weight = calloc(n, sizeof *play->weight);
    play->accused = calloc(n, sizeof *play->accused);
    play->reporter = calloc(n * CST_PLAY_REPORTERS, sizeof *play->reporter);
    play->reporters = calloc(n, sizeof *play->reporters);
    play->covered = calloc(pairs, 1);
    play->view = calloc(n, sizeof *play->view);
    play->ranked = calloc(n, sizeof *play->ranked);
    if (play->out_from == NULL || play->generation == NULL || play->misses == NULL ||
        play->steps == NULL || play->attacked == NULL || play->member == NULL ||
        play->weight == NULL || play->accused == NULL || play->reporter == NULL ||
        play->reporters == NULL || play->covered == NULL || play->view == NULL ||
        play->ranked == NULL) {
        return cst_error_set(error, CST_ERR_MEMORY, NULL, "a trial of %zu agents does not fit", n);
    }
    return ordered(&model->spec) ? cst_order_init(&play->order, model, error) : 0;
}

double cst_play_bytes(const cst_model *model)
{
    const double n = (double)model->spec.agents;
    const double each = 7.0 * sizeof(uint32_t) + 2.0 * sizeof(double) + 3.0 +
                        CST_PLAY_REPORTERS * sizeof(uint32_t) + sizeof(cst_view);
    const double pairs = model->spec.collusion.strategy->reciprocal ? n * n / 8.0 : 0.0;
    return sizeof(cst_play) + n * each + pairs;
}

void cst_play_free(cst_play *play)
{
    free(play->out_from);
    free(play->generation);
    free(play->misses);
    free(play->steps);
    free(play->attacked);
    free(play->member);
    free(play->weight);
    free(play->accused);
    free(play->reporter);
    free(play->reporters);
    free(play->covered);
    free(play->view);
    free(play->ranked);
    cst_order_free(&play->order);
    *play = (cst_play){0};
}

void cst_play_begin(cst_play *play, uint64_t trial, cst_record *records)
{
    const cst_trial_spec *spec = &play->model->spec;
    const size_t n = spec->agents;
    cst_require(play->laws != NULL);
    play->trial = trial;
    play->records = records;
    play->round = 0;
    play->over = false;
    play->watched = false;
    play->last_round = spec->rounds - 1;
    play->escapes = play->audited = play->looked = play->honeypots = 0;
    play->odds = spec->protocol.prior < 1.0 ? spec->protocol.prior / (1.0 - spec->protocol.prior)
                                            : (double)INFINITY;
    memset(play->generation, 0, n * sizeof *play->generation);
    memset(play->misses, 0, n * sizeof *play->misses);
    memset(play->steps, 0, n * sizeof *play->steps);
    memset(play->attacked, 0, n * sizeof *play->attacked);
    memset(play->reporters, 0, n * sizeof *play->reporters);
    if (spec->collusion.strategy->reciprocal) {
        memset(play->covered, 0, n * n / 8 + 1);
    }
    for (size_t i = 0; i < n; i++) {
        play->out_from[i] = UINT32_MAX;
        play->weight[i] = 1.0;
        play->accused[i] = 0.0;
    }
    if (ordered(spec)) {
        cst_order_draw(&play->order, &play->random, trial);
    }
    if (spec->collusion.strategy->clique) {
        draw_members(play);
    }
}

void cst_play_copy(cst_play *to, const cst_play *from)
{
    const size_t n = from->model->spec.agents;
    const cst_play own = *to;
    *to = *from;
    to->out_from = memcpy(own.out_from, from->out_from, n * sizeof *own.out_from);
    to->generation = memcpy(own.generation, from->generation, n * sizeof *own.generation);
    to->misses = memcpy(own.misses, from->misses, n * sizeof *own.misses);
    to->steps = memcpy(own.steps, from->steps, n * sizeof *own.steps);
    to->attacked = memcpy(own.attacked, from->attacked, n * sizeof *own.attacked);
    to->member = memcpy(own.member, from->member, n * sizeof *own.member);
    to->weight = memcpy(own.weight, from->weight, n * sizeof *own.weight);
    to->accused = memcpy(own.accused, from->accused, n * sizeof *own.accused);
    to->reporter =
        memcpy(own.reporter, from->reporter, n * CST_PLAY_REPORTERS * sizeof *own.reporter);
    to->reporters = memcpy(own.reporters, from->reporters, n * sizeof *own.reporters);
    to->covered = own.covered;
    if (from->model->spec.collusion.strategy->reciprocal) {
        memcpy(own.covered, from->covered, n * n / 8 + 1);
    }
    to->order = own.order;
    if (ordered(&from->model->spec)) {
        memcpy(own.order.at, from->order.at, n * sizeof *own.order.at);
        memcpy(own.order.position, from->order.position, n * sizeof *own.order.position);
    }
    to->view = own.view; /* of a round under way: nothing to keep */
    to->ranked = own.ranked;
}

/* The causes of a scope, with what the actors have drawn from them. */
static void share(cst_play *play, const uint8_t *schemes, uint64_t rounds)
{
    const cst_model *model = play->model;
    const uint32_t agents = model->spec.agents;
    const bool apart = cst_scheming_apart(&model->spec.scheming);
    uint64_t schemers[CST_LINEAGES_MAX] = {0};
    play->watched = cst_play_watched(model, &play->random, play->trial, play->round);
    cst_play_causes(model, &play->random, play->trial, play->round, play->watched, play->cause);
    for (uint32_t g = 0; g < model->population.lineages; g++) {
        for (uint64_t round = 0; round < rounds; round++) {
            for (uint32_t a = model->population.first[g]; a < model->population.first[g + 1]; a++) {
                schemers[apart ? g : 0] += schemes[round * agents + a];
            }
        }
    }
    for (uint32_t g = 0; g < (apart ? model->population.lineages : 1); g++) {
        const uint64_t size = apart ? cst_population_size(&model->population, g) : agents;
        cst_cause_follow(&play->cause[g], size * rounds, schemers[g]);
    }
}

static void begin_round(cst_play *play, const uint8_t *schemes)
{
    const cst_trial_spec *spec = &play->model->spec;
    play->schemes = schemes;
    play->ahead_end = 0;
    if (spec->scheming.scope == CST_SCOPE_ROUND) {
        share(play, schemes, 1);
    }
    play->active = 0;
    for (uint32_t agent = 0; agent < spec->agents; agent++) {
        play->active += cst_play_active(play, agent);
    }
}

bool cst_play_done(const cst_play *play, uint32_t round)
{
    return play->over || round > play->last_round;
}

void cst_play_round(cst_play *play, uint32_t round, const uint8_t *schemes)
{
    const cst_protocol *kind = play->model->spec.protocol.kind;
    play->round = round;
    begin_round(play, schemes);
    for (uint32_t agent = 0; agent < play->model->spec.agents; agent++) {
        if (cst_play_active(play, agent)) {
            cst_play_look(play, agent);
        } else {
            play->view[agent] = (cst_view){.acts = false};
        }
    }
    if (play->model->spec.protocol.audit_budget > 0.0) {
        cst_play_spend(play);
    }
    if (kind->close != NULL) {
        kind->close(play);
    }
    cst_play_settle(play);
    if (kind->learn != NULL) {
        kind->learn(play);
    }
}

void cst_play_trial(cst_play *play, uint64_t trial, const uint8_t *schemes, cst_record *records)
{
    const uint32_t agents = play->model->spec.agents;
    const uint32_t rounds = play->model->spec.rounds;
    cst_play_begin(play, trial, records);
    if (play->model->spec.scheming.scope == CST_SCOPE_TRIAL) {
        share(play, schemes, rounds);
    }
    for (uint32_t round = 0; round < rounds; round++) {
        if (cst_play_done(play, round)) {
            for (uint32_t agent = 0; agent < agents; agent++) {
                records[(size_t)round * agents + agent] = (cst_record){.fate = CST_VOID};
            }
            continue;
        }
        cst_play_round(play, round, schemes + (size_t)round * agents);
    }
}
