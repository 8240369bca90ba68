#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Agents that report each other, in the manner of Mesa: each has a word with a weight, and may go.

Three others look at every task and report its actor, unless they scheme with it. Reports that weigh
REPORTS have it investigated: caught, it is out; else those who reported it lose half of their
weight, which comes back slowly. A trial is ROUNDS long; work that is lost counts as planned.
"""
import random
import time

import peer

ROUNDS = 1000
REVIEWERS = 3
REPORTS = 2.0
RHO = 0.05  # of actors and reviewers that scheme: the beta law
PENALTY = 0.5
RECOVER = 0.05


class ReportingAgent:
    __slots__ = ("model", "number", "place", "attack", "weight", "accused", "against")

    def __init__(self, model, number):
        self.model = model
        self.number = number
        self.place = number
        self.weight = 1.0
        self.accused = 0.0
        self.against = []

    def step(self):
        model = self.model
        self.attack = model.random.random() < model.spec.p
        schemes = model.share_of_schemers(self.attack)
        for reviewer in model.crew(self):
            if reviewer.reports(self.attack, schemes):
                self.accused += reviewer.weight
                self.against.append(reviewer)
                model.reported[self] = None

    def reports(self, attack, schemes):
        model = self.model
        rng = model.random
        if rng.random() < (peer.RECALL if attack else model.spec.a) and rng.random() >= schemes:
            model.reports[self.number] += 1
            return True
        return False

    def close(self):
        if not self.attack:
            for reviewer in self.against:
                reviewer.weight *= PENALTY
        self.against.clear()
        self.accused = 0.0


class ReportingModel(peer.Peer):
    def __init__(self, spec):
        super().__init__(spec, [0] * spec.agents, [0] * spec.agents)
        self.random = random.Random(spec.seed)
        self.begin()

    def begin(self):
        self.agents = [ReportingAgent(self, i) for i in range(self.spec.agents)]
        self.active = list(self.agents)
        self.reported = {}
        self.rounds = 0

    def share_of_schemers(self, attack):
        """P(a reviewer schemes), given what its actor does."""
        p = self.spec.p
        if not attack:
            return p * (1.0 - RHO)
        self.attacks += 1
        return self.random.betavariate(p * (1.0 / RHO - 1.0) + 1.0, (1.0 - p) * (1.0 / RHO - 1.0))

    def crew(self, actor):
        """Distinct others, all where they are few."""
        active = self.active
        others = len(active) - 1
        if others <= REVIEWERS:
            return [agent for agent in active if agent is not actor]
        drawn = []
        while len(drawn) < REVIEWERS:
            place = int(self.random.random() * others)
            reviewer = active[place + (place >= actor.place)]
            if reviewer not in drawn:
                drawn.append(reviewer)
        return drawn

    def investigate(self):
        caught = []
        for agent in self.reported:
            if agent.accused >= REPORTS:
                self.flags[agent.number] += 1
                self.false_flags += not agent.attack
                if agent.attack:
                    self.caught += 1
                    caught.append(agent)
                agent.close()
        self.reported.clear()
        if caught:
            self.active = [agent for agent in self.active if agent not in caught]
            for place, agent in enumerate(self.active):
                agent.place = place

    def round(self):
        """A step of the model."""
        if self.rounds == ROUNDS:
            self.begin()
        order = list(self.active)
        self.random.shuffle(order)
        for agent in order:
            agent.step()
        self.investigate()
        for agent in self.agents:
            if agent.weight < 1.0:
                agent.weight += RECOVER * (1.0 - agent.weight)
        self.rounds += 1
        self.tasks += self.spec.agents

    def run_until(self, deadline):
        """Whole trials: there is less to do in their late rounds."""
        over = False
        while not over:
            self.round()
            over = self.rounds == ROUNDS and time.perf_counter() >= deadline

    def check(self):
        flagged = self.caught + self.false_flags
        assert sum(self.flags) == flagged, "an investigation is not in the tally of agents"
        assert sum(self.reports) >= REPORTS * flagged, "there was one without its reports"


if __name__ == "__main__":
    peer.main("mesa_memory", ReportingModel, peer.arguments(__doc__.splitlines()[0]), (1000,),
              1 << 15)
