"""AdaBoostRegressor (AdaBoost.R2): draws by weight, the three losses, the weighted median."""

from cases.column_transformer import R, _steps
from cases.random_forest_classifier import text_of
from cases.voting_classifier import SLIM
from common import converged, estimator_case, matrix, split, table, tight
from numpy.random import RandomState

CLOSE = tight(1e-10, 1e-12)


def _case(name, data, params=None, tolerance=CLOSE, **more):
    params = {"random_state": 0, "n_estimators": 8, **(params or {})}
    return estimator_case(name, R("AdaBoostRegressor", **params), data, tolerance=tolerance, skip=SLIM, **more)


def cases():
    train, test = split("diabetes")
    rows = {"train": train, "test": test[:30]}
    for params in (
        {},
        {"loss": "square"},
        {"loss": "exponential"},
        {"learning_rate": 0.3, "random_state": 3},
        {"learning_rate": 1.9, "loss": "square"},
        {"n_estimators": 1},
        {"n_estimators": 30, "loss": "exponential"},
    ):
        yield _case(f"diabetes, {text_of(params)}", "diabetes", params, **rows)
    for model in (
        R("KNeighborsRegressor", n_neighbors=3),
        R("ExtraTreeRegressor", max_depth=4),
        R("RandomForestRegressor", n_estimators=2, max_depth=3),
        _steps(pick=R("VarianceThreshold"), model=R("DecisionTreeRegressor", max_depth=2, max_features=3)),
    ):
        yield _case(f"diabetes, {model['class']}", "diabetes", {"estimator": model, "random_state": 5}, **rows)
    yield _case(
        "diabetes, ridge: a seed is drawn for it, too",
        "diabetes",
        {"estimator": R("Ridge", alpha=0.1), "random_state": 5},
        converged(1e-8, 1e-8),
        **rows,
    )
    rng = RandomState(2)
    x = rng.randint(0, 3, size=(40, 2)).astype(float)
    yield _case("many ties", matrix(x), {"n_estimators": 10}, y=[float(v) for v in (x[:, 0] + rng.randint(0, 3, 40))])
    yield _case("a perfect fit ends the rounds", matrix(x), {"n_estimators": 4}, y=[float(v) for v in x[:, 0]])
    yield _case(
        "the first estimator is bad",
        matrix(rng.standard_normal((12, 1)).round(2)),
        {"estimator": R("DummyRegressor")},
        y=[0.0, 1.0] * 6,
    )
    yield _case("missing values", table(a=[1, None, 3]), y=[1.0, 2.0, 3.0])
