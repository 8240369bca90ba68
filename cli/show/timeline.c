/* SPDX-License-Identifier: MIT */
#include "cli/show/draw.h"

#include "cli/show/describe.h"
#include "study/finding.h"

#include <math.h>
#include <stdlib.h>

enum {
    WIDTH = 1000,
    ROW = 19,
    FRAME = 240,
    TITLE = 92,
    SUBTITLE = 132,
    ARROWS_MOST = 200,
    ROWS_LEAST = 6
};

/* --- Which agents ---------------------------------------------------------------------------- */

/* How much happens to an agent. */
typedef struct merit {
    uint32_t agent;
    uint64_t points;
} merit;

static int by_agent(const void *a, const void *b)
{
    const merit *x = a;
    const merit *y = b;
    return (x->agent > y->agent) - (x->agent < y->agent);
}

static int by_points(const void *a, const void *b)
{
    const merit *x = a;
    const merit *y = b;
    return x->points != y->points ? (x->points < y->points ? 1 : -1) : by_agent(a, b);
}

/* What an event is worth to the agent that it is about, and to another one with a part in it. */
static uint64_t worth(const cst_trace_event *event)
{
    const bool investigated = (event->record.marks & CST_MARK_INVESTIGATED) != 0;
    return event->kind != CST_TRACE_TASK
               ? 4
               : 1 + (event->schemes ? 8U : 0U) + (investigated ? 4U : 0U);
}

static uint64_t worth_to(const cst_trace_event *event, const cst_trace_role *role)
{
    const bool says = role->says != CST_SAYS_PASS || role->schemes;
    return event->kind == CST_TRACE_OUT ? 8 : event->kind != CST_TRACE_TASK ? 2 : says ? 1 : 0;
}

/* One merit for each agent, the greatest first; how many they are. */
static size_t merge(merit *list, size_t count)
{
    size_t kept = 0;
    qsort(list, count, sizeof *list, by_agent);
    for (size_t i = 0; i < count; i++) {
        if (kept > 0 && list[kept - 1].agent == list[i].agent) {
            list[kept - 1].points += list[i].points;
        } else {
            list[kept++] = list[i];
        }
    }
    qsort(list, kept, sizeof *list, by_points);
    return kept;
}

int cst_timeline_make(cst_timeline *timeline, const cst_story *story, cst_error *error)
{
    const cst_trace *trace = &story->trace;
    merit *list = calloc((size_t)trace->count + trace->roles + 1, sizeof *list);
    size_t count = 0;
    *timeline = (cst_timeline){.story = story};
    if (list == NULL) {
        return cst_error_memory(error, "a picture");
    }
    for (uint32_t i = 0; i < story->tells; i++) {
        const cst_trace_event *event = &trace->event[story->told[i]];
        const cst_trace_role *role = cst_story_roles(story, event);
        list[count++] = (merit){event->agent, worth(event)};
        for (uint32_t r = 0; r < event->roles; r++) {
            if (worth_to(event, &role[r]) > 0) {
                list[count++] = (merit){role[r].agent, worth_to(event, &role[r])};
            }
        }
    }
    count = merge(list, count);
    for (; timeline->rows < CST_TIMELINE_ROWS && timeline->rows < count; timeline->rows++) {
        timeline->agent[timeline->rows] = list[timeline->rows].agent;
    }
    timeline->left = (uint32_t)(count - timeline->rows);
    free(list);
    return 0;
}

/* --- What is drawn --------------------------------------------------------------------------- */

/* Kinds of marks. */
typedef enum mark {
    OUT,
    SCHEMES,
    COLLUDES,
    REPORT,
    ESCAPED,
    CAUGHT,
    AVERTED,
    FOUND,
    NOTHING,
    REPORTER,
    ARROW,
    MARKS
} mark;

/* How each is drawn, and called in the key. */
static const char *const styles[MARKS] = {
    [OUT] = "using 1:2:3:4:5:6 with boxxyerror fillstyle solid 0.45 noborder lc rgb '#999999' "
            "title 'out'",
    [SCHEMES] = "with points pt 6 ps 0.8*s lw 1.2 lc rgb '#666666' title 'schemes, no attack'",
    [COLLUDES] = "with points pt 2 ps 0.7*s lw 1.2 lc rgb '#D55E00' "
                 "title 'reviewer schemes, lets the attack pass'",
    [REPORT] = "using 1:($2+0.28) with points pt 11 ps 0.55*s lc rgb '#0072B2' title 'is reported'",
    [ESCAPED] = "with points pt 7 ps 0.95*s lc rgb '#D55E00' title 'attack escapes'",
    [CAUGHT] = "with points pt 5 ps 0.85*s lc rgb '#009E73' title 'attack is caught'",
    [AVERTED] = "with points pt 9 ps 1*s lc rgb '#CC79A7' title 'attack is averted'",
    [FOUND] = "with points pt 12 ps 1.6*s lw 1.4 lc rgb '#000000' "
              "title 'investigated: an attack is found'",
    [NOTHING] = "with points pt 12 ps 1.6*s lw 1.4 lc rgb '#E69F00' "
                "title 'investigated: nothing is found'",
    [REPORTER] = "with points pt 7 ps 0.3*s lc rgb '#56B4E9' notitle",
    [ARROW] = "using 1:2:3:4 with vectors head size screen 0.006,20 filled lw 0.7 "
              "lc rgb '#56B4E9' title 'from the reporter to whom it reports'",
};

/* The row of an agent, counted from the foot; false: it has none. */
static bool row_of(const cst_timeline *of, uint32_t agent, uint32_t *row)
{
    for (uint32_t i = 0; i < of->rows; i++) {
        if (of->agent[i] == agent) {
            *row = of->rows - 1 - i;
            return true;
        }
    }
    return false;
}

static uint32_t last_round(const cst_timeline *of)
{
    const cst_trace *trace = &of->story->trace;
    return trace->ended ? trace->end_round : trace->model->spec.rounds - 1;
}

/* Bars of those that an event takes out, until somebody comes back. */
static uint32_t put_out(FILE *script, const cst_timeline *of, const cst_trace_event *event)
{
    const cst_trace_role *role = cst_story_roles(of->story, event);
    const uint32_t refill = cst_model_refill(of->story->trace.model);
    const double end = (double)last_round(of) + 0.5;
    const double back = (double)event->from + refill - 0.5;
    const double to = refill > 0 && back < end ? back : end;
    const double from = (double)event->from - 0.5;
    uint32_t put = 0;
    for (uint32_t i = 0; i < event->roles && from < end; i++) {
        uint32_t row;
        if (row_of(of, role[i].agent, &row)) {
            fprintf(script, "%.6g %u %.6g %.6g %.6g %.6g\n", from, row, from, to, row - 0.36,
                    row + 0.36);
            put++;
        }
    }
    return put;
}

/* From each reporter's row to that of who is reported, where both are there; those of one round
 * beside each other. Or a mark in the row of each reviewer that schemes and does not report. */
static uint32_t put_roles(FILE *script, const cst_timeline *of, const cst_trace_event *event,
                          mark kind, uint32_t to)
{
    const cst_trace_role *role = cst_story_roles(of->story, event);
    const double step = fmin(0.08, 0.004 * of->story->trace.model->spec.rounds);
    uint32_t put = 0;
    for (uint32_t i = 0; i < event->roles; i++) {
        uint32_t from;
        const bool reports = role[i].says == CST_SAYS_REPORT;
        if (!row_of(of, role[i].agent, &from) ||
            (kind == COLLUDES ? reports || !role[i].schemes : !reports)) {
            continue;
        }
        const double x = event->round + step * ((double)((event->agent + i) % 5) - 2.0);
        const double tip = from > to ? to + 0.28 : to - 0.2;
        if (script != NULL && kind == COLLUDES) {
            fprintf(script, "%lu %u\n", (unsigned long)event->round, from);
        } else if (script != NULL) {
            fprintf(script, "%.6g %u 0 %.6g\n", x, from, tip - from);
        }
        put++;
    }
    return put;
}

static bool has_mark(const cst_trace_event *event, mark kind)
{
    const cst_record *record = &event->record;
    const bool investigated = (record->marks & CST_MARK_INVESTIGATED) != 0;
    switch (kind) {
    case SCHEMES:
        return event->schemes && !event->attack;
    case REPORT:
        return record->reports > 0;
    case ESCAPED:
        return record->fate == CST_ESCAPED;
    case CAUGHT:
        return record->fate == CST_CAUGHT;
    case AVERTED:
        return record->fate == CST_AVERTED;
    case FOUND:
        return investigated && event->found;
    case NOTHING:
        return investigated && !event->found;
    default:
        return false;
    }
}

/* An arrow, or the dot that it begins with. */
static bool is_arrow(mark kind)
{
    return kind == ARROW || kind == REPORTER;
}

/* Writes the marks of a kind as a block of data; returns how many there are. Without a script they
 * are only counted. */
static uint32_t put_marks(FILE *script, const cst_timeline *of, mark kind, bool on_attacks)
{
    const cst_story *story = of->story;
    uint32_t put = 0;
    for (uint32_t i = 0; i < story->tells; i++) {
        const cst_trace_event *event = &story->trace.event[story->told[i]];
        uint32_t row;
        if (kind == OUT && event->kind == CST_TRACE_OUT) {
            put += put_out(script, of, event);
        } else if (event->kind != CST_TRACE_TASK) {
            continue;
        } else if (kind == COLLUDES) {
            put += event->attack ? put_roles(script, of, event, kind, 0) : 0;
        } else if (!row_of(of, event->agent, &row)) {
            continue;
        } else if (is_arrow(kind) && (event->attack || !on_attacks)) {
            put += put_roles(script, of, event, kind, row);
        } else if (!is_arrow(kind) && has_mark(event, kind)) {
            fprintf(script, "%lu %u\n", (unsigned long)event->round, row);
            put++;
        }
    }
    return put;
}

/* All blocks; which of them have anything. Too many arrows hide what they show: then only those on
 * attacks are drawn, or none. */
static void put_blocks(FILE *script, const cst_timeline *of, bool has[MARKS])
{
    const bool on_attacks = put_marks(NULL, of, ARROW, false) > ARROWS_MOST;
    const bool none = on_attacks && put_marks(NULL, of, ARROW, true) > ARROWS_MOST;
    for (int kind = 0; kind < MARKS; kind++) {
        fprintf(script, "$marks%d << END\n", kind);
        has[kind] =
            !(is_arrow((mark)kind) && none) && put_marks(script, of, (mark)kind, on_attacks) > 0;
        fputs("END\n", script);
    }
}

static void put_axes(FILE *script, const cst_timeline *of)
{
    const cst_trace *trace = &of->story->trace;
    const uint32_t rounds = trace->model->spec.rounds;
    fputs("set ytics (", script);
    for (uint32_t i = 0; i < of->rows; i++) {
        char label[32];
        snprintf(label, sizeof label, "%lu", (unsigned long)of->agent[i]);
        cst_picture_tick(script, label, of->rows - 1 - i, i == 0);
    }
    fprintf(script, ") noenhanced font ',10'\nset yrange [-0.9:%.1f]\nset xrange [-0.7:%.1f]\n",
            (double)of->rows - 0.1, (double)rounds - 0.3);
    fputs(rounds <= 20 ? "set xtics 1\n" : "", script);
    fputs("set xlabel \"round\\n\" noenhanced\nset ylabel 'agent' noenhanced\n", script);
    if (trace->ended && trace->end_round + 1 < rounds) {
        const bool narrow = rounds - trace->end_round < rounds / 5;
        fprintf(
            script,
            "set object 1 rectangle from %.1f,graph 0 to graph 1,graph 1 behind fillstyle solid "
            "noborder fillcolor rgb '#eeeeee'\n"
            "set label 'the trial has ended' at %.1f,graph 0.5 center %s noenhanced "
            "font ',10' textcolor rgb '#555555'\n",
            (double)trace->end_round + 0.5, ((double)trace->end_round + 0.5 + rounds) / 2.0,
            narrow ? "rotate by 90" : "");
    }
}

static uint32_t height_of(const cst_timeline *of)
{
    return FRAME + ROW * (of->rows > ROWS_LEAST ? of->rows : ROWS_LEAST);
}

static const char *title_of(const cst_timeline *of)
{
    const char *claim = of->story->scenario->claim;
    return claim[0] != '\0' ? claim : "Who reported whom";
}

/* "Trial 3, seed 1. ..." */
static double put_words(FILE *script, const cst_timeline *of)
{
    const cst_story *story = of->story;
    const double dot = 1.0 / (double)height_of(of);
    const char *style = "font ',10' textcolor rgb '#555555'";
    char which[400];
    char left[120] = "";
    if (of->left > 0) {
        snprintf(left, sizeof left, "; the %lu most eventful agents, %lu more with events left out",
                 (unsigned long)of->rows, (unsigned long)of->left);
    }
    snprintf(which, sizeof which, "Trial %llu%s, seed %llu%s.",
             (unsigned long long)story->spec.trial,
             cst_finding_place(story->scenario, story->cell, " of the cell ", "").text,
             (unsigned long long)story->cell->estimate.seed, left);
    double top =
        cst_picture_lines(script, title_of(of), TITLE, 1.0 - 24.0 * dot, 20.0 * dot, "font ',14'");
    top = cst_picture_lines(script, which, SUBTITLE, top - 2.0 * dot, 16.0 * dot, style);
    return cst_picture_lines(script, cst_describe_settings(story->scenario).text, SUBTITLE, top,
                             16.0 * dot, style);
}

/* How large marks are: smaller where rows are full of them. */
static double size_of(const cst_timeline *of)
{
    const double usual = 50.0 * of->rows;
    const double marks = of->story->tells;
    const double shown = marks * of->rows / (of->rows + (double)of->left);
    return shown <= usual ? 1.0 : fmax(0.5, sqrt(usual / shown));
}

static void write_timeline(const void *self, FILE *script)
{
    const cst_timeline *of = self;
    const double dot = 1.0 / (double)height_of(of);
    bool has[MARKS];
    bool first = true;
    fputs(
        "set border 3 lc rgb '#444444'\nset tics nomirror out\n"
        "set grid ytics lc rgb '#e4e4e4' lw 0.7\nset grid xtics lc rgb '#e4e4e4' lw 0.7\n"
        "set key outside bottom center horizontal Left reverse samplen 1.5 spacing 1.35 maxrows 4 "
        "font ',10'\n",
        script);
    const double top = put_words(script, of);
    fprintf(script, "set tmargin at screen %.4f\n", top - 2.0 * dot);
    put_axes(script, of);
    put_blocks(script, of, has);
    fprintf(script, "s = %.3g\nplot ", size_of(of));
    for (int kind = 0; kind < MARKS; kind++) {
        if (has[kind]) {
            fprintf(script, "%s$marks%d %s", first ? "" : ", \\\n", kind, styles[kind]);
            first = false;
        }
    }
    fputs(first ? "NaN notitle\n" : "\n", script);
}

cst_picture cst_timeline_picture(const cst_timeline *timeline)
{
    return (cst_picture){.title = title_of(timeline),
                         .width = WIDTH,
                         .height = height_of(timeline),
                         .write = write_timeline,
                         .self = timeline};
}
