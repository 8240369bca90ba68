/* SPDX-License-Identifier: MIT */
#include "cli/show/flow.h"

#include "base/check.h"
#include "cli/show/columns.h"
#include "study/show.h"

#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

enum { CODE_INDENT = 4, ITEM_LEAST = 24 };

static cst_flow start_within(FILE *out, size_t width, size_t first, size_t next)
{
    cst_flow flow = {.out = out, .width = width, .indent = next, .fold = "\n", .column = first};
    fprintf(out, "%*s", (int)first, "");
    return flow;
}

cst_flow cst_flow_start(FILE *out, size_t first, size_t next)
{
    return start_within(out, cst_columns_of_prose(out), first, next);
}

cst_flow cst_flow_code(FILE *out, size_t indent)
{
    return start_within(out, cst_columns_of(out), indent, indent + CODE_INDENT);
}

static void break_line(cst_flow *flow)
{
    fprintf(flow->out, "%s%*s", flow->fold, (int)flow->indent, "");
    flow->column = flow->indent;
    flow->begun = false;
    flow->spaces = 0;
}

static void write_word(cst_flow *flow)
{
    if (flow->length == 0) {
        return;
    }
    flow->word[flow->length] = '\0';
    const size_t taken = cst_columns_taken(flow->word, flow->length);
    if (flow->begun && flow->column + flow->spaces + taken > flow->width) {
        break_line(flow);
    }
    fprintf(flow->out, "%*s", (int)flow->spaces, "");
    cst_show_clean(flow->out, flow->word);
    flow->column += flow->spaces + taken;
    flow->begun = true;
    flow->spaces = 0;
    flow->length = 0;
}

static void take_letter(cst_flow *flow, char c)
{
    flow->word[flow->length++] = c;
    if (flow->length + 1 == sizeof flow->word) {
        write_word(flow);
    }
}

static void take(cst_flow *flow, char c)
{
    if (c == ' ' || c == '\n') {
        write_word(flow);
        flow->spaces += flow->begun ? 1 : 0;
    } else {
        take_letter(flow, c);
    }
}

void cst_flow_word(cst_flow *flow, const char *text)
{
    for (; *text != '\0'; text++) {
        take_letter(flow, *text);
    }
}

void cst_flow_text(cst_flow *flow, const char *text)
{
    for (; *text != '\0'; text++) {
        take(flow, *text);
    }
}

__attribute__((format(printf, 2, 0))) static void add(cst_flow *flow, const char *format,
                                                      va_list list)
{
    char text[4096];
    const int length = vsnprintf(text, sizeof text, format, list);
    cst_require(length >= 0 && (size_t)length < sizeof text);
    cst_flow_text(flow, text);
}

void cst_flow_add(cst_flow *flow, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    add(flow, format, list);
    va_end(list);
}

void cst_flow_end(cst_flow *flow)
{
    write_word(flow);
    fputc('\n', flow->out);
}

void cst_flow_line(FILE *out, const char *format, ...)
{
    cst_flow flow = cst_flow_start(out, 0, 0);
    va_list list;
    va_start(list, format);
    add(&flow, format, list);
    va_end(list);
    cst_flow_end(&flow);
}

void cst_flow_paragraph(FILE *out, const char *text)
{
    cst_flow flow = cst_flow_start(out, 0, 0);
    cst_flow_text(&flow, text);
    cst_flow_end(&flow);
}

void cst_flow_message(FILE *err, const char *format, ...)
{
    const size_t width = isatty(fileno(err)) ? cst_columns_of_prose(err) : SIZE_MAX;
    cst_flow flow = start_within(err, width, 0, 2);
    va_list list;
    va_start(list, format);
    cst_flow_text(&flow, "custodes: ");
    add(&flow, format, list);
    va_end(list);
    cst_flow_end(&flow);
}

static size_t longest_word(const char *text)
{
    size_t longest = 0;
    while (*text != '\0') {
        const size_t length = strcspn(text, " ");
        longest = length > longest ? length : longest;
        text += length + strspn(text + length, " ");
    }
    return longest;
}

void cst_flow_item(FILE *out, size_t indent, const char *name, size_t column, const char *text)
{
    cst_flow flow = cst_flow_start(out, indent, column);
    const size_t longest = longest_word(text);
    const size_t room = longest > ITEM_LEAST ? longest : ITEM_LEAST;
    const bool narrow = flow.width < column + room;
    flow.indent = narrow ? indent + CODE_INDENT : column;
    cst_flow_text(&flow, name);
    write_word(&flow);
    if (*text != '\0' && (narrow || flow.column + 2 > column)) {
        break_line(&flow);
    } else if (*text != '\0') {
        fprintf(out, "%*s", (int)(column - flow.column), "");
        flow.column = column;
        flow.begun = false;
    }
    cst_flow_text(&flow, text);
    cst_flow_end(&flow);
}

void cst_flow_lines(FILE *out, const char *text)
{
    while (*text != '\0') {
        const size_t indent = strspn(text, " ");
        const size_t end = strcspn(text, "\n");
        cst_flow flow = cst_flow_code(out, indent);
        for (size_t i = indent; i < end; i++) {
            take(&flow, text[i]);
        }
        cst_flow_end(&flow);
        text += end + (text[end] == '\n' ? 1 : 0);
    }
}

cst_flow cst_flow_shell(FILE *out)
{
    cst_flow flow = cst_flow_start(out, 2, 2 + CODE_INDENT);
    flow.fold = " \\\n";
    flow.width -= 2;
    return flow;
}
