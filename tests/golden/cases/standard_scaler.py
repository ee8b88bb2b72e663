"""StandardScaler."""

import numpy as np
from common import dataset, estimator_case, matrix, split, table
from numpy.random import RandomState


def _case(name, data, **more):
    params = more.pop("params", {})
    return estimator_case(name, {"class": "StandardScaler", "params": params}, data, **more)


def cases():
    for name in ("iris", "wine", "diabetes"):
        yield _case(name, name)
    for name in ("iris", "wine", "breast_cancer", "diabetes"):
        train, test = split(name, test_size=30)
        yield _case(f"{name}, held-out rows", name, train=train, test=test)
    for params in ({"with_mean": False}, {"with_std": False}, {"with_mean": False, "with_std": False}):
        text = ", ".join(f"{k}={v}" for k, v in params.items())
        yield _case(f"iris, {text}", "iris", params=params)
        yield _case(f"missing values, {text}", table(a=[1, None, 4, 4], b=[None, 2.5, -7, 0.125]), params=params)
    penguins = dataset("penguins")[0]
    numbers = [i for i in range(len(penguins.names)) if not penguins.text(i)]
    yield _case(
        "penguins, number columns (missing values)",
        matrix(np.array([penguins.columns[i] for i in numbers]).T, [penguins.names[i] for i in numbers]),
    )

    # one column: its sum runs along contiguous memory, so NumPy adds pairwise; with two columns row by row
    rng = RandomState(0)
    for n in (1, 2, 7, 8, 9, 15, 16, 127, 128, 129, 130, 300, 1000):
        x = rng.standard_normal(n) * 10 + 1
        yield _case(f"one column, {n} rows", matrix(x[:, None]))
        if n in (8, 129, 300):
            yield _case(f"two columns, {n} rows", matrix(np.stack([x, x], axis=1)))
    x = rng.standard_normal(200) * 10 + 1
    x[rng.randint(200, size=20)] = np.nan
    yield _case("one column with missing values, 200 rows", matrix(x[:, None]))

    yield _case("constant columns", table(a=[3, 3, 3], b=[0, 0, 0], c=[1, 2, 3]))
    yield _case("constant 0.1 (its mean is not 0.1)", table(a=[0.1] * 10, b=[1.1] * 10, c=list(range(10))))
    yield _case(
        "almost constant", table(a=[1, 1 + 2**-52, 1, 1], b=[1e8, 1e8 + 1e-7, 1e8, 1e8], c=[1e-10, 2e-10, 0, 0])
    )
    yield _case("large offset", table(a=[1e9 + i for i in range(9)], b=[1e15 + i for i in range(9)]))
    yield _case("tiny and huge", table(a=[1e-160, 2e-160, 3e-160], b=[1e150, 2e150, -3e150]))
    yield _case("one row", table(a=[5], b=[-2]))
    yield _case("a column all missing", table(a=[None, None, None], b=[1, 2, 3]))
    yield _case("a column with one value, the rest missing", table(a=[None, 4, None], b=[1, 2, 3]))
    yield _case("negative zero", table(a=[-0.0, -0.0], b=[-0.0, 1]), params={"with_std": False})
    yield _case("infinity", table(a=[1, float("inf")], b=[1, 2]))
    big = rng.standard_normal((400, 6)) * [1, 10, 100, 1e3, 1e-3, 1e6] + [0, 5, -50, 1e4, 1, -1e7]
    yield _case("random, 400 rows", matrix(big), train=range(300), test=range(300, 400))
