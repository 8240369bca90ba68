/* SPDX-License-Identifier: MIT */
#include "estimate/sample/actors.h"

/* All agents attack at one rate: their draws say it all. */
static void draw_alike(const cst_model *model, const cst_random *random, const cst_stretch *of,
                       cst_stretch_part part, uint8_t *attack)
{
    uint64_t attacks[CST_LANES_MASKS];
    const cst_lanes_at at = cst_stretch_lanes(of, part, CST_DRAW_ACTOR, 0);
    cst_lanes_below(attacks, random, &at, part.agents, model->attack[0]);
    for (uint32_t word = 0; 64 * word < part.agents; word++) {
        cst_stretch_or(of, attack, part.first + 64 * word, attacks[word]);
    }
}

/* Those whose draw is low enough for the largest of their rates are looked at one by one. */
static void draw_apart(const cst_model *model, const cst_random *random, const cst_stretch *of,
                       cst_stretch_part part, uint8_t *attack)
{
    cst_lanes lanes;
    cst_lanes_low low;
    const cst_lanes_at at = cst_stretch_lanes(of, part, CST_DRAW_ACTOR, 0);
    cst_lanes_draw_low(&lanes, &low, random, &at, model->attack_most);
    for (uint32_t word = 0; 64 * word < part.agents; word++) {
        const uint32_t first = part.first + 64 * word;
        uint64_t attacks = 0;
        uint64_t bits = (low.below[word] | low.tied[word]) & cst_stretch_within(of, first);
        for (; bits != 0; bits &= bits - 1) {
            const uint32_t i = (uint32_t)__builtin_ctzll(bits);
            const cst_task task = {of->trial, of->round, first + i};
            const bool is =
                cst_review_actor(model, random, &task, cst_lanes_byte(&lanes, 64 * word + i));
            attacks |= (uint64_t)is << i;
        }
        cst_stretch_or(of, attack, first, attacks);
    }
}

void cst_actors_draw(const cst_model *model, const cst_random *random, const cst_stretch *of,
                     uint8_t *attack)
{
    const bool apart = model->mixture || model->rates_differ;
    if (!(model->attack_max > 0.0)) {
        return;
    }
    for (uint32_t first = of->first & ~UINT32_C(255); first < of->first + of->agents;
         first += CST_LANES_AGENTS) {
        const cst_stretch_part part = cst_stretch_part_at(of, first);
        (apart ? draw_apart : draw_alike)(model, random, of, part, attack);
    }
}
