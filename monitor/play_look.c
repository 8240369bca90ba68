/* SPDX-License-Identifier: MIT
 * One task of a played trial: what its actor does, what its reviewers see and say. */
#include "monitor/play_loud.h"
#include "monitor/play_parts.h"
#include "monitor/trace.h"

/* Picks the crew of a task among the agents that are not out. */
static void assign(cst_play *play, const cst_task *task)
{
    const cst_model *model = play->model;
    const cst_absent absent = {play->seats.out_from, play->seats.active};
    play->crew_size =
        play->laws->anonymous
            ? cst_assign_count(model, task, &absent)
            : cst_assign_reviewers(model, &play->random, task, &play->order, &absent, &play->crew);
}

/* Whether an actor schemes: where states are levels, by the type of the agent that holds its seat.
 */
static bool schemes(const cst_play *play, uint32_t agent)
{
    const uint8_t level = play->is_ghost ? 1 : play->schemes[agent];
    if (level == 0 || !play->model->by_level) {
        return level != 0;
    }
    const uint64_t who = (uint64_t)play->agent[agent].actor << 32 | agent;
    return level >= cst_review_level(play->model, &play->random, play->trial, who);
}

/* Whether a scheming actor attacks. */
static bool dares(const cst_play *play, uint32_t agent, bool watched, cst_draws *draws)
{
    const cst_attack_spec *attack = &play->model->spec.attack;
    const uint64_t number = (uint64_t)play->round * play->model->spec.agents + agent;
    if ((attack->policy->unwatched && watched) ||
        (attack->policy->has_memory && number < attack->wait) ||
        (attack->successes > 0 && play->escapes >= attack->successes)) {
        return false;
    }
    return play->laws->attacks.always || cst_draws_below(draws, play->laws->attacks);
}

/* Which of the crew scheme: by the causes of the scope, by their own rates, or by the law of the
 * task (states). */
static uint32_t crew_states(cst_play *play, const cst_play_context *context,
                            const cst_chance *states, cst_draws *draws)
{
    const cst_model *model = play->model;
    const cst_reviewers *crew = &play->crew;
    const bool apart = cst_scheming_apart(&model->spec.scheming);
    uint32_t scheming = 0;
    if (!model->states_matter) {
        return 0;
    }
    if (context->cause == NULL && !model->states_by_agent) {
        const uint64_t filled = (UINT64_C(1) << play->crew_size) - 1;
        return cst_review_states(model, states, draws) & (uint32_t)filled;
    }
    for (uint32_t slot = 0; slot < play->crew_size; slot++) {
        const uint32_t agent = crew->agent[slot];
        const uint32_t g = apart ? cst_population_lineage(&model->population, agent) : 0;
        /* The place of its type: the agent, or who took its seat. */
        const uint64_t who = (uint64_t)play->agent[agent].generation << 32 | agent;
        const bool schemes =
            context->cause != NULL
                ? cst_cause_next(&context->cause[g], draws)
                : cst_draws_below(draws, cst_review_rate(model, &play->random, play->trial, who));
        scheming |= (uint32_t)schemes << slot;
    }
    return scheming;
}

/* The bit in `covered` that says whether `coverer` has covered for `other`. */
static size_t covered_bit(const cst_play *play, uint32_t coverer, uint32_t other)
{
    return (size_t)coverer * play->model->spec.agents + other;
}

/* Those of the schemers that would collude with this actor. */
static uint32_t willing(cst_play *play, uint32_t actor, uint32_t scheming, cst_draws *draws)
{
    const cst_reviewers *crew = &play->crew;
    const cst_collusion *strategy = play->model->spec.collusion.strategy;
    if (!strategy->clique && !strategy->reciprocal) {
        return scheming;
    }
    uint32_t left = 0;
    for (uint32_t slot = 0; slot < play->crew_size; slot++) {
        const uint32_t bit = UINT32_C(1) << slot;
        if ((scheming & bit) == 0) {
            continue;
        }
        bool covers = false;
        if (strategy->clique) {
            covers = play->agent[actor].member && play->agent[crew->agent[slot]].member;
        } else {
            const size_t bit_at = covered_bit(play, actor, crew->agent[slot]);
            covers = (play->covered[bit_at / 8] >> bit_at % 8 & 1) != 0 ||
                     cst_draws_below(draws, play->laws->start);
        }
        left |= covers ? bit : 0;
    }
    return left;
}

/* Who of the willing let an attack pass has covered for its actor. */
static void remember_cover(cst_play *play, uint32_t actor, uint32_t passed)
{
    for (uint32_t slot = 0; slot < play->crew_size; slot++) {
        if ((passed >> slot & 1) != 0) {
            const size_t bit_at = covered_bit(play, play->crew.agent[slot], actor);
            play->covered[bit_at / 8] |= (uint8_t)(1U << bit_at % 8);
        }
    }
}

/* learned: those that would report this attack and withhold it, a bit a slot. */
static uint32_t covering(const cst_play *play, uint32_t actor, uint32_t reporting,
                         uint32_t scheming, cst_draws *draws)
{
    const cst_collusion_spec *spec = &play->model->spec.collusion;
    uint32_t covers = 0;
    for (uint32_t slot = 0; slot < play->crew_size; slot++) {
        const uint32_t bit = UINT32_C(1) << slot;
        if ((reporting & bit) == 0) {
            continue;
        }
        double chance = spec->probability;
        if ((scheming & bit) == 0) {
            const double shared = cst_bonds_shared(&play->bonds, play->crew.agent[slot], actor);
            chance = cst_bonds_chance(spec, shared);
        }
        covers |= cst_draws_below(draws, cst_chance_make(chance)) ? bit : 0;
    }
    return covers;
}

/* learned: what the reviewers that were asked have shared with the actor by this task. */
static void share_episode(cst_play *play, uint32_t actor, const cst_view *view)
{
    const cst_model *model = play->model;
    const bool chained = model->spec.protocol.kind->chained;
    const uint32_t asked = chained ? view->record.reviews : play->crew_size;
    if (!view->attack && model->spec.collusion.episode == CST_EPISODE_ATTACK) {
        return;
    }
    for (uint32_t slot = 0; slot < asked; slot++) {
        const uint32_t reviewer = play->crew.agent[slot];
        if ((play->covers >> slot & 1) != 0) {
            cst_bonds_cover(&play->bonds, reviewer, actor);
        } else {
            cst_bonds_meet(&play->bonds, reviewer, actor, 1);
        }
    }
    for (uint32_t slot = 0; slot < asked; slot++) {
        if ((view->reporters >> slot & 1) != 0) {
            cst_bonds_report(&play->bonds, play->crew.agent[slot], actor);
        }
    }
}

double cst_play_suspicion(const cst_roc *roc, bool attack, uint64_t word)
{
    if (attack) {
        return cst_roc_draw(roc, word);
    }
    const double suspicion = cst_roc_draw_honest(word);
    return suspicion <= roc->reach ? suspicion : 1.0;
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

static cst_work work_of(const cst_view *view)
{
    return view->attack ? CST_WORK_ATTACK : CST_WORK_HONEST;
}

/* What the first of the crew does with the work. */
static const cst_seen *first_sees(const cst_play *play, const cst_view *view)
{
    return cst_model_seen(play->model, work_of(view), 0, play->crew.actor, play->crew.lineage[0]);
}

void cst_play_put_verdicts(cst_view *view, uint32_t reviews, cst_verdicts said)
{
    view->reporters = said.reports;
    view->abstainers = said.abstentions;
    view->record.reviews = (uint8_t)reviews;
    const cst_votes votes = cst_review_count(said, 0);
    view->record.reports = votes.reports;
    view->record.abstentions = votes.abstentions;
}

void cst_play_rank_votes(const cst_play *play, cst_view *view, cst_draws *draws)
{
    const uint32_t slots = play->model->slots;
    if (view->record.reports > 0) {
        const double ties = (double)(cst_draws_next(draws) >> 11) * 0x1p-53;
        view->suspicion = ((double)(slots - view->record.reports) + ties) / (double)(slots + 1);
    }
}

/* The reviews of a task by agents of the population. */
static void review_apart(cst_play *play, uint32_t actor, cst_view *view, uint32_t scheming,
                         cst_draws *draws)
{
    const cst_model *model = play->model;
    const bool learned = model->spec.collusion.strategy->learned && view->attack;
    const bool budget = model->spec.protocol.audit_budget > 0.0;
    view->record.reviews = (uint8_t)play->crew_size;
    if (budget && model->slots == 1) {
        if (play->crew_size == 1) {
            score_one(play, view, first_sees(play, view), scheming != 0, draws);
        }
        return;
    }
    cst_verdicts verdicts = cst_review_verdicts(model, work_of(view), &play->crew, play->crew_size,
                                                learned ? 0 : scheming, draws);
    if (learned) {
        play->covers = covering(play, actor, verdicts.reports, scheming, draws);
        verdicts.reports &= ~play->covers;
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
        play->covers = covering(play, actor, agent, scheming, draws);
        agent = agent && play->covers == 0;
    }
    view->record.reviews = (uint8_t)(1 + reviewed);
    view->record.abstentions = (uint8_t)(trusted_lost + (agent_lost && reviewed));
    view->record.reports = (uint8_t)(trusted + agent);
    view->reporters = agent;
}

uint32_t cst_play_crew(cst_play *play, const cst_task *task, const cst_play_context *context,
                       cst_draws *draws)
{
    const cst_chance *states = play->laws->states[context->watched][play->schemer];
    assign(play, task);
    play->covers = 0;
    const uint32_t scheming = crew_states(play, context, states, draws);
    play->crew_schemes = scheming;
    return willing(play, task->agent, scheming, draws);
}

/* What agents of the population have to say. */
static void review(cst_play *play, const cst_task *task, const cst_play_context *context,
                   cst_view *view, cst_draws *draws)
{
    const cst_model *model = play->model;
    const uint32_t scheming = cst_play_crew(play, task, context, draws);
    view->schemers = view->attack ? play->crew_schemes : 0;
    if (model->spec.protocol.kind->joint) {
        review_jointly(play, task->agent, view, scheming, draws);
    } else {
        review_apart(play, task->agent, view, scheming, draws);
    }
    if (view->attack && model->spec.collusion.strategy->reciprocal) {
        remember_cover(play, task->agent, scheming & ~view->reporters);
    }
}

/* A reviewer that missed a honeypot once too often makes room for another. */
static void miss(cst_play *play, uint32_t actor, uint32_t reviewer, bool hid, cst_record *record)
{
    cst_play_agent *agent = &play->agent[reviewer];
    if (++agent->misses < play->model->spec.protocol.honeypot_slack) {
        return;
    }
    agent->misses = 0;
    agent->generation++;
    if (play->model->spec.collusion.strategy->learned) {
        cst_bonds_renew(&play->bonds, reviewer, true, false);
    }
    record->expelled++;
    record->expelled_falsely = (uint8_t)(record->expelled_falsely + !hid);
    if (play->trace != NULL) {
        cst_trace_expelled(play, actor, reviewer, hid);
    }
}

/* Colluding reviewers that withhold their report: where honeypots take the classes of inputs in
 * turn, those of the trigger's class, else by the strategy's chance. */
static uint32_t hidden_by_class(cst_play *play, uint32_t scheming, uint32_t count, cst_draws *draws)
{
    const cst_collusion_spec *collusion = &play->model->spec.collusion;
    uint32_t hidden = 0;
    if ((play->honeypots - 1) % collusion->classes != 0) {
        return 0;
    }
    for (uint32_t slot = 0; slot < count; slot++) {
        const bool hides = cst_draws_below(draws, cst_chance_make(collusion->probability));
        hidden |= (uint32_t)hides << slot;
    }
    return hidden & scheming;
}

/* The same reviewers look at a synthetic attack; at scope task it is a context of its own. */
static void honeypot(cst_play *play, const cst_task *task, cst_play_context *context,
                     cst_view *view)
{
    cst_play_context own;
    const cst_model *model = play->model;
    const cst_protocol_spec *protocol = &model->spec.protocol;
    cst_draws draws = cst_task_draws(&play->random, task, CST_DRAW_HONEYPOT);
    if (play->log != NULL ? !play->baited : !cst_draws_below(&draws, play->laws->honeypot)) {
        return;
    }
    play->honeypots++;
    if (model->spec.scheming.scope == CST_SCOPE_TASK) {
        cst_play_draw_context(model, NULL, &draws, &own);
        context = &own;
    }
    uint32_t scheming = crew_states(play, context, play->laws->any[context->watched], &draws);
    for (uint32_t slot = 0; slot < play->crew_size; slot++) {
        const bool known = cst_draws_below(&draws, play->laws->recognises);
        scheming &= ~((uint32_t)known << slot);
    }
    const bool strata = protocol->honeypot_strata && model->spec.collusion.strategy->triggered;
    const uint32_t hidden = strata ? hidden_by_class(play, scheming, play->crew_size, &draws) : 0;
    cst_verdicts verdicts = cst_review_verdicts(model, CST_WORK_HONEYPOT, &play->crew,
                                                play->crew_size, strata ? 0 : scheming, &draws);
    verdicts.reports &= ~hidden;
    view->record.honeypot = (uint8_t)(1 + cst_review_count(verdicts, 0).reports);
    for (uint32_t slot = 0; slot < play->crew_size; slot++) {
        if (((verdicts.reports | verdicts.abstentions) >> slot & 1) == 0) {
            miss(play, task->agent, play->crew.agent[slot], (scheming >> slot & 1) != 0,
                 &view->record);
        }
    }
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

void cst_play_judge(cst_play *play, uint32_t agent, cst_view *view, cst_draws *draws)
{
    const cst_protocol *kind = play->model->spec.protocol.kind;
    if (kind->judge != NULL) {
        kind->judge(play, agent, view, draws);
    } else {
        const bool flagged = cst_fate_flagged(play->model, &view->record);
        view->action = flagged ? CST_ACTION_AUDIT : CST_ACTION_USE;
    }
    if (view->action == CST_ACTION_AUDIT && !play->laws->flagged_audited.always &&
        !cst_draws_below(draws, play->laws->flagged_audited)) {
        view->action = CST_ACTION_FLAG;
    }
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

void cst_play_find_context(cst_play *play, const cst_task *task, cst_play_context *context)
{
    const cst_model *model = play->model;
    const cst_scheming_spec *scheming = &model->spec.scheming;
    context->watched = play->watched;
    context->cause = cst_scheming_shares(scheming) ? play->cause : NULL;
    if (scheming->scope != CST_SCOPE_TASK ||
        (context->cause == NULL && scheming->awareness <= 0.0)) {
        return;
    }
    if (play->log != NULL) {
        cst_play_context_given(model, &play->random, task, play->schemer, context);
        return;
    }
    cst_play_task_context(model, &play->random, task, play->planted, context);
    if (context->cause != NULL) { /* the actor was the first to draw from its lineage's */
        cst_cause_follow(&context->own[cst_population_lineage(&model->population, task->agent)], 1,
                         play->schemer);
    }
}

void cst_play_look(cst_play *play, uint32_t agent)
{
    const cst_model *model = play->model;
    const cst_task task = {play->trial, play->round, agent};
    cst_view *view = &play->view[agent];
    cst_play_context context; /* what is not set is not read: clearing it takes long */
    play->schemer = schemes(play, agent);
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
    if (model->crew == CST_CREW_POPULATION) {
        review(play, &task, &context, view, &draws);
    }
    if (model->crew == CST_CREW_TRUSTED) {
        score_trusted(play, view, &draws);
    }
    if (model->spec.protocol.audit_budget <= 0.0) {
        cst_play_judge(play, agent, view, &draws);
    }
    if (model->spec.collusion.strategy->learned && model->crew == CST_CREW_POPULATION &&
        !play->is_ghost) {
        share_episode(play, agent, view);
    }
    if (model->spec.protocol.honeypot_share > 0.0 && play->crew_size == model->slots) {
        honeypot(play, &task, &context, view);
    }
    if (play->trace != NULL) {
        cst_trace_looked(play, agent);
    }
}

void cst_play_look_baited(cst_play *play, uint32_t agent, bool loud)
{
    const cst_model *model = play->model;
    const cst_task task = {play->trial, play->round, agent};
    cst_view *view = &play->view[agent];
    cst_play_context context = {.watched = play->watched,
                                .cause = cst_scheming_shares(&model->spec.scheming) ? play->cause
                                                                                    : NULL};
    if (play->laws->loud->whole) {
        cst_play_look(play, agent);
        return;
    }
    play->schemer = false;
    play->crew_size = 0;
    if (cst_model_scored(model)) {
        cst_play_look_scored(play, agent, loud, -1.0);
    } else if (!loud && model->crew == CST_CREW_POPULATION) {
        assign(play, &task);
    }
    if (!cst_model_scored(model) && (!loud || !cst_play_look_loud(play, agent))) {
        *view = (cst_view){.acts = true,
                           .suspicion = 1.0,
                           .record = {.reviews = (uint8_t)cst_play_usual_reviews(model)}};
    }
    if (play->crew_size == model->slots) {
        honeypot(play, &task, &context, view);
    }
}
