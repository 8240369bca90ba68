/* SPDX-License-Identifier: MIT */
#include "study/json.h"

#include "scenarios/load/value.h"
#include "study/show.h"

#include <inttypes.h>
#include <math.h>

/* What stands before a value. */
static void begin(cst_json *json, const char *name)
{
    if (json->more) {
        fputc(',', json->out);
    }
    if (name != NULL) {
        cst_json_string(name, json->out);
        fputc(':', json->out);
    }
    json->more = true;
}

void cst_json_open(cst_json *json, const char *name, char bracket)
{
    begin(json, name);
    fputc(bracket, json->out);
    json->more = false;
}

void cst_json_close(cst_json *json, char bracket)
{
    fputc(bracket, json->out);
    json->more = true;
}

void cst_json_line(cst_json *json)
{
    fputs("}\n", json->out);
    json->more = false;
}

void cst_json_text(cst_json *json, const char *name, const char *text)
{
    begin(json, name);
    cst_json_string(text, json->out);
}

void cst_json_count(cst_json *json, const char *name, uint64_t count)
{
    begin(json, name);
    fprintf(json->out, "%" PRIu64, count);
}

void cst_json_flag(cst_json *json, const char *name, bool flag)
{
    cst_json_raw(json, name, flag ? "true" : "false");
}

void cst_json_raw(cst_json *json, const char *name, const char *written)
{
    begin(json, name);
    fputs(written, json->out);
}

/* What stands for a number; null for one that is none. */
static void put_number(cst_json *json, const char *name, double x, cst_words words)
{
    cst_json_raw(json, name, isfinite(x) ? words.text : "null");
}

void cst_json_number(cst_json *json, const char *name, double x, int digits)
{
    put_number(json, name, x, cst_show_number(x, digits));
}

void cst_json_beside(cst_json *json, const char *name, double x, int digits, double low,
                     double high)
{
    put_number(json, name, x, cst_show_beside(x, digits, low, high));
}

void cst_json_end(cst_json *json, const char *name, double low, double high, bool upper)
{
    put_number(json, name, upper ? high : low, cst_show_end(low, high, upper));
}

void cst_json_ends(cst_json *json, double low, double high)
{
    cst_json_end(json, "low", low, high, false);
    cst_json_end(json, "high", low, high, true);
}
