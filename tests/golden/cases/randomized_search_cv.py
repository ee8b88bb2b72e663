"""RandomizedSearchCV: the draws are equal, but for a loguniform's last bits; scores are as exact as the model."""

from common import EXACT, estimator_case, split, tight

TREE = {"class": "DecisionTreeClassifier", "params": {"random_state": 1}}
FOREST = {"class": "ExtraTreesClassifier", "params": {"n_estimators": 3, "random_state": 1}}


def _case(name, data, estimator, space, tolerance=EXACT, **params):
    train, test = split(data, test_size=8)
    skip = params.pop("skip", ())
    recipe = {"class": "RandomizedSearchCV", "params": {"estimator": estimator, "param_distributions": space, **params}}
    return estimator_case(name, recipe, data, train=train, test=test[:5], tolerance=tolerance, skip=skip)


def cases():
    lists = {"max_depth": list(range(1, 9)), "min_samples_leaf": [1, 2, 5, 10], "criterion": ["gini", "log_loss"]}
    for seed in (0, 3):
        yield _case(f"lists alone, seed {seed}", "wine", TREE, lists, n_iter=6, cv=2, random_state=seed)
    yield _case(
        "most of a grid",
        "iris",
        TREE,
        {"max_depth": [1, 2, 3], "splitter": ["best", "random"]},
        n_iter=5,
        cv=2,
        random_state=1,
    )
    yield _case("more draws than there are", "iris", TREE, {"max_depth": [1, 2, 3]}, n_iter=10, cv=2, random_state=1)
    yield _case(
        "whole numbers",
        "wine",
        TREE,
        {"max_depth": {"distribution": "randint", "low": 1, "high": 6}, "criterion": ["gini", "entropy"]},
        n_iter=6,
        cv=2,
        random_state=11,
    )
    yield _case(
        "uniform",
        "wine",
        FOREST,
        {"min_samples_split": {"distribution": "uniform", "loc": 0.05, "scale": 0.5}},
        n_iter=5,
        cv=2,
        random_state=2,
    )
    yield _case(
        "several spaces",
        "wine",
        TREE,
        [{"max_depth": [1, 2]}, {"min_samples_leaf": {"distribution": "randint", "low": 1, "high": 30}}],
        n_iter=6,
        cv=2,
        random_state=5,
    )
    yield _case(
        "loguniform",
        "iris",
        {"class": "GaussianNB"},
        {"var_smoothing": {"distribution": "loguniform", "a": 1e-9, "b": 1.0}},
        tight(1e-10, 1e-12),
        n_iter=5,
        cv=3,
        random_state=6,
    )
    yield _case(
        "norm",
        "diabetes",
        {"class": "DecisionTreeRegressor", "params": {"random_state": 0}},
        {"ccp_alpha": {"distribution": "norm", "loc": 500.0, "scale": 5.0}},
        n_iter=4,
        cv=2,
        random_state=6,
    )
