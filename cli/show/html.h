/* SPDX-License-Identifier: MIT
 *
 * The one writer of HTML: pages that need nothing else, neither files nor a network, light or dark
 * as the reader's screen is, for paper too. All text is escaped, and cleaned by base/letters.h.
 */
#ifndef CST_CLI_SHOW_HTML_H
#define CST_CLI_SHOW_HTML_H

#include <stdbool.h>
#include <stdio.h>

/* What the build puts in (cmake/embed.cmake). */
extern const char cst_embed_page_style[];
extern const char cst_embed_dygraphs[];
extern const char cst_embed_dygraphs_style[];
extern const char cst_embed_report_script[];
extern const char cst_embed_live_script[];

typedef struct cst_html {
    const char *title;
    const char *style[3];  /* after one another; NULL ends them */
    const char *script[4]; /* likewise; the page's policy lets no other one run */
    bool looks_again; /* scripts may ask the server that the page came from; without scripts the
                         page is loaded anew from time to time */
} cst_html;

/* What the page may load and run: one line, as its policy for content has it. */
void cst_html_policy(FILE *out, const cst_html *page);

/* A page from its beginning to its first heading, the title; its scripts and its end. */
void cst_html_open(FILE *out, const cst_html *page);
void cst_html_close(FILE *out, const cst_html *page);

/* Text between tags or in the quotes of an attribute. */
void cst_html_text(FILE *out, const char *text);

/* <NAME>text</NAME> and a newline. */
void cst_html_element(FILE *out, const char *name, const char *text);

/* A paragraph: what is HTML already, then text. */
void cst_html_paragraph(FILE *out, const char *before, const char *text);

/* Each line of a text as a paragraph of its own; empty lines are left out. */
void cst_html_lines(FILE *out, const char *text);

/* A box that scrolls by itself where it is too wide for the page, and what it is called. */
void cst_html_box_open(FILE *out, const char *name);
void cst_html_box_close(FILE *out);

/* Text with its lines and spaces as they are, in a box. */
void cst_html_code(FILE *out, const char *name, const char *text);

/* An SVG as a picture in a box; alt is what it shows, in words. As an address of its own, so that
 * no names in it meet those of other pictures. */
void cst_html_picture(FILE *out, const char *svg, const char *alt);

/* JSON for scripts to read, which is never run: what is in it cannot end it. */
void cst_html_json(FILE *out, const char *id, const char *json);

#endif
