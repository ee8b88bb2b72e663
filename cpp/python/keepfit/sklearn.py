"""Keepfit's estimators with scikit-learn's interface: for its pipelines, its cross-validation and its searches.

>>> from keepfit.sklearn import KeepfitClassifier
>>> KeepfitClassifier(name="RandomForestClassifier", params={"n_estimators": 50}).fit(X, y).model_.dump("m.keepfit")
"""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin, TransformerMixin
from sklearn.utils.metaestimators import available_if
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import (
    _check_feature_names,
    _check_n_features,
    _check_sample_weight,
    check_consistent_length,
    check_is_fitted,
    column_or_1d,
    validate_data,
)

from ._columns import values_of
from ._errors import Error
from ._model import Model, fit
from ._tables import is_frame
from .recipe import recipe as recipe_of
from .recipe import schema


def _declared(name: str) -> dict[str, Any]:
    """What the engine says of a class."""
    return next((each for each in schema()["estimators"] if each["name"] == name), {})


def _last(recipe: Any) -> str:
    """The class that answers in the end, as far as that can be told before a fit."""
    params = recipe.get("params", {})
    if recipe["class"] == "Pipeline" and params.get("steps"):
        step = params["steps"][-1][1]
        return _last(step) if isinstance(step, dict) else ""
    if recipe["class"].endswith("SearchCV") and isinstance(params.get("estimator"), dict):
        return _last(params["estimator"])
    return str(recipe["class"])


def _takes_missing(recipe: Any) -> bool:
    if recipe["class"] != "Pipeline":
        return bool(_declared(recipe["class"]).get("traits", {}).get("accepts_missing"))
    for _, step in recipe.get("params", {}).get("steps", ()):
        if not isinstance(step, dict):
            continue
        if not _takes_missing(step):
            return False
        if not _declared(step["class"]).get("traits", {}).get("keeps_missing"):
            return True
    return True


def _may(method: str) -> Any:
    """Whether it has the method: as fitted, or before that as scikit-learn's class of the same name."""

    def check(self: Any) -> bool:
        if hasattr(self, "model_"):
            return method in self.model_.methods
        try:
            name = _last(self._recipe())
            declared = _declared(name)
            theirs = getattr(importlib.import_module(f"sklearn.{declared['module']}"), name)
        except (Error, KeyError, ImportError, AttributeError):
            return True  # the fit will tell
        return method not in declared.get("unsupported_methods", ()) and hasattr(theirs, method)

    return check


class _Keepfit(BaseEstimator):
    """:param recipe: what is fitted: a recipe, or an estimator of scikit-learn that is not fitted.
    :param name: or the name of a class,
    :param params: with its parameters.
    """

    _default = ""

    def __init__(self, recipe: Any = None, *, name: str | None = None, params: dict[str, Any] | None = None) -> None:
        self.recipe = recipe
        self.name = name
        self.params = params

    def _recipe(self) -> dict[str, Any]:
        if self.recipe is not None and self.name is not None:
            raise Error("bad_recipe", "recipe", "Both recipe and name are given.", "Give one of them.")
        return recipe_of(self.recipe if self.recipe is not None else self.name or self._default, **(self.params or {}))

    def _table(self, X: Any, reset: bool) -> Any:
        if is_frame(X):
            _check_feature_names(self, X, reset=reset)
            _check_n_features(self, X, reset=reset)
            if reset and not len(X):
                raise ValueError("Found array with 0 sample(s) while a minimum of 1 is required.")
            return X
        array = X if isinstance(X, np.ndarray) and X.dtype.kind in "OUT" and X.ndim == 2 else None
        if array is not None and any(isinstance(value, str) for value in array.ravel()[:1000]):
            _check_feature_names(self, X, reset=reset)
            _check_n_features(self, X, reset=reset)
            return X
        return validate_data(self, X, reset=reset, dtype=np.float64, ensure_all_finite=False)

    def _asked(self, ask: Any) -> Any:
        """scikit-learn's words where people look for them."""
        try:
            return ask()
        except Error as error:
            if error.code in ("missing_values", "infinite_values"):
                what = "NaN" if error.code == "missing_values" else "infinity"
                raise ValueError(f"Input X contains {what}. {error}") from error
            if error.code in ("too_few_rows", "too_many_neighbors"):
                raise ValueError(f"n_samples is too small (such as n_samples=1). {error}") from error
            raise

    def _fitted(self, X: Any, y: Any, sample_weight: Any) -> Model:
        if sample_weight is not None:
            sample_weight = _check_sample_weight(sample_weight, X if not is_frame(X) else np.empty((len(X), 1)))
        made = self._recipe()
        return self._asked(lambda: fit(made, X, y, sample_weight=sample_weight))

    def _answer(self, method: str, X: Any) -> Any:
        check_is_fitted(self, "model_")
        table = self._table(X, reset=False)
        return self._asked(lambda: getattr(self.model_, method)(table))

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        try:
            tags.input_tags.allow_nan = _takes_missing(self._recipe())
        except Error:
            pass  # a recipe that is none: the fit will tell
        return tags


class KeepfitClassifier(ClassifierMixin, _Keepfit):
    __doc__ = f"""A classifier of Keepfit's; LogisticRegression where nothing is said.

    {_Keepfit.__doc__}
    After ``fit``: ``model_``, the :class:`keepfit.Model`; ``classes_``; ``n_features_in_``; ``feature_names_in_``.
    """

    _default = "LogisticRegression"

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> KeepfitClassifier:
        """:param X: DataFrame or array of shape (n, columns).
        :param y: n labels.
        :raises keepfit.Error: a ValueError: what Keepfit refuses, by name.
        """
        if y is None:
            raise ValueError("This estimator requires y to be passed, but the target y is None.")
        X = self._table(X, reset=True)
        y = column_or_1d(y, warn=True)
        check_classification_targets(y)
        check_consistent_length(X, y)
        self.classes_, codes = np.unique(y, return_inverse=True)
        if len(self.classes_) < 2:
            raise ValueError(f"The target has 1 class ({self.classes_[0]!r}); at least 2 classes are needed.")
        native = all(isinstance(each, str) for each in self.classes_) or self.classes_.dtype.kind in "fiu"
        self.model_ = self._fitted(X, y if native else codes.astype(np.float64), sample_weight)
        return self

    def predict(self, X: Any) -> np.ndarray:
        """Labels of shape (n,), of the type that was fitted."""
        labels = self._answer("predict", X)
        known: Any = self.model_.classes_
        if labels.dtype == object:
            place = {label: i for i, label in enumerate(known)}
            return self.classes_[[place[label] for label in labels]]
        return self.classes_[np.searchsorted(known, labels)]

    @available_if(_may("predict_proba"))
    def predict_proba(self, X: Any) -> np.ndarray:
        """Probabilities of shape (n, classes), in the order of ``classes_``."""
        return self._answer("predict_proba", X)

    @available_if(_may("decision_function"))
    def decision_function(self, X: Any) -> np.ndarray:
        """Scores of shape (n,) for two classes, (n, classes) for more."""
        return self._answer("decision_function", X)


class KeepfitRegressor(RegressorMixin, _Keepfit):
    __doc__ = f"""A regressor of Keepfit's; Ridge where nothing is said.

    {_Keepfit.__doc__}
    After ``fit``: ``model_``, the :class:`keepfit.Model`; ``n_features_in_``; ``feature_names_in_``.
    """

    _default = "Ridge"

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> KeepfitRegressor:
        """:param X: DataFrame or array of shape (n, columns).
        :param y: n numbers.
        :raises keepfit.Error: a ValueError: what Keepfit refuses, by name.
        """
        if y is None:
            raise ValueError("This estimator requires y to be passed, but the target y is None.")
        X = self._table(X, reset=True)
        y = np.asarray(column_or_1d(y, warn=True), dtype=np.float64)
        if not np.isfinite(y).all():
            raise ValueError("Input y contains NaN or infinity.")
        check_consistent_length(X, y)
        self.model_ = self._fitted(X, y, sample_weight)
        return self

    def predict(self, X: Any) -> np.ndarray:
        """Numbers of shape (n,)."""
        return self._answer("predict", X)


class KeepfitTransformer(TransformerMixin, _Keepfit):
    __doc__ = f"""A transformer of Keepfit's; StandardScaler where nothing is said.

    {_Keepfit.__doc__}
    After ``fit``: ``model_``, the :class:`keepfit.Model`; ``n_features_in_``; ``feature_names_in_``.
    """

    _default = "StandardScaler"

    def fit(self, X: Any, y: Any = None) -> KeepfitTransformer:
        """:param X: DataFrame or array of shape (n, columns).
        :param y: n targets, for those that look at them.
        :raises keepfit.Error: a ValueError: what Keepfit refuses, by name.
        """
        X = self._table(X, reset=True)
        supervised = self._needs_target()
        if supervised and y is None:
            raise ValueError("This estimator requires y to be passed, but the target y is None.")
        if y is not None:
            check_consistent_length(X, y)
        self.model_ = self._fitted(X, y if supervised else None, None)
        return self

    def _needs_target(self) -> bool:
        return bool(_declared(self._recipe()["class"]).get("traits", {}).get("needs_target"))

    def transform(self, X: Any) -> np.ndarray:
        """X of shape (n, columns out): an array, or what ``set_output`` asks for."""
        check_is_fitted(self, "model_")
        table = self._table(X, reset=False)
        answer = self._asked(lambda: self.model_._answer("transform", table))["X"]
        columns = [values_of(column) for _, column in answer["columns"]]
        kind = object if any(column.dtype == object for column in columns) else np.float64
        out = np.empty((int(answer["rows"]), len(columns)), kind)
        for j, column in enumerate(columns):
            out[:, j] = column
        return out

    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray:
        """Names of the columns of ``transform``."""
        check_is_fitted(self, "model_")
        return np.asarray(self.model_.get_feature_names_out(), dtype=object)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.transformer_tags.preserves_dtype = []
        return tags
