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
#include "bench/peers/known.h"
#include "bench/platform.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct point {
    double p;
    double a;
} point;

static const point points[] = {{1e-2, 1e-2}, {1e-3, 1e-2}, {1e-4, 1e-3}};
enum { POINTS = sizeof points / sizeof points[0] };

/* Returns how many claims the counts contradict. */
static int judge(const bench_peer_result *result)
{
    bench_peer_claim claims[BENCH_PEER_CLAIMS];
    const int wrong = bench_peer_judge(result, claims);
    for (int i = 0; i < BENCH_PEER_CLAIMS; i++) {
        if (isnan(claims[i].deviations)) {
            (void)printf("  %s: %" PRIu64 " of %.1f", claims[i].name, claims[i].found,
                         claims[i].expected);
        } else {
            (void)printf("  %s: %+.1f sd", claims[i].name, claims[i].deviations);
        }
    }
    (void)printf("  %s\n", wrong == 0 ? "agrees" : "DISAGREES");
    return wrong;
}

static int run(const bench_peer_known *one, const point *at, double seconds)
{
    bench_peer_result result;
    if (bench_peer_run(one, at->p, at->a, seconds, &result) != 0) {
        return 1;
    }
    if (one->kind == BENCH_PEER_SENDS) {
        (void)printf("%-18s %9.3g messages/s of %" PRIu64 " bytes  hash %016" PRIx64 "\n",
                     one->name, (double)result.messages / result.seconds, result.bytes,
                     result.hash);
        return 0;
    }
    (void)printf("%-18s p %-6g a %-6g %9.3g tasks/s  hash %016" PRIx64, one->name, at->p, at->a,
                 result.rate, result.hash);
    if (one->kind == BENCH_PEER_REMEMBERS) { /* bench holds it against trials of ours */
        (void)printf("  attacks: %" PRIu64 "  missed: %" PRIu64 "\n", result.attacks,
                     result.missed);
        return 0;
    }
    return judge(&result);
}

/* A peer that plays no model has but one point; one that remembers plays a whole trial at each. */
static int run_points(const bench_peer_known *one, double seconds)
{
    int failed = 0;
    for (int i = 0; i < (one->kind == BENCH_PEER_SENDS ? 1 : POINTS); i++) {
        failed += run(one, &points[i], seconds);
        (void)fflush(stdout);
    }
    return failed;
}

/* No names are all; a name may be the beginning of several. */
static bool wanted(const bench_peer_known *one, int count, char **names)
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
    bench_platform(stdout);
    for (size_t i = 0; i < bench_peers_count; i++) {
        if (wanted(&bench_peers_known[i], argc - 2, argv + 2)) {
            failed += run_points(&bench_peers_known[i], seconds);
            ran++;
        }
    }
    if (ran == 0) {
        (void)fprintf(stderr, "bench_peers: no peer has such a name\n");
        return 2;
    }
    return failed == 0 ? 0 : 1;
}
