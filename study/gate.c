/* SPDX-License-Identifier: MIT */
#include "study/gate.h"

#include "scenarios/load/literal.h"
#include "scenarios/load/nearest.h"
#include "study/show.h"

#include <math.h>
#include <string.h>

static const char *const fields[] = {"estimate", "low", "high"};
static const char *const ofs[] = {NULL, "difference", "ratio"}; /* by cst_gate_of */
static const char name_letters[] = "abcdefghijklmnopqrstuvwxyz_0123456789";
enum { FIELDS = sizeof fields / sizeof fields[0], OFS = sizeof ofs / sizeof ofs[0], WORD = 64 };

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

static const char *nearest_result(const char *name, bool two)
{
    cst_nearest nearest = {0};
    for (cst_result_kind kind = 0; kind < CST_RESULT_KINDS; kind++) {
        cst_nearest_look(&nearest, name, cst_result_name(kind));
    }
    for (int i = CST_GATE_DIFFERENCE; two && i < OFS; i++) {
        cst_nearest_look(&nearest, name, ofs[i]);
    }
    return nearest.best;
}

/* Moves behind a dot. */
static int read_dot(reader *in, const char *expected, cst_error *error)
{
    if (*in->at != '.') {
        return refuse(in, expected, NULL, error);
    }
    in->at++;
    return 0;
}

/* Takes one of these words. */
static int read_word(reader *in, const char *const *known, int count, const char *expected,
                     int *which, cst_error *error)
{
    char name[WORD];
    const size_t length = word(in, name_letters, name);
    for (int i = 0; i < count; i++) {
        if (known[i] != NULL && strcmp(name, known[i]) == 0) {
            *which = i;
            in->at += length;
            return 0;
        }
    }
    return refuse(in, expected, NULL, error);
}

/* The name of a result, and of what lies between two of them. */
static int read_what(reader *in, bool two, cst_gate *gate, cst_error *error)
{
    char name[WORD];
    int of = CST_GATE_RESULT;
    const size_t length = word(in, name_letters, name);
    if (two && read_word(in, ofs, OFS, "", &of, NULL) == 0) {
        gate->of = (cst_gate_of)of;
        return 0;
    }
    if (!cst_result_find(name, &gate->kind)) {
        return refuse(in,
                      two ? "the name of a result, difference or ratio" : "the name of a result",
                      nearest_result(name, two), error);
    }
    in->at += length;
    if (!two) {
        return 0;
    }
    int code = read_dot(in, ".difference or .ratio", error);
    code = code == 0 ? read_word(in, ofs, OFS, "difference or ratio", &of, error) : code;
    gate->of = (cst_gate_of)of;
    return code;
}

static int read_name(reader *in, bool two, cst_gate *gate, cst_error *error)
{
    int field = 0;
    int code = read_what(in, two, gate, error);
    code = code == 0 ? read_dot(in, ".estimate, .low or .high", error) : code;
    code = code == 0 ? read_word(in, fields, FIELDS, "estimate, low or high", &field, error) : code;
    gate->field = (cst_gate_field)field;
    return code;
}

static int read_gate(const char *text, bool two, cst_gate *gate, cst_error *error)
{
    reader in = {text, text};
    pass_spaces(&in);
    const int code = read_name(&in, two, gate, error);
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

int cst_gate_read(const char *text, cst_gate *gate, cst_error *error)
{
    *gate = (cst_gate){.text = text};
    return read_gate(text, false, gate, error);
}

int cst_gate_read_against(const char *text, cst_result_kind otherwise, cst_gate *gate,
                          cst_error *error)
{
    *gate = (cst_gate){.text = text, .kind = otherwise};
    return read_gate(text, true, gate, error);
}

static double value_of(const cst_gate *gate, const cst_result *result)
{
    return gate->field == CST_GATE_LOW    ? result->low
           : gate->field == CST_GATE_HIGH ? result->high
                                          : result->estimate;
}

/* No estimate is no reason to pass. */
static bool fails(const cst_gate *gate, double value)
{
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
        if (result.method != NULL && (finding->done == 0 || fails(gate, value_of(gate, &result)))) {
            cells++;
            first = first == NULL ? finding : first;
        }
    }
    if (judged == 0) {
        return refuse_result(gate, error);
    }
    return first == NULL ? 0 : say(gate, findings, first, cells, error);
}

/* The number that a condition on two files looks at. */
static double value_against(const cst_gate *gate, const cst_against_gap *gap)
{
    const bool ratio = gate->of == CST_GATE_RATIO;
    return gate->field == CST_GATE_LOW    ? (ratio ? gap->ratio_low : gap->low)
           : gate->field == CST_GATE_HIGH ? (ratio ? gap->ratio_high : gap->high)
                                          : (ratio ? gap->ratio : gap->difference);
}

/* Why a cell does not pass, in words; false where it does. */
static bool fails_against(const cst_gate *gate, const cst_against_cell *cell,
                          const cst_against_gap *gap, char *found, size_t size)
{
    const char *name = cst_result_name(gate->kind);
    const double value = value_against(gate, gap);
    if (cell->b == NULL) {
        snprintf(found, size, "the cell is only in A");
    } else if (gap->side == CST_AGAINST_NONE) {
        snprintf(found, size, "%s is not defined in B", name);
    } else if (cell->a->done == 0 || cell->b->done == 0) {
        snprintf(found, size, "it has no trials yet in %s", cell->a->done == 0 ? "A" : "B");
    } else if (isnan(value) && gap->low == 0.0 && gap->high == 0.0) {
        return false; /* nothing in either file, by their models: nothing lies between them */
    } else if (isnan(value)) {
        snprintf(found, size, "there is no %s%s", ofs[gate->of],
                 gate->field == CST_GATE_ESTIMATE ? " of estimates" : "");
    } else {
        snprintf(found, size, "%s.%s.%s is %s", name, ofs[gate->of], fields[gate->field],
                 isinf(value) ? "infinite" : cst_show_number(value, 6).text);
        return fails(gate, value);
    }
    return true;
}

int cst_gate_check_against(const cst_gate *gate, const cst_against *against, cst_error *error)
{
    size_t kind = 0;
    size_t cells = 0;
    size_t judged = 0;
    size_t first = 0;
    char found[120];
    char said[120] = "";
    while (against->kind[kind] != gate->kind) {
        kind++;
    }
    for (size_t i = 0; i < against->cells; i++) {
        const cst_against_gap *gap = cst_against_at(against, i, kind);
        judged += gap->side != CST_AGAINST_NONE;
        if (gap->a.method != NULL &&
            fails_against(gate, &against->cell[i], gap, found, sizeof found) && cells++ == 0) {
            first = i;
            memcpy(said, found, sizeof said);
        }
    }
    if (judged == 0) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "--fail-if '%.100s': no cell of both files has %s; it is defined %s",
                             gate->text, cst_result_name(gate->kind),
                             cst_result_about(gate->kind)->where);
    }
    return cells == 0 ? 0
                      : cst_error_set(error, CST_ERR_GATE, NULL,
                                      "--fail-if '%.100s': so in %zu of %zu cells; %s%s",
                                      gate->text, cells, against->cells,
                                      cst_against_place(against, first, ": ").text, said);
}
