/* SPDX-License-Identifier: MIT
 *
 * Signals. INT, TERM and HUP end the program with exit code 130 from wherever it is: nothing but
 * the results file outlives it, and what was committed there is safe however the program dies. A
 * run that is watched gets a moment to bring in and keep what is finished. USR1 asks for a line of
 * status. One thread takes signals, the one that calls these functions.
 */
#ifndef CST_CLI_INTERRUPT_H
#define CST_CLI_INTERRUPT_H

#include <signal.h>
#include <stdbool.h>
#include <sys/types.h>

/* Takes the signals from now on. HUP that is ignored (nohup) stays ignored. */
void cst_interrupt_start(void);

/* From now on the first signal sets the flag that is returned, and ends the program only a second
 * later, or when it comes again. */
const volatile sig_atomic_t *cst_interrupt_watch(void);

/* What is still to be done is worth waiting for: the end that a first signal has set is put off,
 * and comes only with a second one. */
void cst_interrupt_put_off(void);

/* Signals end the program at once again; an end that is due stays due. */
void cst_interrupt_unwatch(void);

/* What is said before "interrupted" when a signal ends the program at once: heap, taken over; what
 * was there before is freed. NULL: nothing. */
void cst_interrupt_words(char *text);

/* Whether status was asked for since the last call. */
bool cst_interrupt_status(void);

/* mkstemp; a file that the program leaves behind when a signal ends it is removed. At most 8 at a
 * time are looked after. `name` must last until it is let go. */
int cst_interrupt_temporary(char *name);

/* mkdtemp; when a signal ends the program, the file of that name in it is removed, and the folder.
 * One at a time; NULL: it is gone. False where it cannot be made. */
bool cst_interrupt_folder(char *name, const char *file);

/* The file is no longer temporary, or gone. */
void cst_interrupt_let_go(const char *name);

/* A child that a signal ends together with the program; 0: none. */
void cst_interrupt_child(pid_t child);

#endif
