/* SPDX-License-Identifier: MIT */
#if defined(__linux__) && !defined(_GNU_SOURCE)
#define _GNU_SOURCE /* SCHED_BATCH */
#endif
#include "bus/priority.h"

#include <sched.h>

static int set(int policy)
{
#ifdef SCHED_BATCH
    const struct sched_param none = {0};
    return sched_setscheduler(0, policy, &none);
#else
    (void)policy;
    return -1;
#endif
}

/* Only the usual policy is changed: another one was chosen by whoever runs the program. */
int cst_priority_patient(void)
{
#ifdef SCHED_BATCH
    const int before = sched_getscheduler(0);
    if (before == SCHED_OTHER && set(SCHED_BATCH) == 0) {
        return before;
    }
#endif
    return -1;
}

void cst_priority_restore(int before)
{
    if (before >= 0) {
        (void)set(before);
    }
}
