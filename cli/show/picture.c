/* SPDX-License-Identifier: MIT */
#include "cli/show/picture.h"

#include "base/letters.h"
#include "scenarios/load/page.h"

#include <errno.h>
#include <math.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* Letters of a line in a picture of 1000 dots, and dots from line to line. */
enum { TITLE_WIDTH = 90, SUBTITLE_WIDTH = 146, TITLE_STEP = 27, SUBTITLE_STEP = 20, ABOVE = 24 };

const char *cst_picture_ending(cst_picture_format format)
{
    static const char *const ending[] = {".svg", ".png", ".pdf", ".txt", ""};
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

static void write_order(const cst_picture *picture, cst_picture_format format, FILE *script)
{
    const unsigned long width = picture->width;
    const unsigned long height = picture->height;
    fprintf(script, "set encoding utf8\nplain = %d\n", format == CST_PICTURE_TEXT ? 1 : 0);
    switch (format) {
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
    case CST_PICTURE_TEXT:
        fprintf(script, "set terminal dumb size %lu,%lu noenhanced mono\n", width * 10 / 68,
                height / 20);
        break;
    case CST_PICTURE_SVG:
    case CST_PICTURE_FORMATS:
        fprintf(script,
                "set terminal svg size %lu,%lu dynamic font 'Arial,12' background '#ffffff'\n",
                width, height);
        break;
    }
    picture->write(picture->self, script);
}

/* Whether a picture begins and ends as its format does: gnuplot may be stopped in the middle. */
static bool is_whole(const char *byte, size_t size, cst_picture_format format)
{
    static const struct {
        const char *first, *last;
    } marks[] = {
        [CST_PICTURE_SVG] = {"<?xml", "</svg>"},
        [CST_PICTURE_PNG] = {"\x89PNG", "IEND\xae\x42\x60\x82"},
        [CST_PICTURE_PDF] = {"%PDF-", "%%EOF"},
        [CST_PICTURE_TEXT] = {"\f", ""}, /* it is whole where gnuplot ends well */
    };
    const char *last = marks[format].last;
    while (format != CST_PICTURE_PNG && size > 0 && strchr(" \r\n", byte[size - 1])) {
        size--;
    }
    return size > 100 && strncmp(byte, marks[format].first, strlen(marks[format].first)) == 0 &&
           memcmp(byte + size - strlen(last), last, strlen(last)) == 0;
}

static int fail(const char *what, int number, cst_error *error)
{
    return cst_error_set(error, CST_ERR_OUTPUT, NULL, "plot: gnuplot: %s: %s", what,
                         strerror(number));
}

/* Starts gnuplot: script in, picture and messages out. It is given no file name, and sees neither
 * the user's set-up (-d) nor the environment, which would choose terminals, fonts or libraries:
 * only where programs are. */
static int start(FILE *script, const int picture[2], FILE *messages, pid_t *child, cst_error *error)
{
    static char program[] = "gnuplot";
    static char defaults[] = "-d";
    static char locale[] = "LC_ALL=C";
    char *const arguments[] = {program, defaults, NULL};
    char *environment[3] = {locale};
    posix_spawn_file_actions_t actions;
    for (char **at = environ; *at != NULL; at++) {
        if (strncmp(*at, "PATH=", 5) == 0) {
            environment[1] = *at;
        }
    }
    int number = posix_spawn_file_actions_init(&actions);
    if (number == 0) {
        (void)posix_spawn_file_actions_adddup2(&actions, fileno(script), STDIN_FILENO);
        (void)posix_spawn_file_actions_adddup2(&actions, picture[1], STDOUT_FILENO);
        (void)posix_spawn_file_actions_adddup2(&actions, fileno(messages), STDERR_FILENO);
        (void)posix_spawn_file_actions_addclose(&actions, picture[0]);
        number = posix_spawnp(child, program, &actions, NULL, arguments, environment);
        posix_spawn_file_actions_destroy(&actions);
    }
    if (number == ENOENT) {
        return cst_error_set(error, CST_ERR_OUTPUT, NULL,
                             "gnuplot is not installed (apt-get install gnuplot-nox); only "
                             "pictures need it: --json and 'custodes export' give the numbers");
    }
    return number != 0 ? fail("cannot be started", number, error) : 0;
}

/* The last line of gnuplot's messages that says something. */
static int say_failure(FILE *messages, cst_error *error)
{
    char line[400];
    char said[400] = "it says nothing";
    rewind(messages);
    while (fgets(line, sizeof line, messages) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        if (line[strspn(line, " \t^")] != '\0') {
            memcpy(said, line + strspn(line, " \t"), strlen(line + strspn(line, " \t")) + 1);
        }
    }
    return cst_error_set(error, CST_ERR_OUTPUT, NULL, "plot: gnuplot failed: %.380s", said);
}

static int wait_for(pid_t child, FILE *messages, cst_error *error)
{
    int status = 0;
    while (waitpid(child, &status, 0) < 0) {
        if (errno != EINTR) {
            return fail("cannot be waited for", errno, error);
        }
    }
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : say_failure(messages, error);
}

/* Everything that comes out of a pipe, and a NUL behind it; the caller frees it. */
static int take(int from, char **byte, size_t *size, cst_error *error)
{
    char part[1 << 14];
    cst_page all;
    if (!cst_page_open(&all)) {
        return cst_error_memory(error, "a picture");
    }
    ssize_t got = 1;
    while (got != 0) {
        got = read(from, part, sizeof part);
        if (got < 0 && errno != EINTR) {
            const int number = errno;
            free(cst_page_close(&all));
            return fail("its picture cannot be read", number, error);
        }
        fwrite(part, 1, got > 0 ? (size_t)got : 0, all.out);
    }
    *byte = cst_page_close(&all);
    *size = all.size;
    return *byte != NULL ? 0 : cst_error_memory(error, "a picture");
}

/* Runs gnuplot from the script's beginning on. */
static int run(FILE *script, FILE *messages, cst_picture_watch watch, char **byte, size_t *size,
               cst_error *error)
{
    int ends[2];
    pid_t child = 0;
    if (fflush(script) != 0 || ferror(script) != 0) {
        return fail("its script cannot be written", errno, error);
    }
    rewind(script);
    if (pipe(ends) != 0) {
        return fail("no pipe", errno, error);
    }
    const int started = start(script, ends, messages, &child, error);
    close(ends[1]);
    watch(child);
    int code = started != 0 ? started : take(ends[0], byte, size, error);
    close(ends[0]); /* a gnuplot that still writes now fails */
    if (started == 0) {
        const int ended = wait_for(child, messages, code == 0 ? error : NULL);
        code = code != 0 ? code : ended;
    }
    watch(0);
    return code;
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

/* gnuplot's text without the new page and the empty lines before it, and without what cannot be
 * seen at the ends of lines. */
static void put_plain(FILE *out, const char *text)
{
    for (size_t blank; text[blank = strspn(text, "\f ")] == '\n';) {
        text += blank + 1;
    }
    while (*text != '\0') {
        const size_t line = strcspn(text, "\n");
        size_t length = line;
        while (length > 0 && text[length - 1] == ' ') {
            length--;
        }
        fwrite(text, 1, length, out);
        fputc('\n', out);
        text += line + (text[line] == '\n' ? 1 : 0);
    }
}

int cst_picture_draw(const cst_picture *picture, cst_picture_format format, FILE *out,
                     cst_picture_watch watch, cst_error *error)
{
    FILE *script = tmpfile();
    FILE *messages = tmpfile();
    char *byte = NULL;
    size_t size = 0;
    int code = 0;
    if (script == NULL || messages == NULL) {
        code = fail("no temporary file", errno, error);
    } else {
        write_order(picture, format, script);
        code = run(script, messages, watch, &byte, &size, error);
    }
    if (code == 0 && !is_whole(byte, size, format)) {
        code = cst_error_set(error, CST_ERR_OUTPUT, NULL,
                             "plot: gnuplot's picture is not whole: %zu bytes came", size);
    }
    if (code == 0 && format == CST_PICTURE_SVG) {
        put_svg(out, byte, picture->title);
    } else if (code == 0 && format == CST_PICTURE_TEXT) {
        put_plain(out, byte);
    } else if (code == 0) {
        fwrite(byte, 1, size, out);
    }
    free(byte);
    if (script != NULL) {
        fclose(script);
    }
    if (messages != NULL) {
        fclose(messages);
    }
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

/* The bytes of a text before its first bracket, of all of it where it begins with that. */
static size_t before_bracket(const char *text)
{
    size_t length = strcspn(text, "(");
    length = length == 0 ? strlen(text) : length;
    while (length > 0 && text[length - 1] == ' ') {
        length--;
    }
    return length;
}

void cst_picture_names(FILE *script, const char *x, const char *y)
{
    fputs("(plain ? ", script);
    put_text(script, x, before_bracket(x));
    fputs(".'; upwards: '.", script);
    put_text(script, y, before_bracket(y));
    fputs(" : ", script);
    cst_picture_text(script, x);
    fputs(")", script);
}

void cst_picture_tick(FILE *script, const char *text, uint32_t at, bool first)
{
    fputs(first ? "" : ", ", script);
    cst_picture_text(script, text);
    fprintf(script, " %lu", (unsigned long)at);
}

void cst_picture_log_axis(FILE *script, const char *axis, double from, double to)
{
    fprintf(script,
            "set logscale %s\nset format %s (plain ? '1e%%L' : '10^{%%L}')\nset m%stics 10\n"
            "set %srange [%.6g:%.6g]\n",
            axis, axis, axis, axis, from, to);
}

void cst_picture_decades(double *from, double *to)
{
    *from = pow(10.0, floor(log10(*from) + 1e-9));
    *to = pow(10.0, ceil(log10(*to) - 1e-9));
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

double cst_picture_heading(FILE *script, const char *claim, const char *settings, const char *note,
                           uint32_t width, uint32_t height)
{
    static const char small[] = "font ',10' textcolor rgb '#555555'";
    const double dot = 1.0 / (double)height;
    const size_t letters = SUBTITLE_WIDTH * width / 1000;
    double top = 1.0 - ABOVE * dot;
    top = cst_picture_lines(script, claim, TITLE_WIDTH * width / 1000, top, TITLE_STEP * dot,
                            "font ',15'");
    top = cst_picture_lines(script, settings, letters, top, SUBTITLE_STEP * dot, small);
    top = cst_picture_lines(script, note, letters, top, SUBTITLE_STEP * dot, small);
    return (1.0 - top) / dot;
}

void cst_picture_palette(FILE *script)
{
    fputs("set palette defined (0 '#00204c', 1 '#31446b', 2 '#666870', 3 '#958f78', 4 '#cab969', "
          "5 '#ffe945')\n",
          script);
}
