"""RFE: as exact as the model that it holds."""
from common import EXACT, estimator_case, split, tight

NEAR = tight(1e-10, 1e-12)
SKIP = ("estimator___coef_", "estimator___intercept_", "estimator___singular_", "estimator___feature_importances_")


def _case(name, data, estimator, tolerance=EXACT, outputs=("fitted", "transform", "feature_names_out", "predict"), **params):
    train, test = split(data, test_size=8)
    return estimator_case(name, {"class": "RFE", "params": {"estimator": estimator, **params}}, data, train=train, test=test[:4],
                          tolerance=tolerance, outputs=outputs, skip=SKIP)


def cases():
    tree = {"class": "DecisionTreeClassifier", "params": {"random_state": 3, "max_depth": 4}}
    forest = {"class": "RandomForestClassifier", "params": {"n_estimators": 5, "random_state": 5}}
    lda = {"class": "LinearDiscriminantAnalysis", "params": {}}
    yield _case("tree", "iris", tree)
    yield _case("tree, two", "wine", tree, n_features_to_select=2)
    yield _case("forest, a share", "breast_cancer", forest, n_features_to_select=0.2, step=0.15)
    yield _case("forest, steps of seven", "breast_cancer", forest, n_features_to_select=4, step=7)
    yield _case("more than there are", "iris", tree, n_features_to_select=9)
    yield _case("three classes, squares summed", "wine", lda, NEAR, n_features_to_select=5)
    yield _case("linear regression", "diabetes", {"class": "LinearRegression", "params": {}}, NEAR, n_features_to_select=3)
    yield _case("ridge, steps of three", "diabetes", {"class": "Ridge", "params": {"alpha": 0.1}}, NEAR, step=3)
