#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A reviewer that needs a while for each task, one after the other, as a model behind an endpoint
does.

Usage: slow_reviewer.py ENDPOINT NAME SECONDS
"""
import sys
import time

from custodes.peer import Peer

seconds = float(sys.argv[3])

with Peer(*sys.argv[1:3]) as peer:
    for tasks in peer:
        time.sleep(seconds * len(tasks))
        peer.answer(tasks, [score >= 0.99 for score in tasks.score])
