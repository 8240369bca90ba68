#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The model as SimPy processes: an agent holds for the time of a task, then is reviewed.

Debian has SimPy 2, whose processes are activated and yield what they wait for.
"""
import random
import time

from SimPy.Simulation import Process, Simulation, hold

import peer


class Agent(Process):
    def __init__(self, number, peers):
        super().__init__(name=str(number), sim=peers.simulation)
        self.number = number
        self.peers = peers

    def work(self):
        peers = self.peers
        uniform = peers.random.random
        rate, false_rate = peers.spec.p, peers.spec.a
        while True:
            yield hold, self, 1.0
            peers.tasks += 1
            attack = uniform() < rate
            if attack:
                peers.attacks += 1
                if uniform() < rate:
                    peers.colluded += 1
                    continue
            if uniform() < (peer.RECALL if attack else false_rate):
                peers.report(self.number, attack)


class Clock(Process):
    """Ends the simulation once real time is over: it looks once in a while, as a round passes."""

    def watch(self, deadline):
        while time.perf_counter() < deadline:
            yield hold, self, 0.25
        self.sim.stopSimulation()


class Peers(peer.Peer):
    def __init__(self, spec):
        super().__init__(spec, [0] * spec.agents, [0] * spec.agents)
        self.random = random.Random(spec.seed)
        self.simulation = Simulation()
        self.simulation.initialize()
        for number in range(spec.agents):
            agent = Agent(number, self)
            self.simulation.activate(agent, agent.work(), at=self.random.random())

    def report(self, number, attack):
        monitor = int(self.random.random() * (self.spec.agents - 1))
        monitor += monitor >= number
        self.flags[number] += 1
        self.reports[monitor] += 1
        if attack:
            self.caught += 1
        else:
            self.false_flags += 1

    def run_tasks(self, tasks):
        self.simulation.simulate(until=tasks / self.spec.agents)

    def run_until(self, deadline):
        clock = Clock(sim=self.simulation)
        self.simulation.activate(clock, clock.watch(deadline))
        self.simulation.simulate(until=1e12)


if __name__ == "__main__":
    peer.main("simpy", Peers, peer.arguments(__doc__.splitlines()[0]), (1000,), 1 << 15)
