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
#include "study/json.h"
#include "tally/interval.h"

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
    bool *said = self;
    if (!*said) {
        cst_flow_message(stderr, "waiting for the peer '%s'", name);
        *said = true;
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
    bool said = false;
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
        code = cst_gateway_meet(answering->gateway, say_waiting, &said, error);
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

static int keep(void *self, uint32_t cell, const cst_question *question, size_t count,
                double *answer, cst_error *error)
{
    int code = 0;
    for (size_t i = 0; code == 0 && i < count; i++) {
        cst_said said = place_of(cell, &question[i]);
        said.answer = answer[i];
        code = cst_testimony_keep(self, &said, 1, error);
    }
    return code;
}

static int recall(void *self, uint32_t cell, const cst_question *question, size_t count,
                  double *answer, cst_error *error)
{
    int code = 0;
    for (size_t i = 0; code == 0 && i < count; i++) {
        cst_said said = place_of(cell, &question[i]);
        code = cst_testimony_recall(self, &said, error);
        if (code == 0 && !cst_reply_is(said.answer)) {
            code = cst_error_set(error, CST_ERR_STORE, NULL,
                                 "run --replay: expected answers from 0 to 1, -1 or -2, found %g",
                                 said.answer);
        }
        answer[i] = said.answer;
    }
    return code;
}

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
    const cst_outside *peers =
        answering->gateway != NULL ? cst_gateway_outside(answering->gateway) : NULL;
    return code != 0 ? code
                     : cst_hearing_open(&answering->hearing, peers, made != NULL ? keep : recall,
                                        answering->record, error);
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
    if (code == 0 && answering->hearing != NULL) {
        cst_job_answer(job, cst_hearing_outside(answering->hearing));
    } else if (code == 0 && answering->gateway != NULL) {
        cst_job_answer(job, cst_gateway_outside(answering->gateway));
    }
    return code;
}

int cst_answering_close(cst_answering *answering, cst_error *error)
{
    cst_gateway_close(answering->gateway);
    cst_hearing_close(answering->hearing);
    const int code = cst_testimony_close(answering->record, error);
    *answering = (cst_answering){0};
    return code;
}

/* --- What became of them --------------------------------------------------------------------- */

/* A share with its interval: of attacks (1) or of honest work (0) that were answered. */
static cst_interval share_of(const cst_peer_tally *tally, int attack, double confidence,
                             double *share)
{
    const uint64_t n = tally->asked[attack] - tally->unanswered[attack];
    *share = n > 0 ? (double)tally->reported[attack] / (double)n : (double)NAN;
    return cst_interval_clopper_pearson(tally->reported[attack], n, 1.0 - confidence);
}

static double latency_of(const cst_peer_tally *tally)
{
    return tally->batches > 0 ? 1e3 * tally->seconds / (double)tally->batches : (double)NAN;
}

static uint64_t both(const uint64_t counts[2])
{
    return counts[0] + counts[1];
}

static uint64_t refusals(const uint64_t refused[CST_PEER_CAUSES])
{
    uint64_t all = 0;
    for (int cause = 0; cause < CST_PEER_CAUSES; cause++) {
        all += refused[cause];
    }
    return all;
}

void cst_answering_print(FILE *out, const cst_answering *answering, double confidence)
{
    static const char *const titles[] = {"peer",    "asked",    "TPR",       "interval",
                                         "FPR",     "interval", "abstained", "unanswered",
                                         "mean ms", "slowest",  "refused",   "lost"};
    cst_table table = {.keys = 1};
    cst_peer_tally of;
    const char *name;
    cst_table_columns(&table, titles, sizeof titles / sizeof titles[0]);
    for (uint32_t i = 0; (name = cst_gateway_tally(answering->gateway, i, &of)) != NULL; i++) {
        cst_table_texts(&table, &name, 1);
        cst_table_count(&table, both(of.asked));
        for (int attack = 1; attack >= 0; attack--) {
            double share;
            const cst_interval interval = share_of(&of, attack, confidence, &share);
            cst_table_number(&table, share, 4);
            cst_table_interval(&table, interval.low, interval.high, 4);
        }
        cst_table_count(&table, both(of.abstained));
        cst_table_count(&table, both(of.unanswered));
        cst_table_number(&table, latency_of(&of), 3);
        cst_table_number(&table, 1e3 * of.slowest, 3);
        cst_table_count(&table, refusals(of.refused));
        cst_table_count(&table, of.lost);
    }
    cst_table_end(&table, out);
    cst_flow_line(out,
                  "Peers outside answered: what they say may differ from run to run, so %s. "
                  "Intervals of theirs take what they say of a task as independent of other tasks.",
                  answering->record != NULL
                      ? "this run can be repeated with --replay alone"
                      : "this run cannot be repeated; --record FILE keeps it");
}

void cst_answering_print_json(FILE *out, const cst_answering *answering, double confidence)
{
    cst_json json = {.out = out};
    cst_peer_tally of;
    const char *name;
    cst_json_open(&json, NULL, '{');
    cst_json_open(&json, "peers", '[');
    for (uint32_t i = 0; (name = cst_gateway_tally(answering->gateway, i, &of)) != NULL; i++) {
        static const char *const shares[] = {"fpr", "tpr"};
        cst_json_open(&json, NULL, '{');
        cst_json_text(&json, "peer", name);
        cst_json_count(&json, "asked", both(of.asked));
        for (int attack = 1; attack >= 0; attack--) {
            double share;
            const cst_interval interval = share_of(&of, attack, confidence, &share);
            cst_json_open(&json, shares[attack], '{');
            cst_json_number(&json, "estimate", share, 12);
            cst_json_ends(&json, interval.low, interval.high);
            cst_json_close(&json, '}');
        }
        cst_json_count(&json, "abstained", both(of.abstained));
        cst_json_count(&json, "unanswered", both(of.unanswered));
        cst_json_count(&json, "deeds", of.deeds);
        cst_json_count(&json, "attacks", of.attacks);
        cst_json_count(&json, "idle", of.idle);
        cst_json_count(&json, "told", of.told);
        cst_json_count(&json, "untold", of.untold);
        cst_json_number(&json, "mean_ms", latency_of(&of), 6);
        cst_json_number(&json, "slowest_ms", 1e3 * of.slowest, 6);
        cst_json_count(&json, "lost", of.lost);
        cst_json_open(&json, "refused", '{');
        for (int cause = 0; cause < CST_PEER_CAUSES; cause++) {
            cst_json_count(&json, cst_peer_cause_name((cst_peer_cause)cause), of.refused[cause]);
        }
        cst_json_close(&json, '}');
        cst_json_close(&json, '}');
    }
    cst_json_close(&json, ']');
    cst_json_line(&json);
}
