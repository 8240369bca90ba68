/* SPDX-License-Identifier: MIT
 * Claims as one HTML page that needs nothing else: no script, no font, no file beside it. */
#include "cli/show/claims.h"

#include "cli/show/describe.h"
#include "cli/show/html.h"
#include "study/show.h"

#include <string.h>

enum { TEXT_MAX = 512 };

static const char *held(bool holds)
{
    return holds ? "<span class=\"yes\">holds</span>" : "<span class=\"no\">fails</span>";
}

/* --- Parts of the page ----------------------------------------------------------------------- */

static void put_overview(FILE *out, const cst_claims *claims)
{
    cst_html_box_open(out, "All claims");
    fputs("<table><tr><th>claim</th><th>at the example</th><th>result</th><th>exact</th>"
          "<th>drawn</th></tr>\n",
          out);
    for (size_t i = 0; i < claims->count; i++) {
        const cst_claim *claim = &claims->claim[i];
        const cst_finding *finding = &claim->point.findings.finding[0];
        const cst_result_kind kind = claim->map.argument->verdict.result;
        const cst_result result = cst_finding_result(finding, kind);
        char name[TEXT_MAX];
        fprintf(out, "<tr><td><a href=\"#%s\">", cst_claim_name(claim, name, sizeof name));
        cst_html_text(out, claim->map.claim);
        fprintf(out,
                "</a></td><td>%s</td><td><code>%s</code></td><td class=\"n\">%s</td>"
                "<td class=\"n\">%s</td></tr>\n",
                held(cst_claim_holds_here(claim)), cst_result_name(kind),
                cst_show_number(cst_finding_exact(finding, kind), 4).text,
                cst_result_by_design(&result) ? cst_result_design
                                              : cst_show_interval(result.low, result.high, 4).text);
    }
    fputs("</table>", out);
    cst_html_box_close(out);
}

static void put_inputs(FILE *out, const cst_claim *claim)
{
    const cst_trial_spec *trial = claim->point.scenario.cell[0].trial;
    cst_html_box_open(out, "Inputs");
    fputs("<table><tr><th>input</th><th>value</th><th>where it comes from</th></tr>\n", out);
    for (uint32_t i = 0; i < claim->map.argument->inputs; i++) {
        const cst_argument_input *of = &claim->map.argument->input[i];
        fprintf(out, "<tr><td><code>%s</code><br><span class=\"soft\">", of->key->path);
        cst_html_text(out, of->key->meaning);
        fprintf(out, "</span></td><td class=\"n\">%s</td><td>",
                cst_show_number(cst_claim_number(trial, of->key), 6).text);
        cst_html_text(out, cst_evidence_words(of->evidence));
        if (of->source[0] != '\0') {
            fputs(": ", out);
            cst_html_text(out, of->source);
        }
        fputs("</td></tr>\n", out);
    }
    fputs("</table>", out);
    cst_html_box_close(out);
}

static void put_result(FILE *out, const cst_claim *claim)
{
    char result[TEXT_MAX];
    char verdict[TEXT_MAX];
    cst_claim_result_text(claim, result, sizeof result);
    cst_claim_verdict_text(claim, verdict, sizeof verdict);
    fprintf(out, "<p><b>At these values</b> <code>%s</code> is ",
            cst_result_name(claim->map.argument->verdict.result));
    cst_html_text(out, result);
    fputs(". The claim is taken to hold where ", out);
    cst_html_text(out, verdict);
    fprintf(out, ": here it %s.</p>\n", held(cst_claim_holds_here(claim)));
}

static void put_turns(FILE *out, const cst_claim *claim)
{
    char turn[TEXT_MAX];
    fputs("<p><b>Where it turns:</b> ", out);
    for (int axis = 0; axis < 2; axis++) {
        cst_claim_turn_text(claim, axis, turn, sizeof turn);
        fputs(axis == 0 ? "" : "; ", out);
        cst_html_text(out, turn);
    }
    fputs(". In symbols: ", out);
    cst_html_text(out, claim->map.argument->break_even);
    fputs(".</p>\n", out);
}

static void put_claim(FILE *out, const cst_claim *claim, const char *svg)
{
    const cst_argument *argument = claim->map.argument;
    char name[TEXT_MAX];
    (void)cst_claim_name(claim, name, sizeof name);
    fprintf(out, "<h2 id=\"%s\">", name);
    cst_html_text(out, claim->map.claim);
    fputs("</h2>\n", out);
    fputs("<p class=\"soft\">", out);
    cst_html_text(out, cst_describe_settings(&claim->point.scenario).text);
    fputs(" (<code>", out);
    cst_html_text(out, cst_claim_file(claim));
    fputs("</code>)</p>\n", out);
    cst_html_picture(out, svg, "A map of where the claim holds, by two of its inputs");
    put_result(out, claim);
    put_turns(out, claim);
    fputs("<div class=\"sides\">", out);
    cst_html_paragraph(out, "<b>One side:</b> ", argument->holds);
    cst_html_paragraph(out, "<b>The other:</b> ", argument->fails);
    fputs("</div>\n", out);
    fprintf(out, "<p><b>What decides:</b> <code>%s</code>. <b>What would settle it:</b> ",
            argument->decides->path);
    cst_html_text(out, argument->settles);
    fputs("</p>\n", out);
    put_inputs(out, claim);
}

void cst_print_claims_html(FILE *out, const cst_claims *claims, char *const *svg)
{
    const cst_html page = {.title = "The claims", .style = {cst_embed_page_style}};
    cst_html_open(out, &page);
    cst_html_paragraph(
        out, "",
        "Each claim of the debate about AI that oversees AI is a scenario here: a model, "
        "inputs with their sources, and a verdict. All numbers come from the run that "
        "wrote this page.");
    cst_html_paragraph(
        out, "<b>A map, not a point.</b> ",
        "Blue is where the claim holds, orange where it does not, and the line is where "
        "it turns. The dot is the example. An input that is assumed has been measured by "
        "nobody: read the map along it.");
    put_overview(out, claims);
    for (size_t i = 0; i < claims->count; i++) {
        put_claim(out, &claims->claim[i], svg[i]);
    }
    cst_html_close(out, &page);
}
