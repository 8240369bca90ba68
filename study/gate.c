/* SPDX-License-Identifier: MIT */
#include "study/gate.h"

#include "scenarios/load/literal.h"
#include "scenarios/load/nearest.h"
#include "study/show.h"

#include <math.h>
#include <string.h>

static const char *const fields[] = {"estimate", "low", "high"};
enum { FIELDS = sizeof fields / sizeof fields[0], WORD = 64 };

/* Text that is read from left to right. */
typedef struct reader {
    const char *text, *at;
} reader;

static int refuse(const reader *in, const char *expected, const char *near, cst_error *error)
{
    return cst_error_set(error, CST_ERR_USAGE, NULL,
                         "--fail-if '%.100s': column %zu: expected %s, found '%.40s'%s%s", in->text,
                         (size_t)(in->at - in->text) + 1, expected, in->at,
                         near != NULL ? "; the nearest is " : "", near != NULL ? near : "");
}

static void pass_spaces(reader *in)
{
    in->at += strspn(in->at, " \t");
}

/* Takes a word of these letters, without moving on; "" where there is none or it is too long. */
static size_t word(const reader *in, const char *letters, char out[WORD])
{
    const size_t length = strspn(in->at, letters);
    snprintf(out, WORD, "%.*s", length < WORD ? (int)length : 0, in->at);
    return length;
}

static const char *nearest_result(const char *name)
{
    cst_nearest nearest = {0};
    for (cst_result_kind kind = 0; kind < CST_RESULT_KINDS; kind++) {
        cst_nearest_look(&nearest, name, cst_result_name(kind));
    }
    return nearest.best;
}

static int read_name(reader *in, cst_gate *gate, cst_error *error)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz_0123456789";
    char name[WORD];
    size_t length = word(in, letters, name);
    if (!cst_result_find(name, &gate->kind)) {
        return refuse(in, "the name of a result", nearest_result(name), error);
    }
    in->at += length;
    if (*in->at != '.') {
        return refuse(in, ".estimate, .low or .high", NULL, error);
    }
    in->at++;
    length = word(in, letters, name);
    for (int i = 0; i < FIELDS; i++) {
        if (strcmp(name, fields[i]) == 0) {
            gate->field = (cst_gate_field)i;
            in->at += length;
            return 0;
        }
    }
    return refuse(in, "estimate, low or high", NULL, error);
}

int cst_gate_read(const char *text, cst_gate *gate, cst_error *error)
{
    reader in = {text, text};
    *gate = (cst_gate){.text = text};
    pass_spaces(&in);
    const int code = read_name(&in, gate, error);
    if (code != 0) {
        return code;
    }
    pass_spaces(&in);
    gate->above = *in.at == '>';
    if (*in.at != '>' && *in.at != '<') {
        return refuse(&in, "one of > >= < <=", NULL, error);
    }
    in.at++;
    gate->equal = *in.at == '=';
    in.at += gate->equal ? 1 : 0;
    pass_spaces(&in);
    char number[WORD];
    const size_t length = word(&in, "+-.0123456789eE", number);
    if (!cst_literal_number(number, &gate->number)) {
        return refuse(&in, "a number", NULL, error);
    }
    in.at += length;
    pass_spaces(&in);
    return *in.at == '\0' ? 0 : refuse(&in, "the end", NULL, error);
}

static double value_of(const cst_gate *gate, const cst_result *result)
{
    return gate->field == CST_GATE_LOW    ? result->low
           : gate->field == CST_GATE_HIGH ? result->high
                                          : result->estimate;
}

/* No estimate is no reason to pass. */
static bool fails(const cst_gate *gate, const cst_result *result)
{
    const double value = value_of(gate, result);
    if (isnan(value) || (gate->equal && value == gate->number)) {
        return true;
    }
    return gate->above ? value > gate->number : value < gate->number;
}

static int say(const cst_gate *gate, const cst_findings *findings, const cst_finding *first,
               size_t cells, cst_error *error)
{
    const cst_result result = cst_finding_result(first, gate->kind);
    const double value = value_of(gate, &result);
    char found[96];
    if (first->done == 0) {
        snprintf(found, sizeof found, "it has no trials yet");
    } else if (isnan(value)) {
        snprintf(found, sizeof found, "there is no estimate");
    } else {
        snprintf(found, sizeof found, "%s.%s is %s", cst_result_name(gate->kind),
                 fields[gate->field], cst_show_number(value, 6).text);
    }
    return cst_error_set(error, CST_ERR_GATE, NULL,
                         "--fail-if '%.100s': so in %zu of %zu cells; %s%s", gate->text, cells,
                         findings->count,
                         cst_finding_place(findings->scenario, first->cell, "", ": ").text, found);
}

static int refuse_result(const cst_gate *gate, cst_error *error)
{
    return cst_error_set(error, CST_ERR_USAGE, NULL,
                         "--fail-if '%.100s': no cell has %s; it is defined %s", gate->text,
                         cst_result_name(gate->kind), cst_result_about(gate->kind)->where);
}

int cst_gate_check_scenario(const cst_gate *gate, const cst_scenario *scenario, cst_error *error)
{
    for (size_t i = 0; i < scenario->cells; i++) {
        if (cst_cell_defines(scenario->cell[i].made, gate->kind)) {
            return 0;
        }
    }
    return refuse_result(gate, error);
}

int cst_gate_check(const cst_gate *gate, const cst_findings *findings, cst_error *error)
{
    const cst_finding *first = NULL;
    size_t cells = 0;
    size_t judged = 0;
    for (size_t i = 0; i < findings->count; i++) {
        const cst_finding *finding = &findings->finding[i];
        const cst_result result = cst_finding_result(finding, gate->kind);
        judged += result.method != NULL;
        if (result.method != NULL && (finding->done == 0 || fails(gate, &result))) {
            cells++;
            first = first == NULL ? finding : first;
        }
    }
    if (judged == 0) {
        return refuse_result(gate, error);
    }
    return first == NULL ? 0 : say(gate, findings, first, cells, error);
}
