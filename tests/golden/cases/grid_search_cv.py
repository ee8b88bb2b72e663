"""GridSearchCV: candidates, splits and ranks are equal; scores are as exact as the model."""

from common import EXACT, converged, estimator_case, split, tight

NEAR = tight(1e-10, 1e-12)
TREE = {"class": "DecisionTreeClassifier", "params": {"random_state": 1}}


def search(estimator, grid, **params):
    return {"class": "GridSearchCV", "params": {"estimator": estimator, "param_grid": grid, **params}}


def pipeline(model, *front):
    return {"class": "Pipeline", "params": {"steps": [*front, ["model", model]]}}


def _case(name, data, recipe, tolerance=EXACT, **more):
    train, test = split(data, test_size=8)
    return estimator_case(name, recipe, data, train=train, test=test[:5], tolerance=tolerance, **more)


def cases():
    scale = ["scale", {"class": "StandardScaler"}]
    yield _case("depths of a tree", "breast_cancer", search(TREE, {"max_depth": [1, 2, 3, 4, None]}))
    yield _case(
        "two parameters, sorted paths",
        "iris",
        search(
            pipeline(TREE, scale),
            {"scale__with_mean": [True, False], "model__max_depth": [1, 3], "model__criterion": ["gini", "entropy"]},
            cv=3,
        ),
    )
    yield _case(
        "several grids",
        "wine",
        search(TREE, [{"max_depth": [1, 2]}, {"min_samples_leaf": [5, 20, 1], "splitter": ["random"]}, {}], cv=4),
    )
    yield _case(
        "a step replaced",
        "iris",
        search(pipeline(TREE, scale), {"model": [TREE, {"class": "GaussianNB"}], "scale": ["passthrough"]}, cv=3),
        NEAR,
        skip=("cv_results_.params",),
    )
    for refit in ("balanced_accuracy", "accuracy"):
        yield _case(
            f"two scorers, {refit} decides",
            "wine",
            search(
                TREE,
                {"max_depth": [1, 2, 5]},
                scoring=["accuracy", "balanced_accuracy"],
                refit=refit,
                return_train_score=True,
            ),
        )
    # The area under the curve asks for two classes; the other scores stand.
    yield _case(
        "a scorer that fails",
        "wine",
        search(
            TREE,
            {"max_depth": [1, 2, 5]},
            scoring=["accuracy", "roc_auc", "f1"],
            refit="accuracy",
            return_train_score=True,
        ),
    )
    yield _case(
        "a scorer that fails, its score given",
        "wine",
        search(TREE, {"max_depth": [1, 2]}, scoring=["f1", "accuracy"], refit="accuracy", error_score=-2.0),
    )
    yield _case("training scores", "iris", search(TREE, {"max_depth": [1, 2]}, return_train_score=True, cv=2))
    yield _case(
        "a loss as score",
        "iris",
        search({"class": "GaussianNB"}, {"var_smoothing": [1e-9, 1e-2, 1.0]}, scoring="neg_log_loss"),
        NEAR,
    )
    yield _case(
        "a splitter",
        "wine",
        search(
            TREE,
            {"max_depth": [1, 2]},
            cv={"class": "RepeatedStratifiedKFold", "params": {"n_splits": 2, "n_repeats": 2, "random_state": 4}},
        ),
    )
    yield _case(
        "shuffled splits of a regressor",
        "diabetes",
        search(
            {"class": "DecisionTreeRegressor", "params": {"random_state": 0}},
            {"max_depth": [1, 2, 3]},
            cv={"class": "ShuffleSplit", "params": {"n_splits": 3, "test_size": 0.3, "random_state": 7}},
        ),
    )
    yield _case(
        "ridge",
        "diabetes",
        search({"class": "Ridge"}, {"alpha": [0.001, 0.1, 10.0]}),
        converged(1e-8, 1e-10),
        skip=("best_estimator___coef_", "best_estimator___intercept_"),
    )
    yield _case(
        "a candidate that cannot be fitted",
        "iris",
        search({"class": "KNeighborsClassifier"}, {"n_neighbors": [500, 3, 5]}, cv=3),
        outputs=("fitted", "predict"),
    )
    yield _case(
        "its score is given",
        "iris",
        search({"class": "KNeighborsClassifier"}, {"n_neighbors": [500, 3, 5]}, cv=3, error_score=-1.0),
        outputs=("fitted", "predict"),
    )
    yield _case(
        "no candidate can be fitted",
        "iris",
        search({"class": "KNeighborsClassifier"}, {"n_neighbors": [500, 600]}, cv=3),
    )
    yield _case(
        "the first failure ends it",
        "iris",
        search({"class": "KNeighborsClassifier"}, {"n_neighbors": [500, 3]}, cv=3, error_score="raise"),
    )
