/* SPDX-License-Identifier: MIT
 * The book of rows: runs them, judges their quantities, prints them. A verdict is one in a million:
 * by the exact binomial tails, or by the normal law of a mean over 5000 trials or more. A line says
 * the smallest relative error that its data would have caught with probability .999, and fails
 * where that is more than a quarter: a row that cannot fail is no row. */
#include "tests/truth/rows_book.h"
#include "tests/lib/lists.h"

#include "base/check.h"
#include "scenarios/load/schema.h"
#include "tests/lib/direct.h"

#define MATHLIB_STANDALONE 1
#include <Rmath.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINES_MAX = 600, RUNS_MAX = 300, METHODS = 2, LEAST_TRIALS = 5000 };

static const uint64_t base_seed = 20261124;
static const double alpha = 1e-6;
static const double wanted_power = 0.999;
static const double least_resolution = 0.25;
static const double exactly = 1e-12;

typedef struct verdict {
    double simulated, score;
    double resolution; /* NaN: exact */
    double events;
    bool told, fails;
} verdict;

typedef struct line {
    uint32_t run;
    bool mean; /* judged by a normal law */
    char what[64];
    const char *truth;
    double value;
    verdict by[METHODS];
} line;

typedef struct run {
    const char *section;
    char name[64];
    cst_trial_spec spec;
} run;

struct rows_book {
    uint32_t lines, runs;
    line line[LINES_MAX];
    run run[RUNS_MAX];
    bool served[METHODS]; /* the run that is judged: by naive, by skip */
    cst_row row[METHODS];
    cst_results_basis basis;
};

rows_book *rows_book_new(void)
{
    rows_book *book = calloc(1, sizeof *book);
    cst_require(book != NULL);
    return book;
}

void rows_book_free(rows_book *book)
{
    for (uint32_t i = 0; i < METHODS; i++) {
        cst_row_free(&book->row[i]);
    }
    free(book);
}

cst_trial_spec rows_base(void)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.agents = 20;
    spec.rounds = 10;
    spec.scheming.law.rate = 0.1;
    spec.score.tpr = spec.trusted.tpr = 0.8;
    spec.score.fpr = spec.trusted.fpr = 0.05;
    spec.collusion.probability = 0.7;
    spec.protocol.audit_success = 0.9;
    return spec;
}

cst_trial_spec rows_small(const char *protocol, uint32_t agents, uint32_t rounds)
{
    cst_trial_spec spec = rows_base();
    spec.protocol.kind = cst_protocol_find(protocol);
    cst_require(spec.protocol.kind != NULL);
    spec.agents = agents;
    spec.rounds = rounds;
    return spec;
}

cst_lineage *rows_two_lineages(cst_trial_spec *spec)
{
    cst_lineage *lineage = cst_test_lineages(&spec->population, 2);
    lineage[0].share = lineage[1].share = 0.5;
    return lineage;
}

static void simulate(rows_book *book, const cst_trial_spec *spec, uint64_t trials, uint32_t method)
{
    static const char *const names[METHODS] = {"naive", "skip"};
    cst_cell cell;
    cst_error error = {0};
    cst_direct_cell(&cell, spec, names[method], trials, base_seed + METHODS * book->runs + method);
    const int code = cst_rehearsal_run(&cell, 65536, &book->row[method], &error);
    if (code != 0) {
        (void)fprintf(stderr, "%s\n", error.text);
    }
    cst_require(code == 0);
    book->basis = cst_cell_basis(&cell);
    if (method == 0) {
        book->served[1] =
            cst_method_choose(&cell.model, cst_method_find(names[1]), &error) != NULL;
    }
    cst_cell_free(&cell);
}

static void new_run(rows_book *book, const char *section, const char *name,
                    const cst_trial_spec *spec)
{
    cst_require(book->runs < RUNS_MAX);
    run *made = &book->run[book->runs++];
    made->section = section;
    made->spec = *spec;
    (void)snprintf(made->name, sizeof made->name, "%s", name);
    book->served[0] = true;
}

/* The trials of a row: more of them where there is time. */
static uint64_t scaled(uint64_t trials)
{
    const char *is_long = getenv("CST_LONG");
    return trials * (is_long != NULL && strcmp(is_long, "1") == 0 ? 20 : 1);
}

void rows_run(rows_book *book, const char *section, const char *name, const cst_trial_spec *spec,
              uint64_t trials)
{
    new_run(book, section, name, spec);
    simulate(book, spec, scaled(trials), 0);
    if (book->served[1]) {
        simulate(book, spec, scaled(trials), 1);
    }
}

void rows_run_skip(rows_book *book, const char *section, const char *name,
                   const cst_trial_spec *spec, uint64_t trials)
{
    new_run(book, section, name, spec);
    book->served[0] = false;
    book->served[1] = true;
    simulate(book, spec, scaled(trials), 1);
}

/* What leaves the level, and then comes back to it almost surely, in standard deviations. */
static double far_away(void)
{
    return qnorm5(1.0 - alpha / 2.0, 0.0, 1.0, 1, 0) + qnorm5(wanted_power, 0.0, 1.0, 1, 0);
}

static verdict exact_verdict(double simulated, double events, bool right)
{
    return (verdict){.simulated = simulated,
                     .score = right ? 0.0 : INFINITY,
                     .resolution = NAN,
                     .events = events,
                     .told = true,
                     .fails = !right};
}

static verdict judge_share(uint64_t x, uint64_t n, double p)
{
    verdict v = {.told = true, .events = (double)x, .simulated = (double)x / (double)n};
    double lower;
    double upper;
    if (n == 0 || p < -exactly || p > 1.0 + exactly || isnan(p)) {
        return exact_verdict(v.simulated, v.events, false);
    }
    if (p < exactly || p > 1.0 - exactly) {
        return exact_verdict(v.simulated, v.events, x == (p < exactly ? 0 : n));
    }
    cst_interval_tails(x, n, p, &lower, &upper);
    v.score = upper < lower ? qnorm5(fmin(upper, 0.5), 0.0, 1.0, 0, 0)
                            : qnorm5(fmin(lower, 0.5), 0.0, 1.0, 1, 0);
    v.resolution = far_away() * sqrt((1.0 - p) / ((double)n * p));
    v.fails = 2.0 * fmin(lower, upper) < alpha || v.resolution > least_resolution;
    return v;
}

/* A mean of n trials with this standard deviation each. */
static verdict judge_mean(double mean, double deviation, uint64_t n, double value)
{
    verdict v = {.told = true, .events = mean * (double)n, .simulated = mean};
    const double error = deviation / sqrt((double)n);
    if (error <= exactly * fabs(value)) {
        return exact_verdict(mean, v.events, fabs(mean - value) <= exactly * fabs(value));
    }
    v.score = (mean - value) / error;
    v.resolution = far_away() * error / fabs(value);
    v.fails = !(2.0 * pnorm5(fabs(v.score), 0.0, 1.0, 0, 0) >= alpha) ||
              !(v.resolution <= least_resolution) || n < LEAST_TRIALS;
    return v;
}

static line *new_line(rows_book *book, const char *truth, double value)
{
    cst_require(book->lines < LINES_MAX && book->runs > 0);
    line *made = &book->line[book->lines++];
    *made = (line){.run = book->runs - 1, .truth = truth, .value = value};
    return made;
}

void rows_share(rows_book *book, const char *truth, cst_count events, cst_count of, double value)
{
    line *made = new_line(book, truth, value);
    (void)snprintf(made->what, sizeof made->what, "%s / %s", cst_count_name(events),
                   cst_count_name(of));
    for (int i = 0; i < METHODS; i++) {
        if (book->served[i]) {
            made->by[i] = judge_share(book->row[i].count[events], book->row[i].count[of], value);
        }
    }
}

void rows_at(rows_book *book, const char *truth, cst_spread_kind kind, uint64_t at, double value)
{
    line *made = new_line(book, truth, value);
    (void)snprintf(made->what, sizeof made->what, "trials with %s %" PRIu64, cst_spread_name(kind),
                   at);
    for (int i = 0; i < METHODS; i++) {
        const cst_spread *spread = &book->row[i].spread[kind];
        if (book->served[i] && (i == 0 || spread->trials > 0)) {
            made->by[i] = judge_share(cst_spread_at(spread, cst_spread_bucket(at)),
                                      book->row[i].count[CST_COUNT_TRIALS], value);
        }
    }
}

void rows_mean(rows_book *book, const char *truth, cst_spread_kind kind, double value)
{
    line *made = new_line(book, truth, value);
    made->mean = true;
    (void)snprintf(made->what, sizeof made->what, "%s per trial", cst_spread_name(kind));
    for (int i = 0; i < METHODS; i++) {
        const cst_spread *spread = &book->row[i].spread[kind];
        if (book->served[i] && (i == 0 || spread->trials > 0)) {
            const double n = (double)spread->trials;
            const double mean = (double)spread->sum / n;
            const double square = (double)spread->sum_sq / n;
            made->by[i] =
                judge_mean(mean, sqrt(fmax(square - mean * mean, 0.0)), spread->trials, value);
        }
    }
}

void rows_sum(rows_book *book, const char *truth, cst_count kind, double mean, double variance)
{
    line *made = new_line(book, truth, mean);
    made->mean = true;
    (void)snprintf(made->what, sizeof made->what, "%s per trial", cst_count_name(kind));
    for (int i = 0; i < METHODS; i++) {
        if (book->served[i]) {
            const uint64_t trials = book->row[i].count[CST_COUNT_TRIALS];
            made->by[i] = judge_mean((double)book->row[i].count[kind] / (double)trials,
                                     sqrt(fmax(variance, 0.0)), trials, mean);
        }
    }
}

void rows_result(rows_book *book, const char *truth, cst_result_kind kind, double value)
{
    cst_result result[CST_RESULT_KINDS];
    line *made = new_line(book, truth, value);
    (void)snprintf(made->what, sizeof made->what, "%s", cst_result_name(kind));
    cst_results_compute(&book->row[0], &book->basis, result);
    const double found = result[kind].estimate;
    made->by[0] = exact_verdict(found, (double)result[kind].events,
                                fabs(found - value) <= exactly * fmax(1.0, fabs(value)));
}

void rows_elsewhere(rows_book *book, const char *section, const char *name)
{
    const cst_trial_spec none = rows_base();
    new_run(book, section, name, &none);
    book->served[1] = false;
}

void rows_counted(rows_book *book, const char *what, const char *truth, uint64_t events,
                  uint64_t of, double value)
{
    line *made = new_line(book, truth, value);
    (void)snprintf(made->what, sizeof made->what, "%s", what);
    made->by[0] = judge_share(events, of, value);
}

void rows_equal(rows_book *book, const char *what, const char *truth, double found, double value)
{
    line *made = new_line(book, truth, value);
    (void)snprintf(made->what, sizeof made->what, "%s", what);
    made->by[0] = exact_verdict(found, 0.0, fabs(found - value) <= exactly);
}

double rows_count(const rows_book *book, cst_count kind)
{
    return (double)book->row[0].count[kind];
}

bool rows_book_has(const rows_book *book, const char *kind, const cst_choice *choice,
                   uint32_t index)
{
    char start[96];
    const int length = snprintf(start, sizeof start, "%s %s", kind, choice->item(index).name);
    for (uint32_t i = 0; i < book->lines; i++) {
        const run *of = &book->run[book->line[i].run];
        const char next = of->name[strlen(of->name) < (size_t)length ? 0 : length];
        if (strncmp(of->name, start, (size_t)length) == 0 && (next == '\0' || next == ',')) {
            const cst_draft draft = {.trial = of->spec};
            if (cst_choice_get(choice, &draft) == index) {
                return true;
            }
        }
    }
    return false;
}

/* Whether the value of a key, at this place of two wholes, is the same. */
static bool same_value(const cst_key *key, const void *a, const void *b)
{
    const char *x = (const char *)a + key->offset;
    const char *y = (const char *)b + key->offset;
    switch (key->kind) {
    case CST_KEY_WHOLE:
        return memcmp(x, y, sizeof(uint32_t)) == 0;
    case CST_KEY_WHOLE64:
    case CST_KEY_REAL:
        return memcmp(x, y, sizeof(uint64_t)) == 0;
    case CST_KEY_REALS:
    case CST_KEY_COUNTS:
        return memcmp(x, y, key->most * sizeof(uint64_t)) == 0;
    case CST_KEY_CHOICE:
        return cst_choice_get(key->choice, a) == cst_choice_get(key->choice, b);
    case CST_KEY_TABLE:
    case CST_KEY_TEXT:
    case CST_KEY_NAME:
    case CST_KEY_POPULATION:
        break;
    }
    return true;
}

/* The scenario that a run would be of; its counts are the spec's. */
static void draft_of(const run *of, cst_draft *draft)
{
    *draft = (cst_draft){.trial = of->spec};
    if (of->spec.score.counts != NULL) {
        draft->counts.list = *of->spec.score.counts;
    }
    if (of->spec.trusted.counts != NULL) {
        draft->trusted_counts.list = *of->spec.trusted.counts;
    }
}

bool rows_book_sets(const rows_book *book, const cst_key *key)
{
    cst_draft usual;
    cst_draft_init(&usual);
    for (uint32_t i = 0; i < book->runs; i++) {
        cst_draft draft;
        draft_of(&book->run[i], &draft);
        const cst_uses uses = cst_uses_of(&draft);
        const bool table =
            key->kind == CST_KEY_TABLE && draft.trial.joint.counts != usual.trial.joint.counts;
        if ((table || !same_value(key, &draft, &usual)) && cst_key_used(key, &uses)) {
            return true;
        }
    }
    return false;
}

bool rows_book_sets_lineage(const rows_book *book, const cst_key *key)
{
    const cst_population_spec usual = cst_population_spec_default();
    for (uint32_t i = 0; i < book->runs; i++) {
        const cst_population_spec *population = &book->run[i].spec.population;
        for (uint32_t g = 0; g < population->lineages; g++) {
            if (!same_value(key, &population->lineage[g], &usual.lineage[0])) {
                return true;
            }
        }
    }
    return false;
}

static void print_verdict(const verdict *v)
{
    if (!v->told) {
        (void)printf(" | | ");
    } else if (isnan(v->resolution)) {
        (void)printf(" | %.6g | exact", v->simulated);
    } else {
        (void)printf(" | %.6g | %+.2f", v->simulated, v->score);
    }
}

static bool print_line(const rows_book *book, const line *at)
{
    const run *of = &book->run[at->run];
    const bool fails = at->by[0].fails || at->by[1].fails;
    (void)printf("| %s | %s | %s%s | %.6g", of->name, at->what, at->truth, at->mean ? " *" : "",
                 at->value);
    const verdict *told = &at->by[at->by[0].told ? 0 : 1];
    print_verdict(&at->by[0]);
    (void)printf(" | %.0f", told->events);
    print_verdict(&at->by[1]);
    if (isnan(told->resolution)) {
        (void)printf(" | |%s\n", fails ? " **DEVIATES**" : "");
    } else {
        (void)printf(" | %.1f %% |%s\n", 100.0 * told->resolution, fails ? " **DEVIATES**" : "");
    }
    return fails;
}

/* The scores of each run's first line come from draws of their own. */
static uint32_t print_together(const rows_book *book, uint32_t method)
{
    double squares = 0.0;
    uint32_t count = 0;
    for (uint32_t i = 0; i < book->lines; i++) {
        const line *at = &book->line[i];
        const bool first = i == 0 || at[-1].run != at->run;
        if (first && at->by[method].told && !isnan(at->by[method].resolution)) {
            squares += at->by[method].score * at->by[method].score;
            count++;
        }
    }
    const double tail = pchisq(squares, count, 0, 0);
    (void)printf("%s: the first lines of %" PRIu32 " rows together: chi-square %.1f, tail %.3g\n",
                 method == 0 ? "naive" : "skip", count, squares, tail);
    return tail > alpha && tail < 1.0 - alpha ? 0 : 1;
}

uint32_t rows_book_print(const rows_book *book)
{
    uint32_t fails = 0;
    const char *section = "";
    for (uint32_t i = 0; i < book->lines; i++) {
        const run *of = &book->run[book->line[i].run];
        if (strcmp(section, of->section) != 0) {
            section = of->section;
            (void)printf(
                "\n## Section %s\n\n| row | quantity | ground truth | value | naive | z | "
                "events | skip | z | detects |\n|---|---|---|---|---|---|---|---|---|---|\n",
                section);
        }
        fails += print_line(book, &book->line[i]);
    }
    (void)printf("\n%" PRIu32 " rows, %" PRIu32 " quantities, %" PRIu32 " deviate\n", book->runs,
                 book->lines, fails);
    fails += print_together(book, 0);
    fails += print_together(book, 1);
    return fails;
}
