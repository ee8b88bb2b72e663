"""RandomForestClassifier and ExtraTreesClassifier share their cases: every tree, node by node."""

import numpy as np
from common import dataset, estimator_case, matrix, split, table, tight
from numpy.random import RandomState


def _case(kind, name, data, params=None, **more):
    params = {"random_state": 0, "n_estimators": 3, **(params or {})}
    keys = {}
    if params.get("criterion", "gini") != "gini":
        # entropies pass through a logarithm
        keys = {"feature_importances_": tight(1e-11, 1e-15)}
    return estimator_case(name, {"class": kind, "params": params}, data, keys=keys, **more)


def text_of(params):
    return ", ".join(f"{k}={v}" for k, v in params.items()) or "default"


def cases(kind="RandomForestClassifier"):
    extra = kind.startswith("ExtraTrees")
    for name in ("iris", "wine", "breast_cancer"):
        train, test = split(name)
        for params in ({}, {"criterion": "entropy", "random_state": 7}):
            yield _case(kind, f"{name}, {text_of(params)}", name, params, train=train, test=test)
    options = [
        {"max_depth": 2, "n_estimators": 12},
        {"max_features": None},
        {"max_features": 0.5, "max_depth": 4},
        {"max_leaf_nodes": 6, "n_estimators": 9},
        {"min_samples_leaf": 4, "criterion": "log_loss"},
        {"min_samples_split": 0.2},
        {"min_weight_fraction_leaf": 0.1},
        {"ccp_alpha": 0.02},
        {"min_impurity_decrease": 0.02},
        {"bootstrap": extra},
        {"bootstrap": True, "max_samples": 0.3},
        {"bootstrap": True, "max_samples": 31},
        {"bootstrap": True, "max_samples": 1.5, "max_depth": 3},
        {"bootstrap": True, "oob_score": True, "n_estimators": 15},
        {"class_weight": "balanced"},
        {"class_weight": "balanced_subsample"},
        {"class_weight": "balanced", "bootstrap": not extra, "min_weight_fraction_leaf": 0.05},
        {"class_weight": "balanced_subsample", "bootstrap": not extra, "max_depth": 3},
    ]
    for i, params in enumerate(options):
        for name in ("iris", "wine") if i % 2 else ("wine",):
            train, test = split(name, seed=i)
            yield _case(kind, f"{name}, {text_of(params)}", name, {**params, "random_state": i}, train=train, test=test)
    train, test = split("iris")
    weights = {"setosa": 1.0, "versicolor": 2.5, "virginica": 0.3}
    for bootstrap in (True, False):
        yield _case(
            kind,
            f"iris, class_weight by name, bootstrap={bootstrap}",
            "iris",
            {"class_weight": weights, "bootstrap": bootstrap},
            train=train,
            test=test,
        )
    for i, params in enumerate(
        (
            {"bootstrap": True},
            {"bootstrap": False},
            {"bootstrap": True, "max_samples": 0.5, "criterion": "entropy"},
            {"bootstrap": True, "class_weight": "balanced_subsample"},
            {"bootstrap": not extra, "class_weight": "balanced", "max_depth": 3},
            {"bootstrap": True, "oob_score": True, "n_estimators": 12, "max_depth": 2},
        )
    ):
        yield _case(
            kind,
            f"iris, weights, {text_of(params)}",
            "iris",
            {"random_state": i, **params},
            train=train,
            test=test,
            sample_weight=[(k * 7 % 9) / 4 for k in range(150)],
        )
    cancer = split("breast_cancer")
    yield _case(
        kind,
        "breast_cancer, falling",
        "breast_cancer",
        {"monotonic_cst": [-1] * 30, "max_depth": 5},
        train=cancer[0],
        test=cancer[1],
    )
    yield _case(kind, "one tree of one row", table(a=[1], b=[2]), y=["x"])
    yield _case(kind, "constant columns only", table(a=[1, 1, 1], b=[2, 2, 2]), y=["x", "y", "x"])
    yield _case(
        kind,
        "out of bag without bootstrap",
        table(a=[1, 2, 3]),
        {"bootstrap": False, "oob_score": True},
        y=["x", "y", "x"],
    )
    yield _case(
        kind,
        "max_samples without bootstrap",
        table(a=[1, 2, 3]),
        {"bootstrap": False, "max_samples": 2},
        y=["x", "y", "x"],
    )
    yield _case(kind, "beyond single precision", table(a=[1e39, 1, 2]), y=["x", "y", "x"])
    rng = RandomState(11)
    counts = rng.randint(0, 4, size=(80, 5)).astype(float)
    labels = (counts[:, 0] + counts[:, 1] * rng.randint(0, 2, 80)).astype(int) % 3
    for seed in (0, 1):
        yield _case(
            kind, f"many ties, seed {seed}", matrix(counts), {"random_state": seed}, y=[float(v) for v in labels]
        )
    for share in (0.1, 0.5):
        x, y, _ = dataset("iris")
        holes = x.array(None)
        holes[RandomState(5).random_sample(holes.shape) < share] = np.nan
        for params in ({}, {"max_features": None, "max_leaf_nodes": 8}):
            yield _case(
                kind,
                f"iris with {share:.0%} missing, {text_of(params)}",
                matrix(holes, x.names),
                params,
                y=y,
                train=train,
                test=test,
            )
    seen = table(a=[1, 2, 3, 4, 5, None], b=[1, None, 3, 4, 5, None])
    yield _case(
        kind,
        "missing at prediction where none was at fit",
        seen,
        y=["x", "x", "x", "y", "y", "x"],
        train=[0, 2, 3, 4],
        test=[5, 0, 4],
    )
