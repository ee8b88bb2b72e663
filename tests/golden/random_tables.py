"""The data sets that random pipelines are drawn over: the playground's five, and those made here to be awkward."""

import math

import numpy as np
from data import Table, dataset, matrix
from sklearn.datasets import make_classification, make_friedman1, make_regression

_tables = {}


def _column(values, missing=()):
    return [math.nan if i in missing else float(v) for i, v in enumerate(values)]


def made():
    """{name: (table, target, task)}; numbers have few digits, so that the stored text is short."""
    out = {}
    X, y = make_classification(
        200, 8, n_informative=4, n_redundant=2, n_classes=3, weights=[0.8, 0.15, 0.05], class_sep=1.2, random_state=11
    )
    out["imbalanced"] = (
        matrix(np.round(X, 4)),
        ["common" if v == 0 else "rare" if v == 1 else "seldom" for v in y],
        "classification",
    )

    X, y = make_friedman1(160, 7, noise=0.5, random_state=5)
    out["friedman"] = (matrix(np.round(X, 4)), np.round(y, 3).tolist(), "regression")

    X, y = make_regression(120, 5, n_informative=3, noise=4.0, random_state=3)
    out["linear"] = (matrix(np.round(X, 4)), np.round(y, 3).tolist(), "regression")

    rng = np.random.default_rng(8)
    n = 150
    size = np.round(rng.gamma(2.0, 3.0, n), 2)
    age = rng.integers(18, 80, n)
    hour = np.round(rng.normal(12, 4, n), 1)
    city = [["Rome", "Oslo", "Łódź", "rome"][k] for k in rng.choice(4, n, p=[0.5, 0.3, 0.15, 0.05])]
    grade = [["a", "b", "c", "d", "e", "f"][k] for k in rng.integers(0, 6, n)]
    gone = lambda share: set(rng.permutation(n)[: int(share * n)].tolist())  # noqa: E731
    no_size, no_age, no_city = gone(0.1), gone(0.2), gone(0.15)
    price = np.round(3 * size + 0.2 * age + np.array([len(c) for c in city]) + rng.normal(0, 1, n), 2)
    mixed = Table(
        [
            ("size", _column(size, no_size)),
            ("city", [None if i in no_city else c for i, c in enumerate(city)]),
            ("age", _column(age, no_age)),
            ("grade", grade),
            ("hour", _column(hour)),
        ]
    )
    out["mixed"] = (mixed, price.tolist(), "regression")
    out["mixed_classes"] = (mixed, ["dear" if p > np.median(price) else "cheap" for p in price], "classification")

    X = np.round(rng.normal(0, 1, (8, 3)), 3)
    out["tiny"] = (matrix(X), ["no", "yes", "no", "yes", "yes", "no", "yes", "no"], "classification")

    X = np.round(rng.normal(0, 1, (24, 35)), 3)
    out["wide"] = (matrix(X), np.round(X[:, 0] * 3 - X[:, 5] + rng.normal(0, 0.3, 24), 3).tolist(), "regression")

    X = np.column_stack(
        [rng.integers(0, 3, 90), rng.integers(0, 2, 90), np.full(90, 4.0), rng.integers(-2, 3, 90), np.zeros(90)]
    )
    X[30:60] = X[:30]
    out["ties"] = (matrix(X), ((X[:, 0] + X[:, 1] + rng.integers(0, 2, 90)) % 3).astype(int).tolist(), "classification")

    X = np.column_stack(
        [rng.normal(1e9, 1e3, 100), rng.normal(0, 1e6, 100), rng.lognormal(10, 3, 100), rng.normal(-5e-5, 1e-5, 100)]
    )
    X = np.array([[float(f"{v:.8g}") for v in row] for row in X])
    out["large"] = (
        matrix(X),
        [float(f"{v:.7g}") for v in 1e4 * (X[:, 0] - 1e9) / 1e3 + X[:, 1] / 1e2 + rng.normal(0, 1e3, 100)],
        "regression",
    )

    X = rng.poisson([1.0, 3.0, 0.3, 8.0, 2.0, 0.0], (110, 6))
    out["counts"] = (
        matrix(X),
        [["spam", "ham", "eggs"][k] for k in np.argmax(X[:, [0, 1, 4]] + rng.random((110, 3)), axis=1)],
        "classification",
    )

    X = np.round(rng.normal(0, 1, (120, 5)) @ rng.normal(0, 1, (5, 5)), 3)
    y = (X[:, 0] - X[:, 3] > 0).astype(int)
    X[rng.random(X.shape) < 0.12] = math.nan
    out["gaps"] = (matrix(X), y.tolist(), "classification")
    out.update(_odd())
    return out


def _odd():
    """What users have, too: one column, hardly any rows, copies, extremes, columns that say nothing."""
    out = {}
    rng = np.random.default_rng(21)
    x = np.round(rng.normal(3, 2, 45), 2)
    out["one_column"] = (
        matrix(x[:, None], ["x"]),
        np.round(x * 2 + rng.normal(0, 1, 45)).astype(int).tolist(),
        "regression",
    )

    wordy = rng.choice(
        ["", " ", "10", "9", "Zoë", "zoe", "\N{SNOWMAN}", "a b"], 70, p=[0.1, 0.1, 0.2, 0.2, 0.1, 0.1, 0.05, 0.15]
    )
    again = rng.choice(["x", "y", "z"], 70)
    label = [
        "up" if w in ("10", "9", "Zoë") or a == "y" and rng.random() < 0.6 else "down" for w, a in zip(wordy, again)
    ]
    missing = set(rng.permutation(70)[:6].tolist())
    out["texts"] = (
        Table(
            [
                ("word", [None if i in missing else str(w) for i, w in enumerate(wordy)]),
                ("letter", [str(v) for v in again]),
            ]
        ),
        label,
        "classification",
    )
    out["one_text"] = (
        Table([("letter", [str(v) for v in again])]),
        [float(f"{(a == 'x') * 2 + v:.3f}") for a, v in zip(again, rng.normal(0, 0.5, 70))],
        "regression",
    )

    # Labels with gaps between them, some below 0.
    X = np.round(rng.normal(0, 1, (156, 4)), 2)
    order = np.argsort(X[:, 0] + 0.5 * X[:, 1] + 0.3 * rng.normal(0, 1, 156))
    y = np.empty(156, dtype=int)
    y[order] = np.repeat(np.arange(-13, 13) * 3, 6)
    out["many_classes"] = (matrix(X), y.tolist(), "classification")

    X = np.round(rng.normal(0, 1, (3, 2)), 2)
    out["three_rows"] = (matrix(X), [1.5, -2.0, 0.25], "regression")

    # Whole rows thrice, a column twice, and targets that repeat.
    X = np.round(rng.normal(0, 1, (25, 3)), 1)
    X = np.column_stack([X, X[:, 0]])[np.repeat(np.arange(25), 3)]
    out["copies"] = (
        matrix(X),
        np.round(np.maximum(X[:, 0] - X[:, 2], 0) + rng.integers(0, 2, 75)).tolist(),
        "regression",
    )

    X = rng.gamma(2.0, 1.0, (90, 4)).round(3)
    out["events"] = (matrix(X), rng.poisson(0.6 * X[:, 0] * (X[:, 1] > 1)).tolist(), "regression")

    # A label in twenty, told apart by columns of very different size.
    X = rng.normal(0, 1, (100, 4)) * [1e-12, 1e9, 1.0, 1e150]
    X = np.array([[float(f"{v:.5g}") for v in row] for row in X])
    out["extremes"] = (matrix(X), [2 if v else 1 for v in (X[:, 0] * 1e12 + X[:, 1] / 1e9 > 2.2)], "classification")

    X = np.round(rng.normal(0, 1, (60, 5)), 3)
    y = (X[:, 1] + X[:, 4] > 0.3).astype(int)
    X[:, 0], X[:, 3] = math.nan, np.where(rng.random(60) < 0.5, 0.0, math.nan)
    X[rng.random(60) < 0.4, 1] = math.nan
    X[:, 2] = 7.0
    out["hollow"] = (matrix(X), ["b" if v else "a" for v in y], "classification")

    X = np.round(rng.normal(0, 1, (40, 3)), 2)
    out["level"] = (matrix(X), [2.5] * 40, "regression")
    out["single_class"] = (matrix(X), ["only"] * 40, "classification")

    # More distinct values than histograms have bins.
    X = np.column_stack(
        [np.round(rng.normal(0, 1, 420), 4), np.sort(rng.permutation(1000)[:420]), rng.integers(0, 12, 420)]
    )
    out["long"] = (matrix(X), np.round(X[:, 0] ** 2 + np.sin(X[:, 1] / 90) + 0.1 * X[:, 2], 3).tolist(), "regression")
    return out


def tables():
    if not _tables:
        for name in ("iris", "wine", "breast_cancer", "diabetes", "penguins"):
            t, y, meta = dataset(name)
            _tables[name] = (t, y, meta["task"])
        _tables.update(made())
    return _tables
