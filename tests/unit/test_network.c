/* SPDX-License-Identifier: MIT
 *
 * Covers: guest hub_guests. Whatever the network does to guests, and whoever
 * crashes: every block is kept once, with the rows of the run in one process. 400 seeds;
 * CST_LONG=1: 10,000. CST_SEED=N: that seed alone, told in full. */
#include "tests/lib/network.h"
#include "tests/lib/suite.h"

#include <stdio.h>
#include <stdlib.h>

enum { CELLS = 4, QUICK = 400, LONG = 10000 };

static void make_cells(cst_cell cells[CELLS])
{
    cst_fixture_cell(&cells[0], "naive", false);
    cst_fixture_cell(&cells[1], "naive", true);
    cst_fixture_cell(&cells[2], "skip", false);
    cst_fixture_cell(&cells[3], "skip", true);
}

static void free_cells(cst_cell cells[CELLS])
{
    for (size_t i = 0; i < CELLS; i++) {
        cst_cell_free(&cells[i]);
    }
}

/* What the seed decides: how many are there, and what goes wrong how often. */
static cst_network_spec spec_of(const cst_cell *cells, uint64_t seed)
{
    static const double losses[] = {0.0, 0.0, 0.002, 0.05};
    static const double crashes[] = {0.0, 0.02, 0.2};
    static const uint64_t batches[] = {161, 700, 65536};
    uint64_t x = seed * UINT64_C(0xd1342543de82ef95) + 1;
    const uint64_t word = x ^ (x >> 29);
    return (cst_network_spec){
        .cells = cells,
        .cell_count = CELLS,
        .workers = (uint32_t)(word % 3),
        .guests = 1 + (uint32_t)(word / 3 % 4),
        .batch = batches[word / 16 % 3],
        .seed = seed,
        .loss = losses[word / 64 % 4],
        .repeats = losses[word / 256 % 4],
        .delay = word / 1024 % 2 == 0 ? 0.001 : 0.5,
        .reorder = word / 2048 % 4 == 0,
        .crashes = crashes[word / 8192 % 3],
        .hangs = word / 32768 % 2 == 0 ? 0.0 : 0.1,
        .partitions = word / 65536 % 2 == 0 ? 0.0 : 0.02,
        .hub_crashes = word / 131072 % 4 == 0 ? 0.01 : 0.0,
        .work = word / 524288 % 2 == 0 ? 0.1 : 1.0,
        .until = 200.0,
    };
}

/* Messages that come in order, none lost and none twice, as over ipc: nothing of a guest's is
 * refused but what comes of it after it was given up. */
static bool is_orderly(const cst_network_spec *spec)
{
    return spec->loss <= 0.0 && spec->repeats <= 0.0 && !spec->reorder && spec->partitions <= 0.0;
}

static uint64_t refused(const cst_network_outcome *out)
{
    uint64_t all = 0;
    for (size_t i = 0; i < CST_REFUSAL_KINDS; i++) {
        all += i != CST_REFUSED_STRANGER && i != CST_REFUSED_FULL ? out->counts.refused[i] : 0;
    }
    return all;
}

static void tell(uint64_t seed, const cst_network_outcome *out)
{
    (void)printf("\n    seed %llu: code %d %s; %llu blocks, %llu twice, digest %016llx; "
                 "%.0f s, %llu leased again, %llu copies, %llu crashes, %llu of the hub; %llu "
                 "came, %llu left, %llu lost, %llu refused\n    to repeat: "
                 "CST_SEED=%llu tests/test_network test_network_seeds\n",
                 (unsigned long long)seed, out->code, out->error.text,
                 (unsigned long long)out->blocks, (unsigned long long)out->twice,
                 (unsigned long long)out->digest, out->seconds,
                 (unsigned long long)out->leased_again, (unsigned long long)out->copies,
                 (unsigned long long)out->crashes, (unsigned long long)out->hub_crashes,
                 (unsigned long long)out->counts.came, (unsigned long long)out->counts.left,
                 (unsigned long long)out->counts.lost, (unsigned long long)refused(out),
                 (unsigned long long)seed);
    for (cst_refusal i = 0; i < CST_REFUSAL_KINDS; i++) {
        if (out->counts.refused[i] > 0) {
            (void)printf("    refused: %s %llu\n", cst_refusal_name(i),
                         (unsigned long long)out->counts.refused[i]);
        }
    }
}

typedef struct totals {
    uint64_t leased_again, copies, crashes, hub_crashes, lost, refused;
} totals;

static bool check_seed(const cst_cell *cells, uint64_t seed, const cst_network_outcome *first,
                       bool all, totals *sum)
{
    const cst_network_spec spec = spec_of(cells, seed);
    const cst_network_outcome out = cst_network_run(&spec, 3000.0);
    const bool good = out.code == 0 && out.digest == first->digest && out.twice == 0 &&
                      out.blocks == first->blocks && cst_receipt_equal(&out.sent, &out.reached) &&
                      (out.hub_crashes > 0 || cst_receipt_equal(&out.reached, &first->reached)) &&
                      (!is_orderly(&spec) || refused(&out) == 0);
    if (!good || all) {
        tell(seed, &out);
    }
    sum->leased_again += out.leased_again;
    sum->copies += out.copies;
    sum->crashes += out.crashes;
    sum->hub_crashes += out.hub_crashes;
    sum->lost += out.counts.lost;
    sum->refused += refused(&out);
    return good;
}

static void test_network_seeds(void)
{
    cst_cell cells[CELLS];
    totals sum = {0};
    make_cells(cells);
    const cst_network_spec plain = {
        .cells = cells, .cell_count = CELLS, .workers = 1, .batch = 65536, .work = 0.01};
    const cst_network_outcome first = cst_network_run(&plain, 3000.0);
    CU_ASSERT_EQUAL_FATAL(first.code, 0);
    CU_ASSERT_EQUAL(first.blocks, CELLS * 4);
    const char *one = getenv("CST_SEED");
    if (one != NULL) {
        CU_ASSERT(check_seed(cells, strtoull(one, NULL, 10), &first, true, &sum));
    } else {
        const uint64_t seeds = getenv("CST_LONG") != NULL ? LONG : QUICK;
        uint64_t bad = 0;
        for (uint64_t seed = 1; seed <= seeds && bad < 10; seed++) {
            bad += !check_seed(cells, seed, &first, false, &sum);
        }
        CU_ASSERT_EQUAL(bad, 0);
        /* All of it has happened. */
        CU_ASSERT(sum.leased_again > 100 && sum.copies > 10 && sum.crashes > 100);
        CU_ASSERT(sum.hub_crashes > 10 && sum.lost > 100 && sum.refused > 10);
        (void)printf("\n    %llu leased again, %llu copies, %llu crashes, %llu of the hub, %llu "
                     "lost, %llu refused",
                     (unsigned long long)sum.leased_again, (unsigned long long)sum.copies,
                     (unsigned long long)sum.crashes, (unsigned long long)sum.hub_crashes,
                     (unsigned long long)sum.lost, (unsigned long long)sum.refused);
    }
    free_cells(cells);
}

CST_SUITE("network", CST_TEST(test_network_seeds))
