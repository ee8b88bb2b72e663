"""ElasticNet."""

from common import converged, estimator_case, matrix, split, table
from numpy.random import RandomState


def penalised(cls, name, data, params=None, **more):
    return estimator_case(
        name,
        {"class": cls, "params": params or {}},
        data,
        tolerance=converged(1e-9, 1e-9),
        keys={"dual_gap_": converged(1e-6, 1e-9), "n_iter_": {"class": "exact"}},
        **more,
    )


def penalised_cases(cls, variants):
    """variants: parameters of interest, each tried on every kind of data."""
    train, test = split("diabetes")
    for params in variants:
        text = ", ".join(f"{k}={v}" for k, v in params.items()) or "default"
        yield penalised(cls, f"diabetes, {text}", "diabetes", params, test=range(20))
    yield penalised(cls, "diabetes, held-out rows", "diabetes", {"alpha": 0.1}, train=train, test=test[:30])
    yield penalised(cls, "diabetes, 8 rows for 10 columns", "diabetes", {"alpha": 0.5}, train=range(8), test=range(20))
    rng = RandomState(9)
    for n, p in ((30, 1), (50, 5), (80, 8), (12, 20)):
        x = (rng.standard_normal((n, p)) * 3 + 1).round(2)
        y = (x[:, 0] * 2 - 3 * x[:, p // 2] + rng.standard_normal(n)).round(2).tolist()
        for params in (
            {"alpha": 0.01},
            {"alpha": 0.5},
            {"alpha": 0.1, "fit_intercept": False},
            {"alpha": 0.1, "positive": True},
            {"alpha": 0.05, "tol": 1e-10},
            {"alpha": 0.05, "selection": "random", "random_state": 7},
            {"alpha": 0.001, "max_iter": 3},
        ):
            text = ", ".join(f"{k}={v}" for k, v in params.items())
            yield penalised(cls, f"random {n} x {p}, {text}", matrix(x), params, y=y, test=range(10))
    yield penalised(cls, "line", table(a=[1, 2, 3, 4]), {"alpha": 0.1}, y=[3, 5, 7, 9])
    yield penalised(cls, "one row", table(a=[2], b=[3]), y=[5])
    yield penalised(cls, "constant target", table(a=[1, 2, 4], b=[1, 0, 1]), y=[7, 7, 7])
    yield penalised(cls, "constant column", table(a=[1, 2, 4, 3], b=[5, 5, 5, 5]), {"alpha": 0.1}, y=[1, 2, 4.5, 3])
    yield penalised(cls, "a column twice", table(a=[1, 2, 4, 3], b=[1, 2, 4, 3]), {"alpha": 0.1}, y=[1, 2, 4.5, 3])
    yield penalised(
        cls,
        "alpha so large that nothing is left",
        table(a=[1, 2, 4, 3], b=[1, 0, 0, 2]),
        {"alpha": 100.0},
        y=[1, 2, 4.5, 3],
    )
    yield penalised(
        cls,
        "alpha=0",
        matrix(rng.standard_normal((30, 3)).round(2)),
        {"alpha": 0.0, "tol": 1e-8},
        y=rng.standard_normal(30).tolist(),
    )
    yield penalised(cls, "negative alpha", table(a=[1, 2]), {"alpha": -1.0}, y=[1, 2])
    yield penalised(cls, "missing value", table(a=[1, None, 3]), y=[1, 2, 3])


def cases():
    yield from penalised_cases(
        "ElasticNet",
        (
            {},
            {"alpha": 0.1},
            {"alpha": 0.01, "l1_ratio": 0.9},
            {"alpha": 0.01, "l1_ratio": 0.1},
            {"alpha": 0.1, "l1_ratio": 1.0},
            {"alpha": 0.1, "l1_ratio": 0.0},
        ),
    )
