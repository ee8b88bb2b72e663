"""KMeans: the same labels and iterations; centres and distances to rounding."""

from common import EXACT, estimator_case, matrix, split, table, tight
from numpy.random import RandomState


def _case(name, data, params=None, **more):
    return estimator_case(
        name,
        {"class": "KMeans", "params": {"random_state": 0, **(params or {})}},
        data,
        tolerance=tight(1e-10, 1e-10),
        keys={"labels_": EXACT, "predict": EXACT, "n_iter_": EXACT},
        **more,
    )


def _text(params):
    return ", ".join(f"{k}={v}" for k, v in params.items()) or "default"


def cases():
    for data in ("iris", "wine", "breast_cancer", "diabetes"):
        train, test = split(data)
        for params in ({}, {"n_clusters": 3, "random_state": 5}):
            yield _case(f"{data}, held-out rows, {_text(params)}", data, params, train=train, test=test[:20])
    for params in (
        {"n_clusters": 1},
        {"n_clusters": 2},
        {"n_clusters": 3, "n_init": 4},
        {"n_clusters": 4, "init": "random"},
        {"n_clusters": 5, "init": "random", "n_init": 2, "random_state": 9},
        {"n_clusters": 3, "max_iter": 2},
        {"n_clusters": 5, "tol": 0.0},
        {"n_clusters": 6, "tol": 0.1},
        {"n_clusters": 20},
    ):
        yield _case(f"iris, {_text(params)}", "iris", params, test=range(0, 150, 10))
    rng = RandomState(15)
    for n, p, k in ((60, 1, 3), (80, 2, 8), (50, 12, 4)):
        x = (rng.standard_normal((n, p)) + rng.randint(0, 4, (n, 1)) * 3).round(3)
        for seed in (0, 1, 2):
            yield _case(
                f"random {n} x {p}, {k} centres, seed {seed}",
                matrix(x),
                {"n_clusters": k, "random_state": seed},
                test=range(10),
            )
    yield _case("more centres than rows", table(a=[1, 2, 4]), {"n_clusters": 4})
    yield _case("missing value", table(a=[1, None, 4]), {"n_clusters": 2})
