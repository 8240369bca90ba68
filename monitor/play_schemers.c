/* SPDX-License-Identifier: MIT */
#include "monitor/play_schemers.h"

#include "base/check.h"
#include "base/jumps.h"
#include "base/logarithm.h"
#include "monitor/play_parts.h"

#include <math.h>
#include <stdlib.h>

enum { FIRST_ROOM = 256 };

/* The types of a mixture that scheme at all: the eager one, which schemes more often, and the
 * other. */
typedef struct types {
    double eager, other; /* their rates */
    double eager_share;  /* of the agents */
} types;

static types types_of(const cst_model *model)
{
    const cst_scheming_spec *spec = &model->spec.scheming;
    const double rare = cst_scheming_rare_rate(spec);
    const double rest = fmax(1.0 - spec->never - spec->consistent, 0.0);
    return model->rare_more ? (types){rare, spec->consistent_rate, rest}
                            : (types){spec->consistent_rate, rare, spec->consistent};
}

bool cst_schemers_needed(const cst_model *model)
{
    return model->mixture || model->spec.scheming.scope != CST_SCOPE_TASK;
}

double cst_schemers_expected(const cst_model *model)
{
    const double tasks = (double)model->tasks_per_trial;
    double sum = 0.0;
    if (model->by_level) {
        return types_of(model).eager * tasks;
    }
    for (uint32_t g = 0; g < model->population.lineages; g++) {
        sum += model->rate[g] * cst_population_size(&model->population, g);
    }
    return sum * (double)model->spec.rounds;
}

static void add(cst_schemers *schemers, uint64_t task)
{
    if (schemers->count == schemers->room) {
        uint64_t *more = realloc(schemers->task, 2 * schemers->room * sizeof *more);
        schemers->lost = schemers->lost || more == NULL;
        if (more == NULL) {
            schemers->count = 0; /* they are of no use */
            return;
        }
        schemers->task = more;
        schemers->room *= 2;
    }
    schemers->task[schemers->count++] = task;
}

/* --- Types ----------------------------------------------------------------------------------- */

/* Fills the types of all agents; returns how many are eager. */
static uint32_t draw_types(cst_schemers *schemers, const cst_model *model, const cst_random *random,
                           uint64_t trial)
{
    const uint32_t agents = model->spec.agents;
    uint32_t eager = 0;
    for (uint32_t agent = 0; agent < agents; agent++) {
        const uint32_t level = cst_review_level(model, random, trial, agent);
        schemers->eager[agent] = level;
        if (level == 1) {
            schemers->eager[agents + eager++] = agent;
        }
    }
    return eager;
}

/* Every agent that may scheme does so at the lower rate; the eager ones, on what is left of their
 * tasks, by jumps over these alone. */
static void list_types(cst_schemers *schemers, const cst_model *model, const cst_random *random,
                       uint64_t trial)
{
    const types of = types_of(model);
    const uint32_t agents = model->spec.agents;
    const uint32_t eager = draw_types(schemers, model, random, trial);
    const double more = of.other < 1.0 ? (of.eager - of.other) / (1.0 - of.other) : 0.0;
    cst_landings all;
    cst_landings own;
    cst_landings_start(&all, random, trial, CST_DRAW_SCHEMERS, of.other, model->tasks_per_trial);
    cst_landings_start(&own, random, trial, CST_DRAW_EAGER, more,
                       (uint64_t)eager * model->spec.rounds);
    for (;;) {
        const uint64_t a = cst_landings_at(&all);
        const uint64_t i = cst_landings_at(&own);
        const uint64_t b =
            i == UINT64_MAX ? UINT64_MAX : i / eager * agents + schemers->eager[agents + i % eager];
        const uint64_t task = a < b ? a : b;
        if (task == UINT64_MAX) {
            return;
        }
        if (b == task || schemers->eager[task % agents] <= 2) {
            add(schemers, task);
        }
        if (a == task) {
            cst_landings_go(&all);
        }
        if (b == task) {
            cst_landings_go(&own);
        }
    }
}

/* Where fresh agents take seats, whose types are not known yet: whoever schemes if it is eager. */
static void list_levels(cst_schemers *schemers, const cst_model *model, const cst_random *random,
                        uint64_t trial)
{
    cst_landings all;
    cst_landings_start(&all, random, trial, CST_DRAW_SCHEMERS, types_of(model).eager,
                       model->tasks_per_trial);
    for (; cst_landings_at(&all) != UINT64_MAX; cst_landings_go(&all)) {
        add(schemers, cst_landings_at(&all));
    }
}

uint8_t cst_schemers_level(const cst_model *model, const cst_random *random, uint64_t trial,
                           uint32_t round, uint32_t agent)
{
    const types of = types_of(model);
    const cst_task task = {trial, round, agent};
    cst_draws draws = cst_task_draws(random, &task, CST_DRAW_STATE);
    return cst_draws_below(&draws, cst_chance_make(of.other / of.eager)) ? 2 : 1;
}

/* --- Causes ---------------------------------------------------------------------------------- */

/* A walk over runs of tasks that scheme with one chance each. A landing takes an exponential draw,
 * and every task uses up of it what its chance says: so runs without a landing take no draw. */
typedef struct walk {
    cst_schemers *out;
    const cst_model *model;
    cst_draws draws;
    double left; /* of the exponential draw */
} walk;

/* A run: the tasks of one lineage, or of all agents, in so many rounds. */
typedef struct run {
    uint32_t round, first, size;
    uint64_t count;
} run;

static void draw_left(walk *on)
{
    const uint64_t hi = cst_draws_next(&on->draws);
    on->left = cst_log_exponential(hi, cst_draws_next(&on->draws));
}

static void add_of_run(const walk *on, const run *of, uint64_t i)
{
    const uint64_t round = of->round + i / of->size;
    add(on->out, round * on->model->spec.agents + of->first + i % of->size);
}

/* Goes over at most `count` tasks of this chance, in (0, 1); returns how many came before the
 * landing, or count where there is none. */
static uint64_t go(walk *on, double chance, uint64_t count)
{
    const double each = -cst_log1p(-chance);
    const double skip = on->left / each;
    if (skip < (double)count) {
        draw_left(on);
        return (uint64_t)skip;
    }
    on->left = fmax(on->left - each * (double)count, 0.0);
    return count;
}

static void run_at(walk *on, const run *of, double chance)
{
    for (uint64_t at = 0; chance > 0.0 && at < of->count; at++) {
        at += chance < 1.0 ? go(on, chance, of->count - at) : 0;
        if (at < of->count) {
            add_of_run(on, of, at);
        }
    }
}

/* For how many states the next one's chance stays above half of what it is now, while nobody
 * schemes: it goes as one over 1 - rho + n rho. */
static uint64_t stretch_of(const cst_cause *cause, uint64_t most)
{
    const double rho = cause->of->rho;
    const double stretch = (1.0 - rho + (double)cause->states * rho) / rho;
    return !(stretch < (double)most) ? most : stretch < 1.0 ? 1 : (uint64_t)stretch;
}

/* An urn's chance falls while nobody schemes. Jumps are made at what it was some states ago, and
 * kept by what it is. */
static void run_urn(walk *on, const run *of, cst_cause *cause)
{
    for (uint64_t at = 0; at < of->count;) {
        const double most = cst_cause_chance(cause);
        const uint64_t stretch = stretch_of(cause, of->count - at);
        const uint64_t gone = most <= 0.0 ? of->count - at : most < 1.0 ? go(on, most, stretch) : 0;
        cst_cause_follow(cause, gone, 0);
        at += gone;
        if (most <= 0.0 || gone == stretch) {
            continue;
        }
        const double kept = cst_cause_chance(cause) / most;
        const bool schemes = gone == 0 || cst_draws_below(&on->draws, cst_chance_make(kept));
        if (schemes) {
            add_of_run(on, of, at);
        }
        cst_cause_follow(cause, 1, schemes);
        at++;
    }
}

/* How much of a draw an empty urn uses up over so many states if nobody schemes: with less left
 * than this there may be a schemer. */
static double quiet_of(const cst_causes *causes, uint64_t count)
{
    cst_cause cause = {.of = causes};
    double sum = 0.0;
    for (uint64_t at = 0; at < count;) {
        const double most = cst_cause_chance(&cause);
        const uint64_t stretch = stretch_of(&cause, count - at);
        if (most >= 1.0) {
            return (double)INFINITY;
        }
        sum += -cst_log1p(-most) * (double)stretch;
        cst_cause_follow(&cause, stretch, 0);
        at += stretch;
    }
    return sum;
}

/* One lineage, or all agents, under its cause. */
static void run_cause(walk *on, const run *of, bool watched, uint32_t lineage, cst_cause *cause)
{
    if (cause->of == NULL || !cause->of->urn) {
        run_at(on, of, cst_chance_value(cause->chance));
        return;
    }
    const uint32_t lineages = on->model->population.lineages;
    const double quiet = on->out->quiet[(watched ? lineages : 0) + lineage];
    if (cause->states == 0 && of->count == of->size && on->left >= quiet) {
        on->left -= quiet;
        cst_cause_follow(cause, of->count, 0);
        return;
    }
    run_urn(on, of, cause);
}

static void list_causes(cst_schemers *schemers, const cst_model *model, const cst_random *random,
                        uint64_t trial)
{
    const cst_population *population = &model->population;
    const bool whole = model->spec.scheming.scope == CST_SCOPE_TRIAL;
    const uint32_t parts = cst_scheming_apart(&model->spec.scheming) ? population->lineages : 1;
    const uint32_t rounds = model->spec.rounds;
    const uint32_t step = whole && parts == 1 ? rounds : 1;
    cst_cause cause[CST_LINEAGES_MAX];
    bool watched = false;
    walk on = {.out = schemers,
               .model = model,
               .draws = cst_draws_at(random, trial, 0, CST_DRAW_SCHEMERS)};
    draw_left(&on);
    for (uint32_t round = 0; round < rounds; round += step) {
        if (round == 0 || !whole) {
            watched = cst_play_causes(model, random, trial, round, NULL, cause);
        }
        for (uint32_t g = 0; g < parts; g++) {
            const uint32_t first = population->first[g];
            const uint32_t size =
                parts == 1 ? population->agents : cst_population_size(population, g);
            const run of = {round, first, size, (uint64_t)size * step};
            run_cause(&on, &of, watched, g, &cause[g]);
        }
    }
}

/* --- All ------------------------------------------------------------------------------------- */

static int make_quiet(cst_schemers *schemers, const cst_model *model, cst_error *error)
{
    const uint32_t lineages = model->population.lineages;
    const cst_causes *causes = model->play->causes;
    const bool apart = cst_scheming_apart(&model->spec.scheming);
    if (causes == NULL || !causes[0].urn) {
        return 0;
    }
    schemers->quiet = calloc(2 * (size_t)lineages, sizeof *schemers->quiet);
    if (schemers->quiet == NULL) {
        return cst_error_memory(error, "the schemers of a trial");
    }
    for (uint32_t i = 0; i < 2 * lineages; i++) {
        const uint32_t size = apart ? cst_population_size(&model->population, i % lineages)
                                    : model->population.agents;
        schemers->quiet[i] = quiet_of(&causes[i], size);
    }
    return 0;
}

int cst_schemers_init(cst_schemers *schemers, const cst_model *model, cst_error *error)
{
    *schemers = (cst_schemers){.room = FIRST_ROOM};
    schemers->task = malloc(FIRST_ROOM * sizeof *schemers->task);
    if (schemers->task == NULL) {
        return cst_error_memory(error, "the schemers of a trial");
    }
    if (!model->mixture) {
        return make_quiet(schemers, model, error);
    }
    schemers->eager = malloc(2 * (size_t)model->spec.agents * sizeof *schemers->eager);
    return schemers->eager != NULL ? 0 : cst_error_memory(error, "the types of agents");
}

void cst_schemers_free(cst_schemers *schemers)
{
    free(schemers->task);
    free(schemers->eager);
    free(schemers->quiet);
    *schemers = (cst_schemers){0};
}

int cst_schemers_draw(cst_schemers *schemers, const cst_model *model, const cst_random *random,
                      uint64_t trial, cst_error *error)
{
    cst_require(cst_schemers_needed(model));
    schemers->count = 0;
    schemers->lost = false;
    if (model->by_level) {
        list_levels(schemers, model, random, trial);
    } else if (model->mixture) {
        list_types(schemers, model, random, trial);
    } else {
        list_causes(schemers, model, random, trial);
    }
    return schemers->lost ? cst_error_memory(error, "the schemers of a trial") : 0;
}
