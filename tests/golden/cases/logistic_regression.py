"""LogisticRegression.

"optimum": a tight tolerance, so that any solver that converges agrees; the expected values come from scikit-learn's
newton-cholesky solver, which ends at the optimum to the last digits (its recipe says lbfgs). "default tol": lbfgs as it is,
stopped early; only the same L-BFGS (history 10, same line search, same stopping rules) gets these numbers. "solver": the
expected values come from the scikit-learn solver that the recipe names, run to a much smaller tol.
"""

import numpy as np
from common import converged, dataset, estimator_case, matrix, split, table
from numpy.random import RandomState
from sklearn.linear_model import LogisticRegression

CLOSE = converged(1e-6, 3e-6)  # scikit-learn's own lbfgs ends well within this
OPTIMUM = {"tol": 1e-10, "max_iter": 10000}


class _Solved:
    """Within this block every LogisticRegression is solved with these parameters, whatever its recipe says."""

    def __init__(self, **params):
        self.params = params

    def __enter__(self):
        self.fit = fit = LogisticRegression.fit
        params = self.params

        def solved(self, X, y, *rest, **more):
            kept = {name: getattr(self, name) for name in params}
            self.set_params(**params)
            try:
                return fit(self, X, y, *rest, **more)
            finally:
                self.set_params(**kept)

        LogisticRegression.fit = solved

    def __exit__(self, *_):
        LogisticRegression.fit = self.fit


def _recipe(params, scale):
    recipe = {"class": "LogisticRegression", "params": params}
    if not scale:
        return recipe
    return {
        "class": "Pipeline",
        "params": {"steps": [["scale", {"class": "StandardScaler", "params": {}}], ["model", recipe]]},
    }


def _optimum(name, data, params=None, scale=False, **more):
    recipe = _recipe({**OPTIMUM, **(params or {})}, scale)
    with _Solved(solver="newton-cholesky", tol=1e-14):
        return estimator_case(
            f"optimum: {name}", recipe, data, tolerance=CLOSE, skip=("n_iter_", "model__n_iter_"), **more
        )


def _solver(name, data, params, scale=False, **more):
    recipe = _recipe({**OPTIMUM, **params}, scale)
    with _Solved(tol=1e-13, max_iter=10**7):
        return estimator_case(
            f"solver: {name}",
            recipe,
            data,
            tolerance=CLOSE,
            skip=("n_iter_", "model__n_iter_"),
            outputs=("fitted", "predict", "error", "at", "scikit-learn says"),
            **more,
        )


def _default(name, data, params=None, scale=False, **more):
    recipe = _recipe(params or {}, scale)
    prefix = "model__" if scale else ""
    return estimator_case(
        f"default tol: {name}", recipe, data, tolerance=CLOSE, keys={f"{prefix}n_iter_": {"class": "exact"}}, **more
    )


def cases():
    for name in ("iris", "wine", "breast_cancer"):
        train, test = split(name)
        for c in (0.01, 0.5, 1.0, 2.0):
            yield _optimum(f"{name}, C={c}", name, {"C": c}, scale=True, train=train, test=test)
        yield _optimum(f"{name}, no intercept", name, {"fit_intercept": False}, scale=True, train=train, test=test)
        yield _optimum(
            f"{name}, class_weight=balanced", name, {"class_weight": "balanced"}, scale=True, train=train, test=test
        )
        for params in ({}, {"C": 0.1}, {"C": 10.0}, {"fit_intercept": False}, {"class_weight": "balanced"}):
            text = ", ".join(f"{k}={v}" for k, v in params.items()) or "default"
            yield _default(f"{name}, {text}", name, params, scale=True, train=train, test=test)
    for name, weights in (
        ("iris", {"setosa": 2.0, "versicolor": 1.0, "virginica": 0.25}),
        ("iris", {"virginica": 4.0}),
        ("breast_cancer", {"malignant": 3.0, "benign": 0.5}),
    ):
        train, test = split(name)
        text = ", ".join(f"{k}={v}" for k, v in weights.items())
        yield _optimum(
            f"{name}, class_weight {text}", name, {"class_weight": weights}, scale=True, train=train, test=test
        )
    # two of the three species: one row of coefficients
    y = dataset("iris")[1]
    two = [i for i, label in enumerate(y) if label != "setosa"]
    yield _optimum("iris, two species", "iris", scale=True, train=two)
    yield _default("iris, two species", "iris", scale=True, train=two)

    rng = RandomState(21)
    for k, rows, columns in ((2, 40, 1), (2, 80, 3), (3, 60, 2), (5, 150, 4), (2, 12, 30), (4, 20, 25)):
        x = rng.standard_normal((rows, columns))
        pick = (x[:, 0] * 1.5 + rng.standard_normal(rows)).argsort().argsort() * k // rows
        labels = [f"k{i}" for i in pick]
        for c in (0.2, 5.0):
            yield _optimum(f"random {rows} x {columns}, {k} classes, C={c}", matrix(x), {"C": c}, y=labels)
        yield _default(f"random {rows} x {columns}, {k} classes", matrix(x), y=labels)
    x = rng.standard_normal((50, 2))
    y = [[0, 1][int(v > 0.3)] for v in x[:, 0] + rng.standard_normal(50)]
    yield _optimum("numbers 0 and 1", matrix(x), y=y)
    yield _optimum("numbers 0 and 1, class_weight 0=1, 1=3", matrix(x), {"class_weight": {"0": 1.0, "1": 3.0}}, y=y)
    yield _optimum("numbers -1 and 1", matrix(x), y=[2 * v - 1 for v in y])
    yield _optimum("words", matrix(x), y=["yes" if v else "no" for v in y])
    yield _optimum("rare class", matrix(x), y=["a"] * 48 + ["b"] * 2)
    yield _optimum("constant column", matrix(np.hstack([x, np.full((50, 1), 3.0)])), y=y)
    yield _optimum("a column twice", matrix(np.hstack([x, x[:, :1]])), y=y)
    yield _optimum("separable", table(a=[-2, -1, 1, 2]), y=["n", "n", "p", "p"])
    yield _optimum("uninformative", table(a=[1, 1, 2, 2]), y=["n", "p", "n", "p"])
    yield _optimum("two rows", table(a=[0, 1]), y=["n", "p"])
    yield _optimum("three rows, three classes", table(a=[0, 1, 2]), y=["n", "p", "q"])
    yield _default("separable", table(a=[-2, -1, 1, 2]), y=["n", "n", "p", "p"])
    yield _default("max_iter=3 (does not converge)", matrix(x), {"max_iter": 3}, y=y)

    yield _default("one class", table(a=[1, 2, 3]), y=["x", "x", "x"])
    yield _default("missing value", table(a=[1, None, 3]), y=["x", "y", "x"])
    yield _default("fractional labels", table(a=[1, 2, 3]), y=[0.5, 1.5, 0.5])
    yield _default("C=0", table(a=[1, 2, 3]), {"C": 0.0}, y=["x", "y", "x"])

    # the L1 penalty and mixtures: saga
    weights = {}
    for name in ("iris", "wine", "breast_cancer"):
        train, test = split(name)
        weights[name] = [round(float(w), 2) for w in RandomState(4).uniform(0, 3, len(dataset(name)[1]))]
        for c in (0.06, 0.5):
            for ratio in (0.3, 1.0):
                yield _solver(
                    f"{name}, saga, l1_ratio={ratio}, C={c}",
                    name,
                    {"solver": "saga", "l1_ratio": ratio, "C": c},
                    scale=True,
                    train=train,
                    test=test,
                )
        yield _solver(
            f"{name}, saga, l1_ratio=1, no intercept, balanced, weighted",
            name,
            {"solver": "saga", "l1_ratio": 1.0, "C": 0.2, "fit_intercept": False, "class_weight": "balanced"},
            scale=True,
            train=train,
            test=test,
            sample_weight=weights[name],
        )
        yield _solver(
            f"{name}, saga, l1_ratio=0.6, weighted",
            name,
            {"solver": "saga", "l1_ratio": 0.6, "C": 0.2},
            scale=True,
            train=train,
            test=test,
            sample_weight=weights[name],
        )
        # names for the L2 penalty
        for solver in ("newton-cg", "newton-cholesky", "saga", "sag"):
            if name != "breast_cancer" or solver.startswith("newton"):
                yield _solver(
                    f"{name}, {solver}",
                    name,
                    {"solver": solver, "C": 0.3},
                    scale=True,
                    train=train,
                    test=test,
                    sample_weight=weights[name],
                )
        yield _default(f"{name}, weighted", name, {}, scale=True, train=train, test=test, sample_weight=weights[name])
        yield _default(
            f"{name}, weighted and balanced",
            name,
            {"class_weight": "balanced"},
            scale=True,
            train=train,
            test=test,
            sample_weight=weights[name],
        )
        yield _optimum(f"{name}, weighted", name, {}, scale=True, train=train, test=test, sample_weight=weights[name])
    # liblinear, which penalises the intercept
    train, test = split("breast_cancer")
    for params in (
        {},
        {"l1_ratio": 1.0, "C": 0.2},
        {"dual": True},
        {"intercept_scaling": 10.0},
        {"l1_ratio": 1.0, "intercept_scaling": 5.0},
        {"fit_intercept": False, "l1_ratio": 1.0, "C": 0.05},
        {"class_weight": "balanced"},
    ):
        text = ", ".join(f"{k}={v}" for k, v in params.items())
        yield _solver(
            f"breast_cancer, liblinear, {text}",
            "breast_cancer",
            {"solver": "liblinear", **params},
            scale=True,
            train=train,
            test=test,
            sample_weight=weights["breast_cancer"] if "class_weight" in params else None,
        )
    yield _solver(
        "liblinear, balanced, weighted",
        "iris",
        {"solver": "liblinear", "class_weight": "balanced"},
        scale=True,
        train=two,
        sample_weight=weights["iris"],
    )
    yield _solver("liblinear, three classes", "iris", {"solver": "liblinear"})
    # more columns than rows, and columns that resemble one another
    wide = rng.standard_normal((30, 40))
    wide[:, 1] = wide[:, 0] + 1e-3 * wide[:, 1]
    half = ["a" if v > 0 else "b" for v in wide[:, 0] + wide[:, 5] + 0.5 * rng.standard_normal(30)]
    for c in (0.1, 1.0):
        yield _solver(f"wide, l1, C={c}", matrix(wide), {"solver": "saga", "l1_ratio": 1.0, "C": c}, y=half)
        yield _solver(
            f"wide, l1, liblinear, C={c}", matrix(wide), {"solver": "liblinear", "l1_ratio": 1.0, "C": c}, y=half
        )
    # saga stops as soon as all weights stay 0, wherever the intercept is
    yield _solver(
        "nothing left", matrix(wide), {"solver": "saga", "l1_ratio": 1.0, "C": 1e-3, "fit_intercept": False}, y=half
    )
    # the old way to spell the penalty, and none
    for params in (
        {"penalty": "l1", "solver": "saga"},
        {"penalty": "l2", "solver": "saga"},
        {"penalty": "elasticnet", "l1_ratio": 0.4, "solver": "saga"},
        {"penalty": None},
        {"penalty": None, "solver": "newton-cg"},
    ):
        text = ", ".join(f"{k}={v}" for k, v in params.items())
        yield _solver(text, matrix(x), params, y=y)
    for params in (
        {"l1_ratio": 0.5},
        {"l1_ratio": 0.5, "solver": "liblinear"},
        {"l1_ratio": 1.0},
        {"penalty": "l1"},
        {"dual": True},
        {"penalty": "elasticnet", "l1_ratio": 1.0, "solver": "liblinear"},
        {"dual": True, "solver": "liblinear", "l1_ratio": 1.0},
        {"penalty": None, "solver": "liblinear"},
        {"l1_ratio": 1.5, "solver": "saga"},
        {"intercept_scaling": 0.0, "solver": "liblinear"},
    ):
        text = ", ".join(f"{k}={v}" for k, v in params.items())
        yield _solver(f"refused: {text}", matrix(x), params, y=y)
