"""MultinomialNB."""

from common import estimator_case, matrix, split, table, tight
from numpy.random import RandomState


def _case(name, data, params=None, **more):
    return estimator_case(
        name,
        {"class": "MultinomialNB", "params": params or {}},
        data,
        tolerance=tight(1e-12, 1e-12),
        keys={"predict_proba": tight(1e-10, 1e-12)},
        **more,
    )


def cases():
    for data in ("iris", "wine", "breast_cancer"):
        train, test = split(data)
        yield _case(f"{data}, held-out rows", data, train=train, test=test[:40])
    rng = RandomState(4)
    for n, p, k in ((40, 5, 2), (100, 20, 4), (15, 30, 3)):
        x = rng.poisson(rng.uniform(0.1, 4, p), (n, p)).astype(float)
        y = [f"k{i}" for i in rng.randint(k, size=n)]
        for params in (
            {},
            {"alpha": 0.01},
            {"fit_prior": False},
            {"alpha": 1e-12, "force_alpha": False},
            {"class_prior": [1 / k] * k},
            {"alpha": [0.5 + i / p for i in range(p)]},
        ):
            text = ", ".join(f"{q} list" if isinstance(v, list) else f"{q}={v}" for q, v in params.items()) or "default"
            yield _case(f"counts {n} x {p}, {k} classes, {text}", matrix(x), params, y=y, test=range(10))
    yield _case("one class", table(a=[1, 2, 4], b=[1, 0, 0]), y=["x", "x", "x"])
    yield _case("one column", table(a=[1, 2, 4]), y=["x", "y", "x"])
    yield _case("an empty column", table(a=[1, 2, 4], b=[0, 0, 0]), y=[1, 2, 1])
    yield _case("negative value", table(a=[1, -2, 4]), y=["x", "y", "x"])
    yield _case("alpha of the wrong length", table(a=[1, 2]), {"alpha": [1.0, 2.0]}, y=["x", "y"])
    yield _case("class_prior of the wrong length", table(a=[1, 2]), {"class_prior": [1.0]}, y=["x", "y"])
    yield _case("negative alpha", table(a=[1, 2]), {"alpha": -1.0}, y=["x", "y"])
