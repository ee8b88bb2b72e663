"""RidgeClassifier, and what it shares with RidgeClassifierCV: targets of -1 and 1, and weights of classes and rows."""

from cases.sgd_classifier import scaled, text_of
from common import converged, estimator_case, matrix, split, table
from numpy.random import RandomState

CLOSE = converged(1e-9, 1e-9)
LOOSE = converged(1e-6, 1e-8)


def classifier_case(cls, name, data, params=None, tolerance=CLOSE, **more):
    params = params or {}
    # Without an intercept scikit-learn's intercept_ is a number, not an array.
    skip = () if params.get("fit_intercept", True) else ("intercept_",)
    return estimator_case(
        name, {"class": cls, "params": params}, data, tolerance=tolerance, skip=skip, decisions=True, **more
    )


def classifier_cases(cls, variants):
    for params in (
        *variants,
        {"fit_intercept": False},
        {"class_weight": "balanced"},
        {"class_weight": {"setosa": 3.0}},
        {"class_weight": {"setosa": 0.0, "virginica": 0.5}},
    ):
        yield classifier_case(cls, f"iris, {text_of(params)}", "iris", params, test=range(0, 150, 5))
    for data in ("wine", "breast_cancer"):
        train, test = split(data)
        # RidgeClassifierCV takes eigenvalues of X'X there, which leave fewer digits of columns of so different sizes.
        yield classifier_case(cls, f"{data}, held-out rows", data, tolerance=LOOSE, train=train, test=test[:40])
        x, y = scaled(data, slice(0, None, 7))
        for weight in ("balanced", {y[0]: 2.5}):
            yield classifier_case(cls, f"{data}, scaled, class_weight={weight}", x, {"class_weight": weight}, y=y)
    rng = RandomState(15)
    x = rng.standard_normal((40, 3)).round(3) + [0, 1, 5]
    weights = rng.choice([0.0, 0.5, 1.0, 1.0, 2.0, 3.25], 40).tolist()
    for classes in (2, 4):
        y = rng.randint(0, classes, 40).tolist()
        for params in (
            {},
            {"class_weight": "balanced"},
            {"class_weight": {"0": 0.3, "1": 2.0}},
            {"class_weight": "balanced", "fit_intercept": False},
        ):
            yield classifier_case(
                cls, f"{classes} classes, row weights, {text_of(params)}", matrix(x), params, y=y, sample_weight=weights
            )
    x = rng.standard_normal((9, 14)).round(3)
    for params in ({}, {"fit_intercept": False}):
        for labels in (["x", "y", "z"] * 3, ["x", "y", "y"] * 3):
            name = f"fewer rows than columns, {len(set(labels))} classes, {text_of(params)}"
            yield classifier_case(cls, name, matrix(x), params, y=labels)
    two = table(a=[1, 2, 4], b=[3, 1, 1])
    for params in ({}, {"fit_intercept": False}, {"class_weight": "balanced"}):
        yield classifier_case(cls, f"one class, {text_of(params)}", two, params, y=["x", "x", "x"])
    yield classifier_case(cls, "one row", table(a=[2], b=[3]), y=[7])
    yield classifier_case(cls, "a row per class", two, y=["x", "y", "z"])
    yield classifier_case(cls, "missing value", table(a=[1, None]), y=["x", "y"])
    yield classifier_case(cls, "labels that are not whole", two, y=[0.5, 1.5, 0.5])
    for weight in ({"x": 0.0, "y": 0.0}, {"x": 1.0, "z": 1.0}):
        yield classifier_case(cls, f"refused, class_weight={weight}", two, {"class_weight": weight}, y=["x", "y", "x"])


def cases():
    yield from classifier_cases(
        "RidgeClassifier",
        (
            {},
            {"alpha": 0.001},
            {"alpha": 100.0},
            {"alpha": 0.0},
            {"solver": "svd"},
            {"solver": "cholesky", "fit_intercept": False, "alpha": 0.5},
        ),
    )
    x = matrix(RandomState(16).standard_normal((6, 8)).round(3))
    yield classifier_case("RidgeClassifier", "fewer rows than columns, svd", x, {"solver": "svd"}, y=[0, 1, 2] * 2)
    for params in ({"class_weight": {"0": -1.0}}, {"alpha": -1.0}):
        yield classifier_case("RidgeClassifier", f"refused, {params}", x, params, y=[0, 1] * 3)
