"""LinearRegression."""

from common import converged, estimator_case, matrix, split, table
from numpy.random import RandomState


def _case(name, data, params=None, rtol=1e-9, **more):
    return estimator_case(
        name,
        {"class": "LinearRegression", "params": params or {}},
        data,
        tolerance=converged(rtol, more.pop("atol", 1e-9)),
        keys={"rank_": {"class": "exact"}},
        **more,
    )


def cases():
    yield _case("diabetes", "diabetes")
    for seed in (0, 1):
        train, test = split("diabetes", seed)
        yield _case(f"diabetes, held-out rows, seed {seed}", "diabetes", train=train, test=test)
    yield _case("diabetes, no intercept", "diabetes", {"fit_intercept": False})
    yield _case("diabetes, 8 rows for 10 columns", "diabetes", train=range(8), test=range(20))
    yield _case(
        "diabetes, 8 rows for 10 columns, no intercept",
        "diabetes",
        {"fit_intercept": False},
        train=range(8),
        test=range(20),
    )
    yield _case("line", table(a=[1, 2, 3, 4]), y=[3, 5, 7, 9])
    yield _case("line, no intercept", table(a=[1, 2, 3, 4]), {"fit_intercept": False}, y=[3, 5, 7, 9.5])
    yield _case("one row", table(a=[2], b=[3]), y=[5])
    yield _case("one row, no intercept", table(a=[2], b=[3]), {"fit_intercept": False}, y=[5])
    yield _case("constant target", table(a=[1, 2, 4], b=[1, 0, 1]), y=[7, 7, 7])
    yield _case("constant column", table(a=[1, 2, 4, 3], b=[5, 5, 5, 5]), y=[1, 2, 4.5, 3])
    yield _case("all columns constant", table(a=[1, 1, 1], b=[5, 5, 5]), y=[1, 2, 4])
    yield _case("a column twice", table(a=[1, 2, 4, 3], b=[1, 2, 4, 3]), y=[1, 2, 4.5, 3])
    yield _case(
        "a column is the sum of two",
        table(a=[1, 2, 4, 3, 0], b=[2, 0, 1, 5, 2], c=[3, 2, 5, 8, 2]),
        y=[1, 2, 4.5, 3, 0],
    )
    # directions below 1e-6 of the largest singular value are dropped
    rng = RandomState(4)
    x = rng.standard_normal((30, 3))
    y = (x @ [1, -2, 0.5] + 0.1 * rng.standard_normal(30)).tolist()
    for scale in (1e-3, 1e-5, 1e-7, 1e-9):
        yield _case(f"a column in other units ({scale:g})", matrix(x * [1, 1, scale]), y=y, rtol=1e-8)
    # the third column is nearly the sum of the others: how nearly decides the rank
    for noise in (1e-4, 1e-8):
        near = x.copy()
        near[:, 2] = near[:, 0] + near[:, 1] + noise * x[:, 2]
        yield _case(f"almost collinear ({noise:g})", matrix(near), y=y, rtol=1e-6, atol=1e-6)
    for shape in ((40, 1), (50, 5), (200, 12), (10, 10), (6, 15), (25, 60)):
        x = rng.standard_normal(shape) * 3 + 1
        y = (x[:, 0] * 2 + rng.standard_normal(shape[0])).tolist()
        for intercept in (True, False):
            yield _case(
                f"random {shape[0]} x {shape[1]}{'' if intercept else ', no intercept'}",
                matrix(x),
                {"fit_intercept": intercept},
                y=y,
                rtol=1e-8,
            )
    x = rng.standard_normal((60, 4)) * [1, 10, 100, 1000] + [0, 1e3, -1e4, 1e5]
    y = (x @ [5, 0.5, 0.05, 0.005] + rng.standard_normal(60)).tolist()
    yield _case("large offsets", matrix(x), y=y, rtol=1e-8, atol=1e-7)
    yield _case("missing value", table(a=[1, None, 3]), y=[1, 2, 3])
    yield _case("infinity", table(a=[1, float("inf"), 3]), y=[1, 2, 3])
    yield _case("missing target", table(a=[1, 2, 3]), y=[1, float("nan"), 3])
