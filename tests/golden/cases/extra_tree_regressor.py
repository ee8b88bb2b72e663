"""ExtraTreeRegressor, and the trees that draw their thresholds: the whole tree, node by node."""

import numpy as np
from cases.decision_tree_regressor import criteria_cases
from common import dataset, estimator_case, matrix, split, table
from numpy.random import RandomState


def _case(name, data, params=None, kind="ExtraTreeRegressor", **more):
    return estimator_case(name, {"class": kind, "params": {"random_state": 0, **(params or {})}}, data, **more)


def cases():
    yield from criteria_cases("ExtraTreeRegressor")
    options = [
        {},
        {"random_state": 5, "max_features": None},
        {"splitter": "best", "max_depth": 5},
        {"max_depth": 4, "max_features": "sqrt"},
        {"min_samples_leaf": 6},
        {"max_leaf_nodes": 17},
        {"min_weight_fraction_leaf": 0.05},
        {"ccp_alpha": 20.0},
    ]
    for i, params in enumerate(options):
        text = ", ".join(f"{k}={v}" for k, v in params.items()) or "default"
        train, test = split("diabetes", seed=i)
        yield _case(f"diabetes, {text}", "diabetes", params, train=train, test=test)
    yield _case(
        "DecisionTreeRegressor with random thresholds",
        "diabetes",
        {"splitter": "random", "min_samples_leaf": 4},
        kind="DecisionTreeRegressor",
    )
    yield _case("one row", table(a=[1], b=[2]), y=[7.5])
    yield _case("constant target", table(a=[1, 2, 3]), y=[0.1, 0.1, 0.1])
    rng = RandomState(12)
    counts = rng.randint(0, 4, size=(200, 4)).astype(float)
    y = (counts @ [1.5, -2, 0.25, 0] + rng.standard_normal(200)).tolist()
    for seed in (0, 1):
        yield _case(f"many ties, seed {seed}", matrix(counts), {"random_state": seed}, y=y)
    x, y, _ = dataset("diabetes")
    for share in (0.05, 0.4):
        holes = x.array(None)
        holes[RandomState(6).random_sample(holes.shape) < share] = np.nan
        yield _case(f"diabetes with {share:.0%} missing", matrix(holes, x.names), {"min_samples_leaf": 4}, y=y)
