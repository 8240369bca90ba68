/* SPDX-License-Identifier: MIT */
#include "monitor/play_audits.h"

#include "base/logarithm.h"
#include "monitor/play_parts.h"

#include <stdlib.h>

/* Audits earned by so many tasks. */
static uint64_t earned(const cst_play *play, uint64_t looked)
{
    return (uint64_t)(play->model->spec.protocol.audit_budget * (double)looked);
}

uint32_t cst_audits_next(const cst_play *play, uint32_t from)
{
    const uint64_t active = play->seats.active;
    const double budget = play->model->spec.protocol.audit_budget;
    if (!cst_model_scored(play->model) || active == 0) {
        return UINT32_MAX;
    }
    const double tasks = ((double)play->audited + 1.0) / budget - (double)play->looked;
    const double rounds = tasks / (double)active;
    if (!(rounds < (double)play->model->spec.rounds + 2.0)) {
        return UINT32_MAX;
    }
    uint64_t after = rounds > 2.0 ? (uint64_t)rounds - 1 : 1; /* rounding: one before, at least */
    while (earned(play, play->looked + after * active) <= play->audited) {
        after++;
    }
    return from + (uint32_t)after - 1;
}

void cst_audits_pass(cst_play *play, uint32_t rounds)
{
    play->looked += (uint64_t)play->seats.active * rounds;
    const uint64_t by_now = earned(play, play->looked);
    play->audited = by_now > play->audited ? by_now : play->audited;
}

/* An agent that acts and was not touched; there is one. */
static uint32_t pick(const cst_play *play, const uint32_t *seen, cst_draws *draws)
{
    for (;;) {
        const uint32_t agent = (uint32_t)cst_draws_uniform(draws, play->model->spec.agents);
        if (cst_play_active(play, agent) && seen[agent] != play->round + 1) {
            return agent;
        }
    }
}

static int by_number(const void *a, const void *b)
{
    const uint32_t x = *(const uint32_t *)a;
    const uint32_t y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

void cst_audits_look(cst_play *play, uint32_t *seen)
{
    const uint64_t by_now = earned(play, play->looked + play->seats.active);
    const double reach =
        play->model->crew == CST_CREW_TRUSTED ? play->laws->trusted.reach : play->laws->agent.reach;
    cst_draws draws = cst_draws_at(&play->random, play->trial, play->round, CST_DRAW_AUDITS);
    uint64_t wanted = by_now > play->audited ? by_now - play->audited : 0;
    uint32_t left = play->seats.active;
    double spent = 0.0;
    for (uint32_t i = 0; i < play->touches; i++) {
        const uint32_t agent = play->touched[i];
        seen[agent] = play->round + 1;
        left -= play->view[agent].acts;
    }
    for (; wanted > 0 && left > 0; left--) {
        /* The least of the suspicions of all that are left, given what they are above of. */
        const uint64_t hi = cst_draws_next(&draws);
        spent += cst_log_exponential(hi, cst_draws_next(&draws)) / (double)left;
        const double suspicion = -cst_expm1(-spent);
        if (!(suspicion <= reach && suspicion < 1.0)) {
            break;
        }
        const uint32_t agent = pick(play, seen, &draws);
        seen[agent] = play->round + 1;
        cst_play_look_scored(play, agent, false, suspicion);
        play->touched[play->touches++] = agent;
        wanted -= play->view[agent].suspicion < 1.0;
    }
    qsort(play->touched, play->touches, sizeof *play->touched, by_number);
}
