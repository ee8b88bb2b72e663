"""Recipes around one estimator of the catalogue: its parameters, what stands before and behind it, and what it is made of."""

import math

import numpy as np
from draws.chance import Chance
from draws.companions import ENCODERS, IMPUTERS, MODELS, RANKING, SCALERS, SEARCHED, SELECTORS, TREES
from draws.values import NEVER, VALUES, bad, grows_trees, holds, params_of, settled, stops_early, value


def pipeline(steps):
    return {"class": "Pipeline", "params": {"steps": steps}}


def parts(recipe, path=""):
    """(path, class, params) of a recipe's estimators, as recipes.steps names them."""
    if not isinstance(recipe, dict):
        return
    yield path, recipe["class"], recipe.get("params", {})
    for key, inner in recipe.get("params", {}).items():
        if isinstance(inner, dict) and "class" in inner:
            yield from parts(inner, f"{path}{key}__")
        elif key in ("steps", "transformers", "transformer_list", "estimators"):
            for item in inner:
                yield from parts(item[1], f"{path}{item[0]}__")


def takes_weights(recipe, known):
    """Whether the last step of the recipe declares sample_weight."""
    while recipe["class"] == "Pipeline":
        recipe = recipe["params"]["steps"][-1][1]
    return known[recipe["class"]]["traits"]["sample_weight"]


class Draw(Chance):
    """A draw for one estimator. `known` is the engine's schema by name, of which only what the draw names is looked at."""

    def __init__(self, known, table, y, task, *of):
        super().__init__(*of)
        self.known, self.table, self.task = known, table, task
        self.labels = sorted(set(y)) if task == "classification" else []
        self.width = len(table.names)
        self.numbers = [n for i, n in enumerate(table.names) if not table.text(i)]
        self.texts = [n for i, n in enumerate(table.names) if table.text(i)]
        self.missing = any(isinstance(v, float) and math.isnan(v) or v is None for c in table.columns for v in c)

    # ------------------------------------------------------------------------------------------ one estimator

    def estimator(self, name, params=(), often=0.35, wrong=0.015):
        about = self.known[name]
        named = params_of(about)
        out = settled(about)
        for param in about["params"]:
            if param["name"] in dict(params) or param["name"] in out or holds(param):
                continue
            if param["name"] == "random_state":
                out["random_state"] = self.one(VALUES["random_state"])
            elif param["name"] == "n_estimators" or (param["name"] not in NEVER and self.often(often)):
                spoilt = bad(param) if self.often(wrong) else None
                out[param["name"]] = value(self, param) if spoilt is None else spoilt
        if "class_weight" in named and self.often(0.3):
            # places of classes, as scikit-learn takes them there
            places = name == "HistGradientBoostingClassifier" and self.often(0.6)
            keys = range(len(self.labels)) if places else self.labels
            some = {str(key): self.one([0.0, 0.5, 1.0, 2.5, 10.0]) for key in keys if self.often(0.8)}
            out["class_weight"] = some if some and self.often(0.4) else "balanced"
        for prior in sorted({"priors", "class_prior"} & set(named)):
            if self.labels and self.often(0.15):
                shares = self.rng.integers(1, 5, len(self.labels) + (1 if self.often(0.1) else 0))
                out[prior] = (shares / shares.sum()).tolist()
        if "monotonic_cst" in named and self.often(0.1):
            out["monotonic_cst"] = self.rng.integers(-1, 2, self.width).tolist()
        if stops_early(about):
            for param, values in (("max_iter", [1, 3, 1000]), ("tol", [1e-3, 0.1, None])):
                if self.often(0.25):
                    out[param] = self.one(values)
        if grows_trees(about):
            out["max_iter"] = self.one([2, 5, 12])
        if "unknown_value" in named and out.get("handle_unknown") == "use_encoded_value":
            out["unknown_value"] = -1
        if "constant" in named and out.get("strategy") == "constant":
            out["constant"] = self.one(self.labels) if self.labels else 3.5
        out.update(params)
        return {"class": name, "params": out}

    def whole(self, name, often=0.35):
        """An estimator with what it is made of."""
        about = self.known[name]
        named, params = params_of(about), {}
        grid = next(
            (n for n, p in named.items() if {"grid", "distributions"} & {c["type"] for c in p["constraint"]}), 0
        )
        for p in about["params"]:
            kinds = {c["type"] for c in p["constraint"]}
            if p["name"] == "func" and "estimator" in {c["type"] for n in named.values() for c in n["constraint"]}:
                if self.often(0.5):
                    pairs = [("log1p", "expm1"), ("sqrt", "square"), ("exp", "log")]
                    params["func"], params["inverse_func"] = self.one(pairs)
                else:
                    params["func"] = params["inverse_func"] = None
            elif p["name"] == "score_func":
                params["score_func"] = (
                    self.one(["f_classif", "chi2"]) if self.task == "classification" else "f_regression"
                )
            elif p["name"] == "transformer_list":
                params[p["name"]] = self.side_by_side()
            elif p["name"] == "final_estimator":
                if self.often(0.3):
                    params[p["name"]] = self.estimator(TREES[self.task])
            elif "estimator" in kinds and p["name"] != "transformer":
                params[p["name"]] = self.inner(name, about["module"], grid)
            elif "steps" in kinds:
                params[p["name"]] = [[f"m{i}", self.model()] for i in range(int(self.rng.integers(2, 4)))]
        if grid:
            params[grid] = self.grid(params["estimator"])
        return self.estimator(name, params, often)

    def inner(self, name, module, grid):
        if name.startswith("AdaBoost"):  # weighs rows, hence wants one that takes weights
            return self.estimator(TREES[self.task])
        if module == "feature_selection":
            return self.estimator(self.pick(RANKING[self.task], "ranking"))
        if grid:  # may put a right value for a wrong one, which the engine has refused before
            return self.estimator(self.pick(SEARCHED[self.task], "searched"), wrong=0)
        return self.model()

    def grid(self, recipe):
        """Lists of values for one or two parameters."""
        about = self.known[recipe["class"]]
        settable = [p for p in about["params"] if p["name"] in VALUES and p["name"] not in NEVER | set(settled(about))]
        places = self.rng.permutation(len(settable))[: int(self.rng.integers(1, 3))]
        out = {}
        for p in (settable[int(i)] for i in places):
            values = [value(self, p) for _ in range(3)]
            out[p["name"]] = [v for i, v in enumerate(values) if not any(v == w for w in values[:i])]
        return out

    # ------------------------------------------------------------------------------------------ companions

    def scaler(self):
        return self.estimator(self.pick(SCALERS, "scaler"))

    def imputer(self):
        name = self.pick(IMPUTERS, "imputer")
        if name == "SimpleImputer":
            return self.estimator(name, {"strategy": self.one(["mean", "median", "most_frequent", "constant"])})
        return self.estimator(name)

    def selector(self):
        return self.whole(self.pick(SELECTORS, "selector"))

    def side_by_side(self):
        count = int(self.rng.integers(1, 4))
        out = [[f"u{i}", self.scaler() if self.often(0.6) else self.selector()] for i in range(count)]
        return [*out, ["raw", "passthrough"]] if self.often(0.2) else out

    def model(self, often=0.35):
        return self.estimator(self.pick(MODELS[self.task], "model"), often=often)

    # ------------------------------------------------------------------------------------------ around it

    def numeric(self, subject=None, bare=False):
        """Steps that make any table of numbers fit for most estimators, `subject` among them."""
        about = self.known[subject["class"]] if subject else None
        out = []
        if about and about["module"] == "impute":
            out.append(["own", subject])
            subject = None
        elif self.missing and not (about and bare and about["traits"]["accepts_missing"] and self.often(0.6)):
            out.append(["fill", self.imputer()])
            if not bare and self.often(0.08):
                beside = ["gone", self.estimator("MissingIndicator", {"features": "all"})]
                out = [["fill", {"class": "FeatureUnion", "params": {"transformer_list": [*out, beside]}}]]
        for i in range(0 if bare else int(self.rng.integers(0, 3))):
            out.append([f"s{i}", self.scaler()])
        if subject:
            out.append(["own", subject])
        elif bare:
            pass
        elif self.often(0.3):
            out.append(["pick", self.selector()])
        elif self.often(0.15):
            out.append(["both", self.whole("FeatureUnion")])
        return out

    def encoder(self, subject=None):
        out = subject or self.estimator(self.pick(ENCODERS, "encoder"))
        if out["class"] == "OneHotEncoder" and self.often(0.7):
            out["params"]["handle_unknown"] = self.one(["ignore", "infrequent_if_exist"])
        if self.often(0.6):
            fill = self.estimator("SimpleImputer", {"strategy": self.one(["most_frequent", "constant"])})
            fill["params"].pop("fill_value", None)
            if fill["params"]["strategy"] == "constant":
                fill["params"]["fill_value"] = "none"
            fill["params"].pop("add_indicator", None)
            return pipeline([["fill", fill], ["code", out]])
        return out

    def columns(self, subject=None):
        """A ColumnTransformer over the table; `subject`, if given, among its parts."""
        codes = subject and self.known[subject["class"]]["traits"]["accepts_text"] and self.texts
        rest = [n for n in self.numbers if self.often(0.2)] if len(self.numbers) > 1 else []
        taken = [n for n in self.numbers if n not in rest]
        parts = []
        if taken:
            inner = self.numeric(None if codes else subject) or [["s", self.scaler()]]
            parts.append(["num", pipeline(inner) if len(inner) > 1 or self.often(0.5) else inner[0][1], taken])
        if self.texts:
            fills = codes and self.known[subject["class"]]["module"] == "impute"
            coded = pipeline([["own", subject], ["code", self.encoder()]]) if fills else None
            parts.append(["cat", coded or self.encoder(subject if codes else None), self.texts])
        if self.often(0.3):
            parts.reverse()
        params = {"transformers": parts, "remainder": self.one(["drop", "passthrough"])}
        if self.often(0.3):
            params["verbose_feature_names_out"] = False
        return {"class": "ColumnTransformer", "params": params}

    def recipe(self, name, bare):
        """One that `name` is the matter of; bare: with nothing besides that it needs."""
        about = self.known[name]
        transforms = about["kind"] == "transformer"
        own = None if name in ("Pipeline", "ColumnTransformer") else self.whole(name, 0.5)
        behind = None if transforms or own is None else own
        within = own if transforms else None
        if name == "ColumnTransformer":
            steps = [["prepare", self.columns()]]
        elif self.texts and not self.numbers and within and about["traits"]["accepts_text"]:
            steps = [["own", within]]
        elif self.texts:
            steps = [["prepare", self.columns(within)]]
            if not bare and self.often(0.3):
                steps.append(["again", self.scaler()])
        else:
            steps = self.numeric(within, bare)
        if behind:
            if about["traits"]["needs_non_negative"] and self.often(0.8):
                steps.append(["up", {"class": "MinMaxScaler", "params": {"clip": True}}])
            steps.append(["model", behind])
        elif not steps or not bare and self.often(0.6):
            steps.append(["model", self.model()])
        if len(steps) == 1 and name != "Pipeline" and (bare or self.often(0.5)):
            return steps[0][1]
        return pipeline(steps)

    def weights(self, recipe, n):
        """sample_weight, for some draws: halves and wholes, zeros among them, or anything; seldom where nothing takes them."""
        if not self.often(0.2 if takes_weights(recipe, self.known) else 0.01):
            return None
        kind = self.one(["counts", "halves", "any", "ones"])
        if kind == "any":
            return [float(f"{v:.3g}") for v in self.rng.gamma(1.0, 2.0, n)]
        values = {
            "counts": lambda: self.rng.integers(0, 4, n),
            "halves": lambda: self.rng.integers(1, 8, n) / 2,
            "ones": lambda: np.ones(n),
        }
        return [float(v) for v in values[kind]()]
