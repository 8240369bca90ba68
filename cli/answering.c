/* SPDX-License-Identifier: MIT */
#include "cli/answering.h"

#include "bus/curve.h"
#include "bus/endpoint.h"
#include "cli/interrupt.h"
#include "cli/show/flow.h"
#include "cli/show/table.h"
#include "scenarios/load/key_folder.h"
#include "scenarios/load/page.h"
#include "study/handout.h"
#include "study/story.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double patience_usual = 10.0;

/* The name of the run's own pair of keys. */
static const char own_name[] = "hub";

/* The keys of a run, and who is let in. */
typedef struct door {
    bool keys;
    cst_curve_pair own;
    cst_allow_list list;
} door;

int cst_answering_check(const cst_args *args, cst_error *error)
{
    static const char *const with_listen[] = {"keys", "insecure", "patience", "record"};
    const bool listens = cst_args_has(args, "listen");
    for (size_t i = 0; i < sizeof with_listen / sizeof with_listen[0]; i++) {
        if (cst_args_has(args, with_listen[i]) && !listens) {
            return cst_error_set(error, CST_ERR_USAGE, NULL,
                                 "run --%s: expected --listen ENDPOINT with it", with_listen[i]);
        }
    }
    if (listens && cst_args_has(args, "replay")) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "run --replay: expected no --listen with it: nobody is asked");
    }
    return 0;
}

int cst_answering_refuse(const cst_args *args, cst_error *error)
{
    static const char *const own[] = {"keys", "insecure", "patience", "record", "replay"};
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++) {
        if (cst_args_has(args, own[i])) {
            return cst_error_set(error, CST_ERR_USAGE, NULL,
                                 "run --%s: it is for the peers of external agents, and this "
                                 "scenario has none",
                                 own[i]);
        }
    }
    return 0;
}

static int read_keys(door *of, const cst_args *args, cst_error *error)
{
    const char *folder = cst_args_text(args, "keys");
    *of = (door){.keys = folder != NULL};
    if (folder == NULL) {
        return 0;
    }
    int code = cst_key_folder_check(folder, error);
    code = code != 0 ? code : cst_key_folder_pair(&of->own, folder, own_name, error);
    code = code != 0 ? code : cst_key_folder_list(&of->list, NULL, folder, error);
    if (code == 0 && !cst_curve_pair_fits(&of->own)) {
        code = cst_error_set(error, CST_ERR_DATA_FILE, NULL,
                             "run --keys: %.200s/%s%s: expected two keys that belong together",
                             folder, own_name, CST_KEY_SECRET);
    }
    return code;
}

static void forget_keys(door *of)
{
    cst_curve_key_wipe(&of->own, sizeof of->own);
    cst_allow_list_free(&of->list);
}

static void say_waiting(void *self, const char *name)
{
    char *said = self;
    if (strcmp(said, name) != 0) {
        cst_flow_message(stderr, "waiting for the peer '%s'", name);
        (void)snprintf(said, CST_PEER_NAME, "%s", name);
    }
}

static void say_where(cst_gateway *gateway)
{
    cst_peer_tally none;
    cst_flow_message(stderr, "listening at %s for the peer '%s'%s", cst_gateway_address(gateway),
                     cst_gateway_tally(gateway, 0, &none),
                     cst_gateway_tally(gateway, 1, &none) != NULL ? " and others of the scenario"
                                                                  : "");
}

/* Everybody's questions go to the same peers. */
static int check_alike(const cst_job *job, cst_error *error)
{
    const cst_population_spec *first = &job->cell[0]->model.spec.population;
    for (uint32_t i = 1; i < job->cells; i++) {
        const cst_population_spec *of = &job->cell[i]->model.spec.population;
        bool alike = of->lineages == first->lineages;
        for (uint32_t g = 0; alike && g < of->lineages; g++) {
            const cst_lineage *own = &of->lineage[g];
            alike = strcmp(own->external, first->lineage[g].external) == 0 &&
                    strcmp(own->external_actor, first->lineage[g].external_actor) == 0;
        }
        if (!alike) {
            return cst_error_set(error, CST_ERR_COMBINATION, "population.external",
                                 "expected the same lineages with the same peers in all cells of a "
                                 "sweep");
        }
    }
    return 0;
}

static int open_gateway(cst_answering *answering, const cst_job *job, const cst_args *args,
                        cst_error *error)
{
    door of;
    char said[CST_PEER_NAME] = "";
    const char *endpoint = cst_args_text(args, "listen");
    const double asked = cst_args_seconds(args, "patience");
    const cst_population_spec *population = &job->cell[0]->model.spec.population;
    int code = check_alike(job, error);
    code = code != 0 ? code
                     : cst_endpoint_check(endpoint, cst_args_has(args, "keys"),
                                          cst_args_has(args, "insecure"), error);
    if (code != 0) {
        return code;
    }
    code = read_keys(&of, args, error);
    const cst_gateway_spec spec = {.endpoint = endpoint,
                                   .population = population,
                                   .patience = asked > 0.0 ? asked : patience_usual,
                                   .interrupted = cst_interrupt_watch(),
                                   .own = of.keys ? &of.own : NULL,
                                   .list = of.list.of,
                                   .allowed = of.list.count};
    code = code != 0 ? code : cst_gateway_open(&answering->gateway, &spec, error);
    forget_keys(&of);
    if (code == 0) {
        say_where(answering->gateway);
        code = cst_gateway_meet(answering->gateway, say_waiting, said, error);
    }
    return code;
}

static cst_said place_of(uint32_t cell, const cst_question *question)
{
    return (cst_said){.cell = cell,
                      .trial = question->trial,
                      .round = question->round,
                      .actor = question->actor,
                      .reviewer = question->reviewer};
}

/* --- What is heard --------------------------------------------------------------------------- */

static int keep(void *self, uint32_t cell, const cst_question *question, size_t count,
                double *answer, cst_error *error)
{
    const cst_answering *of = self;
    int code = 0;
    for (size_t i = 0; code == 0 && i < count; i++) {
        cst_said said = place_of(cell, &question[i]);
        said.answer = answer[i];
        code = cst_testimony_keep(of->record, &said, error);
    }
    return code;
}

static int recall(void *self, uint32_t cell, const cst_question *question, size_t count,
                  double *answer, cst_error *error)
{
    const cst_answering *of = self;
    int code = 0;
    for (size_t i = 0; code == 0 && i < count; i++) {
        cst_said said = place_of(cell, &question[i]);
        code = cst_testimony_recall(of->record, &said, error);
        if (code == 0 && !cst_reply_is(said.answer)) {
            code = cst_error_set(error, CST_ERR_STORE, NULL,
                                 "run --replay: expected answers from 0 to 1, -1 or -2, found %g",
                                 said.answer);
        }
        answer[i] = said.answer;
    }
    return code;
}

static int measure(void *self, uint32_t cell, const cst_outcome *outcome, size_t count,
                   cst_error *error)
{
    cst_answering *of = self;
    (void)error;
    cst_conduct_tell(&of->conduct, cell, outcome, count);
    return 0;
}

/* Measures, and keeps what became of reviews. */
static int keep_outcomes(void *self, uint32_t cell, const cst_outcome *outcome, size_t count,
                         cst_error *error)
{
    const cst_answering *of = self;
    int code = measure(self, cell, outcome, count, error);
    for (size_t i = 0; code == 0 && i < count; i++) {
        const cst_outcome *at = &outcome[i];
        const cst_became became = {.said = place_of(cell, &at->question),
                                   .lineage = at->question.lineage,
                                   .actor_lineage = at->question.actor_lineage,
                                   .attack = at->question.attack,
                                   .reported = at->reported,
                                   .answered = at->answer != CST_REPLY_NONE,
                                   .reviews = at->record.reviews,
                                   .reports = at->record.reports,
                                   .abstentions = at->record.abstentions,
                                   .fate = cst_story_fate((cst_fate)at->record.fate)};
        code = at->question.deed ? 0 : cst_testimony_note(of->record, &became, error);
    }
    return code;
}

static int pair(void *self, uint32_t cell, uint64_t trial, uint64_t escaped, uint64_t silent,
                cst_error *error)
{
    cst_answering *of = self;
    (void)error;
    cst_conduct_pair(&of->conduct, cell, trial, escaped, silent);
    return 0;
}

/* --- Opening and closing --------------------------------------------------------------------- */

/* What tells the cells of a job from others, and their seeds. */
static int run_text(const cst_job *job, char **text, cst_error *error)
{
    cst_handout handout = {0};
    const int code = cst_handout_write(&handout, job, error);
    cst_page page;
    *text = NULL;
    if (code == 0 && cst_page_open(&page)) {
        (void)fprintf(page.out, "%016" PRIx64 "%016" PRIx64, (uint64_t)(handout.digest >> 64),
                      (uint64_t)handout.digest);
        for (uint32_t i = 0; i < job->cells; i++) {
            (void)fprintf(page.out, " %" PRIu64, job->cell[i]->seed);
        }
        *text = cst_page_close(&page);
    }
    cst_handout_free(&handout);
    return code != 0 || *text != NULL ? code : cst_error_memory(error, "what peers say");
}

static int open_record(cst_answering *answering, const cst_job *job, const cst_args *args,
                       cst_error *error)
{
    const char *made = cst_args_text(args, "record");
    const char *replayed = cst_args_text(args, "replay");
    char *run = NULL;
    if (made == NULL && replayed == NULL) {
        return 0;
    }
    int code = run_text(job, &run, error);
    if (code == 0) {
        code = made != NULL ? cst_testimony_make(&answering->record, made, run, error)
                            : cst_testimony_open(&answering->record, replayed, run, error);
    }
    free(run);
    return code;
}

/* Has the job's cells ask. */
static int open_hearing(cst_answering *answering, cst_job *job, bool replays, cst_error *error)
{
    const cst_outside *peers =
        answering->gateway != NULL ? cst_gateway_outside(answering->gateway) : NULL;
    const bool records = answering->record != NULL && !replays;
    answering->listener = (cst_outside){.self = answering,
                                        .ask = replays   ? recall
                                               : records ? keep
                                                         : NULL,
                                        .tell = records ? keep_outcomes : measure,
                                        .pair = pair};
    int code = cst_conduct_init(&answering->conduct, job->cell, job->cells, error);
    code = code != 0 ? code
                     : cst_hearing_open(&answering->hearing, peers, &answering->listener, error);
    if (code == 0) {
        cst_job_answer(job, cst_hearing_outside(answering->hearing));
    }
    return code;
}

int cst_answering_open(cst_answering *answering, cst_job *job, const cst_args *args,
                       cst_error *error)
{
    *answering = (cst_answering){0};
    if (!cst_run_is_external(job->cell, job->cells)) {
        return 0;
    }
    int code = cst_args_has(args, "listen") ? open_gateway(answering, job, args, error) : 0;
    code = code != 0 ? code : open_record(answering, job, args, error);
    return code != 0 ? code : open_hearing(answering, job, cst_args_has(args, "replay"), error);
}

int cst_answering_close(cst_answering *answering, cst_error *error)
{
    if (answering->hearing != NULL) { /* the record is to be whole, and peers to be let go */
        cst_interrupt_put_off();
    }
    const int code = cst_testimony_close(answering->record, error);
    cst_gateway_close(answering->gateway);
    cst_hearing_close(answering->hearing);
    cst_conduct_free(&answering->conduct);
    *answering = (cst_answering){0};
    return code;
}

/* --- What became of them --------------------------------------------------------------------- */

const char *cst_answering_kept(const cst_args *args)
{
    return cst_args_has(args, "record")   ? "; of the results nothing was kept, and of what peers "
                                            "said all is in the record"
           : cst_args_has(args, "listen") ? "; nothing was kept, --record FILE keeps what peers say"
           : cst_args_has(args, "replay") ? "; nothing was kept"
                                          : "; nothing was kept, --out FILE keeps what is finished";
}

void cst_answering_tell(const cst_answering *answering, const cst_job *job, cst_findings *findings)
{
    if (answering->gateway != NULL) {
        cst_gateway_end(answering->gateway); /* what peers did not take in is known then */
    }
    for (size_t i = 0; answering->hearing != NULL && i < findings->count; i++) {
        findings->finding[i].conduct = &answering->conduct.cell[job->index[i]];
    }
}

/* What is looked at, and where it goes. */
typedef struct looking {
    const cst_conduct *conduct;
    cst_live_peer *peer;
    size_t peers;
} looking;

/* Adds what a peer did in a cell to those of its name. */
static void add_peer(looking *of, const cst_conduct_peer *from)
{
    size_t at = 0;
    while (at < of->peers && strcmp(of->peer[at].name, from->name) != 0) {
        at++;
    }
    if (at == of->peers && at < CST_PEERS_MAX) {
        of->peer[of->peers++] = (cst_live_peer){.name = from->name};
    }
    for (int kind = 0; at < of->peers && kind < 2; kind++) {
        const cst_conduct_count *review = &from->review[kind];
        const cst_conduct_count *deed = &from->deed[kind];
        of->peer[at].asked += review->asked;
        of->peer[at].reported += review->reported;
        of->peer[at].deeds += deed->asked;
        of->peer[at].attacked += deed->reported;
        of->peer[at].abstained += review->abstained + deed->abstained;
        of->peer[at].unanswered += review->unanswered + deed->unanswered;
    }
    for (int g = 0; at < of->peers && g < CST_LINEAGES_MAX; g++) {
        of->peer[at].attacks[g] += from->attacks[g];
        of->peer[at].missed[g] += from->missed[g];
    }
}

static void look(void *self)
{
    looking *of = self;
    for (uint32_t i = 0; i < of->conduct->cells; i++) {
        const cst_conduct_cell *cell = &of->conduct->cell[i];
        for (uint32_t k = 0; k < cell->peers; k++) {
            add_peer(of, &cell->peer[k]);
        }
    }
}

size_t cst_answering_look(const cst_answering *answering, cst_live_peer peer[CST_PEERS_MAX])
{
    looking of = {.conduct = &answering->conduct, .peer = peer};
    cst_peer_tally tally;
    const char *name;
    if (answering->hearing != NULL) {
        cst_hearing_look(answering->hearing, look, &of);
    }
    for (uint32_t i = 0; answering->gateway != NULL &&
                         (name = cst_gateway_tally(answering->gateway, i, &tally)) != NULL;
         i++) {
        for (size_t k = 0; k < of.peers; k++) {
            peer[k].lost += strcmp(peer[k].name, name) == 0 ? tally.lost : 0;
        }
    }
    return of.peers;
}

void cst_answering_warn(const cst_answering *answering)
{
    cst_live_peer peer[CST_PEERS_MAX];
    uint64_t asked = 0;
    uint64_t unanswered = 0;
    const size_t peers = cst_answering_look(answering, peer);
    for (size_t i = 0; i < peers; i++) {
        asked += peer[i].asked + peer[i].deeds;
        unanswered += peer[i].unanswered;
    }
    if (unanswered > 0) {
        cst_flow_message(stderr,
                         "peers gave no answer to %s of the %s tasks that they were asked about: "
                         "these count as abstentions",
                         cst_show_count(unanswered).text, cst_show_count(asked).text);
    }
}

static double latency_of(const cst_peer_tally *tally)
{
    return tally->batches > 0 ? 1e3 * tally->seconds / (double)tally->batches : (double)NAN;
}

static uint64_t refusals(const uint64_t refused[CST_PEER_CAUSES])
{
    uint64_t all = 0;
    for (int cause = 0; cause < CST_PEER_CAUSES; cause++) {
        all += refused[cause];
    }
    return all;
}

void cst_answering_print(FILE *out, const cst_answering *answering)
{
    static const char *const titles[] = {"peer",   "batches", "mean ms", "slowest",
                                         "untold", "refused", "lost"};
    cst_table table = {.keys = 1};
    cst_peer_tally of;
    const char *name;
    if (answering->gateway == NULL) {
        return;
    }
    cst_table_columns(&table, titles, sizeof titles / sizeof titles[0]);
    for (uint32_t i = 0; (name = cst_gateway_tally(answering->gateway, i, &of)) != NULL; i++) {
        cst_table_texts(&table, &name, 1);
        cst_table_count(&table, of.batches);
        cst_table_number(&table, latency_of(&of), 3);
        cst_table_number(&table, 1e3 * of.slowest, 3);
        cst_table_count(&table, of.untold);
        cst_table_count(&table, refusals(of.refused));
        cst_table_count(&table, of.lost);
    }
    fputc('\n', out);
    cst_table_end(&table, out);
    cst_gateway_strangers(answering->gateway, of.refused);
    if (refusals(of.refused) > 0) {
        cst_flow_line(out, "Refused of connections that were no peer's: %s.",
                      cst_show_count(refusals(of.refused)).text);
    }
    cst_flow_line(out, "Peers outside answered: what they say may differ from run to run, so %s.",
                  answering->record != NULL
                      ? "this run can be repeated with --replay alone"
                      : "this run cannot be repeated; --record FILE keeps it");
}

static void refused_json(cst_json *json, const char *name, const uint64_t refused[CST_PEER_CAUSES])
{
    cst_json_open(json, name, '{');
    for (int cause = 0; cause < CST_PEER_CAUSES; cause++) {
        cst_json_count(json, cst_peer_cause_name((cst_peer_cause)cause), refused[cause]);
    }
    cst_json_close(json, '}');
}

void cst_answering_print_json(cst_json *json, const cst_answering *answering)
{
    cst_peer_tally of;
    const char *name;
    if (answering == NULL || answering->gateway == NULL) {
        return;
    }
    cst_json_open(json, "peers", '[');
    for (uint32_t i = 0; (name = cst_gateway_tally(answering->gateway, i, &of)) != NULL; i++) {
        cst_json_open(json, NULL, '{');
        cst_json_text(json, "peer", name);
        cst_json_count(json, "batches", of.batches);
        cst_json_number(json, "mean_ms", latency_of(&of), 6);
        cst_json_number(json, "slowest_ms", 1e3 * of.slowest, 6);
        cst_json_count(json, "told", of.told);
        cst_json_count(json, "untold", of.untold);
        cst_json_count(json, "lost", of.lost);
        refused_json(json, "refused", of.refused);
        cst_json_close(json, '}');
    }
    cst_json_close(json, ']');
    cst_gateway_strangers(answering->gateway, of.refused);
    refused_json(json, "strangers", of.refused);
}
