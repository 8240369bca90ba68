/* SPDX-License-Identifier: MIT
 *
 * Runs one command as often as it allocates memory, and each time another allocation fails. What
 * the command may do then: what it did without a failure, or exit with a message. It may not exit
 * with 0 and another output, nor without a word, and it may crash only inside of a library that is
 * known to abort (nth_allocation.sh names them).
 *
 * nth_allocation SHIM LOG MOST KNOWN FILE -- COMMAND ARGUMENT...
 *   MOST   how many of the allocations are tried, at equal distances; 0: all
 *   KNOWN  names of libraries that abort, with commas between them
 *   FILE   what the command writes, compared too; "-": nothing but standard output
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SECONDS = 60, WHOSE = 64, WHERE = 128, MANY = 64 };

typedef struct bytes {
    char *data;
    size_t size;
} bytes;

typedef struct plan {
    const char *shim, *log, *known, *file;
    char **command;
    unsigned long most;
} plan;

typedef struct outcome {
    int status;
    bytes out, err, file;
    unsigned long allocations; /* 0: it did not get to its end */
    char whose[WHOSE];         /* empty: no allocation failed */
    char where[WHERE];         /* addresses in the program, innermost first */
} outcome;

/* How often something happened, by the library whose allocation failed. */
typedef struct tally {
    struct {
        char whose[WHOSE];
        unsigned long times;
    } row[MANY];
} tally;

static void tally_add(tally *t, const char *whose)
{
    for (size_t i = 0; i < MANY; i++) {
        if (t->row[i].times == 0 || strcmp(t->row[i].whose, whose) == 0) {
            (void)snprintf(t->row[i].whose, WHOSE, "%s", whose);
            t->row[i].times++;
            return;
        }
    }
}

static void tally_print(const tally *t, const char *what)
{
    for (size_t i = 0; i < MANY && t->row[i].times > 0; i++) {
        (void)printf("; %s %s %lu", what, t->row[i].whose, t->row[i].times);
    }
}

static bytes read_file(const char *name)
{
    bytes read = {0};
    FILE *file = fopen(name, "rb");
    if (file == NULL) {
        return read;
    }
    size_t capacity = 1 << 16;
    read.data = malloc(capacity + 1);
    size_t got = 1;
    while (read.data != NULL && got > 0) {
        got = fread(read.data + read.size, 1, capacity - read.size, file);
        read.size += got;
        if (read.size == capacity) {
            capacity *= 2;
            read.data = realloc(read.data, capacity + 1);
        }
    }
    (void)fclose(file);
    if (read.data == NULL) {
        (void)fprintf(stderr, "nth_allocation: no memory for %s\n", name);
        exit(2);
    }
    read.data[read.size] = '\0';
    return read;
}

/* Times and hosts differ between two runs. */
static void blank_provenance(bytes *text)
{
    char *at = text->data;
    while (at != NULL && (at = strstr(at, "\"provenance\":")) != NULL) {
        for (; *at != '\0' && *at != '\n'; at++) {
            *at = ' ';
        }
    }
}

static void become_command(const plan *p, unsigned long n)
{
    char number[32];
    (void)snprintf(number, sizeof number, "%lu", n);
    const int out = open("nth.out", O_WRONLY | O_CREAT | O_TRUNC, 0600);
    const int err = open("nth.err", O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (out < 0 || err < 0 || dup2(out, STDOUT_FILENO) < 0 || dup2(err, STDERR_FILENO) < 0 ||
        setenv("LD_PRELOAD", p->shim, 1) != 0 || setenv("CST_FAIL_LOG", p->log, 1) != 0 ||
        setenv("CST_FAIL_AT", number, 1) != 0) {
        _exit(127);
    }
    (void)alarm(SECONDS);
    (void)execvp(p->command[0], p->command);
    _exit(127);
}

static outcome run(const plan *p, unsigned long n)
{
    outcome o = {0};
    (void)unlink(p->log);
    if (strcmp(p->file, "-") != 0) {
        (void)unlink(p->file);
    }
    const pid_t child = fork();
    if (child == 0) {
        become_command(p, n);
    }
    while (waitpid(child, &o.status, 0) < 0 && errno == EINTR) {
    }
    o.out = read_file("nth.out");
    o.err = read_file("nth.err");
    if (strcmp(p->file, "-") != 0) {
        o.file = read_file(p->file);
    }
    blank_provenance(&o.out);
    bytes log = read_file(p->log);
    const char *failed = log.data != NULL ? strstr(log.data, "failed ") : NULL;
    const char *count = log.data != NULL ? strstr(log.data, "allocations ") : NULL;
    if (failed != NULL) {
        (void)sscanf(failed, "failed %63s", o.whose);
    }
    for (const char *at = log.data; at != NULL && (at = strstr(at, "at 0x")) != NULL; at += 3) {
        const size_t size = strlen(o.where);
        (void)snprintf(o.where + size, WHERE - size, "%.*s ", (int)strcspn(at + 3, "\n"), at + 3);
    }
    if (count != NULL) {
        (void)sscanf(count, "allocations %lu", &o.allocations);
    }
    free(log.data);
    return o;
}

static void outcome_free(outcome *o)
{
    free(o->out.data);
    free(o->err.data);
    free(o->file.data);
}

static bool same(const bytes *a, const bytes *b)
{
    return a->size == b->size && (a->size == 0 || memcmp(a->data, b->data, a->size) == 0);
}

static bool is_known(const plan *p, const char *whose)
{
    const size_t size = strcspn(whose, ".");
    for (const char *at = p->known; *at != '\0'; at += strcspn(at, ",") + (strchr(at, ',') != 0)) {
        if (strcspn(at, ",") == size && strncmp(at, whose, size) == 0) {
            return true;
        }
    }
    return false;
}

static bool crashed(const outcome *o)
{
    return WIFSIGNALED(o->status) != 0;
}

/* What is wrong with it; NULL: nothing. */
static const char *fault_of(const plan *p, const outcome *o, const outcome *whole)
{
    if (crashed(o)) {
        return is_known(p, o->whose) && WTERMSIG(o->status) != SIGALRM ? NULL : "crashed";
    }
    if (WEXITSTATUS(o->status) == WEXITSTATUS(whole->status)) {
        return same(&o->out, &whole->out) && same(&o->file, &whole->file)
                   ? NULL
                   : "exited as if nothing had happened, with another output";
    }
    return o->err.size == 0 ? "exited without a word" : NULL;
}

static void say_fault(const outcome *o, const char *fault, unsigned long n)
{
    const char *said = o->err.data != NULL ? o->err.data : "";
    const size_t line = strcspn(said, "\n");
    (void)printf("  allocation %lu of %s: %s (%s %d), at %s, said '%.*s'\n", n, o->whose, fault,
                 crashed(o) ? "signal" : "exit",
                 crashed(o) ? WTERMSIG(o->status) : WEXITSTATUS(o->status), o->where,
                 (int)(line < 200 ? line : 200), said);
}

int main(int argc, char **argv)
{
    if (argc < 8 || strcmp(argv[6], "--") != 0) {
        (void)fprintf(stderr, "usage: nth_allocation SHIM LOG MOST KNOWN FILE -- COMMAND...\n");
        return 2;
    }
    const plan p = {.shim = argv[1],
                    .log = argv[2],
                    .most = strtoul(argv[3], NULL, 10),
                    .known = argv[4],
                    .file = argv[5],
                    .command = argv + 7};
    outcome whole = run(&p, 0);
    const unsigned long all = whole.allocations;
    const unsigned long step = p.most == 0 || all <= p.most ? 1 : all / p.most;
    unsigned long tried = 0, as_before = 0, said = 0, faults = 0;
    tally aborts = {0};
    if (all == 0 || crashed(&whole)) {
        (void)printf("%s %s: does not run\n", argv[7], argc > 8 ? argv[8] : "");
        return 1;
    }
    for (unsigned long n = 1; n <= all; n += step) {
        outcome o = run(&p, n);
        const char *fault = fault_of(&p, &o, &whole);
        if (fault != NULL) {
            say_fault(&o, fault, n);
            faults++;
        } else if (crashed(&o)) {
            tally_add(&aborts, o.whose);
        } else {
            said += WEXITSTATUS(o.status) != WEXITSTATUS(whole.status);
            as_before += WEXITSTATUS(o.status) == WEXITSTATUS(whole.status);
        }
        tried++;
        outcome_free(&o);
    }
    for (int i = 8; i < argc; i++) {
        (void)printf("%s ", argv[i]);
    }
    (void)printf(": %lu of %lu allocations: %lu the same output, %lu a message, %lu faults", tried,
                 all, as_before, said, faults);
    tally_print(&aborts, "aborts in");
    (void)printf("\n");
    outcome_free(&whole);
    return faults == 0 ? 0 : 1;
}
