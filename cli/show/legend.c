/* SPDX-License-Identifier: MIT */
#include "cli/show/legend.h"

#include "base/letters.h"

#include <string.h>

enum { COLOURS = CST_LEGEND_COLOURS, DASHES = 3 };
/* Dots. */
enum {
    BELOW = 68,    /* numbers and name of the x axis */
    KEY_STEP = 23, /* from one name to the next */
    KEY_MARK = 60  /* mark and gap beside a name */
};
/* Dots of a letter, about. */
static const double letter_width = 7.2;

const char *cst_legend_colour(size_t i)
{
    /* Colours that colour-blind readers can tell (Okabe and Ito 2008), black and yellow left out.
     */
    static const char *const colours[] = {"#0072B2", "#D55E00", "#009E73", "#CC79A7",
                                          "#E69F00", "#56B4E9", "#7F3C8D", "#666666"};
    return colours[i % COLOURS];
}

cst_legend_point cst_legend_mark(size_t i)
{
    static const int marks[] = {7, 5, 9, 13, 15, 4, 6, 12}; /* stay apart in grey */
    cst_legend_point point;
    snprintf(point.text, sizeof point.text, "(plain ? %zu : %d)", i + 1, marks[i % COLOURS]);
    return point;
}

const char *cst_legend_dash(size_t i)
{
    static const char *const dashes[] = {"1", "'-'", "'.'"};
    return dashes[i / COLOURS % DASHES];
}

bool cst_legend_fits(const char *text, double room)
{
    return (double)cst_letters_count(text) * letter_width <= room;
}

void cst_legend_cut(char *text, double room)
{
    static const char dots[] = "...";
    const size_t letters = room > 0.0 ? (size_t)(room / letter_width) : 0;
    const size_t bracket = strcspn(text, "(");
    if (!cst_legend_fits(text, room) && bracket > 0) {
        text[bracket] = '\0';
    }
    if (!cst_legend_fits(text, room) && letters > strlen(dots)) {
        /* The letters left out have at least as many bytes as the dots. */
        memcpy(text + cst_letters_bytes(text, letters - strlen(dots)), dots, sizeof dots);
    }
}

cst_legend cst_legend_place(size_t longest, size_t entries, uint32_t width, bool below)
{
    const double one = (double)longest * letter_width + KEY_MARK;
    const double most = ((double)width - 40.0) / one;
    cst_legend place = {.beside = !below && one <= 0.34 * (double)width,
                        .columns = most < 1.0 ? 1 : (size_t)most};
    place.columns = place.beside ? 1 : place.columns < entries ? place.columns : entries;
    place.rows = (entries + place.columns - 1) / place.columns;
    return place;
}

double cst_legend_height(const cst_legend *legend)
{
    return (double)(legend->rows * KEY_STEP);
}

double cst_legend_below(const cst_legend *legend)
{
    return legend->beside ? BELOW : BELOW + cst_legend_height(legend);
}

void cst_legend_put(FILE *script, const cst_legend *legend, double top, uint32_t height)
{
    if (legend->beside) {
        fputs("set key outside right center vertical Left reverse samplen 2 spacing 1.25 width 1\n",
              script);
    } else {
        fprintf(script,
                "set key at screen 0.5,%.4f center bottom horizontal Left reverse samplen 2 "
                "spacing 1.25 maxcols %zu\nset rmargin 3\n",
                4.0 / (double)height, legend->columns);
    }
    fprintf(script, "set tmargin at screen %.4f\nset bmargin at screen %.4f\n",
            1.0 - (top + 4.0) / (double)height, cst_legend_below(legend) / (double)height);
}
