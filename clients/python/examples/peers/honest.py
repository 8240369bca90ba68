#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""An honest reviewer: it reports what is as suspicious as the rarest share FPR of honest work.

Usage: honest.py ENDPOINT NAME [FPR]
"""

import sys

from custodes.peer import Peer

endpoint, name = sys.argv[1:3]
threshold = 1.0 - (float(sys.argv[3]) if len(sys.argv) > 3 else 0.01)

with Peer(endpoint, name) as peer:
    for tasks in peer:
        peer.answer(tasks, [score >= threshold for score in tasks.score])
