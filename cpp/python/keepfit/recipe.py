"""Recipes: estimators that are not fitted, as data."""

from __future__ import annotations

import inspect as _inspect
import json
import sys
from collections.abc import Mapping
from typing import Any

import numpy as np

from ._engine import engine
from ._errors import Error


def _value(value: Any) -> Any:
    """A parameter as data: estimators become recipes."""
    if _is_estimator(value):
        return of_sklearn(value)
    if _is_splitter(value):
        return _splitter(value)
    if hasattr(value, "rvs") and hasattr(value, "dist"):
        return _distribution(value)
    if isinstance(value, Mapping):
        return {key: _value(item) for key, item in value.items()}
    if isinstance(value, np.ndarray):
        return [_value(item) for item in value.tolist()]
    if isinstance(value, (list, tuple)):
        return [_value(item) for item in value]
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, type) and value in (float, np.float64):
        return "float64"
    if callable(value):
        raise Error(
            "bad_recipe",
            getattr(value, "__name__", ""),
            f"The recipe holds {value!r}, which is a program, not data.",
            "Use a name that Keepfit knows instead.",
        )
    return value


def _is_estimator(value: Any) -> bool:
    return not isinstance(value, type) and hasattr(value, "get_params") and hasattr(value, "fit")


def _is_splitter(value: Any) -> bool:
    return not isinstance(value, type) and hasattr(value, "split") and hasattr(value, "get_n_splits")


def _splitter(splitter: Any) -> dict[str, Any]:
    """A splitter of scikit-learn: its class, and the parameters that differ from their defaults."""
    kind = type(splitter)
    passed_on = getattr(splitter, "cvargs", {})  # what those that repeat give to the one that they repeat
    params = {}
    for name, each in _inspect.signature(kind.__init__).parameters.items():
        value = getattr(splitter, name, passed_on.get(name, each.default))
        if name != "self" and each.default is not value and not _equal(value, each.default):
            params[name] = _value(value)
    return {"class": kind.__name__, "params": params}


# Distributions of scipy's that a search draws from, with their parameters in scipy's order.
_ARGUMENTS = {
    "uniform": ("loc", "scale"),
    "loguniform": ("a", "b"),
    "norm": ("loc", "scale"),
    "randint": ("low", "high"),
}


def _distribution(frozen: Any) -> dict[str, Any]:
    """A distribution of scipy.stats with its parameters. Which there are the engine says."""
    name = frozen.dist.name
    given = {**dict(zip((*_ARGUMENTS.get(name, ()), "loc", "scale"), frozen.args)), **frozen.kwds}
    return {"distribution": name, **{key: _value(item) for key, item in given.items()}}


def of_sklearn(estimator: Any) -> dict[str, Any]:
    """The recipe of an estimator of scikit-learn: its class, and the parameters that differ from their defaults."""
    kind = type(estimator)
    defaults = {name: each.default for name, each in _inspect.signature(kind.__init__).parameters.items()}
    params = {}
    for name, value in estimator.get_params(deep=False).items():
        default = defaults.get(name, _inspect.Parameter.empty)
        same = value is default or (type(value) is type(default) and _equal(value, default))
        if not same:
            params[name] = _value(value)
    return {"class": kind.__name__, "params": params}


def _equal(a: Any, b: Any) -> bool:
    if isinstance(a, float) and a != a:
        return bool(b != b)
    try:
        return bool(a == b)
    except ValueError:
        return False


def data_of(value: Any) -> Any:
    """A parameter of a call as data: splitters and estimators of scikit-learn become what the engine reads."""
    return _value(value)


def recipe(given: Any, /, **params: Any) -> dict[str, Any]:
    """A recipe: of the name of a class with its parameters, of JSON, of an estimator of scikit-learn, or of a recipe.

    >>> recipe("Pipeline", steps=[("scale", recipe("StandardScaler")), ("model", recipe("Ridge", alpha=0.5))])["class"]
    'Pipeline'

    :raises Error: ``bad_recipe`` where it is none of them. Parameters are looked at by ``fit``.
    """
    if isinstance(given, str) and given.lstrip().startswith("{"):
        try:
            given = json.loads(given)
        except ValueError as error:
            raise Error("bad_recipe", "recipe", f"The recipe is no JSON: {error}.", "Give a class's name.") from error
    if isinstance(given, str):
        return {"class": given, "params": _value(params)}
    if isinstance(given, Mapping) and isinstance(given.get("class"), str):
        return {"class": given["class"], "params": _value({**(given.get("params") or {}), **params})}
    if _is_estimator(given) and "sklearn" in sys.modules:
        made = of_sklearn(given)
        return {**made, "params": {**made["params"], **_value(params)}}
    raise Error(
        "bad_recipe",
        "recipe",
        "A recipe must be a class with parameters.",
        'Make one with keepfit.recipe("Ridge", alpha=1.0), or give an estimator of scikit-learn that is not fitted.',
    )


_schema: dict[str, Any] | None = None


def schema() -> dict[str, Any]:
    """What the engine declares of all estimators: parameters, constraints, attributes, sentences."""
    global _schema
    if _schema is None:
        _schema = engine.call("schema", {})
    return _schema
