"""Binarizer."""

from common import dataset, estimator_case, matrix, table
from numpy.random import RandomState


def _case(name, data, **more):
    params = more.pop("params", {})
    return estimator_case(name, {"class": "Binarizer", "params": params}, data, **more)


def cases():
    small = table(a=[1, -4, 0, 0.5], b=[0.5, -0.0, 5e-324, -5e-324])
    yield _case("default", small)
    for threshold in (0.5, -0.0, 1, -4.0, 1e300):
        yield _case(f"threshold={threshold}", small, params={"threshold": threshold})
    yield _case("iris, threshold=3.5", "iris", params={"threshold": 3.5}, test=range(0, 150, 5))
    yield _case("random", matrix(RandomState(3).standard_normal((20, 5))), train=range(10), test=range(10, 20))
    yield _case("missing", table(a=[1, None], b=[1, 2]))
    yield _case("infinity", table(a=[1, float("inf")]))
    yield _case("texts", dataset("penguins")[0], train=range(5))
