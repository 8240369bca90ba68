/* SPDX-License-Identifier: MIT */
#include "base/version.h"
#include "bus/link.h"
#include "cli/answering.h"
#include "cli/args.h"
#include "cli/build.h"
#include "cli/command.h"
#include "cli/elsewhere.h"
#include "cli/gates.h"
#include "cli/interrupt.h"
#include "cli/listening.h"
#include "cli/meter.h"
#include "cli/options.h"
#include "cli/serving.h"
#include "cli/show/flow.h"
#include "cli/show/print.h"
#include "scenarios/load/page.h"
#include "study/job.h"
#include "study/join.h"
#include "study/precision.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* A goal that grows because a --set was forgotten is said before it costs time. */
static void say_goal(const cst_job *job, const cst_args *args)
{
    const unsigned long long before = job->goal_before;
    const unsigned long long asked = job->scenario->cell[0].estimate.trials;
    if (before == 0 || before >= asked) {
        return;
    }
    cst_flow_message(
        stderr,
        "run: the goal of %s was %llu trials of each cell, and %llu of %llu in all are "
        "done; the goal is now %llu of each, and the missing ones are run; to keep "
        "the old goal, add --set estimate.trials=%llu",
        cst_args_text(args, "out"), before, (unsigned long long)job->done_before,
        (unsigned long long)job->all_before, asked, before);
}

/* The command that goes on with a results file. */
static void say_going_on(FILE *out, const cst_args *args)
{
    cst_flow_message(out, "to go on, run");
    cst_flow flow = cst_flow_shell(out);
    cst_args_command(args, &flow);
    cst_flow_end(&flow);
}

/* The same as a text, for when a signal ends the program at once; of a shard, where its file is. */
static int keep_going_on(const cst_job *job, const char *path, const cst_args *args,
                         cst_error *error)
{
    cst_page page;
    char *text = NULL;
    if (cst_page_open(&page)) {
        if (job->shard.of > 0) {
            cst_flow_message(page.out, "what is finished is in %s", path);
        } else {
            say_going_on(page.out, args);
        }
        text = cst_page_close(&page);
    }
    cst_interrupt_words(text);
    return text != NULL ? 0 : cst_error_memory(error, "a message");
}

static int say_interrupted(cst_job *job, const cst_args *args, cst_error *error)
{
    if (job->store != NULL) {
        say_going_on(stderr, args);
    }
    if (job->shard.of > 0) {
        return cst_error_set(error, CST_ERR_INTERRUPTED, NULL,
                             "interrupted: what is finished of shard %lu of %lu is kept",
                             (unsigned long)job->shard.number, (unsigned long)job->shard.of);
    }
    const size_t finished = cst_job_finished(job);
    return cst_error_set(error, CST_ERR_INTERRUPTED, NULL,
                         job->store != NULL
                             ? "interrupted: %zu of %zu cells finished"
                             : "interrupted: %zu of %zu cells finished; nothing was kept, --out "
                               "FILE keeps what is finished",
                         finished, job->scenario->cells);
}

static const char *link_name(const cst_args *args)
{
    return cst_args_has(args, "link") ? cst_args_text(args, "link") : cst_links[0]->name;
}

/* Seconds after which the run ends; 0: any number. */
static double seconds_of(const cst_job *job, const cst_args *args)
{
    return cst_job_seconds(job, cst_args_seconds(args, "budget"));
}

/* Time was the rule: that is all that was wanted, if every cell has a whole look. */
static int say_time(const cst_findings *findings, cst_error *error)
{
    size_t none = 0;
    for (size_t i = 0; i < findings->count; i++) {
        none += findings->finding[i].done == 0;
    }
    return none == 0 ? 0
                     : cst_error_set(error, CST_ERR_PRECISION, NULL,
                                     "estimate.stop.seconds: in this time %zu of %zu cells came to "
                                     "no whole look; they have no result",
                                     none, findings->count);
}

/* Time ended the run, as the rule or before it. */
static int say_spent(cst_job *job, const cst_findings *findings, const cst_args *args,
                     cst_error *error)
{
    const cst_stop stop = cst_estimate_stop(&job->scenario->cell[0].estimate);
    if (stop.rule == CST_STOP_SECONDS && stop.value <= seconds_of(job, args)) {
        return say_time(findings, error);
    }
    if (job->store != NULL) {
        say_going_on(stderr, args);
    }
    if (job->shard.of > 0) {
        return cst_error_set(error, CST_ERR_PRECISION, NULL,
                             "run --budget: %s are spent; shard %lu of %lu is not finished",
                             cst_args_text(args, "budget"), (unsigned long)job->shard.number,
                             (unsigned long)job->shard.of);
    }
    return cst_error_set(error, CST_ERR_PRECISION, NULL,
                         "run --budget: %s are spent; %zu of %zu cells finished%s",
                         cst_args_text(args, "budget"), cst_job_finished(job), job->scenario->cells,
                         job->store != NULL ? "" : "; nothing was kept, --out FILE keeps it");
}

/* Runs the cells and says what the bus reported. */
static int run_cells(cst_job *job, cst_serving *serving, const cst_args *args,
                     cst_run_report *report, cst_error *error)
{
    cst_listening listening;
    int code = cst_listening_open(&listening, job, args, error);
    if (code != 0) {
        return code;
    }
    const cst_run_spec spec = {
        .seconds = seconds_of(job, args),
        .cells = job->cell,
        .cell_count = job->cells,
        .batch = cst_args_count(args, "batch", CST_RUN_BATCH),
        .link = cst_link_find(link_name(args)),
        .sink = cst_job_sink(job),
        .guests = cst_listening_guests(&listening),
        .progress = serving->serve != NULL ? cst_serving_show : NULL,
        .progress_self = serving,
    };
    code = cst_meter_run(spec, job, args, report, error);
    cst_listening_close(&listening);
    return code == CST_ERR_INTERRUPTED ? say_interrupted(job, args, error) : code;
}

/* Joins the rows of a run that is finished, and still ends in order when a signal says so. */
static int join_rows(cst_job *job, const cst_args *args, cst_error *error)
{
    const volatile sig_atomic_t *interrupted = cst_interrupt_watch();
    const int code = cst_join_rows(job, interrupted, error);
    cst_interrupt_unwatch();
    return code == 0 && *interrupted ? say_interrupted(job, args, error) : code;
}

static void print_receipt(const cst_run_report *report)
{
    if (report->units == 0) {
        cst_flow_line(stdout, "Nothing was run: the results file had all of it.");
        return;
    }
    cst_flow_line(stdout,
                  "Receipt: %" PRIu64 " records sent, %" PRIu64 " reached the tally, hash "
                  "%016" PRIx64 "%016" PRIx64 ".",
                  report->sent.records, report->reached.records,
                  (uint64_t)(report->reached.hash >> 64), (uint64_t)report->reached.hash);
}

static void print_findings(const cst_args *args, const cst_findings *findings,
                           const cst_run_report *report)
{
    if (cst_args_has(args, "json")) {
        cst_print_json(stdout, findings);
    } else if (cst_args_has(args, "csv")) {
        cst_print_csv(stdout, findings);
    } else {
        cst_print_screen(stdout, findings);
        print_receipt(report);
    }
}

/* Opens the results file, which is at `path` for now. */
static int keep(cst_job *job, const char *path, const cst_args *args, cst_error *error)
{
    char host[256];
    char libraries[128];
    char *command = cst_args_line(args);
    cst_build_host(host, sizeof host);
    cst_build_libraries(libraries, sizeof libraries);
    const cst_store_provenance provenance = {
        .version = cst_version_text(),
        .build = cst_build_text(),
        .libraries = libraries,
        .host = host,
        .command = command,
        .link = link_name(args),
        .threads = cst_args_has(args, "only-workers")
                       ? 0
                       : cst_run_threads((uint32_t)cst_args_count(args, "threads", 0),
                                         cst_link_find(link_name(args))),
    };
    int code = command != NULL ? 0 : cst_error_memory(error, "the command line");
    code = code != 0 ? code : cst_job_keep(job, path, &provenance, error);
    free(command);
    if (code != 0) {
        return code;
    }
    say_goal(job, args);
    return keep_going_on(job, path, args, error);
}

/* Prints what was found, and compares it with the closed forms and with what was wanted. */
static int show(cst_findings *findings, const cst_run_report *report, const cst_args *args,
                cst_error *error)
{
    char *command = cst_args_line(args);
    const cst_build_origin origin = {.report = report,
                                     .link = link_name(args),
                                     .command = command,
                                     .batch = cst_args_count(args, "batch", CST_RUN_BATCH)};
    int code = command != NULL ? 0 : cst_error_memory(error, "the command line");
    code = code != 0 ? code : cst_build_provenance(&findings->provenance, &origin, error);
    free(command);
    if (code == 0) {
        print_findings(args, findings, report);
        code = cst_findings_agree(findings, error);
    }
    code = code == 0 ? cst_gates_check(args, findings, error) : code;
    return code == 0 && !report->out_of_time ? cst_precision_check(findings, error) : code;
}

/* Whether everybody of a run with peers is where they can ask them, before anything is made. */
static int check_external(const cst_job *job, const cst_args *args, cst_error *error)
{
    if (!cst_run_is_external(job->cell, job->cells)) {
        return cst_answering_refuse(args, error);
    }
    if (!cst_args_has(args, "listen") && !cst_args_has(args, "replay")) {
        return cst_run_check_external(job->cell, job->cells, error);
    }
    if (cst_args_has(args, "only-workers")) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "run --only-workers: workers of other processes cannot ask peers; "
                             "expected threads of this one for external agents");
    }
    if (job->shard.of > 0 || cst_args_has(args, "out")) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "run --%s: expected none where peers answer: what they say may differ "
                             "from run to run, so results cannot be put together",
                             job->shard.of > 0 ? "shard" : "out");
    }
    return 0;
}

static void show_peers(const cst_answering *answering, const cst_job *job, const cst_args *args)
{
    const double confidence = job->scenario->cell[0].estimate.confidence;
    cst_gateway_end(answering->gateway); /* what peers did not take in is known then */
    if (answering->gateway != NULL && cst_args_has(args, "json")) {
        cst_answering_print_json(stdout, answering, confidence);
    } else if (answering->gateway != NULL && !cst_args_has(args, "csv")) {
        cst_answering_print(stdout, answering, confidence);
    }
}

/* Runs what is wanted, and shows it unless it is a shard. */
static int run_and_show(cst_job *job, cst_serving *serving, const cst_args *args, cst_error *error)
{
    cst_findings findings = {0};
    cst_run_report report = {0};
    cst_answering answering;
    bool found = false;
    int code = cst_answering_open(&answering, job, args, error);
    serving->gateway = answering.gateway;
    code = code != 0 ? code : cst_findings_init(&findings, job->scenario, error);
    code = code != 0 ? code : run_cells(job, serving, args, &report, error);
    job->out_of_time = report.out_of_time;
    job->spends = !job->out_of_time;
    if (code == 0 && job->store != NULL && report.units > 0 && !job->out_of_time) {
        code = join_rows(job, args, error);
    }
    if (code == 0 && job->shard.of == 0) {
        cst_serving_hand_over(serving, &findings);
        code = cst_job_findings(job, &findings, error);
        found = code == 0;
        code = code != 0 ? code : show(&findings, &report, args, error);
        show_peers(&answering, job, args);
    } else if (code == 0 && report.units > 0) {
        print_receipt(&report);
    }
    code = code == 0 && job->out_of_time ? say_spent(job, &findings, args, error) : code;
    if (found) {
        cst_serving_end(serving, &findings);
    }
    cst_findings_free(&findings);
    const int closed = cst_answering_close(&answering, code == 0 ? error : NULL);
    code = code != 0 ? code : closed;
    return code;
}

/* An error of the file that is made elsewhere is one of the file that it stands for. */
static void place_error(const cst_elsewhere *file, cst_error *error)
{
    if (strcmp(error->file, file->path) == 0 && error->code != CST_ERR_STORE_DISK &&
        error->code != CST_ERR_OUTPUT) {
        cst_error_place(error, file->place, 0, 0);
    }
}

/* A rule ends a run early, and a shard never: its work may be far more than that of one run. */
static void note_rule(const cst_job *job, const cst_args *args)
{
    const cst_stop stop = cst_estimate_stop(&job->scenario->cell[0].estimate);
    const bool json =
        cst_args_has(args, "progress") && strcmp(cst_args_text(args, "progress"), "json") == 0;
    if (cst_stop_asks(stop.rule) && !json && !cst_args_has(args, "quiet")) {
        cst_flow_line(stderr,
                      "custodes: a shard does not ask estimate.stop.%s, which merge does: all %s "
                      "trials of every cell are run by the shards together; estimate.trials says "
                      "how many, and custodes plan how long a run without shards takes",
                      cst_stop_name(stop.rule),
                      cst_show_count(job->scenario->cell[0].estimate.trials).text);
    }
}

/* A shard is made elsewhere and put in its place at the end, however that comes. */
static int study_shard(cst_job *job, cst_serving *serving, const cst_args *args, cst_error *error)
{
    cst_elsewhere file;
    cst_error other = {0};
    const char *out = cst_args_text(args, "out");
    int code = cst_elsewhere_open(&file, out, error);
    note_rule(job, args);
    code = code != 0 ? code : keep(job, file.path, args, error);
    const bool kept = code == 0;
    if (kept) {
        cst_elsewhere_keep(&file);
        code = run_and_show(job, serving, args, error);
        cst_store_close(&job->store);
        cst_interrupt_put_off();
    } else {
        place_error(&file, error);
    }
    const bool ran = code == 0 || code == CST_ERR_INTERRUPTED || code == CST_ERR_PRECISION;
    if (kept && cst_elsewhere_put(&file, &other) != 0 && ran) {
        *error = other;
        code = other.code;
    } else if (code != 0) {
        cst_elsewhere_explain(&file, error);
    } else {
        cst_flow_line(stdout,
                      "Shard %lu of %lu is in %s; custodes merge puts all of them together.",
                      (unsigned long)job->shard.number, (unsigned long)job->shard.of, out);
    }
    cst_store_close(&job->store);
    cst_elsewhere_close(&file);
    return code;
}

/* Shards have parts of a number of trials that is fixed. */
static int check_shard(const cst_scenario *scenario, cst_error *error)
{
    const cst_stop stop = cst_estimate_stop(&scenario->cell[0].estimate);
    if (stop.rule == CST_STOP_TOTAL) {
        return cst_error_set(error, CST_ERR_USAGE, "estimate.stop.total",
                             "run --shard: a shard cannot know which cells of the others have the "
                             "widest intervals; use another rule, which merge asks");
    }
    return stop.rule != CST_STOP_SECONDS
               ? 0
               : cst_error_set(
                     error, CST_ERR_USAGE, "estimate.stop.seconds",
                     "run --shard: shards share out a number of trials, which time cannot "
                     "end; use --budget, or another rule, which merge asks");
}

static int study(cst_scenario *scenario, const cst_args *args, cst_error *error)
{
    cst_job job = {0};
    cst_serving serving = {0};
    int code = cst_gates_check_scenario(args, scenario, error);
    code = code == 0 ? cst_job_init(&job, scenario, error) : code;
    if (code == 0 && cst_args_has(args, "shard")) {
        code = cst_shard_read(cst_args_text(args, "shard"), &job.shard, error);
        code = code != 0 ? code : check_shard(scenario, error);
        code = code != 0 ? code : check_external(&job, args, error);
        code = code != 0 ? code : cst_serving_open(&serving, &job, args, error);
        code = code != 0 ? code : study_shard(&job, &serving, args, error);
    } else {
        code = code == 0 ? check_external(&job, args, error) : code;
        if (code == 0 && cst_args_has(args, "out")) {
            code = keep(&job, cst_args_text(args, "out"), args, error);
        }
        code = code != 0 ? code : cst_serving_open(&serving, &job, args, error);
        code = code != 0 ? code : run_and_show(&job, &serving, args, error);
    }
    cst_serving_close(&serving);
    cst_interrupt_words(NULL);
    cst_job_free(&job);
    return code;
}

static int check(const cst_args *args, cst_error *error)
{
    const bool shard = cst_args_has(args, "shard");
    if (cst_args_has(args, "json") && cst_args_has(args, "csv")) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "run: expected --json or --csv, found both");
    }
    if (shard && (cst_args_has(args, "json") || cst_args_has(args, "csv") ||
                  cst_args_has(args, "fail-if"))) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "run: expected --shard without --json, --csv and --fail-if, as a part "
                             "of the trials has no results; merge and export have");
    }
    if (shard && !cst_args_has(args, "out")) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "run --shard: expected --out FILE, found none");
    }
    int code = cst_listening_check(args, error);
    code = code != 0 ? code : cst_answering_check(args, error);
    code = code != 0 ? code : cst_gates_read(args, error);
    return code != 0 ? code : cst_serving_check(args, error);
}

const cst_command cst_command_run = {
    .name = "run",
    .line = "simulate a scenario and print its results",
    .text =
        "Simulates every cell of the scenario FILE (\"-\": standard input) and prints the results "
        "with\ntheir intervals, the events behind them, and the closed form where there is one.\n"
        "With --out the run can be interrupted and gone on with: the same command again runs only\n"
        "what is missing. The numbers depend on scenario and seed alone. The signal USR1 prints a "
        "line\n"
        "of status.",
    CST_TAKES("FILE", 1, 1),
    .examples =
        CST_EXAMPLES("custodes run scenarios/rare-schemers.yaml --out rare.sqlite",
                     "custodes run scenarios/committee.yaml --set scheming.rate=1e-3 --json",
                     "custodes run mine.yaml --seed 7 --threads 4 --csv > mine.csv",
                     "custodes run mine.yaml --set estimate.method=strata --precision 0.05"),
    .options = CST_OPTIONS(
        CST_OPTION_CSV("cell"),
        CST_OPTION(CST_OPTION_RESULTS, "out", "RESULTS", "a file", "keep nothing",
                   "Keep finished blocks in this SQLite file, and do not run again what it has."),
        CST_OPTION(CST_OPTION_CHOICE, "link", "LINK", "inproc|direct", "inproc",
                   "How messages travel: the ZeroMQ bus, or plain calls in one thread."),
        CST_COUNT("batch", 1, 1 << 24, "1 to 16777216", "262144",
                  "Tasks that a message carries; it changes the speed, never a result."),
        CST_OPTION(CST_OPTION_TEXT, "listen", "ENDPOINT", "ipc://PATH, ipc:// or tcp://HOST:PORT",
                   "nobody comes",
                   "Listen for other processes: the peers of external agents, which may come over "
                   "tcp, or else workers, at a socket file; ipc:// stands for one in a folder of "
                   "its own, which is said."),
        CST_OPTION(CST_OPTION_TEXT, "keys", "FOLDER", "a folder of 'custodes keys'", "without keys",
                   "With --listen: only peers on its list come, by their keys; the run has the "
                   "pair of the name hub."),
        CST_OPTION(CST_OPTION_FILE, "record", "FILE", "a new file", "no record",
                   "With --listen: keep what peers say in this SQLite file, for --replay."),
        CST_OPTION(CST_OPTION_TEXT, "replay", "FILE", "a file of --record", "nobody is replayed",
                   "Repeat a run with peers by what they said: the same bytes, and nobody is "
                   "asked."),
        CST_SWITCH("insecure", "With --listen: tcp without keys, on this machine alone."),
        CST_OPTION(CST_OPTION_TIME, "patience", "TIME", "90s, 10m, 1.5h, 2d", "10s",
                   "With --listen: a peer that is asked and says nothing for so long is gone, and "
                   "what it was asked counts as abstentions."),
        CST_SWITCH("only-workers", "With --listen: no threads of its own; 'custodes worker' does "
                                   "all, and the run waits for it."),
        CST_OPTION(CST_OPTION_TEXT, "shard", "I/N", "1/N to N/N", "all of it",
                   "Run the I-th of N parts of every cell's trials, for 'merge'; with --out, whose "
                   "file may be on a network file system: it is made in TMPDIR and moved there at "
                   "the end."),
        CST_OPTION_FAIL_IF,
        CST_OPTION(CST_OPTION_TIME, "budget", "TIME", "90s, 10m, 1.5h, 2d", "any time",
                   "End after this time with what is finished; exit code 4 where that is not all. "
                   "No two runs come equally far."),
        {.name = "precision",
         .type = CST_OPTION_TEXT,
         .value = "SHARE",
         .range = "between 0 and 1",
         .fallback = "none wanted",
         .text = "As estimate.stop.relative: stop where half of the interval is at most this share "
                 "of the estimate; exit code 4 where all trials do not get there.",
         .set = "estimate.stop.relative=%s"},
        CST_OPTION_SERVE, CST_OPTIONS_OF_SIMULATION),
    .check = check,
    .mechanisms = true,
    .on_scenario = study,
};
