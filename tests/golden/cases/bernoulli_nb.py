"""BernoulliNB."""

from common import estimator_case, matrix, split, table, tight
from numpy.random import RandomState


def _case(name, data, params=None, **more):
    return estimator_case(
        name,
        {"class": "BernoulliNB", "params": params or {}},
        data,
        tolerance=tight(1e-12, 1e-12),
        keys={"predict_proba": tight(1e-10, 1e-12)},
        **more,
    )


def cases():
    for data, threshold in (("iris", 2.5), ("wine", 3.0), ("breast_cancer", 0.1)):
        train, test = split(data)
        yield _case(
            f"{data}, held-out rows, binarize={threshold}", data, {"binarize": threshold}, train=train, test=test[:40]
        )
    rng = RandomState(5)
    for n, p, k in ((40, 5, 2), (100, 20, 4), (15, 30, 3)):
        x = rng.standard_normal((n, p)).round(2)
        y = [f"k{i}" for i in rng.randint(k, size=n)]
        for params in (
            {},
            {"alpha": 0.01},
            {"fit_prior": False},
            {"alpha": 1e-12, "force_alpha": False},
            {"class_prior": [1 / k] * k},
        ):
            text = ", ".join(f"{q} list" if isinstance(v, list) else f"{q}={v}" for q, v in params.items()) or "default"
            yield _case(f"random {n} x {p}, {k} classes, {text}", matrix(x), params, y=y, test=range(10))
    yes = (rng.uniform(size=(30, 6)) < 0.4).astype(float)
    yield _case("zeros and ones, binarize=0.5", matrix(yes), {"binarize": 0.5}, y=[i % 3 for i in range(30)])
    yield _case("one class", table(a=[1, 0, 1], b=[1, 0, 0]), y=["x", "x", "x"])
    yield _case("one column, a value on the threshold", table(a=[1, 2, 4]), {"binarize": 2.0}, y=["x", "y", "x"])
    yield _case("alpha of the wrong length", table(a=[1, 2]), {"alpha": [1.0, 2.0]}, y=["x", "y"])
    yield _case("negative alpha", table(a=[1, 2]), {"alpha": -1.0}, y=["x", "y"])
