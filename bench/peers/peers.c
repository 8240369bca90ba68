/* SPDX-License-Identifier: MIT */
#include "bench/peers/peers.h"

#include "bench/child.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COMMAND_MAX = 4096, WORDS_MAX = 16, LINE_SIZE = 1024 };

/* --- The line -------------------------------------------------------------------------------- */

typedef enum key_kind { KEY_NAME, KEY_REAL, KEY_COUNT, KEY_HASH } key_kind;

typedef struct key {
    const char *name;
    size_t offset;
    key_kind kind;
    bool needed;
} key;

#define FIELD(name) #name, offsetof(bench_peer_result, name)

static const key keys[] = {
    {FIELD(name), KEY_NAME, true},       {FIELD(p), KEY_REAL, false},
    {FIELD(a), KEY_REAL, false},         {FIELD(seconds), KEY_REAL, true},
    {FIELD(rate), KEY_REAL, true},       {FIELD(tasks), KEY_COUNT, true},
    {FIELD(hash), KEY_HASH, true},       {FIELD(attacks), KEY_COUNT, false},
    {FIELD(caught), KEY_COUNT, false},   {FIELD(missed), KEY_COUNT, false},
    {FIELD(colluded), KEY_COUNT, false}, {FIELD(false_flags), KEY_COUNT, false},
    {FIELD(agents), KEY_COUNT, false},   {FIELD(messages), KEY_COUNT, false},
    {FIELD(bytes), KEY_COUNT, false},
};
enum { KEYS = sizeof keys / sizeof keys[0] };

static bool store(const key *of, const char *value, bench_peer_result *out)
{
    char *field = (char *)out + of->offset;
    char *end = NULL;
    errno = 0;
    if (of->kind == KEY_NAME) {
        const size_t length = strlen(value);
        if (length >= sizeof out->name) {
            return false;
        }
        memcpy(field, value, length + 1);
        return true;
    }
    if (of->kind == KEY_REAL) {
        const double real = strtod(value, &end);
        memcpy(field, &real, sizeof real);
    } else {
        const uint64_t count = strtoull(value, &end, of->kind == KEY_HASH ? 16 : 10);
        memcpy(field, &count, sizeof count);
    }
    return end != value && *end == '\0' && errno == 0;
}

static int refuse(const char *what, const char *found)
{
    (void)fprintf(stderr, "peer: expected %s, found '%s'\n", what, found);
    return -1;
}

int bench_peer_read(const char *line, bench_peer_result *out)
{
    char text[LINE_SIZE];
    bool found[KEYS] = {false};
    *out = (bench_peer_result){.rate = 0.0};
    if (strlen(line) >= sizeof text) {
        return refuse("a shorter line", line);
    }
    memcpy(text, line, strlen(line) + 1);
    char *rest = NULL;
    for (char *name = strtok_r(text, " \n", &rest); name != NULL;
         name = strtok_r(NULL, " \n", &rest)) {
        const char *value = strtok_r(NULL, " \n", &rest);
        size_t i = 0;
        while (i < KEYS && strcmp(keys[i].name, name) != 0) {
            i++;
        }
        if (i == KEYS || found[i]) {
            return refuse("a key that is known, once", name);
        }
        if (value == NULL || !store(&keys[i], value, out)) {
            return refuse("a value of that key", name);
        }
        found[i] = true;
    }
    for (size_t i = 0; i < KEYS; i++) {
        if (keys[i].needed && !found[i]) {
            return refuse(keys[i].name, line);
        }
    }
    return 0;
}

/* --- The process ----------------------------------------------------------------------------- */

/* Cuts the text in place; false where there are too many words, or none. */
static bool cut(char *text, char *words[WORDS_MAX])
{
    size_t count = 0;
    while (*(text += strspn(text, " ")) != '\0') {
        const bool quoted = *text == '"';
        text += quoted ? 1 : 0;
        if (count + 1 == WORDS_MAX) {
            return false;
        }
        words[count++] = text;
        text += strcspn(text, quoted ? "\"" : " ");
        if (*text != '\0') {
            *text++ = '\0';
        }
    }
    words[count] = NULL;
    return count > 0;
}

int bench_peer(const char *command, bench_peer_result *out)
{
    char text[COMMAND_MAX];
    char line[LINE_SIZE];
    char *words[WORDS_MAX];
    if (strlen(command) >= sizeof text) {
        return refuse("a shorter command", command);
    }
    memcpy(text, command, strlen(command) + 1);
    if (!cut(text, words)) {
        return refuse("a command", command);
    }
    FILE *said = bench_child((const char *const *)words);
    if (said == NULL) {
        return refuse("a command that can be run and succeeds", command);
    }
    const size_t size = fread(line, 1, sizeof line - 1, said);
    (void)fclose(said);
    line[size] = '\0';
    return bench_peer_read(line, out);
}

/* --- The claims ------------------------------------------------------------------------------ */

/* Below this variance a count is no normal number, and deviations of it mean nothing. */
static const double least_variance = 25.0;

/* Where a count is too small for deviations, its chance is that of 5 of them on one side. */
static const double deviations_allowed = 5.0;
static const double least_chance = 2.9e-7;

/* n times the divergence of a share f from a share q. */
static double divergence(double f, double q, double n)
{
    const double yes = f > 0.0 ? f * log(f / q) : 0.0;
    const double no = f < 1.0 ? (1.0 - f) * log((1.0 - f) / (1.0 - q)) : 0.0;
    return n * fmax(0.0, yes + no);
}

/* Chernoff: a tail of a binomial number is at most exp(-n D), whatever n is; a count of 0 where 20
 * are expected is so judged too. */
static bench_peer_claim claim(const char *name, uint64_t found, uint64_t of, double share)
{
    const double n = (double)of;
    const double expected = n * share;
    const double variance = expected * (1.0 - share);
    bench_peer_claim made = {.name = name, .found = found, .expected = expected};
    made.deviations =
        variance >= least_variance ? ((double)found - expected) / sqrt(variance) : NAN;
    made.chance = 1.0;
    if (of > 0) {
        made.chance = found > of ? 0.0 : exp(-divergence((double)found / n, share, n));
    }
    return made;
}

void bench_peer_claims(const bench_peer_result *result, bench_peer_claim claims[BENCH_PEER_CLAIMS])
{
    const double d = BENCH_PEER_RECALL;
    const double p = result->p;
    claims[0] = claim("attacks", result->attacks, result->tasks, p);
    claims[1] = claim("missed", result->missed, result->attacks, 1.0 - d + d * p);
    claims[2] = claim("colluded", result->colluded, result->attacks, p);
    claims[3] = claim("false flags", result->false_flags, result->tasks, result->a * (1.0 - p));
}

bool bench_peer_claim_holds(const bench_peer_claim *claim)
{
    return isnan(claim->deviations) ? claim->chance >= least_chance
                                    : fabs(claim->deviations) <= deviations_allowed;
}

int bench_peer_judge(const bench_peer_result *result, bench_peer_claim claims[BENCH_PEER_CLAIMS])
{
    int wrong = result->caught + result->missed == result->attacks ? 0 : 1;
    bench_peer_claims(result, claims);
    for (int i = 0; i < BENCH_PEER_CLAIMS; i++) {
        wrong += bench_peer_claim_holds(&claims[i]) ? 0 : 1;
    }
    return wrong;
}
