#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The model over ZeroMQ from Python: a thread acts and sends columns, a thread reviews and counts.

A message is a round: a msgpack map whose columns are NumPy's bytes.
"""
import threading
import time

import msgpack
import numpy as np
import zmq

import peer

AHEAD = 4  # messages that may wait at either end


class Pipe(peer.Peer):
    def __init__(self, spec):
        super().__init__(spec, np.zeros(spec.agents, np.int64), np.zeros(spec.agents, np.int64))
        actors, monitors = np.random.SeedSequence(spec.seed).spawn(2)
        self.actor_rng = np.random.Generator(np.random.SFC64(actors))
        self.monitor_rng = np.random.Generator(np.random.SFC64(monitors))
        self.threshold = np.float32(spec.score_threshold())
        self.shift = np.float32(spec.score_shift())

    def act(self, socket, go_on):
        n = self.spec.agents
        rng = self.actor_rng
        while go_on():
            attack = rng.random(n, dtype=np.float32) < self.spec.p
            score = rng.standard_normal(n, dtype=np.float32)
            score[attack] += self.shift
            message = msgpack.packb({"attack": attack.tobytes(), "score": score.tobytes()})
            socket.send(message, copy=False)
        socket.send(b"")
        socket.close()

    def review(self, message):
        n = self.spec.agents
        rng = self.monitor_rng
        columns = msgpack.unpackb(message)
        attack = np.frombuffer(columns["attack"], bool)
        flagged = np.frombuffer(columns["score"], np.float32) > self.threshold
        attacks = np.flatnonzero(attack)
        colluders = attacks[rng.random(attacks.size) < self.spec.p]
        flagged[colluders] = False
        agents = np.flatnonzero(flagged)
        monitors = rng.integers(0, n - 1, agents.size)
        monitors += monitors >= agents
        self.flags[agents] += 1
        np.add.at(self.reports, monitors, 1)
        caught = np.count_nonzero(attack[agents])
        self.tasks += n
        self.attacks += attacks.size
        self.caught += caught
        self.colluded += colluders.size
        self.false_flags += agents.size - caught

    def run(self, go_on):
        with zmq.Context() as context:
            outward = context.socket(zmq.PUSH)
            inward = context.socket(zmq.PULL)
            outward.sndhwm = inward.rcvhwm = AHEAD
            inward.bind("inproc://tasks")
            outward.connect("inproc://tasks")
            actor = threading.Thread(target=self.act, args=(outward, go_on))
            actor.start()
            while len(message := inward.recv(copy=False).buffer) > 0:
                self.review(message)
            actor.join()
            inward.close()

    def run_tasks(self, tasks):
        rounds = iter(range(-(-tasks // self.spec.agents)))
        self.run(lambda: next(rounds, None) is not None)

    def run_until(self, deadline):
        self.run(lambda: time.perf_counter() < deadline)


if __name__ == "__main__":
    peer.main("pyzmq", Pipe, peer.arguments(__doc__.splitlines()[0]), (4096, 16384, 65536, 262144),
              1 << 21)
