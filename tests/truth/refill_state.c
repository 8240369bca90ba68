/* SPDX-License-Identifier: MIT */
#include "tests/truth/refill_state.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void refill_add(refill_moments *sum, double chance, const refill_moments *then, const step *now)
{
    for (int i = 0; i < REFILL_QUANTITIES; i++) {
        const double x = now->of[i];
        sum->mean[i] += chance * (x + then->mean[i]);
        sum->square[i] += chance * (x * x + 2.0 * x * then->mean[i] + then->square[i]);
    }
}

known *refill_find(world *w, uint32_t round, phase in, uint32_t a, const state *from)
{
    const uint8_t when = (uint8_t)((round * 3 + in) * (SEATS + 1) + a);
    uint64_t hash = 1469598103934665603U + when;
    const unsigned char *byte = (const unsigned char *)from;
    for (size_t i = 0; i < sizeof *from; i++) {
        hash = (hash ^ byte[i]) * 1099511628211U;
    }
    for (uint64_t at = hash >> 20;; at++) {
        known *entry = &w->table[at % TABLE];
        if (!entry->taken) {
            entry->taken = true;
            if (++w->entries > TABLE / 2) {
                (void)fprintf(stderr, "%s: too many states\n", w->is->name);
                abort();
            }
            entry->when = when;
            entry->from = *from;
            return entry;
        }
        if (entry->when == when && memcmp(&entry->from, from, sizeof *from) == 0) {
            return entry;
        }
    }
}

uint8_t refill_place(world *w, double number)
{
    uint32_t i = 0;
    while (i < w->values && w->value[i] != number) {
        i++;
    }
    if (i == VALUES) {
        (void)fprintf(stderr, "%s: too many numbers\n", w->is->name);
        abort();
    }
    w->value[i] = number;
    w->values = i < w->values ? w->values : i + 1;
    return (uint8_t)i;
}

/* Reports are kept in an order of their own, so that states meet. */
void refill_accuse(state *s, uint32_t round, uint32_t a, uint32_t by)
{
    seat *actor = &s->at[a];
    const report made = {(uint8_t)by, 0, (uint8_t)round, s->at[by].weight};
    uint32_t i = actor->reports++;
    if (i >= LIST) {
        abort();
    }
    for (; i > 0 && memcmp(&actor->report[i - 1], &made, sizeof made) > 0; i--) {
        actor->report[i] = actor->report[i - 1];
    }
    actor->report[i] = made;
}

/* Where a reviewer keeps what it has shared with an actor. */
static uint8_t *met(const world *w, state *s, uint32_t reviewer, uint32_t actor)
{
    return &s->at[reviewer].met[w->is->of_population ? reviewer : actor];
}

double refill_accomplice(const world *w, const state *from, uint32_t reviewer, uint32_t actor)
{
    state s = *from;
    const double shared = w->value[*met(w, &s, reviewer, actor)];
    return w->is->ceiling * (1.0 - (1.0 - w->is->h0) * exp(-w->is->h1 * shared));
}

void refill_share(world *w, state *s, uint32_t a, uint32_t crew, uint32_t reports, uint32_t covers)
{
    const refill_world *is = w->is;
    if (is->strategy != REFILL_LEARNED || (is->attacks_alone && !s->at[a].attacks)) {
        return;
    }
    for (uint32_t i = 0; i < is->agents; i++) {
        if ((crew >> i & 1) != 0) {
            uint8_t *with = met(w, s, i, a);
            const double habit = (covers >> i & 1) != 0 ? is->habit : 0.0;
            *with = refill_place(w, w->value[*with] + 1.0 + habit);
        }
    }
    for (uint32_t i = 0; i < is->agents; i++) {
        if ((reports >> i & 1) != 0) {
            uint8_t *with[2] = {met(w, s, i, a), met(w, s, a, i)};
            *with[0] = refill_place(w, w->value[*with[0]] * (1.0 - is->forget));
            *with[1] = refill_place(w, w->value[*with[1]] * (1.0 - is->forget));
        }
    }
}
