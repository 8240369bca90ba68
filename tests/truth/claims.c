/* SPDX-License-Identifier: MIT
 *
 * The claims of the debate against ground truth that nobody in the program wrote:
 *
 * 1. The 157 rows of claims_vectors.csv against closed forms.
 * 2. Where each claim of scenarios/claims turns, and its whole map, against symbolic break-evens
 *    and formulas of claims_forms.c.
 * 3. The example of each claim: what was drawn against what is exact. A result fails where a right
 *    program would be off as far less than once in a million runs of this whole program.
 * 4. The same bytes by one, two and three threads. */
#include "tests/truth/claims.h"

#include "base/check.h"

#define MATHLIB_STANDALONE 1
#include <Rmath.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINES_MAX = 256, PATH_SIZE = 512, THREADS = 3, FILES_LEAST = 20 };

/* Of a run attack by attack. */
#define SKIP_TRIALS "estimate.trials=200000"

static const double alpha = 1e-6; /* of all lines together */
static const double least_tail = 1e-5;

/* A result of a claim's example. */
typedef struct line {
    const char *claim, *method;
    cst_result_kind kind;
    double exact, drawn, z;
    const char *by; /* how z was found */
    bool judges;    /* by tails of 3 or more events expected, and 3 or more others */
    bool first;     /* the one of the claim that counts in the sum of squares */
} line;

/* Exact binomial tails; Student's interval; how wide a guaranteed one has to be to contain it. */
static const char by_tails[] = "tails", by_student[] = "Student", by_interval[] = "interval";

typedef struct examples {
    line line[LINES_MAX];
    uint32_t lines, designed; /* designed: nothing is drawn */
    int same, unlike;         /* digests */
} examples;

/* No farther off, both sides, in all but one of 10^6 programs. */
static double limit(void)
{
    return qnorm5(0.5 * alpha / LINES_MAX, 0.0, 1.0, 0, 0);
}

/* --- Examples -------------------------------------------------------------------------------- */

static bool contains(const cst_cell *cell, const cst_row *row, cst_result_kind kind, double z,
                     double exact)
{
    cst_result out[CST_RESULT_KINDS];
    cst_cell_results(cell, row, 1.0 - 2.0 * pnorm5(-z, 0.0, 1.0, 1, 0), out);
    return out[kind].low <= exact && exact <= out[kind].high;
}

/* The least z, up to the limit, whose interval contains the exact value; HUGE_VAL: none does. */
static double interval_z(const cst_cell *cell, const cst_row *row, cst_result_kind kind,
                         double exact)
{
    double ends[2] = {0.0, limit()};
    if (!contains(cell, row, kind, ends[1], exact)) {
        return HUGE_VAL;
    }
    for (int i = 0; i < 20; i++) {
        const double middle = 0.5 * (ends[0] + ends[1]);
        ends[contains(cell, row, kind, middle, exact) ? 1 : 0] = middle;
    }
    return ends[1];
}

static void add_line(examples *all, const cst_study *point, const char *name, const cst_row *row,
                     cst_result_kind kind)
{
    const cst_finding *finding = &point->findings.finding[0];
    const cst_result result = cst_finding_result(finding, kind);
    cst_require(all->lines < LINES_MAX);
    line *to = &all->line[all->lines++];
    *to = (line){.claim = name,
                 .method = finding->method->name,
                 .kind = kind,
                 .exact = cst_finding_exact(finding, kind),
                 .drawn = result.estimate,
                 .z = cst_finding_deviate(finding, kind)};
    const double events = (double)result.of * to->exact;
    to->by = by_tails;
    to->judges = !isnan(to->z) && events >= 3.0 && (double)result.of - events >= 3.0;
    if (isnan(to->z)) {
        to->by = by_interval;
        to->z = interval_z(point->job.cell[0], row, kind, to->exact);
        to->z = to->drawn < to->exact ? -to->z : to->z;
    }
    if (to->by == by_interval && isfinite(to->z) && result.approximate.given &&
        result.approximate.high > result.approximate.low) {
        const double level = point->job.cell[0]->confidence;
        const double error = 0.5 * (result.approximate.high - result.approximate.low) /
                             qnorm5(0.5 + 0.5 * level, 0.0, 1.0, 1, 0);
        to->by = by_student;
        to->z = (to->drawn - to->exact) / error;
    }
}

/* The result of the verdict, or what it is the rest of, if a z of it is a number; else the first
 * one with such a z. */
static void mark_first(examples *all, uint32_t from, cst_result_kind verdict)
{
    const cst_result_kind rest =
        verdict == CST_RESULT_MITIGATED_SHARE ? CST_RESULT_MISS_SHARE : verdict;
    line *first = NULL;
    for (uint32_t i = from; i < all->lines; i++) {
        line *at = &all->line[i];
        const bool better = first == NULL || at->kind == verdict || at->kind == rest;
        first = at->judges && better ? at : first;
    }
    if (first != NULL) {
        first->first = true;
    }
}

static void add_example(examples *all, const cst_study *point, const char *name,
                        cst_result_kind verdict)
{
    const cst_finding *finding = &point->findings.finding[0];
    const uint32_t from = all->lines;
    uint64_t done = 0;
    cst_row row = {0};
    cst_error error = {0};
    cst_require(cst_job_sum(&point->job, 0, &row, &done, &error) == 0);
    for (cst_result_kind kind = 0; kind < CST_RESULT_KINDS; kind++) {
        const cst_result result = cst_finding_result(finding, kind);
        const bool repeats = result.derived && cst_result_of_tasks(kind) && kind != verdict;
        if (result.method == NULL || isnan(cst_finding_exact(finding, kind)) || repeats) {
            continue;
        }
        if (strcmp(result.method, "by design") == 0) {
            all->designed++;
        } else {
            add_line(all, point, name, &row, kind);
        }
    }
    cst_row_free(&row);
    mark_first(all, from, verdict);
}

/* The example as it was run; and attack by attack, where that was by strata, whose intervals are
 * too wide to say much here. */
static int add_examples(examples *all, const claims_file *file, const cst_claim *claim,
                        const char *path)
{
    static const char *const sets[] = {"sweep={}", "estimate.method=skip", SKIP_TRIALS};
    const cst_scenario_set set = {.assignments = sets, .count = 3};
    const cst_run_spec how = {.threads = 1};
    const cst_result_kind verdict = claim->map.argument->verdict.result;
    cst_study study;
    cst_error error = {0};
    add_example(all, &claim->point, file->name, verdict);
    if (strcmp(claim->point.findings.finding[0].method->name, "strata") != 0) {
        return 0;
    }
    const int code = cst_study_run(&study, path, &set, &how, &error);
    if (code == 0) {
        add_example(all, &study, file->name, verdict);
    } else {
        (void)printf("%s: %s: %s DEVIATES\n", path, error.key, error.text);
    }
    cst_study_free(&study);
    return code == 0 ? 0 : 1;
}

static int print_examples(const examples *all)
{
    double squares = 0.0;
    uint32_t numbers = 0;
    int fails = 0;
    (void)printf("\n%-24s %-8s %-22s %14s %14s %7s by\n", "example", "method", "result", "exact",
                 "drawn", "z");
    for (uint32_t i = 0; i < all->lines; i++) {
        const line *at = &all->line[i];
        const bool is_off = !(fabs(at->z) <= limit());
        fails += is_off ? 1 : 0;
        numbers += at->first ? 1 : 0;
        squares += at->first ? at->z * at->z : 0.0;
        (void)printf("%-24s %-8s %-22s %14.8g %14.8g %+7.2f %s%s%s\n", at->claim, at->method,
                     cst_result_name(at->kind), at->exact, at->drawn, at->z, at->by,
                     at->first ? " *" : "", is_off ? " DEVIATES" : "");
    }
    const double tail = pchisq(squares, numbers, 0, 0);
    (void)printf("%u results, %u others by design, %d off by more than %.2f; *: sum of "
                 "squares %.1f of %u, chi-square tail %.3g\n",
                 all->lines, all->designed, fails, limit(), squares, numbers, tail);
    return fails + (tail >= least_tail ? 0 : 1);
}

/* --- Same bytes ------------------------------------------------------------------------------ */

/* Tasks of a message, 0: as usual; so few that each thread has some. */
static const uint64_t batches[THREADS] = {0, 4096, 1500};

/* The digest of the point by so many threads; fewer: so many trials, 0: all. */
static int digest(const claims_file *file, const char *path, uint32_t threads, char to[65])
{
    char trials[64];
    const char *const sets[] = {"sweep={}", trials};
    const cst_scenario_set set = {.assignments = sets, .count = file->fewer > 0 ? 2 : 1};
    const cst_run_spec how = {.threads = threads, .batch = batches[threads - 1]};
    cst_study study;
    cst_error error = {0};
    (void)snprintf(trials, sizeof trials, "estimate.trials=%" PRIu64, file->fewer);
    const int code = cst_study_run(&study, path, &set, &how, &error);
    if (code == 0) {
        memcpy(to, study.findings.finding[0].digest, 65);
    } else {
        (void)printf("%s: %s: %s DEVIATES\n", path, error.key, error.text);
    }
    cst_study_free(&study);
    return code;
}

/* By one thread the point has been run already, unless that was with more trials. */
static void compare_digests(examples *all, const claims_file *file, const cst_claim *claim,
                            const char *path)
{
    char digests[THREADS][65] = {""};
    bool same = true;
    memcpy(digests[0], claim->point.findings.finding[0].digest, 65);
    for (uint32_t i = file->fewer > 0 ? 0 : 1; i < THREADS; i++) {
        same = digest(file, path, i + 1, digests[i]) == 0 && same;
    }
    for (int i = 1; i < THREADS; i++) {
        same = same && strcmp(digests[0], digests[i]) == 0;
    }
    if (!same) {
        (void)printf("%s: %.16s, %.16s, %.16s by 1, 2 and 3 threads DEVIATES\n", file->name,
                     digests[0], digests[1], digests[2]);
    }
    all->same += same ? 1 : 0;
    all->unlike += same ? 0 : 1;
}

/* --- All ------------------------------------------------------------------------------------- */

static int run_claim(const claims_file *file, claims_turned *turned, examples *all)
{
    const cst_run_spec how = {.threads = 1};
    char path[PATH_SIZE];
    cst_claim claim;
    cst_error error = {0};
    int fails = 0;
    (void)snprintf(path, sizeof path, CST_SOURCE_DIR "/scenarios/claims/%s.yaml", file->name);
    if (cst_claim_load(&claim, path, &error) != 0 || cst_claim_run(&claim, &how, &error) != 0) {
        (void)printf("%s: %s: %s DEVIATES\n", path, error.key, error.text);
        fails = 1;
    } else {
        fails = claims_turn(file, &claim, turned);
        fails += add_examples(all, file, &claim, path);
        compare_digests(all, file, &claim, path);
    }
    cst_claim_free(&claim);
    return fails;
}

/* Both lists, by name. */
static int run_claims(claims_turned *turned, examples *all)
{
    int fails = 0;
    for (size_t a = 0, r = 0; a < CLAIMS_OF_AGENTS || r < CLAIMS_OF_RATES;) {
        const bool rates =
            a == CLAIMS_OF_AGENTS ||
            (r < CLAIMS_OF_RATES && strcmp(claims_of_rates[r].name, claims_of_agents[a].name) < 0);
        fails += run_claim(rates ? &claims_of_rates[r++] : &claims_of_agents[a++], turned, all);
    }
    return fails;
}

int main(void)
{
    static examples all;
    claims_turned turned = {0};
    int fails = claims_vectors(CST_TEST_DATA "/claims_vectors.csv");
    (void)printf("%-24s %-32s %14s %14s %8s %s\n", "claim", "along", "turns at", "expected", "off",
                 "by");
    fails += run_claims(&turned, &all);
    (void)printf("%d directions that turn, of %d claims of %d, %d by a formula, off by %.1Lg at "
                 "most; %zu values of maps, off by %.1Lg at most, %zu not defined\n",
                 turned.directions, turned.files, CLAIMS_OF_AGENTS + CLAIMS_OF_RATES,
                 turned.formulas, turned.worst, turned.places, turned.map, turned.undefined);
    fails += print_examples(&all);
    (void)printf("the same bytes by 1, 2 and 3 threads: %d claims, %d others\n", all.same,
                 all.unlike);
    fails += all.unlike + (turned.files >= FILES_LEAST ? 0 : 1);
    (void)printf("%d mistakes\n", fails);
    return fails == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
