"""The score of a fitted pipeline on rows drawn again: sklearn.utils.resample, one RandomState for all resamples."""

import warnings

import numpy as np
from cases.column_transformer import R, _steps
from common import EXACT, build, dataset, split, target_array, tight
from sklearn.metrics import get_scorer
from sklearn.utils import resample


def _score(scorer, model, X, y):
    """NaN where a resample lacks a class that the score needs."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return scorer(model, X, y)
        except ValueError:
            return np.nan


def _case(name, data, recipe, scoring, tolerance=EXACT, test=None, seed=0, n_resamples=100, level=0.95):
    X, y, _ = dataset(data)
    train, held = split(data)
    held = held if test is None else test(held, y)
    y_train, y_test = (target_array([y[i] for i in rows]) for rows in (train, held))
    model = build(recipe, y).fit(X.rows(train).array(None), y_train)
    X_test = X.rows(held).array(None)
    random = np.random.RandomState(seed)
    draws = [resample(np.arange(len(held)), random_state=random) for _ in range(n_resamples)]
    expect = {"score": {}, "scores": {}, "interval": {}}
    for each in scoring:
        scorer = get_scorer(each)
        expect["score"][each] = scorer(model, X_test, y_test)
        scores = np.array([_score(scorer, model, X_test[rows], y_test[rows]) for rows in draws])
        expect["scores"][each] = scores
        tail = 50 * (1 - level)
        expect["interval"][each] = np.percentile(scores[~np.isnan(scores)], [tail, 100 - tail])
    return {
        "name": name,
        "data": {"dataset": data},
        "train": train,
        "test": held,
        "options": {
            "recipe": recipe,
            "scoring": scoring,
            "n_resamples": n_resamples,
            "confidence_level": level,
            "random_state": seed,
        },
        "expect": expect,
        "tolerance": tolerance,
    }


def _few_of_the_last_class(rows, y):
    """So few rows that a resample often lacks a class."""
    by_class = {}
    for row in rows:
        by_class.setdefault(y[row], []).append(row)
    *others, last = (by_class[key] for key in sorted(by_class))
    return sorted(row for group in [*(each[:6] for each in others), last[:2]] for row in group)


def cases():
    tree = R("DecisionTreeClassifier", random_state=0, max_depth=3)
    yield _case("wine, tree", "wine", tree, ["accuracy", "balanced_accuracy", "f1_macro"])
    yield _case(
        "breast_cancer, tree, ranks and probabilities",
        "breast_cancer",
        tree,
        ["accuracy", "roc_auc", "neg_log_loss"],
        tight(1e-12, 1e-14),
        seed=3,
        level=0.8,
    )
    # The default scaler's sums are another matter: this one only subtracts and divides.
    yield _case(
        "breast_cancer, scaler and a model that ranks by its decisions",
        "breast_cancer",
        _steps(scale=R("MinMaxScaler"), model=R("LinearDiscriminantAnalysis")),
        ["roc_auc", "accuracy"],
        tight(1e-10, 1e-12),
        seed=1,
    )
    yield _case(
        "wine, classes that are not always drawn",
        "wine",
        tree,
        ["accuracy", "f1_macro", "neg_log_loss"],
        tight(1e-12, 1e-14),
        test=_few_of_the_last_class,
        seed=5,
    )
    yield _case(
        "diabetes, tree",
        "diabetes",
        R("DecisionTreeRegressor", random_state=0, max_depth=3),
        ["r2", "neg_mean_absolute_error", "neg_root_mean_squared_error"],
        tight(1e-12, 1e-12),
        seed=2**32 - 1,
        n_resamples=201,
    )
