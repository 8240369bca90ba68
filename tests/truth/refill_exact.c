/* SPDX-License-Identifier: MIT */
#include "tests/truth/refill_exact.h"

#include "tests/truth/refill_state.h"

#include <stdlib.h>
#include <string.h>

static refill_moments from_round(world *w, uint32_t round, const state *from);
static refill_moments from_settling(world *w, uint32_t round, uint32_t a, const state *from);
static refill_moments from_task(world *w, uint32_t round, uint32_t a, const state *from);

/* Whether there are so many states that hardly one is met twice within a round. */
static bool is_rich(const refill_world *is)
{
    return is->protocol == REFILL_PEERS || is->strategy == REFILL_LEARNED;
}

/* --- The end of a round ----------------------------------------------------------------------- */

static double accused(const world *w, const seat *actor)
{
    double sum = 0.0;
    for (uint32_t i = 0; i < actor->reports; i++) {
        sum += w->value[actor->report[i].weight];
    }
    return sum;
}

/* Those who reported without reason and are still there. */
static void punish(world *w, state *s, uint32_t a)
{
    for (uint32_t i = 0; i < s->at[a].reports; i++) {
        const report made = s->at[a].report[i];
        if (!made.gone) {
            uint8_t *weight = &s->at[made.by].weight;
            *weight = refill_place(w, w->value[*weight] * w->is->penalty);
        }
    }
}

/* One way in which the audit of an agent, if there is one, may end. */
static refill_moments settled(world *w, uint32_t round, uint32_t a, state s, bool audited,
                              bool proven)
{
    const refill_world *is = w->is;
    seat *actor = &s.at[a];
    step now = {{0}};
    refill_moments sum = {{0}, {0}};
    bool escapes = actor->attacks && !(audited && (proven || !is->used));
    if (escapes && is->steps > 1) {
        actor->steps = (uint8_t)((actor->steps + 1) % is->steps);
        escapes = actor->steps == 0;
    }
    const bool caught = actor->attacks && audited && proven;
    if (audited && (is->on_report || proven)) {
        if (actor->leaves == 0) {
            actor->leaves = (uint8_t)(round + 1 + is->latency + 1);
            now.of[REFILL_QUARANTINED] = 1.0;
            now.of[REFILL_FALSELY] = !actor->attacked;
        }
        if (is->window >= 2 && actor->last == ESCAPED) {
            now.of[REFILL_ESCAPES] -= 1.0;
            now.of[REFILL_AVERTED] += 1.0;
        }
        escapes = escapes && is->window == 0;
    }
    now.of[REFILL_ESCAPES] += escapes;
    now.of[REFILL_CAUGHT] += caught;
    now.of[REFILL_AVERTED] += actor->attacks && !escapes && !caught;
    actor->last = is->window < 2 ? NOTHING : escapes ? ESCAPED : OTHER;
    actor->attacks = actor->flagged = 0;
    if (is->protocol == REFILL_PEERS && audited) {
        now.of[REFILL_INVESTIGATIONS] = 1.0;
        if (!proven) {
            punish(w, &s, a);
        }
        memset(actor->report, 0, sizeof actor->report);
        actor->reports = 0;
    }
    const refill_moments then = from_settling(w, round, a + 1, &s);
    refill_add(&sum, 1.0, &then, &now);
    return sum;
}

static refill_moments from_settling(world *w, uint32_t round, uint32_t a, const state *from)
{
    static const step nothing = {{0}};
    const refill_world *is = w->is;
    if (a == is->agents) {
        return from_round(w, round + 1, from);
    }
    const seat *actor = &from->at[a];
    if (!actor->held) {
        return from_settling(w, round, a + 1, from);
    }
    known *entry = is_rich(is) ? NULL : refill_find(w, round, SETTLING, a, from);
    if (entry != NULL && entry->filled) {
        return entry->value;
    }
    const bool peers = is->protocol == REFILL_PEERS;
    const bool audited = peers ? accused(w, actor) >= is->investigate : actor->flagged;
    const bool older = peers && is->window >= 2 && actor->last == ESCAPED;
    const double proves = audited && (actor->attacks || older) ? is->success : 0.0;
    refill_moments sum = {{0}, {0}};
    for (int proven = 0; proven <= 1; proven++) {
        const double chance = proven ? proves : 1.0 - proves;
        if (chance > 0.0) {
            const refill_moments then = settled(w, round, a, *from, audited, proven);
            refill_add(&sum, chance, &then, &nothing);
        }
    }
    if (entry != NULL) {
        entry->filled = true;
        entry->value = sum;
    }
    return sum;
}

/* --- A task ----------------------------------------------------------------------------------- */

/* The honeypot beside a task, reviewer by reviewer of those left. */
static refill_moments from_honeypot(world *w, uint32_t round, uint32_t a, const state *from,
                                    uint32_t crew)
{
    const refill_world *is = w->is;
    refill_moments sum = {{0}, {0}};
    step now = {{0}};
    if (crew == 0) {
        return from_task(w, round, a + 1, from);
    }
    uint32_t i = 0;
    while ((crew >> i & 1) == 0) {
        i++;
    }
    const uint32_t rest = crew & ~(1U << i);
    const double hides = is->strategy == REFILL_LEARNED ? 0.0 : is->hides;
    const double reports = is->tpr * (1.0 - w->rate[from->at[i].reviewer_type] * hides);
    refill_moments then = from_honeypot(w, round, a, from, rest);
    refill_add(&sum, reports, &then, &now);
    state s = *from;
    s.at[i].misses++;
    if (s.at[i].misses < is->slack) {
        then = from_honeypot(w, round, a, &s, rest);
        refill_add(&sum, 1.0 - reports, &then, &now);
        return sum;
    }
    s.at[i].misses = 0;
    memset(s.at[i].met, NAUGHT, sizeof s.at[i].met);
    now.of[REFILL_EXPELLED] = 1.0;
    for (uint8_t type = 0; type < 3; type++) {
        if (w->share[type] > 0.0) {
            s.at[i].reviewer_type = type;
            then = from_honeypot(w, round, a, &s, rest);
            refill_add(&sum, (1.0 - reports) * w->share[type], &then, &now);
        }
    }
    return sum;
}

/* What was said of a task, a bit a reviewer. */
typedef struct said {
    uint32_t crew, reports, covers;
} said;

static uint32_t bits(uint32_t set)
{
    uint32_t count = 0;
    for (; set != 0; set >>= 1) {
        count += set & 1;
    }
    return count;
}

/* After the reviews. */
static refill_moments reviewed(world *w, uint32_t round, uint32_t a, state s, said of)
{
    static const step nothing = {{0}};
    const refill_world *is = w->is;
    refill_moments sum = {{0}, {0}};
    s.at[a].flagged = is->protocol == REFILL_COMMITTEE && bits(of.reports) >= is->votes;
    refill_share(w, &s, a, of.crew, of.reports, of.covers);
    const double beside = bits(of.crew) == is->reviewers ? is->honeypots : 0.0;
    refill_moments then = from_task(w, round, a + 1, &s);
    refill_add(&sum, 1.0 - beside, &then, &nothing);
    if (beside > 0.0) {
        then = from_honeypot(w, round, a, &s, of.crew);
        refill_add(&sum, beside, &then, &nothing);
    }
    return sum;
}

/* The reviewers of `left` still have to speak. */
static refill_moments from_review(world *w, uint32_t round, uint32_t a, const state *from,
                                  uint32_t left, said of)
{
    static const step nothing = {{0}};
    const refill_world *is = w->is;
    refill_moments sum = {{0}, {0}};
    if (left == 0) {
        return reviewed(w, round, a, *from, of);
    }
    uint32_t i = 0;
    while ((left >> i & 1) == 0) {
        i++;
    }
    left &= ~(1U << i);
    const seat *actor = &from->at[a];
    const double sees = actor->attacks ? is->tpr : is->fpr;
    double covers = w->rate[from->at[i].reviewer_type];
    if (is->strategy == REFILL_CLIQUE) {
        covers *= actor->attacks && actor->member && from->at[i].member;
    } else if (is->strategy == REFILL_RECIPROCAL) {
        covers *= !actor->attacks ? 0.0 : (actor->covered >> i & 1) != 0 ? 1.0 : is->start;
    }
    double withholds = covers * is->hides;
    if (is->strategy == REFILL_LEARNED) {
        withholds += (1.0 - covers) * refill_accomplice(w, from, i, a);
        withholds *= actor->attacks;
    }
    const double reports = sees * (1.0 - withholds);
    const double credit = is->strategy == REFILL_RECIPROCAL
                              ? covers * (1.0 - sees * (1.0 - is->hides))
                          : is->strategy == REFILL_LEARNED ? sees * withholds
                                                           : 0.0;
    state s = *from;
    step one = {{0}};
    one.of[REFILL_REPORTS] = 1.0;
    if (is->protocol == REFILL_PEERS) {
        refill_accuse(&s, round, a, i);
    }
    const uint32_t bit = 1U << i;
    refill_moments then =
        from_review(w, round, a, &s, left, (said){of.crew, of.reports | bit, of.covers});
    refill_add(&sum, reports, &then, &one);
    then = from_review(w, round, a, from, left, of);
    refill_add(&sum, 1.0 - reports - credit, &then, &nothing);
    if (credit > 0.0) {
        s = *from;
        s.at[i].covered |= (uint8_t)(is->strategy == REFILL_RECIPROCAL ? 1U << a : 0U);
        then = from_review(w, round, a, &s, left, (said){of.crew, of.reports, of.covers | bit});
        refill_add(&sum, credit, &then, &nothing);
    }
    return sum;
}

/* Those behind an agent in its circle, as far as they are there; in rotation from where the round
 * before would have gone on. */
static uint32_t next_ones(const world *w, uint32_t round, uint32_t a, const state *from)
{
    const uint32_t skipped =
        w->is->assign == REFILL_ROTATE ? round * w->is->reviewers % (w->is->agents - 1) : 0;
    const uint32_t n = w->is->agents;
    uint32_t at = 0;
    uint32_t crew = 0;
    uint32_t found = 0;
    while (w->order[at] != a) {
        at++;
    }
    for (uint32_t i = 1; i < n && found < w->is->reviewers; i++) {
        const uint32_t ahead = i + skipped < n ? i + skipped : i + skipped - n + 1;
        const uint32_t other = w->order[(at + ahead) % n];
        if (from->at[other].held) {
            crew |= 1U << other;
            found++;
        }
    }
    return crew;
}

/* All crews that a task may have, each as likely as the others; returns how many. */
static uint32_t crews_of(const world *w, uint32_t round, uint32_t a, const state *from,
                         uint32_t crews[8])
{
    const uint32_t n = w->is->agents;
    uint32_t count = 0;
    uint32_t most = 0;
    if (w->is->assign != REFILL_RANDOM) {
        crews[0] = next_ones(w, round, a, from);
        return 1;
    }
    for (uint32_t set = 0; set < 1U << n; set++) {
        uint32_t size = 0;
        bool possible = (set >> a & 1) == 0;
        for (uint32_t i = 0; i < n; i++) {
            size += set >> i & 1;
            possible = possible && ((set >> i & 1) == 0 || from->at[i].held);
        }
        if (!possible || size > w->is->reviewers || size < most) {
            continue;
        }
        count = size > most ? 0 : count; /* as many as there are */
        most = size;
        crews[count++] = set;
    }
    return count;
}

static refill_moments from_task(world *w, uint32_t round, uint32_t a, const state *from)
{
    refill_moments sum = {{0}, {0}};
    uint32_t crews[8];
    step now = {{0}};
    if (a == w->is->agents) {
        return from_settling(w, round, 0, from);
    }
    if (!from->at[a].held) {
        now.of[REFILL_VOID] = 1.0;
        const refill_moments then = from_task(w, round, a + 1, from);
        refill_add(&sum, 1.0, &then, &now);
        return sum;
    }
    known *entry = is_rich(w->is) ? NULL : refill_find(w, round, TASKS, a, from);
    if (entry != NULL && entry->filled) {
        return entry->value;
    }
    const uint32_t count = crews_of(w, round, a, from, crews);
    for (int attack = 0; attack <= 1; attack++) {
        const double schemes = w->rate[from->at[a].type];
        const double chance = attack ? schemes : 1.0 - schemes;
        state s = *from;
        s.at[a].attacks = (uint8_t)attack;
        s.at[a].attacked |= (uint8_t)attack;
        now.of[REFILL_ATTACKS] = attack;
        for (uint32_t i = 0; chance > 0.0 && i < count; i++) {
            const refill_moments then =
                from_review(w, round, a, &s, crews[i], (said){crews[i], 0, 0});
            refill_add(&sum, chance / count, &then, &now);
        }
    }
    if (entry != NULL) {
        entry->filled = true;
        entry->value = sum;
    }
    return sum;
}

/* --- The start of a round --------------------------------------------------------------------- */

/* Whoever leaves is forgotten at once. */
static void leave(const world *w, uint32_t round, uint32_t a, state *s)
{
    const uint32_t refill = w->is->refill;
    s->at[a] = (seat){.comes = refill > 0 ? (uint8_t)(round + refill + 1) : 0};
    for (uint32_t i = 0; i < w->is->agents; i++) {
        s->at[i].covered &= (uint8_t) ~(1U << a);
        s->at[i].met[a] = NAUGHT;
        for (uint32_t j = 0; j < s->at[i].reports; j++) {
            if (s->at[i].report[j].by == a) {
                s->at[i].report[j].gone = 1;
            }
        }
    }
}

/* How many agents there are, said so that compilers see that no seat is beyond the last. */
static uint32_t seats(const world *w)
{
    return w->is->agents < SEATS ? w->is->agents : SEATS;
}

/* Fresh agents for the places from a on. */
static refill_moments from_filling(world *w, uint32_t round, uint32_t a, const state *from)
{
    static const step nothing = {{0}};
    refill_moments sum = {{0}, {0}};
    if (a >= seats(w)) {
        return from_task(w, round, 0, from);
    }
    if (from->at[a].comes != round + 1) {
        return from_filling(w, round, a + 1, from);
    }
    for (uint8_t type = 0; type < 3; type++) {
        if (w->share[type] > 0.0) {
            state s = *from;
            s.at[a] = (seat){.held = 1, .type = type, .reviewer_type = type, .weight = FULL};
            const refill_moments then = from_filling(w, round, a + 1, &s);
            refill_add(&sum, w->share[type], &then, &nothing);
        }
    }
    return sum;
}

/* A round has ended: weights recover, reports that are old enough do not count any more, and what
 * was shared may be wiped. */
static void pass(world *w, uint32_t round, state *s)
{
    const refill_world *is = w->is;
    for (uint32_t a = 0; a < is->agents; a++) {
        seat *of = &s->at[a];
        if (of->held) {
            const double lost = 1.0 - w->value[of->weight];
            of->weight = refill_place(w, 1.0 - lost * (1.0 - is->recover));
        }
        uint32_t kept = 0;
        for (uint32_t i = 0; i < of->reports; i++) {
            const report made = of->report[i];
            if (is->expire == 0 || made.made + is->expire > round) {
                of->report[kept++] = made;
            }
        }
        memset(of->report + kept, 0, (LIST - kept) * sizeof of->report[0]);
        of->reports = (uint8_t)kept;
        if (is->wipe > 0 && round % is->wipe == 0) {
            memset(of->met, NAUGHT, sizeof of->met);
        }
    }
}

static refill_moments from_round(world *w, uint32_t round, const state *from)
{
    if (round == w->is->rounds) {
        return (refill_moments){{0}, {0}};
    }
    known *entry = refill_find(w, round, START, 0, from);
    if (!entry->filled) {
        state s = *from;
        if (round > 0) {
            pass(w, round, &s);
        }
        for (uint32_t a = 0; a < w->is->agents; a++) {
            if (s.at[a].leaves == round + 1) {
                leave(w, round, a, &s);
            }
        }
        entry->value = from_filling(w, round, 0, &s);
        entry->filled = true;
    }
    return entry->value;
}

/* --- The start of a trial --------------------------------------------------------------------- */

/* Over all cliques of the right size. */
static refill_moments from_cliques(world *w)
{
    static const step nothing = {{0}};
    const uint32_t n = w->is->agents;
    refill_moments sum = {{0}, {0}};
    double sets = 0.0;
    for (uint32_t set = 0; set < 1U << n; set++) {
        uint32_t size = 0;
        state s = {0};
        for (uint32_t a = 0; a < n; a++) {
            size += set >> a & 1;
        }
        if (size != w->is->members) {
            continue;
        }
        for (uint8_t code = 0; code < 81; code++) { /* types, base 3 */
            double chance = 1.0;
            uint32_t left = code;
            for (uint32_t a = 0; a < SEATS; a++, left /= 3) {
                const uint8_t type = (uint8_t)(left % 3);
                chance *= a < n ? w->share[type] : type == 0;
                if (a < n) {
                    s.at[a] = (seat){.held = 1,
                                     .type = type,
                                     .reviewer_type = type,
                                     .weight = FULL,
                                     .member = (uint8_t)(set >> a & 1)};
                }
            }
            if (chance > 0.0) {
                const refill_moments then = from_round(w, 0, &s);
                refill_add(&sum, chance, &then, &nothing);
            }
        }
        sets += 1.0;
    }
    for (int i = 0; i < REFILL_QUANTITIES; i++) {
        sum.mean[i] /= sets;
        sum.square[i] /= sets;
    }
    return sum;
}

/* Over all orders of the agents from a on, where there is an order. */
static refill_moments from_orders(world *w, uint32_t a)
{
    static const step nothing = {{0}};
    const uint32_t n = seats(w);
    refill_moments sum = {{0}, {0}};
    if ((w->is->assign != REFILL_PAIR && w->is->assign != REFILL_ROTATE) || a >= n) {
        if (w->entries > 0) { /* of another order */
            memset(w->table, 0, TABLE * sizeof *w->table);
            w->entries = 0;
        }
        return from_cliques(w);
    }
    for (uint32_t i = a; i < n; i++) {
        const uint8_t moved = w->order[a];
        w->order[a] = w->order[i];
        w->order[i] = moved;
        const refill_moments then = from_orders(w, a + 1);
        refill_add(&sum, 1.0 / (n - a), &then, &nothing);
        w->order[i] = w->order[a];
        w->order[a] = moved;
    }
    return sum;
}

refill_moments refill_exact(const refill_world *is)
{
    const double rest = 1.0 - is->never - is->consistent;
    world w = {.is = is,
               .rate = {[RARE] = rest > 0.0
                                     ? (is->rate - is->consistent * is->consistent_rate) / rest
                                     : 0.0,
                        [CONSISTENT] = is->consistent_rate},
               .share = {[RARE] = rest, [NEVER] = is->never, [CONSISTENT] = is->consistent},
               .order = {0, 1, 2, 3},
               .value = {[NAUGHT] = 0.0, [FULL] = 1.0},
               .values = 2};
    w.table = calloc(TABLE, sizeof *w.table);
    if (w.table == NULL) {
        abort();
    }
    const refill_moments all = from_orders(&w, 1); /* a circle: the first is where it is */
    free(w.table);
    return all;
}
