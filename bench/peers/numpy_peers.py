#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The model in NumPy: as users write it, and as far as its experts get.

plain      float64, one array a random variable, scores as normals, boolean masks
float32    one float32 a task, SFC64, buffers that are kept
uint16     16-bit integers, one array for actors and one for monitors, and thresholds
columns16  16 random bits a task for the actors and 16 for the monitors, each compared with a
           threshold that is rounded up; the few tasks below it get 53 bits more, so that the rates
           are exact and not the threshold's
threshold16, threshold8
           one number of 16 or 8 bits a task decides all, actor and monitor, in the same way
events     the gaps between tasks on which something happens, many rounds at a time
flags      the same for flagged tasks alone, with binomial numbers of the other attacks
"""
import numpy as np

import peer


class Plain(peer.Peer):
    sizes = (4096, 16384, 65536, 262144)
    warm_tasks = 1 << 20

    def __init__(self, spec):
        super().__init__(spec, np.zeros(spec.agents, np.int64), np.zeros(spec.agents, np.int64))
        self.rng = np.random.default_rng(spec.seed)
        self.threshold = spec.score_threshold()
        self.shift = spec.score_shift()

    def round(self):
        n = self.spec.agents
        attack = self.rng.random(n) < self.spec.p
        monitor_schemes = self.rng.random(n) < self.spec.p
        score = self.rng.standard_normal(n) + self.shift * attack
        colluded = attack & monitor_schemes
        flagged = (score > self.threshold) & ~colluded
        agents = np.flatnonzero(flagged)
        monitors = self.rng.integers(0, n - 1, agents.size)
        monitors += monitors >= agents
        np.add.at(self.flags, agents, 1)
        np.add.at(self.reports, monitors, 1)
        caught = np.count_nonzero(flagged & attack)
        self.tasks += n
        self.attacks += np.count_nonzero(attack)
        self.caught += caught
        self.colluded += np.count_nonzero(colluded)
        self.false_flags += agents.size - caught


class Uint16(peer.Peer):
    """Integers below a threshold that is rounded down, and some of those at it."""
    sizes = (4096, 16384, 65536, 262144)
    warm_tasks = 1 << 22

    def __init__(self, spec):
        super().__init__(spec, np.zeros(spec.agents, np.int64), np.zeros(spec.agents, np.int64))
        self.rng = np.random.Generator(np.random.SFC64(spec.seed))

    def below(self, numbers, rate):
        threshold = int(rate * 65536.0)
        found = numbers < threshold
        at = np.flatnonzero(numbers == threshold)
        found[at] = self.rng.random(at.size) < rate * 65536.0 - threshold
        return found

    def round(self):
        n = self.spec.agents
        attack = self.below(self.rng.integers(0, 65536, n, dtype=np.uint16), self.spec.p)
        scores = self.rng.integers(0, 65536, n, dtype=np.uint16)
        flagged = self.below(scores, self.spec.a)
        attacks = np.flatnonzero(attack)
        colluded = self.rng.random(attacks.size) < self.spec.p
        flagged[attacks] = self.below(scores[attacks], peer.RECALL) & ~colluded
        agents = np.flatnonzero(flagged)
        monitors = self.rng.integers(0, n - 1, agents.size)
        monitors += monitors >= agents
        self.flags += np.bincount(agents, minlength=n)
        self.reports += np.bincount(monitors, minlength=n)
        caught = int(np.count_nonzero(flagged[attacks]))
        self.tasks += n
        self.attacks += attacks.size
        self.caught += caught
        self.colluded += int(np.count_nonzero(colluded))
        self.false_flags += agents.size - caught


class Sliced(peer.Peer):
    """One uniform number a task decides all: [0, q) is cut into missed, colluded, caught and false
    flag, and above q nothing happens. So only numbers below q have to be looked at."""
    PENDING = 1 << 16

    def __init__(self, spec):
        super().__init__(spec, np.zeros(spec.agents, np.int64), np.zeros(spec.agents, np.int64))
        p, a = spec.p, spec.a
        self.rng = np.random.Generator(np.random.SFC64(spec.seed))
        self.missed_end = p * (1.0 - p) * (1.0 - peer.RECALL)
        self.colluded_end = self.missed_end + p * p
        self.attacks_end = p
        self.events_end = p + (1.0 - p) * a
        self.pending = []
        self.pending_size = 0

    def tally(self, agents, numbers):
        """Of tasks on which something happens: their agents, and their numbers in [0, q)."""
        missed = np.count_nonzero(numbers < self.missed_end)
        flagged = numbers >= self.colluded_end
        attacks = np.count_nonzero(numbers < self.attacks_end)
        flags = np.count_nonzero(flagged)
        self.attacks += attacks
        self.caught += attacks - (numbers.size - flags)
        self.colluded += numbers.size - flags - missed
        self.false_flags += numbers.size - attacks
        self.pending.append(agents[flagged])
        self.pending_size += flags
        if self.pending_size >= self.PENDING:
            self.finish()

    def finish(self):
        """Draws the monitors. The tallies are whole arrays, so they are added to for many flags."""
        if not self.pending:
            return
        n = self.spec.agents
        agents = np.concatenate(self.pending) if len(self.pending) > 1 else self.pending[0]
        narrow = np.uint16 if n <= 1 << 16 else np.uint32
        monitors = self.rng.integers(0, n - 1, agents.size, dtype=narrow)
        monitors = monitors + (monitors >= agents)
        self.flags += np.bincount(agents, minlength=n)
        self.reports += np.bincount(monitors, minlength=n)
        self.pending.clear()
        self.pending_size = 0


class Float32(Sliced):
    """A float32 has 24 bits, and a slice may be narrower than their step of 6e-8 (that of collusion
    is p squared): the few numbers below the end get 53 bits more."""
    sizes = (4096, 16384, 65536, 262144)
    warm_tasks = 1 << 22
    STEP = 2.0**-24

    def __init__(self, spec):
        super().__init__(spec)
        self.numbers = np.empty(spec.agents, np.float32)
        self.below = np.empty(spec.agents, bool)
        self.end = np.float32(np.ceil(self.events_end / self.STEP) * self.STEP)

    def round(self):
        self.rng.random(dtype=np.float32, out=self.numbers)
        np.less(self.numbers, self.end, out=self.below)
        agents = np.flatnonzero(self.below)
        exact = self.numbers[agents] + self.rng.random(agents.size) * self.STEP
        events = exact < self.events_end
        self.tasks += self.spec.agents
        self.tally(agents[events], exact[events])


class Column:
    """A random number of few bits for each task, and the tasks at which it is below a rate.
    random_raw gives 64 bits at a time in half the time that integers() takes."""

    def __init__(self, rng, size, rate, bits):
        if size % 8 != 0:
            raise SystemExit("expected a number of agents that 8 divides")
        self.rng = rng
        self.rate = rate
        self.bits = bits
        self.range = 2.0 ** (8 * np.dtype(bits).itemsize)
        self.words = size * np.dtype(bits).itemsize // 8
        self.threshold = min(int(np.ceil(rate * self.range)), int(self.range) - 1)
        self.below = np.empty(size, bool)
        self.eights = self.below.view(np.uint64)
        self.rare = self.threshold < 0.005 * self.range
        self.numbers = None

    def candidates(self):
        if not self.rare:
            return np.flatnonzero(self.below)
        eights = np.flatnonzero(self.eights != 0)
        inner = np.flatnonzero(self.eights[eights].view(bool))
        return 8 * eights[inner >> 3] + (inner & 7)

    def exact(self, tasks):
        """The numbers of these tasks in [0, 1), with 53 bits more."""
        return (self.numbers[tasks] + self.rng.random(tasks.size)) * (1.0 / self.range)

    def draw(self):
        """Tasks at which the number is below the rate, and their numbers."""
        self.numbers = self.rng.bit_generator.random_raw(self.words).view(self.bits)
        np.less(self.numbers, self.bits(self.threshold), out=self.below)
        tasks = self.candidates()
        exact = self.exact(tasks)
        events = exact < self.rate
        return tasks[events], exact[events]


class Columns16(Sliced):
    """Who schemes and whom a monitor would flag are two columns. Attacks are few, and looked at one
    by one: what their monitors' numbers are, and whether these scheme."""
    sizes = (4096, 16384, 65536, 262144)
    warm_tasks = 1 << 22

    def __init__(self, spec):
        super().__init__(spec)
        self.actors = Column(self.rng, spec.agents, spec.p, np.uint16)
        self.monitors = Column(self.rng, spec.agents, spec.a, np.uint16)
        self.attacked = np.zeros(spec.agents, bool)

    def round(self):
        attacks, _ = self.actors.draw()
        flagged, _ = self.monitors.draw()
        self.attacked[attacks] = True
        false_flags = flagged[~self.attacked[flagged]]
        self.attacked[attacks] = False
        colluded = self.rng.random(attacks.size) < self.spec.p
        caught = attacks[(self.monitors.exact(attacks) < peer.RECALL) & ~colluded]
        self.tasks += self.spec.agents
        self.attacks += attacks.size
        self.caught += caught.size
        self.colluded += np.count_nonzero(colluded)
        self.false_flags += false_flags.size
        self.pending += (caught, false_flags)
        self.pending_size += caught.size + false_flags.size
        if self.pending_size >= self.PENDING:
            self.finish()


class Threshold(Sliced):
    sizes = (4096, 16384, 65536, 262144)
    warm_tasks = 1 << 23
    bits = np.uint16

    def __init__(self, spec):
        super().__init__(spec)
        self.column = Column(self.rng, spec.agents, self.events_end, self.bits)

    def round(self):
        agents, numbers = self.column.draw()
        self.tasks += self.spec.agents
        self.tally(agents, numbers)


class Threshold8(Threshold):
    bits = np.uint8


class Events(Sliced):
    """Gaps are geometric, which an exponential rounded up is, exactly; a block that is cut off
    between two events may start anew, for such gaps have no memory."""
    sizes = (4096,)
    warm_tasks = 1 << 24
    PENDING = 0
    EVENTS = 8000  # a block: enough for the calls to cost little, few enough for the caches

    def __init__(self, spec):
        super().__init__(spec)
        rate = self.listed_rate()
        rounds = max(1, round(self.EVENTS / (rate * spec.agents)))
        self.block = rounds * spec.agents
        self.draws = int(rate * self.block + 8.0 * (rate * self.block) ** 0.5 + 8.0)
        self.scale = -1.0 / np.log1p(-rate)
        self.gaps = np.empty(self.draws)
        self.places = np.empty(self.draws, np.int64)

    def listed_rate(self):
        return self.events_end

    def next_agents(self):
        """The agents of the listed tasks of the next block."""
        self.rng.standard_exponential(out=self.gaps)
        np.multiply(self.gaps, self.scale, out=self.gaps)
        np.copyto(self.places, self.gaps, casting="unsafe")
        self.places += 1
        self.places[0] -= 1
        places = np.cumsum(self.places, out=self.places)
        count = int(places.searchsorted(self.block))
        if count == self.draws:
            raise SystemExit("a block has more events than could be: 8 standard deviations")
        n = self.spec.agents
        self.tasks += self.block
        return places[:count] & (n - 1) if n & (n - 1) == 0 else places[:count] % n

    def round(self):
        agents = self.next_agents()
        # 32 bits: the narrowest slice, p * p / q of them, is some 4e4 steps wide at p = 1e-4.
        words = self.rng.bit_generator.random_raw((agents.size + 1) // 2).view(np.uint32)
        self.tally(agents, words[:agents.size] * (self.events_end / 2.0**32))


class Flags(Events):
    """Only tasks that are flagged are listed; attacks that are not need no agent, so that how many
    they are is a binomial number a block."""

    def listed_rate(self):
        return self.events_end - self.colluded_end

    def round(self):
        agents = self.next_agents()
        others = self.block - agents.size
        share = self.missed_end / (1.0 - self.listed_rate())
        missed = int(self.rng.binomial(others, share))
        share = self.spec.p**2 / (1.0 - self.listed_rate() - self.missed_end)
        colluded = int(self.rng.binomial(others - missed, share))
        share = (self.attacks_end - self.colluded_end) / self.listed_rate()
        caught = int(self.rng.binomial(agents.size, share))
        self.attacks += missed + colluded + caught
        self.caught += caught
        self.colluded += colluded
        self.false_flags += agents.size - caught
        self.pending.append(agents)
        self.finish()


VARIANTS = {"plain": Plain, "uint16": Uint16, "float32": Float32, "columns16": Columns16, "threshold16": Threshold,
            "threshold8": Threshold8, "events": Events, "flags": Flags}

if __name__ == "__main__":
    ARGS = peer.arguments(__doc__.splitlines()[0], VARIANTS)
    MAKE = VARIANTS[ARGS.variant]
    peer.main("numpy_" + ARGS.variant, MAKE, ARGS, MAKE.sizes, MAKE.warm_tasks)
