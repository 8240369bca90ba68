/* SPDX-License-Identifier: MIT */
#include "tests/lib/siege.h"

#include "bus/curve.h"
#include "tests/lib/knock.h"
#include "tests/lib/suite.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const long memory_most = 32 << 20;

int cst_siege_rounds(int quick, int many)
{
    return getenv("CST_LONG") != NULL ? many : quick;
}

void cst_siege_open(cst_siege *siege, uint32_t others, bool keys, double patience)
{
    static const cst_relay_limits limits = {.stuck = 0.05, .nobody = 1.0};
    cst_error error = {0};
    *siege = (cst_siege){.lineage = {{.name = "a"}, {.name = "b", .external = "alice"}}};
    for (uint32_t i = 0; i < others; i++) {
        cst_lineage *to = &siege->lineage[2 + i];
        (void)snprintf(to->name, sizeof to->name, "c%u", i);
        (void)snprintf(to->external, sizeof to->external, i == 0 ? "mallory" : "mallory%u", i);
    }
    const cst_population_spec population = {.lineages = 2 + others, .lineage = siege->lineage};
    CU_ASSERT_EQUAL(cst_curve_pair_make(&siege->own, NULL), 0);
    CU_ASSERT_EQUAL(cst_curve_pair_make(&siege->alice, NULL), 0);
    CU_ASSERT_EQUAL(cst_curve_pair_make(&siege->mallory, NULL), 0);
    cst_allowed list[] = {{.name = "alice", .role = CST_ROLE_REVIEWER},
                          {.name = "mallory", .role = CST_ROLE_REVIEWER}};
    memcpy(list[0].key, siege->alice.public_key, sizeof list[0].key);
    memcpy(list[1].key, siege->mallory.public_key, sizeof list[1].key);
    char endpoint[64] = "tcp://127.0.0.1:*";
    if (!keys) {
        (void)snprintf(endpoint, sizeof endpoint, "ipc:///tmp/custodes-hostile-%ld",
                       (long)getpid());
    }
    const cst_gateway_spec spec = {.endpoint = endpoint,
                                   .population = &population,
                                   .patience = patience,
                                   .own = keys ? &siege->own : NULL,
                                   .list = list,
                                   .allowed = 2,
                                   .limits = &limits,
                                   .handshake = 20000, /* a pause of the machine cuts nobody */
                                   .interrupted = &siege->in_vain};
    CU_ASSERT_EQUAL_FATAL(cst_gateway_open(&siege->gateway, &spec, &error), 0);
    siege->with = (cst_friend){.address = cst_gateway_address(siege->gateway),
                               .server = keys ? siege->own.public_key : NULL,
                               .own = keys ? &siege->alice : NULL};
    CU_ASSERT_EQUAL_FATAL(pthread_create(&siege->friends, NULL, cst_friend_main, &siege->with), 0);
}

static void wait_on(void *self, const char *name)
{
    enum { SECONDS_MOST = 20 };
    cst_siege *siege = self;
    if (++siege->waited == SECONDS_MOST) {
        (void)printf("'%s' has not come in %d s\n", name, siege->waited);
        siege->in_vain = 1;
    }
}

void cst_siege_meet(cst_siege *siege)
{
    cst_error error = {0};
    siege->waited = 0;
    CU_ASSERT_EQUAL_FATAL(cst_gateway_meet(siege->gateway, wait_on, siege, &error), 0);
}

/* An answer of one of the others is either none or one that it gave. */
void cst_siege_ask(cst_siege *siege, uint32_t others)
{
    cst_question question[CST_SIEGE_TASKS * (1 + CST_SIEGE_OTHERS)];
    cst_outcome outcome[CST_SIEGE_TASKS * (1 + CST_SIEGE_OTHERS)];
    double said[CST_SIEGE_TASKS * (1 + CST_SIEGE_OTHERS)];
    const uint32_t count = CST_SIEGE_TASKS * (1 + others);
    cst_error error = {0};
    const cst_outside *outside = cst_gateway_outside(siege->gateway);
    for (uint32_t i = 0; i < count; i++) {
        question[i] = (cst_question){
            .trial = siege->asked, .actor = 5 * i, .lineage = (uint8_t)(1 + i % (1 + others))};
    }
    CU_ASSERT_EQUAL_FATAL(outside->ask(outside->self, 0, question, count, said, &error), 0);
    for (uint32_t i = 0; i < count; i++) {
        CU_ASSERT(question[i].lineage != 1 || said[i] == cst_friend_says(question[i].actor));
        CU_ASSERT(question[i].lineage == 1 || said[i] == CST_REPLY_NONE ||
                  said[i] == CST_REPLY_PASS);
        outcome[i] = (cst_outcome){.question = question[i], .answer = said[i]};
        outcome[i].reported = said[i] > 0.0;
        outcome[i].record.marks = said[i] > 0.0 ? CST_MARK_FLAGGED : 0;
    }
    CU_ASSERT_EQUAL(outside->tell(outside->self, 0, outcome, count, &error), 0);
    siege->asked += CST_SIEGE_TASKS;
}

/* alice's answers are all there, and nothing is said against her: what to say of it. */
static const char *check_alice(const cst_siege *siege)
{
    cst_peer_tally tally;
    uint64_t against = 0;
    CU_ASSERT_STRING_EQUAL(cst_gateway_tally(siege->gateway, 0, &tally), "alice");
    for (int cause = 0; cause < CST_PEER_CAUSES; cause++) {
        against += tally.refused[cause];
    }
    against += tally.lost;
    const bool none = against == 0; /* her answers were looked at as they came */
    CU_ASSERT_TRUE(none);
    return none ? "none" : "SOME";
}

void cst_siege_close(cst_siege *siege)
{
    (void)check_alice(siege);
    cst_gateway_close(siege->gateway);
    (void)pthread_join(siege->friends, NULL);
    CU_ASSERT(siege->with.ended && siege->with.code == 0);
    CU_ASSERT_EQUAL(siege->with.answered, siege->asked);
    CU_ASSERT_EQUAL(siege->with.told, siege->asked);
    CU_ASSERT_EQUAL(siege->with.wrong, 0);
}

void cst_siege_count(const cst_siege *siege, cst_siege_counts counts)
{
    cst_peer_tally tally;
    cst_gateway_strangers(siege->gateway, counts);
    counts[CST_SIEGE_LOST] = 0;
    for (uint32_t i = 0; cst_gateway_tally(siege->gateway, i, &tally) != NULL; i++) {
        for (int cause = 0; cause < CST_PEER_CAUSES; cause++) {
            counts[cause] += tally.refused[cause];
        }
        counts[CST_SIEGE_LOST] += tally.lost;
    }
}

static const char *cause_name(int cause)
{
    return cause == CST_SIEGE_LOST ? "lost" : cst_peer_cause_name((cst_peer_cause)cause);
}

bool cst_siege_await(const cst_siege *siege, int cause, uint64_t expected)
{
    cst_siege_counts counts;
    cst_siege_count(siege, counts);
    for (int i = 0; i < 2000 && counts[cause] < expected; i++) {
        (void)poll(NULL, 0, 5);
        cst_siege_count(siege, counts);
    }
    const bool there = counts[cause] == expected;
    CU_ASSERT_TRUE(there);
    if (!there) {
        (void)printf("expected %llu times '%s', found", (unsigned long long)expected,
                     cause_name(cause));
        for (int i = 0; i <= CST_SIEGE_LOST; i++) {
            (void)printf(" %s %llu%s", cause_name(i), (unsigned long long)counts[i],
                         i < CST_SIEGE_LOST ? "," : "\n");
        }
    }
    return there;
}

/* --- A case ---------------------------------------------------------------------------------- */

/* KiB of memory that the process had at most, since it was reset. */
static long peak(void)
{
    char line[128];
    long kib = 0;
    FILE *in = fopen("/proc/self/status", "r");
    while (in != NULL && fgets(line, sizeof line, in) != NULL) {
        if (strncmp(line, "VmHWM:", 6) == 0) {
            kib = strtol(line + 6, NULL, 10);
        }
    }
    if (in != NULL) {
        (void)fclose(in);
    }
    return kib;
}

static void reset_peak(void)
{
    FILE *out = fopen("/proc/self/clear_refs", "w");
    if (out != NULL) {
        (void)fputs("5", out);
        (void)fclose(out);
    }
}

void cst_siege_head(void)
{
    (void)printf("\n%-26s %6s  %-12s %8s  %-11s %s\n", "case", "times", "cause", "counted",
                 "on the honest", "memory");
}

void cst_siege_begin(cst_siege *siege, cst_siege_counts before)
{
    reset_peak();
    siege->memory = cst_knock_memory();
    cst_siege_count(siege, before);
}

void cst_siege_end(const cst_siege *siege, const cst_siege_counts before, const char *name,
                   int cause, uint64_t counted)
{
    cst_siege_counts after;
    const long more = (peak() << 10) - siege->memory;
    cst_siege_count(siege, after);
    for (int i = 0; i < CST_PEER_CAUSES; i++) {
        CU_ASSERT_EQUAL(after[i] - before[i], i == cause ? counted : 0);
    }
    CU_ASSERT_EQUAL(after[cause] - before[cause], counted);
    CU_ASSERT(siege->memory == 0 || more < memory_most);
    (void)printf("%-26s %6llu  %-12s %8llu  %-13s %ld KiB\n", name, (unsigned long long)counted,
                 cause_name(cause), (unsigned long long)(after[cause] - before[cause]),
                 check_alice(siege), more > 0 ? more >> 10 : 0L);
}
