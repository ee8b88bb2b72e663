"""One draw: a table, a recipe on it, and scikit-learn's answer, if it has one to compare with."""

import contextlib
import functools
import json
import math
import signal
import warnings

import numpy as np
from data import target_array
from draws.chance import Chance
from draws.closeness import ORDER, RELATIVE, answer_hash, bounds, moved, promised, shaken, undecided
from draws.layouts import Layouts, TooSlow, by_last_bits, compares_distances
from draws.pipelines import Draw, parts, takes_weights
from draws.tied import tied_table
from random_tables import tables
from recipes import CLASSES, build, schema, steps
from sklearn.base import is_classifier, is_regressor

# What learns nothing from one class, or answers otherwise than scikit-learn there (cases/one_class.py).
TELL_APART = {"HistGradientBoostingClassifier", "LinearDiscriminantAnalysis", "QuadraticDiscriminantAnalysis"}
HANGS = "scikit-learn's answer hangs on the last bits of the data"


@functools.cache
def turned_back():
    """What the engine turns back, of what holds numbers alone."""
    document = schema()
    return {
        name
        for name, about in document.items()
        if hasattr(CLASSES.get(name), "inverse_transform")
        and not about["traits"]["accepts_text"]
        and "inverse_transform" not in about["unsupported_methods"]
    }


def outputs(estimator, X, y, X_test, at=None, weights=None):
    """Fits and answers; at, when given, is a list that ends with the method that was called last."""
    at = [] if at is None else at
    at.append("fit")
    last = f"{estimator.steps[-1][0]}__" if hasattr(estimator, "steps") else ""
    estimator.fit(X, y, **({} if weights is None else {f"{last}sample_weight": np.array(weights)}))
    final = estimator.steps[-1][1] if hasattr(estimator, "steps") else estimator
    out = {}
    at.append("predict" if is_classifier(final) or is_regressor(final) else "transform")
    if is_classifier(final) or is_regressor(final):
        out["predict"] = np.asarray(estimator.predict(X_test))
        for method in ("predict_proba", "decision_function"):
            if is_classifier(final) and hasattr(estimator, method):
                out[method] = np.asarray(getattr(estimator, method)(X_test))
    else:
        out["transform"] = np.asarray(estimator.transform(X_test))
        if hasattr(final, "predict"):  # a clusterer
            at.append("predict")
            out["predict"] = np.asarray(estimator.predict(X_test))
        inner = [e for _, e in estimator.steps] if hasattr(estimator, "steps") else [estimator]
        if all(type(e).__name__ in turned_back() for e in inner):
            with contextlib.suppress(ValueError):  # infinite numbers, for one
                out["inverse_transform"] = np.asarray(estimator.inverse_transform(out["transform"]))
    return out


def _table(chance, about, tied):
    """(name of a made table or None, table, y, task) for an estimator."""
    traits = about["traits"]
    codes = about["module"] == "preprocessing" and traits["accepts_text"]
    fills = about["module"] == "impute"
    task = {"classifier": "classification", "regressor": "regression"}.get(about["kind"])
    if tied:
        task = task or chance.one(["classification", "regression"])
        missing = 1.0 if fills else 0.2 if traits["accepts_missing"] and not codes else 0.0
        wide = 0.15 if compares_distances(about["name"], about) else 0.03
        return None, *tied_table(chance, task, codes, missing, wide, traits["needs_non_negative"]), task
    fitting = {n: t for n, t in tables().items() if task in (None, t[2])}
    if codes:
        fitting = {n: t for n, t in fitting.items() if any(t[0].text(i) for i in range(len(t[0].names)))}
    if fills:
        fitting = {n: t for n, t in fitting.items() if any(v is None or v != v for c in t[0].columns for v in c)}
    name = chance.pick(sorted(fitting), "table")
    return name, *fitting[name]


def plan(subject, number, tied, known):
    """What is fitted on what: everything of a case but scikit-learn's answer. A function of its arguments, and of `known` (the engine's
    schema by name) no more than what it says of the estimators in the recipe."""
    of = (subject, "tied" if tied else "made", number)
    chance = Chance(*of, "table")
    name, table, y, task = _table(chance, known[subject], tied)
    draw = Draw(known, table, y, task, *of)
    recipe = draw.recipe(subject, bare=number % 2 == 0)
    n = len(table)
    size = n if n <= 40 and chance.often(0.7) else min(n, int(chance.one([n, 120, 60, 30]) if n > 40 else 3 * n // 4))
    train = sorted(chance.rng.permutation(n)[:size].tolist())
    others = sorted(set(range(n)) - set(train)) or train
    test = sorted(set(chance.rng.permutation(train)[:5].tolist()) | set(chance.rng.permutation(others)[:7].tolist()))
    where = name or f"{n} x {len(table.names)} of few values"
    inside = " + ".join(p for _, p, _ in parts(recipe) if p != "Pipeline")
    case = {
        "name": f"{subject} {number}{' tied' if tied else ''}: {where}, {inside}",
        "of": subject,
        "recipe": recipe,
        "data": {"table": name}
        if name
        else {"X": {"columns": list(map(list, zip(table.names, table.columns)))}, "y": y},
        "train": train,
        "test": test,
    }
    weights = draw.weights(recipe, n)
    if weights is not None:
        case["sample_weight"] = weights
    return case, table, y, task


def _alarm(*_):
    raise TooSlow


class Fitting:
    """The rows of a plan as scikit-learn takes them."""

    def __init__(self, case, table, y):
        self.frame = any(p == "ColumnTransformer" for _, p, _ in parts(case["recipe"]))
        self.table = table
        self.X, self.X_test = self.form(case["train"]), self.form(case["test"])
        self.target = target_array([y[i] for i in case["train"]])
        weights = case.get("sample_weight")
        self.weights = None if weights is None else [weights[i] for i in case["train"]]

    def form(self, rows):
        part = self.table.rows(rows)
        return part.frame(math.nan) if self.frame else part.array(math.nan)


def levels(case, got, layouts):
    """The class of each output: the loosest of the recipe's parts."""
    recipe = case["recipe"]
    # stacking's columns are what the stacked ones answer
    stacked = any(c.startswith("Stacking") for _, c, _ in parts(recipe))
    keys = {key: "exact" for key in got}
    for _, cls, params in parts(recipe):
        for key in keys:
            for output in [key, *(["predict_proba", "decision_function"] if stacked else [])]:
                # scikit-learn's StandardScaler hands weighted sums to BLAS, which is as good as another layout
                other_order = cls in layouts.seen or "sample_weight" in case and cls == "StandardScaler"
                keys[key] = max(keys[key], promised(cls, params, output, other_order), key=ORDER.index)
    return keys


def _names_clash(estimator):
    if getattr(estimator, "verbose_feature_names_out", True) is not False:
        return False
    try:
        estimator.get_feature_names_out()
    except ValueError as error:
        return "not unique" in str(error)
    except AttributeError:  # of a part without names
        return False
    return False


def _has_no_winner(estimator):
    results = getattr(estimator, "cv_results_", None)
    return results is not None and bool(np.isnan(results["mean_test_score"]).all())


def says_nothing(case, estimator, got, level, layouts, said, task, target):
    """Why the answer is not scikit-learn's to give, or nothing."""
    inside = list(parts(case["recipe"]))
    classes = {cls for _, cls, _ in inside}
    fitted = [e for _, e in steps(estimator)]
    tests = {
        "scikit-learn stops before the optimum": level == "converged"
        and any(w.category.__name__ == "ConvergenceWarning" for w in said),
        "sample_weight for estimators that take none in the engine": "sample_weight" in case
        and not takes_weights(case["recipe"], schema()),
        "one class, of which the engine learns nothing": task == "classification"
        and len(set(target)) == 1
        and bool(TELL_APART & classes),
        "a table without columns, which the engine hands to no estimator": layouts.bare,
        "PolynomialFeatures: more columns than the engine makes": layouts.too_wide,
        "PCA, TruncatedSVD, QDA: a component without variance, which may have any direction": layouts.aimless,
        "scikit-learn calls a value deprecated": any(w.category is FutureWarning for w in said),
        "naive Bayes: a probability or a variance of 0, or a class without weight, which the engine refuses": (
            layouts.infinite
        ),
        "more neighbours than rows, of which scikit-learn counts the first again and again": layouts.short,
        "TruncatedSVD: scikit-learn approximates where the engine decomposes exactly": layouts.approximate
        and any(
            cls == "TruncatedSVD" and params.get("algorithm", "randomized") == "randomized" for _, cls, params in inside
        ),
        "two output columns of one name, which the engine refuses": any(map(_names_clash, fitted)),
        "a search whose every score is NaN, of which the engine names no winner": any(map(_has_no_winner, fitted)),
        "TargetEncoder: 'binary' for more than two classes, which the engine refuses": any(
            getattr(e, "target_type", None) == "binary" and len(e.classes_) > 2 for e in fitted
        ),
        "stacking warns of small classes in folds, the engine once and scikit-learn for each member": any(
            cls.startswith("Stacking") for cls in classes
        )
        and any("least populated class" in str(w.message) for w in said),
        HANGS: level != "exact" and task == "classification" and undecided(got, RELATIVE[level]),
    }
    return next((why for why, met in tests.items() if met), None)


def hangs(case, fitting, y, got, keys, tied):
    """Whether numbers moved by some units in the last place are answered otherwise. A tie is told one way or the other, so a few times
    say more than once. Equal rows are not told apart by moving them."""
    recipe = case["recipe"]
    for shake in range(6 if any(by_last_bits(cls) for _, cls, _ in parts(recipe)) else 2):
        chance = Chance(case["name"], shake)
        X, X_test = fitting.X, fitting.X_test
        try:
            with warnings.catch_warnings(), Layouts(chance.rng, tied):
                warnings.simplefilter("ignore")
                if not tied:
                    X, X_test = shaken(X, chance.rng), shaken(X_test, chance.rng)
                other = outputs(build(recipe, y), X, fitting.target, X_test, weights=fitting.weights)
        except TooSlow:
            raise
        except Exception:
            return True
        for key in got:
            if keys[key] == "exact":
                continue
            labels = key == "predict" and (got[key].dtype.kind in "OUS" or "predict_proba" in got)
            if moved(got[key], other[key]) > (0 if labels else 0.1 * RELATIVE[keys[key]]):
                return True
    return False


def _beyond(value):
    if value.dtype.kind in "OUS" or not value.size:
        return False
    numbers = value.astype(float)
    return bool(np.abs(numbers[np.isfinite(numbers)]).max(initial=0) > 1e300)


def draw_case(subject, number, tied=False):
    """(case, None), or (None, why it says nothing)."""
    case, table, y, task = plan(subject, number, tied, schema())
    signal.signal(signal.SIGPROF, _alarm)
    signal.setitimer(signal.ITIMER_PROF, 120)
    try:
        return _answered(case, Fitting(case, table, y), y, task, tied)
    except TooSlow:
        return None, "scikit-learn takes longer than two minutes"
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _answered(case, fitting, y, task, tied):
    with warnings.catch_warnings(record=True) as said, Layouts() as layouts:
        warnings.simplefilter("always")
        at = []
        try:
            estimator = build(case["recipe"], y)
            got = outputs(estimator, fitting.X, fitting.target, fitting.X_test, at, fitting.weights)
        except (ValueError, TypeError, AttributeError, NotImplementedError) as error:
            text = str(error).split("\n")[0]
            if "buffer" in text:  # Cython's reading of a structured array, once in thousands of draws
                return None, "scikit-learn breaks (buffer format)"
            if "dtype bool" in text:
                return None, "scikit-learn refuses its own booleans, which are numbers here"
            case["expect"] = {"error": True, "at": at[-1] if at else "fit", "scikit-learn says": text[:160]}
            case["tolerance"] = {"class": "refused"}
            return case, None
        except (
            IndexError,
            KeyError,
            RuntimeError,
            ZeroDivisionError,
            OverflowError,
            MemoryError,
            np.linalg.LinAlgError,
        ) as error:
            return None, f"scikit-learn breaks ({type(error).__name__})"
    keys = levels(case, got, layouts)
    level = max(keys.values(), key=ORDER.index)
    why = says_nothing(case, estimator, got, level, layouts, said, task, fitting.target)
    if why is None and level != "exact" and hangs(case, fitting, y, got, keys, tied):
        why = HANGS
    if why is None and any(map(_beyond, got.values())):
        why = "numbers beyond 1e300"
    if why is not None:
        return None, why

    expect = {key: [_row(row) for row in value] if value.ndim == 2 else list(value) for key, value in got.items()}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exact = {
            key: answer_hash(getattr(estimator, key)(fitting.X))
            for key in got
            if keys[key] == "exact" and key in ("predict", "predict_proba", "transform")
        }
        table = fitting.table
        missing_words = any(v is None for i, c in enumerate(table.columns) if table.text(i) for v in c)
        if "transform" in got and not missing_words:  # a missing text has another name there
            with contextlib.suppress(AttributeError, ValueError):
                names = None if fitting.frame else np.array(table.names, dtype=object)
                expect["feature_names_out"] = list(estimator.get_feature_names_out(names))
    if exact:
        expect["hash"] = exact
    case["expect"] = expect
    per = {key: {"class": keys[key]} | bounds(keys[key], value) for key, value in got.items()}
    # one class for all outputs where they share it
    same = len({json.dumps(v) for v in per.values()}) == 1
    case["tolerance"] = next(iter(per.values())) if same else {"class": level, "keys": per}
    return case, None


def _row(row):
    """Beside texts, indicator columns come out as True and False."""
    return [int(v) if isinstance(v, (bool, np.bool_)) else v for v in row]
