/* SPDX-License-Identifier: MIT */
#include "study/show.h"

#include "base/letters.h"
#include "scenarios/load/literal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

cst_words cst_show_number(double x, int digits)
{
    cst_words words = {"-"};
    if (!isfinite(x)) {
        return words;
    }
    snprintf(words.text, sizeof words.text, "%.*g", digits, x);
    if (digits <= CST_NUMBER_DIGITS) {
        cst_number_text(strtod(words.text, NULL), words.text);
    }
    return words;
}

bool cst_show_is_none(cst_words number)
{
    return strcmp(number.text, "-") == 0;
}

cst_words cst_show_bound(double x, int digits, bool up)
{
    const cst_words nearest = cst_show_number(x, digits);
    const double rounded = strtod(nearest.text, NULL);
    if (isfinite(x) && (up ? rounded < x : rounded > x)) {
        const double step = pow(10.0, floor(log10(fabs(x))) - digits + 1);
        return cst_show_number(rounded + (up ? step : -step), digits);
    }
    return nearest;
}

cst_interval_words cst_show_interval(double low, double high, int digits)
{
    cst_words ends[2];
    cst_interval_words words;
    do {
        ends[0] = cst_show_number(low, digits);
        ends[1] = cst_show_number(high, digits);
    } while (low < high && strcmp(ends[0].text, ends[1].text) == 0 && ++digits <= 17);
    snprintf(words.text, sizeof words.text, "[%s, %s]", ends[0].text, ends[1].text);
    return words;
}

cst_words cst_show_percent(double share, int digits)
{
    cst_words words = cst_show_number(100.0 * share, digits);
    while (share < 1.0 && digits < 17 && strcmp(words.text, "100") == 0) {
        words = cst_show_number(100.0 * share, ++digits);
    }
    return words;
}

cst_words cst_show_count(uint64_t count)
{
    cst_words words;
    if (count < 1000000) {
        snprintf(words.text, sizeof words.text, "%llu", (unsigned long long)count);
        return words;
    }
    const double x = (double)count;
    const int power = (int)floor(log10(x));
    char mantissa[CST_NUMBER_TEXT_MAX / 2];
    snprintf(mantissa, sizeof mantissa, "%.4g", x / pow(10.0, power));
    const bool carried = strcmp(mantissa, "10") == 0;
    snprintf(words.text, sizeof words.text, "%se%d", carried ? "1" : mantissa,
             carried ? power + 1 : power);
    return words;
}

cst_words cst_show_time(double seconds)
{
    static const struct {
        double below, unit;
        const char *name;
    } units[] = {{90.0, 1.0, "s"},
                 {5400.0, 60.0, "min"},
                 {48.0 * 3600.0, 3600.0, "h"},
                 {800.0 * 86400.0, 86400.0, "d"},
                 {HUGE_VAL, 365.25 * 86400.0, "years"}};
    cst_words words;
    size_t i = 0;
    while (seconds >= units[i].below && i + 1 < sizeof units / sizeof units[0]) {
        i++;
    }
    const double x = seconds / units[i].unit;
    snprintf(words.text, sizeof words.text, "%.20s %s", cst_show_number(x, x < 100.0 ? 2 : 3).text,
             units[i].name);
    return words;
}

cst_words cst_show_bytes(double bytes)
{
    static const char *const units[] = {"B", "kB", "MB", "GB", "TB", "PB"};
    cst_words words;
    size_t i = 0;
    for (; bytes >= 999.5 && i + 1 < sizeof units / sizeof units[0]; i++) {
        bytes /= 1000.0;
    }
    snprintf(words.text, sizeof words.text, "%.20s %s",
             cst_show_number(bytes, bytes < 100.0 ? 2 : 3).text, units[i]);
    return words;
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

cst_words cst_show_end(double low, double high, bool upper)
{
    return cst_show_bound(upper ? high : low, digits_of(low, high, 6), upper);
}

cst_words cst_show_beside(double x, int digits, double low, double high)
{
    return cst_show_number(x, digits_of(low, high, digits));
}

void cst_show_csv_number(FILE *out, cst_words number)
{
    fprintf(out, ",%s", cst_show_is_none(number) ? "" : number.text);
}

cst_words cst_show_value(const char *at)
{
    double value;
    if (cst_literal_number(at, &value)) {
        return cst_show_number(value, 6);
    }
    cst_words words;
    snprintf(words.text, sizeof words.text, "%s", at);
    return words;
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
