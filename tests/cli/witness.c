/* SPDX-License-Identifier: MIT
 *
 * A witness who has docs/trace.md and the JSON of traces, and nothing of this program: goes through
 * every trial event by event, keeps the books of reports, weights and seats by the rules of
 * peer-report, and comes to the same decisions. Adds up all trials and holds the sums against the
 * counts of the run. Arguments: the traces of all trials of a run, in one file; the run's JSON. */
#include <json-c/json.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { AGENTS_MOST = 1000, LINE = 1 << 20, REPORTS_MOST = 1 << 16, ROUND_EVENTS = 8192 };

static int failures;
static const char *const counted[] = {"tasks",
                                      "void",
                                      "honest_used",
                                      "honest_discarded",
                                      "honest_replaced",
                                      "attacks",
                                      "caught",
                                      "averted",
                                      "escaped",
                                      "reports",
                                      "abstentions",
                                      "flagged_attacks",
                                      "flagged_honest",
                                      "audits",
                                      "trials_ended",
                                      "quarantined",
                                      "quarantined_falsely",
                                      "investigations"};
enum { COUNTED = sizeof counted / sizeof counted[0] };
enum {
    TASKS,
    VOID,
    USED,
    DISCARDED,
    REPLACED,
    ATTACKS,
    CAUGHT,
    AVERTED,
    ESCAPED,
    REPORTS,
    ABSTAINED,
    FLAGGED_ATTACKS,
    FLAGGED_HONEST,
    AUDITS,
    ENDED,
    OUT,
    OUT_FALSELY,
    INVESTIGATIONS
};

typedef struct report {
    int author, round;
    double weight;
} report;

/* The holder of a seat. */
typedef struct seat {
    double weight; /* in the round `at` */
    int at, since, out_from;
    bool attacked;
    int reports, room;
    report *report; /* against it, that count */
} seat;

/* What is known of the trial, and of all trials. */
typedef struct book {
    int agents, rounds, trial, expire, latency, refill, window, last;
    bool peers, on_report, quarantine, sure, ends;
    double investigate, penalty, recover;
    seat seat[AGENTS_MOST];
    char *fate; /* of each task: the first letter of what it was decided to be; 0: not told */
    struct json_object *event[ROUND_EVENTS];
    int events, round;
    long long count[COUNTED], all[COUNTED];
    long long planned, trials, decisions, weights;
} book;

static void fail(const book *b, const char *what, double found, double right)
{
    if (failures++ < 20) {
        printf("FAILED: trial %d, round %d: %s: told %.17g, by the books %.17g\n", b->trial,
               b->round, what, found, right);
    }
}

/* --- JSON ------------------------------------------------------------------------------------ */

static struct json_object *member(struct json_object *of, const char *name)
{
    struct json_object *found = NULL;
    if (!json_object_object_get_ex(of, name, &found)) {
        printf("FAILED: no member %s\n", name);
        exit(1);
    }
    return found;
}

static int whole(struct json_object *of, const char *name)
{
    return json_object_get_int(member(of, name));
}

static bool is(struct json_object *of, const char *name)
{
    return json_object_get_boolean(member(of, name)) != 0;
}

static double number(struct json_object *of, const char *name)
{
    return json_object_get_double(member(of, name));
}

static const char *text(struct json_object *of, const char *name)
{
    return json_object_get_string(member(of, name));
}

static bool is_event(struct json_object *of, const char *name)
{
    return strcmp(text(of, "event"), name) == 0;
}

static struct json_object *nth(struct json_object *list, size_t i)
{
    return json_object_array_get_idx(list, i);
}

/* --- Reports --------------------------------------------------------------------------------- */

static double weight_now(const book *b, const seat *of)
{
    return 1.0 - (1.0 - of->weight) * pow(1.0 - b->recover, b->round - of->at);
}

/* What the reports against a seat weigh that still count. */
static double accused(book *b, seat *of)
{
    double sum = 0.0;
    int kept = 0;
    for (int i = 0; i < of->reports; i++) {
        if (b->expire == 0 || of->report[i].round + b->expire > b->round) {
            of->report[kept++] = of->report[i];
            sum += of->report[i].weight;
        }
    }
    of->reports = kept;
    return sum;
}

static void take_reports(book *b, seat *actor, struct json_object *task)
{
    struct json_object *list = member(task, "reviewers");
    int said = 0;
    for (size_t i = 0; i < json_object_array_length(list); i++) {
        struct json_object *one = nth(list, i);
        seat *author = &b->seat[whole(one, "agent")];
        if (author->out_from <= b->round) {
            fail(b, "a reviewer who is out", whole(one, "agent"), -1);
        }
        if (strcmp(text(one, "says"), "report") != 0) {
            continue;
        }
        said++;
        if (b->peers) {
            const double weight = b->penalty < 1.0 ? weight_now(b, author) : 1.0;
            if (fabs(weight - number(one, "weight")) > 1e-12) {
                fail(b, "a report's weight", number(one, "weight"), weight);
            }
            if (actor->reports == actor->room) {
                actor->room = actor->room > 0 ? 2 * actor->room : 16;
                actor->report = realloc(actor->report, (size_t)actor->room * sizeof(report));
            }
            actor->report[actor->reports++] =
                (report){.author = whole(one, "agent"), .round = b->round, .weight = weight};
            b->weights++;
        }
    }
    if (json_object_array_length(list) > 0 && said != whole(task, "reports")) {
        fail(b, "reports of a task", whole(task, "reports"), said);
    }
}

/* An escape of the holder that an investigation looks at: of the last `window` rounds. */
static bool escaped_lately(const book *b, int agent)
{
    for (int round = b->round - 1; round > b->round - b->window && round >= 0; round--) {
        if (round >= b->seat[agent].since && b->fate[round * b->agents + agent] == 'e') {
            return true;
        }
    }
    return false;
}

/* --- Events ---------------------------------------------------------------------------------- */

/* What the books have to say of a task before anything follows. */
static void take_task(book *b, struct json_object *task)
{
    const int agent = whole(task, "agent");
    seat *actor = &b->seat[agent];
    if (actor->out_from <= b->round) {
        fail(b, "an actor who is out", agent, -1);
    }
    take_reports(b, actor, task);
    if (b->peers && whole(task, "reports") > 0) {
        const double sum = accused(b, actor);
        if (fabs(sum - number(task, "accused")) > 1e-9 * (1.0 + sum)) {
            fail(b, "what reports weigh", number(task, "accused"), sum);
        }
        const bool due = number(task, "accused") >= b->investigate;
        if (due != is(task, "investigated")) {
            fail(b, "an investigation", is(task, "investigated"), due);
        }
        const bool guilty = is(task, "attack") || escaped_lately(b, agent);
        if (due && b->sure && guilty != is(task, "found")) {
            fail(b, "what it finds", is(task, "found"), guilty);
        }
        b->decisions++;
    } else if (b->peers && is(task, "investigated")) {
        fail(b, "an investigation without a report", 1, 0);
    }
    actor->attacked |= is(task, "attack");
    b->fate[b->round * b->agents + agent] = text(task, "decided")[0];
}

/* Whether the round has such an event of the agent; which. */
static struct json_object *event_of(const book *b, const char *name, int agent)
{
    for (int i = 0; i < b->events; i++) {
        if (is_event(b->event[i], name) && whole(b->event[i], "agent") == agent) {
            return b->event[i];
        }
    }
    return NULL;
}

/* Quarantine, and nothing else, follows from what triggers it. */
static void answer(book *b, struct json_object *task)
{
    const int agent = whole(task, "agent");
    seat *of = &b->seat[agent];
    struct json_object *out = event_of(b, "out", agent);
    const bool found = is(task, "found");
    const bool due =
        b->quarantine && of->out_from > b->rounds && (b->on_report ? is(task, "flagged") : found);
    if (b->quarantine && due != (out != NULL)) {
        fail(b, "whether it is taken out", out != NULL, due);
    }
    if (out != NULL && b->quarantine) {
        of->out_from = b->round + 1 + b->latency;
        if (whole(out, "from") != of->out_from) {
            fail(b, "out from", whole(out, "from"), of->out_from);
        }
        if (is(out, "falsely") == of->attacked) {
            fail(b, "out falsely", is(out, "falsely"), !of->attacked);
        }
    }
    b->count[OUT] += out != NULL;
    b->count[OUT_FALSELY] += out != NULL && is(out, "falsely");
}

/* Who reported an agent of whom nothing was found loses weight, report by report. */
static void punish(book *b, struct json_object *task)
{
    const int agent = whole(task, "agent");
    seat *of = &b->seat[agent];
    struct json_object *penalty = event_of(b, "penalty", agent);
    static bool hit[AGENTS_MOST];
    int hits = 0;
    memset(hit, 0, sizeof hit);
    for (int i = 0; b->penalty < 1.0 && !is(task, "found") && i < of->reports; i++) {
        seat *author = &b->seat[of->report[i].author];
        if (of->report[i].round >= author->since) {
            author->weight = weight_now(b, author) * b->penalty;
            author->at = b->round;
            hits += !hit[of->report[i].author];
            hit[of->report[i].author] = true;
        }
    }
    struct json_object *list = penalty != NULL ? member(penalty, "agents") : NULL;
    const int told = list != NULL ? (int)json_object_array_length(list) : 0;
    if (told != hits) {
        fail(b, "how many lose weight", told, hits);
    }
    for (int i = 0; i < told; i++) {
        struct json_object *one = nth(list, (size_t)i);
        const seat *author = &b->seat[whole(one, "agent")];
        if (!hit[whole(one, "agent")] || fabs(author->weight - number(one, "weight")) > 1e-12) {
            fail(b, "what weight is left", number(one, "weight"), author->weight);
        }
    }
    of->reports = 0;
}

static void count_task(book *b, struct json_object *task)
{
    static const struct {
        const char *fate;
        int count;
    } fates[] = {{"used", USED},     {"discarded", DISCARDED}, {"replaced", REPLACED},
                 {"caught", CAUGHT}, {"averted", AVERTED},     {"escaped", ESCAPED}};
    for (size_t i = 0; i < sizeof fates / sizeof fates[0]; i++) {
        b->count[fates[i].count] += strcmp(text(task, "fate"), fates[i].fate) == 0;
    }
    b->count[ATTACKS] += is(task, "attack");
    b->count[REPORTS] += whole(task, "reports");
    b->count[ABSTAINED] += whole(task, "abstentions");
    b->count[is(task, "attack") ? FLAGGED_ATTACKS : FLAGGED_HONEST] += is(task, "flagged");
    b->count[AUDITS] += is(task, "audited");
    b->count[INVESTIGATIONS] += is(task, "investigated");
    b->count[ENDED] += is(task, "ends");
}

/* Of work that is taken back, what was quiet until then; what was told says so itself. */
static void take_back(book *b, struct json_object *event)
{
    const int agent = whole(event, "agent");
    for (int round = whole(event, "from"); round <= b->round; round++) {
        char *fate = &b->fate[round * b->agents + agent];
        b->count[DISCARDED] += *fate == 0;
        *fate = *fate == 0 || *fate == 'u' ? 'd' : *fate == 'e' ? 'a' : *fate;
    }
}

/* A fresh agent comes; every seat that has waited for one gets it. */
static void fill_seats(book *b)
{
    for (int agent = 0; agent < b->agents; agent++) {
        seat *of = &b->seat[agent];
        const bool due = b->refill > 0 && of->out_from + b->refill <= b->round;
        struct json_object *back = event_of(b, "back", agent);
        if (back != NULL && (!due || of->out_from + b->refill != b->round)) {
            fail(b, "a fresh agent", agent, of->out_from + b->refill);
        }
        if (due && back == NULL) {
            fail(b, "no fresh agent, though one is due", agent, of->out_from + b->refill);
        }
        if (due) {
            b->count[VOID] += b->refill;
            of->weight = 1.0;
            of->at = of->since = b->round;
            of->out_from = 1 << 30;
            of->reports = 0;
            of->attacked = false;
        }
    }
}

/* A round whose events are all there. */
static void close_round(book *b)
{
    static const char *const kinds[] = {"task", "task", "retracted", "task"};
    if (b->events > 0 && b->quarantine) {
        fill_seats(b);
    }
    for (int pass = 0; pass < 4; pass++) {
        for (int i = 0; i < b->events; i++) {
            struct json_object *event = b->event[i];
            if (!is_event(event, kinds[pass])) {
                continue;
            }
            if (pass == 0) {
                take_task(b, event);
                count_task(b, event);
            } else if (pass == 1) {
                answer(b, event);
            } else if (pass == 2) {
                take_back(b, event);
            } else if (b->peers && is(event, "investigated")) {
                punish(b, event);
            }
        }
    }
    for (int i = 0; i < b->events; i++) {
        json_object_put(b->event[i]);
    }
    b->events = 0;
}

/* --- Trials ---------------------------------------------------------------------------------- */

static void begin(book *b, struct json_object *head)
{
    struct json_object *scenario = member(head, "scenario");
    struct json_object *protocol = member(scenario, "protocol");
    struct json_object *response = member(scenario, "response");
    b->trial = whole(head, "trial");
    b->agents = whole(member(scenario, "trial"), "agents");
    b->rounds = whole(member(scenario, "trial"), "rounds");
    b->peers = strcmp(text(protocol, "kind"), "peer-report") == 0;
    b->investigate = number(protocol, "investigate");
    b->penalty = number(protocol, "penalty");
    b->recover = number(protocol, "recover");
    b->expire = whole(protocol, "expire");
    b->sure = number(member(protocol, "audit"), "success") >= 1.0 && b->peers;
    b->on_report = strcmp(text(response, "on"), "report") == 0;
    b->quarantine = strcmp(text(response, "effect"), "quarantine") == 0;
    b->latency = whole(response, "latency");
    b->refill = whole(response, "refill");
    b->window = whole(response, "window");
    if (b->agents > AGENTS_MOST || !is(head, "honest")) {
        printf("FAILED: this witness cannot follow such a trial\n");
        exit(1);
    }
    for (int agent = 0; agent < b->agents; agent++) {
        free(b->seat[agent].report);
        b->seat[agent] = (seat){.weight = 1.0, .out_from = 1 << 30};
    }
    free(b->fate);
    b->fate = calloc((size_t)b->agents * (size_t)b->rounds, 1);
    memset(b->count, 0, sizeof b->count);
    b->events = 0;
    b->round = -1;
    b->trials++;
    b->planned += (long long)b->agents * b->rounds;
}

/* Tasks that did not happen; quiet ones are honest work that was used. */
static void end(book *b, struct json_object *tail)
{
    close_round(b); /* before it is known whether a task has ended the trial */
    const int last = whole(tail, "last_round");
    const int ender =
        b->count[ENDED] > 0 && b->latency == 0 ? whole(tail, "last_agent") : b->agents;
    long long told = 0;
    for (int agent = 0; agent < b->agents; agent++) {
        const int out = b->seat[agent].out_from;
        const int back = b->refill > 0 && b->quarantine ? out + b->refill : b->rounds;
        const int until = back < last + 1 ? back : last + 1;
        b->count[VOID] += out < until ? until - out : 0;
        b->count[VOID] += out > last && agent > ender;
        b->count[VOID] += b->rounds - 1 - last;
    }
    b->count[TASKS] = (long long)b->agents * b->rounds - b->count[VOID];
    for (int i = USED; i <= ESCAPED; i++) {
        told += i != ATTACKS ? b->count[i] : 0;
    }
    b->count[USED] += b->count[TASKS] - told;
    struct json_object *count = member(tail, "count");
    for (int i = 0; i < COUNTED; i++) {
        if (b->count[i] != whole(count, counted[i])) {
            fail(b, counted[i], whole(count, counted[i]), (double)b->count[i]);
        }
        b->all[i] += b->count[i];
    }
}

static void read_traces(book *b, const char *path)
{
    static char line[LINE];
    FILE *in = fopen(path, "r");
    while (in != NULL && fgets(line, sizeof line, in) != NULL) {
        struct json_object *event = json_tokener_parse(line);
        if (event == NULL || strchr(line, '\n') == NULL) {
            printf("FAILED: no JSON: %.80s\n", line);
            exit(1);
        }
        if (is_event(event, "trial")) {
            begin(b, event);
            json_object_put(event);
        } else if (is_event(event, "end")) {
            end(b, event);
            json_object_put(event);
        } else {
            if (whole(event, "round") != b->round) {
                close_round(b);
                b->round = whole(event, "round");
            }
            if (b->events == ROUND_EVENTS) {
                printf("FAILED: too many events in a round\n");
                exit(1);
            }
            b->event[b->events++] = event;
        }
    }
    if (in == NULL || fclose(in) != 0) {
        printf("FAILED: %s cannot be read\n", path);
        exit(1);
    }
}

int main(int argc, char **argv)
{
    static book b;
    struct json_object *run = argc == 3 ? json_object_from_file(argv[2]) : NULL;
    if (run == NULL) {
        printf("usage: witness TRACES RUN\n");
        return 2;
    }
    read_traces(&b, argv[1]);
    struct json_object *count = member(run, "counts");
    for (int i = 0; i < COUNTED; i++) {
        const long long right = json_object_get_int64(member(count, counted[i]));
        if (b.all[i] != right) {
            fail(&b, counted[i], (double)b.all[i], (double)right);
        }
    }
    if (b.planned != json_object_get_int64(member(count, "planned"))) {
        fail(&b, "planned", (double)b.planned,
             (double)json_object_get_int64(member(count, "planned")));
    }
    printf("%lld trials, %lld attacks, %lld weighed reports, %lld decisions, %d failures\n",
           b.trials, b.all[ATTACKS], b.weights, b.decisions, failures);
    json_object_put(run);
    return failures == 0 && b.trials > 0 ? 0 : 1;
}
