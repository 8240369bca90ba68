/* SPDX-License-Identifier: MIT
 * Collusion that is learned, from a list of all meetings that is read from end to end. */
#include "tests/lib/play_twin_parts.h"

#include <math.h>

bool cst_world_learns(const cst_world *w)
{
    return strcmp(w->spec->collusion.strategy->name, "learned") == 0 &&
           w->model->crew == CST_CREW_POPULATION;
}

/* Whether a meeting is an episode of this reviewer with this actor, and not wiped. */
static bool is_shared(const cst_world *w, const cst_meeting *m, uint32_t reviewer, uint32_t actor)
{
    const cst_collusion_spec *spec = &w->spec->collusion;
    const bool same_actor = spec->shared_memory == CST_MEMORY_POPULATION ||
                            (m->actor == actor && m->name == w->agent[actor].name);
    const uint32_t wipe = spec->wipe > 0 ? spec->wipe : UINT32_MAX;
    return m->reviewer == reviewer && m->replaced == w->agent[reviewer].replaced && same_actor &&
           m->round / wipe == w->round / wipe;
}

/* Whether in it one of the two, or anybody and the reviewer, reported the other. */
static bool is_sour(const cst_world *w, const cst_meeting *m, uint32_t reviewer, uint32_t actor)
{
    if (w->spec->collusion.shared_memory == CST_MEMORY_POPULATION) {
        return m->reported && (m->reviewer == reviewer || m->actor == reviewer);
    }
    return m->reported && ((m->reviewer == reviewer && m->actor == actor) ||
                           (m->reviewer == actor && m->actor == reviewer));
}

static double shared(const cst_world *w, uint32_t reviewer, uint32_t actor)
{
    const cst_collusion_spec *spec = &w->spec->collusion;
    double sum = 0.0;
    double kept = 1.0;
    uint32_t met = 0;
    for (size_t i = w->meetings; i-- > 0;) { /* from the newest to the oldest */
        const cst_meeting *m = &w->meeting[i];
        kept *= is_sour(w, m, reviewer, actor) ? 1.0 - spec->forget : 1.0;
        if (is_shared(w, m, reviewer, actor) && (spec->memory == 0 || met++ < spec->memory)) {
            sum += kept * (m->covered ? 1.0 + spec->habit : 1.0);
        }
    }
    return sum;
}

uint32_t cst_world_covers(const cst_world *w, uint32_t actor, const cst_world_crew *who,
                          uint32_t reporting, uint32_t schemers, cst_draws *draws)
{
    const cst_collusion_spec *spec = &w->spec->collusion;
    uint32_t covers = 0;
    for (uint32_t slot = 0; slot < who->count; slot++) {
        const double learned = exp(-spec->h1 * shared(w, who->who[slot], actor));
        const double chance = (schemers >> slot & 1) != 0
                                  ? spec->probability
                                  : spec->ceiling * (1.0 - (1.0 - spec->h0) * learned);
        if ((reporting >> slot & 1) != 0 && cst_world_happens(draws, chance)) {
            covers |= UINT32_C(1) << slot;
        }
    }
    return covers;
}

void cst_world_meet(cst_world *w, uint32_t actor, const cst_world_crew *who, const cst_deed *d,
                    uint32_t reporting)
{
    const bool levels = cst_world_is(w->spec->protocol.kind, "hierarchy");
    if (!d->attack && w->spec->collusion.episode == CST_EPISODE_ATTACK) {
        return;
    }
    for (uint32_t slot = 0; slot < (levels ? d->reviews : who->count); slot++) {
        const uint32_t reviewer = who->who[slot];
        w->meeting[w->meetings++] = (cst_meeting){.reviewer = reviewer,
                                                  .replaced = w->agent[reviewer].replaced,
                                                  .actor = actor,
                                                  .name = w->agent[actor].name,
                                                  .round = w->round,
                                                  .covered = (d->covers >> slot & 1) != 0,
                                                  .reported = (reporting >> slot & 1) != 0};
    }
}
