/* SPDX-License-Identifier: MIT
 *
 * Runs a command on a disk that fills up: the N-th call that needs room in the folder fails with
 * ENOSPC, or takes half of what it was given, and from then on nothing more can be written there.
 * Calls of all kinds are counted, whoever makes them: the program, the C library, SQLite.
 *
 * full_disk COUNT N COMMAND ARGUMENT...
 *   COUNT  this file gets the number of such calls
 *   N      0: the disk stays as it is
 * The folder is the one that it is started in. It exits as the command does; 128 and more: a
 * signal; 77: it knows no way on this machine.
 */
#define _GNU_SOURCE
#include <stdio.h>

#ifdef __x86_64__
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NAME = 4096, FAILED = 127 };

/* What a call needs of the disk. */
typedef enum need { NEED_ROOM, NEED_SYNC, NEED_FILE, NEED_NAME } need;

static const struct {
    unsigned number;
    need need;
    int path; /* which argument is a name; -1: the first is an open file */
} calls[] = {
    {SYS_write, NEED_ROOM, -1},    {SYS_pwrite64, NEED_ROOM, -1},  {SYS_writev, NEED_ROOM, -1},
    {SYS_pwritev, NEED_ROOM, -1},  {SYS_ftruncate, NEED_ROOM, -1}, {SYS_fallocate, NEED_ROOM, -1},
    {SYS_fsync, NEED_SYNC, -1},    {SYS_fdatasync, NEED_SYNC, -1}, {SYS_open, NEED_FILE, 0},
    {SYS_openat, NEED_FILE, 1},    {SYS_rename, NEED_NAME, 0},     {SYS_renameat, NEED_NAME, 1},
    {SYS_renameat2, NEED_NAME, 1},
};
enum { CALLS = sizeof calls / sizeof calls[0] };

typedef struct disk {
    char folder[NAME];
    unsigned long count, fails_at;
    bool full;
} disk;

static void become_command(char **command)
{
    struct sock_filter code[CALLS + 3] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr))};
    for (size_t i = 0; i < CALLS; i++) {
        code[i + 1] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, calls[i].number,
                                                   (unsigned char)(CALLS - i), 0);
    }
    code[CALLS + 1] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    code[CALLS + 2] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE);
    const struct sock_fprog program = {CALLS + 3, code};
    if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0 || raise(SIGSTOP) != 0 ||
        prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) {
        _exit(FAILED);
    }
    (void)execvp(command[0], command);
    _exit(FAILED);
}

static bool is_within(const disk *d, const char *name)
{
    const size_t length = strlen(d->folder);
    return strncmp(name, d->folder, length) == 0 && name[length] == '/';
}

static bool is_file_here(const disk *d, pid_t process, unsigned long long handle)
{
    char link[64];
    char name[NAME];
    (void)snprintf(link, sizeof link, "/proc/%d/fd/%d", (int)process, (int)handle);
    const ssize_t size = readlink(link, name, sizeof name - 1);
    name[size < 0 ? 0 : size] = '\0';
    return is_within(d, name);
}

/* Reads a name of the command's, up to the end of its page at least. */
static bool is_name_here(const disk *d, pid_t process, unsigned long long address, char name[NAME])
{
    const size_t page = 4096 - address % 4096;
    const struct iovec to = {name, page < NAME - 1 ? page : NAME - 1};
    const struct iovec from = {(void *)address, to.iov_len}; /* NOLINT: an address of the other */
    const ssize_t size = process_vm_readv(process, &to, 1, &from, 1, 0);
    name[size < 0 ? 0 : size] = '\0';
    return name[0] != '\0' && (name[0] != '/' || is_within(d, name));
}

/* Whether the call needs something of the disk of the folder. */
static bool is_counted(const disk *d, pid_t process, size_t call,
                       const struct user_regs_struct *regs)
{
    const unsigned long long argument[] = {regs->rdi, regs->rsi, regs->rdx};
    char name[NAME];
    struct stat status;
    if (calls[call].path < 0) {
        return is_file_here(d, process, argument[0]);
    }
    if (!is_name_here(d, process, argument[calls[call].path], name)) {
        return false;
    }
    return calls[call].need != NEED_FILE ||
           ((argument[calls[call].path + 1] & O_CREAT) != 0 && stat(name, &status) != 0);
}

static void look_at_call(disk *d, pid_t process)
{
    struct user_regs_struct regs;
    size_t call = 0;
    if (ptrace(PTRACE_GETREGS, process, NULL, &regs) != 0) {
        return;
    }
    while (call < CALLS && calls[call].number != regs.orig_rax) {
        call++;
    }
    if (call == CALLS || !is_counted(d, process, call, &regs)) {
        return;
    }
    const bool writes = regs.orig_rax == SYS_write || regs.orig_rax == SYS_pwrite64;
    const bool now = ++d->count == d->fails_at;
    if (now && writes && regs.rdx > 1 && d->count % 2 == 0) {
        regs.rdx /= 2; /* there was room for half of it */
    } else if (now ||
               (d->full && (calls[call].need == NEED_ROOM || calls[call].need == NEED_FILE))) {
        regs.orig_rax = (unsigned long long)-1;
        regs.rax = (unsigned long long)-ENOSPC;
    }
    d->full = d->full || now;
    (void)ptrace(PTRACE_SETREGS, process, NULL, &regs);
}

/* Follows all threads and children to their ends; the status of the first. */
static int follow(disk *d, pid_t first)
{
    int status = 0;
    int last = 0;
    for (pid_t process = 0; (process = waitpid(-1, &status, __WALL)) > 0;) {
        if (!WIFSTOPPED(status)) {
            last = process == first ? status : last;
            continue;
        }
        const int event = status >> 16;
        const int signal = WSTOPSIG(status);
        if (event == PTRACE_EVENT_SECCOMP) {
            look_at_call(d, process);
        }
        const bool own = event != 0 || signal == SIGSTOP || signal == SIGTRAP;
        (void)ptrace(PTRACE_CONT, process, NULL, own ? 0 : signal);
    }
    return last;
}

int main(int argc, char **argv)
{
    disk d = {.fails_at = argc > 3 ? strtoul(argv[2], NULL, 10) : 0};
    if (argc < 4 || getcwd(d.folder, sizeof d.folder) == NULL) {
        (void)fprintf(stderr, "usage: full_disk COUNT N COMMAND ARGUMENT...\n");
        return 2;
    }
    int status = 0;
    const pid_t child = fork();
    if (child == 0) {
        become_command(argv + 3);
    }
    const long follows = PTRACE_O_TRACESECCOMP | PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK |
                         PTRACE_O_TRACEVFORK | PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL;
    if (child < 0 || waitpid(child, &status, 0) != child || !WIFSTOPPED(status) ||
        ptrace(PTRACE_SETOPTIONS, child, NULL, follows) != 0) {
        (void)fprintf(stderr, "full_disk: a program may not be traced here\n");
        return 77;
    }
    (void)ptrace(PTRACE_CONT, child, NULL, 0);
    status = follow(&d, child);
    FILE *out = fopen(argv[1], "w");
    if (out == NULL || fprintf(out, "%lu\n", d.count) < 0 || fclose(out) != 0) {
        return FAILED;
    }
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}
#else
int main(void)
{
    (void)fprintf(stderr, "full_disk: no way to fail a call is known for this processor\n");
    return 77;
}
#endif
