/* SPDX-License-Identifier: MIT
 *
 * Whole commands, with two threads: the headline over time, with its widest interval, the standard
 * benchmark, the claims, and what it costs to keep results in a file. They take seconds, so that
 * they run in the first rounds alone.
 */
#include "bench/child.h"
#include "bench/round.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { COMMAND_ROUNDS = 3, FIELDS_MAX = 512, LINE_SIZE = 1 << 16 };

/* Below so many seconds a measurement nobody looks at the numbers: a few trials will do. */
static const double seconds_least = 0.1;

static const bench_claim headline = {"headline over time, the whole command, 2 threads", "s",
                                     BENCH_AT_MOST, 30.0, true};
static const bench_claim widest = {"headline over time, widest half interval, guaranteed", "%",
                                   BENCH_AT_MOST, 10.0, true};
static const bench_claim standard = {"benchmark, standard set, the whole command, 2 threads", "s",
                                     BENCH_AT_MOST, 10.0, true};

static const bench_claim debate = {"claims, the whole set, the whole command, 2 threads", "s",
                                   BENCH_AT_MOST, 60.0, true};

static const bench_claim keeping = {"price of a results file, the whole command, 2 threads", "%",
                                    BENCH_AT_MOST, 2.0, true};

#define SCENARIO(name) CST_BENCH_SCENARIOS "/" name ".yaml"
#define COMMON         "--csv", "--quiet", "--threads", "2"

static const char *const headline_words[] = {CST_BENCH_PROGRAM, "run",
                                             SCENARIO("rare-schemers-over-time"), COMMON, NULL};
static const char *const standard_words[] = {CST_BENCH_PROGRAM,
                                             "benchmark",
                                             SCENARIO("benchmark/one-review"),
                                             SCENARIO("benchmark/one-review-rare"),
                                             SCENARIO("benchmark/two-reviews"),
                                             SCENARIO("benchmark/two-reviews-hierarchy"),
                                             SCENARIO("benchmark/two-reviews-rare"),
                                             SCENARIO("benchmark/two-reviews-trusted"),
                                             SCENARIO("benchmark/three-reviews"),
                                             SCENARIO("benchmark/three-reviews-peer-report"),
                                             SCENARIO("benchmark/three-reviews-rare"),
                                             COMMON,
                                             NULL};

static const char *const debate_words[] = {CST_BENCH_PROGRAM, "claims", "--json", "--quiet",
                                           "--threads",       "2",      NULL};

/* Where a file of results goes for the time being; it is in no other's way. */
static const char folder_like[] = "/tmp/custodes-bench-XXXXXX";
static char kept[64];

#define AT_LENGTH "--set", "estimate.stop={}", "--set", "estimate.trials=4000"

static const char *const bare_words[] = {
    CST_BENCH_PROGRAM, "run", SCENARIO("rare-schemers"), COMMON, AT_LENGTH, NULL};
static const char *const keeping_words[] = {
    CST_BENCH_PROGRAM, "run", SCENARIO("rare-schemers"), COMMON, AT_LENGTH, "--out", kept, NULL};

/* Runs it; a few trials of each cell where the measurement is short. NULL: it failed. */
static FILE *run(const bench_round *round, const char *const words[], double *seconds)
{
    const char *given[32] = {NULL};
    size_t count = 0;
    size_t trials = 0; /* the place of the words that say how many */
    for (; words[count] != NULL; count++) {
        given[count] = words[count];
        trials = strncmp(words[count], "estimate.trials=", 16) == 0 ? count : trials;
    }
    if (round->seconds < seconds_least) {
        if (trials == 0) {
            given[count++] = "--set";
            trials = count;
        }
        given[trials] = "estimate.trials=4";
    }
    const double start = bench_now();
    FILE *out = bench_child(given);
    *seconds = bench_now() - start;
    if (out == NULL) {
        bench_wrong(round->table, "%s %s: it failed", words[1], words[2]);
    }
    return out;
}

/* Fields of a line, cut in place; a comma within quotes is none of them. */
static size_t cut(char *line, char *field[FIELDS_MAX])
{
    size_t count = 0;
    bool quoted = false;
    field[count++] = line;
    for (; *line != '\0' && *line != '\n'; line++) {
        quoted = quoted != (*line == '"');
        if (*line == ',' && !quoted && count < FIELDS_MAX) {
            *line = '\0';
            field[count++] = line + 1;
        }
    }
    return count;
}

/* The widest half interval of residual_risk over its estimate; NaN where a cell has none. */
static double widest_of(FILE *out)
{
    static char line[LINE_SIZE];
    static char *field[FIELDS_MAX];
    size_t risk = 0;
    double most = 0.0;
    for (bool head = true; fgets(line, sizeof line, out) != NULL; head = false) {
        const size_t count = cut(line, field);
        if (head) {
            while (risk < count && strcmp(field[risk], "residual_risk") != 0) {
                risk++;
            }
        } else if (risk + 2 < count) {
            const double low = strtod(field[risk + 1], NULL);
            const double high = strtod(field[risk + 2], NULL);
            most = fmax(most, 0.5 * (high - low) / strtod(field[risk], NULL));
        }
    }
    return most > 0.0 && isfinite(most) ? most : NAN;
}

/* The seconds of a command whose output nobody reads. */
static double seconds_of(const bench_round *round, const char *const words[])
{
    double seconds = NAN;
    FILE *out = run(round, words, &seconds);
    if (out != NULL) {
        (void)fclose(out);
    }
    return out != NULL ? seconds : NAN;
}

/* The same run with a results file and without, one after the other; which is first takes turns. */
static void price_of_keeping(const bench_round *round, bool whole)
{
    char folder[sizeof folder_like];
    memcpy(folder, folder_like, sizeof folder);
    if (mkdtemp(folder) == NULL) {
        bench_wrong(round->table, "%s: no such folder can be made", folder_like);
        return;
    }
    (void)snprintf(kept, sizeof kept, "%s/kept.sqlite", folder);
    double seconds[2] = {NAN, NAN};
    for (unsigned turn = 0; turn < 2; turn++) {
        const unsigned which = (turn + (unsigned)round->number) % 2;
        seconds[which] = seconds_of(round, which == 0 ? bare_words : keeping_words);
    }
    bench_add(round->table, &keeping, "44 cells",
              whole ? 100.0 * (seconds[1] / seconds[0] - 1.0) : NAN);
    (void)unlink(kept);
    (void)rmdir(folder);
}

void bench_round_commands(const bench_round *round)
{
    const bool whole = round->seconds >= seconds_least;
    bench_section(round->table, "Whole commands");
    if (round->number >= COMMAND_ROUNDS) {
        return;
    }
    double seconds = NAN;
    FILE *out = run(round, headline_words, &seconds);
    const double half = out != NULL ? widest_of(out) : NAN;
    if (out != NULL) {
        (void)fclose(out);
    }
    bench_add(round->table, &headline, "72 cells", whole ? seconds : NAN);
    bench_add(round->table, &widest, "72 cells", whole ? 100.0 * half : NAN);
    seconds = seconds_of(round, standard_words);
    bench_add(round->table, &standard, "9 files", whole ? seconds : NAN);
    if (whole) { /* its examples have as many trials as they have */
        bench_add(round->table, &debate, "29 claims", seconds_of(round, debate_words));
    }
    price_of_keeping(round, whole);
}
