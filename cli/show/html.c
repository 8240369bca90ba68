/* SPDX-License-Identifier: MIT */
#include "cli/show/html.h"

#include "base/letters.h"
#include "scenarios/load/identity.h"

#include <stdlib.h>
#include <string.h>

static const char *entity_of(char c)
{
    switch (c) {
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '&':
        return "&amp;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

static void put_part(FILE *out, const char *text, size_t bytes)
{
    const char *end = text + bytes;
    for (cst_letter letter; text < end && (letter = cst_letters_first(text)).bytes > 0;
         text += letter.bytes) {
        const char *entity = entity_of(*text);
        if (!letter.shown) {
            fputc(CST_LETTERS_HIDDEN, out);
        } else if (entity != NULL) {
            fputs(entity, out);
        } else {
            fwrite(text, 1, letter.bytes, out);
        }
    }
}

void cst_html_text(FILE *out, const char *text)
{
    put_part(out, text, strlen(text));
}

void cst_html_element(FILE *out, const char *name, const char *text)
{
    fprintf(out, "<%s>", name);
    cst_html_text(out, text);
    fprintf(out, "</%s>\n", name);
}

void cst_html_paragraph(FILE *out, const char *before, const char *text)
{
    fprintf(out, "<p>%s", before);
    cst_html_text(out, text);
    fputs("</p>\n", out);
}

void cst_html_lines(FILE *out, const char *text)
{
    while (*text != '\0') {
        const size_t bytes = strcspn(text, "\n");
        if (bytes > 0) {
            fputs("<p>", out);
            put_part(out, text, bytes);
            fputs("</p>\n", out);
        }
        text += bytes + (text[bytes] == '\n' ? 1 : 0);
    }
}

void cst_html_box_open(FILE *out, const char *name)
{
    fputs("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"", out);
    cst_html_text(out, name);
    fputs("\">", out);
}

void cst_html_box_close(FILE *out)
{
    fputs("</div>\n", out);
}

void cst_html_code(FILE *out, const char *name, const char *text)
{
    cst_html_box_open(out, name);
    fputs("<pre>", out);
    while (*text != '\0') {
        const size_t bytes = strcspn(text, "\n");
        put_part(out, text, bytes);
        text += bytes;
        if (*text == '\n') {
            fputc('\n', out);
            text++;
        }
    }
    fputs("</pre>", out);
    cst_html_box_close(out);
}

void cst_html_picture(FILE *out, const char *svg, const char *alt)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "-_.~!$&'()*+,;=:@/? ";
    cst_html_box_open(out, alt);
    fputs("<img alt=\"", out);
    cst_html_text(out, alt);
    fputs("\" src=\"data:image/svg+xml,", out);
    for (const unsigned char *at = (const unsigned char *)svg; *at != '\0'; at++) {
        const bool as_it_is = *at < 128 && *at != '&' && *at != '\'' && strchr(plain, *at) != NULL;
        if (as_it_is) {
            fputc(*at, out);
        } else {
            fprintf(out, "%%%02X", *at);
        }
    }
    fputs("\">", out);
    cst_html_box_close(out);
}

void cst_html_json(FILE *out, const char *id, const char *json)
{
    fprintf(out, "<script type=\"application/json\" id=\"%s\">", id);
    for (; *json != '\0'; json++) {
        if (*json == '<') {
            fputs("\\u003c", out); /* it stands in texts alone */
        } else {
            fputc(*json, out);
        }
    }
    fputs("</script>\n", out);
}

/* --- The page -------------------------------------------------------------------------------- */

/* The name under which a policy lets a script run: the base64 of its SHA-256. */
static void put_hash(FILE *out, const char *script)
{
    static const char letter[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char hex[65];
    cst_identity_hash(script, hex);
    fputs(" 'sha256-", out);
    for (size_t i = 0; i < 64; i += 3) { /* three digits are two letters */
        const char part[] = {hex[i], i + 1 < 64 ? hex[i + 1] : '0', i + 2 < 64 ? hex[i + 2] : '0',
                             '\0'};
        const unsigned long bits = strtoul(part, NULL, 16);
        fputc(letter[bits >> 6], out);
        if (i + 3 < 64) {
            fputc(letter[bits & 63], out);
        }
    }
    fputs("='", out);
}

void cst_html_policy(FILE *out, const cst_html *page)
{
    fprintf(out,
            "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; "
            "form-action 'none'; %sscript-src",
            page->looks_again ? "connect-src 'self'; " : "");
    for (const char *const *script = page->script; *script != NULL; script++) {
        put_hash(out, *script);
    }
    fputs(page->script[0] == NULL ? " 'none'" : "", out);
}

void cst_html_open(FILE *out, const cst_html *page)
{
    fputs("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
          "<meta http-equiv=\"Content-Security-Policy\" content=\"",
          out);
    cst_html_policy(out, page);
    fputs("\">\n<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
          "<meta name=\"color-scheme\" content=\"light dark\">\n",
          out);
    if (page->looks_again) {
        fputs("<noscript><meta http-equiv=\"refresh\" content=\"5\"></noscript>\n", out);
    }
    fputs("<title>", out);
    cst_html_text(out, page->title);
    fputs("</title>\n", out);
    for (const char *const *style = page->style; *style != NULL; style++) {
        fprintf(out, "<style>\n%s</style>\n", *style);
    }
    fputs("</head>\n<body>\n", out);
    cst_html_element(out, "h1", page->title);
}

void cst_html_close(FILE *out, const cst_html *page)
{
    for (const char *const *script = page->script; *script != NULL; script++) {
        fprintf(out, "<script>%s</script>\n", *script);
    }
    fputs("</body>\n</html>\n", out);
}
