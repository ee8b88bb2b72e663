"""RFE: as exact as the model that it holds."""

from cases.column_transformer import R, _steps
from common import EXACT, estimator_case, split, tight

NEAR = tight(1e-10, 1e-12)
SKIP = ("estimator___coef_", "estimator___intercept_", "estimator___singular_", "estimator___feature_importances_")


def _case(name, data, estimator, tolerance=EXACT, decisions=False, **params):
    return _fit(
        name,
        data,
        {"class": "RFE", "params": {"estimator": estimator, **params}},
        tolerance,
        decisions=decisions,
        stacked=True,
    )


def _fit(name, data, recipe, tolerance=EXACT, skip=(), **more):
    train, test = split(data, test_size=8)
    return estimator_case(name, recipe, data, train=train, test=test[:4], tolerance=tolerance, skip=SKIP + skip, **more)


def cases():
    tree = {"class": "DecisionTreeClassifier", "params": {"random_state": 3, "max_depth": 4}}
    forest = {"class": "RandomForestClassifier", "params": {"n_estimators": 5, "random_state": 5}}
    lda = {"class": "LinearDiscriminantAnalysis", "params": {}}
    yield _case("tree", "iris", tree)
    yield _case("tree, two", "wine", tree, n_features_to_select=2)
    yield _case("forest, a share", "breast_cancer", forest, n_features_to_select=0.2, step=0.15)
    yield _case("forest, steps of seven", "breast_cancer", forest, n_features_to_select=4, step=7)
    yield _case("more than there are", "iris", tree, n_features_to_select=9)
    yield _case("three classes, squares summed", "wine", lda, NEAR, decisions=True, n_features_to_select=5)
    yield _case(
        "linear regression", "diabetes", {"class": "LinearRegression", "params": {}}, NEAR, n_features_to_select=3
    )
    yield _case("ridge, steps of three", "diabetes", {"class": "Ridge", "params": {"alpha": 0.1}}, NEAR, step=3)
    # What holds it takes it for what it holds: scorers, stratified folds, ensembles.
    ends = _steps(scale=R("StandardScaler"), keep=R("RFE", estimator=tree))
    counts = {"keep__n_features_to_select": [1, 2, 3], "keep__estimator__max_depth": [1, 3]}
    for data in ("iris", "wine", "breast_cancer"):
        yield _fit(
            f"{data}, a search over a pipeline that ends in it",
            data,
            R("GridSearchCV", estimator=ends, param_grid=counts, cv=3),
            stacked=True,
        )
    numbers = _steps(
        scale=R("StandardScaler"), keep=R("RFE", estimator=R("DecisionTreeRegressor", max_depth=3, random_state=0))
    )
    yield _fit(
        "a search, numbers",
        "diabetes",
        R("GridSearchCV", estimator=numbers, param_grid={"keep__n_features_to_select": [1, 4]}, cv=3),
        stacked=True,
    )
    inside = R("GridSearchCV", estimator=tree, param_grid={"max_depth": [1, 3]}, cv=3, scoring="neg_brier_score")
    yield _fit(
        "a search inside scores as it does",
        "wine",
        R("RFE", estimator=inside, n_features_to_select=4, importance_getter="best_estimator_.feature_importances_"),
        stacked=True,
    )
    steps = _steps(scale=R("MinMaxScaler"), model=tree)  # columns picked are added up in another order
    yield _fit(
        "a pipeline inside",
        "wine",
        R("RFE", estimator=steps, n_features_to_select=5, importance_getter="named_steps.model.feature_importances_"),
        stacked=True,
    )
    rfe = R("RFE", estimator=tree, n_features_to_select=2)
    yield _fit("voting", "iris", R("VotingClassifier", estimators=[["rfe", rfe], ["tree", tree]], voting="soft"))
    yield _fit(
        "stacking",
        "iris",
        R(
            "StackingClassifier",
            estimators=[["rfe", rfe]],
            final_estimator=R("DecisionTreeClassifier", max_depth=2, random_state=0),
            cv=3,
        ),
    )
    yield _fit(
        "bagging draws rows instead of weighing them",
        "breast_cancer",
        R(
            "BaggingClassifier",
            estimator=R("RFE", estimator=R("DecisionTreeClassifier", max_depth=3), n_features_to_select=4, step=0.5),
            n_estimators=3,
            random_state=2,
        ),
    )
    yield _fit("boosting looks for weights", "iris", R("AdaBoostClassifier", estimator=rfe, n_estimators=2))
