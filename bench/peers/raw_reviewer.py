#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A reviewer on pyzmq alone: what it takes to read tasks and to answer, whoever asks.

Usage: raw_reviewer.py ENDPOINT NAME FPR
"""
import struct
import sys

import msgpack
import zmq

HELLO, ANSWER, BYE, END = 1, 4, 5, 7
WHOLE = {1: "B", 4: "I", 8: "Q"}  # by bytes; the last column has scores
threshold = 1.0 - float(sys.argv[3])

with zmq.Context() as context, context.socket(zmq.DEALER) as socket:
    socket.linger = 1000
    socket.rcvtimeo = 20000  # who asks may have failed
    socket.connect(sys.argv[1])
    socket.send(msgpack.packb([1, HELLO, sys.argv[2].encode(), 1, 65536]))
    while True:
        message = msgpack.unpackb(socket.recv(), raw=True)
        if message[1] == END:
            break
        columns = message[4:]
        tasks = len(columns[4])
        codes = [WHOLE[len(column) // tasks] for column in columns[:-1]] + ["d"]
        read = [struct.unpack(f"<{tasks}{code}", column) for code, column in zip(codes, columns)]
        said = bytes([score >= threshold for score in read[-1]])
        socket.send(msgpack.packb([1, ANSWER, message[2], said]))
    socket.send(msgpack.packb([1, BYE]))
