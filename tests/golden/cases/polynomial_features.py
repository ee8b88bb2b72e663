"""PolynomialFeatures."""

from common import dataset, estimator_case, matrix, table
from numpy.random import RandomState


def _case(name, data, **more):
    params = more.pop("params", {})
    return estimator_case(name, {"class": "PolynomialFeatures", "params": params}, data, **more)


def cases():
    x = matrix(RandomState(4).standard_normal((4, 3)) * [1, 10, 0.1])
    for params in (
        {},
        {"degree": 3},
        {"degree": 5},
        {"degree": 1},
        {"degree": 0},
        {"degree": [2, 3]},
        {"degree": [0, 2]},
        {"degree": [3, 3]},
        {"degree": [0, 0]},
    ):
        for flags in (
            {},
            {"interaction_only": True},
            {"include_bias": False},
            {"interaction_only": True, "include_bias": False},
        ):
            both = {**params, **flags}
            yield _case(
                "three columns, " + (", ".join(f"{k}={v}" for k, v in both.items()) or "default"), x, params=both
            )
    yield _case("iris", "iris", test=range(0, 150, 15))
    yield _case("one column, degree 6", table(a=[1.1, -2.5, 0, 1e60]), params={"degree": 6})
    yield _case("breast_cancer, eight columns", matrix(RandomState(6).standard_normal((3, 8))), params={"degree": 3})
    yield _case("degree the wrong way round", x, params={"degree": [3, 2]})
    yield _case("missing", table(a=[1, None]))
    yield _case("texts", dataset("penguins")[0], train=range(5))
