/* SPDX-License-Identifier: MIT */
#include "cli/interrupt.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { INTERRUPTED = 130, GRACE_SECONDS = 1, TEMPORARIES = 8 };

static volatile sig_atomic_t interrupted, watching, status_asked;
static volatile pid_t child;
static const char *volatile temporary[TEMPORARIES];
static const char *volatile folder, *volatile file_in_folder;
static char *volatile words;
static bool on_terminal;

static void say(const char *text)
{
    const ssize_t written = write(STDERR_FILENO, text, strlen(text));
    (void)written;
}

/* A child is not left at work for nobody. All of this is legal in a signal handler. */
static void end_now(int signal_number)
{
    (void)signal_number;
    if (child > 0 && kill(child, SIGKILL) == 0) {
        (void)waitpid(child, NULL, 0);
    }
    for (int i = 0; i < TEMPORARIES; i++) {
        if (temporary[i] != NULL) {
            (void)unlink(temporary[i]);
        }
    }
    if (folder != NULL) {
        (void)unlink(file_in_folder);
        (void)rmdir(folder);
    }
    say(on_terminal ? "\r\033[K" : ""); /* a line of progress */
    say(words != NULL ? words : "");
    say("custodes: interrupted\n");
    _exit(INTERRUPTED);
}

static void on_end(int signal_number)
{
    if (!watching || interrupted) {
        end_now(signal_number);
    }
    interrupted = 1;
    (void)alarm(GRACE_SECONDS);
}

static void on_status(int signal_number)
{
    (void)signal_number;
    if (watching) {
        status_asked = 1;
    } else {
        say("custodes: at work; no simulation is under way\n");
    }
}

static void endings(sigset_t *set)
{
    (void)sigemptyset(set);
    (void)sigaddset(set, SIGINT);
    (void)sigaddset(set, SIGTERM);
    (void)sigaddset(set, SIGHUP);
    (void)sigaddset(set, SIGALRM);
}

/* One at a time; system calls go on after it. */
static void on(int signal_number, void (*handler)(int))
{
    struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};
    endings(&action.sa_mask);
    (void)sigaction(signal_number, &action, NULL);
}

void cst_interrupt_start(void)
{
    struct sigaction before;
    on_terminal = isatty(STDERR_FILENO) != 0;
    on(SIGINT, on_end);
    on(SIGTERM, on_end);
    if (sigaction(SIGHUP, NULL, &before) == 0 && before.sa_handler != SIG_IGN) {
        on(SIGHUP, on_end);
    }
    on(SIGALRM, end_now);
    on(SIGUSR1, on_status);
}

const volatile sig_atomic_t *cst_interrupt_watch(void)
{
    watching = 1;
    return &interrupted;
}

void cst_interrupt_put_off(void)
{
    (void)alarm(0);
}

void cst_interrupt_unwatch(void)
{
    watching = 0;
}

void cst_interrupt_words(char *text)
{
    char *before = words;
    words = text;
    free(before);
}

bool cst_interrupt_status(void)
{
    const bool asked = status_asked != 0;
    status_asked = 0;
    return asked;
}

int cst_interrupt_temporary(char *name)
{
    sigset_t all;
    sigset_t before;
    endings(&all);
    (void)sigprocmask(SIG_BLOCK, &all, &before);
    const int handle = mkstemp(name);
    for (int i = 0; handle >= 0 && i < TEMPORARIES; i++) {
        if (temporary[i] == NULL) {
            temporary[i] = name;
            break;
        }
    }
    (void)sigprocmask(SIG_SETMASK, &before, NULL);
    return handle;
}

bool cst_interrupt_folder(char *name, const char *file)
{
    sigset_t all;
    sigset_t before;
    endings(&all);
    (void)sigprocmask(SIG_BLOCK, &all, &before);
    const bool made = name == NULL || mkdtemp(name) != NULL;
    folder = made ? name : NULL;
    file_in_folder = file;
    (void)sigprocmask(SIG_SETMASK, &before, NULL);
    return made;
}

void cst_interrupt_let_go(const char *name)
{
    for (int i = 0; i < TEMPORARIES; i++) {
        if (temporary[i] == name) {
            temporary[i] = NULL;
        }
    }
}

void cst_interrupt_child(pid_t process)
{
    child = process;
}
