"""MissingIndicator. Missing texts are None: scikit-learn is asked on frames of numbers only."""

from common import dataset, estimator_case, matrix, table
from numpy.random import RandomState


def _case(name, data, **more):
    params = more.pop("params", {})
    return estimator_case(name, {"class": "MissingIndicator", "params": params}, data, **more)


def cases():
    small = table(a=[1, None, 4, 4], b=[1, 2.5, -7, 0], c=[None, None, None, None], d=[0, 1, 2, None])
    for features in ("missing-only", "all"):
        yield _case(f"small, {features}", small, params={"features": features})
        yield _case(
            f"nothing missing, {features}",
            table(a=[1, 2], b=[3, 4]),
            params={"features": features},
            outputs=("fitted", "feature_names_out"),
        )
        yield _case(f"held-out rows, {features}", small, params={"features": features}, train=[0, 1, 2], test=[1, 2])
        yield _case(
            f"missing in another column, {features}", small, params={"features": features}, train=[0, 1, 2], test=[3]
        )
        yield _case(
            f"missing in another column, not an error, {features}",
            small,
            params={"features": features, "error_on_new": False},
            train=[0, 1, 2],
            test=[3],
        )
    x = RandomState(12).standard_normal((40, 5))
    x[RandomState(13).random_sample(x.shape) < 0.1] = float("nan")
    yield _case("random", matrix(x), train=range(30), test=range(30, 40), params={"error_on_new": False})
    penguins = dataset("penguins")[0]
    yield _case(
        "penguins",
        matrix([[v] for v in penguins.columns[penguins.names.index("body_mass_g")]], ["body_mass_g"]),
        test=range(0, 344, 20),
    )
