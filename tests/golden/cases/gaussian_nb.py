"""GaussianNB. What it learns is exact; probabilities pass through logarithms."""

from common import EXACT, estimator_case, matrix, split, table, tight
from numpy.random import RandomState

PROBABILITIES = {"predict_proba": tight(1e-10, 1e-12)}


def _case(name, data, params=None, **more):
    return estimator_case(
        name, {"class": "GaussianNB", "params": params or {}}, data, tolerance=EXACT, keys=PROBABILITIES, **more
    )


def cases():
    for data in ("iris", "wine", "breast_cancer"):
        train, test = split(data)
        yield _case(f"{data}, held-out rows", data, train=train, test=test[:40])
    yield _case("iris, all rows", "iris", test=range(0, 150, 5))
    yield _case("iris, var_smoothing=0.1", "iris", {"var_smoothing": 0.1}, test=range(0, 150, 5))
    yield _case("iris, priors", "iris", {"priors": [0.6, 0.3, 0.1]}, test=range(0, 150, 5))
    yield _case("iris, a prior of 0", "iris", {"priors": [0.5, 0.5, 0.0]}, test=range(0, 150, 5))
    yield _case("one column", table(a=[0.1 * i * i for i in range(30)]), y=["x", "y", "x"] * 10)
    yield _case("numbers as labels", table(a=[1, 2, 3, 4.5], b=[0.1, 0.7, 0.2, 0.9]), y=[0, 1, 0, 1])
    yield _case("one class", table(a=[1, 2, 4]), y=["x", "x", "x"])
    yield _case("one row per class", table(a=[1, 2], b=[0, 5]), y=["x", "y"])
    yield _case("constant column", table(a=[1, 1, 1, 1], b=[1, 2, 3, 5]), y=["x", "y", "x", "y"])
    rng = RandomState(3)
    for n, p, k in ((50, 3, 2), (200, 7, 4), (20, 25, 3)):
        x = rng.standard_normal((n, p)) * rng.uniform(0.1, 50, p) + rng.uniform(-100, 100, p)
        yield _case(
            f"random {n} x {p}, {k} classes", matrix(x), y=[f"k{i}" for i in rng.randint(k, size=n)], test=range(15)
        )
    yield _case("priors of the wrong length", table(a=[1, 2]), {"priors": [1.0]}, y=["x", "y"])
    yield _case("priors that do not sum to 1", table(a=[1, 2]), {"priors": [0.5, 0.6]}, y=["x", "y"])
    yield _case("negative prior", table(a=[1, 2]), {"priors": [-0.5, 1.5]}, y=["x", "y"])
    yield _case("negative var_smoothing", table(a=[1, 2]), {"var_smoothing": -1.0}, y=["x", "y"])
    yield _case("missing value", table(a=[1, None]), y=["x", "y"])
