/* SPDX-License-Identifier: MIT */
#include "cli/show/picture.h"

#include "base/letters.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

const char *cst_picture_ending(cst_picture_format format)
{
    static const char *const ending[] = {".svg", ".png", ".pdf", ""};
    return ending[format];
}

static bool ends_with(const char *path, const char *ending)
{
    const size_t length = strlen(path);
    const size_t cut = strlen(ending);
    return length > cut && path[length - cut - 1] != '/' &&
           strcasecmp(path + length - cut, ending) == 0;
}

cst_picture_format cst_picture_format_of(const char *path)
{
    int format = 0;
    while (format < CST_PICTURE_FORMATS &&
           !ends_with(path, cst_picture_ending((cst_picture_format)format))) {
        format++;
    }
    return (cst_picture_format)format;
}

bool cst_picture_is_other(const char *path)
{
    static const char *const others[] = {".jpg", ".jpeg", ".gif", ".eps", ".ps",
                                         ".tif", ".tiff", ".bmp", ".webp"};
    bool other = false;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        other = other || ends_with(path, others[i]);
    }
    return other;
}

/* What gnuplot is told. */
typedef struct order {
    const cst_picture *picture;
    cst_picture_format format;
} order;

static void write_order(const void *self, FILE *script)
{
    const order *of = self;
    const unsigned long width = of->picture->width;
    const unsigned long height = of->picture->height;
    fputs("set encoding utf8\n", script);
    switch (of->format) {
    case CST_PICTURE_PNG:
        fprintf(script,
                "set terminal pngcairo size %lu,%lu font 'Arial,12' fontscale 2 linewidth 2 "
                "pointscale 2 background '#ffffff'\n",
                2 * width, 2 * height);
        break;
    case CST_PICTURE_PDF: /* 96 dots an inch, a letter of 12 dots has 9 points */
        fprintf(script,
                "set terminal pdfcairo size %.4fin,%.4fin font 'Arial,12' fontscale 0.75 "
                "linewidth 0.75 pointscale 0.75\n",
                (double)width / 96.0, (double)height / 96.0);
        break;
    case CST_PICTURE_SVG:
    case CST_PICTURE_FORMATS:
        fprintf(script,
                "set terminal svg size %lu,%lu dynamic font 'Arial,12' background '#ffffff'\n",
                width, height);
        break;
    }
    of->picture->write(of->picture->self, script);
}

/* Whether a picture begins and ends as its format does: gnuplot may be stopped in the middle. */
static bool is_whole(const cst_gnuplot_picture *drawn, cst_picture_format format)
{
    static const struct {
        const char *first;
        size_t first_size;
        const char *last;
        size_t last_size;
    } marks[] = {
        [CST_PICTURE_SVG] = {"<?xml", 5, "</svg>", 6},
        [CST_PICTURE_PNG] = {"\x89PNG", 4, "IEND\xae\x42\x60\x82", 8},
        [CST_PICTURE_PDF] = {"%PDF-", 5, "%%EOF", 5},
    };
    size_t size = drawn->size;
    while (format != CST_PICTURE_PNG && size > 0 && strchr(" \r\n", drawn->byte[size - 1])) {
        size--;
    }
    return size > 100 && memcmp(drawn->byte, marks[format].first, marks[format].first_size) == 0 &&
           memcmp(drawn->byte + size - marks[format].last_size, marks[format].last,
                  marks[format].last_size) == 0;
}

static void put_xml(FILE *out, const char *text)
{
    for (cst_letter letter; (letter = cst_letters_first(text)).bytes > 0; text += letter.bytes) {
        if (!letter.shown) {
            fputc(CST_LETTERS_HIDDEN, out);
        } else if (strchr("&<>", *text) != NULL) {
            fputs(*text == '&' ? "&amp;" : *text == '<' ? "&lt;" : "&gt;", out);
        } else {
            fwrite(text, 1, letter.bytes, out);
        }
    }
}

/* gnuplot's SVG with a title and a style; gnuplot leaves ]]> in texts, which XML forbids. */
static void put_svg(FILE *out, const char *svg, const char *title)
{
    static const char theirs[] = "<title>Gnuplot</title>";
    static const char style[] = "\n<style>@media (prefers-color-scheme: dark) { svg { "
                                "filter: invert(0.93) hue-rotate(180deg); } }</style>";
    const char *at = strstr(svg, theirs);
    if (at != NULL) {
        fwrite(svg, 1, (size_t)(at - svg), out);
        fputs("<title>", out);
        put_xml(out, title[0] != '\0' ? title : "custodes");
        fputs("</title>", out);
        fputs(style, out);
        svg = at + strlen(theirs);
    }
    for (const char *next; (next = strstr(svg, "]]>")) != NULL; svg = next + 3) {
        fwrite(svg, 1, (size_t)(next - svg), out);
        fputs("]]&gt;", out);
    }
    fputs(svg, out);
}

int cst_picture_draw(const cst_picture *picture, cst_picture_format format, FILE *out,
                     cst_gnuplot_watch watch, cst_error *error)
{
    const order of = {.picture = picture, .format = format};
    cst_gnuplot_picture drawn;
    int code = cst_gnuplot_run(write_order, &of, watch, &drawn, error);
    if (code == 0 && !is_whole(&drawn, format)) {
        code = cst_error_set(error, CST_ERR_OUTPUT, NULL,
                             "plot: gnuplot's picture is not whole: %zu bytes came", drawn.size);
    }
    if (code == 0 && format == CST_PICTURE_SVG) {
        put_svg(out, drawn.byte, picture->title);
    } else if (code == 0) {
        fwrite(drawn.byte, 1, drawn.size, out);
    }
    free(drawn.byte);
    return code;
}

/* All but letters of ASCII by their octal numbers: a digit would be taken into the one before it.
 */
static void put_text(FILE *script, const char *text, size_t bytes)
{
    const char *end = text + bytes;
    fputc('"', script);
    for (cst_letter letter; text < end && (letter = cst_letters_first(text)).bytes > 0;
         text += letter.bytes) {
        for (size_t i = 0; letter.shown && i < letter.bytes; i++) {
            const unsigned char byte = (unsigned char)text[i];
            const bool plain =
                byte == ' ' || (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z');
            fprintf(script, plain ? "%c" : "\\%03o", byte);
        }
        if (!letter.shown) {
            fputc(CST_LETTERS_HIDDEN, script);
        }
    }
    fputc('"', script);
}

void cst_picture_text(FILE *script, const char *text)
{
    put_text(script, text, strlen(text));
}

/* The bytes of the first line of a text in lines of at most `width` letters, cut at a space where
 * there is one. */
static size_t first_line(const char *text, size_t width)
{
    const size_t most = cst_letters_bytes(text, width);
    size_t length = most;
    while (length > 0 && text[most] != '\0' && text[length] != ' ') {
        length--;
    }
    return length == 0 ? most : length;
}

double cst_picture_lines(FILE *script, const char *text, size_t width, double top, double step,
                         const char *style)
{
    const size_t letters = cst_letters_count(text);
    const size_t lines = letters / width + 1;
    const size_t even = lines > 1 ? letters / lines + 10 : width; /* of about equal length */
    width = even < width ? even : width;
    while (*text != '\0') {
        const size_t length = first_line(text, width);
        if (script != NULL) {
            fputs("set label ", script);
            put_text(script, text, length);
            fprintf(script, " at screen 0.02,%.4f left front noenhanced %s\n", top, style);
        }
        top -= step;
        text += length;
        text += *text == ' ' ? 1 : 0;
    }
    return top;
}
