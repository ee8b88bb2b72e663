"""LinearSVC: the dual solver exactly; the primal one at a small tol, where it has reached the optimum."""

from cases.sgd_classifier import scaled, text_of
from common import EXACT, converged, estimator_case, matrix, table
from numpy.random import RandomState

CLOSE = converged(1e-6, 1e-6)


def _skip(params):
    """Without an intercept scikit-learn's intercept_ is a number, not an array."""
    return () if params.get("fit_intercept", True) else ("intercept_",)


def _dual(name, data, params=None, **more):
    params = {"dual": True, "random_state": 0, **(params or {})}
    return estimator_case(
        name, {"class": "LinearSVC", "params": params}, data, tolerance=EXACT, skip=_skip(params), **more
    )


def _primal(name, data, params=None, **more):
    params = {"tol": 1e-12, "max_iter": 10000, **(params or {})}
    return estimator_case(
        name, {"class": "LinearSVC", "params": params}, data, tolerance=CLOSE, skip=("n_iter_", *_skip(params)), **more
    )


def cases():
    for params in (
        {},
        {"loss": "hinge"},
        {"C": 0.1},
        {"C": 10.0, "max_iter": 50},
        {"loss": "hinge", "C": 0.01},
        {"fit_intercept": False},
        {"intercept_scaling": 5.0},
        {"random_state": 7},
        {"class_weight": "balanced"},
        {"class_weight": {"setosa": 3.0}},
        {"tol": 1e-8, "max_iter": 300},
    ):
        yield _dual(f"iris, dual, {text_of(params)}", "iris", params, test=range(0, 150, 5))
    for params in ({}, {"C": 0.1}, {"fit_intercept": False}, {"intercept_scaling": 5.0}, {"class_weight": "balanced"}):
        yield _primal(f"iris, primal, {text_of(params)}", "iris", params, test=range(0, 150, 5))
    for data in ("wine", "breast_cancer"):
        x, y = scaled(data, slice(0, None, 5))
        yield _dual(f"{data}, scaled, dual", x, y=y)
        yield _primal(f"{data}, scaled, primal", x, y=y)
        yield _dual(f"{data}, scaled, dual, class_weight by label", x, {"class_weight": {y[0]: 2.5}}, y=y)
        yield _primal(f"{data}, scaled, primal, class_weight by label", x, {"class_weight": {y[0]: 2.5}}, y=y)
    # A class that costs nothing is seen all the same: its rows count among those that the others are held against.
    nothing = {"class_weight": {"setosa": 0.0}}
    for params in ({}, {"loss": "hinge", "max_iter": 20}):
        yield _dual(f"iris, dual, class weight 0, {text_of(params)}", "iris", {**nothing, **params})
    yield _primal("iris, primal, class weight 0", "iris", nothing)
    x = RandomState(18).standard_normal((12, 20)).round(3)
    yield _dual("fewer rows than columns, dual='auto'", matrix(x), {"dual": "auto"}, y=["x", "y", "z"] * 4)
    yield _dual("hinge, dual='auto'", matrix(x[:, :3]), {"dual": "auto", "loss": "hinge"}, y=["x", "y", "z"] * 4)
    yield _dual("hinge, dual=False", table(a=[1, 2, 3]), {"dual": False, "loss": "hinge"}, y=["x", "y", "y"])
    yield _dual("one class", table(a=[1, 2]), y=["x", "x"])
    yield _dual("missing value", table(a=[1, None]), y=["x", "y"])
