/* SPDX-License-Identifier: MIT */
#include "scenarios/load/csv.h"

#include "base/check.h"
#include "scenarios/load/literal.h"
#include "scenarios/load/nearest.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* The next character, 0 at the end of the text; a zero byte in it is never passed. */
static unsigned char peek(const cst_csv *csv)
{
    return csv->at < csv->size ? (unsigned char)csv->text[csv->at] : 0;
}

static bool at_end(const cst_csv *csv)
{
    return csv->at == csv->size;
}

static void step(cst_csv *csv)
{
    const unsigned char c = (unsigned char)csv->text[csv->at++];
    if (c == '\n') {
        csv->line++;
        csv->column = 1;
    } else if ((c & 0xC0U) != 0x80U) {
        csv->column++; /* the first byte of a character */
    }
}

__attribute__((format(printf, 5, 6))) static int refuse(const cst_csv *csv, int line, int column,
                                                        cst_error *error, const char *format, ...)
{
    char text[256];
    va_list list;
    va_start(list, format);
    (void)vsnprintf(text, sizeof text, format, list);
    va_end(list);
    (void)cst_error_set(error, CST_ERR_DATA_FILE, NULL, "%s", text);
    cst_error_place(error, csv->file, line, column);
    return CST_ERR_DATA_FILE;
}

static int refuse_character(const cst_csv *csv, cst_error *error)
{
    return refuse(csv, csv->line, csv->column, error, "expected text, found the character 0x%02x",
                  peek(csv));
}

/* What may not stand in a field without quotes; also a carriage return without its line feed. */
static bool is_control(unsigned char c)
{
    return (c < 0x20 && c != '\t') || c == 0x7f;
}

static bool at_line_end(const cst_csv *csv)
{
    return at_end(csv) || peek(csv) == '\n' ||
           (peek(csv) == '\r' && csv->at + 1 < csv->size && csv->text[csv->at + 1] == '\n');
}

static bool is_space(const cst_csv *csv, unsigned char c)
{
    return c == ' ' || (c == '\t' && csv->separator != '\t');
}

static void skip_spaces(cst_csv *csv)
{
    while (is_space(csv, peek(csv))) {
        step(csv);
    }
}

/* *end: where the field's text ends, to be cut when its separator has been seen. */
static int read_plain(cst_csv *csv, cst_yaml_node *field, char **end, cst_error *error)
{
    *end = csv->text + csv->at;
    field->text = *end;
    while (!at_line_end(csv) && peek(csv) != (unsigned char)csv->separator) {
        const unsigned char c = peek(csv);
        if (is_control(c)) {
            return refuse_character(csv, error);
        }
        if (c == '"') {
            return refuse(csv, csv->line, csv->column, error,
                          "expected quotes around a whole field, found one inside it");
        }
        step(csv);
        if (!is_space(csv, c)) {
            *end = csv->text + csv->at;
        }
    }
    return 0;
}

static int read_quoted(cst_csv *csv, cst_yaml_node *field, char **end, cst_error *error)
{
    field->quoted = true;
    step(csv);
    char *to = csv->text + csv->at;
    field->text = to;
    for (;;) {
        const unsigned char c = peek(csv);
        if (at_end(csv)) {
            return refuse(csv, field->line, field->column, error,
                          "expected a closing quote, found the end of the text");
        }
        if (is_control(c) && c != '\n' && c != '\r') {
            return refuse_character(csv, error);
        }
        step(csv);
        if (c == '"' && peek(csv) != '"') {
            break;
        }
        if (c == '"') {
            step(csv);
        }
        *to++ = (char)c;
    }
    *end = to;
    skip_spaces(csv);
    if (!at_line_end(csv) && peek(csv) != (unsigned char)csv->separator) {
        return refuse(csv, csv->line, csv->column, error,
                      "expected a separator or the end of the line behind a closing quote");
    }
    return 0;
}

/* Reads one field and what ends it. *last: the line ends there. */
static int read_field(cst_csv *csv, cst_yaml_node *field, bool *last, cst_error *error)
{
    char *end = NULL;
    skip_spaces(csv);
    *field = (cst_yaml_node){.file = csv->file, .line = csv->line, .column = csv->column};
    int code = peek(csv) == '"' ? read_quoted(csv, field, &end, error)
                                : read_plain(csv, field, &end, error);
    if (code != 0) {
        return code;
    }
    *last = at_line_end(csv);
    if (!at_end(csv)) {
        if (peek(csv) == '\r') {
            step(csv);
        }
        step(csv);
    }
    *end = '\0'; /* on the separator or before it, or behind the whole text */
    return 0;
}

/* Reads one line, which may have no text. */
static int read_line(cst_csv *csv, cst_error *error)
{
    bool last = false;
    csv->fields = 0;
    while (!last) {
        cst_yaml_node field;
        int code = read_field(csv, &field, &last, error);
        if (code != 0) {
            return code;
        }
        if (csv->fields == CST_CSV_FIELDS_MAX) {
            return refuse(csv, field.line, field.column, error,
                          "expected at most %d fields in a line, found more", CST_CSV_FIELDS_MAX);
        }
        csv->field[csv->fields++] = field;
    }
    return 0;
}

/* 1 with the fields of a line that has text, 0 at the end. */
static int read_row(cst_csv *csv, cst_error *error)
{
    while (!at_end(csv)) {
        int code = read_line(csv, error);
        if (code != 0) {
            return code;
        }
        if (csv->fields > 1 || csv->field[0].quoted || csv->field[0].text[0] != '\0') {
            return 1;
        }
    }
    return 0;
}

static void skip_comments(cst_csv *csv)
{
    while (peek(csv) == '#') {
        while (!at_line_end(csv)) {
            step(csv);
        }
        while (!at_end(csv) && csv->text[csv->at - 1] != '\n') {
            step(csv);
        }
    }
}

/* The separator that the header has most of; a comma where it has none. */
static char find_separator(const cst_csv *csv)
{
    static const char known[] = ",;\t";
    size_t most = 0;
    char found = ',';
    for (const char *one = known; *one != '\0'; one++) {
        size_t count = 0;
        for (size_t i = csv->at; i < csv->size && csv->text[i] != '\n'; i++) {
            count += csv->text[i] == *one ? 1 : 0;
        }
        found = count > most ? *one : found;
        most = count > most ? count : most;
    }
    return found;
}

static int judge_name(cst_csv *csv, uint32_t at, bool extra, cst_error *error)
{
    const cst_yaml_node *field = &csv->field[at];
    cst_nearest nearest = {0};
    for (uint32_t i = 0; i < csv->known_count; i++) {
        if (strcmp(field->text, csv->known[i].name) == 0) {
            if (csv->place[i] == CST_CSV_FIELDS_MAX) {
                csv->place[i] = at;
                return 0;
            }
            return refuse(csv, field->line, field->column, error, "the column '%s' is there twice",
                          csv->known[i].name);
        }
        cst_nearest_look(&nearest, field->text, csv->known[i].name);
    }
    if (extra) {
        return 0;
    }
    char names[128] = "";
    for (uint32_t i = 0; i < csv->known_count; i++) {
        cst_names_add(names, sizeof names, csv->known[i].name);
    }
    return refuse(csv, field->line, field->column, error, "expected columns %s, found '%.60s'%s%s",
                  names, field->text, nearest.best == NULL ? "" : "; the nearest is ",
                  nearest.best == NULL ? "" : nearest.best);
}

/* A needed column is missing: perhaps it is misspelt. */
static int miss(const cst_csv *csv, uint32_t known, cst_error *error)
{
    const char *name = csv->known[known].name;
    const cst_yaml_node *at = &csv->field[0];
    cst_nearest nearest = {0};
    for (uint32_t i = 0; i < csv->fields; i++) {
        cst_nearest_look(&nearest, name, csv->field[i].text);
        at = nearest.best == csv->field[i].text ? &csv->field[i] : at;
    }
    return refuse(csv, at->line, at->column, error, "expected a column %s, found %s%.60s%s", name,
                  nearest.best == NULL ? "none" : "'", nearest.best == NULL ? "" : nearest.best,
                  nearest.best == NULL ? "" : "'");
}

int cst_csv_open(cst_csv *csv, const char *file, char *text, size_t size,
                 const cst_csv_column *known, uint32_t known_count, bool extra, cst_error *error)
{
    cst_require(known_count > 0 && known_count <= CST_CSV_FIELDS_MAX);
    *csv = (cst_csv){.file = file, .text = text, .size = size, .line = 1, .column = 1};
    csv->known = known;
    csv->known_count = known_count;
    for (uint32_t i = 0; i < CST_CSV_FIELDS_MAX; i++) {
        csv->place[i] = CST_CSV_FIELDS_MAX;
    }
    skip_comments(csv);
    csv->separator = find_separator(csv);
    int code = read_row(csv, error);
    if (code < 0) {
        return code;
    }
    if (code == 0) {
        return refuse(csv, csv->line, csv->column, error, "expected a header, found nothing");
    }
    csv->columns = csv->fields;
    code = 0;
    for (uint32_t i = 0; code == 0 && i < csv->fields; i++) {
        code = judge_name(csv, i, extra, error);
    }
    for (uint32_t i = 0; code == 0 && i < known_count; i++) {
        code = known[i].needed && csv->place[i] == CST_CSV_FIELDS_MAX ? miss(csv, i, error) : 0;
    }
    return code;
}

int cst_csv_next(cst_csv *csv, cst_error *error)
{
    int code = read_row(csv, error);
    if (code == 1 && csv->fields != csv->columns) {
        return refuse(csv, csv->field[0].line, csv->field[0].column, error,
                      "expected %u fields, as the header has, found %u", csv->columns, csv->fields);
    }
    return code;
}

const cst_yaml_node *cst_csv_at(const cst_csv *csv, uint32_t known)
{
    cst_require(known < csv->known_count);
    return csv->place[known] == CST_CSV_FIELDS_MAX ? NULL : &csv->field[csv->place[known]];
}

int cst_csv_wrong(const cst_csv *csv, uint32_t known, const char *expected, cst_error *error)
{
    const cst_yaml_node *field = cst_csv_at(csv, known);
    cst_require(field != NULL);
    (void)cst_error_set(error, CST_ERR_DATA_FILE, csv->known[known].name,
                        field->text[0] == '\0' ? "expected %s, found nothing%s%s"
                                               : "expected %s, found '%.60s'%s",
                        expected, field->text, cst_literal_hint(field->text));
    cst_error_place(error, csv->file, field->line, field->column);
    return CST_ERR_DATA_FILE;
}

/* Refuses a key that is no column. */
static int judge_keys(const cst_yaml_node *map, const cst_csv_column *columns, uint32_t count,
                      const char *list, cst_error *error)
{
    for (const cst_yaml_node *node = map->first; node != NULL; node = node->next) {
        cst_nearest nearest = {0};
        bool known = false;
        for (uint32_t i = 0; i < count; i++) {
            known = known || strcmp(node->key, columns[i].name) == 0;
            cst_nearest_look(&nearest, node->key, columns[i].name);
        }
        if (!known) {
            (void)cst_error_set(error, CST_ERR_DATA_FILE, NULL, "expected %s, found '%.60s'%s%s",
                                list, node->key, nearest.best == NULL ? "" : "; the nearest is ",
                                nearest.best == NULL ? "" : nearest.best);
            return cst_yaml_place_key(node, error);
        }
    }
    return 0;
}

int cst_csv_map(const cst_yaml_node *map, const cst_csv_column *columns, uint32_t count,
                const cst_csv_words *words, cst_yaml_node *row, cst_error *error)
{
    if (map->kind != CST_YAML_MAP) {
        char expected[96];
        (void)snprintf(expected, sizeof expected, "a map with %s", words->columns);
        return cst_yaml_expected(map, CST_ERR_DATA_FILE, NULL, expected, error);
    }
    const int code = judge_keys(map, columns, count, words->columns, error);
    if (code != 0) {
        return code;
    }
    for (uint32_t i = 0; i < count; i++) {
        const cst_yaml_node *node = cst_yaml_child(map, columns[i].name);
        if (node == NULL) {
            (void)cst_error_set(error, CST_ERR_DATA_FILE, columns[i].name,
                                "expected %s, found none", words->value);
            return cst_yaml_place(map, error);
        }
        row[i] = *node;
    }
    return 0;
}
