"""early_stopping and average of SGDClassifier, SGDRegressor and Perceptron."""

from cases.sgd_classifier import scaled, stochastic, text_of
from common import matrix, split, table
from numpy.random import RandomState

STOPPING = (
    {},
    {"validation_fraction": 0.3},
    {"n_iter_no_change": 2},
    {"tol": 0.0},
    {"tol": None, "max_iter": 12},
    {"random_state": 3},
    {"shuffle": False},
    {"fit_intercept": False},
)
AVERAGES = (
    {"average": True},
    {"average": 1},
    {"average": 10},
    {"average": 400},
    {"average": 100000000},
    {"average": True, "fit_intercept": False},
    {"average": 60, "early_stopping": True},
)
OF_CLASSIFIERS = (
    {"loss": "modified_huber"},
    {"penalty": "l1"},
    {"penalty": "elasticnet", "alpha": 0.01},
    {"penalty": None},
    {"learning_rate": "adaptive", "eta0": 0.5},
    {"learning_rate": "constant", "eta0": 0.1},
    {"class_weight": "balanced"},
)


def is_close(cls, params):
    rate = params.get("learning_rate", "invscaling" if cls == "SGDRegressor" else "")
    return params.get("loss") == "log_loss" or rate == "invscaling"


def classifier_cases(cls):
    for params in STOPPING:
        params = {"early_stopping": True, **params}
        yield stochastic(cls, f"{cls}, iris, {text_of(params)}", "iris", params, test=range(0, 150, 5))
    x, y = scaled("breast_cancer", slice(0, 569, 8))
    weights = RandomState(4).choice([0.0, 0.5, 1.0, 2.0], len(y)).tolist()
    yield stochastic(cls, f"{cls}, two classes", x, {"early_stopping": True}, y=y)
    yield stochastic(
        cls, f"{cls}, two classes, max_iter=2 (does not converge)", x, {"early_stopping": True, "max_iter": 2}, y=y
    )
    yield stochastic(
        cls,
        f"{cls}, weights",
        x,
        {"early_stopping": True, "validation_fraction": 0.25},
        y=y,
        sample_weight=weights,
        outputs=("fitted", "predict", "error", "at", "scikit-learn says"),
    )
    train, test = split("wine")
    yield stochastic(
        cls, f"{cls}, wine as it is, held-out rows", "wine", {"early_stopping": True}, train=train, test=test[:40]
    )
    few = table(a=[1, 2, 3, 4, 5, 6], b=[0, 1, 0, 2, 1, 0])
    yield stochastic(
        cls, f"{cls}, fewer rows aside than classes", few, {"early_stopping": True}, y=["x", "y", "x", "y", "x", "y"]
    )
    yield stochastic(
        cls,
        f"{cls}, a class of one row",
        few,
        {"early_stopping": True, "validation_fraction": 0.4},
        y=["x", "y", "x", "y", "x", "z"],
    )


def cases():
    yield from classifier_cases("SGDClassifier")
    yield from classifier_cases("Perceptron")
    cls = "SGDClassifier"
    for params in OF_CLASSIFIERS + (
        {"loss": "log_loss"},
        {"loss": "log_loss", "penalty": "l1"},
        {"learning_rate": "invscaling", "eta0": 1.0},
    ):
        stopping = {"early_stopping": True, **params}
        yield stochastic(
            cls, f"iris, {text_of(stopping)}", "iris", stopping, is_close(cls, params), test=range(0, 150, 5)
        )
        averaged = {"average": True, **params}
        yield stochastic(
            cls, f"iris, {text_of(averaged)}", "iris", averaged, is_close(cls, params), test=range(0, 150, 5)
        )
    for params in AVERAGES:
        yield stochastic(cls, f"iris, {text_of(params)}", "iris", params, test=range(0, 150, 5))
    x, y = scaled("breast_cancer", slice(0, 569, 8))
    for params in AVERAGES:
        yield stochastic(cls, f"two classes, {text_of(params)}", x, params, y=y)
    # the scale of the weights is folded in many times
    params = {"average": True, "alpha": 10.0, "learning_rate": "constant", "eta0": 0.09, "tol": None, "max_iter": 30}
    yield stochastic(cls, f"two classes, {text_of(params)}", x, params, y=y)

    cls = "SGDRegressor"
    x, y = scaled("diabetes", slice(0, 442, 5))
    weights = RandomState(5).choice([0.0, 0.5, 1.0, 2.0], len(y)).tolist()
    exact = {"learning_rate": "constant", "eta0": 0.003}
    for params in (
        tuple({"early_stopping": True, **p} for p in STOPPING)
        + AVERAGES
        + ({"average": True, "penalty": "l1"}, {"average": True, "penalty": None})
    ):
        yield stochastic(cls, f"diabetes, {text_of(params)}", x, params, is_close(cls, params), y=y, test=range(20))
        params = {**params, **exact}
        yield stochastic(cls, f"diabetes, {text_of(params)}", x, params, y=y, test=range(20))
    for params in ({"early_stopping": True, **exact}, {"average": True, **exact}):
        yield stochastic(
            cls, f"diabetes, weights, {text_of(params)}", x, params, y=y, test=range(20), sample_weight=weights
        )
    params = {"early_stopping": True, "learning_rate": "adaptive", "loss": "huber", "epsilon": 1.0}
    yield stochastic(cls, f"diabetes, {text_of(params)}", x, params, y=y, test=range(20))
    rows = matrix(RandomState(6).standard_normal((12, 2)).round(2))
    target = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
    params = {"early_stopping": True, "validation_fraction": 0.05, "max_iter": 7, **exact}
    yield stochastic(cls, "one row aside: never stops early", rows, params, y=target)
    params = {"early_stopping": True, "validation_fraction": 0.3, **exact}
    yield stochastic(cls, "a constant target", rows, params, y=[2] * 12)
    yield stochastic(cls, "one row", table(a=[1]), params, y=[2])
