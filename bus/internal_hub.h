/* SPDX-License-Identifier: MIT
 *
 * What the two files of the hub share: hub.c leases and takes in what comes back; hub_guests.c
 * knows what may come from a guest, and what becomes of its units.
 */
#ifndef CST_BUS_INTERNAL_HUB_H
#define CST_BUS_INTERNAL_HUB_H

#include "bus/hub.h"

/* The place of a unit that a worker acts; NULL: it is not in flight there. */
cst_flight *cst_hub_find_flight(const cst_hub *hub, uint32_t actor, const cst_unit *unit);

/* Fills the credit of the workers from..to - 1, guests with them, one unit each in turn. */
int cst_hub_lease_to(cst_hub *hub, uint32_t from, uint32_t to, cst_error *error);

/* To all of them. */
int cst_hub_lease_to_all(cst_hub *hub, cst_error *error);

/* Stops the workers once everyone has been leased to and nothing is left to wait for. */
int cst_hub_stop_if_over(cst_hub *hub, cst_error *error);

/* Whether a row part is of one of the run's units and is the one that was sent. */
int cst_hub_check_part(const cst_ledger *ledger, const cst_message *message, cst_error *error);

/* Reads a FAIL: the code that it says, with its text; CST_ERR_WIRE where there is no such. */
int cst_hub_read_fail(const cst_message *message, cst_error *error);

/* Whether a worker is a guest. */
static inline bool cst_hub_is_guest(const cst_hub *hub, uint32_t worker)
{
    return worker >= hub->workers;
}

/* Whether a guest's message is one that it may send now: 0, or an error's code and the message
 * changed nothing. */
int cst_hub_check_guest(cst_hub *hub, const cst_message *message, cst_error *why);

/* The other copies of a unit that has just been done wait for nothing any more. */
void cst_hub_settle_copies(cst_hub *hub, const cst_flight *done);

/* Whether another copy of the unit has been added, but its reviewer has not told of it yet: then
 * the flight is done. */
bool cst_hub_added_elsewhere(cst_hub *hub, uint32_t actor, cst_flight *flight);

#endif
