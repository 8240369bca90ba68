/* SPDX-License-Identifier: MIT */
#include "cli/show/claims.h"

#include "cli/show/describe.h"
#include "cli/show/flow.h"
#include "cli/show/print.h"
#include "study/show.h"

#include <math.h>
#include <string.h>

enum { TEXT_MAX = 512 };

static const cst_finding *finding_of(const cst_claim *claim)
{
    return &claim->point.findings.finding[0];
}

static cst_result_kind kind_of(const cst_claim *claim)
{
    return claim->map.argument->verdict.result;
}

/* Distances from the exact value in standard deviations, or whether an interval has it. */
static void deviate_text(const cst_claim *claim, char *out, size_t size)
{
    const cst_result result = cst_finding_result(finding_of(claim), kind_of(claim));
    const double exact = cst_finding_exact(finding_of(claim), kind_of(claim));
    const double deviate = cst_finding_deviate(finding_of(claim), kind_of(claim));
    const bool judged = result.method != NULL && !cst_result_by_design(&result) && !isnan(exact);
    if (judged && isfinite(deviate)) {
        (void)snprintf(out, size, "%+.1f", deviate);
    } else if (judged) {
        (void)snprintf(out, size, "%s", exact >= result.low && exact <= result.high ? "in" : "out");
    } else {
        (void)snprintf(out, size, "-");
    }
}

static void print_table(FILE *out, const cst_claims *claims, bool markdown)
{
    static const char *const titles[] = {
        "claim",           "result", "exact", "drawn", "interval", "z", "holds at the example",
        "holds in the map"};
    cst_table table = {.keys = 1, .form = markdown ? CST_TABLE_MARKDOWN : CST_TABLE_TEXT};
    cst_table_columns(&table, titles, sizeof titles / sizeof titles[0]);
    for (size_t i = 0; i < claims->count; i++) {
        const cst_claim *claim = &claims->claim[i];
        const cst_result result = cst_finding_result(finding_of(claim), kind_of(claim));
        char text[TEXT_MAX];
        cst_table_add(&table, "%s", cst_claim_name(claim, text, sizeof text));
        cst_table_add(&table, "%s", cst_result_name(kind_of(claim)));
        cst_table_number(&table, cst_finding_exact(finding_of(claim), kind_of(claim)), 6);
        if (cst_result_by_design(&result)) {
            cst_table_add(&table, "%s", cst_result_design);
            cst_table_add(&table, "-");
        } else {
            cst_table_number(&table, result.estimate, 4);
            cst_table_interval(&table, result.low, result.high, 4);
        }
        deviate_text(claim, text, sizeof text);
        cst_table_add(&table, "%s", text);
        cst_table_add(&table, "%s", cst_claim_holds_here(claim) ? "yes" : "no");
        cst_table_add(&table, "%s %%", cst_show_percent(claim->holds, 2).text);
    }
    cst_table_end(&table, out);
}

void cst_print_claims(FILE *out, const cst_claims *claims)
{
    print_table(out, claims, false);
    fputc('\n', out);
    cst_flow_line(out, "exact: the closed form. drawn: simulated, with its interval. z: their "
                       "distance in standard deviations; in: the interval has the exact value. "
                       "example: the values in the body of the file. map: all values of the two "
                       "axes; the percentage is a share of the map, not a probability.");
    for (size_t i = 0; i < claims->count; i++) {
        const cst_claim *claim = &claims->claim[i];
        char name[TEXT_MAX];
        char verdict[TEXT_MAX];
        char turn[2][TEXT_MAX];
        cst_claim_verdict_text(claim, verdict, sizeof verdict);
        cst_claim_turn_text(claim, 0, turn[0], sizeof turn[0]);
        cst_claim_turn_text(claim, 1, turn[1], sizeof turn[1]);
        fputc('\n', out);
        cst_flow flow = cst_flow_start(out, 0, 4);
        cst_flow_add(&flow, "%s: ", cst_claim_name(claim, name, sizeof name));
        cst_flow_text(&flow, claim->map.claim);
        cst_flow_end(&flow);
        cst_flow_line(out, "Holds if %s; %s; %s.", verdict, turn[0], turn[1]);
    }
}

/* --- JSON ------------------------------------------------------------------------------------ */

static void print_input_json(cst_json *json, const cst_claim *claim, const cst_argument_input *of)
{
    cst_json_open(json, NULL, '{');
    cst_json_text(json, "key", of->key->path);
    cst_json_number(json, "value", cst_claim_number(claim->point.scenario.cell[0].trial, of->key),
                    12);
    cst_json_text(json, "evidence", cst_evidence_words(of->evidence));
    cst_json_text(json, "source", of->source);
    cst_json_close(json, '}');
}

static void print_map_json(cst_json *json, const cst_claim *claim)
{
    const size_t places = claim->map.axis[0].values * claim->map.axis[1].values;
    cst_json_open(json, "map", '{');
    for (int i = 0; i < 2; i++) {
        const cst_axis *axis = &claim->map.axis[i];
        cst_json_open(json, axis->key, '[');
        for (size_t j = 0; j < axis->values; j++) {
            cst_json_raw(json, NULL, axis->value[j]);
        }
        cst_json_close(json, ']');
    }
    cst_json_open(json, "value", '[');
    for (size_t i = 0; i < places; i++) {
        cst_json_number(json, NULL, claim->value[i].value, 9);
    }
    cst_json_close(json, ']');
    cst_json_number(json, "holds", claim->holds, 6);
    cst_json_text(json, "by", claim->drawn ? "drawn trials" : "closed form");
    cst_json_close(json, '}');
}

void cst_print_claims_json(FILE *out, const cst_claims *claims)
{
    for (size_t i = 0; i < claims->count; i++) {
        const cst_claim *claim = &claims->claim[i];
        const cst_argument *argument = claim->map.argument;
        char text[TEXT_MAX];
        cst_json json = {.out = out};
        cst_json_open(&json, NULL, '{');
        cst_json_text(&json, "name", cst_claim_name(claim, text, sizeof text));
        cst_json_text(&json, "claim", claim->map.claim);
        cst_claim_verdict_text(claim, text, sizeof text);
        cst_json_text(&json, "holds_if", text);
        cst_json_flag(&json, "holds", cst_claim_holds_here(claim));
        cst_json_number(&json, "value", claim->at_point.value, 12);
        cst_json_open(&json, "results", '{');
        cst_print_result_json(&json, finding_of(claim), kind_of(claim));
        cst_json_close(&json, '}');
        cst_print_exact_json(&json, finding_of(claim));
        cst_json_open(&json, "turns", '{');
        for (int axis = 0; axis < 2; axis++) {
            cst_json_number(&json, claim->map.axis[axis].key, claim->turn[axis], 12);
        }
        cst_json_close(&json, '}');
        cst_json_text(&json, "decides", argument->decides->path);
        cst_json_text(&json, "settles", argument->settles);
        cst_json_open(&json, "inputs", '[');
        for (uint32_t j = 0; j < argument->inputs; j++) {
            print_input_json(&json, claim, &argument->input[j]);
        }
        cst_json_close(&json, ']');
        print_map_json(&json, claim);
        cst_json_text(&json, "digest", finding_of(claim)->digest);
        cst_json_line(&json);
    }
}

/* --- Markdown -------------------------------------------------------------------------------- */

static void print_inputs(FILE *out, const cst_claim *claim)
{
    static const char *const titles[] = {"input", "value", "where it comes from"};
    cst_table table = {.keys = 1, .form = CST_TABLE_MARKDOWN};
    cst_table_columns(&table, titles, 3);
    for (uint32_t i = 0; i < claim->map.argument->inputs; i++) {
        const cst_argument_input *of = &claim->map.argument->input[i];
        const double value = cst_claim_number(claim->point.scenario.cell[0].trial, of->key);
        cst_table_add(&table, "`%s`", of->key->path);
        cst_table_number(&table, value, 6);
        cst_table_add(&table, "%s%s%s", cst_evidence_words(of->evidence),
                      of->source[0] != '\0' ? ": " : "", of->source);
    }
    cst_table_end(&table, out);
}

static void print_result(FILE *out, const cst_claim *claim)
{
    char result[TEXT_MAX];
    char verdict[TEXT_MAX];
    cst_claim_result_text(claim, result, sizeof result);
    cst_claim_verdict_text(claim, verdict, sizeof verdict);
    cst_flow_line(
        out, "**At these values** `%s` is %s. The claim is taken to hold where %s: here it %s.",
        cst_result_name(kind_of(claim)), result, verdict,
        cst_claim_holds_here(claim) ? "holds" : "fails");
}

/* Foreign text stays text: no tag begins in it. */
typedef struct plain {
    char text[4001]; /* of at most 1000 bytes */
} plain;

static plain plain_of(const char *text)
{
    plain to = {.text = ""};
    size_t used = 0;
    for (; *text != '\0' && used + 5 < sizeof to.text; text++) {
        const bool tag = *text == '<' && text[1] != ' ' && text[1] != '=';
        const char as_it_is[] = {*text, '\0'};
        used +=
            (size_t)snprintf(to.text + used, sizeof to.text - used, "%s", tag ? "&lt;" : as_it_is);
    }
    return to;
}

static void print_sides(FILE *out, const cst_claim *claim)
{
    const cst_argument *argument = claim->map.argument;
    char turn[2][TEXT_MAX];
    cst_claim_turn_text(claim, 0, turn[0], sizeof turn[0]);
    cst_claim_turn_text(claim, 1, turn[1], sizeof turn[1]);
    cst_flow_line(out, "**Where it turns:** %s; %s. In symbols: %s.", turn[0], turn[1],
                  plain_of(argument->break_even).text);
    fputc('\n', out);
    cst_flow_line(out, "**One side:** %s", plain_of(argument->holds).text);
    cst_flow_line(out, "**The other:** %s", plain_of(argument->fails).text);
    fputc('\n', out);
    cst_flow_line(out, "**What decides:** `%s`. **What would settle it:** %s",
                  argument->decides->path, plain_of(argument->settles).text);
}

static void print_claim_markdown(FILE *out, const cst_claim *claim, const char *pictures)
{
    char name[TEXT_MAX];
    (void)cst_claim_name(claim, name, sizeof name);
    fprintf(out, "\n## %s\n\n", name);
    cst_flow flow = cst_flow_start(out, 0, 0);
    cst_flow_text(&flow, plain_of(claim->map.claim).text);
    cst_flow_end(&flow);
    fputc('\n', out);
    cst_flow_line(out, "The model: %s (`%s`).", cst_describe_settings(&claim->point.scenario).text,
                  cst_claim_file(claim));
    fputc('\n', out);
    print_inputs(out, claim);
    fputc('\n', out);
    print_result(out, claim);
    fprintf(out, "\n![Where the claim holds](%s/%s.svg)\n\n", pictures, name);
    print_sides(out, claim);
}

void cst_print_claims_markdown(FILE *out, const cst_claims *claims, const char *pictures)
{
    fputs("# The claims\n\n", out);
    cst_flow_line(out,
                  "Each claim of the debate about AI that oversees AI is a scenario here: a model, "
                  "inputs with their sources, and a verdict. This page is written by `custodes "
                  "claims --output docs`; every number on it comes from that run.");
    fputc('\n', out);
    cst_flow_line(out, "**A map, not a point.** Blue is where the claim holds, orange where it "
                       "does not, and the line is where it turns. The dot is the example in the "
                       "text. An input that is *assumed* has been measured by nobody: read the "
                       "map along it.");
    fputc('\n', out);
    print_table(out, claims, true);
    fputc('\n', out);
    cst_flow_line(out, "exact: the closed form. drawn: simulated, with its interval. z: their "
                       "distance in standard deviations; *in*: the interval has the exact value.");
    for (size_t i = 0; i < claims->count; i++) {
        print_claim_markdown(out, &claims->claim[i], pictures);
    }
}
