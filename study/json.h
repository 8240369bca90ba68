/* SPDX-License-Identifier: MIT
 *
 * The one writer of JSON: names, commas and brackets, without spaces. Numbers and texts are those
 * of study/show.h. A name of NULL: an element of a list, or something by itself.
 */
#ifndef CST_STUDY_JSON_H
#define CST_STUDY_JSON_H

#include "study/show.h"

typedef struct cst_json {
    FILE *out;
    bool more; /* a comma is due before what comes next */
} cst_json;

/* '{' or '[', and what closes it. */
void cst_json_open(cst_json *json, const char *name, char bracket);
void cst_json_close(cst_json *json, char bracket);

/* Closes the object that is a line, and ends the line. */
void cst_json_line(cst_json *json);

/* Values of their kinds; raw: what is JSON already. */
void cst_json_text(cst_json *json, const char *name, const char *text);
void cst_json_count(cst_json *json, const char *name, uint64_t count);
void cst_json_flag(cst_json *json, const char *name, bool flag);
void cst_json_raw(cst_json *json, const char *name, const char *written);

/* A number in `digits` significant digits; one in words; the two ends of an interval as the members
 * "low" and "high". null for NaN. */
void cst_json_number(cst_json *json, const char *name, double x, int digits);
void cst_json_words(cst_json *json, const char *name, cst_words number);
void cst_json_ends(cst_json *json, double low, double high);

#endif
