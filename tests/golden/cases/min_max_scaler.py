"""MinMaxScaler."""

import numpy as np
from common import dataset, estimator_case, matrix, split, table
from numpy.random import RandomState


def _case(name, data, params=None, **more):
    return estimator_case(name, {"class": "MinMaxScaler", "params": params or {}}, data, **more)


def cases():
    for name in ("iris", "wine", "diabetes"):
        yield _case(name, name)
    for name in ("iris", "wine", "breast_cancer", "diabetes"):
        train, test = split(name, test_size=30)
        yield _case(f"{name}, held-out rows", name, train=train, test=test)
        yield _case(f"{name}, held-out rows, clip", name, {"clip": True}, train=train, test=test)
    for low, high in ((-1, 1), (0.1, 0.7)):
        yield _case(f"wine, feature_range=({low}, {high})", "wine", {"feature_range": [low, high]})
    penguins = dataset("penguins")[0]
    numbers = [i for i in range(len(penguins.names)) if not penguins.text(i)]
    yield _case(
        "penguins, number columns (missing values)",
        matrix(np.array([penguins.columns[i] for i in numbers]).T, [penguins.names[i] for i in numbers]),
    )
    yield _case("constant columns", table(a=[3, 3, 3], b=[0, 0, 0], c=[-1, -1, -1]))
    yield _case("constant columns, feature_range=(2, 4)", table(a=[3, 3, 3], b=[1, 2, 3]), {"feature_range": [2, 4]})
    yield _case("almost constant", table(a=[1, 1 + 2**-52, 1], b=[1, 1 + 2e-15, 1], c=[1, 1 + 3e-15, 1]))
    yield _case("tiny range near zero", table(a=[0, 1e-16, 2e-16], b=[0, 1e-300, 2e-300]))
    yield _case("missing values", table(a=[1, None, 4, 4], b=[None, 2.5, -7, 0.125]))
    yield _case("a column all missing", table(a=[None, None], b=[1, 2]))
    yield _case("one row", table(a=[5], b=[-2]))
    yield _case("one column", table(a=[5, 1, 2, 2.5]))
    yield _case("infinity", table(a=[1, float("inf")], b=[1, 2]))
    yield _case("empty range", table(a=[1, 2]), {"feature_range": [1, 1]})
    x = table(a=[0, 10, 20, -5, 40], b=[1, 2, 3, None, 9])
    yield _case("values outside the range seen", x, train=[0, 1, 2], test=[3, 4])
    yield _case("values outside the range seen, clip", x, {"clip": True}, train=[0, 1, 2], test=[3, 4])
    big = RandomState(1).standard_normal((200, 4)) * [1, 1e-5, 1e5, 30] + [0, 5, -50, 1e4]
    yield _case("random, 200 rows", matrix(big), {"feature_range": [-2, 3]}, train=range(150), test=range(150, 200))
