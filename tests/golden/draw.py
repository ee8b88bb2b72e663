"""Random pipelines over the data sets of random_tables.py: what is drawn, how close the engine must come, and which draws say nothing.

A draw is a function of its seed and of the engine's schema (build/golden/schema.json, written by golden.mjs).
"""

import contextlib
import copy
import functools
import json
import math
import signal
import warnings

import numpy as np
from common import CLASSES, build, schema, target_array
from random_tables import tables
from sklearn.base import is_classifier, is_regressor

ORDER = ["exact", "tight", "converged"]
RELATIVE = {"tight": 1e-10, "converged": 1e-6}

# ---------------------------------------------------------------------------------------------- parameters

# What is sensible where a constraint alone would allow a fit of hours, or hardly ever hit what matters.
VALUES = {
    "n_estimators": [1, 2, 5, 9],
    "max_depth": [None, 1, 2, 3, 5],
    "max_leaf_nodes": [None, 2, 4, 8],
    "ccp_alpha": [0.0, 0.001, 0.02, 0.5],
    "min_samples_split": [2, 3, 10, 0.1],
    "min_samples_leaf": [1, 2, 5, 0.05],
    "min_weight_fraction_leaf": [0.0, 0.05, 0.2],
    "max_features": [None, 1, 2, 0.5, 1.0, "sqrt", "log2"],
    "min_impurity_decrease": [0.0, 0.001, 0.1],
    "max_samples": [None, 0.5, 0.9, 4],
    "learning_rate_init": [0.01],
    "subsample": [1.0, 0.5, 0.8],
    "validation_fraction": [0.1, 0.25],
    "n_iter_no_change": [2, 5],
    "l2_regularization": [0.0, 0.1, 2.0],
    "max_bins": [255, 2, 7, 32],
    "n_neighbors": [1, 2, 5, 7],
    "p": [1.0, 2.0, 1.5, 3.0],
    "alpha": [0.0, 0.001, 0.1, 1.0, 10.0],
    "C": [0.01, 0.3, 1.0, 20.0],
    "l1_ratio": [0.0, 0.15, 0.5, 1.0],
    "eta0": [0.001, 0.01, 0.1, 1.0],
    "power_t": [0.25, 0.5],
    "epsilon": [0.01, 0.1, 1.0],
    "var_smoothing": [1e-9, 1e-3, 0.1],
    "binarize": [0.0, 0.5, 2.0],
    "threshold": [0.0, 0.1, 0.5, 2.0],
    "n_bins": [2, 3, 5],
    "n_quantiles": [5, 10, 1000],
    "n_components": [1, 2, 3],
    "n_clusters": [2, 3, 5],
    "n_init": ["auto", 1, 3],
    "degree": [1, 2, 3, [0, 2], [2, 2]],
    "k": [0, 1, 2, 3, "all"],
    "percentile": [0.0, 10.0, 50.0, 100.0],
    "feature_range": [[0.0, 1.0], [-1.0, 1.0], [5.0, 6.5]],
    "quantile_range": [[25.0, 75.0], [10.0, 90.0], [0.0, 100.0]],
    "min_frequency": [None, 1, 3, 10, 0.1, 0.3],
    "max_categories": [None, 1, 2, 3],
    "reg_param": [0.0, 0.1, 0.9],
    "quantile": [0.0, 0.1, 0.5, 0.9],
    "smooth": ["auto", 1.0, 10.0],
    "cv": [2, 3, 5],
    "intercept_scaling": [1.0, 3.0],
    "n_features_to_select": [None, 1, 2, 0.5],
    "step": [1, 2, 0.4],
    "random_state": [0, 1, 2, 7, 42, 2**32 - 1],
    "n_iter": [5],
    "max_fun": [15000],
}
OWN = {
    "KBinsDiscretizer": {"encode": ["onehot-dense", "ordinal"], "subsample": [200000, 50, None]},
    "QuantileTransformer": {"subsample": [10000, 40, None]},
    "PCA": {"n_components": [None, 1, 2, 3, 0.5, 0.9]},
    "DummyClassifier": {"constant": [None]},
    "DummyRegressor": {"constant": [None, 3.5]},
    "SimpleImputer": {"fill_value": [None, 0, -1.5]},
    "GradientBoostingClassifier": {"n_iter_no_change": [None, 2]},
    "GradientBoostingRegressor": {"n_iter_no_change": [None, 2]},
    "HistGradientBoostingClassifier": {
        "max_features": [0.5, 1.0],
        "max_iter": [2, 5, 12],
        "min_samples_leaf": [1, 5, 20],
        "learning_rate": [0.05, 0.1, 0.5],
    },
    "HistGradientBoostingRegressor": {
        "max_features": [0.5, 1.0],
        "max_iter": [2, 5, 12],
        "min_samples_leaf": [1, 5, 20],
        "learning_rate": [0.05, 0.1, 0.5],
    },
    "MinMaxScaler": {},
    "OrdinalEncoder": {"categories": ["auto"], "encoded_missing_value": [-7.0]},
    "OneHotEncoder": {"categories": ["auto"], "drop": [None, "first", "if_binary"]},
}
# The class "converged" speaks of the optimum, so what iterates towards one does so to the end.
CONVERGED = {
    "LogisticRegression": {"tol": 1e-10, "max_iter": 5000},
    "Lasso": {"tol": 1e-10, "max_iter": 20000},
    "ElasticNet": {"tol": 1e-10, "max_iter": 20000},
    "LinearSVC": {"tol": 1e-10, "max_iter": 20000},
}
NEVER = {
    "class_prior",
    "priors",
    "class_weight",
    "verbose",
    "tol",
    "max_iter",
    "monotonic_cst",
    "unknown_value",
    "categories",
    "features",
    "constant",
}
# Where a fit that stops early is a result of its own, number of passes included.
STOPS = ("SGDClassifier", "SGDRegressor", "Perceptron")


def low_of(interval):
    return -math.inf if interval["low"] is None else float(interval["low"])


class Draw:
    def __init__(self, seed):
        self.rng = np.random.default_rng(seed)
        self.schema = schema()
        self.labels, self.width = [], 0  # of the table that is drawn over

    def chance(self, p):
        return self.rng.random() < p

    def one(self, values):
        return copy.deepcopy(values[int(self.rng.integers(len(values)))])

    # ------------------------------------------------------------------------------------------ one estimator

    def value(self, name, param):
        own = OWN.get(name, {}).get(param["name"], VALUES.get(param["name"]))
        if own is not None:
            return self.one(own)
        offers = []
        for c in param["constraint"]:
            if c["type"] == "boolean":
                offers += [True, False]
            elif c["type"] == "options":
                offers += c["options"]
            elif c["type"] == "none":
                offers.append(None)
            elif (
                c["type"] == "interval"
                and isinstance(param["default"], (int, float))
                and not isinstance(param["default"], bool)
            ):
                base = param["default"] or 1
                number = float if c["numeric"] == "float" else int
                offers += [number(max(v, low_of(c))) for v in (base / 2, base, base * 2)]
        return self.one(offers) if offers else param["default"]

    def estimator(self, name, params=(), often=0.35):
        about = self.schema[name]
        out = dict(CONVERGED.get(name, {}))
        for param in about["params"]:
            if param["name"] in dict(params) or param["name"] in out:
                continue
            if param["name"] == "random_state":
                out["random_state"] = self.one(VALUES["random_state"])
            elif param["name"] in ("n_estimators",) or (param["name"] not in NEVER and self.chance(often)):
                if any(c["type"] in ("estimator", "steps", "transformers") for c in param["constraint"]):
                    continue
                if self.chance(0.015):
                    bad = self.bad(param)
                    if bad is not None:
                        out[param["name"]] = bad
                        continue
                out[param["name"]] = self.value(name, param)
        named = {p["name"] for p in about["params"]}
        if "class_weight" in named and self.chance(0.3):
            keys = (
                range(len(self.labels))
                if name == "HistGradientBoostingClassifier" and self.chance(0.6)
                else self.labels
            )
            some = {str(key): self.one([0.0, 0.5, 1.0, 2.5, 10.0]) for key in keys if self.chance(0.8)}
            out["class_weight"] = some if some and self.chance(0.4) else "balanced"
        for prior in {"priors", "class_prior"} & named:
            if self.labels and self.chance(0.15):
                shares = self.rng.integers(1, 5, len(self.labels) + (1 if self.chance(0.1) else 0))
                out[prior] = (shares / shares.sum()).tolist()
        if "monotonic_cst" in named and self.chance(0.1):
            out["monotonic_cst"] = self.rng.integers(-1, 2, self.width).tolist()
        if name in STOPS:
            for param, values in (("max_iter", [1, 3, 1000]), ("tol", [1e-3, 0.1, None])):
                if self.chance(0.25):
                    out[param] = self.one(values)
        if name == "OrdinalEncoder" and out.get("handle_unknown") == "use_encoded_value":
            out["unknown_value"] = -1
        out.update(params)
        return {"class": name, "params": out}

    def bad(self, param):
        """A value outside of the domain."""
        for c in param["constraint"]:
            if c["type"] == "interval" and math.isfinite(low_of(c)):
                return (
                    low_of(c) - 1.5 if c["numeric"] == "float" and len(param["constraint"]) == 1 else int(low_of(c)) - 1
                )
        return None

    def has(self, *names):
        return [n for n in names if n in self.schema]

    # ------------------------------------------------------------------------------------------ parts

    def scaler(self):
        return self.estimator(
            self.one(
                self.has(
                    "StandardScaler",
                    "MinMaxScaler",
                    "MaxAbsScaler",
                    "RobustScaler",
                    "Normalizer",
                    "QuantileTransformer",
                    "PowerTransformer",
                    "KBinsDiscretizer",
                    "Binarizer",
                    "FunctionTransformer",
                    "PolynomialFeatures",
                    "StandardScaler",
                    "MinMaxScaler",
                )
            )
        )

    def imputer(self):
        name = self.one(["SimpleImputer", "SimpleImputer", "KNNImputer"])
        if name == "SimpleImputer":
            return self.estimator(name, {"strategy": self.one(["mean", "median", "most_frequent", "constant"])})
        return self.estimator(name)

    def selector(self, task):
        name = self.one(
            self.has(
                "VarianceThreshold",
                "SelectKBest",
                "SelectPercentile",
                "SelectFromModel",
                "RFE",
                "PCA",
                "TruncatedSVD",
                "KMeans",
                "SelectKBest",
                "PCA",
            )
        )
        params = {}
        if name in ("SelectKBest", "SelectPercentile"):
            params["score_func"] = self.one(["f_classif", "chi2"]) if task == "classification" else "f_regression"
        if name in ("SelectFromModel", "RFE"):
            part = self.one(
                ["DecisionTree", "Ridge", "Lasso"]
                if task == "regression"
                else ["DecisionTree", "LogisticRegression", "ExtraTree"]
            )
            params["estimator"] = self.estimator(
                part if part in self.schema else part + ("Classifier" if task == "classification" else "Regressor")
            )
        return self.estimator(name, params)

    def union(self, task):
        parts = [
            [f"u{i}", self.scaler() if self.chance(0.6) else self.selector(task)]
            for i in range(int(self.rng.integers(1, 4)))
        ]
        if self.chance(0.2):
            parts.append(["raw", "passthrough"])
        return {"class": "FeatureUnion", "params": {"transformer_list": parts}}

    def simple_model(self, task, missing=False):
        kind = "classifier" if task == "classification" else "regressor"
        names = sorted(
            n
            for n, e in self.schema.items()
            if e["kind"] == kind
            and CLASSES.get(n) is not None
            and (not missing or e["traits"]["accepts_missing"])
            and not any(c["type"] in ("estimator", "steps") for p in e["params"] for c in p["constraint"])
        )
        return self.estimator(self.one(names))

    def model(self, task, missing=False):
        kind = "classifier" if task == "classification" else "regressor"
        metas = sorted(
            n
            for n, e in self.schema.items()
            if e["kind"] == kind
            and CLASSES.get(n) is not None
            and any(c["type"] in ("estimator", "steps") for p in e["params"] for c in p["constraint"])
        )
        if not metas or missing or self.chance(0.75):
            return self.simple_model(task, missing)
        name = self.one(metas)
        params = {}
        for p in self.schema[name]["params"]:
            types = {c["type"] for c in p["constraint"]}
            if p["name"] == "func":
                params["func"], params["inverse_func"] = self.one(
                    [("log1p", "expm1"), ("sqrt", "square"), ("exp", "log")]
                )
            elif p["name"] == "transformer":
                continue
            elif "estimator" in types and p["name"] != "final_estimator":
                weighted = name.startswith("AdaBoost")
                params[p["name"]] = (
                    self.estimator(("DecisionTreeClassifier" if kind == "classifier" else "DecisionTreeRegressor"))
                    if weighted
                    else self.simple_model(task)
                )
            elif "steps" in types:
                params[p["name"]] = [[f"m{i}", self.simple_model(task)] for i in range(int(self.rng.integers(2, 4)))]
        if "func" in params and self.chance(0.5):
            params.pop("func"), params.pop("inverse_func")
        return self.estimator(name, params)

    def numeric(self, task, missing, prefix=""):
        """Steps that make any table of numbers fit for most models."""
        out = []
        if missing and self.chance(0.08):
            parts = [["fill", self.imputer()], ["gone", self.estimator("MissingIndicator", {"features": "all"})]]
            out.append([prefix + "fill", {"class": "FeatureUnion", "params": {"transformer_list": parts}}])
        elif missing:
            out.append([prefix + "fill", self.imputer()])
        for i in range(int(self.rng.integers(0, 3))):
            out.append([f"{prefix}s{i}", self.scaler()])
        if self.chance(0.3):
            out.append([prefix + "pick", self.selector(task)])
        elif self.chance(0.15):
            out.append([prefix + "both", self.union(task)])
        return out

    def columns(self, table, task):
        numbers = [n for i, n in enumerate(table.names) if not table.text(i)]
        texts = [n for i, n in enumerate(table.names) if table.text(i)]
        rest = [n for n in numbers if self.chance(0.2)] if len(numbers) > 1 else []
        taken = [n for n in numbers if n not in rest]
        parts = []
        if taken:
            inner = self.numeric(task, True)
            parts.append(
                [
                    "num",
                    {"class": "Pipeline", "params": {"steps": inner}}
                    if len(inner) > 1 or self.chance(0.5)
                    else inner[0][1],
                    taken,
                ]
            )
        if texts:
            encoder = self.estimator(
                self.one(self.has("OneHotEncoder", "OneHotEncoder", "OrdinalEncoder", "TargetEncoder"))
            )
            if encoder["class"] == "OneHotEncoder" and self.chance(0.7):
                encoder["params"]["handle_unknown"] = self.one(["ignore", "infrequent_if_exist"])
            if self.chance(0.6):
                fill = self.estimator("SimpleImputer", {"strategy": self.one(["most_frequent", "constant"])})
                fill["params"].pop("fill_value", None)
                if fill["params"]["strategy"] == "constant":
                    fill["params"]["fill_value"] = "none"
                fill["params"].pop("add_indicator", None)
                encoder = {"class": "Pipeline", "params": {"steps": [["fill", fill], ["code", encoder]]}}
            parts.append(["cat", encoder, texts])
        if self.chance(0.3):
            parts.reverse()
        params = {"transformers": parts, "remainder": self.one(["drop", "passthrough"])}
        if self.chance(0.3):
            params["verbose_feature_names_out"] = False
        return {"class": "ColumnTransformer", "params": params}

    def recipe(self, table, y, task, missing):
        texts = any(table.text(i) for i in range(len(table.names)))
        self.labels = sorted(set(y)) if task == "classification" else []
        self.width = len(table.names)
        out = []
        if texts and all(table.text(i) for i in range(len(table.names))) and self.chance(0.4):
            encoder = self.estimator(self.one(["OneHotEncoder", "OrdinalEncoder", "TargetEncoder"]))
            if encoder["class"] == "OneHotEncoder":
                encoder["params"]["handle_unknown"] = self.one(["ignore", "infrequent_if_exist"])
            out.append(["code", encoder])
        elif texts:
            out.append(["prepare", self.columns(table, task)])
            if self.chance(0.3):
                out.append(["again", self.scaler()])
        else:
            bare = missing and self.chance(0.3)
            out += [] if bare else self.numeric(task, missing)
            missing = missing and bare
            if not bare and self.chance(0.1) and len(table.names) > 2:
                some = [n for n in table.names if self.chance(0.5)] or table.names[:1]
                out.insert(
                    0,
                    [
                        "split",
                        {
                            "class": "ColumnTransformer",
                            "params": {
                                "transformers": [
                                    [
                                        "a",
                                        self.imputer()
                                        if any(map(math.isnan, sum(table.columns, [])))
                                        else self.scaler(),
                                        some,
                                    ]
                                ],
                                "remainder": self.one(["drop", "passthrough"]),
                            },
                        },
                    ],
                )
        if not out or self.chance(0.75):
            out.append(["model", self.model(task, missing and not texts)])
        if len(out) == 1 and self.chance(0.5):
            return out[0][1]
        return {"class": "Pipeline", "params": {"steps": out}}

    def weights(self, recipe, n):
        """sample_weight, for some draws: halves and wholes, zeros among them, or anything; seldom where nothing takes them."""
        if not self.chance(0.2 if takes_weights(recipe) else 0.01):
            return None
        kind = self.one(["counts", "halves", "any", "ones"])
        if kind == "any":
            return [float(f"{v:.3g}") for v in self.rng.gamma(1.0, 2.0, n)]
        return [
            float(v)
            for v in {
                "counts": self.rng.integers(0, 4, n),
                "halves": self.rng.integers(1, 8, n) / 2,
                "ones": np.ones(n),
            }[kind]
        ]


def takes_weights(recipe):
    """Whether the last step of the recipe declares sample_weight."""
    while recipe["class"] == "Pipeline":
        recipe = recipe["params"]["steps"][-1][1]
    return schema()[recipe["class"]]["traits"]["sample_weight"]


# ---------------------------------------------------------------------------------------------- how close


def promised(estimator_class, params, key, by_columns):
    """The class that the engine declares for an output of one estimator."""
    about = schema()[estimator_class]
    closeness = about["exactness"]
    level = closeness["class"]
    if by_columns and "by_columns" in closeness:
        level = closeness["by_columns"]
    level = "exact" if level == "parts" else level
    defaults = {p["name"]: p["default"] for p in about["params"]}
    for looser in closeness["except"]:
        if looser["outputs"] and key not in looser["outputs"]:
            continue
        if looser["param"] is not None and looser["values"]:
            now = params.get(looser["param"], defaults.get(looser["param"]))
            if not any(now == v and type(now) is type(v) for v in looser["values"]):
                continue
        level = max(level, looser["class"], key=ORDER.index)
    return level


def parts(recipe, path=""):
    """(path, class, params) of a recipe's estimators, as common.steps names them."""
    if not isinstance(recipe, dict):
        return
    yield path, recipe["class"], recipe.get("params", {})
    for key, value in recipe.get("params", {}).items():
        if isinstance(value, dict) and "class" in value:
            yield from parts(value, f"{path}{key}__")
        elif key in ("steps", "transformers", "transformer_list", "estimators"):
            for item in value:
                yield from parts(item[1], f"{path}{item[0]}__")


# What compares distances or solves equations: equal distances, say, are told apart by the last bits.
METRIC = {
    "GaussianNB",
    "KMeans",
    "KNeighborsClassifier",
    "KNeighborsRegressor",
    "KNNImputer",
    "LinearDiscriminantAnalysis",
    "QuadraticDiscriminantAnalysis",
    "PCA",
    "TruncatedSVD",
    "LinearRegression",
    "Ridge",
    "Lasso",
    "ElasticNet",
    "LogisticRegression",
    "LinearSVC",
    "RidgeCV",
}


# Draws from this number on are of tables full of equal rows, which others never see.
TIED = 1_000_000
# Whose distances are exact where all numbers are whole: equals are told apart by the order of rows, which no shaking moves.
WHOLE = {"KNeighborsClassifier", "KNeighborsRegressor", "KNNImputer"}


def _whole(array):
    return bool((np.isnan(array) | (array == np.round(array)) & (np.abs(array) < 2**20)).all())


# What asks for two classes.
TELL_APART = {"HistGradientBoostingClassifier", "LinearDiscriminantAnalysis", "QuadraticDiscriminantAnalysis"}


def _many(polynomial, width):
    most = polynomial.degree if isinstance(polynomial.degree, int) else polynomial.degree[1]
    return isinstance(most, int) and math.comb(width + max(most, 0), max(most, 0)) * width > 2**24


class Layouts:
    """Which of scikit-learn's estimators get a table held column by column while it fits."""

    def __init__(self, rng=None, tied=False):
        self.seen, self.tied = set(), tied
        self.approximate = self.infinite = self.aimless = self.too_wide = self.bare = self.short = False
        self.rng = (
            rng  # given: what is measured in distances and sums of products gets a table with its last bits moved
        )

    def __enter__(self):
        self.kept = []
        for name in schema():
            cls = CLASSES.get(name)
            for method in ("fit", "fit_transform"):
                own = getattr(cls, method, None)
                if own is None or name in ("Pipeline", "ColumnTransformer", "FeatureUnion"):
                    continue
                self.kept.append((cls, method, cls.__dict__.get(method)))
                setattr(cls, method, self.watched(own, name))
        return self

    def watched(self, own, name):
        @functools.wraps(own)  # scikit-learn reads signatures
        def method(estimator, X, *args, **kwargs):
            array = X.to_numpy() if hasattr(X, "to_numpy") else np.asarray(X)
            if name == "LinearSVC" and np.abs(array).max(initial=0) > 1e70:
                raise TooSlow  # liblinear never comes back from squares that overflow, and no alarm reaches it
            self.bare |= array.ndim == 2 and array.shape[1] == 0
            self.short |= name.startswith("KNeighbors") and array.ndim == 2 and estimator.n_neighbors > len(array)
            if name == "PolynomialFeatures" and _many(estimator, array.shape[1]):
                self.too_wide = True
            if name == "TruncatedSVD" and estimator.n_components + 10 < min(array.shape):
                self.approximate = True
            if array.ndim == 2 and not array.flags.c_contiguous:
                self.seen.add(name)
            settled = self.tied and name in WHOLE and array.dtype == np.float64 and _whole(array)
            if self.rng is not None and name in METRIC and array.dtype == np.float64 and not settled:
                size = np.abs(np.where(np.isfinite(array), array, 0)).max(axis=0, initial=0)
                X = array + size * self.rng.integers(-4, 5, array.shape) * 2.0**-52
            out = own(estimator, X, *args, **kwargs)
            variance = getattr(estimator, "explained_variance_", np.ones(1))
            if name in ("PCA", "TruncatedSVD") and variance.size and (variance <= 1e-20 * variance.max()).any():
                self.aimless = True
            if name == "QuadraticDiscriminantAnalysis":
                self.aimless |= any(
                    len(s) < array.shape[1] and s.min() <= estimator.reg_param + 1e-12 * s.max()
                    for s in estimator.scalings_
                )
            log = getattr(estimator, "feature_log_prob_", np.full(1, -1.0))
            if name.endswith("NB") and (estimator.class_count_ == 0).any():
                self.infinite = True
            if (
                not np.isfinite(log).all()
                or name == "BernoulliNB"
                and (log >= 0).any()
                or name == "GaussianNB"
                and (getattr(estimator, "var_", 1.0) <= 0).any()
            ):
                self.infinite = True
            return out

        return method

    def __exit__(self, *_):
        for cls, method, own in reversed(self.kept):
            if own is None:
                delattr(cls, method)
            else:
                setattr(cls, method, own)


# ---------------------------------------------------------------------------------------------- one case


class TooSlow(Exception):
    pass


def _alarm(*_):
    raise TooSlow


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
        inner = [e for _, e in estimator.steps] if hasattr(estimator, "steps") else [estimator]
        if all(type(e).__name__ in INVERTED for e in inner):
            with contextlib.suppress(ValueError):  # infinite numbers, for one
                out["inverse_transform"] = np.asarray(estimator.inverse_transform(out["transform"]))
    return out


# What the engine turns back.
INVERTED = {
    "StandardScaler",
    "MinMaxScaler",
    "MaxAbsScaler",
    "RobustScaler",
    "QuantileTransformer",
    "PowerTransformer",
    "FunctionTransformer",
    "PCA",
    "TruncatedSVD",
}


def moved(a, b):
    """The largest difference relative to the output's size; infinite for labels that differ."""
    if a.dtype.kind in "OUS" or b.dtype.kind in "OUS":
        return 0.0 if np.array_equal(a.astype(str), b.astype(str)) else math.inf
    a, b = a.astype(float), b.astype(float)
    if a.shape != b.shape or not np.array_equal(np.isnan(a), np.isnan(b)):
        return math.inf
    both = np.isfinite(a) & np.isfinite(b)
    if not np.array_equal(a[~both & ~np.isnan(a)], b[~both & ~np.isnan(b)]):
        return math.inf
    if not both.any():
        return 0.0
    size = np.abs(a[both]).max()
    return float(np.abs(a[both] - b[both]).max() / size) if size > 0 else float(np.abs(b[both]).max())


def undecided(got, tolerance):
    """Whether two classes are as likely but for what is tolerated."""
    scores = got.get("predict_proba", got.get("decision_function"))
    if scores is None:
        return False
    scores = scores if scores.ndim == 2 else np.column_stack([np.zeros(len(scores)), scores])
    if scores.shape[1] < 2:
        return False
    top = np.sort(scores, axis=1)
    return bool((top[:, -1] - top[:, -2] <= tolerance * np.abs(top).max()).any())


def shaken(X, rng):
    """The table with every number moved by some units in the last place."""
    X = X.copy()
    for column in X.columns if hasattr(X, "columns") else range(X.shape[1]):
        values = X[column] if hasattr(X, "columns") else X[:, column]
        if getattr(values, "dtype", None) != np.float64:
            continue
        factor = 1 + rng.integers(-4, 5, len(values)) * 2.0**-52
        if hasattr(X, "columns"):
            X[column] = values * factor
        else:
            X[:, column] = values * factor
    return X


def answer_hash(array):
    """FNV-1a, 32 bits, over the little-endian bytes of the doubles, row by row; a text counts by its UTF-8 and a zero byte."""
    h = 0x811C9DC5
    data = bytearray()
    for v in np.asarray(array).ravel():
        if isinstance(v, str):
            data += v.encode() + b"\0"
        elif v is None:
            data += np.float64(math.nan).tobytes()
        else:
            v = float(v) + 0.0
            data += np.float64(math.nan if math.isnan(v) else v).tobytes()
    for byte in bytes(data):
        h = ((h ^ byte) * 0x01000193) & 0xFFFFFFFF
    return h


def draw_case(seed):
    """(case, None), or (None, why it says nothing)."""
    draw = Draw(seed)
    tied = seed >= TIED
    name = draw.one(sorted(n for n in tables() if n.startswith("few_") == tied))
    table, y, task = tables()[name]
    missing = any(isinstance(v, float) and math.isnan(v) or v is None for c in table.columns for v in c)
    recipe = draw.recipe(table, y, task, missing)
    n = len(table)
    size = min(n, int(draw.one([n, 120, 60, 30]) if n > 40 else n))
    train = sorted(draw.rng.permutation(n)[:size].tolist())
    others = sorted(set(range(n)) - set(train)) or train
    test = sorted(set(draw.rng.permutation(train)[:5].tolist()) | set(draw.rng.permutation(others)[:7].tolist()))
    frame = any(p == "ColumnTransformer" for _, p, _ in parts(recipe))
    weights = draw.weights(recipe, n)
    fit_weights = None if weights is None else [weights[i] for i in train]

    def form(rows):
        part = table.rows(rows)
        return part.frame(math.nan) if frame else part.array(math.nan)

    X, X_test = form(train), form(test)
    target = target_array([y[i] for i in train])
    case = {
        "name": f"{seed}: {name}, " + " + ".join(p for _, p, _ in parts(recipe) if p not in ("Pipeline",)),
        "recipe": recipe,
        "data": {"table": name},
        "train": train,
        "test": test,
    }
    if weights is not None:
        case["sample_weight"] = weights

    signal.signal(signal.SIGALRM, _alarm)
    signal.setitimer(signal.ITIMER_REAL, 120)
    try:
        with warnings.catch_warnings(record=True) as said, Layouts() as layouts:
            warnings.simplefilter("always")
            at = []
            try:
                estimator = build(recipe, y)
                got = outputs(estimator, X, target, X_test, at, fit_weights)
            except (ValueError, TypeError, AttributeError, NotImplementedError) as error:
                text = str(error).split("\n")[0]
                if "buffer" in text:  # Cython's reading of a structured array, once in thousands of draws
                    return None, "scikit-learn breaks (buffer format)"
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
        converge = any(w.category.__name__ == "ConvergenceWarning" for w in said)
        keys = {key: "exact" for key in got}
        for _, cls, params in parts(recipe):
            for key in keys:
                # stacking's columns are what the stacked ones answer
                stacked = (
                    ["predict_proba", "decision_function"]
                    if any(c.startswith("Stacking") for _, c, _ in parts(recipe))
                    else []
                )
                for output in [key, *stacked]:
                    # scikit-learn's StandardScaler hands weighted sums to BLAS, which is as good as another layout
                    other_order = cls in layouts.seen or weights is not None and cls == "StandardScaler"
                    keys[key] = max(keys[key], promised(cls, params, output, other_order), key=ORDER.index)
        level = max(keys.values(), key=ORDER.index)
        if level == "converged" and converge:
            return None, "scikit-learn stops before the optimum"
        if weights is not None and not takes_weights(recipe):
            return None, "sample_weight for estimators that take none in the engine"
        if task == "classification" and len(set(target)) == 1 and TELL_APART & {cls for _, cls, _ in parts(recipe)}:
            return None, "one class, of which the engine learns nothing"
        if layouts.bare:
            return None, "a table without columns, which the engine hands to no estimator"
        if layouts.too_wide:
            return None, "PolynomialFeatures: more columns than the engine makes"
        if layouts.aimless:
            return None, "PCA, TruncatedSVD, QDA: a component without variance, which may have any direction"
        if any(w.category is FutureWarning for w in said):
            return None, "scikit-learn calls a value deprecated"
        if layouts.infinite:
            return (
                None,
                "naive Bayes: a probability or a variance of 0, or a class without weight, which the engine refuses",
            )
        if (
            any(
                cls == "TruncatedSVD" and params.get("algorithm", "randomized") == "randomized"
                for _, cls, params in parts(recipe)
            )
            and layouts.approximate
        ):
            return None, "TruncatedSVD: scikit-learn approximates where the engine decomposes exactly"
        if level != "exact" and task == "classification" and undecided(got, RELATIVE[level]):
            return None, "scikit-learn's answer hangs on the last bits of the data"
        if level != "exact":
            # A tie is told one way or the other, so a few times say more than once.
            for shake in range(6 if METRIC & {cls for _, cls, _ in parts(recipe)} else 2):
                try:
                    rng = np.random.default_rng([seed, shake])
                    with warnings.catch_warnings():
                        warnings.simplefilter("ignore")
                        with Layouts(rng, tied):
                            X_moved, X_test_moved = (X, X_test) if tied else (shaken(X, rng), shaken(X_test, rng))
                            other = outputs(build(recipe, y), X_moved, target, X_test_moved, weights=fit_weights)
                except Exception:  # noqa: BLE001
                    return None, "scikit-learn's answer hangs on the last bits of the data"
                for key in got:
                    if keys[key] == "exact":
                        continue
                    limit = 0.1 * RELATIVE[keys[key]]
                    if key == "predict" and got[key].dtype.kind in "OUS" or key == "predict" and "predict_proba" in got:
                        limit = 0
                    if moved(got[key], other[key]) > limit:
                        return None, "scikit-learn's answer hangs on the last bits of the data"
    except TooSlow:
        return None, "scikit-learn takes longer than two minutes"
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    if any(
        v.dtype.kind not in "OUS"
        and v.size
        and np.abs(v[np.isfinite(v.astype(float))].astype(float), dtype=float).max(initial=0) > 1e300
        for v in got.values()
    ):
        return None, "numbers beyond 1e300"

    expect = {}
    for key, value in got.items():
        expect[key] = [_row(row) for row in value] if value.ndim == 2 else list(value)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exact = {
            key: answer_hash(getattr(estimator, key)(X))
            for key in got
            if keys[key] == "exact" and key in ("predict", "predict_proba", "transform")
        }
        if "transform" in got and not (
            any(table.text(i) for i in range(len(table.names))) and missing
        ):  # a missing text has another name there
            with contextlib.suppress(AttributeError, ValueError):
                expect["feature_names_out"] = list(
                    estimator.get_feature_names_out(None if frame else np.array(table.names, dtype=object))
                )
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


def bounds(level, value):
    if level == "exact":
        return {}
    rtol = RELATIVE[level]
    if value.dtype.kind in "OUS":
        return {"rtol": rtol, "atol": 0}
    v = value.astype(float)
    size = np.abs(v[np.isfinite(v)]).max(initial=0.0)
    return {"rtol": rtol, "atol": float(f"{rtol * max(size, 0.0):.2g}")}
