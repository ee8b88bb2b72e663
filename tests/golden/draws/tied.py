"""Tables of few values and many equal rows: what is near, good or frequent is so for many rows alike."""

import math

import numpy as np
from data import Table, matrix


def whole(array):
    """Whether the numbers' distances are exact: halves of whole numbers, not too large."""
    twice = 2 * array
    return bool((np.isnan(array) | (twice == np.round(twice)) & (np.abs(array) < 2**20)).all())


def _numbers(chance, wide):
    rng = chance.rng
    n = int(rng.choice([8, 10, 12, 20, 30, 40], p=[0.15, 0.2, 0.2, 0.2, 0.15, 0.1]))
    p = int(rng.integers(16, 20)) if wide else int(rng.integers(1, 6))
    X = rng.integers(0, int(rng.integers(2, 6)), (n, p)).astype(float)
    if chance.often(0.5):
        again = rng.random(n) < 0.4
        X[again] = X[rng.integers(0, n, again.sum())]
    return X * rng.choice([1.0, 0.5, 10.0, -2.0], p=[0.7, 0.1, 0.1, 0.1])


def _words(column):
    return ["abcdef"[int(abs(v)) % 6] for v in column]


def tied_table(chance, task, texts=False, missing=0.0, wide=0.0, positive=False):
    """(table, y). texts: of words alone. missing, wide: how often some cells are missing, how often it has more than 15 columns."""
    rng = chance.rng
    X = _numbers(chance, chance.often(wide))
    n = len(X)
    if positive:
        X = np.abs(X)
    if chance.often(missing):
        X[rng.random(X.shape) < chance.one([0.1, 0.25])] = math.nan
    table = matrix(X)
    if texts:
        table = Table([(c, _words(np.nan_to_num(v))) for c, v in zip(table.names, table.columns)])
    if task == "regression":
        y = np.arange(n) if chance.often(0.3) else rng.integers(0, 10, n)
        return table, y.tolist()
    y = rng.integers(0, int(rng.integers(2, 4)), n)
    return table, [["no", "yes", "perhaps"][v] for v in y] if chance.often(0.3) else y.tolist()
