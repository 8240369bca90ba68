#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A reviewer that learns to cover: it reports like an honest one at first, and covers for an actor
once they have met more than TRUST times in a trial, whose history is all that it goes by.

Usage: learning.py ENDPOINT NAME [TRUST [FPR]]
"""

import collections
import sys

from custodes.peer import Peer

endpoint, name = sys.argv[1:3]
trust = int(sys.argv[3]) if len(sys.argv) > 3 else 3
threshold = 1.0 - (float(sys.argv[4]) if len(sys.argv) > 4 else 0.01)
met = collections.Counter()

with Peer(endpoint, name) as peer:
    for tasks in peer:
        answers = []
        seats = zip(tasks.trial, tasks.round, tasks.reviewer, tasks.actor, tasks.score)
        for trial, turn, reviewer, actor, score in seats:
            pair = (tasks.cell, trial, reviewer, actor)
            met[pair] += 1
            answers.append(score >= threshold and met[pair] <= trust)
        peer.answer(tasks, answers)
