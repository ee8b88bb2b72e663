"""HistGradientBoostingClassifier: probabilities, scores and the shape of every tree."""

import numpy as np
from common import dataset, estimator_case, matrix, split, table, tight
from numpy.random import RandomState

# Gradients pass through exp, whose last bit differs between libraries.
CLOSE = tight(1e-10, 1e-12)
TREES = (
    "predictors_.threshold",
    "predictors_.first_node",
    "predictors_.feature",
    "predictors_.children_left",
    "predictors_.children_right",
    "predictors_.missing_go_to_left",
    "predictors_.category_set",
    "predictors_.left_categories",
)


def _case(name, data, params=None, **more):
    params = {"random_state": 0, "max_iter": 5, **(params or {})}
    return estimator_case(
        name,
        {"class": "HistGradientBoostingClassifier", "params": params},
        data,
        tolerance=CLOSE,
        keys={key: {"class": "exact"} for key in TREES},
        **more,
    )


def cases():
    for i, params in enumerate(
        (
            {},
            {"class_weight": "balanced"},
            {"max_features": 0.6, "min_samples_leaf": 5},
            {"early_stopping": True, "max_iter": 30, "n_iter_no_change": 2},
        )
    ):
        text = ", ".join(f"{k}={v}" for k, v in params.items()) or "default"
        train, test = split("penguins", seed=i)
        columns = [j for j in range(len(dataset("penguins")[0].names)) if dataset("penguins")[0].text(j)]
        yield _case(
            f"penguins, {text}",
            "penguins",
            {"categorical_features": columns, "random_state": i, **params},
            train=train,
            test=test,
            none=np.nan,
        )
    train, test = split("breast_cancer")
    weights = [(i * 7 % 9) / 4 for i in range(569)]
    for i, params in enumerate(
        (
            {},
            {"class_weight": "balanced"},
            {"monotonic_cst": [-1] * 30},
            {"monotonic_cst": [0, -1, 1] * 10, "max_leaf_nodes": 6},
            {"interaction_cst": [[0, 1, 2, 3], [20, 21, 22]]},
            {"max_features": 0.2},
            {"max_bins": 30, "early_stopping": True, "n_iter_no_change": 3, "max_iter": 20},
        )
    ):
        text = ", ".join(f"{k}={v}" for k, v in params.items()) or "default"
        for weighted in (False, True)[: 1 + (i in (0, 1, 6))]:
            yield _case(
                f"breast_cancer{', weights' if weighted else ''}, {text}, seed {i}",
                "breast_cancer",
                {"random_state": i, **params},
                train=train,
                test=test,
                sample_weight=weights if weighted else None,
            )
    train, test = split("wine")
    yield _case("wine, weights", "wine", {"max_leaf_nodes": 5}, train=train, test=test, sample_weight=weights[:178])
    yield _case(
        "numbers as labels, weights per class",
        table(a=list(range(12))),
        {"min_samples_leaf": 1, "class_weight": {"0": 1, "1": 2.5, "2": 0.5}},
        y=[0, 0, 0, 1, 1, 2, 2, 2, 1, 0, 2, 2],
    )
    for weights in ({"0": 1, "1": 4.0}, {"1": 4.0}, {"0": 2, "1": 1, "2": 9}, {"up": 4.0}, {"0": 1, "2": 9}):
        yield _case(
            f"texts as labels, weights of {', '.join(weights)}",
            table(a=list(range(12))),
            {"min_samples_leaf": 1, "class_weight": weights},
            y=["up", "up", "down", "up", "down", "down"] * 2,
        )
    yield _case(
        "labels 1 and 2, weights by label",
        table(a=list(range(12))),
        {"min_samples_leaf": 1, "class_weight": {"1": 2, "2": 1}},
        y=[1, 1, 2, 1, 2, 2] * 2,
    )
    yield _case(
        "a column without values",
        table(a=list(range(12)), b=[None] * 12),
        {"min_samples_leaf": 1},
        y=[1, 1, 2, 1, 2, 2] * 2,
    )
    yield _case(
        "a column without values, of categories",
        table(a=list(range(12)), b=[None] * 12),
        {"min_samples_leaf": 1, "categorical_features": [1]},
        y=[1, 1, 2, 1, 2, 2] * 2,
    )
    yield _case("three classes, rising", "iris", {"monotonic_cst": [1, 0, 0, 0]})
    options = [
        {},
        {"max_leaf_nodes": 4, "max_iter": 15},
        {"max_depth": 2, "learning_rate": 0.5},
        {"min_samples_leaf": 3},
        {"l2_regularization": 3.0},
        {"max_bins": 12},
        {"early_stopping": True, "max_iter": 60, "learning_rate": 0.4, "n_iter_no_change": 3},
        {"early_stopping": True, "validation_fraction": None, "tol": 0.02, "max_iter": 40, "n_iter_no_change": 2},
    ]
    for i, params in enumerate(options):
        text = ", ".join(f"{k}={v}" for k, v in params.items()) or "default"
        for name in ("breast_cancer", "iris", "wine")[: 2 + i % 2]:
            train, test = split(name, seed=i)
            yield _case(f"{name}, {text}", name, {"random_state": i, **params}, train=train, test=test)
    yield _case("few rows", table(a=[1, 2, 3]), y=["x", "y", "x"])
    yield _case(
        "numbers as labels",
        table(a=list(range(12))),
        {"min_samples_leaf": 1},
        y=[3, 3, 3, -1, -1, 10, 10, 10, -1, 3, 10, 10],
    )
    x, y, _ = dataset("iris")
    for share in (0.1, 0.5):
        holes = x.array(None)
        holes[RandomState(5).random_sample(holes.shape) < share] = np.nan
        train, test = split("iris")
        yield _case(
            f"iris with {share:.0%} missing", matrix(holes, x.names), {"max_iter": 5}, y=y, train=train, test=test
        )
