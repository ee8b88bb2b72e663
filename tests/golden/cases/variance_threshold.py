"""VarianceThreshold."""

from common import dataset, estimator_case, matrix, split, table
from numpy.random import RandomState


def _case(name, data, **more):
    params = more.pop("params", {})
    return estimator_case(name, {"class": "VarianceThreshold", "params": params}, data, **more)


def cases():
    small = table(
        a=[0, 2, 0, 3], b=[0.1, 0.1, 0.1, 0.1], c=[0, 4, 0, None], d=[1e9, 1e9 + 1e-6, 1e9, 1e9], e=[7, 7, None, 7]
    )
    for threshold in (0.0, 0.5, 1.6, 3):
        yield _case(f"small, threshold={threshold}", small, params={"threshold": threshold})
    yield _case("default", small)
    yield _case("nothing left", small, params={"threshold": 100.0})
    yield _case("constant columns alone", table(a=[1, 1], b=[0.1, 0.1]))
    for name, threshold in (("iris", 0.5), ("wine", 1.0), ("breast_cancer", 0.01), ("diabetes", 0.0)):
        train, test = split(name, test_size=15)
        yield _case(f"{name}, threshold={threshold}", name, params={"threshold": threshold}, train=train, test=test)
    rng = RandomState(9)
    for n in (1, 7, 9, 130, 300):
        x = rng.standard_normal(n) * 10 + 1
        yield _case(f"one column, {n} rows", matrix(x[:, None]), test=range(1))
        yield _case(f"two columns, {n} rows", matrix(rng.standard_normal((n, 2)) + 100), test=range(1))
    yield _case("a column all missing", table(a=[None, None], b=[1, 2]))
    yield _case("texts", dataset("penguins")[0], train=range(5))
    yield _case("infinity", table(a=[1, float("inf")]))
