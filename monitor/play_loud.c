/* SPDX-License-Identifier: MIT */
#include "monitor/play_loud.h"

#include "base/check.h"
#include "monitor/contacts.h"
#include "monitor/play_parts.h"
#include "monitor/play_schemers.h"
#include "monitor/trace.h"

#include <math.h>
#include <stdlib.h>

/* --- What is made ready ---------------------------------------------------------------------- */

/* Whether the verdicts of a crew hang together, so that they cannot be drawn slot by slot. */
static bool is_tied(const cst_model *model)
{
    return model->difficulties > 1 || model->spec.collusion.strategy->together;
}

/* Chances that rise by one of `count` draws after the other, each of chance p[i], until one of them
 * lands: fills first[] and returns P(any does). */
static double land_first(const double *p, uint32_t count, cst_chance *first)
{
    double below[CST_REVIEWERS_MAX];
    double any = 0.0;
    double silent = 1.0;
    for (uint32_t i = 0; i < count; i++) {
        any += silent * p[i];
        below[i] = any;
        silent *= 1.0 - p[i];
    }
    for (uint32_t i = 0; i < count && any > 0.0; i++) {
        first[i] = cst_chance_make(i + 1 < count ? below[i] / any : 1.0);
    }
    return any;
}

/* The largest chance that a reviewer is loud at a difficulty. */
static double most_at(const cst_model *model, uint32_t difficulty)
{
    double most = 0.0;
    for (uint32_t actor = 0; actor < model->lineages; actor++) {
        for (uint32_t reviewer = 0; reviewer < model->lineages; reviewer++) {
            const cst_seen *seen =
                cst_model_seen(model, CST_WORK_HONEST, difficulty, actor, reviewer);
            most = fmax(most, cst_chance_value(seen->verdict[CST_VERDICTS - 1]));
        }
    }
    return most;
}

/* The verdicts at a difficulty, given that they may be loud. */
static void make_verdicts(cst_loud *loud, const cst_model *model, uint32_t difficulty, double one)
{
    const size_t pairs = (size_t)model->lineages * model->lineages;
    const size_t first = cst_model_seen_at(model, CST_WORK_HONEST, difficulty, 0, 0);
    for (size_t at = first; at < first + pairs && one > 0.0; at++) {
        for (uint32_t i = 0; i < CST_VERDICTS; i++) {
            const double below = cst_chance_value(model->seen[at].verdict[i]);
            loud->verdict[at][i] = cst_chance_make(below / one);
        }
    }
}

/* What the difficulty is, given that a slot may be loud. */
static void make_difficult(cst_loud *loud, const cst_model *model)
{
    double weight = 0.0;
    double below = 0.0;
    for (uint32_t i = 0; i < model->difficulties; i++) {
        const double most = most_at(model, i);
        weight += model->difficulty[i] * most;
        make_verdicts(loud, model, i, most);
    }
    for (uint32_t i = 0; i < model->difficulties; i++) {
        below += model->difficulty[i] * most_at(model, i);
        loud->difficult[i] = cst_chance_make(weight > 0.0 ? below / weight : 1.0);
    }
    loud->one = cst_chance_make(fmin(weight, 1.0));
}

/* A chain: how many levels are asked while nobody reports does not depend on what they say. So it
 * is drawn first, and what they say given that; of quiet work it is a count. */
static void make_chain(cst_loud *loud, const cst_model *model)
{
    const double one = cst_chance_value(loud->one);
    const double more = model->spec.protocol.escalate;
    const uint32_t levels = model->slots;
    double lands[CST_REVIEWERS_MAX];
    double quiet[CST_REVIEWERS_MAX];
    double reached = 1.0;
    double silent = 1.0;
    double all = 0.0;
    double below = 0.0;
    loud->any = 0.0;
    for (uint32_t i = 0; i < levels; i++) {
        const double here = reached * (i + 1 < levels ? 1.0 - more : 1.0);
        silent *= 1.0 - one;
        lands[i] = here * (is_tied(model) ? fmin((i + 1) * one, 1.0) : 1.0 - silent);
        quiet[i] = here - lands[i];
        loud->any += lands[i];
        all += quiet[i];
        reached *= more;
    }
    for (uint32_t i = 0; i < levels; i++) {
        below += lands[i];
        loud->asked[i] = cst_chance_make(loud->any > 0.0 ? fmin(below / loud->any, 1.0) : 1.0);
    }
    double rest = 0.0;
    for (uint32_t i = levels; i-- > 0;) {
        loud->silent[i] = cst_chance_make(all > 0.0 ? fmax(1.0 - rest / all, 0.0) : 1.0);
        rest += quiet[i];
        loud->longer[i] = all > 0.0 ? fmin(rest / all, 1.0) : 0.0;
    }
    loud->whole = is_tied(model) && levels * one >= 1.0;
    loud->any = loud->whole ? 1.0 : fmin(loud->any, 1.0);
}

/* A crew of reviewers. Where their verdicts hang together, each slot has landings of its own, and
 * work on which several are loud is kept once for all of them. */
static void make_crew(cst_loud *loud, const cst_model *model)
{
    const cst_protocol *kind = model->spec.protocol.kind;
    double each[CST_REVIEWERS_MAX];
    if (model->difficulties > 1) {
        make_difficult(loud, model);
    } else {
        loud->one = model->loud_most;
        make_verdicts(loud, model, 0, cst_chance_value(loud->one));
    }
    const double one = cst_chance_value(loud->one);
    for (uint32_t slot = 0; slot < model->slots; slot++) {
        each[slot] = one;
    }
    loud->any = land_first(each, model->slots, loud->first);
    if (kind->chained) {
        make_chain(loud, model);
    } else if (is_tied(model)) {
        loud->whole = model->slots * one >= 1.0;
        loud->any = fmin(model->slots * one, 1.0);
    }
}

/* The trusted monitor and an agent. */
static void make_joint(cst_loud *loud, const cst_model *model)
{
    const cst_trial_spec *spec = &model->spec;
    const cst_seen *seen = cst_model_seen(model, CST_WORK_HONEST, 0, 0, 0);
    double flags[2][2];
    cst_joint_flags(&spec->joint, &spec->trusted, &spec->score, false, flags);
    const double one = flags[0][1] + flags[1][0] + flags[1][1];
    double each[CST_LOUD_DRAWS] = {[CST_LOUD_CELL] = fmin(one, 1.0),
                                   [CST_LOUD_ACCUSE] = seen->accuse,
                                   [CST_LOUD_TRUSTED] = model->abstain,
                                   [CST_LOUD_AGENT] = model->abstain};
    for (uint32_t actor = 0; actor < model->lineages; actor++) {
        for (uint32_t reviewer = 0; reviewer < model->lineages; reviewer++) {
            seen = cst_model_seen(model, CST_WORK_HONEST, 0, actor, reviewer);
            each[CST_LOUD_ACCUSE] = fmax(each[CST_LOUD_ACCUSE], seen->accuse);
        }
    }
    loud->any = land_first(each, CST_LOUD_DRAWS, loud->first);
    loud->one = cst_chance_make(each[CST_LOUD_CELL]);
    loud->accuses = cst_chance_make(each[CST_LOUD_ACCUSE]);
    loud->cell[0] = cst_chance_make(one > 0.0 ? flags[0][1] / one : 1.0);
    loud->cell[1] = cst_chance_make(one > 0.0 ? (flags[0][1] + flags[1][0]) / one : 1.0);
}

/* A single score that competes for audits: it is suspicious or not, which matters only where there
 * are some. What else is said is an accusation, or nothing. */
static void make_scored(cst_loud *loud, const cst_model *model)
{
    double accuse = 0.0;
    for (uint32_t at = 0; at < model->lineages * model->lineages; at++) {
        accuse = fmax(accuse, model->seen[at].accuse); /* honest work comes first */
    }
    double each[CST_LOUD_DRAWS] = {[CST_LOUD_ACCUSE] = accuse, [CST_LOUD_AGENT] = model->abstain};
    loud->any = land_first(each, CST_LOUD_DRAWS, loud->first);
    loud->accuses = cst_chance_make(accuse);
}

/* A trusted score, or an auditor's pick, sets work apart by itself. */
static void make_alone(cst_loud *loud, const cst_model *model)
{
    const cst_protocol_spec *protocol = &model->spec.protocol;
    if (model->crew == CST_CREW_TRUSTED) {
        const double beyond = protocol->kind->beyond != CST_ACTION_USE ? protocol->replace : 0.0;
        loud->share = fmin(model->spec.trusted.fpr + beyond, model->play->trusted.reach);
        loud->any = model->abstain + (1.0 - model->abstain) * loud->share;
        loud->abstains = cst_chance_make(loud->any > 0.0 ? model->abstain / loud->any : 0.0);
    } else if (model->crew == CST_CREW_AUDITOR) {
        loud->any = protocol->audit_share;
    }
}

static bool is_weighed(const cst_model *model)
{
    const cst_trial_spec *spec = &model->spec;
    const cst_protocol *kind = spec->protocol.kind;
    const bool agents = model->crew == CST_CREW_POPULATION;
    return cst_schemers_needed(model) || cst_scheming_shares(&spec->scheming) ||
           spec->scheming.awareness > 0.0 || (agents && is_tied(model)) || kind->joint ||
           kind->chained || (agents && spec->protocol.assign == CST_ASSIGN_CROSS_LINEAGE) ||
           (model->crew == CST_CREW_TRUSTED && model->abstain > 0.0) ||
           spec->protocol.honeypot_share > 0.0 || spec->protocol.audit_budget > 0.0 ||
           cst_contacts_needed(spec);
}

int cst_loud_make(cst_loud *loud, const cst_model *model, cst_error *error)
{
    const size_t pairs = (size_t)model->lineages * model->lineages;
    *loud = (cst_loud){.weighed = is_weighed(model)};
    if (cst_model_scored(model)) {
        make_scored(loud, model);
        return 0;
    }
    if (model->crew != CST_CREW_POPULATION) {
        make_alone(loud, model);
        return 0;
    }
    if (model->spec.protocol.kind->joint) {
        make_joint(loud, model);
        return 0;
    }
    loud->verdict = calloc(model->difficulties * pairs, sizeof *loud->verdict);
    loud->difficult = calloc(model->difficulties, sizeof *loud->difficult);
    if (loud->verdict == NULL || loud->difficult == NULL) {
        return cst_error_memory(error, "the events of a trial");
    }
    make_crew(loud, model);
    return 0;
}

void cst_loud_free(cst_loud *loud)
{
    free(loud->verdict);
    free(loud->difficult);
    *loud = (cst_loud){0};
}

/* --- What is said ---------------------------------------------------------------------------- */

/* One verdict on honest work, by thresholds of its draw. */
static uint32_t verdict_of(const cst_chance *below, const cst_seen *seen, bool schemes,
                           cst_draws *draws)
{
    const uint32_t verdict = cst_draws_rank(draws, below, CST_VERDICTS);
    if (verdict == CST_VERDICT_ACCUSE) {
        return schemes ? CST_VERDICT_REPORT : CST_VERDICTS;
    }
    const bool hides =
        verdict == CST_VERDICT_REPORT && schemes && cst_draws_below(draws, seen->hides);
    return hides ? CST_VERDICTS : verdict;
}

static void put(cst_verdicts *said, uint32_t verdict, uint32_t bit)
{
    said->reports |= verdict == CST_VERDICT_REPORT ? bit : 0;
    said->abstentions |= verdict == CST_VERDICT_ABSTAIN ? bit : 0;
}

/* The place of a slot's reviewer in `seen`. */
static size_t seen_at(const cst_play *play, uint32_t difficulty, uint32_t slot)
{
    return cst_model_seen_at(play->model, CST_WORK_HONEST, difficulty, play->crew.actor,
                             play->crew.lineage[slot]);
}

/* What the first `slots` of a crew say who speak each by itself, given that one of them may be
 * loud.
 */
static cst_verdicts say_apart(const cst_play *play, uint32_t slots, uint32_t scheming,
                              cst_draws *draws)
{
    const cst_model *model = play->model;
    const cst_loud *loud = play->laws->loud;
    cst_verdicts said = {0, 0};
    uint32_t first;
    do {
        first = cst_draws_rank(draws, loud->first, model->slots - 1);
    } while (first >= slots);
    for (uint32_t slot = first; slot < slots; slot++) {
        const uint32_t bit = UINT32_C(1) << slot;
        if (slot > first && !cst_draws_below(draws, loud->one)) {
            continue;
        }
        const size_t at = seen_at(play, 0, slot);
        put(&said, verdict_of(loud->verdict[at], &model->seen[at], (scheming & bit) != 0, draws),
            bit);
    }
    return said;
}

/* What is known of a crew: that a slot may be loud. */
typedef struct known {
    uint32_t slot;
    uint32_t difficulty;
} known;

static known know(const cst_play *play, uint32_t slot, cst_draws *draws)
{
    const uint32_t count = play->model->difficulties;
    const cst_chance *difficult = play->laws->loud->difficult;
    return (known){slot, count > 1 ? cst_draws_rank(draws, difficult, count - 1) : 0};
}

/* The verdict of a slot, given what is known. */
static uint32_t say_one(const cst_play *play, const known *of, uint32_t slot, bool schemes,
                        cst_draws *draws)
{
    const size_t at = seen_at(play, of->difficulty, slot);
    const cst_seen *seen = &play->model->seen[at];
    const cst_chance *below = slot == of->slot ? play->laws->loud->verdict[at] : seen->verdict;
    return verdict_of(below, seen, schemes, draws);
}

/* What the first `slots` of a crew say. Schemers that act together have the verdict of one of them.
 */
static cst_verdicts say_all(const cst_play *play, const known *of, uint32_t slots,
                            uint32_t scheming, cst_draws *draws)
{
    const bool together = play->model->spec.collusion.strategy->together && scheming != 0;
    cst_verdicts said = {0, 0};
    uint32_t shared = CST_VERDICTS;
    if (together) {
        uint32_t one = of->slot;
        for (uint32_t slot = 0; (scheming >> one & 1) == 0; slot++) {
            one = slot;
        }
        shared = say_one(play, of, one, true, draws);
    }
    for (uint32_t slot = 0; slot < slots; slot++) {
        const uint32_t bit = UINT32_C(1) << slot;
        const bool schemes = (scheming & bit) != 0;
        put(&said, together && schemes ? shared : say_one(play, of, slot, schemes, draws), bit);
    }
    return said;
}

/* Verdicts that hang together: of the loud slots each had a landing here, and one of these counts.
 */
static cst_verdicts say_tied(const cst_play *play, uint32_t slots, uint32_t scheming,
                             cst_draws *draws)
{
    const uint32_t slot = (uint32_t)cst_draws_uniform(draws, slots);
    const known of = know(play, slot, draws);
    const cst_verdicts said = say_all(play, &of, slots, scheming, draws);
    const uint32_t loud = said.reports | said.abstentions;
    const cst_votes votes = cst_review_count(said, 0);
    const uint32_t count = (uint32_t)votes.reports + votes.abstentions;
    if ((loud >> slot & 1) == 0 || cst_draws_uniform(draws, count) != 0) {
        return (cst_verdicts){0, 0};
    }
    return said;
}

static cst_verdicts say(const cst_play *play, uint32_t slots, uint32_t scheming, cst_draws *draws)
{
    return is_tied(play->model) ? say_tied(play, slots, scheming, draws)
                                : say_apart(play, slots, scheming, draws);
}

/* A chain: how many levels are asked, then what they say. It always has a record: of work that has
 * none the levels are a count. */
static void look_at_chain(cst_play *play, uint32_t agent, uint32_t scheming, cst_draws *draws)
{
    const uint32_t levels =
        1 + cst_draws_rank(draws, play->laws->loud->asked, play->model->slots - 1);
    const uint32_t asked = (uint32_t)((UINT64_C(1) << levels) - 1);
    const cst_verdicts said = say(play, levels, scheming & asked, draws);
    cst_play_put_verdicts(&play->view[agent], levels, said);
    play->asked = true;
    cst_play_judge(play, agent, &play->view[agent], draws);
    play->asked = false;
}

/* Which of the draws of a review land, where one does. */
static void draw_landings(const cst_play *play, bool lands[CST_LOUD_DRAWS], cst_draws *draws)
{
    const cst_loud *loud = play->laws->loud;
    const cst_chance abstains = cst_chance_make(play->model->abstain);
    const cst_chance each[CST_LOUD_DRAWS] = {[CST_LOUD_CELL] = loud->one,
                                             [CST_LOUD_ACCUSE] = loud->accuses,
                                             [CST_LOUD_TRUSTED] = abstains,
                                             [CST_LOUD_AGENT] = abstains};
    const uint32_t first = cst_draws_rank(draws, loud->first, CST_LOUD_DRAWS - 1);
    for (uint32_t i = first; i < CST_LOUD_DRAWS; i++) {
        lands[i] = i == first || cst_draws_below(draws, each[i]);
    }
}

/* Whether a scheming reviewer whose accusation landed accuses. */
static bool accuses(const cst_play *play, const cst_seen *seen, cst_draws *draws)
{
    const double most = cst_chance_value(play->laws->loud->accuses);
    return cst_draws_below(draws, cst_chance_make(seen->accuse / most));
}

/* The trusted monitor and an agent: of the draws that may make the review loud the first lands. */
static bool look_jointly(cst_play *play, uint32_t agent, bool schemes, cst_draws *draws)
{
    const cst_loud *loud = play->laws->loud;
    const size_t at = seen_at(play, 0, 0);
    const cst_seen *seen = &play->model->seen[at];
    cst_view *view = &play->view[agent];
    bool lands[CST_LOUD_DRAWS] = {false};
    draw_landings(play, lands, draws);
    const uint32_t cell = lands[CST_LOUD_CELL] ? 1 + cst_draws_rank(draws, loud->cell, 2) : 0;
    bool reports = cell % 2 == 1;
    if (schemes && reports) {
        reports = !cst_draws_below(draws, seen->hides);
    } else if (schemes && lands[CST_LOUD_ACCUSE]) {
        reports = accuses(play, seen, draws);
    }
    reports = reports && !lands[CST_LOUD_AGENT];
    view->record.reviews = 2;
    view->record.abstentions = (uint8_t)(lands[CST_LOUD_TRUSTED] + lands[CST_LOUD_AGENT]);
    view->record.reports = (uint8_t)((cell >= 2 && !lands[CST_LOUD_TRUSTED]) + reports);
    view->reporters = reports;
    if (view->record.reports == 0 && view->record.abstentions == 0) {
        return false;
    }
    cst_play_judge(play, agent, view, draws);
    return true;
}

static bool look_at_crew(cst_play *play, const cst_task *task, cst_draws *draws)
{
    cst_play_context context;
    const cst_protocol *kind = play->model->spec.protocol.kind;
    cst_view *view = &play->view[task->agent];
    cst_play_find_context(play, task, &context);
    const uint32_t scheming = cst_play_crew(play, task, &context, draws);
    if (kind->joint) {
        return look_jointly(play, task->agent, scheming != 0, draws);
    }
    if (kind->chained) {
        look_at_chain(play, task->agent, scheming, draws);
        return true;
    }
    const cst_verdicts said = say(play, play->model->slots, scheming, draws);
    if ((said.reports | said.abstentions) == 0) {
        return false;
    }
    cst_play_put_verdicts(view, play->crew_size, said);
    if (play->model->spec.protocol.audit_budget > 0.0) {
        cst_play_rank_votes(play, view, draws);
    } else {
        cst_play_judge(play, task->agent, view, draws);
    }
    return true;
}

/* What an agent makes of its score. */
static void bend_score(cst_play *play, const cst_task *task, bool lands, cst_draws *draws)
{
    cst_play_context context;
    cst_view *view = &play->view[task->agent];
    cst_play_find_context(play, task, &context);
    const bool schemes = cst_play_crew(play, task, &context, draws) != 0;
    const cst_seen *seen = &play->model->seen[seen_at(play, 0, 0)];
    if (schemes && cst_draws_below(draws, seen->hides)) {
        view->suspicion = 1.0;
    } else if (schemes && lands && accuses(play, seen, draws)) {
        view->suspicion = 0.0;
    }
    if (play->model->spec.leniency > 0.0 && cst_draws_below(draws, play->laws->lenient)) {
        view->suspicion = 1.0;
    }
}

void cst_play_look_scored(cst_play *play, uint32_t agent, bool landed, double suspicion)
{
    const bool trusted = play->model->crew == CST_CREW_TRUSTED;
    const cst_roc *roc = trusted ? &play->laws->trusted : &play->laws->agent;
    const cst_task task = {play->trial, play->round, agent};
    cst_draws draws = cst_task_draws(&play->random, &task, CST_DRAW_PLAY);
    bool lands[CST_LOUD_DRAWS] = {false};
    cst_view *view = &play->view[agent];
    *view = (cst_view){.acts = true, .suspicion = suspicion, .record = {.reviews = 1}};
    play->schemer = false;
    play->covers = 0;
    play->crew_size = 0;
    if (suspicion < 0.0) {
        view->suspicion = cst_play_suspicion(roc, false, cst_draws_next(&draws));
    }
    if (landed) {
        draw_landings(play, lands, &draws);
    }
    if (!trusted) {
        bend_score(play, &task, lands[CST_LOUD_ACCUSE], &draws);
    }
    if (lands[CST_LOUD_AGENT]) {
        view->suspicion = 1.0;
        view->record.abstentions = 1;
    }
    if (play->trace != NULL) {
        cst_trace_looked(play, agent);
    }
}

static bool look_loud(cst_play *play, uint32_t agent)
{
    const cst_model *model = play->model;
    const cst_loud *loud = play->laws->loud;
    const cst_task task = {play->trial, play->round, agent};
    cst_draws draws = cst_task_draws(&play->random, &task, CST_DRAW_PLAY);
    cst_view *view = &play->view[agent];
    *view = (cst_view){.acts = true, .suspicion = 1.0};
    play->schemer = false;
    play->covers = 0;
    if (model->crew == CST_CREW_POPULATION) {
        const bool says = look_at_crew(play, &task, &draws);
        if (model->spec.collusion.strategy->learned) {
            cst_play_share_episode(play, agent, view);
        }
        return says;
    }
    if (model->crew == CST_CREW_AUDITOR) {
        view->action = CST_ACTION_AUDIT; /* the auditor's pick */
        return true;
    }
    view->record.reviews = 1;
    if (model->abstain > 0.0 && cst_draws_below(&draws, loud->abstains)) {
        view->record.abstentions = 1;
    } else {
        view->suspicion = loud->share * cst_draws_unit(&draws);
    }
    cst_play_judge(play, agent, view, &draws);
    return true;
}

bool cst_play_look_loud(cst_play *play, uint32_t agent)
{
    if (play->laws->loud->whole) {
        cst_play_look(play, agent);
        return true;
    }
    if (cst_model_scored(play->model)) {
        cst_play_look_scored(play, agent, true, -1.0);
        return true;
    }
    const bool loud = look_loud(play, agent);
    if (loud && play->trace != NULL && play->model->crew != CST_CREW_AUDITOR) {
        cst_trace_looked(play, agent);
    }
    return loud;
}
