# SPDX-License-Identifier: MIT
"""The peer: its messages are the files of docs/wire, and what it does with those of a run."""

import json

import pytest

from conftest import ROOT

zmq = pytest.importorskip("zmq")
msgpack = pytest.importorskip("msgpack")
from custodes import peer as wire  # noqa: E402  (needs both)

WIRE = ROOT / "docs" / "wire"
INDEX = json.loads((WIRE / "index.json").read_text())
FROM = {sender: [entry for entry in INDEX if entry["sender"] == sender]
        for sender in ("run", "peer")}


def name_of(entry):
    return entry["file"]


def bytes_of(name):
    return (WIRE / name).read_bytes()


class Run:
    """The other side: a ROUTER that says what it is told to."""

    def __init__(self, folder):
        self.endpoint = f"ipc://{folder}/door"
        self.context = zmq.Context()
        self.socket = self.context.socket(zmq.ROUTER)
        self.socket.setsockopt(zmq.LINGER, 0)
        self.socket.bind(self.endpoint)
        self.peer = None

    def hear(self):
        assert self.socket.poll(10000) != 0
        self.peer, message = self.socket.recv_multipart()
        return message

    def say(self, message):
        self.socket.send_multipart([self.peer, message])


@pytest.fixture
def run(tmp_path):
    of = Run(tmp_path)
    yield of
    of.socket.close()
    of.context.term()


@pytest.fixture
def alice(run):
    with wire.Peer(run.endpoint, "alice", credit=256) as peer:
        assert run.hear() == bytes_of("peers/hello.msgpack")
        yield peer


@pytest.mark.parametrize("entry", [e for e in FROM["run"] if "trial" in e], ids=name_of)
def test_batches_are_read(entry):
    read = wire._read(msgpack.unpackb(bytes_of(entry["file"]), raw=True))
    assert isinstance(read, {3: wire.Tasks, 8: wire.Deeds, 10: wire.News}[entry["kind"]])
    assert len(read) == len(entry["trial"])
    values = {key: value for key, value in entry.items()
              if key not in ("file", "sender", "version", "kind")}
    assert {key: list(value) if isinstance(value, tuple) else value
            for key, value in vars(read).items()} == values


def test_hello_says_all_roles(run):
    both = wire.Peer.REVIEWER | wire.Peer.ACTOR
    with wire.Peer(run.endpoint, "bob", credit=2**20, role=both, news=print):
        assert run.hear() == bytes_of("peers/hello-all.msgpack")


def test_a_course(run, alice):
    run.say(bytes_of("peers/welcome.msgpack"))
    run.say(bytes_of("peers/ask.msgpack"))
    tasks = alice.receive()
    assert alice.patience == 10.0
    alice.answer(tasks, [alice.PASS, alice.REPORT, alice.ABSTAIN])
    assert run.hear() == bytes_of("peers/answer.msgpack")
    alice.score(tasks, [0.25, 1, -1])
    assert run.hear() == bytes_of("peers/scores.msgpack")
    for wrong in ([0, 1], [0, 1, 2, 0]):
        with pytest.raises(ValueError, match="expected 3 answers, found"):
            alice.answer(tasks, wrong)
    run.say(bytes_of("peers/act.msgpack"))
    alice.answer(alice.receive(), [False, True])
    assert run.hear() == bytes_of("peers/answer-act.msgpack")
    run.say(bytes_of("peers/end.msgpack"))
    assert alice.receive() is None
    assert run.hear() == bytes_of("peers/bye.msgpack")


def test_news_comes_between_batches(run, alice):
    heard = []
    for _ in range(2):  # without a listener it is passed over
        run.say(bytes_of("peers/news.msgpack"))
        run.say(bytes_of("peers/end.msgpack"))
        assert alice.receive() is None
        alice.news = heard.append
    assert len(heard) == 1
    news = heard[0]
    assert (news.cell, news.outcome[2]) == (1, news.FLAGGED | news.AUDITED | news.PROVEN | news.OUT)


def test_a_kind_that_is_new_is_passed_over(run, alice):
    run.say(msgpack.packb([wire.VERSION, 99, [1]]))
    run.say(bytes_of("peers/end.msgpack"))
    assert list(alice) == []


def test_refused(run, alice):
    run.say(bytes_of("peers/refused.msgpack"))
    with pytest.raises(wire.Refused, match="a peer of this name is here already"):
        alice.receive()


def test_another_version(run, alice):
    run.say(msgpack.packb([9, 6, b"version: expected 9, found 2"]))
    with pytest.raises(wire.Refused, match="^version: expected 9, found 2$"):
        alice.receive()
    run.say(msgpack.packb([9, 2, b"", 1]))
    with pytest.raises(wire.Refused, match="the run speaks version 9, this peer version 2"):
        alice.receive()


def test_a_run_that_is_gone(run, alice):
    alice.silence = 0.1
    run.say(bytes_of("peers/welcome.msgpack"))
    with pytest.raises(wire.Gone, match="for 0.1 s"):
        alice.receive()
