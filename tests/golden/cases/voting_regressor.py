"""VotingRegressor: averages, with and without weights."""

from cases.column_transformer import R, _steps
from cases.voting_classifier import SLIM
from common import EXACT, converged, estimator_case, matrix, split, table
from numpy.random import RandomState


def _case(name, data, estimators, tolerance=EXACT, **more):
    params = {k: more.pop(k) for k in ("weights",) if k in more}
    return estimator_case(
        name,
        R("VotingRegressor", estimators=estimators, **params),
        data,
        tolerance=tolerance,
        skip=SLIM,
        stacked=True,
        **more,
    )


def trees(n):
    return [[f"t{i}", R("DecisionTreeRegressor", random_state=i, max_depth=i % 3 + 2)] for i in range(n)]


def cases():
    train, test = split("diabetes")
    rows = {"train": train, "test": test[:30]}
    near = ["near", R("KNeighborsRegressor", n_neighbors=4)]
    yield _case("diabetes", "diabetes", [*trees(2), near], **rows)
    yield _case("diabetes, weights", "diabetes", [*trees(2), ["out", "drop"], near], weights=[0.3, 2, 9, 1.7], **rows)
    yield _case("diabetes, ten", "diabetes", trees(10), **rows)
    yield _case("diabetes, ten, weights", "diabetes", trees(10), weights=[1.1 / (i + 1) for i in range(10)], **rows)
    yield _case("diabetes, negative weight", "diabetes", trees(3), weights=[-1, 2, 0.7], **rows)
    yield _case(
        "diabetes, linear models",
        "diabetes",
        [["ridge", _steps(scale=R("StandardScaler"), model=R("Ridge"))], ["plain", R("LinearRegression")], *trees(1)],
        converged(1e-9, 1e-8),
        **rows,
    )
    x = RandomState(3).standard_normal((30, 2)).round(2)
    yield _case("few rows", matrix(x), [*trees(2), near], y=[float(v) for v in (x[:, 0] * 3 - x[:, 1]).round(3)])
    small = table(a=[1, 2, 3, 4], b=[4, 1, 3, 1])
    for name, estimators, params in (
        ("a classifier", [["a", R("GaussianNB")]], {}),
        ("all dropped", [["a", "drop"]], {}),
        ("too many weights", trees(1), {"weights": [1, 2]}),
        ("weights of sum 0", trees(2), {"weights": [1, -1]}),
    ):
        yield _case(name, small, estimators, y=[1.0, 2.5, 3.0, 1.5], **params)
