#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A careful actor: where it schemes it attacks, but not while it believes that it is watched, and
never again in a trial once one of its tasks there was audited.

Usage: acting.py ENDPOINT NAME
"""

import sys

from custodes.peer import News, Peer

audited = set()


def hear(news: News) -> None:
    for trial, actor, outcome in zip(news.trial, news.actor, news.outcome):
        if outcome & News.AUDITED:
            audited.add((news.cell, trial, actor))


with Peer(*sys.argv[1:3], role=Peer.ACTOR, news=hear) as peer:
    for deeds in peer:
        seats = zip(deeds.trial, deeds.actor, deeds.watched)
        peer.answer(deeds, [not watched and (deeds.cell, trial, actor) not in audited
                            for trial, actor, watched in seats])
