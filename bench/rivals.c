/* SPDX-License-Identifier: MIT */
#include "bench/peers/known.h"
#include "bench/round.h"

#include <math.h>

double bench_rival(const bench_round *round, const char *name, double p, double a, const char *at)
{
    const bench_peer_known *peer = bench_peer_find(name);
    bench_peer_result result;
    bench_peer_claim claims[BENCH_PEER_CLAIMS];
    if (peer->script && !round->python) {
        return NAN;
    }
    if (bench_peer_run(peer, p, a, round->seconds, &result) != 0) {
        bench_wrong(round->table, "%s, %s: it did not run", name, at);
        return NAN;
    }
    bench_hash(round->table, name, peer->plays ? at : "", result.hash);
    if (peer->plays && bench_peer_judge(&result, claims) > 0) {
        bench_wrong(round->table, "%s, %s: its counts are not the model's", name, at);
    }
    return result.rate;
}
