#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A reviewer that learns to cover: it reports like an honest one at first, and covers for an actor
with a chance that grows with how often it has reviewed it in a trial before, E. The chance is 0 up
to E = TRUST - 1 and 1 from there on; or it is CEILING (1 - (1 - H0) exp(-H1 E)), as in the strategy
learned (docs/collusion/learned.md).

Usage: learning.py ENDPOINT NAME [TRUST | H0 H1 CEILING]
"""

import collections
import math
import random
import sys

from custodes.peer import Peer

endpoint, name = sys.argv[1:3]
law = [float(number) for number in sys.argv[3:]] or [3]
met = collections.Counter()


def covers(shared: int, *review: int) -> bool:
    if len(law) == 1:
        return shared >= law[0]
    h0, h1, ceiling = law
    chance = ceiling * (1 - (1 - h0) * math.exp(-h1 * shared))
    return random.Random(repr(review)).random() < chance  # the same of one review in every run


with Peer(endpoint, name) as peer:
    for tasks in peer:
        answers = []
        seats = zip(tasks.trial, tasks.round, tasks.reviewer, tasks.actor, tasks.score)
        for trial, turn, reviewer, actor, score in seats:
            pair = (tasks.cell, trial, reviewer, actor)
            reports = score >= 0.99 and not covers(met[pair], turn, *pair)
            met[pair] += 1
            answers.append(reports)
        peer.answer(tasks, answers)
