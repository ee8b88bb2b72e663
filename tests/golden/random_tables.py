"""The data sets that random pipelines are drawn over: the playground's five, and eleven made here to be awkward."""
import math

import numpy as np
from sklearn.datasets import make_classification, make_friedman1, make_regression

from common import Table, dataset, matrix

_tables = {}


def _column(values, missing=()):
    return [math.nan if i in missing else float(v) for i, v in enumerate(values)]


def made():
    """{name: (table, target, task)}; numbers have few digits, so that the stored text is short."""
    out = {}
    X, y = make_classification(200, 8, n_informative=4, n_redundant=2, n_classes=3, weights=[0.8, 0.15, 0.05], class_sep=1.2, random_state=11)
    out["imbalanced"] = (matrix(np.round(X, 4)), ["common" if v == 0 else "rare" if v == 1 else "seldom" for v in y], "classification")

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
    mixed = Table([("size", _column(size, no_size)), ("city", [None if i in no_city else c for i, c in enumerate(city)]),
                   ("age", _column(age, no_age)), ("grade", grade), ("hour", _column(hour))])
    out["mixed"] = (mixed, price.tolist(), "regression")
    out["mixed_classes"] = (mixed, ["dear" if p > np.median(price) else "cheap" for p in price], "classification")

    X = np.round(rng.normal(0, 1, (8, 3)), 3)
    out["tiny"] = (matrix(X), ["no", "yes", "no", "yes", "yes", "no", "yes", "no"], "classification")

    X = np.round(rng.normal(0, 1, (24, 35)), 3)
    out["wide"] = (matrix(X), np.round(X[:, 0] * 3 - X[:, 5] + rng.normal(0, 0.3, 24), 3).tolist(), "regression")

    X = np.column_stack([rng.integers(0, 3, 90), rng.integers(0, 2, 90), np.full(90, 4.0), rng.integers(-2, 3, 90), np.zeros(90)])
    X[30:60] = X[:30]
    out["ties"] = (matrix(X), ((X[:, 0] + X[:, 1] + rng.integers(0, 2, 90)) % 3).astype(int).tolist(), "classification")

    X = np.column_stack([rng.normal(1e9, 1e3, 100), rng.normal(0, 1e6, 100), rng.lognormal(10, 3, 100), rng.normal(-5e-5, 1e-5, 100)])
    X = np.array([[float(f"{v:.8g}") for v in row] for row in X])
    out["large"] = (matrix(X), [float(f"{v:.7g}") for v in 1e4 * (X[:, 0] - 1e9) / 1e3 + X[:, 1] / 1e2 + rng.normal(0, 1e3, 100)], "regression")

    X = rng.poisson([1.0, 3.0, 0.3, 8.0, 2.0, 0.0], (110, 6))
    out["counts"] = (matrix(X), [["spam", "ham", "eggs"][k] for k in np.argmax(X[:, [0, 1, 4]] + rng.random((110, 3)), axis=1)], "classification")

    X = np.round(rng.normal(0, 1, (120, 5)) @ rng.normal(0, 1, (5, 5)), 3)
    y = (X[:, 0] - X[:, 3] > 0).astype(int)
    X[rng.random(X.shape) < 0.12] = math.nan
    out["gaps"] = (matrix(X), y.tolist(), "classification")
    return out


def tables():
    if not _tables:
        for name in ("iris", "wine", "breast_cancer", "diabetes", "penguins"):
            t, y, meta = dataset(name)
            _tables[name] = (t, y, meta["task"])
        _tables.update(made())
    return _tables
