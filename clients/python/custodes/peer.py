# SPDX-License-Identifier: MIT
"""A peer of a run: a program that says what external agents say and do.

    from custodes.peer import Peer

    with Peer("ipc:///tmp/mine", "alice") as peer:
        for tasks in peer:
            peer.answer(tasks, [peer.REPORT if score >= 0.99 else peer.PASS for score in tasks.score])

The run is `custodes run FILE --listen ipc:///tmp/mine`, with `external: alice` in a lineage of its
scenario. Needs pyzmq and msgpack. The messages are described in docs/wire.md.
"""

from __future__ import annotations

import struct
import time
from dataclasses import dataclass, fields
from typing import Callable, Iterator, Optional, Sequence, Set, Tuple, Union

import msgpack
import zmq
from zmq.utils.monitor import recv_monitor_message

VERSION = 2
HELLO, WELCOME, ASK, ANSWER, BYE, REFUSED, END, ACT, SCORES, NEWS = range(1, 11)
_TOLD = 4


class Refused(Exception):
    """The run does not listen to this peer any more: its words."""


class Gone(Exception):
    """The run has not been there for as long as `silence` seconds."""


class _Columns:
    def __len__(self) -> int:
        return len(self.trial)  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Tasks(_Columns):
    """A batch of tasks to review; the columns have an entry for each.

    lineage: of the actor. reports: on tasks of this actor, in earlier rounds of the trial. score: 1
    less the share of honest work that is at least as suspicious. A reviewer with a false positive
    rate of 1 % reports what has 0.99 or more; 0 has no score. cell: of the sweep.
    Where the scenario hides the actor, all bits of actor, lineage and reports are set.
    """

    batch: int
    cell: int
    trial: Tuple[int, ...]
    round: Tuple[int, ...]
    reviewer: Tuple[int, ...]
    actor: Tuple[int, ...]
    lineage: Tuple[int, ...]
    reports: Tuple[int, ...]
    score: Tuple[float, ...]


@dataclass(frozen=True)
class Deeds(_Columns):
    """A batch of tasks on which agents of this peer scheme: do they attack?

    watched: 1 where the agent believes that it is watched.
    """

    batch: int
    cell: int
    trial: Tuple[int, ...]
    round: Tuple[int, ...]
    actor: Tuple[int, ...]
    watched: Tuple[int, ...]


@dataclass(frozen=True)
class News(_Columns):
    """What became of tasks that this peer answered; of deeds reviewer and actor are the same.

    outcome: the sum of FLAGGED, AUDITED, PROVEN (the audit found an attack), OUT (the actor was
    taken out), as far as they hold.
    """

    FLAGGED, AUDITED, PROVEN, OUT = 1, 2, 4, 8

    cell: int
    trial: Tuple[int, ...]
    round: Tuple[int, ...]
    reviewer: Tuple[int, ...]
    actor: Tuple[int, ...]
    outcome: Tuple[int, ...]


_KINDS = {ASK: Tasks, ACT: Deeds, NEWS: News}
_CODES = {"trial": "Q", "lineage": "B", "watched": "B", "outcome": "B", "score": "d"}


class Peer:
    """Speaks with the run at an endpoint under a name of its scenario.

    Where the connection breaks and is made again it says hello again; what it was asked before has
    no answer then, and what is said of it is thrown away.

    role: REVIEWER, ACTOR, or the sum of both. credit: tasks that it takes at once. silence: seconds
    without a word from a run that was there, after which it is taken as gone; None: it waits for
    ever. keys: (public key of the run, own public key, own secret key), each 40 letters, where the
    run has --keys. news: is called with News, once a round is over; None: it is told nothing.
    """

    REVIEWER, ACTOR = 1, 2
    PASS, REPORT, ABSTAIN = 0, 1, 2
    HONEST, ATTACK = 0, 1

    def __init__(self, endpoint: str, name: str, credit: int = 65536,
                 silence: Optional[float] = 60.0,
                 keys: Optional[Tuple[str, str, str]] = None, role: int = REVIEWER,
                 news: Optional[Callable[[News], object]] = None) -> None:
        self.endpoint, self.name, self.credit, self.silence = endpoint, name, credit, silence
        self.news = news
        self.patience = 0.0  # seconds that the run waits for an answer
        self._context = zmq.Context()
        self._socket = self._context.socket(zmq.DEALER)
        self._socket.setsockopt(zmq.LINGER, 1000)
        self._socket.setsockopt(zmq.HEARTBEAT_IVL, 5000)
        self._made = self._socket.get_monitor_socket(zmq.EVENT_HANDSHAKE_SUCCEEDED)
        self._connections = 0
        self._run: Optional[bytes] = None  # its number
        self._hello = (name.encode("ascii"), role | (_TOLD if news else 0), credit)
        self._welcomed = False  # since hello
        self._open: Set[int] = set()  # batches to answer
        self._void: Set[int] = set()  # of before the last hello
        if keys is not None:
            self._socket.curve_serverkey = keys[0].encode("ascii")
            self._socket.curve_publickey = keys[1].encode("ascii")
            self._socket.curve_secretkey = keys[2].encode("ascii")
        self._socket.connect(endpoint)
        self._say_hello()

    def __enter__(self) -> "Peer":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __iter__(self) -> Iterator[Union[Tasks, Deeds]]:
        """Batches as they come, until the run is over; of a mere reviewer or actor of one kind."""
        while True:
            tasks = self.receive()
            if tasks is None:
                return
            yield tasks

    def receive(self) -> Union[Tasks, Deeds, None]:
        """The next batch; None once the run is over."""
        since = time.monotonic()
        poller = zmq.Poller()
        poller.register(self._socket, zmq.POLLIN)
        poller.register(self._made, zmq.POLLIN)
        while True:
            ready = dict(poller.poll(1000))
            if self._made in ready:
                recv_monitor_message(self._made)
                self._connections += 1
                if self._connections > 1:
                    self._say_hello()
            if self._socket not in ready:
                if self.patience > 0 and self.silence is not None and (
                        time.monotonic() - since > self.silence):
                    raise Gone(f"nothing was heard from {self.endpoint} for {self.silence:g} s")
                continue
            message = msgpack.unpackb(self._socket.recv(), raw=True)
            version, kind = message[:2]
            if kind == REFUSED:
                why = message[2].decode("utf-8", "replace")
                # Of what was said before the run knew of the new connection.
                if self._run is None or not why.startswith("stranger: expected hello"):
                    raise Refused(why)
                if self._welcomed:
                    self._say_hello()
                continue
            if version != VERSION:
                raise Refused(f"the run speaks version {version}, this peer version {VERSION}")
            if kind == WELCOME:
                self.patience = message[4] / 1e3
                if self._run not in (None, message[2]):
                    raise Gone(f"another run is at {self.endpoint} now")
                self._run, self._welcomed = message[2], True
            elif kind in (ASK, ACT) and self._welcomed:
                self._open.add(message[2])
                return _read(message)
            elif kind == NEWS and self.news is not None:
                self.news(_read(message))
            elif kind == END:
                self._send(BYE)
                return None

    def answer(self, tasks: Union[Tasks, Deeds], answers: Sequence[int]) -> None:
        """Says PASS, REPORT or ABSTAIN of each task; of each deed HONEST or ATTACK."""
        self._reply(ANSWER, tasks, answers, "B")

    def score(self, tasks: Tasks, scores: Sequence[float]) -> None:
        """Says how suspicious each task is, on the scale of tasks.score; -1 abstains."""
        self._reply(SCORES, tasks, scores, "d")

    def close(self) -> None:
        """Says goodbye, if it is still there."""
        if not self._socket.closed:
            self._socket.disable_monitor()
            self._made.close()
            self._socket.close()
            self._context.term()

    def _reply(self, kind: int, tasks: Union[Tasks, Deeds], said: Sequence, code: str) -> None:
        if len(said) != len(tasks):
            raise ValueError(f"expected {len(tasks)} answers, found {len(said)}")
        if tasks.batch in self._void:
            self._void.discard(tasks.batch)
            return
        self._open.discard(tasks.batch)
        self._send(kind, tasks.batch, struct.pack(f"<{len(said)}{code}", *said))

    def _say_hello(self) -> None:
        self._welcomed = False
        self._void |= self._open
        self._open.clear()
        self._send(HELLO, *self._hello)

    def _send(self, *elements: object) -> None:
        self._socket.send(msgpack.packb([VERSION, *elements], use_bin_type=True))


def _read(message: Sequence) -> Union[Tasks, Deeds, News]:
    kind = _KINDS[message[1]]
    elements = []
    for field, element in zip(fields(kind), message[2:]):
        if isinstance(element, bytes):
            code = _CODES.get(field.name, "I")
            element = struct.unpack(f"<{len(element) // struct.calcsize('<' + code)}{code}", element)
        elements.append(element)
    return kind(*elements)
