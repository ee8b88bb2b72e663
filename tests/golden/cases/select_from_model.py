"""SelectFromModel: as exact as the model that it holds."""

from common import EXACT, estimator_case, split, tight

NEAR = tight(1e-10, 1e-12)
TREE = {"class": "DecisionTreeClassifier", "params": {"random_state": 3}}
FOREST = {"class": "RandomForestClassifier", "params": {"n_estimators": 3, "max_depth": 4, "random_state": 5}}
SKIP = (
    "estimator___coef_",
    "estimator___intercept_",
    "estimator___n_iter_",
    "estimator___singular_",
    "estimator___rank_",
    "estimator___dual_gap_",
    "estimator___feature_importances_",
)


def _case(name, data, estimator, tolerance=EXACT, **params):
    train, test = split(data, test_size=8)
    return estimator_case(
        name,
        {"class": "SelectFromModel", "params": {"estimator": estimator, **params}},
        data,
        train=train,
        test=test[:3],
        tolerance=tolerance,
        outputs=("fitted", "transform", "feature_names_out"),
        skip=SKIP,
    )


def cases():
    yield _case("tree", "breast_cancer", TREE)
    for threshold in ("mean", "median", "1.25*mean", "0.5 * median", 0.05, 0.0):
        yield _case(f"forest, {threshold}", "wine", FOREST, threshold=threshold)
    for most in (0, 1, 4, 40):
        yield _case(f"forest, at most {most}", "wine", FOREST, max_features=most, threshold=0.0)
    for order in (1, 2, 3, -1):
        yield _case(
            f"three classes, norm {order}",
            "wine",
            {"class": "LinearDiscriminantAnalysis", "params": {}},
            NEAR,
            norm_order=order,
        )
    yield _case(
        "lasso", "diabetes", {"class": "Lasso", "params": {"alpha": 0.5, "tol": 1e-12, "max_iter": 100000}}, NEAR
    )
    yield _case("ridge", "diabetes", {"class": "Ridge", "params": {}}, NEAR)
    yield _case(
        "trees of a regressor",
        "diabetes",
        {"class": "ExtraTreesRegressor", "params": {"n_estimators": 3, "max_depth": 4, "random_state": 2}},
    )
