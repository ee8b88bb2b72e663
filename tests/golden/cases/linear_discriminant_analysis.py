"""LinearDiscriminantAnalysis (svd)."""

from common import estimator_case, matrix, split, table, tight
from numpy.random import RandomState


def discriminant(cls, name, data, params=None, **more):
    return estimator_case(name, {"class": cls, "params": params or {}}, data, tolerance=tight(1e-10, 1e-10), **more)


def discriminant_cases(cls, variants):
    for data in ("iris", "wine", "breast_cancer"):
        train, test = split(data)
        for params in variants[data] if data in variants else ({},):
            text = ", ".join(f"{k}={v}" for k, v in params.items()) or "default"
            yield discriminant(cls, f"{data}, held-out rows, {text}", data, params, train=train, test=test[:40])
    rng = RandomState(16)
    for n, p, k in ((60, 1, 2), (80, 3, 2), (90, 4, 4)):
        x = rng.standard_normal((n, p)).round(3)
        y = [f"k{i % k}" for i in range(n)]
        x[:, 0] += [i % k for i in range(n)]
        yield discriminant(cls, f"random {n} x {p}, {k} classes", matrix(x), y=y, test=range(20))
    # scikit-learn's LinearDiscriminantAnalysis breaks where it is asked for probabilities.
    yield discriminant(cls, "one class", table(a=[1, 2, 3]), y=["x", "x", "x"], outputs=("fitted", "predict", "score"))
    yield discriminant(cls, "one row per class", table(a=[1, 2]), y=["x", "y"])
    yield discriminant(cls, "missing value", table(a=[1, None, 3, 4]), y=["x", "y", "x", "y"])


def cases():
    yield from discriminant_cases(
        "LinearDiscriminantAnalysis",
        {"iris": ({}, {"priors": [0.2, 0.3, 0.5]}, {"priors": [2.0, 3.0, 5.0]}, {"tol": 0.5})},
    )
    x = RandomState(17).standard_normal((12, 20)).round(3)
    yield discriminant("LinearDiscriminantAnalysis", "fewer rows than columns", matrix(x), y=["x", "y", "z"] * 4)
