/* SPDX-License-Identifier: MIT
 * Claims as one HTML page that needs nothing else: no script, no font, no file beside it. */
#include "cli/show/claims.h"

#include "cli/show/describe.h"
#include "study/show.h"

#include <string.h>

enum { TEXT_MAX = 512 };

static const char style[] =
    ":root{--ink:#1b1b1b;--paper:#fff;--soft:#5a5a5a;--line:#d8d8d8;--yes:#2166ac;--no:#b35806}\n"
    "@media(prefers-color-scheme:dark){:root{--ink:#e8e8e8;--paper:#16181b;--soft:#a8a8a8;"
    "--line:#3a3d42;--yes:#7db8e8;--no:#f1a340}}\n"
    "*{box-sizing:border-box}body{margin:0 auto;max-width:56rem;padding:1rem;color:var(--ink);"
    "background:var(--paper);font:1rem/1.5 system-ui,sans-serif}\n"
    "h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:3rem;border-top:1px solid var(--line);"
    "padding-top:1rem}a{color:var(--yes)}\n"
    ".scroll{overflow-x:auto}table{border-collapse:collapse;font-size:.85rem;width:100%}"
    "th,td{text-align:left;padding:.25rem .5rem;border-bottom:1px solid var(--line);"
    "vertical-align:top}\n"
    "td.n{font-variant-numeric:tabular-nums;white-space:nowrap}"
    ".yes{color:var(--yes);font-weight:600}.no{color:var(--no);font-weight:600}\n"
    "img{width:100%;height:auto;border:1px solid var(--line);background:#fff}"
    "@media(prefers-color-scheme:dark){img{background:#16181b}}\n"
    ".scroll table,.scroll img{min-width:34rem}"
    "code{font-size:.9em;overflow-wrap:anywhere}td "
    "code{overflow-wrap:normal}.sides{display:grid;gap:1rem;"
    "grid-template-columns:repeat(auto-fit,minmax(15rem,1fr))}"
    ".sides p{border-left:3px solid var(--line);margin:0;padding-left:.75rem}"
    ".soft{color:var(--soft)}\n";

/* Text between tags. */
static void put_text(FILE *out, const char *text)
{
    for (; *text != '\0'; text++) {
        switch (*text) {
        case '<':
            fputs("&lt;", out);
            break;
        case '>':
            fputs("&gt;", out);
            break;
        case '&':
            fputs("&amp;", out);
            break;
        case '"':
            fputs("&quot;", out);
            break;
        default:
            fputc(*text, out);
        }
    }
}

/* A picture as an address of its own: so no names in it meet those of other pictures. */
static void put_picture(FILE *out, const char *svg, const char *title)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "-_.~!$&'()*+,;=:@/? ";
    fputs("<div class=\"scroll\"><img alt=\"", out);
    put_text(out, title);
    fputs("\" src=\"data:image/svg+xml,", out);
    for (const unsigned char *at = (const unsigned char *)svg; *at != '\0'; at++) {
        const bool as_it_is = *at < 128 && *at != '&' && *at != '\'' && strchr(plain, *at) != NULL;
        if (as_it_is) {
            fputc(*at, out);
        } else {
            fprintf(out, "%%%02X", *at);
        }
    }
    fputs("\"></div>\n", out);
}

static void put_paragraph(FILE *out, const char *before, const char *text)
{
    fprintf(out, "<p>%s", before);
    put_text(out, text);
    fputs("</p>\n", out);
}

static const char *held(bool holds)
{
    return holds ? "<span class=\"yes\">holds</span>" : "<span class=\"no\">fails</span>";
}

/* --- Parts of the page ----------------------------------------------------------------------- */

static void put_overview(FILE *out, const cst_claims *claims)
{
    fputs("<div class=\"scroll\"><table><tr><th>claim<th>at the example<th>result<th>exact<th>drawn"
          "</tr>\n",
          out);
    for (size_t i = 0; i < claims->count; i++) {
        const cst_claim *claim = &claims->claim[i];
        const cst_finding *finding = &claim->point.findings.finding[0];
        const cst_result_kind kind = claim->map.argument->verdict.result;
        const cst_result result = cst_finding_result(finding, kind);
        char name[TEXT_MAX];
        fprintf(out, "<tr><td><a href=\"#%s\">", cst_claim_name(claim, name, sizeof name));
        put_text(out, claim->map.claim);
        fprintf(out, "</a><td>%s<td><code>%s</code><td class=\"n\">%s<td class=\"n\">%s</tr>\n",
                held(cst_claim_holds_here(claim)), cst_result_name(kind),
                cst_show_number(cst_finding_exact(finding, kind), 4).text,
                cst_result_by_design(&result) ? cst_result_design
                                              : cst_show_interval(result.low, result.high, 4).text);
    }
    fputs("</table></div>\n", out);
}

static void put_inputs(FILE *out, const cst_claim *claim)
{
    const cst_trial_spec *trial = claim->point.scenario.cell[0].trial;
    fputs("<div class=\"scroll\"><table><tr><th>input<th>value<th>where it comes from</tr>\n", out);
    for (uint32_t i = 0; i < claim->map.argument->inputs; i++) {
        const cst_argument_input *of = &claim->map.argument->input[i];
        fprintf(out, "<tr><td><code>%s</code><br><span class=\"soft\">", of->key->path);
        put_text(out, of->key->meaning);
        fprintf(out, "</span><td class=\"n\">%s<td>",
                cst_show_number(cst_claim_number(trial, of->key), 6).text);
        put_text(out, cst_evidence_words(of->evidence));
        if (of->source[0] != '\0') {
            fputs(": ", out);
            put_text(out, of->source);
        }
        fputs("</tr>\n", out);
    }
    fputs("</table></div>\n", out);
}

static void put_result(FILE *out, const cst_claim *claim)
{
    char result[TEXT_MAX];
    char verdict[TEXT_MAX];
    cst_claim_result_text(claim, result, sizeof result);
    cst_claim_verdict_text(claim, verdict, sizeof verdict);
    fprintf(out, "<p><b>At these values</b> <code>%s</code> is ",
            cst_result_name(claim->map.argument->verdict.result));
    put_text(out, result);
    fputs(". The claim is taken to hold where ", out);
    put_text(out, verdict);
    fprintf(out, ": here it %s.</p>\n", held(cst_claim_holds_here(claim)));
}

static void put_turns(FILE *out, const cst_claim *claim)
{
    char turn[TEXT_MAX];
    fputs("<p><b>Where it turns:</b> ", out);
    for (int axis = 0; axis < 2; axis++) {
        cst_claim_turn_text(claim, axis, turn, sizeof turn);
        fputs(axis == 0 ? "" : "; ", out);
        put_text(out, turn);
    }
    fputs(". In symbols: ", out);
    put_text(out, claim->map.argument->break_even);
    fputs(".</p>\n", out);
}

static void put_claim(FILE *out, const cst_claim *claim, const char *svg)
{
    const cst_argument *argument = claim->map.argument;
    char name[TEXT_MAX];
    (void)cst_claim_name(claim, name, sizeof name);
    fprintf(out, "<h2 id=\"%s\">", name);
    put_text(out, claim->map.claim);
    fputs("</h2>\n", out);
    fputs("<p class=\"soft\">", out);
    put_text(out, cst_describe_settings(&claim->point.scenario).text);
    fputs(" (<code>", out);
    put_text(out, cst_claim_file(claim));
    fputs("</code>)</p>\n", out);
    put_picture(out, svg, "A map of where the claim holds, by two of its inputs");
    put_result(out, claim);
    put_turns(out, claim);
    fputs("<div class=\"sides\">", out);
    put_paragraph(out, "<b>One side:</b> ", argument->holds);
    put_paragraph(out, "<b>The other:</b> ", argument->fails);
    fputs("</div>\n", out);
    fprintf(out, "<p><b>What decides:</b> <code>%s</code>. <b>What would settle it:</b> ",
            argument->decides->path);
    put_text(out, argument->settles);
    fputs("</p>\n", out);
    put_inputs(out, claim);
}

void cst_print_claims_html(FILE *out, const cst_claims *claims, char *const *svg)
{
    fputs("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
          "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
          "<meta name=\"color-scheme\" content=\"light dark\">\n"
          "<title>The claims</title>\n<style>",
          out);
    fputs(style, out);
    fputs("</style></head><body>\n<h1>The claims</h1>\n", out);
    put_paragraph(out, "",
                  "Each claim of the debate about AI that oversees AI is a scenario here: a model, "
                  "inputs with their sources, and a verdict. All numbers come from the run that "
                  "wrote this page.");
    put_paragraph(out, "<b>A map, not a point.</b> ",
                  "Blue is where the claim holds, orange where it does not, and the line is where "
                  "it turns. The dot is the example. An input that is assumed has been measured by "
                  "nobody: read the map along it.");
    put_overview(out, claims);
    for (size_t i = 0; i < claims->count; i++) {
        put_claim(out, &claims->claim[i], svg[i]);
    }
    fputs("</body></html>\n", out);
}
