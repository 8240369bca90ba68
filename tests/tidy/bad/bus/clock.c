/* SPDX-License-Identifier: MIT */
#include <time.h>
#include <zmq.h>

long clock_now(void)
{
    sleep(1);
    return time(0);
}
