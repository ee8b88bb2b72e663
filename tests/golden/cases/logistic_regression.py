"""LogisticRegression (L2, lbfgs).

Two kinds. "optimum": a tight tolerance, so that any solver that converges agrees; the expected values come from
scikit-learn's newton-cholesky solver, which ends at the optimum to the last digits (its recipe says lbfgs). "default tol":
lbfgs as it is, stopped early; only the same L-BFGS (history 10, same line search, same stopping rules) gets these numbers.
"""
import numpy as np
from common import converged, dataset, estimator_case, matrix, split, table
from numpy.random import RandomState
from sklearn.linear_model import LogisticRegression

CLOSE = converged(1e-6, 3e-6)  # scikit-learn's own lbfgs ends well within this
OPTIMUM = {"tol": 1e-10, "max_iter": 10000}


class _Optimum:
    """Within this block LogisticRegression() is solved by newton-cholesky, whatever the recipe says."""

    def __enter__(self):
        self.fit = fit = LogisticRegression.fit

        def solved(self, X, y, *rest):
            kept = self.solver, self.tol
            self.solver, self.tol = "newton-cholesky", 1e-14
            try:
                return fit(self, X, y, *rest)
            finally:
                self.solver, self.tol = kept
        LogisticRegression.fit = solved

    def __exit__(self, *_):
        LogisticRegression.fit = self.fit


def _optimum(name, data, params=None, scale=False, **more):
    recipe = {"class": "LogisticRegression", "params": {**OPTIMUM, **(params or {})}}
    if scale:
        recipe = {"class": "Pipeline", "params": {"steps": [["scale", {"class": "StandardScaler", "params": {}}],
                                                            ["model", recipe]]}}
    with _Optimum():
        return estimator_case(f"optimum: {name}", recipe, data, tolerance=CLOSE, skip=("n_iter_", "model__n_iter_"),
                              **more)


def _default(name, data, params=None, scale=False, **more):
    recipe = {"class": "LogisticRegression", "params": params or {}}
    if scale:
        recipe = {"class": "Pipeline", "params": {"steps": [["scale", {"class": "StandardScaler", "params": {}}],
                                                            ["model", recipe]]}}
    prefix = "model__" if scale else ""
    return estimator_case(f"default tol: {name}", recipe, data, tolerance=CLOSE,
                          keys={f"{prefix}n_iter_": {"class": "exact"}}, **more)


def cases():
    for name in ("iris", "wine", "breast_cancer"):
        train, test = split(name)
        for c in (0.01, 0.5, 1.0, 2.0):
            yield _optimum(f"{name}, C={c}", name, {"C": c}, scale=True, train=train, test=test)
        yield _optimum(f"{name}, no intercept", name, {"fit_intercept": False}, scale=True, train=train, test=test)
        yield _optimum(f"{name}, class_weight=balanced", name, {"class_weight": "balanced"}, scale=True, train=train,
                       test=test)
        for params in ({}, {"C": 0.1}, {"C": 10.0}, {"fit_intercept": False}, {"class_weight": "balanced"}):
            text = ", ".join(f"{k}={v}" for k, v in params.items()) or "default"
            yield _default(f"{name}, {text}", name, params, scale=True, train=train, test=test)
    for name, weights in (("iris", {"setosa": 2.0, "versicolor": 1.0, "virginica": 0.25}), ("iris", {"virginica": 4.0}),
                          ("breast_cancer", {"malignant": 3.0, "benign": 0.5})):
        train, test = split(name)
        text = ", ".join(f"{k}={v}" for k, v in weights.items())
        yield _optimum(f"{name}, class_weight {text}", name, {"class_weight": weights}, scale=True, train=train, test=test)
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
