/* SPDX-License-Identifier: MIT */
#include "study/json.h"

#include "scenarios/load/value.h"

#include <inttypes.h>

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

void cst_json_words(cst_json *json, const char *name, cst_words number)
{
    cst_json_raw(json, name, cst_show_is_none(number) ? "null" : number.text);
}

void cst_json_number(cst_json *json, const char *name, double x, int digits)
{
    cst_json_words(json, name, cst_show_number(x, digits));
}

void cst_json_ends(cst_json *json, double low, double high)
{
    cst_json_words(json, "low", cst_show_end(low, high, false));
    cst_json_words(json, "high", cst_show_end(low, high, true));
}
