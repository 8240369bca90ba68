/* SPDX-License-Identifier: MIT */
#include "monitor/review.h"

#include "base/check.h"
#include "monitor/ballots.h"

#include <string.h>

/* The reviewers of a task, filled in `room` where who they are matters. */
static const cst_reviewers *reviewers_of(const cst_model *model, const cst_random *random,
                                         const cst_task *task, const cst_order *order,
                                         cst_reviewers *room)
{
    static const cst_reviewers alike = {.actor = 0};
    if (!model->reviewers_differ) {
        return &alike;
    }
    (void)cst_assign_reviewers(model, random, task, order, NULL, room);
    return room;
}

/* The types of a mixture. */
typedef enum type { NEVER, RARE, CONSISTENT } type;

static type type_of(const cst_model *model, const cst_random *random, uint64_t trial, uint64_t who)
{
    cst_draws draws = cst_draws_at(random, trial, who, CST_DRAW_TYPE);
    const uint64_t hi = cst_draws_next(&draws);
    const uint64_t lo = cst_draws_next(&draws);
    if (cst_chance_below(model->type_never, hi, lo)) {
        return NEVER;
    }
    return cst_chance_below(model->type_not_rare, hi, lo) ? CONSISTENT : RARE;
}

cst_chance cst_review_rate(const cst_model *model, const cst_random *random, uint64_t trial,
                           uint64_t who)
{
    if (!model->mixture) {
        return model->scheme[cst_population_lineage(&model->population, (uint32_t)who)];
    }
    switch (type_of(model, random, trial, who)) {
    case NEVER:
        return cst_chance_make(0.0);
    case RARE:
        return model->rate_rare;
    case CONSISTENT:
        break;
    }
    return model->rate_consistent;
}

uint32_t cst_review_level(const cst_model *model, const cst_random *random, uint64_t trial,
                          uint64_t who)
{
    const type of = type_of(model, random, trial, who);
    return of == NEVER ? 3 : (of == RARE) == model->rare_more ? 1 : 2;
}

bool cst_review_actor(const cst_model *model, const cst_random *random, const cst_task *task,
                      uint8_t first)
{
    if (cst_chance_first8(model->attack_most, first) > 0) {
        return false;
    }
    const cst_chance rate =
        model->mixture ? cst_review_rate(model, random, task->trial, task->agent)
                       : model->attack[cst_population_lineage(&model->population, task->agent)];
    return cst_random_below8(random, task->trial, cst_random_place(task->round, task->agent),
                             CST_DRAW_ACTOR, 0, first, rate);
}

/* A uniform subset of so many slots: each takes one with chance left / slots left. */
static uint32_t place_schemers(const cst_model *model, uint32_t left, cst_draws *draws)
{
    uint32_t scheming = 0;
    for (uint32_t slot = 0; left > 0; slot++) {
        cst_debug_assert(slot < model->slots);
        if (cst_draws_uniform(draws, model->slots - slot) < left) {
            scheming |= UINT32_C(1) << slot;
            left--;
        }
    }
    return scheming;
}

uint32_t cst_review_states(const cst_model *model, const cst_chance *states, cst_draws *draws)
{
    return place_schemers(model, cst_draws_rank(draws, states, model->slots), draws);
}

/* Which slots' reviewers scheme, as a bit mask. */
static uint32_t draw_states(const cst_model *model, const cst_random *random, const cst_task *task,
                            const cst_reviewers *who, bool attack, cst_draws *draws)
{
    if (!model->states_by_agent && !model->reviewers_differ) {
        /* Which of them scheme does not matter: the first. */
        const uint32_t count = cst_draws_rank(draws, model->states[attack], model->slots);
        return (uint32_t)((UINT64_C(1) << count) - 1);
    }
    if (!model->states_by_agent) {
        return cst_review_states(model, model->states[attack], draws);
    }
    uint32_t scheming = 0;
    for (uint32_t slot = 0; slot < model->slots; slot++) {
        cst_chance rate = cst_review_rate(model, random, task->trial, who->agent[slot]);
        scheming |= (uint32_t)cst_draws_below(draws, rate) << slot;
    }
    return scheming;
}

/* Whether a scheming reviewer withholds its report; no draw where that is sure. */
static bool hides(const cst_seen *seen, cst_draws *draws)
{
    if (cst_chance_sure(seen->hides, true) || cst_chance_sure(seen->hides, false)) {
        return seen->hides.always;
    }
    return cst_draws_below(draws, seen->hides);
}

/* One verdict, by its draw and by what the reviewer is. */
static uint32_t verdict_of(const cst_seen *seen, bool scheming, cst_draws *draws)
{
    const uint32_t rank = cst_draws_rank(draws, seen->verdict, CST_VERDICTS);
    if (rank == CST_VERDICT_ACCUSE) {
        return scheming ? CST_VERDICT_REPORT : CST_VERDICTS;
    }
    if (rank == CST_VERDICT_REPORT && scheming && hides(seen, draws)) {
        return CST_VERDICTS;
    }
    return rank;
}

cst_verdicts cst_review_verdicts(const cst_model *model, cst_work work, const cst_reviewers *who,
                                 uint32_t count, uint32_t scheming, cst_draws *draws)
{
    cst_verdicts verdicts = {0, 0};
    uint32_t difficulty = 0;
    if (model->difficulties > 1) {
        difficulty = cst_draws_rank(draws, model->difficult, model->difficulties - 1);
    }
    const bool together = model->spec.collusion.strategy->together && scheming != 0;
    bool shared = false; /* the verdict that scheming reviewers share: a report */
    if (together) {
        const cst_seen *seen = cst_model_seen(model, work, difficulty, who->actor, who->lineage[0]);
        shared = cst_draws_below(draws, cst_chance_make(seen->report)) &&
                 !cst_draws_below(draws, seen->hides);
    }
    for (uint32_t slot = 0; slot < count; slot++) {
        const uint32_t bit = UINT32_C(1) << slot;
        const cst_seen *seen =
            cst_model_seen(model, work, difficulty, who->actor, who->lineage[slot]);
        uint32_t verdict = CST_VERDICTS;
        if (together && (scheming & bit) != 0) {
            verdict = shared ? CST_VERDICT_REPORT : CST_VERDICTS;
        } else {
            verdict = verdict_of(seen, (scheming & bit) != 0, draws);
        }
        verdicts.reports |= verdict == CST_VERDICT_REPORT ? bit : 0;
        verdicts.abstentions |= verdict == CST_VERDICT_ABSTAIN ? bit : 0;
    }
    return verdicts;
}

/* Bits of a mask, side by side in its bytes: not every processor counts them itself. */
static uint8_t bits_of(uint32_t mask)
{
    mask -= mask >> 1 & 0x55555555;
    mask = (mask & 0x33333333) + (mask >> 2 & 0x33333333);
    mask = (mask + (mask >> 4)) & 0x0f0f0f0f;
    return (uint8_t)(mask * 0x01010101 >> 24);
}

static inline cst_votes count_votes(cst_verdicts verdicts, uint32_t scheming)
{
    cst_votes votes = {bits_of(verdicts.reports), bits_of(verdicts.abstentions), 0, 0};
    if (scheming != 0) { /* seldom */
        votes.schemers = bits_of(scheming);
        votes.told = bits_of(verdicts.reports & scheming);
    }
    return votes;
}

cst_votes cst_review_count(cst_verdicts verdicts, uint32_t scheming)
{
    return count_votes(verdicts, scheming);
}

/* What reviewers say of a piece of work, states and verdicts by the same draws. */
static cst_verdicts hear(const cst_model *model, const cst_random *random, const cst_task *task,
                         const cst_reviewers *who, cst_work work, cst_draws *draws,
                         uint32_t *scheming)
{
    const bool attack = work == CST_WORK_ATTACK;
    *scheming = model->states_matter ? draw_states(model, random, task, who, attack, draws) : 0;
    return cst_review_verdicts(model, work, who, model->slots, *scheming, draws);
}

static cst_votes vote(const cst_model *model, const cst_random *random, const cst_task *task,
                      const cst_order *order, cst_work work, cst_draws *draws)
{
    cst_reviewers room;
    uint32_t scheming;
    const cst_reviewers *who = reviewers_of(model, random, task, order, &room);
    const bool attack = work == CST_WORK_ATTACK;
    const cst_verdicts said = hear(model, random, task, who, work, draws, &scheming);
    return count_votes(said, attack ? scheming : 0);
}

cst_votes cst_review_attack(const cst_model *model, const cst_random *random, const cst_task *task,
                            const cst_order *order)
{
    cst_draws draws = cst_task_draws(random, task, CST_DRAW_REVIEW);
    return vote(model, random, task, order, CST_WORK_ATTACK, &draws);
}

/* A vote that was not counted, by its first quad. */
static cst_votes vote_ahead(const cst_model *model, const cst_random *random, uint64_t trial,
                            uint64_t place, cst_random_quad first)
{
    const cst_task task = {
        .trial = trial, .round = (uint32_t)(place >> 32), .agent = (uint32_t)place};
    cst_draws draws = cst_draws_ahead(random, trial, place, CST_DRAW_REVIEW, first);
    return vote(model, random, &task, NULL, CST_WORK_ATTACK, &draws);
}

static void review_side(const cst_model *model, const cst_random *random,
                        const cst_ballots *ballots, const cst_quads *quads, cst_votes *votes)
{
    cst_quads_words words[CST_BALLOTS_QUADS];
    cst_ballots_votes found;
    for (uint32_t index = 0; index < ballots->quads; index++) {
        cst_quads_draw(quads, random, index, &words[index]);
    }
    if (ballots->serve) {
        cst_ballots_count(cst_lanes_best(), ballots, words, &found);
        if (quads->count < CST_QUADS) { /* then any_open is of words without a meaning */
            memcpy(votes, found.votes, quads->count * sizeof *votes);
        } else { /* the usual case: a copy of known length */
            memcpy(votes, found.votes, sizeof found.votes);
            if (!found.any_open) {
                return;
            }
        }
    }
    for (uint32_t i = 0; i < quads->count; i++) {
        if (!ballots->serve || found.open[i] != 0) {
            votes[i] = vote_ahead(model, random, quads->where[i], quads->place[i],
                                  cst_quads_get(&words[0], i));
        }
    }
}

void cst_review_attacks(const cst_model *model, const cst_random *random, const uint64_t *trial,
                        const uint64_t *place, uint64_t count, cst_votes *votes)
{
    const cst_ballots ballots = cst_ballots_make(model);
    const uint64_t whole = count / CST_QUADS * CST_QUADS;
    const uint32_t rest = (uint32_t)(count - whole);
    cst_quads quads = {.purpose = CST_DRAW_REVIEW, .count = CST_QUADS};
    for (uint64_t first = 0; first < whole; first += CST_QUADS) {
        quads.where = trial + first;
        quads.place = place + first;
        review_side(model, random, &ballots, &quads, votes + first);
    }
    if (rest > 0) {
        uint64_t where[CST_QUADS] = {0};
        uint64_t places[CST_QUADS] = {0};
        memcpy(where, trial + whole, rest * sizeof *trial);
        memcpy(places, place + whole, rest * sizeof *place);
        quads =
            (cst_quads){.where = where, .place = places, .purpose = CST_DRAW_REVIEW, .count = rest};
        review_side(model, random, &ballots, &quads, votes + whole);
    }
}

cst_votes cst_review_forced(const cst_model *model, const cst_random *random, const cst_task *task,
                            uint32_t schemers)
{
    cst_reviewers room;
    cst_draws draws = cst_task_draws(random, task, CST_DRAW_FORCED);
    const cst_reviewers *who = reviewers_of(model, random, task, NULL, &room);
    const uint32_t scheming = place_schemers(model, schemers, &draws);
    return count_votes(
        cst_review_verdicts(model, CST_WORK_ATTACK, who, model->slots, scheming, &draws), scheming);
}

/* What the verdicts' first draws say of honest work, before states are known: bit masks. */
typedef struct inklings {
    uint32_t reporting, accusing, abstaining;
} inklings;

static inklings draw_inklings(const cst_model *model, const cst_random *random,
                              const cst_task *task, const cst_reviewers *who)
{
    inklings drawn = {0, 0, 0};
    const uint64_t place = cst_random_place(task->round, task->agent);
    const uint64_t group = cst_random_place(task->round, cst_random_group(task->agent));
    for (uint32_t slot = 0; slot < model->slots; slot++) {
        const cst_random_quad quad =
            cst_random_at(random, task->trial, group, CST_DRAW_PASS, slot, 0);
        const uint8_t first = cst_random_byte(&quad, task->agent);
        const cst_seen *seen =
            cst_model_seen(model, CST_WORK_HONEST, 0, who->actor, who->lineage[slot]);
        uint32_t rank = CST_VERDICTS;
        while (rank > 0 && cst_random_below8(random, task->trial, place, CST_DRAW_PASS, slot, first,
                                             seen->verdict[rank - 1])) {
            rank--;
        }
        drawn.reporting |= (uint32_t)(rank == CST_VERDICT_REPORT) << slot;
        drawn.accusing |= (uint32_t)(rank == CST_VERDICT_ACCUSE) << slot;
        drawn.abstaining |= (uint32_t)(rank == CST_VERDICT_ABSTAIN) << slot;
    }
    return drawn;
}

/* Who still reports once each scheming reviewer has decided for itself. */
static uint32_t say_apart(const cst_model *model, const cst_reviewers *who, uint32_t reporting,
                          uint32_t scheming, cst_draws *draws)
{
    for (uint32_t slot = 0; slot < model->slots; slot++) {
        const uint32_t bit = UINT32_C(1) << slot;
        const cst_seen *seen =
            cst_model_seen(model, CST_WORK_HONEST, 0, who->actor, who->lineage[slot]);
        if ((reporting & scheming & bit) != 0 && cst_draws_below(draws, seen->hides)) {
            reporting &= ~bit;
        }
    }
    return reporting;
}

/* The same where they have one verdict, that of the first of them, and one decision. */
static uint32_t say_together(const cst_model *model, uint32_t reporting, uint32_t scheming,
                             cst_draws *draws)
{
    const uint32_t first = scheming & (~scheming + 1);
    if ((reporting & first) == 0 ||
        cst_draws_below(draws, cst_model_seen(model, CST_WORK_HONEST, 0, 0, 0)->hides)) {
        return reporting & ~scheming;
    }
    return reporting | scheming;
}

static uint32_t say(const cst_model *model, const cst_reviewers *who, uint32_t reporting,
                    uint32_t scheming, cst_draws *draws)
{
    return model->spec.collusion.strategy->together
               ? say_together(model, reporting, scheming, draws)
               : say_apart(model, who, reporting, scheming, draws);
}

/* Honest work is quiet almost always: verdicts come first, from draws shared by a group of agents,
 * and the reviewers' states only if one of them is about to report. */
static cst_verdicts hear_honest(const cst_model *model, const cst_random *random,
                                const cst_task *task, const cst_reviewers *who, uint32_t *scheming)
{
    *scheming = 0;
    if (model->difficulties > 1) { /* which ties verdicts together: they cannot come first */
        cst_draws draws = cst_task_draws(random, task, CST_DRAW_STATES);
        return hear(model, random, task, who, CST_WORK_HONEST, &draws, scheming);
    }
    inklings drawn = draw_inklings(model, random, task, who);
    if ((drawn.reporting | drawn.accusing) != 0 && model->states_matter) {
        cst_draws draws = cst_task_draws(random, task, CST_DRAW_STATES);
        *scheming = draw_states(model, random, task, who, false, &draws);
        drawn.reporting = say(model, who, drawn.reporting, *scheming, &draws);
        drawn.reporting |= drawn.accusing & *scheming;
    }
    return (cst_verdicts){drawn.reporting, drawn.abstaining};
}

cst_votes cst_review_honest(const cst_model *model, const cst_random *random, const cst_task *task,
                            const cst_order *order)
{
    cst_reviewers room;
    uint32_t scheming;
    const cst_reviewers *who = reviewers_of(model, random, task, order, &room);
    return count_votes(hear_honest(model, random, task, who, &scheming), 0);
}

/* Puts slots into a random order, by draws that nobody else asks for where it is not random. */
static void shuffle(const cst_model *model, const cst_random *random, const cst_task *task,
                    cst_reviewers *who)
{
    if (model->reviewers_differ || model->spec.protocol.assign == CST_ASSIGN_RANDOM ||
        model->spec.protocol.assign == CST_ASSIGN_CROSS_LINEAGE) {
        return;
    }
    cst_draws draws = cst_task_draws(random, task, CST_DRAW_ASSIGN);
    for (uint32_t slot = 1; slot < model->slots; slot++) {
        const uint32_t other = (uint32_t)cst_draws_uniform(&draws, slot + 1);
        const uint32_t moved = who->agent[other];
        who->agent[other] = who->agent[slot];
        who->agent[slot] = moved;
    }
}

cst_verdicts cst_review_name(const cst_model *model, const cst_random *random, const cst_task *task,
                             const cst_order *order, bool attack, cst_reviewers *who,
                             uint32_t *scheming)
{
    cst_draws draws = cst_task_draws(random, task, CST_DRAW_REVIEW);
    (void)cst_assign_reviewers(model, random, task, order, NULL, who);
    shuffle(model, random, task, who);
    return attack ? hear(model, random, task, who, CST_WORK_ATTACK, &draws, scheming)
                  : hear_honest(model, random, task, who, scheming);
}

bool cst_review_honest_plain(const cst_model *model)
{
    if (model->reviewers_differ || model->difficulties > 1) {
        return false;
    }
    const cst_chance *verdict = cst_model_seen(model, CST_WORK_HONEST, 0, 0, 0)->verdict;
    return cst_chance_same(verdict[CST_VERDICT_ACCUSE], verdict[CST_VERDICT_REPORT]) &&
           cst_chance_same(verdict[CST_VERDICT_ABSTAIN], verdict[CST_VERDICT_REPORT]);
}

bool cst_review_honest_withheld(const cst_model *model)
{
    return model->states_matter && (model->spec.collusion.strategy->together ||
                                    cst_model_seen(model, CST_WORK_HONEST, 0, 0, 0)->hide > 0.0);
}

uint32_t cst_review_withhold(const cst_model *model, const cst_random *random, const cst_task *task,
                             uint32_t reporting, const cst_random_quad *first)
{
    cst_reviewers room;
    const cst_reviewers *who = reviewers_of(model, random, task, NULL, &room);
    cst_draws draws = cst_draws_ahead(
        random, task->trial, cst_random_place(task->round, task->agent), CST_DRAW_STATES, *first);
    const uint32_t scheming = draw_states(model, random, task, who, false, &draws);
    return say(model, who, reporting, scheming, &draws);
}

bool cst_review_proven(const cst_model *model, const cst_random *random, const cst_task *task)
{
    if (cst_chance_sure(model->audit_success, true) ||
        cst_chance_sure(model->audit_success, false)) {
        return model->audit_success.always;
    }
    cst_draws draws = cst_task_draws(random, task, CST_DRAW_AUDIT);
    return cst_draws_below(&draws, model->audit_success);
}
