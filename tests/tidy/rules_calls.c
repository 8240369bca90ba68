/* SPDX-License-Identifier: MIT
 * Banned calls, and includes against the layer order. */
#include "tests/tidy/tidy.h"

#include <ctype.h>
#include <string.h>

/* A room, the rooms whose headers it may include, bottom first. */
typedef struct layer {
    const char *room;
    const char *below;
} layer;

#define ESTIMATE "estimate/exact estimate/sample estimate/ask"

static const layer layers[] = {
    {"base", "base"},
    {"agents", "agents base"},
    {"monitor/scores", "monitor/scores base"},
    {"monitor/mechanisms", "monitor/mechanisms base"},
    {"monitor", "monitor base agents monitor/scores monitor/mechanisms"},
    {"tally", "tally base"},
    {"estimate/exact", "estimate/exact base agents monitor tally"},
    {"estimate/sample", "estimate/sample base agents monitor tally estimate/exact"},
    {"estimate/ask", "estimate/ask base agents monitor tally estimate/exact estimate/sample"},
    {"scenarios/load", "scenarios/load base agents monitor/scores monitor tally " ESTIMATE},
    {"store", "store base tally"},
    {"bus", "bus base agents monitor tally estimate/sample scenarios/load store"},
    {"study", "study base agents monitor tally " ESTIMATE " scenarios/load store bus"},
    {"cli/show", "cli/show base tally scenarios/load study"},
    {"cli", "cli base agents monitor tally " ESTIMATE " scenarios/load store bus study cli/show"},
};

static const char pure_rooms[] =
    "base agents monitor/scores monitor/mechanisms monitor tally " ESTIMATE;

/* Headers that only some rooms may include. */
static const layer foreign[] = {
    {"Random123/", "base"},
    {"Rmath.h", "base"},
    {"zmq.h", "bus"},
    {"msgpack", "bus"},
    {"microhttpd.h", "bus"},
    {"pthread.h", "bus"},
    {"threads.h", ""},
    {"time.h", "bus"},
    {"sys/time.h", "bus"},
    {"sqlite3.h", "store cli"},
    {"libfyaml.h", "scenarios/load"},
    {"json-c/", "scenarios/load store study cli"},
    {"nettle/", "scenarios/load store"},
    {"sys/", "scenarios/load store bus cli/show cli"},
    {"unistd.h", "scenarios/load store bus cli/show cli"},
    {"fcntl.h", "scenarios/load store bus cli"},
    {"signal.h", "bus cli"},
};

/* Words that only some rooms may call (or, for FILE, name); "tests", "bench" and "examples" are
 * rooms here. */
typedef struct ban {
    const char *words;
    const char *rooms; /* that may */
    const char *instead;
} ban;

static const ban bans[] = {
    {"rand srand rand_r random srandom drand48 lrand48", "", "draw by address: base/random.h"},
    {"atoi atol atoll atof", "", "they cannot fail: read strictly"},
    {"strtod strtof strtold", "base scenarios/load study cli/show cli tests bench examples",
     "text becomes a number in base, scenarios/load, study and cli"},
    {"sprintf vsprintf strcpy strcat strncpy strncat gets strtok", "", "use snprintf or memcpy"},
    {"time clock gettimeofday clock_gettime", "bus tests bench", "only bus/ knows a clock"},
    {"sleep usleep nanosleep", "", "wait for a message, not for time"},
    {"system popen", "", "no shell: use posix_spawn"},
    {"setlocale", "", "numbers would change with the place"},
    {"exit _exit quick_exit", "cli tests bench", "return a cst_error"},
    {"FILE fopen fprintf printf puts fputs fwrite fread fgets putchar perror",
     "scenarios/load store bus study cli/show cli tests bench examples",
     "the model is pure: no input, no output"},
};

const char *tidy_room(const char *path)
{
    for (size_t i = 0; i < sizeof layers / sizeof layers[0]; i++) {
        size_t length = strlen(layers[i].room);
        if (tidy_starts(path, layers[i].room) && path[length] == '/' &&
            strchr(path + length + 1, '/') == NULL) {
            return layers[i].room;
        }
    }
    return "";
}

/* As tidy_room, with tests and bench. */
static const char *caller(const char *path)
{
    if (tidy_starts(path, "tests/")) {
        return "tests";
    }
    if (tidy_starts(path, "examples/")) {
        return "examples";
    }
    return tidy_starts(path, "bench/") ? "bench" : tidy_room(path);
}

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

static void judge_word(tidy *house, const tidy_file *file, size_t line, const char *word,
                       size_t length)
{
    const char *room = caller(file->path);
    for (size_t i = 0; i < sizeof bans / sizeof bans[0]; i++) {
        if (tidy_listed(bans[i].words, word, length) &&
            !tidy_listed(bans[i].rooms, room, strlen(room))) {
            tidy_say(house, file->path, line, "%.*s is banned here: %s", (int)length, word,
                     bans[i].instead);
        }
    }
}

void tidy_rule_calls(tidy *house, const tidy_file *file)
{
    if (strcmp(file->path, "base/check.c") == 0) {
        return; /* it prints the broken condition before it aborts */
    }
    size_t line = 1;
    for (const char *at = file->code; *at != '\0';) {
        if (!is_word(*at)) {
            line += *at == '\n' ? 1 : 0;
            at++;
            continue;
        }
        size_t length = 0;
        while (is_word(at[length])) {
            length++;
        }
        const char *after = at + length + strspn(at + length, " \n");
        bool member = at > file->code && (at[-1] == '.' || at[-1] == '>');
        bool file_type = length == 4 && strncmp(at, "FILE", 4) == 0;
        if (!member && (*after == '(' || file_type)) {
            judge_word(house, file, line, at, length);
        }
        at += length;
    }
}

static void judge_own(tidy *house, const tidy_file *file, size_t line, const char *header)
{
    const char *room = tidy_room(file->path);
    for (size_t i = 0; i < sizeof layers / sizeof layers[0]; i++) {
        if (strcmp(layers[i].room, room) != 0) {
            continue;
        }
        const char *of = tidy_room(header);
        if (of[0] == '\0' || !tidy_listed(layers[i].below, of, strlen(of))) {
            tidy_say(house, file->path, line, "%s may not include %s: it may see %s", room, header,
                     layers[i].below);
        }
    }
}

static void judge_foreign(tidy *house, const tidy_file *file, size_t line, const char *header)
{
    const char *room = tidy_room(file->path);
    for (size_t i = 0; i < sizeof foreign / sizeof foreign[0]; i++) {
        if (!tidy_starts(header, foreign[i].room)) {
            continue;
        }
        if (!tidy_listed(foreign[i].below, room, strlen(room))) {
            tidy_say(house, file->path, line, "%s may not include <%s>%s", room, header,
                     tidy_listed(pure_rooms, room, strlen(room)) ? ": the model is pure" : "");
        }
        return;
    }
}

void tidy_rule_includes(tidy *house, const tidy_file *file)
{
    if (tidy_room(file->path)[0] == '\0') {
        return;
    }
    const char *cursor = file->text;
    const char *line;
    size_t length;
    for (size_t number = 1; (line = tidy_line(&cursor, &length)) != NULL; number++) {
        const size_t from = strlen("#include x");
        if (!tidy_starts(line, "#include ") || length <= from) {
            continue;
        }
        char header[TIDY_NAME_MAX] = "";
        size_t name = strcspn(line + from, "\">\n");
        name = name < sizeof header ? name : sizeof header - 1;
        memcpy(header, line + from, name);
        if (line[from - 1] == '"') {
            judge_own(house, file, number, header);
        } else {
            judge_foreign(house, file, number, header);
        }
    }
}
