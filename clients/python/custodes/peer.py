# SPDX-License-Identifier: MIT
"""A peer of a run: a program that says what external reviewers say.

    from custodes.peer import Peer

    with Peer("ipc:///tmp/mine", "alice") as peer:
        for tasks in peer:
            peer.answer(tasks, [peer.REPORT if score >= 0.99 else peer.PASS for score in tasks.score])

The run is `custodes run FILE --listen ipc:///tmp/mine`, with `external: alice` in a lineage of its
scenario. Needs pyzmq and msgpack. The messages are described in docs/peers.md.
"""

from __future__ import annotations

import struct
import time
from dataclasses import dataclass
from typing import Iterator, Optional, Sequence, Tuple

import msgpack
import zmq

VERSION = 1
HELLO, WELCOME, ASK, ANSWER, BYE, REFUSED, END = range(1, 8)
REVIEWER = 1

_COLUMNS = (("trial", "Q"), ("round", "I"), ("reviewer", "I"), ("actor", "I"), ("lineage", "B"),
            ("score", "d"))


class Refused(Exception):
    """The run does not listen to this peer any more: its words."""


class Gone(Exception):
    """The run has not been there for as long as `silence` seconds."""


@dataclass(frozen=True)
class Tasks:
    """A batch of tasks to review; the columns have an entry for each.

    score: 1 less the share of honest work that is at least as suspicious. A reviewer with a false
    positive rate of 1 % reports what has 0.99 or more; 0 has no score.
    lineage: of the actor. cell: of the sweep.
    """

    batch: int
    cell: int
    trial: Tuple[int, ...]
    round: Tuple[int, ...]
    reviewer: Tuple[int, ...]
    actor: Tuple[int, ...]
    lineage: Tuple[int, ...]
    score: Tuple[float, ...]

    def __len__(self) -> int:
        return len(self.trial)


class Peer:
    """Speaks with the run at an endpoint under a name of its scenario.

    credit: tasks that it takes at once. silence: seconds without a word from a run that was there,
    after which it is taken as gone; None: it waits for ever. keys: (public key of the run, own
    public key, own secret key), each 40 letters, where the run has --keys.
    """

    PASS, REPORT, ABSTAIN = 0, 1, 2

    def __init__(self, endpoint: str, name: str, credit: int = 65536,
                 silence: Optional[float] = 60.0,
                 keys: Optional[Tuple[str, str, str]] = None) -> None:
        self.endpoint, self.name, self.credit, self.silence = endpoint, name, credit, silence
        self.patience = 0.0  # seconds that the run waits for an answer
        self._context = zmq.Context()
        self._socket = self._context.socket(zmq.DEALER)
        self._socket.setsockopt(zmq.LINGER, 1000)
        self._socket.setsockopt(zmq.HEARTBEAT_IVL, 5000)
        if keys is not None:
            self._socket.curve_serverkey = keys[0].encode("ascii")
            self._socket.curve_publickey = keys[1].encode("ascii")
            self._socket.curve_secretkey = keys[2].encode("ascii")
        self._socket.connect(endpoint)
        self._send(HELLO, name.encode("ascii"), REVIEWER, credit)

    def __enter__(self) -> "Peer":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __iter__(self) -> Iterator[Tasks]:
        """Batches as they come, until the run is over."""
        while True:
            tasks = self.receive()
            if tasks is None:
                return
            yield tasks

    def receive(self) -> Optional[Tasks]:
        """The next batch; None once the run is over."""
        since = time.monotonic()
        while True:
            if self._socket.poll(1000) == 0:
                if self.patience > 0 and self.silence is not None and (
                        time.monotonic() - since > self.silence):
                    raise Gone(f"nothing was heard from {self.endpoint} for {self.silence:g} s")
                continue
            message = msgpack.unpackb(self._socket.recv(), raw=True)
            if message[0] != VERSION:
                raise Refused(f"the run speaks version {message[0]}, this peer version {VERSION}")
            kind = message[1]
            if kind == WELCOME:
                self.patience = message[4] / 1e3
            elif kind == ASK:
                return _read(message)
            elif kind == REFUSED:
                raise Refused(message[2].decode("utf-8", "replace"))
            elif kind == END:
                self._send(BYE)
                return None

    def answer(self, tasks: Tasks, answers: Sequence[int]) -> None:
        """Says PASS, REPORT or ABSTAIN of each task of a batch."""
        if len(answers) != len(tasks):
            raise ValueError(f"expected {len(tasks)} answers, found {len(answers)}")
        self._send(ANSWER, tasks.batch, bytes(answers))

    def close(self) -> None:
        """Says goodbye, if it is still there."""
        if not self._socket.closed:
            self._socket.close()
            self._context.term()

    def _send(self, *fields: object) -> None:
        self._socket.send(msgpack.packb([VERSION, *fields], use_bin_type=True))


def _read(message: Sequence) -> Tasks:
    columns = {}
    for (name, code), column in zip(_COLUMNS, message[4:]):
        columns[name] = struct.unpack(f"<{len(column) // struct.calcsize(code)}{code}", column)
    return Tasks(batch=message[2], cell=message[3], **columns)
