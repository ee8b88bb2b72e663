"""Metrics, by the names of the engine's `metric` operation. Labels and scores are written out."""

import numpy as np
from common import EXACT, dataset, select, split, target_array, tight
from numpy.random import RandomState
from sklearn import metrics
from sklearn.linear_model import LinearRegression
from sklearn.tree import DecisionTreeClassifier


def _case(title, name, call, tolerance, **request):
    """request: y_true, then y_pred or y_score, labels, average ... as given to the engine."""
    case = {"name": f"{name}: {title}", "metric": name, **request}
    try:
        case["expect"] = {"value": call()}
    except ValueError as error:
        case["expect"] = {"error": True, "scikit-learn says": str(error).split("\n")[0]}
    case["tolerance"] = tolerance
    return case


def _labels(title, y_true, y_pred):
    """Everything that compares labels with labels."""
    t, p = target_array(list(y_true)), target_array(list(y_pred))
    y = {"y_true": list(y_true), "y_pred": list(y_pred)}
    yield _case(title, "accuracy", lambda: metrics.accuracy_score(t, p), EXACT, **y)
    union = sorted(set(y_true) | set(y_pred))
    yield _case(
        title, "confusion_matrix", lambda: {"labels": union, "matrix": metrics.confusion_matrix(t, p)}, EXACT, **y
    )
    for average in ("macro", "micro", "weighted"):
        yield _case(
            f"{title}, {average}",
            "f1",
            lambda: metrics.f1_score(t, p, average=average),
            tight(1e-14, 0),
            **y,
            average=average,
        )
    if len(union) == 2:
        for positive in union:
            yield _case(
                f"{title}, positive {positive}",
                "f1",
                lambda: metrics.f1_score(t, p, average="binary", pos_label=positive),
                tight(1e-14, 0),
                **y,
                average="binary",
                pos_label=positive,
            )


def _proba(title, y_true, proba, labels=None):
    """log loss of rows of class probabilities; the columns are the sorted labels."""
    t, p = target_array(list(y_true)), np.array(proba)
    classes = sorted(set(y_true)) if labels is None else labels
    return _case(
        title,
        "log_loss",
        lambda: metrics.log_loss(t, p, labels=classes),
        tight(1e-13, 0),
        y_true=list(y_true),
        y_score=proba,
        labels=classes,
    )


def _auc(title, y_true, score):
    return _case(
        title,
        "roc_auc",
        lambda: metrics.roc_auc_score(target_array(list(y_true)), np.array(score)),
        tight(1e-13, 0),
        y_true=list(y_true),
        y_score=score,
    )


def _auc_ovr(title, y_true, score, average, labels=None):
    classes = sorted(set(y_true)) if labels is None else labels
    return _case(
        f"{title}, {average}",
        "roc_auc",
        lambda: metrics.roc_auc_score(
            target_array(list(y_true)), np.array(score), multi_class="ovr", average=average, labels=classes
        ),
        tight(1e-13, 0),
        y_true=list(y_true),
        y_score=score,
        labels=classes,
        average=average,
        multi_class="ovr",
    )


def _regression(title, y_true, y_pred):
    t, p = np.array(y_true, dtype=float), np.array(y_pred, dtype=float)
    y = {"y_true": list(y_true), "y_pred": list(y_pred)}
    yield _case(title, "r2", lambda: metrics.r2_score(t, p), tight(1e-13, 1e-13), **y)
    yield _case(title, "mse", lambda: metrics.mean_squared_error(t, p), tight(1e-13, 0), **y)
    yield _case(title, "mae", lambda: metrics.mean_absolute_error(t, p), tight(1e-13, 0), **y)


def _softmax(raw):
    e = np.exp(raw - raw.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def cases():
    a = "ant bee cat".split()
    labelled = {
        "all right": (["a", "b", "a"], ["a", "b", "a"]),
        "all wrong": (["a", "b", "a"], ["b", "a", "b"]),
        "binary words": (["no", "yes", "yes", "no", "yes", "no", "no"], ["no", "yes", "no", "no", "yes", "yes", "no"]),
        "binary numbers": ([0, 1, 1, 0, 1, 1], [0, 1, 0, 1, 1, 1]),
        "numbers -1 and 1": ([-1, 1, 1, -1, 1], [1, 1, -1, -1, 1]),
        "fractional labels": ([0.5, 1.5, 0.5, 2.5], [0.5, 0.5, 0.5, 2.5]),
        "one row": (["x"], ["x"]),
        "one class": (["x", "x", "x"], ["x", "x", "x"]),
        "three classes": ([a[i] for i in (0, 1, 2, 0, 1, 2, 2, 1)], [a[i] for i in (0, 2, 2, 0, 1, 1, 2, 1)]),
        "a class absent in y_true": ([a[i] for i in (0, 1, 0, 1, 0)], [a[i] for i in (0, 1, 2, 1, 2)]),
        "a class absent in y_pred": ([a[i] for i in (0, 1, 2, 2, 0)], [a[i] for i in (0, 1, 1, 0, 0)]),
        "classes apart": (["a", "a", "b"], ["c", "d", "c"]),
        "never the positive": ([0, 0, 0, 1], [0, 0, 0, 0]),
        "upper case and accents": (["É", "a", "B", "a", "é"], ["É", "B", "B", "a", "a"]),
    }
    for title, (t, p) in labelled.items():
        yield from _labels(title, t, p)
    rng = RandomState(0)
    for k, n in ((2, 60), (4, 90), (9, 200)):
        t = rng.randint(k, size=n)
        p = np.where(rng.random_sample(n) < 0.7, t, rng.randint(k, size=n))
        names = [f"class {i}" for i in range(k)]
        yield from _labels(f"random, {k} classes", [names[i] for i in t], [names[i] for i in p])
    for name, depth in (("wine", 2), ("breast_cancer", 1)):
        train, test = split(name)
        X = dataset(name)[0].array(None)
        y = target_array(dataset(name)[1])
        model = DecisionTreeClassifier(max_depth=depth, random_state=0).fit(X[train], y[train])
        yield from _labels(f"{name}, tree of depth {depth}", y[test].tolist(), model.predict(X[test]).tolist())

    yield _proba("binary", ["a", "b", "b", "a"], [[0.9, 0.1], [0.2, 0.8], [0.7, 0.3], [0.5, 0.5]])
    yield _proba("binary numbers", [0, 1, 1, 0], [[0.25, 0.75], [0.125, 0.875], [0.5, 0.5], [0.99, 0.01]])
    yield _proba("sure and right", [0, 1, 1], [[1.0, 0.0], [0.0, 1.0], [0.0, 1.0]])
    yield _proba("sure and wrong", [0, 1, 1], [[0.0, 1.0], [0.0, 1.0], [1.0, 0.0]])
    yield _proba("tiny probabilities", [0, 1, 1], [[1e-300, 1.0], [1e-20, 1.0], [1 - 1e-16, 1e-16]])
    yield _proba(
        "three classes with 0 and 1",
        ["a", "b", "c", "a"],
        [[1.0, 0.0, 0.0], [0.5, 0.0, 0.5], [0.25, 0.25, 0.5], [0.0, 1.0, 0.0]],
    )
    yield _proba(
        "a class absent in y_true",
        ["a", "c", "a"],
        [[0.6, 0.3, 0.1], [0.2, 0.2, 0.6], [0.4, 0.5, 0.1]],
        labels=["a", "b", "c"],
    )
    yield _proba("one class in y_true", ["a", "a"], [[0.6, 0.4], [0.9, 0.1]], labels=["a", "b"])
    yield _proba("one row", ["b"], [[0.3, 0.7]], labels=["a", "b"])
    yield _proba("columns do not match the labels", ["a", "b"], [[0.3, 0.3, 0.4], [0.1, 0.1, 0.8]])
    for k, n in ((2, 50), (3, 100), (6, 150)):
        t = rng.randint(k, size=n)
        raw = rng.standard_normal((n, k)) * 3
        raw[np.arange(n), t] += 1.5
        proba = _softmax(raw)
        names = [f"k{i}" for i in range(k)]
        y = [names[i] for i in t]
        yield _proba(f"random, {k} classes", y, proba.tolist(), labels=names)
        if k == 2:
            yield _auc("random", t.tolist(), proba[:, 1].tolist())
            yield _auc("random, two digits (ties)", y, np.round(proba[:, 1], 2).tolist())
            yield _auc("random, one digit (ties)", t.tolist(), np.round(proba[:, 1], 1).tolist())
        else:
            for average in ("macro", "weighted"):
                yield _auc_ovr(f"random, {k} classes", y, proba.tolist(), average, labels=names)
            coarse = np.floor(proba * 8)
            coarse[:, 0] += 8 - coarse.sum(axis=1)
            for average in ("macro", "weighted"):
                yield _auc_ovr(f"random, {k} classes, eighths (ties)", y, (coarse / 8).tolist(), average, labels=names)

    yield _auc("perfect", [0, 0, 1, 1], [0.1, 0.2, 0.7, 0.9])
    yield _auc("upside down", [0, 0, 1, 1], [0.9, 0.8, 0.2, 0.1])
    yield _auc("all tied", [0, 1, 0, 1, 1], [0.5] * 5)
    yield _auc("ties across classes", [0, 0, 1, 1, 0, 1], [0.1, 0.4, 0.4, 0.8, 0.8, 0.8])
    yield _auc("words", ["neg", "pos", "pos", "neg"], [0.2, 0.3, 0.9, 0.3])
    yield _auc("decision values", [-1, 1, 1, -1, 1], [-3.5, 2.25, -0.5, -0.5, 1e9])
    yield _auc("one class in y_true", [1, 1, 1], [0.2, 0.3, 0.4])
    yield _auc_ovr(
        "three classes by hand",
        ["a", "b", "c", "a", "b", "c"],
        [
            [0.5, 0.25, 0.25],
            [0.25, 0.5, 0.25],
            [0.25, 0.25, 0.5],
            [0.25, 0.5, 0.25],
            [0.25, 0.25, 0.5],
            [0.5, 0.25, 0.25],
        ],
        "macro",
    )
    yield _auc_ovr(
        "unbalanced",
        ["a"] * 6 + ["b"] * 2 + ["c"],
        [
            [0.8, 0.1, 0.1],
            [0.6, 0.2, 0.2],
            [0.5, 0.25, 0.25],
            [0.25, 0.5, 0.25],
            [0.4, 0.3, 0.3],
            [0.7, 0.2, 0.1],
            [0.3, 0.6, 0.1],
            [0.5, 0.25, 0.25],
            [0.3, 0.3, 0.4],
        ],
        "weighted",
    )
    yield _auc_ovr("rows that do not sum to 1", ["a", "b", "c"], [[0.5, 0.5, 0.5], [0.1, 0.2, 0.3], [1, 1, 1]], "macro")

    regression = {
        "exact": ([1.0, 2.0, 4.0], [1.0, 2.0, 4.0]),
        "by hand": ([3, -0.5, 2, 7], [2.5, 0.0, 2, 8]),
        "worse than the mean": ([1, 2, 3], [3, 2, 1]),
        "constant target, right": ([5, 5, 5], [5, 5, 5]),
        "constant target, wrong": ([5, 5, 5], [5, 6, 5]),
        "constant prediction": ([1, 2, 3, 4], [2.5, 2.5, 2.5, 2.5]),
        "one row": ([3.0], [2.0]),
        "large and small": ([1e9, 1e-9, -1e9, 0.0], [1e9 + 1, 0.0, -1e9, 1e-3]),
        "0.1 three times": ([0.1, 0.1, 0.1], [0.1, 0.1, 0.1]),
    }
    for title, (t, p) in regression.items():
        yield from _regression(title, t, p)
    for n in (7, 8, 129, 1000):
        t = rng.standard_normal(n) * 20 + 3
        yield from _regression(f"random, {n} rows", t.tolist(), (t + rng.standard_normal(n) * 5).tolist())
    X, y = select("diabetes", "bmi", "s5")
    y = np.array(y)
    model = LinearRegression().fit(X.array(None), y)
    yield from _regression(
        "diabetes, linear on bmi and s5", y.tolist(), np.round(model.predict(X.array(None)), 6).tolist()
    )
