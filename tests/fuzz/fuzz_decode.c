/* SPDX-License-Identifier: MIT
 *
 * Any bytes to the two readers of messages, of workers and of peers, and nothing behind them: so
 * fast that 1e8 inputs take minutes. What is read has one form, or is in its range, or it is
 * refused with a sentence; fuzz_wire and fuzz_peer go on from there.
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
    cst_require(cst_peer_other_version(data, size) == 0);
    if (said.kind == CST_PEER_HELLO) {
        const size_t length = strlen(said.name);
        cst_require(length >= 1 && length < CST_PEER_NAME);
        cst_require(said.role >= 1 && said.role <= CST_PEER_ROLES && said.credit >= 1);
    } else if (said.kind != CST_PEER_BYE) {
        cst_require(said.kind == CST_PEER_ANSWER || said.kind == CST_PEER_SCORES);
        cst_require(said.count >= 1 && said.count <= CST_PEER_TASKS);
        cst_require(said.answers >= data && said.answers + said.count <= data + size);
        for (size_t i = 0; i < said.count; i++) {
            const double answer = cst_peer_answer(&said, i);
            cst_require(cst_reply_is(answer) && answer != CST_REPLY_NONE);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    read_of_worker(data, size);
    read_of_peer(data, size);
    return 0;
}
