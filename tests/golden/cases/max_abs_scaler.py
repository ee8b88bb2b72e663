"""MaxAbsScaler."""

from common import dataset, estimator_case, matrix, split, table
from numpy.random import RandomState


def _case(name, data, **more):
    params = more.pop("params", {})
    return estimator_case(name, {"class": "MaxAbsScaler", "params": params}, data, **more)


def cases():
    yield _case("iris", "iris", test=range(0, 150, 5))
    train, test = split("wine", test_size=30)
    yield _case("wine, held-out rows", "wine", train=train, test=test)
    small = table(a=[1, -4, 2, 3], b=[None, 2.5, -7, 0.125], c=[0, 0, 0, 0], d=[1e-300, 1e-17, -1e-16, 0])
    yield _case("missing values, zeros, almost zeros", small)
    yield _case("beyond the training range", small, train=[0, 2], test=[1, 3])
    yield _case("beyond the training range, clip", small, train=[0, 2], test=[1, 3], params={"clip": True})
    yield _case("a column all missing", table(a=[None, None], b=[1, 2]))
    yield _case("one row", table(a=[5], b=[-2], c=[0]))
    yield _case("negative zero", table(a=[-0.0, 0.0], b=[-0.0, 1]))
    x = RandomState(0).standard_normal((60, 4)) * [1, 1e3, 1e-3, 1e200]
    yield _case("random", matrix(x), train=range(40), test=range(40, 60))
    penguins = dataset("penguins")[0]
    yield _case("texts", penguins, train=range(5))
    yield _case("infinity", table(a=[1, float("inf")]))
