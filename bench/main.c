/* SPDX-License-Identifier: MIT
 *
 * The benchmark: every row of the table, in rounds that go through all of them, so that what drifts
 * falls on all alike.
 *
 *     bench [--rounds N] [--seconds S] [--peers all|c] [--output FILE]
 *
 * Default 11 rounds, 0.3 s for each measurement, all peers. FILE gets the table as Markdown. Exit
 * code 1 where a goal is missed, 3 where a result is wrong: its counts are not the model's, an
 * exact value is far, a round's result is another's. 2: it was called wrongly, or FILE cannot be
 * written.
 */
#include "bench/platform.h"
#include "bench/round.h"
#include "bus/run.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name;
    void (*measure)(const bench_round *round);
} sections[] = {{"kernels", bench_round_kernels}, {"links", bench_round_links},
                {"played", bench_round_played},   {"reporting", bench_round_reporting},
                {"planted", bench_round_planted}, {"commands", bench_round_commands},
                {"rare", bench_round_rare},       {"scale", bench_round_scale},
                {"outside", bench_round_outside}, {"secured", bench_round_secured}};

typedef struct options {
    double rounds;
    double seconds;
    bool python;
    const char *output;
} options;

static bool read_number(const char *text, double *value)
{
    char *end;
    *value = strtod(text, &end);
    return end != text && *end == '\0' && isfinite(*value);
}

static bool read_options(int argc, char **argv, options *out)
{
    *out = (options){.rounds = 11.0, .seconds = 0.3, .python = true};
    for (int i = 1; i < argc; i += 2) {
        const char *value = i + 1 < argc ? argv[i + 1] : NULL;
        if (value == NULL) {
            return false;
        }
        if (strcmp(argv[i], "--rounds") == 0 && read_number(value, &out->rounds)) {
            continue;
        }
        if (strcmp(argv[i], "--seconds") == 0 && read_number(value, &out->seconds)) {
            continue;
        }
        if (strcmp(argv[i], "--peers") == 0 &&
            (strcmp(value, "all") == 0 || strcmp(value, "c") == 0)) {
            out->python = strcmp(value, "all") == 0;
            continue;
        }
        if (strcmp(argv[i], "--output") != 0) {
            return false;
        }
        out->output = value;
    }
    return out->rounds >= 1.0 && out->rounds <= BENCH_ROUNDS_MAX && out->seconds > 0.0;
}

static int save(const bench_table *table, int rounds, const char *path)
{
    FILE *out = fopen(path, "w");
    if (out != NULL) {
        bench_table_write(table, rounds, out);
    }
    if (out == NULL || fclose(out) != 0) {
        (void)fprintf(stderr, "bench: %s: %s\n", path, strerror(errno));
        return 2;
    }
    return 0;
}

int main(int argc, char **argv)
{
    static bench_table table;
    options given;
    if (argc == 4 && strcmp(argv[1], "--child") == 0) {
        return bench_scale_child(argv[2], argv[3]);
    }
    if (!read_options(argc, argv, &given)) {
        (void)fprintf(stderr,
                      "bench [--rounds 1..%d] [--seconds S] [--peers all|c] [--output FILE]\n",
                      BENCH_ROUNDS_MAX);
        return 2;
    }
    const int rounds = (int)given.rounds;
    cst_run_keep_memory(); /* as the program does */
    for (int i = 0; i < rounds; i++) {
        const bench_round round = {.table = &table,
                                   .seconds = given.seconds,
                                   .number = (uint64_t)i,
                                   .python = given.python};
        (void)fprintf(stderr, "bench: round %d of %d:", i + 1, rounds);
        for (size_t s = 0; s < sizeof sections / sizeof sections[0]; s++) {
            const double start = bench_now();
            sections[s].measure(&round);
            (void)fprintf(stderr, " %s %.1f s", sections[s].name, bench_now() - start);
        }
        (void)fputc('\n', stderr);
    }
    bench_links_close(&table);
    bench_platform(stdout);
    const int missed = bench_table_print(&table, stdout);
    if (given.output != NULL && save(&table, rounds, given.output) != 0) {
        return 2;
    }
    return table.wrong > 0 ? 3 : missed > 0 ? 1 : 0;
}
