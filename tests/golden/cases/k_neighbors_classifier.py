"""KNeighborsClassifier. Distances are sums, so that neighbours at (nearly) equal distance may swap: data with few ties."""

from common import estimator_case, matrix, split, table, tight
from numpy.random import RandomState


def neighbours(cls, name, data, params=None, **more):
    return estimator_case(name, {"class": cls, "params": params or {}}, data, tolerance=tight(1e-10, 1e-12), **more)


def text_of(params):
    return ", ".join(f"{k}={v}" for k, v in params.items()) or "default"


VARIANTS = (
    {},
    {"n_neighbors": 1},
    {"n_neighbors": 3},
    {"n_neighbors": 15},
    {"weights": "distance"},
    {"p": 1},
    {"metric": "manhattan"},
    {"p": 3, "weights": "distance"},
    {"p": 1.5},
    {"metric": "chebyshev"},
    {"metric": "euclidean", "algorithm": "brute"},
    {"algorithm": "kd_tree", "n_neighbors": 7},
)


def neighbour_cases(cls, data, target):
    """target(x): what goes with the random rows x."""
    for name in data:
        train, test = split(name)
        for params in ({}, {"n_neighbors": 11, "weights": "distance"}):
            yield neighbours(
                cls, f"{name}, held-out rows, {text_of(params)}", name, params, train=train, test=test[:40]
            )
    rng = RandomState(13)
    x = rng.standard_normal((60, 3)).round(6)
    for params in VARIANTS:
        yield neighbours(
            cls,
            f"random 60 x 3, {text_of(params)}",
            matrix(x),
            params,
            y=target(x),
            train=range(40),
            test=range(30, 60),
        )
    wide = rng.standard_normal((30, 20)).round(6)
    for params in VARIANTS[:6]:
        # Not the training rows: scikit-learn's distance of a wide row to itself is 1e-8, not 0.
        yield neighbours(
            cls,
            f"random 30 x 20, {text_of(params)}",
            matrix(wide),
            params,
            y=target(wide),
            train=range(18),
            test=range(18, 30),
        )
    y = target(x[:4])
    yield neighbours(
        cls,
        "rows that are neighbours of themselves",
        matrix(x[:4]),
        {"n_neighbors": 2, "weights": "distance", "algorithm": "kd_tree"},
        y=y,
    )
    yield neighbours(
        cls,
        "the same row twice, weights='distance'",
        table(a=[1, 1, 2, 5]),
        {"n_neighbors": 3, "weights": "distance"},
        y=y,
    )
    yield neighbours(cls, "all rows are neighbours", matrix(x[:4]), {"n_neighbors": 4}, y=y)
    yield neighbours(cls, "more neighbours than rows", matrix(x[:4]), {"n_neighbors": 5}, y=y)
    yield neighbours(cls, "no neighbours", matrix(x[:4]), {"n_neighbors": 0}, y=y)
    yield neighbours(cls, "missing value", table(a=[1, None, 2, 3]), {"n_neighbors": 1}, y=y)


def cases():
    yield from neighbour_cases(
        "KNeighborsClassifier",
        ("iris", "wine", "breast_cancer"),
        lambda x: [f"k{int(abs(v) * 2) % 3}" for v in x[:, 0]],
    )
    x = RandomState(14).standard_normal((20, 2)).round(6)
    yield neighbours("KNeighborsClassifier", "one class", matrix(x), y=[1] * 20)
    yield neighbours(
        "KNeighborsClassifier",
        "equal votes: the first class",
        table(a=[0, 1.5, 10, 11]),
        {"n_neighbors": 2},
        y=["b", "a", "a", "b"],
    )
