/* SPDX-License-Identifier: MIT
 *
 * The clock, for progress and for silence on the bus: no result may depend on it.
 */
#ifndef CST_BUS_CLOCK_H
#define CST_BUS_CLOCK_H

/* Seconds since some moment; never goes back. Any thread. */
double cst_clock_seconds(void);

#endif
