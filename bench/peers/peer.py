# SPDX-License-Identifier: MIT
"""What the peers in Python share: arguments, warm-up, the timed run, and the line they print.

A peer is PEER --p P --a A [--seconds S] [--agents N]. Its line is of pairs "key value"; what they
mean is in bench/peers/peers.h. Needs no package, so that it burdens no peer.
"""
import argparse
import math
import statistics
import time

RECALL = 0.9  # an attack is flagged with this probability by an honest monitor
SEEDS = {"warm": 1, "tune": 2, "timed": 3}
MASK = 2**64 - 1


class Spec:
    """The model: rates, the size of the population, and what follows from them."""

    def __init__(self, p, a, agents, seed):
        self.p = p
        self.a = a
        self.agents = agents
        self.seed = seed

    def score_threshold(self):
        """Above it a score of honest work, a standard normal, is with probability a."""
        return statistics.NormalDist().inv_cdf(1.0 - self.a)

    def score_shift(self):
        """The mean of an attack's score, for it to be above the threshold with RECALL."""
        return self.score_threshold() + statistics.NormalDist().inv_cdf(RECALL)


class Peer:
    """Counts, tallies, and how long to go on. A peer adds round()."""

    def __init__(self, spec, flags, reports):
        self.spec = spec
        self.tasks = 0
        self.attacks = 0
        self.caught = 0
        self.colluded = 0
        self.false_flags = 0
        self.flags = flags  # by agent
        self.reports = reports  # by monitor

    def round(self):
        raise NotImplementedError

    def finish(self):
        """Brings the tallies up to date, for a peer that puts them off."""

    def run_tasks(self, tasks):
        while self.tasks < tasks:
            self.round()
        self.finish()

    def run_until(self, deadline):
        while time.perf_counter() < deadline:
            self.round()
        self.finish()

    def hash(self):
        """As peer_hash in bench/peers/peer_line.c."""
        counts = [self.tasks, self.attacks, self.caught, self.attacks - self.caught,
                  self.colluded, self.false_flags]
        for tally in (self.flags, self.reports):
            counts.append(sum((i + 1) * int(x) for i, x in enumerate(tally)))
        value = 1
        for count in counts:
            value = ((value ^ (count & MASK)) * 0x9E3779B97F4A7C15) & MASK
            value ^= value >> 29
        return value

    def check(self):
        flagged = self.caught + self.false_flags
        assert sum(map(int, self.flags)) == flagged, "a flag is not in the tally of agents"
        assert sum(map(int, self.reports)) == flagged, "a flag is not in the tally of monitors"


def timed(make, spec, seconds):
    peer = make(spec)
    start = time.perf_counter()
    peer.run_until(start + seconds)
    return peer, time.perf_counter() - start


def best_size(make, args, sizes):
    """The size at which this peer is quickest on this machine: its users would look for it too."""
    def rate(agents):
        peer, seconds = timed(make, Spec(args.p, args.a, agents, SEEDS["tune"]), 0.04)
        return peer.tasks / seconds
    return max(sizes, key=rate)


def arguments(description, variants=None):
    parser = argparse.ArgumentParser(description=description)
    if variants is not None:
        parser.add_argument("--variant", choices=sorted(variants), required=True)
    parser.add_argument("--p", type=float, required=True, help="rate of scheming")
    parser.add_argument("--a", type=float, required=True, help="rate of false flags")
    parser.add_argument("--seconds", type=float, default=0.3)
    parser.add_argument("--agents", type=int, default=0, help="0: the quickest of a few sizes")
    args = parser.parse_args()
    if not (0.0 < args.p < 1.0 and 0.0 < args.a < 1.0 and args.p + args.a < 1.0):
        parser.error("expected p and a above 0, and p + a below 1")
    if not (math.isfinite(args.seconds) and args.seconds >= 0.0 and args.agents != 1):
        parser.error("expected seconds, and two agents or more")
    return args


def main(name, make, args, sizes, warm_tasks):
    """Runs make(spec), a Peer: first a fixed number of tasks, whose hash is that of the line."""
    warm = make(Spec(args.p, args.a, args.agents or sizes[0], SEEDS["warm"]))
    warm.run_tasks(warm_tasks)
    warm.check()
    agents = args.agents or (best_size(make, args, sizes) if len(sizes) > 1 else sizes[0])
    peer, seconds = timed(make, Spec(args.p, args.a, agents, SEEDS["timed"]), args.seconds)
    peer.check()
    print(f"name {name} p {args.p:g} a {args.a:g} tasks {peer.tasks} seconds {seconds:.6f}"
          f" rate {peer.tasks / seconds:.6g} attacks {peer.attacks} caught {peer.caught}"
          f" missed {peer.attacks - peer.caught} colluded {peer.colluded}"
          f" false_flags {peer.false_flags} agents {agents} hash {warm.hash():016x}")
