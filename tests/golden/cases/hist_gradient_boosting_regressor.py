"""HistGradientBoostingRegressor: every tree, node by node."""

import numpy as np
from common import dataset, estimator_case, matrix, split, table, tight
from numpy.random import RandomState


def _case(name, data, params=None, **more):
    params = {"random_state": 0, "max_iter": 8, **(params or {})}
    if params.get("loss") in ("poisson", "gamma"):
        # gradients are exponentials
        exact = (
            "threshold",
            "first_node",
            "feature",
            "children_left",
            "children_right",
            "missing_go_to_left",
            "category_set",
            "left_categories",
        )
        more = {
            "tolerance": tight(1e-10, 1e-12),
            "keys": {f"predictors_.{key}": {"class": "exact"} for key in exact},
            **more,
        }
    return estimator_case(name, {"class": "HistGradientBoostingRegressor", "params": params}, data, **more)


def text_of(params):
    return ", ".join(f"{k}={v}" for k, v in params.items()) or "default"


def mixed_table(n=240):
    """Two numbers around two columns of categories, one of them with many; missing values in three of the four. And a target."""
    rng = RandomState(8)
    a, c = rng.standard_normal((2, n)).round(2)
    few = np.array([2.0, 5.0, 9.0, -1.0, 40.0])[rng.randint(0, 5, n)]
    many = rng.randint(0, 30, n).astype(float)
    y = (a + np.sin(few) * 2 + (many % 4 == 1) * 3 + rng.standard_normal(n) * 0.3).round(2)
    for column, share in ((a, 0.1), (few, 0.08), (many, 0.05)):
        column[rng.random_sample(n) < share] = np.nan
    return np.stack([a, few, c, many], axis=1), y


def other_losses():
    for loss, quantile in (("absolute_error", None), ("poisson", None), ("gamma", None), ("quantile", 0.3)):
        options = [
            {},
            {"max_leaf_nodes": 5, "learning_rate": 0.4, "max_iter": 15},
            {"l2_regularization": 4.0, "max_bins": 20},
            {"early_stopping": True, "learning_rate": 0.5, "max_iter": 50, "n_iter_no_change": 2},
        ]
        for i, params in enumerate(options):
            train, test = split("diabetes", seed=i)
            yield _case(
                f"diabetes, {loss}, {text_of(params)}",
                "diabetes",
                {
                    "loss": loss,
                    "random_state": i,
                    "max_iter": 5,
                    **params,
                    **({"quantile": quantile} if quantile else {}),
                },
                train=train,
                test=test,
            )
    few = table(a=[1, 2, 3, 4])
    for name, params, y in (
        ("gamma, a zero", {"loss": "gamma"}, [1, 0, 2, 3]),
        ("poisson, a negative number", {"loss": "poisson"}, [1, -1, 2, 3]),
        ("poisson, zeros", {"loss": "poisson"}, [0, 0, 0, 0]),
        ("quantile without one", {"loss": "quantile"}, [1, 2, 3, 4]),
    ):
        yield _case(name, few, params, y=y)


def weighted():
    weights = [(i * 7 % 9) / 4 for i in range(442)]
    for loss in ("squared_error", "absolute_error", "poisson", "gamma", "quantile"):
        options = [
            {},
            {"max_bins": 16, "max_leaf_nodes": 6},
            {"early_stopping": True, "max_iter": 20, "n_iter_no_change": 3, "learning_rate": 0.4},
        ]
        for params in options:
            yield _case(
                f"diabetes, {loss}, weights, {text_of(params)}",
                "diabetes",
                {"loss": loss, "max_iter": 4, **({"quantile": 0.7} if loss == "quantile" else {}), **params},
                train=range(0, 442, 2),
                test=range(1, 200, 4),
                sample_weight=weights,
            )
    # thresholds on which just a quarter of the weight lies
    yield _case(
        "weights, four bins",
        table(a=list(range(32))),
        {"max_bins": 4, "min_samples_leaf": 1, "max_iter": 2},
        y=[float(i * i) for i in range(32)],
        sample_weight=[1] * 32,
    )


def constrained():
    directions = [0, -1, 1, 1, -1, 1, 1, 0, -1, 1]
    x, y, _ = dataset("diabetes")
    holes = x.array(None)
    holes[RandomState(6).random_sample(holes.shape) < 0.1] = np.nan
    options = [
        {"monotonic_cst": directions},
        {"monotonic_cst": directions, "max_leaf_nodes": 8, "learning_rate": 0.5},
        {"monotonic_cst": [1] * 10, "loss": "absolute_error"},
        {"monotonic_cst": [-1] * 10, "loss": "poisson"},
        {"interaction_cst": [[0, 1, 2], [2, 3, 8]]},
        {"interaction_cst": "pairwise", "max_leaf_nodes": 12},
        {"interaction_cst": "no_interactions"},
        {"max_features": 0.3},
        {"max_features": 0.75, "min_samples_leaf": 5},
        {"max_features": 0.05, "max_leaf_nodes": 6},
        # in the order of Python's sets
        {
            "max_features": 0.5,
            "monotonic_cst": directions,
            "interaction_cst": [[8, 2], [3, 6, 9]],
            "l2_regularization": 1.0,
        },
    ]
    for i, params in enumerate(options):
        yield _case(
            f"diabetes, {text_of(params)}",
            "diabetes",
            {"random_state": i, "max_iter": 5, **params},
            train=range(0, 442, 2),
            test=range(1, 200, 4),
        )
        if i % 3 == 0:
            yield _case(
                f"diabetes with missing values, {text_of(params)}",
                matrix(holes, x.names),
                {"random_state": i, "max_iter": 4, **params},
                y=y,
                train=range(0, 442, 2),
                test=range(1, 100, 4),
            )
    few = table(a=[1, 2, 3, 4], b=[1, 2, 3, 4])
    for params in (
        {"monotonic_cst": [1]},
        {"monotonic_cst": [1, 3]},
        {"interaction_cst": [[0, 2]]},
        {"interaction_cst": [1]},
        {"monotonic_cst": [1, 0], "categorical_features": [0]},
    ):
        yield _case(f"refused: {text_of(params)}", few, params, y=[1, 2, 3, 4])


def categorical():
    x, y = mixed_table()
    data, rows = matrix(x, ["a", "few", "c", "many"]), {"train": range(0, 240, 2), "test": range(1, 240, 3)}
    options = [
        {},
        {"categorical_features": [3]},
        {"categorical_features": [False, True, False, False]},
        {"min_samples_leaf": 2, "max_leaf_nodes": None, "max_depth": 4},
        {"max_features": 0.5, "min_samples_leaf": 3},
        {"loss": "absolute_error", "min_samples_leaf": 5},
        {"monotonic_cst": [1, 0, -1, 0]},
        {"max_bins": 40, "l2_regularization": 2.0},
        {"early_stopping": True, "max_iter": 30, "n_iter_no_change": 2, "validation_fraction": 0.3},
    ]
    for i, params in enumerate(options):
        params = {"categorical_features": [1, 3], "random_state": i, "max_iter": 5, **params}
        yield _case(f"categories, {text_of(params)}", data, params, y=y.tolist(), **rows)
    yield _case(
        "categories by name",
        data,
        {"categorical_features": ["many", "few"], "max_iter": 3},
        y=y.tolist(),
        frame=True,
        **rows,
    )
    yield _case(
        "categories, weights",
        data,
        {"categorical_features": [1, 3], "min_samples_leaf": 4, "max_iter": 5},
        y=y.tolist(),
        sample_weight=[(i * 7 % 9) / 4 for i in range(240)],
        **rows,
    )
    yield _case(
        "categories, poisson",
        data,
        {"categorical_features": [1, 3], "min_samples_leaf": 4, "loss": "poisson", "max_iter": 5},
        y=np.abs(y).tolist(),
        **rows,
    )
    yield _case(
        "unknown categories",
        table(a=[1, 1, 2, 2, 3, 3] * 6 + [7, None]),
        {"categorical_features": [0], "min_samples_leaf": 1, "max_iter": 3},
        y=[1.0, 1.5, 4, 4.5, 0, 0.5] * 6 + [0, 0],
        train=range(36),
        test=[0, 2, 4, 36, 37],
    )
    # equal means: the order of ties
    yield _case(
        "tied categories",
        table(a=[i % 6 for i in range(120)], b=[i % 5 for i in range(120)]),
        {"categorical_features": [0, 1], "min_samples_leaf": 1, "max_iter": 4},
        y=[float((i % 6) // 2 + (i % 5) // 3) for i in range(120)],
    )
    yield _case(
        "too many categories",
        table(a=list(range(40))),
        {"categorical_features": [0], "max_bins": 20},
        y=[float(i) for i in range(40)],
    )
    yield _case("an infinite category", table(a=[1, 2, float("inf")]), {"categorical_features": [0]}, y=[1, 2, 3])


def cases():
    yield from other_losses()
    yield from weighted()
    yield from constrained()
    yield from categorical()
    options = [
        {},
        {"max_iter": 25, "learning_rate": 0.3},
        {"max_leaf_nodes": 4},
        {"max_leaf_nodes": None, "max_depth": 3},
        {"max_depth": 1, "max_iter": 30},
        {"min_samples_leaf": 3},
        {"min_samples_leaf": 200},
        {"min_samples_leaf": 400},
        {"l2_regularization": 5.0},
        {"max_bins": 8},
        {"max_bins": 2},
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
    yield _case(
        "infinite values",
        table(a=[float("inf"), 1, 2, float("-inf"), 5, 6]),
        {"min_samples_leaf": 1},
        y=[1, 2, 3, 4, 5, 6],
    )
    rng = RandomState(3)
    # more values than bins, with ties among them; equal gains
    x = np.round(rng.standard_normal((400, 3)), 2)
    x[:, 2] = rng.randint(0, 3, 400)
    y = np.round(x[:, 0] * 2 + np.abs(x[:, 1]) + x[:, 2], 1)
    for params in ({}, {"max_bins": 16, "max_leaf_nodes": 8}):
        yield _case(
            f"ties{', 16 bins' if params else ''}",
            matrix(x),
            {"max_iter": 6, **params},
            y=y.tolist(),
            train=range(300),
            test=range(300, 400),
        )
    copies = np.stack([np.repeat(np.arange(8), 4) * 10.0, np.tile([0.0, 1, 2, 3], 8)], axis=1)
    for leaves in (5, 9, 12):
        yield _case(
            f"tied gains, max_leaf_nodes={leaves}",
            matrix(copies),
            {"min_samples_leaf": 1, "max_leaf_nodes": leaves, "max_iter": 3},
            y=[0.0, 0, 1, 1] * 8,
        )
    x, y, _ = dataset("diabetes")
    for share in (0.05, 0.5):
        holes = x.array(None)
        holes[RandomState(6).random_sample(holes.shape) < share] = np.nan
        for params in ({"max_iter": 8}, {"max_leaf_nodes": 5, "min_samples_leaf": 2}):
            text = ", ".join(f"{k}={v}" for k, v in params.items())
            yield _case(
                f"diabetes with {share:.0%} missing, {text}",
                matrix(holes, x.names),
                params,
                y=y,
                train=range(0, 442, 2),
                test=range(1, 200, 2),
            )
    yield _case(
        "missing against present",
        table(a=[None] * 5 + [1] * 5),
        {"min_samples_leaf": 1},
        y=[1, 1, 1, 1, 2, 4, 4, 4, 4, 5],
    )
    yield _case(
        "missing at prediction where none was at fit",
        table(a=[1, 2, 3, 4, 5, None]),
        {"min_samples_leaf": 1},
        y=[1, 1, 2, 2, 2, 0],
        train=range(5),
        test=[5, 0, 4],
    )
