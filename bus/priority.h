/* SPDX-License-Identifier: MIT
 *
 * How eagerly the calling thread takes a core from others when it is woken. The hub has little to
 * do for each message, and where it interrupts a worker for every one of them, changing over costs
 * more than what is done; workers have units enough to go on with meanwhile.
 */
#ifndef CST_BUS_PRIORITY_H
#define CST_BUS_PRIORITY_H

/* Makes the calling thread wait for a free core, or its turn, when it is woken; where the system
 * has no such thing it changes nothing. Threads that it starts inherit it. Returns what
 * cst_priority_restore takes. */
int cst_priority_patient(void);
void cst_priority_restore(int before);

#endif
