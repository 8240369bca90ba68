/* SPDX-License-Identifier: MIT
 *
 * Plain connections to a socket of ZeroMQ's, for those who do not keep to its protocol, or do so as
 * they like. Any thread: what cannot be done fails the test that is running, and does not end it.
 */
#ifndef CST_TESTS_KNOCK_H
#define CST_TESTS_KNOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Connects to tcp://ADDRESS:PORT of this machine or ipc://PATH. */
int cst_knock(const char *address);

/* The same, and the handshake of a DEALER without keys, which says of itself that it is `user`. */
int cst_knock_plain(const char *address, const char *user);

/* The first 64 bytes of a connection with keys. */
extern const uint8_t cst_knock_greeting[64];

/* Sends as much as is taken. */
void cst_knock_put(int handle, const void *bytes, size_t size);

/* Sends a frame after a handshake without keys, of at most 255 bytes; more: others follow. */
void cst_knock_frame(int handle, const void *bytes, size_t size, bool more);

/* Takes a frame in within 10 s: its size, of which `most` bytes at most are kept; 0: the connection
 * was closed. Commands between are passed over. */
size_t cst_knock_take(int handle, uint8_t *bytes, size_t most);

/* Whether the other side closes a connection, whatever it says before, within so many ms. */
bool cst_knock_closed(int handle, int timeout);

/* Bytes of memory that the process has. Sanitizers keep what is freed: there it is 0. */
long cst_knock_memory(void);

#endif
