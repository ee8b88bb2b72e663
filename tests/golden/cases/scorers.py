"""Scorers by name, asked of a stand-in for a model that gives fixed predictions and probabilities."""

import numpy as np
from common import EXACT, target_array, tight
from numpy.random import RandomState
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
from sklearn.metrics import get_scorer, get_scorer_names

PROBABILITIES = (
    "average_precision",
    "d2_brier_score",
    "d2_log_loss_score",
    "neg_brier_score",
    "neg_log_loss",
    "roc_auc",
    "roc_auc_ovo",
    "roc_auc_ovo_weighted",
    "roc_auc_ovr",
    "roc_auc_ovr_weighted",
    "top_k_accuracy",
)
REGRESSION = (
    "d2_absolute_error_score",
    "explained_variance",
    "neg_max_error",
    "neg_mean_absolute_error",
    "neg_mean_absolute_percentage_error",
    "neg_mean_gamma_deviance",
    "neg_mean_poisson_deviance",
    "neg_mean_squared_error",
    "neg_mean_squared_log_error",
    "neg_median_absolute_error",
    "neg_root_mean_squared_error",
    "neg_root_mean_squared_log_error",
    "r2",
)
CLUSTERING = (
    "adjusted_mutual_info_score",
    "adjusted_rand_score",
    "completeness_score",
    "fowlkes_mallows_score",
    "homogeneity_score",
    "mutual_info_score",
    "normalized_mutual_info_score",
    "rand_score",
    "v_measure_score",
)
LABELS = tuple(
    n for n in get_scorer_names() if n not in PROBABILITIES + REGRESSION + CLUSTERING and not n.endswith("_samples")
)
# The metric of that name takes scikit-learn's options; see metrics.
OTHERWISE = ("roc_auc",)


class _Classifier(ClassifierMixin, BaseEstimator):
    def __init__(self, answer=None, proba=None):
        self.answer, self.proba = answer, proba

    def fit(self, X, y):
        self.classes_ = np.unique(y)
        return self

    def predict(self, X):
        return self.answer

    def predict_proba(self, X):
        return self.proba


class _Regressor(RegressorMixin, BaseEstimator):
    def __init__(self, answer=None):
        self.answer = answer

    def fit(self, X, y):
        self.fitted_ = True
        return self

    def predict(self, X):
        return self.answer


def _case(title, scorer, y_true, y_pred=None, proba=None, classes=None):
    case = {"name": f"{scorer}, {title}", "metric": scorer, "y_true": list(y_true)}
    if proba is not None:
        case["y_score"], case["labels"] = proba, list(classes)
    else:
        case["y_pred"] = list(y_pred)
    try:
        if scorer in REGRESSION:
            model = _Regressor(np.array(y_pred, dtype=float)).fit(None, None)
        else:
            known = list(classes if classes is not None else y_true)
            model = _Classifier(None if y_pred is None else target_array(list(y_pred)), proba).fit(
                None, target_array(known)
            )
        value = get_scorer(scorer)(model, np.zeros((len(y_true), 1)), target_array(list(y_true)))
        case["expect"] = {"value": value}
    except (ValueError, TypeError) as error:
        case["expect"] = {"error": True, "scikit-learn says": str(error).split("\n")[0]}
    case["tolerance"] = EXACT if scorer in LABELS else tight(1e-12, 1e-14)
    return case


def cases():
    rng = RandomState(11)

    def sample(n, k, noise):
        truth = rng.randint(0, k, n)
        scores = rng.random_sample((n, k)) + 1e-3
        scores[np.arange(n), truth] += noise
        # whole 256ths: short, and their sum is exact
        proba = np.floor(scores / scores.sum(axis=1)[:, None] * 256) / 256
        proba[:, 0] += 1 - proba.sum(axis=1)
        return truth, proba.argmax(axis=1), proba

    label_sets = []
    truth, guess, proba = sample(20, 2, 0.3)
    label_sets.append(("two classes", truth, guess, proba, [0, 1]))
    label_sets.append(("two classes, coarse scores", truth, guess, np.round(proba * 4) / 4, [0, 1]))
    label_sets.append(("labels 1 and 2", truth + 1, guess + 1, proba, [1, 2]))
    label_sets.append(("labels -1 and 1", truth * 2 - 1, guess * 2 - 1, proba, [-1, 1]))
    truth, guess, proba = sample(24, 3, 0.4)
    label_sets.append(("three classes", truth, guess, proba, [0, 1, 2]))
    words = np.array(["ash", "birch", "elm"], dtype=object)
    label_sets.append(("three texts", words[truth], words[guess], proba, list(words)))
    label_sets.append(("three classes, one never predicted", truth, np.minimum(guess, 1), proba, [0, 1, 2]))
    label_sets.append(
        ("three classes, ties", truth, guess, np.full((24, 3), [0.5, 0.25, 0.25])[:, [0, 2, 1]], [0, 1, 2])
    )
    truth, guess, proba = sample(30, 5, 0.6)
    label_sets.append(("five classes", truth * 2, guess * 2, proba, [0, 2, 4, 6, 8]))
    perfect = np.array([0, 1, 1, 0, 1])
    label_sets.append(("all right", perfect, perfect, np.eye(2)[perfect], [0, 1]))
    label_sets.append(("all wrong", perfect, 1 - perfect, np.eye(2)[1 - perfect], [0, 1]))
    label_sets.append(("always 0", perfect, perfect * 0, np.full((5, 2), [0.75, 0.25]), [0, 1]))
    for title, y, p, proba, classes in label_sets:
        for scorer in LABELS:
            yield _case(title, scorer, y.tolist(), p.tolist())
        for scorer in PROBABILITIES:
            if scorer not in OTHERWISE or len(classes) == 2:
                yield _case(title, scorer, y.tolist(), proba=proba, classes=classes)
    two_words = np.array(["no", "yes"], dtype=object)
    truth, guess, proba = sample(16, 2, 0.2)
    for scorer in LABELS:
        yield _case("two texts", scorer, two_words[truth].tolist(), two_words[guess].tolist())
    for scorer in (
        "roc_auc",
        "roc_auc_ovr",
        "neg_log_loss",
        "average_precision",
        "top_k_accuracy",
        "d2_log_loss_score",
        "neg_brier_score",
        "d2_brier_score",
    ):
        yield _case("two texts", scorer, two_words[truth].tolist(), proba=proba, classes=["no", "yes"])
    # Which label is the positive one, the rows at hand decide.
    for classes in ([0, 1], [-1, 1], [1, 2], [3, 7]):
        for only in classes:
            for scorer in ("neg_brier_score", "d2_brier_score"):
                yield _case(f"labels {classes}, only {only} occurs", scorer, [only] * 16, proba=proba, classes=classes)
    truth, guess, proba = sample(12, 3, 0.3)
    for scorer in PROBABILITIES:
        if scorer not in OTHERWISE:
            yield _case("a class does not occur", scorer, np.minimum(truth, 1).tolist(), proba=proba, classes=[0, 1, 2])

    y = rng.standard_normal(21) * 3 + 20
    number_sets = [
        ("plain", y, y + rng.standard_normal(21)),
        ("even number of rows", y[:20], y[:20] * 1.1 - 1),
        ("exact", y[:9], y[:9]),
        ("constant target", np.full(7, 3.0), np.array([3.0, 2, 4, 3, 3, 5, 1])),
        ("constant target met", np.full(7, 3.0), np.full(7, 3.0)),
        ("negative values", y - 20, (y - 20) * 0.5 + 0.1),
        ("zeros in the target", np.array([0.0, 0, 1, 5, 2]), np.array([0.5, 1, 1, 4, 2.5])),
        ("zeros in the prediction", np.array([1.0, 2, 1, 5, 2]), np.array([0.0, 1, 1, 4, 2.5])),
        ("many rows", rng.standard_normal(300) + 9, rng.standard_normal(300) + 9),
    ]
    for title, y, p in number_sets:
        for scorer in REGRESSION:
            if len(y) < 100 or scorer in ("r2", "neg_mean_squared_error", "explained_variance"):
                yield _case(title, scorer, y.tolist(), p.tolist())
