/* SPDX-License-Identifier: MIT
 * What peers came to: tables under those of the findings, and members of a cell's object. */
#include "cli/show/flow.h"
#include "cli/show/print.h"

#include <math.h>

/* --- As JSON --------------------------------------------------------------------------------- */

static void value_json(cst_json *json, const char *name, cst_fit_value value)
{
    cst_json_open(json, name, '{');
    cst_json_number(json, "estimate", value.estimate, 12);
    cst_json_ends(json, value.interval.low, value.interval.high);
    cst_json_close(json, '}');
}

static void share_members(cst_json *json, const cst_conduct_share *share)
{
    cst_json_number(json, "estimate", share->value.estimate, 12);
    cst_json_ends(json, share->value.interval.low, share->value.interval.high);
    cst_json_count(json, "events", share->events);
    cst_json_count(json, "of", share->of);
}

static void share_json(cst_json *json, const char *name, cst_conduct_share share)
{
    cst_json_open(json, name, '{');
    share_members(json, &share);
    cst_json_close(json, '}');
}

static void count_json(cst_json *json, const char *name, const cst_conduct_count *count,
                       const char *reported)
{
    cst_json_open(json, name, '{');
    cst_json_count(json, "asked", count->asked);
    cst_json_count(json, reported, count->reported);
    cst_json_count(json, "abstained", count->abstained);
    cst_json_count(json, "unanswered", count->unanswered);
    cst_json_close(json, '}');
}

static const char *lineage_name(const cst_finding *finding, uint32_t lineage)
{
    return finding->cell->trial->population.lineage[lineage].name;
}

static bool is_own(const cst_conduct_peer *peer, uint32_t lineage)
{
    return (peer->own >> lineage & 1) != 0;
}

static void reviews_json(cst_json *json, const cst_finding *finding, uint32_t at)
{
    const cst_conduct_cell *of = finding->conduct;
    const cst_conduct_peer *peer = &of->peer[at];
    const cst_conduct_beside beside = cst_conduct_compare(of, at);
    count_json(json, "attacks", &peer->review[1], "reported");
    count_json(json, "honest", &peer->review[0], "reported");
    share_json(json, "tpr", cst_conduct_reports(of, at, true));
    share_json(json, "fpr", cst_conduct_reports(of, at, false));
    cst_json_open(json, "missed_of", '[');
    for (uint32_t g = 0; g < of->lineages; g++) {
        const cst_conduct_share share = cst_conduct_misses(of, at, UINT32_C(1) << g);
        cst_json_open(json, NULL, '{');
        cst_json_text(json, "lineage", lineage_name(finding, g));
        cst_json_flag(json, "own", is_own(peer, g));
        share_members(json, &share);
        cst_json_close(json, '}');
    }
    cst_json_close(json, ']');
    value_json(json, "covers", cst_conduct_covers(of, at));
    cst_json_open(json, "beside", '{');
    cst_json_count(json, "attacks", beside.tasks);
    cst_json_count(json, "missed", beside.missed);
    cst_json_count(json, "others_missed", beside.others);
    cst_json_count(json, "all_missed", beside.nobody);
    value_json(json, "agreement", beside.agreement);
    value_json(json, "correlation", beside.correlation);
    cst_json_close(json, '}');
}

static void deeds_json(cst_json *json, const cst_conduct_cell *of, uint32_t at)
{
    static const char *const names[] = {"unwatched", "watched"};
    for (uint32_t watched = 0; watched < 2; watched++) {
        cst_json_open(json, names[watched], '{');
        count_json(json, "tasks", &of->peer[at].deed[watched], "attacked");
        share_json(json, "attacks", cst_conduct_deeds(of, at, watched == 1));
        cst_json_close(json, '}');
    }
}

static bool acts(const cst_conduct_cell *of, uint32_t peer)
{
    return of->peer[peer].deed[0].asked + of->peer[peer].deed[1].asked > 0;
}

void cst_print_conduct_json(cst_json *json, const cst_finding *finding)
{
    const cst_conduct_cell *of = finding->conduct;
    if (of == NULL) {
        return;
    }
    cst_json_open(json, "peers", '[');
    for (uint32_t i = 0; i < of->peers; i++) {
        cst_json_open(json, NULL, '{');
        cst_json_text(json, "peer", of->peer[i].name);
        cst_json_number(json, "confidence", finding->cell->estimate.confidence, 12);
        if (of->peer[i].reviews != 0) {
            reviews_json(json, finding, i);
        }
        if (acts(of, i)) {
            deeds_json(json, of, i);
        }
        cst_json_close(json, '}');
    }
    cst_json_close(json, ']');
    if (of->pairs.trials > 0) {
        const cst_conduct_risk risk = cst_conduct_risk_of(of);
        cst_json_open(json, "without_peers", '{');
        cst_json_number(json, "confidence", finding->cell->estimate.confidence, 12);
        cst_json_count(json, "trials", risk.trials);
        cst_json_count(json, "differ", risk.differ);
        cst_json_number(json, "with", risk.with, 12);
        value_json(json, "without", risk.without);
        value_json(json, "difference", risk.difference);
        cst_json_number(json, "about", risk.about, 12);
        cst_json_close(json, '}');
    }
}

/* --- For people ------------------------------------------------------------------------------ */

/* The tables of one kind: a row for each cell and peer, where there is something to say. */
typedef struct kind {
    const char *const *title;
    size_t titles;
    bool (*has)(const cst_conduct_cell *of, uint32_t peer);
    void (*row)(cst_table *table, const cst_conduct_cell *of, uint32_t peer);
    const char *text; /* below the table */
} kind;

static void put_value(cst_table *table, cst_fit_value value)
{
    cst_table_number(table, value.estimate, 4);
    cst_table_interval(table, value.interval.low, value.interval.high, 4);
}

static bool reviews(const cst_conduct_cell *of, uint32_t peer)
{
    return of->peer[peer].reviews != 0;
}

static void put_reviews(cst_table *table, const cst_conduct_cell *of, uint32_t peer)
{
    const cst_conduct_count *count = of->peer[peer].review;
    cst_table_count(table, count[0].asked + count[1].asked);
    cst_table_count(table, count[1].asked);
    put_value(table, cst_conduct_reports(of, peer, true).value);
    put_value(table, cst_conduct_reports(of, peer, false).value);
    cst_table_count(table, count[0].abstained + count[1].abstained);
    cst_table_count(table, count[0].unanswered + count[1].unanswered);
}

static void put_deeds(cst_table *table, const cst_conduct_cell *of, uint32_t peer)
{
    const cst_conduct_count *deed = of->peer[peer].deed;
    cst_table_count(table, deed[0].asked + deed[1].asked);
    cst_table_count(table, deed[0].reported + deed[1].reported);
    put_value(table, cst_conduct_deeds(of, peer, false).value);
    put_value(table, cst_conduct_deeds(of, peer, true).value);
    cst_table_count(table, deed[0].unanswered + deed[1].unanswered);
}

static void put_covers(cst_table *table, const cst_conduct_cell *of, uint32_t peer)
{
    const uint32_t own = of->peer[peer].own;
    put_value(table, cst_conduct_misses(of, peer, own).value);
    put_value(table, cst_conduct_misses(of, peer, ~own).value);
    put_value(table, cst_conduct_covers(of, peer));
}

static bool compares(const cst_conduct_cell *of, uint32_t peer)
{
    return reviews(of, peer) && cst_conduct_compare(of, peer).tasks > 0;
}

static void put_beside(cst_table *table, const cst_conduct_cell *of, uint32_t peer)
{
    const cst_conduct_beside beside = cst_conduct_compare(of, peer);
    cst_table_count(table, beside.tasks);
    cst_table_count(table, beside.missed);
    cst_table_count(table, beside.others);
    cst_table_count(table, beside.nobody);
    put_value(table, beside.agreement);
    put_value(table, beside.correlation);
}

static const char *const review_titles[] = {
    "peer", "reviews", "attacks", "TPR", "interval", "FPR", "interval", "abstained", "unanswered"};
static const char *const deed_titles[] = {
    "peer",     "acts",      "attacked", "attacks unwatched", "interval", "attacks watched",
    "interval", "unanswered"};
static const char *const cover_titles[] = {
    "peer", "misses its own", "interval", "misses others", "interval", "difference", "interval"};
static const char *const beside_titles[] = {"peer",          "attacks",     "it missed",
                                            "others missed", "all missed",  "agreement",
                                            "interval",      "correlation", "interval"};
#define TITLES(of) .title = (of), .titles = sizeof(of) / sizeof(of)[0]

static const kind kinds[] = {
    {TITLES(review_titles), reviews, put_reviews,
     "reviews: tasks that it was asked about. TPR, FPR: of those that it answered, what it "
     "reported of attacks and of honest work."},
    {TITLES(deed_titles), acts, put_deeds,
     "acts: tasks on which its agents scheme and it was asked whether they attack; of those that "
     "it answered, the share of attacks where they believe that they are watched or not."},
    {TITLES(cover_titles), reviews, put_covers,
     "Whom it covers for: attacks of its own lineages and of all others that it let pass, and the "
     "difference."},
    {TITLES(beside_titles), compares, put_beside,
     "Beside others: attacks that somebody else reviewed too, those that it missed, that all of "
     "the others missed, and both; the share of the others that did as it did; the correlation "
     "of its misses with those of one of the others."},
};

/* Findings of which something is told: each distinct cell once. */
static bool told(const cst_findings *findings, size_t at)
{
    const cst_finding *finding = &findings->finding[at];
    return finding->conduct != NULL && finding->cell->same_as == at;
}

static bool has_any(const cst_findings *findings, const kind *of)
{
    bool any = false;
    for (size_t i = 0; i < findings->count; i++) {
        for (uint32_t k = 0; told(findings, i) && k < findings->finding[i].conduct->peers; k++) {
            any = any || of->has(findings->finding[i].conduct, k);
        }
    }
    return any;
}

static void print_kind(FILE *out, const cst_findings *findings, const kind *of)
{
    if (!has_any(findings, of)) {
        return;
    }
    cst_table table = cst_print_cells(findings->scenario, of->title, of->titles);
    table.keys++;
    for (size_t i = 0; i < findings->count; i++) {
        const cst_finding *finding = &findings->finding[i];
        const cst_conduct_cell *cell = finding->conduct;
        for (uint32_t k = 0; told(findings, i) && k < cell->peers; k++) {
            if (of->has(cell, k)) {
                const char *name = cell->peer[k].name;
                cst_print_place(&table, findings->scenario, finding->cell);
                cst_table_texts(&table, &name, 1);
                of->row(&table, cell, k);
            }
        }
    }
    fputc('\n', out);
    cst_table_end(&table, out);
    cst_flow_line(out, "%s", of->text);
}

/* Of a single cell, by the lineages of the actors, its own first. */
static void print_lineages(FILE *out, const cst_finding *finding)
{
    static const char *const titles[] = {"peer",   "actor's lineage", "attacks",
                                         "missed", "share",           "interval"};
    const cst_conduct_cell *of = finding->conduct;
    cst_table table = {.keys = 2};
    cst_table_columns(&table, titles, sizeof titles / sizeof titles[0]);
    for (uint32_t i = 0; i < of->peers; i++) {
        for (uint32_t at = 0; of->peer[i].reviews != 0 && at < 2 * of->lineages; at++) {
            const uint32_t g = at % of->lineages;
            const bool own = is_own(&of->peer[i], g);
            if (own == (at < of->lineages)) {
                const cst_conduct_share share = cst_conduct_misses(of, i, UINT32_C(1) << g);
                const char *name = of->peer[i].name;
                cst_table_texts(&table, &name, 1);
                cst_table_add(&table, "%s%s", lineage_name(finding, g), own ? " (its own)" : "");
                cst_table_count(&table, share.of);
                cst_table_count(&table, share.events);
                put_value(&table, share.value);
            }
        }
    }
    fputc('\n', out);
    cst_table_end(&table, out);
}

static bool is_paired(const cst_findings *findings, size_t at)
{
    return told(findings, at) && findings->finding[at].conduct->pairs.trials > 0;
}

/* What all peers together changed. */
static void print_risks(FILE *out, const cst_findings *findings)
{
    static const char *const titles[] = {"with peers", "without",  "interval", "difference",
                                         "interval",   "about +-", "trials",   "differ"};
    cst_table table = cst_print_cells(findings->scenario, titles, sizeof titles / sizeof titles[0]);
    for (size_t i = 0; i < findings->count; i++) {
        if (is_paired(findings, i)) {
            const cst_conduct_risk risk = cst_conduct_risk_of(findings->finding[i].conduct);
            cst_print_place(&table, findings->scenario, findings->finding[i].cell);
            cst_table_number(&table, risk.with, 4);
            put_value(&table, risk.without);
            put_value(&table, risk.difference);
            cst_table_number(&table, risk.about, 3);
            cst_table_count(&table, risk.trials);
            cst_table_count(&table, risk.differ);
        }
    }
    fputc('\n', out);
    cst_table_end(&table, out);
    cst_flow_line(out, "without: residual_risk if no reviewer outside had said anything, in the "
                       "same trials with the same draws. Its intervals hold whatever the tasks of "
                       "a trial share. about: half the width of Student's interval of the "
                       "difference, from pairs.");
}

void cst_print_conduct(FILE *out, const cst_findings *findings)
{
    bool any = false;
    bool paired = false;
    for (size_t i = 0; i < findings->count; i++) {
        any = any || told(findings, i);
        paired = paired || is_paired(findings, i);
    }
    for (size_t i = 0; any && i < sizeof kinds / sizeof kinds[0]; i++) {
        print_kind(out, findings, &kinds[i]);
        if (kinds[i].row == put_covers && findings->count == 1 &&
            findings->finding[0].conduct->lineages > 2) {
            print_lineages(out, &findings->finding[0]);
        }
    }
    if (paired) {
        print_risks(out, findings);
    }
    if (any) {
        cst_flow_line(out, "Intervals of what peers do take tasks as independent of each other, "
                           "and each holds by itself.");
    }
}
