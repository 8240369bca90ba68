/* SPDX-License-Identifier: MIT
 *
 * Every peer at three operating points: how fast it is, and whether its counts are those of the
 * model.
 *
 *     bench_peers [seconds [peer...]]     default 0.3 s for each peer and point, all peers
 *
 * Exit code 1 where a peer fails, or disagrees with a closed form by 5 standard deviations, or by
 * as small a chance where a count is small. Longer runs judge more: 0 is wrong only where some 15
 * were expected.
 */
#include "bench/peers/peers.h"
#include "bench/platform.h"

#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Where a count is too small for deviations, its chance is that of 5 of them on one side. */
static const double deviations_allowed = 5.0;
static const double least_chance = 2.9e-7;

/* A file is below the folder of the programs that were built, or of the scripts. */
typedef struct peer {
    const char *name;
    bool script;
    const char *file; /* with what else it takes */
    bool plays;       /* the model, so that it has counts to be judged */
} peer;

static const peer peers[] = {
    {"textbook", false, "bench_peer_textbook\"", true},
    {"numpy_plain", true, "numpy_peers.py\" --variant plain", true},
    {"numpy_float32", true, "numpy_peers.py\" --variant float32", true},
    {"numpy_columns16", true, "numpy_peers.py\" --variant columns16", true},
    {"numpy_threshold16", true, "numpy_peers.py\" --variant threshold16", true},
    {"numpy_threshold8", true, "numpy_peers.py\" --variant threshold8", true},
    {"numpy_events", true, "numpy_peers.py\" --variant events", true},
    {"numpy_flags", true, "numpy_peers.py\" --variant flags", true},
    {"mesa_manner", true, "mesa_manner.py\"", true},
    {"simpy", true, "simpy_peer.py\"", true},
    {"pyzmq", true, "pyzmq_peer.py\"", true},
    {"zmq_raw_16k", false, "bench_peer_zmq\" --bytes 16384", false},
    {"zmq_raw_64k", false, "bench_peer_zmq\" --bytes 65536", false},
};
enum { PEERS = sizeof peers / sizeof peers[0] };

typedef struct point {
    double p;
    double a;
} point;

static const point points[] = {{1e-2, 1e-2}, {1e-3, 1e-2}, {1e-4, 1e-3}};
enum { POINTS = sizeof points / sizeof points[0] };

/* Debian's packages are of this Python; another one that comes first on the path lacks them. -B
 * keeps what it compiles out of the tree. */
static const char *python(void)
{
    return access("/usr/bin/python3", X_OK) == 0 ? "/usr/bin/python3 -B" : "python3 -B";
}

/* Returns how many claims the counts contradict. */
static int judge(const bench_peer_result *result)
{
    bench_peer_claim claims[BENCH_PEER_CLAIMS];
    bench_peer_claims(result, claims);
    int wrong = result->caught + result->missed == result->attacks ? 0 : 1;
    for (int i = 0; i < BENCH_PEER_CLAIMS; i++) {
        if (isnan(claims[i].deviations)) {
            (void)printf("  %s: %" PRIu64 " of %.1f", claims[i].name, claims[i].found,
                         claims[i].expected);
            wrong += claims[i].chance < least_chance ? 1 : 0;
            continue;
        }
        (void)printf("  %s: %+.1f sd", claims[i].name, claims[i].deviations);
        wrong += fabs(claims[i].deviations) > deviations_allowed ? 1 : 0;
    }
    (void)printf("  %s\n", wrong == 0 ? "agrees" : "DISAGREES");
    return wrong;
}

static int run(const peer *one, const point *at, double seconds)
{
    char command[4096];
    bench_peer_result result;
    (void)snprintf(command, sizeof command, "%s \"%s/%s --p %g --a %g --seconds %g",
                   one->script ? python() : "", one->script ? CST_PEER_SCRIPTS : CST_PEER_PROGRAMS,
                   one->file, at->p, at->a, seconds);
    if (bench_peer(command, &result) != 0) {
        return 1;
    }
    if (!one->plays) {
        (void)printf("%-18s %9.3g messages/s of %" PRIu64 " bytes  hash %016" PRIx64 "\n",
                     one->name, (double)result.messages / result.seconds, result.bytes,
                     result.hash);
        return 0;
    }
    (void)printf("%-18s p %-6g a %-6g %9.3g tasks/s  hash %016" PRIx64, one->name, at->p, at->a,
                 result.rate, result.hash);
    return judge(&result);
}

/* A peer that plays no model has but one point. */
static int run_points(const peer *one, double seconds)
{
    int failed = 0;
    for (int i = 0; i < (one->plays ? POINTS : 1); i++) {
        failed += run(one, &points[i], seconds);
        (void)fflush(stdout);
    }
    return failed;
}

/* No names are all; a name may be the beginning of several. */
static bool wanted(const peer *one, int count, char **names)
{
    bool found = count == 0;
    for (int i = 0; i < count; i++) {
        found = found || strncmp(one->name, names[i], strlen(names[i])) == 0;
    }
    return found;
}

int main(int argc, char **argv)
{
    const double seconds = argc > 1 ? strtod(argv[1], NULL) : 0.3;
    if (!(seconds > 0.0)) {
        (void)fprintf(stderr, "bench_peers [seconds [peer...]]\n");
        return 2;
    }
    int failed = 0;
    int ran = 0;
    bench_platform();
    for (int i = 0; i < PEERS; i++) {
        if (wanted(&peers[i], argc - 2, argv + 2)) {
            failed += run_points(&peers[i], seconds);
            ran++;
        }
    }
    if (ran == 0) {
        (void)fprintf(stderr, "bench_peers: no peer has such a name\n");
        return 2;
    }
    return failed == 0 ? 0 : 1;
}
