"""DecisionTreeRegressor: the whole tree, node by node."""

import numpy as np
from common import dataset, estimator_case, matrix, split, table, tight
from numpy.random import RandomState


def _case(name, data, params=None, kind="DecisionTreeRegressor", **more):
    params = {"random_state": 0, **(params or {})}
    keys = {}
    if params.get("criterion") == "poisson":
        # deviances pass through a logarithm
        keys = {"tree_.impurity": tight(1e-12, 1e-13), "feature_importances_": tight(1e-11, 1e-15)}
    return estimator_case(name, {"class": kind, "params": params}, data, keys=keys, **more)


def _holes(array, rng, share):
    array = array.copy()
    array[rng.random_sample(array.shape) < share] = np.nan
    return array


def weights_for(n):
    """Few digits, and some rows left out."""
    return [(i * 7 % 9) / 4 for i in range(n)]


def criteria_cases(kind):
    """Other criteria, weights and constraints, for trees that choose their thresholds and for those that draw them."""
    x, y, _ = dataset("diabetes")
    holes = matrix(_holes(x.array(None), RandomState(6), 0.1), x.names)
    options = [
        {"min_samples_leaf": 12},
        {"max_leaf_nodes": 9},
        {"max_depth": 5, "max_features": 3},
        {"ccp_alpha": 0.4, "max_depth": 6},
        {"min_weight_fraction_leaf": 0.04},
        {"min_impurity_decrease": 0.05, "max_depth": 7},
    ]
    for criterion in ("absolute_error", "poisson", "friedman_mse"):
        for i, params in enumerate(options if criterion != "friedman_mse" else options[:1]):
            text = ", ".join(f"{k}={v}" for k, v in params.items())
            train, test = split("diabetes", seed=i)
            yield _case(
                f"{criterion}, {text}",
                "diabetes",
                {"criterion": criterion, "random_state": i, **params},
                kind,
                train=train,
                test=test,
            )
    for criterion in ("squared_error", "absolute_error", "poisson"):
        limits = {"criterion": criterion, "min_samples_leaf": 9, "max_leaf_nodes": 14}
        yield _case(f"{criterion}, weights", "diabetes", limits, kind, sample_weight=weights_for(442))
        yield _case(
            f"{criterion}, weights, depth first",
            "diabetes",
            {**limits, "max_leaf_nodes": None, "min_weight_fraction_leaf": 0.05},
            kind,
            sample_weight=weights_for(442),
            train=range(1, 442, 2),
        )
        yield _case(
            f"{criterion}, missing values", holes, limits, kind, y=y, train=range(0, 442, 2), test=range(1, 100, 2)
        )
        for name, directions in (("rising", [1] * 10), ("mixed", [0, -1, 1, 1, -1, 1, 1, 0, -1, 1])):
            for growth in ({"max_depth": 6}, {"max_leaf_nodes": 12}):
                text = ", ".join(f"{k}={v}" for k, v in growth.items())
                yield _case(
                    f"{criterion}, {name}, {text}",
                    "diabetes",
                    {"criterion": criterion, "min_samples_leaf": 4, "monotonic_cst": directions, **growth},
                    kind,
                    train=range(0, 442, 2),
                    test=range(1, 100, 2),
                )
    few = table(a=[1, 2, 3, 4, 5, 6, 7], b=[1, 1, 2, 2, 1, 1, 2])
    for criterion in ("absolute_error", "poisson"):
        yield _case(
            f"{criterion}, zeros among the targets", few, {"criterion": criterion}, kind, y=[0, 0, 3, 3, 0, 5, 1.5]
        )
        yield _case(f"{criterion}, constant target", few, {"criterion": criterion}, kind, y=[2.5] * 7)
    # Splits that are equal but for the rounding of their logarithms.
    for seed in (158, 234, 294):
        rng = RandomState(seed)
        x = rng.randint(0, 4, (14, 3)).astype(float)
        y = rng.poisson(2, 14).astype(float)
        y[0] += 1
        yield _case(f"poisson, nearly equal splits, {seed}", matrix(x), {"criterion": "poisson"}, kind, y=y.tolist())
    yield _case("poisson, negative target", few, {"criterion": "poisson"}, kind, y=[1, 2, -1, 1, 1, 1, 1])
    yield _case("poisson, nothing but zeros", few, {"criterion": "poisson"}, kind, y=[0] * 7)
    yield _case("monotonic_cst of the wrong length", few, {"monotonic_cst": [1]}, kind, y=[1, 2, 3, 4, 5, 6, 7])
    yield _case("monotonic_cst beyond 1", few, {"monotonic_cst": [2, 0]}, kind, y=[1, 2, 3, 4, 5, 6, 7])


def cases():
    yield from criteria_cases("DecisionTreeRegressor")
    train, test = split("diabetes")
    for seed in (0, 3):
        yield _case(f"diabetes, seed {seed}", "diabetes", {"random_state": seed}, train=train, test=test)
    options = [
        {"max_depth": 1},
        {"max_depth": 4},
        {"min_samples_split": 40},
        {"min_samples_split": 0.2},
        {"min_samples_leaf": 12},
        {"min_samples_leaf": 0.05},
        {"min_weight_fraction_leaf": 0.06},
        {"max_features": "sqrt", "min_samples_leaf": 5},
        {"max_features": "log2", "max_depth": 5},
        {"max_features": 4, "max_depth": 5},
        {"max_features": 0.7, "max_depth": 5},
        {"max_leaf_nodes": 2},
        {"max_leaf_nodes": 20},
        {"max_leaf_nodes": 11, "max_features": 3},
        {"min_impurity_decrease": 40.0},
        {"ccp_alpha": 30.0},
        {"ccp_alpha": 5.5, "max_depth": 6},
        {"ccp_alpha": 1e9},
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
        yield _case(
            f"equal columns, seed {seed}",
            table(a=[1, 2, 3, 4], b=[1, 2, 3, 4], c=[4, 3, 2, 1]),
            {"random_state": seed},
            y=[0.1, 0.2, 0.7, 0.9],
        )
    yield _case(
        "differences below single precision",
        table(a=[16777216, 16777217, 16777218, 16777219, 16777220, 16777222]),
        y=[1, 2, 3, 4, 5, 6],
    )
    yield _case("large targets", table(a=[1, 2, 3, 4, 5]), y=[1e8 + 1, 1e8 + 2, 1e8 - 1, 1e8, 1e8 + 0.5])
    yield _case("tiny targets", table(a=[1, 2, 3, 4, 5]), y=[1e-9, 2e-9, -1e-9, 0, 5e-9])

    rng = RandomState(12)
    # tied values in runs longer than 15 rows: the order of ties after the sort decides the last bits of the sums
    counts = rng.randint(0, 4, size=(200, 4)).astype(float)
    y = (counts @ [1.5, -2, 0.25, 0] + rng.standard_normal(200)).tolist()
    for params in (
        {},
        {"max_depth": 3},
        {"max_leaf_nodes": 14},
        {"max_features": 2},
        {"min_samples_leaf": 7},
        {"ccp_alpha": 0.05},
    ):
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
    yield _case(
        "missing at prediction where none was at fit",
        table(a=[1, 2, 3, 4, 5, None]),
        y=[1, 1, 2, 2, 2, 0],
        train=range(5),
        test=[5, 0, 4],
    )
    x, y, _ = dataset("diabetes")
    for share in (0.05, 0.4):
        holes = matrix(_holes(x.array(None), RandomState(6), share), x.names)
        for params in ({"min_samples_leaf": 8}, {"max_features": 3, "max_depth": 5}, {"max_leaf_nodes": 12}):
            text = ", ".join(f"{k}={v}" for k, v in params.items())
            yield _case(f"diabetes with {share:.0%} missing, {text}", holes, params, y=y)
