"""DecisionTreeRegressor (squared_error): the whole tree, node by node."""
import numpy as np
from common import dataset, estimator_case, matrix, split, table
from numpy.random import RandomState


def _case(name, data, params=None, **more):
    params = {"random_state": 0, **(params or {})}
    return estimator_case(name, {"class": "DecisionTreeRegressor", "params": params}, data, **more)


def _holes(array, rng, share):
    array = array.copy()
    array[rng.random_sample(array.shape) < share] = np.nan
    return array


def cases():
    train, test = split("diabetes")
    for seed in (0, 3):
        yield _case(f"diabetes, seed {seed}", "diabetes", {"random_state": seed}, train=train, test=test)
    options = [
        {"max_depth": 1}, {"max_depth": 4}, {"min_samples_split": 40}, {"min_samples_split": 0.2},
        {"min_samples_leaf": 12}, {"min_samples_leaf": 0.05}, {"min_weight_fraction_leaf": 0.06},
        {"max_features": "sqrt", "min_samples_leaf": 5}, {"max_features": "log2", "max_depth": 5},
        {"max_features": 4, "max_depth": 5}, {"max_features": 0.7, "max_depth": 5}, {"max_leaf_nodes": 2},
        {"max_leaf_nodes": 20}, {"max_leaf_nodes": 11, "max_features": 3}, {"min_impurity_decrease": 40.0},
        {"ccp_alpha": 30.0}, {"ccp_alpha": 5.5, "max_depth": 6}, {"ccp_alpha": 1e9},
        {"max_leaf_nodes": 12, "min_impurity_decrease": 25.0, "min_samples_leaf": 4},
    ]
    for i, params in enumerate(options):
        text = ", ".join(f"{k}={v}" for k, v in params.items())
        train, test = split("diabetes", seed=i)
        yield _case(f"diabetes, {text}", "diabetes", {**params, "random_state": i}, train=train, test=test)

    yield _case("one row", table(a=[1], b=[2]), y=[7.5])
    yield _case("constant target", table(a=[1, 2, 3]), y=[0.1, 0.1, 0.1])
    yield _case("constant columns only", table(a=[1, 1, 1], b=[2, 2, 2]), y=[1, 2, 4])
    yield _case("step", table(a=[1, 2, 3, 4, 5, 6]), y=[1, 1, 1, 5, 5, 5.5])
    for seed in range(4):
        yield _case(f"equal columns, seed {seed}", table(a=[1, 2, 3, 4], b=[1, 2, 3, 4], c=[4, 3, 2, 1]),
                    {"random_state": seed}, y=[0.1, 0.2, 0.7, 0.9])
    yield _case("differences below single precision",
                table(a=[16777216, 16777217, 16777218, 16777219, 16777220, 16777222]), y=[1, 2, 3, 4, 5, 6])
    yield _case("large targets", table(a=[1, 2, 3, 4, 5]), y=[1e8 + 1, 1e8 + 2, 1e8 - 1, 1e8, 1e8 + 0.5])
    yield _case("tiny targets", table(a=[1, 2, 3, 4, 5]), y=[1e-9, 2e-9, -1e-9, 0, 5e-9])

    rng = RandomState(12)
    # tied values in runs longer than 15 rows: the order of ties after the sort decides the last bits of the sums
    counts = rng.randint(0, 4, size=(200, 4)).astype(float)
    y = (counts @ [1.5, -2, 0.25, 0] + rng.standard_normal(200)).tolist()
    for params in ({}, {"max_depth": 3}, {"max_leaf_nodes": 14}, {"max_features": 2}, {"min_samples_leaf": 7},
                   {"ccp_alpha": 0.05}):
        text = ", ".join(f"{k}={v}" for k, v in params.items()) or "default"
        for seed in (0, 1):
            yield _case(f"many ties, {text}, seed {seed}", matrix(counts), {**params, "random_state": seed}, y=y)
    x = rng.standard_normal((300, 3))
    y = (np.sin(x[:, 0] * 2) + x[:, 1] ** 2).tolist()
    yield _case("smooth function", matrix(x), {"min_samples_leaf": 3}, y=y, train=range(250), test=range(250, 300))
    yield _case("one column", matrix(x[:, :1]), {"max_leaf_nodes": 25}, y=y)

    two = table(a=[1, None, 3, 4, None, 6], b=[None, 2, 2, None, 1, 1])
    for seed in range(3):
        yield _case(f"small, missing values, seed {seed}", two, {"random_state": seed}, y=[1, 2, 5.5, 4, 2.5, 6])
    yield _case("missing against present", table(a=[None, None, 1, 1, 1]), y=[1, 1.5, 4, 4, 4.25])
    yield _case("missing at prediction where none was at fit", table(a=[1, 2, 3, 4, 5, None]),
                y=[1, 1, 2, 2, 2, 0], train=range(5), test=[5, 0, 4])
    x, y, _ = dataset("diabetes")
    for share in (0.05, 0.4):
        holes = matrix(_holes(x.array(None), RandomState(6), share), x.names)
        for params in ({"min_samples_leaf": 8}, {"max_features": 3, "max_depth": 5}, {"max_leaf_nodes": 12}):
            text = ", ".join(f"{k}={v}" for k, v in params.items())
            yield _case(f"diabetes with {share:.0%} missing, {text}", holes, params, y=y)
