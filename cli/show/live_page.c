/* SPDX-License-Identifier: MIT
 * A run under way, for people: what changes on its page, and the page around it. */
#include "cli/show/live.h"

#include "cli/show/describe.h"
#include "cli/show/html.h"
#include "cli/show/pick.h"
#include "cli/show/print.h"
#include "cli/show/report.h"
#include "scenarios/load/page.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void put_table(FILE *out, cst_table table, const char *name)
{
    table.form = CST_TABLE_HTML;
    table.name = name;
    cst_table_end(&table, out);
}

/* --- Progress -------------------------------------------------------------------------------- */

static void put_progress(FILE *out, const cst_live *live)
{
    const bool whole = live->ended || live->cells_done == live->cells_all;
    const double share = live->tasks_all > 0 ? (double)live->tasks_done / (double)live->tasks_all
                         : whole             ? 1.0
                                             : 0.0; /* peers are waited for, say */
    fprintf(out,
            "<h2>Progress</h2>\n<p><progress aria-label=\"Planned tasks that are done\" "
            "max=\"100\" value=\"%.1f\"></progress></p>\n<p>%.0f %%: %llu of %llu cells, %s of %s "
            "tasks; %s so far, ",
            floor(1e3 * share) / 10.0, floor(100.0 * share), (unsigned long long)live->cells_done,
            (unsigned long long)live->cells_all, cst_show_count(live->tasks_done).text,
            cst_show_count(live->tasks_all).text, cst_show_time(floor(live->seconds)).text);
    if (live->ended) {
        fputs("<b>the run has ended</b>", out);
    } else if (live->seconds_left >= 0.0) {
        fprintf(out, "time left: %s", cst_show_time(ceil(live->seconds_left)).text);
    } else {
        fputs("time left: cannot tell yet", out);
    }
    fputs("</p>\n", out);
}

static void put_running(FILE *out, const cst_live *live)
{
    static const char *const titles[] = {"done", "tasks", "of"};
    static const char *const escapes[] = {"escaped"};
    const bool tasks = live->scenario->cell[0].trial->mechanism.kind == NULL;
    cst_table table = cst_print_cells(live->scenario, titles, 3);
    cst_table_columns(&table, escapes, tasks ? 1 : 0);
    for (uint32_t i = 0; i < live->running && i < CST_LIVE_RUNNING; i++) {
        const cst_live_cell *of = &live->cell[i];
        const double share = of->all > 0 ? (double)of->done / (double)of->all : 1.0;
        cst_print_place(&table, live->scenario, of->cell);
        cst_table_add(&table, "%.0f %%", floor(100.0 * share));
        cst_table_count(&table, of->done);
        cst_table_count(&table, of->all);
        if (tasks) {
            cst_table_count(&table, of->escaped);
        }
    }
    fputs("<h3>Cells under way</h3>\n", out);
    put_table(out, table, "Cells under way");
    if (live->running > CST_LIVE_RUNNING) {
        fprintf(out, "<p>and %lu more</p>\n", (unsigned long)(live->running - CST_LIVE_RUNNING));
    }
}

/* --- Results --------------------------------------------------------------------------------- */

/* Whether curves can be drawn: along a key that has numbers. */
static bool draws(const cst_scenario *scenario)
{
    bool numeric = false;
    for (size_t i = 0; i < scenario->axes; i++) {
        numeric = numeric || cst_pick_numeric(scenario, i);
    }
    return numeric;
}

/* The script keeps the chart when all around it changes, and draws it anew where its data do. */
static int put_curves(FILE *out, const cst_live *live, cst_error *error)
{
    cst_page page;
    if (!cst_page_open(&page)) {
        return cst_error_memory(error, "the live view");
    }
    cst_report_data(page.out, live->findings);
    char *text = cst_page_close(&page);
    if (text == NULL) {
        return cst_error_memory(error, "the live view");
    }
    fputs("<div class=\"curves\" id=\"curves\" data-from=\"data\"><h3>Curves</h3>"
          "<div class=\"chart\"></div></div>\n",
          out);
    cst_html_json(out, "data", text);
    free(text);
    return 0;
}

static int put_results(FILE *out, const cst_live *live, cst_error *error)
{
    const cst_findings *findings = live->findings;
    size_t have = 0;
    size_t ended = 0;
    int code = 0;
    for (size_t i = 0; i < findings->count; i++) {
        have += findings->finding[i].done > 0;
        ended += findings->finding[i].done > 0 && cst_finding_ended(&findings->finding[i]);
    }
    fputs("<h2>Results so far</h2>\n", out);
    fprintf(out, "<p>%zu of %zu cells have a result, and the trials of %zu have ended.%s%s</p>\n",
            have, live->scenario->cells, ended,
            have > ended ? " The others are shown as of their last whole look: what the run would "
                           "print if it had to end now."
                         : "",
            findings->count < live->scenario->cells ? " Of so many cells the first ones are shown."
                                                    : "");
    if (draws(live->scenario)) {
        code = put_curves(out, live, error);
    }
    if (code == 0 && have > 0) {
        fputs("<h3>Table</h3>\n", out);
        code = cst_report_first(out, findings, error);
    }
    return code;
}

/* --- Receipts and peers ---------------------------------------------------------------------- */

static void put_receipt(FILE *out, const cst_live *live)
{
    static const char *const titles[] = {"units", "records sent", "reached the tally", "repeats"};
    cst_table table = {0};
    cst_table_columns(&table, titles, 4);
    cst_table_add(&table, "%llu", (unsigned long long)live->units);
    cst_table_add(&table, "%llu", (unsigned long long)live->sent);
    cst_table_add(&table, "%llu", (unsigned long long)live->reached);
    cst_table_add(&table, "%llu", (unsigned long long)live->repeats);
    fputs("<h2>Receipts</h2>\n<p>Records that reviewers have told of, and those that the tally has "
          "counted; what is between is under way. The two must agree for every unit, else the run "
          "fails. Repeats: messages that came again and changed nothing.</p>\n",
          out);
    put_table(out, table, "Receipts");
}

static void put_workers(FILE *out, const cst_live *live)
{
    static const char *const titles[] = {"came", "lost", "units leased again"};
    const uint64_t counts[] = {live->came, live->lost, live->again};
    cst_table table = {0};
    cst_table_columns(&table, titles, 3);
    for (size_t i = 0; i < 3; i++) {
        cst_table_add(&table, "%llu", (unsigned long long)counts[i]);
    }
    fputs("<h2>Workers of other processes</h2>\n", out);
    put_table(out, table, "Workers");
}

enum { STEP = 46, TOP = 26, PEERS_MOST = 12, LEFT = 150, RIGHT = 270, WIDTH = 420, SHORT = 15 };

static int height_of(size_t at)
{
    return (int)at * STEP + TOP;
}

/* As much of a name as there is room for. */
static void put_name(FILE *out, const char *name)
{
    char cut[CST_LINEAGE_NAME_MAX];
    size_t size = strlen(name);
    if (size <= SHORT || size >= sizeof cut) {
        cst_html_text(out, name);
        return;
    }
    size = SHORT - 1;
    while (size > 0 && ((unsigned char)name[size] & 0xc0) == 0x80) {
        size--; /* not within a character */
    }
    memcpy(cut, name, size);
    cut[size] = '\0';
    cst_html_text(out, cut);
    fputs("&hellip;", out);
}

/* A circle with two lines of text beside it, of which the second says how many agents. */
static void put_node(FILE *out, const char *name, int y, bool left, const char *what,
                     uint32_t count)
{
    const int x = left ? LEFT : RIGHT;
    const int beside = left ? LEFT - 16 : RIGHT + 16;
    const char *class = left ? "to" : "from";
    fprintf(out, "<circle cx=\"%d\" cy=\"%d\" r=\"9\"/><text class=\"%s\" x=\"%d\" y=\"%d\">", x, y,
            class, beside, y);
    put_name(out, name);
    fprintf(out, "</text><text class=\"%s by\" x=\"%d\" y=\"%d\">%s%s agents</text>", class, beside,
            y + 15, what, cst_show_count(count).text);
}

/* The agents that a peer plays. */
static uint32_t played_by(const cst_trial_spec *trial, const cst_population *population,
                          const char *name)
{
    uint32_t count = 0;
    for (uint32_t g = 0; g < population->lineages; g++) {
        const cst_lineage *lineage = &trial->population.lineage[g];
        const bool its =
            strcmp(lineage->external, name) == 0 || strcmp(lineage->external_actor, name) == 0;
        count += its ? cst_population_size(population, g) : 0;
    }
    return count;
}

/* What a peer reported of the attacks of a lineage: the more of them, the thicker. */
static void put_edge(FILE *out, const cst_live_peer *peer, uint32_t g, const char *lineage,
                     int from, int to)
{
    const uint64_t reported = peer->attacks[g] - peer->missed[g];
    if (peer->attacks[g] == 0) {
        return;
    }
    fprintf(out, "<path d=\"M%d %d L%d %d\" stroke-width=\"%.1f\"%s><title>", RIGHT - 12, from,
            LEFT + 12, to, 1.0 + 4.0 * (double)reported / (double)peer->attacks[g],
            reported == 0 ? " stroke-dasharray=\"2 4\"" : "");
    cst_html_text(out, peer->name);
    fprintf(out, " reported %s of %s attacks of ", cst_show_count(reported).text,
            cst_show_count(peer->attacks[g]).text);
    cst_html_text(out, lineage);
    fputs("</title></path>", out);
}

/* Who reports whom: the lineages, the peers, and the reports of each peer on attacks of each. */
static void put_graph(FILE *out, const cst_live *live)
{
    const cst_trial_spec *trial = live->scenario->cell[0].trial;
    const size_t shown = live->peers < PEERS_MOST ? live->peers : PEERS_MOST;
    const size_t lineages = trial->population.lineages;
    cst_population population;
    cst_population_make(&population, &trial->population, trial->agents);
    cst_html_box_open(out, "Who reports whom");
    fprintf(out,
            "<svg class=\"graph\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"Lineages, peers "
            "and the attacks that these reported\"><defs>"
            "<marker id=\"head\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"9\" "
            "markerHeight=\"9\" markerUnits=\"userSpaceOnUse\" orient=\"auto\">"
            "<path d=\"M0 0 L10 5 L0 10 z\"/></marker></defs>",
            WIDTH, height_of(shown > lineages ? shown : lineages));
    for (uint32_t g = 0; g < lineages; g++) {
        const char *name = trial->population.lineage[g].name;
        put_node(out, name, height_of(g), true, "", cst_population_size(&population, g));
        for (size_t i = 0; i < shown; i++) {
            put_edge(out, &live->peer[i], g, name, height_of(i), height_of(g));
        }
    }
    for (size_t i = 0; i < shown; i++) {
        const char *name = live->peer[i].name;
        put_node(out, name, height_of(i), false, "plays ", played_by(trial, &population, name));
    }
    fputs("</svg>", out);
    cst_html_box_close(out);
}

static void put_peers(FILE *out, const cst_live *live)
{
    static const char *const titles[] = {"peer",  "reviews",  "reported",   "abstained",
                                         "deeds", "attacked", "unanswered", "lost"};
    cst_table table = {.keys = 1};
    cst_table_columns(&table, titles, sizeof titles / sizeof titles[0]);
    for (size_t i = 0; i < live->peers; i++) {
        const cst_live_peer *of = &live->peer[i];
        const uint64_t counts[] = {of->asked,    of->reported,   of->abstained, of->deeds,
                                   of->attacked, of->unanswered, of->lost};
        cst_table_add(&table, "%s", of->name);
        for (size_t j = 0; j < sizeof counts / sizeof counts[0]; j++) {
            cst_table_add(&table, "%llu", (unsigned long long)counts[j]);
        }
    }
    fputs("<h2>Peers</h2>\n<p>Programs outside that play agents. A line goes from a peer to whose "
          "attacks it reviewed: thicker where it reported more of them, dotted where none. Deeds: "
          "tasks on which it was asked whether its agent attacks. Unanswered: it was late or gone, "
          "which counts as abstaining; lost: how often it was gone.</p>\n",
          out);
    put_graph(out, live);
    put_table(out, table, "Peers");
}

/* --- The page -------------------------------------------------------------------------------- */

int cst_live_state(FILE *out, const cst_live *live, cst_error *error)
{
    fprintf(out, "<main id=\"state\" data-state=\"%s\">\n", live->ended ? "ended" : "running");
    put_progress(out, live);
    if (live->running > 0) {
        put_running(out, live);
    }
    const int code = live->findings != NULL ? put_results(out, live, error) : 0;
    put_receipt(out, live);
    if (live->came > 0) {
        put_workers(out, live);
    }
    if (live->peers > 0) {
        put_peers(out, live);
    }
    fputs("</main>\n", out);
    return code;
}

/* Charts where they can be drawn, as on a report. */
static cst_html page_of(const cst_scenario *scenario)
{
    cst_html page = {.title = scenario->claim[0] != '\0' ? scenario->claim : scenario->file,
                     .style = {cst_embed_page_style},
                     .script = {cst_embed_live_script},
                     .looks_again = true};
    if (draws(scenario)) {
        page.style[1] = cst_embed_dygraphs_style;
        page.script[0] = cst_embed_dygraphs;
        page.script[1] = cst_embed_report_script;
        page.script[2] = cst_embed_live_script;
    }
    return page;
}

void cst_live_page(FILE *out, const cst_scenario *scenario, const char *state)
{
    const cst_html page = page_of(scenario);
    cst_html_open(out, &page);
    fputs("<p class=\"soft\"><code>", out);
    cst_html_text(out, scenario->file);
    fputs("</code>: ", out);
    cst_html_text(out, cst_describe_settings(scenario).text);
    fputs("</p>\n<p id=\"news\" role=\"status\">As it was when the page was loaded.</p>\n", out);
    fputs(state, out);
    cst_html_close(out, &page);
}

void cst_live_policy(FILE *out, const cst_scenario *scenario)
{
    const cst_html page = page_of(scenario);
    cst_html_policy(out, &page);
    fputs("; frame-ancestors 'none'", out); /* which no page can say of itself */
}
