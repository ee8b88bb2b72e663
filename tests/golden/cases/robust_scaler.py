"""RobustScaler."""

from common import dataset, estimator_case, matrix, split, table, tight
from numpy.random import RandomState


def _case(name, data, **more):
    params = more.pop("params", {})
    return estimator_case(name, {"class": "RobustScaler", "params": params}, data, **more)


def cases():
    yield _case("iris", "iris", test=range(0, 150, 5))
    for name in ("wine", "breast_cancer", "diabetes"):
        train, test = split(name, test_size=20)
        yield _case(f"{name}, held-out rows", name, train=train, test=test)
    small = table(a=[1, -4, 2, 3, 9, 9], b=[None, 2.5, -7, 0.125, None, 3], c=[4, 4, 4, 4, 4, 5])
    for params in (
        {},
        {"with_centering": False},
        {"with_scaling": False},
        {"with_centering": False, "with_scaling": False},
        {"quantile_range": [10.0, 90.0]},
        {"quantile_range": [0, 100]},
        {"quantile_range": [30.0, 30.0]},
        {"quantile_range": [1.5, 62.5]},
    ):
        text = ", ".join(f"{k}={v}" for k, v in params.items()) or "default"
        yield _case(f"small, {text}", small, params=params)
    for params in ({"unit_variance": True}, {"unit_variance": True, "quantile_range": [0.1, 99.0]}):
        text = ", ".join(f"{k}={v}" for k, v in params.items())
        yield _case(f"small, {text}", small, params=params, tolerance=tight(1e-12, 1e-13))
        yield _case(f"iris, {text}", "iris", test=range(0, 150, 5), params=params, tolerance=tight(1e-12, 1e-13))
    yield _case("range the wrong way round", small, params={"quantile_range": [75.0, 25.0]})
    yield _case("range beyond 100", small, params={"quantile_range": [25.0, 101.0]})
    yield _case("a column all missing", table(a=[None, None], b=[1, 2]))
    yield _case("one row", table(a=[5], b=[-2], c=[0]))
    rng = RandomState(1)
    for n in (2, 3, 4, 5, 6, 7, 8, 9, 50, 101):
        x = rng.standard_normal((n, 2)) * [1, 1e3]
        x[rng.random_sample(x.shape) < 0.1] = float("nan")
        yield _case(f"random, {n} rows", matrix(x), test=range(min(n, 10)))
    yield _case("texts", dataset("penguins")[0], train=range(5))
