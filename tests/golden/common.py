"""What every fixture needs: recipe -> scikit-learn estimator, data -> arrays, results -> JSON."""

import csv
import functools
import json
import math
import platform
from pathlib import Path

import joblib
import mpmath
import numpy as np
import pandas as pd
import scipy
import scipy.stats
import sklearn
import warned
from sklearn import model_selection
from sklearn.base import is_classifier, is_regressor
from sklearn.compose import ColumnTransformer, make_column_selector
from sklearn.feature_selection import chi2, f_classif, f_regression
from sklearn.pipeline import FeatureUnion, Pipeline
from sklearn.utils import all_estimators

HERE = Path(__file__).resolve().parent
DATA = HERE.parents[1] / "web" / "playground" / "data"
FIXTURES = HERE / "fixtures"

SCHEMA = HERE.parents[1] / "build" / "golden" / "schema.json"
CLASSES = dict(all_estimators())


@functools.cache
def schema():
    """What the engine declares of each of its estimators, by name. golden.mjs writes it."""
    return {e["name"]: e for e in json.loads(SCHEMA.read_text(encoding="utf-8"))["estimators"]}


EXACT = {"class": "exact"}


def tight(rtol=1e-12, atol=1e-12):
    return {"class": "tight", "rtol": rtol, "atol": atol}


def converged(rtol=1e-6, atol=1e-8):
    return {"class": "converged", "rtol": rtol, "atol": atol}


# ---------------------------------------------------------------------------------------------- data


class Table:
    """Named columns; a cell is a float (NaN missing) in a number column, a str or None in a text column."""

    def __init__(self, columns):
        self.names = [name for name, _ in columns]
        self.columns = [values for _, values in columns]

    def text(self, i):
        """A column is text when it holds strings, or nothing at all (all missing) in a table that says so by None."""
        return any(isinstance(v, str) for v in self.columns[i]) or all(v is None for v in self.columns[i])

    def rows(self, indices):
        return Table([(n, [c[i] for i in indices]) for n, c in zip(self.names, self.columns)])

    def __len__(self):
        return len(self.columns[0])

    def array(self, none):
        """C-ordered float64 when every column is a number (row order of sums: see README), else an object array."""
        texts = [self.text(i) for i in range(len(self.columns))]
        if not any(texts):
            return np.ascontiguousarray(np.array(self.columns, dtype=np.float64).T)
        out = np.empty((len(self), len(self.columns)), dtype=object)
        for i, column in enumerate(self.columns):
            out[:, i] = [none if v is None else v for v in column]
        return out

    def frame(self, none):
        """A DataFrame whose text columns are of dtype object, since pandas would turn None into NaN by itself."""
        return pd.DataFrame(
            {
                n: pd.Series([none if v is None else v for v in c], dtype=object)
                if self.text(i)
                else np.array(c, dtype=np.float64)
                for i, (n, c) in enumerate(zip(self.names, self.columns))
            }
        )


def table(**columns):
    """table(a=[1, 2, None], s=["x", None]): None is missing; in a column without any string it becomes NaN."""
    out = []
    for name, values in columns.items():
        text = any(isinstance(v, str) for v in values)
        out.append((name, list(values) if text else [math.nan if v is None else float(v) for v in values]))
    return Table(out)


def matrix(array, names=None):
    array = np.asarray(array, dtype=np.float64)
    names = names or [f"c{i}" for i in range(array.shape[1])]
    return Table([(n, [float(v) for v in array[:, i]]) for i, n in enumerate(names)])


_datasets = {}


def dataset(name):
    """(table of features, target, meta) of one of the playground's CSV files."""
    if name not in _datasets:
        meta = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
        with open(DATA / f"{name}.csv", newline="", encoding="utf-8") as f:
            records = list(csv.DictReader(f))
        columns = {}
        for c in meta["columns"]:
            cells = [r[c["name"]] for r in records]
            columns[c["name"]] = (
                [v or None for v in cells] if c["kind"] == "text" else [float(v) if v else math.nan for v in cells]
            )
        y = columns.pop(meta["target"])
        _datasets[name] = (Table(list(columns.items())), y, meta)
    return _datasets[name]


def select(name, *columns):
    """Some columns of a data set, to be written out in the fixture."""
    t, y, _ = dataset(name)
    return Table([(c, t.columns[t.names.index(c)]) for c in columns]), y


def target_array(y):
    return np.array(y, dtype=object) if isinstance(y[0], str) else np.array(y)


# ---------------------------------------------------------------------------------------------- recipes


def _label_key(key, y):
    """class_weight has labels as keys; JSON only knows strings."""
    return key if isinstance(y[0], str) else float(key)


def _columns(chosen):
    """What a ColumnTransformer's recipe says of columns, as scikit-learn takes it."""
    if not isinstance(chosen, dict):
        return chosen
    if "slice" in chosen:
        return slice(*chosen["slice"])
    kinds = {"number": np.number, "text": object}
    wanted = dict(chosen["selector"])
    for key in ("dtype_include", "dtype_exclude"):
        if wanted.get(key) is not None:
            wanted[key] = [kinds[k] for k in ([wanted[key]] if isinstance(wanted[key], str) else wanted[key])]
    return make_column_selector(**wanted)


def build(recipe, y=None):
    """The scikit-learn estimator that a recipe names."""
    if isinstance(recipe, str):
        return recipe
    params = {}
    for key, value in recipe.get("params", {}).items():
        if key in ("steps", "estimators"):
            value = [(n, build(r, y)) for n, r in value]
        elif key == "transformers":
            value = [(n, build(r, y), _columns(columns)) for n, r, columns in value]
        elif key == "remainder":
            value = build(value, y)
        elif key == "class_weight" and isinstance(value, dict):
            # histogram boosting looks for places of classes, whatever their labels
            places = recipe["class"] == "HistGradientBoostingClassifier"
            value = {int(k) if places and k.isdigit() else _label_key(k, y): w for k, w in value.items()}
        elif key == "transformer_list":
            value = [(n, build(r, y)) for n, r in value]
        elif key == "cv" and isinstance(value, dict):
            value = getattr(model_selection, value["class"])(**value.get("params", {}))
        elif key in ("param_grid", "param_distributions"):
            value = [_grid(g, y) for g in value] if isinstance(value, list) else _grid(value, y)
        elif key in ("estimator", "final_estimator", "regressor", "transformer") and isinstance(value, dict):
            value = build(value, y)
        elif key in ("feature_range", "quantile_range") or (key == "degree" and isinstance(value, list)):
            value = tuple(value)
        elif key in ("func", "inverse_func") and value is not None:
            value = getattr(np, value)  # the closed list has NumPy's names
        elif key == "score_func":
            value = {"f_classif": f_classif, "f_regression": f_regression, "chi2": chi2}[value]
        params[key] = value
    if recipe["class"] == "OneHotEncoder":
        params.setdefault("sparse_output", False)
    if recipe["class"] == "ColumnTransformer":
        params.setdefault("sparse_threshold", 0)
    if recipe["class"] == "KBinsDiscretizer" and params.get("encode", "onehot") == "onehot":
        params["encode"] = "onehot-dense"
    if recipe["class"] == "FunctionTransformer":
        params["feature_names_out"] = "one-to-one"
    return warned.label(CLASSES[recipe["class"]](**params))


def _grid(grid, y):
    """Lists of values, recipes among them built; distributions by scipy's names."""

    def of(value):
        if isinstance(value, dict):
            value = dict(value)
            return getattr(scipy.stats, value.pop("distribution"))(**value)
        return [build(v, y) if isinstance(v, dict) else v for v in value]

    return {path: of(value) for path, value in grid.items()}


def name_of(estimator):
    return type(estimator).__name__


# Fitted attributes that are estimators themselves.
NESTED = {
    **{f"{m}{k}": ["estimators_"] for m in ("Voting", "Bagging", "AdaBoost") for k in ("Classifier", "Regressor")},
    **{f"Stacking{k}": ["estimators_", "final_estimator_"] for k in ("Classifier", "Regressor")},
    "SelectFromModel": ["estimator_"],
    "RFE": ["estimator_"],
    "TransformedTargetRegressor": ["regressor_", "transformer_"],
    "GridSearchCV": ["best_estimator_"],
    "RandomizedSearchCV": ["best_estimator_"],
}


def steps(estimator, prefix=""):
    """(prefix, fitted estimator) of a whole tree, the prefix made of step names joined with "__"."""
    yield prefix, estimator
    children = []
    if isinstance(estimator, Pipeline):
        children = estimator.steps
    elif isinstance(estimator, ColumnTransformer):
        children = [(n, t) for n, t, _ in estimator.transformers_]
    elif isinstance(estimator, FeatureUnion):
        children = estimator.transformer_list
    elif name_of(estimator) in NESTED:
        for attribute in NESTED[name_of(estimator)]:
            held = getattr(estimator, attribute, None)
            if isinstance(held, list):
                children += [(f"{attribute}.{i}", e) for i, e in enumerate(held)]
            elif held is not None:
                children.append((attribute, held))
    for name, child in children:
        # ColumnTransformer fits "passthrough" as a function; it has nothing to compare.
        if not isinstance(child, str) and type(child).__name__ in schema():
            yield from steps(child, f"{prefix}{name}__")


# Attributes that hold a record or an estimator of their own: what of them is compared.
PARTS = {
    "tree_": [
        f"tree_.{part}"
        for part in (
            "children_left",
            "children_right",
            "feature",
            "threshold",
            "impurity",
            "n_node_samples",
            "weighted_n_node_samples",
            "value",
            "missing_go_to_left",
        )
    ],
    "indicator_": ["indicator_.features_"],
}
# Not compared by name: estimators (`steps` walks them), what `derived` puts in another form, what scikit-learn keeps
# under another name or to another sign, what a fit is given, and numbers that say no more than another attribute does.
OTHERWISE = set(
    """
    estimator_ estimators_ final_estimator_ regressor_ transformer_ best_estimator_
    best_params_ cv_results_ predictors_ baseline_prediction_ init_prediction_
    scalings_ rotations_ scaler_mean_ scaler_scale_
    fit_X_ fit_y_ n_samples_fit_ effective_metric_ columns_ estimators_features_
    max_features_ target_type_ solver_
    """.split()
)
OTHERWISE_OF = {
    "DecisionTreeClassifier": {"n_classes_"},
    "ExtraTreeClassifier": {"n_classes_"},
    "DummyClassifier": {"n_classes_"},
    "KNNImputer": {"indicator_"},
    "HistGradientBoostingClassifier": {"categories_"},
    "HistGradientBoostingRegressor": {"categories_"},
}


def attributes(name):
    """The fitted attributes, as paths, that are compared: those that the engine declares."""
    otherwise = OTHERWISE | OTHERWISE_OF.get(name, set())
    declared = [f["name"] for f in schema()[name]["fitted"] if f["name"] not in otherwise] if name in schema() else []
    return [path for attribute in declared for path in PARTS.get(attribute, [attribute])]


def derived(estimator):
    """Attributes that the engine keeps in another form: all trees of an ensemble in one set of arrays."""
    name = type(estimator).__name__
    if name in (
        "RandomForestClassifier",
        "RandomForestRegressor",
        "ExtraTreesClassifier",
        "ExtraTreesRegressor",
        "GradientBoostingClassifier",
        "GradientBoostingRegressor",
    ):
        trees = [t.tree_ for t in np.ravel(estimator.estimators_)]
        out = {
            f"estimators_.{a}": np.concatenate([getattr(t, a) for t in trees])
            for a in ("children_left", "children_right", "feature", "threshold", "missing_go_to_left")
        }
        out["estimators_.first_node"] = np.cumsum([0] + [t.node_count for t in trees])
        out["estimators_.value"] = np.concatenate([t.value[t.children_left == -1][:, 0, :] for t in trees])
        return out
    if name.endswith("SearchCV"):
        # times are not kept; a column per parameter says what params says
        table = {
            f"cv_results_.{k}": v
            for k, v in estimator.cv_results_.items()
            if "_time" not in k and not k.startswith("param_")
        }
        table["cv_results_.params"] = [
            [[path, p[path] if not hasattr(p[path], "fit") else None] for path in sorted(p)]
            for p in estimator.cv_results_["params"]
        ]
        return table
    if name.startswith("Bagging"):
        return {"estimators_features_": np.concatenate(estimator.estimators_features_)}
    if name.startswith("HistGradientBoosting"):
        nodes = [p.nodes for iteration in estimator._predictors for p in iteration]
        joined = np.concatenate(nodes)
        leaf = joined["is_leaf"] == 1
        feature = joined["feature_idx"]
        sets = {}
        if estimator.is_categorical_ is not None:
            # columns of categories come first there
            feature = np.argsort(~estimator.is_categorical_, kind="stable")[feature]
            of_node = np.cumsum(joined["is_categorical"] == 1) - 1
            words = [p.raw_left_cat_bitsets for iteration in estimator._predictors for p in iteration]
            if joined["is_categorical"].any():
                sets = {
                    "predictors_.category_set": np.where(joined["is_categorical"] == 1, of_node, -1),
                    "predictors_.left_categories": np.concatenate(words).astype(np.uint32).astype(np.int32).ravel(),
                }
        return {
            **sets,
            "predictors_.first_node": np.cumsum([0] + [len(n) for n in nodes]),
            "predictors_.children_left": np.where(leaf, -1, joined["left"].astype(int)),
            "predictors_.children_right": np.where(leaf, -1, joined["right"].astype(int)),
            "predictors_.feature": np.where(leaf, -2, feature),
            "predictors_.threshold": np.where(leaf, -2.0, joined["num_threshold"]),
            "predictors_.missing_go_to_left": np.where(leaf, 0, joined["missing_go_to_left"]),
            "predictors_.value": joined["value"][leaf].reshape(-1, 1),
            "baseline_prediction_": estimator._baseline_prediction.ravel(),
        }
    return {}


def fitted(estimator, skip=()):
    out = {}
    for prefix, est in steps(estimator):
        for path in attributes(type(est).__name__):
            value = est
            for part in path.split("."):
                value = getattr(value, part, None)  # a transformer of no columns is never fitted
            if f"{prefix}{path}" in skip or path in skip or value is None:
                continue
            out[f"{prefix}{path}"] = value
        for path, value in derived(est).items():
            if path not in skip:
                out[f"{prefix}{path}"] = value
    return out


# ---------------------------------------------------------------------------------------------- JSON


def plain(value):
    """A JSON value: NaN and None as null, infinities as strings, whole floats as integers (the shorter text)."""
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, np.ndarray):
        return [plain(v) for v in value]
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if value is None or isinstance(value, (bool, np.bool_)):
        return value if value is None else bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (float, np.floating)):
        value = float(value)
        if math.isnan(value):
            return None
        if math.isinf(value):
            return "Infinity" if value > 0 else "-Infinity"
        # -0.0 keeps its sign and large values their exponent
        if value.is_integer() and abs(value) < 2**53 and math.copysign(1, value) == (1 if value >= 0 else -1):
            return int(value)
        return value
    if isinstance(value, str):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no form in a fixture")


def in_columns(rows):
    """A table's rows, a column holding either numbers or text: beside infrequent_sklearn numbers are written as in feature names."""
    columns = list(np.asarray(rows).T)
    for i, column in enumerate(columns):
        if any(isinstance(v, str) and v == "infrequent_sklearn" for v in column):
            columns[i] = [
                v if v is None or isinstance(v, str) else None if math.isnan(v) else str(float(v)) for v in column
            ]
    return [list(row) for row in zip(*columns)]


def versions():
    return {
        "scikit-learn": sklearn.__version__,
        "numpy": np.__version__,
        "scipy": scipy.__version__,
        "pandas": pd.__version__,
        "mpmath": mpmath.__version__,
        "joblib": joblib.__version__,
        "python": platform.python_version(),
    }


def write_fixture(name, cases, about=dict):
    """about: says what else stands beside the cases, once these are made."""
    cases = list(cases)
    names = [c["name"] for c in cases]
    twice = {n for n in names if names.count(n) > 1}
    if twice:
        raise ValueError(f"{name}: two cases are named {', '.join(sorted(twice))}")
    # 1 and 1.0 differ as a parameter (a count and a fraction), so parameters are written as they are.
    cases = [{k: v if k in ("recipe", "options") else plain(v) for k, v in c.items()} for c in cases]
    lines = ",\n".join(json.dumps(c, ensure_ascii=False, allow_nan=False, separators=(",", ":")) for c in cases)
    FIXTURES.mkdir(exist_ok=True)
    path = FIXTURES / f"{name}.json"
    beside = "".join(f"{json.dumps(k)}:{json.dumps(v)},\n" for k, v in about().items())
    path.write_text(f'{{"made_by":{json.dumps(versions())},\n{beside}"cases":[\n{lines}\n]}}\n', encoding="utf-8")
    return path, len(cases)


# ---------------------------------------------------------------------------------------------- cases


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
