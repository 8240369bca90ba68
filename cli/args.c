/* SPDX-License-Identifier: MIT */
#include "cli/args.h"

#include "base/check.h"
#include "cli/output.h"
#include "cli/show/picture.h"
#include "scenarios/load/literal.h"
#include "scenarios/load/nearest.h"
#include "scenarios/load/page.h"
#include "scenarios/load/slurp.h"
#include "store/hold.h"
#include "store/layout.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The place of an option in its command's table, or -1. */
static int option_index(const cst_command *command, const char *name, size_t length)
{
    for (int i = 0; command->options != NULL && command->options[i].name != NULL; i++) {
        cst_require(i < CST_OPTIONS_MAX);
        if (strlen(command->options[i].name) == length &&
            strncmp(command->options[i].name, name, length) == 0) {
            return i;
        }
    }
    return -1;
}

/* The first command that has such an option; NULL: none has. */
static const cst_command *who_has(const char *given)
{
    const char *name = given + strspn(given, "-");
    for (size_t i = 0; cst_commands[i] != NULL; i++) {
        if (option_index(cst_commands[i], name, strcspn(name, "=")) >= 0) {
            return cst_commands[i];
        }
    }
    return NULL;
}

/* Names the option, the nearest known one, who else has it, and all of them. */
static int unknown_option(const cst_command *command, const char *given, cst_error *error)
{
    char known[256] = "";
    cst_nearest nearest = {0};
    for (int i = 0; command->options != NULL && command->options[i].name != NULL; i++) {
        const size_t used = strlen(known);
        snprintf(known + used, sizeof known - used, "--%s ", command->options[i].name);
        cst_nearest_look(&nearest, given + strspn(given, "-"), command->options[i].name);
    }
    const cst_command *other = who_has(given);
    return cst_error_set(
        error, CST_ERR_USAGE, NULL, "%s: unknown option %s%s%s%s%s (known: %s--help)",
        command->name, given, nearest.best != NULL ? "; the nearest known one is --" : "",
        nearest.best != NULL ? nearest.best : "", other != NULL ? "; it is an option of " : "",
        other != NULL ? other->name : "", known);
}

static int wrong_value(const cst_args *args, const cst_option *option, const char *expected,
                       const char *found, cst_error *error)
{
    return cst_error_set(error, CST_ERR_USAGE, NULL, "%s --%s: expected %s, found '%.80s'",
                         args->command->name, option->name, expected, found);
}

/* Reads digits with _ between them and an exponent: 1000000, 1_000_000, 1e6. */
static bool count_read(const char *text, uint64_t *count)
{
    uint64_t value = 0;
    const char *at = text;
    if (*at < '0' || *at > '9') {
        return false;
    }
    for (; (*at >= '0' && *at <= '9') || (*at == '_' && at[1] >= '0' && at[1] <= '9'); at++) {
        if (*at != '_' && (__builtin_mul_overflow(value, 10U, &value) ||
                           __builtin_add_overflow(value, (uint64_t)(*at - '0'), &value))) {
            return false;
        }
    }
    if (*at == 'e' || *at == 'E') {
        at++;
        at += *at == '+' ? 1 : 0;
        if (*at < '0' || *at > '9') {
            return false;
        }
        uint32_t power = 0;
        for (; *at >= '0' && *at <= '9' && power < 100; at++) {
            power = power * 10 + (uint32_t)(*at - '0');
        }
        for (; power > 0; power--) {
            if (__builtin_mul_overflow(value, 10U, &value)) {
                return false;
            }
        }
    }
    *count = value;
    return *at == '\0';
}

/* "90", "90s", "10m", "1.5h", "2d" as milliseconds; false for anything else, and for less than one
 * or more than a hundred years. */
static bool time_read(const char *value, uint64_t *milliseconds)
{
    static const struct {
        char letter;
        double seconds;
    } units[] = {{'\0', 1.0}, {'s', 1.0}, {'m', 60.0}, {'h', 3600.0}, {'d', 86400.0}};
    const size_t digits = strspn(value, "0123456789.");
    char number[32];
    double seconds = 0.0;
    if (digits == 0 || digits >= sizeof number ||
        (value[digits] != '\0' && value[digits + 1] != '\0')) {
        return false;
    }
    snprintf(number, sizeof number, "%.*s", (int)digits, value);
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        double many = 0.0;
        if (value[digits] == units[i].letter && cst_literal_number(number, &many)) {
            seconds = many * units[i].seconds;
        }
    }
    *milliseconds = seconds >= 1e-3 && seconds <= 3.2e9 ? (uint64_t)(1e3 * seconds) : 0;
    return *milliseconds > 0;
}

/* Which of the words of a range such as "auto|json|none" a value is. */
static bool choice_read(const char *range, const char *value, uint64_t *choice)
{
    const char *word = range;
    for (*choice = 0; *word != '\0'; *choice += 1) {
        const size_t length = strcspn(word, "|");
        if (strlen(value) == length && strncmp(word, value, length) == 0) {
            return true;
        }
        word += length + (word[length] == '|' ? 1 : 0);
    }
    return false;
}

/* Adds to the values of an option that repeats: no more than there are arguments. */
static int take_repeated(cst_args *args, int index, const char *value, cst_error *error)
{
    if (args->list[index] == NULL) {
        args->list[index] = calloc((size_t)args->argc, sizeof *args->list[index]);
    }
    if (args->list[index] == NULL) {
        return cst_error_memory(error, "the arguments");
    }
    args->list[index][args->listed[index]++] = value;
    return 0;
}

static int take_value(cst_args *args, int index, const char *value, cst_error *error)
{
    const cst_option *option = &args->command->options[index];
    char expected[160];
    if (args->value[index] != NULL && option->type != CST_OPTION_LIST) {
        return cst_error_set(error, CST_ERR_USAGE, NULL, "%s --%s: given twice",
                             args->command->name, option->name);
    }
    if (option->type == CST_OPTION_COUNT &&
        (!count_read(value, &args->count[index]) || args->count[index] < option->least ||
         args->count[index] > option->most)) {
        snprintf(expected, sizeof expected, "a whole number from %llu to %llu",
                 (unsigned long long)option->least, (unsigned long long)option->most);
        return wrong_value(args, option, expected, value, error);
    }
    if (option->type == CST_OPTION_TIME && !time_read(value, &args->count[index])) {
        return wrong_value(args, option, "a time such as 90s, 10m, 1.5h or 2d", value, error);
    }
    if (option->type == CST_OPTION_CHOICE &&
        !choice_read(option->range, value, &args->count[index])) {
        snprintf(expected, sizeof expected, "one of %s", option->range);
        return wrong_value(args, option, expected, value, error);
    }
    if (option->type != CST_OPTION_SWITCH && value[0] == '\0') {
        return wrong_value(args, option, option->value, value, error);
    }
    args->value[index] = value;
    return option->type == CST_OPTION_LIST ? take_repeated(args, index, value, error) : 0;
}

/* The next argument, which is what an option still wants; NULL with the error filled. */
static const char *next_value(const cst_args *args, const cst_option *option, int *at,
                              cst_error *error)
{
    if (*at + 1 >= args->argc) {
        cst_error_set(error, CST_ERR_USAGE, NULL, "%s --%s: expected %s, found nothing",
                      args->command->name, option->name, option->value);
        return NULL;
    }
    if (strncmp(args->argv[*at + 1], "--", 2) == 0) {
        wrong_value(args, option, option->value, args->argv[*at + 1], error);
        return NULL;
    }
    *at += 1;
    return args->argv[*at];
}

static int take_second(cst_args *args, int index, int *at, cst_error *error)
{
    const cst_option *option = &args->command->options[index];
    const char *value = next_value(args, option, at, error);
    if (value == NULL) {
        return CST_ERR_USAGE;
    }
    args->second[index] = value;
    return value[0] != '\0' ? 0 : wrong_value(args, option, option->value, value, error);
}

/* Reads the option at *at and its values; moves *at to the last argument used. */
static int take_option(cst_args *args, int *at, cst_error *error)
{
    const char *given = args->argv[*at];
    const char *name = given + (given[1] == '-' ? 2 : 1);
    const char *equals = strchr(name, '=');
    const size_t length = equals != NULL ? (size_t)(equals - name) : strlen(name);
    if (strcmp(given, "--help") == 0 || strcmp(given, "-h") == 0) {
        args->help = true;
        return 0;
    }
    const int index = given[1] == '-' ? option_index(args->command, name, length) : -1;
    if (index < 0) {
        char cut[64];
        const size_t dashes = (size_t)(name - given);
        const size_t whole = dashes + length;
        snprintf(cut, sizeof cut, "%.*s", (int)(whole < 60 ? whole : 60), given);
        return unknown_option(args->command, cut, error);
    }
    const cst_option *option = &args->command->options[index];
    if (option->type == CST_OPTION_SWITCH) {
        return equals != NULL ? wrong_value(args, option, "no value", equals + 1, error)
                              : take_value(args, index, "", error);
    }
    const char *value = equals != NULL ? equals + 1 : next_value(args, option, at, error);
    if (value == NULL) {
        return CST_ERR_USAGE;
    }
    const int code = take_value(args, index, value, error);
    const bool pair = option->type == CST_OPTION_PAIR;
    return code == 0 && pair ? take_second(args, index, at, error) : code;
}

static int check_positional(const cst_args *args, cst_error *error)
{
    const cst_command *command = args->command;
    if (args->help) {
        return 0;
    }
    if (args->positional_count < command->least) {
        return cst_error_set(error, CST_ERR_USAGE, NULL, "%s: expected %s, found nothing",
                             command->name, command->positional);
    }
    if (args->positional_count > command->most) {
        return cst_error_set(error, CST_ERR_USAGE, NULL, "%s: expected %s, found '%.80s' as well",
                             command->name,
                             command->positional[0] != '\0' ? command->positional : "no argument",
                             args->positional[command->most]);
    }
    for (uint32_t i = 0; i < args->positional_count; i++) {
        if (args->positional[i][0] == '\0') {
            return cst_error_set(error, CST_ERR_USAGE, NULL, "%s: expected %s, found ''",
                                 command->name, command->positional);
        }
    }
    return 0;
}

int cst_args_read(cst_args *args, const cst_command *command, int argc, char **argv,
                  cst_error *error)
{
    *args = (cst_args){.command = command, .argc = argc, .argv = argv};
    args->positional = calloc((size_t)argc + 1, sizeof *args->positional);
    if (args->positional == NULL) {
        return cst_error_memory(error, "the arguments");
    }
    bool options = true;
    for (int at = 0; at < argc; at++) {
        if (options && strcmp(argv[at], "--") == 0) {
            options = false;
        } else if (options && argv[at][0] == '-' && argv[at][1] != '\0') {
            const int code = take_option(args, &at, error);
            if (code != 0) {
                return code;
            }
        } else {
            args->positional[args->positional_count++] = argv[at];
        }
    }
    return check_positional(args, error);
}

void cst_args_free(cst_args *args)
{
    for (int i = 0; i < CST_OPTIONS_MAX; i++) {
        free(args->list[i]);
    }
    free(args->positional);
    *args = (cst_args){0};
}

/* A word of a shell: as it is, or in single quotes, of which one inside is closed and escaped. */
static void add_word(cst_flow *flow, const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "_@%+=:,./-";
    cst_flow_text(flow, " ");
    if (word[0] != '\0' && word[strspn(word, plain)] == '\0') {
        cst_flow_word(flow, word);
        return;
    }
    cst_flow_word(flow, "'");
    for (; *word != '\0'; word++) {
        const char letter[2] = {*word, '\0'};
        cst_flow_word(flow, *word == '\'' ? "'\\''" : letter);
    }
    cst_flow_word(flow, "'");
}

void cst_args_command(const cst_args *args, cst_flow *flow)
{
    cst_flow_word(flow, "custodes");
    add_word(flow, args->command->name);
    for (int i = 0; i < args->argc; i++) {
        add_word(flow, args->argv[i]);
    }
}

char *cst_args_line(const cst_args *args)
{
    cst_page page;
    if (!cst_page_open(&page)) {
        return NULL;
    }
    cst_flow flow = cst_flow_start(page.out, 0, 0);
    flow.width = SIZE_MAX;
    cst_args_command(args, &flow);
    cst_flow_end(&flow);
    char *line = cst_page_close(&page);
    if (line != NULL && line[0] != '\0') {
        line[strlen(line) - 1] = '\0'; /* the end of the line */
    }
    return line;
}

bool cst_args_has(const cst_args *args, const char *name)
{
    return cst_args_text(args, name) != NULL;
}

const char *cst_args_text(const cst_args *args, const char *name)
{
    const int index = option_index(args->command, name, strlen(name));
    cst_require(index >= 0);
    return args->value[index];
}

const char *cst_args_second(const cst_args *args, const char *name)
{
    const int index = option_index(args->command, name, strlen(name));
    cst_require(index >= 0);
    return args->second[index];
}

const char *const *cst_args_list(const cst_args *args, const char *name, size_t *count)
{
    const int index = option_index(args->command, name, strlen(name));
    cst_require(index >= 0);
    *count = args->listed[index];
    return (const char *const *)args->list[index];
}

uint64_t cst_args_count(const cst_args *args, const char *name, uint64_t otherwise)
{
    const int index = option_index(args->command, name, strlen(name));
    cst_require(index >= 0);
    return args->value[index] != NULL ? args->count[index] : otherwise;
}

double cst_args_seconds(const cst_args *args, const char *name)
{
    return 1e-3 * (double)cst_args_count(args, name, 0);
}

/* Whether two names are one file. */
static bool is_file(const struct stat *output, const char *path)
{
    struct stat input;
    const int found = strcmp(path, "-") == 0 ? fstat(STDIN_FILENO, &input) : stat(path, &input);
    return found == 0 && cst_hold_is_same(&input, output);
}

/* Of a results file, and of what SQLite keeps beside it. */
static const char *const endings[] = {"", "-wal", "-shm", "-journal"};
enum { ENDINGS = sizeof endings / sizeof endings[0] };

/* Whether a file is an argument, or what SQLite keeps beside one that is a results file. */
static bool is_argument(const struct stat *output, const char *argument)
{
    char path[CST_PATH_SIZE];
    bool same = false;
    for (size_t i = 0; i < ENDINGS && !same; i++) {
        const int length = snprintf(path, sizeof path, "%s%s", argument, endings[i]);
        same = length < (int)sizeof path && is_file(output, path);
    }
    return same;
}

/* Whether a file holds results, or is what SQLite keeps beside one that does. */
static bool is_results(const char *path)
{
    char whole[CST_PATH_SIZE];
    bool results = cst_layout_is_results(path);
    for (size_t i = 1; i < ENDINGS && !results; i++) {
        const size_t length = strlen(path);
        const size_t ending = strlen(endings[i]);
        if (length > ending && length < sizeof whole &&
            strcmp(path + length - ending, endings[i]) == 0) {
            snprintf(whole, sizeof whole, "%.*s", (int)(length - ending), path);
            results = cst_layout_is_results(whole);
        }
    }
    return results;
}

static int check_read(const cst_args *args, const char *path, const char *option, cst_error *error)
{
    struct stat output;
    bool same = false;
    if (stat(path, &output) != 0 || !S_ISREG(output.st_mode)) {
        return 0;
    }
    for (uint32_t i = 0; i < args->positional_count && !same; i++) {
        same = is_argument(&output, args->positional[i]);
    }
    if (same || cst_slurp_has_read(output.st_dev, output.st_ino)) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "%s --%s: expected another file than those that are read, found "
                             "'%.200s'",
                             args->command->name, option, path);
    }
    return 0;
}

int cst_args_apart(const cst_args *args, const char *path, const char *option, cst_error *error)
{
    const int code = check_read(args, path, option, error);
    return code == 0 && is_results(path)
               ? cst_error_set(error, CST_ERR_USAGE, NULL,
                               "%s --%s: expected another file, found results: '%.200s'",
                               args->command->name, option, path)
               : code;
}

/* A file that is made after the work is done needs its folder: so it is asked for before. */
static int check_folder(const char *path, cst_error *error)
{
    char folder[CST_PATH_SIZE];
    const char *slash = strrchr(path, '/');
    struct stat status;
    if (slash == NULL || (size_t)(slash - path) + 2 > sizeof folder) {
        return 0; /* the one that we are in; or too long a name, which is said when it is opened */
    }
    snprintf(folder, sizeof folder, "%.*s.", (int)(slash + 1 - path), path);
    return stat(folder, &status) == 0 ? 0 : cst_output_fail(path, error);
}

int cst_args_check_outputs(const cst_args *args, cst_error *error)
{
    int code = 0;
    for (int i = 0; args->command->options != NULL && args->command->options[i].name != NULL; i++) {
        const cst_option *option = &args->command->options[i];
        const char *path = args->value[i];
        const bool chart = option->type == CST_OPTION_CHART;
        const bool draws = chart || option->type == CST_OPTION_PICTURE;
        const bool text = path != NULL && cst_picture_format_of(path) == CST_PICTURE_TEXT;
        if (code == 0 && path != NULL && draws &&
            (cst_picture_is_other(path) || (text && !chart))) {
            code = wrong_value(args, option,
                               chart ? "a name that ends with .svg, .png, .pdf or .txt"
                                     : "a name that ends with .svg, .png or .pdf",
                               path, error);
        }
        if (code == 0 && path != NULL && (draws || option->type == CST_OPTION_FILE)) {
            code = cst_args_apart(args, path, option->name, error);
            code = code == 0 ? check_folder(path, error) : code;
        } else if (code == 0 && path != NULL && option->type == CST_OPTION_RESULTS) {
            code = check_read(args, path, option->name, error);
        }
    }
    return code;
}
