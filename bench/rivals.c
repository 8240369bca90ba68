/* SPDX-License-Identifier: MIT */
#include "bench/peers/known.h"
#include "bench/round.h"

#include <math.h>

bool bench_rival_result(const bench_round *round, const char *name, double p, double a,
                        const char *at, bench_peer_result *out)
{
    const bench_peer_known *peer = bench_peer_find(name);
    if (peer->script && !round->python) {
        return false;
    }
    if (bench_peer_run(peer, p, a, round->seconds, out) != 0) {
        bench_wrong(round->table, "%s, %s: it did not run", name, at);
        return false;
    }
    bench_hash(round->table, name, peer->kind == BENCH_PEER_SENDS ? "" : at, out->hash);
    return true;
}

double bench_rival(const bench_round *round, const char *name, double p, double a, const char *at)
{
    bench_peer_result result;
    bench_peer_claim claims[BENCH_PEER_CLAIMS];
    if (!bench_rival_result(round, name, p, a, at, &result)) {
        return NAN;
    }
    if (bench_peer_find(name)->kind == BENCH_PEER_PLAYS && bench_peer_judge(&result, claims) > 0) {
        bench_wrong(round->table, "%s, %s: its counts are not the model's", name, at);
    }
    return result.rate;
}
