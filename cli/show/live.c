/* SPDX-License-Identifier: MIT
 * A run under way, for programs: JSON, metrics. */
#include "cli/show/live.h"

#include "base/letters.h"
#include "base/version.h"
#include "cli/show/print.h"

#include <ctype.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

/* A finding that has something to say, with its place in the sweep. */
static const cst_finding *told(const cst_live *live, size_t place)
{
    const cst_finding *finding = &live->findings->finding[place];
    return finding->done > 0 ? finding : NULL;
}

static size_t places(const cst_live *live)
{
    return live->findings != NULL ? live->findings->count : 0;
}

/* --- JSON ------------------------------------------------------------------------------------ */

static void place_json(cst_json *json, const cst_live *live, const cst_scenario_cell *cell)
{
    cst_json_count(json, "position", (uint64_t)(cell - live->scenario->cell));
    cst_finding_place_json(json, "at", live->scenario, cell);
}

void cst_live_progress_json(cst_json *json, const cst_live *live)
{
    const double left = live->seconds_left;
    cst_json_count(json, "cells_done", live->cells_done);
    cst_json_count(json, "cells_all", live->cells_all);
    cst_json_count(json, "tasks_done", live->tasks_done);
    cst_json_count(json, "tasks_all", live->tasks_all);
    cst_json_number(json, "seconds", floor(1e3 * live->seconds + 0.5) / 1e3, 12);
    cst_json_number(json, "seconds_left",
                    left >= 0.0 ? floor(10.0 * left + 0.5) / 10.0 : (double)NAN, 12);
    cst_json_text(json, "state", live->ended ? "ended" : "running");
    cst_json_count(json, "cells_running", live->running);
    cst_json_open(json, "cells", '[');
    for (uint32_t i = 0; i < live->running && i < CST_LIVE_RUNNING; i++) {
        const cst_live_cell *of = &live->cell[i];
        cst_json_open(json, NULL, '{');
        place_json(json, live, of->cell);
        cst_json_count(json, "done", of->done);
        cst_json_count(json, "all", of->all);
        cst_json_count(json, "escaped", of->escaped);
        cst_json_close(json, '}');
    }
    cst_json_close(json, ']');
}

static void finding_json(cst_json *json, const cst_live *live, const cst_finding *finding)
{
    const cst_result_kind main = cst_finding_main(finding->cell);
    const cst_result result = cst_finding_result(finding, main);
    cst_json_open(json, NULL, '{');
    place_json(json, live, finding->cell);
    cst_json_count(json, "trials", finding->done);
    cst_json_flag(json, "ended", cst_finding_ended(finding));
    cst_json_open(json, "results", '{');
    if (result.method != NULL) {
        cst_print_result_json(json, finding, main);
    }
    cst_json_close(json, '}');
    cst_print_exact_json(json, finding);
    cst_json_close(json, '}');
}

static void peer_json(cst_json *json, const cst_live_peer *peer)
{
    cst_json_open(json, NULL, '{');
    cst_json_text(json, "peer", peer->name);
    cst_json_count(json, "asked", peer->asked);
    cst_json_count(json, "reported", peer->reported);
    cst_json_count(json, "abstained", peer->abstained);
    cst_json_count(json, "deeds", peer->deeds);
    cst_json_count(json, "attacked", peer->attacked);
    cst_json_count(json, "unanswered", peer->unanswered);
    cst_json_count(json, "lost", peer->lost);
    cst_json_close(json, '}');
}

void cst_live_status(FILE *out, const cst_live *live)
{
    cst_json json = {.out = out};
    cst_json_open(&json, NULL, '{');
    cst_json_text(&json, "scenario", live->scenario->file);
    cst_json_text(&json, "version", cst_version_text());
    cst_live_progress_json(&json, live);
    cst_json_open(&json, "receipt", '{');
    cst_json_count(&json, "units", live->units);
    cst_json_count(&json, "sent", live->sent);
    cst_json_count(&json, "reached", live->reached);
    cst_json_count(&json, "repeats", live->repeats);
    cst_json_close(&json, '}');
    cst_json_open(&json, "workers", '{');
    cst_json_count(&json, "came", live->came);
    cst_json_count(&json, "lost", live->lost);
    cst_json_count(&json, "leased_again", live->again);
    cst_json_close(&json, '}');
    cst_json_open(&json, "results", '[');
    for (size_t i = 0; i < places(live); i++) {
        if (told(live, i) != NULL) {
            finding_json(&json, live, told(live, i));
        }
    }
    cst_json_close(&json, ']');
    if (live->peers > 0) {
        cst_json_open(&json, "peers", '[');
        for (size_t i = 0; i < live->peers; i++) {
            peer_json(&json, &live->peer[i]);
        }
        cst_json_close(&json, ']');
    }
    cst_json_line(&json);
}

/* --- Metrics --------------------------------------------------------------------------------- */

static void put_metric(FILE *out, const char *name, const char *type, const char *help)
{
    fprintf(out, "# HELP custodes_%s %s\n# TYPE custodes_%s %s\n", name, help, name, type);
}

static void put_count(FILE *out, const char *name, const char *type, const char *help,
                      uint64_t count)
{
    put_metric(out, name, type, help);
    fprintf(out, "custodes_%s %" PRIu64 "\n", name, count);
}

/* The name of a key, which has dots, as one of a label. */
static void put_label_name(FILE *out, const char *key)
{
    for (; *key != '\0'; key++) {
        fputc(isalnum((unsigned char)*key) ? *key : '_', out);
    }
}

static void put_label(FILE *out, const char *name, const char *value)
{
    put_label_name(out, name);
    fputs("=\"", out);
    for (cst_letter letter; (letter = cst_letters_first(value)).bytes > 0; value += letter.bytes) {
        if (!letter.shown) {
            fputc(CST_LETTERS_HIDDEN, out);
        } else if (*value == '"' || *value == '\\') {
            fprintf(out, "\\%c", *value);
        } else {
            fwrite(value, 1, letter.bytes, out);
        }
    }
    fputc('"', out);
}

/* What a sample of a cell is of. */
static void put_cell_labels(FILE *out, const cst_live *live, const cst_scenario_cell *cell)
{
    fprintf(out, "{position=\"%zu\",", (size_t)(cell - live->scenario->cell));
    put_label(out, "result", cst_result_name(cst_finding_main(cell)));
    for (size_t i = 0; i < live->scenario->axes; i++) {
        fputc(',', out);
        put_label(out, live->scenario->axis[i].key, cell->at[i]);
    }
    fputs("} ", out);
}

/* What there is to be said of a cell's result, in the digits of its JSON. */
typedef enum quantity { ESTIMATE, LOW, HIGH, TRIALS } quantity;
static const struct {
    const char *name, *help;
} quantities[] = {
    [ESTIMATE] = {"result_estimate", "Estimate of the result that tables show first, where any "
                                     "event was seen."},
    [LOW] = {"result_low", "Lower end of its interval."},
    [HIGH] = {"result_high", "Upper end of its interval."},
    [TRIALS] = {"result_trials", "Trials behind it, up to the last whole look."},
};

static cst_words quantity_of(const cst_finding *finding, quantity what)
{
    const cst_result of = cst_finding_result(finding, cst_finding_main(finding->cell));
    cst_words words = {"-"};
    if (what == TRIALS) {
        (void)snprintf(words.text, sizeof words.text, "%" PRIu64, finding->done);
    } else if (of.method != NULL && what == ESTIMATE) {
        words = cst_show_beside(of.estimate, 12, of.low, of.high);
    } else if (of.method != NULL) {
        words = cst_show_end(of.low, of.high, what == HIGH);
    }
    return words;
}

static void put_results(FILE *out, const cst_live *live)
{
    for (quantity what = ESTIMATE; places(live) > 0 && what <= TRIALS; what++) {
        put_metric(out, quantities[what].name, "gauge", quantities[what].help);
        for (size_t i = 0; i < places(live); i++) {
            const cst_finding *finding = told(live, i);
            const cst_words words =
                finding != NULL ? quantity_of(finding, what) : cst_show_number((double)NAN, 1);
            if (!cst_show_is_none(words)) {
                fprintf(out, "custodes_%s", quantities[what].name);
                put_cell_labels(out, live, finding->cell);
                fprintf(out, "%s\n", words.text);
            }
        }
    }
}

static const struct {
    const char *name, *help;
    size_t at;
} peer_counts[] = {
    {"peer_asked_total", "Reviews that a peer was asked for.", offsetof(cst_live_peer, asked)},
    {"peer_reported_total", "Of these those it reported.", offsetof(cst_live_peer, reported)},
    {"peer_abstained_total", "Those on which it abstained.", offsetof(cst_live_peer, abstained)},
    {"peer_deeds_total", "Tasks on which it was asked whether its agent attacks.",
     offsetof(cst_live_peer, deeds)},
    {"peer_attacked_total", "Of these those on which it does.", offsetof(cst_live_peer, attacked)},
    {"peer_unanswered_total", "Reviews and tasks for which it was late or gone.",
     offsetof(cst_live_peer, unanswered)},
    {"peer_lost_total", "Times that it was gone.", offsetof(cst_live_peer, lost)},
};

static void put_peers(FILE *out, const cst_live *live)
{
    const size_t counts = sizeof peer_counts / sizeof peer_counts[0];
    for (size_t i = 0; live->peers > 0 && i < counts; i++) {
        put_metric(out, peer_counts[i].name, "counter", peer_counts[i].help);
        for (size_t j = 0; j < live->peers; j++) {
            uint64_t count = 0;
            memcpy(&count, (const char *)&live->peer[j] + peer_counts[i].at, sizeof count);
            fprintf(out, "custodes_%s{", peer_counts[i].name);
            put_label(out, "peer", live->peer[j].name);
            fprintf(out, "} %" PRIu64 "\n", count);
        }
    }
}

void cst_live_metrics(FILE *out, const cst_live *live)
{
    put_metric(out, "info", "gauge", "Always 1; which run this is.");
    fputs("custodes_info{", out);
    put_label(out, "scenario", live->scenario->file);
    fputc(',', out);
    put_label(out, "version", cst_version_text());
    fputs("} 1\n", out);
    put_count(out, "ended", "gauge", "1 once the run has ended.", live->ended ? 1 : 0);
    put_count(out, "cells", "gauge", "Cells of the run.", live->cells_all);
    put_count(out, "cells_done", "gauge", "Cells that are finished.", live->cells_done);
    put_count(out, "cells_running", "gauge", "Cells of which blocks are under way.", live->running);
    put_count(out, "tasks", "gauge", "Planned tasks that are known to be wanted.", live->tasks_all);
    put_count(out, "tasks_done_total", "counter", "Planned tasks of finished blocks.",
              live->tasks_done);
    put_metric(out, "run_seconds", "gauge", "Seconds since the start.");
    fprintf(out, "custodes_run_seconds %.3f\n", live->seconds);
    if (live->seconds_left >= 0.0) {
        put_metric(out, "left_seconds", "gauge", "Seconds until the end, as it went so far.");
        fprintf(out, "custodes_left_seconds %.1f\n", live->seconds_left);
    }
    put_count(out, "units_total", "counter", "Units of work that were leased.", live->units);
    put_count(out, "records_sent_total", "counter", "Records that reviewers have told of.",
              live->sent);
    put_count(out, "records_reached_total", "counter", "Records that have reached the tally.",
              live->reached);
    put_count(out, "repeats_total", "counter", "Messages that came again and changed nothing.",
              live->repeats);
    put_count(out, "workers_total", "counter", "Workers of other processes that came.", live->came);
    put_count(out, "workers_lost_total", "counter", "Of these those that were lost.", live->lost);
    put_count(out, "leased_again_total", "counter", "Leases of units that were leased before.",
              live->again);
    put_results(out, live);
    put_peers(out, live);
}
