"""BaggingClassifier: draws of rows and columns, estimators with and without weights and probabilities."""

from cases.column_transformer import R, _steps
from cases.random_forest_classifier import text_of
from cases.voting_classifier import SLIM
from common import EXACT, converged, estimator_case, matrix, split, table, tight
from numpy.random import RandomState


def _case(name, data, params=None, tolerance=EXACT, **more):
    params = {"random_state": 0, "n_estimators": 3, **(params or {})}
    keys = {"pvalues_": tight(1e-10, 0)}  # of SelectKBest: an incomplete beta function
    return estimator_case(
        name,
        R("BaggingClassifier", **params),
        data,
        tolerance=tolerance,
        keys=keys,
        skip=SLIM + more.pop("skip", ()),
        **more,
    )


def cases():
    for data in ("iris", "breast_cancer"):
        train, test = split(data)
        rows = {"train": train, "test": test[:30]}
        for params in (
            {},
            {"max_features": 0.5, "random_state": 4},
            {"bootstrap": False, "max_samples": 0.6},
            {"bootstrap_features": True, "max_features": 3},
            {"bootstrap": False, "max_features": 2},
            {"max_samples": 20, "oob_score": True, "n_estimators": 8},
            {"max_samples": 0.3},
            {"oob_score": True, "n_estimators": 5, "max_features": 0.8},
        ):
            yield _case(f"{data}, {text_of(params)}", data, params, **rows)
        for model in (
            R("KNeighborsClassifier", n_neighbors=3),
            R("DecisionTreeClassifier", max_depth=2, max_features="sqrt", class_weight="balanced"),
            R("RandomForestClassifier", n_estimators=2, max_depth=2),
            _steps(pick=R("SelectKBest", k=1), model=R("DecisionTreeClassifier", max_depth=2)),
        ):
            params = {"max_features": 0.7, "random_state": 7, "oob_score": True, "max_samples": 0.7}
            # Of neighbours at the same distance any may be taken.
            skip = ("oob_decision_function_",) if (data, model["class"]) == ("iris", "KNeighborsClassifier") else ()
            yield _case(f"{data}, {model['class']}", data, {"estimator": model, **params}, skip=skip, **rows)
    train, test = split("iris")
    rows = {"train": train, "test": test}
    two_seeds = _steps(
        fit=R("KBinsDiscretizer", n_bins=4, encode="ordinal", quantile_method="averaged_inverted_cdf"),
        model=R("ExtraTreeClassifier", max_depth=3),
    )
    yield _case("iris, seeds of a pipeline", "iris", {"estimator": two_seeds, "random_state": 5}, **rows)
    voting = R(
        "VotingClassifier",
        estimators=[["b", R("DecisionTreeClassifier", max_depth=2)], ["a", R("ExtraTreeClassifier", max_depth=2)]],
        voting="hard",
    )
    yield _case(
        "iris, labels counted, seeds in alphabetical order",
        "iris",
        {"estimator": voting, "oob_score": True, "random_state": 9},
        **rows,
    )
    inner = R("BaggingClassifier", estimator=R("DecisionTreeClassifier", max_depth=2), n_estimators=2, max_samples=0.9)
    yield _case("iris, bagged bagging: weights become chances", "iris", {"estimator": inner, "random_state": 3}, **rows)
    boosted = R("AdaBoostClassifier", n_estimators=3)
    yield _case(
        "iris, bagged boosting, scores",
        "iris",
        {"estimator": boosted, "random_state": 3},
        tight(1e-10, 1e-10),
        decisions=True,
        **rows,
    )
    for model in (
        R("LogisticRegression", tol=1e-12, max_iter=100000, C=0.3),
        R("GaussianNB"),
        R("HistGradientBoostingClassifier", max_iter=3),
    ):
        yield _case(
            f"iris, {model['class']}",
            "iris",
            {"estimator": model, "random_state": 4, "max_features": 3},
            converged(1e-6, 1e-6) if model["class"] == "LogisticRegression" else tight(1e-10, 1e-10),
            skip=("n_iter_",),
            **rows,
        )
    few = matrix(RandomState(8).standard_normal((30, 3)).round(2))
    labels = [int(v) for v in RandomState(9).randint(0, 6, 30)]
    yield _case(
        "samples that lack a class",
        few,
        {"estimator": R("KNeighborsClassifier", n_neighbors=2), "max_samples": 8, "n_estimators": 4},
        y=labels,
    )
    holes = table(a=[1, None, 3, 4, 9, None, 2, 5], b=[None, 2.5, -7, None, 0.125, 4, 1, 1])
    y = ["x", "y", "x", "y", "y", "x", "y", "x"]
    yield _case("missing values", holes, {"n_estimators": 5}, y=y)
    small = table(a=[1, 2, 3, 4], b=[4, 1, 3, 1])
    y = ["x", "y", "x", "y"]
    for params in (
        {"max_features": 3},
        {"bootstrap": False, "max_samples": 5},
        {"bootstrap": False, "oob_score": True},
        {"max_features": 0.0},
        {"n_estimators": 0},
    ):
        yield _case(f"refused, {text_of(params)}", small, params, y=y)
