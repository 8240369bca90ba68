/* SPDX-License-Identifier: MIT */
#include "monitor/play_steps.h"

#include "base/check.h"
#include "monitor/play_parts.h"

/* The causes of a scope, with what the actors have drawn from them. */
static void share(cst_play *play, const uint8_t *schemes, uint64_t rounds)
{
    const cst_model *model = play->model;
    const uint32_t agents = model->spec.agents;
    uint64_t schemers[CST_LINEAGES_MAX] = {0};
    for (uint32_t g = 0; g < model->population.lineages; g++) {
        for (uint64_t round = 0; round < rounds; round++) {
            for (uint32_t a = model->population.first[g]; a < model->population.first[g + 1]; a++) {
                schemers[g] += schemes[round * agents + a];
            }
        }
    }
    cst_play_begin_scope(play, schemers, rounds);
}

bool cst_play_done(const cst_play *play, uint32_t round)
{
    return play->over || round > play->last_round;
}

void cst_play_start(cst_play *play, uint32_t round, const uint8_t *schemes)
{
    const cst_trial_spec *spec = &play->model->spec;
    play->round = round;
    play->schemes = schemes;
    play->ahead_end = 0;
    cst_bonds_round(&play->bonds, round);
    if (spec->scheming.scope == CST_SCOPE_ROUND) {
        share(play, schemes, 1);
    }
    for (uint32_t seat = 0; cst_seats_fill(&play->seats, round, &seat);) {
        cst_play_welcome(play, seat);
    }
    cst_play_haunt(play);
    if (play->questions != NULL) {
        cst_play_put_deeds(play);
    }
}

void cst_play_ask(cst_play *play)
{
    const cst_trial_spec *spec = &play->model->spec;
    const cst_protocol *kind = spec->protocol.kind;
    if (play->questions != NULL) {
        cst_play_take_deeds(play);
    }
    /* Only what a protocol does after a round reads the list. */
    const bool lists = kind->close != NULL || kind->learn != NULL;
    play->touches = 0;
    for (uint32_t agent = 0; agent < spec->agents; agent++) {
        if (cst_play_active(play, agent)) {
            if (lists) {
                play->touched[play->touches++] = agent;
            }
            cst_play_look(play, agent);
        } else {
            play->view[agent] = (cst_view){.acts = false};
        }
    }
}

/* Looks at what has waited for answers. */
static void look_again(cst_play *play)
{
    play->questions->answering = true;
    play->questions->next = play->questions->deeds;
    for (uint32_t agent = 0; agent < play->model->spec.agents; agent++) {
        if (play->view[agent].waits) {
            cst_play_look(play, agent);
        }
    }
    cst_require(play->questions->next == play->questions->count);
    play->questions->answering = false;
}

/* Nobody answers what was put. */
static void stay_silent(cst_questions *of)
{
    for (size_t i = 0; i < of->count; i++) {
        of->answer[i] = CST_REPLY_NONE;
    }
}

int cst_play_silent(cst_play *play, uint32_t round, const uint8_t *schemes, cst_error *error)
{
    cst_play_start(play, round, schemes);
    cst_play_ask(play);
    stay_silent(play->questions);
    return cst_play_answered(play, error);
}

bool cst_play_apart(const cst_trial_spec *spec)
{
    return spec->scheming.scope == CST_SCOPE_TASK && spec->attack.steps <= 1 &&
           cst_play_memoryless(spec);
}

void cst_play_silent_task(cst_play *play, uint32_t round, const uint8_t *schemes, uint32_t agent)
{
    cst_questions *of = play->questions;
    play->ahead_end = play->round == round ? play->ahead_end : 0;
    play->round = round;
    play->schemes = schemes;
    of->count = of->deeds = of->next = 0;
    cst_play_look(play, agent);
    if (of->lost) {
        return; /* the trial is given up */
    }
    stay_silent(of);
    of->answering = true;
    cst_play_look(play, agent);
    of->answering = false;
    cst_play_settle_task(play, agent);
}

int cst_play_answered(cst_play *play, cst_error *error)
{
    const cst_trial_spec *spec = &play->model->spec;
    const cst_protocol *kind = spec->protocol.kind;
    if (play->questions != NULL) {
        if (play->questions->lost) {
            return cst_error_memory(error, "the questions of a round");
        }
        look_again(play);
    }
    if (spec->protocol.audit_budget > 0.0) {
        cst_play_spend(play);
    }
    if (kind->close != NULL) {
        kind->close(play);
    }
    cst_play_settle(play);
    if (kind->learn != NULL) {
        kind->learn(play);
    }
    if (play->questions != NULL) {
        cst_play_add_reports(play);
    }
    return play->lost ? cst_error_set(error, CST_ERR_MEMORY, NULL,
                                      "what the agents of a trial remember does not fit")
                      : 0;
}

int cst_play_round(cst_play *play, uint32_t round, const uint8_t *schemes, cst_error *error)
{
    cst_require(play->questions == NULL);
    cst_play_start(play, round, schemes);
    cst_play_ask(play);
    return cst_play_answered(play, error);
}

void cst_play_open(cst_play *play, uint64_t trial, const uint8_t *schemes, cst_record *records)
{
    cst_play_begin(play, trial, records);
    play->ahead_end = 0;
    if (play->questions != NULL) {
        cst_questions_begin(play->questions, play->model->spec.agents);
    }
    if (play->model->spec.scheming.scope == CST_SCOPE_TRIAL) {
        share(play, schemes, play->model->spec.rounds);
    }
}

void cst_play_void(const cst_play *play, uint32_t round)
{
    const uint32_t agents = play->model->spec.agents;
    for (uint32_t agent = 0; agent < agents; agent++) {
        play->records[(size_t)round * agents + agent] = (cst_record){.fate = CST_VOID};
    }
}

int cst_play_trial(cst_play *play, uint64_t trial, const uint8_t *schemes, cst_record *records,
                   cst_error *error)
{
    const uint32_t agents = play->model->spec.agents;
    const uint32_t rounds = play->model->spec.rounds;
    cst_play_open(play, trial, schemes, records);
    int code = 0;
    for (uint32_t round = 0; code == 0 && round < rounds; round++) {
        if (cst_play_done(play, round)) {
            cst_play_void(play, round);
            continue;
        }
        code = cst_play_round(play, round, schemes + (size_t)round * agents, error);
    }
    return code;
}
