"""RidgeCV: the penalty chosen by leaving one row out."""

import numpy as np
from common import converged, estimator_case, matrix, split, table
from numpy.random import RandomState

CLOSE = converged(1e-9, 1e-10)


def _case(name, data, params=None, **more):
    return estimator_case(name, {"class": "RidgeCV", "params": params or {}}, data, tolerance=CLOSE, **more)


def cases():
    train, test = split("diabetes")
    for params in (
        {},
        {"alphas": [0.001, 0.01, 0.1, 1.0, 10.0, 100.0]},
        {"alphas": [3.0]},
        {"alphas": 0.5},
        {"fit_intercept": False},
        {"alphas": [100.0, 1e-6, 1.0], "fit_intercept": False},
    ):
        yield _case(f"diabetes, {params}", "diabetes", params, train=train, test=test[:30])
    rng = RandomState(0)
    for n, p in ((30, 3), (12, 12), (8, 20), (13, 12), (3, 1)):
        x = rng.standard_normal((n, p)).round(2)
        y = (x @ np.arange(1, p + 1) / p + rng.standard_normal(n) * 0.3).round(3)
        for params in ({}, {"fit_intercept": False, "alphas": [0.01, 0.1, 1.0, 10.0]}):
            yield _case(f"{n} rows, {p} columns, {params}", matrix(x), params, y=y.tolist())
    x = rng.standard_normal((20, 2)).round(2)
    yield _case("equal columns", matrix(np.column_stack([x, x[:, 0]])), y=(x[:, 0] * 2 + 1).round(3).tolist())
    yield _case(
        "a constant column", matrix(np.column_stack([x, np.ones(20)])), y=(x[:, 1] - x[:, 0] + 0.5).round(3).tolist()
    )
    small = table(a=[1, 2, 3, 4])
    for params in ({"alphas": [1.0, 0.0]}, {"alphas": [1.0, -2.0]}):
        yield _case(f"refused, {params}", small, params, y=[1.0, 2.0, 2.5, 4.0])
