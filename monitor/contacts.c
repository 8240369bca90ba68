/* SPDX-License-Identifier: MIT */
#include "monitor/contacts.h"

#include "base/binomial.h"
#include "base/check.h"
#include "base/logarithm.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 1024 };

/* The words of a part of a list, by its place. */
enum { NEXT = 0, ROUND = 1, KIND = 2, AGENTS = 3 };

/* What a part says. KNOWN: the task of the round is not quiet, these agents are counted at it;
 * TAKEN: it is quiet, so many places are free; ASKED: of rounds before this one an agent's meetings
 * are known; UNASKED: of rounds before this one no longer. */
typedef enum part_kind { KNOWN = 0, TAKEN = 1, ASKED = 2, UNASKED = 3 } part_kind;

/* A row of changes: the first round that it holds for, and then, where reviewers are drawn, for
 * each lineage how many agents may review its actors; where they follow an order, 2 times the seat
 * that changed, and 1 more where a fresh agent took it. The first row holds from the start. */
static bool is_drawn(const cst_contacts *of)
{
    const cst_assign assign = of->model->spec.protocol.assign;
    return assign == CST_ASSIGN_RANDOM || assign == CST_ASSIGN_CROSS_LINEAGE;
}

static bool is_crossed(const cst_contacts *of)
{
    return of->model->spec.protocol.assign == CST_ASSIGN_CROSS_LINEAGE;
}

static uint32_t row_words(const cst_contacts *of)
{
    return 1 + (is_crossed(of) ? of->model->population.lineages : 1);
}

bool cst_contacts_needed(const cst_trial_spec *spec)
{
    return spec->collusion.strategy->learned && cst_protocol_reviewers(&spec->protocol) > 0 &&
           spec->collusion.episode == CST_EPISODE_REVIEW;
}

const char *cst_contacts_refuse(const cst_trial_spec *spec)
{
    const cst_response_effect effect = spec->response.effect;
    const bool leave = effect == CST_EFFECT_QUARANTINE || effect == CST_EFFECT_RECALL;
    if (spec->collusion.shared_memory == CST_MEMORY_POPULATION) {
        return "its reviewers learn from the work of everybody";
    }
    if (spec->protocol.assign == CST_ASSIGN_ROTATE && leave) {
        return "who is out changes whose turn it is, and agents learn from every turn";
    }
    if (spec->protocol.kind->chained) {
        return "the levels that are asked are a count, and agents learn from every one";
    }
    return NULL;
}

int cst_contacts_init(cst_contacts *contacts, const cst_model *model, cst_error *error)
{
    const size_t agents = model->spec.agents;
    *contacts = (cst_contacts){.kept = UINT32_MAX};
    if (!cst_contacts_needed(&model->spec) || cst_contacts_refuse(&model->spec) != NULL) {
        return 0;
    }
    contacts->model = model;
    contacts->room = (uint32_t)agents + FIRST_ROOM;
    contacts->rows = contacts->undos = FIRST_ROOM;
    contacts->word = malloc(contacts->room * sizeof *contacts->word);
    contacts->change =
        malloc((size_t)contacts->rows * row_words(contacts) * sizeof *contacts->change);
    contacts->renewed = calloc(agents, sizeof *contacts->renewed);
    contacts->undo = malloc(2 * (size_t)contacts->undos * sizeof *contacts->undo);
    return contacts->word != NULL && contacts->change != NULL && contacts->renewed != NULL &&
                   contacts->undo != NULL
               ? 0
               : cst_error_memory(error, "who has met whom");
}

void cst_contacts_free(cst_contacts *contacts)
{
    free(contacts->word);
    free(contacts->change);
    free(contacts->renewed);
    free(contacts->undo);
    *contacts = (cst_contacts){0};
}

/* --- Lists ----------------------------------------------------------------------------------- */

/* Twice the room of words in an array; NULL: there is no memory, and the old one stays. */
static uint32_t *grown(cst_contacts *of, uint32_t *at, uint32_t *room, uint32_t words)
{
    uint32_t *more = NULL;
    if (*room < UINT32_MAX / 2) {
        more = realloc(at, 2 * (size_t)*room * words * sizeof *more);
    }
    of->lost = of->lost || more == NULL;
    *room *= more == NULL ? 1 : 2;
    return more;
}

/* Sets a word, so that it can be set back. */
static void set(cst_contacts *of, uint32_t at, uint32_t value)
{
    if (at < of->kept && of->kept != UINT32_MAX) {
        if (of->undone == of->undos) {
            uint32_t *more = grown(of, of->undo, &of->undos, 2);
            if (more == NULL) {
                return;
            }
            of->undo = more;
        }
        of->undo[2 * of->undone] = at;
        of->undo[2 * of->undone + 1] = of->word[at];
        of->undone++;
    }
    of->word[at] = value;
}

/* Puts a part into a list where a link leads on; returns its place, 0 where memory failed. */
static uint32_t insert(cst_contacts *of, uint32_t link, part_kind kind, uint32_t round,
                       uint32_t number, const uint32_t *agent)
{
    const uint32_t agents = kind == KNOWN ? number : kind == ASKED ? 1 : 0;
    while (of->room - of->used < AGENTS + agents) {
        uint32_t *more = grown(of, of->word, &of->room, 1);
        if (more == NULL) {
            return 0;
        }
        of->word = more;
    }
    const uint32_t at = of->used;
    of->used += AGENTS + agents;
    of->word[at + NEXT] = of->word[link];
    of->word[at + ROUND] = round;
    of->word[at + KIND] = (uint32_t)kind | number << 2;
    for (uint32_t i = 0; i < agents; i++) {
        of->word[at + AGENTS + i] = agent[i];
    }
    set(of, link, at);
    return at;
}

static part_kind kind_of(const cst_contacts *of, uint32_t at)
{
    return (part_kind)(of->word[at + KIND] & 3);
}

static uint32_t number_of(const cst_contacts *of, uint32_t at)
{
    return of->word[at + KIND] >> 2;
}

/* The first round that a part says nothing of: it is of the rounds before, or of the last of them.
 */
static uint32_t end_of(const cst_contacts *of, uint32_t at)
{
    return of->word[at + ROUND] + (kind_of(of, at) <= TAKEN ? 1 : 0);
}

static bool names(const cst_contacts *of, uint32_t at, uint32_t agent)
{
    const uint32_t count = kind_of(of, at) == ASKED ? 1 : number_of(of, at);
    for (uint32_t i = 0; i < count; i++) {
        if (of->word[at + AGENTS + i] == agent) {
            return true;
        }
    }
    return false;
}

void cst_contacts_mark(cst_contacts *contacts)
{
    contacts->kept = contacts->used;
    contacts->undone = 0;
}

void cst_contacts_forget(cst_contacts *contacts)
{
    while (contacts->undone > 0) {
        const uint32_t *last = &contacts->undo[2 * --contacts->undone];
        contacts->word[last[0]] = last[1];
    }
    contacts->used = contacts->kept;
    contacts->kept = UINT32_MAX;
}

/* --- What happens ---------------------------------------------------------------------------- */

void cst_contacts_begin(cst_contacts *contacts, const cst_seats *seats, const cst_order *order)
{
    const cst_model *model = contacts->model;
    if (model == NULL) {
        return;
    }
    contacts->seats = seats;
    contacts->order = order;
    contacts->round = 0;
    contacts->lost = false;
    contacts->draws = (cst_draws){.where = 0};
    contacts->kept = UINT32_MAX;
    contacts->used = model->spec.agents;
    memset(contacts->word, 0, contacts->used * sizeof *contacts->word);
    if (model->spec.protocol.honeypot_share > 0.0) {
        memset(contacts->renewed, 0, model->spec.agents * sizeof *contacts->renewed);
    }
    contacts->changes = 1;
    contacts->change[0] = 0;
    contacts->fewest =
        model->spec.protocol.assign == CST_ASSIGN_RANDOM ? model->spec.agents - 1 : 0;
    for (uint32_t g = 0; g + 1 < row_words(contacts); g++) {
        const uint32_t own = is_crossed(contacts) ? cst_population_size(&model->population, g) : 1;
        contacts->change[1 + g] = model->spec.agents - own;
    }
}

/* A row for a round, a copy of the last one where there is none yet; NULL: memory failed. */
static uint32_t *row_for(cst_contacts *of, uint32_t round)
{
    const uint32_t words = row_words(of);
    if (is_drawn(of) && of->change[(of->changes - 1) * (size_t)words] == round) {
        return &of->change[(of->changes - 1) * (size_t)words];
    }
    if (of->changes == of->rows) {
        uint32_t *more = grown(of, of->change, &of->rows, words);
        if (more == NULL) {
            return NULL;
        }
        of->change = more;
    }
    uint32_t *row = &of->change[of->changes++ * (size_t)words];
    memcpy(row, row - words, words * sizeof *row);
    row[0] = round;
    return row;
}

void cst_contacts_move(cst_contacts *contacts, uint32_t round, uint32_t seat, bool comes)
{
    uint32_t *row = contacts->model != NULL ? row_for(contacts, round) : NULL;
    if (row == NULL) {
        return;
    }
    if (!is_drawn(contacts)) {
        row[1] = 2 * seat + comes;
        return;
    }
    const uint32_t own = is_crossed(contacts)
                             ? cst_population_lineage(&contacts->model->population, seat)
                             : UINT32_MAX;
    for (uint32_t g = 0; g + 1 < row_words(contacts); g++) {
        row[1 + g] += g == own ? 0 : comes ? 1 : UINT32_MAX; /* one more, or less */
    }
    contacts->fewest = row[1] < contacts->fewest ? row[1] : contacts->fewest;
}

void cst_contacts_renew(cst_contacts *contacts, uint32_t reviewer, uint32_t actor)
{
    if (contacts->model != NULL) {
        const uint64_t agents = contacts->model->spec.agents;
        contacts->renewed[reviewer] = contacts->round * agents + actor + 1;
    }
}

void cst_contacts_know(cst_contacts *contacts, uint32_t actor, const uint32_t *agent,
                       uint32_t count)
{
    if (contacts->model != NULL) {
        (void)insert(contacts, actor, KNOWN, contacts->round, count, agent);
    }
}

/* --- Meetings -------------------------------------------------------------------------------- */

/* A walk over an actor's rounds, the newest first. */
typedef struct walk {
    cst_contacts *of;
    cst_draws *draws;
    uint32_t reviewer, actor;
    uint32_t link;   /* leads to the next part of the list */
    uint32_t row;    /* of changes, that holds for the rounds at hand */
    uint32_t open;   /* rounds before this one are left */
    uint32_t asked;  /* agents that are known to be at them, or not */
    uint32_t others; /* drawn: agents that may review; else those that come before the reviewer */
    uint64_t met, most;
    uint32_t least; /* drawn: jumps land with chance places / least, */
    bool steady;    /* which serves whatever changes */
    double lambda;
    uint64_t skip; /* so many rounds are passed before the next one */
} walk;

static uint32_t place_of(const cst_contacts *of, uint32_t agent)
{
    return of->model->spec.protocol.assign == CST_ASSIGN_RING ? agent : of->order->position[agent];
}

/* How many places one agent is behind another. */
static uint32_t steps(const cst_contacts *of, uint32_t from, uint32_t to)
{
    const uint32_t agents = of->model->spec.agents;
    return (place_of(of, to) + agents - place_of(of, from)) % agents;
}

static uint32_t *row_at(const cst_contacts *of, uint32_t row)
{
    return &of->change[row * (size_t)row_words(of)];
}

/* Drawn: who may review under the row at hand. */
static uint32_t may_review(const walk *on)
{
    const cst_contacts *of = on->of;
    const uint32_t g =
        is_crossed(of) ? cst_population_lineage(&of->model->population, on->actor) : 0;
    return row_at(of, on->row)[1 + g];
}

/* Agents that are in and come between the actor and the reviewer, in this round. */
static uint32_t between(const walk *on)
{
    const cst_contacts *of = on->of;
    const uint32_t agents = of->model->spec.agents;
    const bool ring = of->model->spec.protocol.assign == CST_ASSIGN_RING;
    const uint32_t all = steps(of, on->actor, on->reviewer);
    const uint32_t start = place_of(of, on->actor);
    uint32_t count = 0;
    for (uint32_t step = 1; step < all; step++) {
        const uint32_t place = (start + step) % agents;
        const uint32_t agent = ring ? place : of->order->at[place];
        count += cst_seats_held(of->seats, agent, of->round);
    }
    return count;
}

/* Goes from the changes of a row to the state before. */
static void go_back(walk *on)
{
    const cst_contacts *of = on->of;
    const uint32_t changed = row_at(of, on->row)[1];
    on->row--;
    if (is_drawn(of)) {
        on->others = may_review(on);
        return;
    }
    const uint32_t seat = changed / 2;
    const uint32_t step = steps(of, on->actor, seat);
    if (step > 0 && step < steps(of, on->actor, on->reviewer)) {
        on->others += changed % 2 == 1 ? UINT32_MAX : 1;
    }
}

static void draw_skip(walk *on)
{
    on->skip = 0;
    if (on->least > on->of->model->slots) {
        const uint64_t hi = cst_draws_next(on->draws);
        on->skip = cst_binomial_skip(hi, cst_draws_next(on->draws), on->lambda, UINT32_MAX);
    }
}

/* Finds the row of a round, no later than the one at hand. */
static void find_row(walk *on, uint32_t round)
{
    uint32_t first = 0;
    if (row_at(on->of, on->row)[0] <= round) {
        return;
    }
    while (first + 1 < on->row) {
        const uint32_t middle = first + (on->row - first) / 2;
        if (row_at(on->of, middle)[0] <= round) {
            first = middle;
        } else {
            on->row = middle;
        }
    }
    on->row = first;
    on->others = may_review(on);
}

/* Jumps serve as long as they land at least as often as there is a meeting, and not much more
 * often. Where they do so in every row, rows are passed unseen. Where agents are as few as places
 * jumps land everywhere. */
static void make_ready(walk *on)
{
    const uint32_t places = on->of->model->slots;
    uint32_t left = on->others - on->asked;
    if (on->steady && on->least + on->asked <= on->of->fewest && left / 8 <= on->least) {
        return;
    }
    find_row(on, on->open - 1);
    left = on->others - on->asked;
    on->steady = false;
    if (on->least > 0 && (left >= on->least || on->least == places) && left / 2 <= on->least) {
        return;
    }
    on->least = left - left / 4 > places ? left - left / 4 : places;
    on->steady = on->least + on->asked <= on->of->fewest;
    on->lambda = on->least > places ? -cst_log1p(-(double)places / (double)on->least) : 0.0;
    draw_skip(on);
}

/* Jumps have landed on a task with free places, of the round before `open`: whether one of them is
 * the reviewer's. */
static bool meets(walk *on, uint32_t free)
{
    find_row(on, on->open - 1);
    const uint64_t all = (uint64_t)on->of->model->slots * (on->others - on->asked);
    const uint64_t those = (uint64_t)free * on->least;
    draw_skip(on);
    return those >= all || cst_draws_uniform(on->draws, all) < those;
}

/* Passes quiet rounds down to `low`, of which nothing is known, or to the first at which jumps
 * land. */
static void draw_quiet(walk *on, uint32_t low)
{
    const uint32_t rounds = on->open - low;
    if (on->skip >= rounds) {
        on->skip -= rounds;
        on->open = low;
        return;
    }
    on->open -= (uint32_t)on->skip;
    const bool met = meets(on, on->of->model->slots);
    on->open--;
    if (met) {
        on->met++;
        const uint32_t at =
            insert(on->of, on->link, TAKEN, on->open, on->of->model->slots - 1, NULL);
        on->link = at != 0 ? at : on->link;
    }
}

/* Of the numbers below `end`, those that leave this rest. */
static uint64_t with_rest(uint64_t end, uint32_t rest, uint32_t by)
{
    return (end + by - 1 - rest) / by;
}

/* Passes quiet rounds between which nothing changes: low..open-1, or the newest of them. */
static void pass_quiet(walk *on, uint32_t low)
{
    const cst_contacts *of = on->of;
    const uint64_t k = of->model->slots;
    if (is_drawn(of)) {
        draw_quiet(on, low);
        return;
    }
    if (of->model->spec.protocol.assign == CST_ASSIGN_ROTATE) {
        const uint32_t rest = steps(of, on->actor, on->reviewer) - 1;
        const uint32_t by = of->model->spec.agents - 1;
        on->met += with_rest(on->open * k, rest, by) - with_rest(low * k, rest, by);
    } else if (on->others < k) {
        on->met += on->open - low;
    }
    on->open = low;
}

/* Passes the part of the list that is next. False: what the reviewer met before is known. */
static bool pass_part(walk *on)
{
    cst_contacts *of = on->of;
    const uint32_t at = of->word[on->link];
    const part_kind kind = kind_of(of, at);
    if (kind == ASKED && names(of, at, on->reviewer)) {
        set(of, on->link, of->word[at + NEXT]); /* it is asked about anew, up to a later round */
        return false;
    }
    if (kind == KNOWN) {
        on->met += names(of, at, on->reviewer);
        on->open--;
    } else if (kind == TAKEN) {
        const uint32_t free = number_of(of, at);
        if (on->skip > 0) {
            on->skip--;
        } else if (meets(on, free)) {
            on->met++;
            set(of, at + KIND, (uint32_t)TAKEN | (free - 1) << 2);
        }
        on->open--;
    } else {
        on->asked += kind == ASKED ? 1 : UINT32_MAX;
    }
    on->link = at + NEXT;
    return true;
}

/* The first round in which the two can have met, as they are now, and (*actor) the actor anybody.
 */
static uint32_t first_round(const walk *on, uint32_t *actor)
{
    const cst_contacts *of = on->of;
    const uint32_t wipe = of->model->spec.collusion.wipe;
    const uint32_t agents = of->model->spec.agents;
    const uint32_t wiped = wipe > 0 ? of->round - of->round % wipe : 0;
    const uint64_t renewed = of->renewed[on->reviewer];
    const uint32_t fresh =
        renewed > on->actor ? (uint32_t)((renewed - on->actor + agents - 1) / agents) : 0;
    uint32_t first = of->seats->since[on->actor];
    first = wiped > first ? wiped : first;
    *actor = first;
    first = fresh > first ? fresh : first;
    return of->seats->since[on->reviewer] > first ? of->seats->since[on->reviewer] : first;
}

/* Walks over the rounds from..open-1. False: those before are known. */
static bool walk_back(walk *on, uint32_t from)
{
    cst_contacts *of = on->of;
    while (on->open > from && on->met < on->most) {
        if (is_drawn(of)) {
            make_ready(on);
        }
        const uint32_t at = of->word[on->link];
        const uint32_t end = at != 0 ? end_of(of, at) : 0;
        const uint32_t changed = on->steady ? 0 : row_at(of, on->row)[0];
        uint32_t low = end > changed ? end : changed;
        low = low > from ? low : from;
        if (low < on->open) {
            pass_quiet(on, low);
        } else if (changed == on->open) {
            go_back(on);
        } else if (!pass_part(on)) {
            return false;
        }
    }
    return true;
}

uint64_t cst_contacts_draw(cst_contacts *contacts, uint32_t reviewer, uint32_t actor,
                           uint32_t until, uint64_t most, cst_draws *draws)
{
    walk on = {.of = contacts,
               .draws = draws,
               .reviewer = reviewer,
               .actor = actor,
               .link = actor,
               .row = contacts->changes - 1,
               .open = until,
               .most = most};
    uint32_t base;
    const uint32_t from = first_round(&on, &base);
    if (from >= until || most == 0) {
        return 0;
    }
    on.others = is_drawn(contacts)                                           ? may_review(&on)
                : contacts->model->spec.protocol.assign == CST_ASSIGN_ROTATE ? 0
                                                                             : between(&on);
    const bool all = walk_back(&on, from);
    if (all && on.open > base && is_drawn(contacts)) {
        (void)insert(contacts, on.link, UNASKED, on.open, 0, NULL);
    }
    (void)insert(contacts, actor, ASKED, until, 1, &reviewer);
    return on.met;
}
