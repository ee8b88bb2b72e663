"""What a draw takes its choices from: a function of whose case it is and of its number, and of nothing else."""

import copy
import hashlib

import numpy as np


def number_of(text):
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "little")


class Chance:
    def __init__(self, *of):
        self.of = "/".join(map(str, of))
        self.rng = np.random.default_rng(number_of(self.of))
        self._picked = 0

    def often(self, p):
        return self.rng.random() < p

    def one(self, values):
        """One of values that belong together, as those of a parameter: one more of them may move any draw."""
        return copy.deepcopy(values[int(self.rng.integers(len(values)))])

    def pick(self, names, what=""):
        """One of a list of names that grows: a new name moves those draws alone that take it. A name that stands
        there twice is taken twice as often."""
        self._picked += 1
        place = f"{self.of}/{what}/{self._picked}"
        times = {}
        best, chosen = -1, None
        for name in names:
            times[name] = times.get(name, 0) + 1
            rank = number_of(f"{place}/{name}/{times[name]}")
            if rank > best:
                best, chosen = rank, name
        return chosen
