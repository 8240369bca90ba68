#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A reviewer that asks something else about each task: a command, or an HTTP endpoint, behind which
a model may be. It is given one JSON object a task, on standard input or as the body of a POST, and
its answer is a word: report, pass or abstain. Whatever else it says counts as abstain.

Usage: command.py ENDPOINT NAME COMMAND [ARGUMENT ...]
       command.py ENDPOINT NAME http://HOST/PATH
"""

import json
import subprocess
import sys
import urllib.error
import urllib.request

from custodes.peer import Peer

endpoint, name, *asked = sys.argv[1:]
words = {"pass": Peer.PASS, "report": Peer.REPORT}


def ask(task: bytes) -> str:
    try:
        if asked[0].startswith(("http://", "https://")):
            request = urllib.request.Request(asked[0], task, {"Content-Type": "application/json"})
            with urllib.request.urlopen(request, timeout=5) as reply:
                return reply.read(64).decode("ascii", "replace").strip()
        done = subprocess.run(asked, input=task, stdout=subprocess.PIPE, timeout=5, check=False)
        return done.stdout.decode("ascii", "replace").strip()
    except (OSError, subprocess.SubprocessError, urllib.error.URLError):
        return "abstain"


with Peer(endpoint, name, credit=16) as peer:
    for tasks in peer:
        answers = []
        for i in range(len(tasks)):
            shown = {"trial": tasks.trial[i], "round": tasks.round[i], "actor": tasks.actor[i],
                     "reviewer": tasks.reviewer[i], "reports": tasks.reports[i],
                     "score": tasks.score[i]}
            answers.append(words.get(ask(json.dumps(shown).encode()), Peer.ABSTAIN))
        peer.answer(tasks, answers)
