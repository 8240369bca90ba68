/* SPDX-License-Identifier: MIT */
#include "cli/help.h"

#include "cli/show/flow.h"
#include "scenarios/load/scenario.h"
#include "scenarios/load/schema.h"
#include "scenarios/load/value.h"

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
    {3, "a condition of --fail-if holds"},
    {4, "every trial, or --budget, was spent before the rule of estimate.stop was met"},
    {130, "interrupted (INT, TERM, HUP); with --out, what was finished has been kept"},
};
enum { EXITS = sizeof exits / sizeof exits[0], KEY_AT = 30 };

const char *cst_help_about(void)
{
    return about;
}

bool cst_help_exit(size_t index, int *code, const char **meaning)
{
    if (index >= EXITS) {
        return false;
    }
    *code = exits[index].code;
    *meaning = exits[index].meaning;
    return true;
}

/* "--threads N" or "--json". */
static void option_text(const cst_option *option, char *out, size_t size)
{
    snprintf(out, size, "--%s%s%s", option->name, option->value != NULL ? " " : "",
             option->value != NULL ? option->value : "");
}

/* "custodes run FILE [options]". */
static void usage_text(const cst_command *command, char *out, size_t size)
{
    snprintf(out, size, "custodes %s%s%s%s", command->name,
             command->positional[0] != '\0' ? " " : "", command->positional,
             command->options != NULL ? " [options]" : "");
}

void cst_help_program(FILE *out)
{
    cst_flow_paragraph(out, about);
    fputs("\nusage: custodes COMMAND [arguments]\n\ncommands:\n", out);
    for (size_t i = 0; cst_commands[i] != NULL; i++) {
        cst_flow_item(out, 2, cst_commands[i]->name, 15, cst_commands[i]->line);
    }
    fprintf(out, "\nexit codes:\n");
    for (size_t i = 0; i < EXITS; i++) {
        char code[8];
        snprintf(code, sizeof code, "%d", exits[i].code);
        cst_flow_item(out, 2, code, 7, exits[i].meaning);
    }
    fputc('\n', out);
    cst_flow_line(
        out,
        "'custodes help COMMAND' tells more; 'custodes help scenario' lists the keys "
        "of a scenario file; 'custodes help NAME' explains a key, a result, a counter, or a value "
        "such as a law or a protocol.");
}

void cst_help_command(FILE *out, const cst_command *command)
{
    char usage[256];
    usage_text(command, usage, sizeof usage);
    cst_flow_line(out, "usage: %s", usage);
    fputc('\n', out);
    cst_flow_paragraph(out, command->text);
    if (command->options != NULL) {
        fprintf(out, "\noptions:\n");
    }
    for (const cst_option *option = command->options; option != NULL && option->name != NULL;
         option++) {
        char name[64];
        char text[1024];
        option_text(option, name, sizeof name);
        const bool range = option->range[0] != '\0';
        const bool fallback = option->fallback[0] != '\0';
        snprintf(text, sizeof text, "%s%s%s%s%s%s%s", option->text, range ? " [" : "",
                 option->range, range ? "]" : "", fallback ? " (default: " : "", option->fallback,
                 fallback ? ")" : "");
        cst_flow_item(out, 2, name, 23, text);
    }
    fprintf(out, "\nexamples:\n");
    for (const char *const *example = command->examples; *example != NULL; example++) {
        cst_flow flow = cst_flow_shell(out);
        cst_flow_text(&flow, *example);
        cst_flow_end(&flow);
    }
}

/* Markdown for people: paragraphs and items of lists flow, blocks of code keep their
 * lines. */
static void print_markdown(FILE *out, const char *text)
{
    cst_flow flow;
    bool code = false;
    bool open = false; /* a paragraph */
    for (size_t length; *text != '\0'; text += length + (text[length] == '\n' ? 1 : 0)) {
        char line[256];
        length = strcspn(text, "\n");
        snprintf(line, sizeof line, "%.*s", (int)length, text);
        const bool fence = strncmp(line, "```", 3) == 0;
        const bool item = !code && strncmp(line, "* ", 2) == 0;
        const bool ends = fence || length == 0;
        if (open && (ends || item)) {
            cst_flow_end(&flow);
        }
        if (code && !fence) {
            cst_flow_lines(out, line);
        } else if (!fence && length == 0) {
            fputc('\n', out);
        } else if (!fence) {
            flow = open && !item ? flow : cst_flow_start(out, 0, item ? 2 : 0);
            cst_flow_add(&flow, "%s ", line + strspn(line, "# "));
        }
        open = !ends && !code;
        code = fence != code;
    }
    if (open) {
        cst_flow_end(&flow);
    }
}

static void key_item(FILE *out, const cst_key *key, const void *base)
{
    char range[256];
    char fallback[256];
    char text[1024];
    cst_value_default(key, base, fallback, sizeof fallback);
    snprintf(text, sizeof text, "%s [%s]%s%s%s; %s", key->meaning,
             cst_value_range(key, range, sizeof range), fallback[0] != '\0' ? " (default: " : "",
             fallback, fallback[0] != '\0' ? ")" : "",
             key->when == NULL ? "always used" : key->when);
    cst_flow_item(out, 2, key->path, KEY_AT, text);
}

/* The keys that agents who do tasks have, or a mechanism. */
static void key_items(FILE *out, const cst_mechanism *kind)
{
    cst_draft initial;
    cst_draft_init(&initial);
    initial.trial.mechanism.kind = kind;
    for (const cst_key *key = cst_keys(); key->path != NULL; key++) {
        const bool own = key->use == CST_USE_OF_MECHANISM;
        if (own == (kind != NULL) && cst_key_concerns(key, &initial)) {
            key_item(out, key, &initial);
        }
    }
}

void cst_help_scenario(FILE *out)
{
    for (size_t i = 0; cst_scenario_chapters[i].text != NULL; i++) {
        print_markdown(out, cst_scenario_chapters[i].text);
    }
    fputs("Keys of agents that do tasks\n\n", out);
    key_items(out, NULL);
    fputs("\nKeys of a lineage\n\n", out);
    for (const cst_key *key = cst_lineage_keys(); key->path != NULL; key++) {
        key_item(out, key, NULL);
    }
    for (size_t i = 0; cst_mechanisms[i] != NULL; i++) {
        fputc('\n', out);
        cst_flow_line(out, "Keys of %s: %s", cst_mechanisms[i]->name, cst_mechanisms[i]->text);
        fputc('\n', out);
        key_items(out, cst_mechanisms[i]);
    }
}

bool cst_help_part(FILE *out, const char *name)
{
    for (const cst_scenario_chapter *of = cst_scenario_chapters; of->text != NULL; of++) {
        if (of->part != NULL && strcmp(of->part, name) == 0) {
            print_markdown(out, of->text);
            return true;
        }
    }
    return false;
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
    char usage[256];
    usage_text(command, usage, sizeof usage);
    fprintf(out, "\n## %s\n\n```\n%s\n```\n\n%s\n", command->name, usage, command->text);
    if (command->options != NULL) {
        fprintf(out, "\n| option | values | default | meaning |\n|---|---|---|---|\n");
    }
    for (const cst_option *option = command->options; option != NULL && option->name != NULL;
         option++) {
        char name[64];
        char code[80];
        option_text(option, name, sizeof name);
        snprintf(code, sizeof code, "`%s`", name);
        page_cell(out, code);
        page_cell(out, option->range);
        page_cell(out, option->fallback);
        page_cell(out, option->text);
        fputs("|\n", out);
    }
    fprintf(out, "\n```sh\n");
    for (const char *const *example = command->examples; *example != NULL; example++) {
        fprintf(out, "%s\n", *example);
    }
    fprintf(out, "```\n");
}

void cst_help_page(FILE *out)
{
    fprintf(out, "# The program `custodes`\n\n%s\n", about);
    fprintf(
        out,
        "This page is written by `custodes help --page` from the commands' tables; a test "
        "compares the two.\n\nOptions are long and exact, `--key value` or `--key=value`; a "
        "repeat is an error unless the table says so; whole\nnumbers may be written `1e6` "
        "and `1_000_000`. Standard output is data, standard error is progress and\n"
        "messages. No colours are used.\n\nText and tables fit the terminal: its columns, "
        "or those that the variable COLUMNS says, 20 at least. A table that\nis too wide "
        "has its titles and cells folded, or is cut into blocks that repeat the columns at "
        "the left, or is\nwritten one value a line; nothing is left out. Prose has 100 "
        "columns at most. Where output is no terminal and\nCOLUMNS is not set, a table is "
        "as wide as it gets, and a message is one line.\n\n| exit code | meaning |\n|---|---|\n");
    for (size_t i = 0; i < EXITS; i++) {
        fprintf(out, "| %d | %s |\n", exits[i].code, exits[i].meaning);
    }
    for (size_t i = 0; cst_commands[i] != NULL; i++) {
        page_command(out, cst_commands[i]);
    }
}
