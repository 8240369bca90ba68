/* SPDX-License-Identifier: MIT */
#include "cli/shell.h"

#include "base/version.h"
#include "cli/command.h"
#include "cli/help.h"

#include <string.h>

/* --- Completion ------------------------------------------------------------------------------- */

static void write_names(FILE *out)
{
    for (size_t i = 0; cst_commands[i] != NULL; i++) {
        fprintf(out, "%s%s", i > 0 ? " " : "", cst_commands[i]->name);
    }
}

static bool takes_value(const cst_option *option)
{
    return option->value != NULL;
}

/* "--json --set --seed --help" */
static void write_options(const cst_command *command, FILE *out)
{
    for (const cst_option *option = command->options; option != NULL && option->name != NULL;
         option++) {
        fprintf(out, "--%s ", option->name);
    }
    fputs("--help", out);
}

/* The words of a choice, "auto|json|none", with spaces between them. */
static void write_words(const char *range, FILE *out)
{
    for (; *range != '\0'; range++) {
        fputc(*range == '|' ? ' ' : *range, out);
    }
}

void cst_shell_bash(FILE *out)
{
    fputs("# bash completion of custodes, written by 'custodes help --completion bash'.\n"
          "_custodes()\n"
          "{\n"
          "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
          "    COMPREPLY=()\n"
          "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
          "        mapfile -t COMPREPLY < <(compgen -W '",
          out);
    write_names(out);
    fputs("' -- \"$word\")\n"
          "        return\n"
          "    fi\n"
          "    case ${COMP_WORDS[1]}$before in\n",
          out);
    for (size_t i = 0; cst_commands[i] != NULL; i++) {
        const cst_command *command = cst_commands[i];
        for (const cst_option *option = command->options; option != NULL && option->name != NULL;
             option++) {
            if (option->type == CST_OPTION_CHOICE) {
                fprintf(out, "    %s--%s) mapfile -t COMPREPLY < <(compgen -W '", command->name,
                        option->name);
                write_words(option->range, out);
                fputs("' -- \"$word\"); return ;;\n", out);
            }
        }
    }
    fputs("    esac\n"
          "    case $word in\n"
          "    -*)\n"
          "        case ${COMP_WORDS[1]} in\n",
          out);
    for (size_t i = 0; cst_commands[i] != NULL; i++) {
        fprintf(out, "        %s) mapfile -t COMPREPLY < <(compgen -W '", cst_commands[i]->name);
        write_options(cst_commands[i], out);
        fputs("' -- \"$word\") ;;\n", out);
    }
    fputs("        esac ;;\n"
          "    *) mapfile -t COMPREPLY < <(compgen -f -- \"$word\") ;;\n"
          "    esac\n"
          "}\n"
          "complete -o filenames -F _custodes custodes\n",
          out);
}

/* Text within single quotes, of which zsh takes brackets and colons for its own. */
static void write_zsh(const char *text, FILE *out)
{
    for (; *text != '\0'; text++) {
        if (*text == '\'') {
            fputs("'\\''", out);
        } else {
            fprintf(out, "%s%c", strchr("[]:\\", *text) != NULL ? "\\" : "", *text);
        }
    }
}

static void write_zsh_option(const cst_option *option, FILE *out)
{
    fprintf(out, "            '%s--%s[", option->type == CST_OPTION_LIST ? "*" : "", option->name);
    write_zsh(option->text, out);
    fputc(']', out);
    if (option->type == CST_OPTION_CHOICE) {
        fprintf(out, ":%s:(", option->value);
        write_words(option->range, out);
        fputc(')', out);
    } else if (takes_value(option)) {
        const bool file = option->type == CST_OPTION_FILE || option->type == CST_OPTION_RESULTS ||
                          option->type == CST_OPTION_PICTURE || option->type == CST_OPTION_CHART;
        fputc(':', out);
        write_zsh(option->value, out);
        fprintf(out, ":%s", file ? "_files" : "");
    }
    fputs("' \\\n", out);
}

void cst_shell_zsh(FILE *out)
{
    fputs("#compdef custodes\n"
          "# zsh completion of custodes, written by 'custodes help --completion zsh'.\n"
          "_custodes()\n"
          "{\n"
          "    local -a commands\n"
          "    commands=(\n",
          out);
    for (size_t i = 0; cst_commands[i] != NULL; i++) {
        fprintf(out, "        '%s:", cst_commands[i]->name);
        write_zsh(cst_commands[i]->line, out);
        fputs("'\n", out);
    }
    fputs("    )\n"
          "    if (( CURRENT == 2 )); then\n"
          "        _describe command commands\n"
          "        return\n"
          "    fi\n"
          "    shift words\n"
          "    (( CURRENT-- ))\n"
          "    case $words[1] in\n",
          out);
    for (size_t i = 0; cst_commands[i] != NULL; i++) {
        const cst_command *command = cst_commands[i];
        fprintf(out, "    %s)\n        _arguments \\\n", command->name);
        for (const cst_option *option = command->options; option != NULL && option->name != NULL;
             option++) {
            write_zsh_option(option, out);
        }
        fputs("            '*:file:_files' ;;\n", out);
    }
    fputs("    esac\n"
          "}\n"
          "_custodes \"$@\"\n",
          out);
}

/* --- man -------------------------------------------------------------------------------------- */

/* Text as roff takes it: no line begins with a request, and minus signs stay what they are. */
static void write_roff(const char *text, FILE *out)
{
    bool start = true;
    for (; *text != '\0'; text++) {
        if (start && (*text == '.' || *text == '\'')) {
            fputs("\\&", out);
        }
        start = *text == '\n';
        if (*text == '\\') {
            fputs("\\e", out);
        } else if (*text == '-') {
            fputs("\\-", out);
        } else {
            fputc(*text, out);
        }
    }
}

static void write_man_option(const cst_option *option, FILE *out)
{
    fputs(".TP\n\\fB", out);
    write_roff("--", out);
    write_roff(option->name, out);
    fputs("\\fR", out);
    if (takes_value(option)) {
        fprintf(out, " \\fI%s\\fR", option->value);
    }
    fputc('\n', out);
    write_roff(option->text, out);
    if (option->range[0] != '\0') {
        fputs("\n(", out);
        write_roff(option->range, out);
        if (option->fallback[0] != '\0') {
            fputs("; default: ", out);
            write_roff(option->fallback, out);
        }
        fputc(')', out);
    }
    fputc('\n', out);
}

static void write_man_command(const cst_command *command, FILE *out)
{
    fprintf(out, ".SS \"custodes %s%s%s%s\"\n", command->name,
            command->positional[0] != '\0' ? " " : "", command->positional,
            command->options != NULL ? " [options]" : "");
    write_roff(command->text, out);
    fputc('\n', out);
    for (const cst_option *option = command->options; option != NULL && option->name != NULL;
         option++) {
        write_man_option(option, out);
    }
    fputs(".PP\n.nf\n", out);
    for (size_t i = 0; command->examples[i] != NULL; i++) {
        write_roff(command->examples[i], out);
        fputc('\n', out);
    }
    fputs(".fi\n", out);
}

void cst_shell_man(FILE *out)
{
    fprintf(out,
            ".TH CUSTODES 1 \"\" \"custodes %s\" \"User Commands\"\n"
            ".SH NAME\n"
            "custodes \\- how much risk is left when AI agents watch each other\n"
            ".SH SYNOPSIS\n"
            ".B custodes\n"
            ".I COMMAND\n"
            "[arguments]\n"
            ".SH DESCRIPTION\n",
            cst_version_text());
    write_roff(cst_help_about(), out);
    fputs(".SH COMMANDS\n", out);
    for (size_t i = 0; cst_commands[i] != NULL; i++) {
        write_man_command(cst_commands[i], out);
    }
    fputs(".SH \"EXIT STATUS\"\n", out);
    int code = 0;
    const char *meaning = NULL;
    for (size_t i = 0; cst_help_exit(i, &code, &meaning); i++) {
        fprintf(out, ".TP\n%d\n", code);
        write_roff(meaning, out);
        fputc('\n', out);
    }
}
