/* SPDX-License-Identifier: MIT */
#include "cli/help.h"

#include <string.h>

static const char about[] =
    "custodes: how much risk is left when AI agents of one population watch each other.\n"
    "It simulates scenario files, prints every result with its interval and its closed form,\n"
    "keeps results in one SQLite file per run, and draws risk curves.\n";

static const struct {
    int code;
    const char *meaning;
} exits[] = {
    {0, "all is well"},
    {1, "a run-time error: results file, output, bus, or an estimate that disagrees with its "
        "closed form"},
    {2, "the command line or the scenario cannot be used; nothing ran"},
    {4, "every trial was spent and the precision asked for was not reached"},
    {130, "interrupted; with --out, what was finished has been kept"},
};
enum { EXITS = sizeof exits / sizeof exits[0] };

/* "--threads N" or "--json". */
static void flag_text(const cst_flag *flag, char *out, size_t size)
{
    snprintf(out, size, "--%s%s%s", flag->name, flag->value != NULL ? " " : "",
             flag->value != NULL ? flag->value : "");
}

static bool has_flags(const cst_command *command)
{
    return command->flags != NULL && command->flags[0].name != NULL;
}

static void usage_line(FILE *out, const cst_command *command)
{
    fprintf(out, "custodes %s%s%s%s", command->name, command->positional[0] != '\0' ? " " : "",
            command->positional, has_flags(command) ? " [flags]" : "");
}

void cst_help_program(FILE *out)
{
    fprintf(out, "%s\nusage: custodes COMMAND [arguments]\n\ncommands:\n", about);
    for (size_t i = 0; cst_commands[i] != NULL; i++) {
        fprintf(out, "  %-10s %s\n", cst_commands[i]->name, cst_commands[i]->line);
    }
    fprintf(out, "\nexit codes:\n");
    for (size_t i = 0; i < EXITS; i++) {
        fprintf(out, "  %-4d %s\n", exits[i].code, exits[i].meaning);
    }
    fprintf(out,
            "\n'custodes help COMMAND' tells more; 'custodes help scenario' lists the keys of a "
            "scenario file.\n");
}

void cst_help_command(FILE *out, const cst_command *command)
{
    fprintf(out, "usage: ");
    usage_line(out, command);
    fprintf(out, "\n\n%s\n", command->text);
    if (has_flags(command)) {
        fprintf(out, "\nflags:\n");
    }
    for (const cst_flag *flag = command->flags; flag != NULL && flag->name != NULL; flag++) {
        char name[64];
        flag_text(flag, name, sizeof name);
        fprintf(out, "  %-20s %s", name, flag->text);
        if (flag->range[0] != '\0') {
            fprintf(out, " [%s]", flag->range);
        }
        fprintf(out, "%s%s%s\n", flag->fallback[0] != '\0' ? " (default: " : "", flag->fallback,
                flag->fallback[0] != '\0' ? ")" : "");
    }
    fprintf(out, "\nexamples:\n");
    for (const char *const *example = command->examples; *example != NULL; example++) {
        fprintf(out, "  %s\n", *example);
    }
}

/* A cell of a Markdown table: | must be escaped. */
static void page_cell(FILE *out, const char *text)
{
    fputs("| ", out);
    for (; *text != '\0'; text++) {
        if (*text == '|') {
            fputc('\\', out);
        }
        fputc(*text, out);
    }
    fputc(' ', out);
}

static void page_command(FILE *out, const cst_command *command)
{
    fprintf(out, "\n## %s\n\n```\n", command->name);
    usage_line(out, command);
    fprintf(out, "\n```\n\n%s\n", command->text);
    if (has_flags(command)) {
        fprintf(out, "\n| flag | values | default | meaning |\n|---|---|---|---|\n");
    }
    for (const cst_flag *flag = command->flags; flag != NULL && flag->name != NULL; flag++) {
        char name[64];
        char code[80];
        flag_text(flag, name, sizeof name);
        snprintf(code, sizeof code, "`%s`", name);
        page_cell(out, code);
        page_cell(out, flag->range);
        page_cell(out, flag->fallback);
        page_cell(out, flag->text);
        fputs("|\n", out);
    }
    fprintf(out, "\n```\n");
    for (const char *const *example = command->examples; *example != NULL; example++) {
        fprintf(out, "%s\n", *example);
    }
    fprintf(out, "```\n");
}

void cst_help_page(FILE *out)
{
    fprintf(out, "# The program `custodes`\n\n%s\n", about);
    fprintf(out, "This page is written by `custodes help --page` from the commands' tables; a test "
                 "compares the two.\n\nFlags are long and exact, `--key value` or `--key=value`; a "
                 "repeat is an error unless the table says so; whole\nnumbers may be written `1e6` "
                 "and `1_000_000`. Standard output is data, standard error is progress and\n"
                 "messages. No colours are used.\n\n| exit code | meaning |\n|---|---|\n");
    for (size_t i = 0; i < EXITS; i++) {
        fprintf(out, "| %d | %s |\n", exits[i].code, exits[i].meaning);
    }
    for (size_t i = 0; cst_commands[i] != NULL; i++) {
        page_command(out, cst_commands[i]);
    }
}
