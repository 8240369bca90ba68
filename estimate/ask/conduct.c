/* SPDX-License-Identifier: MIT
 *
 * Of attacks that others reviewed too a peer keeps how many there were by whether it missed, how
 * many others there were and how many of them missed: `beside` holds, for 0 and 1 of the first,
 * the pairs (1, 0), (1, 1), (2, 0), (2, 1), (2, 2), (3, 0) ...
 */
#include "estimate/ask/conduct.h"

#include "base/check.h"
#include "base/number.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- Counting -------------------------------------------------------------------------------- */

/* Places of the pairs of up to so many others; the place of one. */
static size_t pairs_of(uint32_t others)
{
    return (size_t)others * (others + 3) / 2;
}

static size_t pair_at(uint32_t others, uint32_t missed)
{
    return pairs_of(others - 1) + missed;
}

/* The place of a peer by its name, a new one for a new name; CST_PEERS_MAX: no name. */
static uint8_t place_of(cst_conduct_cell *of, const char *name)
{
    uint32_t at = 0;
    if (name[0] == '\0') {
        return CST_PEERS_MAX;
    }
    while (at < of->peers && strcmp(of->peer[at].name, name) != 0) {
        at++;
    }
    if (at == of->peers) {
        (void)snprintf(of->peer[of->peers++].name, sizeof of->peer->name, "%s", name);
    }
    return (uint8_t)at;
}

static int init_pairs(cst_conduct_pairs *of, uint64_t trials, cst_error *error)
{
    of->slots = trials < CST_CONDUCT_SLOTS ? (uint32_t)trials : CST_CONDUCT_SLOTS;
    of->difference = calloc(of->slots, sizeof *of->difference);
    of->risk = calloc(of->slots, sizeof *of->risk);
    return of->difference != NULL && of->risk != NULL
               ? 0
               : cst_error_memory(error, "what peers change");
}

static int init_cell(cst_conduct_cell *of, const cst_cell *cell, cst_error *error)
{
    const cst_population_spec *population = &cell->model.spec.population;
    *of = (cst_conduct_cell){.level = cst_number_complement(cell->confidence) / cell->looks,
                             .trials = cell->trials,
                             .bound = cst_pairing_side_of(cell, 0).bound,
                             .ends = cell->looks > 1,
                             .lineages = population->lineages,
                             .others = cell->model.slots > 0 ? cell->model.slots - 1 : 0};
    of->peer = calloc(CST_PEERS_MAX, sizeof *of->peer);
    if (of->peer == NULL) {
        return cst_error_memory(error, "what peers come to");
    }
    for (uint32_t g = 0; g < of->lineages; g++) {
        of->reviewer[g] = place_of(of, population->lineage[g].external);
    }
    for (uint32_t g = 0; g < of->lineages; g++) {
        of->actor[g] = place_of(of, population->lineage[g].external_actor);
    }
    for (uint32_t g = 0; g < of->lineages; g++) {
        for (uint32_t i = 0; i < of->peers; i++) {
            of->peer[i].own |= (uint32_t)(of->reviewer[g] == i || of->actor[g] == i) << g;
            of->peer[i].reviews |= (uint32_t)(of->reviewer[g] == i) << g;
        }
    }
    for (uint32_t i = 0; i < of->peers; i++) {
        const size_t pairs = 2 * pairs_of(of->others);
        of->peer[i].beside = calloc(pairs > 0 ? pairs : 1, sizeof *of->peer[i].beside);
        if (of->peer[i].beside == NULL) {
            return cst_error_memory(error, "what peers come to");
        }
    }
    return cell->model.external_acts ? 0 : init_pairs(&of->pairs, cell->trials, error);
}

int cst_conduct_init(cst_conduct *conduct, const cst_cell *const *cell, uint32_t cells,
                     cst_error *error)
{
    *conduct = (cst_conduct){.cell = calloc(cells, sizeof *conduct->cell)};
    int code = conduct->cell != NULL ? 0 : cst_error_memory(error, "what peers come to");
    for (uint32_t i = 0; code == 0 && i < cells; i++) {
        conduct->cells++;
        code = init_cell(&conduct->cell[i], cell[i], error);
    }
    return code;
}

void cst_conduct_free(cst_conduct *conduct)
{
    for (uint32_t i = 0; i < conduct->cells; i++) {
        cst_conduct_cell *of = &conduct->cell[i];
        for (uint32_t k = 0; k < of->peers; k++) {
            free(of->peer[k].beside);
        }
        free(of->peer);
        free(of->pairs.difference);
        free(of->pairs.risk);
    }
    free(conduct->cell);
    *conduct = (cst_conduct){0};
}

static void note(cst_conduct_count *of, double answer, bool reported)
{
    of->asked++;
    of->reported += reported;
    of->abstained += answer == CST_REPLY_ABSTAIN;
    of->unanswered += answer == CST_REPLY_NONE;
}

/* The reviews of a task by agents outside, which stand together. */
typedef struct group {
    const cst_outcome *review;
    size_t count;
} group;

/* Adds what the others did about an attack. Who of them was asked outside and said nothing is none
 * of them. */
static void count_beside(const cst_conduct_cell *of, cst_conduct_peer *peer, uint32_t place,
                         const group *task, bool missed)
{
    const cst_record *record = &task->review->record;
    uint32_t others = record->reviews;
    uint32_t reports = record->reports;
    for (size_t i = 0; i < task->count; i++) {
        const cst_outcome *review = &task->review[i];
        const bool own = of->reviewer[review->question.lineage] == place;
        others -= own || review->answer == CST_REPLY_NONE;
        reports -= own && review->reported;
    }
    /* Of a task that did not come to anything there is no record; what wraps is none either. */
    if (record->fate != CST_VOID && others > 0 && others <= of->others && reports <= others) {
        peer->beside[missed * pairs_of(of->others) + pair_at(others, others - reports)]++;
    }
}

static void count_task(cst_conduct_cell *of, const group *task)
{
    uint32_t said = 0; /* peers, as bits */
    for (size_t i = 0; i < task->count; i++) {
        const cst_outcome *review = &task->review[i];
        const cst_question *question = &review->question;
        const uint32_t place = of->reviewer[question->lineage];
        cst_conduct_peer *peer = &of->peer[place];
        note(&peer->review[question->attack], review->answer, review->reported);
        if (review->answer == CST_REPLY_NONE || (said >> place & 1) != 0) {
            continue;
        }
        said |= UINT32_C(1) << place;
        peer->tasks[question->attack]++;
        peer->reported[question->attack] += review->reported;
        if (question->attack) {
            peer->attacks[question->actor_lineage]++;
            peer->missed[question->actor_lineage] += !review->reported;
            count_beside(of, peer, place, task, !review->reported);
        }
    }
}

static bool same_task(const cst_question *a, const cst_question *b)
{
    return !a->deed && !b->deed && a->trial == b->trial && a->round == b->round &&
           a->actor == b->actor;
}

void cst_conduct_tell(cst_conduct *conduct, uint32_t cell, const cst_outcome *outcome, size_t count)
{
    cst_conduct_cell *of = &conduct->cell[cell];
    for (size_t i = 0; i < count;) {
        const cst_question *question = &outcome[i].question;
        group task = {.review = &outcome[i], .count = 1};
        while (i + task.count < count && same_task(question, &outcome[i + task.count].question)) {
            task.count++;
        }
        if (question->deed) {
            note(&of->peer[of->actor[question->lineage]].deed[question->watched], outcome[i].answer,
                 outcome[i].answer > 0.0);
        } else {
            count_task(of, &task);
        }
        i += task.count;
    }
}

void cst_conduct_pair(cst_conduct *conduct, uint32_t cell, uint64_t trial, uint64_t escaped,
                      uint64_t silent)
{
    cst_conduct_pairs *of = &conduct->cell[cell].pairs;
    const uint64_t trials = conduct->cell[cell].trials;
    const uint32_t slot = (uint32_t)((cst_u128)trial * of->slots / trials);
    cst_require(trial < trials && of->slots > 0);
    of->trials++;
    of->differ += escaped != silent;
    of->escaped += escaped;
    of->silent += silent;
    of->distance += escaped > silent ? escaped - silent : silent - escaped;
    of->most = escaped > of->most ? escaped : of->most;
    of->most_silent = silent > of->most_silent ? silent : of->most_silent;
    cst_course_put(&of->difference[slot], (double)escaped - (double)silent);
    cst_course_put(&of->risk[slot], (double)silent);
}

/* --- What follows ---------------------------------------------------------------------------- */

static cst_conduct_share share_at(uint64_t events, uint64_t of, double level)
{
    return (cst_conduct_share){
        .events = events,
        .of = of,
        .value = {.estimate = of > 0 ? (double)events / (double)of : (double)NAN,
                  .interval = cst_interval_clopper_pearson(events, of, level)}};
}

cst_conduct_share cst_conduct_reports(const cst_conduct_cell *of, uint32_t peer, bool attack)
{
    const cst_conduct_peer *at = &of->peer[peer];
    return share_at(at->reported[attack], at->tasks[attack], of->level);
}

cst_conduct_share cst_conduct_deeds(const cst_conduct_cell *of, uint32_t peer, bool watched)
{
    const cst_conduct_count *deed = &of->peer[peer].deed[watched];
    return share_at(deed->reported, deed->asked - deed->unanswered, of->level);
}

static cst_conduct_share misses_at(const cst_conduct_cell *of, uint32_t peer, uint32_t lineages,
                                   double level)
{
    const cst_conduct_peer *at = &of->peer[peer];
    uint64_t attacks = 0;
    uint64_t missed = 0;
    for (uint32_t g = 0; g < of->lineages; g++) {
        attacks += (lineages >> g & 1) != 0 ? at->attacks[g] : 0;
        missed += (lineages >> g & 1) != 0 ? at->missed[g] : 0;
    }
    return share_at(missed, attacks, level);
}

cst_conduct_share cst_conduct_misses(const cst_conduct_cell *of, uint32_t peer, uint32_t lineages)
{
    return misses_at(of, peer, lineages, of->level);
}

cst_fit_value cst_conduct_covers(const cst_conduct_cell *of, uint32_t peer)
{
    const uint32_t own = of->peer[peer].own;
    const double level = 0.5 * of->level;
    const cst_fit_value a = misses_at(of, peer, own, level).value;
    const cst_fit_value b = misses_at(of, peer, ~own, level).value;
    return (cst_fit_value){.estimate = a.estimate - b.estimate,
                           .interval = {.low = a.interval.low - b.interval.high,
                                        .high = a.interval.high - b.interval.low}};
}

/* The mean over tasks of j/o, from how many there are with each j of each o, 0 <= j <= o. Where all
 * o are 1 it is a share. */
static cst_fit_value mean_of(const uint64_t *tasks, uint32_t others, double level)
{
    cst_interval_atom atom[CST_REVIEWERS_MAX * (CST_REVIEWERS_MAX + 3) / 2];
    uint32_t atoms = 0;
    uint64_t all = 0;
    double sum = 0.0;
    for (uint32_t o = 1; o <= others; o++) {
        for (uint32_t j = 0; j <= o; j++) {
            const uint64_t times = tasks[pair_at(o, j)];
            if (times > 0) {
                atom[atoms++] = (cst_interval_atom){.times = times, .value = (double)j / o};
                all += times;
                sum += (double)times * j / o;
            }
        }
    }
    if (others > 0 && all == tasks[pair_at(1, 0)] + tasks[pair_at(1, 1)]) {
        return share_at(tasks[pair_at(1, 1)], all, level).value;
    }
    return (cst_fit_value){.estimate = sum / (double)all,
                           .interval = cst_interval_betting_atoms(atom, atoms, 0, level)};
}

/* (p (1-p)) / (w (1-w)) by the odds r of p, where w = p u + (1-p) v. */
static double scale_of(double r, double u, double v)
{
    const double first = v * (1.0 - v);
    const double last = u * (1.0 - u);
    return 1.0 / ((first > 0.0 ? first / r : 0.0) + u * (1.0 - v) + v * (1.0 - u) +
                  (last > 0.0 ? last * r : 0.0));
}

/* The correlation of two events of which the first has the odds r, and the second the chance u
 * where the first happens and v where it does not. */
static double correlation_of(double r, double u, double v)
{
    return u == v ? 0.0 : (u - v) * sqrt(scale_of(r, u, v));
}

/* The greatest correlation over odds from low to high: it rises with u and falls with v, and its
 * distance from 0 rises with r up to sqrt(v(1-v)/(u(1-u))) and falls from there. */
static double greatest_correlation(cst_interval odds, double u, double v)
{
    if (u > v) {
        const double top = sqrt(v * (1.0 - v) / (u * (1.0 - u)));
        const double r = isnan(top) ? odds.low : fmin(fmax(top, odds.low), odds.high);
        return correlation_of(r, u, v);
    }
    return fmax(correlation_of(odds.low, u, v), correlation_of(odds.high, u, v));
}

/* Misses of a peer and of one of the others: from the peer's share of misses, and the others' where
 * it missed and where it did not, three intervals that hold at once (Bonferroni). */
static cst_fit_value correlate(const uint64_t tasks[2], const uint64_t *hit, const uint64_t *miss,
                               uint32_t others, double level)
{
    const cst_fit_value p = share_at(tasks[1], tasks[0] + tasks[1], level / 3.0).value;
    const cst_fit_value u = mean_of(miss, others, level / 3.0);
    const cst_fit_value v = mean_of(hit, others, level / 3.0);
    const cst_interval odds = {.low = p.interval.low / (1.0 - p.interval.low),
                               .high = p.interval.high / (1.0 - p.interval.high)};
    const double w = p.estimate * u.estimate + (1.0 - p.estimate) * v.estimate;
    const double estimate = correlation_of(p.estimate / (1.0 - p.estimate), u.estimate, v.estimate);
    const bool told = tasks[0] > 0 && tasks[1] > 0 && w > 0.0 && w < 1.0;
    return (cst_fit_value){
        .estimate = told ? estimate : (double)NAN,
        /* What hits are to misses turns the sign. */
        .interval = {.low =
                         -greatest_correlation(odds, 1.0 - u.interval.low, 1.0 - v.interval.high),
                     .high = greatest_correlation(odds, u.interval.high, v.interval.low)}};
}

cst_conduct_beside cst_conduct_compare(const cst_conduct_cell *of, uint32_t peer)
{
    const size_t pairs = pairs_of(of->others);
    const uint64_t *hit = of->peer[peer].beside;
    const uint64_t *miss = hit + pairs;
    uint64_t alike[CST_REVIEWERS_MAX * (CST_REVIEWERS_MAX + 3) / 2] = {0};
    uint64_t tasks[2] = {0};
    cst_conduct_beside made = {0};
    for (uint32_t o = 1; o <= of->others; o++) {
        for (uint32_t j = 0; j <= o; j++) {
            tasks[0] += hit[pair_at(o, j)];
            tasks[1] += miss[pair_at(o, j)];
            alike[pair_at(o, j)] = hit[pair_at(o, o - j)] + miss[pair_at(o, j)];
        }
        made.others += hit[pair_at(o, o)];
        made.nobody += miss[pair_at(o, o)];
    }
    made.tasks = tasks[0] + tasks[1];
    made.missed = tasks[1];
    made.others += made.nobody;
    made.agreement = mean_of(alike, of->others, of->level);
    made.correlation = correlate(tasks, hit, miss, of->others, of->level);
    return made;
}

/* The values of trials in their order, per planned task. */
static void course_of(cst_course *course, const cst_conduct_pairs *of, const cst_course_slot *slot,
                      double planned)
{
    memset(course, 0, sizeof *course);
    for (uint32_t i = 0; i < of->slots; i++) {
        cst_course_slot *to = &course->slot[(uint64_t)i * CST_COURSE_SLOTS / of->slots];
        *to = (cst_course_slot){.trials = slot[i].trials,
                                .sum = slot[i].sum / planned,
                                .squares = slot[i].squares / planned / planned,
                                .least = slot[i].least / planned,
                                .greatest = slot[i].greatest / planned};
    }
}

/* Where a cause may outlast a task, or trials may end early, nothing is said. */
static double about(const cst_conduct_cell *of, const cst_course *course, double mean)
{
    const double n = (double)of->pairs.trials;
    double squares = 0.0;
    for (uint32_t i = 0; i < CST_COURSE_SLOTS; i++) {
        squares += course->slot[i].squares;
    }
    const double variance = fmax((squares / n - mean * mean) / (n - 1.0), 0.0);
    const double distance = (double)of->pairs.distance / n / (double)of->bound.tasks;
    return of->ends || !(of->bound.chance < 1.0)
               ? (double)NAN
               : cst_pairing_about(of->pairs.trials, mean, variance, distance, of->level);
}

cst_conduct_risk cst_conduct_risk_of(const cst_conduct_cell *of)
{
    cst_course course;
    const cst_conduct_pairs *pairs = &of->pairs;
    const double planned = (double)of->bound.tasks;
    const double tasks = (double)pairs->trials * planned;
    const cst_pairing_side with = {.bound = of->bound, .most = pairs->most};
    const cst_pairing_side without = {.bound = of->bound, .most = pairs->most_silent};
    cst_conduct_risk made = {.trials = pairs->trials, .differ = pairs->differ};
    course_of(&course, pairs, pairs->risk, planned);
    made.with = (double)pairs->escaped / tasks;
    made.without = (cst_fit_value){
        .estimate = (double)pairs->silent / tasks,
        .interval = cst_pairing_interval(&course, pairs->trials, &without, NULL, of->level)};
    course_of(&course, pairs, pairs->difference, planned);
    made.difference = (cst_fit_value){
        .estimate = pairs->differ > 0 ? made.with - made.without.estimate : (double)NAN,
        .interval = cst_pairing_interval(&course, pairs->trials, &with, &without, of->level)};
    made.about = about(of, &course, made.difference.estimate);
    return made;
}
