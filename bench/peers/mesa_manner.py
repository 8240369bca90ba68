#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The model in the manner of Mesa: agents with a step, shuffled activation, a collector.

Mesa itself is not in Debian. Its agent set, scheduler and data collector do more than these do, so
that this is quicker than Mesa would be.
"""
import random

import peer


class ReviewAgent:
    __slots__ = ("unique_id", "model", "flags", "reports")

    def __init__(self, unique_id, model):
        self.unique_id = unique_id
        self.model = model
        self.flags = 0
        self.reports = 0

    def step(self):
        model = self.model
        rng = model.random
        attack = rng.random() < model.spec.p
        if attack:
            model.attacks += 1
            if rng.random() < model.spec.p:
                model.colluded += 1
                return
        if rng.random() < (peer.RECALL if attack else model.spec.a):
            self.flags += 1
            self.other().report(attack)

    def other(self):
        place = int(self.model.random.random() * (self.model.spec.agents - 1))
        return self.model.agents[place + (place >= self.unique_id)]

    def report(self, attack):
        self.reports += 1
        if attack:
            self.model.caught += 1
        else:
            self.model.false_flags += 1


class Collector:
    """Model-level reporters, one value of each a step."""

    def __init__(self, *names):
        self.values = {name: [] for name in names}

    def collect(self, model):
        for name, values in self.values.items():
            values.append(getattr(model, name))


class ReviewModel(peer.Peer):
    def __init__(self, spec):
        super().__init__(spec, [], [])
        self.random = random.Random(spec.seed)
        self.agents = [ReviewAgent(i, self) for i in range(spec.agents)]
        self.order = list(self.agents)
        self.collector = Collector("attacks", "caught", "colluded", "false_flags")

    def round(self):
        """A step of the model."""
        self.random.shuffle(self.order)
        for agent in self.order:
            agent.step()
        self.tasks += self.spec.agents
        self.collector.collect(self)

    def finish(self):
        self.flags = [agent.flags for agent in self.agents]
        self.reports = [agent.reports for agent in self.agents]


if __name__ == "__main__":
    peer.main("mesa_manner", ReviewModel, peer.arguments(__doc__.splitlines()[0]), (1000,), 1 << 16)
