"""StackingRegressor: predictions as columns for a final regressor."""

from cases.column_transformer import R, _steps
from cases.folds import S
from cases.voting_classifier import SLIM
from cases.voting_regressor import trees
from common import EXACT, converged, estimator_case, split, table

TREE = R("DecisionTreeRegressor", random_state=0, max_depth=3)


def _case(name, data, estimators, final=TREE, tolerance=EXACT, **more):
    params = {k: more.pop(k) for k in ("cv", "passthrough") if k in more}
    if final is not None:
        params["final_estimator"] = final
    return estimator_case(
        name,
        R("StackingRegressor", estimators=estimators, **params),
        data,
        tolerance=tolerance,
        skip=SLIM,
        stacked=True,
        **more,
    )


def cases():
    train, test = split("diabetes")
    rows = {"train": train, "test": test[:30]}
    near = ["near", R("KNeighborsRegressor", n_neighbors=4)]
    yield _case("diabetes, tree", "diabetes", [*trees(2), near], **rows)
    yield _case(
        "diabetes, tree, passthrough", "diabetes", [*trees(1), ["out", "drop"], near], passthrough=True, cv=3, **rows
    )
    yield _case(
        "diabetes, tree, shuffled folds",
        "diabetes",
        trees(2),
        cv=S("KFold", n_splits=4, shuffle=True, random_state=2),
        **rows,
    )
    yield _case("diabetes, RidgeCV", "diabetes", [*trees(2), near], None, converged(1e-9, 1e-9), **rows)
    yield _case(
        "diabetes, RidgeCV, passthrough",
        "diabetes",
        [*trees(2), near],
        None,
        converged(1e-8, 1e-8),
        passthrough=True,
        **rows,
    )
    yield _case(
        "diabetes, ridge on linear models",
        "diabetes",
        [["ridge", _steps(scale=R("StandardScaler"), model=R("Ridge"))], ["plain", R("LinearRegression")]],
        R("Ridge"),
        converged(1e-7, 1e-7),
        **rows,
    )
    small = table(a=[1, 2, 3, 4, 5, 6], b=[4, 1, 3, 1, 2, 2])
    for name, estimators, params in (
        ("a classifier", [["a", R("GaussianNB")]], {}),
        ("a classifier as final estimator", trees(1), {"final": R("GaussianNB")}),
        ("more folds than rows", trees(1), {"cv": 7}),
        ("splits in order of time", trees(1), {"cv": S("TimeSeriesSplit", n_splits=2)}),
    ):
        yield _case(name, small, estimators, y=[1.0, 2.5, 3.0, 1.5, 2.0, 4.0], **params)
