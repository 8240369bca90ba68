/* SPDX-License-Identifier: MIT
 * learned, in a trial that is played: who withholds a report because of what it shares with an
 * actor, and what they share from then on. */
#include "monitor/play_log.h"
#include "monitor/play_parts.h"

#include <math.h>

/* Where trials are played from event to event and agents learn from all tasks, those that are not
 * looked at count, too: else NULL. */
static cst_contacts *contacts_of(const cst_play *play)
{
    return play->log != NULL && play->log->contacts.model != NULL ? &play->log->contacts : NULL;
}

/* A reviewer is asked how often it has met an actor, up to the task that is looked at.
 * Returns E. */
static double ask_shared(cst_play *play, uint32_t at, uint32_t reviewer, uint32_t actor)
{
    cst_contacts *contacts = contacts_of(play);
    const cst_collusion_spec *spec = &play->model->spec.collusion;
    const cst_task task = {play->trial, play->round, at};
    const double shared = cst_bonds_shared(&play->bonds, reviewer, actor);
    const double more = spec->memory > 0 ? spec->memory : ceil(cst_bonds_enough(spec) - shared);
    if (contacts == NULL || more <= 0.0) {
        return shared;
    }
    if (contacts->draws.purpose != CST_DRAW_CONTACTS || contacts->draws.where != task.trial ||
        contacts->draws.place != cst_random_place(task.round, at)) {
        contacts->draws = cst_task_draws(&play->random, &task, CST_DRAW_CONTACTS);
    }
    const uint64_t most = more < 0x1p32 ? (uint64_t)more : UINT64_MAX;
    const uint64_t met = cst_contacts_draw(contacts, reviewer, actor, play->round + (actor < at),
                                           most, &contacts->draws);
    if (met > 0 && !play->is_ghost) {
        cst_bonds_meet(&play->bonds, reviewer, actor, met);
        return cst_bonds_shared(&play->bonds, reviewer, actor);
    }
    return met > 0 ? cst_bonds_shared_after(&play->bonds, reviewer, actor, met) : shared;
}

uint32_t cst_play_covering(cst_play *play, uint32_t actor, uint32_t reporting, uint32_t scheming,
                           cst_draws *draws)
{
    const cst_collusion_spec *spec = &play->model->spec.collusion;
    uint32_t covers = 0;
    for (uint32_t slot = 0; slot < play->crew_size; slot++) {
        const uint32_t bit = UINT32_C(1) << slot;
        if ((reporting & bit) == 0) {
            continue;
        }
        const double shared = ask_shared(play, actor, play->crew.agent[slot], actor);
        const double chance =
            (scheming & bit) != 0 ? spec->probability : cst_bonds_chance(spec, shared);
        covers |= cst_draws_below(draws, cst_chance_make(chance)) ? bit : 0;
    }
    return covers;
}

/* Those of the first `asked` slots whose episode may wait until it is asked for: it counts 1, and
 * nothing after it takes anything off. The others are asked now, and their episodes follow. */
static void put_off(cst_play *play, uint32_t actor, uint32_t asked, uint32_t now)
{
    uint32_t later[CST_REVIEWERS_MAX] = {0};
    uint32_t count = 0;
    for (uint32_t slot = 0; slot < asked; slot++) {
        if ((now >> slot & 1) != 0) {
            (void)ask_shared(play, actor, play->crew.agent[slot], actor);
        } else {
            later[count++] = play->crew.agent[slot];
        }
    }
    cst_contacts_know(contacts_of(play), actor, later, count);
}

void cst_play_share_episode(cst_play *play, uint32_t actor, const cst_view *view)
{
    const cst_model *model = play->model;
    const bool chained = model->spec.protocol.kind->chained;
    const uint32_t asked = chained ? view->record.reviews : play->crew_size;
    const uint32_t reporters = model->spec.collusion.forget > 0.0 ? view->reporters : 0;
    const bool lazy = contacts_of(play) != NULL;
    const uint32_t now = lazy ? play->covers | reporters : UINT32_MAX;
    if (!view->attack && model->spec.collusion.episode == CST_EPISODE_ATTACK) {
        return;
    }
    if (lazy) {
        put_off(play, actor, asked, now);
    }
    for (uint32_t slot = 0; slot < asked; slot++) {
        const uint32_t reviewer = play->crew.agent[slot];
        if ((play->covers >> slot & 1) != 0) {
            cst_bonds_cover(&play->bonds, reviewer, actor);
        } else if ((now >> slot & 1) != 0) {
            cst_bonds_meet(&play->bonds, reviewer, actor, 1);
        }
    }
    for (uint32_t slot = 0; slot < asked; slot++) {
        const uint32_t reviewer = play->crew.agent[slot];
        if ((reporters >> slot & 1) != 0) {
            if (lazy) {
                (void)ask_shared(play, actor, actor, reviewer);
            }
            cst_bonds_report(&play->bonds, reviewer, actor);
        }
    }
}
