/* SPDX-License-Identifier: MIT
 * One task of a played trial: what its actor does, what its reviewers see and say. */
#include "monitor/play_parts.h"
#include "monitor/trace.h"

#include <string.h>

/* Whether a scheming actor attacks. */
static bool dares(const cst_play *play, uint32_t agent, bool watched, cst_draws *draws)
{
    const uint8_t *deed = cst_play_deed(play, agent);
    if (deed != NULL) {
        return *deed != 0;
    }
    const cst_attack_spec *attack = &play->model->spec.attack;
    const uint64_t number = (uint64_t)play->round * play->model->spec.agents + agent;
    if ((attack->policy->unwatched && watched) ||
        (attack->policy->has_memory && number < attack->wait) ||
        (attack->successes > 0 && play->escapes >= attack->successes)) {
        return false;
    }
    return play->laws->attacks.always || cst_draws_below(draws, play->laws->attacks);
}

/* Who of the willing let an attack pass has covered for its actor. */
static void remember_cover(cst_play *play, uint32_t actor, uint32_t passed)
{
    for (uint32_t slot = 0; slot < play->crew_size; slot++) {
        if ((passed >> slot & 1) != 0) {
            const size_t bit_at = cst_play_covered_bit(play, play->crew.agent[slot], actor);
            play->covered[bit_at / 8] |= (uint8_t)(1U << bit_at % 8);
        }
    }
}

/* Whether a review has no verdict. */
static bool abstains(const cst_model *model, cst_draws *draws)
{
    return model->abstain > 0.0 && cst_draws_below(draws, cst_chance_make(model->abstain));
}

/* A single reviewer whose score competes for the audits of its round. */
static void score_one(cst_play *play, cst_view *view, const cst_seen *seen, bool scheming,
                      cst_draws *draws)
{
    const cst_roc *roc = &play->laws->agent;
    view->suspicion = cst_play_suspicion(roc, view->attack, cst_draws_next(draws));
    if (scheming && cst_draws_below(draws, seen->hides)) {
        view->suspicion = 1.0;
    } else if (scheming && cst_draws_below(draws, cst_chance_make(seen->accuse))) {
        view->suspicion = 0.0;
    }
    if (play->model->spec.leniency > 0.0 && cst_draws_below(draws, play->laws->lenient)) {
        view->suspicion = 1.0;
    }
    if (abstains(play->model, draws)) {
        view->suspicion = 1.0;
        view->record.abstentions = 1;
    }
}

/* The same of one that is played outside. */
static void take_score(cst_play *play, cst_view *view)
{
    const double answer = cst_play_take_score(play);
    view->suspicion = answer >= 0.0 ? 1.0 - answer : 1.0;
    view->record.abstentions = answer < 0.0;
}

static cst_work work_of(const cst_view *view)
{
    return view->attack ? CST_WORK_ATTACK : CST_WORK_HONEST;
}

/* What the first of the crew does with the work. */
static const cst_seen *first_sees(const cst_play *play, const cst_view *view)
{
    return cst_model_seen(play->model, work_of(view), 0, play->crew.actor, play->crew.lineage[0]);
}

/* The reviews of a task by agents of the population. */
static void review_apart(cst_play *play, uint32_t actor, cst_view *view, uint32_t scheming,
                         uint32_t external, cst_draws *draws)
{
    const cst_model *model = play->model;
    const bool learned = model->spec.collusion.strategy->learned && view->attack;
    const bool budget = model->spec.protocol.audit_budget > 0.0;
    view->record.reviews = (uint8_t)play->crew_size;
    if (budget && model->slots == 1) {
        if (play->crew_size == 1 && external != 0) {
            take_score(play, view);
        } else if (play->crew_size == 1) {
            score_one(play, view, first_sees(play, view), scheming != 0, draws);
        }
        return;
    }
    cst_verdicts verdicts = cst_review_verdicts(model, work_of(view), &play->crew, play->crew_size,
                                                learned ? 0 : scheming, draws);
    if (learned) {
        play->covers =
            cst_play_covering(play, actor, verdicts.reports & ~external, scheming, draws);
        verdicts.reports &= ~play->covers;
    }
    if (external != 0) {
        verdicts = cst_play_take_answers(play, external, verdicts);
    }
    cst_play_put_verdicts(view, play->crew_size, verdicts);
    if (budget) {
        cst_play_rank_votes(play, view, draws);
    }
}

/* The trusted monitor's score. */
static void score_trusted(cst_play *play, cst_view *view, cst_draws *draws)
{
    const uint64_t word = cst_draws_next(draws);
    view->suspicion = cst_play_suspicion(&play->laws->trusted, view->attack, word);
    view->record.reviews = 1;
    if (abstains(play->model, draws)) {
        view->suspicion = 1.0;
        view->record.abstentions = 1;
    }
}

/* The trusted monitor and one agent, by their joint flags. */
static void review_jointly(cst_play *play, uint32_t actor, cst_view *view, uint32_t scheming,
                           cst_draws *draws)
{
    const bool learned = play->model->spec.collusion.strategy->learned && view->attack;
    const bool reviewed = play->crew_size == 1;
    const uint32_t cell = cst_draws_rank(draws, play->laws->joint[view->attack], 3);
    bool trusted = cell >= 2;
    bool agent = reviewed && cell % 2 == 1;
    if (scheming != 0 && !learned) {
        const cst_seen *seen = first_sees(play, view);
        agent = agent ? !cst_draws_below(draws, seen->hides)
                      : cst_draws_below(draws, cst_chance_make(seen->accuse));
    }
    const bool trusted_lost = abstains(play->model, draws);
    const bool agent_lost = abstains(play->model, draws);
    trusted = trusted && !trusted_lost;
    agent = agent && !agent_lost;
    if (learned) {
        play->covers = cst_play_covering(play, actor, agent, scheming, draws);
        agent = agent && play->covers == 0;
    }
    view->record.reviews = (uint8_t)(1 + reviewed);
    view->record.abstentions = (uint8_t)(trusted_lost + (agent_lost && reviewed));
    view->record.reports = (uint8_t)(trusted + agent);
    view->reporters = agent;
}

/* What agents of the population have to say. False: some of them are to be asked first. */
static bool review(cst_play *play, const cst_task *task, const cst_play_context *context,
                   cst_view *view, cst_draws *draws)
{
    const cst_model *model = play->model;
    const bool asking = play->questions != NULL && !play->questions->answering;
    const bool shared = context->cause != NULL && context->cause == play->cause;
    cst_cause cause[CST_LINEAGES_MAX]; /* as they were: what waits is drawn again */
    if (asking && shared) {
        memcpy(cause, play->cause, sizeof cause);
    }
    uint32_t scheming = cst_play_crew(play, task, context, draws);
    const uint32_t external = cst_play_external(play);
    if (asking && external != 0) {
        if (shared) {
            memcpy(play->cause, cause, sizeof cause);
        }
        cst_play_put_questions(play, task->agent, external, view->attack);
        return false;
    }
    scheming &= ~external; /* whether a peer schemes is not known */
    play->crew_schemes &= ~external;
    view->schemers = view->attack ? play->crew_schemes : 0;
    if (model->spec.protocol.kind->joint) {
        review_jointly(play, task->agent, view, scheming, draws);
    } else {
        review_apart(play, task->agent, view, scheming, external, draws);
    }
    if (view->attack && model->spec.collusion.strategy->reciprocal) {
        remember_cover(play, task->agent, scheming & ~view->reporters);
    }
    return true;
}

/* The place of an agent's words in `ahead`, which is drawn for as many agents as it has room for.
 */
static uint32_t ahead(cst_play *play, uint32_t agent)
{
    if (agent >= play->ahead_end || agent < play->ahead_first) {
        const uint32_t left = play->model->spec.agents - agent;
        const uint32_t count = left < CST_LANES_GROUPS ? left : CST_LANES_GROUPS;
        const cst_lanes_at at = {.where = play->trial,
                                 .round = play->round,
                                 .first = agent,
                                 .groups = count,
                                 .purpose = CST_DRAW_PLAY};
        cst_lanes_draw(&play->ahead, &play->random, &at);
        play->ahead_first = agent;
        play->ahead_end = agent + count;
    }
    return agent - play->ahead_first;
}

/* Whether the task's first words say that no reviewer schemes and every one passes it. */
static bool is_quiet(cst_play *play, uint32_t agent)
{
    const cst_model *model = play->model;
    const uint32_t words = play->laws->quiet_words;
    if (words == 0 || play->schemer || play->seats.active <= model->slots) {
        return false;
    }
    const uint32_t at = ahead(play, agent);
    const cst_chance nobody = play->laws->states[false][false][0];
    const cst_chance says =
        cst_model_seen(model, CST_WORK_HONEST, 0, 0, 0)->verdict[CST_VERDICTS - 1];
    uint32_t word = 0;
    bool quiet = !says.always;
    if (model->states_matter) {
        quiet = quiet && (nobody.always || play->ahead.word[word][at] < nobody.hi);
        word++;
    }
    for (; word < words; word++) {
        quiet = quiet && play->ahead.word[word][at] > says.hi;
    }
    return quiet;
}

/* Honest work that a trusted score alone decides on. False where more than its first word is needed
 * after all. */
static bool judge_score(cst_play *play, uint32_t agent, cst_view *view)
{
    if (!play->laws->score_decides || play->schemer) {
        return false;
    }
    const uint64_t word = play->ahead.word[0][ahead(play, agent)];
    *view = (cst_view){.acts = true,
                       .suspicion = cst_play_suspicion(&play->laws->trusted, false, word),
                       .record = {.reviews = 1}};
    play->model->spec.protocol.kind->judge(play, agent, view, NULL);
    return view->action != CST_ACTION_AUDIT || play->laws->flagged_audited.always;
}

/* The draws of a task, of which those of its neighbours are made along with it where all are looked
 * at. */
static cst_draws draws_of(cst_play *play, const cst_task *task)
{
    if (play->log != NULL || play->is_ghost) {
        return cst_task_draws(&play->random, task, CST_DRAW_PLAY);
    }
    return cst_draws_ahead(&play->random, task->trial, cst_random_place(task->round, task->agent),
                           CST_DRAW_PLAY, cst_lanes_quad(&play->ahead, ahead(play, task->agent)));
}

void cst_play_look(cst_play *play, uint32_t agent)
{
    const cst_model *model = play->model;
    const cst_task task = {play->trial, play->round, agent};
    cst_view *view = &play->view[agent];
    cst_play_context context; /* what is not set is not read: clearing it takes long */
    play->schemer = cst_play_schemes(play, agent);
    if (play->log == NULL && is_quiet(play, agent)) {
        *view = (cst_view){
            .acts = true, .suspicion = 1.0, .record = {.reviews = (uint8_t)model->slots}};
        return;
    }
    if (play->log == NULL && judge_score(play, agent, view)) {
        return;
    }
    cst_draws draws = draws_of(play, &task);
    play->crew_size = 0;
    cst_play_find_context(play, &task, &context);
    *view = (cst_view){.acts = true, .suspicion = 1.0};
    view->attack = play->schemer && dares(play, agent, context.watched, &draws);
    if (model->crew == CST_CREW_POPULATION && !review(play, &task, &context, view, &draws)) {
        view->waits = true;
        return;
    }
    if (model->crew == CST_CREW_TRUSTED) {
        score_trusted(play, view, &draws);
    }
    if (model->spec.protocol.audit_budget <= 0.0) {
        cst_play_judge(play, agent, view, &draws);
    }
    if (model->spec.collusion.strategy->learned && model->crew == CST_CREW_POPULATION &&
        !play->is_ghost) {
        cst_play_share_episode(play, agent, view);
    }
    if (model->spec.protocol.honeypot_share > 0.0 && play->crew_size == model->slots) {
        cst_play_honeypot(play, &task, &context, view);
    }
    if (play->trace != NULL) {
        cst_trace_looked(play, agent);
    }
}
