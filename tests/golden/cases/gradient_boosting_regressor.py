"""GradientBoostingRegressor: every tree, node by node."""

from common import estimator_case, matrix, split, table
from numpy.random import RandomState


def _case(name, data, params=None, **more):
    params = {"random_state": 0, "n_estimators": 10, **(params or {})}
    return estimator_case(name, {"class": "GradientBoostingRegressor", "params": params}, data, **more)


def cases():
    options = [
        {},
        {"n_estimators": 40, "learning_rate": 0.5, "max_depth": 2},
        {"max_depth": None, "min_samples_leaf": 20},
        {"max_depth": 1, "n_estimators": 50},
        {"max_leaf_nodes": 5},
        {"max_features": "sqrt"},
        {"max_features": 0.5, "min_samples_split": 0.2},
        {"subsample": 0.5, "n_estimators": 15},
        {"subsample": 0.9, "min_weight_fraction_leaf": 0.05},
        {"min_impurity_decrease": 40.0},
        {"ccp_alpha": 30.0},
        {"init": "zero"},
        {"n_iter_no_change": 2, "learning_rate": 0.8, "n_estimators": 60},
        {"n_iter_no_change": 3, "tol": 30.0, "validation_fraction": 0.3, "n_estimators": 60},
        {"learning_rate": 0.0, "n_estimators": 2},
    ]
    for i, params in enumerate(options):
        text = ", ".join(f"{k}={v}" for k, v in params.items()) or "default"
        train, test = split("diabetes", seed=i)
        yield _case(f"diabetes, {text}", "diabetes", {"random_state": i, **params}, train=train, test=test)
    weights = [(i * 7 % 9) / 4 for i in range(442)]
    for loss in ("absolute_error", "huber", "quantile"):
        for i, params in enumerate(
            (
                {},
                {"alpha": 0.3},
                {"subsample": 0.6, "max_leaf_nodes": 6},
                {"init": "zero", "learning_rate": 0.5},
                {"n_iter_no_change": 2, "learning_rate": 0.8, "n_estimators": 40},
            )
        ):
            text = ", ".join(f"{k}={v}" for k, v in params.items()) or "default"
            train, test = split("diabetes", seed=i)
            yield _case(
                f"diabetes, {loss}, {text}",
                "diabetes",
                {"loss": loss, "random_state": i, **params},
                train=train,
                test=test,
            )
    for loss in ("squared_error", "absolute_error", "huber", "quantile"):
        for params in ({}, {"subsample": 0.7, "max_features": 0.5}, {"n_iter_no_change": 2, "n_estimators": 12}):
            text = ", ".join(f"{k}={v}" for k, v in params.items()) or "default"
            yield _case(
                f"diabetes, {loss}, weights, {text}",
                "diabetes",
                {"loss": loss, "n_estimators": 6, "criterion": "friedman_mse", **params},
                train=range(0, 442, 2),
                test=range(1, 200, 4),
                sample_weight=weights,
            )
    yield _case("one row", table(a=[1], b=[2]), y=[7.5])
    yield _case("constant target", table(a=[1, 2, 3]), y=[0.1, 0.1, 0.1])
    rng = RandomState(12)
    counts = rng.randint(0, 4, size=(150, 4)).astype(float)
    y = (counts @ [1.5, -2, 0.25, 0] + rng.standard_normal(150)).tolist()
    for seed in (0, 1):
        yield _case(f"many ties, seed {seed}", matrix(counts), {"random_state": seed, "max_depth": 5}, y=y)
    yield _case("missing values", table(a=[1, None, 3], b=[1, 2, 3]), y=[1, 2, 3])
    yield _case("beyond single precision", table(a=[1e39, 1, 2]), y=[1, 2, 3])
