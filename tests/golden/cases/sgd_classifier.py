"""SGDClassifier: exact, but for losses and learning rates that pass through exp, log and pow."""

import numpy as np
from common import EXACT, dataset, estimator_case, matrix, split, table, tight
from numpy.random import RandomState

# The order of the sums of a prediction is that of BLAS; labels are equal.
PROBABILITIES = {"predict_proba": tight(1e-10, 1e-12)}
PREDICTIONS = {"predict": tight(1e-12, 1e-12)}


def stochastic(cls, name, data, params=None, close=False, **more):
    params = {"random_state": 0, **(params or {})}
    if close:
        tolerance, keys = tight(1e-10, 1e-10), {"n_iter_": EXACT, "t_": EXACT}
    else:
        tolerance, keys = EXACT, PREDICTIONS if cls == "SGDRegressor" else PROBABILITIES
    return estimator_case(name, {"class": cls, "params": params}, data, tolerance=tolerance, keys=keys, **more)


def scaled(name, rows=slice(None)):
    t, y, _ = dataset(name)
    x = np.array(t.columns).T
    x = ((x - x.mean(0)) / x.std(0)).round(2)[rows]
    return matrix(x), list(y[rows])


def text_of(params):
    return ", ".join(f"{k}={v}" for k, v in params.items()) or "default"


def classifier_cases(cls, variants):
    for params in variants:
        close = params.get("loss") == "log_loss" or params.get("learning_rate") == "invscaling"
        yield stochastic(cls, f"iris, {text_of(params)}", "iris", params, close, test=range(0, 150, 5))
    for data in ("wine", "breast_cancer"):
        train, test = split(data)
        yield stochastic(cls, f"{data}, held-out rows", data, train=train, test=test[:40])
    x, y = scaled("wine", slice(0, 178, 3))
    yield stochastic(cls, "wine, scaled", x, y=y)
    x, y = scaled("breast_cancer", slice(0, 569, 8))
    yield stochastic(cls, "breast_cancer, scaled, seed 7", x, {"random_state": 7}, y=y)
    yield stochastic(cls, "breast_cancer, scaled, class_weight='balanced'", x, {"class_weight": "balanced"}, y=y)
    yield stochastic(cls, "breast_cancer, scaled, class_weight by label", x, {"class_weight": {y[0]: 3.0}}, y=y)
    rng = RandomState(11)
    x = rng.standard_normal((50, 3)).round(2)
    yield stochastic(cls, "random, labels 0 and 1", matrix(x), y=[int(v > 0) for v in x[:, 0]])
    yield stochastic(cls, "random, four classes", matrix(x), y=[f"k{i}" for i in rng.randint(4, size=50)])
    yield stochastic(cls, "two rows", table(a=[1, 2]), y=["x", "y"])
    yield stochastic(cls, "one column", table(a=[1, 2, 3, 4]), y=["x", "y", "x", "y"])
    yield stochastic(cls, "max_iter=2 (does not converge)", matrix(x), {"max_iter": 2}, y=[int(v > 0) for v in x[:, 1]])
    yield stochastic(cls, "one class", table(a=[1, 2]), y=["x", "x"])
    yield stochastic(cls, "missing value", table(a=[1, None]), y=["x", "y"])
    yield stochastic(cls, "negative alpha", table(a=[1, 2]), {"alpha": -1.0}, y=["x", "y"])


def cases():
    losses = ("log_loss", "modified_huber", "squared_hinge", "perceptron", "huber", "epsilon_insensitive")
    yield from classifier_cases(
        "SGDClassifier",
        (
            {},
            *({"loss": loss} for loss in losses),
            {"penalty": "l1"},
            {"penalty": "elasticnet", "alpha": 0.01},
            {"penalty": None},
            {"penalty": "elasticnet", "l1_ratio": 0.7, "alpha": 0.001, "loss": "modified_huber"},
            {"alpha": 1.0},
            {"fit_intercept": False},
            {"shuffle": False},
            {"tol": None, "max_iter": 20},
            {"n_iter_no_change": 2},
            {"learning_rate": "constant", "eta0": 0.1},
            {"learning_rate": "adaptive", "eta0": 0.5},
            {"learning_rate": "invscaling", "eta0": 1.0},
            {"loss": "squared_error", "learning_rate": "constant", "eta0": 0.0001},
            {"loss": "squared_epsilon_insensitive", "learning_rate": "adaptive", "eta0": 0.001},
        ),
    )
    yield stochastic(
        "SGDClassifier", "alpha=0 with learning_rate='optimal'", table(a=[1, 2]), {"alpha": 0.0}, y=["x", "y"]
    )
