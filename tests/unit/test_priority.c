/* SPDX-License-Identifier: MIT */
#include "bus/priority.h"
#include "tests/lib/suite.h"

#include <sched.h>

/* What is changed is put back, and to have nothing to put back is no harm. */
static void test_priority_restores(void)
{
    const int policy = sched_getscheduler(0);
    const int before = cst_priority_patient();
    CU_ASSERT(before == -1 || before == policy);
    CU_ASSERT((sched_getscheduler(0) != policy) == (before != -1));
    CU_ASSERT_EQUAL(cst_priority_patient(), -1); /* it is patient already, or cannot be */
    cst_priority_restore(-1);
    cst_priority_restore(before);
    CU_ASSERT_EQUAL(sched_getscheduler(0), policy);
}

CST_SUITE("priority", CST_TEST(test_priority_restores))
