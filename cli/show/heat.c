/* SPDX-License-Identifier: MIT */
#include "cli/show/draw.h"

#include "study/show.h"

#include <math.h>

static const char title[] = "residual_risk: escaped attacks per planned task";
enum { LEFT = 240, SETTING = 50, FIELD = 88, ROW = 30, FRAME = 220 };

static double risk_of(const cst_finding *finding)
{
    return finding == NULL ? (double)NAN
                           : cst_finding_result(finding, CST_RESULT_RESIDUAL_RISK).estimate;
}

/* What a field's colour shows: its risk; where rates differ, the share of it that is left. */
static double shade_of(const cst_benchmark *of, uint32_t row, uint32_t column)
{
    return risk_of(of->row[row].finding[column]) / (of->rates ? of->row[row].rate : 1.0);
}

/* Decades that hold all shades. */
static void range_of(const cst_benchmark *of, double *low, double *high)
{
    *low = HUGE_VAL;
    *high = -HUGE_VAL;
    for (uint32_t i = 0; i < of->rows; i++) {
        for (uint32_t j = 0; j < of->columns; j++) {
            const double shade = shade_of(of, i, j);
            if (shade > 0.0) {
                *low = fmin(*low, log10(shade));
                *high = fmax(*high, log10(shade));
            }
        }
    }
    if (!(*low <= *high)) {
        *low = -6.0;
        *high = 0.0;
    }
    *low = floor(*low * 2.0) / 2.0;
    *high = ceil(*high * 2.0) / 2.0;
    *high = *high > *low ? *high : *low + 1.0;
}

static void put_names(FILE *script, const cst_benchmark *of)
{
    fputs("set xtics (", script);
    for (uint32_t j = 0; j < of->columns; j++) {
        cst_picture_tick(script, of->column[j]->name, j, j == 0);
    }
    fputs(") rotate by -35 left noenhanced scale 0\nset ytics (", script);
    for (uint32_t i = 0; i < of->rows; i++) {
        const cst_benchmark_row *row = &of->row[i];
        char name[160];
        snprintf(name, sizeof name, "%s: %s%s%s%s%s", row->many ? row->name : row->kind->name,
                 cst_show_number(of->row[row->group].reviews, 2).text, of->rates ? ", " : "",
                 of->rates ? cst_show_number(row->rate, 3).text : "", of->budgets ? ", " : "",
                 !of->budgets        ? ""
                 : row->budget > 0.0 ? cst_show_number(row->budget, 3).text
                                     : "none");
        cst_picture_tick(script, name, i, i == 0);
    }
    fprintf(script,
            ") noenhanced scale 0\nset ylabel 'protocol: reviews per task%s%s' noenhanced\n",
            of->rates ? ", scheming rate" : "", of->budgets ? ", audit budget" : "");
    for (uint32_t i = 1; i < of->rows; i++) {
        if (of->row[i].group == i) {
            fprintf(script,
                    "set arrow from -0.5,%.1f to %.1f,%.1f nohead front linewidth 3 "
                    "linecolor rgb '#ffffff'\n",
                    (double)i - 0.5, (double)of->columns - 0.5, (double)i - 0.5);
        }
    }
}

/* The value of a field, in a colour that can be read on it. */
static void put_labels(FILE *script, const cst_benchmark *of, double low, double high)
{
    for (uint32_t i = 0; i < of->rows; i++) {
        for (uint32_t j = 0; j < of->columns; j++) {
            const cst_finding *finding = of->row[i].finding[j];
            const double risk = risk_of(finding);
            if (finding == NULL) {
                continue;
            }
            const bool none = !(risk > 0.0);
            const double most = cst_finding_result(finding, CST_RESULT_RESIDUAL_RISK).high;
            const double shown = none ? most : risk;
            const bool dark = !none && log10(shade_of(of, i, j)) < low + 0.46 * (high - low);
            fprintf(script,
                    "set label '%s%s' at %lu,%lu center front noenhanced font ',9' "
                    "textcolor rgb '%s'\n",
                    none ? "<" : "", cst_show_number(shown, 2).text, (unsigned long)j,
                    (unsigned long)i, dark ? "#ffffff" : "#000000");
        }
    }
}

static uint32_t left_of(const cst_benchmark *of)
{
    return LEFT + (of->rates ? SETTING : 0U) + (of->budgets ? SETTING : 0U);
}

static uint32_t width_of(const cst_benchmark *of)
{
    return left_of(of) + 110 + FIELD * of->columns;
}

static void write_heat(const void *self, FILE *script)
{
    const cst_benchmark *of = self;
    double low;
    double high;
    range_of(of, &low, &high);
    fputs("set tics font ',11'\nset title ", script);
    cst_picture_text(script, title);
    fputs(" noenhanced font ',13'\nset border 0\nunset key\n", script);
    cst_picture_palette(script);
    fprintf(script, "set cblabel 'log10 residual_risk%s' noenhanced\n",
            of->rates ? " / scheming.rate" : "");
    put_names(script, of);
    put_labels(script, of, low, high);
    fprintf(script,
            "set xrange [-0.5:%.1f]\nset yrange [%.1f:-0.5]\nset cbrange [%.3g:%.3g]\n"
            "set lmargin at screen %.4f\n$risk << END\n",
            (double)of->columns - 0.5, (double)of->rows - 0.5, low, high,
            (double)left_of(of) / (double)width_of(of));
    for (uint32_t i = 0; i < of->rows; i++) {
        for (uint32_t j = 0; j < of->columns; j++) {
            const double shade = shade_of(of, i, j);
            if (shade > 0.0) {
                fprintf(script, "%lu %lu %.6g\n", (unsigned long)j, (unsigned long)i, log10(shade));
            }
        }
    }
    fputs("END\nplot $risk using 1:2:($1-0.49):($1+0.49):($2-0.48):($2+0.48):3 with boxxyerror "
          "fillstyle solid 1.0 noborder linecolor palette\n",
          script);
}

cst_picture cst_heat_picture(const cst_benchmark *benchmark)
{
    return (cst_picture){.title = title,
                         .width = width_of(benchmark),
                         .height = FRAME + ROW * benchmark->rows,
                         .write = write_heat,
                         .self = benchmark};
}
