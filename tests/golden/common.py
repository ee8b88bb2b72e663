"""What the cases need: an estimator's case, and what it is made of."""

import numpy as np
import warned
from attributes import fitted
from data import Table, dataset, matrix, select, table, target_array
from fixture import FIXTURES, in_columns
from recipes import CLASSES, build, schema, steps
from sklearn.base import is_classifier, is_regressor
from sklearn.pipeline import Pipeline

__all__ = [
    "CLASSES",
    "FIXTURES",
    "Table",
    "build",
    "converged",
    "dataset",
    "estimator_case",
    "EXACT",
    "matrix",
    "schema",
    "select",
    "split",
    "table",
    "target_array",
    "tight",
]

EXACT = {"class": "exact"}


def tight(rtol=1e-12, atol=1e-12):
    return {"class": "tight", "rtol": rtol, "atol": atol}


def converged(rtol=1e-6, atol=1e-8):
    return {"class": "converged", "rtol": rtol, "atol": atol}


def estimator_case(
    name,
    recipe,
    data,
    y=None,
    train=None,
    test=None,
    tolerance=EXACT,
    keys=None,
    outputs=None,
    none=None,
    frame=False,
    skip=(),
    decisions=False,
    stacked=False,
    inverse=False,
    sample_weight=None,
    use=None,
):
    """Fits the recipe and records what it learned and answers.

    data: a data set's name, or a Table (with y) written out in the fixture. train, test: row indices; test defaults to
    the training rows. none: what scikit-learn is given for a missing text (None is a category of its own for
    OneHotEncoder; SimpleImputer only sees NaN). frame: fit on a DataFrame, so that columns can be named. decisions: record
    decision_function too. stacked: record transform of an estimator that also predicts. inverse: record inverse_transform of
    what transform makes, or of the rows given. sample_weight: one per row of the data; a Pipeline hands them to its last step.
    use: a Table of its own to be asked about, in place of the test rows; without a score. outputs: what is kept of the
    results; probabilities that are not kept are not asked for.
    """
    if isinstance(data, str):
        X, y, _ = dataset(data)
        described = {"dataset": data}
    else:
        X = data
        described = {"X": {"columns": [[n, c] for n, c in zip(X.names, X.columns)]}}
        if y is not None:
            described["y"] = list(y)
    everything = list(range(len(X)))
    fit_rows = everything if train is None else [int(i) for i in train]
    test_rows = fit_rows if test is None else [int(i) for i in test]

    def form(rows):
        part = X.rows(rows)
        return part.frame(none) if frame else part.array(none)

    np.random.seed(0)  # what scikit-learn draws where no random_state is given: saga's order of rows
    estimator = build(recipe, y)
    X_fit, X_test = form(fit_rows), form(test_rows)
    if use is not None:
        X_test = use.frame(none) if frame else use.array(none)
    y_fit = None if y is None else target_array([y[i] for i in fit_rows])
    y_test = None if y is None else target_array([y[i] for i in test_rows])

    case = {"name": name, "recipe": recipe, "data": described}
    if train is not None:
        case["train"] = fit_rows
    if test is not None:
        case["test"] = test_rows

    weights = {}
    if sample_weight is not None:
        case["sample_weight"] = list(sample_weight)
        key = f"{estimator.steps[-1][0]}__sample_weight" if isinstance(estimator, Pipeline) else "sample_weight"
        weights[key] = np.array([sample_weight[i] for i in fit_rows], dtype=np.float64)

    if isinstance(inverse, list):
        case["inverse_of"] = inverse
    if use is not None:
        case["use"] = {"columns": [[n, c] for n, c in zip(use.names, use.columns)]}

    def using(output):
        """What is not kept is not compared, nor what it warns of."""
        warned.current.phase = "use" if outputs is None or output in outputs else "unused"

    expect = {}
    try:
        at = "fit"
        warned.current.phase = "fit"
        estimator.fit(X_fit, y_fit, **weights)
        warned.current.phase = "unused"
        expect["fitted"] = fitted(estimator, skip)
        final = estimator.steps[-1][1] if isinstance(estimator, Pipeline) else estimator
        if is_classifier(final) or is_regressor(final):
            at = "predict"
            using("predict")
            expect["predict"] = estimator.predict(X_test)
            using("predict_proba")
            asked = outputs is None or "predict_proba" in outputs
            if asked and is_classifier(final) and hasattr(estimator, "predict_proba"):
                expect["predict_proba"] = estimator.predict_proba(X_test)
            using("decision_function")
            if decisions:
                expect["decision_function"] = estimator.decision_function(X_test)
            if stacked:  # an ensemble that transforms, too
                at = "transform"
                using("transform")
                expect["transform"] = np.asarray(estimator.transform(X_test))
                if hasattr(estimator, "get_feature_names_out"):  # not a search
                    expect["feature_names_out"] = list(
                        estimator.get_feature_names_out(None if frame else np.array(X.names, dtype=object))
                    )
            if use is None:
                using("score")
                expect["score"] = estimator.score(X_test, y_test)
        else:
            at = "transform"
            using("transform")
            # beside texts, indicator columns come out as True and False
            expect["transform"] = [
                [int(v) if isinstance(v, (bool, np.bool_)) else v for v in row]
                for row in np.asarray(estimator.transform(X_test))
            ]
            expect["feature_names_out"] = list(
                estimator.get_feature_names_out(None if frame else np.array(X.names, dtype=object))
            )
            using("predict")
            if hasattr(final, "predict"):  # a clusterer
                expect["predict"] = estimator.predict(X_test)
        if inverse:
            at = "inverse_transform"
            warned.current.phase = "unused"
            given = (
                np.array(inverse, dtype=np.float64)
                if isinstance(inverse, list)
                else np.asarray(estimator.transform(X_test))
            )
            using("inverse_transform")
            expect["inverse_transform"] = in_columns(estimator.inverse_transform(given))
    except (ValueError, TypeError, AttributeError, ZeroDivisionError, IndexError) as error:
        expect = {"error": True, "at": at, "scikit-learn says": str(error).split("\n")[0]}
    if outputs is not None and "error" not in expect:
        expect = {k: v for k, v in expect.items() if k in outputs}
    case["expect"] = expect

    keys = dict(keys or {})
    if tolerance is EXACT and "score" in expect and any(is_regressor(e) for _, e in steps(estimator)):
        # R2 sums squares pairwise; its last bits say nothing about the model.
        keys.setdefault("score", tight(1e-12, 1e-12))
    case["tolerance"] = {**tolerance, **({"keys": keys} if keys else {})}
    return case


def split(name, seed=0, test_size=0.25, stratify=True):
    """Train and test rows of a data set, from scikit-learn's own splitter."""
    from sklearn.model_selection import train_test_split

    _, y, meta = dataset(name)
    rows = np.arange(len(y))
    stratify = target_array(y) if stratify and meta["task"] == "classification" else None
    train, test = train_test_split(rows, test_size=test_size, random_state=seed, stratify=stratify)
    return train.tolist(), test.tolist()
