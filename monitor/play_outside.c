/* SPDX-License-Identifier: MIT
 * External agents of a played trial: what they are asked, and what comes of their answers. */
#include "base/check.h"
#include "monitor/play_parts.h"

#include <string.h>

static const cst_lineage *lineage_of(const cst_play *play, uint32_t agent, uint32_t *number)
{
    *number = cst_population_lineage(&play->model->population, agent);
    return &play->model->spec.population.lineage[*number];
}

/* What a question of an actor's task shows, whoever is asked. */
static cst_question question_on(const cst_play *play, uint32_t actor)
{
    uint32_t lineage;
    (void)lineage_of(play, actor, &lineage);
    return (cst_question){.trial = play->trial,
                          .round = play->round,
                          .actor = actor,
                          .reviewer = actor,
                          .lineage = lineage,
                          .actor_lineage = lineage,
                          .reports = play->questions->report[actor]};
}

/* --- Actors ---------------------------------------------------------------------------------- */

static bool acts_outside(const cst_play *play, uint32_t agent)
{
    uint32_t lineage;
    return play->questions != NULL && play->questions->attacks != NULL &&
           play->model->external_acts &&
           lineage_of(play, agent, &lineage)->external_actor[0] != '\0';
}

void cst_play_put_deeds(cst_play *play)
{
    cst_questions *of = play->questions;
    of->count = of->deeds = 0;
    const uint32_t agents = play->model->external_acts ? play->model->spec.agents : 0;
    for (uint32_t agent = 0; !of->lost && agent < agents; agent++) {
        if (!acts_outside(play, agent) || !cst_play_active(play, agent) ||
            !cst_play_schemes(play, agent)) {
            continue;
        }
        const cst_task task = {play->trial, play->round, agent};
        cst_play_context context;
        play->schemer = true;
        cst_play_find_context(play, &task, &context);
        cst_question question = question_on(play, agent);
        question.deed = true;
        question.watched = context.watched;
        cst_questions_add(of, &question);
    }
    of->deeds = of->count;
}

void cst_play_take_deeds(cst_play *play)
{
    cst_questions *of = play->questions;
    for (size_t i = 0; i < of->deeds; i++) {
        of->attacks[of->question[i].actor] = of->answer[i] > 0.0;
    }
}

const uint8_t *cst_play_deed(const cst_play *play, uint32_t actor)
{
    return acts_outside(play, actor) ? &play->questions->attacks[actor] : NULL;
}

/* --- Reviewers ------------------------------------------------------------------------------- */

uint32_t cst_play_external(const cst_play *play)
{
    uint32_t external = 0;
    for (uint32_t slot = 0; play->questions != NULL && slot < play->crew_size; slot++) {
        uint32_t lineage;
        const bool outside =
            lineage_of(play, play->crew.agent[slot], &lineage)->external[0] != '\0';
        external |= (uint32_t)outside << slot;
    }
    return external;
}

/* What a reviewer sees of a task: at an address of its own, for what others see does not depend on
 * who is asked. */
static double score_of(const cst_play *play, uint32_t actor, uint32_t slot, bool attack)
{
    const cst_random_quad quad =
        cst_random_at(&play->random, play->trial, cst_random_place(play->round, actor),
                      CST_DRAW_OUTSIDE, slot, 0);
    return 1.0 - cst_play_suspicion(&play->laws->agent, attack, quad.word[0]);
}

void cst_play_put_questions(cst_play *play, uint32_t actor, uint32_t external, bool attack)
{
    for (uint32_t slot = 0; !play->questions->lost && slot < play->crew_size; slot++) {
        if ((external >> slot & 1) != 0) {
            cst_question question = question_on(play, actor);
            question.reviewer = play->crew.agent[slot];
            const cst_lineage *lineage = lineage_of(play, question.reviewer, &question.lineage);
            question.hides_actor = strcmp(lineage->hidden, CST_HIDDEN_ACTOR) == 0;
            question.score = strcmp(lineage->hidden, CST_HIDDEN_SCORE) == 0
                                 ? 0.0
                                 : score_of(play, actor, slot, attack);
            question.attack = attack;
            cst_questions_add(play->questions, &question);
        }
    }
}

/* The answer that is read next, which is that of a reviewer. */
static double next_answer(cst_play *play, uint32_t slot)
{
    cst_questions *of = play->questions;
    cst_require(of->next < of->count && of->question[of->next].reviewer == play->crew.agent[slot]);
    return of->answer[of->next++];
}

cst_verdicts cst_play_take_answers(cst_play *play, uint32_t external, cst_verdicts said)
{
    const double fpr = play->model->spec.score.fpr;
    said.reports &= ~external;
    said.abstentions &= ~external;
    for (uint32_t slot = 0; slot < play->crew_size; slot++) {
        if ((external >> slot & 1) != 0) {
            const double answer = next_answer(play, slot);
            said.reports |= (uint32_t)cst_reply_reports(answer, fpr) << slot;
            said.abstentions |= (uint32_t)(answer < 0.0) << slot;
        }
    }
    return said;
}

double cst_play_take_score(cst_play *play)
{
    return next_answer(play, 0);
}

void cst_play_add_reports(cst_play *play)
{
    for (uint32_t agent = 0; agent < play->model->spec.agents; agent++) {
        if (play->view[agent].acts) {
            play->questions->report[agent] += play->view[agent].record.reports;
        }
    }
}
