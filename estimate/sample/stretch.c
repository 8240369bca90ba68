/* SPDX-License-Identifier: MIT
 * Draws come for 64 agents at a time from whole multiples of 256 agents on, whatever the unit.
 * Honest work that is plain is reviewed by such words: one for each reviewer, summed into the bits
 * of counts. What is rare (an attack, a report that a schemer may withhold) is looked at one by
 * one, from quads that are drawn many at a time. */
#include "estimate/sample/stretch.h"

#include "base/check.h"
#include "base/lanes.h"
#include "estimate/sample/lists.h"

#include <string.h>

/* Agents that are drawn together: `agents` from `first`, a multiple of 256, on. */
typedef struct span {
    uint32_t first, agents;
} span;

/* The part that starts at `first`; the first starts at of->first rounded down. */
static inline span span_at(const cst_stretch *of, uint32_t first)
{
    const uint32_t left = of->first + of->agents - first;
    return (span){first, left < CST_LANES_AGENTS ? left : CST_LANES_AGENTS};
}

/* Where a part's draws are. */
static inline cst_lanes_at lanes_of(const cst_stretch *of, span part, cst_purpose purpose,
                                    uint32_t slot)
{
    return (cst_lanes_at){.where = of->trial,
                          .round = of->round,
                          .first = cst_random_group(part.first),
                          .groups = cst_lanes_groups(part.agents),
                          .purpose = purpose,
                          .slot = slot};
}

/* Those of 64 agents from `agent` on that are in the stretch, as bits. */
static inline uint64_t inside(const cst_stretch *of, uint32_t agent)
{
    uint64_t bits = UINT64_MAX;
    const uint64_t end = (uint64_t)of->first + of->agents;
    if (agent < of->first) {
        bits = of->first - agent < 64 ? bits << (of->first - agent) : 0;
    }
    if (end < (uint64_t)agent + 64) {
        bits &= end <= agent ? 0 : UINT64_MAX >> ((uint64_t)agent + 64 - end);
    }
    return bits;
}

/* The bits of a plane of 64 agents from `agent` on, 0 outside of the stretch. */
static inline uint64_t get_bits(const cst_stretch *of, const uint8_t *plane, uint32_t agent)
{
    const uint64_t within = inside(of, agent);
    if (within == 0) {
        return 0;
    }
    const uint64_t bits = agent >= of->first
                              ? cst_plane_get(plane, of->words, of->at + (agent - of->first))
                              : cst_plane_get(plane, of->words, of->at) << (of->first - agent);
    return bits & within;
}

/* Sets bits of 64 agents from `agent` on that are in the stretch. */
static inline void set_bits(const cst_stretch *of, uint8_t *plane, uint32_t agent, uint64_t bits)
{
    bits &= inside(of, agent);
    if (agent >= of->first) {
        cst_plane_or(plane, of->at + (agent - of->first), bits);
    } else if (bits != 0) {
        cst_plane_or(plane, of->at, bits >> (of->first - agent));
    }
}

/* --- Who attacks ----------------------------------------------------------------------------- */

/* All agents attack at one rate: their draws say it all. */
static void draw_alike(const cst_model *model, const cst_random *random, const cst_stretch *of,
                       span part, uint8_t *attack)
{
    uint64_t attacks[CST_LANES_MASKS];
    const cst_lanes_at at = lanes_of(of, part, CST_DRAW_ACTOR, 0);
    cst_lanes_below(attacks, random, &at, part.agents, model->attack[0]);
    for (uint32_t word = 0; 64 * word < part.agents; word++) {
        set_bits(of, attack, part.first + 64 * word, attacks[word]);
    }
}

/* Those whose draw is low enough for the largest of their rates are looked at one by one. */
static void draw_apart(const cst_model *model, const cst_random *random, const cst_stretch *of,
                       span part, uint8_t *attack)
{
    cst_lanes lanes;
    cst_lanes_low low;
    const cst_lanes_at at = lanes_of(of, part, CST_DRAW_ACTOR, 0);
    cst_lanes_draw_low(&lanes, &low, random, &at, model->attack_most);
    for (uint32_t word = 0; 64 * word < part.agents; word++) {
        const uint32_t first = part.first + 64 * word;
        uint64_t attacks = 0;
        uint64_t bits = (low.below[word] | low.tied[word]) & inside(of, first);
        for (; bits != 0; bits &= bits - 1) {
            const uint32_t i = (uint32_t)__builtin_ctzll(bits);
            const cst_task task = {of->trial, of->round, first + i};
            const bool is =
                cst_review_actor(model, random, &task, cst_lanes_byte(&lanes, 64 * word + i));
            attacks |= (uint64_t)is << i;
        }
        set_bits(of, attack, first, attacks);
    }
}

void cst_stretch_act(const cst_model *model, const cst_random *random, const cst_stretch *of,
                     uint8_t *attack)
{
    const bool apart = model->mixture || model->rates_differ;
    if (!(model->attack_max > 0.0)) {
        return;
    }
    for (uint32_t first = of->first & ~UINT32_C(255); first < of->first + of->agents;
         first += CST_LANES_AGENTS) {
        const span part = span_at(of, first);
        (apart ? draw_apart : draw_alike)(model, random, of, part, attack);
    }
}

/* --- What reviewers say ---------------------------------------------------------------------- */

/* A part of a stretch while it is reviewed: 64 tasks a word. */
typedef struct part {
    const cst_model *model;
    const cst_random *random;
    const cst_order *order;
    const cst_stretch *of;
    span span;
    uint32_t words;
    uint8_t *schemers; /* the next entry of the list; NULL where there is none */
    uint64_t number;   /* the first task's within its block */
    uint32_t report_planes, abstention_planes; /* that there are */
    uint64_t attack[CST_LANES_MASKS];
    uint64_t honest[CST_LANES_MASKS];                  /* in the stretch, and no attack */
    uint64_t slot[CST_REVIEWERS_MAX][CST_LANES_MASKS]; /* who reports plain honest work */
    uint64_t reports[CST_PLANES][CST_LANES_MASKS], abstentions[CST_PLANES][CST_LANES_MASKS];
} part;

/* Tasks that are looked at together. */
typedef struct several {
    uint64_t places[CST_LANES_GROUPS];
    uint32_t task[CST_LANES_GROUPS]; /* counted from the part's first */
    uint32_t count;
} several;

typedef void (*look)(part *at, const several *these);

static cst_task task_of(const part *at, uint32_t task)
{
    return (cst_task){at->of->trial, at->of->round, at->span.first + task};
}

static void set_count(uint64_t count[CST_PLANES][CST_LANES_MASKS], uint32_t task, uint32_t value)
{
    for (uint32_t i = 0; value >> i != 0; i++) {
        count[i][task / 64] |= (uint64_t)(value >> i & 1) << (task % 64);
    }
}

static void set_votes(part *at, uint32_t task, cst_votes votes)
{
    cst_debug_assert((uint32_t)votes.reports + votes.abstentions <= at->model->slots);
    set_count(at->reports, task, votes.reports);
    set_count(at->abstentions, task, votes.abstentions);
}

static void look_at_attacks(part *at, const several *these)
{
    uint64_t trial[CST_LANES_GROUPS];
    cst_votes votes[CST_LANES_GROUPS];
    if (cst_order_needed(at->model)) {
        for (uint32_t i = 0; i < these->count; i++) {
            const cst_task of = task_of(at, these->task[i]);
            votes[i] = cst_review_attack(at->model, at->random, &of, at->order);
        }
    } else {
        for (uint32_t i = 0; i < these->count; i++) {
            trial[i] = at->of->trial;
        }
        cst_review_attacks(at->model, at->random, trial, these->places, these->count, votes);
    }
    for (uint32_t i = 0; i < these->count; i++) {
        set_votes(at, these->task[i], votes[i]);
    }
    for (uint32_t i = 0; i < these->count && at->schemers != NULL; i++) {
        const cst_entry entry = {.task = at->number + these->task[i],
                                 .schemers = votes[i].schemers,
                                 .told = votes[i].told};
        cst_batch_word_set(at->schemers, cst_entry_pack(entry));
        at->schemers += entry.schemers > 0 ? sizeof(uint64_t) : 0;
    }
}

static void look_at_report(part *at, uint32_t task, const cst_random_quad *first)
{
    const cst_task of = task_of(at, task);
    const uint32_t word = task / 64;
    const uint32_t bit = task % 64;
    uint32_t reporting = 0;
    for (uint32_t slot = 0; slot < at->model->slots; slot++) {
        reporting |= (uint32_t)(at->slot[slot][word] >> bit & 1) << slot;
    }
    const uint32_t still = cst_review_withhold(at->model, at->random, &of, reporting, first);
    for (uint32_t slot = 0; slot < at->model->slots; slot++) {
        at->slot[slot][word] &= ~(UINT64_C(1) << bit);
        at->slot[slot][word] |= (uint64_t)(still >> slot & 1) << bit;
    }
}

static void look_at_reports(part *at, const several *these)
{
    const cst_lanes_at where = {.where = at->of->trial,
                                .places = these->places,
                                .groups = these->count,
                                .purpose = CST_DRAW_STATES};
    cst_lanes lanes;
    const cst_chance nobody = at->model->states[false][0]; /* of the reviewers schemes */
    cst_lanes_draw(&lanes, at->random, &where);
    for (uint32_t i = 0; i < these->count; i++) {
        if (nobody.always || lanes.word[0][i] < nobody.hi) {
            continue; /* as nearly always: all reports stand */
        }
        const cst_random_quad quad = cst_lanes_quad(&lanes, i);
        look_at_report(at, these->task[i], &quad);
    }
}

/* Looks at all tasks whose bits are set, several at a time. */
static void look_at_all(part *at, const uint64_t *tasks, look how)
{
    several these;
    uint32_t some = 0; /* words with any, found without a branch for each */
    these.count = 0;
    for (uint32_t word = 0; word < at->words; word++) {
        some |= (uint32_t)(tasks[word] != 0) << word;
    }
    for (; some != 0; some &= some - 1) {
        const uint32_t word = (uint32_t)__builtin_ctz(some);
        for (uint64_t bits = tasks[word]; bits != 0; bits &= bits - 1) {
            const uint32_t task = 64 * word + (uint32_t)__builtin_ctzll(bits);
            these.task[these.count] = task;
            these.places[these.count++] = cst_random_place(at->of->round, at->span.first + task);
            if (these.count == CST_LANES_GROUPS) {
                how(at, &these);
                these.count = 0;
            }
        }
    }
    if (these.count > 0) {
        how(at, &these);
    }
}

/* Adds a bit to 64 counts. */
static void count_bits(uint64_t count[CST_PLANES][CST_LANES_MASKS], uint32_t word, uint64_t bits)
{
    for (uint32_t i = 0; bits != 0; i++) {
        cst_debug_assert(i < CST_PLANES);
        const uint64_t carry = count[i][word] & bits;
        count[i][word] ^= bits;
        bits = carry;
    }
}

static void review_plain(part *at)
{
    const cst_model *model = at->model;
    const cst_chance chance =
        cst_model_seen(model, CST_WORK_HONEST, 0, 0, 0)->verdict[CST_VERDICT_REPORT];
    uint64_t loud[CST_LANES_MASKS] = {0};
    if (cst_chance_sure(chance, false)) {
        return;
    }
    for (uint32_t slot = 0; slot < model->slots; slot++) {
        const cst_lanes_at where = lanes_of(at->of, at->span, CST_DRAW_PASS, slot);
        cst_lanes_below(at->slot[slot], at->random, &where, at->span.agents, chance);
        for (uint32_t word = 0; word < at->words; word++) {
            at->slot[slot][word] &= at->honest[word];
            loud[word] |= at->slot[slot][word];
        }
    }
    if (cst_review_honest_withheld(model)) {
        look_at_all(at, loud, look_at_reports);
    }
    for (uint32_t slot = 0; slot < model->slots; slot++) {
        for (uint32_t word = 0; word < at->words; word++) {
            count_bits(at->reports, word, at->slot[slot][word]);
        }
    }
}

/* Tasks whose verdicts may be more than passes are looked at one by one. */
static void review_apart(part *at)
{
    const cst_model *model = at->model;
    uint64_t loud[CST_LANES_MASKS] = {0};
    for (uint32_t slot = 0; slot < model->slots; slot++) {
        cst_lanes lanes;
        cst_lanes_low low;
        const cst_lanes_at where = lanes_of(at->of, at->span, CST_DRAW_PASS, slot);
        cst_lanes_draw_low(&lanes, &low, at->random, &where, model->loud_most);
        for (uint32_t word = 0; word < at->words; word++) {
            loud[word] |= low.below[word] | low.tied[word];
        }
    }
    for (uint32_t word = 0; word < at->words; word++) {
        for (uint64_t bits = loud[word] & at->honest[word]; bits != 0; bits &= bits - 1) {
            const uint32_t task = 64 * word + (uint32_t)__builtin_ctzll(bits);
            const cst_task of = task_of(at, task);
            set_votes(at, task, cst_review_honest(model, at->random, &of, at->order));
        }
    }
}

static void store(const part *at, uint8_t *const *planes, uint32_t count,
                  uint64_t (*bits)[CST_LANES_MASKS])
{
    for (uint32_t i = 0; i < count; i++) {
        for (uint32_t word = 0; word < at->words; word++) {
            set_bits(at->of, planes[i], at->span.first + 64 * word, bits[i][word]);
        }
    }
}

static void clear(uint64_t (*bits)[CST_LANES_MASKS], uint32_t planes, uint32_t words)
{
    for (uint32_t i = 0; i < planes; i++) {
        memset(bits[i], 0, words * sizeof bits[i][0]);
    }
}

static uint32_t count_planes(uint8_t *const planes[CST_PLANES])
{
    uint32_t count = 0;
    while (count < CST_PLANES && planes[count] != NULL) {
        count++;
    }
    return count;
}

static void review_part(part *at, const cst_stretch_planes *planes)
{
    at->words = (at->span.agents + 63) / 64;
    for (uint32_t word = 0; word < at->words; word++) {
        const uint32_t agent = at->span.first + 64 * word;
        at->attack[word] = get_bits(at->of, planes->attack, agent);
        at->honest[word] = inside(at->of, agent) & ~at->attack[word];
    }
    clear(at->reports, at->report_planes, at->words);
    clear(at->abstentions, at->abstention_planes, at->words);
    if (cst_review_honest_plain(at->model)) {
        review_plain(at);
    } else {
        review_apart(at);
    }
    look_at_all(at, at->attack, look_at_attacks);
    store(at, planes->reports, at->report_planes, at->reports);
    store(at, planes->abstentions, at->abstention_planes, at->abstentions);
}

uint32_t cst_stretch_review(const cst_model *model, const cst_random *random,
                            const cst_order *order, const cst_stretch *of,
                            const cst_stretch_planes *planes)
{
    part at; /* large, and cleared as far as it is used */
    if (model->slots == 0) {
        return 0;
    }
    at.model = model;
    at.random = random;
    at.order = order;
    at.of = of;
    at.schemers = planes->schemers;
    at.report_planes = count_planes(planes->reports);
    at.abstention_planes = count_planes(planes->abstentions);
    for (uint32_t first = of->first & ~UINT32_C(255); first < of->first + of->agents;
         first += CST_LANES_AGENTS) {
        at.span = span_at(of, first);
        at.number = planes->first + of->at + first - of->first; /* may wrap: it is added to */
        review_part(&at, planes);
    }
    return at.schemers == NULL ? 0 : (uint32_t)(at.schemers - planes->schemers) / sizeof(uint64_t);
}
