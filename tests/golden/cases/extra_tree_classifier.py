"""ExtraTreeClassifier, and the trees that draw their thresholds: the whole tree, node by node."""

import numpy as np
from cases.decision_tree_classifier import weight_cases
from common import dataset, estimator_case, matrix, split, table
from numpy.random import RandomState


def _case(name, data, params=None, kind="ExtraTreeClassifier", **more):
    return estimator_case(name, {"class": kind, "params": {"random_state": 0, **(params or {})}}, data, **more)


def cases():
    yield from weight_cases("ExtraTreeClassifier")
    options = [
        {},
        {"random_state": 5},
        {"max_features": None},
        {"splitter": "best"},
        {"max_depth": 3},
        {"min_samples_leaf": 5},
        {"min_samples_split": 0.2},
        {"max_leaf_nodes": 7},
        {"max_leaf_nodes": 20, "max_features": 1},
        {"min_weight_fraction_leaf": 0.1},
        {"class_weight": "balanced", "min_weight_fraction_leaf": 0.05},
        {"ccp_alpha": 0.02},
        {"min_impurity_decrease": 0.02},
    ]
    for i, params in enumerate(options):
        text = ", ".join(f"{k}={v}" for k, v in params.items()) or "default"
        for name in ("iris", "wine", "breast_cancer")[: 2 + (i < 4)]:
            train, test = split(name, seed=i)
            yield _case(f"{name}, {text}", name, params, train=train, test=test)
    for seed in range(3):
        yield _case(
            f"DecisionTreeClassifier with random thresholds, seed {seed}",
            "iris",
            {"splitter": "random", "random_state": seed},
            kind="DecisionTreeClassifier",
        )
    yield _case("one row", table(a=[1], b=[2]), y=["x"])
    yield _case(
        "close values (1e-7 rule)", table(a=[0, 5e-8, 1.2e-7, 3e-7, 1, 1 + 1.1e-7]), y=["x", "y", "x", "y", "x", "y"]
    )
    yield _case(
        "constants among columns",
        table(a=[1] * 6, b=[1, 2, 3, 4, 5, 6], c=[0] * 6),
        {"max_features": 1},
        y=["x", "y", "x", "y", "y", "x"],
    )
    rng = RandomState(11)
    counts = rng.randint(0, 4, size=(120, 5)).astype(float)
    labels = (counts[:, 0] + counts[:, 1] * rng.randint(0, 2, 120)).astype(int) % 3
    for seed in (0, 1):
        yield _case(f"many ties, seed {seed}", matrix(counts), {"random_state": seed}, y=[float(v) for v in labels])
    for name in ("iris", "wine"):
        x, y, _ = dataset(name)
        for share in (0.05, 0.4):
            holes = x.array(None)
            holes[RandomState(5).random_sample(holes.shape) < share] = np.nan
            for params in ({}, {"max_features": None, "max_leaf_nodes": 9}):
                text = ", ".join(f"{k}={v}" for k, v in params.items()) or "default"
                train, test = split(name)
                yield _case(
                    f"{name} with {share:.0%} missing, {text}",
                    matrix(holes, x.names),
                    params,
                    y=y,
                    train=train,
                    test=test,
                )
    yield _case("a column all missing", table(a=[None] * 4, b=[1, 2, 3, 4]), y=["x", "y", "x", "y"])
