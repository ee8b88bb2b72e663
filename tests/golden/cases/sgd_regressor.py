"""SGDRegressor: exact, but for the learning rate 'invscaling', which passes through pow."""

from cases.sgd_classifier import scaled, stochastic, text_of
from common import matrix, table
from numpy.random import RandomState


def cases():
    x, y = scaled("diabetes", slice(0, 442, 5))
    for params in (
        {},
        {"loss": "huber", "epsilon": 1.0},
        {"loss": "epsilon_insensitive"},
        {"penalty": "l1"},
        {"penalty": "elasticnet"},
        {"penalty": None},
        {"alpha": 0.1},
        {"fit_intercept": False},
        {"shuffle": False},
        {"random_state": 5},
    ):
        yield stochastic("SGDRegressor", f"diabetes, {text_of(params)}", x, params, True, y=y, test=range(20))
        params = {**params, "learning_rate": "adaptive" if len(params) % 2 else "constant", "eta0": 0.003}
        yield stochastic("SGDRegressor", f"diabetes, {text_of(params)}", x, params, y=y, test=range(20))
    params = {"loss": "squared_epsilon_insensitive", "learning_rate": "optimal", "alpha": 0.1}
    yield stochastic("SGDRegressor", f"diabetes, {text_of(params)}", x, params, y=y, test=range(20))
    rng = RandomState(12)
    x = rng.standard_normal((60, 4)).round(2)
    y = (x @ [1, -2, 0, 3] + 5 + 0.1 * rng.standard_normal(60)).round(2).tolist()
    yield stochastic("SGDRegressor", "random, constant", matrix(x), {"learning_rate": "constant"}, y=y, test=range(20))
    yield stochastic("SGDRegressor", "random, default", matrix(x), {}, True, y=y, test=range(20))
    yield stochastic(
        "SGDRegressor", "random, five passes", matrix(x), {"tol": None, "max_iter": 5}, True, y=y, test=range(20)
    )
    yield stochastic(
        "SGDRegressor", "one row", table(a=[1]), {"learning_rate": "constant"}, y=[2], outputs=("fitted", "predict")
    )
    yield stochastic(
        "SGDRegressor", "runs away", table(a=[1e8, 2e8, 3e9]), {"learning_rate": "constant"}, y=[1e9, 2, 3]
    )
    yield stochastic("SGDRegressor", "missing value", table(a=[1, None]), y=[1, 2])
