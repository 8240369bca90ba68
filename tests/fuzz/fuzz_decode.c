/* SPDX-License-Identifier: MIT
 *
 * Any bytes to the two readers of messages, of workers and of peers, and nothing behind them: so
 * fast that 1e8 inputs take minutes. What is read has one form, or is refused with a sentence;
 * fuzz_wire goes on from there.
 */
#include "base/check.h"
#include "bus/peer_wire.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_of_worker(const uint8_t *data, size_t size)
{
    cst_message message;
    cst_frame frame;
    cst_error error;
    if (cst_wire_unpack(data, size, &message, &error) != 0) {
        cst_require(error.code == CST_ERR_WIRE && error.text[0] != '\0');
        return;
    }
    cst_require(cst_wire_pack(&message, &frame, NULL) == 0);
    cst_require(frame.size == size && memcmp(frame.bytes, data, size) == 0);
    free(frame.memory);
}

static void read_of_peer(const uint8_t *data, size_t size)
{
    cst_peer_said said;
    cst_error error;
    if (cst_peer_read(data, size, &said, &error) != 0) {
        cst_require(error.code == CST_ERR_WIRE && error.text[0] != '\0');
        return;
    }
    cst_require(said.count <= CST_PEER_TASKS && strlen(said.name) < sizeof said.name);
    for (size_t i = 0; i < said.count; i++) { /* whatever it points to is within the bytes */
        cst_require(said.answer + i >= data && said.answer + i < data + size);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    read_of_worker(data, size);
    read_of_peer(data, size);
    return 0;
}
