/* SPDX-License-Identifier: MIT */
#include "cli/show/draw.h"

#include "cli/show/describe.h"
#include "study/show.h"

#include <math.h>

enum { WIDTH = 1000, ROW = 34, FRAME = 190, TITLE = 92, SUBTITLE = 132 };

/* How many bars there are: one for each input with an effect. */
static uint32_t bars_of(const cst_assumptions *of)
{
    return of->count - of->idle;
}

/* The range of the axis; decades where it spans more than 30-fold. */
static void put_axis(FILE *script, const cst_assumptions *of, double *least)
{
    double most = of->base;
    double low = of->base > 0.0 ? of->base : INFINITY;
    for (uint32_t i = 0; i < bars_of(of); i++) {
        const cst_assume_effect *effect = &of->input[i].effect;
        most = fmax(most, fmax(effect->risk_low, effect->risk_high));
        low = effect->risk_low > 0.0 ? fmin(low, effect->risk_low) : low;
        low = effect->risk_high > 0.0 ? fmin(low, effect->risk_high) : low;
    }
    const bool logarithmic = isfinite(low) && most > 30.0 * low;
    if (logarithmic) {
        *least = low;
        cst_picture_decades(least, &most);
        cst_picture_log_axis(script, "x", *least, most);
    } else {
        *least = 0.0;
        fprintf(script, "set format x '%%.2g'\nset xrange [0:%.6g]\n",
                most > 0.0 ? 1.08 * most : 1.0);
    }
}

/* One line a bar, from the base to the risk at this end of the input. */
static void put_ends(FILE *script, const cst_assumptions *of, bool high, double least)
{
    const double base = fmax(of->base, least);
    fprintf(script, "$%s << END\n", high ? "high" : "low");
    for (uint32_t i = 0; i < bars_of(of); i++) {
        const cst_assume_effect *effect = &of->input[i].effect;
        const double risk = fmax(high ? effect->risk_high : effect->risk_low, least);
        const double y = (double)(bars_of(of) - i);
        fprintf(script, "%.6g %.6g %.6g %.6g %.6g %.6g\n", risk, y, fmin(risk, base),
                fmax(risk, base), y - 0.3, y + 0.3);
    }
    fputs("END\n", script);
}

static void put_bars(FILE *script, const cst_assumptions *of, double least)
{
    const uint32_t bars = bars_of(of);
    put_ends(script, of, false, least);
    put_ends(script, of, true, least);
    fputs("set ytics (", script);
    for (uint32_t i = 0; i < bars; i++) {
        char label[160];
        const cst_assume_effect *effect = &of->input[i].effect;
        snprintf(label, sizeof label, "%.60s  %s to %s", of->input[i].input.key,
                 cst_show_number(effect->low, 3).text, cst_show_number(effect->high, 3).text);
        cst_picture_tick(script, label, bars - i, i == 0);
    }
    fprintf(script, ") noenhanced\nset yrange [0.4:%.1f]\n", (double)bars + 0.6);
}

static uint32_t height_of(const cst_assumptions *of)
{
    return FRAME + ROW * bars_of(of);
}

static const char *title_of(const cst_assumptions *of)
{
    const char *claim = of->scenario->claim;
    return claim[0] != '\0' ? claim : "Which assumption carries the risk?";
}

static void write_tornado(const void *self, FILE *script)
{
    const cst_assumptions *of = self;
    const double dot = 1.0 / (double)height_of(of);
    double least = 0.0;
    fputs("set border 1 lc rgb '#444444'\nset tics nomirror out\n"
          "set grid xtics lc rgb '#cccccc' lw 0.7\nset ytics scale 0\n"
          "set key outside bottom center horizontal Left reverse samplen 1.5\n"
          "set lmargin 46\nset rmargin 4\n",
          script);
    double top =
        cst_picture_lines(script, title_of(of), TITLE, 1.0 - 24.0 * dot, 20.0 * dot, "font ',14'");
    top = cst_picture_lines(script, cst_describe_settings(of->scenario).text, SUBTITLE,
                            top - 2.0 * dot, 20.0 * dot, "font ',10' textcolor rgb '#555555'");
    fprintf(script, "set tmargin at screen %.4f\n", top - 4.0 * dot);
    put_axis(script, of, &least);
    put_bars(script, of, least);
    fprintf(script,
            "set xlabel 'residual_risk: escaped attacks per planned task' noenhanced\n"
            "set arrow 1 from %.6g,graph 0 to %.6g,graph 1 nohead lw 1.4 "
            "lc rgb '#000000' front\n",
            fmax(of->base, least), fmax(of->base, least));
    fputs("set style fill solid 0.85 noborder\nplot \\\n"
          "$low using 1:2:3:4:5:6 with boxxyerror lc rgb '#0072B2' title 'at the low end', \\\n"
          "$high using 1:2:3:4:5:6 with boxxyerror lc rgb '#D55E00' title 'at the high end', \\\n"
          "keyentry with lines lw 1.4 lc rgb '#000000' title 'base'\n",
          script);
}

cst_picture cst_tornado_picture(const cst_assumptions *of)
{
    return (cst_picture){.title = title_of(of),
                         .width = WIDTH,
                         .height = height_of(of),
                         .write = write_tornado,
                         .self = of};
}
