"""GradientBoostingClassifier: probabilities, scores and the shape of every tree."""

from common import estimator_case, split, table, tight

# Gradients pass through exp, whose last bit differs from glibc's once in a thousand times. That tells apart features that give the same split:
# "breast_cancer, exponential, weights" with subsample=0.7 would be such a case (with glibc's exp it is equal too).
CLOSE = tight(1e-10, 1e-12)
TREES = (
    "estimators_.first_node",
    "estimators_.feature",
    "estimators_.threshold",
    "estimators_.children_left",
    "estimators_.children_right",
    "estimators_.missing_go_to_left",
)


def _case(name, data, params=None, **more):
    params = {"random_state": 0, "n_estimators": 6, **(params or {})}
    return estimator_case(
        name,
        {"class": "GradientBoostingClassifier", "params": params},
        data,
        tolerance=CLOSE,
        keys={key: {"class": "exact"} for key in TREES},
        **more,
    )


def cases():
    options = [
        {},
        {"max_depth": 1, "n_estimators": 20},
        {"max_depth": None, "min_samples_leaf": 10},
        {"max_leaf_nodes": 4, "learning_rate": 0.5},
        {"subsample": 0.6},
        {"max_features": "sqrt"},
        {"init": "zero"},
        {"ccp_alpha": 0.01},
        {"n_iter_no_change": 2, "learning_rate": 0.9, "n_estimators": 40, "validation_fraction": 0.3},
    ]
    for i, params in enumerate(options):
        text = ", ".join(f"{k}={v}" for k, v in params.items()) or "default"
        for name in ("iris", "wine", "breast_cancer"):
            train, test = split(name, seed=i)
            yield _case(f"{name}, {text}", name, {"random_state": i, **params}, train=train, test=test)
    train, test = split("breast_cancer")
    for i, params in enumerate(
        (
            {},
            {"subsample": 0.5, "n_estimators": 8},
            {"init": "zero", "max_leaf_nodes": 5},
            {"n_iter_no_change": 2, "learning_rate": 0.8, "n_estimators": 30},
        )
    ):
        text = ", ".join(f"{k}={v}" for k, v in params.items()) or "default"
        yield _case(
            f"breast_cancer, exponential, {text}",
            "breast_cancer",
            {"loss": "exponential", "random_state": i, **params},
            train=train,
            test=test,
        )
    for loss in ("log_loss", "exponential"):
        for params in ({}, {"subsample": 0.6}, {"n_iter_no_change": 3, "n_estimators": 12, "validation_fraction": 0.2}):
            text = ", ".join(f"{k}={v}" for k, v in params.items()) or "default"
            yield _case(
                f"breast_cancer, {loss}, weights, {text}",
                "breast_cancer",
                {"loss": loss, "criterion": "squared_error", **params},
                train=train,
                test=test,
                sample_weight=[(i * 7 % 9) / 4 for i in range(569)],
            )
    train, test = split("iris")
    yield _case(
        "iris, weights",
        "iris",
        {"subsample": 0.8},
        train=train,
        test=test,
        sample_weight=[(i * 7 % 9) / 4 for i in range(150)],
    )
    yield _case("one class with a weight", table(a=[1, 2, 3, 4]), y=["x", "y", "x", "y"], sample_weight=[1, 0, 1, 0])
    yield _case("three classes, exponential", table(a=[1, 2, 3]), {"loss": "exponential"}, y=["x", "y", "z"])
    yield _case(
        "two classes",
        table(a=[1, 2, 3, 4, 5, 6, 7, 8], b=[3, 1, 4, 1, 5, 9, 2, 6]),
        y=["x", "y", "x", "y", "y", "x", "y", "y"],
    )
    yield _case("numbers as labels", table(a=list(range(12))), y=[3, 3, 3, -1, -1, 10, 10, 10, -1, 3, 10, 10])
    yield _case("one class", table(a=[1, 2, 3]), y=["x", "x", "x"])
