#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A reviewer that covers for everybody: it reports nothing, whatever it sees.

Usage: colluding.py ENDPOINT NAME
"""

import sys

from custodes.peer import Peer

with Peer(*sys.argv[1:3]) as peer:
    for tasks in peer:
        peer.answer(tasks, bytes(len(tasks)))
