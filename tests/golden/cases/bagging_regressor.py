"""BaggingRegressor: means of regressors on drawn rows and columns."""

from cases.column_transformer import R, _steps
from cases.random_forest_classifier import text_of
from cases.voting_classifier import SLIM
from common import EXACT, converged, estimator_case, split, table, tight


def _case(name, data, params=None, tolerance=EXACT, **more):
    params = {"random_state": 0, "n_estimators": 3, **(params or {})}
    return estimator_case(
        name,
        R("BaggingRegressor", **params),
        data,
        tolerance=tolerance,
        skip=SLIM,  # picked columns are summed in another order
        keys={"oob_score_": tight(), "variances_": tight()},
        **more,
    )


def cases():
    train, test = split("diabetes")
    rows = {"train": train, "test": test[:30]}
    tree = R("DecisionTreeRegressor", max_depth=4)
    for params in (
        {},
        {"max_features": 0.5, "random_state": 4},
        {"bootstrap": False, "max_samples": 0.6},
        {"bootstrap_features": True, "max_features": 3},
        {"max_samples": 50, "oob_score": True, "n_estimators": 9},
    ):
        yield _case(f"diabetes, {text_of(params)}", "diabetes", {"estimator": tree, **params}, **rows)
    yield _case("diabetes, default estimator", "diabetes", {"n_estimators": 2, "max_samples": 60}, **rows)
    for model in (
        R("KNeighborsRegressor", n_neighbors=3),
        R("ExtraTreesRegressor", n_estimators=2, max_depth=3),
        _steps(pick=R("VarianceThreshold"), model=tree),
    ):
        yield _case(
            f"diabetes, {model['class']}",
            "diabetes",
            {"estimator": model, "max_features": 0.7, "random_state": 7, "oob_score": True},
            **rows,
        )
    yield _case(
        "diabetes, ridge",
        "diabetes",
        {"estimator": R("Ridge", alpha=0.5), "max_features": 0.7, "random_state": 7},
        converged(1e-8, 1e-8),
        **rows,
    )
    # Weights of rows: leaving one out leaves out all of its copies.
    yield _case(
        "diabetes, RidgeCV",
        "diabetes",
        {"estimator": R("RidgeCV", alphas=[0.01, 0.1, 1.0, 10.0]), "max_samples": 40, "random_state": 2},
        converged(1e-8, 1e-8),
        **rows,
    )
    yield _case(
        "diabetes, RidgeCV without intercept",
        "diabetes",
        {"estimator": R("RidgeCV", fit_intercept=False), "max_samples": 9, "random_state": 2},
        converged(1e-8, 1e-8),
        **rows,
    )
    yield _case(
        "diabetes, gradient boosting",
        "diabetes",
        {"estimator": R("GradientBoostingRegressor", n_estimators=3, max_depth=2)},
        **rows,
    )
    yield _case(
        "diabetes, median", "diabetes", {"estimator": R("DummyRegressor", strategy="median"), "max_samples": 31}, **rows
    )
    small = table(a=[1, 2, 3, 4], b=[4, 1, 3, 1])
    yield _case(
        "rows that every estimator has seen", small, {"oob_score": True, "n_estimators": 2}, y=[1.0, 2.0, 4.0, 3.0]
    )
    yield _case(
        "refused, oob_score without bootstrap", small, {"oob_score": True, "bootstrap": False}, y=[1.0, 2.0, 4.0, 3.0]
    )
