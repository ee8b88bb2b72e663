"""HistGradientBoostingRegressor (squared_error): every tree, node by node."""
import numpy as np
from common import dataset, estimator_case, matrix, split, table
from numpy.random import RandomState


def _case(name, data, params=None, **more):
    params = {"random_state": 0, "max_iter": 8, **(params or {})}
    return estimator_case(name, {"class": "HistGradientBoostingRegressor", "params": params}, data, **more)


def cases():
    options = [
        {}, {"max_iter": 25, "learning_rate": 0.3}, {"max_leaf_nodes": 4}, {"max_leaf_nodes": None, "max_depth": 3}, {"max_depth": 1, "max_iter": 30},
        {"min_samples_leaf": 3}, {"min_samples_leaf": 200}, {"min_samples_leaf": 400}, {"l2_regularization": 5.0}, {"max_bins": 8}, {"max_bins": 2},
        {"max_bins": 100, "min_samples_leaf": 1, "max_leaf_nodes": 60, "max_iter": 4},
        {"early_stopping": True, "max_iter": 100, "learning_rate": 0.5, "n_iter_no_change": 3},
        {"early_stopping": True, "validation_fraction": None, "tol": 20.0, "n_iter_no_change": 2, "max_iter": 50},
        {"early_stopping": True, "validation_fraction": 60, "max_iter": 6, "random_state": 7},
    ]
    for i, params in enumerate(options):
        text = ", ".join(f"{k}={v}" for k, v in params.items()) or "default"
        train, test = split("diabetes", seed=i)
        yield _case(f"diabetes, {text}", "diabetes", {"random_state": i, **params}, train=train, test=test)
    yield _case("few rows", table(a=[1, 2, 3]), y=[1, 2, 5])
    yield _case("constant target", table(a=[1, 2, 3, 4]), {"min_samples_leaf": 1}, y=[0.1] * 4)
    yield _case("constant columns", table(a=[1] * 6, b=[2] * 6), {"min_samples_leaf": 1}, y=[1, 2, 3, 4, 5, 6])
    yield _case("infinite values", table(a=[float("inf"), 1, 2, float("-inf"), 5, 6]), {"min_samples_leaf": 1}, y=[1, 2, 3, 4, 5, 6])
    rng = RandomState(3)
    # more values than bins, with ties among them; equal gains
    x = np.round(rng.standard_normal((400, 3)), 2)
    x[:, 2] = rng.randint(0, 3, 400)
    y = np.round(x[:, 0] * 2 + np.abs(x[:, 1]) + x[:, 2], 1)
    for params in ({}, {"max_bins": 16, "max_leaf_nodes": 8}):
        yield _case(f"ties{', 16 bins' if params else ''}", matrix(x), {"max_iter": 6, **params}, y=y.tolist(), train=range(300), test=range(300, 400))
    copies = np.stack([np.repeat(np.arange(8), 4) * 10.0, np.tile([0.0, 1, 2, 3], 8)], axis=1)
    for leaves in (5, 9, 12):
        yield _case(f"tied gains, max_leaf_nodes={leaves}", matrix(copies), {"min_samples_leaf": 1, "max_leaf_nodes": leaves, "max_iter": 3},
                    y=[0.0, 0, 1, 1] * 8)
    x, y, _ = dataset("diabetes")
    for share in (0.05, 0.5):
        holes = x.array(None)
        holes[RandomState(6).random_sample(holes.shape) < share] = np.nan
        for params in ({"max_iter": 8}, {"max_leaf_nodes": 5, "min_samples_leaf": 2}):
            text = ", ".join(f"{k}={v}" for k, v in params.items())
            yield _case(f"diabetes with {share:.0%} missing, {text}", matrix(holes, x.names), params, y=y, train=range(0, 442, 2), test=range(1, 200, 2))
    yield _case("missing against present", table(a=[None] * 5 + [1] * 5), {"min_samples_leaf": 1}, y=[1, 1, 1, 1, 2, 4, 4, 4, 4, 5])
    yield _case("missing at prediction where none was at fit", table(a=[1, 2, 3, 4, 5, None]), {"min_samples_leaf": 1}, y=[1, 1, 2, 2, 2, 0],
                train=range(5), test=[5, 0, 4])
