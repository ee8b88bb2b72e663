"""DecisionTreeClassifier: the whole tree, node by node."""

import numpy as np
from common import dataset, estimator_case, matrix, split, table, tight
from numpy.random import RandomState


def _case(name, data, params=None, kind="DecisionTreeClassifier", **more):
    params = {"random_state": 0, **(params or {})}
    keys = {}
    if params.get("criterion", "gini") != "gini":
        # entropies pass through a logarithm
        keys = {"tree_.impurity": tight(1e-12, 1e-15), "feature_importances_": tight(1e-11, 1e-15)}
    return estimator_case(name, {"class": kind, "params": params}, data, keys=keys, **more)


def _holes(array, rng, share):
    array = array.copy()
    array[rng.random_sample(array.shape) < share] = np.nan
    return array


def weight_cases(kind):
    """Weights, and constraints on two classes."""
    for i, params in enumerate(
        (
            {"max_depth": 4},
            {"max_leaf_nodes": 6, "criterion": "entropy"},
            {"class_weight": "balanced", "min_weight_fraction_leaf": 0.03},
        )
    ):
        for name, n in (("iris", 150), ("wine", 178)):
            train, test = split(name, seed=i)
            yield _case(
                f"{name}, weights, {', '.join(f'{k}={v}' for k, v in params.items())}",
                name,
                {"random_state": i, **params},
                kind,
                train=train,
                test=test,
                sample_weight=[(k * 7 % 9) / 4 for k in range(n)],
            )
    train, test = split("breast_cancer")
    for i, params in enumerate(
        (
            {"max_depth": 5},
            {"max_leaf_nodes": 12, "criterion": "entropy"},
            {"min_samples_leaf": 3, "class_weight": "balanced"},
        )
    ):
        for name, directions in (("falling", [-1] * 30), ("mixed", [-1, 0, 1] * 10)):
            yield _case(
                f"breast_cancer, {name}, {', '.join(f'{k}={v}' for k, v in params.items())}",
                "breast_cancer",
                {"random_state": i, "monotonic_cst": directions, **params},
                kind,
                train=train,
                test=test,
            )
    yield _case("one class, rising", table(a=[1, 2, 3]), {"monotonic_cst": [1]}, kind, y=["x"] * 3)
    yield _case("three classes, rising", table(a=[1, 2, 3]), {"monotonic_cst": [1]}, kind, y=["x", "y", "z"])


def cases():
    yield from weight_cases("DecisionTreeClassifier")
    # default trees, held-out rows
    for name in ("iris", "wine", "breast_cancer"):
        train, test = split(name)
        for criterion in ("gini", "entropy", "log_loss"):
            for seed in (0, 7):
                yield _case(
                    f"{name}, {criterion}, seed {seed}",
                    name,
                    {"criterion": criterion, "random_state": seed},
                    train=train,
                    test=test,
                )
    options = [
        {"max_depth": 1},
        {"max_depth": 3},
        {"min_samples_split": 20},
        {"min_samples_split": 0.3},
        {"min_samples_split": 1.0},
        {"min_samples_leaf": 5},
        {"min_samples_leaf": 0.1},
        {"min_samples_leaf": 1},
        {"min_weight_fraction_leaf": 0.1},
        {"min_weight_fraction_leaf": 0.5},
        {"max_features": "sqrt"},
        {"max_features": "log2"},
        {"max_features": 1},
        {"max_features": 0.5},
        {"max_features": 0.01},
        {"max_features": 1.0},
        {"max_leaf_nodes": 2},
        {"max_leaf_nodes": 7},
        {"max_leaf_nodes": 1000},
        {"min_impurity_decrease": 0.02},
        {"min_impurity_decrease": 0.3},
        {"ccp_alpha": 0.01},
        {"ccp_alpha": 0.1},
        {"ccp_alpha": 10.0},
        {"class_weight": "balanced"},
        {"max_depth": 3, "min_samples_leaf": 4, "max_features": 2},
        {"max_leaf_nodes": 6, "max_features": "sqrt", "criterion": "entropy"},
        {"max_leaf_nodes": 9, "min_impurity_decrease": 0.01, "min_samples_leaf": 3},
        {"ccp_alpha": 0.02, "max_leaf_nodes": 9},
        {"class_weight": "balanced", "min_weight_fraction_leaf": 0.05, "max_depth": 5},
        {"class_weight": "balanced", "criterion": "entropy", "max_leaf_nodes": 8},
    ]
    for i, params in enumerate(options):
        text = ", ".join(f"{k}={v}" for k, v in params.items())
        for name in ("iris", "wine", "breast_cancer"):
            if name == "breast_cancer" and i % 3:
                continue
            train, test = split(name, seed=i)
            yield _case(f"{name}, {text}", name, {**params, "random_state": i}, train=train, test=test)
    for name, weights in (
        ("iris", {"setosa": 1.0, "versicolor": 2.5, "virginica": 0.3}),
        ("iris", {"versicolor": 3.0}),
        ("wine", {"class_0": 0.0, "class_1": 1.0, "class_2": 1.0}),
        ("breast_cancer", {"malignant": 5.0, "benign": 0.7}),
    ):
        train, test = split(name)
        text = ", ".join(f"{k}={v}" for k, v in weights.items())
        yield _case(f"{name}, class_weight {text}", name, {"class_weight": weights}, train=train, test=test)
    labels = ["a", "b", "a", "b", "b", "a"]
    for weights in ({"a": 2.0, "b": 1.0, "c": 5.0}, {"a": 2.0, "c": 5.0}, {"a": 2.0}, {}):
        yield _case(
            f"class_weight of {', '.join(weights) or 'none'}, labels a and b",
            table(x=[1, 2, 3, 1, 2, 3]),
            {"class_weight": weights},
            y=labels,
        )

    # ties, constants, tiny tables
    yield _case("one row", table(a=[1], b=[2]), y=["x"])
    yield _case("one class", table(a=[1, 2, 3]), y=["x", "x", "x"])
    yield _case("constant columns only", table(a=[1, 1, 1], b=[2, 2, 2]), y=["x", "y", "x"])
    yield _case("exclusive or", table(a=[0, 0, 1, 1], b=[0, 1, 0, 1]), y=[0, 1, 1, 0])
    for seed in range(5):
        yield _case(
            f"equal columns, seed {seed}",
            table(a=[1, 2, 3, 4], b=[1, 2, 3, 4], c=[4, 3, 2, 1]),
            {"random_state": seed},
            y=["x", "x", "y", "y"],
        )
    yield _case("numbers as labels", table(a=[1, 2, 3, 4, 5, 6]), y=[3, -1, -1, 10, 3, 10])
    yield _case(
        "constants among columns, max_features=1",
        table(a=[1] * 6, b=[1, 2, 3, 4, 5, 6], c=[0] * 6),
        {"max_features": 1},
        y=["x", "y", "x", "y", "y", "x"],
    )
    # single precision: values that only differ as doubles are one value
    fine = table(a=[1, 1 + 1e-9, 1 + 2e-7, 1 + 1e-6, 2, 2 + 1e-12], b=[16777216, 16777217, 16777218, 16777219, 5, 6])
    yield _case("differences below single precision", fine, y=["x", "y", "x", "y", "x", "y"])
    yield _case(
        "differences below single precision, column b only",
        table(b=[16777216, 16777217, 16777218, 16777219, 16777220, 16777222]),
        y=["x", "y", "x", "y", "x", "y"],
    )
    train = table(a=[0.1, 0.2, 0.3, 0.15, 0.25, 0.2000000001])
    yield _case(
        "query beside a threshold", train, y=["x", "x", "y", "x", "y", "y"], train=[0, 1, 2, 4], test=[3, 4, 5, 1]
    )
    yield _case(
        "close values (1e-7 rule)", table(a=[0, 5e-8, 1.2e-7, 3e-7, 1, 1 + 1.1e-7]), y=["x", "y", "x", "y", "x", "y"]
    )
    yield _case("large values", table(a=[1e38, -1e38, 3e38, 1], b=[1e-38, 1e-40, 1e-45, 0]), y=["x", "y", "x", "y"])
    yield _case("beyond single precision", table(a=[1e39, 1, 2]), y=["x", "y", "x"])
    yield _case("infinity", table(a=[float("inf"), 1, 2]), y=["x", "y", "x"])
    yield _case("fractional labels", table(a=[1, 2, 3]), y=[0.5, 1.5, 0.5])

    rng = RandomState(11)
    counts = rng.randint(0, 4, size=(120, 5)).astype(float)
    labels = [f"k{v}" for v in (counts[:, 0] + counts[:, 1] * rng.randint(0, 2, 120)).astype(int) % 3]
    for params in (
        {},
        {"max_leaf_nodes": 15},
        {"max_features": 2},
        {"class_weight": "balanced"},
        {"criterion": "entropy", "max_depth": 4},
        {"max_features": 2, "max_leaf_nodes": 12},
    ):
        text = ", ".join(f"{k}={v}" for k, v in params.items()) or "default"
        for seed in (0, 1):
            yield _case(f"many ties, {text}, seed {seed}", matrix(counts), {**params, "random_state": seed}, y=labels)
    # a tree grown by best gain whose gains tie: 8 copies of one small problem, told apart by column g
    g = np.repeat(np.arange(8), 4) * 10.0
    copies = np.stack([g, np.tile([0.0, 1, 2, 3], 8)], axis=1)
    for leaves in (5, 9, 12, 20):
        yield _case(
            f"tied gains, max_leaf_nodes={leaves}",
            matrix(copies),
            {"max_leaf_nodes": leaves},
            y=["x", "x", "y", "y"] * 8,
        )

    # missing values
    two = table(a=[1, None, 3, 4, None, 6], b=[None, 2, 2, None, 1, 1])
    for seed in range(3):
        yield _case(
            f"small, missing values, seed {seed}", two, {"random_state": seed}, y=["x", "x", "y", "y", "x", "y"]
        )
    yield _case("missing against present", table(a=[None, None, 1, 1, 1]), y=["x", "x", "y", "y", "y"])
    yield _case("a column all missing", table(a=[None] * 4, b=[1, 2, 3, 4]), y=["x", "y", "x", "y"])
    seen = table(a=[1, 2, 3, 4, 5, None], b=[1, None, 3, 4, 5, None])
    yield _case(
        "missing at prediction where none was at fit",
        seen,
        y=["x", "x", "x", "y", "y", "x"],
        train=[0, 1, 2, 3, 4],
        test=[5, 0, 4],
    )
    for name in ("iris", "wine"):
        x, y, _ = dataset(name)
        for share in (0.05, 0.4):
            holes = matrix(_holes(x.array(None), RandomState(5), share), x.names)
            train, test = split(name)
            for params in (
                {},
                {"max_features": "sqrt", "random_state": 4},
                {"max_leaf_nodes": 8},
                {"min_samples_leaf": 6, "criterion": "entropy"},
                {"class_weight": "balanced", "max_depth": 4},
            ):
                if share == 0.05 and params and name == "wine":
                    continue
                text = ", ".join(f"{k}={v}" for k, v in params.items()) or "default"
                yield _case(f"{name} with {share:.0%} missing, {text}", holes, params, y=y, train=train, test=test)
    penguins, species, _ = dataset("penguins")
    pick = [c for c in penguins.names if not penguins.text(penguins.names.index(c))]
    numbers = matrix(np.array([penguins.columns[penguins.names.index(c)] for c in pick]).T, pick)
    train, test = split("penguins")
    for params in ({}, {"max_depth": 3}):
        yield _case(
            f"penguins, number columns{', max_depth=3' if params else ''}",
            numbers,
            params,
            y=species,
            train=train,
            test=test,
        )
