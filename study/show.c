/* SPDX-License-Identifier: MIT */
#include "study/show.h"

#include "base/letters.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void cst_show_number(double x, int digits, char out[CST_NUMBER_TEXT_MAX])
{
    char rounded[CST_NUMBER_TEXT_MAX];
    if (!isfinite(x)) {
        snprintf(out, CST_NUMBER_TEXT_MAX, "-");
        return;
    }
    snprintf(rounded, sizeof rounded, "%.*g", digits, x);
    if (digits > CST_NUMBER_DIGITS) {
        memcpy(out, rounded, sizeof rounded);
    } else {
        cst_number_text(strtod(rounded, NULL), out);
    }
}

void cst_show_bound(double x, int digits, bool up, char out[CST_NUMBER_TEXT_MAX])
{
    char text[CST_NUMBER_TEXT_MAX];
    cst_show_number(x, digits, text);
    const double rounded = strtod(text, NULL);
    if (isfinite(x) && (up ? rounded < x : rounded > x)) {
        const double step = pow(10.0, floor(log10(fabs(x))) - digits + 1);
        cst_show_number(rounded + (up ? step : -step), digits, out);
        return;
    }
    memcpy(out, text, sizeof text);
}

void cst_show_interval(double low, double high, int digits, char out[CST_INTERVAL_TEXT_MAX])
{
    char text[2][CST_NUMBER_TEXT_MAX];
    do {
        cst_show_number(low, digits, text[0]);
        cst_show_number(high, digits, text[1]);
    } while (low < high && strcmp(text[0], text[1]) == 0 && ++digits <= 17);
    snprintf(out, CST_INTERVAL_TEXT_MAX, "[%s, %s]", text[0], text[1]);
}

void cst_show_percent(double share, int digits, char out[CST_NUMBER_TEXT_MAX])
{
    cst_show_number(100.0 * share, digits, out);
    while (share < 1.0 && digits < 17 && strcmp(out, "100") == 0) {
        cst_show_number(100.0 * share, ++digits, out);
    }
}

void cst_show_count(uint64_t count, char out[CST_NUMBER_TEXT_MAX])
{
    if (count < 1000000) {
        snprintf(out, CST_NUMBER_TEXT_MAX, "%llu", (unsigned long long)count);
        return;
    }
    const double x = (double)count;
    const int power = (int)floor(log10(x));
    char mantissa[CST_NUMBER_TEXT_MAX / 2];
    snprintf(mantissa, sizeof mantissa, "%.4g", x / pow(10.0, power));
    const bool carried = strcmp(mantissa, "10") == 0;
    snprintf(out, CST_NUMBER_TEXT_MAX, "%se%d", carried ? "1" : mantissa,
             carried ? power + 1 : power);
}

void cst_show_clean(FILE *out, const char *text)
{
    cst_show_clean_part(out, text, strlen(text));
}

void cst_show_clean_part(FILE *out, const char *text, size_t bytes)
{
    const char *end = text + bytes;
    for (cst_letter letter; text < end && (letter = cst_letters_first(text)).bytes > 0;
         text += letter.bytes) {
        if (letter.shown) {
            fwrite(text, 1, letter.bytes, out);
        } else {
            fputc(CST_LETTERS_HIDDEN, out);
        }
    }
}

/* So many that they show a hundredth of the interval's width, between `least` and 17. */
static int digits_of(double low, double high, int least)
{
    const double parts = fmax(fabs(low), fabs(high)) / (high - low);
    const double digits = parts > 0.0 && isfinite(parts) ? ceil(log10(parts)) + 3.0 : 0.0;
    return (int)fmin(fmax(digits, (double)least), 17.0);
}

void cst_show_end(double low, double high, bool upper, char out[CST_NUMBER_TEXT_MAX])
{
    cst_show_bound(upper ? high : low, digits_of(low, high, 6), upper, out);
}

void cst_show_beside(double x, int digits, double low, double high, char out[CST_NUMBER_TEXT_MAX])
{
    cst_show_number(x, digits_of(low, high, digits), out);
}

void cst_show_csv_beside(FILE *out, double x, int digits, double low, double high)
{
    cst_show_csv_number(out, x, digits_of(low, high, digits));
}

void cst_show_csv_end(FILE *out, double low, double high, bool upper)
{
    char text[CST_NUMBER_TEXT_MAX];
    cst_show_end(low, high, upper, text);
    fprintf(out, ",%s", isfinite(upper ? high : low) ? text : "");
}

void cst_show_csv_number(FILE *out, double x, int digits)
{
    char text[CST_NUMBER_TEXT_MAX];
    cst_show_number(x, digits, text);
    fprintf(out, ",%s", isfinite(x) ? text : "");
}

void cst_show_value(const char *at, char out[CST_NUMBER_TEXT_MAX])
{
    char *end = NULL;
    const double value = strtod(at, &end);
    if (end != at && *end == '\0' && isfinite(value)) {
        cst_show_number(value, 6, out);
    } else {
        snprintf(out, CST_NUMBER_TEXT_MAX, "%s", at);
    }
}

void cst_show_csv(FILE *out, const char *text)
{
    if (strpbrk(text, ",\"\r\n") == NULL) {
        fputs(text, out);
        return;
    }
    fputc('"', out);
    for (; *text != '\0'; text++) {
        if (*text == '"') {
            fputc('"', out);
        }
        fputc(*text, out);
    }
    fputc('"', out);
}
