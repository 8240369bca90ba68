/* SPDX-License-Identifier: MIT
 *
 * CSV text (RFC 4180) with a header, row by row: commas (or semicolons or tabs, whichever the
 * header has), fields in double quotes where they need them ("" stands for one), LF or CRLF, lines
 * without text, and lines above the header that start with #. Spaces around a field are no part of
 * it. Whatever else is there is refused with its place. Nothing is typed by guess: a field is its
 * text. No allocation: fields point into the text, which is overwritten; one thread at a time.
 */
#ifndef CST_SCENARIOS_LOAD_CSV_H
#define CST_SCENARIOS_LOAD_CSV_H

#include "scenarios/load/yaml.h"

enum { CST_CSV_MEBIBYTES_MAX = 16, CST_CSV_FIELDS_MAX = 64 };

/* A column that a kind of file has. */
typedef struct cst_csv_column {
    const char *name;
    bool needed;
} cst_csv_column;

typedef struct cst_csv {
    const char *file; /* what places are reported in */
    char *text;
    size_t size, at;
    char separator;
    int line, column;
    const cst_csv_column *known;
    uint32_t known_count;
    uint32_t place[CST_CSV_FIELDS_MAX]; /* of a known column among the fields; FIELDS_MAX: none */
    uint32_t columns;                   /* of the header, and so of every row */
    uint32_t fields;                    /* of the row that was read */
    cst_yaml_node field[CST_CSV_FIELDS_MAX]; /* scalars; columns are characters */
} cst_csv;

/* Reads the header of text[0..size), where text[size] is zero. Its columns are the known ones, up
 * to CST_CSV_FIELDS_MAX of them, in any order, each at most once; `extra`: others are passed over.
 * file, text and known must outlive csv. 0, or CST_ERR_DATA_FILE with its place. */
int cst_csv_open(cst_csv *csv, const char *file, char *text, size_t size,
                 const cst_csv_column *known, uint32_t known_count, bool extra, cst_error *error);

/* Reads the next row: 1, 0 at the end of the text, or CST_ERR_DATA_FILE with its place. The fields
 * of the row before are gone. */
int cst_csv_next(cst_csv *csv, cst_error *error);

/* The row's field of a known column (by its place in the table), or NULL if the file has no such
 * column. */
const cst_yaml_node *cst_csv_at(const cst_csv *csv, uint32_t known);

/* Sets an error about a field: "expected ..., found 'text'", with the column's name as its key.
 * Returns CST_ERR_DATA_FILE. */
int cst_csv_wrong(const cst_csv *csv, uint32_t known, const char *expected, cst_error *error);

/* How a message names the columns of a row, "agents, schemed and count", and what each holds, "a
 * whole number". */
typedef struct cst_csv_words {
    const char *columns, *value;
} cst_csv_words;

/* The same row as a map in YAML: fills row[0..count-1], copies of its nodes. 0, or
 * CST_ERR_DATA_FILE with the place of what is no map, a key that is no column, or a column that is
 * not there. */
int cst_csv_map(const cst_yaml_node *map, const cst_csv_column *columns, uint32_t count,
                const cst_csv_words *words, cst_yaml_node *row, cst_error *error);

#endif
