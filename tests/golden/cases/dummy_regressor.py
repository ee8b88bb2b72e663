"""DummyRegressor."""

from common import estimator_case, matrix, split
from numpy.random import RandomState


def _case(name, data, params, **more):
    return estimator_case(name, {"class": "DummyRegressor", "params": params}, data, **more)


def cases():
    train, test = split("diabetes")
    for params in (
        {},
        {"strategy": "mean"},
        {"strategy": "median"},
        {"strategy": "quantile", "quantile": 0.9},
        {"strategy": "quantile", "quantile": 0.33},
        {"strategy": "constant", "constant": 152},
    ):
        text = ", ".join(f"{k}={v}" for k, v in params.items()) or "default"
        yield _case(f"diabetes, {text}", "diabetes", params)
        yield _case(f"diabetes, held-out rows, {text}", "diabetes", params, train=train, test=test)
    rng = RandomState(2)
    for n in (1, 2, 5, 8, 9, 31, 128, 130, 257):
        y = (rng.standard_normal(n) * 7 + 3).tolist()
        x = matrix([[float(i)] for i in range(n)])
        for params in (
            {"strategy": "mean"},
            {"strategy": "median"},
            {"strategy": "quantile", "quantile": 0.25},
            {"strategy": "quantile", "quantile": 0.7},
        ):
            text = ", ".join(str(v) for v in params.values())
            yield _case(f"{n} rows, {text}", x, params, y=y)
    x = matrix([[0.0], [1.0], [2.0], [3.0]])
    y = [1, 5, 2, 10]
    for quantile in (0.0, 1.0, 0.5, 1 / 3, 0.99):
        yield _case(f"quantile {quantile:.6g}", x, {"strategy": "quantile", "quantile": quantile}, y=y)
    yield _case("quantile is missing", x, {"strategy": "quantile"}, y=y)
    yield _case("quantile out of range", x, {"strategy": "quantile", "quantile": 1.5}, y=y)
    yield _case("constant is missing", x, {"strategy": "constant"}, y=y)
    yield _case("constant -0.5", x, {"strategy": "constant", "constant": -0.5}, y=y)
    yield _case("constant target", x, {}, y=[0.1] * 4)
    yield _case("large values", x, {}, y=[1e300, 1e300, -1e300, 1])
