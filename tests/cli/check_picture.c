/* SPDX-License-Identifier: MIT
 *
 * check_picture FILE [LEFT RIGHT TOP BOTTOM]: whether an SVG of gnuplot's is well-formed XML in
 * UTF-8, and whether something is drawn of the data within that part of it (shares of its width and
 * height), where axes, names and legend are not. Says what is wrong and exits 1.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 64, INK_LEAST = 3 };

static const char *file;
static const char *begin;

static void die(const char *what, const char *at)
{
    int line = 1;
    for (const char *c = begin; c != NULL && c < at; c++) {
        line += *c == '\n' ? 1 : 0;
    }
    printf("%s:%d: %s: %.40s\n", file, line, what, at != NULL ? at : "");
    exit(1);
}

/* Characters of XML 1.0 (production 2) in UTF-8; those of two bytes and more by their form alone.
 */
static void check_characters(const char *text)
{
    for (const char *c = text; *c != '\0'; c++) {
        const unsigned char byte = (unsigned char)*c;
        const int more = byte < 0x80 ? 0 : byte < 0xc2 ? -1 : byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
        if (more < 0 || byte > 0xf4 || byte == 0x7f ||
            (byte < 0x20 && byte != '\n' && byte != '\t')) {
            die("no character of XML", c);
        }
        for (int i = 0; i < more; i++) {
            if ((*++c & 0xc0) != 0x80) {
                die("cut within a letter", c);
            }
        }
    }
}

static size_t name_length(const char *at)
{
    return strspn(at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:_-.");
}

/* An & that begins a reference to an entity. */
static void check_reference(const char *at)
{
    static const char *const known[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&apos;"};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (strncmp(at, known[i], strlen(known[i])) == 0) {
            return;
        }
    }
    die("a bare &", at);
}

typedef struct ink {
    double left, right, top, bottom; /* in dots */
    int dots;
} ink;

/* Counts the pairs of numbers of an attribute that lie inside. */
static void count_ink(ink *to, const char *at, const char *end)
{
    double number[2];
    int have = 0;
    while (at < end) {
        char *next = NULL;
        number[have] = strtod(at, &next);
        if (next == at) {
            at++;
            continue;
        }
        at = next;
        if (++have == 2) {
            have = 0;
            to->dots += number[0] > to->left && number[0] < to->right && number[1] > to->top &&
                                number[1] < to->bottom
                            ? 1
                            : 0;
        }
    }
}

/* Reads name = "value" or name='value'; returns where it ends. */
static const char *read_attribute(const char *at, bool drawn, ink *to)
{
    static const char *const places[] = {"d", "points", "transform"};
    const size_t length = name_length(at);
    const char *value = at + length + strspn(at + length, " ");
    if (length == 0 || *value != '=') {
        die("no attribute", at);
    }
    value += 1 + strspn(value + 1, " ");
    const char *end = *value == '"' || *value == '\'' ? strchr(value + 1, *value) : NULL;
    if (end == NULL) {
        die("an attribute without an end", at);
    }
    value++;
    for (const char *c = value; c < end; c++) {
        if (*c == '<') {
            die("< in an attribute", c);
        }
        if (*c == '&') {
            check_reference(c);
        }
    }
    for (size_t i = 0; drawn && i < sizeof places / sizeof places[0]; i++) {
        if (strlen(places[i]) == length && strncmp(at, places[i], length) == 0) {
            count_ink(to, value, end);
        }
    }
    return end + 1;
}

/* Open elements, and the depth from which on the data are drawn (0: they are not). */
typedef struct parse {
    const char *open[DEPTH_MAX];
    int depth, data;
    int roots;
    ink ink;
} parse;

static const char *read_open(parse *p, const char *at)
{
    const char *tag = at;
    const size_t length = name_length(at);
    const bool data = strncmp(at, "g id=\"gnuplot_plot_", 19) == 0;
    /* gnuplot draws the legend's samples in the same groups: the part looked at leaves them out. */
    const bool drawn = p->data > 0 && strncmp(at, "g ", 2) != 0 && strncmp(at, "text", 4) != 0;
    if (length == 0 || p->depth == DEPTH_MAX) {
        die("no element", at);
    }
    p->roots += p->depth == 0 ? 1 : 0;
    at += length;
    for (;;) {
        at += strspn(at, " \t\n");
        if (*at == '>') {
            p->open[p->depth++] = tag;
            p->data = data && p->data == 0 ? p->depth : p->data;
            return at + 1;
        }
        if (strncmp(at, "/>", 2) == 0) {
            return at + 2;
        }
        at = read_attribute(at, drawn, &p->ink);
    }
}

static const char *read_close(parse *p, const char *at)
{
    const size_t length = name_length(at);
    if (p->depth == 0 || name_length(p->open[p->depth - 1]) != length ||
        strncmp(p->open[p->depth - 1], at, length) != 0 || at[length] != '>') {
        die("closes what is not open", at);
    }
    p->data = p->data == p->depth ? 0 : p->data;
    p->depth--;
    return at + length + 1;
}

static const char *read_text(const parse *p, const char *at)
{
    for (; *at != '<' && *at != '\0'; at++) {
        if (strncmp(at, "]]>", 3) == 0) {
            die("]]> in a text", at);
        }
        if (*at == '&') {
            check_reference(at);
        }
        if (p->depth == 0 && strchr(" \t\n", *at) == NULL) {
            die("text outside of the root", at);
        }
    }
    return at;
}

static void read_all(parse *p, const char *at)
{
    if (strncmp(at, "<?xml", 5) != 0 || strstr(at, "?>") == NULL) {
        die("no XML", at);
    }
    at = strstr(at, "?>") + 2;
    while (*at != '\0') {
        if (strncmp(at, "<!--", 4) == 0) {
            at = strstr(at, "-->");
            if (at == NULL) {
                die("a comment without an end", NULL);
            }
            at += 3;
        } else if (strncmp(at, "</", 2) == 0) {
            at = read_close(p, at + 2);
        } else {
            at = *at == '<' ? read_open(p, at + 1) : read_text(p, at);
        }
    }
    if (p->depth > 0 || p->roots != 1) {
        die(p->depth > 0 ? "ends too early" : "not one root", at);
    }
}

int main(int argc, char **argv)
{
    static char text[1 << 24];
    double part[4] = {0.12, 0.75, 0.15, 0.88};
    double width = 0.0;
    double height = 0.0;
    file = argc > 1 ? argv[1] : "";
    FILE *in = fopen(file, "rb");
    const size_t size = in != NULL ? fread(text, 1, sizeof text - 1, in) : 0;
    if (in == NULL || fclose(in) != 0 || size == 0 || strlen(text) != size) {
        die("cannot be read, is empty, or has a NUL", NULL);
    }
    for (int i = 0; i < 4 && i + 2 < argc; i++) {
        part[i] = strtod(argv[i + 2], NULL);
    }
    begin = text;
    check_characters(text);
    const char *box = strstr(text, "viewBox=\"0 0 ");
    if (box == NULL || sscanf(box, "viewBox=\"0 0 %lf %lf\"", &width, &height) != 2) {
        die("no viewBox", NULL);
    }
    parse p = {.ink = {part[0] * width, part[1] * width, part[2] * height, part[3] * height, 0}};
    read_all(&p, text);
    if (p.ink.dots < INK_LEAST) {
        die("nothing is drawn", NULL);
    }
    return 0;
}
