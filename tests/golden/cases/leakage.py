"""Leakage: the folds of a pipeline, beside those of its model on what the steps before it made of all rows."""

import numpy as np
import sklearn.datasets
from cases.column_transformer import R, _steps
from cases.folds import S
from common import EXACT, build, dataset, target_array, tight
from sklearn import model_selection


def _scores(recipe, X, y, labels, cv, scoring):
    splitter = getattr(model_selection, cv["class"])(**cv["params"])

    def score(estimator, X):
        return model_selection.cross_val_score(estimator, X, y, cv=splitter, scoring=scoring, error_score="raise")

    pipeline = build(recipe, labels)
    inside = score(pipeline, X)
    before = score(pipeline[-1], pipeline[:-1].fit_transform(X, y))
    return {"inside": inside, "before": before}


def _case(name, data, recipe, cv, scoring, tolerance=EXACT):
    X, y, _ = dataset(data)
    return {
        "name": name,
        "data": {"dataset": data},
        "options": {"recipe": recipe, "cv": cv, "scoring": scoring},
        "expect": _scores(recipe, X.array(None), target_array(y), y, cv, scoring),
        "tolerance": tolerance,
    }


# What the page opens to show it (web/elements/studies/leak.ts).
NOISE = {
    "n_samples": 80,
    "n_features": 800,
    "n_informative": 2,
    "n_redundant": 0,
    "n_clusters_per_class": 1,
    "flip_y": 1.0,
    "class_sep": 1.0,
}


def _noise(seed, tolerance):
    recipe = _steps(keep=R("SelectKBest", k=20), model=R("LogisticRegression"))
    X, y = sklearn.datasets.make_classification(random_state=seed, **NOISE)
    cv = S("StratifiedKFold", n_splits=5)
    # The rows that the page fits on: its split, with its seed 0.
    train, _ = model_selection.train_test_split(np.arange(len(y)), test_size=0.25, random_state=0, stratify=y)
    return {
        "name": f"noise, seed {seed}",
        "data": {"drawn": "make_classification", "params": {**NOISE, "random_state": seed}},
        "train": train,
        "options": {"recipe": recipe, "cv": cv, "scoring": "accuracy"},
        "expect": _scores(recipe, X[train], y[train], list(y), cv, "accuracy"),
        "tolerance": tolerance,
    }


def cases():
    for seed in (1, 2, 4):
        yield _noise(seed, EXACT)
    forest = R("DecisionTreeClassifier", random_state=0, max_depth=4)
    yield _case(
        "wine, selection and a tree",
        "wine",
        _steps(keep=R("SelectKBest", k=3), model=forest),
        S("StratifiedKFold", n_splits=5),
        "accuracy",
    )
    yield _case(
        "diabetes, selection and a tree",
        "diabetes",
        _steps(keep=R("SelectKBest", k=2, score_func="f_regression"), model=R("DecisionTreeRegressor", random_state=0)),
        S("KFold", n_splits=4),
        "neg_mean_absolute_error",
        tight(),
    )
