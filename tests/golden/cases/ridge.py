"""Ridge."""

from common import converged, estimator_case, matrix, split, table
from numpy.random import RandomState


def _case(name, data, params=None, rtol=1e-9, **more):
    return estimator_case(
        name,
        {"class": "Ridge", "params": params or {}},
        data,
        tolerance=converged(rtol, more.pop("atol", 1e-9)),
        **more,
    )


def cases():
    train, test = split("diabetes")
    test = test[:30]
    for alpha in (0.001, 0.1, 1.0, 10.0, 1000.0, 1e6):
        yield _case(f"diabetes, alpha={alpha:g}", "diabetes", {"alpha": alpha}, test=range(20))
        yield _case(f"diabetes, held-out rows, alpha={alpha:g}", "diabetes", {"alpha": alpha}, train=train, test=test)
    yield _case("diabetes, default", "diabetes", test=range(40))
    yield _case("diabetes, no intercept", "diabetes", {"fit_intercept": False, "alpha": 2.5}, test=range(40))
    for intercept in (True, False):
        yield _case(
            f"diabetes, 8 rows for 10 columns, fit_intercept={intercept}",
            "diabetes",
            {"fit_intercept": intercept, "alpha": 0.5},
            train=range(8),
            test=range(20),
        )
    yield _case("line", table(a=[1, 2, 3, 4]), y=[3, 5, 7, 9])
    yield _case("one row", table(a=[2], b=[3]), y=[5])
    yield _case("constant target", table(a=[1, 2, 4], b=[1, 0, 1]), y=[7, 7, 7])
    yield _case("constant column", table(a=[1, 2, 4, 3], b=[5, 5, 5, 5]), y=[1, 2, 4.5, 3])
    yield _case("all columns constant", table(a=[1, 1, 1], b=[5, 5, 5]), y=[1, 2, 4])
    yield _case("a column twice", table(a=[1, 2, 4, 3], b=[1, 2, 4, 3]), {"alpha": 0.1}, y=[1, 2, 4.5, 3])
    yield _case("alpha=0", table(a=[1, 2, 4, 3], b=[1, 0, 0, 2]), {"alpha": 0.0}, y=[1, 2, 4.5, 3])
    yield _case(
        "alpha=0, a column twice",
        table(a=[1, 2, 4, 3], b=[1, 2, 4, 3]),
        {"alpha": 0.0},
        y=[1, 2, 4.5, 3],
        outputs=("predict", "score"),
    )
    yield _case("negative alpha", table(a=[1, 2]), {"alpha": -1.0}, y=[1, 2])
    rng = RandomState(8)
    for shape in ((40, 1), (50, 5), (200, 12), (10, 10), (6, 15), (25, 60)):
        x = rng.standard_normal(shape) * 3 + 1
        y = (x[:, 0] * 2 + rng.standard_normal(shape[0])).tolist()
        for alpha in (0.01, 5.0):
            for intercept in (True, False):
                yield _case(
                    f"random {shape[0]} x {shape[1]}, alpha={alpha}{'' if intercept else ', no intercept'}",
                    matrix(x),
                    {"alpha": alpha, "fit_intercept": intercept},
                    y=y,
                )
    x = rng.standard_normal((60, 4)) * [1, 10, 100, 1000] + [0, 1e3, -1e4, 1e5]
    y = (x @ [5, 0.5, 0.05, 0.005] + rng.standard_normal(60)).tolist()
    for solver in ("svd", "cholesky"):
        yield _case(f"large offsets, {solver}", matrix(x), {"solver": solver}, y=y, rtol=1e-8, atol=1e-7)
    yield _case("missing value", table(a=[1, None, 3]), y=[1, 2, 3])
