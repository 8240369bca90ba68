/* SPDX-License-Identifier: MIT
 * What a played trial remembers: its room, its begin, a copy, and who takes a seat. */
#include "base/check.h"
#include "monitor/play_loud.h"
#include "monitor/play_parts.h"
#include "monitor/trace.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

uint32_t cst_play_usual_reviews(const cst_model *model)
{
    const cst_protocol *kind = model->spec.protocol.kind;
    const uint32_t agents = kind->crew == CST_CREW_POPULATION ? model->slots : 0;
    return (kind->chained && agents > 1 ? 1 : agents) + (cst_protocol_trusted(kind) ? 1 : 0);
}

uint32_t cst_play_quiet_reviews(const cst_play *play, uint32_t round, uint32_t agent)
{
    const cst_model *model = play->model;
    const cst_task task = {play->trial, round, agent};
    if (!model->spec.protocol.kind->chained) {
        return cst_play_usual_reviews(model);
    }
    cst_draws draws = cst_task_draws(&play->random, &task, CST_DRAW_PLAY);
    return 1 + cst_draws_rank(&draws, play->laws->loud->silent, model->slots - 1);
}

/* Whether trials have a cyclic order of agents. */
static bool ordered(const cst_trial_spec *spec)
{
    return cst_assign_ordered(&spec->protocol);
}

/* The members of the trial's clique: a uniform subset, drawn apart from the order of the agents.
 * Each is one with chance left / agents left. */
static void draw_members(cst_play *play)
{
    const uint32_t agents = play->model->spec.agents;
    uint32_t left = play->model->spec.collusion.members;
    cst_draws draws = cst_draws_at(&play->random, play->trial, 0, CST_DRAW_CLIQUE);
    for (uint32_t agent = 0; agent < agents; agent++) {
        play->agent[agent].member = cst_draws_uniform(&draws, agents - agent) < left;
        left -= play->agent[agent].member;
    }
}

/* Bytes of what its protocol remembers. */
static size_t memory_size(const cst_trial_spec *spec)
{
    const cst_protocol *kind = spec->protocol.kind;
    return kind->memory * (kind->memory_by_agent ? spec->agents : 1);
}

/* Bytes of who has covered for whom. */
static size_t covered_size(const cst_trial_spec *spec)
{
    const size_t n = spec->agents;
    return spec->collusion.strategy->reciprocal ? n * n / 8 + 1 : 0;
}

int cst_play_init(cst_play *play, const cst_model *model, const cst_random *random,
                  cst_error *error)
{
    const cst_trial_spec *spec = &model->spec;
    const size_t n = spec->agents;
    *play = (cst_play){.model = model, .laws = model->play, .random = *random};
    play->agent = calloc(n, sizeof *play->agent);
    play->holder = calloc(n, sizeof *play->holder);
    play->memory = calloc(memory_size(spec) + 1, 1); /* so that none is NULL */
    play->covered = calloc(covered_size(spec) + 1, 1);
    play->view = calloc(n, sizeof *play->view);
    play->ranked = calloc(n, sizeof *play->ranked);
    play->touched = calloc(n, sizeof *play->touched);
    if (play->agent == NULL || play->holder == NULL || play->memory == NULL ||
        play->covered == NULL || play->view == NULL || play->ranked == NULL ||
        play->touched == NULL) {
        return cst_error_set(error, CST_ERR_MEMORY, NULL, "a trial of %zu agents does not fit", n);
    }
    int code = cst_seats_init(&play->seats, spec->agents, cst_model_refill(model), error);
    code = code == 0 ? cst_bonds_init(&play->bonds, spec, error) : code;
    return code == 0 && ordered(spec) ? cst_order_init(&play->order, model, error) : code;
}

/* Reports of an agent that are kept, about: those of honest work and of attacks while they count,
 * as if no investigation closed them. */
static double reports_bytes(const cst_trial_spec *spec)
{
    const cst_protocol_spec *protocol = &spec->protocol;
    if (protocol->kind->names == NULL) {
        return 0.0;
    }
    const double expire = protocol->expire > 0 ? protocol->expire : (double)INFINITY;
    const double reviews = fmin(spec->rounds, expire) * cst_protocol_reviewers(protocol);
    const double share = spec->score.fpr + spec->scheming.law.rate;
    return fmin(share, 1.0) * reviews * (double)sizeof(cst_report);
}

double cst_play_bytes(const cst_model *model)
{
    const size_t each = CST_SEATS_BYTES + 4 * sizeof(uint32_t) + sizeof(cst_play_agent) +
                        sizeof(cst_play_holder) + sizeof(cst_view);
    return (double)sizeof(cst_play) +
           (double)model->spec.agents * ((double)each + reports_bytes(&model->spec)) +
           (double)memory_size(&model->spec) + (double)covered_size(&model->spec) +
           cst_bonds_bytes(&model->spec);
}

void cst_play_free(cst_play *play)
{
    cst_seats_free(&play->seats);
    free(play->agent);
    free(play->holder);
    free(play->memory);
    free(play->covered);
    free(play->view);
    free(play->ranked);
    free(play->touched);
    cst_order_free(&play->order);
    cst_reports_free(&play->reports);
    cst_bonds_free(&play->bonds);
    *play = (cst_play){0};
}

void cst_play_begin(cst_play *play, uint64_t trial, cst_record *records)
{
    const cst_trial_spec *spec = &play->model->spec;
    cst_require(play->laws != NULL);
    play->trial = trial;
    play->records = records;
    play->round = 0;
    play->over = play->lost = play->watched = play->is_ghost = false;
    play->seen = 0;
    play->last_round = spec->rounds - 1;
    play->log = NULL;
    play->escapes = play->audited = play->looked = play->honeypots = 0;
    cst_seats_begin(&play->seats);
    memset(play->agent, 0, spec->agents * sizeof *play->agent);
    if (play->renewed) {
        memset(play->holder, 0, spec->agents * sizeof *play->holder);
        play->renewed = false;
    }
    memset(play->memory, 0, memory_size(spec));
    memset(play->covered, 0, covered_size(spec));
    cst_reports_clear(&play->reports);
    cst_bonds_begin(&play->bonds);
    if (spec->protocol.kind->begin != NULL) {
        spec->protocol.kind->begin(play);
    }
    if (ordered(spec)) {
        cst_order_draw(&play->order, &play->random, trial);
    }
    if (spec->collusion.strategy->clique) {
        draw_members(play);
    }
}

int cst_play_copy(cst_play *to, const cst_play *from, cst_error *error)
{
    const cst_trial_spec *spec = &from->model->spec;
    const size_t n = spec->agents;
    const cst_play own = *to;
    *to = *from;
    to->seats = own.seats;
    cst_seats_copy(&to->seats, &from->seats);
    to->agent = memcpy(own.agent, from->agent, n * sizeof *own.agent);
    to->holder = own.holder;
    if (own.renewed || from->renewed) {
        memcpy(own.holder, from->holder, n * sizeof *own.holder);
    }
    to->memory = memcpy(own.memory, from->memory, memory_size(spec));
    to->covered = memcpy(own.covered, from->covered, covered_size(spec));
    to->bonds = own.bonds;
    cst_bonds_copy(&to->bonds, &from->bonds);
    to->order = own.order;
    if (ordered(spec)) {
        memcpy(own.order.at, from->order.at, 2 * n * sizeof *own.order.at);
    }
    to->view = own.view; /* of a round under way: nothing to keep */
    to->ranked = own.ranked;
    to->touched = own.touched;
    to->reports = own.reports;
    return cst_reports_copy(&to->reports, &from->reports, error);
}

/* Nobody has covered for the agent of a seat, nor it for anybody. */
static void forget_covers(cst_play *play, uint32_t seat)
{
    const size_t agents = play->model->spec.agents;
    for (size_t other = 0; other < agents; other++) {
        const size_t of[2] = {seat * agents + other, other * agents + seat};
        for (int i = 0; i < 2; i++) {
            play->covered[of[i] / 8] &= (uint8_t) ~(1U << of[i] % 8);
        }
    }
}

void cst_play_welcome(cst_play *play, uint32_t seat)
{
    const cst_trial_spec *spec = &play->model->spec;
    const uint32_t generation = play->holder[seat].generation + 1;
    play->holder[seat] = (cst_play_holder){.generation = generation, .actor = generation};
    play->agent[seat] = (cst_play_agent){.misses = 0};
    play->renewed = true;
    if (spec->collusion.strategy->reciprocal) {
        forget_covers(play, seat);
    }
    if (spec->collusion.strategy->learned) {
        cst_bonds_renew(&play->bonds, seat, true, true);
    }
    if (spec->protocol.kind->forget != NULL) {
        spec->protocol.kind->forget(play, seat);
    }
    if (play->trace != NULL) {
        cst_trace_back(play, seat);
    }
}

uint32_t cst_play_window(const cst_play *play, uint32_t agent)
{
    const uint32_t window = play->model->spec.response.window;
    const uint32_t first = play->round + 1 > window ? play->round + 1 - window : 0;
    const uint32_t since = play->seats.since[agent];
    return first > since ? first : since;
}
