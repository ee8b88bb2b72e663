"""AdaBoostClassifier (SAMME): stumps and other classifiers, weights and errors of every round."""

from cases.column_transformer import R
from cases.random_forest_classifier import text_of
from cases.voting_classifier import SLIM
from common import estimator_case, matrix, split, table, tight
from numpy.random import RandomState

CLOSE = tight(1e-10, 1e-12)


def _case(name, data, params=None, **more):
    params = {"random_state": 0, "n_estimators": 8, **(params or {})}
    return estimator_case(
        name,
        R("AdaBoostClassifier", **params),
        data,
        tolerance=CLOSE,
        skip=SLIM,
        decisions=more.pop("decisions", True),
        **more,
    )


def cases():
    for data in ("iris", "wine", "breast_cancer"):
        train, test = split(data)
        rows = {"train": train, "test": test[:30]}
        for params in (
            {},
            {"learning_rate": 0.3},
            {"learning_rate": 1.7, "n_estimators": 5},
            {"estimator": R("DecisionTreeClassifier", max_depth=2, max_features=2), "random_state": 3},
            {"estimator": R("RandomForestClassifier", n_estimators=2, max_depth=1), "n_estimators": 4},
            {"n_estimators": 1},
        ):
            yield _case(
                f"{data}, {text_of({k: v['class'] if isinstance(v, dict) else v for k, v in params.items()})}",
                data,
                params,
                **rows,
            )
    train, test = split("iris")
    yield _case(
        "iris, a perfect fit ends the rounds",
        "iris",
        {"estimator": R("DecisionTreeClassifier"), "n_estimators": 4},
        train=train,
        test=test,
    )
    yield _case(
        "iris, all features and criterion entropy",
        "iris",
        {"estimator": R("ExtraTreeClassifier", max_depth=2, criterion="entropy")},
        train=train,
        test=test,
    )
    rng = RandomState(6)
    x = rng.standard_normal((60, 3)).round(2)
    yield _case(
        "numbers as labels, noise", matrix(x), {"n_estimators": 12}, y=[int(v) * 2 - 1 for v in rng.randint(0, 2, 60)]
    )
    yield _case("five classes", matrix(x), {"n_estimators": 12}, y=[int(v) for v in rng.randint(0, 5, 60)])
    small = table(a=[1, 2, 3, 4], b=[4, 1, 3, 1])
    yield _case("one class", small, y=["x", "x", "x", "x"])
    for name, model in (
        ("an estimator without weights", R("KNeighborsClassifier")),
        ("no better than guessing", R("DummyClassifier")),
        ("a pipeline", R("Pipeline", steps=[["m", R("GaussianNB")]])),
    ):
        yield _case(name, small, {"estimator": model}, y=["x", "y", "x", "y"])
    yield _case("missing values", table(a=[1, None, 3, 4]), y=["x", "y", "x", "y"])
