/* SPDX-License-Identifier: MIT
 * External reviewers of a played trial: what they are asked, and what comes of their answers. */
#include "base/check.h"
#include "monitor/play_parts.h"

static uint32_t lineage_of(const cst_play *play, uint32_t agent)
{
    return cst_population_lineage(&play->model->population, agent);
}

uint32_t cst_play_external(const cst_play *play)
{
    uint32_t external = 0;
    for (uint32_t slot = 0; play->questions != NULL && slot < play->crew_size; slot++) {
        const uint32_t g = lineage_of(play, play->crew.agent[slot]);
        const bool outside = play->model->spec.population.lineage[g].external[0] != '\0';
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
    for (uint32_t slot = 0; slot < play->crew_size; slot++) {
        if ((external >> slot & 1) != 0) {
            const uint32_t reviewer = play->crew.agent[slot];
            const cst_question question = {.trial = play->trial,
                                           .round = play->round,
                                           .actor = actor,
                                           .reviewer = reviewer,
                                           .lineage = lineage_of(play, reviewer),
                                           .actor_lineage = lineage_of(play, actor),
                                           .score = score_of(play, actor, slot, attack),
                                           .attack = attack};
            cst_questions_add(play->questions, &question);
        }
    }
}

cst_verdicts cst_play_take_answers(cst_play *play, uint32_t external, cst_verdicts said)
{
    cst_questions *of = play->questions;
    said.reports &= ~external;
    said.abstentions &= ~external;
    for (uint32_t slot = 0; slot < play->crew_size; slot++) {
        if ((external >> slot & 1) != 0) {
            cst_require(of->next < of->count &&
                        of->question[of->next].reviewer == play->crew.agent[slot]);
            const uint8_t answer = of->answer[of->next++];
            said.reports |= (uint32_t)(answer == CST_REPLY_REPORT) << slot;
            said.abstentions |= (uint32_t)(answer >= CST_REPLY_ABSTAIN) << slot;
        }
    }
    return said;
}
