"""RandomForestRegressor and ExtraTreesRegressor share their cases: every tree, node by node."""

import numpy as np
from cases.decision_tree_regressor import weights_for
from cases.random_forest_classifier import text_of
from common import dataset, estimator_case, matrix, split, table, tight
from numpy.random import RandomState


def _case(kind, name, data, params=None, **more):
    params = {"random_state": 0, "n_estimators": 2, **(params or {})}
    # R2 sums squares pairwise
    keys = {"oob_score_": tight(1e-12, 1e-12)}
    if params.get("criterion") == "poisson":
        keys["feature_importances_"] = tight(1e-11, 1e-15)
    return estimator_case(name, {"class": kind, "params": params}, data, keys=keys, **more)


def cases(kind="RandomForestRegressor"):
    extra = kind.startswith("ExtraTrees")
    options = [
        {},
        {"random_state": 3, "min_samples_leaf": 3},
        {"max_depth": 3, "n_estimators": 10},
        {"max_features": "sqrt", "min_samples_leaf": 5},
        {"max_features": 0.4, "max_leaf_nodes": 20},
        {"max_features": "log2", "max_depth": 5},
        {"min_samples_split": 0.2},
        {"min_weight_fraction_leaf": 0.06},
        {"ccp_alpha": 30.0},
        {"min_impurity_decrease": 30.0},
        {"bootstrap": extra, "min_samples_leaf": 4},
        {"bootstrap": True, "max_samples": 0.3},
        {"bootstrap": True, "max_samples": 40},
        {"bootstrap": True, "oob_score": True, "n_estimators": 12, "max_depth": 4},
    ]
    options += [
        {"criterion": "absolute_error", "min_samples_leaf": 15},
        {"criterion": "poisson", "min_samples_leaf": 15},
        {"criterion": "friedman_mse", "max_depth": 3},
        {"monotonic_cst": [0, -1, 1, 1, -1, 1, 1, 0, -1, 1], "min_samples_leaf": 10},
        {"criterion": "poisson", "monotonic_cst": [1] * 10, "max_leaf_nodes": 8},
    ]
    weights = weights_for(442)
    for bootstrap in (True, False):
        for criterion in ("squared_error", "absolute_error", "poisson"):
            yield _case(
                kind,
                f"weights, {criterion}, bootstrap={bootstrap}",
                "diabetes",
                {"criterion": criterion, "bootstrap": bootstrap, "min_samples_leaf": 15},
                sample_weight=weights,
            )
    yield _case(
        kind,
        "weights, max_samples",
        "diabetes",
        {"bootstrap": True, "max_samples": 0.4, "max_depth": 4},
        sample_weight=weights,
    )
    yield _case(
        kind,
        "weights, out of bag",
        "diabetes",
        {"bootstrap": True, "oob_score": True, "max_depth": 4, "n_estimators": 10},
        sample_weight=weights,
    )
    yield _case(
        kind,
        "poisson, samples of zeros",
        table(a=[1, 2, 3, 4, 5, 6]),
        {"criterion": "poisson", "n_estimators": 8, "bootstrap": True},
        y=[0, 0, 0, 1, 0, 0],
    )
    for i, params in enumerate(options):
        train, test = split("diabetes", seed=i)
        yield _case(
            kind, f"diabetes, {text_of(params)}", "diabetes", {"random_state": i, **params}, train=train, test=test
        )
    yield _case(kind, "one row", table(a=[1], b=[2]), y=[7.5])
    yield _case(kind, "constant target", table(a=[1, 2, 3]), y=[0.1, 0.1, 0.1])
    yield _case(kind, "large targets", table(a=[1, 2, 3, 4, 5]), y=[1e8 + 1, 1e8 + 2, 1e8 - 1, 1e8, 1e8 + 0.5])
    rng = RandomState(12)
    counts = rng.randint(0, 4, size=(150, 4)).astype(float)
    y = (counts @ [1.5, -2, 0.25, 0] + rng.standard_normal(150)).tolist()
    for seed in (0, 1):
        yield _case(kind, f"many ties, seed {seed}", matrix(counts), {"random_state": seed}, y=y)
    x, y, _ = dataset("diabetes")
    for share in (0.05, 0.4):
        holes = x.array(None)
        holes[RandomState(6).random_sample(holes.shape) < share] = np.nan
        for params in ({"min_samples_leaf": 8}, {"max_features": 3, "max_leaf_nodes": 12}):
            yield _case(
                kind,
                f"diabetes with {share:.0%} missing, {text_of(params)}",
                matrix(holes, x.names),
                params,
                y=y,
                train=range(0, 442, 2),
                test=range(1, 100, 2),
            )
