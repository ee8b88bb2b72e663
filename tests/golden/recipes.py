"""Recipe -> scikit-learn estimator, and what the engine declares of its own."""

import functools
import json
from pathlib import Path

import numpy as np
import scipy.stats
import warned
from sklearn import model_selection
from sklearn.compose import ColumnTransformer, make_column_selector
from sklearn.feature_selection import chi2, f_classif, f_regression
from sklearn.pipeline import FeatureUnion, Pipeline
from sklearn.utils import all_estimators

SCHEMA = Path(__file__).resolve().parents[2] / "build" / "golden" / "schema.json"
CLASSES = dict(all_estimators())


@functools.cache
def schema():
    """What the engine declares of each of its estimators, by name. golden.mjs writes it."""
    return {e["name"]: e for e in json.loads(SCHEMA.read_text(encoding="utf-8"))["estimators"]}


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
