/* SPDX-License-Identifier: MIT */
#include "monitor/review.h"

#include "base/check.h"

enum { GROUP = 8 };                             /* agents that share a block of 32-bit draws */
enum { REPORT = 0, ABSTAIN = 1, VERDICTS = 2 }; /* ranks of a verdict's draw; beyond: pass */

/* The crew of one task. */
typedef struct crew {
    uint32_t agent[CST_REVIEWERS_MAX];   /* where who reviews matters */
    uint32_t lineage[CST_REVIEWERS_MAX]; /* else 0 */
} crew;

static void make_crew(const cst_model *model, const cst_random *random, const cst_task *task,
                      const cst_order *order, crew *made)
{
    if (!model->reviewers_differ) {
        *made = (crew){0};
        return;
    }
    cst_assign_reviewers(model, random, task, order, made->agent);
    for (uint32_t slot = 0; slot < model->slots; slot++) {
        made->lineage[slot] = cst_population_lineage(&model->population, made->agent[slot]);
    }
}

/* The rate of one agent in one trial. */
static cst_chance agent_rate(const cst_model *model, const cst_random *random, uint64_t trial,
                             uint32_t agent)
{
    if (!model->mixture) {
        return model->attack[cst_population_lineage(&model->population, agent)];
    }
    cst_draws draws = cst_draws_at(random, trial, agent, CST_DRAW_TYPE);
    const uint64_t hi = cst_draws_next(&draws);
    const uint64_t lo = cst_draws_next(&draws);
    if (cst_chance_below(model->type_never, hi, lo)) {
        return cst_chance_make(0.0);
    }
    return cst_chance_below(model->type_not_rare, hi, lo) ? model->rate_consistent
                                                          : model->rate_rare;
}

bool cst_review_actor(const cst_model *model, const cst_random *random, const cst_task *task,
                      uint32_t first)
{
    if (cst_chance_first32(model->attack_max, first) > 0) {
        return false;
    }
    return cst_random_below32(random, task->trial, cst_random_place(task->round, task->agent),
                              CST_DRAW_ATTACK, 0, first,
                              agent_rate(model, random, task->trial, task->agent));
}

/* Which slots' reviewers scheme, as a bit mask. */
static uint32_t draw_states(const cst_model *model, const cst_random *random, const cst_task *task,
                            const crew *who, bool attack, cst_draws *draws)
{
    uint32_t scheming = 0;
    if (model->states_by_agent) {
        for (uint32_t slot = 0; slot < model->slots; slot++) {
            cst_chance rate = agent_rate(model, random, task->trial, who->agent[slot]);
            scheming |= (uint32_t)cst_draws_below(draws, rate) << slot;
        }
        return scheming;
    }
    uint32_t left = cst_draws_rank(draws, model->states[attack], model->slots); /* to be placed */
    /* A uniform subset: each slot takes one with chance left / slots left. */
    for (uint32_t slot = 0; left > 0; slot++) {
        cst_debug_assert(slot < model->slots);
        if (cst_draws_uniform(draws, model->slots - slot) < left) {
            scheming |= UINT32_C(1) << slot;
            left--;
        }
    }
    return scheming;
}

cst_votes cst_review_attack(const cst_model *model, const cst_random *random, const cst_task *task,
                            const cst_order *order)
{
    crew who;
    cst_votes votes = {0, 0};
    cst_draws draws = cst_draws_at(random, task->trial, cst_random_place(task->round, task->agent),
                                   CST_DRAW_REVIEW);
    make_crew(model, random, task, order, &who);
    const uint32_t scheming =
        model->collude > 0.0 ? draw_states(model, random, task, &who, true, &draws) : 0;
    for (uint32_t slot = 0; slot < model->slots; slot++) {
        const uint32_t verdict =
            cst_draws_rank(&draws, model->verdict[1][who.lineage[slot]], VERDICTS);
        if (verdict == ABSTAIN) {
            votes.abstentions++;
        } else if (verdict == REPORT) {
            const bool colludes =
                (scheming >> slot & 1) != 0 && cst_draws_below(&draws, model->colludes);
            votes.reports = (uint8_t)(votes.reports + !colludes);
        }
    }
    return votes;
}

/* Honest work is quiet almost always: verdicts come first, from draws shared by a group of agents,
 * and the reviewers' states only if one of them is about to report. */
cst_votes cst_review_honest(const cst_model *model, const cst_random *random, const cst_task *task,
                            const cst_order *order)
{
    crew who;
    cst_votes votes = {0, 0};
    uint32_t reporting = 0; /* slots, as a bit mask */
    const uint64_t place = cst_random_place(task->round, task->agent);
    make_crew(model, random, task, order, &who);
    for (uint32_t slot = 0; slot < model->slots; slot++) {
        const uint64_t group = cst_random_place(task->round, task->agent / GROUP);
        const cst_random_block block =
            cst_random_at(random, task->trial, group, CST_DRAW_VERDICT, slot, 0);
        const uint32_t first = cst_random_lane(&block, task->agent % GROUP);
        const uint32_t lineage = who.lineage[slot];
        if (!cst_random_below32(random, task->trial, place, CST_DRAW_VERDICT, slot, first,
                                model->verdict[0][lineage][ABSTAIN])) {
            continue;
        }
        if (cst_random_below32(random, task->trial, place, CST_DRAW_VERDICT, slot, first,
                               model->verdict[0][lineage][REPORT])) {
            reporting |= UINT32_C(1) << slot;
        } else {
            votes.abstentions++;
        }
    }
    if (reporting != 0 && model->collude > 0.0) {
        cst_draws draws = cst_draws_at(random, task->trial, place, CST_DRAW_STATES);
        const uint32_t scheming = draw_states(model, random, task, &who, false, &draws);
        for (uint32_t slot = 0; slot < model->slots; slot++) {
            const uint32_t bit = UINT32_C(1) << slot;
            if ((reporting & scheming & bit) != 0 && cst_draws_below(&draws, model->colludes)) {
                reporting &= ~bit;
            }
        }
    }
    for (; reporting != 0; reporting &= reporting - 1) {
        votes.reports++;
    }
    return votes;
}

bool cst_review_proven(const cst_model *model, const cst_random *random, const cst_task *task)
{
    cst_draws draws = cst_draws_at(random, task->trial, cst_random_place(task->round, task->agent),
                                   CST_DRAW_AUDIT);
    return cst_draws_below(&draws, model->audit_success);
}
