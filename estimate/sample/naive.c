/* SPDX-License-Identifier: MIT
 *
 * naive: every task is simulated, in dense units: a bit for each task and thing that can be said of
 * it. Unbiased for everything; the cost grows with the number of tasks. */
#include "base/check.h"
#include "estimate/sample/fates.h"
#include "estimate/sample/lists.h"
#include "estimate/sample/methods.h"
#include "estimate/sample/stretch.h"

#include <math.h>
#include <string.h>

enum { BLOCK_TASKS = 1 << 22, BLOCK_TRIALS = 4096, KINDS_MAX = 1 << 2 * CST_PLANES };

/* A trial that may end is tallied in one piece, so it must fit a message. */
static const uint64_t most_tasks_of_ending_trial = UINT64_C(1) << 24;

static int applies(const cst_model *model, cst_error *error)
{
    if (model->ends && model->tasks_per_trial > most_tasks_of_ending_trial) {
        return cst_error_set(error, CST_ERR_METHOD, "estimate.method",
                             "naive: a trial that may end can have at most %llu tasks here, found "
                             "%llu; use skip",
                             (unsigned long long)most_tasks_of_ending_trial,
                             (unsigned long long)model->tasks_per_trial);
    }
    return 0;
}

uint64_t cst_naive_block_trials(const cst_model *model)
{
    const uint64_t trials = BLOCK_TASKS / model->tasks_per_trial;
    return trials < 1 ? 1 : trials > BLOCK_TRIALS ? BLOCK_TRIALS : trials;
}

static void shape(cst_cell *cell)
{
    const uint32_t slots = cell->model.slots;
    const uint32_t verdicts = slots > 0 ? slots : 1; /* one plane at least */
    const uint32_t silent = cell->model.abstain > 0.0 ? verdicts : 0;
    cell->trial_tasks = cell->model.tasks_per_trial;
    cell->block_trials = cst_naive_block_trials(&cell->model);
    cell->action_columns = CST_PLANE_ATTACK;
    cell->report_columns =
        cst_batch_planes_of(CST_PLANE_REPORTS, verdicts) |
        cst_batch_planes_of(CST_PLANE_ABSTENTIONS, silent) |
        (cst_model_schemers_known(&cell->model) ? (uint32_t)CST_LIST_SCHEMERS : 0);
}

/* The agents of a unit from its task `done` on that are in one round of one trial. */
static cst_stretch stretch_at(const cst_cell *cell, const cst_unit *unit, uint64_t done)
{
    const cst_task task = cst_cell_task(cell, unit->block, unit->first + done);
    const uint64_t left = cell->model.spec.agents - task.agent;
    const uint64_t agents = unit->tasks - done < left ? unit->tasks - done : left;
    const uint32_t lead = (uint32_t)(unit->first % 64);
    return (cst_stretch){.trial = task.trial,
                         .round = task.round,
                         .first = task.agent,
                         .agents = (uint32_t)agents,
                         .at = lead + done,
                         .words = cst_batch_plane_words(lead, unit->tasks)};
}

static int act(const cst_cell *cell, const cst_unit *unit, cst_batch *actions, cst_error *error)
{
    const cst_random random = cst_cell_random(cell);
    int code =
        cst_batch_init_planes(actions, cell->action_columns, unit->first, unit->tasks, error);
    if (code != 0) {
        return code;
    }
    uint8_t *attack = cst_batch_column_mut(actions, CST_PLANE_ATTACK);
    for (uint64_t done = 0; done < unit->tasks;) {
        const cst_stretch of = stretch_at(cell, unit, done);
        cst_stretch_act(&cell->model, &random, &of, attack);
        done += of.agents;
    }
    return 0;
}

static cst_stretch_planes planes_of(const cst_unit *unit, const cst_batch *actions,
                                    cst_batch *reports)
{
    cst_stretch_planes planes = {.attack = cst_batch_column(actions, CST_PLANE_ATTACK),
                                 .first = unit->first / 64 * 64};
    for (uint32_t i = 0; i < CST_PLANES; i++) {
        planes.reports[i] = cst_batch_column_mut(reports, (uint32_t)CST_PLANE_REPORTS << i);
        planes.abstentions[i] = cst_batch_column_mut(reports, (uint32_t)CST_PLANE_ABSTENTIONS << i);
    }
    return planes;
}

/* Room in the list of schemers for the stretch, whoever attacks in it. */
static int make_room(const cst_unit *unit, const cst_stretch *of, const cst_batch *actions,
                     cst_batch *reports, cst_stretch_planes *planes, cst_error *error)
{
    const uint8_t *base = reports->base;
    const int code = cst_batch_list_grow(reports, of->agents, error);
    if (reports->base != base) {
        *planes = planes_of(unit, actions, reports);
    }
    planes->schemers = cst_batch_list_end(reports);
    return code;
}

static int review_all(const cst_cell *cell, const cst_unit *unit, const cst_batch *actions,
                      cst_batch *reports, cst_error *error)
{
    const cst_model *model = &cell->model;
    const cst_random random = cst_cell_random(cell);
    const bool ordered = cst_order_needed(model);
    const bool listed = (reports->columns & CST_LIST_SCHEMERS) != 0;
    cst_stretch_planes planes = planes_of(unit, actions, reports);
    cst_order order = {0};
    uint64_t trial = UINT64_MAX; /* that the order is of */
    int code = ordered ? cst_order_init(&order, model, error) : 0;
    for (uint64_t done = 0; done < unit->tasks && code == 0;) {
        const cst_stretch of = stretch_at(cell, unit, done);
        if (ordered && of.trial != trial) {
            cst_order_draw(&order, &random, of.trial);
            trial = of.trial;
        }
        code = listed ? make_room(unit, &of, actions, reports, &planes, error) : 0;
        const uint32_t entries =
            code == 0 ? cst_stretch_review(model, &random, &order, &of, &planes) : 0;
        if (listed) {
            cst_batch_list_add(reports, entries);
        }
        done += of.agents;
    }
    cst_order_free(&order);
    return code;
}

/* Entries of the list of schemers, most often, with room for a stretch. */
static uint64_t entries_of(const cst_cell *cell, const cst_unit *unit)
{
    const double tasks = (double)unit->tasks;
    const double attacks = cst_model_attack_rate(&cell->model) * tasks;
    const double agents = fmin((double)cell->model.spec.agents, tasks);
    return cst_model_schemers_known(&cell->model)
               ? (uint64_t)(1.1 * attacks + 8.0 * sqrt(attacks) + agents)
               : 0;
}

static int review(const cst_cell *cell, const cst_unit *unit, const cst_batch *actions,
                  cst_batch *reports, cst_error *error)
{
    if (actions->records != unit->tasks || actions->columns != cell->action_columns) {
        return cst_error_set(error, CST_ERR_RECEIPT, NULL,
                             "receipt: %llu tasks were leased, actions of %llu reached their "
                             "reviewers",
                             (unsigned long long)unit->tasks, (unsigned long long)actions->records);
    }
    int code = cst_batch_init_listed(reports, cell->report_columns, unit->first, unit->tasks,
                                     entries_of(cell, unit), error);
    return code != 0 ? code : review_all(cell, unit, actions, reports, error);
}

/* The planes of a unit's reports, and the trial that is being tallied. */
typedef struct tallying {
    const cst_cell *cell;
    const cst_unit *unit;
    cst_part *part;
    const uint8_t *attack, *reports[CST_PLANES], *abstentions[CST_PLANES]; /* NULL where absent */
    const uint8_t *more[2 * CST_PLANES]; /* those that say more than one report */
    uint32_t more_count;
    uint64_t *values;
    uint64_t trial, start; /* its number, and the task within it that bit 0 is, modulo 2^64 */
    uint64_t from, to;     /* its bits in the planes */
    bool over;
    uint64_t first;        /* the task within the block that bit 0 is */
    const uint8_t *listed; /* the next entry of the list of schemers */
    uint64_t left;         /* entries from it on */
    /* Attacks that are counted by kind: by the bits of their reports, those of their abstentions
     * above. Where `alike`. */
    bool alike;
    const uint8_t *bits[2 * CST_PLANES];
    uint32_t bits_count, report_bits;
    uint64_t *kinds; /* of 1 << bits_count; 0 between trials */
} tallying;

/* Of the 64 tasks of a word: those of which there is anything to say; and those of them of which
 * that is an honest task's one report. */
typedef struct loud {
    uint64_t attack, any, single;
} loud;

static loud loud_at(const tallying *of, uint64_t word)
{
    const uint64_t attack = cst_plane_word(of->attack, word);
    const uint64_t said = of->reports[0] != NULL ? cst_plane_word(of->reports[0], word) : 0;
    uint64_t more = attack;
    for (uint32_t i = 0; i < of->more_count; i++) {
        more |= cst_plane_word(of->more[i], word);
    }
    return (loud){attack, more | said, said & ~more};
}

static int refuse_list(const tallying *of, cst_error *error)
{
    return cst_error_set(error, CST_ERR_RECEIPT, NULL,
                         "receipt: trial %llu: what schemers said of its attacks is none that "
                         "reviewers can send",
                         (unsigned long long)of->trial);
}

/* The votes on an attack with what its schemers said: the next entry of the list, if it is of this
 * task. */
static int take_entry(tallying *of, uint64_t at, cst_votes *votes, cst_error *error)
{
    const int slots = (int)of->cell->model.slots;
    if (of->left == 0) {
        return 0;
    }
    const cst_entry entry = cst_entry_unpack(cst_batch_word(of->listed));
    if (entry.task != of->first + at) {
        return 0;
    }
    votes->schemers = entry.schemers;
    votes->told = entry.told;
    of->listed += sizeof(uint64_t);
    of->left--;
    const bool can = entry.schemers > 0 && entry.told <= entry.schemers &&
                     entry.told <= votes->reports &&
                     entry.schemers - entry.told <= slots - votes->reports;
    return can ? 0 : refuse_list(of, error);
}

/* The entries of a trial's attacks, summed up. */
static int take_entries(tallying *of, cst_error *error)
{
    const uint32_t most = of->cell->model.slots;
    const uint64_t end = of->first + of->to;
    uint64_t next = of->first + of->from; /* the least task that may come */
    uint64_t schemers = 0;
    uint64_t told = 0;
    while (of->left > 0) {
        const cst_entry entry = cst_entry_unpack(cst_batch_word(of->listed));
        const uint64_t at = entry.task - of->first;
        if (entry.task >= end) {
            break;
        }
        if (entry.task < next || (cst_plane_word(of->attack, at / 64) >> (at % 64) & 1) == 0 ||
            entry.schemers == 0 || entry.schemers > most || entry.told > entry.schemers) {
            return refuse_list(of, error);
        }
        schemers += entry.schemers;
        told += entry.told;
        next = entry.task + 1;
        of->listed += sizeof(uint64_t);
        of->left--;
    }
    cst_fates_told(schemers, told, &of->part->row, of->values);
    return 0;
}

static int refuse_verdicts(const tallying *of, uint64_t at, uint32_t verdicts, cst_error *error)
{
    return cst_error_set(error, CST_ERR_RECEIPT, NULL,
                         "receipt: record %llu: expected at most %u verdicts, found %u",
                         (unsigned long long)(at - of->unit->first % 64), of->cell->model.slots,
                         verdicts);
}

/* Counts a word's attacks by kind. */
static void see_attacks(tallying *of, uint64_t word, uint64_t attacks)
{
    uint64_t bits[2 * CST_PLANES];
    for (uint32_t i = 0; i < of->bits_count; i++) {
        bits[i] = cst_plane_word(of->bits[i], word);
    }
    for (; attacks != 0; attacks &= attacks - 1) {
        const uint32_t at = (uint32_t)__builtin_ctzll(attacks);
        uint64_t kind = 0;
        for (uint32_t i = 0; i < of->bits_count; i++) {
            kind |= (bits[i] >> at & 1) << i;
        }
        of->kinds[kind]++;
    }
}

/* Adds the attacks of a trial that were counted by kind. */
static int add_kinds(tallying *of, uint64_t *attacks, cst_error *error)
{
    const cst_model *model = &of->cell->model;
    *attacks = 0;
    for (uint64_t kind = 0; kind < UINT64_C(1) << of->bits_count; kind++) {
        const uint64_t n = of->kinds[kind];
        const uint32_t reports = (uint32_t)kind & ((UINT32_C(1) << of->report_bits) - 1);
        const uint32_t abstentions = (uint32_t)kind >> of->report_bits;
        if (n == 0) {
            continue;
        }
        if (reports + abstentions > model->slots) {
            return refuse_verdicts(of, of->from, reports + abstentions, error);
        }
        const cst_votes votes = {.reports = (uint8_t)reports, .abstentions = (uint8_t)abstentions};
        cst_fates_attacks(model, votes, n, &of->part->row, of->values);
        *attacks += n;
        of->kinds[kind] = 0;
    }
    return *attacks > 0 ? take_entries(of, error) : 0;
}

/* One task that happened, of which there is something to say. */
static int tally_task(tallying *of, uint64_t at, bool attack, cst_error *error)
{
    const cst_model *model = &of->cell->model;
    cst_row *row = &of->part->row;
    cst_votes votes = {.reports = (uint8_t)cst_plane_count(of->reports, at),
                       .abstentions = (uint8_t)cst_plane_count(of->abstentions, at)};
    const uint32_t verdicts = (uint32_t)votes.reports + votes.abstentions;
    if (verdicts > model->slots) {
        return refuse_verdicts(of, at, verdicts, error);
    }
    const int code = attack ? take_entry(of, at, &votes, error) : 0;
    if (code != 0) {
        return code;
    }
    if (of->over) {
        of->part->reports_void += votes.reports;
        return 0;
    }
    if (attack) {
        const cst_random random = cst_cell_random(of->cell);
        const uint64_t within = of->start + at;
        const cst_task task = {of->trial, (uint32_t)(within / model->spec.agents),
                               (uint32_t)(within % model->spec.agents)};
        of->over = cst_fates_attack(model, &random, &task, votes, row, of->values);
    } else {
        of->over = cst_fates_honest(model, votes, 1, row, of->values);
    }
    if (of->over) {
        row->count[CST_COUNT_VOID] += of->to - at - 1;
    }
    return 0;
}

/* Where no trial ends, single reports are only counted: their order does not matter. */
static int tally_trial(tallying *of, cst_error *error)
{
    const cst_model *model = &of->cell->model;
    cst_row *row = &of->part->row;
    uint64_t end = of->to; /* the first task that did not happen */
    uint64_t singles = 0;
    uint64_t others = 0;
    of->over = false;
    for (uint64_t word = of->from / 64; word <= (of->to - 1) / 64; word++) {
        const uint64_t low =
            of->from > 64 * word ? UINT64_MAX << (of->from - 64 * word) : UINT64_MAX;
        const uint64_t left = of->to - 64 * word;
        const uint64_t within = left < 64 ? low & ((UINT64_C(1) << left) - 1) : low;
        const loud found = loud_at(of, word);
        const uint64_t single = model->ends ? 0 : found.single & within;
        const uint64_t by_kind = of->alike ? found.attack & within : 0;
        singles += cst_plane_ones(single);
        if (by_kind != 0) {
            see_attacks(of, word, by_kind);
        }
        for (uint64_t bits = found.any & within & ~single & ~by_kind; bits != 0; bits &= bits - 1) {
            const uint64_t at = 64 * word + (uint64_t)__builtin_ctzll(bits);
            const bool before = of->over;
            int code = tally_task(of, at, (found.attack >> (at % 64) & 1) != 0, error);
            if (code != 0) {
                return code;
            }
            others += !before;
            end = !before && of->over ? at + 1 : end;
        }
    }
    uint64_t attacks = 0;
    const int code = of->alike ? add_kinds(of, &attacks, error) : 0;
    if (code != 0) {
        return code;
    }
    others += attacks;
    (void)cst_fates_honest(model, (cst_votes){.reports = 1}, singles, row, of->values);
    (void)cst_fates_honest(model, (cst_votes){.reports = 0}, end - of->from - singles - others, row,
                           of->values);
    return 0;
}

static void tallying_planes(tallying *of, const cst_batch *actions, const cst_batch *reports)
{
    of->attack = cst_batch_column(actions, CST_PLANE_ATTACK);
    if ((reports->columns & CST_LIST_SCHEMERS) != 0) {
        of->listed = cst_batch_list(reports);
        of->left = reports->listed;
    }
    for (uint32_t i = 0; i < CST_PLANES; i++) {
        of->reports[i] = cst_batch_column(reports, (uint32_t)CST_PLANE_REPORTS << i);
        of->abstentions[i] = cst_batch_column(reports, (uint32_t)CST_PLANE_ABSTENTIONS << i);
        if (i > 0 && of->reports[i] != NULL) {
            of->more[of->more_count++] = of->reports[i];
        }
        if (of->abstentions[i] != NULL) {
            of->more[of->more_count++] = of->abstentions[i];
        }
    }
}

/* The trials of the unit, or what of them lies in it. */
static int tally_trials(tallying *of, cst_error *error)
{
    const cst_unit *unit = of->unit;
    const uint64_t lead = unit->first % 64;
    const uint64_t length = of->cell->model.tasks_per_trial;
    for (uint64_t done = 0; done < unit->tasks;) {
        const uint64_t before = (unit->first + done) % length;
        const uint64_t left = length - before;
        const uint64_t trial = (unit->first + done) / length;
        of->from = lead + done;
        of->to = of->from + (unit->tasks - done < left ? unit->tasks - done : left);
        of->start = before - of->from; /* may wrap: it is only added to */
        of->trial = cst_cell_block_first_trial(of->cell, unit->block) + trial;
        of->values = cst_part_values(of->part, of->cell, trial);
        const int code = tally_trial(of, error);
        if (code != 0) {
            return code;
        }
        done += of->to - of->from;
    }
    return 0;
}

/* Attacks are counted by kind where they may be and their trials are long beside the kinds. */
static void tallying_kinds(tallying *of, uint64_t kinds[KINDS_MAX])
{
    for (uint32_t i = 0; i < CST_PLANES; i++) {
        if (of->reports[i] != NULL) {
            of->bits[of->bits_count++] = of->reports[i];
        }
    }
    of->report_bits = of->bits_count;
    for (uint32_t i = 0; i < CST_PLANES; i++) {
        if (of->abstentions[i] != NULL) {
            of->bits[of->bits_count++] = of->abstentions[i];
        }
    }
    const uint64_t all = UINT64_C(1) << of->bits_count;
    of->alike = cst_fates_alike(&of->cell->model) && of->cell->model.tasks_per_trial >= 4 * all;
    of->kinds = kinds;
    memset(kinds, 0, all * sizeof kinds[0]);
}

static int tally(const cst_cell *cell, const cst_unit *unit, const cst_batch *actions,
                 const cst_batch *reports, cst_part *part, cst_error *error)
{
    cst_require(actions->records == unit->tasks);
    if (reports->records != unit->tasks || reports->columns != cell->report_columns) {
        return cst_error_set(error, CST_ERR_RECEIPT, NULL,
                             "receipt: %llu tasks were leased, %llu records reached the tally",
                             (unsigned long long)unit->tasks, (unsigned long long)reports->records);
    }
    uint64_t kinds[KINDS_MAX];
    tallying of = {.cell = cell, .unit = unit, .part = part, .first = unit->first / 64 * 64};
    tallying_planes(&of, actions, reports);
    tallying_kinds(&of, kinds);
    int code = tally_trials(&of, error);
    code = code == 0 && of.left > 0 ? refuse_list(&of, error) : code;
    part->tasks_in += code == 0 ? unit->tasks : 0;
    return code;
}

/* The order of a trial's agents, where there is one. */
static double scratch(const cst_cell *cell)
{
    const double agents = cst_order_needed(&cell->model) ? (double)cell->model.spec.agents : 0.0;
    return agents * 2.0 * (double)sizeof(uint32_t);
}

const cst_method cst_method_naive = {
    .name = "naive",
    .text = "simulates every task; all results are unbiased",
    .sample = "trials",
    .played = &cst_method_naive_played,
    .shape = shape,
    .applies = applies,
    .act = act,
    .review = review,
    .tally = tally,
    .scratch = scratch,
};
