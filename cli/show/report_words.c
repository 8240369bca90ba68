/* SPDX-License-Identifier: MIT
 * What a report says in sentences: its verdict, and its warnings. */
#include "cli/show/report.h"

#include "cli/show/html.h"
#include "study/precision.h"
#include "study/show.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>

enum { SENTENCE = 2048, NAMED = 6 /* cells that a warning names */ };

/* Adds formatted text to the page; a number is not broken at the sign of its exponent. */
__attribute__((format(printf, 2, 3))) static void say(FILE *out, const char *format, ...)
{
    char text[SENTENCE];
    va_list list;
    va_start(list, format);
    (void)vsnprintf(text, sizeof text, format, list);
    va_end(list);
    for (char *word = text; *word != '\0';) {
        const size_t length = strcspn(word, " ");
        const char after = word[length];
        word[length] = '\0';
        const bool whole = strstr(word, "e-") != NULL;
        fputs(whole ? "<span class=\"w\">" : "", out);
        cst_html_text(out, word);
        fputs(whole ? "</span>" : "", out);
        fputs(after == ' ' ? " " : "", out);
        word += length + (after == ' ' ? 1 : 0);
    }
}

static bool is_there(const cst_finding *finding, cst_result_kind kind)
{
    return finding->done > 0 && cst_finding_result(finding, kind).method != NULL;
}

static bool was_seen(const cst_result *result)
{
    return isfinite(result->estimate);
}

/* "[9.9e-5, 1.02e-4] (95 %)" */
static void say_interval(FILE *out, const cst_finding *finding, const cst_result *result)
{
    say(out, "%s (%s %%)", cst_show_interval(result->low, result->high, 4).text,
        cst_show_percent(finding->cell->estimate.confidence, 12).text);
}

/* "1.006e-4 in [9.92e-5, 1.02e-4] (95 %)", or what is known without an estimate. */
static void say_value(FILE *out, const cst_finding *finding, cst_result_kind kind)
{
    const cst_result result = cst_finding_result(finding, kind);
    if (cst_result_by_design(&result)) {
        say(out, "%s by design", cst_show_number(result.estimate, 4).text);
    } else if (was_seen(&result)) {
        say(out, "%s in ", cst_show_number(result.estimate, 4).text);
        say_interval(out, finding, &result);
    } else {
        say(out, "not known better than ");
        say_interval(out, finding, &result);
    }
}

/* --- Verdict --------------------------------------------------------------------------------- */

static void say_name(FILE *out, cst_result_kind kind)
{
    fputs("<b>", out);
    say(out, "%s", cst_result_name(kind));
    fputs("</b>", out);
    say(out, " (%s)", cst_result_about(kind)->meaning);
}

static void say_one(FILE *out, const cst_finding *finding, cst_result_kind kind)
{
    const cst_result result = cst_finding_result(finding, kind);
    const double exact = cst_finding_exact(finding, kind);
    say_name(out, kind);
    say(out, " is ");
    say_value(out, finding, kind);
    if (!cst_result_by_design(&result)) {
        say(out, ", from %s events in %s", cst_show_count(result.events).text,
            cst_show_count(result.of).text);
    }
    say(out, isfinite(exact) ? "; the closed form is %s." : ".", cst_show_number(exact, 6).text);
}

/* "scheming.rate=0.001, scheming.rho=0.1", as tables have it. */
static void say_place(FILE *out, const cst_findings *findings, const cst_finding *finding)
{
    const cst_scenario *scenario = findings->scenario;
    for (size_t i = 0; i < scenario->axes; i++) {
        say(out, "%s%s=%s", i > 0 ? ", " : "", scenario->axis[i].key,
            cst_show_value(finding->cell->at[i]).text);
    }
}

/* What the cells of a sweep say of a result. */
typedef struct span {
    const cst_finding *least, *most; /* of those with an estimate; NULL: none has one */
    size_t unseen;                   /* cells without one, */
    double low, high;                /* and what holds all their intervals */
    size_t known, inside;            /* cells with a closed form; those in whose interval it is */
} span;

static span span_of(const cst_findings *findings, cst_result_kind kind)
{
    span of = {.low = INFINITY, .high = -INFINITY};
    for (size_t i = 0; i < findings->count; i++) {
        const cst_finding *finding = &findings->finding[i];
        const cst_result result = cst_finding_result(finding, kind);
        const double exact = cst_finding_exact(finding, kind);
        if (!is_there(finding, kind)) {
            continue;
        }
        const bool judged = isfinite(exact) && !cst_result_by_design(&result);
        of.known += judged;
        of.inside += judged && exact >= result.low && exact <= result.high;
        if (!was_seen(&result)) {
            of.unseen++;
            of.low = fmin(of.low, result.low);
            of.high = fmax(of.high, result.high);
            continue;
        }
        if (of.least == NULL || result.estimate < cst_finding_result(of.least, kind).estimate) {
            of.least = finding;
        }
        if (of.most == NULL || result.estimate > cst_finding_result(of.most, kind).estimate) {
            of.most = finding;
        }
    }
    return of;
}

static void say_span(FILE *out, const cst_findings *findings, cst_result_kind kind)
{
    const span of = span_of(findings, kind);
    if (of.least == NULL && of.unseen == 0) {
        return;
    }
    fputs("<p>", out);
    say_name(out, kind);
    if (of.least != NULL) {
        say(out, " is lowest, ");
        say_value(out, of.least, kind);
        say(out, ", at ");
        say_place(out, findings, of.least);
        say(out, ", and highest, ");
        say_value(out, of.most, kind);
        say(out, ", at ");
        say_place(out, findings, of.most);
        say(out, ".");
    } else {
        say(out, " was seen nowhere.");
    }
    if (of.unseen > 0) {
        say(out, " Where nothing was seen, in %zu of the cells, the intervals lie in %s.",
            of.unseen, cst_show_interval(of.low, of.high, 4).text);
    }
    if (of.known > 0) {
        say(out, " %zu of the %zu closed forms lie in their intervals.", of.inside, of.known);
    }
    fputs("</p>\n", out);
}

/* The results that a verdict names: the first one, and how much of the attacks it is. */
static bool is_named(const cst_findings *findings, cst_result_kind kind)
{
    return kind == cst_finding_main(&findings->scenario->cell[0]) || kind == CST_RESULT_MISS_SHARE;
}

void cst_report_verdict(FILE *out, const cst_findings *findings)
{
    size_t done = 0;
    for (size_t i = 0; i < findings->count; i++) {
        done += findings->finding[i].done > 0;
    }
    if (done == 0) {
        fputs("<p>No cell has any trials yet.</p>\n", out);
    } else if (findings->scenario->axes > 0) {
        fputs("<p>", out);
        say(out, "Of the %zu cells of a sweep (an interval holds for its cell alone):", done);
        fputs("</p>\n", out);
    }
    for (cst_result_kind kind = 0; kind < CST_RESULT_KINDS; kind++) {
        if (!is_named(findings, kind)) {
            continue;
        }
        if (findings->scenario->axes > 0) {
            say_span(out, findings, kind);
        } else if (is_there(&findings->finding[0], kind)) {
            fputs("<p>", out);
            say_one(out, &findings->finding[0], kind);
            fputs("</p>\n", out);
        }
    }
}

/* --- Warnings -------------------------------------------------------------------------------- */

typedef bool condition(const cst_finding *finding);

static cst_result main_of(const cst_finding *finding)
{
    return cst_finding_result(finding, cst_finding_main(finding->cell));
}

static bool is_unfinished(const cst_finding *finding)
{
    return !cst_finding_ended(finding);
}

static bool has_no_events(const cst_finding *finding)
{
    const cst_result result = main_of(finding);
    return finding->done > 0 && result.method != NULL && !was_seen(&result);
}

static bool has_few(const cst_finding *finding)
{
    const cst_result result = main_of(finding);
    return finding->done > 0 && result.method != NULL && was_seen(&result) && result.few;
}

/* A warning with the cells that it is about, the first ones by name. Returns how many there are. */
static size_t warn(FILE *out, const cst_findings *findings, condition *holds, const char *words)
{
    size_t cells = 0;
    for (size_t i = 0; i < findings->count; i++) {
        cells += holds(&findings->finding[i]);
    }
    if (cells == 0) {
        return 0;
    }
    fputs("<li>", out);
    say(out, "%zu of %zu cells %s", cells, findings->count, words);
    size_t named = 0;
    for (size_t i = 0; findings->scenario->axes > 0 && i < findings->count; i++) {
        if (holds(&findings->finding[i]) && named++ < NAMED) {
            say(out, named == 1 ? ": " : "; ");
            say_place(out, findings, &findings->finding[i]);
        }
    }
    if (named > NAMED) {
        say(out, "; and %zu more", named - NAMED);
    }
    fputs(".</li>\n", out);
    return cells;
}

/* What a judgement of the findings says. */
static size_t warn_of(FILE *out, int code, const cst_error *error)
{
    if (code == 0) {
        return 0;
    }
    fputs("<li>", out);
    say(out, "%s.", error->text);
    fputs("</li>\n", out);
    return 1;
}

void cst_report_warnings(FILE *out, const cst_findings *findings)
{
    const char *name = cst_result_name(cst_finding_main(&findings->scenario->cell[0]));
    char text[256];
    cst_error error = {0};
    size_t warnings = 0;
    fputs("<ul>\n", out);
    warnings += warn_of(out, cst_findings_agree(findings, &error), &error);
    warnings += warn(out, findings, is_unfinished,
                     "have not all their trials: they are shown as far as they are, and those "
                     "without any are left out");
    warnings += warn_of(out, cst_precision_check(findings, &error), &error);
    (void)snprintf(text, sizeof text, "have no events of %s, so only a bound is known", name);
    warnings += warn(out, findings, has_no_events, text);
    (void)snprintf(text, sizeof text, "have fewer than 10 events of %s", name);
    warnings += warn(out, findings, has_few, text);
    (void)snprintf(
        text, sizeof text,
        "have an interval of %s without its closed form inside; by chance it is up to "
        "about %s in 100",
        name,
        cst_show_number(100.0 * (1.0 - findings->finding[0].cell->estimate.confidence), 4).text);
    warnings += warn(out, findings, cst_finding_misses, text);
    if (warnings == 0) {
        fputs("<li>None: all trials are there, no cell has fewer than 10 events, and no interval "
              "misses a closed form.</li>\n",
              out);
    }
    fputs("</ul>\n", out);
}
